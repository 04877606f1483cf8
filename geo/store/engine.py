"""Opening a store: which file, which driver, and what each needs so that nothing acknowledged is lost.

Everything that depends on the database in use is in this file.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from geo.core.errors import StoreError
from geo.core.settings import settings

FILE_NAME = "panj-watch.db"
_BUSY_MS = 30_000
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={_BUSY_MS}",
)


def default_file() -> Path:
    """Return where the user's own store is, or would be made."""
    return settings().home_dir / FILE_NAME


def open_engine(location: str | Path | None = None) -> sa.Engine:
    """Open the database of a store; nothing is created but its folder.

    Parameters
    ----------
    location
        A file, or a URL with a scheme; None is the user's own store under the home folder of the settings.

    Raises
    ------
    StoreError
        The place cannot be written, or the URL is of a database that is not supported.
    """
    text = str(location if location is not None else default_file())
    if "://" in text:
        if not text.startswith("sqlite:///"):
            scheme = text.partition("://")[0]
            msg = f"a store at {scheme}:// is not supported: give a file, or sqlite:///FILE"
            raise StoreError(msg)
        text = text.removeprefix("sqlite:///")
    path = Path(text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        msg = f"the store's folder {path.parent} cannot be made: {err.strerror or err}"
        raise StoreError(msg) from err
    if path.is_dir():
        msg = f"the store {path} is a folder: name a file"
        raise StoreError(msg)
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), json_serializer=_compact_json)
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def insert_new(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert the rows whose key is not there yet, and return how many those were."""
    batch = list(rows)
    if not batch:
        return 0
    return connection.execute(sqlite.insert(table).on_conflict_do_nothing(), batch).rowcount


def _compact_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _prepare(connection: Any, _record: Any) -> None:
    # SQLAlchemy's events begin transactions, not the driver, which would begin them too late for a snapshot.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    """Take the write lock at once: two writers wait for each other instead of failing half way."""
    readonly = connection.get_execution_options().get("panj_readonly", False)
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")
