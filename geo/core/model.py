"""The dataclasses that the parts hand to each other, and their JSON form.

What is unknown is None, never 0. Days are plain dates. Coordinates are degrees on WGS 84, distances kilometres. The
JSON form is the one of the command line: field names as here, dates in ISO 8601, tuples as lists.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import cattrs
import cattrs.preconf.json

from geo.core.errors import RecordError

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number as sources give it: lowest, most credible, highest. All None: nothing was said."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Casualties(Count):
    """A count of people with its parts by side, where given."""

    security: int | None = None
    civilians: int | None = None
    attackers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSpan:
    """When: first and last possible day, and how exactly that is known.

    `partial` keeps month and day ("--11-26") where a text gives no year; start and end are None then.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    precision: str | None = None
    partial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentShare:
    """One border segment and the share (0-1) of a place that falls to it."""

    id: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that words may mean, with its score and why."""

    place_id: str
    name: str
    score: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where words put something, or why they do not; what `geocode` returns.

    `lon`, `lat` are None unless the precision class is a point's or a district's; `segments` shares sum to 1 or the
    tuple is empty. `district`, `region`, `country` are display names (country: the code), `*_id` their identifiers.
    """

    status: str = "not_placed"
    place_id: str | None = None
    name: str | None = None
    placetype: str | None = None
    precision_class: str = "unknown"
    lon: float | None = None
    lat: float | None = None
    uncertainty_km: float | None = None
    settlement: str | None = None
    district: str | None = None
    district_id: str | None = None
    region: str | None = None
    region_id: str | None = None
    country: str | None = None
    segments: tuple[SegmentShare, ...] = ()
    chainage_km: float | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """What lies at a coordinate; what `locate` returns. Outside both countries every field but the input is None."""

    lon: float
    lat: float
    country: str | None = None
    region: str | None = None
    region_id: str | None = None
    district: str | None = None
    district_id: str | None = None
    segment: str | None = None
    chainage_km: float | None = None
    offset_km: float | None = None
    bank: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who took part: an id of vocab.PARTIES and the words of the source."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seizure:
    """What was seized: an id of vocab.SEIZED_ITEMS, the words of the source, how much of what unit."""

    item: str
    label: str
    count: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who says what. `prop` names the field it speaks of; `span` the characters of the report it rests on."""

    claimant: str
    says: str
    stance: str = "asserts"
    prop: str | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A published report that an incident rests on."""

    outlet: str
    url: str | None = None
    published: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One real event, as it is shown. `bank` is where people were hurt or it happened: TJ or AF."""

    id: str
    summary: str
    date: DateSpan
    place: Placement
    kind: str
    place_note: str | None = None
    bank: str | None = None
    killed: Casualties = Casualties()
    wounded: Count = Count()
    detained: Count = Count()
    parties: tuple[Party, ...] = ()
    seized: tuple[Seizure, ...] = ()
    claims: tuple[Claim, ...] = ()
    sources: tuple[Source, ...] = ()
    status: str = "reported"
    confidence: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One published text, never changed once stored.

    `id` is the sha256 of the canonical JSON list [url, outlet, published, title, text]; `sha256` that of the text
    alone. `lang` is an ISO 639-1 code. Where only the month or year of publication is known, `published` is its last
    day and `published_precision` says "month" or "year"; it is None where `published` is.
    """

    id: str
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    published: dt.date | None = None
    published_precision: str | None = "day"
    lang: str | None = None
    sha256: str
    text: str

    def __post_init__(self) -> None:
        if self.published is None:
            object.__setattr__(self, "published_precision", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFailure:
    """A file, or one record of it, that could not be read as a report: its name (with the record's number) and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one report says of one event.

    `role` is main or background; `bank` (TJ or AF) is where people were hurt or it happened, `fire_from` the bank the
    fire came from. `spans` maps a field to the character ranges of the report's text that its value rests on.
    """

    role: str = "main"
    date: DateSpan = DateSpan()
    place: Placement = Placement()
    bank: str | None = None
    fire_from: str | None = None
    kind: str = "other"
    killed: Casualties = Casualties()
    wounded: Casualties = Casualties()
    detained: Casualties = Casualties()
    parties: tuple[Party, ...] = ()
    seized: tuple[Seizure, ...] = ()
    claims: tuple[Claim, ...] = ()
    spans: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A report's count over a period; a check on incidents, never one of them.

    `since` and `until` are the first and last day of the period (None: not said); `source` is who counted; `span` the
    sentence it stands in. `kinds`, `region_ids` and `deadly` tell which incidents are counted: all kinds and the whole
    border where empty, only those with deaths if `deadly`.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    incidents: Count = Count()
    killed: Count = Count()
    wounded: Count = Count()
    kinds: tuple[str, ...] = ()
    region_ids: tuple[str, ...] = ()
    deadly: bool = False
    source: str | None = None
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the reader found in one report; `notes` are clear words on what could not be read ("31 February ...")."""

    report: Report
    accounts: tuple[Account, ...] = ()
    tallies: tuple[Tally, ...] = ()
    notes: tuple[str, ...] = ()


_CONVERTER = cattrs.preconf.json.make_converter(forbid_extra_keys=True)


def to_dict(value: Any) -> Any:
    """Turn a model value into what `json` can write."""
    return _CONVERTER.unstructure(value)


def from_dict(data: Mapping[str, Any], cls: type[_T]) -> _T:
    """Build a model value from its JSON form.

    Raises
    ------
    RecordError
        A field is missing, unknown or of another type; the message names each.
    """
    try:
        return _CONVERTER.structure(data, cls)
    except cattrs.BaseValidationError as err:
        problems = "; ".join(cattrs.transform_error(err, path=cls.__name__))
        raise RecordError(problems) from err
