import numpy as np
import pytest
import shapely

from geo.border import coverage
from geo.core.errors import SourceError


def test_polygons_that_fit_stay_as_they_are(square):
    left, right = square(70, 38), square(71, 38)
    filled = coverage.fill_outline(shapely.union(left, right), [left, right])
    assert shapely.equals(filled, [left, right]).all()


def test_a_gap_is_divided_by_nearness(square):
    # Two squares with a strip of 0.2 degrees between them: each takes the half that is nearer.
    outline = shapely.box(70, 38, 72.2, 39)
    filled = coverage.fill_outline(outline, [square(70, 38), square(71.2, 38)])
    assert shapely.union_all(filled).equals(outline)
    # The points as near to one meridian as to the other lie on the middle one.
    assert filled[0].bounds[2] == pytest.approx(71.1, abs=0.003)
    assert filled[1].bounds[0] == pytest.approx(71.1, abs=0.003)
    assert filled[0].area == pytest.approx(1.1, abs=0.003)


def test_where_two_overlap_the_first_wins(square):
    outline = shapely.box(70, 38, 71.5, 39)
    first, second = coverage.fill_outline(outline, [square(70, 38), square(70.5, 38)])
    assert first.area == pytest.approx(1.0)
    assert second.area == pytest.approx(0.5)
    second, first = coverage.fill_outline(outline, [square(70.5, 38), square(70, 38)])
    assert first.area == pytest.approx(0.5)


def test_what_reaches_over_the_outline_is_cut_off(square):
    outline = square(70, 38)
    filled = coverage.fill_outline(outline, [shapely.box(69, 37, 70.5, 40), shapely.box(70.5, 37, 72, 40)])
    assert shapely.union_all(filled).equals(outline)
    assert shapely.coverage_is_valid(filled)


def test_the_outline_keeps_its_own_vertices_and_no_others():
    # Jagged outlines; the districts meet at 70.053, which is no vertex of them: the junction moves to 70.05.
    jags = [(70 + i / 100, (i % 2) * 0.001) for i in range(11)]
    outline = shapely.Polygon([(x, 38 + y) for x, y in jags] + [(x, 38.1 + y) for x, y in reversed(jags)])
    filled = coverage.fill_outline(outline, [shapely.box(69, 37, 70.053, 40), shapely.box(70.053, 37, 72, 40)])
    rim = set(coverage.grid_keys(shapely.get_coordinates(shapely.coverage_union_all(filled))))
    assert rim == set(coverage.grid_keys(shapely.get_coordinates(outline)))
    assert shapely.union_all(filled).equals(outline)
    common = set(coverage.grid_keys(shapely.get_coordinates(filled[0]))) & set(
        coverage.grid_keys(shapely.get_coordinates(filled[1]))
    )
    assert {(70_050_000, 38_001_000), (70_050_000, 38_101_000)} <= common


def test_a_junction_does_not_move_across_the_outline():
    # The nearer end of the top edge lies behind a notch that the inner edge would cross; the other end is taken.
    outline = shapely.Polygon([(70, 38), (72, 38), (72, 39), (71.02, 39), (71.01, 38.5), (71.0, 39), (70, 39)])
    inner = shapely.LineString([(71.4, 38), (71.4, 39)])
    pieces = shapely.get_parts(shapely.polygonize([shapely.node(shapely.union_all([outline.boundary, inner]))]))
    pieces = shapely.get_parts(pieces)
    pieces = pieces[shapely.contains(outline, shapely.point_on_surface(pieces))]
    restored = coverage.restore_outline(pieces, outline)
    assert shapely.coverage_is_valid(restored)
    assert shapely.union_all(restored).equals(outline)


def test_a_small_piece_cut_off_from_its_district_goes_to_the_neighbour():
    # A crumb of the left district lies inside the right one.
    crumb = shapely.box(71.5, 38.5, 71.51, 38.51)
    left = shapely.union(shapely.box(70, 38, 71, 39), crumb)
    outline = shapely.box(70, 38, 72, 39)
    filled = coverage.fill_outline(outline, [left, shapely.box(71, 38, 72, 39)])
    assert shapely.area(filled).tolist() == pytest.approx([1.0, 1.0])


def test_a_district_that_consists_of_small_pieces_keeps_its_largest():
    outline = shapely.box(70, 38, 72, 39)
    filled = coverage.fill_outline(outline, [shapely.box(70.5, 38.5, 70.51, 38.51), shapely.box(70, 38, 72, 39)])
    assert filled[0].area == pytest.approx(0.0001)


def test_a_district_outside_the_outline_is_refused(square):
    with pytest.raises(SourceError, match="polygon 1 lies wholly outside"):
        coverage.fill_outline(square(70, 38), [square(70, 38), square(74, 38)])


def test_edges_between_districts_are_generalised_and_the_outline_is_not():
    zigzag = [(71 + (i % 2) * 1e-4, 38 + i / 1000) for i in range(1001)]
    left = shapely.Polygon([(70, 39), (70, 38), *zigzag])
    right = shapely.Polygon([(72, 39), (72, 38), *zigzag])
    outline = shapely.union(left, right)
    rough = coverage.fill_outline(outline, [left, right], tolerance_deg=0)
    smooth = coverage.fill_outline(outline, [left, right])
    assert shapely.get_num_coordinates(rough).min() > 1000
    assert shapely.get_num_coordinates(smooth).max() < 400
    assert shapely.union_all(smooth).equals(outline)


def test_a_check_names_overlapping_polygons(square):
    with pytest.raises(SourceError, match=r"polygons \[0, 1\] overlap"):
        coverage.check_coverage(np.array([square(70, 38), square(70.5, 38)]), shapely.box(70, 38, 71.5, 39))


def test_a_check_says_how_far_the_outline_is_missed(square):
    with pytest.raises(SourceError, match=r"10\.00000%"):
        coverage.check_coverage(np.array([square(70, 38, 0.9)]), square(70, 38))


def test_a_gap_beside_a_measured_polygon_goes_to_its_neighbour_but_for_a_rim():
    # Measured to 70.5, the old neighbour begins at 70.52: the gap is 1.75 km wide, the rim 0.5 km.
    measured, other = shapely.box(70, 38, 70.5, 38.5), shapely.box(70.52, 38, 71, 38.5)
    (grown,) = coverage.yield_gaps(shapely.box(70, 38, 71, 38.5), [measured], [other])
    assert grown.bounds[0] == pytest.approx(70.5 + 0.5 / 87.4, abs=5e-4)


def test_land_far_from_the_measured_polygon_is_left_for_nearness():
    measured, other = shapely.box(70, 38, 70.2, 38.5), shapely.box(70.9, 38, 71, 38.5)
    (grown,) = coverage.yield_gaps(shapely.box(70, 38, 71, 38.5), [measured], [other])
    assert grown.area == pytest.approx(other.area)


def test_the_plane_is_divided_between_owners():
    areas, ids = coverage.territories(np.array([0.0, 10.0, 20.0]), np.array([0.0, 0.0, 0.0]), np.array([4, 4, 9]))
    assert ids.tolist() == [4, 9]
    assert shapely.coverage_is_valid(areas)
    assert shapely.contains_xy(areas[0], 14.9, 0)
    assert shapely.contains_xy(areas[1], 15.1, 0)
