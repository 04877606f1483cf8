"""Segments: where along the border it happens, ranked, drawn and by month; and each segment or district by itself."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import numpy as np
import numpy.typing as npt
import streamlit as st

from geo.border import join, layers
from geo.incidents import trends
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.incidents.trends import AreaStatistics
from geo.places import gazetteer
from geo.views import area_charts
from pages import _address, _filters_ui, _links, _metrics, _shared, _sync
from pages._address import Options
from pages._map_component import View, incident_map

_N_MULTIPLES = 12
_N_INCIDENTS = 100
_MAP_HEIGHT = 420
_PLACETYPES = ("settlement", "post", "crossing")

Mask = npt.NDArray[np.bool_]


def show() -> None:
    """Read the widgets, ask the library, draw."""
    _shared.run_within_app()
    table = _shared.incident_table()
    problems = _sync.open_address("segments")
    chosen = _filters_ui.current(table)
    options = _sync.options()
    areas = _areas(table, chosen, options.level)
    area = next((one for one in areas if one.area_id == options.area), None)
    _filters_ui.sidebar(table)
    st.title(area.name if area else "Along the border", anchor=False)
    for problem in problems:
        st.warning(f"Left out of the address: {_shared.plain(problem)}", icon=":material/link_off:")
    if area:
        _draw_area(table, chosen, areas, area, options.level)
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
    chart = area_charts.choropleth(areas, options.rank, options.level)
    st.altair_chart(chart, width="stretch", theme="streamlit")
    _draw_table(ranked, options)
    st.header("By month", anchor=False)
    leading = [area for area in ranked if area.incidents.best > 0][:_N_MULTIPLES]
    _draw_months(table, mask, areas, leading, options.level)
    st.caption(
        "Figures are best (low-high): low counts what surely lies in the area, high all that may lie in it, best "
        "spreads the rest by frontage. Bands of change after ACLED's Trendfinder; with at most 2 before and 5 now it "
        "is called limited whatever the percentage."
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
        "First": [area.first_day for area in ranked],
        "Last": [area.last_day for area in ranked],
        "Quiet days": [area.quiet_days for area in ranked],
        "Known only to the region, %": [_percent(area.region_only_share) for area in ranked],
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


def _draw_months(
    table: IncidentTable,
    mask: Mask,
    areas: Sequence[AreaStatistics],
    shown: Sequence[AreaStatistics],
    level: trends.Level,
) -> None:
    """Draw the months of some of the areas; `areas` are all of them in the library's order."""
    months, counts = trends.monthly(table, mask, level=level)
    if not shown or not months:
        st.markdown("No dated incident matches this filter.")
        return
    position = {area.area_id: row for row, area in enumerate(areas)}
    rows = [position[area.area_id] for area in shown]
    st.altair_chart(area_charts.small_multiples([area.name for area in shown], months, counts[rows]))


def _draw_area(
    table: IncidentTable, chosen: Filter, areas: Sequence[AreaStatistics], area: AreaStatistics, level: trends.Level
) -> None:
    """Draw one segment or district: figures, map, months, incidents, what lies there."""
    st.button("All of the border", on_click=_sync.set_option, args=("area", None), icon=":material/arrow_back:")
    field = "segments" if level == "segment" else "districts"
    here = replace(chosen, **{field: (area.area_id,)})
    mask = here.mask(table)
    sentence = here.sentence(int(mask.sum()), table.n)
    st.markdown(f"**{_shared.plain(sentence[0].upper() + sentence[1:])}.** {_facing(area, level)}")
    with st.container(horizontal=True, gap="medium", key="metrics"):
        for measure, label in trends.MEASURES.items():
            st.metric(label, area_charts.written(area, measure), width="content")
        st.metric("Quiet days", "n/a" if area.quiet_days is None else f"{area.quiet_days:,}", width="content")
    # The map keeps the state of its own: another segment is another view.
    incident_map(table, here, view=_view(level, area.area_id), height=_MAP_HEIGHT, key="map_of_area")
    st.header("By month", anchor=False)
    _draw_months(table, mask, areas, [area] if area.incidents.high else [], level)
    st.header("Incidents that may lie here", anchor=False)
    _draw_incidents(table, mask)
    places = _places(level, area.area_id, _shared.data_version())
    st.header("Places", anchor=False)
    st.markdown(_shared.plain(", ".join(places)) if places else "None known.")


def _draw_incidents(table: IncidentTable, mask: Mask) -> None:
    """List incidents, newest first, each with the link that opens it on the map."""
    rows = np.flatnonzero(mask)[::-1].tolist()
    if not rows:
        st.markdown("None matches this filter.")
    lines = []
    for row in rows[:_N_INCIDENTS]:
        incident = table.incident(row)
        when = f"{incident.date.start}" if incident.date.start else "no date"
        link = f"./?{urlencode({'incident': incident.id})}"
        lines.append(f"- [{when}]({link}): {_shared.plain(incident.summary)}")
    st.markdown("\n".join(lines))
    if len(rows) > _N_INCIDENTS:
        st.caption(f"The latest {_N_INCIDENTS:,} of {len(rows):,}.")


def _facing(area: AreaStatistics, level: trends.Level) -> str:
    """Say where the area lies along the line, and what it faces."""
    strips = layers.load("segments")
    if level == "segment":
        strip = strips[strips.segment_id == area.area_id].iloc[0]
        return f"Km {strip.km_from:,.0f} to {strip.km_to:,.0f} of the line, {area.length_km:,.1f} km."
    own = "tj_district_id" if area.area_id.startswith("tj-") else "af_district_id"
    named = strips[strips[own] == area.area_id]
    return f"{area.length_km:,.1f} km of the line. Segments: {_shared.plain(', '.join(named.name))}."


@st.cache_data(max_entries=64, show_spinner=False)
def _places(level: trends.Level, area_id: str, version: str) -> list[str]:  # noqa: ARG001 - the cache's key
    """Name the settlements, posts and crossings that lie in a segment or district, the largest first."""
    places = [place for place in gazetteer.load() if place.lon is not None and place.placetype in _PLACETYPES]
    joined = join.join_points(np.array([place.lon for place in places]), np.array([place.lat for place in places]))
    column = joined.segment if level == "segment" else joined.district
    row = list(layers.load(f"{level}s")[f"{level}_id"]).index(area_id)
    found = [places[position] for position in np.flatnonzero(column == row).tolist()]
    by_size = sorted(found, key=lambda place: (-(place.population or 0), place.name))
    return list(dict.fromkeys(place.name for place in by_size))


def _view(level: trends.Level, area_id: str) -> View:
    """Look at an area: its middle, and a zoom at which it fills about half of the map."""
    frame = layers.load(f"{level}s")
    west, south, east, north = frame[frame[f"{level}_id"] == area_id].total_bounds
    spread_deg = max(east - west, (north - south) * 2)
    return View(lon=(west + east) / 2, lat=(south + north) / 2, zoom=round(math.log2(360 / spread_deg) + 1.2, 1))


def _choose(name: str, label: str, choices: Mapping[Any, str]) -> None:
    key = _sync.option_key(name)
    st.selectbox(label, list(choices), key=key, format_func=choices.__getitem__)


def _percent(share: float | None) -> int | None:
    return None if share is None else round(share * 100)


show()
