"""A transaction that changes the store, and what follows: accounts grouped anew, incidents shown anew."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import Any

import sqlalchemy as sa

from geo.incidents.clustering import Clusterer, Group
from geo.incidents.evidence import Evidence
from geo.store import index, records, schema, shown
from geo.store.index import Cache, StoreIndex
from geo.store.moment import Moment

_ID_CHARS = 8
_BY_FOUNDER = sa.select(schema.INCIDENTS).where(schema.INCIDENTS.c.founder_id.in_(sa.bindparam("ids", expanding=True)))
_BY_ID = sa.select(schema.INCIDENTS).where(schema.INCIDENTS.c.id.in_(sa.bindparam("ids", expanding=True)))


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
        cache.refresh(connection)

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
        row = {
            "at": self.at,
            "user": self.user,
            "action": action,
            "subject_id": subject_id,
            "detail": detail,
            "is_change": is_change,
        }
        self.connection.execute(schema.AUDIT.insert().values(row))

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

    def index_now(self) -> StoreIndex:
        """Return the members of the store as matching sees them now."""
        self._cache.refresh(self.connection)
        return StoreIndex(self.connection, self._cache)

    def add_members(self, members: Iterable[Evidence]) -> None:
        """Match members that the store did not know before."""
        fresh = list(members)
        self._cache.evidence |= {item.id: item for item in fresh}
        numbers = index.write_keys(self.connection, fresh)
        self._cache.ids |= {number: name for name, number in numbers.items()}
        self._regroup(fresh, set(), unheld=numbers)

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
        before = self.index_now().load(ids)
        also = self._reach(before)
        self.touch(holder for holder in self._holders(before).values() if holder is not None)
        change()
        after = self.index_now().load(ids)
        index.delete_keys(self.connection, [item for one, item in before.items() if after.get(one) != item])
        index.write_keys(self.connection, [item for one, item in after.items() if before.get(one) != item])
        gone = before.keys() - after.keys()
        self._hold([(member, None) for member in sorted(gone)])
        # An incident may have been kept by others while the account that it got its id for did not count.
        for held in self.moment.members(self.moment.founded_by(after).values()).values():
            also |= held
        self._regroup(list(after.values()), also - gone)
        # What is held where it was may be shown with other values.
        self.touch(holder for holder in self._holders(after).values() if holder is not None)

    def _reach(self, members: dict[str, Evidence]) -> set[str]:
        """Return the members whose incident may depend on what some say now."""
        if not members:
            return set()
        clusterer = Clusterer(self.index_now(), verdicts=self._cache.verdicts(self.connection))
        reached = clusterer.reach(members.values())
        holders = [holder for holder in self._holders(members).values() if holder is not None]
        for held in self.moment.members(holders).values():
            reached |= held
        return reached

    def _holders(self, members: dict[str, Evidence]) -> dict[str, str | None]:
        """Return the incident of each of some members; a shipped one's own where it was never moved."""
        own: dict[str, str | None] = {name: name for name, item in members.items() if item.is_anchor}
        return own | self.moment.held_by(members)

    def _hold(self, rows: Iterable[tuple[str, str | None]]) -> None:
        """Write which incident some members belong to from now on."""
        new = list(rows)
        if not new:
            return
        before = self.moment.held_by([member for member, _ in new])
        self.touch(holder for holder in before.values() if holder is not None)
        # A shipped incident that was never moved is shown under its own id.
        self.touch(self.moment.anchors([member for member, _ in new]))
        self.touch(holder for _, holder in new if holder is not None)
        self.connection.execute(
            schema.MEMBERSHIPS.insert(),
            [{"member_id": member, "incident_id": holder, "at": self.at} for member, holder in new],
        )

    def _regroup(self, changed: list[Evidence], also: set[str], *, unheld: Iterable[str] = ()) -> None:
        """Work out which incidents change by new, changed or newly judged members, and write what is new."""
        members_index = self.index_now()
        members_index.prepare(changed)
        clusterer = Clusterer(members_index, verdicts=self._cache.verdicts(self.connection))
        held_with: dict[str, set[str]] = {member: {member} for member in unheld}

        def held(members: Collection[str]) -> set[str]:
            unknown = {one for one in members if one not in held_with}
            if unknown:
                holders = self._holders(members_index.load(unknown))
                of = self.moment.members(holder for holder in holders.values() if holder is not None)
                for one in unknown:
                    together = {one, *of.get(holders.get(one) or "", ())}
                    held_with.update(dict.fromkeys(together, together))
            return {other for one in members for other in held_with[one]}

        groups = clusterer.regroup(changed, held, also=also)
        before = self._holders(members_index.load({member for group in groups for member in group.members}))
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
                founder = members_index.get(group.members[0])
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
