"""The border strip page: the filtered incidents by kilometre and day, on the map beside it, and as tables."""

import datetime as dt
from dataclasses import replace

import streamlit as st

from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.views import strip
from pages import _downloads, _filters_ui, _links, _metrics, _parts, _picture, _shared, _strip, _sync

_STRIP_HEIGHT = 620
_MAP_HEIGHT = 400


def show() -> None:
    """Read the widgets, build the filter, ask the library, draw."""
    _shared.run_within_app()
    problems = _sync.open_address("timeline")
    table = _shared.incident_table(_sync.options().as_of)
    chosen = _filters_ui.current(table)
    mask = _shared.remembered("mask", (id(table), chosen), lambda: chosen.mask(table))
    options = _sync.settle(chosen)
    selected = _parts.selected_row(table, options.incident)
    st.title("The border strip", anchor=False)
    for problem in problems:
        st.warning(f"Left out of the address: {_shared.plain(problem)}", icon=":material/link_off:")
    _metrics.say(table, chosen, mask)
    with st.container(key="linked"):
        with st.container(key="linked_strip"):
            _draw_strip(table, chosen, selected)
        with st.container(key="linked_map"):
            _parts.draw_map(table, chosen, options, selected, height=_MAP_HEIGHT)
    _filters_ui.sidebar(table)
    if not mask.any():
        with st.container(border=True):
            _filters_ui.offer_wider(table, chosen)
    _draw_margins(table, mask, chosen)
    _parts.draw_list(table, mask, options, selected)
    _links.show(chosen)
    _downloads.show(table, mask)
    _shared.show_footer()
    _sync.save_address(chosen, _sync.options())


def _draw_strip(table: IncidentTable, chosen: Filter, selected: int | None) -> None:
    def brushed_days(first: dt.date | None, last: dt.date | None) -> None:
        _filters_ui.put_dates(first, last)

    def brushed_segments(segments: tuple[str, ...]) -> None:
        _filters_ui.put(replace(_filters_ui.get(), segments=segments))

    def opened(row: int) -> None:
        _sync.set_option("incident", table.ids[row].as_py())

    _strip.show(
        table,
        chosen,
        selected=selected,
        on_days=brushed_days,
        on_segments=brushed_segments,
        on_open=opened,
        height=_STRIP_HEIGHT,
    )
    _picture.show("strip", table, chosen, what="The border unrolled, west to east, against time")


def _draw_margins(table: IncidentTable, mask: _parts.Mask, chosen: Filter) -> None:
    """Draw the figures of the margins as tables: what the strip says to those who cannot see it."""
    figures = _shared.remembered("margins", (id(table), chosen), lambda: strip.margins(table, mask))
    with st.expander("The figures of the strip: each stretch and each month"):
        stretches, months = st.columns(2)
        with stretches:
            st.markdown("An incident that may lie on several stretches is spread by its shares of the frontage.")
            st.table(strip.segment_rows(figures), hide_index=True)
        with months:
            st.markdown("Months without an incident are left out. An incident counts in the month of its first day.")
            st.table(strip.month_rows(figures), hide_index=True)


show()
