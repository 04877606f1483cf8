"""Read again: which reports another reader has read, reading them with the one in use, and what that changed."""

from collections import Counter
from typing import Final

import streamlit as st

from geo.core.errors import AccessError, GeoError
from geo.core.model import Report
from geo.reports.extractor import Extractor, configured
from geo.store import review
from geo.store.desk import Desk
from geo.store.outdated import Rereading
from pages import _browser, _reread_sheet, _review_queue, _shared

_PER_PAGE: Final = 20
_CHANGES_PER_PAGE: Final = 10
_AT_ONCE: Final = 50
_MOST_FAILURES: Final = 10
# In the session: the pages of the two lists, and what became of the last reading.
_PAGE, _CHANGES_PAGE, _RESULT = "_outdated_page", "_changes_page", "_reread"
_STATES: Final = {
    review.WAITING: "waits for a reviewer",
    review.ACCEPTED: "counts",
    review.REJECTED: "does not count",
}


def keep_what_was_chosen() -> None:
    """Keep the choice while its widget is not on the page: Streamlit forgets it otherwise."""
    if "reread_all" in st.session_state:
        st.session_state["reread_all"] = st.session_state["reread_all"]


def show() -> None:
    """Draw what could be read again, and what doing so has changed."""
    if not _shared.has_store():
        st.info("No report is stored yet.", icon=":material/inbox:")
        return
    desk, extractor = _shared.desk(), configured()
    state = _shared.shown_version()
    first = (st.session_state.get(_PAGE, 1) - 1) * _PER_PAGE
    page = _shared.remembered(
        "outdated",
        (state, extractor.version, first),
        lambda: desk.outdated(extractor.version, first=first, limit=_PER_PAGE),
    )
    if not page.items:
        # Others have read what stood on this page.
        st.session_state.pop(_PAGE, None)
    st.markdown(
        f"Reports are read by **{_shared.plain(extractor.version)}** now. Reading those of another version again adds "
        "what it finds; what people set, judged and decided is kept, and where it would change such a report it waits "
        "for a reviewer."
    )
    if page.total:
        versions = ", ".join(f"{n:,} by {_shared.plain(version)}" for version, n in page.versions.items())
        st.markdown(f"**{page.total:,}** were read by another version: {versions}.")
    if st.button(
        f"Read {page.total:,} again" if page.total else "Read again",
        key="reread_run",
        icon=":material/autorenew:",
        disabled=not page.total,
    ):
        st.session_state[_RESULT] = _read_all(desk, extractor, page.total)
        for key in (_PAGE, _CHANGES_PAGE):
            st.session_state.pop(key, None)
        st.rerun()
    _show_result()
    if page.items:
        _list(page.items, first, page.total)
    elif not page.total:
        st.success("Every report was read by the reader in use.", icon=":material/check:")
    _show_changes(desk, state)


def _read_all(desk: Desk, extractor: Extractor, total: int) -> tuple[Counter[str], list[str]]:
    """Read every report again that another version has read, with a bar; what fails is named, and the rest goes on."""
    counts: Counter[str] = Counter()
    failures: list[str] = []
    bar = st.progress(0.0, text="Beginning")
    # What failed stays in the list, before what is still to be read.
    while items := desk.outdated(extractor.version, first=counts["failed"], limit=_AT_ONCE).items:
        for report, _ in items:
            done = counts.total()
            bar.progress(min(done / total, 1.0), text=f"Report {done + 1:,} of {max(total, done + 1):,}")
            try:
                result = desk.reread(report.id, extractor.read(report), extractor.version)
            except AccessError:
                raise
            except GeoError as err:
                counts["failed"] += 1
                failures.append(f"{report.title or report.id[:12]}: {err}")
                continue
            counts["same" if not result.is_changed else "counted" if result.is_counted else "waiting"] += 1
    bar.progress(1.0, text="Done")
    return counts, failures


def _show_result() -> None:
    """Say what became of the last reading."""
    if _RESULT not in st.session_state:
        return
    counts, failures = st.session_state[_RESULT]
    words = (
        f"{counts.total() - counts['failed']:,} read again: {counts['same']:,} say the same, {counts['counted']:,} "
        f"changed and count so, {counts['waiting']:,} changed and wait for a reviewer; {counts['failed']:,} failed."
    )
    (st.warning if failures else st.success)(words)
    for words in failures[:_MOST_FAILURES]:
        st.markdown(f":material/error: {_shared.plain(words)}")
    if len(failures) > _MOST_FAILURES:
        st.caption(f"And {len(failures) - _MOST_FAILURES:,} more.")


def _list(items: tuple[tuple[Report, str], ...], first: int, total: int) -> None:
    """List reports that another version has read, each with its way into the review."""
    columns = ("Title", "Outlet", "Published", "Read by")
    _browser.mount(
        "report_list",
        key="outdated_list",
        data={
            "rows": [
                {
                    "id": report.id,
                    "cells": [_review_queue.title(report), report.outlet or "", str(report.published or ""), version],
                }
                for report, version in items
            ],
            "columns": [{"label": label, "sort": None} for label in columns],
            "sort": "",
            "descending": False,
            "first": first,
            "total": total,
            "perPage": _PER_PAGE,
            "caption": "Reports that another version of the reader has read",
        },
        on_open_change=lambda: _review_queue.open_report(st.session_state["outdated_list"]["open"]),
        on_page_change=lambda: st.session_state.update({_PAGE: int(st.session_state["outdated_list"]["page"])}),
    )


def _show_changes(desk: Desk, state: str) -> None:
    """List the reports that were read again, each with what that changed, latest first."""
    st.subheader("What reading again changed", anchor=False)
    everything = st.toggle("Also where nothing changed", key="reread_all", on_change=_turn, args=(1,))
    number = st.session_state.get(_CHANGES_PAGE, 1)
    first = (number - 1) * _CHANGES_PER_PAGE
    page = _shared.remembered(
        "rereadings",
        (state, everything, first),
        lambda: desk.rereadings(is_changed=not everything, first=first, limit=_CHANGES_PER_PAGE),
    )
    if not page.total:
        st.info("Nothing yet.", icon=":material/history:")
        return
    st.html(_reread_sheet.STYLE)
    for item in page.items:
        _draw(item, f"{item.report.id}_{item.reread.new_version}")
    last = (page.total - 1) // _CHANGES_PER_PAGE + 1
    if last > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Later", on_click=_turn, args=(number - 1,), disabled=number <= 1, key="changes_later")
            st.markdown(f"Page {number:,} of {last:,}", width="content")
            st.button("Earlier", on_click=_turn, args=(number + 1,), disabled=number >= last, key="changes_earlier")


def _turn(page: int) -> None:
    st.session_state[_CHANGES_PAGE] = page


def _draw(item: Rereading, key: str) -> None:
    reread = item.reread
    with st.container(border=True, key=f"reread_{key}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{_shared.plain(_review_queue.title(item.report))}**  \n"
                f"{_shared.plain(reread.old_version)} → {_shared.plain(reread.new_version)}, "
                f"{_review_queue.moment(item.at)}, {_shared.plain(item.user)}. "
                f"The newer reading {_STATES[item.state]}.",
                width="stretch",
            )
            st.button(
                "Review it",
                key=f"reread_open_{key}",
                on_click=_review_queue.open_report,
                args=(item.report.id,),
                icon=":material/rate_review:",
            )
        st.html(_reread_sheet.changes(reread))
