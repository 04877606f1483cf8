"""A file of another data set to readings, a batch of rows at a time; what is kept of them is the caller's matter."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from geo.core import crs
from geo.core.errors import RecordError
from geo.incidents.imports import acled, columns, placing, ucdp
from geo.incidents.imports.cells import CellError, check_degrees, plain
from geo.incidents.imports.columns import ColumnMap
from geo.incidents.imports.csv_rows import CsvRows, Line
from geo.incidents.imports.features import Feature, Features
from geo.incidents.imports.outcomes import Found, Outcome, Outside, Problem
from geo.incidents.imports.records import Record, to_reading

# Rows are placed together: as many as the spatial join needs to be fast.
_BATCH = 10_000
VERSIONS: Final = {
    "acled": acled.VERSION,
    "ucdp": ucdp.VERSION,
    "csv": columns.VERSION,
    "geojson": columns.VERSION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _DataSet:
    """A data set with a form of its own."""

    columns: tuple[str, ...]
    required: tuple[str, ...]
    read_row: Callable[[dict[str, str], int], Record]


_DATA_SETS: Final = {
    "acled": _DataSet(columns=acled.COLUMNS, required=acled.REQUIRED, read_row=acled.read_row),
    "ucdp": _DataSet(columns=ucdp.COLUMNS, required=ucdp.REQUIRED, read_row=ucdp.read_row),
}
# The columns that each data set with a form of its own must have.
REQUIRED: Final = {form: known.required for form, known in _DATA_SETS.items()}


def read(path: Path, form: str, *, how: ColumnMap | None = None, keep_outside: bool = False) -> Iterator[Outcome]:
    """Read a file of another data set.

    Parameters
    ----------
    path
        The file.
    form
        One of VERSIONS: acled, ucdp, csv or geojson.
    how
        Its columns, words and form; acled and ucdp take only encoding and delimiter from it.
    keep_outside
        Whether rows outside the border zone become readings too.

    Yields
    ------
    Found, Outside or Problem
        One for each row, in the order of the file.

    Raises
    ------
    RecordError
        The file cannot be read at all: it is missing, no table, or lacks columns that its form has.
    CrsError
        There is no such CRS.
    """
    settings = how or ColumnMap()
    records = _features(path, settings) if form == "geojson" else _rows(path, form, settings)
    for batch in _batches(records):
        yield from _outcomes(batch, keep_outside=keep_outside)


def csv_rows(path: Path, form: str, how: ColumnMap) -> CsvRows:
    """Open a CSV file of a form; its columns are known at once.

    Raises
    ------
    RecordError
        It is no table, or lacks columns that its form has.
    """
    known = _DATA_SETS.get(form)
    expected = known.columns if known else (*columns.FIELDS, *columns.SHORT, *how.columns)
    rows = CsvRows(path, expected=expected, encoding=how.encoding, delimiter=how.delimiter)
    if known is not None:
        there = {folded(name) for name in rows.columns}
        missing = [name for name in known.required if name not in there]
        if missing:
            msg = (
                f"{path} is no {form} export: it lacks the columns {', '.join(missing)} "
                f"(found with the delimiter {rows.delimiter!r}: {', '.join(rows.columns[:8])} ...)"
            )
            raise RecordError(msg)
    return rows


def folded(name: str) -> str:
    """Return the name of a column as data sets write it: in small letters, without blanks."""
    return name.casefold().replace(" ", "_")


def _rows(path: Path, form: str, how: ColumnMap) -> Iterator[Record | Problem]:
    known = _DATA_SETS.get(form)
    rows = csv_rows(path, form, how)
    if known is not None:
        names = {name: folded(name) for name in rows.columns}

        def of_data_set(line: Line) -> Record:
            return known.read_row({names[name]: cell for name, cell in line.cells.items()}, line.number)

        for item in rows:
            yield _read(item, of_data_set)
        return
    complete = how.for_columns(rows.columns)
    to_lonlat = crs.to_lonlat(how.crs) if how.crs else None
    dataset = plain(how.dataset or path.stem)

    def of_table(line: Line) -> Record:
        return _in_degrees(columns.read_row(line.cells, line.number, complete, dataset), to_lonlat)

    for item in rows:
        yield _read(item, of_table)


def _features(path: Path, how: ColumnMap) -> Iterator[Record | Problem]:
    features = Features(path, crs_name=how.crs)
    listed = (*features.columns, *(("lon", "lat") if "lon" not in features.columns else ()))
    complete = replace(how.for_columns(listed), crs=None)
    dataset = plain(how.dataset or path.stem)

    def to_record(feature: Feature) -> Record:
        # The geometry says where; a property of the same name does not.
        cells = {name: feature.cells.get(name, "") for name in dict.fromkeys((*listed, *feature.cells))}
        lon_column, lat_column = (
            next(column for column, name in complete.columns.items() if name == wanted) for wanted in ("lon", "lat")
        )
        lon, lat = feature.point or ("", "")
        return columns.read_row(
            {**cells, lon_column: repr(lon) if lon != "" else "", lat_column: repr(lat) if lat != "" else ""},
            feature.number,
            complete,
            dataset,
            feature.extent,
        )

    for item in features:
        if isinstance(item, Problem):
            yield item
            continue
        try:
            yield to_record(item)
        except CellError as err:
            yield Problem(line=item.number, field=err.field, value=err.value, reason=err.reason)


def _read(item: Line | Problem, to_record: Callable[[Line], Record]) -> Record | Problem:
    if isinstance(item, Problem):
        return item
    try:
        return to_record(item)
    except CellError as err:
        return Problem(line=item.number, field=err.field, value=err.value, reason=err.reason)


def _in_degrees(record: Record, to_lonlat: crs.ToLonLat | None) -> Record:
    if to_lonlat is None or record.lon is None or record.lat is None:
        return record
    x, y = to_lonlat(np.array([record.lon]), np.array([record.lat]))
    lon, lat = float(x[0]), float(y[0])
    check_degrees("lon, lat", lon, lat)
    return replace(record, lon=lon, lat=lat)


def _outcomes(batch: Iterable[Record | Problem], *, keep_outside: bool) -> Iterator[Outcome]:
    items = list(batch)
    placements = iter(placing.place_all([item for item in items if isinstance(item, Record)]))
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        placement = next(placements)
        try:
            if isinstance(placement, CellError):
                raise placement
            is_in_zone = placing.is_in_zone(placement)
            if not is_in_zone and not keep_outside:
                yield Outside(line=item.line)
                continue
            yield Found(line=item.line, reading=to_reading(item, placement), is_in_zone=is_in_zone)
        except CellError as err:
            yield Problem(line=item.line, field=err.field, value=err.value, reason=err.reason)


def _batches(items: Iterable[Record | Problem]) -> Iterator[list[Record | Problem]]:
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, _BATCH)):
        yield batch
