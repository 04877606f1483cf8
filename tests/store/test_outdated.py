"""Which reports another reader has read, and what reading again changed, on both databases."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from geo.core.errors import AccessError
from geo.core.model import Casualties, Placement, Reading
from geo.store import review
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.store import Store


def test_reports_of_other_readers_are_listed_until_they_are_read_again(
    store: Store, anna: Desk, make_reading: Callable[..., Reading]
) -> None:
    texts = ["Four died.", "4 dead, they say.", "Four were killed."]
    ids = [
        store.add(make_reading(text, day=18 + 3 * n), reader_version="rules 1").account_ids[0]
        for n, text in enumerate(texts)
    ]
    assert len(ids) == 3
    store.add(make_reading(texts[1], day=21, killed=5), reader_version="rules 2")
    store.add(make_reading("A row.", day=27), reader_version="import-acled-1")
    anna.add_incident(replace(make_reading("By hand.", day=29).accounts[0], place=Placement()), "I saw it myself.")
    page = anna.outdated("rules 3", limit=2)
    assert page.versions == {"rules 1": 2, "rules 2": 1}
    assert (page.total, [version for _, version in page.items]) == (3, ["rules 1", "rules 1"])
    assert [report.text for report, _ in anna.outdated("rules 3", first=2).items] == [texts[1]]
    assert [report.text for report, _ in anna.outdated("rules 2").items] == [texts[0], texts[2]]
    reading = make_reading(texts[0], killed=6)
    anna.reread(reading.report.id, reading, "rules 2")
    assert [report.text for report, _ in anna.outdated("rules 2").items] == [texts[2]]


def test_what_reading_again_changed_is_listed_with_what_people_keep(
    store: Store, anna: Desk, make_reading: Callable[..., Reading]
) -> None:
    plain, edited, same = (make_reading(text, day=18 + 3 * n) for n, text in enumerate(("One.", "Two.", "Three.")))
    ids = [store.add(one, reader_version="rules 1").account_ids[0] for one in (plain, edited, same)]
    anna.set_value(ids[1], "kind", "mine", seen=0)
    for reading, killed in ((plain, 5), (edited, 6), (same, 4)):
        newer = replace(reading.accounts[0], killed=Casualties(best=killed))
        again = replace(reading, accounts=(newer,))
        assert anna.reread(reading.report.id, again, "rules 2").is_changed == (killed != 4)
    page = anna.rereadings()
    assert (page.total, [one.report.text for one in page.items]) == (2, ["Two.", "One."])
    waiting, counted = page.items
    assert (waiting.state, waiting.user, counted.state) == (review.WAITING, "anna", review.ACCEPTED)
    (change,) = waiting.reread.changes
    assert list(change.fields) == ["killed"]
    assert [part["best"] for part in change.fields["killed"]] == [4, 6]
    assert (change.edits, change.kept.kind, change.kept.killed.best) == (("kind",), "mine", 6)
    assert change.new is not None
    assert change.new.kind == "clash"
    everything = anna.rereadings(is_changed=False, limit=1, first=0)
    assert (everything.total, everything.items[0].report.text) == (3, "Three.")
    anna.accept(edited.report.id, seen=anna.item(edited.report.id).item.seen)
    assert anna.rereadings().items[0].state == review.ACCEPTED


def test_same_reading_of_what_was_edited_counts_at_once(
    store: Store, anna: Desk, make_reading: Callable[..., Reading]
) -> None:
    reading = make_reading("One.")
    (account_id,) = store.add(reading, reader_version="rules 1").account_ids
    anna.set_value(account_id, "kind", "mine", seen=0)
    moved = replace(reading, accounts=(replace(reading.accounts[0], spans={}),))
    result = anna.reread(reading.report.id, moved, "rules 2")
    assert (result.is_counted, result.is_changed) == (True, False)
    assert anna.queue().total == 0
    (account,) = anna.item(reading.report.id).accounts
    assert (account.id, account.reader_version, account.account.kind) == (account_id, "rules 2", "mine")


def test_account_that_is_read_no_more_keeps_what_people_set(
    store: Store, anna: Desk, make_reading: Callable[..., Reading]
) -> None:
    reading = make_reading("One.")
    (account_id,) = store.add(reading, reader_version="rules 1").account_ids
    anna.set_value(account_id, "kind", "mine", seen=0)
    anna.reread(reading.report.id, replace(reading, accounts=()), "rules 2")
    (change,) = anna.rereadings().items[0].reread.changes
    assert (change.kind, change.new, change.edits, change.kept.kind) == ("gone", None, ("kind",), "mine")


def test_older_reading_waits_no_more_once_a_newer_is_accepted(anna: Desk, make_reading: Callable[..., Reading]) -> None:
    reading = make_reading("One.")
    report_id = anna.submit(reading, "rules 1").report.id
    anna.reread(report_id, make_reading("One.", killed=5), "rules 2")
    (item,) = anna.queue().items
    assert (item.reader_version, item.is_reread) == ("rules 2", False)
    number = anna.accept(report_id, seen=0)
    assert anna.queue().items == ()
    assert anna.queue().counts == {"waiting": 0, "accepted": 1, "rejected": 0}
    assert (anna.item(report_id).item.reader_version, anna.item(report_id).item.state) == ("rules 2", review.ACCEPTED)
    anna.undo(number)
    # If the newer one is rejected, the older waits again.
    anna.reject(report_id, "worse", seen=anna.item(report_id).item.seen)
    (item,) = anna.queue().items
    assert (item.reader_version, item.state) == ("rules 1", review.WAITING)
    assert anna.item(report_id).item.reader_version == "rules 1"
    assert anna.queue(review.REJECTED).total == 1


def test_the_times_that_one_report_was_read_again_can_be_asked_for(
    store: Store, anna: Desk, make_reading: Callable[..., Reading]
) -> None:
    one, other = make_reading("One."), make_reading("Other.")
    store.add_all([one, other], reader_version="rules 1")
    anna.reread(one.report.id, make_reading("One.", killed=5), "rules 2")
    anna.reread(other.report.id, make_reading("Other.", killed=6), "rules 2")
    anna.reread(one.report.id, make_reading("One.", killed=7), "rules 3")
    found = anna.rereadings(report_id=one.report.id)
    assert [(item.report.id, item.reread.new_version) for item in found.items] == [
        (one.report.id, "rules 3"),
        (one.report.id, "rules 2"),
    ]
    assert found.total == 2
    assert anna.rereadings(report_id="unknown").items == ()


def test_a_viewer_is_refused(store: Store) -> None:
    viewer = Desk(store, User("vera", Role.VIEWER))
    with pytest.raises(AccessError):
        viewer.outdated("rules 2")
    with pytest.raises(AccessError):
        viewer.rereadings()
