"""The online source of districts, on rows as Overture gives them: names and ids recorded, shapes made up."""

import json
import sys
import types
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
import shapely

from geo.border import overture, sources
from geo.core.errors import SourceError

FIXTURE = Path(__file__).parent / "fixtures" / "overture_counties.json"


@pytest.fixture
def recorded():
    tables = json.loads(FIXTURE.read_text("utf-8"))["counties"]
    for rows in tables.values():
        for row in rows:
            row["geometry"] = shapely.to_wkb(shapely.box(*row.pop("box")))
            # Arrow gives a map column as a list of pairs.
            row["names"]["common"] = list(row["names"]["common"].items())
    return tables


@pytest.fixture
def few():
    """Return the rows of our table for the recorded districts."""
    table = sources.read_districts()
    return table[table.district_id.isin(["tj-panj", "tj-jayhun", "af-imam-sahib", "af-maymay"])]


def test_districts_are_matched_by_region_and_english_name(recorded, few):
    shapes, matched = overture.match_districts(recorded, few)
    ids = dict(zip(matched.district_id, matched.source_id, strict=True))
    assert ids["tj-panj"] == "c3dc48e2-0bcf-4237-801a-ec8655c4143b"
    assert ids["af-imam-sahib"] == "161e61b7-66cb-4fdb-bc16-c270c25b52e4"
    assert shapes["TJ"][ids["tj-jayhun"]].bounds == (68.4, 37.2, 69.0, 37.5)
    assert shapes["AF"][ids["af-maymay"]].geom_type == "Polygon"


def test_a_city_that_is_no_district_is_left_to_the_district_around_it(recorded, few):
    shapes, _ = overture.match_districts(recorded, few)
    assert "cbcb1e15-61bc-402b-91ff-dbabf9634fc8" not in shapes["TJ"]


def test_afghan_districts_of_other_provinces_are_kept_for_the_coverage(recorded, few):
    shapes, _ = overture.match_districts(recorded, few)
    assert len(shapes["AF"]) == 3


def test_a_name_that_overture_does_not_have_is_named(recorded, few):
    few = few.assign(overture_name=few.overture_name.replace("Panj District", "Panj"))
    with pytest.raises(SourceError, match=r"no division named Panj \(TJ-KT\)"):
        overture.match_districts(recorded, few)


def test_every_district_has_a_name_to_match_by():
    table = sources.read_districts()
    keys = pd.Series(list(zip(table.region_id, table.overture_name, strict=True)))
    assert keys.is_unique
    assert set(table.region_id) == set(overture.REGION_CODES)


class _Counties:
    def __init__(self, table):
        self._table = table

    def counties(self):
        return self

    def to_arrow_table(self):
        if isinstance(self._table, Exception):
            raise self._table
        return self._table


def _fake_wkls(monkeypatch, table):
    module = types.ModuleType("wkls")
    module.tj = _Counties(table)
    module.overture_version = lambda: "2026-09-23.0"
    monkeypatch.setitem(sys.modules, "wkls", module)


def test_counties_are_fetched_with_the_release(monkeypatch, recorded):
    rows = recorded["TJ"]
    kinds = pa.struct([("primary", pa.string()), ("common", pa.map_(pa.string(), pa.string()))])
    table = pa.table(
        {
            "id": [row["id"] for row in rows],
            "country": ["TJ"] * len(rows),
            "region": [row["region"] for row in rows],
            "names": pa.array([row["names"] for row in rows], kinds),
            "geometry": [row["geometry"] for row in rows],
        }
    )
    _fake_wkls(monkeypatch, table)
    fetched, version = overture.fetch_counties("TJ")
    assert version == "2026-09-23.0"
    assert fetched == rows


def test_without_the_package_the_message_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "wkls", None)
    with pytest.raises(SourceError, match="pip install wkls"):
        overture.fetch_counties("TJ")


def test_without_internet_the_message_says_so(monkeypatch):
    _fake_wkls(monkeypatch, ConnectionError("Failed to list Overture Maps releases from S3\nmore"))
    with pytest.raises(SourceError, match=r"cannot be reached \(Failed to list .* S3\); without internet use"):
        overture.fetch_counties("TJ")
