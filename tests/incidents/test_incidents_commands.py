import json

import pyogrio
import pytest
from click.testing import CliRunner

from geo.cli import cli
from geo.incidents import export


@pytest.fixture
def run():
    return lambda *words: CliRunner().invoke(cli, list(words))


def _ids(result):
    assert result.exit_code == 0, result.output
    return [json.loads(line)["id"] for line in result.output.splitlines()]


def test_incidents_as_json_lines(run):
    assert len(_ids(run("incidents", "--json"))) == 130


def test_incidents_as_a_table_end_with_the_sentence(run):
    lines = run("incidents", "--from", "2026-01-18", "--to", "2026-01-31").output.splitlines()
    assert lines == [
        "2026-01-18                Clash              killed 4          Khirmanjo, Shamsiddin Shohin",
        "2026-01-29                Smuggling clash    killed 3          Bahorak, Shamsiddin Shohin",
        "2026-01-18 to 2026-01-31: 2 of 130 incidents",
    ]


def test_table_shows_what_is_unknown_or_disputed(run):
    assert "killed 5 (4-5)" in run("incidents", "--from", "2025-12-20", "--to", "2025-12-31").output
    assert "killed 2 or more" in run("incidents", "--from", "2010-12-27", "--to", "2010-12-27").output
    assert (
        "undated                   Detention          killed unknown" in run("incidents", "--kind", "detention").output
    )


@pytest.mark.parametrize(
    ("options", "n"),
    [
        (("--from", "2025-11-01", "--min-killed", "1", "--to", "2026-01-18"), 5),
        (("--region", "khatlon", "--region", "Takhar", "--from", "2026-01-01"), 4),
        (("--district", "tj-vanj"), 1),
        (("--segment", "Darvoz - Maymay", "--precision", "settlement", "--from", "2023-01-01"), 1),
        (("--kind", "Mine"), 2),
        (("--party", "jamaat_ansarullah"), 3),
        (("--bank", "AF", "--kind", "mine"), 0),
        (("--status", "disputed"), 6),
        (("--text", "gold mine"), 2),
        (("--precision", "border", "--from", "2018-01-01"), 1),
    ],
)
def test_every_filter_option(run, options, n):
    assert len(_ids(run("incidents", "--json", *options))) == n


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--region", "Khatln"), "region: 'Khatln' is unknown; did you mean tj-khatlon (Khatlon)"),
        (("--from", "2026"), "from: '2026' is not a date written as 2026-01-31"),
        (("--min-killed", "many"), "min_killed: 'many' is not a whole number"),
    ],
)
def test_a_filter_that_cannot_be_is_an_error_of_usage(run, options, reason):
    result = run("incidents", *options)
    assert result.exit_code == 2
    assert f"Error: Invalid value: {reason}" in result.output.splitlines()[-1]


def test_export_with_a_filter_that_cannot_be_writes_nothing(run, tmp_path):
    path = tmp_path / "out.csv"
    result = run("export", "-o", str(path), "--district", "Darwaz")
    assert result.exit_code == 2
    assert "'Darwaz' can be any of tj-darvoz (Darvoz)" in result.output
    assert not path.exists()


def test_a_former_name_finds_the_incidents_of_the_present_one(run):
    assert _ids(run("incidents", "--json", "--district", "Shuroobod")) == _ids(
        run("incidents", "--json", "--district", "tj-shamsiddin-shohin")
    )


@pytest.mark.parametrize("ending", sorted(export.FORMATS))
def test_export_writes_what_the_filter_chooses(run, tmp_path, ending):
    path = tmp_path / f"out.{ending}"
    result = run("export", "-o", str(path), "--region", "Takhar", "--json")
    assert json.loads(result.output) == {"file": str(path), "incidents": 4, "total": 130}
    assert path.stat().st_size > 0


def test_export_opens_in_gis(run, tmp_path):
    path = tmp_path / "all.gpkg"
    assert "No filter: 130 of 130 incidents" in run("export", "-o", str(path)).output
    found = pyogrio.read_dataframe(path)
    assert len(found) == 130
    assert found.set_index("id").loc["2025-12-24-kavo"].geometry.x == pytest.approx(70.01, abs=0.01)


def test_export_to_an_unknown_format(run, tmp_path):
    result = run("export", "-o", str(tmp_path / "out.doc"))
    assert (result.exit_code, result.output.startswith("Error: 'doc' is not a format")) == (1, True)


def test_build_incidents_builds(run, data_copy, monkeypatch):
    monkeypatch.setenv("PANJ_DATA", str(data_copy))
    result = run("build-incidents", "--json")
    assert json.loads(result.output)["incidents"] == 130
