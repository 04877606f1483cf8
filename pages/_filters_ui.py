"""The filters in the sidebar, and the one place that turns their widgets into a Filter and back.

The widgets' state is the truth while a page runs. Everything else that sets the filter (a preset, the histogram's
brush, an address, the way back) writes it to the widgets by `put` before they are drawn.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from geo.core import vocab
from geo.incidents.filters import PRESETS, Filter, preset
from geo.incidents.table import IncidentTable
from pages import _shared

_FIRST_DAY: Final = dt.date(1900, 1, 1)
_LAST_DAY: Final = dt.date(2199, 12, 31)
_MAX_UNDO = 50
# Not the filter's but the page's: `_sync.option_key("as_of")`.
AS_OF_KEY: Final = "option_as_of"
# Filter field -> key of its widget.
_KEYS: Final = {name: f"filter_{name}" for name in Filter.__dataclass_fields__}


def put(chosen: Filter) -> None:
    """Set the widgets to a filter; before they are drawn, or in a callback."""
    for name, key in _KEYS.items():
        value = getattr(chosen, name)
        if name == "text":
            value = value or ""
        st.session_state[key] = list(value) if isinstance(value, tuple) else value


def get() -> Filter:
    """Build the filter that the widgets say; two dates in the wrong order are read the other way round."""
    values: dict[str, Any] = {name: st.session_state.get(key) for name, key in _KEYS.items()}
    if _dates_are_swapped():
        values |= {"date_from": values["date_to"], "date_to": values["date_from"]}
    given: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in values.items()}
    return Filter(**given)


def put_dates(date_from: dt.date | None, date_to: dt.date | None) -> None:
    """Set the dates, leaving the rest; for callbacks."""
    st.session_state[_KEYS["date_from"]] = date_from
    st.session_state[_KEYS["date_to"]] = date_to


def current(table: IncidentTable) -> Filter:
    """Return the filter of this run before its widgets are drawn, so that the map need not wait for them."""
    key = _KEYS["districts"]
    offered = _districts_offered(table)
    st.session_state[key] = [district for district in st.session_state.get(key) or [] if district in offered]
    chosen = get()
    _note_change(chosen)
    return chosen


def sidebar(table: IncidentTable) -> None:
    """Draw the filters."""
    with st.sidebar:
        st.subheader("Filters", anchor=False)
        with st.container(horizontal=True):
            st.button("Clear all", on_click=put, args=(Filter(),), icon=":material/filter_alt_off:")
            st.button(
                "Undo",
                on_click=_undo,
                disabled=not st.session_state.get("_filter_past"),
                icon=":material/undo:",
                help="Back to the filter before this one. The browser's own Back does the same.",
            )
        _dates(table)
        _places(table)
        _events()
        if _shared.has_store():
            _past()


def offer_wider(table: IncidentTable, chosen: Filter) -> None:
    """Say why nothing is shown, with a button for each condition whose removal may bring incidents back."""
    if not table.n:
        _offer_present(st.session_state.get(AS_OF_KEY))
        return
    st.markdown("**No incident matches this filter.** Widen it:")
    parts: dict[str, dict[str, Any]] = {
        "Drop the dates": {"date_from": None, "date_to": None},
        "Drop the places": {"regions": (), "districts": (), "segments": (), "banks": ()},
        "Drop kinds and parties": {"kinds": (), "parties": ()},
        "Drop the minimum killed": {"min_killed": None},
        "Drop precision and status": {"precisions": (), "statuses": ()},
        "Drop the text": {"text": None},
    }
    with st.container(horizontal=True):
        for label, change in parts.items():
            if any(getattr(chosen, name) for name in change):
                st.button(label, on_click=put, args=(replace(chosen, **change),), key=f"widen_{label}")
        st.button("Clear all filters", on_click=put, args=(Filter(),), type="primary", key="widen_all")


def _offer_present(as_of: dt.date | None) -> None:
    """Say that the store holds nothing, or held nothing on a day; and draw the way back from that day."""
    if as_of is None:
        st.markdown("**The store holds no incident.** Add reports, or import the incidents of another data set.")
        return
    st.markdown(f"**On {as_of} this store knew of no incident yet.**")
    st.button("Show what is known now", on_click=_leave_past, type="primary")


def _leave_past() -> None:
    st.session_state[AS_OF_KEY] = None


def _note_change(chosen: Filter) -> None:
    """Remember the filter before this one, for the way back."""
    before = st.session_state.get("_filter_shown")
    past: list[Filter] = st.session_state.setdefault("_filter_past", [])
    if before is not None and before != chosen and not st.session_state.pop("_filter_undone", False):
        past.append(before)
        del past[:-_MAX_UNDO]
    st.session_state["_filter_shown"] = chosen


def _undo() -> None:
    past = st.session_state.get("_filter_past")
    if past:
        st.session_state["_filter_undone"] = True
        put(past.pop())


def _dates(table: IncidentTable) -> None:
    """Presets and the two dates."""
    last_day = table.last_day
    spans = {name: preset(name, last_day) for name in PRESETS}
    now = (st.session_state.get(_KEYS["date_from"]), st.session_state.get(_KEYS["date_to"]))
    st.session_state["filter_preset"] = next((name for name in ("all", *spans) if spans[name] == now), None)
    counted = f"Counted back from {last_day:%-d %B %Y}, the last day in the data." if last_day else None
    st.pills(
        "Period",
        list(PRESETS),
        key="filter_preset",
        format_func=PRESETS.__getitem__,
        on_change=partial(_take_preset, spans),
        help=counted,
    )
    limits: dict[str, Any] = {"min_value": _FIRST_DAY, "max_value": _LAST_DAY, "format": "YYYY-MM-DD", "value": None}
    st.date_input("From", key=_KEYS["date_from"], **limits)
    st.date_input("To", key=_KEYS["date_to"], **limits)
    if _dates_are_swapped():
        st.caption("The first date is after the second: they are read the other way round.")


def _dates_are_swapped() -> bool:
    first, last = (st.session_state.get(_KEYS[name]) for name in ("date_from", "date_to"))
    return bool(first and last and first > last)


def _take_preset(spans: Mapping[str, tuple[dt.date | None, dt.date | None]]) -> None:
    name = st.session_state["filter_preset"]
    put_dates(*spans[name or "all"])


def _places(table: IncidentTable) -> None:
    """Region, district within the region, segment, bank."""
    known = table.areas
    _choices("Region", "regions", known.regions.name)
    _choices("District", "districts", _districts_offered(table))
    _choices("Border segment", "segments", known.segments.name, hint="West to east: Tajik district - Afghan district.")
    _choices("Bank", "banks", vocab.COUNTRIES, hint="Where people were hurt or it happened.")


def _districts_offered(table: IncidentTable) -> dict[str, str]:
    """List the districts of the chosen regions, or all, by name; the bank stands beside it as both share names."""
    known = table.areas
    regions = st.session_state.get(_KEYS["regions"])
    codes = {known.regions.code[region] for region in regions} if regions else None
    names = {
        district: f"{known.districts.name[district]} ({district[:2].upper()})"
        for district, region in zip(known.districts.ids, known.district_region, strict=True)
        if codes is None or region in codes
    }
    return dict(sorted(names.items(), key=lambda item: item[1]))


def _events() -> None:
    """Kind, party, deaths, precision, status, text."""
    _choices("Kind", "kinds", vocab.KINDS)
    _choices("Party", "parties", vocab.PARTIES)
    st.number_input("Minimum killed", min_value=0, max_value=10_000, step=1, value=None, key=_KEYS["min_killed"])
    precisions = {name: precision.label for name, precision in vocab.PRECISION_CLASSES.items()}
    _choices("Precision of the place", "precisions", precisions)
    _choices("Status", "statuses", vocab.INCIDENT_STATUSES)
    st.text_input(
        "Text", key=_KEYS["text"], max_chars=200, help="Words that all occur in what is written of an incident."
    )


def _past() -> None:
    """Choose a day in the past whose knowledge to show; closed unless one is set."""
    with st.expander("As known on", expanded=st.session_state.get(AS_OF_KEY) is not None):
        st.date_input(
            "Day",
            key=AS_OF_KEY,
            format="YYYY-MM-DD",
            value=None,
            min_value=_FIRST_DAY,
            max_value=dt.datetime.now(dt.UTC).date(),
            help="The incidents as they were shown at the end of a day (UTC), before later reports and judgements.",
        )


def _choices(label: str, name: str, options: Mapping[str, str], *, hint: str | None = None) -> None:
    """One multiselect: none chosen sets no condition."""
    st.multiselect(label, list(options), key=_KEYS[name], format_func=options.__getitem__, placeholder="Any", help=hint)
