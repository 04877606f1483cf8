import datetime as dt
import itertools

import numpy as np
import pytest

from geo.border import layers
from geo.incidents import trends
from geo.incidents.filters import Filter
from geo.incidents.table import made_up
from geo.incidents.trends import AreaStatistics, Range
from geo.views import area_charts, symbology

NOTHING = Range(0, 0, 0)


def _area(name, incidents=NOTHING, trend=None):
    return AreaStatistics(
        area_id=name, name=name, length_km=50.0, incidents=incidents, killed=Range(1, 1.5, 3), wounded=Range(0, 0, 0),
        incidents_per_100_km=incidents.per_100_km(50.0), killed_per_100_km=Range(2, 3, 6), trend=trend,
        first_day=None, last_day=None, quiet_days=None, region_only_share=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("area", "measure", "text"),
    [
        (_area("a", Range(3, 3, 3)), "incidents", "3"),
        (_area("a", Range(1, 1.26, 2)), "incidents", "1.3 (1-2)"),
        (_area("a", Range(1, 1, 2)), "incidents_per_100_km", "2 (2-4)"),
        (_area("a"), "change", "n/a"),
        (_area("a", trend=trends.trend(14, 10)), "change", "+40 %, large increase"),
        (_area("a", trend=trends.trend(8, 0)), "change", "8.0 after 0.0, large increase"),
        (_area("a", trend=trends.trend(0.4, 0.02)), "change", "0.4 after 0.0, limited change"),
    ],
)
def test_figure_is_written_with_its_bounds(area, measure, text):
    assert area_charts.written(area, measure) == text


def test_ranking_puts_the_highest_first_and_keeps_the_order_of_equals():
    areas = [_area("west"), _area("top", Range(2, 4, 6)), _area("east")]
    assert [area.name for area in area_charts.rank(areas, "incidents")] == ["top", "west", "east"]


def test_ranking_by_change_goes_by_band_then_size():
    areas = [
        _area("none"),
        _area("down", trend=trends.trend(1, 10)),
        _area("up", trend=trends.trend(20, 10)),
        _area("thin", trend=trends.trend(2, 1)),
        _area("new", trend=trends.trend(30, 0)),
    ]
    assert [area.name for area in area_charts.rank(areas, "change")] == ["new", "up", "thin", "down", "none"]


@pytest.mark.parametrize(("level", "n"), [("segment", 33), ("district", 35)])
@pytest.mark.parametrize("measure", trends.MEASURES)
def test_choropleth_draws_every_area_with_its_figure(level, n, measure):
    table = made_up(500, seed=1)
    period = Filter(date_from=dt.date(2024, 1, 1))
    areas = trends.statistics(table, period.mask(table), filter=period, level=level)
    features = _features(area_charts.choropleth(areas, measure, level))
    assert len(features) == n
    assert {feature["properties"]["name"] for feature in features} == {area.name for area in areas}
    assert all(feature["properties"]["figure"] != "n/a" for feature in features)


def test_simplified_neighbours_keep_their_common_edge():
    areas = [_area(area_id) for area_id in layers.load("segments").segment_id]
    features = _features(area_charts.choropleth(areas, "incidents", "segment"))
    corners = [set(map(tuple, _corners(feature["geometry"]))) for feature in features]
    for west, east in itertools.pairwise(corners):
        assert len(west & east) >= 2


@pytest.mark.parametrize(("theme", "ground"), [("light", "#ffffff"), ("dark", "#12191f")])
def test_more_stands_out_more_from_the_ground_on_either_theme(theme, ground):
    areas = [_area(area_id) for area_id in layers.load("segments").segment_id]
    spec = area_charts.choropleth(areas, "incidents", "segment", theme=theme).to_dict()
    ramp = spec["layer"][0]["encoding"]["color"]["scale"]["range"]
    contrasts = [symbology.contrast(colour, ground) for colour in ramp]
    assert contrasts == sorted(contrasts)
    # So much is asked of what a figure rests on.
    assert contrasts[-1] >= 3


def _features(chart):
    spec = chart.to_dict()
    data = spec["layer"][0]["data"]
    return data["values"] if "values" in data else spec["datasets"][data["name"]]


def _corners(geometry):
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [corner for part in parts for ring in part for corner in ring]


def test_small_multiples_keep_the_order_and_leave_empty_months_out():
    months = (dt.date(2025, 1, 1), dt.date(2025, 2, 1))
    spec = area_charts.small_multiples(["b", "a"], months, np.array([[0.0, 2.0], [1.0, 0.0]])).to_dict()
    assert spec["facet"]["sort"] == ["b", "a"]
    rows = next(iter(spec["datasets"].values()))
    assert [(row["area"], row["month"][:7], row["incidents"]) for row in rows] == [
        ("b", "2025-02", 2),
        ("a", "2025-01", 1),
    ]
