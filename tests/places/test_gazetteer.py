import math

import pytest
import shapely

from geo.border import layers, segments
from geo.core import vocab
from geo.core.errors import DataIntegrityError, UnknownPlaceError
from geo.places import gazetteer


def test_admin_places_are_those_of_the_layers(listed):
    districts = {place.district_ids[0] for place in listed if place.placetype == "district"}
    assert districts == set(layers.load("districts").district_id)
    regions = {place.place_id for place in listed if place.placetype == "region"}
    assert regions == set(layers.load("regions").region_id)
    assert {listed.place("tj").country, listed.place("af").country} == {"TJ", "AF"}


def test_both_banks_have_settlements_near_the_line(listed):
    near = [place for place in listed if place.placetype == "settlement" and place.chainage_km is not None]
    assert sum(place.country == "TJ" for place in near) >= 600
    assert sum(place.country == "AF" for place in near) >= 600


def test_every_place_is_sound(listed):
    ids = set()
    for place in listed:
        assert place.place_id not in ids
        ids.add(place.place_id)
        assert place.placetype in (*vocab.PLACETYPES, "outside")
        assert (place.lon is None) == (place.lat is None)
        if place.segments:
            assert math.fsum(share.share for share in place.segments) == pytest.approx(1.0, abs=1e-4)
            assert {share.id for share in place.segments} <= set(segments.segment_ids())
        if place.lon is not None and place.placetype != "outside":
            assert 60 < place.lon < 76
            assert 34 < place.lat < 42
            assert place.uncertainty_km is not None


def test_frontage_shares_equal_the_live_layers(listed):
    for place in listed:
        if place.placetype == "district":
            live = {share.id: share.share for share in segments.shares_of_district(place.district_ids[0])}
            assert {share.id: share.share for share in place.segments} == pytest.approx(live, abs=1e-5)


def test_a_district_stands_inside_itself_near_its_frontage(listed):
    frame = layers.load("districts").set_index("district_id")
    for place in listed:
        if place.placetype == "district":
            assert frame.geometry[place.district_ids[0]].contains(shapely.Point(place.lon, place.lat)), place.place_id


@pytest.mark.parametrize(
    ("place_id", "lon", "lat"),
    [("wof-1293592399", 70.01, 37.68), ("wof-421201127", 70.89, 38.47), ("pw-dashti-yazgulyam", 71.38, 38.19)],
)
def test_known_villages_stand_where_they_belong(listed, place_id, lon, lat):
    place = listed.place(place_id)
    assert (place.lon, place.lat) == (pytest.approx(lon, abs=0.01), pytest.approx(lat, abs=0.01))


def test_kavo_faces_chah_ab(listed):
    assert [share.id for share in listed.place("wof-1293592399").segments] == ["shamsiddin-shohin--chah-ab"]


def test_a_detachment_covers_districts_and_is_none(listed):
    panj = listed.place("pw-panj-detachment")
    assert panj.district_ids == ("tj-panj", "tj-jayhun", "tj-dusti")
    assert panj.district_id is None
    assert panj.region_id == "tj-khatlon"


def test_unknown_id_is_a_clear_error(listed):
    with pytest.raises(UnknownPlaceError, match="nowhere"):
        listed.place("nowhere")


def test_lookup_ranks_exact_spelling_first(listed):
    first, *others = listed.lookup("Ishkoshim")
    assert first.exact
    assert first.place.place_id == "tj-ishkoshim"
    afghan = next(match for match in others if match.place.place_id == "af-ishkashim")
    assert afghan.score < first.score


def test_lookup_of_nothing_is_empty(listed):
    assert listed.lookup("") == ()
    assert listed.lookup("qwxzqwxz") == ()


def test_fuzzy_stays_in_the_script_and_kind(listed):
    assert {match.place.placetype for match in listed.fuzzy("hamadony", "district")} == {"district"}
    assert listed.fuzzy("abc", "district") == ()


def test_loading_is_cached(listed):
    gazetteer._load.cache_clear()
    again = gazetteer.load()
    assert len(again) == len(listed)
    assert gazetteer.load() is again


def test_a_damaged_file_is_refused(tmp_path, monkeypatch):
    (tmp_path / "MANIFEST.json").write_text('{"files": {}}')
    monkeypatch.setenv("PANJ_DATA", str(tmp_path))
    with pytest.raises(DataIntegrityError, match=r"places\.json"):
        gazetteer.load()
