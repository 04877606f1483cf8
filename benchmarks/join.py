"""Time the join of points to districts, segments and chainage beside geopandas and shapely, in one run.

    python benchmarks/join.py [--points 1000000] [--line-points N] [--out benchmarks/results/join.json]

Half of the points lie anywhere in the zone, half within some kilometres of the line; seeded. The peers are
geopandas.sjoin (predicate "within", which is its faster way for points) with the districts and with the segments, and
shapely's line_locate_point on the projected line. Ours is timed cold, with the making of its cells, and warm. Points
are given ready to each: making the peers' geometries is not counted. Shapely needs minutes for a million points:
--line-points times it on every so-many-eth point and scales the seconds up, which the figures then say.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import _root  # noqa: F401 - finds the library
import geopandas as gpd
import numpy as np
import shapely

from geo.border import join, layers
from geo.border.line import border_line
from geo.core import crs

SEED = 20_260_131
BOX = (66.5, 36.0, 75.5, 41.2)
NEAR_DEG = 0.1


def main() -> None:
    """Run, print a table, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--line-points", type=int, help="points that shapely's line is timed on; default all")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "join.json")
    args = parser.parse_args()
    lon, lat = make_points(args.points)
    figures = measure(lon, lat, args.line_points or args.points)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    show(figures)


def make_points(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Make seeded points: half over the zone, half beside the line."""
    rng = np.random.default_rng(SEED)
    lon, lat = rng.uniform(BOX[0], BOX[2], n), rng.uniform(BOX[1], BOX[3], n)
    on_line = [border_line().point_at(km) for km in rng.uniform(0, border_line().length_km, n // 2)]
    lon[: n // 2], lat[: n // 2] = np.array(on_line).T + rng.normal(0, NEAR_DEG, (2, n // 2))
    return lon, lat


def measure(lon: np.ndarray, lat: np.ndarray, line_points: int) -> dict[str, Any]:
    """Time peers and ours on the same points and compare the answers."""
    for name in layers.NAMES:
        layers.load(name)
    # First of all, while no cells are made yet.
    cold, found = timed(lambda: join.join_points(lon, lat))
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=crs.GEOGRAPHIC_CRS)
    peers, answers = {}, {}
    for name in ("districts", "segments"):
        peers[name], joined = timed(lambda name=name: gpd.sjoin(points, layers.load(name), predicate="within"))
        answers[name] = rows_of(joined, lon.size)
    metric_line = crs.to_metric(np.array([border_line().line]))[0]
    every = max(1, lon.size // line_points)
    metric_points = shapely.points(*crs.project_lonlat(lon[::every], lat[::every]))
    seconds, metres = timed(lambda: shapely.line_locate_point(metric_line, metric_points))
    peers["chainage"] = seconds * lon.size / len(metric_points)
    answers["chainage"] = metres_to_km(metric_line, metres)

    warm, _ = timed(lambda: join.join_points(lon, lat))
    districts, _ = timed(lambda: join.area_index("districts").rows(lon, lat))
    segments, _ = timed(lambda: join.area_index("segments").rows(lon, lat))
    chainage, (km, _) = timed(lambda: border_line().chainage(lon, lat))
    off_m = np.abs(km[::every] - answers["chainage"]) * 1000
    return {
        "points": int(lon.size),
        "points that shapely's line was timed on": len(metric_points),
        "python": platform.python_version(),
        "seconds": {
            "geopandas.sjoin districts": peers["districts"],
            "geopandas.sjoin segments": peers["segments"],
            "shapely line_locate_point": peers["chainage"],
            "peers together": sum(peers.values()),
            "ours districts": districts,
            "ours segments": segments,
            "ours chainage and distance": chainage,
            "ours join_points, cold": cold,
            "ours join_points, warm": warm,
        },
        "times faster": {
            "districts": peers["districts"] / districts,
            "segments": peers["segments"] / segments,
            "chainage": peers["chainage"] / chainage,
            "together, cold": sum(peers.values()) / cold,
            "together, warm": sum(peers.values()) / warm,
        },
        "answers": {
            "districts that differ": int((found.district != answers["districts"]).sum()),
            "segments that differ": int((found.segment != answers["segments"]).sum()),
            "chainage, largest difference in metres": float(off_m.max()),
        },
    }


def rows_of(joined: gpd.GeoDataFrame, n: int) -> np.ndarray:
    """Turn a join's table into one row number a point, -1 for none, the first of several."""
    rows = np.full(n, -1)
    rows[joined.index.to_numpy()[::-1]] = joined.index_right.to_numpy()[::-1]
    return rows


def metres_to_km(metric_line: shapely.LineString, metres: np.ndarray) -> np.ndarray:
    """Turn lengths along the projected line into chainage on the ellipsoid."""
    steps = np.linalg.norm(np.diff(shapely.get_coordinates(metric_line), axis=0), axis=1)
    return np.interp(metres, np.concatenate([[0.0], np.cumsum(steps)]), border_line().vertex_km)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that a call took, and its result."""
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def show(figures: dict[str, Any]) -> None:
    """Print the figures as a small table."""
    print(f"{figures['points']:,} points")
    for group, digits in (("seconds", 3), ("times faster", 1), ("answers", 6)):
        print(group)
        for name, value in figures[group].items():
            print(f"  {name:42}{value:>14,.{digits}f}" if isinstance(value, float) else f"  {name:42}{value:>14,}")


if __name__ == "__main__":
    main()
