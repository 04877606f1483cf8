"""The online source of districts: Overture Maps through the optional package wkls.

The outlines stay those of `geo.border.sources`; only the districts come from Overture, in full resolution.
"""

import datetime as dt
import importlib
from typing import Any

import pandas as pd
import shapely

from geo.border import sources
from geo.core import vocab
from geo.core.errors import SourceError
from geo.core.manifest import Origin

# geo's region ids and Overture's region codes (ISO 3166-2).
REGION_CODES = {
    "tj-sughd": "TJ-SU",
    "tj-drs": "TJ-RA",
    "tj-khatlon": "TJ-KT",
    "tj-gbao": "TJ-GB",
    "af-balkh": "AF-BAL",
    "af-kunduz": "AF-KDZ",
    "af-takhar": "AF-TAK",
    "af-badakhshan": "AF-BDS",
}


def read_sources() -> sources.Sources:
    """Read the installed outlines, and the districts from Overture Maps (needs internet).

    Raises
    ------
    SourceError
        wkls is not installed, Overture cannot be reached, or a district is missing there.
    """
    districts = sources.read_districts()
    tables = {}
    version = ""
    for country in vocab.COUNTRIES:
        rows, version = fetch_counties(country)
        tables[country] = rows
    shapes, districts = match_districts(tables, districts)
    origin = Origin(
        name="Overture Maps, divisions",
        url="https://overturemaps.org/",
        version=version,
        licence="ODbL-1.0",
        attribution="Districts: Overture Maps Foundation, (c) OpenStreetMap contributors, ODbL 1.0",
        retrieved=dt.date.today().isoformat(),
    )
    return sources.Sources(
        outlines=sources.read_outlines(),
        shapes=shapes,
        districts=districts,
        origins=(sources.OUTLINE_ORIGIN, origin),
        tolerance_deg=0.0,
    )


def fetch_counties(country: str) -> tuple[list[dict[str, Any]], str]:
    """Fetch the rows of a country's second-level divisions, and the release they are from.

    Raises
    ------
    SourceError
        wkls is not installed, or Overture cannot be reached.
    """
    try:
        wkls = importlib.import_module("wkls")
    except ImportError as err:
        msg = "--source overture needs the package wkls and internet access: pip install wkls"
        raise SourceError(msg) from err
    try:
        table = getattr(wkls, country.lower()).counties().to_arrow_table()
        return table.select(["id", "region", "names", "geometry"]).to_pylist(), str(wkls.overture_version())
    except (OSError, RuntimeError) as err:
        reason = str(err).splitlines()[0]
        msg = f"Overture Maps cannot be reached ({reason}); without internet use --source packages"
        raise SourceError(msg) from err


def match_districts(
    tables: dict[str, list[dict[str, Any]]], districts: pd.DataFrame
) -> tuple[dict[str, dict[str, shapely.Geometry]], pd.DataFrame]:
    """Match Overture's divisions to our districts by region and English name.

    Parameters
    ----------
    tables
        Country code -> rows {id, region, names, geometry (WKB)}.
    districts
        The table of `sources.read_districts`.

    Returns
    -------
    tuple
        Country code -> polygons by Overture id, and the table with these ids as source_id. Tajik divisions that are
        no districts of ours (Khujand, Guliston, Buston) are left out: the district around each takes its land.

    Raises
    ------
    SourceError
        A district has no division of its name.
    """
    found = {(row["region"], _english(row["names"])): row for rows in tables.values() for row in rows}
    keys = [(REGION_CODES[r], n) for r, n in zip(districts.region_id, districts.overture_name, strict=True)]
    missing = [f"{name} ({region})" for region, name in keys if (region, name) not in found]
    if missing:
        msg = f"Overture has no division named {', '.join(missing)}: its names have changed, mend districts.csv"
        raise SourceError(msg)
    matched = districts.assign(source_id=[found[key]["id"] for key in keys])
    wanted = set(matched.source_id)
    shapes = {
        country: {row["id"]: _polygon(row) for row in rows if country != "TJ" or row["id"] in wanted}
        for country, rows in tables.items()
    }
    return shapes, matched


def _english(names: dict[str, Any]) -> str:
    """Return the English name, else the primary one; Arrow gives a map as pairs."""
    common = dict(names.get("common") or ())
    return str(common.get("en") or names["primary"])


def _polygon(row: dict[str, Any]) -> shapely.Geometry:
    return shapely.from_wkb(bytes(row["geometry"]))
