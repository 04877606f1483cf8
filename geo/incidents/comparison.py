"""Two periods compared, segment by segment: how many more incidents and deaths the later one has than the earlier.

Bounds are of what is known, not of chance: the lowest difference is what surely lies in a segment later less all that
may lie there earlier, the highest the other way round.
"""

import datetime as dt
from dataclasses import dataclass, replace

from geo.incidents import trends
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.incidents.trends import Level, Range

_YEAR = dt.timedelta(days=364)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a segment or district has in each of two periods.

    Attributes
    ----------
    incidents, killed
        Of the later period and of the earlier one: at least, by share, at most.
    """

    area_id: str
    name: str
    incidents: tuple[Range, Range]
    killed: tuple[Range, Range]

    def of(self, measure: str) -> Range:
        """Return the later period less the earlier one; `measure` is "incidents" or "killed"."""
        later, earlier = getattr(self, measure)
        return less(later, earlier)


def less(later: Range, earlier: Range) -> Range:
    """Take one figure from another.

    >>> less(Range(2.0, 3.0, 5.0), Range(0.0, 1.5, 4.0))
    Range(low=-2.0, best=1.5, high=5.0)
    """
    return Range(later.low - earlier.high, later.best - earlier.best, later.high - earlier.low)


def compare(table: IncidentTable, later: Filter, earlier: Filter, *, level: Level = "segment") -> list[Difference]:
    """Compare what two filters select, in each segment or border district from west to east.

    Parameters
    ----------
    level
        "segment", or "district": the districts that have a frontage, Tajik ones first.
    """
    now, before = (trends.statistics(table, one.mask(table), filter=one, level=level) for one in (later, earlier))
    return [
        Difference(
            area_id=one.area_id,
            name=one.name,
            incidents=(one.incidents, other.incidents),
            killed=(one.killed, other.killed),
        )
        for one, other in zip(now, before, strict=True)
    ]


def last_year(last_day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the 365 days that end on a day.

    >>> last_year(dt.date(2026, 1, 20))
    (datetime.date(2025, 1, 21), datetime.date(2026, 1, 20))
    """
    return last_day - _YEAR, last_day


def days_before(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """Return the equally long period before another.

    >>> days_before(dt.date(2025, 11, 1), dt.date(2025, 11, 30))
    (datetime.date(2025, 10, 2), datetime.date(2025, 10, 31))

    Raises
    ------
    OverflowError
        The calendar does not reach back so far.
    """
    return first - _DAY - (last - first), first - _DAY


def with_days(chosen: Filter, days: tuple[dt.date, dt.date]) -> Filter:
    """Return a filter for another period."""
    return replace(chosen, date_from=days[0], date_to=days[1])
