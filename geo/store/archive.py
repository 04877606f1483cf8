"""A whole store as plain files: a zip or a folder of JSON lines a table, in an order that content alone decides.

The same content gives the same bytes, whichever database it lies in, so that two archives can be compared line by line.
What is worked out from the rest is left out and made anew; leases are left out too. `incidents.parquet` shows the
incidents as they were shown and is for reading elsewhere. An archive may come from anywhere: only the files that its
list names are read, by name, and nothing is unpacked.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from geo.core.errors import GeoError, StoreError
from geo.incidents import export
from geo.store import block_keys, engine, index, migrations, schema, shown
from geo.store.boxes import Box, Create
from geo.store.moment import Moment

FORMAT: Final = "panj-watch store"
VERSION: Final = 1
LIST_NAME: Final = "archive.json"
INCIDENTS_NAME: Final = "incidents.parquet"
# Worked out from the rest, or leases.
LEFT_OUT: Final = frozenset({"blocks", "shown", "shown_tags", "holds"})
_ROWS_AT_ONCE = 1_000
# A report has at most some millions of characters; a longer line is none of ours.
_MAX_LINE_BYTES = 100_000_000
_MAX_LIST_BYTES = 1_000_000
_TYPES: Final[tuple[tuple[type[sa.types.TypeEngine[Any]], tuple[type, ...], str], ...]] = (
    (engine.Words, (str,), "a text"),
    (sa.Text, (str,), "a text"),
    (sa.Boolean, (bool,), "true or false"),
    (sa.Integer, (int,), "a whole number"),
    (sa.Float, (int, float), "a number"),
    (sa.LargeBinary, (str,), "bytes in base 64"),
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of an archive: its name, how many rows it holds (None: it is no table), and its sha256."""

    name: str
    rows: int | None
    sha256: str


def write(connection: sa.Connection, create: Create, *, progress: Progress | None = None) -> list[Part]:
    """Write a store into an empty archive.

    Parameters
    ----------
    connection
        A transaction that reads one state of a store of this version's schema.
    create
        Makes a file of the archive.
    progress
        Called with the rows written and the rows in all.

    Returns
    -------
    list of Part
        What was written, but for the list itself.
    """
    tables = _tables(schema.METADATA)
    total = sum(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables)
    done = 0
    parts = []
    for table in sorted(tables, key=lambda table: table.name):
        digest, n_rows = hashlib.sha256(), 0
        with create(_file_name(table)) as file:
            for line in _lines(connection, table):
                file.write(line)
                digest.update(line)
                n_rows += 1
                if progress is not None and n_rows % _ROWS_AT_ONCE == 0:
                    progress(done + n_rows, total)
        done += n_rows
        parts.append(Part(name=_file_name(table), rows=n_rows, sha256=digest.hexdigest()))
    content = export.to_bytes(shown.select(connection), "parquet")
    with create(INCIDENTS_NAME) as file:
        file.write(content)
    parts.append(Part(name=INCIDENTS_NAME, rows=None, sha256=hashlib.sha256(content).hexdigest()))
    head = {"format": FORMAT, "version": VERSION, "schema": len(migrations.MIGRATIONS)}
    files = {part.name: {"rows": part.rows, "sha256": part.sha256} for part in parts}
    with create(LIST_NAME) as file:
        file.write(f"{json.dumps({**head, 'files': files}, indent=2)}\n".encode())
    if progress is not None:
        progress(total, total)
    return parts


def read(connection: sa.Connection, box: Box, *, progress: Progress | None = None) -> dict[str, int]:
    """Make a store from an archive, in a database that holds none, inside the caller's transaction.

    Returns
    -------
    dict
        The rows of each table.

    Raises
    ------
    StoreError
        It is no archive, was made by a newer version, or a file of it is missing, unknown, or not the one of the list;
        a row is not one of its table.
    """
    number, files = _read_list(box)
    metadata = migrations.SCHEMAS[number]
    tables = _tables(metadata)
    expected = {*map(_file_name, tables), INCIDENTS_NAME}
    _check_names(box, expected, set(files))
    migrations.make_tables(connection, number)
    total, done = sum(part.rows or 0 for part in files.values()), 0
    counts = {}
    # Rows after those that they refer to.
    for table in tables:
        part = files[_file_name(table)]
        batch = []
        n_rows = 0
        for row in _rows(box, part, table):
            batch.append(row)
            n_rows += 1
            if len(batch) == _ROWS_AT_ONCE:
                connection.execute(table.insert(), batch)
                batch = []
                if progress is not None:
                    progress(done + n_rows, total)
        if batch:
            connection.execute(table.insert(), batch)
        counts[table.name] = n_rows
        done += n_rows
    for _ in _checked_lines(box, files[INCIDENTS_NAME]):
        pass
    engine.restart_counters(connection, tables)
    _complete(connection, box, number)
    if progress is not None:
        progress(total, total)
    return counts


def _complete(connection: sa.Connection, box: Box, number: int) -> None:
    """Bring what was read to this version's schema, with what is worked out from it."""
    try:
        if number < len(migrations.MIGRATIONS):
            migrations.upgrade(connection, number)
        else:
            work_out(connection)
    except (LookupError, TypeError, AttributeError, ArithmeticError, ValueError) as err:
        if isinstance(err, GeoError):
            raise
        # Each row is one of its table, but somebody has made them up.
        msg = f"{box.path} holds rows that do not fit each other ({type(err).__name__}: {err}): take another backup"
        raise StoreError(msg) from err


def work_out(connection: sa.Connection) -> None:
    """Fill the tables that are worked out from the rest."""
    for column in (schema.ACCOUNTS.c.origin_id, schema.SHIPPED_VERSIONS.c.incident_id):
        ids = list(connection.scalars(sa.select(column).distinct().order_by(column)))
        for start in range(0, len(ids), _ROWS_AT_ONCE):
            members = index.read(Moment(connection), ids[start : start + _ROWS_AT_ONCE])
            block_keys.write_keys(connection, members)
    # All that is stored was so by the last of its transactions.
    shown.rebuild(connection, connection.scalar(sa.select(sa.func.max(schema.AUDIT.c.at))) or "")


def _tables(metadata: sa.MetaData) -> list[sa.Table]:
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def _file_name(table: sa.Table) -> str:
    return f"{table.name}.jsonl"


def _lines(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """Give a table's rows as lines, by primary key, columns in the table's order."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(query, execution_options={"yield_per": _ROWS_AT_ONCE}):
        values = {
            name: base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
            for name, value in row._mapping.items()
        }
        yield f"{engine.compact_json(values)}\n".encode()


def _rows(box: Box, part: Part, table: sa.Table) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_checked_lines(box, part), start=1):
        where = f"{part.name} of {box.path}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as err:
            msg = f"{where} is not JSON ({err}): take another backup"
            raise StoreError(msg) from err
        if not isinstance(row, dict) or set(row) != set(table.columns.keys()):
            msg = f"{where} has other fields than {', '.join(table.columns.keys())}: take another backup"
            raise StoreError(msg)
        yield {column.name: _value(row[column.name], column, where) for column in table.columns}


def _value(value: Any, column: sa.Column[Any], where: str) -> Any:
    if isinstance(column.type, sa.JSON):
        return value
    if value is None and column.nullable:
        return None
    for kind, python_types, words in _TYPES:
        if isinstance(column.type, kind):
            # To Python a truth value is a number.
            is_right = isinstance(value, python_types) and (kind is sa.Boolean or not isinstance(value, bool))
            try:
                if is_right:
                    return base64.b64decode(value, validate=True) if kind is sa.LargeBinary else value
            except binascii.Error:
                is_right = False
            if not is_right:
                msg = f"{where}, {column.name}: {str(value)[:80]!r} is not {words}: take another backup"
                raise StoreError(msg)
    msg = f"{column} has a type that archives do not know"
    raise TypeError(msg)


def _checked_lines(box: Box, part: Part) -> Iterator[bytes]:
    """Give a file's lines; at its end it must have been the one of the list."""
    digest, n_lines = hashlib.sha256(), 0
    with box.open(part.name) as file:
        while line := file.readline(_MAX_LINE_BYTES):
            if len(line) == _MAX_LINE_BYTES:
                msg = f"{part.name} of {box.path} has a line of more than {_MAX_LINE_BYTES:,} bytes: it is no archive"
                raise StoreError(msg)
            digest.update(line)
            n_lines += 1
            yield line
    if digest.hexdigest() != part.sha256 or (part.rows is not None and part.rows != n_lines):
        msg = f"{part.name} of {box.path} is not the file that its list describes: it was changed or cut; take another"
        raise StoreError(msg)


def _read_list(box: Box) -> tuple[int, dict[str, Part]]:
    """Return an archive's schema number and its files by name."""
    try:
        with box.open(LIST_NAME) as file:
            content = json.loads(file.read(_MAX_LIST_BYTES))
        is_known = content["format"] == FORMAT
        version, number = int(content["version"]), int(content["schema"])
        files = {
            str(name): Part(name=str(name), rows=entry["rows"], sha256=str(entry["sha256"]))
            for name, entry in content["files"].items()
        }
        is_known &= all(part.rows is None or isinstance(part.rows, int) for part in files.values())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as err:
        msg = f"{box.path} is no archive of a store: its {LIST_NAME} cannot be read as one"
        raise StoreError(msg) from err
    if not is_known or version < 1 or number < 1:
        msg = f"{box.path} is no archive of a store: its {LIST_NAME} says something else"
        raise StoreError(msg)
    if version > VERSION or number > len(migrations.MIGRATIONS):
        msg = (
            f"{box.path} was made by a newer version (format {version}, schema {number}; this one knows {VERSION} and "
            f"{len(migrations.MIGRATIONS)}): use a newer version of Panj Watch"
        )
        raise StoreError(msg)
    return number, files


def _check_names(box: Box, expected: set[str], listed: set[str]) -> None:
    present = set(box.names) - {LIST_NAME}
    for names, words in (
        (present - expected, "has a file that no archive has"),
        (expected - present, "lacks"),
        (listed ^ expected, "has a list that names other files, as"),
    ):
        if names:
            msg = f"{box.path} {words} {min(names)!r}: it is no archive of a store, or was changed; take another backup"
            raise StoreError(msg)
