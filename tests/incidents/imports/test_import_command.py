import csv
import json

import pytest
from click.testing import CliRunner

from geo.cli import cli


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("PANJ_HOME", str(tmp_path / "home"))
    return lambda *arguments: CliRunner().invoke(cli, ["import", *map(str, arguments), "--db", str(tmp_path / "x.db")])


def test_summary_and_report_file(run, acled_row, write_csv, tmp_path):
    rows = [acled_row(), acled_row(fatalities="=1+1"), acled_row(event_id_cnty="TAJ2", latitude="9", longitude="38.7")]
    path, report = write_csv(rows), tmp_path / "bad.csv"
    result = run("acled", path, "--report-file", report)
    assert result.exit_code == 0
    assert "1 new, 0 known, 1 not readable; 1 outside the border zone dropped, 0 kept" in result.output
    assert "line 3: fatalities '=1+1' is no whole number" in result.output
    with report.open(newline="") as file:
        assert list(csv.DictReader(file)) == [
            {"line": "3", "field": "fatalities", "value": "'=1+1", "reason": "is no whole number"}
        ]


def test_report_file_as_json_lines(run, acled_row, write_csv, tmp_path):
    report = tmp_path / "bad.jsonl"
    assert run("acled", write_csv([acled_row(), acled_row(notes="a\0\u202eb")]), "--report-file", report).exit_code == 0
    [line] = report.read_text().splitlines()
    assert json.loads(line)["field"] == "notes"
    assert line.isascii()


def test_json_and_a_second_run(run, acled_row, write_csv):
    path = write_csv([acled_row()])
    assert json.loads(run("acled", path, "--json").output)["new"] == 1
    assert json.loads(run("acled", path, "--json").output) == {
        "new": 0, "known": 1, "dropped": 0, "kept_outside": 0, "problems": 0, "first_problems": [], "report_file": None
    }  # fmt: skip


def test_outside_is_kept_on_request(run, acled_row, write_csv):
    path = write_csv([acled_row(latitude="38.56", longitude="68.77")])
    assert "1 outside the border zone dropped" in run("acled", path).output
    assert "0 outside the border zone dropped, 1 kept" in run("acled", path, "--outside", "keep").output


def test_nothing_readable_ends_with_1(run, acled_row, write_csv, tmp_path):
    result = run("acled", write_csv([acled_row(fatalities="many")]))
    assert result.exit_code == 1
    assert "none of 1 rows could be read; the first, line 2: fatalities is no whole number" in result.output
    empty = tmp_path / "empty.csv"
    empty.write_text("date,lat,lon\n")
    assert run("csv", empty).exit_code == 1


def test_only_rows_outside_is_no_failure(run, acled_row, write_csv):
    assert run("acled", write_csv([acled_row(latitude="9", longitude="38.7")])).exit_code == 0


def test_map_options(run, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("When;Where;N;E\n1994-04-03;Invented Ford;37.6;69.6\n")
    result = run("csv", path, "--map", "When=date", "--map", "Where=settlement", "--map", "N=lat", "--map", "E=lon")
    assert "1 new" in result.output


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--map", "nonsense"], 2, "COLUMN=FIELD"),
        (["--map", "When=moon"], 1, "is no field"),
        (["--crs", "EPSG:1"], 1, "CRS"),
    ],
)
def test_options_that_cannot_be(run, tmp_path, arguments, code, words):
    path = tmp_path / "log.csv"
    path.write_text("date,lat,lon\n1994-04-03,37.6,69.6\n")
    result = run("csv", path, *arguments)
    assert result.exit_code == code
    assert words in result.output


def test_report_file_that_cannot_be_written(run, acled_row, write_csv, tmp_path):
    result = run("acled", write_csv([acled_row()]), "--report-file", tmp_path / "no" / "bad.csv")
    assert result.exit_code == 1
    assert "cannot be written" in result.output
