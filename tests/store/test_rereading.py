"""Which accounts of two readings of one text speak of one event."""

import datetime as dt
from typing import Any

from geo.core.model import Account, Casualties, DateSpan
from geo.places import geocoder
from geo.store.rereading import pair_up


def _account(day: int, **values: Any) -> Account:
    when = dt.date(1995, 1, day)
    plain = {"date": DateSpan(start=when, end=when, precision="day"), "kind": "clash", "killed": Casualties(best=2)}
    return Account(place=geocoder.placement_of("tj-ishkoshim"), **{**plain, **values})


def test_equal_accounts_are_paired_whatever_their_order() -> None:
    first, second = _account(3), _account(20, kind="detention")
    assert pair_up([first, second], [second, first]) == {0: 1, 1: 0}


def test_account_that_says_something_else_of_the_same_event_is_paired() -> None:
    assert pair_up([_account(3)], [_account(20), _account(3, killed=Casualties(best=4))]) == {0: 1}


def test_account_of_another_event_is_not_paired() -> None:
    assert pair_up([_account(3)], [_account(25, kind="detention", killed=Casualties())]) == {}


def test_same_words_make_one_event_of_accounts_that_a_reader_dated_otherwise() -> None:
    spans = {"date": ((0, 10),), "killed": ((12, 30),)}
    assert pair_up([_account(3, spans=spans)], [_account(25, spans=spans)]) == {0: 0}
    elsewhere = {"date": ((100, 110),), "killed": ((112, 130),)}
    assert pair_up([_account(3, spans=spans)], [_account(25, spans=elsewhere)]) == {}


def test_each_is_paired_once() -> None:
    assert pair_up([_account(3), _account(3)], [_account(3)]) == {0: 0}
    assert pair_up([_account(3)], [_account(3), _account(3)]) == {0: 0}
    assert pair_up([], [_account(3)]) == pair_up([_account(3)], []) == {}
