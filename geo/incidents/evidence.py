"""What matching looks at in an account: its day, place, counts, kind, parties, seizures and text, as plain values.

An account of a report and a shipped incident become the same kind of record. A shipped incident is an anchor: it keeps
its id, and two anchors never merge by themselves.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from geo.core.model import Account, Count, Incident
from geo.core.vocab import POINT_PRECISIONS, PRECISION_CLASSES
from geo.incidents.copies import Sketch
from geo.incidents.records import RecordKey

_PARTIAL_DAY = "--%m-%d"
_PARTIAL_MONTH = re.compile(r"--(0[1-9]|1[0-2])")
_LEAP_YEAR = 2000
# Spans up to this many days count as a day or a night; longer ones are loose.
SHARP_DAYS = 3
# A date wider than this says no more than the month.
_BARE_DAYS = 11
_AREA_ORDER = PRECISION_CLASSES["region"].order
_NO_AREA_ORDER = PRECISION_CLASSES["border"].order


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One account as matching sees it. Days are ordinals (`datetime.date.toordinal`), distances kilometres.

    `first`, `last` are None without a date; `month_day` is the day of the year (as of a leap year) where no year is
    given, `month` the month where no day is either. `place_order` is the order of the precision class; `lon`, `lat` are
    None unless it is a point. `killed` is (low, best, high), `sides` its security, civilians and attackers. `report_id`
    is None for an anchor. `record` is data set and id of a row of another data set, where the report is one.
    """

    id: str
    report_id: str | None = None
    is_main: bool = True
    published: int | None = None
    first: int | None = None
    last: int | None = None
    month_day: int | None = None
    month: int | None = None
    place_id: str | None = None
    place_order: int = PRECISION_CLASSES["unknown"].order
    lon: float | None = None
    lat: float | None = None
    district: str | None = None
    region: str | None = None
    country: str | None = None
    segments: frozenset[str] = frozenset()
    kind: str = "other"
    killed: tuple[int | None, int | None, int | None] = (None, None, None)
    sides: tuple[int | None, int | None, int | None] = (None, None, None)
    wounded: int | None = None
    detained: int | None = None
    parties: frozenset[str] = frozenset()
    seized: frozenset[tuple[str, float]] = frozenset()
    sketch: Sketch = ()
    record: RecordKey | None = None

    @property
    def is_anchor(self) -> bool:
        """Whether this is a shipped incident and not an account of a report."""
        return self.report_id is None

    @property
    def is_sharp(self) -> bool:
        """Whether day and place are known well enough to tell events apart: to some days, and to a district."""
        return self.is_anchor or self._is_precise

    @property
    def is_weak_anchor(self) -> bool:
        """Whether this is a shipped incident whose own day or place would not tell it from others."""
        return self.is_anchor and not self._is_precise

    @property
    def is_bare(self) -> bool:
        """Whether there is too little to speak of an event: no place in a region, no day, nobody hurt or held.

        Of what a report only recalls, people without a place or a day are too little too: it is most likely known.
        """
        has_day = self.month_day is not None or (
            self.first is not None and self.last is not None and self.last - self.first < _BARE_DAYS
        )
        has_people = any((self.killed[1], self.wounded, self.detained))
        return not (has_day or self.region or self.is_anchor or (self.is_main and (has_people or self.seized)))

    @property
    def _is_precise(self) -> bool:
        if self.first is None or self.last is None or self.last - self.first >= SHARP_DAYS:
            return False
        return self.place_order < _AREA_ORDER or self.has_own_place

    @property
    def has_own_place(self) -> bool:
        """Whether the place is one by itself (a post's sector, a village), not just the region that it lies in."""
        return self.place_id is not None and self.place_id not in (self.region, self.country)


def from_account(
    account: Account,
    *,
    account_id: str,
    report_id: str,
    published: dt.date | None = None,
    sketch: Sketch = (),
    record: RecordKey | None = None,
) -> Evidence:
    """Take from an account what matching looks at.

    Parameters
    ----------
    published
        The day of publication of its report; what happened later is another event.
    sketch
        The sketch of the report's text.
    record
        Data set and id of the row that the report is, if it is one (`geo.incidents.records.record_key`).
    """
    day = published.toordinal() if published else None
    is_main = account.role == "main"
    return _from_values(account, account_id, report_id, is_main=is_main, published=day, sketch=sketch, record=record)


def from_incident(incident: Incident) -> Evidence:
    """Take from a shipped incident what matching looks at; it becomes an anchor under the incident's own id."""
    return _from_values(incident, incident.id, None, is_main=True, published=None, sketch=())


@lru_cache(maxsize=65_536)
def day_of_year(ordinal: int) -> int:
    """Return the day of the year, counted in a leap year, of a day given as an ordinal."""
    return dt.date.fromordinal(ordinal).replace(year=_LEAP_YEAR).timetuple().tm_yday


@lru_cache(maxsize=65_536)
def month_of(ordinal: int) -> int:
    """Return the month of a day given as an ordinal."""
    return dt.date.fromordinal(ordinal).month


def _from_values(
    values: Account | Incident,
    evidence_id: str,
    report_id: str | None,
    *,
    is_main: bool,
    published: int | None,
    sketch: Sketch,
    record: RecordKey | None = None,
) -> Evidence:
    date, place, killed = values.date, values.place, values.killed
    start, end = date.start or date.end, date.end or date.start
    order = PRECISION_CLASSES[place.precision_class].order
    is_placed = place.status == "placed" and order < _NO_AREA_ORDER
    is_point = is_placed and place.precision_class in POINT_PRECISIONS
    return Evidence(
        id=evidence_id,
        report_id=report_id,
        is_main=is_main,
        published=published,
        first=start.toordinal() if start else None,
        last=end.toordinal() if end else None,
        month_day=None if start else _month_day(date.partial),
        month=None if start else _month(date.partial),
        place_id=place.place_id if is_placed else None,
        place_order=order if is_placed else _NO_AREA_ORDER,
        lon=place.lon if is_point else None,
        lat=place.lat if is_point else None,
        district=place.district_id if is_placed else None,
        region=place.region_id if is_placed else None,
        country=place.country,
        segments=frozenset(share.id for share in place.segments) if is_placed else frozenset(),
        kind=values.kind,
        killed=(killed.low, _best(killed), killed.high),
        sides=(killed.security, killed.civilians, killed.attackers),
        wounded=_best(values.wounded),
        detained=_best(values.detained),
        parties=frozenset(party.id for party in values.parties),
        seized=frozenset((item.item, item.count) for item in values.seized if item.count is not None),
        sketch=sketch,
        record=record,
    )


def _best(count: Count) -> int | None:
    """Return the number that a count stands for: its best, or the lower end of "at least three"."""
    if count.best is not None:
        return count.best
    return count.low if count.low is not None else count.high


def _month_day(partial: str | None) -> int | None:
    """Return the day of the year for "--11-26", counted in a leap year; None for a month alone or nothing."""
    if partial is None:
        return None
    try:
        day = dt.datetime.strptime(f"{_LEAP_YEAR}{partial}", f"%Y{_PARTIAL_DAY}")
    except ValueError:
        return None
    return day.timetuple().tm_yday


def _month(partial: str | None) -> int | None:
    """Return the month for "--11"; None for a day or nothing."""
    match = _PARTIAL_MONTH.fullmatch(partial or "")
    return int(match[1]) if match else None
