"""Accounts and shipped incidents of a store by matching's keys, read as matching sees them."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from geo.core.errors import StoreError
from geo.incidents import blocks, evidence
from geo.incidents.blocks import Index
from geo.incidents.clustering import DIFFERENT, SAME, Judgement, Verdicts
from geo.incidents.evidence import Evidence
from geo.incidents.matching import MatchConfig
from geo.incidents.records import record_key
from geo.store import engine, events, records, schema
from geo.store.engine import Among
from geo.store.moment import Moment, Stored

# Beyond so many accounts, notes on them, or keys with what they lead to, the cache is begun anew.
_MAX_ACCOUNTS, _MAX_NOTES, _MAX_KEYS = 100_000, 300_000, 1_000_000

# Nobody is looked for under a key that more members carry, so that these need not be read.
_MOST_LOOKED_AT = 2 * MatchConfig().max_candidates
_ROLES = (blocks.SHARP, blocks.WIDE, blocks.LOOSE, blocks.WEAK)
_HASH_BITS, _ROLE_BITS, _MONTH_MASK = 46, 61, 2**15 - 1
# So many months in so many days.
_MONTHS, _DAYS = 4_800, 146_097

_MEMBERS_BY_KEY = sa.select(schema.BLOCKS).where(Among(schema.BLOCKS.c.key))
_ORIGINS_BY_NUMBER = sa.select(schema.ACCOUNTS.c.number, schema.ACCOUNTS.c.origin_id.label("name")).where(
    Among(schema.ACCOUNTS.c.number)
)
_INCIDENTS_BY_NUMBER = sa.select(schema.INCIDENTS.c.number, schema.INCIDENTS.c.id.label("name")).where(
    Among(schema.INCIDENTS.c.number)
)
_ORIGINS_BY_REPORT = sa.select(schema.ACCOUNTS.c.origin_id).where(Among(schema.ACCOUNTS.c.report_id))
_NUMBERS_OF_ACCOUNTS = sa.select(schema.ACCOUNTS.c.id, schema.ACCOUNTS.c.number).where(Among(schema.ACCOUNTS.c.id))
_NUMBERS_OF_SHIPPED = sa.select(schema.INCIDENTS.c.id, schema.INCIDENTS.c.number).where(
    schema.INCIDENTS.c.id == schema.INCIDENTS.c.founder_id,
    Among(schema.INCIDENTS.c.id),
)


class Cache:
    """What was read for matching, kept between transactions and dropped where others may have changed it.

    Attributes
    ----------
    evidence
        Members by id.
    ids
        Their ids by the numbers that blocks know them by.
    by_key
        The numbers of the members that carry a key.
    holders, held
        The incident of each member, and the members of each incident, as they are held.
    """

    def __init__(self) -> None:
        self.evidence: dict[str, Evidence] = {}
        self.ids: dict[int, str] = {}
        self.by_key: dict[int, Sequence[int]] = {}
        self.holders: dict[str, str | None] = {}
        self.held: dict[str, set[str]] = {}
        self.n_under_keys = 0
        # What a matching index notes (`blocks.Index`), right as long as members only come.
        self.crowded: dict[tuple[str, str], int] = {}
        self.n_beside: dict[str, int] = {}
        self.fits: dict[str, tuple[int, list[tuple[float, str]]]] = {}
        self.shipped: set[str] = set()
        self._verdicts: Verdicts | None = None
        self._judged = self._versions = 0
        self._stamp: tuple[int, ...] = ()

    def begin(self, connection: sa.Connection) -> None:
        """Forget what another process may have changed since the last transaction, and what is too much."""
        self.refresh(connection)
        if self._stamp != _stamp(connection):
            self.forget_grouping()
        if len(self.by_key) + self.n_under_keys > _MAX_KEYS:
            self._forget_keys()
        if len(self.evidence) > _MAX_ACCOUNTS or len(self.ids) > _MAX_ACCOUNTS:
            self.evidence.clear()
            self.ids.clear()
        if max(len(self.crowded), len(self.n_beside), len(self.fits)) > _MAX_NOTES:
            self._forget_notes()
        if len(self.holders) > _MAX_ACCOUNTS:
            self.holders.clear()
            self.held.clear()

    def end(self, connection: sa.Connection) -> None:
        """Note that what is kept is as this transaction leaves it."""
        self._stamp = _stamp(connection)

    def forget_grouping(self) -> None:
        """Forget who carries which key and who is held where."""
        self._forget_keys()
        self.holders.clear()
        self.held.clear()
        self._forget_notes()

    def _forget_keys(self) -> None:
        self.by_key.clear()
        self.n_under_keys = 0

    def _forget_notes(self) -> None:
        for noted in (self.crowded, self.n_beside, self.fits):
            noted.clear()

    def refresh(self, connection: sa.Connection) -> None:
        """Forget what was judged or shipped since this was last asked, by this process or another."""
        judgements, versions = schema.JUDGEMENTS.c, schema.SHIPPED_VERSIONS.c
        judged, shipped = (
            connection.scalar(sa.select(sa.func.max(column))) or 0 for column in (judgements.number, versions.number)
        )
        if (judged, shipped) == (self._judged, self._versions):
            return
        new = connection.execute(
            sa.select(judgements.kind, judgements.subject_id).where(judgements.number > self._judged)
        ).all()
        changed = {row.subject_id for row in new}
        fresh = set(connection.scalars(sa.select(versions.incident_id).where(versions.number > self._versions)))
        changed |= fresh
        changed.update(row.origin_id for row in records.in_batches(connection, _ORIGINS_BY_REPORT, changed))
        for one in changed:
            self.evidence.pop(one, None)
        self.shipped |= fresh
        if fresh:
            self.forget_grouping()
        if fresh or any(row.kind in events.GROUPING for row in new):
            self._verdicts = None
        self._judged, self._versions = judged, shipped

    def add_keys(self, numbers: Mapping[str, int], members: Iterable[Evidence]) -> None:
        """Take in the keys of members that are new, or say something new."""
        for item in members:
            number = numbers[item.id]
            self.ids[number] = item.id
            for key in hashes(item):
                if key in self.by_key and number not in self.by_key[key]:
                    self.by_key[key] = [*self.by_key[key], number]
                    self.n_under_keys += 1

    def hold(self, rows: Iterable[tuple[str, str | None]]) -> None:
        """Take in where members are held from now on."""
        for member, holder in rows:
            before = self.holders.get(member)
            if before in self.held:
                self.held[before].discard(member)
            self.holders[member] = holder
            if holder in self.held:
                self.held[holder].add(member)

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
        self.crowded, self.n_beside, self.fits = cache.crowded, cache.n_beside, cache.fits
        self._prepared: set[str] = set()

    def prepare(self, evidences: Iterable[Evidence]) -> None:
        """Look up at once all keys under which some members look for others, and those others."""
        new = [item for item in evidences if item.id not in self._prepared]
        self._prepared.update(item.id for item in new)
        if not new:
            return
        looks = [[key_hash(role, key) for role, key in _looks_under(item)] for item in new]
        self._read_keys({key for some in looks for key in some})
        self._name({number for some in looks for key in some for number in self._worth(key)})

    def size(self, role: str, key: str) -> int:
        """Return how many members carry a key in a role."""
        number = key_hash(role, key)
        found = self._cache.by_key.get(number)
        if found is None:
            self._read_keys({number})
            found = self._cache.by_key[number]
        return len(found)

    def get(self, evidence_id: str) -> Evidence:
        """Return an account or a shipped incident by its id.

        Raises
        ------
        StoreError
            There is none that counts.
        """
        known = self._cache.evidence.get(evidence_id)
        if known is not None:
            return known
        found = self.load({evidence_id})
        if evidence_id not in found:
            msg = f"the store has no account and no shipped incident {evidence_id!r} that counts"
            raise StoreError(msg)
        return found[evidence_id]

    def find(self, role: str, keys: Iterable[str]) -> set[str]:
        """Return the ids of the accounts that carry any of some keys in one of the roles."""
        wanted = [key_hash(role, key) for key in keys]
        self._read_keys(wanted)
        numbers = set().union(*(self._cache.by_key[key] for key in wanted))
        if not numbers:
            return set()
        ids = self._cache.ids
        try:
            return {ids[number] for number in numbers}
        except KeyError:
            self._name(numbers)
            return {ids[number] for number in numbers}

    def expect(self, ids: Iterable[str]) -> None:
        """Read at once those of some members that are not known."""
        self.load(ids)

    def load(self, ids: Iterable[str]) -> dict[str, Evidence]:
        """Return those of some members that count, by id."""
        known = self._cache.evidence
        wanted = set(ids)
        # Not by the difference of sets: that would go through all that is cached.
        missing = {one for one in wanted if one not in known}
        if missing:
            known |= {item.id: item for item in read(Moment(self._connection), missing)}
        return {one: known[one] for one in wanted if one in known}

    def _worth(self, key: int) -> Sequence[int]:
        """Return who carries a key, if they are not so many that nobody is looked for under it."""
        found = self._cache.by_key[key]
        return found if len(found) <= _MOST_LOOKED_AT else ()

    def _read_keys(self, keys: Iterable[int]) -> None:
        by_key = self._cache.by_key
        missing = {key for key in keys if key not in by_key}
        if not missing:
            return
        # Most keys lead to nobody.
        by_key |= dict.fromkeys(missing, ())
        found: dict[int, list[int]] = defaultdict(list)
        for row in records.in_batches(self._connection, _MEMBERS_BY_KEY, missing):
            found[row.key].append(row.member)
            self._cache.n_under_keys += 1
        by_key |= found

    def _name(self, numbers: set[int]) -> None:
        """See that the ids of some numbers are known, and that the members are read."""
        ids = self._cache.ids
        unknown = [one for one in numbers if one not in ids]
        if unknown:
            for query, sign in ((_ORIGINS_BY_NUMBER, 1), (_INCIDENTS_BY_NUMBER, -1)):
                rows = records.in_batches(self._connection, query, [one * sign for one in unknown if one * sign > 0])
                ids |= {row.number * sign: row.name for row in rows}
        known = self._cache.evidence
        missing = {ids[number] for number in numbers if ids[number] not in known}
        if missing:
            self.load(missing)


class Homes:
    """In which incident each member of a store is held so far.

    Parameters
    ----------
    moment
        The transaction.
    members
        The members as they are now.
    cache
        What was read before.
    """

    def __init__(self, moment: Moment, members: StoreIndex, cache: Cache) -> None:
        self._moment = moment
        self._members = members
        self._cache = cache

    def expect(self, ids: Collection[str]) -> None:
        """Read at once where some members are held, and who else is held there."""
        holders, held = self._cache.holders, self._cache.held
        holders |= self._moment_holders({one for one in ids if one not in holders})
        missing = {holder for one in ids if (holder := holders[one]) is not None and holder not in held}
        if missing:
            found = self._moment.members(missing)
            # A shipped incident that was never moved is its own member without a row that says so.
            own = self._moment_holders(missing & self._cache.shipped)
            for name in missing:
                held[name] = {*found.get(name, ()), *({name} if own.get(name) == name else ())}

    def with_(self, evidence_id: str) -> Collection[str]:
        """Return the ids of the members held in the incident of one, itself among them; none if it is in none."""
        holders, held = self._cache.holders, self._cache.held
        holder = holders.get(evidence_id, "")
        if holder is not None and holder not in held:
            self.expect([evidence_id])
            holder = holders[evidence_id]
        return () if holder is None else held[holder]

    def holders(self, ids: Collection[str]) -> dict[str, str | None]:
        """Return the incident of each of some members."""
        self.expect(ids)
        return {one: self._cache.holders[one] for one in ids}

    def _moment_holders(self, ids: set[str]) -> dict[str, str | None]:
        """Read the incident of each of some members; a shipped one's own where it was never moved."""
        if not ids:
            return {}
        shipped = self._members.load(ids & self._cache.shipped)
        found: dict[str, str | None] = dict.fromkeys(ids)
        found |= {name: name for name in shipped}
        return found | self._moment.held_by(ids)


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
    engine.insert_keys(
        connection, schema.BLOCKS, sorted((key, numbers[item.id]) for item in items for key in hashes(item))
    )
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


@lru_cache(maxsize=400_000)
def key_hash(role: str, key: str) -> int:
    """Return what stands for a key: 63 bits, the same on every machine; a collision only compares two accounts more.

    The role and the month of the key come first, so that the keys of accounts of one time are near each other on the
    disk; of keys without a time the month is 0.
    """
    digest = hashlib.blake2b(f"{role} {key}".encode(), digest_size=8).digest()
    number = int.from_bytes(digest)
    return (_ROLES.index(role) << _ROLE_BITS) | (_month(key) << _HASH_BITS) | (number >> (64 - _HASH_BITS))


def _month(key: str) -> int:
    """Return the month, counted from the year 0, of a key that begins with a day or a month; 0 for any other."""
    head, _, _ = key.partition("|")
    kind = head[:1]
    if kind.isdecimal():
        months = int(head) * _MONTHS // _DAYS
    elif kind == "D":
        months = int(head[1:]) * _MONTHS // _DAYS
    else:
        months = int(head[1:]) if kind == "M" else 0
    return months & _MONTH_MASK


def _stamp(connection: sa.Connection) -> tuple[int, ...]:
    """Return what is another after any transaction that changes what is kept of keys and incidents."""
    columns = (schema.AUDIT.c.number, schema.ACCOUNTS.c.number, schema.MEMBERSHIPS.c.number)
    query = sa.select(*(sa.select(sa.func.max(column)).scalar_subquery() for column in columns))
    return tuple(number or 0 for number in connection.execute(query).one())
