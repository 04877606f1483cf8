"""Incidents: the same filters as the map, as a table; and one incident in full."""

import streamlit as st

from pages import _downloads, _filters_ui, _incident, _links, _metrics, _outcome, _parts, _shared, _sync


def show() -> None:
    """Read the widgets, ask the library, draw."""
    _shared.run_within_app()
    problems = _sync.open_address("incidents")
    options = _sync.options()
    table = _shared.incident_table(options.as_of)
    chosen = _filters_ui.current(table)
    options = _sync.settle(chosen)
    _filters_ui.sidebar(table)
    head = st.container()
    with head:
        for problem in problems:
            st.warning(f"Left out of the address: {_shared.plain(problem)}", icon=":material/link_off:")
        _outcome.show()
    if options.incident:
        _incident.show(table, options.incident, options.as_of)
    else:
        mask = _shared.remembered("mask", (id(table), chosen), lambda: chosen.mask(table))
        with head:
            st.title("Incidents", anchor=False)
            _metrics.show(table, chosen, mask)
        if not mask.any():
            with st.container(border=True):
                _filters_ui.offer_wider(table, chosen)
        _parts.draw_list(table, mask, options, None)
        st.caption("Select a row to open the incident's own page.")
        _downloads.show(table, mask)
        _links.show(chosen)
    _shared.show_footer()
    _sync.save_address(chosen, _sync.options())


show()
