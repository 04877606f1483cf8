import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.core import vocab
from geo.core.errors import UnknownPlaceError
from geo.places.geocoder import geocode, placement_of


def test_a_village_in_its_district():
    got = geocode("Kavo village, Shamsiddin Shokhin district, Khatlon")
    assert (got.status, got.place_id, got.precision_class) == ("placed", "wof-1293592399", "settlement")
    assert (got.settlement, got.district, got.region, got.country) == ("Kavo", "Shamsiddin Shohin", "Khatlon", "TJ")
    assert (got.lon, got.lat) == (pytest.approx(70.01, abs=0.01), pytest.approx(37.68, abs=0.01))
    assert got.uncertainty_km == 2.0
    assert [(share.id, share.share) for share in got.segments] == [("shamsiddin-shohin--chah-ab", 1.0)]
    assert got.chainage_km == pytest.approx(334.4, abs=0.5)


def test_a_region_is_no_pin():
    got = geocode("in the southern Khatlon region")
    assert (got.precision_class, got.region, got.district) == ("region", "Khatlon", None)
    assert (got.lon, got.lat, got.chainage_km) == (None, None, None)
    assert math.fsum(share.share for share in got.segments) == pytest.approx(1.0)


def test_a_district_has_a_point_on_its_frontage_side_and_shares():
    got = geocode("Shamsiddin Shohin district")
    assert got.precision_class == "district"
    assert got.lon is not None
    assert got.chainage_km is None
    assert len(got.segments) > 1
    assert math.fsum(share.share for share in got.segments) == pytest.approx(1.0, abs=1e-4)


def test_a_district_without_frontage_has_no_segments():
    assert geocode("Vose district").segments == ()


def test_near_a_village_is_near_with_ten_kilometres():
    got = geocode("near the village of Kavo")
    assert (got.precision_class, got.uncertainty_km) == ("near", 10.0)


def test_a_distance_from_a_village_widens_its_radius():
    got = geocode("5 km east of Kevron")
    assert (got.precision_class, got.settlement, got.uncertainty_km) == ("near", "Kevron", 7.0)


def test_a_distance_from_a_village_elsewhere_says_less_than_the_district():
    got = geocode("15 km from Khorog, in Roshtqala district")
    assert (got.precision_class, got.district) == ("district", "Roshtqal'a")


def test_kilometres_are_counted_from_the_town_of_a_district():
    assert geocode("5 km north of Farkhor").precision_class == "near"
    assert geocode("south of Farkhor").status == "not_placed"


def test_fire_from_a_side_does_not_put_the_place_there():
    assert geocode("обстрел Ишкашима со стороны Афганистана").country == "TJ"


def test_a_detachment_is_its_region_with_the_segments_of_its_districts():
    got = geocode("in the sector of the Panj border detachment")
    assert (got.precision_class, got.district, got.region) == ("region", None, "Khatlon")
    assert {share.id.split("--")[0] for share in got.segments} == {"panj", "jayhun", "dusti"}


def test_the_tajik_post_darkad_is_not_the_afghan_district():
    assert geocode("the Darkad frontier post, Khatlon").country == "TJ"
    assert geocode("Darqad district, Takhar").country == "AF"


def test_several_districts_are_what_holds_them_with_their_own_segments():
    got = geocode("in Hamadoni and Farkhor districts")
    assert (got.precision_class, got.region) == ("region", "Khatlon")
    assert {share.id.split("--")[0] for share in got.segments} == {"hamadoni", "farkhor"}


@pytest.mark.parametrize("text", ["Paris", "the meeting in Kabul was long", "Dushanbe", "", "?!", "Langar", "Bog"])
def test_what_is_no_place_of_the_border_is_not_placed(text):
    got = geocode(text)
    assert got.status == "not_placed"
    assert (got.lon, got.district, got.region, got.country, got.precision_class) == (None, None, None, None, "unknown")


@pytest.mark.parametrize("text", ["Ishkashim", "Дарваз", "Badakhshan", "شغنان"])
def test_a_name_of_both_banks_is_ambiguous(text):
    got = geocode(text)
    assert got.status == "ambiguous"
    assert {candidate.place_id[:2] for candidate in got.candidates} >= {"tj", "af"}
    assert all(candidate.why for candidate in got.candidates)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Ishkashim, GBAO", "TJ"),
        ("the Afghan district of Ishkashim", "AF"),
        ("Ishkashim, opposite Afghanistan's Badakhshan", "TJ"),
        ("Бадахшан Афганистана", "AF"),
        ("در اشکاشم افغانستان", "AF"),
        ("Ишкошими Тоҷикистон", "TJ"),
    ],
)
def test_words_around_decide_the_bank(text, country):
    got = geocode(text)
    assert (got.status, got.country) == ("placed", country)


def test_context_decides_the_bank_and_is_never_the_place():
    assert geocode("Ishkashim", context="in Tajikistan's GBAO").district == "Ishkoshim"
    assert geocode("Ishkashim", context="the Taliban in Afghanistan's Badakhshan province").district == "Ishkashim"
    assert geocode("a house burned", context="in Hamadoni district").status == "not_placed"


@pytest.mark.parametrize("date", [None, dt.date(2008, 1, 1), dt.date(2024, 1, 1)])
def test_an_old_name_resolves_at_any_date(date):
    assert geocode("Shuroobod district", date=date).district == "Shamsiddin Shohin"


def test_the_date_tells_the_detachments_names_apart():
    assert geocode("Moskovsky detachment", date=dt.date(2002, 1, 1)).place_id == "pw-moskovsky-detachment"


def test_the_other_bank_is_not_where_it_happened():
    got = geocode("four men from Darbandak village in Afghan Badakhshan were seen at the Khirmanjo post")
    assert (got.settlement, got.country) == ("Khirmanjo", "TJ")
    assert geocode("they crossed from Shahr-e Buzurg district of Afghanistan").status == "not_placed"


def test_what_faces_a_district_is_the_other_bank():
    got = geocode("opposite the Afghan district of Shahr-e Buzurg")
    assert (got.country, got.district) == ("TJ", "Shamsiddin Shohin")
    assert {share.id for share in got.segments} == {"shamsiddin-shohin--shahr-e-buzurg"}


def test_a_village_that_is_not_listed_keeps_its_district_and_name():
    got = geocode("in the village of Qorabuloqtepa, Hamadoni district")
    assert (got.precision_class, got.district, got.settlement) == ("district", "Hamadoni", "Qorabuloqtepa")


def test_a_name_in_arabic_letters_is_written_as_its_namesakes_on_that_bank():
    assert geocode("قریه نوآباد ولسوالی چاه آب ولایت تخار").settlement == "Nowabad"


def test_a_longer_text_never_loses_a_named_district():
    filler = "Officials spoke of it on Tuesday. " * 20
    assert geocode(f"{filler}It happened in Farkhor district. {filler}").district == "Farkhor"


def test_placement_of_a_known_place():
    assert placement_of("tj-darvoz").district == "Darvoz"
    near = placement_of("wof-421201127", precision_class="near")
    assert (near.settlement, near.precision_class, near.uncertainty_km) == ("Kevron", "near", 10.0)
    assert placement_of("wof-421201127", uncertainty_km=1.0).uncertainty_km == 1.0
    wider = placement_of("wof-421201127", precision_class="district")
    assert (wider.lon, wider.segments, wider.chainage_km) == (
        placement_of("tj-darvoz").lon, placement_of("tj-darvoz").segments, None,
    )  # fmt: skip
    assert placement_of("pw-kovi").precision_class == "district"
    with pytest.raises(UnknownPlaceError):
        placement_of("nowhere")


def test_every_place_has_a_sound_placement(listed):
    for place in listed:
        if place.placetype == "outside":
            continue
        got = placement_of(place.place_id)
        assert got.precision_class in vocab.PRECISION_CLASSES
        assert (got.lon is not None) == (got.precision_class in vocab.MAPPED_PRECISIONS), place.place_id


@settings(max_examples=300)
@given(st.text(max_size=200), st.one_of(st.none(), st.text(max_size=100)), st.one_of(st.none(), st.dates()))
def test_any_text_gets_an_answer(text, context, date):
    got = geocode(text, context=context, date=date)
    assert got.status in vocab.GEOCODE_STATUSES


_WORDS = """Kavo|village|Shamsiddin Shohin|district|,|opposite|from|Ishkashim|Badakhshan|Tajikistan|Afghanistan's|
and|Panj|detachment|в|район|Дарваз|села|ولسوالی|شهر بزرگ|near|60 km south of|Kulob|.|(|)|Dushanbe|Langar"""
_PARTS = _WORDS.replace("\n", "").split("|")


@settings(max_examples=300)
@given(st.lists(st.sampled_from(_PARTS), max_size=14))
def test_any_order_of_names_gets_a_sound_answer(parts):
    got = geocode(" ".join(parts))
    if got.status == "placed" and got.segments:
        assert math.fsum(share.share for share in got.segments) == pytest.approx(1.0, abs=1e-3)
    if got.status != "placed":
        assert got.lon is None
        assert got.segments == ()


def test_huge_inputs_are_answered(listed):
    some = [place.name for place in listed if place.placetype == "settlement"]
    many = ", ".join(some[number % len(some)] for number in range(10_000))
    # Together 2 s; anything that grew faster than the text would run into the limit of a test.
    assert geocode(many) == geocode(many, context=many)
    assert geocode("Ishkashim " * 20_000).status == "ambiguous"
    assert geocode("a" * 1_000_000).status == "not_placed"
    assert geocode("в районе " * 50_000).status == "not_placed"
