"""Find the nearest edge of a line for many points, exactly and fast.

The plane around the line is cut into cells, finer near the line, once. Each cell keeps the edges that can be nearest
to a point in it. An edge is left out only when some point q of the line is nearer at all four corners: the squared
distance to an edge minus that to q is concave along every straight line, so it is then positive in the whole cell.
"""

import numpy as np
import numpy.typing as npt
import shapely

from geo.core import crs

# Fewer points than this are looked up one by one, without making the cells.
FEW_POINTS = 5_000
# Two edges are equally near within this.
TIE_M = 1e-6
_SLACK_M = 1e-3
# Cells are cut in four each way at every level: the finest are 1/1024 of the whole, about 3 km here.
_FAN = 4
_LEVELS = 5
_ENOUGH_EDGES = 12
_MARGIN_M = 1_000_000.0

# Corners of the child cells, their centres, and the four corners of each child, in units of a child's side.
_GRID = np.stack(np.meshgrid(np.arange(_FAN + 1), np.arange(_FAN + 1), indexing="ij"), axis=-1).reshape(-1, 2)
_CENTRES = np.stack(np.meshgrid(np.arange(_FAN), np.arange(_FAN), indexing="ij"), axis=-1).reshape(-1, 2) + 0.5
_CORNERS = np.array([[c, c + 1, c + _FAN + 1, c + _FAN + 2] for c in range(_FAN * (_FAN + 1)) if c % (_FAN + 1) < _FAN])

IndexArray = npt.NDArray[np.int64]


class NearestEdge:
    """The edges of a line in a metric plane, ready for questions.

    Parameters
    ----------
    vertices
        Array (n, 2) of metres, at least two.
    """

    def __init__(self, vertices: crs.FloatArray) -> None:
        self._start = vertices[:-1]
        self._run = vertices[1:] - vertices[:-1]
        self._length2 = (self._run**2).sum(axis=1)
        self._tree = shapely.STRtree(shapely.linestrings(np.stack([vertices[:-1], vertices[1:]], axis=1)))
        low = vertices.min(axis=0) - _MARGIN_M
        self._origin = low
        self._size = float((vertices.max(axis=0) + _MARGIN_M - low).max())
        self._cells: _Cells | None = None

    def find(self, points: crs.FloatArray) -> tuple[IndexArray, crs.FloatArray]:
        """Return the nearest edge of each point (n, 2; metres), and how far along it (0-1) the nearest point lies.

        Of edges that are equally near, the first.
        """
        if len(points) < FEW_POINTS and self._cells is None:
            edge = self._find_few(points)
        else:
            if self._cells is None:
                self._cells = _Cells(self)
            edge = self._find_many(points, self._cells)
        return edge, self._distance2(edge, points)[1]

    def _find_few(self, points: crs.FloatArray) -> IndexArray:
        geometries = shapely.points(points)
        (number, _), distance = self._tree.query_nearest(geometries, all_matches=False, return_distance=True)
        reach = np.zeros(len(points))
        reach[number] = distance
        number, edge = self._tree.query(geometries, predicate="dwithin", distance=reach + TIE_M)
        first = np.full(len(points), len(self._start))
        np.minimum.at(first, number, edge)
        return first

    def _find_many(self, points: crs.FloatArray, cells: "_Cells") -> IndexArray:
        node = cells.node_of(points)
        edge = np.empty(len(points), dtype=np.int64)
        far = np.flatnonzero(node < 0)
        edge[far] = self._find_few(points[far])
        near = np.flatnonzero(node >= 0)
        # Points with the most edges to try come first, so that each round works on a prefix.
        near = near[np.argsort(-cells.count[node[near]], kind="stable")]
        place, start, count = points[near], cells.start[node[near]], cells.count[node[near]]
        best = cells.edges[start]
        best_m = np.sqrt(self._distance2(best, place)[0])
        for rank in range(1, int(count.max(initial=1))):
            n = int(np.searchsorted(-count, -rank, side="left"))
            tried = cells.edges[start[:n] + rank]
            tried_m = np.sqrt(self._distance2(tried, place[:n])[0])
            nearer = np.flatnonzero(tried_m < best_m[:n] - TIE_M)
            best[nearer], best_m[nearer] = tried[nearer], tried_m[nearer]
        edge[near] = best
        return edge

    def _distance2(self, edge: IndexArray, points: crs.FloatArray) -> tuple[crs.FloatArray, crs.FloatArray]:
        """Return the squared distance of each point to its edge, and the share of the edge up to the nearest point."""
        dx, dy = points[:, 0] - self._start[edge, 0], points[:, 1] - self._start[edge, 1]
        run_x, run_y = self._run[edge, 0], self._run[edge, 1]
        share = np.clip((dx * run_x + dy * run_y) / self._length2[edge], 0.0, 1.0)
        return (dx - share * run_x) ** 2 + (dy - share * run_y) ** 2, share


class _Cells:
    """A tree of square cells; each leaf holds a range of `edges`, in rising order.

    Attributes
    ----------
    start, count
        Range of a node's edges; only leaves are looked up.
    edges
        The edges of all leaves, one after the other.
    """

    def __init__(self, line: NearestEdge) -> None:
        self._line = line
        self._child: list[int] = [-1]
        lists: list[IndexArray] = [np.arange(len(line._start))]
        open_nodes = [(0, np.array([0, 0]))]
        for level in range(_LEVELS):
            side = line._size / _FAN ** (level + 1)
            still_open = []
            for node, corner in open_nodes:
                self._child[node] = len(lists)
                children = self._split(lists[node], line._origin + corner * side, side)
                lists[node] = lists[node][:0]
                for number, kept in enumerate(children):
                    if len(kept) > _ENOUGH_EDGES:
                        at = corner + np.array([number // _FAN, number % _FAN])
                        still_open.append((len(lists), at * _FAN))
                    lists.append(kept)
                    self._child.append(-1)
            open_nodes = still_open
        self._children = np.array(self._child)
        self.count = np.array([len(kept) for kept in lists])
        self.start = np.concatenate([[0], np.cumsum(self.count)[:-1]])
        self.edges = np.concatenate(lists)

    def node_of(self, points: crs.FloatArray) -> IndexArray:
        """Return the leaf that each point lies in, -1 outside the whole."""
        finest = np.floor((points - self._line._origin) * (_FAN**_LEVELS / self._line._size)).astype(np.int64)
        node = np.zeros(len(points), dtype=np.int64)
        for level in range(_LEVELS):
            step = _FAN ** (_LEVELS - 1 - level)
            child = self._children[node]
            digit = (finest // step) % _FAN
            node = np.where(child >= 0, child + digit[:, 0] * _FAN + digit[:, 1], node)
        inside = ((finest >= 0) & (finest < _FAN**_LEVELS)).all(axis=1)
        return np.where(inside, node, -1)

    def _split(self, edges: IndexArray, corner: crs.FloatArray, side: float) -> list[IndexArray]:
        """Find for each child cell of a cell the edges that can be nearest in it."""
        grid = corner + _GRID * side
        at_grid, feet = self._distances(grid, edges)
        _, mid_feet = self._distances(corner + _CENTRES * side, edges)
        rivals = np.concatenate([feet[_CORNERS], mid_feet[:, None, :]], axis=1)
        to_rival = np.linalg.norm(grid[_CORNERS][:, :, None, :] - rivals[:, None, :, :], axis=3) + _SLACK_M
        beaten = np.zeros((_FAN * _FAN, len(edges)), dtype=bool)
        for rival in range(to_rival.shape[2]):
            beaten |= (at_grid[_CORNERS] > to_rival[:, :, rival, None]).all(axis=1)
        return [edges[~row] for row in beaten]

    def _distances(self, points: crs.FloatArray, edges: IndexArray) -> tuple[crs.FloatArray, crs.FloatArray]:
        """Return the distance of each point to each edge, and each point's nearest point on any of them."""
        line = self._line
        n, m = len(points), len(edges)
        all_edges = np.tile(edges, n)
        distance2, share = line._distance2(all_edges, np.repeat(points, m, axis=0))
        distance2, share = distance2.reshape(n, m), share.reshape(n, m)
        nearest = distance2.argmin(axis=1)
        edge = edges[nearest]
        feet = line._start[edge] + share[np.arange(n), nearest][:, None] * line._run[edge]
        return np.sqrt(distance2), feet
