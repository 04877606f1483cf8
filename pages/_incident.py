"""One incident by itself: what is shown and why, where, its accounts side by side, who says what, what people said."""

import datetime as dt
from typing import Any, Final

import streamlit as st

from geo.core import vocab
from geo.core.errors import StoreError
from geo.core.model import Incident, Placement
from geo.incidents import dataset
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.store import casefile, events
from geo.store.access import Role
from geo.store.casefile import IncidentFile
from geo.views import incident_sheet, values
from pages import _history, _outcome, _parts, _shared, _sync, _user, _value_editor
from pages._map_component import View, incident_map

_MAP_HEIGHT: Final = 380
# How near the map looks by how closely a place is known.
_ZOOMS: Final = {"exact": 11.0, "near": 10.5, "settlement": 10.5, "district": 8.5}
_SAW: Final = "_incident_seen"


def show(table: IncidentTable, incident_id: str, as_of: dt.date | None) -> None:
    """Draw the incident of an id; one that is not there is said, with the way back."""
    try:
        file = _file(incident_id, as_of)
    except StoreError as err:
        st.title("There is no such incident", anchor=False)
        _offer_way_back()
        st.info(_shared.plain(str(err)), icon=":material/search_off:")
        return
    if file.incident is None:
        _show_gone(file)
        return
    incident = file.incident
    st.html(incident_sheet.STYLE)
    st.title(_shared.plain(incident_sheet.heading(incident)), anchor=False)
    _offer_way_back()
    st.markdown(_shared.plain(incident.summary))
    st.caption(_about(file))
    may_write = as_of is None and _user.may(Role.REVIEWER)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.subheader("What is shown, and why", anchor=False)
        st.html(incident_sheet.values_table(file))
    with right:
        st.subheader("Where", anchor=False)
        _draw_map(table, incident)
    if file.accounts:
        st.subheader("Accounts side by side", anchor=False)
        st.html(incident_sheet.accounts_table(file))
        if may_write:
            _offer_split(file)
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Reports", anchor=False)
        st.html(incident_sheet.reports_list(file) or "<p>None is named.</p>")
    with right:
        st.subheader("Who says what", anchor=False)
        st.html(incident_sheet.claims_list(file) or "<p>No claim is kept.</p>")
        if incident.seized:
            st.subheader("Seized", anchor=False)
            st.html(incident_sheet.seizures_list(incident))
    st.subheader("What people said of it", anchor=False)
    _history.show(file.history, may_write=may_write)
    if may_write:
        # What the person saw when they clicked is the page of the run before, not what is read now.
        saw = st.session_state.get(_SAW, {}).get(file.id, file.seen)
        _draw_desk(table, file, incident, saw)
    st.session_state[_SAW] = {file.id: file.seen}
    st.page_link(
        "pages/incidents.py",
        label="Permanent link to this incident",
        icon=":material/link:",
        query_params={"incident": file.id} | ({"known": as_of.isoformat()} if as_of else {}),
    )


def _offer_way_back() -> None:
    st.button("All incidents", on_click=_sync.set_option, args=("incident", None), icon=":material/arrow_back:")


def _file(incident_id: str, as_of: dt.date | None) -> IncidentFile:
    if _shared.has_store():
        return _shared.desk().incident(incident_id, as_of=as_of)
    found = next((incident for incident in dataset.load() if incident.id == incident_id), None)
    if found is None:
        msg = f"there is no incident {incident_id!r}: it may be of another store, or the link was cut off"
        raise StoreError(msg)
    return casefile.shipped_file(found)


def _show_gone(file: IncidentFile) -> None:
    """Say where the accounts of an incident that is shown no longer have gone."""
    st.title("This incident is not shown any more", anchor=False)
    _offer_way_back()
    if file.became:
        st.markdown("Its accounts belong to:")
        for incident_id in file.became:
            st.button(incident_id, on_click=_sync.set_option, args=("incident", incident_id), icon=":material/east:")
    else:
        st.markdown("None of its accounts counts now. What was said of it:")
    _history.show(file.history, may_write=_user.may(Role.REVIEWER))


def _about(file: IncidentFile) -> str:
    """Say in a line how it stands: its status, what it rests on, its id."""
    incident = file.incident
    assert incident is not None  # noqa: S101 - only incidents that are shown are described
    parts = [vocab.INCIDENT_STATUSES.get(incident.status, incident.status)]
    if file.is_by_hand:
        parts.append("**entered by hand, no report behind it**")
    elif file.n_reports:
        independent = "" if file.n_independent == file.n_reports else f", {file.n_independent} of them independent"
        parts.append(f"{file.n_reports} report{'s' * (file.n_reports > 1)} read{independent}")
    if file.shipped is not None:
        parts.append("shipped with Panj Watch" if file.shipped_state == "shipped" else "no longer shipped, kept here")
    if incident.confidence:
        parts.append(f"confidence {incident.confidence}")
    return " · ".join([*parts, f"id {_shared.plain(file.id)}"])


def _draw_map(table: IncidentTable, incident: Incident) -> None:
    """Draw the map of the incident's own days where it happened; or say why it is not on a map."""
    view = _view(incident.place)
    if _parts.row_of(table, incident.id) is None or view is None:
        known = vocab.PRECISION_CLASSES[incident.place.precision_class].label.lower()
        st.info(f"Not on the map: its place is known only as {known}.", icon=":material/location_off:")
        return
    own_days = Filter(date_from=incident.date.start, date_to=incident.date.end)
    incident_map(
        table,
        own_days,
        shading="none",
        view=view,
        height=_MAP_HEIGHT,
        caption=f"{incident_sheet.heading(incident)}. {_shared.data_day()}",
        key=f"map_of_{incident.id}",
    )


def _view(place: Placement) -> View | None:
    if place.lon is None or place.lat is None or place.precision_class not in _ZOOMS:
        return None
    return View(place.lon, place.lat, _ZOOMS[place.precision_class])


def _offer_split(file: IncidentFile) -> None:
    """Let a reviewer say that an account is of another event."""
    others = {one.id: one for one in file.accounts}
    if len(others) + (file.shipped is not None) < 2:
        return
    with st.expander("An account is of another event", icon=":material/call_split:"):
        names = {
            one.id: f"{one.report.outlet or 'Report'}, {one.report.published or 'no date'}: "
            f"{values.date(one.account.date)}"
            for one in others.values()
        }
        account_id = st.selectbox("Which account", list(names), format_func=names.__getitem__, key=f"split_{file.id}")
        reason = st.text_input("Why", key=f"split_why_{file.id}", max_chars=500)
        rest = [one for one in names if one != account_id]
        anchors = [file.shipped.id] if file.shipped is not None else rest

        def split() -> None:
            def change(desk: Any) -> None:
                for anchor in anchors:
                    desk.different(account_id, anchor, reason or None)

            _outcome.act("It is taken for another event now.", change)

        st.button("Split it off", on_click=split, key=f"split_now_{file.id}", disabled=not account_id)


def _draw_desk(table: IncidentTable, file: IncidentFile, incident: Incident, saw: int) -> None:
    """Let a reviewer mark the incident, note something, correct a value, or merge it with another.

    Parameters
    ----------
    saw
        The number of the latest thing said of the incident that the reviewer has seen.
    """
    st.subheader("Say something of it", anchor=False)
    mark, note, correct, merge = st.tabs(["Mark", "Note", "Correct a value", "Same as another"])
    with mark, st.form(f"mark_{file.id}", border=False, clear_on_submit=True):
        status = st.radio("It is", events.MARKS, horizontal=True, format_func=vocab.INCIDENT_STATUSES.__getitem__)
        reason = st.text_input("Why", max_chars=500, key=f"mark_why_{file.id}")
        if st.form_submit_button("Mark it"):
            _do(f"It is marked {status}.", lambda desk: desk.mark(file.id, status, reason or None, seen=saw))
    with note, st.form(f"note_{file.id}", border=False, clear_on_submit=True):
        text = st.text_area("Note", max_chars=2_000, key=f"note_text_{file.id}")
        if st.form_submit_button("Keep the note"):
            _do("The note is kept.", lambda desk: desk.note(file.id, text))
    with correct:
        field = st.selectbox(
            "What", events.INCIDENT_FIELDS, format_func=_value_editor.LABELS.__getitem__, key=f"field_{file.id}"
        )
        value = _value_editor.edit(field, getattr(incident, field), f"edit_{file.id}_{field}_{file.seen}")
        why = st.text_input("Why", max_chars=500, key=f"edit_why_{file.id}")
        if st.button("Set it", key=f"set_{file.id}", disabled=value == getattr(incident, field)):
            _do(
                f"{_value_editor.LABELS[field]} is set.",
                lambda desk: desk.set_value(file.id, field, value, seen=saw, reason=why or None),
            )
    with merge:
        _offer_merge(table, file, incident)


def _offer_merge(table: IncidentTable, file: IncidentFile, incident: Incident) -> None:
    """Let a reviewer say that another incident is the same event."""
    member = file.shipped.id if file.shipped is not None else file.accounts[0].id
    near = _near_in_time(table, incident)
    if not near:
        st.markdown("No other incident lies within a month of it.")
        return
    names = {other.id: incident_sheet.heading(other) for other in near}
    other_id = st.selectbox("The same as", list(names), format_func=names.__getitem__, key=f"merge_{file.id}")
    reason = st.text_input("Why", max_chars=500, key=f"merge_why_{file.id}")
    if st.button("They are one event", key=f"merge_now_{file.id}"):

        def change(desk: Any) -> int:
            other = desk.incident(other_id)
            theirs = other.shipped.id if other.shipped is not None else other.accounts[0].id
            return int(desk.same(member, theirs, reason or None))

        _do("They are one incident now.", change)


def _near_in_time(table: IncidentTable, incident: Incident) -> list[Incident]:
    """Return the other incidents of the month around an incident."""
    if incident.date.start is None:
        return []
    month = dt.timedelta(days=30)
    days = Filter(date_from=incident.date.start - month, date_to=(incident.date.end or incident.date.start) + month)
    return [other for other in table.incidents(days.mask(table)) if other.id != incident.id and other.date.start]


def _do(done: str, change: Any) -> None:
    """Do something and show the page anew with what became of it."""
    st.session_state.pop(_SAW, None)
    _outcome.act(done, change)
    st.rerun()
