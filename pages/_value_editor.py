"""Widgets to enter a value of an account or incident by hand, one kind of value at a time."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from geo.core import vocab
from geo.core.model import Casualties, Claim, Count, DateSpan, Party, Placement, Seizure
from geo.places import geocoder
from geo.views import values
from pages import _shared

LABELS: Final = {
    "role": "Role",
    "date": "Date",
    "place": "Place",
    "kind": "Kind",
    "killed": "Killed",
    "wounded": "Wounded",
    "detained": "Detained",
    "bank": "Bank",
    "fire_from": "Fire came from",
    "parties": "Parties",
    "seized": "Seized",
    "claims": "Claims",
    "summary": "Summary",
    "place_note": "Note on the place",
    "confidence": "Confidence",
    "note": "Note",
}
_FIRST_DAY: Final = dt.date(1990, 1, 1)
_PRECISION_LABELS: Final = {
    "day": "the day",
    "days": "within these days",
    "week": "the week",
    "month": "the month",
    "season": "the season",
    "year": "the year",
}


def edit(field: str, value: Any, key: str) -> Any:
    """Draw the widgets of a field with its present value, and return the value that they say now.

    Parameters
    ----------
    field
        A key of LABELS.
    value
        What the field holds.
    key
        Of the widgets in the session; another subject needs another.
    """
    return _EDITORS[field](field, value, key)


def _date(_field: str, value: DateSpan, key: str) -> DateSpan:
    with st.container(horizontal=True):
        first = st.date_input("First day", value.start, key=f"{key}_first", min_value=_FIRST_DAY, format="YYYY-MM-DD")
        last = st.date_input("Last day", value.end, key=f"{key}_last", min_value=_FIRST_DAY, format="YYYY-MM-DD")
        precisions = list(vocab.DATE_PRECISIONS)
        known = precisions.index(value.precision) if value.precision in precisions else 0
        precision = st.selectbox(
            "Known to", precisions, known, key=f"{key}_precision", format_func=_PRECISION_LABELS.__getitem__
        )
    if not isinstance(first, dt.date):
        return DateSpan(partial=value.partial)
    return DateSpan(start=first, end=last if isinstance(last, dt.date) else first, precision=precision)


def _place(_field: str, value: Placement, key: str) -> Placement:
    words = st.text_input(
        "Search a place",
        key=f"{key}_words",
        placeholder=values.place_name(value),
        help="A village, post, district or region in English, Russian, Tajik or Persian; old names too.",
    ).strip()
    if not words:
        return value
    found = geocoder.geocode(words)
    ids = list(dict.fromkeys([*([found.place_id] if found.place_id else []), *(c.place_id for c in found.candidates)]))
    if not ids:
        st.caption(f"No place is called {_shared.plain(words)} here. Try its district or region.")
        return value
    places = {place_id: geocoder.placement_of(place_id) for place_id in ids}
    chosen = st.selectbox("Which", ids, key=f"{key}_which", format_func=lambda place_id: values.place(places[place_id]))
    return places[chosen]


def _count(field: str, value: Count, key: str) -> Count:
    sides = ("security", "civilians", "attackers") if isinstance(value, Casualties) and field != "detained" else ()
    found: dict[str, int | None] = {}
    with st.container(horizontal=True):
        for name, label in (("low", "At least"), ("best", "Most credible"), ("high", "At most")):
            found[name] = st.number_input(
                label, 0, None, getattr(value, name), key=f"{key}_{name}", help="Empty: not known.", width=130
            )
        for name in sides:
            found[name] = st.number_input(
                f"Of them {name}", 0, None, getattr(value, name), key=f"{key}_{name}", width=150
            )
    return type(value)(**found)


def _choice(options: Mapping[Any, str]) -> Callable[[str, Any, str], Any]:
    def draw(field: str, value: Any, key: str) -> Any:
        names, chosen = list(options), f"{key}_choice"
        # Not as the widget's own default: a form that is opened again sets its state, and may not do both.
        if chosen not in st.session_state:
            st.session_state[chosen] = value if value in names else names[0]
        return st.selectbox(LABELS[field], names, key=chosen, format_func=options.__getitem__)

    return draw


def _parties(_field: str, value: tuple[Party, ...], key: str) -> tuple[Party, ...]:
    labels = {party.id: party.label for party in value}
    chosen = st.multiselect(
        "Parties", list(vocab.PARTIES), list(labels), key=f"{key}_parties", format_func=vocab.PARTIES.__getitem__
    )
    return tuple(Party(id=name, label=labels.get(name, vocab.PARTIES[name])) for name in chosen)


def _seized(_field: str, value: tuple[Seizure, ...], key: str) -> tuple[Seizure, ...]:
    rows: list[dict[str, Any]] = st.data_editor(
        [{"item": one.item, "label": one.label, "count": one.count, "unit": one.unit} for one in value]
        or [{"item": None, "label": None, "count": None, "unit": None}],
        key=f"{key}_seized",
        num_rows="dynamic",
        column_config={
            "item": st.column_config.SelectboxColumn("What", options=list(vocab.SEIZED_ITEMS), required=True),
            "label": st.column_config.TextColumn("In the source's words"),
            "count": st.column_config.NumberColumn("How many", min_value=0),
            "unit": st.column_config.TextColumn("Unit"),
        },
    )
    return tuple(
        Seizure(item=row["item"], label=row["label"] or row["item"], count=row["count"], unit=row["unit"] or None)
        for row in rows
        if row["item"]
    )


def _claims(_field: str, value: tuple[Claim, ...], key: str) -> tuple[Claim, ...]:
    empty: dict[str, Any] = {"claimant": None, "says": None, "stance": "asserts"}
    rows: list[dict[str, Any]] = st.data_editor(
        [{"claimant": one.claimant, "says": one.says, "stance": one.stance} for one in value] or [empty],
        key=f"{key}_claims",
        num_rows="dynamic",
        column_config={
            "claimant": st.column_config.TextColumn("Who", required=True, max_chars=200),
            "says": st.column_config.TextColumn("Says", required=True, max_chars=2_000),
            "stance": st.column_config.SelectboxColumn("How", options=list(vocab.STANCES), required=True),
        },
    )
    # A claim that is left as it was keeps the words that it rests on, and what it speaks of.
    known = {(one.claimant, one.says, one.stance): one for one in value}
    typed = [(row["claimant"], row["says"], row["stance"] or "asserts") for row in rows]
    return tuple(
        known.get(one) or Claim(claimant=one[0], says=one[1], stance=one[2]) for one in typed if one[0] and one[1]
    )


def _text(field: str, value: str | None, key: str) -> str | None:
    return st.text_area(LABELS[field], value or "", key=f"{key}_text", max_chars=2_000).strip() or None


_BANKS: Final[dict[str | None, str]] = dict([(None, "not known"), *vocab.COUNTRIES.items()])
_EDITORS: Final[Mapping[str, Callable[[str, Any, str], Any]]] = {
    "role": _choice({"main": "What the report is about", "background": "Recalled"}),
    "date": _date,
    "place": _place,
    "kind": _choice(vocab.KINDS),
    "killed": _count,
    "wounded": _count,
    "detained": _count,
    "bank": _choice(_BANKS),
    "fire_from": _choice(_BANKS),
    "parties": _parties,
    "seized": _seized,
    "claims": _claims,
    "summary": _text,
    "place_note": _text,
    "confidence": _choice({None: "not said", **{name: name for name in vocab.CONFIDENCES}}),
    "note": _text,
}
