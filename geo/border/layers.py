"""Load the shipped layers: verified against the manifest, CRS-checked, each read once a process.

Callers share what `load` returns and must not change it.
"""

from functools import lru_cache
from pathlib import Path

import geopandas as gpd

from geo.core import crs, manifest
from geo.core.errors import DataIntegrityError
from geo.core.settings import settings

NAMES = ("border", "countries", "regions", "districts", "segments")


def load(name: str) -> gpd.GeoDataFrame:
    """Return a layer in EPSG:4326; rows keep the order of the file, which other arrays index into.

    Parameters
    ----------
    name
        One of NAMES.

    Raises
    ------
    DataIntegrityError
        There is no such layer, or its file is not the one that the manifest describes.
    CrsError
        The layer is not in EPSG:4326.
    """
    if name not in NAMES:
        msg = f"there is no layer {name!r}, expected one of {', '.join(NAMES)}"
        raise DataIntegrityError(msg)
    return _load(name, settings().data_dir)


@lru_cache(maxsize=2 * len(NAMES))
def _load(name: str, data_dir: Path) -> gpd.GeoDataFrame:
    key = f"layers/{name}.parquet"
    frame = crs.require_crs(gpd.read_parquet(manifest.verified(key, data_dir)))
    rows = manifest.load(data_dir)[key].rows
    if rows != len(frame):
        msg = f"{key} has {len(frame)} rows, its manifest entry says {rows}: get the project's data again"
        raise DataIntegrityError(msg)
    return frame
