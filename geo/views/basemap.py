"""The offline base map: the layers' polygons, simplified and quantised, and the labels, as one JSON document.

Built once from `data/layers` and the gazetteer (`python -m geo build-basemap`) and shipped as `data/basemap.json`.
Coordinates are whole numbers: spherical Mercator with the world `world` units wide (about 8 m on the ground here),
minus `origin`; a ring or line is a flat list x, y, dx, dy, dx, dy, ... of its first point and the steps from it.
"""

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.border import layers, segments
from geo.core import manifest
from geo.core.settings import settings
from geo.places import gazetteer
from geo.views.layer_data import mercator

FILE = "basemap.json"
_WORLD = 2**22
# Units: districts lose detail under about 120 m, the border line under about 30 m.
_TOLERANCE = 15.0
_LINE_TOLERANCE = 4.0
_ORIGIN_LONLAT = (71.3, 37.8)
# Where the names of countries stand; a choice of the map's, as a centroid would put Afghanistan's off the map.
_COUNTRY_LABELS = {"TJ": (70.6, 38.85), "AF": (69.7, 36.1)}
_NEIGHBOURS = {
    "Uzbekistan": (66.75, 38.35),
    "Kyrgyzstan": (72.9, 40.05),
    "China": (75.75, 38.3),
    "Pakistan": (72.4, 35.75),
}
_N_TOWNS = 260
# Zoom from which a settlement of at least so many people is named.
_TOWN_ZOOMS = ((100_000, 6.0), (40_000, 7.0), (15_000, 8.0), (5_000, 9.0), (0, 10.0))


def load() -> str:
    """Read the shipped base map as JSON text.

    Raises
    ------
    DataIntegrityError
        The file is missing or not the one in the manifest.
    """
    return manifest.verified(FILE).read_text("utf-8")


def write() -> Path:
    """Build the base map from the layers and the gazetteer, write it and its manifest entry; return its path."""
    path = settings().data_dir / FILE
    path.write_text(json.dumps(build(), ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    entries = manifest.load()
    origins = [
        origin for name, entry in entries.items() if name.startswith(("layers/", "places")) for origin in entry.origins
    ]
    manifest.record(
        FILE,
        title="Base map of the border zone, simplified for drawing",
        origins=tuple(dict.fromkeys(origins)),
        rows=None,
        crs="EPSG:3857",
        made_by="python -m geo build-basemap",
        notes="Mercator units as described in geo/views/basemap.py; derived from data/layers and the gazetteer.",
    )
    return path


def build() -> dict[str, Any]:
    """Make the base map's document from the layers and the gazetteer."""
    districts, regions, countries = (layers.load(name) for name in ("districts", "regions", "countries"))
    strips = layers.load("segments").set_index("segment_id").loc[list(segments.segment_ids())]
    shapes = _simplified_districts(districts, countries)
    strip_shapes = _quantised(shapely.coverage_simplify(_project(strips.geometry), _TOLERANCE))
    line = shapely.simplify(_project(layers.load("border").geometry)[0], _LINE_TOLERANCE)
    region_shapes = _dissolved(districts["region_id"], regions["region_id"], shapes)
    country_shapes = _dissolved(_with_rest(districts["country"]), countries["country"], shapes)
    district_shapes = shapes[: len(districts)]
    centres = [_centre(shape) for shape in district_shapes]
    spots = _district_spots(districts["district_id"])
    return {
        "world": _WORLD,
        "origin": list(_origin()),
        "countries": _areas(countries["name"], country_shapes),
        "regions": _areas(regions["name"], region_shapes),
        "districts": [
            {**area, "at": spots.get(district_id, centre)}
            for area, district_id, centre in zip(
                _areas(districts["name"], district_shapes), districts["district_id"], centres, strict=True
            )
        ],
        "segments": _areas(strips["name"], strip_shapes),
        "line": _steps(shapely.get_coordinates(line)),
        "labels": _labels(countries, regions, region_shapes, districts, centres),
    }


def bounds() -> tuple[tuple[float, float], tuple[float, float]]:
    """South-west and north-east corner of the border line as (lon, lat), with a margin."""
    west, south, east, north = layers.load("border").total_bounds
    return (float(west) - 0.15, float(south) - 0.2), (float(east) + 0.15, float(north) + 0.2)


def _origin() -> tuple[int, int]:
    x, y = mercator(*(np.array([degrees]) for degrees in _ORIGIN_LONLAT))
    return round(float(x[0]) * _WORLD), round(float(y[0]) * _WORLD)


def _project(geometries: gpd.GeoSeries) -> npt.NDArray[np.object_]:
    origin = _origin()

    def to_units(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x, y = mercator(degrees[:, 0], degrees[:, 1])
        return np.column_stack([x * _WORLD - origin[0], y * _WORLD - origin[1]])

    projected: npt.NDArray[np.object_] = shapely.transform(np.asarray(geometries), to_units)
    return projected


def _simplified_districts(districts: gpd.GeoDataFrame, countries: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Simplify the districts together with each country's land outside them, so that shared edges stay shared."""
    pieces = list(_project(districts.geometry))
    for country, outline in zip(countries["country"], _project(countries.geometry), strict=True):
        inside = [piece for piece, its in zip(pieces, districts["country"], strict=False) if its == country]
        mine = shapely.union_all(inside)
        pieces.append(_polygons_only(shapely.difference(outline, mine)))
    return _quantised(shapely.coverage_simplify(np.array(pieces, dtype=object), _TOLERANCE))


def _with_rest(country: Iterable[str]) -> list[str]:
    return [*country, *layers.load("countries")["country"]]


def _polygons_only(geometry: shapely.Geometry) -> shapely.MultiPolygon:
    """Keep the polygons that are larger than the slivers of a difference."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and part.area > _TOLERANCE**2]
    return shapely.MultiPolygon(parts)


def _quantised(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    rounded: npt.NDArray[np.object_] = shapely.transform(shapes, np.rint)
    return rounded


def _dissolved(keys: Iterable[str], wanted: Iterable[str], shapes: npt.NDArray[np.object_]) -> list[shapely.Geometry]:
    by_key: dict[str, list[shapely.Geometry]] = {}
    for key, shape in zip(keys, shapes, strict=False):
        by_key.setdefault(key, []).append(shape)
    return [shapely.union_all(shapely.make_valid(np.array(by_key[key], dtype=object))) for key in wanted]


def _areas(names: Iterable[str], shapes: Iterable[shapely.Geometry]) -> list[dict[str, Any]]:
    return [{"name": name, "rings": _rings(shape)} for name, shape in zip(names, shapes, strict=True)]


def _rings(shape: shapely.Geometry) -> list[list[int]]:
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > _TOLERANCE**2]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return [_steps(shapely.get_coordinates(ring)[:-1]) for ring in rings]


def _steps(coords: npt.NDArray[np.float64]) -> list[int]:
    points = np.rint(coords).astype(np.int64)
    kept = points[np.concatenate([[True], np.any(np.diff(points, axis=0) != 0, axis=1)])]
    steps = np.concatenate([kept[:1], np.diff(kept, axis=0)])
    return [int(value) for value in steps.ravel()]


def _centre(shape: shapely.Geometry) -> list[int]:
    """Middle of the largest circle inside the largest part."""
    parts = shapely.get_parts(shapely.make_valid(shape))
    largest = max((part for part in parts if part.geom_type == "Polygon"), key=lambda part: part.area)
    middle = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=10.0), 0)
    return [round(middle.x), round(middle.y)]


def _labels(
    countries: gpd.GeoDataFrame,
    regions: gpd.GeoDataFrame,
    region_shapes: list[shapely.Geometry],
    districts: gpd.GeoDataFrame,
    centres: list[list[int]],
) -> list[dict[str, Any]]:
    """Name places in the order in which they get room on the map: countries, regions, towns and districts."""
    names = dict(zip(countries["country"], countries["name"], strict=True))
    labels = [_label(names[code], "country", *lonlat) for code, lonlat in _COUNTRY_LABELS.items()]
    labels += [_label(name, "neighbour", *lonlat) for name, lonlat in _NEIGHBOURS.items()]
    labels += [
        {"text": name, "sort": "region", "at": _centre(shape)}
        for name, shape in zip(regions["name"], region_shapes, strict=True)
    ]
    fronting = [not np.isnan(km) for km in districts["km_from"]]
    named = [
        {"text": name, "sort": "district", "at": at, "from": 7.5 if front else 8.5}
        for name, at, front in zip(districts["name"], centres, fronting, strict=True)
    ]
    labels += [label for label, front in zip(named, fronting, strict=True) if front]
    labels += _towns()
    labels += [label for label, front in zip(named, fronting, strict=True) if not front]
    return labels


def _district_spots(district_ids: Iterable[str]) -> dict[str, list[int]]:
    """Where the marks of incidents known to a district stand: the gazetteer's position of the district."""
    places = gazetteer.load()
    spots = {}
    for district_id in district_ids:
        place = places.district(district_id)
        if place and place.lon is not None and place.lat is not None:
            spots[district_id] = _units(place.lon, place.lat)
    return spots


def _towns() -> list[dict[str, Any]]:
    known = gazetteer.load()
    # A town called like a district is named by the district's label; a name that a district gave up is no name today.
    districts = [place for place in known.places if place.placetype == "district"]
    spoken_for = {_plain(alias.name) for place in districts for alias in known.aliases_of(place.place_id)}
    spoken_for |= {_plain(place.name) for place in districts}
    towns = [
        (place.population, place.name, place.lon, place.lat)
        for place in known.places
        if place.placetype == "settlement" and place.population and place.lon is not None and place.lat is not None
        if _plain(place.name) not in spoken_for
    ]
    largest = sorted(towns, key=lambda town: (-town[0], town[1]))[:_N_TOWNS]
    return [
        {**_label(name, "town", lon, lat), "from": next(zoom for people, zoom in _TOWN_ZOOMS if population >= people)}
        for population, name, lon, lat in largest
    ]


def _plain(name: str) -> str:
    """Drop accents and case, so that Kūlob is Kulob."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if letter.isalnum()).casefold()


def _label(text: str, sort: str, lon: float, lat: float) -> dict[str, Any]:
    return {"text": text, "sort": sort, "at": _units(lon, lat)}


def _units(lon: float, lat: float) -> list[int]:
    x, y = mercator(np.array([lon]), np.array([lat]))
    return [round(float(part[0]) * _WORLD) - start for part, start in zip((x, y), _origin(), strict=True)]
