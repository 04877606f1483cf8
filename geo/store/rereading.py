"""Reading a report again with another reader: what changes, and the newer accounts in the place of the older.

An account of the newer reading that speaks of the same event as one of the older goes on under its name, with what
people set, judged and decided of it. Where nobody said anything of the older accounts, or both say the same, the newer
reading counts at once; else a reviewer accepts it first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa

from geo.core import model
from geo.core.errors import StoreError
from geo.core.model import Account, Reading
from geo.incidents import evidence
from geo.incidents.matching import MatchConfig, compare
from geo.store import events, records, schema
from geo.store.moment import HAND, Stored
from geo.store.writing import Writing

# What the audit calls a further reading.
READ_AGAIN: Final = "read again"
SAME, CHANGED, ADDED, GONE = "same", "changed", "added", "gone"
_FIELDS: Final = events.ACCOUNT_FIELDS
# What resting on the same words adds to how alike two accounts are, and from what on they are of one event.
_WORDS_WEIGHT = 4.0
_LEAST_SCORE = 1.0
_WORST_SCORE = -2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a newer reading makes of one account.

    Attributes
    ----------
    account_id
        The account by its lasting name.
    kind
        same, changed, added or gone.
    old, new
        The account as the two readings have it, without what people set; None where it is not in one.
    fields
        Of a changed one: field -> (old, new), as JSON.
    edits
        The fields that people set: these keep their values.
    kept
        The account of the newer reading, or the older where it is gone, with what people set over it.
    """

    account_id: str
    kind: str
    old: Account | None
    new: Account | None
    fields: Mapping[str, tuple[Any, Any]]
    edits: tuple[str, ...]
    kept: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What reading a report again did: the changes account by account, and whether the newer reading counts now."""

    report_id: str
    old_version: str
    new_version: str
    changes: tuple[Change, ...]
    is_counted: bool

    @property
    def is_changed(self) -> bool:
        """Whether the two readings differ."""
        return any(change.kind != SAME for change in self.changes)


def read_again(writing: Writing, reading: Reading, reader_version: str) -> Reread:
    """Keep a further reading of a report that the store has; it counts unless it changes what somebody has spoken of.

    Raises
    ------
    StoreError
        The store has no such report, or has this reading already.
    """
    connection, report_id = writing.connection, reading.report.id
    readings = schema.READINGS.c
    known = connection.scalars(
        sa.select(readings.reader_version)
        .where(readings.report_id == report_id)
        .order_by(readings.read_at, readings.reader_version)
    ).all()
    if not known or reader_version in known:
        state = "was read by it before" if known else "is not in the store"
        msg = f"the report {report_id!r} cannot be read again by {reader_version!r}: it {state}"
        raise StoreError(msg)
    counted = writing.moment.counted_versions([report_id])[report_id]
    old_version = counted or ([one for one in known if one != HAND] or known)[-1]
    old = [item for item in writing.moment.accounts_of([report_id]) if item.reader_version == old_version]
    as_read = _bodies(connection, report_id, old_version)
    names = list(as_read)
    pairs = pair_up(list(as_read.values()), reading.accounts)
    origins = {new: names[position] for position, new in pairs.items()}
    rows = [
        records.account_row(account, report_id, reader_version, position, origins.get(position))
        for position, account in enumerate(reading.accounts)
    ]
    said = [event for event in writing.moment.events({report_id, *(item.id for item in old)}) if event.is_live]
    members = {row["origin_id"] for row in rows} | {item.id for item in old}
    # What is as it was wants nobody's look; what people said of it goes on with it.
    is_counted = counted is not None and (not said or _are_same(list(as_read.values()), reading.accounts, pairs))

    def change() -> None:
        records.insert_reading(connection, reading, reader_version, rows, writing.at, is_first=False)
        if is_counted:
            value = {"reader_version": reader_version}
            writing.judge(events.ACCEPT, report_id, value=value, reason=f"read again by {reader_version}")

    if is_counted:
        writing.change_members(members, change)
    else:
        change()
        queued = {"report_id": report_id, "reader_version": reader_version, "added_by": writing.user, "at": writing.at}
        connection.execute(schema.QUEUE.insert().values(queued))
    result = compared(connection, report_id, old_version, reader_version, is_counted=is_counted, stored=old)
    detail = {
        "reader_version": reader_version,
        "is_counted": is_counted,
        "old_version": old_version,
        "n_changes": sum(change.kind != SAME for change in result.changes),
    }
    writing.log(READ_AGAIN, report_id, detail=detail)
    return result


def compared(
    connection: sa.Connection,
    report_id: str,
    old_version: str,
    new_version: str,
    *,
    is_counted: bool,
    stored: Sequence[Stored],
) -> Reread:
    """Compare two readings of a report that are both in the store; `stored` are the older one's accounts."""
    older = _bodies(connection, report_id, old_version)
    newer = _bodies(connection, report_id, new_version)
    edits = {item.id: item.edits for item in stored}
    changes = []
    for origin in [*older, *(one for one in newer if one not in older)]:
        old, new = older.get(origin), newer.get(origin)
        fields = _differences(old, new) if old is not None and new is not None else {}
        kind = ADDED if old is None else GONE if new is None else CHANGED if fields else SAME
        said = edits.get(origin, {})
        kept = events.edited_account(model.to_dict(new or old), said)
        changes.append(
            Change(account_id=origin, kind=kind, old=old, new=new, fields=fields, edits=tuple(sorted(said)), kept=kept)
        )
    return Reread(
        report_id=report_id,
        old_version=old_version,
        new_version=new_version,
        changes=tuple(changes),
        is_counted=is_counted,
    )


def pair_up(older: Sequence[Account], newer: Sequence[Account]) -> dict[int, int]:
    """Find which accounts of two readings of one text speak of one event: position in the older -> in the newer.

    Each is paired at most once, the most alike first: by what they say, and by the words that they rest on.
    """
    scores = [(-_alike(old, new), abs(i - j), i, j) for i, old in enumerate(older) for j, new in enumerate(newer)]
    pairs: dict[int, int] = {}
    for score, _, i, j in sorted(scores):
        if -score >= _LEAST_SCORE and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _are_same(older: Sequence[Account], newer: Sequence[Account], pairs: Mapping[int, int]) -> bool:
    """Tell whether two readings say the same, whatever words they rest it on."""
    if not len(older) == len(newer) == len(pairs):
        return False
    return all(not _differences(older[i], newer[j]) for i, j in pairs.items())


def _differences(old: Account, new: Account) -> dict[str, tuple[Any, Any]]:
    """Return the fields that differ, as JSON: field -> (old, new)."""
    before, after = model.to_dict(old), model.to_dict(new)
    return {name: (before[name], after[name]) for name in _FIELDS if before[name] != after[name]}


def _alike(old: Account, new: Account) -> float:
    if _without_spans(old) == _without_spans(new):
        return float("inf")
    # Two readings of one text are not two accounts of one report, which as a rule speak of different events.
    a, b = (evidence.from_account(one, account_id=name, report_id=name) for one, name in ((old, "a"), (new, "b")))
    score = max(compare(a, b, MatchConfig()).score, _WORST_SCORE)
    return score + _WORDS_WEIGHT * _shared_words(old, new) - (old.role != new.role)


def _shared_words(old: Account, new: Account) -> float:
    """Return the share (0-1) of the characters that either account rests on that both do."""
    a, b = (
        {char for spans in one.spans.values() for start, end in spans for char in range(start, end)}
        for one in (old, new)
    )
    return len(a & b) / len(a | b) if a | b else 0.0


def _without_spans(account: Account) -> Account:
    return replace(account, spans={})


def _bodies(connection: sa.Connection, report_id: str, reader_version: str) -> dict[str, Account]:
    """Return the accounts of a reading as it has them, by their lasting names."""
    accounts = schema.ACCOUNTS.c
    rows = connection.execute(
        sa.select(accounts.origin_id, accounts.body)
        .where(accounts.report_id == report_id, accounts.reader_version == reader_version)
        .order_by(accounts.position)
    )
    return {row.origin_id: model.from_dict(row.body, Account) for row in rows}
