import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.border import areas
from geo.border.areas import AreaIndex


@pytest.fixture
def two_squares(square):
    return np.array([square(70, 38), square(71, 38)])


def test_points_get_the_row_of_their_polygon(two_squares):
    rows = AreaIndex(two_squares).rows(np.array([70.5, 71.5, 72.5, 70.5]), np.array([38.5, 38.5, 38.5, 39.5]))
    assert rows.tolist() == [0, 1, -1, -1]


def test_a_point_on_a_common_edge_gets_the_first(two_squares):
    lon, lat = np.array([71.0, 70.0, 72.0, 71.0]), np.array([38.5, 38.0, 39.0, 39.0])
    assert AreaIndex(two_squares).rows(lon, lat).tolist() == [0, 0, 1, 0]
    assert AreaIndex(two_squares[::-1]).rows(lon, lat).tolist() == [0, 1, 0, 0]


def test_a_hole_is_outside():
    ring = shapely.difference(shapely.box(70, 38, 71, 39), shapely.box(70.4, 38.4, 70.6, 38.6))
    assert AreaIndex(np.array([ring])).rows(np.array([70.5, 70.2]), np.array([38.5, 38.5])).tolist() == [-1, 0]


def test_no_points_are_no_rows(two_squares):
    assert AreaIndex(two_squares).rows(np.array([]), np.array([])).size == 0


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.5, 0.11, 0.03]))
def test_cells_change_no_answer(seed, cell):
    # Random triangles that overlap, and points on a grid that falls on their edges too.
    rng = np.random.default_rng(seed)
    corners = rng.integers(0, 11, (6, 3, 2)) / 10 + [70, 38]
    triangles = shapely.convex_hull(shapely.multipoints([shapely.points(c) for c in corners]))
    triangles = triangles[shapely.area(triangles) > 0]
    lon, lat = (grid.ravel() for grid in np.meshgrid(70 + np.arange(-2, 13) / 10, 38 + np.arange(-2, 13) / 10))
    lon, lat = np.tile(lon, 50), np.tile(lat, 50)
    noise = np.repeat(np.arange(50) > 0, lon.size // 50)
    lon, lat = lon + noise * rng.normal(0, 0.05, lon.size), lat + noise * rng.normal(0, 0.05, lon.size)
    if not triangles.size:
        return
    index = AreaIndex(triangles, cell)
    few = index.rows(lon[:9_000], lat[:9_000])
    assert index.rows(lon, lat)[:9_000].tolist() == few.tolist()
    inside = np.array([shapely.intersects_xy(triangle, lon[:9_000], lat[:9_000]) for triangle in triangles])
    expected = np.where(inside.any(axis=0), inside.argmax(axis=0), -1)
    assert few.tolist() == expected.tolist()
    assert lon.size > areas.FEW_POINTS
