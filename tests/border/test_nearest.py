import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.border import nearest
from geo.border.nearest import NearestEdge


def test_the_nearest_edge_and_the_share_of_it():
    line = NearestEdge(np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 50.0]]))
    edge, share = line.find(np.array([[25.0, 10.0], [110.0, 25.0], [-5.0, -5.0], [100.0, 90.0]]))
    assert edge.tolist() == [0, 1, 0, 1]
    assert share.tolist() == pytest.approx([0.25, 0.5, 0.0, 1.0])


def test_a_point_as_near_to_two_edges_gets_the_first():
    line = NearestEdge(np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 50.0], [0.0, 50.0]]))
    assert line.find(np.array([[50.0, 25.0], [100.0, 0.0], [120.0, 50.0]]))[0].tolist() == [0, 0, 1]


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.sampled_from([10.0, 1e4, 3e6]))
def test_cells_change_no_answer(seed, n, reach):
    """Points near and far, within the cells and outside them, against every edge one by one."""
    rng = np.random.default_rng(seed)
    vertices = np.round(np.cumsum(rng.normal(0, 500, (n, 2)), axis=0), 1)
    points = vertices[rng.integers(0, n, 6_000)] + rng.normal(0, reach, (6_000, 2))
    line = NearestEdge(vertices)
    edge, share = line.find(points)
    assert len(points) > nearest.FEW_POINTS
    sample = slice(0, 500)
    every = np.array([line._distance2(np.full(500, number), points[sample])[0] for number in range(n - 1)])
    found = line._distance2(edge[sample], points[sample])[0]
    np.testing.assert_allclose(np.sqrt(found), np.sqrt(every.min(axis=0)), atol=1e-5)
    assert ((share >= 0) & (share <= 1)).all()
    np.testing.assert_array_equal(edge[sample], NearestEdge(vertices).find(points[sample])[0])
