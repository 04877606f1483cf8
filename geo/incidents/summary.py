"""The figures above and below the map: totals, change, histogram, and how much falls to each segment.

Where sources give no best figure the lowest stands in for it, and the best for a missing highest, so that the three
totals rise. What is unknown adds nothing and is counted as unknown.
"""

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from geo.core.model import Count
from geo.incidents.columns import UNKNOWN, to_date, to_day
from geo.incidents.filters import Filter, Mask
from geo.incidents.table import IncidentTable

I64 = npt.NDArray[np.int64]

_MAX_DAYS_BY_DAY = 45
_MAX_DAYS_BY_WEEK = 400
_MAX_DAYS_BY_MONTH = 3_700


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a filter's incidents come to.

    Attributes
    ----------
    n_killed_unknown, n_wounded_unknown
        Incidents of which no source gives a number.
    n_not_mapped
        Incidents known to a region or less closely: in the totals, not on the map.
    n_undated
        Incidents without a date.
    last_day, last_row
        Last possible day of the latest incident and its row; None without a dated one.
    change
        Incidents more (or fewer) than in the equally long period before; None without a range of dates.
    period_before
        First and last day of that period.
    """

    n: int
    total: int
    killed: Count
    wounded: Count
    n_killed_unknown: int
    n_wounded_unknown: int
    n_not_mapped: int
    n_undated: int
    last_day: dt.date | None
    last_row: int | None
    change: int | None
    period_before: tuple[dt.date, dt.date] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Incidents and deaths over time.

    Attributes
    ----------
    unit
        "day", "week" (from Monday), "month" or "year".
    starts
        First day of each bin, none left out between the first and the last.
    incidents, killed
        Of each bin; an incident counts in the bin of its first day, deaths by their best figure.
    n_undated
        Chosen incidents that no bin holds.
    """

    unit: str
    starts: tuple[dt.date, ...]
    incidents: npt.NDArray[np.int64]
    killed: npt.NDArray[np.int64]
    n_undated: int


def summarise(table: IncidentTable, mask: Mask, *, filter: Filter) -> Summary:  # noqa: A002 - the word of the field
    """Sum up the incidents that a filter's mask selects.

    Parameters
    ----------
    mask
        `filter.mask(table)`.
    filter
        The filter; its dates give the period that the change is measured against. With no last day, the period ends on
        the table's last day; with no first day there is nothing to compare.
    """
    # Row numbers, made once, pick values several times faster than the mask does.
    rows = np.flatnonzero(mask)
    n = len(rows)
    dated = rows[: np.searchsorted(rows, table.n_dated)]
    last_row = int(dated[np.argmax(table.day_end[dated])]) if len(dated) else None
    before = period_before(filter, table.last_day)
    earlier = earlier_mask(table, filter)
    return Summary(
        n=n,
        total=table.n,
        killed=_total(table, "killed", rows),
        wounded=_total(table, "wounded", rows),
        n_killed_unknown=_n_unknown(table, "killed", rows),
        n_wounded_unknown=_n_unknown(table, "wounded", rows),
        n_not_mapped=int(np.isnan(table.lon[rows]).sum()),
        n_undated=n - len(dated),
        last_day=to_date(int(table.day_end[last_row])) if last_row is not None else None,
        last_row=last_row,
        change=None if earlier is None else n - int(earlier.sum()),
        period_before=before,
    )


def people(table: IncidentTable, name: str, rows: npt.NDArray[np.intp] | None = None) -> tuple[I64, I64, I64]:
    """Return low, best and high of each row's "killed" or "wounded" (of some rows), ready to be summed.

    What is unknown adds nothing; a missing figure is taken from the others, as the module's docstring says.
    """
    chosen = slice(None) if rows is None else rows
    low, best, high = (getattr(table, f"{name}_{part}")[chosen].astype(np.int64) for part in ("low", "best", "high"))
    best = np.where(best == UNKNOWN, np.maximum(low, high * (low == UNKNOWN)), best)
    low = np.where(low == UNKNOWN, best, low)
    return np.maximum(low, 0), np.maximum(best, 0), np.maximum(np.maximum(high, best), 0)


def period_before(filter: Filter, last_day: dt.date | None) -> tuple[dt.date, dt.date] | None:  # noqa: A002
    """Return first and last day of the equally long period before a filter's; None if it has no first day.

    Parameters
    ----------
    last_day
        Where the period ends if the filter does not say; see `IncidentTable.last_day`.
    """
    first, last = filter.date_from, filter.date_to or last_day
    if first is None or last is None or last < first:
        return None
    before = first - dt.timedelta(days=1)
    try:
        return before - (last - first), before
    except OverflowError:
        return None


def earlier_mask(table: IncidentTable, filter: Filter) -> Mask | None:  # noqa: A002 - the word of the field
    """Select what the filter would select in the equally long period before; None if there is none."""
    before = period_before(filter, table.last_day)
    return replace(filter, date_from=before[0], date_to=before[1]).mask(table) if before else None


def histogram(
    table: IncidentTable, mask: Mask, *, date_from: dt.date | None = None, date_to: dt.date | None = None
) -> Histogram:
    """Count the chosen incidents and their deaths in bins of time.

    Parameters
    ----------
    date_from, date_to
        Days that the bins must reach from and to; without them, from the first chosen incident to the last.

    Notes
    -----
    The unit follows from the span: days up to 45 of them, weeks up to 400 days, months up to 3,700 days, then years.
    """
    dated = mask[: table.n_dated]
    days = table.day[: table.n_dated][dated]
    n_undated = int(mask.sum()) - len(days)
    first = date_from or (to_date(int(days[0])) if len(days) else date_to)
    last = date_to or (to_date(int(days[-1])) if len(days) else date_from)
    if first is None or last is None:
        empty = np.zeros(0, np.int64)
        return Histogram(unit="day", starts=(), incidents=empty, killed=empty, n_undated=n_undated)
    unit = _unit((last - first).days + 1)
    # An incident that began before the range and reaches into it counts in the first bin.
    starts = _bins(first, last, unit)
    edges = np.array([to_day(start) for start in starts])
    position = np.clip(np.searchsorted(edges, days, side="right") - 1, 0, len(starts) - 1)
    killed = np.maximum(table.killed_best, table.killed_low)[: table.n_dated][dated]
    return Histogram(
        unit=unit,
        starts=starts,
        incidents=np.bincount(position, minlength=len(starts)),
        killed=np.bincount(position, weights=np.maximum(killed, 0), minlength=len(starts)).astype(np.int64),
        n_undated=n_undated,
    )


def per_segment(table: IncidentTable, mask: Mask) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Spread the chosen incidents and their deaths (best) over the segments, west to east.

    An incident known to a district or a region counts in each segment by its share, so that the sums are the number of
    incidents that lie on the border at all.
    """
    shares = table.shares
    weight = shares.share * mask[shares.row]
    killed = np.maximum(np.maximum(table.killed_best, table.killed_low), 0)[shares.row]
    n_segments = len(table.areas.segments.ids)
    incidents, deaths = (
        np.bincount(shares.segment, weights=weights, minlength=n_segments).astype(np.float64)
        for weights in (weight, weight * killed)
    )
    return incidents, deaths


def _total(table: IncidentTable, name: str, rows: npt.NDArray[np.intp]) -> Count:
    low, best, high = (int(values.sum()) for values in people(table, name, rows))
    return Count(low=low, best=best, high=high)


def _n_unknown(table: IncidentTable, name: str, rows: npt.NDArray[np.intp]) -> int:
    stated = [getattr(table, f"{name}_{part}")[rows] != UNKNOWN for part in ("low", "best", "high")]
    return len(rows) - int(np.count_nonzero(stated[0] | stated[1] | stated[2]))


def _unit(n_days: int) -> str:
    if n_days <= _MAX_DAYS_BY_DAY:
        return "day"
    if n_days <= _MAX_DAYS_BY_WEEK:
        return "week"
    return "month" if n_days <= _MAX_DAYS_BY_MONTH else "year"


def _bins(first: dt.date, last: dt.date, unit: str) -> tuple[dt.date, ...]:
    starts = [_start(first, unit)]
    # No bin begins after the last day that the calendar knows.
    while dt.date.max - starts[-1] >= _LONGEST[unit]:
        following = _start(starts[-1] + _LONGEST[unit], unit)
        if following > last:
            break
        starts.append(following)
    return tuple(starts)


# Enough days to reach into the next bin from the start of any, and not beyond it.
_LONGEST = {
    "day": dt.timedelta(days=1),
    "week": dt.timedelta(days=7),
    "month": dt.timedelta(days=31),
    "year": dt.timedelta(days=366),
}


def _start(day: dt.date, unit: str) -> dt.date:
    if unit == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1 if unit in ("month", "year") else day.day, month=1 if unit == "year" else day.month)
