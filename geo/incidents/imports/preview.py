"""A look at a file of another data set before it is taken in: its form, its columns, its first rows, its words."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.core import crs
from geo.core.errors import RecordError
from geo.incidents.imports import columns, importer
from geo.incidents.imports.columns import ColumnMap
from geo.incidents.imports.csv_rows import CsvRows, Line
from geo.incidents.imports.features import Feature, Features

_HEAD_BYTES: Final = 65_536
_SHOWN_CHARS: Final = 200
# Looked through for words whose meaning has to be said.
_ROWS: Final = 1_000
_MOST_WORDS: Final = 50
# What people call the columns of their own tables; the first column of a field's has it.
_OFTEN_CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    "date_start": ("day", "event_date", "incident_date", "date_of_incident", "дата", "сана", "تاریخ"),
    "date_end": ("end", "end_date", "until", "last_day"),
    "lat": ("y", "широта"),
    "lon": ("lng", "long", "x", "долгота"),
    "settlement": ("where", "location", "village", "town", "место", "село", "кишлак", "ҷой", "деҳа", "قریه"),
    "district": ("admin2", "район", "ноҳия", "ولسوالی"),
    "region": ("province", "oblast", "admin1", "область", "регион", "вилоят", "ولایت"),
    "country": ("страна", "кишвар", "کشور"),
    "kind": ("type", "event_type", "incident_type", "category", "тип", "вид"),
    "killed_best": ("dead", "deaths", "fatalities", "погибшие", "убитые", "убито", "погибло"),
    "wounded_best": ("injured", "hurt", "раненые", "ранено"),
    "detained_best": ("arrested", "arrests", "задержанные", "задержано"),
    "summary": ("what", "what_happened", "description", "title", "headline", "описание", "что_произошло"),
    "notes": ("note", "comment", "comments", "remarks", "примечание", "комментарий"),
    "url": ("link", "web_address", "ссылка"),
    "sources": ("reported_by", "источник", "источники"),
}
_FIELD_OF: Final = {name: field for field, names in _OFTEN_CALLED.items() for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The beginning of a file.

    Attributes
    ----------
    columns
        Their names; of GeoJSON the properties of the first feature.
    rows
        The cells of the first rows that can be taken apart, each cut to what can be shown.
    n_rows
        About how many rows the whole file has.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    n_rows: int


def guess_form(path: Path) -> str:
    """Return the form that a file looks like, one of `importer.VERSIONS`: by its first character and its header.

    Raises
    ------
    RecordError
        It cannot be opened, or is empty.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as err:
        msg = f"{path} cannot be opened: {err.strerror or err}"
        raise RecordError(msg) from err
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return "geojson"
    for form, required in importer.REQUIRED.items():
        names = {importer.folded(name) for name in CsvRows(path, expected=required).columns}
        if names.issuperset(required):
            return form
    return "csv"


def sample(path: Path, form: str, how: ColumnMap | None = None) -> Sample:
    """Read the beginning of a file.

    Parameters
    ----------
    form, how
        As for `importer.read`.

    Raises
    ------
    RecordError, CrsError
        As `importer.read`.
    """
    settings = how or ColumnMap()
    found: Iterable[object]
    if form == "geojson":
        features = Features(path, crs_name=settings.crs)
        names, found, mark = features.columns, features, b'"geometry"'
    else:
        rows = importer.csv_rows(path, form, settings)
        names, found, mark = rows.columns, rows, b"\n"
    lines = itertools.islice((one for one in found if isinstance(one, Line | Feature)), _ROWS)
    return Sample(
        columns=names,
        rows=tuple({name: cell[:_SHOWN_CHARS] for name, cell in one.cells.items()} for one in lines),
        n_rows=max(_count(path, mark) - (form != "geojson"), 1),
    )


def guess_fields(names: Iterable[str]) -> dict[str, str]:
    """Say which field each column seems to hold: by the field's own name, or by what people often call it.

    A guess for a person to look at: `importer.read` itself takes a column for a field by nothing but its name or a map.

    Examples
    --------
    >>> guess_fields(["Day", "where", "killed", "dead", "officer"])
    {'killed': 'killed_best', 'Day': 'date_start', 'where': 'settlement'}
    """
    listed = list(names)
    found = {name: field for name in listed if (field := columns.field_of(name))}
    for name in listed:
        field = _FIELD_OF.get(importer.folded(name.strip()))
        if field and name not in found and field not in found.values():
            found[name] = field
    return found


def check(found: Sample, form: str, how: ColumnMap) -> None:
    """See that a map says enough for the rows of a csv or geojson file to be read by it.

    Raises
    ------
    RecordError
        As `ColumnMap.for_columns`.
    CrsError
        There is no such CRS.
    """
    is_geojson = form == "geojson"
    how.for_columns((*found.columns, *(("lon", "lat") if is_geojson and "lon" not in found.columns else ())))
    if how.crs:
        crs.to_lonlat(how.crs)


def unknown_words(found: Sample, how: ColumnMap) -> dict[str, tuple[str, ...]]:
    """Return the words of a sample whose meaning a map does not say, by field: kinds, countries, precision classes.

    Parameters
    ----------
    how
        The map; only the columns that it gives a field are looked at.
    """
    words: dict[str, dict[str, None]] = {}
    for column, field in how.columns.items():
        for row in found.rows:
            word = row.get(column, "").strip()
            if word and not columns.is_known(word, field, how):
                words.setdefault(field, {})[word.casefold()] = None
    return {field: tuple(found)[:_MOST_WORDS] for field, found in words.items()}


def _count(path: Path, mark: bytes) -> int:
    with path.open("rb") as file:
        return sum(piece.count(mark) for piece in iter(lambda: file.read(1 << 20), b""))
