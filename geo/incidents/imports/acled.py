"""Rows of an ACLED export to records.

What the columns become:

- `event_date`, `time_precision`: 1 the day; 2 the week around it (three days either way); 3 its calendar month.
- `event_type`, `sub_event_type`: the kind, by `codes/acled_events.csv`.
- `fatalities`: killed, the best figure only, as written. ACLED has one number and writes 0 also where no source gave
  one, so a 0 may mean "unknown"; the reading says so.
- `latitude`, `longitude`, `geo_precision`: 1 the settlement; 2 its district; 3 its region. The coordinates of 2 and 3
  are those of a town that stands for the area, so they never become a point.
- `actor1`, `assoc_actor_1`, `actor2`, `assoc_actor_2`: the parties, by `codes/actors.csv`.
- `source`: the sources, each named; `notes`: the text; `timestamp`: the day of publication.
- `tags`: those that begin with `panj:` are what this project wrote there because ACLED has no column for it (see
  `geo.incidents.export_acled`); they go before the codes. Every other column is kept in the text as written.
"""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from geo.core import vocab
from geo.core.model import Casualties, DateSpan, Party
from geo.incidents.imports import cells, code_tables
from geo.incidents.imports.cells import CellError, Row
from geo.incidents.imports.coded_rows import COUNTRIES, facts, meaning
from geo.incidents.imports.records import Record, first_url

VERSION: Final = "import-acled-1"
DATASET: Final = "ACLED"
COLUMNS: Final = (
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
)
REQUIRED: Final = (
    "event_id_cnty",
    "event_date",
    "time_precision",
    "event_type",
    "sub_event_type",
    "country",
    "latitude",
    "longitude",
    "geo_precision",
    "fatalities",
)
TAG: Final = "panj:"
TAGS: Final = ("kind", "dates", "place", "killed", "wounded", "detained", "parties", "bank")
_ACTORS = ("actor1", "actor2", "assoc_actor_1", "assoc_actor_2")
_ZERO = "ACLED writes 0 fatalities also where no source gives a number: the 0 may mean unknown"
_HALF_WEEK = dt.timedelta(days=3)
# Which field of an account each column supports.
_FACTS = {
    "event_id_cnty": None,
    "event_date": "date",
    "time_precision": "date",
    "event_type": "kind",
    "sub_event_type": "kind",
    "actor1": "parties",
    "assoc_actor_1": "parties",
    "actor2": "parties",
    "assoc_actor_2": "parties",
    "civilian_targeting": None,
    "country": "bank",
    "admin1": "place",
    "admin2": "place",
    "admin3": "place",
    "location": "place",
    "latitude": "place",
    "longitude": "place",
    "geo_precision": "place",
    "source": "sources",
    "source_scale": None,
    "fatalities": "killed",
    "tags": None,
    "timestamp": None,
}


def read_row(row: Row, line: int) -> Record:
    """Read one row.

    Parameters
    ----------
    row
        Its cells by the names of COLUMNS.
    line
        Its line in the file.

    Raises
    ------
    CellError
        A cell cannot be; the error names it.
    """
    notes = cells.text(row, "notes") or ""
    event = cells.text(row, "event_type") or "", cells.text(row, "sub_event_type") or ""
    kind = code_tables.kind_of("acled", event, notes)
    if kind is None:
        reason = "is no pair of event type and sub-event type of the ACLED codebook"
        raise CellError(field="event_type, sub_event_type", value=" / ".join(event), reason=reason)
    date = _date(row)
    names = [name for column in _ACTORS for name in cells.items(row, column)]
    killed = cells.whole(row, "fatalities")
    if killed is None:
        raise CellError(field="fatalities", value="", reason="is empty")
    where = cells.position(row, "longitude", "latitude")
    precision = meaning(row, "geo_precision", "acled")
    country = COUNTRIES.get((cells.text(row, "country") or "").casefold())
    timestamp = cells.whole(row, "timestamp", most=2**33)
    record = Record(
        line=line,
        dataset=DATASET,
        record_id=cells.required(row, "event_id_cnty"),
        notes=notes,
        facts=facts(row, _FACTS),
        date=date,
        kind=kind,
        lon=where[0] if where else None,
        lat=where[1] if where else None,
        precision=precision if where else "unknown",
        location=cells.text(row, "location"),
        district=cells.text(row, "admin2"),
        region=cells.text(row, "admin1"),
        country=country,
        bank=country,
        killed=Casualties(best=killed),
        parties=code_tables.parties(names, date.start),
        sources=tuple(cells.items(row, "source")),
        url=first_url(notes, cells.text(row, "source")),
        published=dt.datetime.fromtimestamp(timestamp, dt.UTC).date() if timestamp else None,
        lang="en",
        remarks=(_ZERO,) if killed == 0 else (),
    )
    tags = _tags(row)
    return _with_tags(record, tags) if tags else record


def _date(row: Row) -> DateSpan:
    day = cells.day(row, "event_date")
    if day is None:
        # Undated in both columns is this project's own writing; ACLED dates every event.
        if cells.text(row, "time_precision") is None:
            return DateSpan()
        raise CellError(field="event_date", value="", reason="is empty")
    precision = meaning(row, "time_precision", "acled")
    if precision == "week":
        return DateSpan(start=day - _HALF_WEEK, end=day + _HALF_WEEK, precision=precision)
    if precision == "month":
        last = calendar.monthrange(day.year, day.month)[1]
        return DateSpan(start=day.replace(day=1), end=day.replace(day=last), precision=precision)
    return DateSpan(start=day, end=day, precision="day")


def _tags(row: Row) -> dict[str, str]:
    found = {}
    for tag in cells.items(row, "tags"):
        name, _, value = tag.removeprefix(TAG).partition("=")
        if tag.startswith(TAG):
            if name not in TAGS:
                raise CellError(
                    field="tags", value=tag, reason=f"is no tag of this project's: expected one of {', '.join(TAGS)}"
                )
            found[name] = value
    return found


def _with_tags(record: Record, tags: Mapping[str, str]) -> Record:
    """Let the project's own tags go before the codes, each checked as any other cell."""
    values: dict[str, object] = {}
    if "kind" in tags:
        values["kind"] = _one_of(tags, "kind", vocab.KINDS)
    if "place" in tags:
        values["precision"] = _one_of(tags, "place", vocab.PRECISION_CLASSES)
    if "bank" in tags:
        values["bank"] = _one_of(tags, "bank", vocab.COUNTRIES) if tags["bank"] else None
    if "parties" in tags:
        wanted = [name for name in tags["parties"].split(",") if name]
        if any(name not in vocab.PARTIES for name in wanted):
            raise CellError(
                field="tags",
                value=tags["parties"],
                reason=f"names no party: expected some of {', '.join(vocab.PARTIES)}",
            )
        written = {party.id: party for party in record.parties}
        values["parties"] = tuple(written.get(name) or Party(id=name, label=vocab.PARTIES[name]) for name in wanted)
    if "dates" in tags:
        values["date"] = _dates(tags["dates"])
    for name in ("killed", "wounded", "detained"):
        if name in tags:
            values[name] = _people(tags[name])
            values["remarks"] = ()
    return replace(record, **values)  # type: ignore[arg-type]


def _one_of(tags: Mapping[str, str], name: str, values: Mapping[str, object]) -> str:
    if tags[name] not in values:
        raise CellError(
            field="tags", value=f"{TAG}{name}={tags[name]}", reason=f"cannot be: expected one of {', '.join(values)}"
        )
    return tags[name]


def _dates(value: str) -> DateSpan:
    """Read "2025-12-23/2025-12-24/days", or "--11-26/" where no year is known."""
    start, _, rest = value.partition("/")
    end, _, precision = rest.rpartition("/")
    partial = start if cells.PARTIAL.fullmatch(start) and not end else None
    if (precision and precision not in vocab.DATE_PRECISIONS) or not (partial or (start and end)):
        raise CellError(field="tags", value=value, reason="is no span of days like 2025-12-23/2025-12-24/days")
    if partial:
        return DateSpan(partial=partial, precision=precision or None)
    span = {"start": start, "end": end}
    first, last = cells.day(span, "start"), cells.day(span, "end")
    if first and last and first > last:
        raise CellError(field="tags", value=value, reason="ends before it begins")
    return DateSpan(start=first, end=last, precision=precision or None)


def _people(value: str) -> Casualties:
    """Read "low/best/high/security/civilians/attackers", any of them empty, the last three optional."""
    names = ("low", "best", "high", "security", "civilians", "attackers")
    parts = dict(zip(names, value.split("/"), strict=False))
    return Casualties(**{name: cells.whole(parts, name) for name in names})
