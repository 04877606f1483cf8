import pytest

from geo.core.model import DateSpan
from geo.incidents.imports import placing
from geo.incidents.imports.cells import CellError
from geo.incidents.imports.records import Record
from geo.places.placement import placement_of


def _record(**values):
    fields = {"line": 2, "dataset": "Invented", "record_id": None, "notes": "", "facts": (), "date": DateSpan(),
              "kind": "other", "precision": "settlement"}  # fmt: skip
    return Record(**{**fields, **values})


def _placed(**values):
    [found] = placing.place_all([_record(**values)])
    return found


def test_point_without_a_listed_name_has_an_id_of_its_own():
    place = _placed(lon=69.6, lat=37.6, location="Invented Ford")
    assert place.place_id == "at-69.6000-37.6000"
    assert (place.settlement, place.uncertainty_km) == ("Invented Ford", 2.0)
    assert placing.is_in_zone(place)


def test_location_of_the_gazetteer_lends_its_id():
    known = placement_of("pw-shohon")
    place = _placed(lon=known.lon + 0.01, lat=known.lat, location="Shohon", country="TJ")
    assert place.place_id == "pw-shohon"
    assert place.lon == known.lon + 0.01
    # The source puts the village across the line; row and gazetteer agree on the country.
    assert place.district_id == "tj-shamsiddin-shohin"


def test_same_name_elsewhere_is_another_place():
    assert _placed(lon=71.5, lat=37.5, location="Shohon").place_id.startswith("at-")


def test_row_of_an_area_keeps_the_country_that_it_names():
    """The coordinate lies in Darqad, Afghanistan; the row says Hamadoni, Tajikistan."""
    place = _placed(lon=69.6, lat=37.5, precision="district", district="Hamadoni", region="Khatlon", country="TJ")
    assert (place.country, place.district_id) == ("TJ", "tj-hamadoni")
    assert _placed(lon=69.6, lat=37.5, precision="district").district_id == "af-darqad"


def test_zone():
    assert not placing.is_in_zone(_placed(lon=68.77, lat=38.56))
    assert not placing.is_in_zone(_placed(lon=68.77, lat=38.56, precision="district"))
    # Known only to Khatlon, it may have been at the border.
    assert placing.is_in_zone(_placed(lon=68.77, lat=37.84, precision="region"))
    assert not placing.is_in_zone(_placed(lon=69.6, lat=37.6, precision="country"))
    assert placing.is_in_zone(_placed(lon=69.6, lat=37.6, precision="border"))
    assert not placing.is_in_zone(_placed(precision="unknown"))


def test_by_names_without_a_coordinate():
    assert _placed(precision="district", district="Hamadoni").district_id == "tj-hamadoni"
    assert _placed(precision="exact", district="Shughnan", country="AF").precision_class == "district"
    assert _placed(precision="region", region="Khatlon").region_id == "tj-khatlon"
    assert _placed(precision="district", district="Atlantis Deep").status == "not_placed"


def test_name_of_several_districts_is_refused():
    found = _placed(precision="district", district="Shughnan")
    assert isinstance(found, CellError)
    assert "several" in found.reason


def test_misspelled_district_is_refused():
    found = _placed(precision="district", district="Hamadoonii")
    assert isinstance(found, CellError)
    assert "tj-hamadoni" in found.reason


@pytest.mark.parametrize("place_id", ["tj-khatlon", "tj-gbao", "af-takhar", "border", "tj", "af", "tj-hamadoni"])
def test_representative_point_lies_in_what_it_stands_for(place_id):
    place = placement_of(place_id)
    lon, lat = placing.representative_point(place)
    back = _placed(lon=lon, lat=lat, precision=place.precision_class)
    assert back.place_id == place.place_id
