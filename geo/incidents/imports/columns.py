"""Rows of any table to records, by a map of its columns to fields.

The fields are the columns of this project's own CSV and GeoJSON exports, so those need no map; `date` and `killed` are
short for `date_start` and `killed_best`, `source` for `sources`. A map file is TOML:

    dataset = "District log"        # what the data set is called; without it the file's name
    delimiter = ";"                 # each of these is found where it can be
    encoding = "cp1251"
    decimal = ","
    date_format = "%d.%m.%Y"
    crs = "EPSG:32642"              # of lon and lat (x and y)
    left_out = ["Notes"]            # columns that are no field, whatever they are called

    [columns]                       # column = field
    "Сана" = "date"
    "Ҷой" = "settlement"

    [values.kind]                   # what its words mean; "*" stands for any other
    "бархӯрд" = "clash"

    [defaults]                      # field = value, for what every row has in common
    country = "TJ"

A coordinate whose precision nobody states is "near": within ten kilometres, never an exact place.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import shapely
import tomli_w

from geo.core import toml_file, vocab
from geo.core.errors import RecordError
from geo.core.model import Casualties, Count, DateSpan, Party
from geo.incidents.imports import cells, code_tables
from geo.incidents.imports.cells import CellError, Row
from geo.incidents.imports.records import Fact, Record, first_url

VERSION: Final = "import-table-1"
_PEOPLE = ("killed", "wounded", "detained")
_PARTS = ("low", "best", "high")
_SIDES = ("security", "civilians", "attackers")
# Which field of an account each field of a table supports.
FIELDS: Final[dict[str, str | None]] = {
    "id": None,
    "date_start": "date",
    "date_end": "date",
    "date_precision": "date",
    "date_partial": "date",
    "kind": "kind",
    "summary": None,
    "notes": None,
    "place": "place",
    "place_precision": "place",
    "uncertainty_km": "place",
    "lon": "place",
    "lat": "place",
    "settlement": "place",
    "district": "place",
    "region": "place",
    "country": "place",
    "bank": "bank",
    **{f"{name}_{part}": name for name in _PEOPLE for part in _PARTS},
    **{f"killed_{side}": "killed" for side in _SIDES},
    "parties": "parties",
    "party_ids": "parties",
    "sources": "sources",
    "url": None,
    "published": None,
    "lang": None,
}
SHORT: Final = {
    "date": "date_start",
    "source": "sources",
    "outlet": "sources",
    "precision": "place_precision",
    "latitude": "lat",
    "longitude": "lon",
    **{name: f"{name}_best" for name in _PEOPLE},
}
_SETTINGS = ("dataset", "delimiter", "encoding", "decimal", "date_format", "crs")
_LEFT_OUT = "left_out"
_LABELS = {
    "kind": {label.casefold(): kind for kind, label in vocab.KINDS.items()},
    "country": {label.casefold(): code for code, label in vocab.COUNTRIES.items()},
}
_LABELS["bank"] = _LABELS["country"]
# The fields that hold one of a list of values.
ALLOWED: Final[dict[str, Collection[str]]] = {
    "kind": vocab.KINDS,
    "country": vocab.COUNTRIES,
    "bank": vocab.COUNTRIES,
    "place_precision": vocab.PRECISION_CLASSES,
    "date_precision": vocab.DATE_PRECISIONS,
}
# Columns of this project's exports that only repeat others.
_REPEATED = ("attribution", "licence", "segments", "chainage_km", "status", "confidence")
_CODES = ("ucdp_", "acled_")
_ANY = "*"
# Half the width of Afghanistan: farther off nothing is known of the place.
_MAX_RADIUS_KM = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """How a table is written: its columns, the meaning of its words, what all rows share, and its form.

    Attributes
    ----------
    columns
        Column -> field.
    values
        Field -> word as written, casefolded -> value.
    defaults
        Field -> value of cells that are empty or not there.
    left_out
        Columns that are no field, whatever they are called.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    dataset: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    decimal: str = "."
    date_format: str | None = None
    crs: str | None = None
    left_out: Collection[str] = ()

    def for_columns(self, names: Iterable[str]) -> "ColumnMap":
        """Return the map with the columns of a file: those named like fields, and those that were given.

        Raises
        ------
        RecordError
            A mapped column is not there, two columns are one field, or nothing says when or where.
        """
        listed = list(names)
        missing = [name for name in self.columns if name not in listed]
        if missing:
            msg = f"the file has no column {missing[0]!r}: its columns are {', '.join(listed[:40])}"
            raise RecordError(msg)
        taken = set(self.columns.values())
        free = (name for name in listed if name not in self.columns and name not in self.left_out)
        own = {name: found for name in free if (found := field_of(name))}
        columns = {**{name: found for name, found in own.items() if found not in taken}, **self.columns}
        fields = set(columns.values())
        if len(fields) < len(columns):
            twice = next(name for name in fields if list(columns.values()).count(name) > 1)
            msg = f"two columns are {twice!r}: map one of them to another field, or leave it out"
            raise RecordError(msg)
        if not fields & {"date_start", "date_partial"} or not fields & {"lon", "district", "region", "settlement"}:
            msg = (
                f"nothing says which columns hold date and place, as date, and lon and lat, settlement, district or "
                f"region: map them, as {listed[0]!r} to date"
            )
            raise RecordError(msg)
        return replace(self, columns=columns)


def load_map(path: Path) -> ColumnMap:
    """Read a map file.

    Raises
    ------
    RecordError
        It cannot be read, or names a field or setting that there is not.
    """
    try:
        document = toml_file.load(path)
    except OSError as err:
        msg = f"{path} cannot be read as a map of columns: {err}"
        raise RecordError(msg) from err
    unknown = document.keys() - {*_SETTINGS, _LEFT_OUT, "columns", "values", "defaults"}
    if unknown:
        msg = f"{path} has {min(unknown)!r}: expected {', '.join(_SETTINGS)}, {_LEFT_OUT}, columns, values or defaults"
        raise RecordError(msg)
    left_out = document.get(_LEFT_OUT, [])
    if not isinstance(left_out, list) or not all(isinstance(name, str) for name in left_out):
        msg = f'{path}: {_LEFT_OUT} must be a list of columns, as ["Notes"]'
        raise RecordError(msg)
    defaults = {known_field(name): value for name, value in _strings(document, "defaults", path).items()}
    wrong = next((name for name, value in defaults.items() if value not in ALLOWED.get(name, (value,))), None)
    if wrong:
        msg = f"{path}: {defaults[wrong]!r} cannot be the default of {wrong}: expected {', '.join(ALLOWED[wrong])}"
        raise RecordError(msg)
    # An empty one says nothing.
    form: dict[str, Any] = {name: said for name in _SETTINGS if (said := str(document.get(name, "")))}
    return ColumnMap(
        columns={column: known_field(name) for column, name in _strings(document, "columns", path).items()},
        defaults=defaults,
        values={
            known_field(name): {word.casefold(): value for word, value in _strings(words, None, path).items()}
            for name, words in _tables(document.get("values", {}), path).items()
        },
        left_out=tuple(left_out),
        **form,
    )


def to_toml(how: ColumnMap) -> str:
    """Write a map as the file that `load_map` reads."""
    parts = {
        **{name: getattr(how, name) for name in _SETTINGS},
        _LEFT_OUT: list(how.left_out),
        "columns": dict(how.columns),
        "values": {name: dict(words) for name, words in how.values.items()},
        "defaults": dict(how.defaults),
    }
    return tomli_w.dumps({name: value for name, value in parts.items() if value})


def known_field(name: str) -> str:
    """Return the field of a name or its short form.

    Raises
    ------
    RecordError
        There is no such field.
    """
    found = field_of(name)
    if found is None:
        msg = f"{name!r} is no field: expected one of {', '.join((*SHORT, *FIELDS))}"
        raise RecordError(msg)
    return found


def field_of(name: str) -> str | None:
    """Return the field that a column of this name is, without anybody saying so; None for none."""
    folded = name.strip().casefold().replace(" ", "_")
    folded = SHORT.get(folded, folded)
    return folded if folded in FIELDS else None


def is_known(word: str, name: str, how: ColumnMap) -> bool:
    """Tell whether a word can stand in a field: its values are free, or a map or this project knows the word."""
    return name not in ALLOWED or _meant(word, name, how) in ALLOWED[name]


def read_row(row: Row, line: int, how: ColumnMap, dataset: str, extent: shapely.Geometry | None = None) -> Record:
    """Read one row by a map that `for_columns` has completed; `lon` and `lat` stay in its CRS.

    Raises
    ------
    CellError
        A cell cannot be; the error names its field.
    """
    values = {name: _value(row, column, name, how) for column, name in how.columns.items()}
    values = {**how.defaults, **{name: value for name, value in values.items() if value}}
    date = _date(values, how)
    where = cells.position(values, "lon", "lat", decimal=how.decimal, is_geographic=how.crs is None)
    sources = tuple(cells.items(values, "sources", separator="|" if "|" in values.get("sources", "") else ";"))
    place = values.get("place") or ""
    return Record(
        line=line,
        dataset=dataset,
        record_id=cells.text(values, "id"),
        notes=cells.text(values, "notes") or cells.text(values, "summary") or "",
        facts=_facts(row, how),
        date=date,
        kind=values.get("kind") or "other",
        precision=values.get("place_precision") or ("near" if where or not extent else "district"),
        lon=where[0] if where else None,
        lat=where[1] if where else None,
        extent=extent,
        uncertainty_km=_radius(values, how),
        location=cells.text(values, "settlement") or place.partition(",")[0].strip() or None,
        district=cells.text(values, "district"),
        region=cells.text(values, "region"),
        country=values.get("country") or values.get("bank"),
        bank=values.get("bank"),
        killed=Casualties(
            **_people(values, "killed"), **{side: cells.whole(values, f"killed_{side}") for side in _SIDES}
        ),
        wounded=Count(**_people(values, "wounded")),
        detained=Count(**_people(values, "detained")),
        parties=_parties(values, date),
        sources=sources,
        url=first_url(values.get("url"), values.get("sources")),
        published=cells.day(values, "published", date_format=how.date_format),
        lang=values.get("lang"),
    )


def _strings(document: Any, key: str | None, path: Path) -> dict[str, str]:
    table = document.get(key, {}) if key else document
    if not isinstance(table, dict) or not all(isinstance(value, (str, int, float)) for value in table.values()):
        msg = f"{path}: {key or 'values'} must be a table of words"
        raise RecordError(msg)
    return {str(name): str(value) for name, value in table.items()}


def _tables(tables: Any, path: Path) -> dict[str, Any]:
    if not isinstance(tables, dict):
        msg = f"{path}: values must be tables, as [values.kind]"
        raise RecordError(msg)
    return tables


def _value(row: Row, column: str, name: str, how: ColumnMap) -> str:
    """Return a cell's value: what its words mean by the map, or the code of a label of ours."""
    value = cells.text(row, column)
    if value is None:
        return ""
    value = _meant(value, name, how)
    if name in ALLOWED and value not in ALLOWED[name]:
        reason = f"is none of {', '.join(ALLOWED[name])}: say what it means (in a map file under [values.{name}])"
        raise CellError(field=column, value=value, reason=reason)
    return value


def _meant(word: str, name: str, how: ColumnMap) -> str:
    """Return what a word means in a field, by the map or as a label of this project's."""
    words = how.values.get(name, {})
    value = words.get(word.casefold(), words.get(_ANY, word) if words else word)
    return _LABELS.get(name, {}).get(value.casefold(), value)


def _date(values: Row, how: ColumnMap) -> DateSpan:
    start = cells.day(values, "date_start", date_format=how.date_format)
    end = cells.day(values, "date_end", date_format=how.date_format)
    precision = values.get("date_precision")
    if start is None and end is None:
        return DateSpan(partial=cells.partial_date(values, "date_partial"), precision=precision)
    first, last = start or end, end or start
    assert first is not None and last is not None  # noqa: PT018, S101 - one of them is there
    if last < first:
        raise CellError(field="date_end", value=str(last), reason=f"is before date_start, {first}")
    return DateSpan(start=first, end=last, precision=precision or ("day" if first == last else "days"))


def _radius(values: Row, how: ColumnMap) -> float | None:
    km = cells.number(values, "uncertainty_km", decimal=how.decimal)
    if km is not None and not 0 <= km <= _MAX_RADIUS_KM:
        raise CellError(field="uncertainty_km", value=str(km), reason=f"is not between 0 and {_MAX_RADIUS_KM:,} km")
    return km


def _people(values: Row, name: str) -> dict[str, int | None]:
    return {part: cells.whole(values, f"{name}_{part}") for part in _PARTS}


def _facts(row: Row, how: ColumnMap) -> tuple[Fact, ...]:
    """Return the filled cells, mapped or not, but for the words that are the text itself and what only repeats."""
    found = []
    for column in row:
        name = how.columns.get(column)
        if name in ("notes", "summary") or (name is None and (column in _REPEATED or column.startswith(_CODES))):
            continue
        if value := cells.text(row, column):
            found.append(Fact(field=FIELDS[name] if name else None, label=column, value=value))
    return tuple(found)


def _parties(values: Row, date: DateSpan) -> tuple[Party, ...]:
    """Return the parties by their ids where the row has them, else by the names that the actors' table knows."""
    names, ids = cells.items(values, "parties"), cells.items(values, "party_ids")
    if not ids:
        return code_tables.parties(names, date.start)
    wrong = next((name for name in ids if name not in vocab.PARTIES), None)
    if wrong:
        raise CellError(field="party_ids", value=wrong, reason=f"is none of {', '.join(vocab.PARTIES)}")
    labels = names if len(names) == len(ids) else [vocab.PARTIES[name] for name in ids]
    return tuple(Party(id=name, label=label) for name, label in zip(ids, labels, strict=True))
