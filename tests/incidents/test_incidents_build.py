import dataclasses
import datetime as dt
import json

import pytest

from geo.core import model
from geo.core.errors import DataIntegrityError, RecordError
from geo.core.model import Casualties, DateSpan
from geo.incidents import build, checks, dataset

LINE = {
    "id": "2025-01-02-kavo",
    "summary": "Invented: shots near Kavo.",
    "date": {"start": "2025-01-02", "end": "2025-01-02", "precision": "day"},
    "place": {
        "country": "TJ",
        "region_id": "tj-khatlon",
        "district_id": "tj-shamsiddin-shohin",
        "geocode": "Kavo village, Shamsiddin Shohin district, Khatlon",
    },
    "kind": "shooting",
    "bank": "TJ",
    "killed": {"low": 1, "best": 2, "high": 2, "security": 2},
    "sources": [{"outlet": "Invented", "url": "https://example.org/1", "published": "2025-01-03"}],
}


def _compile(**changes):
    record = {**LINE, **changes}
    return build.compile_lines([json.dumps({key: value for key, value in record.items() if value is not None})])


def test_a_line_becomes_a_placed_incident():
    (incident,) = _compile()
    assert (incident.place.settlement, incident.place.precision_class) == ("Kavo", "settlement")
    assert incident.date.start == dt.date(2025, 1, 2)
    assert incident.killed.high == 2
    assert incident.place.candidates == ()


@pytest.mark.parametrize(
    ("place", "precision", "district"),
    [
        ({"country": "TJ", "region_id": "tj-khatlon", "district_id": "tj-hamadoni"}, "district", "tj-hamadoni"),
        ({"country": "TJ", "region_id": "tj-khatlon"}, "region", None),
        ({"country": "TJ", "region_id": "tj-khatlon", "place_id": "pw-shuroobod-detachment"}, "region", None),
        ({"country": "TJ"}, "border", None),
        ({}, "border", None),
    ],
)
def test_a_place_is_no_closer_than_is_known(place, precision, district):
    (incident,) = _compile(place=place)
    assert (incident.place.precision_class, incident.place.district_id) == (precision, district)
    assert incident.place.country == place.get("country")
    assert sum(share.share for share in incident.place.segments) == pytest.approx(1, abs=1e-3)


def test_undated_line_keeps_its_partial_date():
    (incident,) = _compile(date={"partial": "--01-23", "precision": "day"})
    assert (incident.date.start, incident.date.partial) == (None, "--01-23")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"place": {**LINE["place"], "district_id": "tj-hamadoni"}}, "the line says 'tj-hamadoni'"),
        ({"place": {**LINE["place"], "country": "AF"}}, "placed in country 'TJ', the line says 'AF'"),
        ({"place": {**LINE["place"], "geocode": "Hamadoni district, Khatlon", "district_id": "tj-hamadoni"}},
         "placed no closer than 'Hamadoni': leave geocode out"),
        ({"place": {"country": "TJ", "town": "Kavo"}}, "town"),
        ({"place": "Kavo"}, "place and date must be objects"),
        ({"summary": None}, "summary"),
        ({"kind": "quarrel"}, "kind: 'quarrel' is not one of"),
        ({"killed": {"low": 3, "best": 2}}, r"killed: low, best, high \[3, 2\] do not rise"),
        ({"killed": {"low": 1, "best": 1, "high": 1, "attackers": 2}}, "the sides sum to 2, more than the total 1"),
        ({"killed": {"best": -1}}, "below 0"),
        ({"date": {"start": "2025-01-02", "end": "2025-01-01", "precision": "days"}}, "is after end"),
        ({"date": {"start": "2025-01-01", "end": "2025-01-09", "precision": "days"}}, "9 days do not fit"),
        ({"date": {"start": "2025-01-01"}}, "start and end must both be given"),
        ({"date": {"start": "2025-01-32"}}, "invalid value|isoformat|day"),
        ({"date": {"partial": "--13-01"}}, "must be --MM-DD"),
        ({"sources": []}, "sources: none given"),
        ({"sources": [{"outlet": "x", "url": "javascript:alert(1)"}]}, "is not a web address"),
        ({"parties": [{"id": "martians", "label": "Martians"}]}, "parties: 'martians'"),
        ({"seized": [{"item": "heroin", "label": "heroin", "count": 0}]}, "has count 0"),
        ({"id": "Kavo 2025"}, "is not a lower-case slug"),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_with_its_reason(changes, reason):
    with pytest.raises(RecordError, match=f"(?s)sources/incidents.jsonl: .* problems.*line 1.*({reason})"):
        _compile(**changes)


def test_all_bad_lines_are_told_at_once():
    lines = [json.dumps(LINE), "{", json.dumps(LINE), json.dumps({**LINE, "id": "x", "kind": "y"})]
    with pytest.raises(RecordError) as told:
        build.compile_lines(lines)
    text = str(told.value)
    assert "3 problems" in text
    assert "line 2:" in text
    assert "line 3: the id 2025-01-02-kavo stands on an earlier line" in text
    assert "line 4 (x): kind" in text


def test_build_writes_what_load_reads(tmp_path, monkeypatch, data_copy):
    monkeypatch.setenv("PANJ_DATA", str(data_copy))
    (data_copy / build.AUTHORED).write_text(json.dumps(LINE) + "\n")
    built = build.build()
    assert dataset.load() == built
    (data_copy / dataset.FILE).write_text("{}\n")
    dataset._load.cache_clear()
    with pytest.raises(DataIntegrityError, match="its manifest entry says"):
        dataset.load()


def test_checks_of_an_incident_that_is_right(make):
    incident = make("right", "2025-01-01", district="tj-hamadoni", sources=(model.Source(outlet="x"),))
    assert checks.problems(incident) == []


def test_checks_find_a_point_without_coordinates(make):
    incident = make("bare", "2025-01-01", sources=(model.Source(outlet="x"),))
    bare = dataclasses.replace(incident, place=dataclasses.replace(incident.place, lon=None, lat=None))
    assert checks.problems(bare) == ["place: a mapped incident needs lon and lat"]


def test_checks_let_sides_stand_beside_an_open_total(make):
    more = {"sources": (model.Source(outlet="x"),), "district": "tj-hamadoni"}
    incident = dataclasses.replace(make("open", "2025-01-01", **more), killed=Casualties(low=2, security=3))
    assert checks.problems(incident) == []
    undated = dataclasses.replace(incident, date=DateSpan())
    assert checks.problems(undated) == []
