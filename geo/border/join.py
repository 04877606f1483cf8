"""Tell what lies at a coordinate: country, region, district, segment, chainage, bank.

`join_points` answers for arrays, `locate` for one point. Indices point into the rows of the layers of
`geo.border.layers`; -1 is none. Of Afghanistan only the four provinces on the border have districts and regions.
"""

from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.border import layers
from geo.border.line import border_line
from geo.core import crs, vocab
from geo.core.errors import CoordinateError
from geo.core.model import Location
from geo.core.settings import settings

# Codes of JoinedPoints.bank; -1 is neither country.
BANKS = tuple(vocab.COUNTRIES)

IndexArray = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class JoinedPoints:
    """What lies at each of many points; every array has one value a point.

    Attributes
    ----------
    district, region, segment
        Row in the layer of that name, -1 if none.
    bank
        Index into BANKS, -1 outside both countries.
    chainage_km, offset_km
        Where along the border line the nearest point lies, and how far it is; NaN outside both countries.
    """

    district: IndexArray
    region: IndexArray
    segment: IndexArray
    bank: npt.NDArray[np.int8]
    chainage_km: crs.FloatArray
    offset_km: crs.FloatArray


def locate(lon: float, lat: float) -> Location:
    """Tell what lies at a coordinate.

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84.

    Returns
    -------
    Location
        Outside both countries every field but lon and lat is None. Within Afghanistan but outside the four provinces
        on the border, region and district are None.

    Raises
    ------
    CoordinateError
        Not a number, out of range, or lon and lat look swapped.
    """
    crs.check_lonlat(lon, lat)
    found = join_points(np.array([lon]), np.array([lat]))
    if found.bank[0] < 0:
        return Location(lon=lon, lat=lat)
    district = _row(layers.load("districts"), found.district[0])
    region = _row(layers.load("regions"), found.region[0])
    segment = _row(layers.load("segments"), found.segment[0])
    country = BANKS[found.bank[0]]
    return Location(
        lon=lon,
        lat=lat,
        country=country,
        region=region.get("name"),
        region_id=region.get("region_id"),
        district=district.get("name"),
        district_id=district.get("district_id"),
        segment=segment.get("segment_id"),
        chainage_km=round(float(found.chainage_km[0]), 3),
        offset_km=round(float(found.offset_km[0]), 3),
        bank=country,
    )


def join_points(lon: npt.ArrayLike, lat: npt.ArrayLike) -> JoinedPoints:
    """Tell what lies at each of many points, in one pass.

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84, of equal length.

    Raises
    ------
    CoordinateError
        The arrays differ in length, or hold something that is not a finite number.
    """
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    if lon.shape != lat.shape or lon.ndim != 1:
        msg = f"lon has shape {lon.shape} and lat {lat.shape}, expected two arrays of one length"
        raise CoordinateError(msg)
    bad = np.flatnonzero(~(np.isfinite(lon) & np.isfinite(lat)))
    if bad.size:
        msg = f"point {bad[0]} of {lon.size} has lon {lon[bad[0]]} and lat {lat[bad[0]]}, expected finite degrees"
        raise CoordinateError(msg)
    points = shapely.points(lon, lat)
    district = _within(points, "districts")
    region = np.append(_region_of_district(str(settings().data_dir)), np.int16(-1))[district]
    bank = _within(points, "countries").astype(np.int8)
    segment = _within(points, "segments")
    km, offset = np.full(lon.size, np.nan), np.full(lon.size, np.nan)
    here = bank >= 0
    if here.any():
        km[here], offset[here] = border_line().chainage(lon[here], lat[here])
    return JoinedPoints(district=district, region=region, segment=segment, bank=bank, chainage_km=km, offset_km=offset)


def _within(points: npt.NDArray[np.object_], layer: str) -> IndexArray:
    """Find the row of a layer that each point lies in or on; of two that share an edge, the first."""
    found = shapely.STRtree(layers.load(layer).geometry.to_numpy()).query(points, predicate="intersects")
    row = np.full(len(points), np.iinfo(np.int16).max, dtype=np.int16)
    np.minimum.at(row, found[0], found[1].astype(np.int16))
    return np.where(row == np.iinfo(np.int16).max, np.int16(-1), row)


@lru_cache(maxsize=2)
def _region_of_district(_data_dir: str) -> IndexArray:
    ids = list(layers.load("regions").region_id)
    return np.array([ids.index(key) for key in layers.load("districts").region_id], dtype=np.int16)


def _row(frame: gpd.GeoDataFrame, row: int) -> dict[str, str]:
    return {} if row < 0 else frame.drop(columns="geometry").iloc[row].to_dict()
