"""The incident map as one element of a page.

The map is a folium document in a sandboxed frame. The document and the incidents travel to the browser once a session,
as bytes on the session's own channel, and are kept in its window; afterwards a rerun sends only the filter and the
shading. The whole element is a fragment: moving the map or opening an incident does not rerun the page.
"""

import datetime as dt
import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import streamlit as st

from geo.incidents.columns import to_date
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.views import layer_data, mapview, popups
from pages import _browser

# What segments can be shaded by, with the legend's title; the browser computes `summary.per_segment` for what it shows.
SHADINGS: Final = {
    "incidents": "Incidents per segment",
    "killed": "Killed per segment",
    "none": "No shading",
}

# What the browser needs, on a machine of two cores, to begin to draw the map: after a change, and for the first time.
_HEAD_START_S: Final = 0.04
_FIRST_HEAD_START_S: Final = 0.3


@dataclass(frozen=True, slots=True)
class View:
    """Where the map looks: degrees on WGS 84 and Leaflet's zoom level."""

    lon: float
    lat: float
    zoom: float


@dataclass(frozen=True, slots=True)
class MapResult:
    """What the map knows after a full run of the page: its view (None until moved) and the row whose popup is open."""

    view: View | None
    opened: int | None


def incident_map(
    table: IncidentTable,
    filter: Filter,  # noqa: A002 - the word of the house
    *,
    shading: str = "incidents",
    selected: int | None = None,
    fit: str | int | None = None,
    view: View | None = None,
    height: int | str = 560,
    caption: str | None = None,
    clean: bool = False,
    together: bool = False,
    key: str = "map",
    on_view: Callable[[View], None] | None = None,
    on_open: Callable[[int | None], None] | None = None,
    on_days: Callable[[dt.date, dt.date], None] | None = None,
    on_pick: Callable[[float, float], None] | None = None,
) -> MapResult:
    """Show the incidents that match a filter on the map.

    Parameters
    ----------
    table
        All incidents. Sent to the browser when this session has not sent this very object yet: keep it in a cache.
    filter
        Which of them to show; evaluated in the browser, with the same result as `filter.mask(table)`.
    shading
        Key of SHADINGS: what segments are shaded by.
    selected
        Row of the table to highlight, pan to and open, e.g. the one selected in the page's table.
    fit
        Any value; when it changes, the map moves to show all matching incidents.
    view
        Where to look when the map first appears or this value changes (from the address bar); None shows the border.
    height
        Pixels, or a length of CSS.
    caption
        What a picture of the map says under it: the filter in words, and the day of the data.
    clean
        Whether the map has no buttons, only its legend, scale and credit.
    together
        Whether the map looks where the reader moves another such map of the page, and leads it likewise.
    key
        Key of the element in the session.
    on_view
        Called in a rerun of the map alone after the user has moved it; may write `st.query_params`.
    on_open
        Called likewise with the row whose popup the user has opened, or None when it was closed.
    on_days
        Called with first and last day after the user has dragged the map's time brush; the page should set its date
        filter (in `st.session_state`, and the whole page reruns). Without it the map has no time brush.
    on_pick
        Called with longitude and latitude after the user has clicked a spot; the whole page reruns.

    Returns
    -------
    MapResult
        The last known view and opened row.
    """
    base = _base_message(table, filter, shading)
    message = {**base, "selected": selected, "height": height}
    if clean:
        message["clean"] = True
    if together:
        message["together"] = True
    if caption is not None:
        message["caption"] = caption
    if fit is not None:
        message["fit"] = fit
    if view is not None:
        message["view"] = [view.lon, view.lat, view.zoom]
    if on_days is not None and table.n_dated:
        message["brush"] = [int(table.day[0]), int(table.day_end[: table.n_dated].max())]
    if on_pick is not None:
        message["pick"] = True
    _mount(table, message, key, _Listeners(key, on_view, on_open, on_days, on_pick))
    state = _state(key)
    return MapResult(_view(state.get("view")), state.get("opened"))


@dataclass(frozen=True, slots=True)
class _Listeners:
    """Translates what the browser reports for the page's own functions; Streamlit calls them before the rerun."""

    key: str
    on_view: Callable[[View], None] | None
    on_open: Callable[[int | None], None] | None
    on_days: Callable[[dt.date, dt.date], None] | None
    on_pick: Callable[[float, float], None] | None

    def view_changed(self) -> None:
        view = _view(_state(self.key).get("view"))
        if self.on_view and view:
            self.on_view(view)

    def opened_changed(self) -> None:
        if self.on_open:
            self.on_open(_state(self.key).get("opened"))

    def days_changed(self) -> None:
        days = _state(self.key).get("days")
        if self.on_days and days:
            first, last = sorted(int(day) for day in days)
            self.on_days(to_date(first), to_date(last))

    def picked_changed(self) -> None:
        at = _state(self.key).get("picked")
        if self.on_pick and at:
            self.on_pick(float(at[0]), float(at[1]))

    def lost_changed(self) -> None:
        forget(self.key, _state(self.key).get("lost") or ())


@st.fragment
def _mount(table: IncidentTable, message: dict[str, Any], key: str, listeners: _Listeners) -> None:
    """Mount the stores for what the browser lacks, then the map with the open incident's popup."""
    sending = send_once(key, message["document"], mapview.document_bytes)
    sending |= send_once(key, message["data"], lambda: _encoded(table)[1])
    opened = _state(key).get("opened")
    if opened is not None and 0 <= opened < table.n:
        message = {**message, "popup": {"row": opened, "html": popups.popup_html(table.incident(opened))}}
    result = _browser.component("mount", mapview.ASSETS)(
        key=key,
        data={**message, "sending": sending},
        height="content",
        on_view_change=listeners.view_changed,
        on_opened_change=listeners.opened_changed,
        on_days_change=listeners.days_changed,
        on_picked_change=listeners.picked_changed,
        on_lost_change=listeners.lost_changed,
    )
    if (result.days and listeners.on_days) or (result.picked and listeners.on_pick):
        # What the page filters by, or offers for the spot, has changed: the whole page follows.
        st.rerun()


def _state(key: str) -> dict[str, Any]:
    """Return what the browser has reported last; `days`, `picked` and `lost` only in the rerun that they set off."""
    return st.session_state.get(key) or {}


def send_once(key: str, token: str, content: Callable[[], bytes]) -> bool:
    """Mount a store with the content until the browser says that it has it; return whether it is being sent."""
    slot = st.empty()
    stored_key = _stored_key(key, token)
    if st.session_state.get(stored_key):
        return False

    def stored() -> None:
        st.session_state[stored_key] = True

    with slot:
        element = _browser.component("store", mapview.ASSETS)
        element(key=f"{stored_key}-store", data=content(), on_stored_change=stored, height="content")
    return True


def forget(key: str, tokens: Iterable[str]) -> None:
    """Send what the browser's window no longer holds again in the next run."""
    for token in tokens:
        st.session_state.pop(_stored_key(key, token), None)


def give_head_start(table: IncidentTable, key: str = "map") -> None:
    """Hold back what follows the map on a page until the browser has the map's message and has begun to act on it.

    The browser renders at once whatever has come by then, and a page of widgets takes it longer than the map.
    """
    is_shown = st.session_state.get(_stored_key(key, data_token(table)))
    time.sleep(_HEAD_START_S if is_shown else _FIRST_HEAD_START_S)


def prepare(table: IncidentTable) -> None:
    """Make what all sessions share, before the first of them asks for it."""
    _base_message(table, Filter(), "none")


def data_token(table: IncidentTable) -> str:
    """Return the name under which the browser's window keeps a table, once a map of it has been shown."""
    return _encoded(table)[0]


def _stored_key(key: str, token: str) -> str:
    return f"{key}-stored-{token}"


def _view(value: Any) -> View | None:
    return View(*(float(part) for part in value)) if value else None


@lru_cache(maxsize=2)
def _encoded(table: IncidentTable) -> tuple[str, bytes]:
    """Encode a table once for the process; all sessions share the bytes."""
    data = layer_data.encode(table)
    # Streamlit collects garbage after every rerun while the browser waits for it. What has been imported and loaded by
    # now stays for good: taking it out of the collector's rounds saves most of a filter change's time.
    gc.collect()
    gc.freeze()
    return layer_data.token(data), data


@lru_cache(maxsize=1)
def _document_token() -> str:
    return layer_data.token(mapview.document_bytes())


def _base_message(table: IncidentTable, chosen: Filter, shading: str) -> dict[str, Any]:
    """Write the part of the message that depends on the data, the filter and the shading."""
    message = {"document": _document_token(), "data": _encoded(table)[0], "filter": chosen.message(table)}
    if shading != "none":
        message["shading"] = {"measure": shading, "title": SHADINGS[shading]}
    return message
