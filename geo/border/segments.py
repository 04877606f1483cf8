"""The border segments: their order, which one is at a point, and how districts and regions share in them."""

from functools import lru_cache

import numpy as np

from geo.border import join, layers
from geo.core import crs
from geo.core.errors import UnknownPlaceError
from geo.core.model import SegmentShare
from geo.core.settings import settings


def segment_ids() -> tuple[str, ...]:
    """List the segments' ids, west to east; the order of the layer's rows."""
    return tuple(layers.load("segments").segment_id)


def segment_at(lon: float, lat: float) -> str | None:
    """Return the id of the segment whose strip holds a point, None if it lies in none.

    Raises
    ------
    CoordinateError
        Not a number, out of range, or lon and lat look swapped.
    """
    crs.check_lonlat(lon, lat)
    row = join.join_points(np.array([lon]), np.array([lat])).segment[0]
    return None if row < 0 else segment_ids()[row]


def shares_of_district(district_id: str) -> tuple[SegmentShare, ...]:
    """Return the segments that a district fronts on, west to east, with shares by frontage that sum to 1.

    A district without frontage has none.

    Raises
    ------
    UnknownPlaceError
        No district has this id.
    """
    return _shares("district", district_id, str(settings().data_dir))


def shares_of_region(region_id: str) -> tuple[SegmentShare, ...]:
    """Return the segments that a region's districts front on, west to east, with shares by frontage that sum to 1.

    Raises
    ------
    UnknownPlaceError
        No region has this id.
    """
    return _shares("region", region_id, str(settings().data_dir))


@lru_cache(maxsize=512)
def _shares(level: str, place_id: str, _data_dir: str) -> tuple[SegmentShare, ...]:
    districts, regions = layers.load("districts"), layers.load("regions")
    if level == "district":
        members = set(districts.district_id[districts.district_id == place_id])
        known = bool(members)
    else:
        members = set(districts.district_id[districts.region_id == place_id])
        known = place_id in set(regions.region_id)
    if not known:
        msg = f"there is no {level} {place_id!r}: the layer {level}s lists the ids"
        raise UnknownPlaceError(msg)
    frame = layers.load("segments")
    fronting = frame[frame.tj_district_id.isin(members) | frame.af_district_id.isin(members)]
    total = float(fronting.length_km.sum())
    return tuple(
        SegmentShare(id=key, share=float(length) / total)
        for key, length in zip(fronting.segment_id, fronting.length_km, strict=True)
    )
