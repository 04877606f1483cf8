"""Newer shipped data come in without touching what users added; older ones change nothing; the past stays as it was."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from geo.cli import cli
from geo.core.model import Account, Casualties, Incident, Reading, Report
from geo.incidents import dataset
from geo.store import records
from geo.store.desk import Desk
from geo.store.store import Store
from tests.store.conftest import ANNA

FIRST, SECOND, THIRD, *REST = dataset.load()


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Give a function that sets the clock of the store to noon of a day of January 2030."""

    def set_day(number: int) -> None:
        monkeypatch.setattr(records, "now", lambda: f"2030-01-{number:02}T12:00:00.000+00:00")

    set_day(1)
    return set_day


@pytest.fixture
def ship(monkeypatch: pytest.MonkeyPatch) -> object:
    """Give a function that changes what is shipped."""
    return lambda *incidents: monkeypatch.setattr(dataset, "load", lambda: incidents)


def _reading(incident: Incident, name: str = "a", killed: int = 9) -> Reading:
    account = Account(
        date=incident.date, place=incident.place, kind=incident.kind, killed=Casualties(best=killed), bank=incident.bank
    )
    report = Report(id=name, outlet=name, published=dt.date(2029, 1, 1), sha256=name, text=f"Text {name}")
    return Reading(report=report, accounts=(account,))


def _shown(store: Store) -> dict[str, Incident]:
    return {incident.id: incident for incident in store.incidents()}


def test_changed_new_and_dropped_incidents_follow_what_is_shipped(location: str, ship, day) -> None:
    ship(FIRST, SECOND)
    Store(location).close()
    changed = replace(FIRST, note="checked again")
    ship(changed, THIRD)
    day(2)
    with Store(location) as store:
        assert _shown(store) == {FIRST.id: changed, THIRD.id: THIRD}
        assert {one.id: one for one in store.incidents(as_of=dt.date(2030, 1, 1))} == {
            FIRST.id: FIRST,
            SECOND.id: SECOND,
        }
        assert Desk(store, ANNA).incident(SECOND.id).incident is None
        revision = store.revision()
    # An older installation that opens the same store brings nothing back.
    ship(FIRST, SECOND)
    with Store(location) as store:
        assert store.revision() == revision
        assert _shown(store) == {FIRST.id: changed, THIRD.id: THIRD}
    # What was dropped may be shipped again.
    ship(changed, SECOND, THIRD)
    with Store(location) as store:
        assert _shown(store) == {FIRST.id: changed, SECOND.id: SECOND, THIRD.id: THIRD}


def test_what_users_added_is_not_touched(location: str, ship, day) -> None:
    ship(FIRST, SECOND, THIRD)
    with Store(location) as store:
        desk = Desk(store, ANNA)
        desk.set_value(FIRST.id, "killed", Casualties(best=77), seen=0)
        desk.mark(SECOND.id, "disputed")
        added = store.add(_reading(THIRD), reader_version="1")
        assert store.incident_ids(added.account_ids) == dict.fromkeys(added.account_ids, THIRD.id)
    ship(replace(FIRST, note="checked again", killed=Casualties(best=1)))
    day(2)
    with Store(location) as store:
        shown = _shown(store)
        assert (shown[FIRST.id].killed.best, shown[FIRST.id].note) == (77, "checked again")
        # Shipped no longer, but a mark and an account hang on these.
        assert shown[SECOND.id] == replace(SECOND, status="disputed")
        assert shown[THIRD.id].sources[-1].outlet == "a"
        files = [Desk(store, ANNA).incident(one.id) for one in (FIRST, SECOND, THIRD)]
        assert [one.shipped_state for one in files] == ["shipped", "kept", "kept"]
        assert store.reading("a", reader_version="1") is not None


def test_new_shipped_incident_takes_over_the_accounts_of_its_event(location: str, ship, day) -> None:
    sharp = next(one for one in REST if one.place.precision_class == "district" and one.date.precision == "day")
    ship(FIRST)
    with Store(location) as store:
        (account,) = store.add(_reading(sharp, killed=sharp.killed.best or 0), reader_version="1").account_ids
        (own,) = _shown(store).keys() - {FIRST.id}
        Desk(store, ANNA).mark(own, "confirmed")
    ship(FIRST, sharp)
    with Store(location) as store:
        assert store.incident_ids([account]) == {account: sharp.id}
        # What was said of the incident goes with its account.
        assert _shown(store)[sharp.id].status == "confirmed"
        assert Desk(store, ANNA).incident(own).became == (sharp.id,)


def test_commands_show_the_incidents_as_known_on_a_day(location: str, ship, day, tmp_path: Path) -> None:
    ship(FIRST)
    Store(location).close()
    day(2)
    with Store(location) as store:
        number = Desk(store, ANNA).mark(FIRST.id, "disputed")
    day(3)
    with Store(location) as store:
        Desk(store, ANNA).undo(number)
        store.add(_reading(THIRD), reader_version="1")

    def written(name: str, *words: str) -> dict[str, Any]:
        command = ["brief" if name.endswith(".svg") else "export", "-o", name, "--db", location, "--json", *words]
        result = CliRunner().invoke(cli, command)
        assert result.exit_code == 0, result.output
        return json.loads(result.output)

    table, sheet = str(tmp_path / "then.csv"), str(tmp_path / "then.svg")
    assert written(table, "--as-of", "2030-01-02") == {"file": table, "incidents": 1, "total": 1}
    assert "disputed" in Path(table).read_text("utf-8")
    assert written(table)["total"] == 2
    assert "disputed" not in Path(table).read_text("utf-8")
    drawn = written(sheet, "--as-of", "2030-01-02")
    assert (drawn["incidents"], drawn["total"]) == (1, 1)
    assert "Data as of 2030-01-02" in Path(sheet).read_text("utf-8")

    def run(*words: str) -> list[tuple[bool, str]]:
        result = CliRunner().invoke(cli, ["incidents", "--db", location, "--json", *words])
        assert result.exit_code == 0, result.output
        found = [json.loads(line) for line in result.output.splitlines()]
        return [(line["id"] == FIRST.id, line["status"]) for line in found]

    assert run("--as-of", "2029-12-31") == []
    assert run("--as-of", "2030-01-01") == [(True, "reported")]
    assert run("--as-of", "2030-01-02") == [(True, "disputed")]
    assert run("--as-of", "2030-01-02", "--status", "reported") == []
    assert sorted(run("--as-of", "2030-01-03")) == sorted(run()) == [(False, "reported"), (True, "reported")]


def test_command_says_that_without_a_store_there_is_no_past(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANJ_HOME", str(tmp_path))
    result = CliRunner().invoke(cli, ["incidents", "--as-of", "2026-01-01"])
    assert result.exit_code == 2
    assert "there is no store yet" in result.output


def test_time_goes_on_even_if_the_clock_is_put_back(location: str, day) -> None:
    with Store(location) as store:
        day(9)
        Desk(store, ANNA).mark(FIRST.id, "disputed")
        day(1)
        Desk(store, ANNA).mark(FIRST.id, "confirmed")
        marks = [event.at for event in Desk(store, ANNA).history(FIRST.id)]
    assert marks == ["2030-01-09T12:00:00.000+00:00", "2030-01-09T12:00:00.001+00:00"]
