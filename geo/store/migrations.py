"""The steps by which an older store becomes a newer one, and how a new one is made.

Append only: a step that a store has recorded is never run again, so it must never change. A step sees the tables of its
time: whoever changes `schema` first copies it to a file of its own, as `schema_1` was, for the step that led to it.
"""

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa

from geo.core.errors import StoreError
from geo.store import engine, failures, schema, schema_1, second_schema


def _first_schema(connection: sa.Connection) -> None:
    schema_1.METADATA.create_all(connection)


MIGRATIONS: tuple[tuple[str, Callable[[sa.Connection], None]], ...] = (
    ("first_schema", _first_schema),
    ("second_schema", second_schema.upgrade),
)


# The tables of each schema, by its number.
SCHEMAS = {1: schema_1.METADATA, len(MIGRATIONS): schema.METADATA}


def number(connection: sa.Connection) -> int | None:
    """Return the number of a store's schema; None where there is no store."""
    if not sa.inspect(connection).has_table(schema.MIGRATIONS_TABLE.name):
        return None
    found: int | None = connection.scalar(sa.select(sa.func.max(schema.MIGRATIONS_TABLE.c.number)))
    return found


def is_current(connection: sa.Connection) -> bool:
    """Tell whether a store has this version's schema, no older and no newer one."""
    return number(connection) == len(MIGRATIONS)


def migrate(connection: sa.Connection) -> int:
    """Bring a store to this version's schema, inside the caller's transaction; what is older is copied first.

    Returns
    -------
    int
        How many steps were recorded.

    Raises
    ------
    StoreError
        The store was made by a newer version, the database belongs to another program, or a copy cannot be made.
    """
    done = number(connection)
    if done is None:
        make_tables(connection)
        for following in range(1, len(MIGRATIONS) + 1):
            _record(connection, following)
        return len(MIGRATIONS)
    if done > len(MIGRATIONS):
        msg = (
            f"{failures.place(connection.engine)} is at schema {done}, this version knows {len(MIGRATIONS)}: "
            "use a newer version of Panj Watch"
        )
        raise StoreError(msg)
    if done < len(MIGRATIONS):
        tables = sorted(set(sa.inspect(connection).get_table_names()) & _all_names())
        engine.keep_copy(connection, tables, f"schema{done}_{timestamp()}")
        upgrade(connection, done)
    return len(MIGRATIONS) - done


def make_tables(connection: sa.Connection, schema_number: int | None = None) -> None:
    """Make the tables of a store, all empty.

    Parameters
    ----------
    schema_number
        Of an older schema; None for this version's.

    Raises
    ------
    StoreError
        The database belongs to another program, or cannot hold a store.
    """
    there = set(sa.inspect(connection).get_table_names())
    # A server's database may be shared, a file is not.
    foreign = there if connection.dialect.name == "sqlite" else there & _all_names()
    if foreign:
        msg = (
            f"{failures.place(connection.engine)} belongs to another program, with tables as {min(foreign)}: "
            "name another file or database"
        )
        raise StoreError(msg)
    engine.make_ready(connection)
    if schema_number in (None, len(MIGRATIONS)):
        schema.METADATA.create_all(connection)
        return
    for _, step in MIGRATIONS[:schema_number]:
        step(connection)


def upgrade(connection: sa.Connection, done: int) -> None:
    """Take the steps that a store has not."""
    for following, (_, step) in enumerate(MIGRATIONS[done:], start=done + 1):
        step(connection)
        _record(connection, following)


def timestamp() -> str:
    """Return the time as the names of copies carry it, to the millisecond."""
    return dt.datetime.now(dt.UTC).strftime("%Y%m%dt%H%M%S%f")[:-3]


def _all_names() -> set[str]:
    return {*schema_1.METADATA.tables, *schema.METADATA.tables}


def _record(connection: sa.Connection, step_number: int) -> None:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    values = {"number": step_number, "name": MIGRATIONS[step_number - 1][0], "applied_at": now}
    connection.execute(schema.MIGRATIONS_TABLE.insert().values(values))
