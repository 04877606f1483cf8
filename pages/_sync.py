"""Keeps the address bar, the session and the widgets of a page saying the same, on each page that is filtered.

An address is read when it is not the one that this page wrote last and no widget has moved since: on opening a link,
and on the browser's way back and forward. In every other run the widgets are right and the address follows them.
"""

from dataclasses import fields, replace
from typing import Any

import streamlit as st

from geo.incidents.filters import Filter
from pages import _address, _filters_ui, _shared
from pages._address import Options
from pages._map_component import View


def option_key(name: str) -> str:
    """Session key of an option."""
    return f"option_{name}"


def options() -> Options:
    """Return the options that the session holds; a widget that was emptied counts as its default."""
    values = {field.name: st.session_state.get(option_key(field.name)) for field in fields(Options)}
    return replace(Options(), **{name: value for name, value in values.items() if value is not None})


def set_option(name: str, value: Any) -> None:
    """Set one option; for callbacks, and for widgets before they are drawn."""
    st.session_state[option_key(name)] = value


def open_address(page: str) -> list[str]:
    """Take over the address if it is news; return what in it could not be read, until the reader moves on.

    Parameters
    ----------
    page
        Name of the page that is being shown: who comes to it from another without an address keeps the filter.
    """
    state = st.session_state
    query = st.query_params.to_dict()
    if _shared.came_from_other_page(page) and not query and "_shown" in state:
        _put(*state["_shown"])
    elif "_address" not in state or (query != state["_address"] and _now() == state["_shown"]):
        chosen, found, problems = _address.read(query)
        _put(chosen, found)
        state["_problems"] = problems
        state["_problems_of"] = _now()
    elif state.get("_problems") and _now() != state.get("_problems_of"):
        state["_problems"] = []
    return list(state.get("_problems", ()))


def settle(chosen: Filter) -> Options:
    """Return the options, with the table back on its first page if the rows or their order have changed."""
    now = options()
    if "_shown" in st.session_state:
        chosen_before, before = st.session_state["_shown"]
        same_rows = chosen == chosen_before and now.unmapped_only == before.unmapped_only
        if not same_rows or (now.sort, now.descending) != (before.sort, before.descending):
            set_option("page", 1)
    return options()


def look_at() -> View | None:
    """Return where the address asked the map to look; what the reader has done since does not count."""
    return st.session_state.get("_look_at")


def save_address(chosen: Filter, now: Options) -> None:
    """Write the address if it does not say this yet."""
    query = _address.write(chosen, now)
    if query != st.query_params.to_dict():
        st.query_params.from_dict(query)
    st.session_state["_address"] = query
    st.session_state["_shown"] = (chosen, now)


def _now() -> tuple[Filter, Options]:
    return _filters_ui.get(), options()


def _put(chosen: Filter, found: Options) -> None:
    _filters_ui.put(chosen)
    for field in fields(Options):
        set_option(field.name, getattr(found, field.name))
    st.session_state["_look_at"] = found.view
