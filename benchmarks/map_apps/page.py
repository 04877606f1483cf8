"""One page with made-up incidents and a choice of kind, drawn by PANJ_BENCH_WAY; started by benchmarks/map.py."""

import os

import numpy as np
import streamlit as st

WAY, N = os.environ["PANJ_BENCH_WAY"], int(os.environ.get("PANJ_BENCH_N", "0"))
KINDS = ("clash", "mine", "detention", "kidnapping")
POLYGON = [[37.0, 68.0], [38.0, 70.0], [37.0, 72.0]]

st.set_page_config(layout="wide")


@st.cache_resource
def table():
    """Make the incidents once for the process."""
    from geo.incidents.table import made_up

    return made_up(N)


def points(chosen):
    """Return lon, lat and kind of the mapped incidents of a kind."""
    rows = np.flatnonzero(chosen.mask(table()) & ~np.isnan(table().lon))
    return table().lon[rows], table().lat[rows]


def bare():
    """Draw the stock folium map with one polygon, as a page of three lines would."""
    import folium

    chart = folium.Map(location=[37.8, 71.3], zoom_start=7, tiles=None)
    folium.Polygon(POLYGON).add_to(chart)
    st.components.v1.html(chart.get_root().render(), height=600)


def markers(chosen):
    """Draw one folium.Marker for each incident."""
    import folium
    from streamlit_folium import st_folium

    chart = folium.Map(location=[37.8, 71.3], zoom_start=7, tiles=None)
    for lon, lat in zip(*points(chosen), strict=True):
        folium.Marker([lat, lon]).add_to(chart)
    st_folium(chart, height=600, width=1000, returned_objects=[], key="map")


def geojson(chosen):
    """Draw one GeoJson in a feature group over a map that stays."""
    import folium
    from streamlit_folium import st_folium

    chart = folium.Map(location=[37.8, 71.3], zoom_start=7, tiles=None, prefer_canvas=True)
    group = folium.FeatureGroup(name="incidents")
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [lon, lat]}}
        for lon, lat in zip(*(values.round(5).tolist() for values in points(chosen)), strict=True)
    ]
    marker = folium.CircleMarker(radius=3, fill=True)
    folium.GeoJson({"type": "FeatureCollection", "features": features}, marker=marker).add_to(group)
    st_folium(chart, feature_group_to_add=group, height=600, width=1000, returned_objects=[], key="map")


def pydeck(chosen):
    """Draw a scatter plot with st.pydeck_chart."""
    import pandas as pd
    import pydeck as pdk

    lon, lat = points(chosen)
    layer = pdk.Layer(
        "ScatterplotLayer", pd.DataFrame({"lon": lon, "lat": lat}), get_position=["lon", "lat"], get_radius=2_000
    )
    view = pdk.ViewState(longitude=71.3, latitude=37.8, zoom=6)
    st.pydeck_chart(pdk.Deck([layer], initial_view_state=view, map_style=None, map_provider=None), height=600)


def ours(chosen):
    """Draw the incident map."""
    from pages._map_component import incident_map

    incident_map(table(), chosen, height=600)


if WAY == "bare":
    bare()
else:
    from geo.incidents.filters import Filter

    kind = st.sidebar.radio("Kind", KINDS)
    chosen = Filter(kinds=(kind,))
    # What the browser must show, for the benchmark to wait for.
    expected = int(chosen.mask(table()).sum()) if WAY == "ours" else len(points(chosen)[0])
    {"markers": markers, "geojson": geojson, "pydeck": pydeck, "ours": ours}[WAY](chosen)
    st.text(f"expected {expected}")
