"""The queue, a page at a time: which reports wait, were accepted or rejected, who added each and who holds it."""

import datetime as dt
from typing import Final

import streamlit as st

from geo.core.model import Report
from geo.store import queueing, review
from geo.store.review import QueueItem
from pages import _browser, _shared

PER_PAGE: Final = 20
_STATES: Final = {review.WAITING: "Waiting", review.ACCEPTED: "Accepted", review.REJECTED: "Rejected"}
# What each column shows, and by what it puts the queue in order, if by anything.
_COLUMNS: Final = {
    "Title": queueing.TITLE,
    "Outlet": queueing.OUTLET,
    "Published": queueing.PUBLISHED,
    "Accounts": None,
    "Added": queueing.ADDED,
    "Held by": None,
}
_NONE: Final = {
    review.WAITING: "No report waits for a reviewer. Add some in the next tab.",
    review.ACCEPTED: "No report of the queue was accepted yet.",
    review.REJECTED: "No report of the queue was rejected.",
}
_TITLE_CHARS: Final = 120
# In the session: the page, of which choice; the order and whether it is turned round.
_PAGE, _ORDER = "_queue_page", "_queue_order"
_CHOSEN: Final = ("queue_state", "queue_words")


def keep_what_was_chosen() -> None:
    """Keep the choice while its widgets are not on the page: Streamlit forgets it otherwise."""
    for key in _CHOSEN:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def show() -> None:
    """Draw the list of one state."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        state = st.segmented_control(
            "Reports that are",
            list(_STATES),
            key="queue_state",
            default=None if "queue_state" in st.session_state else review.WAITING,
            format_func=_STATES.__getitem__,
        )
        words = st.text_input(
            "Search",
            key="queue_words",
            max_chars=200,
            placeholder="Words of the title, outlet or text",
            icon=":material/search:",
            width=320,
        )
    state = state or review.WAITING
    if not _shared.has_store():
        st.info(_NONE[state], icon=":material/inbox:")
        return
    order, descending = st.session_state.get(_ORDER, (queueing.ADDED, False))
    of, page = st.session_state.get(_PAGE, (None, 1))
    first = (page - 1) * PER_PAGE if of == (state, words) else 0
    found = _shared.desk().queue(state, words=words, order=order, descending=descending, first=first, limit=PER_PAGE)
    if not found.total:
        nothing = f"None of them holds the words “{words.strip()}”." if found.counts[state] else _NONE[state]
        st.info(_shared.plain(nothing), icon=":material/inbox:")
        return
    # Who holds it matters only of what waits.
    columns = list(_COLUMNS.items())[: None if state == review.WAITING else -1]
    _browser.mount(
        "report_list",
        key="report_list",
        data={
            "rows": [{"id": one.report.id, "cells": _cells(one)[: len(columns)]} for one in found.items],
            "columns": [{"label": label, "sort": sort} for label, sort in columns],
            "sort": order,
            "descending": descending,
            "first": found.first,
            "total": found.total,
            "perPage": PER_PAGE,
            "caption": f"Reports: {_STATES[state].lower()}",
        },
        on_open_change=lambda: open_report(st.session_state["report_list"]["open"]),
        on_page_change=lambda: _turn((state, words), int(st.session_state["report_list"]["page"])),
        on_sort_change=lambda: _sort(str(st.session_state["report_list"]["sort"])),
    )
    listed = " · ".join(f"{found.counts[one]:,} {label.lower()}" for one, label in _STATES.items())
    st.caption(f"{listed}. Choose a title to review the report.")


def _turn(of: tuple[str, str], page: int) -> None:
    st.session_state[_PAGE] = (of, page)


def _sort(order: str) -> None:
    """Put the list in another order, or turn it round; what comes first is shown."""
    before, descending = st.session_state.get(_ORDER, (queueing.ADDED, False))
    st.session_state[_ORDER] = (order, order == before and not descending)
    st.session_state.pop(_PAGE, None)


def open_report(report_id: str | None) -> None:
    """Show a report, or all of them, in the run that comes; the address says so."""
    if report_id is None:
        st.query_params.pop("report", None)
    else:
        st.query_params["report"] = report_id


def title(report: Report) -> str:
    """Write what a report is called: its title, or how its text begins."""
    words = report.title or " ".join(report.text[: 2 * _TITLE_CHARS].split())
    return words if len(words) <= _TITLE_CHARS else f"{words[:_TITLE_CHARS].rsplit(' ', 1)[0]} …"


def moment(at: str) -> str:
    """Write a time of the store, which is in UTC, to the minute."""
    return f"{dt.datetime.fromisoformat(at):%Y-%m-%d %H:%M} UTC"


def _cells(item: QueueItem) -> list[str]:
    published = item.report.published
    return [
        title(item.report) + (" (read again)" if item.is_reread else ""),
        item.report.outlet or "",
        published.isoformat() if published else "",
        str(item.n_accounts),
        f"{moment(item.added_at)}, {item.added_by}" if item.added_by else moment(item.added_at),
        f"{item.held_by}, until {moment(item.held_until)}" if item.held_by and item.held_until else "",
    ]
