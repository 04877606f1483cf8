"""The border strip as one element of a page that also shows the map of the same incidents.

A canvas of our own rather than Altair: Vega-Lite sends its rows again with every filter, cannot mark in one chart what
the pointer is on in another document (the map's frame), and slows down long before 100,000 marks. Here the browser's
window already holds the incidents for the map, the strip draws from them, and a filter is a small message to both. Its
script and the bands travel once a session, like the map's document.
"""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import streamlit as st

from geo.incidents.columns import to_date, to_day
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.views import layer_data, strip
from pages import _histogram, _map_component

# Waits for the script in the window's store, where it is kept by the name of its content.
_LOADER: Final = """
const fetched = (window.__panjStrips ??= new Map());
function unpack({ bytes }) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true), utf8 = new TextDecoder();
  const { parts } = JSON.parse(utf8.decode(bytes.subarray(4, 4 + length)));
  const [script, config] = ["script", "config"].map((name) => {
    const start = 4 + length + parts[name].offset;
    return utf8.decode(bytes.subarray(start, start + parts[name].length));
  });
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  return import(address).then((module) => ({ module, config: JSON.parse(config) }));
}
export default async function (component) {
  const store = (window.__panj ??= new Map()), { strip, sending, height } = component.data;
  const { host = component.parentElement } = component.parentElement;
  host.style.minHeight = height + "px";
  if (!fetched.has(strip) && !store.has(strip)) {
    if (!sending) component.setTriggerValue("lost", [strip]);
    await new Promise((done) => {
      const heard = ({ detail }) => detail === strip && (window.removeEventListener("panj-stored", heard), done());
      window.addEventListener("panj-stored", heard);
    });
  }
  if (!fetched.has(strip)) fetched.set(strip, unpack(store.get(strip)));
  const { module, config } = await fetched.get(strip);
  return module.default(config, component);
}
"""
_strip = st.components.v2.component("panj_strip", js=_LOADER)

Days = tuple[dt.date | None, dt.date | None]


def show(
    table: IncidentTable,
    chosen: Filter,
    *,
    selected: int | None,
    on_days: Callable[[dt.date | None, dt.date | None], None],
    on_segments: Callable[[tuple[str, ...]], None],
    on_open: Callable[[int], None],
    height: int = 520,
    stretch: tuple[float, float] | None = None,
    key: str = "strip",
) -> None:
    """Show the incidents that match a filter on the strip, and as dots those that only its dates or segments leave out.

    Parameters
    ----------
    selected
        Row to ring.
    on_days, on_segments
        Called before the page reruns with the first and last day, or the ids of the segments, that the reader has
        brushed; (None, None) and () for all.
    on_open
        Called likewise with the row of a mark that was clicked.
    height
        Pixels, if the names leave enough of them to the plot.
    stretch
        First and last kilometre, for an extract: it has no brush along the line. None shows the whole line.
    """
    if not table.n_dated:
        st.caption("No incident has a date: there is no strip to draw.")
        return

    def brushed() -> None:
        brush = st.session_state[key]["brush"] or {}
        if "days" in brush:
            on_days(*(_days(brush["days"])))
        if "segments" in brush:
            on_segments(_segments(table, brush["segments"]))

    def opened() -> None:
        row = st.session_state[key]["open"]
        if isinstance(row, int) and 0 <= row < table.n:
            on_open(row)

    token = _token()
    sending = _map_component.send_once(key, token, strip.browser_bytes)
    _strip(
        key=key,
        data={
            **_message(table, chosen, stretch),
            "strip": token,
            "sending": sending,
            "selected": selected,
            "height": height,
        },
        height="content",
        on_brush_change=brushed,
        on_open_change=opened,
        on_lost_change=lambda: _map_component.forget(key, st.session_state[key]["lost"] or ()),
    )


def _message(table: IncidentTable, chosen: Filter, stretch: tuple[float, float] | None = None) -> dict[str, Any]:
    """Write what the script draws of the incidents that the window holds."""
    first, last = to_date(int(table.day[0])), table.last_day or to_date(int(table.day[0]))
    shown = _histogram.surroundings(chosen, first, last)
    return {
        "data": _map_component.data_token(table),
        "filter": chosen.message(table),
        "window": [to_day(shown[0] or first), to_day(shown[1] or last)],
        "whole": [to_day(first), to_day(last)],
        "chosen": [] if stretch else [table.areas.segments.code[segment] for segment in chosen.segments],
        "extract": strip.extract(*stretch) if stretch else None,
    }


def _days(brushed: list[int] | None) -> Days:
    if not brushed:
        return None, None
    first, last = sorted(_histogram.in_calendar(int(day)) for day in brushed)
    return first, last


def _segments(table: IncidentTable, brushed: list[int] | None) -> tuple[str, ...]:
    if not brushed:
        return ()
    first, last = sorted(max(0, int(code)) for code in brushed)
    return table.areas.segments.ids[first : last + 1]


@lru_cache(maxsize=1)
def _token() -> str:
    return layer_data.token(strip.browser_bytes())
