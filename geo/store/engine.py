"""Opening a store: which database, which driver, and what each needs so that nothing acknowledged is lost.

Everything that depends on the database in use is in this file, but for the words of `failures`. Writers take turns:
SQLite by its write lock, taken when a transaction begins, PostgreSQL by an advisory lock that lasts as long as the
transaction. Readers see the store as it was when they began, and wait for nobody.
"""

import json
import random
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal

from geo.core.errors import StoreError
from geo.core.settings import settings
from geo.store import failures
from geo.store.whereabouts import default_file

_LOCK_SECONDS = 30
_CONNECT_SECONDS = 10
_MIN_POSTGRESQL = 15
# First, how long to wait, as what follows may have to. WAL lets readers go on beside a writer; FULL brings each commit
# to the disk before it is acknowledged.
_PRAGMAS = (
    f"PRAGMA busy_timeout={_LOCK_SECONDS * 1000}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)
_ASK_AGAIN_S = (0.001, 0.004)
_TURN_S = 0.005
# The lock's number says nothing, it only has to be the store's own ("panj"). Nobody may wait for ever, and a server
# that acknowledges before the disk has it ("off") must not do so here.
_BEGIN_WRITING = f"""
SELECT set_config('lock_timeout', '{_LOCK_SECONDS}s', true),
  set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
    ELSE current_setting('synchronous_commit') END, true),
  pg_advisory_xact_lock({int.from_bytes(b"panj")})"""
_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
# Neither database takes every string: PostgreSQL refuses NUL, both refuse half of a surrogate pair. What a report says
# is hashed and never changed, so these are kept, behind a sign that hardly any text holds.
_ESCAPE = "\x1a"
_NOT_KEPT = re.compile("[\x00\x1a\ud800-\udfff]")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile("\x1a(0000|001a|d[89a-f][0-9a-f]{2})")


class Words(sa.types.TypeDecorator[str]):
    """Text of any content, compared and sorted by code point in either database."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Sort as SQLite does, whatever the language of the server."""
        return sa.Text(collation="C" if dialect.name == "postgresql" else None)

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """Write what a database would refuse as its code behind an escape sign."""
        if value is None or not _NOT_KEPT.search(value):
            return value
        return _NOT_KEPT.sub(lambda found: f"{_ESCAPE}{ord(found[0]):04x}", value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """Give back what was written."""
        if value is None or _ESCAPE not in value:
            return value
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)


class _Values(sa.types.TypeDecorator[Any]):
    """Several values as one: a JSON list for SQLite, an array for PostgreSQL."""

    impl = sa.types.NullType
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        """Write texts as columns of `Words` do."""
        words = Words()
        values = [words.process_bind_param(one, dialect) if isinstance(one, str) else one for one in value]
        return values if dialect.name == "postgresql" else json.dumps(values)


class Among(sa.ColumnElement[bool]):
    """Whether a column's value is among the values of the parameter `ids`: one statement for however many."""

    inherit_cache = True
    type = sa.Boolean()
    # Or SQLite is asked whether it is 1, and then it reads the whole table.
    _is_implicitly_boolean = True
    _traverse_internals = [  # noqa: RUF012 - as the class above has it
        ("column", InternalTraversal.dp_clauseelement),
        ("values", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: sa.ColumnElement[Any]) -> None:
        self.column = column
        self.values = sa.bindparam("ids", type_=_Values())


@compiles(Among)
def _compile_among(element: Among, compiler: Any, **options: Any) -> str:
    column, values = compiler.process(element.column, **options), compiler.process(element.values, **options)
    if compiler.dialect.name == "postgresql":
        return f"{column} = ANY({values})"
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - a column and a parameter


def is_there(location: str | Path | None = None) -> bool:
    """Tell whether there is something at a store's place; of a server that is known only by asking it."""
    opened = open_engine(location)
    return opened.dialect.name != "sqlite" or Path(str(opened.url.database)).exists()


def open_engine(location: str | Path | None = None) -> sa.Engine:
    """Open the database of a store; nothing is created but a file's folder.

    Parameters
    ----------
    location
        A file, or a URL: ``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST:PORT/NAME``. None is what
        PANJ_DATABASE_URL names, or else the user's own file under the home folder of the settings.

    Raises
    ------
    StoreError
        The place cannot be written, or the URL is of a database that is not supported.
    """
    text = str(location if location is not None else settings().database_url or default_file())
    scheme, separator, _ = text.partition("://")
    if separator and scheme in _SCHEMES:
        return _open_server(text)
    if separator and not text.startswith("sqlite:///"):
        msg = f"a store at {scheme}:// is not supported: give a file, sqlite:///FILE or postgresql://HOST/NAME"
        raise StoreError(msg)
    return _open_file(Path(text.removeprefix("sqlite:///") if separator else text))


@contextmanager
def transaction(engine: sa.Engine, *, readonly: bool = False) -> Iterator[sa.Connection]:
    """Run a block as one transaction: all of it is kept, or nothing.

    Parameters
    ----------
    readonly
        The block only reads: it sees one state of the store, and neither waits for writers nor holds them up.

    Raises
    ------
    StoreError
        The database objects; the message says to what, and what to do.
    """
    try:
        with (_for_reading(engine) if readonly else engine).begin() as connection:
            yield connection
    except (sa.exc.StatementError, sa.exc.TimeoutError, OverflowError) as err:
        raise failures.to_store_error(err, engine) from err


def leave_a_turn() -> None:
    """Wait between two of many transactions for as long as those that wait for a file need to see that it is free."""
    time.sleep(_TURN_S)


def insert_new(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert the rows whose key is not there yet, and return how many those were."""
    batch = list(rows)
    if not batch:
        return 0
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # SQLAlchemy forgets how many rows an INSERT made unless it is asked to keep that.
    insert = make(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return connection.execute(insert, batch).rowcount


def insert_keys(connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[int, int]]) -> None:
    """Insert those rows of a table of two numbers that are not there yet; made for very many rows."""
    if not rows:
        return
    columns = ", ".join(column.name for column in table.columns)
    if connection.dialect.name == "postgresql":
        # One statement, where the driver would send one a row.
        statement = (
            f"INSERT INTO {table.name} ({columns}) SELECT * FROM unnest(%s::bigint[], %s::bigint[])"  # noqa: S608
            " ON CONFLICT DO NOTHING"
        )
        connection.exec_driver_sql(statement, tuple(map(list, zip(*rows, strict=True))))
        return
    statement = f"INSERT OR IGNORE INTO {table.name} ({columns}) VALUES (?, ?)"  # noqa: S608
    connection.exec_driver_sql(statement, list(rows))


def add_geometry(table: sa.Table) -> None:
    """Give a table with `lon` and `lat` a PostGIS point that follows the two, with a GiST index; SQLite has neither."""
    point = "geometry(Point, 4326) GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)) STORED"
    for statement in (
        f"ALTER TABLE {table.name} ADD COLUMN geom {point}",
        f"CREATE INDEX ix_{table.name}_geom ON {table.name} USING gist (geom)",
    ):
        on_server = sa.DDL(statement).execute_if(dialect="postgresql")  # type: ignore[no-untyped-call]
        sa.event.listen(table, "after_create", on_server)


def compact_json(value: Any) -> str:
    """Return the JSON that is stored: no blanks, letters as they are, half surrogate pairs as their codes.

    Raises
    ------
    StoreError
        A number is not one.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError as err:
        msg = f"a number that is none (NaN or infinite) cannot be stored: {str(value)[:200]}"
        raise StoreError(msg) from err
    return _HALF_PAIR.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def make_ready(connection: sa.Connection) -> None:
    """See that an empty database can hold a store: its version, its encoding, and PostGIS, which is added if allowed.

    Raises
    ------
    StoreError
        It cannot; the message says what an administrator has to do.
    """
    if connection.dialect.name != "postgresql":
        return
    version, encoding, has_postgis = connection.exec_driver_sql(
        "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding'),"
        " EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis')"
    ).one()
    place = failures.place(connection.engine)
    if version < _MIN_POSTGRESQL:
        msg = f"{place} runs PostgreSQL {version}: a store needs {_MIN_POSTGRESQL} or later"
        raise StoreError(msg)
    if encoding != "UTF8":
        msg = f"{place} keeps its texts in {encoding}: make the database with ENCODING 'UTF8' TEMPLATE template0"
        raise StoreError(msg)
    if has_postgis:
        return
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION postgis")
    except sa.exc.DBAPIError as err:
        msg = (
            f"{place} lacks PostGIS: install it on the server (Debian: postgresql-{version}-postgis-3) and let an "
            f"administrator run CREATE EXTENSION postgis in this database ({failures.words(err)})"
        )
        raise StoreError(msg) from err


def damage(connection: sa.Connection) -> list[str]:
    """Return what the database itself finds wrong with its pages; a server watches over its own."""
    if connection.dialect.name != "sqlite":
        return []
    said = [str(words) for words in connection.exec_driver_sql("PRAGMA integrity_check").scalars()]
    return [] if said == ["ok"] else said


def keep_copy(connection: sa.Connection, tables: Iterable[str], label: str) -> str:
    """Copy what is stored to beside the store, inside a transaction that goes on to change it.

    Parameters
    ----------
    connection
        A transaction that has changed nothing yet.
    tables
        The store's tables, by name.
    label
        What the copy is named after: letters, digits and `_`.

    Returns
    -------
    str
        Where the copy is: a file beside the store's, or a schema of the same database.

    Raises
    ------
    StoreError
        The copy cannot be made; nothing is left of it.
    """
    if connection.dialect.name == "postgresql":
        name = f"panj_{label}".lower()
        connection.exec_driver_sql(f'CREATE SCHEMA "{name}"')
        for table in tables:
            connection.exec_driver_sql(f'CREATE TABLE "{name}"."{table}" AS TABLE "{table}"')
        return f"the schema {name} of {failures.place(connection.engine)}"
    path = Path(str(connection.engine.url.database))
    copy = path.with_name(f"{path.name}.{label}")
    if copy.exists():
        msg = f"the copy {copy} is there already: move it away"
        raise StoreError(msg)
    try:
        # A second connection reads what is committed; the write lock of the first keeps everybody else from adding.
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except (sqlite3.Error, OSError) as err:
        copy.unlink(missing_ok=True)
        msg = f"the store {path} cannot be copied to {copy} before it is changed, so it was not: {err}"
        raise StoreError(msg) from err
    return str(copy)


def restart_counters(connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
    """Let numbers go on after the highest that is stored, once rows came with numbers of their own."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.autoincrement_column
        if column is not None and column.foreign_keys == set():
            highest = connection.scalar(sa.select(sa.func.max(column)))
            if highest is not None:
                counter = sa.func.pg_get_serial_sequence(table.name, column.name)
                connection.execute(sa.select(sa.func.setval(counter, highest)))


def _open_file(path: Path) -> sa.Engine:
    try:
        path = path.absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        is_folder = path.is_dir()
    except (OSError, ValueError) as err:
        msg = f"the store's folder {str(path.parent)!r} cannot be made: {getattr(err, 'strerror', None) or err}"
        raise StoreError(msg) from err
    if is_folder:
        msg = f"the store {path} is a folder: name a file"
        raise StoreError(msg)
    # Each reader has its own connection: nobody waits for one to be given back.
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), json_serializer=compact_json, max_overflow=-1
    )
    sa.event.listen(engine, "connect", _prepare_file)
    sa.event.listen(engine, "begin", _begin_file)
    return engine


def _open_server(text: str) -> sa.Engine:
    try:
        url = sa.make_url(text).set(drivername="postgresql+psycopg")
    except (sa.exc.ArgumentError, ValueError):
        url = None
    if url is None or not url.database:
        # The text itself may hold a password.
        msg = (
            "the store's URL cannot be read: expected postgresql://USER:PASSWORD@HOST:PORT/NAME, with %40 for an @ "
            "inside the password"
        )
        raise StoreError(msg)
    engine = sa.create_engine(
        url.update_query_dict(
            {"connect_timeout": str(_CONNECT_SECONDS), "application_name": "panj-watch", **url.query}
        ),
        json_serializer=compact_json,
        # A connection that died while nobody used it, with its server say, is replaced before it is used.
        pool_pre_ping=True,
    )
    sa.event.listen(engine, "begin", _begin_on_server)
    return engine


def _for_reading(engine: sa.Engine) -> sa.Engine:
    if engine.dialect.name == "postgresql":
        return engine.execution_options(panj_readonly=True, isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.execution_options(panj_readonly=True)


def _prepare_file(connection: Any, _record: Any) -> None:
    # SQLAlchemy's events begin transactions, not the driver, which would begin them too late for a snapshot.
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        for pragma in _PRAGMAS:
            cursor.execute(pragma)


def _begin_file(connection: sa.Connection) -> None:
    """Take the write lock at once: two writers wait for each other instead of failing half way.

    SQLite's own waiting sleeps longer the longer it has waited, so that among many writers those that come last win.
    Here all that wait ask equally often.
    """
    if _is_reading(connection):
        connection.exec_driver_sql("BEGIN")
        return
    driver: Any = connection.connection.driver_connection
    (patience_ms,) = driver.execute("PRAGMA busy_timeout").fetchone()
    give_up = time.monotonic() + patience_ms / 1000
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < give_up:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as err:
                if err.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(random.uniform(*_ASK_AGAIN_S))  # noqa: S311 - to not ask in step with others
            else:
                return
        # Once more, for what it says to be told as any other failure is.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={patience_ms}")


def _begin_on_server(connection: sa.Connection) -> None:
    """Take the writers' turn; each later statement sees all that was written before it."""
    if not _is_reading(connection):
        connection.exec_driver_sql(_BEGIN_WRITING)


def _is_reading(connection: sa.Connection) -> bool:
    return bool(connection.get_execution_options().get("panj_readonly", False))
