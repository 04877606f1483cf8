"""Backups are whole or not there; restoring overwrites nothing that was not kept."""

import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.core.errors import AccessError, StoreError
from geo.store.backup import backup, restore
from geo.store.store import Store

Sql = Callable[[str, str], list[tuple[Any, ...]]]


def test_what_holds_something_is_kept_unless_it_may_be_replaced(
    new_location: Callable[[], str],
    tmp_path: Path,
    fill: Callable[[str], None],
    make_reading: Callable[..., Any],
    sql: Sql,
) -> None:
    source, target = new_location(), new_location()
    fill(source)
    backup(tmp_path / "taken.zip", source)
    with Store(target) as store:
        store.add(make_reading("Only here."), reader_version="test 1")
    with pytest.raises(StoreError, match=r"holds 1 reports and 0 judgements: .*--replace"):
        restore(tmp_path / "taken.zip", target)
    assert sql(target, "select text from reports") == [("Only here.",)]
    counts, copy = restore(tmp_path / "taken.zip", target, replace=True)
    assert counts["reports"] == 4
    assert len(sql(target, "select text from reports")) == 4
    assert copy is not None
    if "://" in target:
        schema = copy.split()[2]
        assert sql(target, f"select text from {schema}.reports") == [("Only here.",)]
    else:
        assert Path(copy).parent == Path(target).parent
        assert sql(copy, "select text from reports") == [("Only here.",)]
    backup(tmp_path / "again.zip", target)
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "taken.zip").read_bytes()


def test_what_only_ships_may_be_replaced(
    new_location: Callable[[], str], tmp_path: Path, fill: Callable[[str], None]
) -> None:
    source, target = new_location(), new_location()
    fill(source)
    Store(target).close()
    backup(tmp_path / "taken.zip", source)
    counts, copy = restore(tmp_path / "taken.zip", target)
    assert (counts["reports"], copy) == (4, None)


def test_a_store_is_read_by_others_while_it_is_replaced(
    location: str, tmp_path: Path, fill: Callable[[str], None]
) -> None:
    fill(location)
    backup(tmp_path / "taken.zip", location)
    seen = []
    with Store(location) as other:
        before = other.incidents()

        def look(done: int, total: int) -> None:
            # On a server the tables that were dropped are locked until the end.
            if "://" not in location:
                seen.append(other.incidents() == before)

        restore(tmp_path / "taken.zip", location, replace=True, progress=look)
        assert other.incidents() == before
    assert all(seen)


def test_store_that_is_not_there_is_neither_made_nor_backed_up(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not there, or is none"):
        backup(tmp_path / "taken.zip", tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_empty_database_is_no_store(new_database: Callable[[], str], tmp_path: Path, sql: Sql) -> None:
    url = new_database()
    with pytest.raises(StoreError, match="is not there, or is none"):
        backup(tmp_path / "taken.zip", url)
    assert sql(url, "select count(*) from pg_tables where tablename = 'reports'") == [(0,)]


def test_names_that_are_taken_or_end_otherwise_are_refused(tmp_path: Path) -> None:
    Store(tmp_path / "test.db").close()
    (tmp_path / "there.zip").write_bytes(b"mine")
    (tmp_path / "there").mkdir()
    for name in ("there.zip", "there"):
        with pytest.raises(StoreError, match="is there already"):
            backup(tmp_path / name, tmp_path / "test.db")
    with pytest.raises(StoreError, match=r"end the name in \.zip"):
        backup(tmp_path / "taken.tar", tmp_path / "test.db")
    assert (tmp_path / "there.zip").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["taken.zip", "taken"])
def test_backup_that_does_not_end_well_leaves_nothing(tmp_path: Path, name: str) -> None:
    Store(tmp_path / "test.db").close()

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup(tmp_path / name, tmp_path / "test.db", progress=interrupt)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, usual[1]))
    try:
        with pytest.raises(StoreError, match=r"taken.* cannot be written .*: make room"):
            backup(tmp_path / name, tmp_path / "test.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    with pytest.raises(StoreError, match="cannot be written"):
        backup(tmp_path / "no folder" / name, tmp_path / "test.db")
    assert {path.name for path in tmp_path.iterdir()} <= {"test.db", "test.db-wal", "test.db-shm"}


def test_progress_ends_with_all(tmp_path: Path, fill: Callable[[str], None]) -> None:
    fill(str(tmp_path / "test.db"))
    told: list[tuple[int, int]] = []
    backup(tmp_path / "taken.zip", tmp_path / "test.db", progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 260
    n_rows = told[-1][1]
    told.clear()
    restore(tmp_path / "taken.zip", tmp_path / "new.db", progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (n_rows, n_rows)


def test_nothing_is_restored_where_nothing_may_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(tmp_path / "test.db").close()
    backup(tmp_path / "taken.zip", tmp_path / "test.db")
    monkeypatch.setenv("PANJ_READONLY", "1")
    with pytest.raises(AccessError):
        restore(tmp_path / "taken.zip", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()
