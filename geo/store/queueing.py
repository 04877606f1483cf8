"""The queue, a page at a time: which readings wait, were accepted or rejected, in any order, by any words.

The database counts, orders and searches; only the reports of a page are read. Whether a reading waits is said by the
latest judgement on it that is not undone: what undoes what is worked out here, of the few that were undone at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from geo.core.errors import StoreError
from geo.store import events, records, review, schema
from geo.store.review import QueueItem

ADDED, TITLE, OUTLET, PUBLISHED = "added", "title", "outlet", "published"
_QUEUE, _REPORTS, _SAID, _HOLDS = schema.QUEUE.c, schema.REPORTS.c, schema.JUDGEMENTS.c, schema.HOLDS.c
# By what the queue can be put in order; ties, and what has no value, in the order of their coming.
ORDERS: Final[Mapping[str, sa.ColumnElement[Any]]] = {
    ADDED: _QUEUE.number,
    TITLE: sa.func.lower(_REPORTS.title),
    OUTLET: sa.func.lower(_REPORTS.outlet),
    PUBLISHED: _REPORTS.published,
}
_WORDS: Final = (events.ACCEPT, events.REJECT)
# A reading that was never judged, because a newer one of the report was accepted instead.
_PASSED_OVER: Final = "passed over"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """Some reports of the queue.

    Attributes
    ----------
    items
        Those of the page, in their order.
    first
        Which of all that match is the first of the page, from 0; less than asked for where there are not so many.
    total
        How many match.
    counts
        How many reports there are in each state, whatever was searched for.
    """

    items: tuple[QueueItem, ...]
    first: int
    total: int
    counts: Mapping[str, int]


def page(
    connection: sa.Connection,
    state: str = review.WAITING,
    *,
    words: str = "",
    order: str = ADDED,
    descending: bool = False,
    first: int = 0,
    limit: int = 20,
) -> QueuePage:
    """Return some of the reports that are in one state.

    Parameters
    ----------
    words
        Only reports whose title, outlet or text holds each of these words.
    order
        A key of ORDERS.
    first, limit
        From which of them on, from 0, and how many at most; beyond the last page is the last page.

    Raises
    ------
    StoreError
        There is no such state or order, or the page has no size.
    """
    for name, value, known in (("state", state, review.STATES), ("order", order, tuple(ORDERS))):
        if value not in known:
            msg = f"{value!r} is no {name} of reports in the queue: expected one of {', '.join(known)}"
            raise StoreError(msg)
    if first < 0 or limit < 1:
        msg = f"a page of {limit} reports from {first} on cannot be: expected at least 1, from 0 on"
        raise StoreError(msg)
    undone = _undone(connection)
    counts = dict.fromkeys(review.STATES, 0)
    for row in connection.execute(_COUNTS, {"undone": undone}):
        if row.state in counts:
            counts[row.state] = row.n
    matching = _latest(state, words)
    total = counts[state]
    if words.split():
        total = connection.scalar(sa.select(sa.func.count()).select_from(matching), {"undone": undone}) or 0
    first = min(first, max(total - 1, 0) // limit * limit)
    key = ORDERS[order]
    chosen = (
        sa.select(_QUEUE.report_id, _QUEUE.reader_version)
        .join(matching, matching.c.number == _QUEUE.number)
        .join(schema.REPORTS, _REPORTS.id == _QUEUE.report_id)
        .order_by(key.is_(None), key.desc() if descending else key, _QUEUE.number)
        .limit(limit)
        .offset(first)
    )
    versions = {row.report_id: row.reader_version for row in connection.execute(chosen, {"undone": undone})}
    items = review.items(connection, versions)
    return QueuePage(items=tuple(items[one] for one in versions), first=first, total=total, counts=counts)


def next_waiting(connection: sa.Connection, report_id: str, user: str) -> str | None:
    """Return the report after another, in the order of their coming, that waits and that nobody else holds.

    After the last comes the first. None if there is no other.
    """
    waiting = _latest(review.WAITING)
    is_held = sa.exists().where(_HOLDS.report_id == _QUEUE.report_id, _HOLDS.user != user, _HOLDS.until > records.now())
    here = connection.scalar(sa.select(sa.func.max(_QUEUE.number)).where(_QUEUE.report_id == report_id)) or 0
    query = (
        sa.select(_QUEUE.report_id)
        .join(waiting, waiting.c.number == _QUEUE.number)
        .where(_QUEUE.report_id != report_id, ~is_held)
        .order_by(_QUEUE.number <= here, _QUEUE.number)
        .limit(1)
    )
    return connection.scalar(query, {"undone": _undone(connection)})


def _undone(connection: sa.Connection) -> list[int]:
    """Return the numbers of the acceptances and rejections that hold no more."""
    undoing = sa.select(schema.JUDGEMENTS).where(_SAID.kind == events.UNDO)
    taken_back = sa.select(_SAID.undoes).where(_SAID.kind == events.UNDO)
    words = sa.select(schema.JUDGEMENTS).where(_SAID.kind.in_(_WORDS), _SAID.number.in_(taken_back))
    rows = [*connection.execute(undoing), *connection.execute(words)]
    said = events.marked(events.Event(**row._asdict()) for row in sorted(rows, key=lambda row: row.number))
    return [event.number for event in said if event.kind in _WORDS and not event.is_live]


def _latest(state: str, words: str = "") -> sa.Subquery:
    """Select, as `number`, the latest entry of each report that is in a state and holds some words."""
    query = sa.select(sa.func.max(_QUEUE.number).label("number")).where(_state() == state).group_by(_QUEUE.report_id)
    wanted = words.split()
    if wanted:
        query = query.join(schema.REPORTS, _REPORTS.id == _QUEUE.report_id).where(*map(_holds_word, wanted))
    return query.subquery()


def _holds_word(word: str) -> sa.ColumnElement[bool]:
    """Say that a report holds a word: in small letters, in capitals, with a capital first, or as it was typed.

    Databases know how letters other than Latin are written small only in some languages' settings.
    """
    forms = dict.fromkeys([word] if word.isascii() else [word, word.lower(), word.upper(), word.capitalize()])
    columns = (_REPORTS.title, _REPORTS.outlet, _REPORTS.text)
    return sa.or_(*(column.icontains(form, autoescape=True) for column in columns for form in forms))


def _latest_word(queue: Any) -> sa.ScalarSelect[str]:
    """Select the latest word on a reading of the queue that was not taken back."""
    # Only these kinds name a reading; what was set to a value can be JSON that a database cannot take apart.
    version = sa.case((_SAID.kind.in_(_WORDS), _SAID.value["reader_version"].as_string()))
    return (
        sa.select(_SAID.kind)
        .where(
            _SAID.subject_id == queue.report_id,
            _SAID.kind.in_(_WORDS),
            version == queue.reader_version,
            _SAID.number.not_in(sa.bindparam("undone", expanding=True, literal_execute=True)),
        )
        .order_by(_SAID.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def _state() -> sa.ColumnElement[str]:
    """Select the state of a reading of the queue."""
    later = schema.QUEUE.alias().c
    is_passed_over = sa.exists().where(
        later.report_id == _QUEUE.report_id, later.number > _QUEUE.number, _latest_word(later) == events.ACCEPT
    )
    states = {events.ACCEPT: review.ACCEPTED, events.REJECT: review.REJECTED}
    unjudged = sa.case((is_passed_over, _PASSED_OVER), else_=review.WAITING)
    return sa.case(states, value=_latest_word(_QUEUE), else_=unjudged)


_COUNTS: Final = sa.select(_state().label("state"), sa.func.count(sa.distinct(_QUEUE.report_id)).label("n")).group_by(
    sa.text("state")
)
