import json

import pytest

from geo.core.errors import CrsError, RecordError
from geo.incidents.imports.features import Features
from geo.incidents.imports.json_stream import BrokenJsonError, members
from geo.incidents.imports.outcomes import Found, Problem

POINT = {"type": "Point", "coordinates": [69.6, 37.6]}
PROPERTIES = {"date": "1994-04-03", "kind": "clash", "notes": "Invented guards fought invented men."}


@pytest.fixture
def write(tmp_path):
    def to_file(*geometries, properties=None, **more):
        features = [
            {"type": "Feature", "properties": {**PROPERTIES, **(properties or {})}, "geometry": geometry}
            for geometry in geometries
        ]
        path = tmp_path / "x.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", **more, "features": features}))
        return path

    return to_file


def _square(left, bottom, right, top):
    ring = [[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_point(write, read):
    [found] = read(write(POINT), "geojson")
    [account] = found.reading.accounts
    assert (account.kind, account.place.precision_class) == ("clash", "near")
    assert (account.place.lon, account.place.district_id) == (69.6, "tj-hamadoni")


def test_small_polygon_is_its_district_and_no_point(write, read):
    [found] = read(write(_square(69.59, 37.62, 69.61, 37.64)), "geojson")
    place = found.reading.accounts[0].place
    assert (place.precision_class, place.district_id) == ("district", "tj-hamadoni")


def test_polygon_over_several_districts_is_its_region(write, read):
    [found] = read(write(_square(69.3, 37.75, 69.9, 38.0)), "geojson")
    place = found.reading.accounts[0].place
    assert (place.precision_class, place.region_id, place.lon) == ("region", "tj-khatlon", None)


def test_polygon_over_the_river_is_the_border(write, read):
    [found] = read(write(_square(69.0, 36.9, 70.5, 38.2)), "geojson")
    assert found.reading.accounts[0].place.precision_class == "border"


def test_crs_member(write, read):
    utm = {"type": "Point", "coordinates": [552_970.0, 4_161_640.0]}
    stated = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32642"}}
    [found] = read(write(utm, crs=stated), "geojson")
    place = found.reading.accounts[0].place
    assert place.lon == pytest.approx(69.6, abs=1e-3)
    assert place.lat == pytest.approx(37.6, abs=1e-3)


def test_crs_member_after_the_features(tmp_path, read):
    utm = {"type": "Point", "coordinates": [552_970.0, 4_161_640.0]}
    feature = {"type": "Feature", "properties": PROPERTIES, "geometry": utm}
    stated = {"type": "name", "properties": {"name": "EPSG:32642"}}
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature], "crs": stated}))
    assert read(path, "geojson")[0].reading.accounts[0].place.lon == pytest.approx(69.6, abs=1e-3)


@pytest.mark.parametrize("stated", [{"type": "link", "properties": {"href": "http://example.org"}}, "EPSG:32642"])
def test_crs_without_a_name(write, read, stated):
    with pytest.raises(CrsError, match="--crs"):
        read(write(POINT, crs=stated), "geojson")


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "LineString", "coordinates": [[69.6, 37.6], [69.7, 37.7]]},
        {"type": "Point", "coordinates": [37.6, 69.6]},
        {"type": "Point", "coordinates": [1e999, 37.6]},
        {"type": "Point", "coordinates": "here"},
        {"type": "Polygon", "coordinates": [[[69.6, 37.6], [69.6, 37.6], [69.6, 37.6], [69.6, 37.6]]]},
        {"type": "Polygon", "coordinates": [[1]]},
        "POINT (69.6 37.6)",
    ],
)
def test_geometries_that_cannot_be(write, read, geometry):
    found = read(write(POINT, geometry), "geojson")
    assert [type(item) for item in found] == [Found, Problem]
    assert found[1].line == 2
    assert found[1].field.startswith("geometry")


def test_bad_property_is_named(write, read):
    found = read(write(POINT, properties={"kind": "picnic"}), "geojson")
    assert (found[0].line, found[0].field) == (1, "kind")


def test_truncated_file_keeps_what_came_before(tmp_path, write, read):
    path = write(POINT, POINT)
    path.write_text(path.read_text()[:-60])
    found = read(path, "geojson")
    assert [type(item) for item in found] == [Found, Problem]


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", '{"features": {}}', '{"type": "FeatureCollection"'])
def test_files_that_are_no_collection(tmp_path, text):
    path = tmp_path / "x.geojson"
    path.write_text(text)
    with pytest.raises(RecordError, match="FeatureCollection"):
        Features(path)


def test_stream_of_members(tmp_path):
    path = tmp_path / "x.json"
    long = "y" * 200_000
    path.write_text(json.dumps({"a": 1, "list": [1, "two", {"three": long}], "b": [4]}, indent=2))
    assert list(members(path, "list")) == [
        ("a", 1),
        ("list", 1),
        ("list", "two"),
        ("list", {"three": long}),
        ("b", [4]),
    ]


def test_stream_ends_nesting_clearly(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"list": [' + "[" * 100_000)
    with pytest.raises(BrokenJsonError):
        list(members(path, "list"))


def test_half_a_surrogate_pair_in_a_property_and_its_name(write, read):
    named, valued = (
        read(write(POINT, properties={"\ud800": "x"}), "geojson"),
        read(write(POINT, properties={"n": "\ud800"}), "geojson"),
    )
    assert "\ufffd: x" in named[0].reading.report.text
    assert (type(valued[0]), valued[0].field) == (Problem, "n")
