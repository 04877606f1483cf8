"""One segment or district by itself: figures, map, strip, months, what it faces, incidents, places."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

import numpy as np
import numpy.typing as npt
import streamlit as st

from geo.border import join, layers, line
from geo.incidents import trends
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.incidents.trends import AreaStatistics
from geo.places import gazetteer
from geo.views import area_charts
from pages import _address, _filters_ui, _parts, _picture, _shared, _strip, _sync
from pages._address import Options
from pages._map_component import View, incident_map

_MAP_HEIGHT: Final = 420
_STRIP_HEIGHT: Final = 420
# Of the strip on either side of an area: a share of its length, and at least so much.
_BESIDE: Final = 0.15
_LEAST_BESIDE_KM: Final = 5.0
_PLACETYPES: Final = ("settlement", "post", "crossing")

Mask = npt.NDArray[np.bool_]


def show(
    table: IncidentTable, chosen: Filter, areas: Sequence[AreaStatistics], area: AreaStatistics, options: Options
) -> None:
    """Draw one segment or district: figures, map, strip, months, what it faces, incidents, what lies there."""
    level = options.level
    st.button("All of the border", on_click=_sync.set_option, args=("area", None), icon=":material/arrow_back:")
    only: tuple[str, ...] = (area.area_id,)
    here = replace(chosen, segments=only) if level == "segment" else replace(chosen, districts=only)
    mask = _shared.remembered("mask_here", (id(table), here), lambda: here.mask(table))
    first_km, last_km = _kilometres(level, area.area_id)
    sentence = here.sentence(int(mask.sum()), table.n)
    st.markdown(
        f"**{_shared.plain(sentence[0].upper() + sentence[1:])}.** Km {first_km:,.0f} to {last_km:,.0f} of the line, "
        f"{area.length_km:,.1f} km."
    )
    _draw_figures(area)
    selected = _parts.selected_row(table, options.incident)

    def opened(row: int | None) -> None:
        _sync.set_option("incident", None if row is None else table.ids[row].as_py())

    # The map keeps the state of its own: another segment is another view.
    incident_map(
        table,
        here,
        view=_view(level, area.area_id),
        selected=selected,
        height=_MAP_HEIGHT,
        caption=_parts.caption(table, here),
        on_open=opened,
        key="map_of_area",
    )
    st.header("Against time", anchor=False)
    _draw_strip(table, here, (first_km, last_km), selected, opened)
    st.header("By month", anchor=False)
    draw_months(table, here, mask, areas, [area] if area.incidents.high else [], level)
    st.header("What it faces", anchor=False)
    _draw_facing(area, level)
    st.header("Incidents that may lie here", anchor=False)
    _parts.draw_list(table, mask, options, selected)
    places = _places(level, area.area_id, _shared.data_version())
    st.header("Places", anchor=False)
    st.markdown(_shared.plain(", ".join(places)) if places else "None known.")


def draw_months(
    table: IncidentTable,
    chosen: Filter,
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
    chart = area_charts.small_multiples([area.name for area in shown], months, counts[rows], theme=_parts.theme())
    with st.container(key="months"):
        st.altair_chart(chart)
    _picture.show("months", table, chosen, what="Incidents by month, by share")


def percent(share: float | None) -> str:
    """Write a share (0-1) in per cent."""
    return "n/a" if share is None else f"{share:.0%}"


def _draw_figures(area: AreaStatistics) -> None:
    """Draw what the incidents of an area come to."""
    with st.container(horizontal=True, gap="medium", key="metrics"):
        for measure, label in trends.MEASURES.items():
            st.metric(label, area_charts.written(area, measure), width="content")
        sure = "Of the incidents that surely lie here."
        for label, day in (("First incident", area.first_day), ("Last incident", area.last_day)):
            st.metric(label, str(day) if day else "n/a", help=sure, width="content")
        quiet = "n/a" if area.quiet_days is None else f"{area.quiet_days:,}"
        st.metric("Quiet days", quiet, help="From the last incident to the end of the period.", width="content")
        vague = percent(area.region_only_share)
        st.metric("Known only to the region", vague, help="Of the incidents that may lie here.", width="content")


def _draw_strip(
    table: IncidentTable,
    here: Filter,
    span_km: tuple[float, float],
    selected: int | None,
    on_open: Callable[[int | None], None],
) -> None:
    """Draw the strip of an area and a little on either side."""
    more = max(_LEAST_BESIDE_KM, _BESIDE * (span_km[1] - span_km[0]))
    stretch = (max(0.0, span_km[0] - more), min(line.border_line().length_km, span_km[1] + more))
    _strip.show(
        table,
        here,
        selected=selected,
        on_days=_filters_ui.put_dates,
        on_segments=lambda _: None,
        on_open=on_open,
        height=_STRIP_HEIGHT,
        stretch=stretch,
        key="strip_of_area",
    )
    what = f"The border from km {stretch[0]:,.0f} to km {stretch[1]:,.0f}, against time"
    _picture.show("strip_of_area", table, here, what=what)


def _draw_facing(area: AreaStatistics, level: trends.Level) -> None:
    """List which districts face each other along an area, each with the link to its own page."""
    strips = layers.load("segments")
    columns = ("segment_id",) if level == "segment" else ("tj_district_id", "af_district_id")
    mine = strips[(strips[list(columns)] == area.area_id).any(axis=1)]
    names = layers.load("districts").set_index("district_id").name
    rows = ["| Km of the line | Tajik bank | Afghan bank | Segment |", "|---|---|---|---|"]
    for strip in mine.itertuples():
        banks = (_own_page("district", one, names[one]) for one in (strip.tj_district_id, strip.af_district_id))
        segment = _own_page("segment", strip.segment_id, strip.name)
        rows.append(f"| {strip.km_from:,.0f} to {strip.km_to:,.0f} | {' | '.join(banks)} | {segment} |")
    st.markdown("\n".join(rows))


def _own_page(level: trends.Level, area_id: str, name: str) -> str:
    """Write a link to the own page of a segment or district, with the filter of now."""
    query = _address.write(_filters_ui.get(), replace(Options(), level=level, area=area_id))
    return f"[{_shared.plain(name)}](./segments?{urlencode(query)})"


def _kilometres(level: trends.Level, area_id: str) -> tuple[float, float]:
    """Return the first and the last kilometre of an area's frontage."""
    frame = layers.load(f"{level}s")
    found = frame[frame[f"{level}_id"] == area_id].iloc[0]
    return float(found.km_from), float(found.km_to)


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
