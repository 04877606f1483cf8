"""Rows of other data sets taken in through the service layer: by whom, once, and where they land."""

import csv
from pathlib import Path

import pytest

from geo.core.errors import AccessError, RecordError
from geo.incidents.imports.columns import ColumnMap
from geo.incidents.imports.outcomes import Outside, Problem
from geo.store import importing
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.importing import Imported
from geo.store.store import Store
from tests.store.conftest import ANNA

# Invented: two tell of one fight, the third of another in the same year, the fourth of none near the border.
ROWS = (
    {"No": "1", "Day": "1995-01-18", "Where": "Farkhor", "Dead": "2", "What": "Invented guards shot two men."},
    {"No": "2", "Day": "1995-01-18", "Where": "Farkhor", "Dead": "2", "What": "Two men were shot, it is invented."},
    {"No": "3", "Day": "1995-06-30", "Where": "Panj", "Dead": "5", "What": "Invented: five died at a ford."},
    {"No": "4", "Day": "1995-07-02", "Where": "Kabul", "Dead": "1", "What": "Invented, and far away."},
    {"No": "5", "Day": "yesterday", "Where": "Farkhor", "Dead": "1", "What": "Invented, of no day."},
)
HOW = ColumnMap(
    columns={"Day": "date_start", "Where": "district", "Dead": "killed_best", "What": "notes"},
    defaults={"country": "TJ", "kind": "clash"},
    dataset="Invented log",
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ROWS[0]))
        writer.writeheader()
        writer.writerows(ROWS)
    return path


def test_rows_are_taken_in_once_in_the_name_of_who_did(store: Store, table: Path) -> None:
    anna = Desk(store, ANNA)
    first = list(anna.import_rows(table, "csv", how=HOW, name="uploaded.csv"))
    kept = [one for one in first if isinstance(one, Imported)]
    assert [(one.line, one.is_new, one.is_in_zone) for one in kept] == [
        (2, True, True),
        (3, True, True),
        (4, True, True),
    ]
    (problem,) = [one for one in first if isinstance(one, Problem)]
    assert (problem.line, problem.field, problem.value) == (6, "date_start", "yesterday")
    rows = Desk(store, User("root", Role.ADMIN)).audit()
    assert {row["user"] for row in rows if row["action"] == "add report"} == {"anna"}
    assert [row["detail"] for row in rows if row["action"] == "import"] == [{"form": "csv", "file": "uploaded.csv"}]
    revision = store.revision()
    again = [one for one in anna.import_rows(table, "csv", how=HOW) if isinstance(one, Imported)]
    assert [(one.account_id, one.is_new) for one in again] == [(one.account_id, False) for one in kept]
    assert store.revision() == revision


def test_it_is_told_which_rows_are_of_a_known_event(store: Store, table: Path) -> None:
    anna = Desk(store, ANNA)
    kept = [one for one in anna.import_rows(table, "csv", how=HOW) if isinstance(one, Imported)]
    landed = anna.landed([one.account_id for one in kept])
    first, second, third = (landed[one.account_id] for one in kept)
    assert [one.is_matched for one in (first, second, third)] == [False, True, False]
    assert first.incident_id == second.incident_id != third.incident_id
    assert anna.landed(["nothing like it"])["nothing like it"].incident_id is None


def test_rows_outside_the_border_zone_are_kept_if_asked_for(store: Store, table: Path) -> None:
    anna = Desk(store, ANNA)
    how = ColumnMap(columns=HOW.columns, defaults={"kind": "clash"}, dataset="Invented log")
    dropped = list(anna.import_rows(table, "csv", how=how))
    assert [one.line for one in dropped if isinstance(one, Outside)] == [5]
    kept = [one for one in anna.import_rows(table, "csv", how=how, keep_outside=True) if isinstance(one, Imported)]
    assert [(one.line, one.is_new, one.is_in_zone) for one in kept if one.is_new] == [(5, True, False)]


def test_who_may_not_is_refused_before_a_row_is_read(
    store: Store, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision = store.revision()
    with pytest.raises(AccessError):
        Desk(store, User("vera", Role.VIEWER)).import_rows(table, "csv", how=HOW)
    with pytest.raises(AccessError):
        Desk(store, User("nemo", Role.NOBODY)).landed([])
    monkeypatch.setenv("PANJ_READONLY", "1")
    with pytest.raises(AccessError, match="PANJ_READONLY"):
        Desk(store, ANNA).import_rows(table, "csv", how=HOW)
    assert store.revision() == revision


def test_others_may_write_between_two_transactions(store: Store, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[int] = []

    def write() -> None:
        with store.writing("other"):
            turns.append(sum(1 for _ in store.reports()))

    monkeypatch.setattr(importing, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(importing, "leave_a_turn", write)
    list(Desk(store, ANNA).import_rows(table, "csv", how=HOW))
    assert turns == [2, 3, 3]


def test_what_is_no_table_is_refused(store: Store, table: Path) -> None:
    with pytest.raises(RecordError, match="is no acled export: it lacks the columns"):
        next(Desk(store, ANNA).import_rows(table, "acled"))
