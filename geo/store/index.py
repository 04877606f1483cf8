"""Accounts and shipped incidents of a store by matching's keys, read as matching sees them."""

import hashlib
import struct
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from geo.core.errors import StoreError
from geo.incidents import blocks, evidence
from geo.incidents.blocks import Index
from geo.incidents.clustering import DIFFERENT, SAME, Judgement, Verdicts
from geo.incidents.evidence import Evidence
from geo.incidents.records import record_key
from geo.store import engine, events, records, schema
from geo.store.moment import Moment, Stored

# Evidence is small; beyond so many the cache is begun anew.
_MAX_CACHED = 200_000

_MEMBERS_BY_KEY = sa.select(schema.BLOCKS).where(schema.BLOCKS.c.key.in_(sa.bindparam("ids", expanding=True)))
_ORIGINS_BY_NUMBER = sa.select(schema.ACCOUNTS.c.number, schema.ACCOUNTS.c.origin_id.label("name")).where(
    schema.ACCOUNTS.c.number.in_(sa.bindparam("ids", expanding=True))
)
_INCIDENTS_BY_NUMBER = sa.select(schema.INCIDENTS.c.number, schema.INCIDENTS.c.id.label("name")).where(
    schema.INCIDENTS.c.number.in_(sa.bindparam("ids", expanding=True))
)
_ORIGINS_BY_REPORT = sa.select(schema.ACCOUNTS.c.origin_id).where(
    schema.ACCOUNTS.c.report_id.in_(sa.bindparam("ids", expanding=True))
)
_NUMBERS_OF_ACCOUNTS = sa.select(schema.ACCOUNTS.c.id, schema.ACCOUNTS.c.number).where(
    schema.ACCOUNTS.c.id.in_(sa.bindparam("ids", expanding=True))
)
_NUMBERS_OF_SHIPPED = sa.select(schema.INCIDENTS.c.id, schema.INCIDENTS.c.number).where(
    schema.INCIDENTS.c.id == schema.INCIDENTS.c.founder_id,
    schema.INCIDENTS.c.id.in_(sa.bindparam("ids", expanding=True)),
)


class Cache:
    """What was read for matching, kept between transactions and dropped where later events may have changed it."""

    def __init__(self) -> None:
        self.evidence: dict[str, Evidence] = {}
        self.ids: dict[int, str] = {}
        self._verdicts: Verdicts | None = None
        self._seen = (0, 0)

    def refresh(self, connection: sa.Connection) -> None:
        """Forget what was judged or shipped since this was last asked, by this process or another."""
        judgements, versions = schema.JUDGEMENTS.c, schema.SHIPPED_VERSIONS.c
        last = (
            connection.scalar(sa.select(sa.func.max(judgements.number))) or 0,
            connection.scalar(sa.select(sa.func.max(versions.number))) or 0,
        )
        if len(self.evidence) > _MAX_CACHED:
            self.evidence.clear()
            self.ids.clear()
        if last == self._seen:
            return
        new = connection.execute(
            sa.select(judgements.kind, judgements.subject_id).where(judgements.number > self._seen[0])
        ).all()
        changed = {row.subject_id for row in new}
        changed.update(connection.scalars(sa.select(versions.incident_id).where(versions.number > self._seen[1])))
        changed.update(row.origin_id for row in records.in_batches(connection, _ORIGINS_BY_REPORT, changed))
        for one in changed:
            self.evidence.pop(one, None)
        if last[1] != self._seen[1] or any(row.kind in events.GROUPING for row in new):
            self._verdicts = None
        self._seen = last

    def verdicts(self, connection: sa.Connection, also: Collection[str] = ()) -> Verdicts:
        """Return the judgements of same and different that hold, between members that count.

        Parameters
        ----------
        also
            Members that do not count, to be taken as if they did.
        """
        if also:
            return self._read_verdicts(connection, also)
        if self._verdicts is None:
            self._verdicts = self._read_verdicts(connection)
        return self._verdicts

    def _read_verdicts(self, connection: sa.Connection, also: Collection[str] = ()) -> Verdicts:
        kinds = (SAME, DIFFERENT)
        live = [
            (event.kind, event.subject_id, event.other_id)
            for event in events.read(connection, kinds=kinds)
            if event.kind in kinds and event.is_live and event.other_id is not None
        ]
        index = StoreIndex(connection, self)
        counted = index.load({end for _, left, right in live for end in (left, right)}).keys() | set(also)
        return Verdicts(
            [Judgement(kind, left, right) for kind, left, right in live if left in counted and right in counted]
        )


class StoreIndex(Index):
    """The members of a store by their keys, for one transaction and as long as nothing in it changes them.

    Parameters
    ----------
    connection
        The transaction; the keys of the accounts in question are written already.
    cache
        What was read before, refreshed in this transaction.
    """

    def __init__(self, connection: sa.Connection, cache: Cache) -> None:
        self._connection = connection
        self._cache = cache
        self._found: dict[tuple[str, str], list[Evidence]] = {}
        self._prepared: set[str] = set()
        self._members_by_key: dict[int, list[int]] = {}

    def prepare(self, evidences: Iterable[Evidence]) -> None:
        """Look up at once all keys under which some members look for others, instead of one by one."""
        new = [item for item in evidences if item.id not in self._prepared]
        self._prepared.update(item.id for item in new)
        self._read_keys({key_hash(role, key) for item in new for role, key in _looks_under(item)})

    def sharp_neighbours(self, evidence: Evidence) -> list[Evidence]:
        """Return the sharp accounts that may be of one event with a sharp one, without itself."""
        return self._once("sharp_neighbours", evidence, super().sharp_neighbours)

    def sharp_for(self, evidence: Evidence) -> list[Evidence]:
        """Return the sharp accounts that a loose one may belong to."""
        return self._once("sharp_for", evidence, super().sharp_for)

    def loose_for(self, evidence: Evidence) -> list[Evidence]:
        """Return the loose accounts that look for a sharp one under any of its wide keys."""
        return self._once("loose_for", evidence, super().loose_for)

    def loose_neighbours(self, evidence: Evidence) -> list[Evidence]:
        """Return the loose accounts that share a loose key with a loose one, without itself."""
        return self._once("loose_neighbours", evidence, super().loose_neighbours)

    def _once(self, name: str, evidence: Evidence, look: Callable[[Evidence], list[Evidence]]) -> list[Evidence]:
        if (name, evidence.id) not in self._found:
            self._found[name, evidence.id] = look(evidence)
        return self._found[name, evidence.id]

    def get(self, evidence_id: str) -> Evidence:
        """Return an account or a shipped incident by its id.

        Raises
        ------
        StoreError
            There is none that counts.
        """
        found = self.load({evidence_id})
        if evidence_id not in found:
            msg = f"the store has no account and no shipped incident {evidence_id!r} that counts"
            raise StoreError(msg)
        return found[evidence_id]

    def find(self, role: str, keys: Iterable[str]) -> set[str]:
        """Return the ids of the accounts that carry any of some keys in one of the roles."""
        wanted = {key_hash(role, key) for key in keys}
        self._read_keys(wanted)
        numbers = {number for key in wanted for number in self._members_by_key[key]}
        self._name(numbers)
        ids = {self._cache.ids[number] for number in numbers}
        self.load(ids)
        return ids

    def load(self, ids: Iterable[str]) -> dict[str, Evidence]:
        """Return those of some members that count, by id."""
        wanted = set(ids)
        # Not by the difference of sets: that would go through all that is cached.
        missing = {one for one in wanted if one not in self._cache.evidence}
        if missing:
            self._cache.evidence |= {item.id: item for item in read(Moment(self._connection), missing)}
        return {one: self._cache.evidence[one] for one in wanted if one in self._cache.evidence}

    def _read_keys(self, keys: set[int]) -> None:
        missing = {key for key in keys if key not in self._members_by_key}
        self._members_by_key.update((key, []) for key in missing)
        for row in records.in_batches(self._connection, _MEMBERS_BY_KEY, missing):
            self._members_by_key[row.key].append(row.member)

    def _name(self, numbers: set[int]) -> None:
        unknown = {one for one in numbers if one not in self._cache.ids}
        for query, sign in ((_ORIGINS_BY_NUMBER, 1), (_INCIDENTS_BY_NUMBER, -1)):
            rows = records.in_batches(self._connection, query, [one * sign for one in unknown if one * sign > 0])
            self._cache.ids |= {row.number * sign: row.name for row in rows}


def read(moment: Moment, ids: Iterable[str]) -> Iterator[Evidence]:
    """Read those of some members that count as matching sees them."""
    wanted = set(ids)
    anchors = moment.anchors(wanted)
    said = events.by_subject(moment.events(anchors, (events.SET,)))
    for name, anchor in anchors.items():
        yield evidence.from_incident(events.edited_incident(anchor.incident, events.sets(said.get(name, ()))))
    for item in moment.accounts(wanted - anchors.keys()).values():
        yield from_stored(item)


def from_stored(item: Stored) -> Evidence:
    """Take from an account of the store what matching looks at."""
    return evidence.from_account(
        item.account,
        account_id=item.id,
        report_id=item.report_id,
        published=item.published,
        sketch=item.sketch,
        record=record_key(item.title, item.reader_version),
    )


def numbers_of(connection: sa.Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return the numbers by which blocks know some members: an account's origin's, or a shipped one's below zero."""
    wanted = set(ids)
    found = {row.id: -row.number for row in records.in_batches(connection, _NUMBERS_OF_SHIPPED, wanted)}
    return found | {row.id: row.number for row in records.in_batches(connection, _NUMBERS_OF_ACCOUNTS, wanted)}


def write_keys(connection: sa.Connection, members: Iterable[Evidence]) -> dict[str, int]:
    """Write the keys under which some members are found, and return the numbers by which blocks know these."""
    items = list(members)
    numbers = numbers_of(connection, [item.id for item in items])
    rows = [{"key": key, "member": numbers[item.id]} for item in items for key in hashes(item)]
    engine.insert_new(connection, schema.BLOCKS, rows)
    return numbers


def delete_keys(connection: sa.Connection, members: Iterable[Evidence]) -> None:
    """Delete the keys under which some members were found."""
    items = list(members)
    numbers = numbers_of(connection, [item.id for item in items])
    blocks_ = schema.BLOCKS.c
    rows: list[dict[str, Any]] = [
        {"old_key": key, "old_member": numbers[item.id]} for item in items for key in hashes(item)
    ]
    if rows:
        query = sa.delete(schema.BLOCKS).where(
            blocks_.key == sa.bindparam("old_key"), blocks_.member == sa.bindparam("old_member")
        )
        connection.execute(query, rows)


def hashes(item: Evidence) -> set[int]:
    """Return the hashes of a member's keys."""
    return {key_hash(role, key) for role, key in blocks.entries(item)}


def _looks_under(item: Evidence) -> Iterator[tuple[str, str]]:
    """Give the keys, each with its role, under which `Index` looks for what may be of one event with a member."""
    wide, loose = blocks.wide_keys(item), blocks.loose_keys(item)
    if not item.is_sharp:
        yield from ((role, key) for role in (blocks.WIDE, blocks.LOOSE) for key in loose | blocks.vague_keys(item))
        return
    yield from ((blocks.SHARP, key) for key in blocks.sharp_keys(item))
    yield from ((role, key) for role in (blocks.LOOSE, blocks.WEAK) for key in wide)
    if item.is_weak_anchor:
        yield from ((blocks.WIDE, key) for key in loose)


@lru_cache(maxsize=200_000)
def key_hash(role: str, key: str) -> int:
    """Return what stands for a key: 64 bits, the same on every machine; a collision only compares two accounts more."""
    digest = hashlib.blake2b(f"{role} {key}".encode(), digest_size=8).digest()
    (number,) = struct.unpack(">q", digest)
    return int(number)
