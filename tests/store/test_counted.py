"""The tallies of a store's reports, which are checked against its incidents."""

import datetime as dt

from geo.core.model import Count, Reading, Report, Tally
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.records import content_id
from geo.store.store import Store

TEXT = "Four died. Since 2025 there were 17 clashes, in which 12 died. In May there were three."
SUMS = (
    Tally(since=dt.date(2025, 1, 1), incidents=Count(best=17), killed=Count(best=12), span=(11, 62)),
    Tally(since=dt.date(2025, 5, 1), until=dt.date(2025, 5, 31), incidents=Count(best=3), span=(63, 87)),
)
ANNA = User("anna", Role.REVIEWER)


def _reading(published: dt.date | None, tallies: tuple[Tally, ...] = SUMS, text: str = TEXT) -> Reading:
    day = published.isoformat() if published else None
    report = Report(
        id=content_id("https://example.org/1", "Outlet", day, None, text),
        url="https://example.org/1",
        outlet="Outlet",
        published=published,
        lang="en",
        sha256="0" * 64,
        text=text,
    )
    return Reading(report=report, tallies=tallies)


def test_the_newest_report_comes_first_with_its_words(store: Store) -> None:
    for published in (dt.date(2025, 6, 1), dt.date(2026, 6, 1), None):
        store.add(_reading(published), reader_version="test 1")
    store.add(_reading(dt.date(2026, 7, 1), ()), reader_version="test 1")
    found, has_more = store.tallies()
    assert [tally.published for tally in found[::2]] == [dt.date(2026, 6, 1), dt.date(2025, 6, 1), None]
    assert [tally.tally for tally in found[:2]] == list(SUMS)
    assert [tally.says for tally in found[:2]] == [
        "Since 2025 there were 17 clashes, in which 12 died.",
        "In May there were three.",
    ]
    assert (found[0].outlet, found[0].url, found[0].report_id) == (
        "Outlet",
        "https://example.org/1",
        _reading(dt.date(2026, 6, 1)).report.id,
    )
    assert not has_more


def test_there_may_be_more_reports(store: Store) -> None:
    for day in (1, 2, 3):
        store.add(_reading(dt.date(2026, 6, day)), reader_version="test 1")
    found, has_more = store.tallies(limit=2)
    assert [tally.published for tally in found[::2]] == [dt.date(2026, 6, 3), dt.date(2026, 6, 2)]
    assert has_more
    assert store.tallies(limit=3)[1] is False


def test_what_waits_or_was_rejected_counts_nothing(store: Store) -> None:
    desk = Desk(store, ANNA)
    waiting = desk.submit(_reading(dt.date(2026, 6, 1)), "test 1")
    assert store.tallies() == ([], False)
    desk.hold(waiting.report.id)
    seen = desk.item(waiting.report.id).item.seen
    desk.accept(waiting.report.id, seen=seen)
    assert len(store.tallies()[0]) == 2
    other = desk.submit(_reading(dt.date(2026, 6, 2)), "test 1")
    desk.hold(other.report.id)
    desk.reject(other.report.id, "a copy", seen=desk.item(other.report.id).item.seen)
    assert {tally.published for tally in store.tallies()[0]} == {dt.date(2026, 6, 1)}
