import numpy as np
import pytest

from geo.border import join, layers
from geo.border.join import join_points, locate
from geo.core.errors import CoordinateError, GeoError


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        # Villages named in reports, and the districts that they stand in.
        (70.01, 37.68, ("TJ", "Khatlon", "Shamsiddin Shohin", "shamsiddin-shohin--chah-ab")),
        (70.89, 38.47, ("TJ", "Gorno-Badakhshan", "Darvoz", "darvoz--nusay")),
        (71.45, 38.2, ("TJ", "Gorno-Badakhshan", "Vanj", "vanj--maymay")),
        # The source's polygons Darwaz and Darwazbala carry each other's names: Nusay, Maymay, Ruzvayak.
        (70.804, 38.444, ("AF", "Badakhshan", "Nusay", "darvoz--nusay")),
        (71.038, 38.409, ("AF", "Badakhshan", "Maymay", "darvoz--maymay")),
        (71.032, 38.446, ("AF", "Badakhshan", "Maymay", "darvoz--maymay")),
        (71.55, 37.49, ("TJ", "Gorno-Badakhshan", "Shughnon", "shughnon--shighnan")),
        (71.48, 37.49, ("AF", "Badakhshan", "Shighnan", "shughnon--shighnan")),
        (69.10, 37.24, ("TJ", "Khatlon", "Panj", "panj--imam-sahib")),
        (68.90, 37.18, ("AF", "Kunduz", "Imam Sahib", "panj--imam-sahib")),
        # Far from the line, in no segment: Khujand's surroundings, Taloqan.
        (69.62, 40.33, ("TJ", "Sughd", "Bobojon Ghafurov", None)),
        (69.53, 36.73, ("AF", "Takhar", "Taloqan", None)),
        # Kabul: of Afghanistan only four provinces have districts here.
        (69.17, 34.53, ("AF", None, None, None)),
    ],
)
def test_known_places_lie_where_they_belong(lon, lat, expected):
    found = locate(lon, lat)
    assert (found.country, found.region, found.district, found.segment) == expected
    assert found.bank == found.country
    assert found.chainage_km is not None
    assert found.offset_km is not None


@pytest.mark.parametrize(("lon", "lat"), [(66.97, 39.65), (74.6, 42.87), (0.0, 0.0), (71.45, 36.2)])
def test_outside_both_countries_nothing_is_known(lon, lat):
    found = locate(lon, lat)
    assert (found.lon, found.lat) == (lon, lat)
    fields = (
        "country",
        "region",
        "region_id",
        "district",
        "district_id",
        "segment",
        "chainage_km",
        "offset_km",
        "bank",
    )
    assert [getattr(found, name) for name in fields] == [None] * len(fields)


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        (float("nan"), 37.0, "lon is nan"),
        (70.0, float("inf"), "lat is inf"),
        (70.0, 91.0, "lat is 91"),
        (190.0, 37.0, "lon is 190"),
        (37.0, 70.0, "look swapped"),
    ],
)
def test_a_coordinate_that_cannot_be_is_refused(lon, lat, words):
    with pytest.raises(CoordinateError, match=words):
        locate(lon, lat)


def test_the_two_banks_of_the_line_have_its_offset_zero():
    line = join.border_line()
    lon, lat = line.point_at(400.0)
    found = locate(lon, lat)
    assert found.chainage_km == pytest.approx(400.0, abs=2e-3)
    assert found.offset_km == pytest.approx(0.0, abs=2e-3)
    assert found.country in ("TJ", "AF")


def test_many_points_get_what_each_gets_alone():
    rng = np.random.default_rng(11)
    lon, lat = rng.uniform(66.0, 76.0, 20_000), rng.uniform(35.5, 41.0, 20_000)
    many = join_points(lon, lat)
    districts, segments = layers.load("districts"), layers.load("segments")
    for i in range(0, 20_000, 400):
        one = locate(float(lon[i]), float(lat[i]))
        district, segment = many.district[i], many.segment[i]
        assert one.district_id == (None if district < 0 else districts.district_id[district])
        assert one.segment == (None if segment < 0 else segments.segment_id[segment])
        assert one.country == (None if many.bank[i] < 0 else join.BANKS[many.bank[i]])
        if one.country is not None:
            assert one.chainage_km == pytest.approx(many.chainage_km[i], abs=1e-3)


def test_a_district_lies_in_its_region_and_country():
    rng = np.random.default_rng(12)
    found = join_points(rng.uniform(66.0, 76.0, 20_000), rng.uniform(35.5, 41.0, 20_000))
    districts, regions = layers.load("districts"), layers.load("regions")
    known = found.district >= 0
    assert known.any()
    assert (
        districts.region_id.to_numpy()[found.district[known]] == regions.region_id.to_numpy()[found.region[known]]
    ).all()
    assert (districts.country.to_numpy()[found.district[known]] == np.array(join.BANKS)[found.bank[known]]).all()
    assert np.isnan(found.chainage_km[found.bank < 0]).all()
    assert np.isfinite(found.chainage_km[found.bank >= 0]).all()


def test_points_of_a_strip_are_nearest_to_their_segment():
    rng = np.random.default_rng(13)
    found = join_points(rng.uniform(67.5, 75.0, 50_000), rng.uniform(36.5, 38.7, 50_000))
    segments = layers.load("segments")
    within = found.segment >= 0
    start = segments.km_from.to_numpy()[found.segment[within]]
    end = segments.km_to.to_numpy()[found.segment[within]]
    km = found.chainage_km[within]
    astray = np.maximum(start - km, km - end) > 0.1
    # Edges between strips are generalised to 100 m: only points beside them may be nearer to the neighbour.
    assert astray.mean() < 0.01
    assert found.offset_km[within].max() < 25.2


def test_no_points_are_no_answers():
    assert join_points([], []).district.size == 0


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        ([70.0, 71.0], [37.0], r"shape \(2,\)"),
        ([70.0, np.nan], [37.0, 37.0], "point 1 of 2"),
        ([[70.0]], [[37.0]], "one length"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(lon, lat, words):
    with pytest.raises(GeoError, match=words):
        join_points(lon, lat)
