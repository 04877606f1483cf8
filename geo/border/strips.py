"""Cut the border line into segments by the districts that face each other, and give each its strip of land.

Chainage is in kilometres from the west end. A bank is the list of districts that the line's edges touch on one side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from geo.border import coverage
from geo.core import crs

# A district touching the line for less is joined to its neighbour.
MIN_SEGMENT_KM = 3.0
STRIP_KM = 25.0
# The strips' inner edges are drawn between points of the line this far apart.
STRIP_SAMPLE_M = 100.0
# Strips are analytic areas: the edges between them are generalised to this.
STRIP_TOLERANCE_M = 100.0


# A district's id (or any name), or one for each bank.
Label = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the line: chainage from, to (km) and what it is labelled with."""

    km_from: float
    km_to: float
    label: Label

    @property
    def length_km(self) -> float:
        """Length in kilometres."""
        return self.km_to - self.km_from


def edge_owners(line: shapely.LineString, polygons: Sequence[shapely.Geometry]) -> list[int]:
    """Tell for each edge of the line which polygon has that very edge; -1 where none has."""
    owner_of: dict[tuple[coverage.Key, coverage.Key], int] = {}
    for number, polygon in enumerate(polygons):
        for ring in shapely.get_rings(shapely.get_parts(polygon)):
            keys = coverage.grid_keys(shapely.get_coordinates(ring))
            for a, b in pairwise(keys):
                owner_of[a, b] = owner_of[b, a] = number
    keys = coverage.grid_keys(shapely.get_coordinates(line))
    return [owner_of.get((a, b), -1) for a, b in pairwise(keys)]


def stretches(labels: Sequence[Label], km: Sequence[float]) -> list[Stretch]:
    """Join neighbouring edges of one label; `km` has the chainage of every vertex, one more than there are edges.

    Examples
    --------
    >>> [(s.km_from, s.km_to, s.label) for s in stretches("aab", [0, 1, 2, 5])]
    [(0, 2, 'a'), (2, 5, 'b')]
    """
    return _joined([Stretch(a, b, label) for (a, b), label in zip(pairwise(km), labels, strict=True)])


def merge_slivers(pieces: Sequence[Stretch], min_km: float = MIN_SEGMENT_KM) -> list[Stretch]:
    """Merge pieces shorter than `min_km` into a neighbour, the shortest first.

    A piece goes to the neighbour that shares more with it (a label's parts, if labels are tuples), else to the longer
    one; what then stands side by side under one label is joined.

    Examples
    --------
    >>> [s.label for s in merge_slivers([Stretch(0, 9, "a"), Stretch(9, 10, "b"), Stretch(10, 30, "a")])]
    ['a']
    """
    pieces = _joined(pieces)
    while len(pieces) > 1:
        shortest = min(range(len(pieces)), key=lambda i: pieces[i].length_km)
        if pieces[shortest].length_km >= min_km:
            break
        around = [i for i in (shortest - 1, shortest + 1) if 0 <= i < len(pieces)]
        target = max(around, key=lambda i: (_in_common(pieces[i], pieces[shortest]), pieces[i].length_km))
        pieces[shortest] = Stretch(pieces[shortest].km_from, pieces[shortest].km_to, pieces[target].label)
        pieces = _joined(pieces)
    return pieces


def face_to_face(left: Sequence[Stretch], right: Sequence[Stretch]) -> list[Stretch]:
    """Cut the line wherever either bank changes; the labels become pairs.

    Examples
    --------
    >>> face_to_face([Stretch(0, 5, "a"), Stretch(5, 9, "b")], [Stretch(0, 9, "x")])[1]
    Stretch(km_from=5, km_to=9, label=('b', 'x'))
    """
    cuts = sorted({piece.km_from for piece in (*left, *right)} | {left[-1].km_to})
    pairs = []
    for start, end in pairwise(cuts):
        middle = (start + end) / 2
        pairs.append(Stretch(start, end, (_label_at(left, middle), _label_at(right, middle))))
    return pairs


def strips(
    line: shapely.LineString, cuts_km: Sequence[float], km: crs.FloatArray, land: shapely.Geometry
) -> np.ndarray:
    """Draw for each segment the land nearer to it than to any other, up to 25 km from the line.

    Parameters
    ----------
    line
        The border line, EPSG:4326.
    cuts_km
        Chainage (km) of the segments' ends: one more than there are segments.
    km
        Chainage (km) of each vertex of the line.
    land
        What the strips are clipped to, EPSG:4326.

    Returns
    -------
    numpy.ndarray
        Polygons in EPSG:4326, a valid coverage, west to east.
    """
    at, owners = _samples(cuts_km)
    coords = shapely.get_coordinates(line)
    x, y = crs.project_lonlat(np.interp(at, km, coords[:, 0]), np.interp(at, km, coords[:, 1]))
    areas, ids = coverage.territories(x, y, owners)
    areas = crs.to_geographic(shapely.coverage_simplify(areas, STRIP_TOLERANCE_M))
    around = shapely.buffer(crs.to_metric(np.array([line]))[0], STRIP_KM * 1000, quad_segs=16)
    zone = shapely.intersection(crs.to_geographic(np.array([around]))[0], land, grid_size=coverage.GRID_DEG)
    # Land across a neighbour's corner is not on the border.
    zone = max(shapely.get_parts(zone), key=lambda part: part.area)
    return coverage.divide(zone, areas, ids)


def _samples(cuts_km: Sequence[float]) -> tuple[crs.FloatArray, np.ndarray]:
    """Place points along every segment, the first and last half a step from its ends so that the cut lies between."""
    at, owners = [], []
    for number, (start, end) in enumerate(pairwise(cuts_km)):
        n = max(2, round((end - start) * 1000 / STRIP_SAMPLE_M))
        at.append(start + (np.arange(n) + 0.5) * (end - start) / n)
        owners.append(np.full(n, number))
    return np.concatenate(at), np.concatenate(owners)


def _joined(pieces: Sequence[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for piece in pieces:
        if joined and joined[-1].label == piece.label:
            joined[-1] = Stretch(joined[-1].km_from, piece.km_to, piece.label)
        else:
            joined.append(piece)
    return joined


def _in_common(a: Stretch, b: Stretch) -> int:
    if isinstance(a.label, tuple) and isinstance(b.label, tuple):
        return sum(x == y for x, y in zip(a.label, b.label, strict=True))
    return 0


def _label_at(bank: Sequence[Stretch], km: float) -> str:
    return next(str(piece.label) for piece in bank if piece.km_from <= km < piece.km_to)
