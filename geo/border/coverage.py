"""Make polygons that roughly share their edges into a coverage that fills an outline exactly.

Sources disagree with the outline and with each other by metres to kilometres. Everything is cut into faces by one
noding of all the edges, each face gets one owner, and the faces of an owner are joined: what comes out shares its
edges vertex by vertex. Coordinates are degrees (EPSG:4326) on a grid of 1e-6 (0.1 m); nearness is measured in the
metric projection of `geo.core.crs`.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from geo.core import crs
from geo.core.errors import SourceError

GRID_DEG = 1e-6
# Edges between districts are generalised to about 50 m, well under the sources' own error of a kilometre.
INNER_TOLERANCE_DEG = 5e-4
# Nearness to a district is measured to points this far apart along its edge.
SAMPLE_STEP_M = 250.0
# Noding on the grid moves a vertex by some steps; within a metre it is the same one.
NODING_SHIFT_DEG = 10 * GRID_DEG
# Where districts meet on the outline, they meet at one of its vertices if one is this near (about a kilometre).
JUNCTION_MOVE_DEG = 0.01
# The measured districts are generalised by about this much; a gap beside them is filled to at most REACH_M.
RIM_M = 500.0
REACH_M = 3_000.0
# Smaller pieces cut off from the rest of their district are noise of the sources' misfit.
MIN_PART_KM2 = 3.0

Geometries = npt.NDArray[np.object_]
Key = tuple[int, int]
_RING_CORNERS = 3
_ROUNDS = 5


def fill_outline(
    outline: shapely.Geometry, polygons: Sequence[shapely.Geometry], *, tolerance_deg: float = INNER_TOLERANCE_DEG
) -> Geometries:
    """Turn polygons into a coverage of an outline.

    Parameters
    ----------
    outline
        Polygon or multipolygon to fill, EPSG:4326; its vertices are kept as they are.
    polygons
        One a district, EPSG:4326. Where two overlap the earlier one wins; where none is, the nearest one.
    tolerance_deg
        How far the edges between polygons may be generalised; the outline never is.

    Returns
    -------
    numpy.ndarray
        One polygon or multipolygon for each input, in their order, together equal to the outline.

    Raises
    ------
    SourceError
        The result is not a valid coverage, a polygon lies wholly outside the outline, or the outline was not kept.
    """
    outline = shapely.set_precision(outline, GRID_DEG)
    valid = _polygonal(shapely.make_valid(np.asarray(polygons, dtype=object)))
    clipped = _polygonal(shapely.intersection(valid, outline, grid_size=GRID_DEG))
    outside = np.flatnonzero(shapely.is_empty(clipped))
    if outside.size:
        msg = f"polygon {outside[0]} lies wholly outside the outline that it should help to fill"
        raise SourceError(msg)
    gaps = shapely.difference(outline, shapely.union_all(clipped, grid_size=GRID_DEG), grid_size=GRID_DEG)
    nearest = territories(*_samples_near(clipped, gaps))
    faces, owners = _faces(outline, clipped, gaps, nearest)
    owners = _absorb_small_parts(faces, owners)
    joined = _dissolve(faces, owners, len(clipped))
    simplified = shapely.coverage_simplify(joined, tolerance_deg, simplify_boundary=False)
    result = restore_outline(simplified, outline)
    check_coverage(result, outline)
    return result


def yield_gaps(
    outline: shapely.Geometry, measured: Sequence[shapely.Geometry], others: Sequence[shapely.Geometry]
) -> Geometries:
    """Let polygons grow into the gaps beside newly measured ones.

    A measured polygon ends where it was measured to end: what lies beyond that and belongs to nobody is its older
    neighbour's, except a rim as wide as the measured polygons were generalised.

    Parameters
    ----------
    outline
        What all of them should fill, EPSG:4326.
    measured, others
        The polygons that stay, and those that may grow, EPSG:4326.

    Returns
    -------
    numpy.ndarray
        `others`, grown by at most 3 km; they may overlap each other there.
    """
    valid = shapely.make_valid(np.asarray(others, dtype=object))
    firm = shapely.union_all(shapely.make_valid(np.asarray(measured, dtype=object)))
    gaps = shapely.difference(outline, shapely.union_all([firm, *valid]))
    gap, rim, bodies = (
        shapely.make_valid(crs.to_metric(_polygonal(np.array(g, ndmin=1)))) for g in (gaps, firm, valid)
    )
    beside = shapely.difference(shapely.buffer(rim[0], REACH_M), shapely.buffer(rim[0], RIM_M))
    free = shapely.intersection(gap[0], beside)
    grown = shapely.intersection(shapely.buffer(bodies, REACH_M), free)
    return np.asarray(shapely.union(valid, crs.to_geographic(grown)))


def check_coverage(polygons: Geometries, outline: shapely.Geometry, *, area_tolerance: float = 1e-4) -> None:
    """Refuse polygons that overlap, leave gaps, or differ from the outline by more than a share of its area.

    Raises
    ------
    SourceError
        With what is wrong and by how much.
    """
    empty = np.flatnonzero(shapely.is_empty(polygons))
    if empty.size:
        msg = f"{empty.size} polygons of the coverage are empty, the first is number {empty[0]}"
        raise SourceError(msg)
    if not shapely.is_valid(polygons).all() or not shapely.coverage_is_valid(polygons):
        bad = np.flatnonzero(~shapely.is_valid(polygons) | ~shapely.is_empty(shapely.coverage_invalid_edges(polygons)))
        msg = f"polygons {bad.tolist()} overlap or do not share their edges"
        raise SourceError(msg)
    off = shapely.symmetric_difference(shapely.union_all(polygons), outline).area / outline.area
    if off > area_tolerance:
        msg = f"the coverage differs from the outline by {off:.5%} of its area, at most {area_tolerance:.5%} is allowed"
        raise SourceError(msg)


def territories(
    x: crs.FloatArray, y: crs.FloatArray, owners: npt.NDArray[np.intp]
) -> tuple[Geometries, npt.NDArray[np.intp]]:
    """Divide the plane by nearest point, and join what belongs to one owner.

    Parameters
    ----------
    x, y
        Points, metres; no two alike.
    owners
        The owner of each point.

    Returns
    -------
    tuple
        The areas (metres, a coverage, reaching beyond the points' own extent by it) and the owner of each.
    """
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(np.column_stack([x, y])), ordered=True))
    ids = np.unique(owners)
    return np.array([shapely.coverage_union_all(cells[owners == owner]) for owner in ids]), ids


def divide(zone: shapely.Geometry, areas: Geometries, ids: npt.NDArray[np.intp]) -> Geometries:
    """Cut a zone along areas that cover it; the pieces (a coverage) in the order of the areas' ids, EPSG:4326."""
    zone = shapely.set_precision(zone, GRID_DEG)
    edges = shapely.intersection(shapely.boundary(areas), zone)
    faces = _inside(zone, shapely.union_all([zone.boundary, *edges], grid_size=GRID_DEG))
    face, which = shapely.STRtree(areas).query(shapely.point_on_surface(faces), predicate="within")
    owners = np.full(len(faces), -1)
    owners[face] = ids[which]
    return _dissolve(faces, owners, int(ids.max()) + 1)


def restore_outline(polygons: Geometries, outline: shapely.Geometry) -> Geometries:
    """Give a coverage back the exact vertices of the outline that it fills.

    Cutting puts vertices on the outline's edges, and may shift one by some steps of the grid. Where polygons meet, such
    a vertex moves to the nearer end of its edge, if that is no farther than a kilometre and the edge between the
    polygons reaches it without crossing the outline; elsewhere it is dropped. The neighbours on both sides of an
    outline then share its vertices.
    """
    kept = set(grid_keys(shapely.get_coordinates(outline)))
    rim = set(grid_keys(shapely.get_coordinates(shapely.coverage_union_all(polygons))))
    coords, index = shapely.get_coordinates(polygons, return_index=True)
    meets: dict[Key, set[int]] = {}
    for key, owner in zip(grid_keys(coords), index.tolist(), strict=True):
        if key in rim and key not in kept:
            meets.setdefault(key, set()).add(owner)
    moves = _moves(polygons, outline, meets, rim)
    return np.array([_rebuild(polygon, set(meets), moves) for polygon in polygons])


def grid_keys(coords: crs.FloatArray) -> list[Key]:
    """Name vertices by their place on the grid, so that they compare exactly."""
    return list(map(tuple, np.round(coords / GRID_DEG).astype(np.int64).tolist()))


def _polygonal(geometries: Geometries) -> Geometries:
    """Drop the points and lines that an intersection may leave beside polygons."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    # A collection may hold multipolygons.
    parts, inner = shapely.get_parts(parts, return_index=True)
    owner = owner[inner]
    is_area = shapely.get_dimensions(parts) == 2
    return np.array([shapely.union_all(parts[is_area & (owner == i)]) for i in range(len(geometries))])


def _samples_near(
    polygons: Geometries, gaps: shapely.Geometry
) -> tuple[crs.FloatArray, crs.FloatArray, npt.NDArray[np.intp]]:
    """Sample the edges of polygons where they touch gaps, in metres; a point of two polygons counts for the first."""
    edges = shapely.segmentize(crs.to_metric(shapely.boundary(polygons)), SAMPLE_STEP_M)
    coords, owners = shapely.get_coordinates(edges, return_index=True)
    tree = shapely.STRtree(shapely.points(coords))
    parts = crs.to_metric(shapely.get_parts(gaps))
    near = np.unique(tree.query(parts, predicate="dwithin", distance=1.0)[1])
    _, first = np.unique(np.round(coords[near], 1), axis=0, return_index=True)
    chosen = near[np.sort(first)]
    return coords[chosen, 0], coords[chosen, 1], owners[chosen]


def _faces(
    outline: shapely.Geometry,
    clipped: Geometries,
    gaps: shapely.Geometry,
    nearest: tuple[Geometries, npt.NDArray[np.intp]],
) -> tuple[Geometries, npt.NDArray[np.intp]]:
    """Cut the outline into faces by every edge at once, and give each face its owner."""
    areas, area_owners = crs.to_geographic(nearest[0]), nearest[1]
    dividers = shapely.intersection(shapely.boundary(areas), gaps)
    lines = shapely.union_all([outline.boundary, *shapely.boundary(clipped), *dividers], grid_size=GRID_DEG)
    faces = _inside(outline, lines)
    points = shapely.point_on_surface(faces)
    owners = np.full(len(faces), -1)
    for geometries, ids in ((areas, area_owners), (clipped, np.arange(len(clipped)))):
        face, which = shapely.STRtree(geometries).query(points, predicate="within")
        # Later assignments win: write the later polygons first.
        order = np.argsort(-ids[which], kind="stable")
        owners[face[order]] = ids[which[order]]
    return faces, owners


def _inside(outline: shapely.Geometry, lines: shapely.Geometry) -> Geometries:
    """Make faces of noded lines, and keep those inside an outline."""
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    shapely.prepare(outline)
    return faces[shapely.contains(outline, shapely.point_on_surface(faces))]  # type: ignore[no-any-return]


def _absorb_small_parts(faces: Geometries, owners: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Give pieces cut off from the main body of their owner to the neighbour with the longest common edge."""
    owners = owners.copy()
    # A piece may lie beside another small piece: what that gained counts in the next round.
    for _ in range(_ROUNDS):
        parts, part_owner = _parts(faces, owners)
        size = np.array([crs.area_km2(part) for part in parts])
        largest = {o: size[part_owner == o].max() for o in np.unique(part_owner)}
        small = [i for i in range(len(parts)) if size[i] < MIN_PART_KM2 and size[i] < largest[part_owner[i]]]
        tree = shapely.STRtree(parts)
        inside = shapely.STRtree(shapely.point_on_surface(faces))
        changed = False
        for i in small:
            near = [j for j in tree.query(parts[i], predicate="intersects") if part_owner[j] != part_owner[i]]
            common = [shapely.intersection(parts[i].boundary, parts[j].boundary).length for j in near]
            if common and max(common) > 0:
                owners[inside.query(parts[i], predicate="contains")] = part_owner[near[int(np.argmax(common))]]
                changed = True
        if not changed:
            break
    return owners


def _parts(faces: Geometries, owners: npt.NDArray[np.intp]) -> tuple[Geometries, npt.NDArray[np.intp]]:
    ids = np.unique(owners)
    parts = [shapely.get_parts(shapely.coverage_union_all(faces[owners == owner])) for owner in ids]
    return np.concatenate(parts), np.repeat(ids, [len(p) for p in parts])


def _dissolve(faces: Geometries, owners: npt.NDArray[np.intp], n: int) -> Geometries:
    return np.array([shapely.coverage_union_all(faces[owners == owner]) for owner in range(n)])


def _moves(
    polygons: Geometries, outline: shapely.Geometry, meets: dict[Key, set[int]], rim: set[Key]
) -> dict[Key, tuple[float, float]]:
    """Find where each vertex that must stay on the outline goes: an end of its edge, or nowhere else."""
    if not meets:
        return {}
    rings = shapely.get_rings(shapely.get_parts(outline))
    ends = np.concatenate([np.stack([c[:-1], c[1:]], axis=1) for c in map(shapely.get_coordinates, rings)])
    points = np.array(list(meets)) * GRID_DEG
    _, edge = shapely.STRtree(shapely.linestrings(ends)).query_nearest(shapely.points(points), all_matches=False)
    away = np.linalg.norm(ends[edge] - points[:, None, :], axis=2)
    inner = _inner_neighbours(polygons, meets, rim)
    edges = shapely.multilinestrings([shapely.linearrings(shapely.get_coordinates(ring)) for ring in rings])
    shapely.prepare(edges)
    moves = {}
    for i, (key, owners) in enumerate(meets.items()):
        if away[i].min() <= NODING_SHIFT_DEG:
            moves[key] = tuple(ends[edge[i], np.argmin(away[i])].tolist())
        elif len(owners) > 1:
            moves[key] = tuple(points[i].tolist())
            for end in ends[edge[i]][np.argsort(away[i])]:
                near = np.abs(end - points[i]).max() <= JUNCTION_MOVE_DEG
                if near and all(_reaches(start, end, edges) for start in inner[key]):
                    moves[key] = tuple(end.tolist())
                    break
    return moves


def _inner_neighbours(
    polygons: Geometries, meets: dict[Key, set[int]], rim: set[Key]
) -> dict[Key, set[tuple[float, float]]]:
    """Find for each vertex where polygons meet the vertices inside the outline that it is joined to."""
    found: dict[Key, set[tuple[float, float]]] = {key: set() for key in meets}
    for ring in shapely.get_rings(shapely.get_parts(polygons)):
        coords = shapely.get_coordinates(ring)[:-1]
        keys = grid_keys(coords)
        for i, key in enumerate(keys):
            if key in found:
                for j in (i - 1, (i + 1) % len(keys)):
                    if keys[j] not in rim:
                        found[key].add(tuple(coords[j].tolist()))
    return found


def _reaches(start: tuple[float, float], end: crs.FloatArray, edges: shapely.Geometry) -> bool:
    """Tell whether a straight edge to a vertex of the outline touches the outline only there."""
    common = shapely.intersection(shapely.linestrings([start, end]), edges)
    return bool(shapely.equals_exact(common, shapely.points(end), GRID_DEG / 10))


def _rebuild(polygon: shapely.Geometry, extra: set[Key], moves: dict[Key, tuple[float, float]]) -> shapely.Geometry:
    """Build a polygon again without the extra vertices, or with them moved."""
    parts = []
    for part in shapely.get_parts(polygon):
        rings = []
        for ring in shapely.get_rings(part):
            coords = shapely.get_coordinates(ring)[:-1].tolist()
            keys = grid_keys(np.array(coords))
            new = [moves.get(k, tuple(c)) for k, c in zip(keys, coords, strict=True) if k not in extra or k in moves]
            new = [c for i, c in enumerate(new) if c != new[i - 1]]
            if len(new) >= _RING_CORNERS:
                rings.append(np.round(new, 6))
        if rings:
            parts.append(shapely.Polygon(rings[0], rings[1:]))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
