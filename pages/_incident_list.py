"""The table under the map: the same incidents, a page at a time, with a row that can be selected.

A page of rows is small, whatever the number of incidents, and a screen reader meets a real table.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import streamlit as st

from geo.core import vocab
from geo.core.model import Incident
from geo.incidents.table import IncidentTable
from geo.views import wording
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


def _row(table: IncidentTable, row: int) -> dict[str, Any]:
    incident = table.incident(row)
    cells = [
        wording.date_text(incident.date),
        vocab.KINDS[incident.kind],
        str(table.titles[row].as_py()),
        vocab.PRECISION_CLASSES[incident.place.precision_class].label,
        wording.count_text(incident.killed, not_stated="unknown"),
        wording.count_text(incident.wounded, not_stated="unknown"),
        _shortened(incident.summary),
    ]
    return {"row": row, "cells": cells, "links": _links(incident)}


def _links(incident: Incident) -> list[list[str | None]]:
    links = [[source.outlet, source.url] for source in incident.sources[:_MAX_LINKS]]
    more = len(incident.sources) - _MAX_LINKS
    return [*links, [f"and {more} more", None]] if more > 0 else links


def _shortened(text: str) -> str:
    return text if len(text) <= _SUMMARY_LENGTH else f"{text[:_SUMMARY_LENGTH].rsplit(' ', 1)[0]} …"
