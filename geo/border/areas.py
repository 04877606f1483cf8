"""Find which polygon of a layer each of many points lies in, exactly and fast.

The layer's extent is cut into cells once. A cell that no edge crosses lies wholly in one polygon or in none, and its
points need no test; only the points of the other cells are tested against the polygons that reach into them.
"""

import numpy as np
import numpy.typing as npt
import shapely

from geo.core import crs

# Finer cells take longer to make and leave fewer points to test; about 1.8 by 2.2 km here.
CELL_DEG = 0.02
# Fewer points than this are tested at once, without making the cells.
FEW_POINTS = 10_000
# An edge is followed in steps of half a cell, so all of it lies within a quarter of a cell of a step's end; the cells
# within 0.3 of a cell of each end are marked.
_MARGIN = 0.3
_MIXED = -2
_NONE = -1

RowArray = npt.NDArray[np.int16]


class AreaIndex:
    """The polygons of a layer, ready for questions.

    Parameters
    ----------
    polygons
        Polygons or multipolygons, EPSG:4326.
    cell_deg
        Size of a cell, degrees.
    """

    def __init__(self, polygons: npt.NDArray[np.object_], cell_deg: float = CELL_DEG) -> None:
        self._polygons = polygons
        self._cell = cell_deg
        shapely.prepare(polygons)
        left, bottom, right, top = shapely.total_bounds(polygons)
        self._origin = (left, bottom)
        self._shape = (int((right - left) / cell_deg) + 1, int((top - bottom) / cell_deg) + 1)
        self._label: RowArray | None = None

    def rows(self, lon: crs.FloatArray, lat: crs.FloatArray) -> RowArray:
        """Return the row of the polygon that each point lies in or on, -1 if in none; of several, the first."""
        if self._label is None:
            if lon.size < FEW_POINTS:
                return self._test(lon, lat)
            self._label = self._labels()
        column = np.floor((lon - self._origin[0]) / self._cell)
        line = np.floor((lat - self._origin[1]) / self._cell)
        known = (column >= 0) & (column < self._shape[0]) & (line >= 0) & (line < self._shape[1])
        cell = np.where(known, column * self._shape[1] + line, self._label.size - 1).astype(np.int64)
        row = self._label[cell]
        mixed = np.flatnonzero(row == _MIXED)
        if mixed.size:
            row[mixed] = self._test(lon[mixed], lat[mixed])
        return row

    def _test(self, lon: crs.FloatArray, lat: crs.FloatArray) -> RowArray:
        """Test points one polygon at a time, among those within its bounds and not yet found."""
        order = np.argsort(lon, kind="stable")
        x, y = lon[order], lat[order]
        found = np.full(lon.size, _NONE, dtype=np.int16)
        for row, (left, bottom, right, top) in enumerate(shapely.bounds(self._polygons)):
            start, stop = np.searchsorted(x, left, "left"), np.searchsorted(x, right, "right")
            near = start + np.flatnonzero(
                (found[start:stop] == _NONE) & (y[start:stop] >= bottom) & (y[start:stop] <= top)
            )
            if near.size:
                inside = shapely.intersects_xy(self._polygons[row], x[near], y[near])
                found[near[inside]] = row
        rows = np.empty_like(found)
        rows[order] = found
        return rows

    def _labels(self) -> RowArray:
        """Label every cell: a row, none, or mixed; one more at the end for what lies outside them all."""
        columns, lines = self._shape
        mixed = np.zeros(self._shape, dtype=bool)
        for edge in shapely.get_rings(shapely.get_parts(self._polygons)):
            self._mark(mixed, edge)
        i, j = np.nonzero(~mixed)
        x, y = self._origin[0] + (i + 0.5) * self._cell, self._origin[1] + (j + 0.5) * self._cell
        label = np.full(columns * lines + 1, _MIXED, dtype=np.int16)
        label[i * lines + j] = self._test(x, y)
        label[-1] = _NONE
        return label

    def _mark(self, mixed: npt.NDArray[np.bool_], edge: shapely.LineString) -> None:
        """Mark the cells that a line may cross."""
        coords = shapely.get_coordinates(shapely.segmentize(edge, self._cell / 2))
        column, line = ((coords - self._origin) / self._cell).T
        for dx in (-_MARGIN, _MARGIN):
            for dy in (-_MARGIN, _MARGIN):
                i = np.clip(np.floor(column + dx).astype(int), 0, mixed.shape[0] - 1)
                j = np.clip(np.floor(line + dy).astype(int), 0, mixed.shape[1] - 1)
                mixed[i, j] = True
