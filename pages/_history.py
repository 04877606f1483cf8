"""What people said of an incident or report, latest first, each with its undo."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from geo.store import events
from geo.store.events import Event
from pages import _outcome, _shared, _value_editor

_SAID: Final = {
    events.SET: "set",
    events.NOTE: "noted",
    events.ACCEPT: "accepted the report",
    events.REJECT: "rejected",
    events.UNDO: "took back no.",
    "same": "said that these are one event",
    "different": "said that these are different events",
}


def show(history: Sequence[Event], *, may_write: bool) -> None:
    """List what people said, latest first, each with its undo."""
    if not history:
        st.markdown("Nothing yet.")
        return
    for event in reversed(history):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            line = _line(event)
            st.markdown(line if event.is_live else f"~~{line}~~ (taken back)", width="stretch")
            if may_write and event.is_live:
                st.button(
                    "Undo",
                    key=f"undo_{event.number}",
                    on_click=_outcome.act,
                    args=(f"No. {event.number} is taken back.", lambda desk, number=event.number: desk.undo(number)),
                    icon=":material/undo:",
                    type="tertiary",
                    help="Take this back; the taking back is kept, and can be undone too.",
                )


def _line(event: Event) -> str:
    """Write an event as Markdown: number, when, who, what, why."""
    what = f"marked it {event.kind}" if event.kind in events.MARKS else _SAID.get(event.kind, event.kind)
    if event.kind == events.SET and event.field:
        what = f"set {_value_editor.LABELS.get(event.field, event.field).lower()} to {_value_text(event.value)}"
    if event.kind == events.UNDO:
        what = f"{what} {event.undoes}"
    if event.other_id:
        what = f"{what}: {event.subject_id[:12]} and {event.other_id[:12]}"
    why = f": {event.reason}" if event.reason else ""
    day = event.at[:16].replace("T", " ")
    return f"{event.number}. {day} UTC, **{_shared.plain(event.user)}** {_shared.plain(what + why)}"


def _value_text(value: Any) -> str:
    """Write a value that was set, given as JSON: only what is known of it."""
    if isinstance(value, dict):
        named = value.get("name") or value.get("district") or value.get("region")
        if named:
            return str(named)
        known = [f"{name} {item}" for name, item in value.items() if item not in (None, [], {})]
        return ", ".join(known) or "not known"
    if isinstance(value, list):
        return ", ".join(_value_text(item) for item in value) or "none"
    return "not known" if value is None else str(value)
