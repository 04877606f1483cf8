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
