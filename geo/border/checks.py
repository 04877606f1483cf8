"""What the layers of a build must hold before they are written."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from geo.core import crs
from geo.core.errors import SourceError

EXPECTED_KM = 1_344.0
_LENGTH_TOLERANCE_KM = 0.1
_SUM_TOLERANCE_KM = 1e-6
_AREA_TOLERANCE = 1e-4
_EDGE_TOLERANCE_M = 1.0
_FRONTAGE_TOLERANCE_KM = 1.5
# A degree of longitude at the equator: no degree is longer here.
_DEGREE_M = 111_320.0
# The line is compared at its vertices and at points this far apart.
_STEP_DEG = 1e-3


@dataclass(frozen=True, slots=True)
class BuiltLayers:
    """The layers of a build, EPSG:4326; the columns of each are those of the shipped file."""

    border: gpd.GeoDataFrame
    countries: gpd.GeoDataFrame
    regions: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    segments: gpd.GeoDataFrame


def check_layers(
    layers: BuiltLayers, outlines: dict[str, shapely.Geometry], frontage: pd.DataFrame | None = None
) -> None:
    """Refuse layers that break a promise.

    Parameters
    ----------
    layers
        What was built.
    outlines
        Country code -> outline that the districts fill; those of Afghanistan only lie within it.
    frontage
        Columns district_id, km_from, km_to, measured independently; None to leave the comparison out.

    Raises
    ------
    SourceError
        With every problem found.
    """
    problems = [*_line_problems(layers), *_id_problems(layers), *_district_problems(layers, outlines)]
    if frontage is not None:
        problems += _frontage_problems(layers.districts, frontage)
    if problems:
        msg = "the layers are not as they should be: " + "; ".join(problems)
        raise SourceError(msg)


def _line_problems(layers: BuiltLayers) -> Iterator[str]:
    length = crs.line_length_m(layers.border.geometry.iloc[0]) / 1000
    if abs(length - EXPECTED_KM) > _LENGTH_TOLERANCE_KM:
        yield f"the border line is {length:.2f} km long, expected {EXPECTED_KM} km"
    total = float(layers.segments.length_km.sum())
    if abs(total - length) > _SUM_TOLERANCE_KM:
        yield f"the segments' lengths sum to {total:.6f} km, the line has {length:.6f} km"
    if not (layers.segments.km_from.to_numpy()[1:] == layers.segments.km_to.to_numpy()[:-1]).all():
        yield "the segments do not follow each other along the line"
    strips = layers.segments.geometry.to_numpy()
    if shapely.is_empty(strips).any() or not shapely.is_valid(strips).all() or not shapely.coverage_is_valid(strips):
        yield "the segments' polygons are empty, overlap or do not share their edges"


def _id_problems(layers: BuiltLayers) -> Iterator[str]:
    for name in ("district", "segment", "region"):
        ids = getattr(layers, f"{name}s")[f"{name}_id"]
        if not ids.is_unique:
            yield f"two {name}s have one id: {', '.join(sorted(set(ids[ids.duplicated()])))}"


def _district_problems(layers: BuiltLayers, outlines: dict[str, shapely.Geometry]) -> Iterator[str]:
    line = layers.border.geometry.iloc[0]
    for country, group in layers.districts.groupby("country"):
        polygons = group.geometry.to_numpy()
        if not shapely.is_valid(polygons).all() or not shapely.coverage_is_valid(polygons):
            yield f"the districts of {country} overlap or do not share their edges"
            continue
        union, outline = shapely.coverage_union_all(polygons), outlines[str(country)]
        # The whole of Tajikistan is covered; of Afghanistan nothing may lie outside.
        differs = union.symmetric_difference(outline) if country == "TJ" else union.difference(outline)
        if differs.area > _AREA_TOLERANCE * outline.area:
            yield f"the districts of {country} differ from its outline by {differs.area / outline.area:.4%} of its area"
        edge = union.boundary
        shapely.prepare(edge)
        points = shapely.points(shapely.get_coordinates(shapely.segmentize(line, _STEP_DEG)))
        off = points[~shapely.dwithin(edge, points, _EDGE_TOLERANCE_M / _DEGREE_M)]
        if off.size:
            away = shapely.distance(edge, off).max() * _DEGREE_M
            yield f"the districts of {country} lie up to {away:.1f} m away from the border line"


def _frontage_problems(districts: gpd.GeoDataFrame, frontage: pd.DataFrame) -> Iterator[str]:
    both = frontage.merge(districts, on="district_id", how="outer", suffixes=("_measured", ""))
    both = both[both.km_from.notna() | both.km_from_measured.notna()]
    for row in both.itertuples():
        for end in ("km_from", "km_to"):
            found, expected = getattr(row, end), getattr(row, f"{end}_measured")
            if not abs(found - expected) <= _FRONTAGE_TOLERANCE_KM:
                yield f"{row.district_id} has {end} {found:.1f}, measured {expected:.1f}"
