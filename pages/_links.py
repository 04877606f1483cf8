"""Links from a page to others that show the same incidents: the briefing, and the map by itself."""

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from geo.incidents.filters import Filter
from pages import _address, _sync
from pages._address import Options


def show(chosen: Filter, options: Options | None = None) -> None:
    """Draw the links.

    Parameters
    ----------
    chosen
        The filter that they carry.
    options
        How the map is set, for the link to the map by itself; without it there is no such link.
    """
    as_of = _sync.options().as_of
    known = {"known": as_of.isoformat()} if as_of else {}
    with st.container(horizontal=True, vertical_alignment="center", key="links"):
        st.page_link(
            "pages/briefing.py",
            label="For the briefing",
            icon=":material/co_present:",
            query_params=chosen.to_query() | known,
            help="The briefing with the same filter.",
        )
        if options:
            # In a tab of its own: this one keeps its widgets.
            st.link_button(
                "Full screen",
                f"./?{urlencode(_address.write(chosen, replace(options, look='clean')))}",
                icon=":material/fullscreen:",
                type="tertiary",
                help="The map and what it shows, nothing else: for a screenshot or a display on a wall.",
            )
