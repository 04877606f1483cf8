"""Accounts and shipped incidents of a store by matching's keys, read as matching sees them."""

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from geo.core.errors import StoreError
from geo.incidents import blocks, evidence
from geo.incidents.blocks import Index, Noted
from geo.incidents.clustering import DIFFERENT, SAME, Judgement, Verdicts
from geo.incidents.evidence import Evidence
from geo.incidents.matching import MatchConfig
from geo.incidents.records import record_key
from geo.store import events, records, schema
from geo.store.block_keys import hashes, key_hash
from geo.store.engine import Among
from geo.store.moment import Moment, Stored

# Of more accounts, notes on them, or keys with what they lead to, the older half is dropped: what is reported next is
# as a rule like what was reported last.
_MAX_ACCOUNTS, _MAX_NOTES, _MAX_KEYS = 100_000, 300_000, 1_000_000

# Nobody is looked for under a key that more members carry: that they are more is all that is read of it. A loose one
# that finds more than half as many is compared with none.
MOST_LOOKED_AT = 2 * MatchConfig().max_candidates
_MOST_FOUND = MatchConfig().max_candidates + 1

_ALL_BY_KEY = sa.select(schema.BLOCKS).where(Among(schema.BLOCKS.c.key))
_COUNTED_BY_KEY = _ALL_BY_KEY.add_columns(
    sa.func.row_number().over(partition_by=schema.BLOCKS.c.key).label("nth")
).subquery()
_FIRST_BY_KEY = sa.select(_COUNTED_BY_KEY).where(_COUNTED_BY_KEY.c.nth <= MOST_LOOKED_AT + 1)
_ORIGINS_BY_NUMBER = sa.select(schema.ACCOUNTS.c.number, schema.ACCOUNTS.c.origin_id.label("name")).where(
    Among(schema.ACCOUNTS.c.number)
)
_INCIDENTS_BY_NUMBER = sa.select(schema.INCIDENTS.c.number, schema.INCIDENTS.c.id.label("name")).where(
    Among(schema.INCIDENTS.c.number)
)
_ORIGINS_BY_REPORT = sa.select(schema.ACCOUNTS.c.origin_id).where(Among(schema.ACCOUNTS.c.report_id))


class Cache:
    """What was read for matching, kept between transactions and dropped where others may have changed it.

    Attributes
    ----------
    evidence
        Members by id.
    ids
        Their ids by the numbers that blocks know them by.
    by_key
        The numbers of the members that carry a key, of keys that are not common.
    common
        The keys that so many members carry that nobody is looked for under them.
    holders, held
        The incident of each member, and the members of each incident, as they are held.
    noted
        What matching worked out of members.
    """

    def __init__(self) -> None:
        self.evidence: dict[str, Evidence] = {}
        self.ids: dict[int, str] = {}
        self.by_key: dict[int, Sequence[int]] = {}
        self.common: set[int] = set()
        self.holders: dict[str, str | None] = {}
        self.held: dict[str, set[str]] = {}
        self.n_under_keys = 0
        self.noted = Noted()
        self.shipped: set[str] = set()
        self._verdicts: Verdicts | None = None
        self._judged = self._versions = 0
        self._stamp: tuple[int, ...] = ()

    def begin(self, connection: sa.Connection) -> None:
        """Forget what another process may have changed since the last transaction, and what is too much."""
        self.refresh(connection)
        if self._stamp != _stamp(connection):
            self.forget_grouping()
        _drop_older(self.evidence, _MAX_ACCOUNTS)
        for kept in (self.ids, *self.noted.all()):
            _drop_older(kept, _MAX_NOTES)
        if len(self.by_key) + self.n_under_keys > _MAX_KEYS:
            _drop_older(self.by_key, 0)
            self.n_under_keys = sum(map(len, self.by_key.values()))
        if len(self.holders) > _MAX_NOTES:
            self.holders.clear()
            self.held.clear()

    def end(self, connection: sa.Connection) -> None:
        """Note that what is kept is as this transaction leaves it."""
        self._stamp = _stamp(connection)

    def forget_grouping(self) -> None:
        """Forget who carries which key and who is held where."""
        self.n_under_keys = 0
        for kept in (self.by_key, self.common, self.holders, self.held):
            kept.clear()
        self.noted.clear()

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
                    self.keep_key(key, [*self.by_key[key], number])

    def keep_key(self, key: int, members: Sequence[int]) -> None:
        """Keep who carries a key, or that these are too many."""
        self.n_under_keys -= len(self.by_key.pop(key, ()))
        if len(members) > MOST_LOOKED_AT:
            self.common.add(key)
        else:
            self.by_key[key] = members
            self.n_under_keys += len(members)

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
        self.noted = cache.noted
        self._prepared: set[str] = set()

    def prepare(self, evidences: Iterable[Evidence]) -> None:
        """Look up at once all keys under which some members look for others, and whom they find."""
        new = [item for item in evidences if item.id not in self._prepared]
        self._prepared.update(item.id for item in new)
        if not new:
            return
        self._read_keys({key_hash(role, key) for item in new for role, key in _looks_under(item)})
        self.load(self._name(set().union(*(self._found_for(item) for item in new))).values())

    def size(self, role: str, key: str) -> int:
        """Return how many members carry a key in a role; of a common key, more than are looked for."""
        number = key_hash(role, key)
        found = self._cache.by_key.get(number)
        if found is None:
            self._read_keys([number])
            found = self._cache.by_key.get(number)
        return MOST_LOOKED_AT + 1 if found is None else len(found)

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
        by_key = self._cache.by_key
        numbers = set().union(*(by_key[key] for key in wanted if key in by_key))
        if common := [key for key in wanted if key not in by_key]:
            numbers.update(row.member for row in records.in_batches(self._connection, _ALL_BY_KEY, common))
        return set(self._name(numbers).values())

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

    def _found_for(self, item: Evidence) -> set[int]:
        """Give whom `Index` finds among the sharp for a loose member, and among all for a sharp one."""
        if not item.is_sharp:
            return self._few_under(item, blocks.WIDE, blocks.looked_under(item))
        wide = blocks.wide_keys(item)
        uncommon = [key for key in wide if self.size(blocks.WIDE, key) <= _MOST_FOUND]
        found = self._under(blocks.SHARP, blocks.sharp_keys(item)) | self._under(blocks.WEAK, wide)
        return found | self._under(blocks.LOOSE, uncommon)

    def _under(self, role: str, keys: Iterable[str]) -> set[int]:
        """Give who carries any of some keys that are no common ones."""
        by_key = self._cache.by_key
        return set().union(*(by_key.get(key_hash(role, key), ()) for key in keys))

    def _few_under(self, item: Evidence, role: str, keys: Collection[str]) -> set[int]:
        """Give who carries any of a member's keys, if these are not too many to be compared with."""
        if self.noted.crowded.get((role, item.id), 0) > _MOST_FOUND or any(
            self.size(role, key) > _MOST_FOUND for key in keys
        ):
            return set()
        found = self._under(role, keys)
        return found if len(found) <= _MOST_FOUND else set()

    def _read_keys(self, keys: Iterable[int]) -> None:
        by_key, common = self._cache.by_key, self._cache.common
        missing = {key for key in keys if key not in by_key and key not in common}
        if not missing:
            return
        # Most keys lead to nobody.
        by_key |= dict.fromkeys(missing, ())
        found: dict[int, list[int]] = defaultdict(list)
        for row in records.in_batches(self._connection, _FIRST_BY_KEY, missing):
            found[row.key].append(row.member)
        for key, members in found.items():
            self._cache.keep_key(key, members)

    def _name(self, numbers: Collection[int]) -> dict[int, str]:
        """Return the ids of members by their numbers."""
        ids = self._cache.ids
        unknown = [one for one in numbers if one not in ids]
        if unknown:
            for query, sign in ((_ORIGINS_BY_NUMBER, 1), (_INCIDENTS_BY_NUMBER, -1)):
                rows = records.in_batches(self._connection, query, [one * sign for one in unknown if one * sign > 0])
                ids |= {row.number * sign: row.name for row in rows}
        return {one: ids[one] for one in numbers}


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


def _looks_under(item: Evidence) -> Iterator[tuple[str, str]]:
    """Give the keys, each with its role, under which `Index` looks for what may be of one event with a member."""
    if not item.is_sharp:
        yield from ((role, key) for role in (blocks.WIDE, blocks.LOOSE) for key in blocks.looked_under(item))
        return
    yield from ((blocks.SHARP, key) for key in blocks.sharp_keys(item))
    yield from ((role, key) for role in (blocks.WIDE, blocks.LOOSE, blocks.WEAK) for key in blocks.wide_keys(item))


def _drop_older(kept: dict[Any, Any], most: int) -> None:
    """Drop the older half of what is kept, if it is more than it should be."""
    if len(kept) > most:
        for one in list(itertools.islice(kept, len(kept) // 2)):
            del kept[one]


def _stamp(connection: sa.Connection) -> tuple[int, ...]:
    """Return what is another after any transaction that changes what is kept of keys and incidents."""
    columns = (schema.AUDIT.c.number, schema.ACCOUNTS.c.number, schema.MEMBERSHIPS.c.number)
    query = sa.select(*(sa.select(sa.func.max(column)).scalar_subquery() for column in columns))
    return tuple(number or 0 for number in connection.execute(query).one())
