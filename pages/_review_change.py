"""What a reviewer does with a report: each change is measured against what they saw of it."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from geo.store.desk import Desk
from pages import _outcome

Change = Callable[[Desk, int], Any]
# What the reviewer sees now, and what they saw before the run that draws it.
_SAW: Final = "_report_seen"
_BEFORE: Final = "_report_seen_before"
_STALE: Final = "_report_stale"
_ACCOUNT: Final = "_account"


def note_seen(report_id: str, seen: int) -> None:
    """Note the number of the latest thing said of a report, once the reviewer is shown it."""
    st.session_state[_BEFORE] = st.session_state.get(_SAW, {})
    st.session_state[_SAW] = {report_id: seen}


def is_stale(report_id: str) -> bool:
    """Tell whether somebody else was first, and the reviewer has not looked again yet."""
    return bool(st.session_state.get(_STALE) == report_id)


def look_again() -> None:
    """Let the reviewer go on from what stands now."""
    st.session_state.pop(_STALE, None)


def do(report_id: str, done: str, change: Change, *, is_drawn: bool = False) -> bool:
    """Change something of a report as the reviewer saw it; tell whether it was done.

    Where somebody else was first, nothing more can be changed until the reviewer has looked again.

    Parameters
    ----------
    is_drawn
        Whether the page has been drawn anew since the reviewer acted: this is no callback, which comes before that.
    """
    saw = st.session_state.get(_BEFORE if is_drawn else _SAW, {}).get(report_id, -1)
    is_done: list[bool] = []

    def act(desk: Desk) -> None:
        change(desk, saw)
        is_done.append(True)

    _outcome.act(done, act)
    if _outcome.is_conflict():
        st.session_state[_STALE] = report_id
    return bool(is_done)


def choose(report_id: str, account_id: str) -> None:
    """Open an account of a report."""
    st.session_state[_ACCOUNT] = {report_id: account_id}


def chosen(report_id: str) -> str | None:
    """Return the account of a report that was opened."""
    found: str | None = st.session_state.get(_ACCOUNT, {}).get(report_id)
    return found
