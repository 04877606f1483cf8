"""Files to incidents, end to end, by the library and by the command."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo import pipeline
from geo.cli import cli
from geo.core.model import ReadFailure, Reading
from geo.incidents import dataset
from geo.pipeline import Ingested, ingest, keep
from geo.reports.files import load_reports
from geo.store.store import Store

# Invented wording; the event is a shipped incident.
REPORTS = [
    {
        "url": "https://example.org/1",
        "outlet": "One",
        "published": "2026-01-19",
        "text": "Tajik border guards killed four armed men who had crossed from Afghanistan, the committee said. "
        "The clash happened on January 18 near Khirmanjo in the Shamsiddin Shohin district of Khatlon region.",
    },
    {
        "url": "https://example.org/2",
        "outlet": "Two",
        "published": "2026-01-20",
        "text": "Четверо вооружённых нарушителей убиты 18 января в районе Шамсиддин Шохин на границе с Афганистаном, "
        "сообщили пограничники Таджикистана.",
    },
    {
        "url": "https://example.org/3",
        "outlet": "Three",
        "published": "1996-05-04",
        "text": "Two Tajik border guards were killed on 3 May 1996 in a clash with armed men from Afghanistan "
        "in Ishkoshim district, Gorno-Badakhshan.",
    },
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    lines = [json.dumps(report, ensure_ascii=False) for report in REPORTS]
    (tmp_path / "in" / "reports.jsonl").write_text("\n".join([*lines, "not json"]), "utf-8")
    return tmp_path / "in"


def test_accounts_of_a_shipped_incident_join_it_and_a_new_event_is_new(folder: Path, tmp_path: Path) -> None:
    with Store(tmp_path / "test.db") as store:
        first, second, third, failure = ingest([folder], store)
        assert all(isinstance(item, Ingested) and item.is_new for item in (first, second, third))
        assert isinstance(failure, ReadFailure)
        assert failure.name.endswith("reports.jsonl:4")
        assert len(store.incidents()) == len(dataset.load()) + 1
        shown = {merged.incident.id: merged for merged in store.merged()}
        assert shown["2026-01-18-khirmanjo"].n_reports == 2
        before = store.incidents()
        again = list(ingest([folder], store))
        assert [item.is_new for item in again if isinstance(item, Ingested)] == [False] * 3
        assert store.incidents() == before


def test_command_prints_a_line_a_report_with_incident_ids_and_is_safe_to_repeat(folder: Path, tmp_path: Path) -> None:
    database = str(tmp_path / "test.db")
    runner = CliRunner()
    first = runner.invoke(cli, ["ingest", str(folder), "--db", database, "--json"])
    assert first.exit_code == 0, first.output
    lines = [json.loads(line) for line in first.output.splitlines()]
    assert [line["report"]["outlet"] for line in lines[:3]] == ["One", "Two", "Three"]
    assert "text" not in lines[0]["report"]
    assert [line["accounts"][0]["incident_id"] for line in lines[:2]] == ["2026-01-18-khirmanjo"] * 2
    assert lines[2]["accounts"][0]["incident_id"].startswith("1996-05-03-ishkoshim-")
    assert lines[3]["failure"]["name"].endswith("reports.jsonl:4")
    assert runner.invoke(cli, ["ingest", str(folder), "--db", database, "--json"]).output == first.output
    text = runner.invoke(cli, ["ingest", str(folder), "--db", database]).output
    assert text.splitlines()[-1] == "0 new reports, 3 known, 1 not readable"


def test_commands_read_the_store_that_is_named(folder: Path, tmp_path: Path) -> None:
    database = str(tmp_path / "test.db")
    runner = CliRunner()
    runner.invoke(cli, ["ingest", str(folder), "--db", database])
    found = runner.invoke(cli, ["incidents", "--db", database, "--from", "1996-01-01", "--to", "1996-12-31", "--json"])
    assert found.exit_code == 0, found.output
    assert [json.loads(line)["killed"]["best"] for line in found.output.splitlines()] == [2]


def test_own_store_is_under_the_home_folder_and_read_once_it_is_there(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANJ_HOME", str(tmp_path / "home"))
    runner = CliRunner()
    chosen = ["incidents", "--from", "1996-01-01", "--to", "1996-12-31", "--json"]
    assert runner.invoke(cli, chosen).output == ""
    assert not (tmp_path / "home").exists()
    assert runner.invoke(cli, ["ingest", str(folder)]).exit_code == 0
    assert len(runner.invoke(cli, chosen).output.splitlines()) == 1


def test_unusable_store_ends_with_one_line(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    result = CliRunner().invoke(cli, ["ingest", str(folder), "--db", str(tmp_path / "file" / "test.db")])
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "cannot be made" in result.output


# Invented wording in the manner of agencies: reports of the winter of 2025-2026 that recall each other's events.
RECALLING = {
    "2026-01-19": """Four armed men who had crossed from Afghanistan were killed overnight in a clash with Tajik border
guards, the national security committee said on Monday.

The clash comes weeks after an attack in late November in which a drone killed three Chinese workers in Tajikistan and
wounded a fourth.""",
    "2026-01-18": """Tajikistan said on Sunday that four terrorists who had crossed from Afghanistan were neutralised in
the southern Khatlon region.

At least five deadly incidents have been reported on the border since November, 16 people were killed in total.

After attacks on Chinese nationals in November, Dushanbe urged the Taliban to act.""",
    "2025-12-26": """Two Tajik border guards and three attackers were killed in the Shamsiddin Shohin district on
Wednesday, after armed men crossed from Afghanistan near the village of Kavo on Tuesday, the border agency said.""",
    "2023-09-06": """Tajik security forces killed three members of Jamaat Ansarullah who crossed from Afghanistan on the
night of August 30 near Kevron in the Darvoz district of Gorno-Badakhshan, the committee said.""",
}


def test_reports_of_shipped_incidents_add_no_duplicate(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    lines = [json.dumps({"published": published, "text": text}) for published, text in RECALLING.items()]
    path.write_text("\n".join(lines), "utf-8")
    with Store(tmp_path / "test.db") as store:
        list(ingest([path], store))
        assert [incident.id for incident in store.incidents()] == [incident.id for incident in dataset.load()]
        n_reports = {merged.incident.id: merged.n_reports for merged in store.merged() if merged.n_reports}
    assert n_reports == {
        "2023-08-30-kevron": 1,
        "2025-11-26-istiqlol": 1,
        "2025-12-24-kavo": 1,
        "2026-01-18-khirmanjo": 2,
    }


def test_what_was_read_is_kept_in_its_order_beside_what_could_not_be(folder: Path, tmp_path: Path) -> None:
    first, second, third, failure = load_reports([folder])
    assert isinstance(failure, ReadFailure)
    known = Ingested(report_id="known", is_new=False)
    items = [
        Reading(report=second),
        failure,
        known,
        Reading(report=first),
        Reading(report=second),
        Reading(report=third),
    ]
    with Store(tmp_path / "test.db") as store:
        kept = keep(items, store, reader_version="test 1")
        assert list(kept) == [
            Ingested(report_id=second.id, is_new=True),
            failure,
            known,
            Ingested(report_id=first.id, is_new=True),
            Ingested(report_id=second.id, is_new=False),
            Ingested(report_id=third.id, is_new=True),
        ]
        assert {report.id for report in store.reports()} == {first.id, second.id, third.id}


def test_others_may_write_between_two_transactions(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "_REPORTS_AT_ONCE", 1)
    first, second, third, _ = load_reports([folder])
    with Store(tmp_path / "test.db") as store, Store(tmp_path / "test.db") as other:
        turns: list[int] = []

        def write() -> None:
            with other.writing("other"):
                turns.append(sum(1 for _ in other.reports()))

        monkeypatch.setattr(pipeline, "leave_a_turn", write)
        items = [Reading(report=report) for report in (first, second, third)]
        assert len(list(keep(items, store, reader_version="test 1"))) == 3
    assert turns == [1, 2, 3]
