"""The shipped incidents: their shape, and facts that the data must hold."""

import datetime as dt
import re

import pytest

from geo.core import manifest, vocab
from geo.core.settings import settings
from geo.incidents import build, checks, dataset
from geo.incidents.columns import title


@pytest.fixture(scope="module")
def shipped():
    return {incident.id: incident for incident in dataset.load()}


def test_there_are_130_with_nothing_wrong(shipped):
    assert len(shipped) == 130
    assert {key: found for key, incident in shipped.items() if (found := checks.problems(incident))} == {}


def test_sorted_by_day_undated_last(shipped):
    days = [incident.date.start or dt.date.max for incident in shipped.values()]
    assert days == sorted(days)
    undated = [incident for incident in shipped.values() if incident.date.start is None]
    assert len(undated) == 18
    assert {incident.id.split("-")[0] for incident in undated} == {"undated"}
    assert max(day for day in days if day != dt.date.max) == dt.date(2026, 4, 17)


def test_the_built_file_is_what_the_build_makes():
    lines = (settings().data_dir / build.AUTHORED).read_text("utf-8").splitlines()
    assert build.compile_lines(lines) == dataset.load(), "run: python -m geo build-incidents"


@pytest.mark.parametrize("name", [build.AUTHORED, dataset.FILE])
def test_manifest_states_licence_and_rows(name):
    entry = manifest.load()[name]
    assert entry.rows == 130
    assert [origin.licence for origin in entry.origins] == ["CC-BY-4.0"]
    assert manifest.verified(name).is_file()


def test_summaries_are_one_or_two_plain_sentences(shipped):
    for incident in shipped.values():
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])", incident.summary.replace("St.", "St"))
        assert 1 <= len(sentences) <= 2, incident.id
        assert incident.summary.endswith("."), incident.id
        assert 30 <= len(incident.summary) <= 330, incident.id


def test_every_source_has_a_link_and_no_link_is_written_twice(shipped):
    for incident in shipped.values():
        urls = [source.url for source in incident.sources]
        assert all(urls), incident.id
        assert len(urls) == len(set(urls)), incident.id
        assert all(source.outlet for source in incident.sources), incident.id


def test_no_incident_is_known_before_its_last_source(shipped):
    for incident in shipped.values():
        published = [source.published for source in incident.sources if source.published]
        if published and incident.date.start:
            assert incident.date.start <= max(published), incident.id


def test_afp_tally_of_sixteen_dead_in_five_incidents(shipped):
    five = [
        incident
        for incident in shipped.values()
        if incident.date.start
        and dt.date(2025, 11, 1) <= incident.date.start <= dt.date(2026, 1, 18)
        and (incident.killed.best or 0) > 0
    ]
    assert [(incident.id, incident.killed.best) for incident in five] == [
        ("2025-11-20-hamadoni-drone", 2),
        ("2025-11-26-istiqlol", 3),
        ("2025-11-30-shodak", 2),
        ("2025-12-24-kavo", 5),
        ("2026-01-18-khirmanjo", 4),
    ]
    assert sum(incident.killed.best for incident in five) == 16


def test_disputed_deaths_keep_both_claims(shipped):
    strike = shipped["2018-08-27-darqad-airstrike"]
    assert (strike.killed.low, strike.killed.best, strike.killed.high, strike.status) == (6, 8, 8, "disputed")
    said = {claim.claimant: (claim.says, claim.stance) for claim in strike.claims}
    assert said["Afghan police"] == ("eight Taliban dead", "asserts")
    assert said["governor"] == ("six smugglers", "asserts")
    assert said["Tajikistan and Russia"][1] == "denies"
    kavo = shipped["2025-12-24-kavo"]
    assert (kavo.killed.low, kavo.killed.best, kavo.killed.high) == (4, 5, 5)
    assert (kavo.killed.security, kavo.killed.attackers) == (2, 3)
    bogh = shipped["2010-12-27-bogh"]
    assert (bogh.killed.low, bogh.killed.best, bogh.killed.high) == (2, None, None)


def test_kevron_group_crossed_a_week_before_the_announcement(shipped):
    kevron = shipped["2023-08-30-kevron"]
    assert (kevron.date.start, kevron.date.end) == (dt.date(2023, 8, 29), dt.date(2023, 9, 5))
    assert kevron.killed.best == 3
    assert (kevron.place.lon, kevron.place.lat) == pytest.approx((70.89, 38.47), abs=0.01)
    seized = {item.item: item.count for item in kevron.seized}
    assert (seized["kalashnikov"], seized["detonator"], seized["cash"]) == (5, 162, 10_000)


def test_places_of_the_first_reports(shipped):
    kavo = shipped["2025-12-24-kavo"].place
    assert (kavo.lon, kavo.lat) == pytest.approx((70.01, 37.68), abs=0.01)
    assert (kavo.district, [share.id for share in kavo.segments]) == (
        "Shamsiddin Shohin",
        ["shamsiddin-shohin--chah-ab"],
    )
    assert shipped["2023-04-26-dashti-yazgulyam"].place.district == "Vanj"


def test_a_detachment_is_no_district(shipped):
    named = [incident for incident in shipped.values() if incident.place.placetype == "detachment"]
    assert len(named) > 20
    for incident in named:
        place = incident.place
        assert (place.precision_class, place.district_id, place.lon) == ("region", None, None), incident.id
        assert place.segments, incident.id
    assert {"tj-panj", "tj-jayhun", "tj-dusti"} == {
        f"tj-{share.id.split('--')[0]}" for share in shipped["1999-10-04-pyanj"].place.segments
    }


def test_the_darkad_post_is_tajik_and_darqad_district_afghan(shipped):
    assert (shipped["2026-02-10-darkad"].bank, shipped["2026-02-10-darkad"].place.region_id) == ("TJ", "tj-khatlon")
    assert shipped["2018-08-27-darqad-airstrike"].place.district_id == "af-darqad"


def test_ishkobod_is_kept_off_the_line(shipped):
    ishkobod = shipped["2019-11-06-ishkobod"].place
    assert (ishkobod.district, ishkobod.segments, ishkobod.chainage_km) == ("Rudaki", (), None)


def test_regions_and_wider_are_not_on_the_map(shipped):
    for incident in shipped.values():
        on_map = incident.place.precision_class in vocab.MAPPED_PRECISIONS
        assert (incident.place.lon is not None) == on_map, incident.id
        assert title(incident) != "Place not stated", incident.id


def test_parties_and_seizures_are_as_written(shipped):
    khirmanjo = shipped["2026-01-18-khirmanjo"]
    assert [(party.id, party.label) for party in khirmanjo.parties] == [
        ("tajik_border_guards", "Tajik border guards"),
        ("gunmen", "armed men from Afghanistan"),
    ]
    assert [(item.item, item.count) for item in khirmanjo.seized] == [
        ("kalashnikov", 3), ("rifle", 1), ("magazine", 6), ("ammunition", 183), ("phone", 3), ("radio", 1), ("boat", 1),
    ]  # fmt: skip
    opium = shipped["2001-07-15-two-tonnes-opium"].seized[0]
    assert (opium.item, opium.count, opium.unit) == ("opium", 2185, "kg")


def test_nothing_said_is_unknown_and_none_said_is_zero(shipped):
    assert shipped["2021-07-03-sarigor"].killed.best is None
    assert shipped["2021-02-24-ruzvai"].killed.best == 0
