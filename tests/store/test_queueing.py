"""The queue a page at a time, holds that end and are taken over, on both databases."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from geo.core.errors import AccessError, ConflictError, StoreError
from geo.core.model import Reading
from geo.store import events, queueing, review
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.moment import Moment
from geo.store.store import Store

VERSION = "test 1"


@pytest.fixture
def submit(anna: Desk, make_reading: Callable[..., Reading]) -> Callable[..., str]:
    """Give `submit(text, title=None, outlet="Outlet", published=None) -> id`: puts a report without accounts there."""

    def put(text: str, **about: object) -> str:
        reading = make_reading(text, n_accounts=0)
        report = replace(reading.report, **about)  # type: ignore[arg-type]
        return anna.submit(replace(reading, report=report), VERSION).report.id

    return put


def _ids(page: queueing.QueuePage) -> list[str]:
    return [item.report.id for item in page.items]


def _let_lie(store: Store, minutes: int) -> None:
    """Let all holds have been renewed so many minutes earlier."""
    with store.writing("clock") as writing:
        for row in writing.connection.exec_driver_sql("SELECT report_id, until FROM holds").all():
            until = dt.datetime.fromisoformat(row[1]) - dt.timedelta(minutes=minutes)
            writing.connection.exec_driver_sql(
                f"UPDATE holds SET until = '{until.isoformat(timespec='milliseconds')}' WHERE report_id = '{row[0]}'"
            )


def test_queue_is_given_a_page_at_a_time(anna: Desk, submit: Callable[..., str]) -> None:
    ids = [submit(f"Report {number}") for number in range(5)]
    anna.reject(ids[0], "a repeat", seen=0)
    page = anna.queue(limit=3)
    assert (_ids(page), page.first, page.total) == (ids[1:4], 0, 4)
    assert page.counts == {"waiting": 4, "accepted": 0, "rejected": 1}
    page = anna.queue(limit=3, first=3)
    assert (_ids(page), page.first, page.total) == (ids[4:], 3, 4)
    # Beyond the last page, as when others have accepted what was on it: the last page.
    page = anna.queue(limit=3, first=300)
    assert (_ids(page), page.first) == (ids[4:], 3)
    assert _ids(anna.queue(limit=2, descending=True)) == [ids[4], ids[3]]
    page = anna.queue(review.ACCEPTED, first=40)
    assert (page.items, page.first, page.total) == ((), 0, 0)
    for wrong in ({"state": "lost"}, {"order": "colour"}, {"limit": 0}, {"first": -1}):
        with pytest.raises(StoreError, match="expected"):
            anna.queue(**wrong)  # type: ignore[arg-type]


def test_queue_is_put_in_order_and_what_has_no_value_comes_last(anna: Desk, submit: Callable[..., str]) -> None:
    second = submit("1", title="beta", outlet="Zenith", published=dt.date(2017, 3, 2))
    none = submit("2", outlet="alpha", published=None)
    first = submit("3", title="Alpha", outlet="Mid", published=dt.date(2017, 3, 1))
    assert _ids(anna.queue(order="title")) == [first, second, none]
    assert _ids(anna.queue(order="title", descending=True)) == [second, first, none]
    assert _ids(anna.queue(order="outlet")) == [none, first, second]
    assert _ids(anna.queue(order="published")) == [first, second, none]
    assert _ids(anna.queue(order="published", descending=True)) == [second, first, none]


def test_queue_is_searched_by_title_outlet_and_text(anna: Desk, submit: Callable[..., str]) -> None:
    ford = submit("Guards fought at the FORD, 5 % of them.", title="A night", outlet="Asia-Plus")
    bridge = submit("Перестрелка у моста в ШАМСИДДИН Шохин", title="Ночь", outlet="Ховар")
    for words, found in (
        ("ford", [ford]),
        ("night guards ASIA-plus", [ford]),
        ("ford bridge", []),
        ("5 %", [ford]),
        ("_", []),
        ("шамсиддин", [bridge]),
        ("ночь ХОВАР", [bridge]),
        ("  ", [ford, bridge]),
        ("' OR 1=1 --", []),
        ("\x00 \ud83d", []),
    ):
        page = anna.queue(words=words)
        assert (_ids(page), page.total) == (found, len(found)), words
        assert page.counts["waiting"] == 2


def test_state_is_the_latest_word_that_holds_whatever_undid_what(
    store: Store, anna: Desk, submit: Callable[..., str]
) -> None:
    ids = [submit(f"Report {number}") for number in range(4)]
    dice = random.Random(7)
    for _ in range(40):
        report_id = dice.choice(ids)
        live = [event.number for event in anna.history(report_id) if event.is_live]
        if live and dice.random() < 0.6:
            anna.undo(dice.choice(live))
        elif anna.item(report_id, VERSION).item.state != review.ACCEPTED and dice.random() < 0.5:
            anna.accept(report_id, seen=10**6)
        else:
            anna.reject(report_id, "no", seen=10**6)
    with store.reading_transaction() as connection:
        said = events.by_subject(Moment(connection).events(ids, (events.ACCEPT, events.REJECT)))
    expected = {one: events.reading_state(VERSION, said.get(one, ())) for one in ids}
    found = {one: state for state in review.STATES for one in _ids(anna.queue(state))}
    assert found == expected
    assert anna.queue().counts == {state: list(expected.values()).count(state) for state in review.STATES}


def test_report_read_again_is_listed_once_with_the_reading_that_waits(
    anna: Desk, make_reading: Callable[..., Reading]
) -> None:
    report_id = anna.submit(make_reading("Four died."), VERSION).report.id
    number = anna.accept(report_id, seen=0)
    assert not anna.reread(report_id, make_reading("Four died.", killed=5), "test 2").is_counted
    (waiting,) = anna.queue().items
    (accepted,) = anna.queue(review.ACCEPTED).items
    assert [(one.reader_version, one.is_reread) for one in (waiting, accepted)] == [("test 2", True), (VERSION, False)]
    anna.accept(report_id, seen=number)
    assert anna.queue().total == 0
    page = anna.queue(review.ACCEPTED)
    assert ([one.reader_version for one in page.items], page.total) == (["test 2"], 1)


def test_next_waiting_passes_over_what_others_hold_and_begins_anew_after_the_last(
    anna: Desk, boris: Desk, submit: Callable[..., str]
) -> None:
    ids = [submit(f"Report {number}") for number in range(4)]
    boris.hold(ids[1])
    assert anna.next_waiting(ids[0]) == ids[2]
    assert boris.next_waiting(ids[0]) == ids[1]
    anna.reject(ids[0], "no", seen=0)
    assert anna.next_waiting(ids[3]) == ids[2]
    assert anna.next_waiting(ids[0]) == ids[2]
    assert boris.next_waiting("not in the queue") == ids[1]
    for one in ids[2:]:
        anna.reject(one, "no", seen=0)
    assert anna.next_waiting(ids[3]) is None
    assert boris.next_waiting(ids[1]) is None


def test_hold_is_taken_over_once_its_holder_has_left_it_lying(
    store: Store, anna: Desk, boris: Desk, submit: Callable[..., str]
) -> None:
    report_id = submit("Four died.")
    anna.hold(report_id)
    assert not boris.item(report_id).item.is_hold_stale
    with pytest.raises(ConflictError, match=r"anna was reviewing this report at .*taken over 5 minutes after"):
        boris.take_over(report_id)
    _let_lie(store, 6)
    assert boris.item(report_id).item.is_hold_stale
    # It is not lost by itself, only given to who asks for it.
    with pytest.raises(ConflictError, match="anna is reviewing this report"):
        boris.accept(report_id, seen=0)
    until = boris.take_over(report_id)
    item = anna.item(report_id).item
    assert (item.held_by, item.held_until, item.is_hold_stale) == ("boris", until, False)
    with pytest.raises(ConflictError, match="boris is reviewing this report"):
        anna.accept(report_id, seen=0)
    row = Desk(store, User("root", Role.ADMIN)).audit(limit=1)[0]
    assert (row["user"], row["action"], row["subject_id"], row["detail"]) == (
        "boris",
        "take over",
        report_id,
        {"from": "anna"},
    )


def test_hold_that_nobody_else_has_is_simply_taken(store: Store, anna: Desk, submit: Callable[..., str]) -> None:
    report_id = submit("Four died.")
    anna.take_over(report_id)
    anna.take_over(report_id)
    assert anna.item(report_id).item.held_by == "anna"
    assert "take over" not in [row["action"] for row in Desk(store, User("root", Role.ADMIN)).audit()]


def test_all_holds_end_when_their_holder_goes(anna: Desk, boris: Desk, submit: Callable[..., str]) -> None:
    ids = [submit(f"Report {number}") for number in range(3)]
    for one in ids[:2]:
        anna.hold(one)
    boris.hold(ids[2])
    anna.release_all()
    assert [item.held_by for item in boris.queue().items] == [None, None, "boris"]


def test_a_viewer_is_refused(store: Store, submit: Callable[..., str]) -> None:
    report_id = submit("Four died.")
    viewer = Desk(store, User("vera", Role.VIEWER))
    for refused in (
        viewer.queue,
        lambda: viewer.next_waiting(report_id),
        lambda: viewer.take_over(report_id),
        viewer.release_all,
    ):
        with pytest.raises(AccessError):
            refused()
