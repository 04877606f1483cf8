"""A store that is well has no problems; each kind of harm behind its back is found, by table and row."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from geo.core.errors import StoreError
from geo.store import engine
from geo.store.engine import open_engine
from geo.store.store import Store
from geo.store.verify import verify

Sql = Callable[[str, str], list[tuple[Any, ...]]]


@pytest.fixture
def filled(location: str, fill: Callable[[str], None]) -> str:
    fill(location)
    return location


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Give `careless(location, statement)`: changes a store as a program would that watches no keys."""

    def run(location: str, statement: str) -> None:
        opened = open_engine(location)
        with opened.connect() as connection:
            if "://" in location:
                connection.exec_driver_sql("SET session_replication_role = replica")
            else:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
                connection.exec_driver_sql("BEGIN")
            assert connection.exec_driver_sql(statement).rowcount > 0
            connection.commit()
        opened.dispose()

    return run


def test_new_and_filled_stores_have_no_problems(location: str, fill: Callable[[str], None]) -> None:
    Store(location).close()
    assert verify(location) == []
    fill(location)
    told: list[tuple[int, int]] = []
    assert verify(location, progress=lambda done, total: told.append((done, total))) == []
    assert told[-1] == (12, 12)


_ONE = "(select min(id) from reports)"
_HARM = [
    ("update reports set text = 'forged' where text = 'Four died.'", "reports", "sha256 is not that"),
    (f"update reports set url = 'https://example.org/2' where id = {_ONE}", "reports", "id is not that"),
    (f"update reports set sketch = (select sketch from reports where id <> {_ONE} limit 1) where id = {_ONE}",
     "reports", "sketch is not that"),
    (f"delete from readings where report_id = {_ONE}", "reports", "has not one first reading"),
    ("delete from reports where text = 'Four died.'", "readings", "report_id names no row of reports"),
    ("update readings set notes = '[1]'", "readings", "cannot be read"),
    ("update readings set tallies = '[{\"since\": 5}]'", "readings", "cannot be read: .*since"),
    ("update accounts set body = '{}' where number = 1", "claims", "are not those of their account"),
    ("update accounts set body = '7' where number = 1", "accounts", "cannot be read"),
    ("update accounts set position = 9 where number = 1", "accounts", "id is not that of its report"),
    ("update accounts set origin_id = 'nobody' where number = 1", "accounts", "origin_id names no account"),
    ("update claims set says = 'forged' where account_number = 1", "claims", "are not those of their account"),
    ("delete from claims where account_number = 1", "claims", "are not those of their account"),
    ("update claims set account_number = 99 where account_number = 1", "claims", "account_number names no row"),
    ("update incidents set founder_id = 'no' || id where id like '1995%%'", "incidents", "was founded by no account"),
    ("delete from shipped_versions where number = 1", "incidents", "was founded by no account and never shipped"),
    ("update shipped_versions set state = 'dropped' where number = 1", "shipped_versions", "does not go with"),
    ("update shipped_versions set incident_id = (select max(id) from incidents)", "shipped_versions", "wrong values"),
    ("update memberships set member_id = 'nobody' where number = 1", "memberships", "member nobody is no account"),
    ("update memberships set incident_id = 'nowhere' where number = 1", "memberships", "incident_id names no row"),
    ("update judgements set subject_id = 'nobody' where number = 1", "judgements", "speaks of nobody"),
    ("update judgements set other_id = 'nobody' where number = 1", "judgements", "speaks of nobody"),
    ("update judgements set kind = 'similar' where number = 1", "judgements", "is of no kind 'similar'"),
    ("update judgements set undoes = number where kind = 'undo'", "judgements", r"undoes \d+, as 'undo'"),
    ("delete from migrations where number = 1", "migrations", "the steps recorded are"),
    ("delete from blocks where member = 1", "blocks", "keys of matching, not the"),
    ("update shown set kind = 'shooting' where kind = 'clash'", "shown", "is not what its accounts say"),
    ("update shown set body = (select body from shown where incident_id like '1995%%' limit 1)", "shown",
     "is not what its accounts say"),
    ("delete from shown_tags", "shown", "is not what its accounts say"),
    ("delete from shown where incident_id like '1995%%'", "shown_tags", "incident_id names no row of shown"),
    ("update memberships set incident_id = null", "shown", "is shown, and nothing speaks for it"),
]  # fmt: skip


@pytest.mark.parametrize(("harm", "table", "words"), _HARM, ids=range(len(_HARM)))
def test_harm_behind_the_stores_back_is_found(
    tmp_path: Path, filled_file: Path, careless: Callable[[str, str], None], harm: str, table: str, words: str
) -> None:
    location = str(shutil.copy(filled_file, tmp_path / "test.db"))
    careless(location, harm.replace("%%", "%"))
    found = [problem for problem in verify(location) if problem.table == table]
    assert found
    assert any(re.search(words, problem.what) for problem in found), found
    assert all(problem.advice for problem in found)


@pytest.mark.parametrize("number", [0, 4, 11, 18, 20, 26])
def test_harm_is_found_on_a_server_too(
    new_database: Callable[[], str], fill: Callable[[str], None], careless: Callable[[str, str], None], number: int
) -> None:
    url = new_database()
    fill(url)
    harm, table, _ = _HARM[number]
    careless(url, harm)
    assert table in {problem.table for problem in verify(url)}


def test_damaged_pages_are_found(tmp_path: Path, filled_file: Path) -> None:
    path = shutil.copy(filled_file, tmp_path / "test.db")
    opened = open_engine(path)
    with opened.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        # An index that has lost a row shows no harm until somebody asks by it.
        root = connection.exec_driver_sql(
            "select rootpage from sqlite_master where name = 'ix_accounts_origin_id'"
        ).scalar()
    opened.dispose()
    content = bytearray(path.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    # The number of cells on the index's page, one less.
    at = (root - 1) * size + 3
    content[at : at + 2] = (int.from_bytes(content[at : at + 2], "big") - 1).to_bytes(2, "big")
    path.write_bytes(content)
    found = verify(path)
    assert any("the file is damaged" in problem.what for problem in found), found


def test_what_is_no_store_of_this_version_is_named(tmp_path: Path, sql: Sql) -> None:
    with pytest.raises(StoreError, match="is not there"):
        verify(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    sql(str(tmp_path / "other.db"), "create table orders (name text)")
    with pytest.raises(StoreError, match="is none"):
        verify(tmp_path / "other.db")
    Store(tmp_path / "test.db").close()
    sql(str(tmp_path / "test.db"), "delete from facts")
    with pytest.raises(StoreError, match="was last opened by another version"):
        verify(tmp_path / "test.db")


def test_nothing_is_written(location: str, fill: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    fill(location)

    def refuse(connection: sa.Connection) -> None:
        if not engine._is_reading(connection):
            pytest.fail("a transaction that writes was begun")

    made = open_engine(location)
    sa.event.listen(made, "begin", refuse)
    monkeypatch.setattr("geo.store.verify.open_engine", lambda _: made)
    assert verify(location) == []
