import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.border import build, strips
from geo.border.strips import Stretch


def test_edges_know_their_polygon_whatever_its_direction():
    line = shapely.LineString([(70, 38), (70.5, 38), (71, 38), (71.5, 38)])
    first = shapely.Polygon([(70, 38), (70.5, 38), (70.5, 39), (70, 39)])
    second = shapely.Polygon([(71, 38), (70.5, 38), (70.5, 39), (71, 39)])
    assert strips.edge_owners(line, [first, second]) == [0, 1, -1]


def test_a_polygon_that_only_touches_a_vertex_owns_no_edge():
    line = shapely.LineString([(70, 38), (71, 38)])
    assert strips.edge_owners(line, [shapely.Polygon([(70, 38), (70, 39), (69, 39)])]) == [-1]


def test_a_sliver_goes_to_the_longer_neighbour():
    pieces = [Stretch(0, 20, "a"), Stretch(20, 22, "b"), Stretch(22, 30, "c")]
    assert strips.merge_slivers(pieces) == [Stretch(0, 22, "a"), Stretch(22, 30, "c")]


def test_a_sliver_goes_where_one_bank_stays_the_same():
    pieces = [Stretch(0, 20, ("a", "x")), Stretch(20, 22, ("b", "y")), Stretch(22, 30, ("b", "z"))]
    assert strips.merge_slivers(pieces)[1] == Stretch(20, 30, ("b", "z"))


def test_a_piece_of_just_the_least_length_stays():
    pieces = [Stretch(0, 20, "a"), Stretch(20, 23, "b"), Stretch(23, 30, "c")]
    assert strips.merge_slivers(pieces) == pieces


def test_a_line_shorter_than_the_least_length_stays_whole():
    assert strips.merge_slivers([Stretch(0, 1, "a")]) == [Stretch(0, 1, "a")]


@given(st.lists(st.tuples(st.floats(0.1, 30), st.sampled_from("abc")), min_size=1, max_size=30))
def test_merging_keeps_the_whole_line(pieces):
    ends = np.cumsum([0.0, *(length for length, _ in pieces)])
    stretches = [Stretch(a, b, label) for a, b, (_, label) in zip(ends, ends[1:], pieces, strict=False)]
    merged = strips.merge_slivers(stretches)
    assert (merged[0].km_from, merged[-1].km_to) == (0, ends[-1])
    assert all(a.km_to == b.km_from and a.label != b.label for a, b in itertools.pairwise(merged))
    assert len(merged) == 1 or min(piece.length_km for piece in merged) >= strips.MIN_SEGMENT_KM


def test_the_line_is_cut_where_either_bank_changes():
    left = [Stretch(0, 10, "a"), Stretch(10, 30, "b")]
    right = [Stretch(0, 20, "x"), Stretch(20, 30, "y")]
    assert strips.face_to_face(left, right) == [
        Stretch(0, 10, ("a", "x")),
        Stretch(10, 20, ("b", "x")),
        Stretch(20, 30, ("b", "y")),
    ]


@pytest.fixture
def straight():
    line = shapely.LineString([(70 + i / 100, 38) for i in range(101)])
    return line, build.vertex_km(line)


def test_strips_of_a_straight_line_meet_at_its_cut(straight):
    line, km = straight
    land = shapely.box(69, 37, 72, 39)
    west, east = strips.strips(line, [0.0, km[50], km[-1]], km, land)
    assert shapely.coverage_is_valid(np.array([west, east]))
    assert west.bounds[2] == pytest.approx(70.5, abs=2e-3)
    # 25 km of latitude 38 are 0.2252 degrees (111.0 km a degree).
    assert (west.bounds[1], west.bounds[3]) == pytest.approx((38 - 0.2252, 38 + 0.2252), abs=1e-3)
    # The caps reach 25 km past the ends: 0.2847 degrees of longitude at 87.8 km a degree.
    assert west.bounds[0] == pytest.approx(70 - 0.2847, abs=2e-3)


def test_strips_are_clipped_to_the_land(straight):
    line, km = straight
    strip = strips.strips(line, [0.0, km[-1]], km, shapely.box(70, 37.9, 71, 38.1))[0]
    assert strip.bounds == pytest.approx((70, 37.9, 71, 38.1), abs=1e-6)


def test_land_across_another_country_belongs_to_no_strip(straight):
    line, km = straight
    island = shapely.box(70.4, 38.15, 70.5, 38.16)
    strip = strips.strips(line, [0.0, km[-1]], km, shapely.union(shapely.box(70, 37.9, 71, 38.1), island))[0]
    assert not strip.intersects(island)
