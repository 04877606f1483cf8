"""One account of a report under review: its card, where it would go, and the tools to change it."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from geo.core.errors import GeoError
from geo.core.model import Account, Incident
from geo.incidents.evidence import from_account
from geo.incidents.filters import Filter
from geo.incidents.matching import MatchConfig
from geo.incidents.table import IncidentTable
from geo.places import pointing
from geo.store import events
from geo.store.desk import Desk
from geo.store.proposals import DIFFERENT, SAME, Proposal
from geo.store.review import ReviewAccount, ReviewItem
from geo.views import incident_sheet, values
from pages import _outcome, _review_change, _review_sheet, _shared, _value_editor
from pages._map_component import View, incident_map

_FIELDS: Final = tuple(field for field in events.ACCOUNT_FIELDS if field in _value_editor.LABELS)
_MAP_HEIGHT: Final = 300
_ZOOMS: Final = {"exact": 11.0, "near": 10.5, "settlement": 10.5, "district": 8.5}
_PICKED: Final = "_picked"


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
    place = one.account.place
    table = _shared.remembered("account_table", (one.id, one.account), lambda: _table_of(one.account))
    view = None
    if place.lon is not None and place.lat is not None and place.precision_class in _ZOOMS:
        view = View(place.lon, place.lat, _ZOOMS[place.precision_class])

    def picked(lon: float, lat: float) -> None:
        st.session_state[_PICKED] = (one.id, lon, lat)

    incident_map(
        table,
        Filter(),
        shading="none",
        view=view,
        height=_MAP_HEIGHT,
        key="review_map",
        on_pick=picked if may_write else None,
    )
    if view is None:
        st.caption(f"Not drawn: {_shared.plain(values.place(place))}.")
    of, lon, lat = st.session_state.get(_PICKED, ("", 0.0, 0.0))
    if may_write and of == one.id:
        _offer_spot(report_id, one, lon, lat)
    elif may_write:
        st.caption("Click the map to put it elsewhere.")


def _offer_spot(report_id: str, one: ReviewAccount, lon: float, lat: float) -> None:
    """Offer the spot that was clicked as the account's place."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        radius = st.number_input("Right to within, km", 0.1, 100.0, 1.0, key=f"spot_km_{one.id}", width=170)
        name = st.text_input("Name of the spot", key=f"spot_name_{one.id}", max_chars=200)
    try:
        place = pointing.placement_at(lon, lat, uncertainty_km=radius, name=name.strip() or None)
    except GeoError as err:
        st.warning(_shared.plain(str(err)))
        return
    st.markdown(f"Clicked: {lon:.4f}, {lat:.4f}: {_shared.plain(values.place(place))}")
    with st.container(horizontal=True):
        if st.button("Put it there", key=f"spot_set_{one.id}"):
            if _set(report_id, one.id, "place", place, "pointed at on the map"):
                _forget_spot()
            st.rerun()
        st.button("Leave it", key=f"spot_leave_{one.id}", on_click=_forget_spot)


def _forget_spot() -> None:
    st.session_state.pop(_PICKED, None)


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


def _table_of(account: Account) -> IncidentTable:
    """Make a table of the one account, for the map."""
    shown = Incident(
        id="account",
        summary=_review_sheet.short(account),
        date=account.date,
        place=account.place,
        kind=account.kind,
        bank=account.bank,
        killed=account.killed,
        wounded=account.wounded,
        detained=account.detained,
        parties=account.parties,
    )
    return IncidentTable.from_incidents([shown])
