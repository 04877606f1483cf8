import pytest

from geo.border import layers, segments
from geo.core.errors import CoordinateError, UnknownPlaceError


def test_segments_run_from_west_to_east():
    ids = segments.segment_ids()
    assert len(ids) == len(set(ids))
    assert ids[0] == "nosiri-khusrav--kaldar"
    assert ids[-1] == "murghob--wakhan"


def test_a_point_is_in_its_segment_or_in_none():
    assert segments.segment_at(70.01, 37.68) == "shamsiddin-shohin--chah-ab"
    assert segments.segment_at(69.5, 40.2) is None
    with pytest.raises(CoordinateError):
        segments.segment_at(37.68, 70.01)


@pytest.mark.parametrize("district_id", sorted(layers.load("districts").district_id))
def test_shares_of_a_district_sum_to_one_or_there_are_none(district_id):
    shares = segments.shares_of_district(district_id)
    row = layers.load("districts").set_index("district_id").loc[district_id]
    if row.km_from != row.km_from:
        assert shares == ()
        return
    assert sum(share.share for share in shares) == pytest.approx(1.0)
    slug = district_id.split("-", 1)[1]
    assert all(slug in share.id.split("--") for share in shares)


def test_shares_go_by_frontage():
    shares = {share.id: share.share for share in segments.shares_of_district("af-chah-ab")}
    frame = layers.load("segments").set_index("segment_id").length_km
    west, east = frame["hamadoni--chah-ab"], frame["shamsiddin-shohin--chah-ab"]
    assert shares == pytest.approx(
        {"hamadoni--chah-ab": west / (west + east), "shamsiddin-shohin--chah-ab": east / (west + east)}
    )


def test_shares_of_a_region_are_those_of_its_districts():
    shares = segments.shares_of_region("af-kunduz")
    assert shares[0].id == "qubodiyon--qala-i-zal"
    assert sum(share.share for share in shares) == pytest.approx(1.0)
    assert segments.shares_of_region("tj-sughd") == ()


@pytest.mark.parametrize("ask", [segments.shares_of_district, segments.shares_of_region])
def test_an_unknown_id_is_an_error(ask):
    with pytest.raises(UnknownPlaceError, match="'tj-atlantis'"):
        ask("tj-atlantis")
