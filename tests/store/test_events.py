"""What holds of what people said: undoing, the latest word, which reading counts."""

from typing import Any

import pytest

from geo.core import model
from geo.core.model import Account, Casualties, DateSpan, Incident, Placement
from geo.store import events
from geo.store.events import Event


def _event(number: int, kind: str, **values: Any) -> Event:
    return Event(number=number, kind=kind, subject_id="a", user="anna", at=f"2030-01-{number:02}", **values)


def _undo(number: int, of: int) -> Event:
    return _event(number, events.UNDO, undoes=of)


@pytest.mark.parametrize(
    ("undoings", "live"),
    [
        ([], [1, 2]),
        ([_undo(3, 1)], [2, 3]),
        ([_undo(3, 1), _undo(4, 3)], [1, 2, 4]),
        ([_undo(3, 1), _undo(4, 3), _undo(5, 4)], [2, 3, 5]),
        ([_undo(3, 1), _undo(4, 2)], [3, 4]),
    ],
)
def test_event_holds_unless_one_that_holds_undoes_it(undoings: list[Event], live: list[int]) -> None:
    said = [_event(1, "confirmed"), _event(2, "disputed"), *undoings]
    assert [event.number for event in events.marked(said) if event.is_live] == live


def test_latest_live_value_of_each_field_holds() -> None:
    said = [
        _event(1, events.SET, field="kind", value="mine"),
        _event(2, events.SET, field="kind", value="clash"),
        _event(3, events.SET, field="bank", value="TJ"),
        _event(4, events.SET, field="bank", value="AF"),
        _undo(5, 4),
        _event(6, events.NOTE, reason="x"),
    ]
    found = events.sets(events.marked(said))
    assert {name: event.value for name, event in found.items()} == {"kind": "clash", "bank": "TJ"}


def test_latest_live_mark_holds() -> None:
    said = [_event(1, "confirmed"), _event(2, "retracted"), _undo(3, 2)]
    mark = events.mark(events.marked(said))
    assert mark is not None
    assert mark.kind == "confirmed"
    assert events.mark(events.marked([*said, _undo(4, 1)])) is None


@pytest.mark.parametrize(
    ("words", "is_rejected"),
    [([], False), ([events.REJECT], True), ([events.REJECT, events.ACCEPT], False), ([events.ACCEPT], False)],
)
def test_latest_word_on_an_account_holds(words: list[str], is_rejected: bool) -> None:
    said = [_event(number, kind) for number, kind in enumerate(words, 1)]
    assert events.is_rejected(events.marked(said)) is is_rejected


OLD, NEW = {"reader_version": "old"}, {"reader_version": "new"}


@pytest.mark.parametrize(
    ("first", "words", "counted"),
    [
        ("old", [], "old"),
        (None, [], None),
        (None, [(events.ACCEPT, OLD)], "old"),
        ("old", [(events.REJECT, OLD)], None),
        ("old", [(events.ACCEPT, NEW)], "new"),
        # A newer reading that is rejected leaves the older one as it was.
        ("old", [(events.REJECT, NEW)], "old"),
        ("old", [(events.ACCEPT, NEW), (events.REJECT, OLD)], "new"),
        ("old", [(events.ACCEPT, NEW), (events.REJECT, NEW)], None),
        ("old", [(events.REJECT, OLD), (events.ACCEPT, OLD)], "old"),
    ],
)
def test_which_reading_counts(first: str | None, words: list[tuple[str, Any]], counted: str | None) -> None:
    said = [_event(number, kind, value=value) for number, (kind, value) in enumerate(words, 1)]
    assert events.counted_version(first, events.marked(said)) == counted


def test_undone_acceptance_of_a_reading_does_not_count() -> None:
    said = events.marked([_event(1, events.ACCEPT, value=NEW), _undo(2, 1)])
    assert events.counted_version("old", said) == "old"
    assert events.reading_state("new", said) == "waiting"
    said = events.marked([_event(1, events.REJECT, value=NEW)])
    assert [events.reading_state(version, said) for version in ("new", "old")] == ["rejected", "waiting"]


def test_edited_account_no_longer_rests_on_the_words_of_what_was_set() -> None:
    account = Account(killed=Casualties(best=3), spans={"killed": ((0, 5),), "kind": ((6, 9),)})
    edits = {"killed": _event(1, events.SET, field="killed", value=model.to_dict(Casualties(best=4)))}
    edited = events.edited_account(model.to_dict(account), edits)
    assert edited == Account(killed=Casualties(best=4), spans={"kind": ((6, 9),)})
    assert events.edited_account(model.to_dict(account), {}) == account


def test_edited_incident_has_the_values_that_were_set() -> None:
    incident = Incident(id="x", summary="A clash", date=DateSpan(), place=Placement(), kind="clash")
    edits = {"summary": _event(1, events.SET, field="summary", value="A quarrel")}
    assert events.edited_incident(incident, edits).summary == "A quarrel"
    assert events.edited_incident(incident, {}) is incident
