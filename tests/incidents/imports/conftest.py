"""Rows of other data sets, all invented in the form of the real ones; no event here happened."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from geo.core.model import Casualties, Count, DateSpan, Incident, Party, Source
from geo.incidents import dataset
from geo.incidents.imports import acled, importer, ucdp
from geo.places import gazetteer
from geo.places.placement import place_placement, placement_of
from geo.store.store import Store

# A village of Hamadoni district on the river, in the segment hamadoni--darqad, and what lies there.
LON, LAT = 69.6, 37.6
ACLED_ROW = {
    "event_id_cnty": "TAJ9001",
    "event_date": "26 November 1993",
    "year": "1993",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Tajikistan (1992-) Border Guards",
    "inter1": "1",
    "actor2": "Unidentified Armed Group (Tajikistan)",
    "inter2": "3",
    "interaction": "13",
    "iso": "762",
    "region": "Caucasus and Central Asia",
    "country": "Tajikistan",
    "admin1": "Khatlon",
    "admin2": "Hamadoni",
    "location": "Invented Ford",
    "latitude": str(LAT),
    "longitude": str(LON),
    "geo_precision": "1",
    "source": "Invented Gazette; Radio Nowhere",
    "source_scale": "National",
    "notes": "On 26 November 1993, invented guards fought invented men at a ford.",
    "fatalities": "3",
    "timestamp": "754790400",
}
UCDP_ROW = {
    "id": "900001",
    "relid": "TAJ-1993-1-900-1",
    "year": "1993",
    "type_of_violence": "1",
    "conflict_name": "Tajikistan: Invented",
    "side_a": "Government of Tajikistan",
    "side_b": "Invented Front",
    "number_of_sources": "2",
    "source_article": "Invented Gazette,1993-11-28,Guards fight at a ford",
    "source_office": "Invented Gazette;Radio Nowhere",
    "source_date": "1993-11-27;1993-11-28",
    "source_headline": "Guards fight at a ford",
    "where_prec": "1",
    "where_coordinates": "Invented Ford",
    "adm_1": "Khatlon",
    "adm_2": "Hamadoni",
    "latitude": str(LAT),
    "longitude": str(LON),
    "country": "Tajikistan",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "1993-11-26 00:00:00.000",
    "date_end": "1993-11-26 00:00:00.000",
    "deaths_a": "1",
    "deaths_b": "2",
    "deaths_civilians": "0",
    "deaths_unknown": "0",
    "best": "3",
    "high": "5",
    "low": "2",
}


@pytest.fixture
def acled_row():
    return lambda **cells: dict.fromkeys(acled.COLUMNS, "") | ACLED_ROW | cells


@pytest.fixture
def ucdp_row():
    return lambda **cells: dict.fromkeys(ucdp.COLUMNS, "") | UCDP_ROW | cells


@pytest.fixture
def write_csv(tmp_path):
    def write(rows, *, delimiter=",", encoding="utf-8", name="rows.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def read():
    return lambda path, form, **options: list(importer.read(path, form, **options))


@pytest.fixture
def empty_store(tmp_path, monkeypatch):
    """Give a store that holds no shipped incidents."""
    monkeypatch.setattr(dataset, "load", lambda: ())
    with Store(tmp_path / "empty.db") as store:
        yield store


def _incident(name, start, end=None, *, precision, place, kind, **more):
    first = dt.date.fromisoformat(start) if start else None
    date = DateSpan(start=first, end=dt.date.fromisoformat(end) if end else first, precision=precision)
    return Incident(id=name, summary=f"Invented: {name}.", date=date, place=place, kind=kind, **more)


@pytest.fixture(scope="session")
def invented():
    """Seven incidents, far apart in time, that between them use every class and part that a row can carry."""
    listed = gazetteer.load()
    village = next(
        place for place in listed if place.placetype == "settlement" and place.country == "TJ" and place.segments
    )
    sources = (
        Source(outlet="Invented Gazette", url="https://example.org/a", published=dt.date(1994, 6, 3)),
        Source(outlet="Radio Nowhere", published=dt.date(1994, 6, 4)),
    )
    parties = (Party(id="tajik_border_guards", label="border guards"), Party(id="smugglers", label="four smugglers"))
    return (
        _incident("village", "1994-06-01", precision="day", place=place_placement(village), kind="smuggling_clash",
                  bank="TJ", killed=Casualties(low=3, best=4, high=6, security=1, attackers=3), parties=parties,
                  wounded=Count(best=2), sources=sources),
        _incident("near", "1994-08-01", "1994-08-03", precision="days", bank="TJ", kind="drone_attack",
                  place=place_placement(village, precision_class="near"),
                  killed=Casualties(low=2), sources=sources),
        _incident("district", "1995-01-02", "1995-01-08", precision="week", kind="kidnapping", bank="AF",
                  place=placement_of("af-chah-ab"), detained=Count(low=1, best=2, high=2), sources=sources[1:]),
        _incident("region", "1995-05-01", "1995-05-31", precision="month", place=placement_of("tj-gbao"),
                  kind="detention", bank="TJ", detained=Count(best=5), sources=sources),
        _incident("border", "1996-03-01", "1996-05-31", precision="season", place=placement_of("border"), kind="mine",
                  killed=Casualties(best=1, civilians=1), sources=sources),
        _incident("unsaid", "1997-02-05", precision="day", place=placement_of("tj-farkhor"), kind="cross_border_fire",
                  bank="TJ", sources=sources),
        _incident("flight", "1998-07-01", precision="day", place=placement_of("tj-shamsiddin-shohin"),
                  kind="refugee_crossing", bank="TJ", killed=Casualties(low=0, best=0, high=0), sources=sources),
    )  # fmt: skip
