"""The steps by which an older store becomes a newer one, and how a new one is made."""

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa

from geo.core.errors import StoreError
from geo.store import schema


def _first_schema(connection: sa.Connection) -> None:
    """Do nothing: the first schema is never upgraded to, it was made whole."""


# Append only: a step that a store has recorded is never run again, so it must never change. A new store is made whole
# from the tables above with every step recorded as taken; an older one takes the steps that it has not.
MIGRATIONS: tuple[tuple[str, Callable[[sa.Connection], None]], ...] = (("first_schema", _first_schema),)


def is_current(connection: sa.Connection) -> bool:
    """Tell whether a store has this version's schema, no older and no newer one."""
    if not sa.inspect(connection).has_table(schema.MIGRATIONS_TABLE.name):
        return False
    return bool(connection.scalar(sa.select(sa.func.max(schema.MIGRATIONS_TABLE.c.number))) == len(MIGRATIONS))


def migrate(connection: sa.Connection) -> int:
    """Bring a store to this version's schema, inside the caller's transaction.

    Returns
    -------
    int
        How many steps were recorded.

    Raises
    ------
    StoreError
        The store was made by a newer version.
    """
    is_new = not sa.inspect(connection).has_table(schema.MIGRATIONS_TABLE.name)
    if is_new:
        schema.METADATA.create_all(connection)
    done = connection.scalar(sa.select(sa.func.max(schema.MIGRATIONS_TABLE.c.number))) or 0
    if done > len(MIGRATIONS):
        msg = f"the store is at schema {done}, this version knows {len(MIGRATIONS)}: use a newer version of Panj Watch"
        raise StoreError(msg)
    for number, (name, step) in enumerate(MIGRATIONS[done:], start=done + 1):
        if not is_new:
            step(connection)
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        connection.execute(schema.MIGRATIONS_TABLE.insert().values(number=number, name=name, applied_at=now))
    return len(MIGRATIONS) - done
