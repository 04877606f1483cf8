"""What the pages that show filtered incidents share: choices of options, the map, the table."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
import streamlit as st

from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from pages import _filters_ui, _incident_list, _shared, _sync
from pages._address import Options
from pages._map_component import View, incident_map

Mask = npt.NDArray[np.bool_]


def choose(name: str, label: str, choices: Mapping[Any, str]) -> None:
    """Draw the choice of an option."""
    key = _sync.option_key(name)
    st.segmented_control(label, list(choices), key=key, format_func=choices.__getitem__, required=True)


def theme() -> str:
    """Return what the page stands on, "light" or "dark", for charts that choose their own colours."""
    return st.context.theme.type or "light"


def selected_row(table: IncidentTable, incident: str | None) -> int | None:
    """Find the row of the selected incident; one that does not exist is dropped from the options."""
    row = row_of(table, incident)
    if row is None:
        _sync.set_option("incident", None)
    return row


def row_of(table: IncidentTable, incident: str | None) -> int | None:
    """Find the row of an incident; None if the table has none of that id."""
    row = int(pc.index(table.ids, incident).as_py()) if incident else -1
    return row if row >= 0 else None


def draw_map(table: IncidentTable, chosen: Filter, options: Options, selected: int | None, *, height: int) -> None:
    """Draw the map; what the reader opens and where the map looks is kept in the address.

    Parameters
    ----------
    height
        Pixels.
    """

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
        height=height,
        caption=caption(table, chosen),
        on_view=keep_view,
        on_open=opened,
    )


def keep_view(view: View) -> None:
    """Keep where the reader has moved a map in the address."""
    _sync.set_option("view", view)
    _sync.save_address(_filters_ui.get(), _sync.options())


def caption(table: IncidentTable, chosen: Filter) -> str:
    """Say what a picture of the map shows: the filter in words, n of N, and the day of the data."""
    mask = _shared.remembered("mask", (id(table), chosen), lambda: chosen.mask(table))
    sentence = chosen.sentence(int(mask.sum()), table.n)
    return f"{sentence[0].upper() + sentence[1:]}. {_shared.data_day()}"


def draw_list(table: IncidentTable, mask: Mask, options: Options, selected: int | None) -> None:
    """Draw the table of the rows that match, or of those among them that are not on the map."""
    unmapped = mask & np.isnan(table.lon)
    n_unmapped = int(unmapped.sum())
    choose("unmapped_only", "Table", {False: f"All {int(mask.sum()):,}", True: f"Not on the map {n_unmapped:,}"})
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
