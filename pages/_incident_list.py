"""The table under the map: the same incidents, a page at a time, with a row that can be selected.

A page of rows is small, whatever the number of incidents, and a screen reader meets a real table.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import streamlit as st

from geo.core import vocab
from geo.core.model import Count, DateSpan, Incident
from geo.incidents.table import IncidentTable
from pages import _browser

PER_PAGE: Final = 10
_SUMMARY_LENGTH = 140
_MAX_LINKS = 1

Rows = npt.NDArray[np.intp]


def order(table: IncidentTable, rows: Rows, sort: str, *, descending: bool) -> Rows:
    """Sort rows by a column; what is unknown comes last both ways, and ties are newest first."""
    n_dated = np.searchsorted(rows, table.n_dated)
    newest = np.concatenate([rows[:n_dated][::-1], rows[n_dated:]])
    if sort == "date":
        return newest if descending else rows
    values = {
        "kind": table.kind,
        "precision": table.precision,
        "killed": np.maximum(table.killed_best, table.killed_low),
        "wounded": np.maximum(table.wounded_best, table.wounded_low),
    }[sort][newest].astype(np.int64)
    unknown = values < 0
    rank = np.where(unknown, np.iinfo(np.int64).max, -values if descending else values)
    return newest[np.argsort(rank, kind="stable")]


def show(
    table: IncidentTable,
    rows: Rows,
    *,
    sort: str,
    descending: bool,
    page: int,
    selected: int | None,
    on_select: Callable[[int | None], None],
    on_sort: Callable[[str], None],
    on_page: Callable[[int], None],
    key: str = "incident_list",
) -> None:
    """Show one page of rows that are in their order already; the callbacks run before the page does."""
    first = (page - 1) * PER_PAGE
    data = {
        "rows": [_row(table, int(row)) for row in rows[first : first + PER_PAGE]],
        "sort": sort,
        "descending": descending,
        "first": first,
        "total": len(rows),
        "perPage": PER_PAGE,
        "selected": selected,
        "caption": "Incidents that match the filter",
    }

    def receive(event: str, act: Callable[[Any], None]) -> Callable[[], None]:
        return lambda: act(st.session_state[key][event])

    _browser.mount(
        "incident_list",
        data=data,
        key=key,
        on_select_change=receive("select", on_select),
        on_sort_change=receive("sort", on_sort),
        on_page_change=receive("page", on_page),
    )


def date_text(date: DateSpan) -> str:
    """Write a date as closely as it is known, and no closer.

    >>> date_text(DateSpan(start=dt.date(2025, 11, 1), end=dt.date(2025, 11, 30), precision="month"))
    'November 2025'
    """
    if date.start is None:
        return f"year unknown, {date.partial.removeprefix('--')}" if date.partial else "undated"
    if date.precision == "year":
        return f"{date.start:%Y}"
    if date.precision == "month":
        return f"{date.start:%B %Y}"
    if date.end in (None, date.start):
        return f"{date.start}"
    same_month = (date.end.year, date.end.month) == (date.start.year, date.start.month)
    return f"{date.start} to {date.end:%d}" if same_month else f"{date.start} to {date.end}"


def count_text(count: Count) -> str:
    """Write low, best and high in a few characters.

    >>> [count_text(count) for count in (Count(low=3, best=3, high=3), Count(low=2, best=3, high=5), Count())]
    ['3', '3 (2-5)', 'unknown']
    """
    known = [value for value in (count.low, count.best, count.high) if value is not None]
    if not known:
        return "unknown"
    low, high = min(known), max(known)
    span = f"{low:,}" if low == high else f"{low:,}-{high:,}"
    return f"{count.best:,} ({span})" if count.best is not None and low != high else span


def _row(table: IncidentTable, row: int) -> dict[str, Any]:
    incident = table.incident(row)
    cells = [
        date_text(incident.date),
        vocab.KINDS[incident.kind],
        str(table.titles[row].as_py()),
        vocab.PRECISION_CLASSES[incident.place.precision_class].label,
        count_text(incident.killed),
        count_text(incident.wounded),
        _shortened(incident.summary),
    ]
    return {"row": row, "cells": cells, "links": _links(incident)}


def _links(incident: Incident) -> list[list[str | None]]:
    links = [[source.outlet, source.url] for source in incident.sources[:_MAX_LINKS]]
    more = len(incident.sources) - _MAX_LINKS
    return [*links, [f"and {more} more", None]] if more > 0 else links


def _shortened(text: str) -> str:
    return text if len(text) <= _SUMMARY_LENGTH else f"{text[:_SUMMARY_LENGTH].rsplit(' ', 1)[0]} …"
