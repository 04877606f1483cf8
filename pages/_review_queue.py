"""The queue: which reports wait, were accepted or rejected, who added each and who holds it."""

import datetime as dt
from typing import Final

import streamlit as st

from geo.store import review
from geo.store.review import QueueItem
from pages import _browser, _shared

PER_PAGE: Final = 20
_STATES: Final = {review.WAITING: "Waiting", review.ACCEPTED: "Accepted", review.REJECTED: "Rejected"}
_COLUMNS: Final = ("Title", "Outlet", "Published", "Accounts", "Added", "Held by")
_NONE: Final = {
    review.WAITING: "No report waits for a reviewer. Add some in the next tab.",
    review.ACCEPTED: "No report of the queue was accepted yet.",
    review.REJECTED: "No report of the queue was rejected.",
}
_TITLE_CHARS: Final = 120


def show() -> None:
    """Draw the list of one state."""
    state = st.segmented_control(
        "Reports that are", list(_STATES), key="queue_state", default=review.WAITING, format_func=_STATES.__getitem__
    )
    state = state or review.WAITING
    found = _found(state)
    if not found:
        st.info(_NONE[state], icon=":material/inbox:")
        return
    last = (len(found) - 1) // PER_PAGE + 1
    page = min(st.session_state.get("queue_page", 1), last)
    first = (page - 1) * PER_PAGE
    # Who holds it matters, and is asked each time, only of what waits.
    n_columns = len(_COLUMNS) if state == review.WAITING else len(_COLUMNS) - 1
    _browser.mount(
        "report_list",
        key="report_list",
        data={
            "rows": [
                {"id": one.report.id, "cells": _cells(one)[:n_columns]} for one in found[first : first + PER_PAGE]
            ],
            "columns": list(_COLUMNS[:n_columns]),
            "first": first,
            "total": len(found),
            "perPage": PER_PAGE,
            "caption": f"Reports: {_STATES[state].lower()}",
        },
        on_open_change=lambda: open_report(st.session_state["report_list"]["open"]),
        on_page_change=lambda: st.session_state.update(queue_page=int(st.session_state["report_list"]["page"])),
    )
    st.caption(f"{len(found):,} {_STATES[state].lower()}. Choose a title to review the report.")


def _found(state: str) -> list[QueueItem]:
    """Return the reports of a state; those that wait for nobody are asked for again only after a change."""
    if not _shared.has_store():
        return []
    desk = _shared.desk()
    if state == review.WAITING:
        return desk.queue(state)
    return _shared.remembered("queue", (state, _shared.shown_version()), lambda: desk.queue(state))


def open_report(report_id: str | None) -> None:
    """Show a report, or all of them, in the run that comes; the address says so."""
    if report_id is None:
        st.query_params.pop("report", None)
    else:
        st.query_params["report"] = report_id


def name(item: QueueItem) -> str:
    """Write what a report is called: its title, or how its text begins."""
    report = item.report
    words = report.title or " ".join(report.text[: 2 * _TITLE_CHARS].split())
    return words if len(words) <= _TITLE_CHARS else f"{words[:_TITLE_CHARS].rsplit(' ', 1)[0]} …"


def moment(at: str) -> str:
    """Write a time of the store, which is in UTC, to the minute."""
    return f"{dt.datetime.fromisoformat(at):%Y-%m-%d %H:%M} UTC"


def _cells(item: QueueItem) -> list[str]:
    published = item.report.published
    return [
        name(item) + (" (read again)" if item.is_reread else ""),
        item.report.outlet or "",
        published.isoformat() if published else "",
        str(item.n_accounts),
        f"{moment(item.added_at)}, {item.added_by}" if item.added_by else moment(item.added_at),
        f"{item.held_by}, until {moment(item.held_until)}" if item.held_by and item.held_until else "",
    ]
