"""Chainage: kilometres along the border line from its west end, and how far from the line a point lies.

The line is piecewise: chainage is the geodesic length (WGS 84) up to an edge plus the share of that edge. Which point
of the line is nearest is settled in the metric projection of `geo.core.crs`; the distance to it is a geodesic again.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from geo.border import layers
from geo.border.nearest import NearestEdge
from geo.core import crs
from geo.core.errors import CoordinateError
from geo.core.settings import settings


class BorderLine:
    """A line in EPSG:4326 that points are referred to.

    Parameters
    ----------
    line
        LineString, EPSG:4326, vertices in order of rising chainage.

    Attributes
    ----------
    length_km
        Geodesic length.
    vertex_km
        Chainage of every vertex.
    """

    def __init__(self, line: shapely.LineString) -> None:
        self.line = line
        self._lonlat = shapely.get_coordinates(line)
        lon, lat = self._lonlat.T
        self.vertex_km: crs.FloatArray = np.concatenate([[0.0], np.cumsum(crs.GEOD.line_lengths(lon, lat))]) / 1000
        self.length_km = float(self.vertex_km[-1])
        x, y = crs.project_lonlat(lon, lat)
        self._nearest = NearestEdge(np.column_stack([x, y]))

    def chainage(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[crs.FloatArray, crs.FloatArray]:
        """Find where points fall along the line.

        Parameters
        ----------
        lon, lat
            Degrees, WGS 84, finite.

        Returns
        -------
        tuple
            Chainage (km) of the nearest point of the line, and the geodesic distance (km) to it. A point beyond an end
            gets that end. Where two stretches are equally near, the smaller chainage.
        """
        lon, lat = np.atleast_1d(np.asarray(lon, dtype=float)), np.atleast_1d(np.asarray(lat, dtype=float))
        points = np.column_stack(crs.project_lonlat(lon, lat))
        edge, share = self._nearest.find(points)
        km = self.vertex_km[edge] + share * (self.vertex_km[edge + 1] - self.vertex_km[edge])
        foot = self._lonlat[edge] + share[:, None] * (self._lonlat[edge + 1] - self._lonlat[edge])
        offset = crs.GEOD.inv(lon, lat, foot[:, 0], foot[:, 1])[2] / 1000
        return km, np.asarray(offset)

    def point_at(self, km: float) -> tuple[float, float]:
        """Return lon, lat of the point at a chainage.

        Raises
        ------
        CoordinateError
            The chainage is not between 0 and the line's length.
        """
        if not 0 <= km <= self.length_km:
            msg = f"chainage {km!r} km is not on the line, expected 0 to {self.length_km:.3f}"
            raise CoordinateError(msg)
        return tuple(float(np.interp(km, self.vertex_km, column)) for column in self._lonlat.T)  # type: ignore[return-value]


def border_line() -> BorderLine:
    """Return the shipped border line, made once a process."""
    return _border_line(str(settings().data_dir))


@lru_cache(maxsize=2)
def _border_line(_data_dir: str) -> BorderLine:
    return BorderLine(layers.load("border").geometry.iloc[0])
