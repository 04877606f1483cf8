"""Whether a store is what it says: nothing damaged, changed, orphaned, or shown without what it rests on.

Only reads, one state of the store. First each row by itself, as it lies there; if all can be read, then what is worked
out from them.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from geo.core import model
from geo.core.errors import GeoError, StoreError
from geo.core.model import Account, Incident, Tally
from geo.incidents import copies
from geo.incidents.merging import Merged
from geo.store import block_keys, engine, events, failures, index, migrations, moment, records, schema, settling, shown
from geo.store.archive import Progress
from geo.store.engine import open_engine, transaction
from geo.store.moment import Moment

_AT_ONCE = 1_000
_RESTORE = "bring back a backup with restore"
_REPORT = f"it was changed behind the store's back: {_RESTORE}"
_REBUILD = "take a backup and restore it: what is worked out is then made anew"
_KINDS: Final = (*events.GROUPING, events.SET, *events.MARKS, events.NOTE)
_TRACED: Final = ("date", "place", "kind", "bank", "killed", "wounded", "detained", "parties", "seized")
_KEY_SPACE = 2**64


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a store that should not be: where, what is wrong, and what to do."""

    table: str
    id: str
    what: str
    advice: str


def verify(location: str | Path | None = None, *, progress: Progress | None = None) -> list[Problem]:
    """Look through a store for anything that should not be.

    Parameters
    ----------
    location
        The store; None for the user's own.
    progress
        Called with the parts looked through and their number.

    Raises
    ------
    StoreError
        There is no store there, it is damaged beyond reading, or it is of another version.
    """
    opened = open_engine(location)
    try:
        place = failures.place(opened)
        if not engine.is_there(location):
            msg = f"{place} is not there: name another"
            raise StoreError(msg)
        with transaction(opened, readonly=True) as connection:
            number = migrations.number(connection)
            if number is None:
                msg = f"{place} is none: name another"
                raise StoreError(msg)
            if number != len(migrations.MIGRATIONS) or not settling.is_settled(connection):
                msg = f"{place} was last opened by another version: open it with this one, by incidents say, and repeat"
                raise StoreError(msg)
            return list(_problems(connection, progress or (lambda _done, _total: None)))
    finally:
        opened.dispose()


def _problems(connection: sa.Connection, progress: Progress) -> Iterator[Problem]:
    n_found, n_parts = 0, len(_ROWS) + len(_WORKED_OUT)
    for number, look in enumerate(_ROWS):
        progress(number, n_parts)
        for problem in look(connection):
            n_found += 1
            yield problem
    if n_found:
        # What is worked out from such rows would only say the same again, if it could be read at all.
        return
    for number, look in enumerate(_WORKED_OUT, start=len(_ROWS)):
        progress(number, n_parts)
        try:
            yield from look(connection)
        except (GeoError, ValueError, KeyError, TypeError) as err:
            yield Problem(table="shown", id="", what=f"cannot be worked out: {err}", advice=_RESTORE)
    progress(n_parts, n_parts)


# Each row by itself.


def _file(connection: sa.Connection) -> Iterator[Problem]:
    for words in engine.damage(connection):
        yield Problem(table="", id="", what=f"the file is damaged: {words}", advice=f"move it away and {_RESTORE}")


def _steps(connection: sa.Connection) -> Iterator[Problem]:
    steps = schema.MIGRATIONS_TABLE.c
    query = sa.select(steps.number, steps.name).order_by(steps.number)
    rows = [(row.number, row.name) for row in connection.execute(query)]
    expected = [(number, name) for number, (name, _) in enumerate(migrations.MIGRATIONS, start=1)]
    if rows != expected:
        what = f"the steps recorded are {rows}, not {expected}"
        yield Problem(table="migrations", id="", what=what, advice=_RESTORE)


def _orphans(connection: sa.Connection) -> Iterator[Problem]:
    """Find rows that refer to one that is not there, as a file allows whose keys another program did not watch."""
    for table in schema.METADATA.sorted_tables:
        for constraint in table.foreign_key_constraints:
            other = constraint.referred_table.alias("other")
            pairs = [(key.parent, other.c[key.column.name]) for key in constraint.elements]
            is_set = [column.is_not(None) for column, _ in pairs]
            missing = ~sa.exists().where(*(column == target for column, target in pairs))
            query = sa.select(*table.primary_key.columns, *(column for column, _ in pairs)).where(*is_set, missing)
            for row in connection.execute(query):
                what = f"{', '.join(constraint.column_keys)} names no row of {constraint.referred_table.name}"
                row_id = " ".join(str(part) for part in row[: len(table.primary_key.columns)])
                yield Problem(table=table.name, id=row_id, what=what, advice=_RESTORE)


def _reports(connection: sa.Connection) -> Iterator[Problem]:
    for row in _stream(connection, sa.select(schema.REPORTS)):
        made = {
            "id": records.content_id(row.url, row.outlet, row.published, row.title, row.text),
            "sha256": hashlib.sha256(row.text.encode("utf-8", "surrogatepass")).hexdigest(),
            "sketch": copies.to_bytes(copies.sketch(row.text)),
        }
        for name, value in made.items():
            if row._mapping[name] != value:
                yield Problem(table="reports", id=row.id, what=f"{name} is not that of what it holds", advice=_REPORT)


def _readings(connection: sa.Connection) -> Iterator[Problem]:
    readings = schema.READINGS.c
    query = sa.select(readings.report_id, readings.reader_version, _raw(readings.notes), _raw(readings.tallies))
    for row in _stream(connection, query):
        row_id, notes, tallies = f"{row.report_id} {row.reader_version}", row.notes, row.tallies
        yield from _body("readings", row_id, notes, lambda found: _check(all(isinstance(one, str) for one in found)))
        yield from _body("readings", row_id, tallies, lambda found: [model.from_dict(one, Tally) for one in found])
    n_first = sa.func.count().filter(readings.is_first)
    for (report_id,) in connection.execute(
        sa.select(schema.REPORTS.c.id).outerjoin(schema.READINGS).group_by(schema.REPORTS.c.id).having(n_first != 1)
    ):
        yield Problem(table="reports", id=report_id, what="has not one first reading", advice=_RESTORE)


def _accounts(connection: sa.Connection) -> Iterator[Problem]:
    accounts, origin = schema.ACCOUNTS, schema.ACCOUNTS.alias("origin")
    query = (
        sa.select(
            accounts.c.id,
            accounts.c.number,
            accounts.c.report_id,
            accounts.c.reader_version,
            accounts.c.position,
            origin.c.report_id.label("origin_report"),
            _raw(accounts.c.body),
        )
        .outerjoin(origin, origin.c.id == accounts.c.origin_id)
        .order_by(accounts.c.number)
    )
    for row in _stream(connection, query):
        if row.id != records.content_id(row.report_id, row.reader_version, row.position):
            what = "id is not that of its report, reader and position"
            yield Problem(table="accounts", id=row.id, what=what, advice=_REPORT)
        if row.origin_report != row.report_id:
            what = "origin_id names no account of the same report"
            yield Problem(table="accounts", id=row.id, what=what, advice=_RESTORE)
        yield from _body("accounts", row.id, row.body, lambda found: model.from_dict(found, Account))


def _claims(connection: sa.Connection) -> Iterator[Problem]:
    """Compare the claims, a row each, with those in the accounts' bodies."""
    numbers = schema.ACCOUNTS.c.number
    last = connection.scalar(sa.select(sa.func.max(numbers))) or 0
    for start in range(0, last, _AT_ONCE):
        is_here = (numbers > start, numbers <= start + _AT_ONCE)
        held: dict[int, list[dict[str, Any]]] = {}
        claims = sa.select(schema.CLAIMS).join(schema.ACCOUNTS).where(*is_here)
        for row in connection.execute(claims.order_by(schema.CLAIMS.c.account_number, schema.CLAIMS.c.position)):
            held.setdefault(row.account_number, []).append(dict(row._mapping))
        query = sa.select(numbers, schema.ACCOUNTS.c.id, _raw(schema.ACCOUNTS.c.body)).where(*is_here)
        for number, account_id, body in connection.execute(query):
            try:
                made = records.claim_rows(number, model.from_dict(json.loads(body), Account))
            except (GeoError, ValueError, TypeError):
                continue  # said of the account already
            if held.get(number, []) != made:
                yield Problem(table="claims", id=account_id, what="are not those of their account", advice=_REPORT)


def _incidents(connection: sa.Connection) -> Iterator[Problem]:
    incidents, versions = schema.INCIDENTS.c, schema.SHIPPED_VERSIONS.c
    has_version = sa.exists().where(versions.incident_id == incidents.id)
    has_founder = sa.exists().where(schema.ACCOUNTS.c.id == incidents.founder_id)
    is_orphan = sa.case((incidents.founder_id == incidents.id, ~has_version), else_=~has_founder)
    for (incident_id,) in connection.execute(sa.select(incidents.id).where(is_orphan)):
        what = "was founded by no account and never shipped"
        yield Problem(table="incidents", id=incident_id, what=what, advice=_RESTORE)
    query = sa.select(versions.number, versions.incident_id, versions.state, _raw(versions.body))
    for row in _stream(connection, query):
        states = (moment.DROPPED,) if row.body is None else (moment.SHIPPED, moment.KEPT)
        if row.state not in states:
            what = f"state {row.state!r} does not go with its body"
            yield Problem(table="shipped_versions", id=str(row.number), what=what, advice=_RESTORE)
        if row.body is not None:

            def check(found: Any, expected: str = row.incident_id) -> None:
                _check(model.from_dict(found, Incident).id == expected)

            yield from _body("shipped_versions", str(row.number), row.body, check)


def _members(connection: sa.Connection) -> Iterator[Problem]:
    members, accounts, versions = schema.MEMBERSHIPS.c, schema.ACCOUNTS.c, schema.SHIPPED_VERSIONS.c
    is_account = sa.exists().where(accounts.id == members.member_id, accounts.origin_id == accounts.id)
    is_shipped = sa.exists().where(versions.incident_id == members.member_id)
    query = sa.select(members.number, members.member_id).where(~is_account, ~is_shipped)
    for number, member_id in connection.execute(query):
        what = f"its member {member_id} is no account and no shipped incident"
        yield Problem(table="memberships", id=str(number), what=what, advice=_RESTORE)


def _judgements(connection: sa.Connection) -> Iterator[Problem]:
    judgements = schema.JUDGEMENTS.c
    known = (schema.REPORTS.c.id, schema.ACCOUNTS.c.id, schema.INCIDENTS.c.id)
    for column in (judgements.subject_id, judgements.other_id):
        unknown = [~sa.exists().where(name == column) for name in known]
        for number, subject in connection.execute(
            sa.select(judgements.number, column).where(column.is_not(None), *unknown)
        ):
            what = f"speaks of {subject}, which is no report, account or incident"
            yield Problem(table="judgements", id=str(number), what=what, advice=_RESTORE)
    rows = connection.execute(sa.select(judgements.number, judgements.kind, judgements.undoes, _raw(judgements.value)))
    for number, kind, undoes, value in rows:
        if kind not in _KINDS:
            yield Problem(table="judgements", id=str(number), what=f"is of no kind {kind!r}", advice=_RESTORE)
        if (kind == events.UNDO) != (undoes is not None) or (undoes is not None and undoes >= number):
            what = f"undoes {undoes}, as {kind!r}"
            yield Problem(table="judgements", id=str(number), what=what, advice=_RESTORE)
        if value is not None:
            yield from _body("judgements", str(number), value, lambda _: None)


# What is worked out from the rows.


def _keys(connection: sa.Connection) -> Iterator[Problem]:
    """Compare matching's keys with those that its members have, by number and sum, as they may be many."""
    stored = _Sum()
    for row in _stream(connection, sa.select(schema.BLOCKS)):
        stored.add(row.key, row.member)
    made = _Sum()
    for column in (schema.ACCOUNTS.c.origin_id, schema.SHIPPED_VERSIONS.c.incident_id):
        for ids in _batches(connection.scalars(sa.select(column).distinct())):
            numbers = block_keys.numbers_of(connection, ids)
            for item in index.read(Moment(connection), ids):
                for key in block_keys.hashes(item):
                    made.add(key, numbers[item.id])
    if stored != made:
        what = f"holds {stored.n:,} keys of matching, not the {made.n:,} that the members have"
        yield Problem(table="blocks", id="", what=what, advice=_REBUILD)


def _shown(connection: sa.Connection) -> Iterator[Problem]:
    """Compare what is shown with what it is worked out from, and see that each value can be traced there."""
    now = Moment(connection)
    n_shown = 0
    for ids in _batches(now.all_incident_ids()):
        stored = {row["incident_id"]: dict(row) for row in _rows(connection, schema.SHOWN, ids)}
        tags: dict[str, list[dict[str, str]]] = {}
        for row in _rows(connection, schema.SHOWN_TAGS, ids):
            tags.setdefault(row["incident_id"], []).append(dict(row))
        members, anchors = now.members(ids), now.anchors(ids)
        made = list(now.merged(ids))
        wanted = shown.rows([merged.incident for merged in made], "")
        for merged, row_wanted in zip(made, wanted, strict=True):
            name, n_shown = merged.incident.id, n_shown + 1
            expected = [sorted(rows, key=str) for rows in (shown.tag_rows(merged.incident), tags.pop(name, []))]
            there = stored.pop(name, {})
            if {**there, "at": ""} != row_wanted or expected[0] != expected[1]:
                yield Problem(table="shown", id=name, what="is not what its accounts say", advice=_REBUILD)
            yield from _untraced(merged, members.get(name, set()), is_shipped=name in anchors)
        for name in stored.keys() | tags.keys():
            yield Problem(table="shown", id=name, what="is shown, and nothing speaks for it", advice=_REBUILD)
    if connection.scalar(sa.select(sa.func.count()).select_from(schema.SHOWN)) != n_shown:
        yield Problem(table="shown", id="", what=f"has other rows than the {n_shown:,} incidents", advice=_REBUILD)


def _untraced(merged: Merged, members: set[str], *, is_shipped: bool) -> Iterator[Problem]:
    """Find the values of an incident that rest on no account of it, no shipped version and nobody's word."""
    reasons = {reason.prop: reason for reason in merged.shown}
    empty = Incident(id="", summary="", date=model.DateSpan(), place=model.Placement(), kind="other")
    for prop in _TRACED:
        reason = reasons.get(prop)
        if reason is None:
            is_traced = getattr(merged.incident, prop) == getattr(empty, prop)
        elif reason.rule == "curated":
            is_traced = is_shipped
        else:
            is_traced = reason.rule.startswith("set by ") or (
                bool(reason.account_ids) and set(reason.account_ids) <= members
            )
        if not is_traced:
            what = f"{prop} rests on no account, shipped version or judgement"
            yield Problem(table="shown", id=merged.incident.id, what=what, advice=_RESTORE)


class _Sum:
    """A count and a sum of pairs that do not depend on their order."""

    def __init__(self) -> None:
        self.n = 0
        self.total = 0

    def add(self, key: int, member: int) -> None:
        self.n += 1
        self.total = (self.total + hash((key, member))) % _KEY_SPACE

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sum) and (self.n, self.total) == (other.n, other.total)

    __hash__ = None  # type: ignore[assignment]


def _raw(column: sa.Column[Any]) -> sa.Label[str]:
    """Read JSON as the text that lies there, which may be none."""
    return sa.cast(column, sa.Text).label(column.name)


def _body(table: str, row_id: str, text: str, check: Callable[[Any], Any]) -> Iterator[Problem]:
    try:
        check(json.loads(text))
    except (GeoError, ValueError, TypeError, RecursionError) as err:
        yield Problem(table=table, id=row_id, what=f"cannot be read: {str(err) or 'wrong values'}", advice=_REPORT)


def _check(is_right: bool) -> None:
    if not is_right:
        raise ValueError


def _stream(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[sa.Row[Any]]:
    yield from connection.execute(query, execution_options={"yield_per": _AT_ONCE})


def _rows(connection: sa.Connection, table: sa.Table, ids: list[str]) -> Iterator[sa.RowMapping]:
    for start in range(0, len(ids), records.AT_ONCE):
        some = ids[start : start + records.AT_ONCE]
        yield from connection.execute(sa.select(table).where(table.c.incident_id.in_(some))).mappings()


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    ordered = list(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


_ROWS: Final = (
    _file,
    _steps,
    _orphans,
    _reports,
    _readings,
    _accounts,
    _claims,
    _incidents,
    _members,
    _judgements,
)
_WORKED_OUT: Final = (_keys, _shown)
