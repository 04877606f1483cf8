"""The map page: the filtered incidents on the map, over time, and as a table."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
import streamlit as st

from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from pages import _address, _downloads, _filters_ui, _histogram, _incident_list, _metrics, _shared, _sync
from pages._address import Options
from pages._map_component import View, incident_map

_MAP_HEIGHT = 480

Mask = npt.NDArray[np.bool_]


def show() -> None:
    """Read the widgets, build the filter, ask the library, draw."""
    _shared.run_within_app()
    table = _shared.incident_table()
    problems = _sync.open_address()
    chosen = _filters_ui.current(table)
    mask = _shared.remembered("mask", (id(table), chosen), lambda: chosen.mask(table))
    options = _sync.settle(chosen)
    selected = _selected_row(table, options.incident)
    head, controls, empty = st.container(gap="small"), st.container(), st.empty()
    # Before everything else, whatever its place on the page: the reader waits for the map.
    _draw_map(table, chosen, options, selected)
    _filters_ui.sidebar(table)
    with controls:
        _choose("shading", "Shade segments by", _address.SHADINGS)
    with head:
        st.title("Incidents on the Tajik-Afghan border", anchor=False)
        for problem in problems:
            st.warning(f"Left out of the address: {_shared.plain(problem)}", icon=":material/link_off:")
        _metrics.show(table, chosen, mask)
    if not mask.any():
        with empty.container(border=True):
            st.markdown("**No incident matches this filter.** Widen it:")
            _filters_ui.offer_wider(chosen)
    _draw_histogram(table, chosen, options)
    _draw_list(table, mask, options, selected)
    _downloads.show(table, mask)
    _shared.show_footer()
    _sync.save_address(chosen, _sync.options())


def _choose(name: str, label: str, choices: Mapping[Any, str]) -> None:
    key = _sync.option_key(name)
    st.segmented_control(label, list(choices), key=key, format_func=choices.__getitem__, required=True)


def _selected_row(table: IncidentTable, incident: str | None) -> int | None:
    """Find the row of the selected incident; one that does not exist is dropped from the options."""
    row = pc.index(table.ids, incident).as_py() if incident else -1
    if row < 0:
        _sync.set_option("incident", None)
        return None
    return int(row)


def _draw_map(table: IncidentTable, chosen: Filter, options: Options, selected: int | None) -> None:
    def moved(view: View) -> None:
        _sync.set_option("view", view)
        _sync.save_address(_filters_ui.get(), _sync.options())

    def opened(row: int | None) -> None:
        _sync.set_option("incident", None if row is None else table.ids[row].as_py())
        _sync.save_address(_filters_ui.get(), _sync.options())

    incident_map(
        table,
        chosen,
        shading=options.shading,
        selected=selected,
        fit=hash((chosen.regions, chosen.districts, chosen.segments)),
        view=_sync.look_at(),
        height=_MAP_HEIGHT,
        on_view=moved,
        on_open=opened,
    )


def _draw_histogram(table: IncidentTable, chosen: Filter, options: Options) -> None:
    _choose("measure", "Over time", _address.MEASURES)
    _histogram.show(table, chosen, options.measure, on_dates=_filters_ui.put_dates)


def _draw_list(table: IncidentTable, mask: Mask, options: Options, selected: int | None) -> None:
    """Draw the table of the rows that match, or of those among them that are not on the map."""
    unmapped = mask & np.isnan(table.lon)
    n_unmapped = int(unmapped.sum())
    _choose("unmapped_only", "Table", {False: f"All {int(mask.sum()):,}", True: f"Not on the map {n_unmapped:,}"})
    shown = unmapped if options.unmapped_only else mask
    rows = _shared.remembered(
        "rows",
        (id(mask), options.unmapped_only, options.sort, options.descending),
        lambda: _incident_list.order(table, np.flatnonzero(shown), options.sort, descending=options.descending),
    )

    def select(row: int | None) -> None:
        _sync.set_option("incident", None if row is None else table.ids[row].as_py())

    def sort(column: str) -> None:
        _sync.set_option("descending", not options.descending if column == options.sort else True)
        _sync.set_option("sort", column)

    _incident_list.show(
        table,
        rows,
        sort=options.sort,
        descending=options.descending,
        page=options.page,
        selected=selected,
        on_select=select,
        on_sort=sort,
        on_page=lambda page: _sync.set_option("page", page),
    )


show()
