"""A spot pointed at on a map."""

import pytest

from geo.core.errors import CoordinateError
from geo.places.pointing import placement_at


def test_a_spot_near_the_border_lies_in_its_district_and_segment():
    place = placement_at(69.1, 37.25)
    assert (place.status, place.precision_class, place.uncertainty_km) == ("placed", "exact", 1.0)
    assert (place.lon, place.lat, place.country) == (69.1, 37.25, "TJ")
    assert (place.district_id, place.region_id) == ("tj-panj", "tj-khatlon")
    assert [(share.id, share.share) for share in place.segments] == [("panj--imam-sahib", 1.0)]
    assert place.name is None
    assert place.chainage_km is not None


def test_a_spot_that_is_only_about_right_is_near_it():
    place = placement_at(69.1, 37.25, uncertainty_km=5, name="a ford")
    assert (place.precision_class, place.uncertainty_km, place.name) == ("near", 5, "a ford")


def test_a_spot_far_from_the_border_has_no_district_and_no_segment():
    kabul = placement_at(69.17, 34.5)
    assert (kabul.country, kabul.district_id, kabul.segments, kabul.chainage_km) == ("AF", None, (), None)


@pytest.mark.parametrize(
    ("lon", "lat", "km"), [(60.0, 60.0, 1), (69.1, 37.25, 0), (69.1, 37.25, -1), (69.1, 37.25, float("nan"))]
)
def test_what_is_no_spot_of_the_two_countries_is_refused(lon, lat, km):
    with pytest.raises(CoordinateError):
        placement_at(lon, lat, uncertainty_km=km)
