import json

import pytest
from click.testing import CliRunner

from geo.border import build, overture, sources
from geo.cli import cli
from geo.core.errors import SourceError


@pytest.fixture
def run():
    def invoke(*args):
        return CliRunner().invoke(cli, [str(arg) for arg in args])

    return invoke


def _lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_locate_says_what_lies_at_a_point(run):
    result = run("locate", "--lon", 70.01, "--lat", 37.68)
    assert result.exit_code == 0
    assert "Shamsiddin Shohin, Khatlon, TJ; 10.0 km from the border line at km 334.6" in result.stdout


def test_locate_gives_the_fields_of_the_contract(run):
    (found,) = _lines(run("locate", "--lon", 70.01, "--lat", 37.68, "--json"))
    contract = {"country", "region", "district", "segment", "chainage_km", "offset_km", "bank"}
    assert contract <= set(found)
    assert found["segment"] == "shamsiddin-shohin--chah-ab"
    assert found["chainage_km"] == pytest.approx(334.6, abs=0.1)


def test_outside_is_an_answer_and_not_a_failure(run):
    text = run("locate", "--lon", 66.97, "--lat", 39.65)
    assert text.exit_code == 0
    assert text.stdout == "66.97 E 39.65 N lies outside Tajikistan and Afghanistan.\n"
    (found,) = _lines(run("locate", "--lon", 66.97, "--lat", 39.65, "--json"))
    assert found["country"] is found["district"] is found["chainage_km"] is None


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [("nan", 37, "lon is nan"), (70, 91, "lat is 91"), (37.68, 70.01, "look swapped")],
)
def test_a_bad_coordinate_is_one_line_and_exit_1(run, lon, lat, words):
    result = run("locate", "--lon", lon, "--lat", lat)
    assert result.exit_code == 1
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("args", [(), ("--lon", 70), ("--lat", 37), ("--lon", "east", "--lat", 37)])
def test_a_missing_or_unreadable_number_is_a_usage_error(run, args):
    assert run("locate", *args).exit_code == 2


def test_point_and_file_together_are_a_usage_error(run, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("lon,lat\n", "utf-8")
    assert run("locate", "--lon", 70, "--lat", 37, "--input", path).exit_code == 2


def test_a_file_gives_one_line_a_row(run, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("\ufeffname,lat,lon\nKavo,37.68,70.01\nSamarkand,39.65,66.97\n", "utf-8")
    result = run("locate", "--input", path)
    assert result.exit_code == 0
    kavo, samarkand = _lines(result)
    assert kavo["district_id"] == "tj-shamsiddin-shohin"
    assert samarkand["country"] is None


def test_bad_rows_are_named_by_line_and_field(run, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("lon,lat\n70.01,37.68\n70.01,\n37.68,70.01\nx,1\n70.89,38.47\n", "utf-8")
    result = run("locate", "--input", path, "--json")
    assert result.exit_code == 1
    lines = _lines(result)
    assert [line.get("district") for line in lines] == ["Shamsiddin Shohin", None, None, None, "Darvoz"]
    assert lines[1] == {"line": 3, "error": "lat is '', expected a number of degrees"}
    assert lines[2]["line"] == 4
    assert "swapped" in lines[2]["error"]
    assert lines[3] == {"line": 5, "error": "lon is 'x', expected a number of degrees"}
    assert "3 of 5 rows of points.csv cannot be placed; the first, line 3: lat is ''" in result.stderr


def test_a_file_with_only_its_header_gives_nothing(run, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("lon,lat\n", "utf-8")
    result = run("locate", "--input", path)
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x,y\n1,2\n", "has no column lon and lat"),
        (b"lon\n70\n", "has no column lat"),
        (b"", "has no column lon and lat"),
        (b"lon,lat\n\xff\xfe,1\n", "cannot be read as CSV in UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_points_is_refused(run, tmp_path, content, words):
    path = tmp_path / "points.csv"
    path.write_bytes(content)
    result = run("locate", "--input", path)
    assert result.exit_code == 1
    assert words in result.stderr


def test_build_layers_writes_where_it_is_told(run, tmp_path, monkeypatch, tiny_layers):
    inputs = sources.Sources(outlines={}, shapes={}, districts=None, origins=(sources.OUTLINE_ORIGIN,))
    monkeypatch.setattr(sources, "read_sources", lambda wheel: inputs)
    monkeypatch.setattr(build, "build_layers", lambda given: tiny_layers if given is inputs else None)
    result = run("build-layers", "-o", tmp_path / "out", "--json")
    assert result.exit_code == 0
    (sizes,) = _lines(result)
    assert set(sizes) == {"border", "countries", "regions", "districts", "segments"}
    assert (tmp_path / "out" / "MANIFEST.json").is_file()


def test_build_layers_from_overture_says_why_it_cannot(run, monkeypatch):
    def unreachable():
        msg = "Overture Maps cannot be reached"
        raise SourceError(msg)

    monkeypatch.setattr(overture, "read_sources", unreachable)
    result = run("build-layers", "--source", "overture")
    assert (result.exit_code, result.stderr) == (1, "Error: Overture Maps cannot be reached\n")


@pytest.mark.parametrize("command", ["locate", "build-layers"])
def test_help_shows_an_example_on_its_own_line(run, command):
    text = run(command, "-h").stdout
    assert f"\n    python -m geo {command} " in text
    assert "\\b" not in text
