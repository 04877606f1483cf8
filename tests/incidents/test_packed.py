"""Incidents kept as bytes are the same columns again."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.core.model import Casualties, Count, DateSpan, Incident
from geo.incidents import dataset, packed
from geo.incidents.table import IncidentTable, made_up

COUNTS = st.one_of(st.none(), st.integers(0, 2**31 - 1))
DATES = st.one_of(
    st.just(DateSpan()),
    st.builds(lambda day: DateSpan(start=day), st.dates()),
    st.builds(lambda a, b: DateSpan(start=min(a, b), end=max(a, b)), st.dates(), st.dates()),
    st.just(DateSpan(start=dt.date(2020, 1, 1), end=dt.date(2020, 1, 1))),
)
MODELS = (*dataset.load(), *made_up(200, seed=4).incidents())


@st.composite
def incidents(draw: st.DrawFn) -> list[Incident]:
    """Make incidents, some of one day, with any text, numbers and dates."""
    names = draw(st.lists(st.text(st.characters(exclude_categories=["Cs"])), unique=True, max_size=8))
    return [
        replace(
            draw(st.sampled_from(MODELS)),
            id=name,
            summary=draw(st.text()),
            date=draw(DATES),
            killed=Casualties(low=draw(COUNTS), best=draw(COUNTS)),
            wounded=Count(high=draw(COUNTS)),
        )
        for name in names
    ]


@settings(max_examples=200)
@given(incidents(), st.integers(1, 4))
def test_columns_are_those_of_the_incidents(
    assert_same_table: Callable[[IncidentTable, IncidentTable], None], some: list[Incident], at_once: int
) -> None:
    rows = packed.pack(some)
    batches = [[*zip(*rows[start : start + at_once], strict=True)] for start in range(0, len(rows), at_once)]
    found = {incident.id: incident for incident in some}
    table = IncidentTable.from_packed(batches, lambda ids: [found[one] for one in ids])
    assert_same_table(table, IncidentTable.from_incidents(some))


def test_incidents_are_read_when_they_are_asked_for() -> None:
    some = dataset.load()
    asked: list[list[str]] = []

    def read(ids: list[str]) -> list[Incident]:
        asked.append(ids)
        return [next(one for one in some if one.id == name) for name in ids]

    table = IncidentTable.from_packed([[*zip(*packed.pack(some), strict=True)]], read)
    assert asked == []
    assert table.incident(7) == some[7]
    mask = np.zeros(table.n, bool)
    mask[[2, 5]] = True
    assert table.incidents(mask) == (some[2], some[5])
    assert asked == [[some[7].id], [some[2].id, some[5].id]]


@pytest.mark.parametrize("change", [{"killed": Casualties(best=2**31)}, {"place": {"district_id": "xx-nowhere"}}])
def test_what_has_no_column_leaves_the_others_theirs(change: dict[str, object]) -> None:
    first, second = dataset.load()[:2]
    if isinstance(change.get("place"), dict):
        change = {"place": replace(first.place, **change["place"])}  # type: ignore[arg-type]
    odd = replace(first, **change)  # type: ignore[arg-type]
    rows = packed.pack([odd, second])
    assert [(row.id, row.figures is None, row.shares is None) for row in rows] == [
        (first.id, True, True),
        (second.id, False, False),
    ]
    assert rows[1] == packed.pack([second])[0]
    with pytest.raises(KeyError, match=first.id):
        packed.unpack([[*zip(*rows, strict=True)]])


def test_layout_names_every_column_and_code() -> None:
    words = {"shares", "ids", "titles", "text", "areas", "_read"}
    columns = [field.name for field in dataclasses.fields(IncidentTable) if field.name not in words]
    types, areas, _ = packed.layout()
    assert sorted(name for name, _ in types) == sorted(columns)
    assert [len(ids) for ids in areas] == [8, 125, 33]
