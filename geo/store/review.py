"""A report under review: what was read in it, edited and said, and where it stands in the queue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from geo.core import model
from geo.core.errors import ConflictError, StoreError
from geo.core.model import Account, Reading, Report, Tally
from geo.store import events, holds, records, schema
from geo.store.events import Event
from geo.store.moment import HAND, Moment

WAITING, ACCEPTED, REJECTED = "waiting", "accepted", "rejected"
STATES: Final = (WAITING, ACCEPTED, REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """A report as the queue lists it.

    Attributes
    ----------
    reader_version
        The reading that waits, or that counts, or that was rejected last.
    added_by, added_at
        Who put it into the queue and when; of a report that was never in it, when it was added.
    state
        waiting, accepted or rejected.
    is_reread
        Whether another reading of the report counts already, beside the one that waits.
    held_by, held_until
        Who is reviewing it, and until when unless they go on.
    n_accounts
        Of the reading.
    seen
        The number of the latest thing that was said of the report or its accounts: whoever writes gives it back.
    """

    report: Report
    reader_version: str
    added_by: str | None
    added_at: str
    state: str
    is_reread: bool
    held_by: str | None
    held_until: str | None
    n_accounts: int
    seen: int

    @property
    def is_hold_stale(self) -> bool:
        """Whether another may take the hold over, its holder having done nothing for a while."""
        return self.held_until is not None and holds.is_stale(self.held_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAccount:
    """An account under review: as it is effective, and as it was read.

    Attributes
    ----------
    edits
        The live `set` of each field that people changed.
    incident_id
        The incident that it belongs to now.
    """

    id: str
    reader_version: str
    account: Account
    original: Account
    edits: Mapping[str, Event]
    is_rejected: bool
    is_counted: bool
    incident_id: str | None

    @property
    def is_by_hand(self) -> bool:
        """Whether a person added it."""
        return self.reader_version == HAND


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """A report under review, with what was read in it, edited, and said."""

    item: QueueItem
    accounts: tuple[ReviewAccount, ...]
    tallies: tuple[Tally, ...]
    notes: tuple[str, ...]
    history: tuple[Event, ...] = field(default=())

    @property
    def reading(self) -> Reading:
        """The reading as it is effective: edited, without rejected accounts, with those that people added."""
        accounts = tuple(account.account for account in self.accounts if not account.is_rejected)
        return Reading(report=self.item.report, accounts=accounts, tallies=self.tallies, notes=self.notes)


def queue_item(connection: sa.Connection, report_id: str, reader_version: str | None = None) -> QueueItem:
    """Return one report as the queue lists it, whether or not it ever waited.

    Parameters
    ----------
    reader_version
        Which reading; None for the one that waits, else the one that counts, else the latest.

    Raises
    ------
    StoreError
        The store has no such report or reading.
    """
    versions = list(_readings(connection, report_id))
    if not versions:
        msg = f"the store has no report {report_id!r}"
        raise StoreError(msg)
    if reader_version is None:
        said = Moment(connection).events([report_id], (events.ACCEPT, events.REJECT))
        queued = connection.scalars(
            sa.select(schema.QUEUE.c.reader_version)
            .where(schema.QUEUE.c.report_id == report_id)
            .order_by(schema.QUEUE.c.number)
        ).all()
        # A reading that nobody has judged waits no more once a newer one was accepted.
        standing = (one for one in reversed(queued) if events.reading_state(one, said) != REJECTED)
        latest = next(standing, None)
        if latest is not None and events.reading_state(latest, said) == WAITING:
            reader_version = latest
        else:
            reader_version = Moment(connection).counted_versions([report_id])[report_id] or versions[-1]
    elif reader_version not in versions:
        msg = f"the report {report_id!r} was not read by {reader_version!r}, but by {', '.join(versions)}"
        raise StoreError(msg)
    return items(connection, {report_id: reader_version})[report_id]


def items(connection: sa.Connection, versions: Mapping[str, str]) -> dict[str, QueueItem]:
    """Return reports as the queue lists them, by id: of each the reading that is named."""
    reports = {row.id: row for row in records.in_batches(connection, _REPORTS, versions)}
    queued = {(row.report_id, row.reader_version): row for row in records.in_batches(connection, _QUEUED, versions)}
    leases = {row.report_id: row for row in records.in_batches(connection, _HOLDS, versions, now=records.now())}
    accounts = records.in_batches(connection, _ACCOUNTS, versions)
    moment = Moment(connection)
    counted = moment.counted_versions(versions)
    said = events.by_subject(moment.events(versions, (events.ACCEPT, events.REJECT)))
    latest = seen(connection, versions)
    found = {}
    for report_id, version in versions.items():
        entry, held = queued.get((report_id, version)), leases.get(report_id)
        state = ACCEPTED if counted[report_id] == version else REJECTED
        if entry is not None and state != ACCEPTED:
            state = events.reading_state(version, said.get(report_id, ()))
        found[report_id] = QueueItem(
            report=records.to_report(reports[report_id]._mapping),
            reader_version=version,
            added_by=entry.added_by if entry else None,
            added_at=entry.at if entry else reports[report_id].added_at,
            state=state,
            is_reread=counted[report_id] not in (None, version),
            held_by=held.user if held else None,
            held_until=held.until if held else None,
            n_accounts=sum((row.report_id, row.reader_version) == (report_id, version) for row in accounts),
            seen=latest[report_id].number if report_id in latest else 0,
        )
    return found


def review_item(connection: sa.Connection, report_id: str, reader_version: str | None = None) -> ReviewItem:
    """Return a report with what was read in it, edited, and said; the reading as for `queue_item`."""
    item = queue_item(connection, report_id, reader_version)
    moment = Moment(connection)
    stored = [one for one in moment.accounts_of([report_id]) if one.reader_version in (item.reader_version, HAND)]
    holders = moment.held_by(one.id for one in stored)
    accounts_, readings = schema.ACCOUNTS.c, schema.READINGS.c
    bodies = {
        row.number: row.body
        for row in connection.execute(
            sa.select(accounts_.number, accounts_.body).where(accounts_.report_id == report_id)
        )
    }
    row = connection.execute(
        sa.select(readings.tallies, readings.notes).where(
            readings.report_id == report_id, readings.reader_version == item.reader_version
        )
    ).one()
    accounts = tuple(
        ReviewAccount(
            id=one.id,
            reader_version=one.reader_version,
            account=one.account,
            original=model.from_dict(bodies[one.number], Account),
            edits=one.edits,
            is_rejected=one.is_rejected,
            is_counted=one.is_counted,
            incident_id=holders.get(one.id) if one.is_counted else None,
        )
        for one in stored
    )
    return ReviewItem(
        item=item,
        accounts=accounts,
        tallies=tuple(model.from_dict(tally, Tally) for tally in row.tallies),
        notes=tuple(row.notes),
        history=tuple(moment.events([report_id, *(one.id for one in stored)])),
    )


def seen(connection: sa.Connection, report_ids: Iterable[str]) -> dict[str, Event]:
    """Return the latest thing that was said of each of some reports or its accounts."""
    ids = set(report_ids)
    report_of = {row.origin_id: row.report_id for row in records.in_batches(connection, _ACCOUNTS, ids)}
    found: dict[str, Event] = {}
    for event in Moment(connection).events({*ids, *report_of}):
        for subject in (event.subject_id, event.other_id):
            if subject in ids or subject in report_of:
                found[report_of.get(str(subject), str(subject))] = event
    return found


def check_seen(latest: Event | None, seen_number: int, what: str) -> None:
    """See that nobody has said anything since a reviewer looked.

    Raises
    ------
    ConflictError
        Somebody has; the message says who and when.
    """
    if latest is not None and latest.number > seen_number:
        msg = (
            f"{latest.user} changed {what} at {latest.at} ({latest.kind}, judgement {latest.number}), after you "
            f"looked at it: look again, then repeat what you did"
        )
        raise ConflictError(msg)


_REPORTS = sa.select(schema.REPORTS).where(schema.REPORTS.c.id.in_(sa.bindparam("ids", expanding=True)))
_ACCOUNTS = sa.select(schema.ACCOUNTS.c.report_id, schema.ACCOUNTS.c.reader_version, schema.ACCOUNTS.c.origin_id).where(
    schema.ACCOUNTS.c.report_id.in_(sa.bindparam("ids", expanding=True))
)
_HOLDS = sa.select(schema.HOLDS).where(
    schema.HOLDS.c.report_id.in_(sa.bindparam("ids", expanding=True)), schema.HOLDS.c.until > sa.bindparam("now")
)
_QUEUED = sa.select(schema.QUEUE).where(schema.QUEUE.c.report_id.in_(sa.bindparam("ids", expanding=True)))


def _readings(connection: sa.Connection, report_id: str) -> list[str]:
    """Return the versions that have read a report, those of people aside, in their order."""
    readings = schema.READINGS.c
    query = sa.select(readings.reader_version).where(readings.report_id == report_id)
    found = connection.scalars(query.order_by(readings.read_at, readings.reader_version)).all()
    return [one for one in found if one != HAND] or list(found)
