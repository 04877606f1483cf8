"""One incident in full: what is shown and why, who says what, and what people said of it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from geo.core.errors import StoreError
from geo.core.model import Account, Incident, Report
from geo.incidents import merging
from geo.incidents.merging import Shown
from geo.store import judging, review, schema
from geo.store.events import Event
from geo.store.moment import HAND, Moment, Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFile:
    """An account of an incident, as it is effective, with its report.

    Attributes
    ----------
    edits
        The live `set` of each field that people changed.
    seen
        The number of the latest thing that was said of its report: whoever writes gives it back.
    """

    id: str
    report: Report
    reader_version: str
    account: Account
    edits: Mapping[str, Event]
    seen: int

    @property
    def is_by_hand(self) -> bool:
        """Whether a person typed it."""
        return self.reader_version == HAND


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFile:
    """One incident in full.

    Attributes
    ----------
    incident
        As it is shown; None where it is not: its accounts make up others now, or count no more.
    became
        Where it is not shown, the incidents that its accounts belong to.
    shown
        Each property's rule, the accounts it rests on, and all that was said of it.
    shipped
        What was shipped of it, before accounts and people; None if it was not.
    shipped_state
        shipped, or kept: it is shipped no longer, but users' accounts or judgements hang on it.
    history
        What people said of it, its accounts and their reports, in order.
    seen
        The number of the latest of these: whoever writes gives it back.
    """

    id: str
    incident: Incident | None
    became: tuple[str, ...]
    shown: tuple[Shown, ...]
    n_reports: int
    n_independent: int
    accounts: tuple[AccountFile, ...]
    shipped: Incident | None
    shipped_state: str | None
    history: tuple[Event, ...]
    seen: int

    @property
    def is_by_hand(self) -> bool:
        """Whether it rests on nothing but what people typed."""
        return self.shipped is None and bool(self.accounts) and all(one.is_by_hand for one in self.accounts)


def incident_file(connection: sa.Connection, incident_id: str, until: str | None = None) -> IncidentFile:
    """Return an incident in full, now or as it was known by a time (see `geo.store.moment.cutoff`).

    Raises
    ------
    StoreError
        The store has no such incident, or had none by then.
    """
    incidents = schema.INCIDENTS.c
    row = connection.execute(sa.select(schema.INCIDENTS).where(incidents.id == incident_id)).one_or_none()
    if row is None or (until is not None and row.added_at > until):
        when = " by then" if row is not None else ""
        msg = f"the store has no incident {incident_id!r}{when}"
        raise StoreError(msg)
    moment = Moment(connection, until)
    merged = next(moment.merged([incident_id]), None)
    members = moment.members([incident_id]).get(incident_id, set())
    stored = moment.accounts(members, with_reports=True) if merged is not None else {}
    anchor = moment.anchors([incident_id]).get(incident_id)
    history = tuple(moment.events(_subjects(moment, incident_id, stored, members)))
    latest = review.seen(connection, {one.report_id for one in stored.values()})
    accounts = [
        AccountFile(
            id=one.id,
            report=one.report,
            reader_version=one.reader_version,
            account=one.account,
            edits=one.edits,
            seen=latest[one.report_id].number if one.report_id in latest else 0,
        )
        for one in stored.values()
        if one.report is not None
    ]
    accounts.sort(key=lambda one: (one.report.published or dt.date.max, one.report.id, one.id))
    return IncidentFile(
        id=incident_id,
        incident=merged.incident if merged else None,
        became=() if merged else _became(connection, moment, incident_id, row.founder_id),
        shown=merged.shown if merged else (),
        n_reports=merged.n_reports if merged else 0,
        n_independent=merged.n_independent if merged else 0,
        accounts=tuple(accounts),
        shipped=anchor.incident if anchor else None,
        shipped_state=anchor.state if anchor else None,
        history=history,
        seen=history[-1].number if history else 0,
    )


def shipped_file(incident: Incident) -> IncidentFile:
    """Return a shipped incident in full where there is no store yet, so that nobody has added to it."""
    merged = merging.merge(incident.id, (), shipped=incident)
    return IncidentFile(
        id=incident.id,
        incident=merged.incident,
        became=(),
        shown=merged.shown,
        n_reports=merged.n_reports,
        n_independent=merged.n_independent,
        accounts=(),
        shipped=incident,
        shipped_state="shipped",
        history=(),
        seen=0,
    )


def history_of(connection: sa.Connection, subject_id: str, until: str | None = None) -> tuple[Event, ...]:
    """Return what people said of an incident, account or report, and of what belongs to it, in order.

    Raises
    ------
    StoreError
        The store has nothing of this id.
    """
    sort, subject = judging.sort_of(connection, subject_id)
    if sort == judging.INCIDENT:
        return incident_file(connection, subject, until).history
    moment = Moment(connection, until)
    if sort == judging.ACCOUNT:
        return tuple(moment.events([subject]))
    return tuple(moment.events([subject, *(one.id for one in moment.accounts_of([subject]))]))


def _subjects(moment: Moment, incident_id: str, stored: Mapping[str, Stored], members: Iterable[str]) -> set[str]:
    """Return everything of which it may be said: the incident, those that it took in, its members and reports."""
    own = set(members)
    reports = {one.report_id for one in stored.values()}
    return {incident_id, *moment.founded_by(own | {incident_id}).values(), *own, *reports}


def _became(connection: sa.Connection, moment: Moment, incident_id: str, founder_id: str) -> tuple[str, ...]:
    """Return the incidents to which the accounts of one that is shown no longer belong."""
    memberships = schema.MEMBERSHIPS.c
    once = set(connection.scalars(sa.select(memberships.member_id).where(memberships.incident_id == incident_id)))
    holders = moment.held_by(once | {founder_id}).values()
    return tuple(sorted({holder for holder in holders if holder is not None} - {incident_id}))
