"""A transaction that changes the store, and what follows: accounts grouped anew, incidents shown anew."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import Any

import sqlalchemy as sa

from geo.incidents.clustering import Group
from geo.incidents.evidence import Evidence
from geo.incidents.regrouping import Held, HeldInMemory, Regrouping
from geo.store import block_keys, records, schema, shown
from geo.store.engine import Among
from geo.store.index import Cache, Homes, StoreIndex
from geo.store.moment import Moment

_ID_CHARS = 8
_BY_FOUNDER = sa.select(schema.INCIDENTS).where(Among(schema.INCIDENTS.c.founder_id))
_BY_ID = sa.select(schema.INCIDENTS).where(Among(schema.INCIDENTS.c.id))


class Writing:
    """One transaction that changes the store.

    Parameters
    ----------
    connection
        The transaction; writers take turns, so nobody else writes as long as it lasts.
    cache
        What was read for matching before.
    user
        Who writes.

    Attributes
    ----------
    at
        The transaction's time, later than that of any before it, even if the machine's clock was put back.
    """

    def __init__(self, connection: sa.Connection, cache: Cache, user: str) -> None:
        self.connection = connection
        self.user = user
        self.at = _next_time(connection)
        self.moment = Moment(connection)
        self._cache = cache
        self._touched: set[str] = set()
        cache.begin(connection)

    def judge(
        self,
        kind: str,
        subject_id: str,
        other_id: str | None = None,
        *,
        field: str | None = None,
        value: Any = None,
        reason: str | None = None,
        undoes: int | None = None,
    ) -> int:
        """Keep what the user says, and return its number; what follows from it is the caller's to bring about."""
        row = {
            "kind": kind,
            "subject_id": subject_id,
            "other_id": other_id,
            "field": field,
            "value": value,
            "user": self.user,
            "reason": reason,
            "undoes": undoes,
            "at": self.at,
        }
        key = self.connection.execute(schema.JUDGEMENTS.insert().values(row)).inserted_primary_key
        assert key is not None  # noqa: S101 - an insert of one row has one
        return int(key[0])

    def log(self, action: str, subject_id: str | None = None, *, detail: Any = None, is_change: bool = True) -> None:
        """Note in the audit what the user did; with `is_change` the store's revision is another from then on."""
        self.log_all(action, [subject_id], detail=detail, is_change=is_change)

    def log_all(
        self, action: str, subject_ids: Iterable[str | None], *, detail: Any = None, is_change: bool = True
    ) -> None:
        """Note that the user did the same to several."""
        row = {"at": self.at, "user": self.user, "action": action, "detail": detail, "is_change": is_change}
        self.connection.execute(schema.AUDIT.insert(), [{**row, "subject_id": one} for one in subject_ids])

    def touch(self, incident_ids: Iterable[str]) -> None:
        """Name incidents that are to be shown anew when the transaction ends."""
        self._touched.update(incident_ids)

    def show_all_anew(self) -> None:
        """Show every incident anew, as shown by other rules than this version's."""
        shown.rebuild(self.connection, self.at)
        self._touched.clear()

    def finish(self) -> None:
        """Show anew what was changed; the last thing that a transaction does."""
        if self._touched:
            shown.refresh(self.connection, self._touched, self.at)
            self._touched.clear()
        self._cache.end(self.connection)

    def index_now(self) -> StoreIndex:
        """Return the members of the store as matching sees them now."""
        self._cache.refresh(self.connection)
        return StoreIndex(self.connection, self._cache)

    def add_members(self, members: Iterable[Evidence]) -> None:
        """Match members that the store did not know before."""
        fresh = list(members)
        self._cache.evidence |= {item.id: item for item in fresh}
        self._cache.hold((item.id, None) for item in fresh)
        self._write_keys(fresh)
        self._regroup(fresh, set(), are_new=True)

    def match_anew(self) -> None:
        """Match all members anew, as keys or weights are others than those that they were matched by."""
        origins = set(self.connection.scalars(sa.select(schema.ACCOUNTS.c.origin_id).distinct()))
        shipped = set(self.connection.scalars(sa.select(schema.SHIPPED_VERSIONS.c.incident_id).distinct()))
        self._cache.forget_grouping()
        self.connection.execute(sa.delete(schema.BLOCKS))
        everyone = list(self.index_now().load(origins | shipped).values())
        self._write_keys(everyone)
        self._regroup(everyone, set(), held=HeldInMemory({}))

    def change_members(self, member_ids: Iterable[str], change: Callable[[], None]) -> None:
        """Make a change after which members may say other things, count or not, or belong together or not.

        Parameters
        ----------
        member_ids
            Every member that the change is about.
        change
            Makes it, by writing what it is read from.
        """
        ids = set(member_ids)
        before = dict(self.index_now().load(ids))
        also = self._reach(before)
        self.touch(holder for holder in self._holders(before).values() if holder is not None)
        change()
        after = self.index_now().load(ids)
        block_keys.delete_keys(self.connection, [item for one, item in before.items() if after.get(one) != item])
        self._cache.forget_grouping()
        self._write_keys([item for one, item in after.items() if before.get(one) != item])
        gone = before.keys() - after.keys()
        self._hold([(member, None) for member in sorted(gone)])
        # An incident may have been kept by others while the account that it got its id for did not count.
        for held in self.moment.members(self.moment.founded_by(after).values()).values():
            also |= held
        self._regroup(list(after.values()), also - gone)
        # What is held where it was may be shown with other values.
        self.touch(holder for holder in self._holders(after).values() if holder is not None)

    def _write_keys(self, members: list[Evidence]) -> None:
        self._cache.add_keys(block_keys.write_keys(self.connection, members), members)

    def _homes(self) -> Homes:
        return Homes(self.moment, StoreIndex(self.connection, self._cache), self._cache)

    def _reach(self, members: dict[str, Evidence]) -> set[str]:
        """Return the members whose incident may depend on what some say now."""
        if not members:
            return set()
        homes = self._homes()
        verdicts = self._cache.verdicts(self.connection)
        reached = Regrouping(self.index_now(), homes, verdicts=verdicts).reach(members.values())
        homes.expect(members)
        return reached.union(*(homes.with_(member) for member in members))

    def _holders(self, members: Collection[str]) -> dict[str, str | None]:
        """Return the incident of each of some members; a shipped one's own where it was never moved."""
        return self._homes().holders(members)

    def _hold(self, rows: Iterable[tuple[str, str | None]]) -> None:
        """Write which incident some members belong to from now on."""
        new = list(rows)
        if not new:
            return
        before = self._holders([member for member, _ in new])
        self.touch(holder for holder in before.values() if holder is not None)
        # A shipped incident that was never moved is shown under its own id.
        self.touch(before.keys() & self._cache.shipped)
        self.touch(holder for _, holder in new if holder is not None)
        self.connection.execute(
            schema.MEMBERSHIPS.insert(),
            [{"member_id": member, "incident_id": holder, "at": self.at} for member, holder in new],
        )
        self._cache.hold(new)

    def _regroup(
        self, changed: list[Evidence], also: set[str], *, are_new: bool = False, held: Held | None = None
    ) -> None:
        """Work out which incidents change by new, changed or newly judged members, and write what is new."""
        members_index = StoreIndex(self.connection, self._cache)
        verdicts = self._cache.verdicts(self.connection)
        regrouping = Regrouping(members_index, held or self._homes(), verdicts=verdicts)
        groups = regrouping.regroup(changed, also=also, are_new=are_new)
        before = self._holders({member for group in groups for member in group.members})
        ids = self._incident_ids([group for group in groups if not group.is_open], before, members_index)
        rows = [
            (member, ids.get(group.members))
            for group in groups
            for member in group.members
            if before.get(member) != ids.get(group.members)
        ]
        self._hold(rows)

    def _incident_ids(
        self, groups: list[Group], before: dict[str, str | None], members_index: StoreIndex
    ) -> dict[tuple[str, ...], str]:
        """Return the id of each group's incident: a shipped one's, the oldest of its members', one it had, or a new."""
        held = {holder for group in groups for member in group.members if (holder := before.get(member)) is not None}
        founded = records.in_batches(
            self.connection, _BY_FOUNDER, {member for group in groups for member in group.members}
        )
        own = {row.founder_id: (row.founder_id != row.id, row.number, row.id) for row in founded}
        # An incident goes on under its id without the account that it got it for, if that counts no more.
        had = {row.id: row for row in records.in_batches(self.connection, _BY_ID, held)}
        counted = members_index.load({row.founder_id for row in had.values()})
        orphaned = {name: row.number for name, row in had.items() if row.founder_id not in counted}
        found: dict[tuple[str, ...], str] = {}
        unfounded = [group for group in groups if not any(member in own for member in group.members)]
        numbers = block_keys.numbers_of(self.connection, {member for group in unfounded for member in group.members})
        new = []
        for group in groups:
            options = sorted(own[member] for member in group.members if member in own)
            if options:
                found[group.members] = options[0][2]
                continue
            left = {holder for member in group.members if (holder := before.get(member)) in orphaned}
            name = min(left, key=lambda one: orphaned[one or ""], default=None)
            if name is not None:
                del orphaned[name]
            else:
                # Whoever came first, as if each had come alone.
                founder = members_index.get(min(group.members, key=numbers.__getitem__))
                name = _incident_id(founder)
                new.append({"id": name, "founder_id": founder.id, "added_at": self.at})
            found[group.members] = name
        if new:
            self.connection.execute(schema.INCIDENTS.insert(), new)
        return found


def _next_time(connection: sa.Connection) -> str:
    """Return the time now, or a millisecond after the last one that was written if that is later."""
    audit = schema.AUDIT.c
    last = connection.scalar(sa.select(audit.at).order_by(audit.number.desc()).limit(1))
    now = records.now()
    if last is None or last < now:
        return now
    return (dt.datetime.fromisoformat(last) + dt.timedelta(milliseconds=1)).isoformat(timespec="milliseconds")


def _incident_id(founder: Evidence) -> str:
    """Make a readable id: the day, the place, and a piece of the founding account's id that keeps it unique."""
    day = dt.date.fromordinal(founder.first).isoformat() if founder.first is not None else "undated"
    area = founder.district or founder.region or ""
    place = area.partition("-")[2] or "border"
    return f"{day}-{place}-{founder.id[:_ID_CHARS]}"
