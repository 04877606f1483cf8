"""One account of a report under review: its card, where it would go, and the tools to change it."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from geo.core.model import Account
from geo.incidents.evidence import from_account
from geo.incidents.matching import MatchConfig
from geo.store import events
from geo.store.desk import Desk
from geo.store.proposals import DIFFERENT, SAME, Proposal
from geo.store.review import ReviewAccount, ReviewItem
from geo.views import incident_sheet
from pages import _outcome, _review_change, _review_sheet, _shared, _spot, _value_editor

_FIELDS: Final = tuple(field for field in events.ACCOUNT_FIELDS if field in _value_editor.LABELS)


def show(
    item: ReviewItem,
    one: ReviewAccount,
    number: int,
    counted: Sequence[ReviewAccount],
    proposals: Sequence[Proposal],
    *,
    is_chosen: bool,
    may_write: bool,
) -> None:
    """Draw an account; the one that is chosen with its map, its matches and its tools.

    Parameters
    ----------
    number
        Its place among those that count, from 0.
    counted
        All accounts that count.
    proposals
        The incidents that it may be of.
    """
    report_id = item.item.report.id
    with st.container(border=True, key=f"account_{number}"):
        st.html(_review_sheet.card(one, number, len(counted)))
        _say_where_it_goes(one, proposals)
        if not is_chosen:
            st.button(
                "Open", key=f"open_{one.id}", type="tertiary", on_click=_review_change.choose, args=(report_id, one.id)
            )
            return
        _draw_map(report_id, one, may_write=may_write)
        if proposals and not one.is_counted:
            likely = any(proposal.verdict != DIFFERENT for proposal in proposals)
            with st.expander(
                f"Incidents that it may be of ({len(proposals)})", icon=":material/join:", expanded=likely
            ):
                for proposal in proposals:
                    _draw_proposal(report_id, one, proposal, may_write=may_write)
        if may_write:
            _draw_tools(report_id, one, number, counted)


def _say_where_it_goes(one: ReviewAccount, proposals: Sequence[Proposal]) -> None:
    """Say which incident it belongs to, or what accepting the report would do."""
    if one.incident_id:
        st.page_link(
            "pages/incidents.py",
            label=f"Belongs to the incident {_shared.plain(one.incident_id[:40])}",
            query_params={"incident": one.incident_id},
            icon=":material/link:",
        )
        return
    st.markdown(f":material/arrow_forward: {outlook(one, proposals)}")


def outlook(one: ReviewAccount, proposals: Sequence[Proposal]) -> str:
    """Say, as Markdown, what becomes of an account that belongs to no incident."""
    when = "It counts, but makes" if one.is_counted else "On acceptance it makes"
    joined = next((proposal for proposal in proposals if proposal.verdict == SAME), None)
    if joined is not None:
        return f"On acceptance it joins **{_shared.plain(incident_sheet.heading(joined.incident))}**"
    evidence = from_account(one.account, account_id=one.id, report_id="report")
    if evidence.is_bare:
        return f"{when} no incident: it gives no day, no place in a region, and nobody hurt or held"
    may_be = any(proposal.score >= MatchConfig().may_be for proposal in proposals)
    if not evidence.is_sharp and one.account.role == "background" and may_be:
        return f"{when} no incident: it only recalls what may be a known one"
    return f"{when} a new incident"


def _draw_map(report_id: str, one: ReviewAccount, *, may_write: bool) -> None:
    """Draw where it was, as closely as that is known; a click on the map offers another place."""
    _spot.draw_map(one.id, one.account, _review_sheet.short(one.account), key="review_map", may_pick=may_write)
    if may_write and _spot.is_picked(one.id):
        _offer_spot(report_id, one)
    elif may_write:
        st.caption("Click the map to put it elsewhere.")


def _offer_spot(report_id: str, one: ReviewAccount) -> None:
    """Offer the spot that was clicked as the account's place."""
    place = _spot.offer(one.id)
    if place is None:
        return
    with st.container(horizontal=True):
        if st.button("Put it there", key=f"spot_set_{one.id}"):
            if _set(report_id, one.id, "place", place, "pointed at on the map"):
                _spot.forget()
            st.rerun()
        st.button("Leave it", key=f"spot_leave_{one.id}", on_click=_spot.forget)


def _set(report_id: str, account_id: str, field: str, value: Any, why: str) -> bool:
    return _review_change.do(
        report_id,
        f"{_value_editor.LABELS[field]} is set.",
        lambda desk, saw: desk.set_value(account_id, field, value, seen=saw, reason=why.strip() or None),
        is_drawn=True,
    )


def _draw_proposal(report_id: str, one: ReviewAccount, proposal: Proposal, *, may_write: bool) -> None:
    st.html(_review_sheet.proposal(proposal))
    incident_id = proposal.incident.id
    with st.container(horizontal=True):
        st.page_link(
            "pages/incidents.py",
            label="Open the incident",
            icon=":material/open_in_new:",
            query_params={"incident": incident_id},
        )
        if not may_write:
            return
        for label, kind in (("Same event", "same"), ("Another event", "different")):
            st.button(
                label,
                key=f"{kind}_{one.id}_{incident_id}",
                on_click=_judge,
                args=(report_id, kind, one.id, incident_id),
                type="tertiary",
            )


def _judge(report_id: str, kind: str, account_id: str, incident_id: str) -> None:
    """Say that an account and an incident are, or are not, one event."""

    def change(desk: Desk, _saw: int) -> None:
        file = desk.incident(incident_id)
        theirs = file.shipped.id if file.shipped is not None else file.accounts[0].id
        _pair(desk, kind, account_id, theirs)

    words = {"same": "They are taken for one event.", "different": "They are taken for different events."}
    _review_change.do(report_id, words[kind], change)


def _pair(desk: Desk, kind: str, left: str, right: str) -> None:
    (desk.same if kind == "same" else desk.different)(left, right)


def _draw_tools(report_id: str, one: ReviewAccount, number: int, counted: Sequence[ReviewAccount]) -> None:
    correct, split, merge, reject = st.tabs(["Correct a value", "Split", "Merge", "Reject"], key=f"tools_{one.id}")
    with correct:
        field = st.selectbox("What", _FIELDS, format_func=_value_editor.LABELS.__getitem__, key=f"field_{one.id}")
        present = getattr(one.account, field)
        # A value that was set since, by whomever, is what the widgets begin with.
        edit = one.edits.get(field)
        value = _value_editor.edit(field, present, f"edit_{one.id}_{field}_{edit.number if edit else 0}")
        why = st.text_input("Why", max_chars=500, key=f"edit_why_{one.id}")
        if st.button("Set it", key=f"set_{one.id}"):
            if value == present:
                _outcome.refuse("It has this value already.")
            else:
                _set(report_id, one.id, field, value, why)
            st.rerun()
    with split:
        st.markdown("It tells of two events: a second account with the same values is added, to be corrected.")
        st.button(
            "Add a copy of it",
            key=f"split_{one.id}",
            on_click=_split,
            args=(report_id, one.account),
            icon=":material/call_split:",
        )
    with merge:
        others = {other.id: f"Account {n + 1}: {_review_sheet.short(other.account)}" for n, other in enumerate(counted)}
        others.pop(one.id)
        if others:
            st.selectbox("The same event as", list(others), format_func=others.__getitem__, key=f"merge_{one.id}")
            st.button("They are one event", key=f"merge_now_{one.id}", on_click=_merge, args=(report_id, one.id))
        else:
            st.markdown("The report has no other account. With a known incident: above, under the proposals.")
    with reject:
        st.text_input("Why it does not count", max_chars=500, key=f"drop_why_{one.id}")
        st.button(f"Reject account {number + 1}", key=f"drop_{one.id}", on_click=_reject, args=(report_id, one.id))


def _split(report_id: str, account: Account) -> None:
    made: list[str] = []

    def change(desk: Desk, saw: int) -> None:
        made.append(desk.add_account(report_id, account, seen=saw, reason="split off another account"))

    if _review_change.do(report_id, "A second account is added: correct what is different in it.", change):
        _review_change.choose(report_id, made[0])


def _merge(report_id: str, account_id: str) -> None:
    # Chosen a moment ago, maybe: the session knows, the arguments of the run before would not.
    other_id = st.session_state[f"merge_{account_id}"]
    _review_change.do(
        report_id, "They are taken for one event.", lambda desk, _saw: _pair(desk, "same", account_id, other_id)
    )


def _reject(report_id: str, account_id: str) -> None:
    reason = st.session_state[f"drop_why_{account_id}"]
    _review_change.do(
        report_id,
        "The account is rejected.",
        lambda desk, saw: desk.reject_account(account_id, seen=saw, reason=reason.strip() or None),
    )
