"""Take in another data set's file: choose it, say what it is and what its columns hold, and see what became of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.core import vocab
from geo.core.errors import GeoError
from geo.incidents.imports import columns, preview
from geo.incidents.imports.columns import ColumnMap
from geo.incidents.imports.preview import Sample
from pages import _import_result, _shared

MAX_FILE_MB: Final = 64
_FORMS: Final = {
    "acled": "ACLED export",
    "ucdp": "UCDP GED export",
    "csv": "Any table (CSV)",
    "geojson": "GeoJSON",
}
_ENDINGS: Final = ("csv", "tsv", "txt", "json", "geojson")
_DELIMITERS: Final = {None: "found by itself", ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_ENCODINGS: Final = {None: "found by itself", "utf-8": "UTF-8", "cp1251": "Windows-1251", "utf-16": "UTF-16"}
_DECIMALS: Final = {".": "37.6", ",": "37,6"}
_DATES: Final = {
    None: "2025-11-26 or 26 November 2025",
    "%d.%m.%Y": "26.11.2025",
    "%d/%m/%Y": "26/11/2025",
    "%m/%d/%Y": "11/26/2025",
    "%d-%m-%Y": "26-11-2025",
}
_UNSAID: Final[dict[str | None, str]] = {None: "leave it unsaid"} | dict(vocab.COUNTRIES.items())
# Names of these characters alone are no Markdown.
_PLAIN: Final = re.compile(r"[\w .,/()-]+")
_ROWS_SHOWN: Final = 5
_EXAMPLES: Final = 3
_EXAMPLE_CHARS: Final = 40
# More are not offered; what they hold stays in the text of each row.
_MOST_COLUMNS: Final = 60


def show() -> None:
    """Draw the choice of a file, what is known of it, and what became of the last one."""
    chosen = st.file_uploader(
        f"A file of ACLED or UCDP GED, any table as CSV, or GeoJSON, up to {MAX_FILE_MB} MB",
        type=list(_ENDINGS),
        key="import_file",
        max_upload_size=MAX_FILE_MB,
    )
    if chosen is None:
        st.caption(
            "Each row is placed, matched with the incidents that are known, and counts at once. "
            "The same file again adds nothing."
        )
    else:
        _offer(chosen.name, chosen.getvalue(), f"import_{chosen.file_id}")
    _import_result.show()


def _offer(name: str, content: bytes, key: str) -> None:
    """Let the user say what a file is, and take it in."""
    with _import_result.as_file(content) as path:
        try:
            guessed = _shared.remembered("import_form", key, lambda: preview.guess_form(path))
        except GeoError as err:
            st.error(_shared.plain(_import_result.say(err, path, name)), icon=":material/error:")
            return
    names = list(_FORMS)
    form = st.selectbox("What it is", names, names.index(guessed), key=f"{key}_form", format_func=_FORMS.__getitem__)
    is_free = form in ("csv", "geojson")
    saved = ColumnMap()
    if is_free:
        # What is drawn below begins anew with what was saved.
        key, saved = _saved_settings(key)
    how = _form_of(Path(name).stem, form, saved, key) if is_free else saved
    found = _sample(name, content, form, how, key)
    if found is None:
        return
    if is_free:
        how = _fields(found, form, how, saved, key)
    st.dataframe([dict(row) for row in found.rows[:_ROWS_SHOWN]], key=f"{key}_rows", hide_index=True)
    keep = st.toggle(
        "Keep rows outside the border zone too",
        key=f"{key}_outside",
        help="The zone is the land within 25 km of the line; a row known no closer than its district or region is in "
        "it where that has part in the border.",
    )
    lacking = _lacking(found, form, how) if is_free else None
    if lacking:
        st.warning(_shared.plain(lacking), icon=":material/info:")
    with st.container(horizontal=True):
        is_wanted = st.button(
            f"Import about {found.n_rows:,} rows",
            key="import_run",
            icon=":material/database_upload:",
            disabled=bool(lacking),
        )
        if is_free:
            st.download_button(
                "Save these settings",
                columns.to_toml(how),
                "columns.toml",
                "application/toml",
                key="import_save",
                icon=":material/save:",
                disabled=bool(lacking),
                on_click="ignore",
                help="For the next file of this kind: here, or as --columns of `python -m geo import`.",
            )
    if is_wanted:
        _import_result.take_in(name, content, form, how, found.n_rows, keep_outside=keep)
        st.rerun()


def _saved_settings(key: str) -> tuple[str, ColumnMap]:
    """Let the user give settings of an earlier import; return them, and a key of what is drawn from them."""
    chosen = st.file_uploader("Settings saved from an earlier import, if any", type=["toml"], key=f"{key}_saved")
    if chosen is None:
        return key, ColumnMap()
    with _import_result.as_file(chosen.getvalue()) as path:
        try:
            return f"{key}_{chosen.file_id}", columns.load_map(path)
        except GeoError as err:
            st.error(_shared.plain(_import_result.say(err, path, chosen.name)), icon=":material/error:")
            return key, ColumnMap()


def _sample(name: str, content: bytes, form: str, how: ColumnMap, key: str) -> Sample | None:
    """Return the beginning of the file, or say why it cannot be read so."""

    def read() -> Sample | str:
        with _import_result.as_file(content) as path:
            try:
                return preview.sample(path, form, how)
            except GeoError as err:
                return _import_result.say(err, path, name)

    found = _shared.remembered("import_sample", (key, form, how.delimiter, how.encoding, how.crs), read)
    if isinstance(found, Sample):
        return found
    st.error(_shared.plain(found), icon=":material/error:")
    return None


def _form_of(stem: str, form: str, saved: ColumnMap, key: str) -> ColumnMap:
    """Let the user say how a table is written."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dataset = st.text_input(
            "Name of the data set",
            saved.dataset or stem,
            key=f"{key}_dataset",
            max_chars=200,
            width=240,
            help="Under this name it is a source; a corrected row of it is known by its id.",
        )
        date_format = _one_of(
            "Dates are written", _DATES, saved.date_format, f"{key}_dates", may_type="in Python's strptime codes"
        )
        country = _one_of("Country, where a row names none", _UNSAID, saved.defaults.get("country"), f"{key}_country")
        crs = st.text_input(
            "CRS of the coordinates",
            saved.crs or "",
            key=f"{key}_crs",
            placeholder="EPSG:4326",
            max_chars=100,
            width=240,
        )
        others = {name: value for name, value in saved.defaults.items() if name != "country"}
        how = ColumnMap(
            dataset=dataset.strip() or stem,
            date_format=date_format,
            crs=crs.strip() or None,
            defaults={**others, **({"country": country} if country else {})},
        )
        if form == "csv":
            how = replace(
                how,
                delimiter=_one_of("Columns are parted by", _DELIMITERS, saved.delimiter, f"{key}_delimiter"),
                encoding=_one_of("Encoding", _ENCODINGS, saved.encoding, f"{key}_encoding", may_type="by its name"),
                decimal=_one_of("Numbers are written", _DECIMALS, saved.decimal, f"{key}_decimal"),
            )
    return how


def _fields(found: Sample, form: str, how: ColumnMap, saved: ColumnMap, key: str) -> ColumnMap:
    """Let the user say which field each column is, and what its words mean."""
    geometry = {"lon", "lat"} if form == "geojson" else set()
    listed = [name for name in found.columns if name not in geometry]
    offered = listed[:_MOST_COLUMNS]
    options = [None, *(name for name in columns.FIELDS if name not in geometry)]
    guessed, chosen = saved.columns or preview.guess_fields(listed), dict[str, str]()
    if missing := [name for name in saved.columns if name not in listed]:
        st.warning(f"The file has no column {_shared.plain(', '.join(missing))}.", icon=":material/info:")
    with st.expander("What the columns hold", icon=":material/view_column:", expanded=True):
        for (number, name), cell in zip(enumerate(offered), _cells(), strict=False):
            guess = guessed.get(name)
            with cell:
                field = st.selectbox(
                    _label(name),
                    options,
                    options.index(guess) if guess in options else 0,
                    key=f"{key}_{form}_{number}",
                    format_func=_field_label,
                )
                st.caption(_shared.plain(_examples(found, name)))
            if field:
                chosen[name] = field
        if len(listed) > len(offered):
            st.caption(f"The other {len(listed) - len(offered):,} columns stay in the text of each row.")
    left_out = tuple(name for name in listed if name not in chosen)
    how = replace(how, columns=chosen, left_out=left_out)
    # Not yet with the meanings that were saved, so that these can be looked at and changed.
    return _with_meanings(how, saved, preview.unknown_words(found, how), key)


def _with_meanings(how: ColumnMap, saved: ColumnMap, unknown: Mapping[str, tuple[str, ...]], key: str) -> ColumnMap:
    """Let the user say what words mean that are none of this project's."""
    values = {field: dict(words) for field, words in saved.values.items()}
    if not unknown:
        return replace(how, values=values)
    with st.expander("What the words mean", icon=":material/translate:", expanded=True):
        st.caption("Rows with a word that means nothing here are bad rows: they are named, and not taken in.")
        pairs = [(field, word) for field, words in unknown.items() for word in words]
        for (field, word), cell in zip(pairs, _cells(), strict=False):
            with cell:
                options: list[str | None] = [None, *columns.ALLOWED[field]]
                was = saved.values.get(field, {}).get(word)
                meaning = st.selectbox(
                    f"{_label(word)} ({_field_label(field)})",
                    options,
                    options.index(was) if was in options else 0,
                    key=f"{key}_word_{field}_{word}",
                    format_func=partial(_value_label, field),
                )
            if meaning:
                values.setdefault(field, {})[word] = meaning
            elif was:
                del values[field][word]
    return replace(how, values=values)


def _lacking(found: Sample, form: str, how: ColumnMap) -> str | None:
    """Say what is still lacking before the rows can be read; None for nothing."""
    try:
        preview.check(found, form, how)
    except GeoError as err:
        return str(err)
    return None


def _cells() -> Iterator[DeltaGenerator]:
    """Give places to draw in, three a row, in the order in which they stand on a narrow screen too."""
    while True:
        yield from st.columns(3)


def _one_of(label: str, options: Mapping[Any, str], value: Any, key: str, *, may_type: str | None = None) -> Any:
    offered = list(dict.fromkeys([*options, value]))
    return st.selectbox(
        label,
        offered,
        offered.index(value),
        key=key,
        format_func=lambda value: options.get(value, str(value)),
        accept_new_options=may_type is not None,
        help=f"Another can be typed, {may_type}." if may_type else None,
        width=240,
    )


def _examples(found: Sample, name: str) -> str:
    cells = dict.fromkeys(cell.strip() for row in found.rows[:50] if (cell := row.get(name, "")).strip())
    return " · ".join(cell[:_EXAMPLE_CHARS] for cell in list(cells)[:_EXAMPLES]) or "empty"


def _label(name: str) -> str:
    """Write a name from outside as a label, for the eye and for screen readers, who are told it as it is written."""
    return name if _PLAIN.fullmatch(name) else _shared.plain(name)


def _field_label(field: str | None) -> str:
    return field.replace("_", " ") if field else "not used"


def _value_label(field: str, value: str | None) -> str:
    if value is None:
        return "nothing here"
    if field == "kind":
        return vocab.KINDS[value]
    if field in ("country", "bank"):
        return vocab.COUNTRIES[value]
    return vocab.PRECISION_CLASSES[value].label if field == "place_precision" else value
