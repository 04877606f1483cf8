"""The shipped layers: what the issue of them promises, and that a changed file is refused."""

import csv
import json
import shutil

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.border import checks, layers, strips
from geo.core import crs, manifest
from geo.core.errors import CrsError, DataIntegrityError
from geo.core.settings import settings


@pytest.fixture(scope="module")
def shipped():
    return checks.BuiltLayers(**{name: layers.load(name) for name in layers.NAMES})


def test_the_shipped_layers_pass_the_checks_of_the_build(shipped):
    outlines = dict(zip(shipped.countries.country, shipped.countries.geometry, strict=True))
    checks.check_layers(shipped, outlines, pd.read_csv(settings().data_dir / "sources" / "frontage.csv"))


def test_a_layer_is_read_once():
    assert layers.load("districts") is layers.load("districts")


def test_every_district_has_its_region_and_country(shipped):
    districts = shipped.districts
    counts = districts.groupby("region_id").size().to_dict()
    assert counts == {
        "tj-sughd": 14,
        "tj-drs": 13,
        "tj-khatlon": 24,
        "tj-gbao": 7,
        "af-balkh": 15,
        "af-kunduz": 7,
        "af-takhar": 17,
        "af-badakhshan": 28,
    }
    names = dict(zip(shipped.regions.region_id, shipped.regions.name, strict=True))
    assert (districts.region == districts.region_id.map(names)).all()
    assert (districts.country.str.lower() == districts.region_id.str[:2]).all()
    assert (districts.district_id.str[:2] == districts.region_id.str[:2]).all()


def test_regions_are_the_union_of_their_districts(shipped):
    for region in shipped.regions.itertuples():
        members = shipped.districts.geometry[shipped.districts.region_id == region.region_id]
        assert shapely.coverage_union_all(members.to_numpy()).equals(region.geometry)


def test_areas_are_plausible(shipped):
    area = shipped.districts.set_index("district_id").area_km2
    # Official figures: Murghob 38,400 km2 (before land went to China in 2011), all of Tajikistan 141,400 km2.
    assert area["tj-murghob"] == pytest.approx(38_400, rel=0.05)
    assert area[area.index.str.startswith("tj")].sum() == pytest.approx(142_000, rel=0.02)


def test_the_line_has_edges_of_districts_of_both_banks(shipped):
    line = shipped.border.geometry.iloc[0]
    for country in ("TJ", "AF"):
        group = shipped.districts[shipped.districts.country == country]
        assert min(strips.edge_owners(line, list(group.geometry))) >= 0


def test_segments_are_named_by_the_districts_that_face_each_other(shipped):
    names = shipped.districts.set_index("district_id").name
    for segment in shipped.segments.itertuples():
        assert segment.name == f"{names[segment.tj_district_id]} - {names[segment.af_district_id]}"
        assert segment.segment_id == f"{segment.tj_district_id[3:]}--{segment.af_district_id[3:]}"
        assert segment.length_km >= strips.MIN_SEGMENT_KM
        assert segment.length_km == pytest.approx(segment.km_to - segment.km_from)


def test_a_segment_holds_its_piece_of_the_line(shipped):
    line = shipped.border.geometry.iloc[0]
    lon, lat = shapely.get_coordinates(line).T
    km = np.concatenate([[0.0], np.cumsum(crs.GEOD.line_lengths(lon, lat))]) / 1000
    middle = (shipped.segments.km_from + shipped.segments.km_to) / 2
    points = shapely.points(np.interp(middle, km, lon), np.interp(middle, km, lat))
    assert shapely.contains(shipped.segments.geometry.to_numpy(), points).all()


def test_segments_lie_within_the_two_countries(shipped):
    land = shapely.union_all(shipped.countries.geometry.to_numpy())
    outside = shapely.area(shapely.difference(shipped.segments.geometry.to_numpy(), land))
    assert outside.max() < 1e-7


def test_the_files_are_small_and_listed():
    folder = settings().data_dir
    files = sorted((folder / "layers").iterdir())
    assert [path.stem for path in files] == sorted(layers.NAMES)
    assert sum(path.stat().st_size for path in files) < 4_000_000
    for path in files:
        entry = manifest.load()[f"layers/{path.name}"]
        assert entry.crs == "EPSG:4326"
        assert all("ODbL" in origin.licence for origin in entry.origins)


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """Return a copy of the layers that a test may damage, in use instead of the shipped ones."""
    folder = tmp_path / "data"
    shutil.copytree(settings().data_dir / "layers", folder / "layers")
    shutil.copy(settings().data_dir / manifest.MANIFEST_NAME, folder)
    monkeypatch.setenv("PANJ_DATA", str(folder))
    return folder


def test_a_changed_file_is_refused(copied):
    path = copied / "layers" / "regions.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(DataIntegrityError, match=r"regions\.parquet has sha256"):
        layers.load("regions")


def test_a_file_with_other_rows_than_listed_is_refused(copied):
    path = copied / manifest.MANIFEST_NAME
    document = json.loads(path.read_text("utf-8"))
    document["files"]["layers/regions.parquet"]["rows"] = 99
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(DataIntegrityError, match="has 8 rows, its manifest entry says 99"):
        layers.load("regions")


def test_a_layer_in_another_crs_is_refused(copied):
    frame = layers.load("regions").to_crs(3857)
    frame.to_parquet(copied / "layers" / "countries.parquet")
    manifest.record(
        "layers/countries.parquet",
        title="-",
        origins=(),
        rows=len(frame),
        crs="EPSG:3857",
        made_by="test",
        data_dir=copied,
    )
    with pytest.raises(CrsError, match="EPSG:3857"):
        layers.load("countries")


def test_an_unknown_layer_is_an_error():
    with pytest.raises(DataIntegrityError, match="there is no layer 'rivers'"):
        layers.load("rivers")


def test_district_tables_agree():
    folder = settings().data_dir / "sources"
    with (folder / "districts.csv").open(encoding="utf-8") as file:
        districts = {row["district_id"]: row for row in csv.DictReader(file)}
    with (folder / "district_names.csv").open(encoding="utf-8") as file:
        names = list(csv.DictReader(file))
    assert set(districts) == set(layers.load("districts").district_id)
    for row in names:
        assert row["name"] == districts[row["district_id"]]["name"]
        assert row["alias"] not in ("", row["name"])
        assert row["lang"] in ("eng", "rus", "tgk", "tgk-Latn", "fas")
        years = [int(year) for year in (row["valid_from"], row["valid_to"]) if year]
        assert years == sorted(years)
        assert all(1900 < year < 2030 for year in years)
    keys = [(row["district_id"], row["alias"], row["lang"]) for row in names]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("alias", "year", "district_id"),
    [
        ("Shuroobod", "2016", "tj-shamsiddin-shohin"),
        ("Moskovskiy", "2004", "tj-hamadoni"),
        ("Qumsangir", "2016", "tj-jayhun"),
        ("Jilikul", "2016", "tj-dusti"),
        ("Bokhtar", "2018", "tj-kushoniyon"),
        ("Sarband", "2018", "tj-levakant"),
        ("Rumi", "2016", "tj-jaloliddin-balkhi"),
        ("Kolkhozobod", "2007", "tj-jaloliddin-balkhi"),
        ("Tavildara", "2016", "tj-sangvor"),
    ],
)
def test_old_names_are_listed_with_their_last_year(alias, year, district_id):
    with (settings().data_dir / "sources" / "district_names.csv").open(encoding="utf-8") as file:
        found = [row for row in csv.DictReader(file) if row["alias"] == alias]
    assert [(row["district_id"], row["valid_to"]) for row in found] == [(district_id, year)]
