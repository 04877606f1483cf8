"""Build `data/layers` from the sources, check the result, and write it with its manifest entries.

The same inputs give the same bytes. A country's districts fill its OpenStreetMap outline exactly; of Afghanistan the
whole country is made and checked, and the districts of the four provinces on the border are kept.
"""

import logging
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.border import coverage, sources, strips
from geo.border.checks import BuiltLayers, check_layers
from geo.core import crs, manifest, vocab
from geo.core.errors import SourceError
from geo.core.settings import settings

_LOG = logging.getLogger(__name__)

REGIONS = {
    "tj-sughd": "Sughd",
    "tj-drs": "Districts of Republican Subordination",
    "tj-khatlon": "Khatlon",
    "tj-gbao": "Gorno-Badakhshan",
    "af-balkh": "Balkh",
    "af-kunduz": "Kunduz",
    "af-takhar": "Takhar",
    "af-badakhshan": "Badakhshan",
}
MADE_BY = "python -m geo build-layers"
_NOTES = {
    "districts": "Dushanbe is no district of the source: its land lies in the districts around it. Where source and "
    "outline differ, land goes to the nearest district; km_from and km_to leave out touches of less than 3 km.",
    "segments": "Analytic areas, not administrative ones.",
    "countries": "Boundaries as in OpenStreetMap; they imply no endorsement.",
}
_TITLES = {
    "border": "Border line of Tajikistan and Afghanistan, west to east",
    "countries": "Outlines of Tajikistan and Afghanistan",
    "regions": "Regions of Tajikistan and the four Afghan provinces on the border",
    "districts": "Districts of Tajikistan and of the four Afghan provinces on the border",
    "segments": "Border segments: strips on both banks, to 25 km from the line",
}


def build_layers(inputs: sources.Sources) -> BuiltLayers:
    """Make and check the layers.

    Raises
    ------
    SourceError
        An input is not as expected, or a check fails; the message names it.
    """
    line = border_of(inputs.outlines["TJ"], inputs.outlines["AF"])
    shapes = {country: _fill(inputs, country) for country in vocab.COUNTRIES}
    districts = _districts(inputs.districts, shapes)
    km = vertex_km(line)
    banks = {c: bank_stretches(line, km, districts[districts.country == c]) for c in vocab.COUNTRIES}
    districts = _with_frontage(districts, banks)
    layers = BuiltLayers(
        border=_frame({"name": ["Tajikistan - Afghanistan"], "length_km": [float(km[-1])]}, [line]),
        countries=_frame(
            {"country": list(vocab.COUNTRIES), "name": list(vocab.COUNTRIES.values())},
            [inputs.outlines[c] for c in vocab.COUNTRIES],
        ),
        regions=_regions(districts),
        districts=districts,
        segments=_segments(line, km, banks, districts, shapely.union_all(list(inputs.outlines.values()))),
    )
    check_layers(layers, inputs.outlines, inputs.frontage)
    return layers


def border_of(first: shapely.Geometry, second: shapely.Geometry) -> shapely.LineString:
    """Find the common edge of two countries as one line from west to east.

    Raises
    ------
    SourceError
        They do not share exactly one line.
    """
    line = shapely.line_merge(shapely.intersection(first.boundary, second.boundary))
    if line.geom_type != "LineString" or line.is_empty:
        msg = f"the outlines share {len(shapely.get_parts(line))} parts ({line.geom_type}), expected one LineString"
        raise SourceError(msg)
    coords = shapely.get_coordinates(line)
    return shapely.LineString(coords if coords[0, 0] < coords[-1, 0] else coords[::-1])


def vertex_km(line: shapely.LineString) -> crs.FloatArray:
    """Chainage (km, geodesic) of every vertex of a line in EPSG:4326."""
    lon, lat = shapely.get_coordinates(line).T
    return np.concatenate([[0.0], np.cumsum(crs.GEOD.line_lengths(lon, lat))]) / 1000


def bank_stretches(line: shapely.LineString, km: crs.FloatArray, districts: gpd.GeoDataFrame) -> list[strips.Stretch]:
    """Tell which district the line touches where, on the bank of these districts; short touches are merged.

    Raises
    ------
    SourceError
        Somewhere along the line no district has its edge.
    """
    owners = np.array(strips.edge_owners(line, list(districts.geometry)))
    if (owners < 0).any():
        at = km[np.flatnonzero(owners < 0)[0]]
        msg = f"no district of {districts.country.iloc[0]} touches the border line at km {at:.1f}"
        raise SourceError(msg)
    ids = districts.district_id.to_numpy()
    return strips.merge_slivers(strips.stretches(ids[owners].tolist(), km.tolist()))


def write_layers(
    layers: BuiltLayers, origins: tuple[manifest.Origin, ...], data_dir: Path | None = None
) -> dict[str, int]:
    """Write the layers as GeoParquet with their manifest entries; returns the size (bytes) of each file.

    Parameters
    ----------
    layers
        What `build_layers` made.
    origins
        Where they come from, the outlines' origin first.
    data_dir
        Another data folder than the settings' one.
    """
    folder = data_dir or settings().data_dir
    (folder / "layers").mkdir(parents=True, exist_ok=True)
    sizes = {}
    for name, title in _TITLES.items():
        frame = getattr(layers, name)
        path = folder / "layers" / f"{name}.parquet"
        frame.to_parquet(path, compression="zstd", compression_level=19, index=False, write_covering_bbox=False)
        manifest.record(
            f"layers/{name}.parquet",
            title=title,
            origins=origins[:1] if name in ("border", "countries") else origins,
            rows=len(frame),
            crs=crs.GEOGRAPHIC_CRS,
            made_by=MADE_BY,
            notes=_NOTES.get(name),
            data_dir=data_dir,
        )
        sizes[name] = path.stat().st_size
    return sizes


def _fill(inputs: sources.Sources, country: str) -> dict[str, shapely.Geometry]:
    """Make a country's districts fill its outline: source id -> polygon."""
    shapes = inputs.shapes[country]
    _LOG.info("fitting %d districts of %s to the outline", len(shapes), country)
    filled = coverage.fill_outline(inputs.outlines[country], list(shapes.values()), tolerance_deg=inputs.tolerance_deg)
    return dict(zip(shapes, filled, strict=True))


def _districts(table: pd.DataFrame, shapes: dict[str, dict[str, shapely.Geometry]]) -> gpd.GeoDataFrame:
    wanted = list(zip(table.country, table.source_id, strict=True))
    missing = [key for country, key in wanted if key not in shapes[country]]
    if missing:
        msg = f"the source holds no polygon for {missing}"
        raise SourceError(msg)
    geometry = [shapes[country][key] for country, key in wanted]
    columns = table[["district_id", "name", "name_local", "country", "region_id"]]
    frame = gpd.GeoDataFrame(columns, geometry=geometry, crs=crs.GEOGRAPHIC_CRS)
    frame["region"] = frame.region_id.map(REGIONS)
    frame["area_km2"] = [round(crs.area_km2(polygon), 1) for polygon in frame.geometry]
    return frame


def _with_frontage(districts: gpd.GeoDataFrame, banks: dict[str, list[strips.Stretch]]) -> gpd.GeoDataFrame:
    """Add where each district's frontage begins and ends (km), NaN for one without; columns in their final order."""
    pieces = [piece for bank in banks.values() for piece in bank]
    start = {piece.label: piece.km_from for piece in reversed(pieces)}
    end = {piece.label: piece.km_to for piece in pieces}
    districts["km_from"] = districts.district_id.map(start).astype(float)
    districts["km_to"] = districts.district_id.map(end).astype(float)
    return districts[[c for c in districts.columns if c != "geometry"] + ["geometry"]]


def _regions(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    rows = [(key, name, key[:2].upper(), districts[districts.region_id == key]) for key, name in REGIONS.items()]
    return _frame(
        {"region_id": [r[0] for r in rows], "name": [r[1] for r in rows], "country": [r[2] for r in rows]},
        [shapely.coverage_union_all(group.geometry.to_numpy()) for *_, group in rows],
    )


def _segments(
    line: shapely.LineString,
    km: crs.FloatArray,
    banks: dict[str, list[strips.Stretch]],
    districts: gpd.GeoDataFrame,
    land: shapely.Geometry,
) -> gpd.GeoDataFrame:
    pieces = strips.merge_slivers(strips.face_to_face(banks["TJ"], banks["AF"]))
    polygons = strips.strips(line, [piece.km_from for piece in pieces] + [pieces[-1].km_to], km, land)
    names = districts.set_index("district_id").name
    tajik = [str(piece.label[0]) for piece in pieces]
    afghan = [str(piece.label[1]) for piece in pieces]
    return _frame(
        {
            "segment_id": [
                f"{tj.split('-', 1)[1]}--{af.split('-', 1)[1]}" for tj, af in zip(tajik, afghan, strict=True)
            ],
            "name": [f"{names[tj]} - {names[af]}" for tj, af in zip(tajik, afghan, strict=True)],
            "tj_district_id": tajik,
            "af_district_id": afghan,
            "km_from": [piece.km_from for piece in pieces],
            "km_to": [piece.km_to for piece in pieces],
            "length_km": [piece.length_km for piece in pieces],
        },
        list(polygons),
    )


def _frame(columns: dict[str, Any], geometry: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=crs.GEOGRAPHIC_CRS)
