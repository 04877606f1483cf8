"""The commands `read` and `evaluate`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.cli import cli

CASES = Path(__file__).parents[1] / "cases" / "reports.jsonl"
TEXT = "Two Tajik border guards were killed on Tuesday in a clash with smugglers in Farkhor district, Khatlon."


def run(*args):
    return CliRunner().invoke(cli, [str(arg) for arg in args])


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_read_prints_an_object_a_report(article):
    result = run("read", article, "--published", "2026-01-16", "--json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert set(data) == {"report", "accounts", "tallies", "notes"}
    assert {"id", "outlet", "url", "title", "published", "lang", "sha256"} <= set(data["report"])
    assert "text" not in data["report"]
    (account,) = data["accounts"]
    assert account["date"] == {"start": "2026-01-13", "end": "2026-01-13", "precision": "day", "partial": None}
    assert account["killed"]["best"] == 2
    assert account["wounded"]["best"] is None
    assert account["place"]["district"] == "Farkhor"
    assert all(TEXT[start:end] for spans in account["spans"].values() for start, end in spans)


def test_read_keeps_the_order_of_the_input(tmp_path):
    path = tmp_path / "two.jsonl"
    rows = [{"url": f"http://x/{n}", "lang": "en", "published": "2026-01-16", "text": TEXT + f" {n}"} for n in range(3)]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    result = run("read", path, "--json")
    assert [json.loads(line)["report"]["url"] for line in result.stdout.splitlines()] == [row["url"] for row in rows]


def test_read_names_what_cannot_be_read_and_goes_on(tmp_path, article):
    (tmp_path / "bad.jsonl").write_text('{"text": \n', "utf-8")
    result = run("read", tmp_path / "bad.jsonl", article, "--json")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert "bad.jsonl" in rows[0]["failure"]["name"]
    assert rows[1]["accounts"]


def test_read_that_reads_nothing_at_all_ends_with_1(tmp_path):
    path = tmp_path / "empty.txt"
    path.write_text("", "utf-8")
    result = run("read", path, "--json")
    assert result.exit_code == 1
    assert "empty.txt" in json.loads(result.stdout)["failure"]["name"]
    assert result.stderr.startswith("Error: none of 1 could be read; the first, ")
    assert result.stderr.count("\n") == 1
    (tmp_path / "folder").mkdir()
    assert run("read", tmp_path / "folder").exit_code == 1


def test_read_for_people_says_place_and_counts(article):
    result = run("read", article, "--published", "2026-01-16")
    assert "Farkhor" in result.stdout
    assert "killed 2" in result.stdout


def test_read_without_files_is_a_usage_error():
    assert run("read").exit_code == 2


def test_evaluate_prints_measures_and_mistakes(tmp_path):
    case = json.loads(CASES.read_text("utf-8").splitlines()[0])
    case["gold"][0]["killed_total"] = 99
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(case), "utf-8")
    result = run("evaluate", path, "--json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert data["measures"]["main_f1"] == 1.0
    assert data["measures"]["killed"] == 0.0
    assert data["mistakes"][0]["wanted"] == 99
    assert "killed: wanted 99, got 2" in run("evaluate", path).stdout


def test_evaluate_of_unlabelled_lines_is_a_clear_error(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "x"}\n', "utf-8")
    result = run("evaluate", path)
    assert result.exit_code == 1
    assert "line 1" in result.output


def test_day_without_a_year_keeps_month_and_day_and_says_so(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("Border guards shot dead two smugglers in Farkhor district, Khatlon, on February 29.", "utf-8")
    result = CliRunner().invoke(cli, ["read", str(path), "--json"])
    date = json.loads(result.output)["accounts"][0]["date"]
    assert (date["partial"], date["start"], date["end"]) == ("--02-29", "0004-02-29", "0004-02-29")


def test_month_without_a_year_is_the_whole_month(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("Border guards shot dead two smugglers in Farkhor district, Khatlon, in late November.", "utf-8")
    date = json.loads(run("read", path, "--json").output)["accounts"][0]["date"]
    assert date["partial"].startswith("--11")
    assert date["start"].startswith("0004-11-")
    assert date["end"].startswith("0004-11-")


def test_an_address_inside_the_network_is_not_fetched(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("Border guards shot dead two smugglers in Farkhor district, Khatlon, on 1 May 2025.", "utf-8")
    lines = run("read", "http://169.254.169.254/latest/meta-data/", path, "--json").stdout.splitlines()
    failure = json.loads(lines[0])["failure"]
    assert failure["name"] == "http://169.254.169.254/latest/meta-data/"
    assert "is not on the public internet" in failure["reason"]
    assert json.loads(lines[1])["accounts"][0]["killed"]["best"] == 2
