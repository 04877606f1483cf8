"""What a database objects to, in words: what happened, what became of the work, and what to do."""

import re
import sqlite3
from typing import Any

import sqlalchemy as sa

from geo.core.errors import StoreError

_MAX_CHARS = 300
_NOTHING_KEPT = "nothing of this was kept"
_LOCKED = f"another program has been writing to it for too long: try again when that has ended; {_NOTHING_KEPT}"
_RIGHTS = f"it cannot be written: check the rights of its file and its folder; {_NOTHING_KEPT}"
# By the primary result code: https://sqlite.org/rescode.html
_SQLITE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_PERM: _RIGHTS,
    sqlite3.SQLITE_READONLY: _RIGHTS,
    sqlite3.SQLITE_CANTOPEN: _RIGHTS,
    sqlite3.SQLITE_FULL: f"the disk is full: make room and repeat; {_NOTHING_KEPT}",
    sqlite3.SQLITE_IOERR: (
        f"the disk refuses to read or write (full, over a limit, or failing): make room or mend it, and repeat; "
        f"{_NOTHING_KEPT}"
    ),
    sqlite3.SQLITE_CORRUPT: "it is damaged: move it away and bring back a backup with restore",
    sqlite3.SQLITE_NOTADB: "it is no store but another kind of file: name another",
}
# By the beginning of the SQLSTATE: https://www.postgresql.org/docs/15/errcodes-appendix.html
_POSTGRESQL = (
    ("55P03", _LOCKED),
    ("53100", f"the disk of the server is full: make room and repeat; {_NOTHING_KEPT}"),
    ("53300", "the server has no connection left: try again, or let an administrator raise max_connections"),
    ("25006", f"the server takes no writing: name the main server, not a copy of it; {_NOTHING_KEPT}"),
    ("42501", f"this user may not do that: let an administrator grant it the rights; {_NOTHING_KEPT}"),
)
_CUT = (
    "the connection to the server was cut: try again when it runs. What was being written is kept whole or not at all, "
    "and repeating it is safe"
)
_REFUSED = "check that the server runs, and the host, port, name, user and password of the URL"


def place(engine: sa.Engine) -> str:
    """Name a store as messages may: its file, or its server and database, without user and password."""
    url = engine.url
    if engine.dialect.name != "postgresql":
        return f"the store {url.database}"
    host = url.host or url.query.get("host") or "localhost"
    return f"the store postgresql://{host}{f':{url.port}' if url.port else ''}/{url.database}"


def words(error: BaseException) -> str:
    """Return what a database said, on one line."""
    said: Any = getattr(error, "orig", None) or error
    return re.sub(r"\s+", " ", str(said)).strip()[:_MAX_CHARS]


def to_store_error(error: Exception, engine: sa.Engine) -> StoreError:
    """Turn what SQLAlchemy or a driver raised into the library's error."""
    if isinstance(orig := getattr(error, "orig", None), StoreError):
        return orig
    said = words(error)
    password = engine.url.password
    if password:
        said = said.replace(str(password), "***")
    reason = _reason(error, engine)
    return StoreError(f"{place(engine)} cannot be used: {f'{reason} ({said})' if reason else said}")


def _reason(error: Exception, engine: sa.Engine) -> str | None:
    if isinstance(error, sa.exc.TimeoutError):
        return "too many at once in this program: try again"
    if isinstance(error, OverflowError):
        return f"a number is too large for it; {_NOTHING_KEPT}"
    orig = getattr(error, "orig", None)
    if isinstance(orig, sqlite3.Error):
        # Only the last byte is the primary code; an error of the driver itself has none.
        return _SQLITE.get(getattr(orig, "sqlite_errorcode", 0) & 0xFF)
    if engine.dialect.name != "postgresql" or not isinstance(error, sa.exc.DBAPIError):
        return None
    state = getattr(orig, "sqlstate", None)
    if state is not None:
        for beginning, reason in _POSTGRESQL:
            if state.startswith(beginning):
                return reason
    if state is None and not error.connection_invalidated and error.statement is None:
        return _REFUSED
    is_cut = error.connection_invalidated or (state or "").startswith(("08", "57P0"))
    return _CUT if is_cut else None
