"""What became of the last thing that somebody did with the desk: said once, at the top of the page that comes next."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from geo.core.errors import ConflictError, GeoError
from geo.store.desk import Desk
from pages import _shared

_KEY = "_outcome"


def act(done: str, change: Callable[[Desk], Any]) -> Any:
    """Do something with the desk, in a callback, and keep what became of it for `show`.

    Parameters
    ----------
    done
        What to say once it is done, as Markdown.
    change
        What to do.

    Returns
    -------
    Any
        What `change` returned; None if it failed.
    """
    try:
        result = change(_shared.desk())
    except ConflictError as err:
        st.session_state[_KEY] = ("conflict", str(err))
        return None
    except GeoError as err:
        st.session_state[_KEY] = ("error", str(err))
        return None
    st.session_state[_KEY] = ("done", done)
    return result


def refuse(words: str) -> None:
    """Keep for `show` why nothing was done: what somebody gave is not enough."""
    st.session_state[_KEY] = ("refused", words)


def is_conflict() -> bool:
    """Tell whether the last thing failed because somebody else was there first."""
    return bool(st.session_state.get(_KEY, ("", ""))[0] == "conflict")


def show() -> None:
    """Say it, once."""
    what, words = st.session_state.pop(_KEY, ("", ""))
    if what == "done":
        st.success(words, icon=":material/check:")
    elif what == "refused":
        st.warning(words, icon=":material/info:")
    elif what == "conflict":
        st.warning(f"Nothing was changed: {_shared.plain(words)}", icon=":material/group:")
    elif what:
        st.error(f"Nothing was changed: {_shared.plain(words)}", icon=":material/error:")
