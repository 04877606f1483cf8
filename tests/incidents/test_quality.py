import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.cli import cli
from geo.core import manifest
from geo.core.errors import DataIntegrityError, RecordError
from geo.core.model import Casualties, Count, DateSpan, Incident, Placement, Source, Tally
from geo.incidents import dataset, quality, tallies


def _tally(name):
    return next(tally for tally in quality.load_tallies() if tally.id == name)


def _check(published, incidents):
    return tallies.check(published.tally, incidents, published=published.published)


def test_afp_tally_of_january_2026_is_covered_by_five_incidents():
    check = _check(_tally("afp-2026-01"), dataset.load())
    assert quality.verdict(check) == "Covered exactly"
    assert (check.n_incidents, check.killed) == (5, Count(low=15, best=16, high=16))
    assert check.covered == (
        "2025-11-20-hamadoni-drone",
        "2025-11-26-istiqlol",
        "2025-11-30-shodak",
        "2025-12-24-kavo",
        "2026-01-18-khirmanjo",
    )


def test_tally_that_is_not_met_names_the_gap():
    check = _check(_tally("border-troops-2018-02"), dataset.load())
    assert quality.verdict(check) == "Short by 1 incident"
    assert check.covered == ("2018-02-05-darkad-post", "2018-02-08-panj-unit")


def test_without_the_incidents_the_tally_is_short_by_all():
    check = _check(_tally("afp-2026-01"), ())
    assert quality.verdict(check) == "Short by 5 incidents and 16 killed"


def _incident(**changes):
    plain = {
        "id": "a", "summary": "Made up for this test.", "kind": "clash",
        "date": DateSpan(start=dt.date(2025, 1, 1), end=dt.date(2025, 1, 1), precision="day"),
        "place": Placement(status="placed", precision_class="district"),
        "killed": Casualties(low=1, best=1, high=1),
        "sources": (Source(outlet="Nobody", url="https://example.org/1"),),
    }  # fmt: skip
    return Incident(**{**plain, **changes})


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({}, set()),
        ({"date": DateSpan()}, {"undated"}),
        ({"date": DateSpan(start=dt.date(2025, 1, 1), end=dt.date(2025, 1, 31), precision="month")}, {"month_only"}),
        ({"place": Placement(precision_class="region")}, {"region_only"}),
        ({"place": Placement(precision_class="border")}, {"no_region"}),
        ({"place": Placement()}, {"no_region"}),
        ({"killed": Casualties(low=1, best=2, high=2)}, {"disputed_counts"}),
        ({"wounded": Count(low=1, high=2)}, {"disputed_counts"}),
        ({"killed": Casualties()}, {"killed_unknown"}),
        ({"killed": Casualties(low=0, best=0, high=0)}, set()),
        ({"status": "disputed"}, {"disputed"}),
        ({"sources": (Source(outlet="Nobody"),)}, {"no_link"}),
        ({"sources": ()}, {"no_source"}),
        ({"confidence": "low"}, {"low_confidence"}),
    ],
)
def test_each_question_is_true_of_what_it_asks(change, names):
    found = quality.findings((_incident(**change),))
    assert {finding.id for finding in found if finding.ids} == names


def test_comparison_without_numbers_is_said():
    tally = tallies.PublishedTally(
        id="x", outlet="Nobody", url="", published=dt.date(2025, 1, 1), says="Some.", tally=Tally()
    )
    assert quality.verdict(_check(tally, ())) == "Not comparable"


@pytest.fixture
def copied_data(tmp_path, monkeypatch):
    """Give a data folder that holds one tallies file and nothing else."""
    monkeypatch.setenv("PANJ_DATA", str(tmp_path))
    (tmp_path / "sources").mkdir()

    def write(text):
        (tmp_path / quality.TALLIES_FILE).write_text(text, "utf-8")
        manifest.record(quality.TALLIES_FILE, title="t", origins=(), rows=1, crs=None, made_by="a test")

    return write


def test_bad_line_is_named(copied_data):
    copied_data('{"id": "x"}\n')
    with pytest.raises(RecordError, match=r"tallies\.jsonl, line 1: .*PublishedTally\.outlet"):
        quality.load_tallies()


def test_damaged_and_missing_layers_are_named(copied_data, tmp_path):
    copied_data("")
    (tmp_path / quality.TALLIES_FILE).write_text("changed", "utf-8")
    problems = quality.damaged_files()
    assert "was changed or damaged" in problems[quality.TALLIES_FILE]
    assert "no entry" in problems["layers/border.parquet"]
    with pytest.raises(DataIntegrityError):
        quality.load_tallies()


def test_shipped_data_has_no_damage():
    assert quality.damaged_files() == {}


def test_command_prints_both_ways():
    text = CliRunner().invoke(cli, ["check"])
    assert text.exit_code == 0
    assert "Covered exactly: 5 incidents, 16 (15 to 16) killed here" in text.output
    document = json.loads(CliRunner().invoke(cli, ["check", "--json"]).output)
    assert document["damaged"] == {}
    assert {row["check"]["verdict"] for row in document["tallies"]} == {"equal", "short", "more"}


def test_command_checks_the_tallies_of_the_stores_reports_too(tmp_path):
    db, article = str(tmp_path / "panj.db"), tmp_path / "article.txt"
    # Invented.
    article.write_text("In 2018 there were 36 armed clashes with smugglers on the Tajik-Afghan border.")
    ingested = CliRunner().invoke(cli, ["ingest", str(article), "--published", "2019-02-18", "--db", db])
    assert ingested.exit_code == 0, ingested.output
    document = json.loads(CliRunner().invoke(cli, ["check", "--json", "--db", db]).output)
    assert len(document["tallies"]) == len(quality.load_tallies()) + 1
    row = document["tallies"][-1]
    assert row["published"]["says"].startswith("In 2018 there were 36")
    assert (row["published"]["tally"]["since"], row["published"]["tally"]["until"]) == ("2018-01-01", "2018-12-31")
    found = [one for one in dataset.load() if one.kind in {"clash", "smuggling_clash"} and _is_of(one, 2018)]
    assert row["check"]["verdict"] == "short"
    assert row["check"]["incidents_missing"] == 36 - len(found)
    text = CliRunner().invoke(cli, ["check", "--db", db]).output
    assert "No outlet named, 2019-02-18: In 2018 there were 36 armed clashes" in text


def _is_of(incident, year):
    return incident.date.start is not None and incident.date.start.year == incident.date.end.year == year


def test_recorded_accuracy_is_the_readers_present_one():
    accuracy = quality.load_accuracy()
    cases = Path(__file__).parents[1] / "cases" / accuracy["file"]
    now = json.loads(CliRunner().invoke(cli, ["evaluate", str(cases), "--json"]).output)["measures"]
    assert accuracy["measures"] == pytest.approx(now, abs=1e-4), "record it again: python -m geo evaluate --record"


def test_recording_writes_a_file_that_verifies(copied_data):
    copied_data("")
    quality.record_accuracy("some.jsonl", {"main_f1": 0.98765, "reports": 3})
    assert quality.load_accuracy() == {"file": "some.jsonl", "measures": {"main_f1": 0.9877, "reports": 3}}
