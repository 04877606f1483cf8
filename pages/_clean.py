"""The map by itself, for a screenshot or a display on a wall: what it shows, in words, and the map; nothing to press.

It is made from the address alone, and again when the data change.
"""

from typing import Final

import streamlit as st

from pages import _address, _metrics, _parts, _shared
from pages._map_component import incident_map

_LOOK_AGAIN_S: Final = 10
_STYLE: Final = """<style>
[data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"],
[data-testid="stToolbar"] { display: none; }
[data-testid="stMainBlockContainer"] { padding: 0.6rem 0.8rem 0.4rem; }
</style>"""
# What the words above and below take; the map has the rest.
_MAP_HEIGHT: Final = "max(240px, calc(100vh - 8.5rem))"


def show() -> None:
    """Read the address, draw the words and the map."""
    # Other pages shall read the address again: here are no widgets that would keep the filter.
    st.session_state.pop("_address", None)
    chosen, options, problems = _address.read(st.query_params.to_dict())
    version = _shared.shown_version()
    table = _shared.incident_table(options.as_of)
    mask = _shared.remembered("mask", (id(table), chosen), lambda: chosen.mask(table))
    st.html(_STYLE)
    for problem in problems:
        st.warning(f"Left out of the address: {_shared.plain(problem)}", icon=":material/link_off:")
    _metrics.say(table, chosen, mask)
    caption = _parts.caption(table, chosen)
    incident_map(
        table,
        chosen,
        shading=options.shading,
        view=options.view,
        height=_MAP_HEIGHT,
        caption=caption,
        clean=True,
        key="map_alone",
    )
    _shared.show_footer()
    _follow(version)


@st.fragment(run_every=_LOOK_AGAIN_S)
def _follow(version: str) -> None:
    """Draw everything again once the data are others."""
    if _shared.shown_version() != version:
        st.rerun()
