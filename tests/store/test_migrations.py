"""Older stores become newer ones whole or not at all, with a copy of what they were; newer ones are left alone."""

import gzip
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from geo.core.errors import StoreError
from geo.store import migrations, schema_1
from geo.store.engine import open_engine, transaction
from geo.store.store import Store

Sql = Callable[[str, str], list[tuple[Any, ...]]]
FIXTURES = Path(__file__).parent / "fixtures"
# What the inspector says of PostGIS's column, which it compares by name only.
pytestmark = pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
FACTS = "select name, value from facts order by name"


@pytest.fixture
def older(location: str, tmp_path: Path) -> str:
    """Give a store as the first version left it: three invented reports, one read twice, and three judgements."""
    dump = gzip.decompress((FIXTURES / "schema_1.sql.gz").read_bytes()).decode("utf-8")
    if "://" not in location:
        with closing(sqlite3.connect(location)) as plain:
            plain.executescript(dump)
        return location
    # The first version knew no server: its rows are brought there as they are.
    plain_file = tmp_path / "older.db"
    with closing(sqlite3.connect(plain_file)) as plain:
        plain.executescript(dump)
    source, target = open_engine(plain_file), open_engine(location)
    with source.connect() as reader, transaction(target) as writer:
        migrations.make_tables(writer, 1)
        for table in schema_1.METADATA.sorted_tables:
            writer.execute(table.insert(), [row._asdict() for row in reader.execute(sa.select(table))])
    source.dispose()
    target.dispose()
    return location


def _tables(location: str) -> dict[str, Any]:
    """Describe a store's tables: columns, keys, indexes."""
    opened = open_engine(location)
    found = {}
    with opened.connect() as connection:
        inspector = sa.inspect(connection)
        for name in set(inspector.get_table_names()) - {"spatial_ref_sys"}:
            found[name] = (
                sorted(
                    (column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(name)
                ),
                inspector.get_pk_constraint(name)["constrained_columns"],
                sorted(
                    (key["constrained_columns"], key["referred_table"], key["referred_columns"])
                    for key in inspector.get_foreign_keys(name)
                ),
                sorted((index["column_names"], index["unique"]) for index in inspector.get_indexes(name)),
            )
    opened.dispose()
    return found


def _migrate(location: str) -> int:
    opened = open_engine(location)
    try:
        with transaction(opened) as connection:
            return migrations.migrate(connection)
    finally:
        opened.dispose()


def test_steps_are_recorded_and_a_newer_store_is_refused(location: str, sql: Sql) -> None:
    Store(location).close()
    rows = sql(location, "select number, name from migrations order by number")
    assert rows == [(number, name) for number, (name, _) in enumerate(migrations.MIGRATIONS, start=1)]
    assert _migrate(location) == 0
    sql(location, "insert into migrations values (99, 'later', '2030-01-01')")
    facts = sql(location, FACTS)
    with pytest.raises(StoreError, match=r"is at schema 99, this version knows \d+: use a newer version"):
        Store(location)
    assert sql(location, FACTS) == facts


def test_steps_from_nothing_make_the_tables_of_today(new_location: Callable[[], str]) -> None:
    whole, stepwise = new_location(), new_location()
    Store(whole).close()
    opened = open_engine(stepwise)
    with transaction(opened) as connection:
        migrations.make_tables(connection, 1)
        migrations.upgrade(connection, 1)
    opened.dispose()
    assert _tables(stepwise) == _tables(whole)


def test_databases_of_other_programs_are_left_alone(location: str, sql: Sql) -> None:
    sql(location, "create table reports (name text)")
    with pytest.raises(StoreError, match="belongs to another program, with tables as reports"):
        Store(location)
    assert list(_tables(location)) == ["reports"]


def test_a_server_may_be_shared(new_database: Callable[[], str], sql: Sql) -> None:
    url = new_database()
    sql(url, "create table orders (name text)")
    Store(url).close()
    assert "orders" in _tables(url)


def test_older_store_is_copied_then_upgraded(location: str, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(location).close()
    before, n_steps = sql(location, FACTS), len(migrations.MIGRATIONS)

    def step(connection: sa.Connection) -> None:
        connection.exec_driver_sql("create table later (name text)")
        connection.exec_driver_sql("update facts set value = 'changed'")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, ("later", step)))
    assert _migrate(location) == 1
    assert sql(location, "select max(number) from migrations") == [(n_steps + 1,)]
    assert {value for _, value in sql(location, FACTS)} == {"changed"}
    assert "later" in _tables(location)
    if "://" in location:
        schemas = sql(location, "select nspname from pg_namespace where starts_with(nspname, 'panj')")
        (name,) = (row[0] for row in schemas)
        assert re.fullmatch(rf"panj_schema{n_steps}_\d{{8}}t\d{{9}}", name)
        assert sql(location, f"select name, value from {name}.facts order by name") == before
        return
    (copy,) = Path(location).parent.glob("test.db.schema*")
    assert re.fullmatch(rf"test\.db\.schema{n_steps}_\d{{8}}t\d{{9}}", copy.name)
    assert sql(str(copy), FACTS) == before
    assert "later" not in _tables(str(copy))
    assert sql(str(copy), "pragma integrity_check") == [("ok",)]


def test_failing_step_leaves_the_store_as_it_was(location: str, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(location).close()
    before, tables = sql(location, FACTS), _tables(location)

    def good(connection: sa.Connection) -> None:
        connection.exec_driver_sql("drop table facts")

    def bad(connection: sa.Connection) -> None:
        connection.exec_driver_sql("select missing from nowhere")

    known = migrations.MIGRATIONS
    monkeypatch.setattr(migrations, "MIGRATIONS", (*known, ("good", good), ("bad", bad)))
    with pytest.raises(StoreError, match="nowhere"):
        Store(location)
    assert (sql(location, FACTS), _tables(location)) == (before, tables)
    monkeypatch.setattr(migrations, "MIGRATIONS", known)
    Store(location).close()


def test_no_copy_no_upgrade(tmp_path: Path, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "test.db"
    Store(path).close()
    monkeypatch.setattr(migrations, "timestamp", lambda: "now")
    (tmp_path / f"test.db.schema{len(migrations.MIGRATIONS)}_now").mkdir()
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, ("later", lambda connection: None)))
    with pytest.raises(StoreError, match="is there already: move it away"):
        Store(path)
    assert sql(str(path), "select max(number) from migrations") == [(len(migrations.MIGRATIONS) - 1,)]
