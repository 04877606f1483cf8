"""The service layer: all that people may do with a store, each by somebody, whose role is checked first.

Pages and commands that write go through it. What changes a report under review needs its hold, which is taken where it
is free, and the number of the last thing that its reviewer saw said of it: nobody overwrites another's work unseen.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from geo.core import model
from geo.core.errors import StoreError
from geo.core.model import Account, ReadFailure, Reading, Report
from geo.incidents.imports.columns import ColumnMap
from geo.incidents.imports.outcomes import Outside, Problem
from geo.reports import fetch
from geo.store import (
    access,
    by_hand,
    casefile,
    events,
    holds,
    importing,
    index,
    judging,
    outdated,
    proposals,
    queueing,
    rereading,
    review,
    schema,
)
from geo.store.access import Role, User
from geo.store.casefile import IncidentFile
from geo.store.events import Event
from geo.store.importing import Imported, Landed
from geo.store.moment import HAND, Moment, cutoff
from geo.store.outdated import OutdatedPage, RereadingPage
from geo.store.proposals import Proposal
from geo.store.queueing import QueuePage
from geo.store.rereading import Reread
from geo.store.review import QueueItem, ReviewItem
from geo.store.store import Store
from geo.store.writing import Writing


class Desk:
    """A store as one person may use it.

    Every method raises AccessError where the person's role does not allow it, and StoreError where the store has
    nothing of an id. What changes something also raises AccessError if `PANJ_READONLY` is set.

    Parameters
    ----------
    store
        The store, open.
    user
        Who; `geo.store.access` says which roles there are.
    """

    def __init__(self, store: Store, user: User) -> None:
        self.store = store
        self.user = user

    # The queue.

    def fetch(self, url: str, *, published: dt.date | None = None) -> list[Report | ReadFailure]:
        """Fetch the reports at an address on the public internet; of these nothing is stored yet.

        It is the server that asks for the address, so the audit says for whom.
        """
        access.require(self.user, Role.REVIEWER)
        self.store.log("fetch", user=self.user.name, detail={"url": fetch.shown(url)})
        return fetch.fetch(url, published=published)

    def submit(self, reading: Reading, reader_version: str) -> QueueItem:
        """Put a report, as read, into the queue; one that the store has already is left as it is."""
        access.require(self.user, Role.REVIEWER)
        self.store.add(reading, reader_version=reader_version, user=self.user.name, is_queued=True)
        with self.store.reading_transaction() as connection:
            return review.queue_item(connection, reading.report.id)

    def queue(
        self,
        state: str = review.WAITING,
        *,
        words: str = "",
        order: str = queueing.ADDED,
        descending: bool = False,
        first: int = 0,
        limit: int = 20,
    ) -> QueuePage:
        """Return a page of the reports of the queue that are waiting, accepted or rejected.

        Parameters
        ----------
        words
            Only reports whose title, outlet or text holds each of these words.
        order
            A key of `queueing.ORDERS`: by default the order of their coming.
        first, limit
            From which on, from 0, and how many.
        """
        access.require(self.user, Role.REVIEWER)
        with self.store.reading_transaction() as connection:
            return queueing.page(
                connection, state, words=words, order=order, descending=descending, first=first, limit=limit
            )

    def next_waiting(self, report_id: str) -> str | None:
        """Return the report that waits after another, in the order of their coming, and that nobody else holds."""
        access.require(self.user, Role.REVIEWER)
        with self.store.reading_transaction() as connection:
            return queueing.next_waiting(connection, report_id, self.user.name)

    def item(self, report_id: str, reader_version: str | None = None) -> ReviewItem:
        """Return a report with what was read in it, edited, and said.

        Parameters
        ----------
        reader_version
            Which reading; None for the one that waits, else the one that counts, else the latest.
        """
        access.require(self.user, Role.REVIEWER)
        with self.store.reading_transaction() as connection:
            return review.review_item(connection, report_id, reader_version)

    def proposals(self, report_id: str, reader_version: str | None = None) -> dict[str, tuple[Proposal, ...]]:
        """Return, by account, the incidents that it may be of, with the reasons; nothing is written.

        An account that has none with the verdict `same` would make an incident of its own, or none if it says too
        little.
        """
        access.require(self.user, Role.REVIEWER)
        with self.store.reading_transaction() as connection:
            item = review.queue_item(connection, report_id, reader_version)
            stored = Moment(connection).accounts_of([report_id])
            own = [
                index.from_stored(one)
                for one in stored
                if one.reader_version in (item.reader_version, HAND) and not one.is_rejected
            ]
            return proposals.propose(connection, own)

    def hold(self, report_id: str) -> str:
        """Take or renew the hold of a report, and return until when it lasts (ISO 8601 in UTC).

        Raises
        ------
        ConflictError
            Somebody else holds it.
        """
        access.require(self.user, Role.REVIEWER)
        with self.store.writing(self.user.name) as writing:
            return holds.hold(writing.connection, report_id, self.user.name)

    def take_over(self, report_id: str) -> str:
        """Take the hold of a report from somebody who has left it lying, and return until when it lasts.

        Raises
        ------
        ConflictError
            They have done something within the last `holds.STALE_MINUTES`.
        """
        access.require(self.user, Role.REVIEWER)
        with self.store.writing(self.user.name) as writing:
            until, before = holds.take_over(writing.connection, report_id, self.user.name)
            if before is not None:
                writing.log("take over", report_id, detail={"from": before}, is_change=False)
            return until

    def release(self, report_id: str) -> None:
        """Give up the hold of a report."""
        access.require(self.user, Role.REVIEWER)
        with self.store.writing(self.user.name) as writing:
            holds.release(writing.connection, report_id, self.user.name)

    def release_all(self) -> None:
        """Give up every hold of the user, who goes."""
        access.require(self.user, Role.REVIEWER)
        with self.store.writing(self.user.name) as writing:
            holds.release_all(writing.connection, self.user.name)

    def accept(self, report_id: str, *, seen: int, reader_version: str | None = None, reason: str | None = None) -> int:
        """Let a reading of a report count: its accounts are matched. Returns the judgement's number.

        Raises
        ------
        ConflictError
            Somebody else holds the report, or has changed it since `seen`.
        """
        with self._reviewing(report_id, seen) as writing:
            item = review.queue_item(writing.connection, report_id, reader_version)
            if item.state == review.ACCEPTED:
                msg = f"the report {report_id!r} is accepted already, as read by {item.reader_version!r}"
                raise StoreError(msg)
            value = {"reader_version": item.reader_version}
            return judging.say(writing, events.ACCEPT, report_id, value=value, reason=reason)

    def reject(self, report_id: str, reason: str, *, seen: int, reader_version: str | None = None) -> int:
        """Let a reading of a report not count. Returns the judgement's number.

        Raises
        ------
        ConflictError
            As for `accept`.
        """
        with self._reviewing(report_id, seen) as writing:
            item = review.queue_item(writing.connection, report_id, reader_version)
            value = {"reader_version": item.reader_version}
            return judging.say(writing, events.REJECT, report_id, value=value, reason=reason)

    def reread(self, report_id: str, reading: Reading, reader_version: str) -> Reread:
        """Keep a newer reading of a report beside the one that counts, and say what it changes.

        It counts at once where nobody has said anything of the older one's accounts, else once it is accepted; what
        people set is carried to the account of the same event.
        """
        access.require(self.user, Role.REVIEWER)
        if reading.report.id != report_id:
            msg = f"the reading is of the report {reading.report.id!r}, not of {report_id!r}"
            raise StoreError(msg)
        with self.store.writing(self.user.name) as writing:
            return rereading.read_again(writing, reading, reader_version)

    def outdated(self, reader_version: str, *, first: int = 0, limit: int = 20) -> OutdatedPage:
        """Return some of the reports that other readers have read, and this version has not."""
        access.require(self.user, Role.REVIEWER)
        with self.store.reading_transaction() as connection:
            return outdated.outdated(connection, reader_version, first=first, limit=limit)

    def rereadings(
        self, *, report_id: str | None = None, is_changed: bool = True, first: int = 0, limit: int = 20
    ) -> RereadingPage:
        """Return some of the reports that were read again, or the times that one was, latest first.

        Parameters
        ----------
        report_id, is_changed
            As for `geo.store.outdated.rereadings`.
        """
        access.require(self.user, Role.REVIEWER)
        with self.store.reading_transaction() as connection:
            return outdated.rereadings(connection, report_id=report_id, is_changed=is_changed, first=first, limit=limit)

    # Other data sets.

    def import_rows(
        self,
        path: Path,
        form: str,
        *,
        how: ColumnMap | None = None,
        keep_outside: bool = False,
        name: str | None = None,
    ) -> Iterator[Imported | Outside | Problem]:
        """Take the rows of another data set's file into the store, where they count at once.

        Parameters
        ----------
        path, form, how, keep_outside
            As for `geo.store.importing.import_rows`.
        name
            What the audit calls the file; None is its own name.

        Returns
        -------
        iterator
            One outcome for each row, in the order of the file, once it is kept: rows are taken in as it is asked.

        Raises
        ------
        RecordError, CrsError
            The file cannot be read at all; said when the first row is asked for.
        """
        access.require(self.user, Role.REVIEWER)
        self.store.log("import", user=self.user.name, detail={"form": form, "file": name or path.name})
        return importing.import_rows(path, form, self.store, how=how, keep_outside=keep_outside, user=self.user.name)

    def landed(self, account_ids: Iterable[str]) -> dict[str, Landed]:
        """Return where some accounts are now: in which incident, and whether that was first known by another."""
        access.require(self.user, Role.VIEWER)
        with self.store.reading_transaction() as connection:
            return importing.landed(connection, account_ids)

    # Values.

    def set_value(self, subject_id: str, field: str, value: Any, *, seen: int, reason: str | None = None) -> int:
        """Set a field of an account or incident. Returns the judgement's number.

        Parameters
        ----------
        field
            One of `events.ACCOUNT_FIELDS` or `events.INCIDENT_FIELDS`.
        value
            A value of the model (`Casualties`, `Placement`, "clash" ...) or its JSON.
        seen
            Of the account's report, or of the incident.

        Raises
        ------
        RecordError
            There is no such field, or the value cannot be.
        ConflictError
            Somebody else holds the account's report, or has changed it or the incident since `seen`.
        """
        plain = model.to_dict(value)
        with self._changing(subject_id, seen) as writing:
            return judging.set_value(writing, subject_id, field, plain, reason=reason)

    def add_account(self, report_id: str, account: Account, *, seen: int, reason: str | None = None) -> str:
        """Add an account to a report, by hand, and return its id.

        Raises
        ------
        RecordError
            A value of it cannot be.
        ConflictError
            As for `accept`.
        """
        with self._reviewing(report_id, seen) as writing:
            return by_hand.add_account(writing, report_id, account, reason)

    def reject_account(self, account_id: str, *, seen: int, reason: str | None = None) -> int:
        """Let an account not count. Returns the judgement's number.

        Raises
        ------
        ConflictError
            As for `accept`.
        """
        with self._changing(account_id, seen) as writing:
            return judging.say(writing, events.REJECT, account_id, reason=reason)

    def add_incident(self, account: Account, text: str) -> str | None:
        """Add an incident that no report tells of, and return its id: a report of the user's own words, marked so.

        Parameters
        ----------
        account
            What is known of it; the user is added to its claims.
        text
            What they know, in their words.

        Returns
        -------
        str or None
            The incident that the account belongs to: a new one, or a known one that it is matched with. None if it
            says too little to speak of an event.

        Raises
        ------
        RecordError
            A value of the account cannot be.
        ReportFormatError
            There is no text.
        StoreError
            The user has entered the same text before, with other values.
        """
        access.require(self.user, Role.REVIEWER)
        return by_hand.add_incident(self.store, self.user.name, account, text)

    # Judgements.

    def same(self, left_id: str, right_id: str, reason: str | None = None) -> int:
        """Say that two accounts or shipped incidents are the same event. Returns the judgement's number."""
        return self._pair("same", left_id, right_id, reason)

    def different(self, left_id: str, right_id: str, reason: str | None = None) -> int:
        """Say that two accounts or shipped incidents are different events. Returns the judgement's number."""
        return self._pair("different", left_id, right_id, reason)

    def mark(self, incident_id: str, status: str, reason: str | None = None, *, seen: int | None = None) -> int:
        """Mark an incident confirmed, disputed or retracted. Returns the judgement's number.

        Raises
        ------
        ConflictError
            Somebody has changed it since `seen`, where that is given.
        """
        if status not in events.MARKS:
            msg = f"{status!r} is no mark: expected one of {', '.join(events.MARKS)}"
            raise StoreError(msg)
        access.require(self.user, Role.REVIEWER)
        with self.store.writing(self.user.name) as writing:
            if seen is not None:
                self._check_incident(writing, incident_id, seen)
            return judging.say(writing, status, incident_id, reason=reason)

    def note(self, subject_id: str, text: str) -> int:
        """Note something on an incident, account or report. Returns the judgement's number."""
        if not text.strip():
            msg = "the note is empty"
            raise StoreError(msg)
        access.require(self.user, Role.REVIEWER)
        with self.store.writing(self.user.name) as writing:
            return judging.say(writing, events.NOTE, subject_id, reason=text.strip())

    def undo(self, number: int, reason: str | None = None) -> int:
        """Take back what anybody said. Returns the number of the taking back, which can itself be undone."""
        access.require(self.user, Role.REVIEWER)
        with self.store.writing(self.user.name) as writing:
            return judging.undo(writing, number, reason=reason)

    # Reading.

    def incident(self, incident_id: str, *, as_of: dt.date | dt.datetime | None = None) -> IncidentFile:
        """Return an incident in full, now or as it was known at the end of a day (in UTC) or at a time."""
        access.require(self.user, Role.VIEWER)
        with self.store.reading_transaction() as connection:
            return casefile.incident_file(connection, incident_id, cutoff(as_of))

    def history(self, subject_id: str) -> list[Event]:
        """Return what people said of an incident, account or report, and of what belongs to it, in order."""
        access.require(self.user, Role.VIEWER)
        with self.store.reading_transaction() as connection:
            return list(casefile.history_of(connection, subject_id))

    def audit(self, *, limit: int = 200) -> list[dict[str, Any]]:
        """Return who did what when, latest first: number, at, user, action, subject_id, detail."""
        access.require(self.user, Role.ADMIN)
        query = sa.select(schema.AUDIT).order_by(schema.AUDIT.c.number.desc()).limit(limit)
        with self.store.reading_transaction() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def _pair(self, kind: str, left_id: str, right_id: str, reason: str | None) -> int:
        access.require(self.user, Role.REVIEWER)
        return self.store.judge(kind, left_id, right_id, user=self.user.name, reason=reason)

    @contextmanager
    def _reviewing(self, report_id: str, seen: int) -> Iterator[Writing]:
        """Run a block as one transaction that changes a report under review."""
        access.require(self.user, Role.REVIEWER)
        with self.store.writing(self.user.name) as writing:
            self._check_report(writing, report_id, seen)
            yield writing

    @contextmanager
    def _changing(self, subject_id: str, seen: int) -> Iterator[Writing]:
        """Run a block as one transaction that changes an account, under its report's hold, or an incident."""
        access.require(self.user, Role.REVIEWER)
        with self.store.writing(self.user.name) as writing:
            sort, subject = judging.sort_of(writing.connection, subject_id)
            if sort == judging.INCIDENT:
                self._check_incident(writing, subject, seen)
            elif sort == judging.ACCOUNT:
                stored = judging.stored_account(writing.moment, writing.connection, subject)
                self._check_report(writing, stored.report_id, seen)
            yield writing

    def _check_report(self, writing: Writing, report_id: str, seen: int) -> None:
        if judging.sort_of(writing.connection, report_id)[0] != judging.REPORT:
            msg = f"{report_id!r} is no report"
            raise StoreError(msg)
        holds.hold(writing.connection, report_id, self.user.name)
        latest = review.seen(writing.connection, [report_id]).get(report_id)
        review.check_seen(latest, seen, "this report")

    def _check_incident(self, writing: Writing, incident_id: str, seen: int) -> None:
        history = casefile.incident_file(writing.connection, incident_id).history
        review.check_seen(history[-1] if history else None, seen, "this incident")
