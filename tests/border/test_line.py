import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.border.line import BorderLine, border_line
from geo.core import crs
from geo.core.errors import CoordinateError


@pytest.fixture
def corner():
    """One edge of 0.1 degrees to the east at latitude 38, one of 0.1 degrees to the north."""
    return BorderLine(shapely.LineString([(71.2, 38.0), (71.3, 38.0), (71.3, 38.1)]))


def test_lengths_are_geodesics(corner):
    # A tenth of a degree of longitude at 38 N is 8.783 km, one of latitude 11.100 km.
    assert corner.vertex_km.tolist() == pytest.approx([0.0, 8.783, 19.883], abs=1e-3)
    assert corner.length_km == corner.vertex_km[-1]


def test_points_beside_the_line_fall_on_their_foot(corner):
    km, offset = corner.chainage([71.25, 71.29], [37.99, 38.05])
    assert km.tolist() == pytest.approx([8.783 / 2, 8.783 + 11.1 / 2], abs=5e-3)
    # 0.01 degrees of latitude, then of longitude.
    assert offset.tolist() == pytest.approx([1.110, 0.878], abs=2e-3)


def test_points_beyond_an_end_get_that_end(corner):
    km, offset = corner.chainage([70.0, 71.3], [38.0, 40.0])
    assert km.tolist() == pytest.approx([0.0, corner.length_km])
    assert offset[0] == pytest.approx(crs.GEOD.inv(70.0, 38.0, 71.2, 38.0)[2] / 1000)


def test_of_two_equally_near_stretches_the_lower_chainage_counts():
    # Out to the east, and back along the same edge.
    line = BorderLine(shapely.LineString([(71.2, 38.0), (71.3, 38.0), (71.2, 38.0)]))
    assert line.chainage(71.25, 38.01)[0][0] < line.length_km / 2


def test_no_points_are_no_answers(corner):
    km, offset = corner.chainage([], [])
    assert km.size == offset.size == 0


def test_many_points_get_the_same_answers_as_few():
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(66.0, 76.0, 30_000), rng.uniform(34.0, 41.0, 30_000)
    many = border_line().chainage(lon, lat)
    few = [border_line().chainage(lon[i : i + 500], lat[i : i + 500]) for i in range(0, 3_000, 500)]
    np.testing.assert_allclose(many[0][:3_000], np.concatenate([km for km, _ in few]), atol=1e-6)
    np.testing.assert_allclose(many[1][:3_000], np.concatenate([offset for _, offset in few]), atol=1e-6)


def test_the_answers_are_those_of_projecting_on_the_line():
    line = border_line()
    rng = np.random.default_rng(4)
    lon, lat = rng.uniform(67.0, 75.0, 400), rng.uniform(36.0, 39.0, 400)
    metric = crs.to_metric(np.array([line.line]))[0]
    points = shapely.points(*crs.project_lonlat(lon, lat))
    at_m = shapely.line_locate_point(metric, points)
    steps = np.linalg.norm(np.diff(shapely.get_coordinates(metric), axis=0), axis=1)
    expected = np.interp(at_m, np.concatenate([[0.0], np.cumsum(steps)]), line.vertex_km)
    np.testing.assert_allclose(line.chainage(lon, lat)[0], expected, atol=1e-6)


@settings(max_examples=200)
@given(st.floats(0, 1))
def test_a_point_of_the_line_is_found_again(share):
    line = border_line()
    km = share * line.length_km
    (found,), (offset,) = line.chainage(*line.point_at(km))
    assert offset < 1e-3
    # Where the line comes back to within a metre of itself, the other branch may be as near.
    assert found == pytest.approx(km, abs=2e-3)


def test_the_shipped_line_has_the_known_length_and_ends():
    line = border_line()
    assert line.length_km == pytest.approx(1344.0, abs=0.1)
    assert shapely.get_num_coordinates(line.line) == 7351
    assert line.point_at(0) == pytest.approx((67.7809, 37.1816), abs=1e-4)
    assert line.point_at(line.length_km) == pytest.approx((74.8899, 37.2341), abs=1e-4)


@pytest.mark.parametrize("km", [-0.001, 19.9, float("nan")])
def test_a_chainage_off_the_line_is_refused(corner, km):
    with pytest.raises(CoordinateError, match=r"is not on the line, expected 0 to 19\.883"):
        corner.point_at(km)
