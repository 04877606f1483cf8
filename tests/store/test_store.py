"""The store: what goes in comes out, twice is once, order does not matter, judgements win and can be undone."""

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.core.errors import StoreError
from geo.core.model import Account, Casualties, Claim, Count, DateSpan, Placement, Reading, Report, SegmentShare, Tally
from geo.incidents import blocks, dataset
from geo.store.store import Store

VERSION = "test 1"
Sql = Callable[[str, str], list[tuple[Any, ...]]]
# Far from every shipped incident, in a district of its own.
PLACE = Placement(
    status="placed",
    place_id="tj-test",
    name="Test",
    precision_class="district",
    district="Test",
    district_id="tj-test",
    region_id="tj-test-region",
    country="TJ",
    segments=(SegmentShare(id="test--test", share=1.0),),
)


def _reading(name: str, day: int = 18, *, killed: int | None = 4, year: int = 1995, accounts: int = 1) -> Reading:
    when = dt.date(year, 1, day)
    account = Account(
        date=DateSpan(start=when, end=when, precision="day"),
        place=PLACE,
        kind="clash",
        killed=Casualties(best=killed),
        claims=(Claim(claimant="Committee", says=f"said in {name}", prop="killed", span=(2, 5)),),
    )
    report = Report(
        id=name,
        url=f"https://example.org/{name}",
        outlet=name,
        published=when,
        lang="en",
        sha256=name,
        text=f"Text {name}",
    )
    tally = Tally(since=when, source="AFP", span=(0, 4))
    return Reading(report=report, accounts=(account,) * accounts, tallies=(tally,), notes=("a note",))


def _partition(store: Store, readings: list[Reading]) -> set[frozenset[str]]:
    """Group the reports by the incident of their first account."""
    groups: dict[str | None, set[str]] = {}
    for reading in readings:
        found = store.reading(reading.report.id, reader_version=VERSION)
        assert found is not None
        (incident_id,) = store.incident_ids(found[1][:1]).values()
        groups.setdefault(incident_id, set()).add(reading.report.id)
    return {frozenset(group) for group in groups.values()}


def test_new_store_holds_the_shipped_incidents(store: Store) -> None:
    assert store.incidents() == dataset.load()


def test_what_goes_in_comes_out(store: Store) -> None:
    reading = _reading("a")
    added = store.add(reading, reader_version=VERSION)
    assert added.is_new
    assert store.reading("a", reader_version=VERSION) == (reading, added.account_ids)
    assert store.reading("a", reader_version="other") is None
    assert list(store.reports()) == [reading.report]
    (incident_id,) = store.incident_ids(added.account_ids).values()
    assert incident_id == f"1995-01-18-test-{added.account_ids[0][:8]}"
    (merged,) = store.merged([incident_id])
    assert merged.incident.killed.best == 4
    assert merged.incident.sources[0].outlet == "a"
    assert len(store.incidents()) == len(dataset.load()) + 1


def test_same_report_twice_is_once(store: Store, location: str, sql: Sql) -> None:
    store.add(_reading("a"), reader_version=VERSION)
    before = store.incidents()
    assert not store.add(_reading("a"), reader_version=VERSION).is_new
    assert store.incidents() == before
    counts = [sql(location, f"select count(*) from {name}")[0][0] for name in ("reports", "accounts", "claims")]
    assert counts == [1, 1, 1]


def test_another_readers_version_is_kept_beside_and_counts_once(store: Store) -> None:
    first = store.add(_reading("a"), reader_version=VERSION)
    before = [incident.id for incident in store.incidents()]
    second = store.add(_reading("a", killed=9), reader_version="test 2")
    assert second.is_new
    assert second.reread is not None
    assert [change.kind for change in second.reread.changes] == ["changed"]
    # The newer one counts in the place of the older, of which nobody had said anything.
    assert [incident.id for incident in store.incidents()] == before
    (incident_id,) = store.incident_ids(second.account_ids).values()
    assert store.incident_ids(first.account_ids) == dict.fromkeys(first.account_ids, incident_id)
    assert store.merged([str(incident_id)])[0].incident.killed.best == 9
    for version, killed in ((VERSION, 4), ("test 2", 9)):
        found = store.reading("a", reader_version=version)
        assert found is not None
        assert found[0].accounts[0].killed.best == killed
    assert not store.add(_reading("a", killed=9), reader_version="test 2").is_new


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_incidents_do_not_depend_on_the_order(store: Store, order: tuple[int, ...]) -> None:
    readings = [_reading("a", 18), _reading("b", 18), _reading("c", 19), _reading("d", 25, killed=1)]
    for position in order:
        store.add(readings[position], reader_version=VERSION)
    assert _partition(store, readings) == {frozenset("abc"), frozenset("d")}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 28), st.sampled_from([None, 2, 3])), min_size=1, max_size=6), st.randoms())
def test_order_and_repetition_change_nothing(
    new_location: Callable[[], str], days: list[tuple[int, int | None]], shuffler: object
) -> None:
    readings = [_reading(f"r{number}", day, killed=killed) for number, (day, killed) in enumerate(days)]
    with Store(new_location()) as first, Store(new_location()) as second:
        for reading in readings:
            first.add(reading, reader_version=VERSION)
        again = [*readings, *readings]
        shuffler.shuffle(again)  # type: ignore[attr-defined]
        for reading in again:
            second.add(reading, reader_version=VERSION)
        assert _partition(first, readings) == _partition(second, readings)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from([None, 2, 3])), min_size=1, max_size=8),
    st.integers(1, 8),
)
def test_several_at_once_make_what_one_by_one_make(
    new_location: Callable[[], str], days: list[tuple[int, int | None]], at_once: int
) -> None:
    readings = [_reading(f"r{number}", day, killed=killed) for number, (day, killed) in enumerate(days)]
    with Store(new_location()) as alone, Store(new_location()) as together:
        for reading in readings:
            alone.add(reading, reader_version=VERSION)
        for start in range(0, len(readings), at_once):
            added = together.add_all(readings[start : start + at_once], reader_version=VERSION)
            assert all(item.is_new and len(item.account_ids) == 1 for item in added)
        assert together.incidents() == alone.incidents()


def test_one_report_in_several_is_one_and_other_readings_are_compared(store: Store) -> None:
    (old,) = store.add_all([_reading("a")], reader_version=VERSION)
    readings = [_reading("b", killed=9), _reading("b", killed=9), _reading("a", killed=9)]
    first, twice, again = store.add_all(readings, reader_version="test 2")
    assert [first.is_new, twice.is_new, again.is_new] == [True, False, True]
    assert twice.account_ids == first.account_ids
    assert first.reread is None
    assert again.reread is not None
    assert [change.kind for change in again.reread.changes] == ["changed"]
    # The newer reading's account is the older one's, by another name, and both reports tell of one event.
    (incident_id,) = {*store.incident_ids([*old.account_ids, *first.account_ids]).values()}
    assert store.merged([str(incident_id)])[0].n_reports == 2


def test_judgements_win_and_can_be_undone(store: Store) -> None:
    readings = [_reading("a"), _reading("b"), _reading("c", 25, killed=1)]
    (a,), (b,), (c,) = (store.add(reading, reader_version=VERSION).account_ids for reading in readings)
    assert _partition(store, readings) == {frozenset("ab"), frozenset("c")}
    apart = store.judge("different", a, b, user="reviewer", reason="two posts")
    assert _partition(store, readings) == {frozenset("a"), frozenset("b"), frozenset("c")}
    store.judge("same", b, c, user="reviewer")
    assert _partition(store, readings) == {frozenset("a"), frozenset("bc")}
    # A report that comes later does not undo what was judged.
    store.add(_reading("d"), reader_version=VERSION)
    assert frozenset("bc") <= next(group for group in _partition(store, readings) if "b" in group)
    undoing = store.undo(apart, user="reviewer")
    assert len(store.incidents()) < len(dataset.load()) + 3
    store.undo(undoing, user="reviewer")
    assert frozenset("a") in _partition(store, readings)


def test_shipped_incidents_judged_the_same_are_shown_once(store: Store) -> None:
    one, other = [incident for incident in dataset.load() if incident.claims][:2]
    number = store.judge("same", one.id, other.id, user="reviewer")
    (shown,) = [incident for incident in store.incidents() if incident.id in (one.id, other.id)]
    kept, joined = (one, other) if shown.id == one.id else (other, one)
    assert (shown.summary, shown.date, shown.place, shown.kind) == (
        kept.summary,
        kept.date,
        kept.place,
        kept.kind,
    )
    # Nothing of the other is lost.
    assert not set(kept.sources) & set(joined.sources)
    assert not set(kept.claims) & set(joined.claims)
    assert shown.sources == kept.sources + joined.sources
    assert shown.claims == kept.claims + joined.claims
    # Nor is a value that only the other has.
    for name in ("wounded", "detained", "parties", "seized"):
        assert getattr(shown, name) == (
            getattr(joined, name) if getattr(kept, name) in (Count(), ()) else getattr(kept, name)
        )
    (merged,) = store.merged([shown.id])
    assert merged.incident == shown
    store.undo(number, user="reviewer")
    assert store.incidents() == dataset.load()


def test_judgement_of_the_unknown_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no account"):
        store.judge("same", "nothing", "nobody", user="reviewer")
    with pytest.raises(StoreError, match="cannot judge"):
        store.judge("similar", "a", "b", user="reviewer")
    with pytest.raises(StoreError, match="no judgement 7"):
        store.undo(7, user="reviewer")


def test_store_is_kept_between_openings(location: str) -> None:
    with Store(location) as store:
        store.add(_reading("a"), reader_version=VERSION)
        before = store.incidents()
    with Store(location) as store:
        store.add(_reading("b"), reader_version=VERSION)
        assert len(store.incidents()) == len(before)


def test_store_matched_with_other_keys_is_matched_anew(
    location: str, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(location) as store:
        readings = [_reading("a"), _reading("b"), _reading("c", 25, killed=1)]
        for reading in readings:
            store.add(reading, reader_version=VERSION)
        before = store.incidents()
    sql(location, "update blocks set key = key + 1")
    monkeypatch.setattr(blocks, "KEYS_VERSION", 99)
    with Store(location) as store:
        assert store.incidents() == before
        store.add(_reading("d"), reader_version=VERSION)
        assert _partition(store, [*readings, _reading("d")]) == {frozenset("abd"), frozenset("c")}
