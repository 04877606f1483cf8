"""What one row of a data set says of an incident, and the reading that it becomes.

The text of its report is the row's own words, and below them the cells that its values were taken from, one a line, so
that every value has the characters that it rests on. Its title names data set and record, by which a corrected row is
known to be of the same event, and two rows of one data set to be of two.
"""

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field

import shapely

from geo.core.errors import ReportFormatError
from geo.core.model import Account, Casualties, Claim, Count, DateSpan, Party, Placement, Reading
from geo.incidents.imports.cells import CellError, plain
from geo.incidents.records import record_title
from geo.reports.files import make_report
from geo.reports.publication import PublicationDate

_URL = re.compile(r"https?://[^\s\"'<>|;,]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A cell that a value was taken from: which field of the account it supports, its column, and what it holds."""

    field: str | None
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row, read but not yet placed.

    Attributes
    ----------
    line
        Its line in the file (of GeoJSON: the number of the feature).
    dataset, record_id
        Name of the data set, and the row's id there if it has one.
    lon, lat, extent
        Degrees on WGS 84; or the area that it happened in, EPSG:4326; or neither.
    precision
        A class of vocab.PRECISION_CLASSES: how exactly the place is known, as the row says.
    location, district, region, country
        Names as written; of the country its code, TJ or AF.
    sources
        Names of the sources, as written.
    remarks
        What a reader of the values must know.
    """

    line: int
    dataset: str
    record_id: str | None
    notes: str
    facts: tuple[Fact, ...]
    date: DateSpan
    kind: str
    precision: str
    lon: float | None = None
    lat: float | None = None
    extent: shapely.Geometry | None = None
    uncertainty_km: float | None = None
    location: str | None = None
    district: str | None = None
    region: str | None = None
    country: str | None = None
    bank: str | None = None
    killed: Casualties = field(default_factory=Casualties)
    wounded: Count = field(default_factory=Count)
    detained: Count = field(default_factory=Count)
    parties: tuple[Party, ...] = ()
    sources: tuple[str, ...] = ()
    url: str | None = None
    published: dt.date | None = None
    lang: str | None = None
    remarks: tuple[str, ...] = ()


def to_reading(record: Record, placement: Placement) -> Reading:
    """Make the reading of a placed row: one report with one account.

    Raises
    ------
    CellError
        Its text is too long for a report.
    """
    text, spans = _text(record)
    named = "; ".join(record.sources)
    try:
        report = make_report(
            text,
            url=record.url,
            outlet=f"{record.dataset}: {named}" if named else record.dataset,
            lang=record.lang,
            published=PublicationDate(day=record.published) if record.published else None,
            title=record_title(record.dataset, record.record_id) if record.record_id else None,
            dated_by_text=False,
        )
    except ReportFormatError as err:
        raise CellError(field="notes", value=record.notes, reason=f"cannot be kept: {err}") from err
    account = Account(
        date=record.date,
        place=placement,
        bank=record.bank or placement.country,
        kind=record.kind,
        killed=record.killed,
        wounded=Casualties(low=record.wounded.low, best=record.wounded.best, high=record.wounded.high),
        detained=Casualties(low=record.detained.low, best=record.detained.best, high=record.detained.high),
        parties=record.parties,
        claims=_claims(record, spans) if report.text == text else _claims(record, {}),
        # The repair of a wrong decoding moves characters: then no span can be given.
        spans=spans if report.text == text else {},
    )
    return Reading(report=report, accounts=(account,), notes=record.remarks)


def first_url(*texts: str | None) -> str | None:
    """Return the first web address in some texts."""
    found = (match for value in texts if value for match in [_URL.search(value)] if match)
    match = next(found, None)
    return match[0] if match else None


_Spans = dict[str, tuple[tuple[int, int], ...]]


def _text(record: Record) -> tuple[str, _Spans]:
    """Write a row as text: its notes, then a line a fact; and where each field's facts stand."""
    pieces = [record.notes, ""] if record.notes else []
    at = sum(len(piece) + 1 for piece in pieces)
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for fact in record.facts:
        line = f"{plain(fact.label)}: {' '.join(fact.value.split())}"
        if fact.field:
            spans[fact.field].append((at, at + len(line)))
        pieces.append(line)
        at += len(line) + 1
    return "\n".join(pieces), {field: tuple(found) for field, found in spans.items()}


def _claims(record: Record, spans: _Spans) -> tuple[Claim, ...]:
    """Say who says what: the data set the number of dead, and each source that it names the event."""
    claims = []
    for fact in record.facts:
        if fact.field == "killed":
            span = next(iter(spans.get("killed", ())), None)
            claims.append(Claim(claimant=record.dataset, says=f"{fact.label}: {fact.value}", prop="killed", span=span))
            break
    span = next(iter(spans.get("sources", ())), None)
    claims += [
        Claim(claimant=source, says=f"named by {record.dataset} as a source of this event", span=span)
        for source in record.sources
    ]
    return tuple(claims)
