"""Coordinate reference systems and geodesics; the only file that names CRS codes.

Lengths are geodesics on the WGS 84 ellipsoid. Areas and buffers use an equal-area projection centred on the border,
where the scale error over the border zone stays under 0.1 %.
"""

import re
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from geo.core.errors import CoordinateError, CrsError

GEOGRAPHIC_CRS = "EPSG:4326"
# Lambert azimuthal equal-area on the middle of the border line.
METRIC_CRS = "+proj=laea +lat_0=37.8 +lon_0=71.3 +datum=WGS84 +units=m +no_defs"
GEOD = pyproj.Geod(ellps="WGS84")
_TO_METRIC = pyproj.Transformer.from_crs(GEOGRAPHIC_CRS, METRIC_CRS, always_xy=True)

# Tajikistan and Afghanistan with a wide margin: a pair that fits only after swapping was swapped.
_LON_RANGE = (60.0, 76.0)
_LAT_RANGE = (29.0, 42.0)

# "EPSG:32642", "urn:ogc:def:crs:EPSG::32642", "http://www.opengis.net/def/crs/EPSG/0/32642", and CRS84 as OGC's.
_CRS_NAME = re.compile(r"(?:.*[:/])?(?P<authority>EPSG|OGC)(?:[:/][\d.]*)?[:/](?P<code>CRS84|\d{4,6})", re.IGNORECASE)

FloatArray = npt.NDArray[np.float64]
ToLonLat = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]


def require_crs(frame: gpd.GeoDataFrame, crs: str = GEOGRAPHIC_CRS) -> gpd.GeoDataFrame:
    """Return the frame if it is in this CRS.

    Raises
    ------
    CrsError
        The frame has no CRS or another one.
    """
    if frame.crs is None or not frame.crs.equals(pyproj.CRS(crs)):
        msg = f"the layer's CRS is {frame.crs and frame.crs.to_string()!r}, expected {crs!r}: reproject it first"
        raise CrsError(msg)
    return frame


def check_lonlat(lon: float, lat: float) -> None:
    """Refuse a coordinate that cannot be, or that looks swapped.

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84.

    Raises
    ------
    CoordinateError
        Not finite, out of range, or in range for the region only with lon and lat exchanged; the message says which.
    """
    for name, value, limit in (("lon", lon, 180.0), ("lat", lat, 90.0)):
        if not np.isfinite(value):
            msg = f"{name} is {value!r}, expected a finite number of degrees"
            raise CoordinateError(msg)
        if abs(value) > limit and not _is_swapped(lon, lat):
            msg = f"{name} is {value!r}, expected between -{limit:g} and {limit:g} degrees"
            raise CoordinateError(msg)
    if _is_swapped(lon, lat):
        msg = f"lon {lon!r} and lat {lat!r} look swapped: Tajikistan and Afghanistan lie near lon 70, lat 37"
        raise CoordinateError(msg)


def to_metric(geometries: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Project geometries from EPSG:4326 to METRIC_CRS (metres)."""
    return shapely.transform(geometries, _project)  # type: ignore[no-any-return]


def to_geographic(geometries: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Project geometries from METRIC_CRS (metres) to EPSG:4326."""
    return shapely.transform(geometries, _unproject)  # type: ignore[no-any-return]


def project_lonlat(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Project arrays of degrees to METRIC_CRS metres (x, y)."""
    x, y = _TO_METRIC.transform(lon, lat)
    return np.asarray(x), np.asarray(y)


def unproject_xy(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Turn arrays of METRIC_CRS metres back into degrees (lon, lat)."""
    lon, lat = _TO_METRIC.transform(x, y, direction="INVERSE")
    return np.asarray(lon), np.asarray(lat)


def to_lonlat(name: str) -> ToLonLat:
    """Return what turns coordinates (x, y) of a CRS into degrees (lon, lat) on WGS 84.

    Parameters
    ----------
    name
        Its code, as "EPSG:32642" or the URN or address of it; x is east and y north whatever its own order of axes.

    Raises
    ------
    CrsError
        The name is no code, or there is no such CRS.
    """
    match = _CRS_NAME.fullmatch(name.strip())
    if match is None:
        msg = f"{name!r} is no code of a CRS: expected one like 'EPSG:32642'"
        raise CrsError(msg)
    try:
        source = pyproj.CRS.from_authority(match["authority"].upper(), match["code"].upper())
        transformer = pyproj.Transformer.from_crs(source, GEOGRAPHIC_CRS, always_xy=True)
    except pyproj.exceptions.ProjError as err:
        msg = f"there is no CRS {name!r}: expected a code like 'EPSG:32642'"
        raise CrsError(msg) from err

    def convert(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        lon, lat = transformer.transform(x, y)
        return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)

    return convert


def line_length_m(line: shapely.LineString) -> float:
    """Geodesic length (m) of a line in EPSG:4326."""
    return float(GEOD.geometry_length(line))


def area_km2(geometry: shapely.Geometry) -> float:
    """Geodesic area (square kilometres, positive) of a geometry in EPSG:4326."""
    return abs(float(GEOD.geometry_area_perimeter(geometry)[0])) / 1e6


def _project(coords: FloatArray) -> FloatArray:
    x, y = _TO_METRIC.transform(coords[:, 0], coords[:, 1])
    return np.column_stack([x, y])


def _unproject(coords: FloatArray) -> FloatArray:
    lon, lat = _TO_METRIC.transform(coords[:, 0], coords[:, 1], direction="INVERSE")
    return np.column_stack([lon, lat])


def _is_swapped(lon: float, lat: float) -> bool:
    fits = _LON_RANGE[0] <= lon <= _LON_RANGE[1] and _LAT_RANGE[0] <= lat <= _LAT_RANGE[1]
    fits_swapped = _LON_RANGE[0] <= lat <= _LON_RANGE[1] and _LAT_RANGE[0] <= lon <= _LAT_RANGE[1]
    return fits_swapped and not fits
