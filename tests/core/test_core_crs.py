import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.core import crs
from geo.core.errors import CoordinateError, CrsError


@pytest.mark.parametrize(
    ("lon", "lat", "message"),
    [
        (float("nan"), 37.0, "lon is nan"),
        (70.0, float("inf"), "lat is inf"),
        (200.0, 37.0, "lon is 200.0, expected between -180 and 180"),
        (70.0, 91.0, "lat is 91.0, expected between -90 and 90"),
        (37.5, 70.1, "look swapped"),
    ],
)
def test_bad_coordinate_says_which(lon, lat, message):
    with pytest.raises(CoordinateError, match=message):
        crs.check_lonlat(lon, lat)


@pytest.mark.parametrize(("lon", "lat"), [(70.0, 37.5), (-0.1, 51.5), (36.0, 37.0), (180.0, -90.0)])
def test_good_coordinate_passes(lon, lat):
    crs.check_lonlat(lon, lat)


@given(st.floats(60, 76), st.floats(29, 42))
def test_every_point_of_the_two_countries_passes_and_its_swap_does_not(lon, lat):
    crs.check_lonlat(lon, lat)
    with pytest.raises(CoordinateError, match="swapped"):
        crs.check_lonlat(lat, lon)


def test_require_crs_refuses_another_and_none():
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(70, 37)], crs="EPSG:4326")
    assert crs.require_crs(frame) is frame
    with pytest.raises(CrsError, match="EPSG:3857"):
        crs.require_crs(frame.to_crs(3857))
    with pytest.raises(CrsError, match="expected 'EPSG:4326'"):
        crs.require_crs(gpd.GeoDataFrame(geometry=[shapely.Point(70, 37)]))


def test_one_degree_of_the_equator_on_wgs84():
    # 2 pi a / 360 with a = 6 378 137 m
    assert crs.line_length_m(shapely.LineString([(0, 0), (1, 0)])) == pytest.approx(111_319.491, abs=1e-3)


def test_metric_scale_error_over_the_border_zone_is_under_a_thousandth():
    lon, lat = np.meshgrid(np.linspace(67.5, 75.0, 16), np.linspace(36.6, 39.0, 7))
    x0, y0 = crs.project_lonlat(lon.ravel(), lat.ravel())
    x1, y1 = crs.project_lonlat(lon.ravel() + 0.01, lat.ravel() + 0.01)
    _, _, true = crs.GEOD.inv(lon.ravel(), lat.ravel(), lon.ravel() + 0.01, lat.ravel() + 0.01)
    assert np.abs(np.hypot(x1 - x0, y1 - y0) / true - 1).max() < 1e-3


def test_area_does_not_depend_on_the_ring_order():
    ring = [(70, 37), (71, 37), (71, 38), (70, 38)]
    assert crs.area_km2(shapely.Polygon(ring)) == crs.area_km2(shapely.Polygon(ring[::-1])) > 0
