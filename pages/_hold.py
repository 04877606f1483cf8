"""The hold that keeps others from changing the report that this session reviews: taken with it, given up on leaving."""

import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.core.errors import AccessError, ConflictError
from geo.store.access import Role, User
from pages import _shared

if TYPE_CHECKING:
    # Not for the first map, which does not wait for the database's modules.
    from geo.store.desk import Desk
    from geo.store.review import QueueItem

# A hold is renewed by what its holder does, and at most so often.
_RENEW: Final = dt.timedelta(minutes=14)
_HELD: Final = "_held_report"


def take(desk: "Desk", item: "QueueItem") -> str:
    """Take the hold of the report that is shown, or renew it; return who has it."""
    report_id = item.report.id
    leave(shown=report_id)
    if item.held_by not in (None, desk.user.name):
        return str(item.held_by)
    left = dt.datetime.fromisoformat(item.held_until) - dt.datetime.now(dt.UTC) if item.held_until else dt.timedelta()
    # Noted before it is taken: a click may end this run in between, and whoever leaves then must know of it.
    st.session_state[_HELD] = report_id
    if left < _RENEW:
        try:
            desk.hold(report_id)
        except ConflictError:
            # Somebody took it in this very moment.
            del st.session_state[_HELD]
            return str(desk.item(report_id).item.held_by)
    return desk.user.name


def leave(shown: str | None = None) -> None:
    """Give up the hold of this session's report, unless it is the one that is shown."""
    report_id = st.session_state.get(_HELD)
    if report_id in (None, shown):
        return
    del st.session_state[_HELD]
    if not _shared.has_store():
        return
    # Whose role was taken away may change nothing, holds neither; theirs runs out by itself.
    with suppress(AccessError):
        _shared.desk().release(report_id)


def leave_all(user: User) -> None:
    """Give up every hold of somebody who signs out, in this window and in others."""
    st.session_state.pop(_HELD, None)
    if user.role >= Role.REVIEWER and _shared.has_store():
        _shared.desk().release_all()
