"""Type in an incident that no report tells of; it is marked so, with who typed it."""

from dataclasses import fields, replace
from typing import Any, Final

import streamlit as st

from geo.core.model import Account, Placement
from pages import _outcome, _review_sheet, _spot, _value_editor

_FIELDS: Final = ("kind", "date", "place", "killed", "wounded", "detained", "parties", "seized")
_ROUND, _MADE = "_hand_round", "_hand_made"
# Widgets of these endings take no value from outside: what is in them stays only while they are drawn.
_NOT_KEPT: Final = ("_add", "_seized", "_leave")


def keep_what_was_typed() -> None:
    """Keep what was typed while its widgets are not on the page: Streamlit forgets it otherwise."""
    for key in [str(key) for key in st.session_state]:
        if key.startswith("hand_") and not key.endswith(_NOT_KEPT):
            st.session_state[key] = st.session_state[key]


def show() -> None:
    """Draw the form, and the way to what was made last."""
    st.markdown("For what you know and no report tells of. It is marked as entered by hand, under your name.")
    made = st.session_state.get(_MADE)
    if made:
        st.page_link(
            "pages/incidents.py",
            label="Open the incident",
            icon=":material/open_in_new:",
            query_params={"incident": made},
        )
    key = f"hand_{st.session_state.get(_ROUND, 0)}"
    text = st.text_area("What happened, in your words", key=f"{key}_text", max_chars=10_000, height=120)
    account = Account()
    for field in _FIELDS:
        if field not in ("kind", "parties"):
            st.markdown(f"**{_value_editor.LABELS[field]}**")
        account = replace(account, **{field: _value_editor.edit(field, getattr(account, field), f"{key}_{field}")})
        if field == "place":
            account = replace(account, place=_pointed_at(account, f"{key}_place"))
    if st.button("Add the incident", key=f"{key}_add"):
        _add(account, text)
        st.rerun()


def _pointed_at(account: Account, key: str) -> Placement:
    """Offer a map, and return the spot that was clicked on it, or else the place that the account has."""
    if not st.toggle("Point at it on the map", key=f"{key}_map"):
        return account.place
    drawn = st.container()
    place = account.place
    if _spot.is_picked(key):
        place = _spot.offer(key) or place
        st.button("Leave the spot", key=f"{key}_leave", on_click=_spot.forget, icon=":material/wrong_location:")
    else:
        st.caption("Click the map where it was; a click goes before what was searched for.")
    with drawn:
        _spot.draw_map(key, replace(account, place=place), _review_sheet.short(account), key="spot_map")
    return place


def _add(account: Account, text: str) -> None:
    """Add it; what was typed stays if it cannot be."""
    if not text.strip():
        _outcome.refuse("Say in a sentence what happened: what is kept rests on your words.")
        return
    if all(getattr(account, one.name) == one.default for one in fields(Account) if one.name in _FIELDS):
        _outcome.refuse("Give a date, a place or a figure: the words alone say too little to make an incident.")
        return
    found: list[Any] = []

    def change(desk: Any) -> None:
        found.append(desk.add_incident(account, text))

    _outcome.act("The incident is added, marked as entered by hand.", change)
    if not found:
        return
    st.session_state[_MADE] = found[0]
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    _spot.forget()
    if found[0] is None:
        _outcome.refuse("Your words are kept, but say too little to make an incident: add a day or a place.")
