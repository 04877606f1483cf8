"""Keeping what people say, and bringing about what follows from it."""

from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa

from geo.core import model, vocab
from geo.core.errors import GeoError, RecordError, StoreError
from geo.core.model import Account, Incident, Source
from geo.incidents import areas, checks, merging
from geo.incidents.clustering import DIFFERENT, SAME
from geo.store import events, schema
from geo.store.events import Event
from geo.store.moment import Moment, Stored
from geo.store.writing import Writing

ACCOUNT, INCIDENT, REPORT = "account", "incident", "report"
_SHOWN_CHARS: Final = 300
_FIELDS: Final = {ACCOUNT: events.ACCOUNT_FIELDS, INCIDENT: events.INCIDENT_FIELDS}


def sort_of(connection: sa.Connection, subject_id: str) -> tuple[str, str]:
    """Return what an id names, an account, an incident or a report, and the id that judgements know it by.

    Raises
    ------
    StoreError
        The store has nothing of this id.
    """
    accounts, incidents, reports = schema.ACCOUNTS.c, schema.INCIDENTS.c, schema.REPORTS.c
    origin = connection.scalar(sa.select(accounts.origin_id).where(accounts.id == subject_id))
    if origin is not None:
        return ACCOUNT, str(origin)
    for sort, column in ((INCIDENT, incidents.id), (REPORT, reports.id)):
        if connection.scalar(sa.select(column).where(column == subject_id)) is not None:
            return sort, subject_id
    msg = f"the store has no account, incident or report {subject_id!r}"
    raise StoreError(msg)


def pair(writing: Writing, kind: str, left_id: str, right_id: str, *, reason: str | None = None) -> int:
    """Keep that two accounts or shipped incidents are the same event or different ones.

    Raises
    ------
    StoreError
        The kind is another, the two are one, or the store has no account and ships no incident of that id.

    Notes
    -----
    Of an account that does not count yet it holds from when it does.
    """
    if kind not in (SAME, DIFFERENT) or left_id == right_id:
        msg = f"cannot judge {kind!r} of {left_id!r} and {right_id!r}: expected 'same' or 'different' of two accounts"
        raise StoreError(msg)
    left, right = (_origin(writing.connection, one) for one in (left_id, right_id))
    for one in (left, right):
        if not _is_account(writing.connection, one):
            writing.index_now().get(one)
    if left == right:
        msg = f"cannot judge {kind!r} of {left_id!r} and {right_id!r}: they are one account, in two readings"
        raise StoreError(msg)
    return _say(writing, [left, right], kind, left, right, reason=reason)


def set_value(writing: Writing, subject_id: str, field: str, value: Any, *, reason: str | None = None) -> int:
    """Keep another value of a field of an account or incident, given as JSON.

    Raises
    ------
    RecordError
        There is no such field, or the value cannot be; the message says what is wrong.
    StoreError
        The store has nothing of this id, or not in a state to be edited.
    """
    sort, subject = sort_of(writing.connection, subject_id)
    if field not in _FIELDS.get(sort, ()):
        expected = ", ".join(_FIELDS.get(sort, ())) or "none: set a field of one of its accounts"
        msg = f"{field!r} of the {sort} {subject_id!r} cannot be set; fields that can: {expected}"
        raise RecordError(msg)
    if sort == ACCOUNT:
        item = stored_account(writing.moment, writing.connection, subject)
        value = _checked_account(item.account, field, value)
    else:
        (merged,) = writing.moment.merged([subject]) or (None,)
        if merged is None:
            msg = f"the incident {subject!r} is not shown now: set a value of the one that its accounts belong to"
            raise StoreError(msg)
        value = _checked_incident(merged.incident, field, value)
    return _say(
        writing,
        _members(writing.connection, sort, subject),
        events.SET,
        subject,
        field=field,
        value=value,
        reason=reason,
    )


def say(writing: Writing, kind: str, subject_id: str, *, value: Any = None, reason: str | None = None) -> int:
    """Keep a mark, a note, or that a reading or account is accepted or rejected.

    Raises
    ------
    StoreError
        The store has nothing of this id.
    """
    sort, subject = sort_of(writing.connection, subject_id)
    if kind in events.MARKS and sort != INCIDENT:
        msg = f"the {sort} {subject_id!r} cannot be {kind}: only incidents can"
        raise StoreError(msg)
    members = _members(writing.connection, sort, subject) if kind in (events.ACCEPT, events.REJECT) else []
    return _say(writing, members, kind, subject, value=value, reason=reason)


def undo(writing: Writing, number: int, *, reason: str | None = None) -> int:
    """Take an event back; the taking back is itself an event, and can be undone.

    Raises
    ------
    StoreError
        There is no such event, or it was taken back already.
    """
    event = event_of(writing.moment, writing.connection, number)
    if not event.is_live:
        msg = f"judgement {number} was undone already"
        raise StoreError(msg)
    ids = [one for one in (event.subject_id, event.other_id) if one is not None]
    members = [member for one in ids for member in _members(writing.connection, *sort_of(writing.connection, one))]
    return _say(writing, members, events.UNDO, event.subject_id, event.other_id, reason=reason, undoes=number)


def event_of(moment: Moment, connection: sa.Connection, number: int) -> Event:
    """Return an event by its number, with whether it holds.

    Raises
    ------
    StoreError
        There is none.
    """
    judgements = schema.JUDGEMENTS.c
    subject = connection.scalar(sa.select(judgements.subject_id).where(judgements.number == number))
    if subject is None:
        msg = f"the store has no judgement {number}"
        raise StoreError(msg)
    return next(event for event in moment.events([subject]) if event.number == number)


def stored_account(moment: Moment, connection: sa.Connection, account_id: str) -> Stored:
    """Return an account in the reading that counts, or in the latest where none does.

    Raises
    ------
    StoreError
        The store has none of this id.
    """
    accounts = schema.ACCOUNTS.c
    report_id = connection.scalar(sa.select(accounts.report_id).where(accounts.id == account_id))
    found = [item for item in moment.accounts_of([str(report_id)], with_reports=True) if item.id == account_id]
    if not found:
        msg = f"the store has no account {account_id!r}"
        raise StoreError(msg)
    counted = [item for item in found if item.is_counted]
    return (counted or found)[-1]


def checked_account(account: Account, before: Account = Account()) -> Account:  # noqa: B008 - it is frozen
    """Return an account if all that it says can be.

    Parameters
    ----------
    before
        What it said before: problems that it had already are left to it.

    Raises
    ------
    RecordError
        A value cannot be; the message names the field.
    """
    _refuse([one for one in _problems(_as_incident(account)) if one not in _problems(_as_incident(before))])
    return account


def _checked_account(account: Account, field: str, value: Any) -> Any:
    after = model.from_dict({**model.to_dict(account), field: value}, Account)
    checked_account(after, account)
    return model.to_dict(after)[field]


def _checked_incident(incident: Incident, field: str, value: Any) -> Any:
    after = model.from_dict({**model.to_dict(incident), field: value}, Incident)
    _refuse([one for one in _problems(after) if one not in _problems(incident)])
    return model.to_dict(after)[field]


def _refuse(problems: list[str]) -> None:
    if problems:
        # A value from outside may be a book.
        raise RecordError(
            "; ".join(one if len(one) <= _SHOWN_CHARS else f"{one[:_SHOWN_CHARS]}..." for one in problems)
        )


def _as_incident(account: Account) -> Incident:
    return merging.alone(account, "account", [Source(outlet="account")])


def _problems(incident: Incident) -> list[str]:
    """List what cannot be in an incident, its areas among that: filters know them by their ids."""
    known = areas.load()
    place = incident.place
    named = (
        ("region", place.region_id, known.regions.code),
        ("district", place.district_id, known.districts.code),
        *(("segment", share.id, known.segments.code) for share in place.segments),
    )
    found = [f"place: there is no {noun} {one!r}" for noun, one, codes in named if one is not None and one not in codes]
    if place.country is not None and place.country not in vocab.COUNTRIES:
        found.append(f"place: country {place.country!r} is not one of {', '.join(vocab.COUNTRIES)}")
    try:
        return [*checks.problems(incident), *found]
    except (GeoError, TypeError, ValueError) as err:
        return [f"the value cannot be checked: {err}", *found]


def _say(
    writing: Writing, members: Iterable[str], kind: str, subject_id: str, other_id: str | None = None, **said: Any
) -> int:
    numbers: list[int] = []

    def change() -> None:
        numbers.append(writing.judge(kind, subject_id, other_id, **said))

    some = list(members)
    if some:
        writing.change_members(some, change)
    else:
        change()
    writing.touch(_incidents_of(writing, subject_id))
    writing.log(kind, subject_id, detail={"judgement": numbers[0]})
    return numbers[0]


def _members(connection: sa.Connection, sort: str, subject_id: str) -> list[str]:
    """Return the members that may say other things, or count or not, after something is said of a subject."""
    accounts, versions = schema.ACCOUNTS.c, schema.SHIPPED_VERSIONS.c
    if sort == REPORT:
        return list(
            connection.scalars(sa.select(accounts.origin_id).where(accounts.report_id == subject_id).distinct())
        )
    if sort == INCIDENT:
        query = sa.select(versions.incident_id).where(versions.incident_id == subject_id).limit(1)
        return list(connection.scalars(query))
    return [subject_id]


def _incidents_of(writing: Writing, subject_id: str) -> list[str]:
    """Return the incidents in which what is said of an incident shows: itself, and where its first member went."""
    incidents = schema.INCIDENTS.c
    founder = writing.connection.scalar(sa.select(incidents.founder_id).where(incidents.id == subject_id))
    if founder is None:
        return []
    holder = writing.moment.held_by([founder]).get(founder)
    return [subject_id] if holder is None else [subject_id, holder]


def _is_account(connection: sa.Connection, member_id: str) -> bool:
    origin = schema.ACCOUNTS.c.origin_id
    return connection.scalar(sa.select(origin).where(origin == member_id).limit(1)) is not None


def _origin(connection: sa.Connection, member_id: str) -> str:
    origin = connection.scalar(sa.select(schema.ACCOUNTS.c.origin_id).where(schema.ACCOUNTS.c.id == member_id))
    return str(origin) if origin is not None else member_id
