"""A place by a click: a small map of where something was, and the spot on it that was clicked as a place."""

from typing import Final

import streamlit as st

from geo.core.errors import GeoError
from geo.core.model import Account, Placement
from geo.incidents import merging
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.places import pointing
from geo.views import values
from pages import _shared
from pages._map_component import View, incident_map

_HEIGHT: Final = 300
_ZOOMS: Final = {"exact": 11.0, "near": 10.5, "settlement": 10.5, "district": 8.5}
# In the session: of what the map was clicked last, and where.
_PICKED: Final = "_picked"


def draw_map(of: str, account: Account, summary: str, *, key: str, may_pick: bool = True) -> None:
    """Draw where an account says that it was, as closely as that is known.

    Parameters
    ----------
    of
        What a click gives a place to.
    key
        Of the map in the session.
    """
    place = account.place
    table = _shared.remembered(f"table_{key}", (of, account), lambda: _table_of(account, summary))
    view = None
    if place.lon is not None and place.lat is not None and place.precision_class in _ZOOMS:
        view = View(place.lon, place.lat, _ZOOMS[place.precision_class])

    def picked(lon: float, lat: float) -> None:
        st.session_state[_PICKED] = (of, lon, lat)

    incident_map(
        table, Filter(), shading="none", view=view, height=_HEIGHT, key=key, on_pick=picked if may_pick else None
    )
    if view is None:
        st.caption(f"Not drawn: {_shared.plain(values.place(place))}.")


def is_picked(of: str) -> bool:
    """Tell whether a spot was clicked for something."""
    return bool(st.session_state.get(_PICKED, ("",))[0] == of)


def offer(of: str) -> Placement | None:
    """Draw how closely the spot that was clicked is known, and return it as a place; None if it cannot be one."""
    _, lon, lat = st.session_state[_PICKED]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        radius = st.number_input("Right to within, km", 0.1, 100.0, 1.0, key=f"{of}_spot_km", width=170)
        name = st.text_input("Name of the spot", key=f"{of}_spot_name", max_chars=200)
    try:
        place = pointing.placement_at(lon, lat, uncertainty_km=radius, name=name.strip() or None)
    except GeoError as err:
        st.warning(_shared.plain(str(err)))
        return None
    st.markdown(f"Clicked: {lon:.4f}, {lat:.4f}: {_shared.plain(values.place(place))}")
    return place


def forget() -> None:
    """Forget the spot that was clicked."""
    st.session_state.pop(_PICKED, None)


def _table_of(account: Account, summary: str) -> IncidentTable:
    """Make a table of the one account, for the map."""
    return IncidentTable.from_incidents([merging.alone(account, summary)])
