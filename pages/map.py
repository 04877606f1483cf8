"""The map page: the filtered incidents on the map, over time, and as a table."""

import streamlit as st

from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from pages import (
    _address,
    _clean,
    _downloads,
    _filters_ui,
    _histogram,
    _links,
    _map_component,
    _metrics,
    _parts,
    _shared,
    _sync,
)
from pages._address import Options

_MAP_HEIGHT = 480


def show() -> None:
    """Read the widgets, build the filter, ask the library, draw."""
    _shared.run_within_app()
    if st.query_params.get("view") == "clean":
        _clean.show()
        return
    problems = _sync.open_address("map")
    table = _shared.incident_table(_sync.options().as_of)
    chosen = _filters_ui.current(table)
    mask = _shared.remembered("mask", (id(table), chosen), lambda: chosen.mask(table))
    options = _sync.settle(chosen)
    selected = _parts.selected_row(table, options.incident)
    head, controls, empty = st.container(gap="small"), st.container(), st.empty()
    # Before everything else, whatever its place on the page: the reader waits for the map.
    _parts.draw_map(table, chosen, options, selected, height=_MAP_HEIGHT)
    _map_component.give_head_start(table)
    _filters_ui.sidebar(table)
    with controls, st.container(horizontal=True, vertical_alignment="bottom"):
        _parts.choose("shading", "Shade segments by", _address.SHADINGS)
        _links.show(chosen, options)
    with head:
        st.title("Incidents on the Tajik-Afghan border", anchor=False)
        for problem in problems:
            st.warning(f"Left out of the address: {_shared.plain(problem)}", icon=":material/link_off:")
        _metrics.show(table, chosen, mask)
    if not mask.any():
        with empty.container(border=True):
            _filters_ui.offer_wider(table, chosen)
    _draw_histogram(table, chosen, options)
    _parts.draw_list(table, mask, options, selected)
    _downloads.show(table, mask)
    _shared.show_footer()
    _sync.save_address(chosen, _sync.options())


def _draw_histogram(table: IncidentTable, chosen: Filter, options: Options) -> None:
    _parts.choose("measure", "Over time", _address.MEASURES)
    _histogram.show(table, chosen, options.measure, on_dates=_filters_ui.put_dates)


show()
