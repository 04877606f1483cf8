"""Tell what lies at a coordinate: country, region, district, segment, chainage, bank.

`join_points` answers for arrays, `locate` for one point. Indices point into the rows of the layers of
`geo.border.layers`; -1 is none. Of Afghanistan only the four provinces on the border have districts and regions.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.border import layers
from geo.border.areas import AreaIndex
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
    return locate_points(np.array([lon]), np.array([lat]))[0]


def locate_points(lon: crs.FloatArray, lat: crs.FloatArray) -> list[Location]:
    """Tell what lies at each of many checked coordinates, as `locate` does for one.

    Raises
    ------
    CoordinateError
        The arrays differ in length, or hold something that is not a finite number.
    """
    found = join_points(lon, lat)
    districts, regions = layers.load("districts"), layers.load("regions")
    columns = (
        _pick(regions.name, found.region),
        _pick(regions.region_id, found.region),
        _pick(districts.name, found.district),
        _pick(districts.district_id, found.district),
        _pick(layers.load("segments").segment_id, found.segment),
    )
    located = []
    for i, (region, region_id, district, district_id, segment) in enumerate(zip(*columns, strict=True)):
        if found.bank[i] < 0:
            located.append(Location(lon=float(lon[i]), lat=float(lat[i])))
            continue
        country = BANKS[found.bank[i]]
        located.append(
            Location(
                lon=float(lon[i]),
                lat=float(lat[i]),
                country=country,
                region=region,
                region_id=region_id,
                district=district,
                district_id=district_id,
                segment=segment,
                chainage_km=round(float(found.chainage_km[i]), 3),
                offset_km=round(float(found.offset_km[i]), 3),
                bank=country,
            )
        )
    return located


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
    district = area_index("districts").rows(lon, lat)
    segment = area_index("segments").rows(lon, lat)
    parents = _parents(str(settings().data_dir))
    region, bank = parents[0][district], parents[1][district]
    rest = np.flatnonzero(bank < 0)
    bank[rest] = area_index("countries").rows(lon[rest], lat[rest])
    km, offset = np.full(lon.size, np.nan), np.full(lon.size, np.nan)
    here = bank >= 0
    if here.any():
        km[here], offset[here] = border_line().chainage(lon[here], lat[here])
    return JoinedPoints(district=district, region=region, segment=segment, bank=bank, chainage_km=km, offset_km=offset)


def area_index(layer: str) -> AreaIndex:
    """Return the polygons of a layer ready for questions, made once a process."""
    return _made_index(layer, str(settings().data_dir))


@lru_cache(maxsize=8)
def _made_index(layer: str, _data_dir: str) -> AreaIndex:
    return AreaIndex(layers.load(layer).geometry.to_numpy())


@lru_cache(maxsize=2)
def _parents(_data_dir: str) -> tuple[IndexArray, npt.NDArray[np.int8]]:
    """Row of the region and code of the bank of each district; one more at the end, which -1 finds, for none."""
    districts = layers.load("districts")
    regions = list(layers.load("regions").region_id)
    region = [regions.index(key) for key in districts.region_id]
    bank = [BANKS.index(code) for code in districts.country]
    return np.array([*region, -1], dtype=np.int16), np.array([*bank, -1], dtype=np.int8)


def _pick(values: pd.Series, rows: npt.NDArray[np.integer[Any]]) -> list[str | None]:
    # The one more at the end is what -1 finds.
    with_none = np.array([*values, None], dtype=object)
    return list(with_none[rows])
