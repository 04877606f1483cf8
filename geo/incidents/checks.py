"""What must hold for every incident before it is kept: closed vocabularies, dates, counts, links."""

import math
import re
from collections.abc import Iterator

from geo.core import vocab
from geo.core.model import Count, DateSpan, Incident

# Most days that a date of each precision may span.
_MAX_DAYS = {"day": 1, "days": 6, "week": 8, "month": 31, "season": 120, "year": 366}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PARTIAL = re.compile(r"--(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_SHARES_TOLERANCE = 1e-3
_YEARS = range(1900, 2101)
# More people than this in one incident is a slip of the keyboard.
_MAX_PEOPLE = 1_000_000
# Half the way around the Earth.
_MAX_KM = 20_040


def problems(incident: Incident) -> list[str]:
    """List what is wrong with an incident, each as one sentence; empty if nothing is."""
    return [
        *_words(incident),
        *_date(incident.date),
        *_place(incident),
        *(f"{name}: {text}" for name in ("killed", "wounded", "detained") for text in _count(getattr(incident, name))),
        *_sources(incident),
    ]


def _words(incident: Incident) -> Iterator[str]:
    if not _ID.fullmatch(incident.id):
        yield f"id {incident.id!r} is not a lower-case slug"
    if not incident.summary.strip():
        yield "summary is empty"
    chosen = [
        ("kind", incident.kind, vocab.KINDS),
        ("status", incident.status, vocab.INCIDENT_STATUSES),
        ("bank", incident.bank, vocab.COUNTRIES),
        ("confidence", incident.confidence, vocab.CONFIDENCES),
        *(("parties", party.id, vocab.PARTIES) for party in incident.parties),
        *(("seized", item.item, vocab.SEIZED_ITEMS) for item in incident.seized),
        *(("claims", claim.stance, vocab.STANCES) for claim in incident.claims),
    ]
    for field, value, known in chosen:
        if value is not None and value not in known:
            yield f"{field}: {value!r} is not one of {', '.join(known)}"
    for item in incident.seized:
        if item.count is not None and not 0 < item.count < math.inf:
            yield f"seized: {item.label!r} has count {item.count!r}, expected a number above 0 or null"


def _date(date: DateSpan) -> Iterator[str]:
    if (date.start is None) != (date.end is None):
        yield "date: start and end must both be given or both be null"
    if date.precision is not None and date.precision not in vocab.DATE_PRECISIONS:
        yield f"date: precision {date.precision!r} is not one of {', '.join(vocab.DATE_PRECISIONS)}"
    elif date.start and date.end:
        if date.start.year not in _YEARS or date.end.year not in _YEARS:
            yield f"date: {date.start} to {date.end} is not of the years {_YEARS[0]} to {_YEARS[-1]}"
        n_days = (date.end - date.start).days + 1
        if n_days < 1:
            yield f"date: start {date.start} is after end {date.end}"
        elif date.precision is None or n_days > _MAX_DAYS[date.precision] or (date.precision != "day" and n_days == 1):
            yield f"date: {n_days} days do not fit precision {date.precision!r}"
    if date.partial and (date.start or not _PARTIAL.fullmatch(date.partial)):
        yield f"date: partial {date.partial!r} must be --MM-DD and stand alone"


def _place(incident: Incident) -> Iterator[str]:
    place = incident.place
    if place.precision_class not in vocab.PRECISION_CLASSES:
        yield f"place: precision_class {place.precision_class!r} is unknown"
        return
    mapped = place.precision_class in vocab.MAPPED_PRECISIONS
    if (place.lon is None) != (place.lat is None) or (mapped and place.lon is None):
        yield "place: a mapped incident needs lon and lat"
    for name, low, high in (
        ("lon", -180, 180),
        ("lat", -90, 90),
        ("uncertainty_km", 0, _MAX_KM),
        ("chainage_km", 0, _MAX_KM),
    ):
        value = getattr(place, name)
        # Not a number is not between any two.
        if value is not None and not low <= value <= high:
            yield f"place: {name} is {value!r}, expected {low} to {high:,}"
    if any(not 0 <= share.share <= 1 for share in place.segments):
        yield "place: the share of a segment is not between 0 and 1"
    if place.segments and abs(sum(share.share for share in place.segments) - 1) > _SHARES_TOLERANCE:
        yield "place: the shares of the segments do not sum to 1"


def _count(count: Count) -> Iterator[str]:
    stated = [value for value in (count.low, count.best, count.high) if value is not None]
    parts = [value for name in ("security", "civilians", "attackers") if (value := getattr(count, name, None))]
    if any(value < 0 for value in (*stated, *parts)):
        yield "a number of people is below 0"
    if any(value > _MAX_PEOPLE for value in (*stated, *parts)):
        yield f"a number of people is above {_MAX_PEOPLE:,}"
    if stated != sorted(stated):
        yield f"low, best, high {stated} do not rise"
    if parts and stated and sum(parts) > stated[-1] and count.high is not None:
        yield f"the sides sum to {sum(parts)}, more than the total {stated[-1]}"


def _sources(incident: Incident) -> Iterator[str]:
    if not incident.sources:
        yield "sources: none given"
    for source in incident.sources:
        if source.url is not None and not source.url.startswith(("https://", "http://")):
            yield f"sources: {source.url!r} is not a web address"
