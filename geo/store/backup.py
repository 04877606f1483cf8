"""Backups of a whole store, from and to either database."""

from pathlib import Path

import sqlalchemy as sa

from geo.core.errors import StoreError
from geo.store import access, archive, boxes, engine, failures, migrations, schema
from geo.store.archive import Part, Progress
from geo.store.engine import open_engine, transaction
from geo.store.store import Store


def backup(path: Path, location: str | Path | None = None, *, progress: Progress | None = None) -> list[Part]:
    """Write a store into a new archive, as it is at one moment; others may go on writing.

    Parameters
    ----------
    path
        A name that ends in .zip, or a folder's; neither may be there yet.
    location
        The store; None for the user's own.
    progress
        Called with the rows written and the rows in all.

    Raises
    ------
    StoreError
        There is no such store, it cannot be read, or the archive cannot be written.
    """
    require(location)
    with Store(location) as store, boxes.writing(path) as create, store.reading_transaction() as connection:
        return archive.write(connection, create, progress=progress)


def restore(
    path: Path, location: str | Path | None = None, *, replace: bool = False, progress: Progress | None = None
) -> tuple[dict[str, int], str | None]:
    """Make a store what an archive says, in one transaction.

    Parameters
    ----------
    path
        What `backup` wrote.
    location
        The store to make; None for the user's own.
    replace
        It may hold something; that is copied to beside it first.
    progress
        Called with the rows read and the rows in all.

    Returns
    -------
    dict, str or None
        The rows of each table, and where the copy of what was there is.

    Raises
    ------
    AccessError
        `PANJ_READONLY` is set.
    StoreError
        The store holds something and is not to be replaced, or the archive cannot be read as one; the store is then
        what it was.
    """
    access.require_writable()
    opened = open_engine(location)
    try:
        with boxes.Box(path) as box, transaction(opened) as connection:
            copy = _make_room(connection, replace=replace)
            counts = archive.read(connection, box, progress=progress)
    finally:
        opened.dispose()
    # Opening takes in what this version ships, if that is newer.
    Store(location).close()
    return counts, copy


def require(location: str | Path | None = None) -> None:
    """See that there is a store, without making one.

    Raises
    ------
    StoreError
        There is none.
    """
    opened = open_engine(location)
    try:
        if engine.is_there(location):
            with transaction(opened, readonly=True) as connection:
                if migrations.number(connection) is not None:
                    return
        msg = f"{failures.place(opened)} is not there, or is none: name another"
        raise StoreError(msg)
    finally:
        opened.dispose()


def _make_room(connection: sa.Connection, *, replace: bool) -> str | None:
    """Take away the store that is there, and return where its copy is, if it held anything of its users'."""
    number = migrations.number(connection)
    if number is None:
        return None
    place = failures.place(connection.engine)
    if number not in migrations.SCHEMAS:
        msg = f"{place} is of a newer version of Panj Watch: restore into another place, or with that version"
        raise StoreError(msg)
    tables = migrations.SCHEMAS[number]
    n_reports, n_judgements = (
        connection.scalar(sa.select(sa.func.count()).select_from(tables.tables[name]))
        for name in (schema.REPORTS.name, schema.JUDGEMENTS.name)
    )
    copy = None
    if n_reports or n_judgements:
        if not replace:
            msg = (
                f"{place} holds {n_reports} reports and {n_judgements} judgements: restore into another place, or "
                "give --replace, which keeps a copy of it"
            )
            raise StoreError(msg)
        copy = engine.keep_copy(connection, sorted(tables.tables), f"replaced_{migrations.timestamp()}")
    tables.drop_all(connection)
    return copy
