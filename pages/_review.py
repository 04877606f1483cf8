"""One report under review: its text beside what was read in it, and what the reviewer makes of that."""

from typing import Final

import streamlit as st

from geo.core.errors import StoreError
from geo.incidents import tallies
from geo.store import holds, review
from geo.store.desk import Desk
from geo.store.review import QueueItem, ReviewAccount, ReviewItem
from geo.views.popups import escape, link
from pages import (
    _browser,
    _history,
    _hold,
    _outcome,
    _reread_sheet,
    _review_account,
    _review_change,
    _review_queue,
    _review_sheet,
    _shared,
)

_STATES: Final = {
    review.WAITING: "waits for a reviewer",
    review.ACCEPTED: "accepted",
    review.REJECTED: "rejected",
}


def show(report_id: str) -> None:
    """Draw the review of a report; one that is not there is said, with the way back."""
    st.button("All reports", on_click=_leave, icon=":material/arrow_back:")
    if not (report_id.isascii() and report_id.isalnum() and _shared.has_store()):
        _show_missing("Nothing of this name is stored here; the link may have been cut off.")
        return
    desk = _shared.desk()
    try:
        item = desk.item(report_id)
    except StoreError as err:
        _show_missing(str(err))
        return
    held_by = _hold.take(desk, item.item)
    is_stale = _review_change.is_stale(report_id)
    may_write = held_by == desk.user.name and not is_stale
    _draw_head(item)
    if item.item.is_reread:
        _draw_changes(desk, item.item)
    if held_by != desk.user.name or is_stale:
        _say_why_not(item.item, held_by)
    if not is_stale:
        # What the reviewer sees from here on; what they do next is measured against it.
        _review_change.note_seen(report_id, item.item.seen)
    counted = [one for one in item.accounts if not one.is_rejected]
    chosen = _chosen(report_id, counted)
    st.html(_review_sheet.style(counted.index(chosen) if chosen else None))
    if may_write:
        _draw_actions(item, counted, chosen)
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Text", anchor=False)
        st.html(_review_sheet.text(item.reading))
        _draw_notes(item)
    with right:
        st.subheader("What was read", anchor=False)
        if not counted:
            st.info("No account of an event was read in it.", icon=":material/search_off:")
        proposals = _shared.remembered(
            "proposals",
            (report_id, item.item.seen, _shared.shown_version()),
            lambda: desk.proposals(report_id),
        )
        for number, one in enumerate(counted):
            _review_account.show(
                item, one, number, counted, proposals.get(one.id, ()), is_chosen=one is chosen, may_write=may_write
            )
        _draw_rejected(item)
    st.subheader("What people said of it", anchor=False)
    _history.show(item.history, may_write=may_write)
    _browser.mount("light", data={}, key="light")


def _chosen(report_id: str, counted: list[ReviewAccount]) -> ReviewAccount | None:
    """Return the account that is open: the first unless another was chosen."""
    wanted = _review_change.chosen(report_id)
    return next((one for one in counted if one.id == wanted), counted[0] if counted else None)


def _leave() -> None:
    """Go back to all reports, in a callback, and let others have this one."""
    _hold.leave()
    _review_change.look_again()
    _review_queue.open_report(None)


def _show_missing(words: str) -> None:
    st.title("There is no such report", anchor=False)
    st.info(_shared.plain(words), icon=":material/search_off:")


def _draw_head(item: ReviewItem) -> None:
    entry = item.item
    report = entry.report
    st.title(_shared.plain(_review_queue.title(entry.report)), anchor=False)
    published = f"published {report.published}" if report.published else "no date of publication"
    if report.published and report.published_precision != "day":
        published += f" (known to the {report.published_precision})"
    parts = [
        escape(report.outlet or "no outlet named"),
        escape(published),
        link(report.url, report.url) if report.url else "no web address",
        f"language {escape(report.lang)}" if report.lang else "",
        f"read by {escape(entry.reader_version)}",
        escape(f"added by {entry.added_by}, {_review_queue.moment(entry.added_at)}" if entry.added_by else ""),
        f"<b>{_STATES[entry.state]}</b>",
    ]
    st.html(f'<div class="panj-about">{" · ".join(part for part in parts if part)}</div>')


def _draw_changes(desk: Desk, entry: QueueItem) -> None:
    """Say that another reading counts already, and show what accepting this one would change."""
    st.info("Another reading of this report counts already; accepting puts this one in its place.")
    report_id = entry.report.id
    page = _shared.remembered(
        "rereading",
        (report_id, entry.seen),
        lambda: desk.rereadings(report_id=report_id, is_changed=False, limit=1),
    )
    for latest in page.items:
        with st.expander("What the newer reading changes", expanded=True, icon=":material/compare_arrows:"):
            st.html(_reread_sheet.STYLE)
            st.html(_reread_sheet.changes(latest.reread))


def _say_why_not(entry: QueueItem, held_by: str) -> None:
    """Say why nothing can be changed now, with the ways to go on."""
    is_stale = _review_change.is_stale(entry.report.id)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        if is_stale:
            words = "Somebody changed this report after you looked at it. What stands below is its newest state."
        else:
            words = f"**{_shared.plain(held_by)}** is reviewing this report{_since(entry)}. You can read it."
        st.markdown(f":material/lock: {words}", width="stretch")
        st.button("Look again", on_click=_review_change.look_again, icon=":material/refresh:", key="look_again")
        if not is_stale and entry.is_hold_stale:
            st.button(
                "Take it over",
                on_click=_take_over,
                args=(entry.report.id,),
                icon=":material/back_hand:",
                key="take_over",
                help="What they have changed stays; what they were typing they cannot save any more.",
            )


def _since(entry: QueueItem) -> str:
    """Say when the holder last did anything, and until when the hold lasts."""
    if entry.held_until is None:
        return ""
    last = _review_queue.moment(holds.last_active(entry.held_until).isoformat())
    return f", last active {_shared.plain(last)}, until {_shared.plain(_review_queue.moment(entry.held_until))}"


def _take_over(report_id: str) -> None:
    _review_change.look_again()
    _outcome.act("You are reviewing this report now.", lambda desk: desk.take_over(report_id))


def _draw_actions(item: ReviewItem, counted: list[ReviewAccount], chosen: ReviewAccount | None) -> None:
    """Draw what can be done with the report as a whole, each with its key."""
    report_id, state = item.item.report.id, item.item.state
    at = counted.index(chosen) if chosen else 0
    with st.container(horizontal=True, vertical_alignment="center", key="review_actions"):
        if state != review.ACCEPTED:
            st.button(
                "Accept",
                key="accept",
                icon=":material/check:",
                shortcut="A",
                help="Its accounts count from now on, and are matched.",
                on_click=_accept,
                args=(report_id,),
            )
        if state != review.REJECTED:
            with st.popover("Reject the report", icon=":material/close:", key=f"reject_{report_id}"):
                st.text_input("Why", max_chars=500, key=f"reject_why_{report_id}")
                st.button("Reject it", key="reject", on_click=_reject, args=(report_id,))
        with st.popover("Note", icon=":material/sticky_note_2:", key=f"note_{report_id}"):
            st.text_area("Note on this report", max_chars=2_000, key=f"note_text_{report_id}")
            st.button("Keep the note", key="keep_note", on_click=_note, args=(report_id,))
        for label, shortcut, to in (("Previous account", "K", at - 1), ("Next account", "J", at + 1)):
            if len(counted) > 1:
                target = counted[to].id if 0 <= to < len(counted) else ""
                st.button(
                    label,
                    key=f"go_{shortcut}",
                    shortcut=shortcut,
                    disabled=not target,
                    on_click=_review_change.choose,
                    args=(report_id, target),
                )
        st.button(
            "Next report",
            key="next_report",
            shortcut="N",
            icon=":material/skip_next:",
            on_click=_go_on,
            args=(report_id,),
            help="The next one that waits and that nobody holds.",
        )


def _accept(report_id: str) -> None:
    _review_change.do(
        report_id, "The report is accepted; its accounts count now.", lambda desk, saw: desk.accept(report_id, seen=saw)
    )


def _reject(report_id: str) -> None:
    # Typed a moment ago: the session knows it, the arguments of the run before would not.
    reason = st.session_state[f"reject_why_{report_id}"]
    if not reason.strip():
        _outcome.refuse("Say why the report is rejected: others will ask.")
        return
    _review_change.do(
        report_id, "The report is rejected.", lambda desk, saw: desk.reject(report_id, reason.strip(), seen=saw)
    )


def _note(report_id: str) -> None:
    text = st.session_state[f"note_text_{report_id}"]
    if _review_change.do(report_id, "The note is kept.", lambda desk, _saw: desk.note(report_id, text)):
        st.session_state[f"note_text_{report_id}"] = ""


def _go_on(report_id: str) -> None:
    """Open the next report that waits, in the order of their coming, and after the last the first."""
    following = _shared.desk().next_waiting(report_id)
    _leave()
    if following is not None:
        _review_queue.open_report(following)
    else:
        _outcome.refuse("No other report waits for a reviewer.")


def _draw_notes(item: ReviewItem) -> None:
    for note in item.notes:
        st.warning(_shared.plain(note), icon=":material/help:")
    if item.tallies:
        st.markdown("**Counts over a period**, a check on incidents and none of them:")
        table, published = _shared.incident_table(), item.item.report.published
        st.html(_review_sheet.tallies(tallies.check_in(table, one, published=published) for one in item.tallies))


def _draw_rejected(item: ReviewItem) -> None:
    rejected = [one for one in item.accounts if one.is_rejected]
    if rejected:
        listed = "\n".join(f"- {_shared.plain(_review_sheet.short(one.account))}" for one in rejected)
        st.markdown(f"**Rejected accounts** (to bring one back, undo that below)\n{listed}")
