"""What the store says at a moment: now, or as it was known at an earlier time.

Which accounts count, as people have edited them; which incident each belongs to; and the incidents that these make up,
with the reasons for what is shown. Everything is read from rows that are never changed, so that a moment of the past
reads as it did then.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa

from geo.core import model
from geo.core.errors import StoreError
from geo.core.model import Account, Incident, Report
from geo.incidents import copies, merging
from geo.incidents.copies import Sketch
from geo.incidents.merging import Merged, Shown, Statement
from geo.store import events, records, schema
from geo.store.engine import Among
from geo.store.events import Event

# The readings that people make: hand-made incidents, and accounts added in review.
HAND: Final = "hand"
SHIPPED, KEPT, DROPPED = "shipped", "kept", "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An account of the store as it is effective: what was read, with what people set.

    Attributes
    ----------
    id
        Its origin's: the name by which memberships and judgements know it.
    number
        Of the row that its body comes from.
    edits
        The live `set` of each field that people changed.
    is_rejected, is_counted
        Whether a reviewer rejected it, and whether it counts: it is not rejected and its reading is the report's.
    """

    id: str
    number: int
    report_id: str
    reader_version: str
    position: int
    account: Account
    title: str | None
    published: dt.date | None
    sketch: Sketch
    report: Report | None
    edits: Mapping[str, Event]
    is_rejected: bool
    is_counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A shipped incident in the version that holds; `state` is shipped, or kept where it is shipped no longer."""

    number: int
    state: str
    since: str
    incident: Incident


_ACCOUNTS = sa.select(
    schema.ACCOUNTS,
    schema.REPORTS.c.title.label("report_title"),
    schema.REPORTS.c.published.label("report_published"),
    schema.REPORTS.c.sketch.label("sketch"),
).join(schema.REPORTS, schema.REPORTS.c.id == schema.ACCOUNTS.c.report_id)
_BY_ORIGIN = _ACCOUNTS.where(Among(schema.ACCOUNTS.c.origin_id))
_BY_REPORT = _ACCOUNTS.where(Among(schema.ACCOUNTS.c.report_id))
_REPORTS = sa.select(schema.REPORTS).where(Among(schema.REPORTS.c.id))
_FIRST_READINGS = (
    sa.select(schema.READINGS.c.report_id, schema.READINGS.c.reader_version, schema.QUEUE.c.number.label("queued"))
    .outerjoin(
        schema.QUEUE,
        (schema.QUEUE.c.report_id == schema.READINGS.c.report_id)
        & (schema.QUEUE.c.reader_version == schema.READINGS.c.reader_version),
    )
    .where(schema.READINGS.c.is_first, Among(schema.READINGS.c.report_id))
)
_VERSIONS = (
    sa.select(
        schema.SHIPPED_VERSIONS.c.incident_id,
        schema.INCIDENTS.c.number,
        schema.SHIPPED_VERSIONS.c.state,
        schema.SHIPPED_VERSIONS.c.at,
        schema.SHIPPED_VERSIONS.c.body,
    )
    .join(schema.INCIDENTS, schema.INCIDENTS.c.id == schema.SHIPPED_VERSIONS.c.incident_id)
    .where(Among(schema.SHIPPED_VERSIONS.c.incident_id))
    .where(schema.SHIPPED_VERSIONS.c.at <= sa.bindparam("until"))
    .order_by(schema.SHIPPED_VERSIONS.c.number)
)
_HOLDERS = (
    sa.select(schema.MEMBERSHIPS.c.member_id, schema.MEMBERSHIPS.c.incident_id)
    .where(Among(schema.MEMBERSHIPS.c.member_id))
    .where(schema.MEMBERSHIPS.c.at <= sa.bindparam("until"))
    .order_by(schema.MEMBERSHIPS.c.number)
)
_ONCE_MEMBERS = (
    sa.select(schema.MEMBERSHIPS.c.member_id)
    .where(Among(schema.MEMBERSHIPS.c.incident_id))
    .where(schema.MEMBERSHIPS.c.at <= sa.bindparam("until"))
    .distinct()
)
_FOUNDED = sa.select(schema.INCIDENTS.c.founder_id, schema.INCIDENTS.c.id).where(Among(schema.INCIDENTS.c.founder_id))
_ALL_INCIDENTS = (
    sa.select(schema.INCIDENTS.c.id)
    .where(schema.INCIDENTS.c.added_at <= sa.bindparam("until"))
    .order_by(schema.INCIDENTS.c.number)
)


def cutoff(as_of: dt.date | dt.datetime | None) -> str | None:
    """Return the last time, as the store writes it, of what was known by the end of a day (in UTC) or at a time.

    Raises
    ------
    StoreError
        The time has no zone.
    """
    if as_of is None:
        return None
    if not isinstance(as_of, dt.datetime):
        return f"{as_of.isoformat()}T23:59:59.999+00:00"
    if as_of.tzinfo is None:
        msg = f"as of {as_of.isoformat()}: the time has no zone; give a day, or a time with its zone"
        raise StoreError(msg)
    return as_of.astimezone(dt.UTC).isoformat(timespec="milliseconds")


class Moment:
    """The store at a moment, within one transaction.

    Parameters
    ----------
    connection
        The transaction.
    until
        The last time that counts (see `cutoff`); None for now.
    """

    def __init__(self, connection: sa.Connection, until: str | None = None) -> None:
        self._connection = connection
        self._until = until or records.NO_END

    def events(self, subject_ids: Iterable[str] | None = None, kinds: Iterable[str] | None = None) -> list[Event]:
        """Return what people said by then, with whether it held."""
        return events.read(self._connection, subject_ids, until=self._until, kinds=kinds)

    def counted_versions(self, report_ids: Iterable[str]) -> dict[str, str | None]:
        """Return which reading of each report counted; None for one that waited or was rejected."""
        ids = set(report_ids)
        said = events.by_subject(self.events(ids, (events.ACCEPT, events.REJECT)))
        return {
            row.report_id: events.counted_version(
                row.reader_version if row.queued is None else None, said.get(row.report_id, ())
            )
            for row in self._rows(_FIRST_READINGS, ids)
        }

    def accounts(self, account_ids: Iterable[str], *, with_reports: bool = False) -> dict[str, Stored]:
        """Return the accounts that counted, of some, by id; other members' ids are left alone.

        Parameters
        ----------
        with_reports
            Read the texts of their reports too.
        """
        rows = self._rows(_BY_ORIGIN, account_ids)
        return {item.id: item for item in self._stored(rows, with_reports=with_reports) if item.is_counted}

    def accounts_of(self, report_ids: Iterable[str], *, with_reports: bool = False) -> list[Stored]:
        """Return every account of some reports, of each reading, counted or not, in the order of the readings."""
        found = self._stored(self._rows(_BY_REPORT, report_ids), with_reports=with_reports)
        return sorted(found, key=lambda item: item.number)

    def anchors(self, incident_ids: Iterable[str]) -> dict[str, Anchor]:
        """Return the shipped incidents among some, in the version that held, without those that were dropped."""
        latest = {row.incident_id: row for row in self._rows(_VERSIONS, incident_ids)}
        return {
            name: Anchor(number=row.number, state=row.state, since=row.at, incident=model.from_dict(row.body, Incident))
            for name, row in latest.items()
            if row.state != DROPPED
        }

    def held_by(self, member_ids: Iterable[str]) -> dict[str, str | None]:
        """Return the incident of each member by its latest row; a shipped one is its own until it is moved."""
        return {row.member_id: row.incident_id for row in self._rows(_HOLDERS, member_ids)}

    def members(self, incident_ids: Iterable[str]) -> dict[str, set[str]]:
        """Return the members that each of some incidents has by their latest rows."""
        wanted = set(incident_ids)
        once = [row.member_id for row in self._rows(_ONCE_MEMBERS, wanted)]
        found: dict[str, set[str]] = defaultdict(set)
        for member_id, incident_id in self.held_by(once).items():
            if incident_id in wanted:
                found[incident_id].add(member_id)
        return found

    def all_incident_ids(self) -> list[str]:
        """Return the id of every incident that the store knew, shown or not, in the order of their coming."""
        return list(self._connection.scalars(_ALL_INCIDENTS, {"until": self._until}))

    def founded_by(self, member_ids: Iterable[str]) -> dict[str, str]:
        """Return, by member, the incident that got its id for it."""
        return {row.founder_id: row.id for row in self._rows(_FOUNDED, member_ids)}

    def merged(self, incident_ids: Sequence[str] | None = None) -> Iterator[Merged]:
        """Give the incidents that were shown, of some or of all, with the reasons, in the order asked for."""
        wanted = self.all_incident_ids() if incident_ids is None else list(dict.fromkeys(incident_ids))
        for start in range(0, len(wanted), records.AT_ONCE):
            yield from self._merged(wanted[start : start + records.AT_ONCE])

    def _merged(self, incident_ids: list[str]) -> Iterator[Merged]:
        members = self.members(incident_ids)
        anchors = self.anchors(incident_ids)
        moved = {name for name, holder in self.held_by(anchors).items() if holder not in (None, name)}
        everyone = {member for some in members.values() for member in some}
        accounts = self.accounts(everyone, with_reports=True)
        # What was said of an incident goes with the account that it was first known by.
        founded = self.founded_by(everyone)
        # Shipped incidents that were judged to be the same event as another; each was founded by itself.
        further = anchors | self.anchors({one for one in everyone - anchors.keys() if founded.get(one) == one})
        said = events.by_subject(self.events({*incident_ids, *founded.values()}, (events.SET, *events.MARKS)))
        for name in incident_ids:
            shipped = anchors[name].incident if name in anchors and name not in moved else None
            own = members.get(name, set())
            statements = [_statement(accounts[member]) for member in own if member in accounts]
            joined = [further[member].incident for member in sorted(own) if member in further and member != name]
            if shipped is None and not statements and not joined:
                continue
            names = {name, *(founded[member] for member in own if member in founded)}
            spoken = sorted((event for one in names for event in said.get(one, ())), key=lambda event: event.number)
            merged = merging.merge(name, statements, shipped=shipped, others=joined)
            yield _with_words(merged, spoken, is_shipped=shipped is not None)

    def _stored(self, rows: list[sa.Row[Any]], *, with_reports: bool) -> Iterator[Stored]:
        report_ids = {row.report_id for row in rows}
        versions = self.counted_versions(report_ids)
        kinds = (events.SET, events.ACCEPT, events.REJECT)
        said = events.by_subject(self.events({row.origin_id for row in rows}, kinds))
        reports: dict[str, Report] = {}
        if with_reports:
            reports = {row.id: records.to_report(row._mapping) for row in self._rows(_REPORTS, report_ids)}
        for row in rows:
            spoken = said.get(row.origin_id, [])
            edits = events.sets(spoken)
            version = versions[row.report_id]
            is_rejected = events.is_rejected(spoken)
            yield Stored(
                id=row.origin_id,
                number=row.number,
                report_id=row.report_id,
                reader_version=row.reader_version,
                position=row.position,
                account=events.edited_account(row.body, edits),
                title=row.report_title,
                published=dt.date.fromisoformat(row.report_published) if row.report_published else None,
                sketch=copies.from_bytes(row.sketch),
                report=reports.get(row.report_id),
                edits=edits,
                is_rejected=is_rejected,
                is_counted=not is_rejected and version is not None and row.reader_version in (version, HAND),
            )

    def _rows(self, query: sa.Select[Any], ids: Iterable[str]) -> list[sa.Row[Any]]:
        return records.in_batches(self._connection, query, ids, until=self._until)


def _statement(item: Stored) -> Statement:
    assert item.report is not None  # noqa: S101 - they were read with their reports
    return Statement(account_id=item.id, account=item.account, report=item.report, sketch=item.sketch)


def _with_words(merged: Merged, spoken: list[Event], *, is_shipped: bool) -> Merged:
    """Put what people said of an incident over what was merged, and name them as the rule."""
    edits = events.sets(spoken)
    mark = events.mark(spoken)
    if not edits and mark is None:
        return merged
    incident = events.edited_incident(merged.incident, edits)
    if not is_shipped and edits and "summary" not in edits:
        words = merging.summarise(incident.kind, incident.place, incident.killed, incident.wounded)
        incident = replace(incident, summary=words)
    rules = {name: event.user for name, event in edits.items()}
    if mark is not None:
        incident = replace(incident, status=mark.kind)
        rules["status"] = mark.user
    shown = {item.prop: item for item in merged.shown}
    for prop, user in rules.items():
        said = shown[prop].said if prop in shown else ()
        shown[prop] = Shown(prop=prop, rule=f"set by {user}", account_ids=(), said=said)
    return replace(merged, incident=incident, shown=tuple(shown.values()))
