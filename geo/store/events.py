"""What people said, and what of it holds: judgements as events, each undone by another event.

An event holds unless one that holds undoes it. Of several that set the same thing the latest holds.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from geo.core import model, vocab
from geo.core.model import Account, Incident
from geo.incidents.clustering import DIFFERENT, SAME
from geo.store import records, schema
from geo.store.engine import Among

SET, NOTE, ACCEPT, REJECT, UNDO = "set", "note", "accept", "reject", "undo"
MARKS: Final = tuple(status for status in vocab.INCIDENT_STATUSES if status != "reported")
# What changes which accounts count and which of them may be one event.
GROUPING: Final = (SAME, DIFFERENT, ACCEPT, REJECT, UNDO)
ACCOUNT_FIELDS: Final = (
    "role",
    "date",
    "place",
    "bank",
    "fire_from",
    "kind",
    "killed",
    "wounded",
    "detained",
    "parties",
    "seized",
    "claims",
)
INCIDENT_FIELDS: Final = (
    "summary",
    "date",
    "place",
    "place_note",
    "kind",
    "bank",
    "killed",
    "wounded",
    "detained",
    "parties",
    "seized",
    "confidence",
    "note",
)
_ALL_KINDS: Final = (SAME, DIFFERENT, SET, *MARKS, NOTE, ACCEPT, REJECT, UNDO)

_KNOWN = sa.select(schema.JUDGEMENTS).where(schema.JUDGEMENTS.c.at <= sa.bindparam("until"))
_ALL = _KNOWN.where(schema.JUDGEMENTS.c.kind.in_(sa.bindparam("kinds", expanding=True)))
# Of whatever kind: those of a subject are few, and SQLite would look up all of a kind instead.
_OF_SUBJECT = _KNOWN.where(Among(schema.JUDGEMENTS.c.subject_id))
_OF_OTHER = _KNOWN.where(Among(schema.JUDGEMENTS.c.other_id))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that somebody said.

    Attributes
    ----------
    number
        By which it can be undone; later events have higher ones.
    kind
        same, different, set, confirmed, disputed, retracted, note, accept, reject or undo.
    subject_id, other_id
        The report, account or incident it speaks of; the second one of same and different.
    field, value
        What was set to what, as JSON; of accept and reject the value names the reading.
    undoes
        The event that this one takes back.
    at
        When, ISO 8601 in UTC.
    is_live
        Whether it holds: it is not undone.
    """

    number: int
    kind: str
    subject_id: str
    other_id: str | None = None
    field: str | None = None
    value: Any = None
    user: str
    reason: str | None = None
    undoes: int | None = None
    at: str
    is_live: bool = dataclasses.field(default=True, compare=False)


def read(
    connection: sa.Connection,
    subject_ids: Iterable[str] | None = None,
    *,
    until: str | None = None,
    kinds: Iterable[str] | None = None,
) -> list[Event]:
    """Read events in their order, with whether they hold.

    Parameters
    ----------
    subject_ids
        Of what; an event about two is found by either. None: of everything.
    until
        The last time that counts: what came later is not known.
    kinds
        Only these and the undoing of any.
    """
    last, wanted = until or records.NO_END, [*(_ALL_KINDS if kinds is None else {*kinds, UNDO})]
    if subject_ids is None:
        rows = connection.execute(_ALL, {"until": last, "kinds": wanted}).all()
    else:
        ids = set(subject_ids)
        rows = [
            row
            for query in (_OF_SUBJECT, _OF_OTHER)
            for row in records.in_batches(connection, query, ids, until=last)
            if row.kind in wanted
        ]
    found = {row.number: Event(**row._asdict()) for row in rows}
    return marked(found[number] for number in sorted(found))


def marked(events: Iterable[Event]) -> list[Event]:
    """Mark each event, given in their order, with whether it holds; its undoing must be among them."""
    ordered = list(events)
    undone: set[int] = set()
    for event in reversed(ordered):
        if event.undoes is not None and event.number not in undone:
            undone.add(event.undoes)
    return [dataclasses.replace(event, is_live=event.number not in undone) for event in ordered]


def by_subject(events: Iterable[Event]) -> dict[str, list[Event]]:
    """Arrange events by their first subject."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        found[event.subject_id].append(event)
    return found


def sets(events: Iterable[Event]) -> dict[str, Event]:
    """Return the latest live `set` of each field."""
    return {event.field: event for event in events if event.kind == SET and event.is_live and event.field}


def mark(events: Iterable[Event]) -> Event | None:
    """Return the latest live confirmed, disputed or retracted."""
    live = [event for event in events if event.kind in MARKS and event.is_live]
    return live[-1] if live else None


def is_rejected(events: Iterable[Event]) -> bool:
    """Tell whether the latest live word on an account is that it does not count."""
    words = [event.kind for event in events if event.kind in (ACCEPT, REJECT) and event.is_live]
    return bool(words) and words[-1] == REJECT


def counted_version(first: str | None, events: Iterable[Event]) -> str | None:
    """Return which reading of a report counts; None for none.

    Parameters
    ----------
    first
        The reading that counts before anybody says anything: None for a report that waits for a reviewer.
    events
        What was said of the report.
    """
    counted = first
    for event in events:
        if event.kind not in (ACCEPT, REJECT) or not event.is_live:
            continue
        if event.kind == ACCEPT:
            counted = event.value["reader_version"]
        elif counted in (None, event.value["reader_version"]):
            counted = None
    return counted


def reading_state(reader_version: str, events: Iterable[Event]) -> str:
    """Return whether a reading that was queued is waiting, accepted or rejected."""
    words = [
        event.kind
        for event in events
        if event.kind in (ACCEPT, REJECT) and event.is_live and event.value["reader_version"] == reader_version
    ]
    return {None: "waiting", ACCEPT: "accepted", REJECT: "rejected"}[words[-1] if words else None]


def edited_account(body: Mapping[str, Any], edits: Mapping[str, Event]) -> Account:
    """Return an account with the values that people set; the words that those rested on are theirs no longer."""
    if not edits:
        return model.from_dict(body, Account)
    spans = {name: value for name, value in body["spans"].items() if name not in edits}
    return model.from_dict({**body, "spans": spans, **_values(edits)}, Account)


def edited_incident(incident: Incident, edits: Mapping[str, Event]) -> Incident:
    """Return an incident with the values that people set."""
    return model.from_dict({**model.to_dict(incident), **_values(edits)}, Incident) if edits else incident


def _values(edits: Mapping[str, Event]) -> dict[str, Any]:
    return {name: event.value for name, event in edits.items()}
