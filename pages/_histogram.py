"""The histogram under the map: the incidents over time, and the brush that sets the dates.

It shows the chosen period with half its length on either side, so that the brush can widen what it narrowed.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import streamlit as st

from geo.core import vocab
from geo.incidents import summary
from geo.incidents.columns import to_date, to_day
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.views import symbology
from pages import _browser, _shared

_FIRST_DAY: Final = dt.date(1900, 1, 1)
_LAST_DAY: Final = dt.date(2199, 12, 31)

Days = tuple[dt.date | None, dt.date | None]


def show(
    table: IncidentTable,
    chosen: Filter,
    measure: str,
    *,
    on_dates: Callable[[dt.date | None, dt.date | None], None],
    key: str = "histogram",
) -> None:
    """Show the incidents that match all but the dates of a filter.

    Parameters
    ----------
    measure
        "incidents" (by kind) or "killed" (best figures).
    on_dates
        Called before the page reruns with the first and last day that the reader has brushed, None for no limit.
    """
    if not table.n_dated:
        return
    data = _shared.remembered("histogram", (id(table), chosen, measure), lambda: _data(table, chosen, measure))

    def receive() -> None:
        first, last = (None if day is None else in_calendar(day) for day in st.session_state[key]["brush"])
        on_dates(first, last)

    _browser.mount("histogram", data=data, key=key, on_brush_change=receive)


def surroundings(chosen: Filter, first: dt.date, last: dt.date) -> Days:
    """Return the days to show for a filter over data from `first` to `last`; (None, None) for all.

    >>> days = Filter(date_from=dt.date(2025, 1, 11), date_to=dt.date(2025, 1, 20))
    >>> [str(day) for day in surroundings(days, dt.date(2020, 1, 1), dt.date(2026, 1, 1))]
    ['2025-01-06', '2025-01-25']
    """
    if chosen.date_from is None and chosen.date_to is None:
        return None, None
    start = chosen.date_from or min(first, chosen.date_to or first)
    end = chosen.date_to or max(last, start)
    more = dt.timedelta(days=((end - start).days + 1) // 2)
    # Not beyond the data, unless the chosen days themselves are.
    return min(start, max(first, start - more)), max(end, min(last, end + more))


def _data(table: IncidentTable, chosen: Filter, measure: str) -> dict[str, Any]:
    """Write what the script in the browser draws."""
    first, last = to_date(int(table.day[0])), table.last_day or to_date(int(table.day[0]))
    shown = surroundings(chosen, first, last)
    around = replace(chosen, date_from=shown[0], date_to=shown[1])
    mask = around.mask(table)
    counted = summary.histogram(table, mask, date_from=shown[0] or first, date_to=shown[1] or last)
    starts = [to_day(start) for start in counted.starts]
    widths = np.diff([*starts, to_day(_next_start(counted.starts[-1], counted.unit))])
    return {
        "start": starts[0],
        "widths": widths.tolist(),
        "series": _by_kind(table, mask, starts) if measure == "incidents" else [_killed(counted)],
        "unit": counted.unit,
        "noun": measure if measure == "killed" else "incidents",
        "from": to_day(chosen.date_from) if chosen.date_from else None,
        "to": to_day(chosen.date_to) if chosen.date_to else None,
        "whole": [to_day(first), to_day(last)],
        "note": f"{counted.n_undated:,} undated, not in the chart" if counted.n_undated else "",
    }


def _killed(counted: summary.Histogram) -> dict[str, Any]:
    return {"label": "Killed (best figures)", "color": "ink", "striped": False, "values": _packed(counted.killed)}


def _by_kind(table: IncidentTable, mask: npt.NDArray[np.bool_], starts: list[int]) -> list[dict[str, Any]]:
    """Count the incidents of each kind that occurs; kinds that share a colour differ by stripes."""
    rows = np.flatnonzero(mask[: table.n_dated])
    # Rows are in the order of their days, so the bins are runs of them.
    inner = np.searchsorted(table.day[rows], starts[1:])
    lengths = np.diff(np.concatenate([[0], inner, [len(rows)]]))
    position = np.repeat(np.arange(len(starts)), lengths)
    cell = table.kind[rows].astype(np.int64) * len(starts) + position
    counts = np.bincount(cell, minlength=len(vocab.KINDS) * len(starts)).reshape(len(vocab.KINDS), -1)
    series: list[dict[str, Any]] = []
    for (kind, label), values in zip(vocab.KINDS.items(), counts, strict=True):
        if not values.any():
            continue
        colour = symbology.KIND_STYLES[kind].colour
        color = "ink" if colour == symbology.BLACK else colour
        striped = any(one["color"] == color for one in series)
        series.append({"label": label, "color": color, "striped": striped, "values": _packed(values)})
    return series


def _packed(values: npt.NDArray[np.int64]) -> str:
    """Write counts, most of them 0, in few characters: base 36, commas between, nothing for 0."""
    return ",".join(np.base_repr(value, 36).lower() if value else "" for value in values.tolist())


def _next_start(start: dt.date, unit: str) -> dt.date:
    """Return the first day after a bin."""
    if unit in ("day", "week"):
        return start + dt.timedelta(days=1 if unit == "day" else 7)
    if unit == "year" or start.month == 12:
        return dt.date(start.year + 1, 1, 1)
    return start.replace(month=start.month + 1)


def in_calendar(day: int) -> dt.date:
    """Turn a number from the browser into a day that the date inputs accept."""
    return to_date(int(min(max(day, to_day(_FIRST_DAY)), to_day(_LAST_DAY))))
