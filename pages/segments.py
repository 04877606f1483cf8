"""Segments: where along the border it happens, ranked, drawn and by month; and each segment or district by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from geo.incidents import trends
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.incidents.trends import AreaStatistics
from geo.views import area_charts
from pages import _address, _area, _filters_ui, _links, _metrics, _parts, _picture, _shared, _sync
from pages._address import Options

_N_MULTIPLES = 12


def show() -> None:
    """Read the widgets, ask the library, draw."""
    _shared.run_within_app()
    problems = _sync.open_address("segments")
    table = _shared.incident_table(_sync.options().as_of)
    chosen = _filters_ui.current(table)
    options = _sync.options()
    areas = _areas(table, chosen, options.level)
    area = next((one for one in areas if one.area_id == options.area), None)
    _filters_ui.sidebar(table)
    st.title(area.name if area else "Along the border", anchor=False)
    for problem in problems:
        st.warning(f"Left out of the address: {_shared.plain(problem)}", icon=":material/link_off:")
    if area:
        _area.show(table, chosen, areas, area, options)
    else:
        _draw_all(table, chosen, areas, options)
    _links.show(chosen)
    _shared.show_footer()
    _sync.save_address(chosen, _sync.options())


def _areas(table: IncidentTable, chosen: Filter, level: trends.Level) -> list[AreaStatistics]:
    return _shared.remembered(
        "areas",
        (id(table), chosen, level),
        lambda: trends.statistics(table, chosen.mask(table), filter=chosen, level=level),
    )


def _draw_all(table: IncidentTable, chosen: Filter, areas: Sequence[AreaStatistics], options: Options) -> None:
    """Draw the ranking, the choropleth and the small multiples."""
    mask = chosen.mask(table)
    _metrics.show(table, chosen, mask)
    with st.container(horizontal=True):
        _choose("level", "List", _address.LEVELS)
        _choose("rank", "Rank and colour by", trends.MEASURES)
    if options.rank == "change" and chosen.date_from is None:
        st.info(
            "Choose a first day: a change is measured against the equally long period before.", icon=":material/info:"
        )
    ranked = area_charts.rank(areas, options.rank)
    chart = area_charts.choropleth(areas, options.rank, options.level, theme=_parts.theme())
    with st.container(key="choropleth"):
        st.altair_chart(chart, width="stretch", theme="streamlit")
    what = f"{_address.LEVELS[options.level]} by: {trends.MEASURES[options.rank].lower()}"
    _picture.show("choropleth", table, chosen, what=what, label="Picture of this map")
    _draw_table(ranked, options)
    st.header("By month", anchor=False)
    leading = [area for area in ranked if area.incidents.best > 0][:_N_MULTIPLES]
    _area.draw_months(table, chosen, mask, areas, leading, options.level)
    st.caption(
        "Figures are best (low-high): low counts what surely lies in the area, high all that may lie in it, best "
        "spreads the rest by frontage. First, last and quiet days are of the incidents that surely lie there. Bands of "
        "change after ACLED's Trendfinder; with at most 2 before and 5 now it is limited whatever the percentage."
    )


def _draw_table(ranked: Sequence[AreaStatistics], options: Options) -> None:
    """Draw the ranking; a selected row opens the area's own page."""
    columns: dict[str, list[Any]] = {
        _address.LEVELS[options.level].removesuffix("s"): [area.name for area in ranked],
        "Frontage, km": [round(area.length_km, 1) for area in ranked],
    }
    for measure, label in trends.MEASURES.items():
        columns[label] = [area_charts.written(area, measure) for area in ranked]
    columns |= {
        "First": [str(area.first_day or "n/a") for area in ranked],
        "Last": [str(area.last_day or "n/a") for area in ranked],
        "Quiet days": ["n/a" if area.quiet_days is None else f"{area.quiet_days:,}" for area in ranked],
        "Known only to the region": [_area.percent(area.region_only_share) for area in ranked],
    }

    def open_area() -> None:
        rows = st.session_state["areas_table"]["selection"]["rows"]
        if rows:
            _sync.set_option("area", ranked[rows[0]].area_id)

    st.dataframe(
        columns,
        key="areas_table",
        hide_index=True,
        width="stretch",
        height=420,
        on_select=open_area,
        selection_mode="single-row",
    )
    st.caption("Select a row to open its own page.")


def _choose(name: str, label: str, choices: Mapping[Any, str]) -> None:
    key = _sync.option_key(name)
    st.selectbox(label, list(choices), key=key, format_func=choices.__getitem__)


show()
