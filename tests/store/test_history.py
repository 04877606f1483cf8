"""Laws of the store, on random series of what people do with it.

The past is shown as it was; what is kept beside the records is what they make up; and who belongs together is what
matching everything at once says, whatever came in which order, was edited, judged, rejected, read again or undone.
"""

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from geo.core.errors import StoreError
from geo.core.model import Account, Casualties, DateSpan, Incident, Reading, Report
from geo.incidents import blocks
from geo.incidents.blocks import MemoryIndex
from geo.incidents.clustering import DIFFERENT, SAME, Clusterer, Judgement, Verdicts
from geo.places import geocoder
from geo.store import block_keys, events, index, judging, rereading, schema, shown
from geo.store.moment import Moment
from geo.store.store import Store


def _account(days: tuple[int, int] | None, place: str, killed: int | None = 2, role: str = "main") -> Account:
    date = DateSpan()
    if days is not None:
        first, last = (dt.date(1995, 1, day) for day in days)
        date = DateSpan(start=first, end=last, precision="day" if first == last else "month")
    where = geocoder.placement_of(place)
    return Account(role=role, date=date, place=where, kind="clash", killed=Casualties(best=killed))


# Few, so that they meet: the 3rd and the 5th of January are one event only by way of the 4th, and what is vague may be
# of any, or of none.
ACCOUNTS = st.sampled_from(
    (
        _account((3, 3), "tj-ishkoshim"),
        _account((4, 4), "tj-ishkoshim"),
        _account((5, 5), "tj-ishkoshim"),
        _account((5, 5), "tj-ishkoshim", None),
        _account((1, 31), "tj-ishkoshim"),
        _account(None, "tj-gbao", role="background"),
    )
)
KINDS_OF_STEPS = (
    *("add", "queue", "accept", "reject", "drop", "drop", "drop", "set", "set", "mark", "name"),
    *("same", "different", "undo", "undo", "again"),
)
# Some reports of one account each, then what people do.
STEPS = st.builds(
    lambda accounts, steps: [*(("add", [account], 0, 0) for account in accounts), *steps],
    st.lists(ACCOUNTS, min_size=2, max_size=6),
    st.lists(
        st.tuples(
            st.sampled_from(KINDS_OF_STEPS),
            st.lists(ACCOUNTS, min_size=1, max_size=2),
            st.integers(0, 7),
            st.integers(0, 7),
        ),
        min_size=1,
        max_size=8,
    ),
)


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a store that holds the shipped incidents alone, for tests to copy."""
    path = tmp_path_factory.mktemp("empty") / "test.db"
    Store(path).close()
    return path


@pytest.fixture
def fresh_store(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Store]:
    def make() -> Store:
        return Store(shutil.copy(empty_store, tmp_path_factory.mktemp("store") / "test.db"))

    return make


class World:
    """A store, and everything in it that a next step may be about."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.accounts: list[str] = []
        self.reports: list[str] = []
        self.events: list[int] = []

    def do(self, name: str, accounts: list[Account], left: int, right: int) -> None:
        """Take a step; one that the store refuses is none."""
        with suppress(StoreError):
            getattr(self, f"_{name}")(accounts, left, right)

    def _add(self, accounts: list[Account], *_: int, is_queued: bool = False) -> None:
        name = f"r{len(self.reports)}"
        # Words of its own, so that no text is taken for a copy of another.
        text = " ".join(hashlib.sha256(f"{name} {number}".encode()).hexdigest()[:8] for number in range(20))
        report = Report(id=name, outlet=name, published=dt.date(1995, 2, 1), sha256=name, text=text)
        reading = Reading(report=report, accounts=tuple(accounts))
        self.accounts += self.store.add(reading, reader_version="1", is_queued=is_queued).account_ids
        self.reports.append(name)

    def _queue(self, accounts: list[Account], *_: int) -> None:
        self._add(accounts, is_queued=True)

    def _accept(self, _: list[Account], left: int, right: int) -> None:
        self._decide(events.ACCEPT, left)

    def _reject(self, _: list[Account], left: int, right: int) -> None:
        self._decide(events.REJECT, left)

    def _drop(self, _: list[Account], left: int, right: int) -> None:
        if self.accounts:
            with self.store.writing("tester") as writing:
                said = judging.say(writing, events.REJECT, _of(self.accounts, left))
            self.events.append(said)

    def _decide(self, kind: str, left: int) -> None:
        if self.reports:
            with self.store.writing("tester") as writing:
                said = judging.say(writing, kind, _of(self.reports, left), value={"reader_version": "1"})
            self.events.append(said)

    def _set(self, accounts: list[Account], left: int, right: int) -> None:
        if self.accounts:
            field = ("date", "place", "killed")[right % 3]
            with self.store.writing("tester") as writing:
                value = judging.model.to_dict(getattr(accounts[0], field))
                self.events.append(judging.set_value(writing, _of(self.accounts, left), field, value))

    def _mark(self, _: list[Account], left: int, right: int) -> None:
        with self.store.writing("tester") as writing:
            self.events.append(judging.say(writing, _of(events.MARKS, right), self._incident(left)))

    def _name(self, _: list[Account], left: int, right: int) -> None:
        with self.store.writing("tester") as writing:
            said = judging.set_value(writing, self._incident(left), "note", f"note {right}")
        self.events.append(said)

    def _incident(self, left: int) -> str:
        own = [incident.id for incident in self.store.incidents() if incident.date.start is None or _is_own(incident)]
        return _of(own, left)

    def _same(self, _: list[Account], left: int, right: int, kind: str = SAME) -> None:
        if self.accounts:
            ends = _of(self.accounts, left), _of(self.accounts, right)
            self.events.append(self.store.judge(kind, *ends, user="tester"))

    def _different(self, _: list[Account], left: int, right: int) -> None:
        self._same(_, left, right, DIFFERENT)

    def _undo(self, _: list[Account], left: int, right: int) -> None:
        if self.events:
            self.events.append(self.store.undo(_of(self.events, left), user="tester"))

    def _again(self, accounts: list[Account], left: int, right: int) -> None:
        if self.reports:
            (report,) = (one for one in self.store.reports() if one.id == _of(self.reports, left))
            with self.store.writing("tester") as writing:
                reading = Reading(report=report, accounts=tuple(accounts))
                rereading.read_again(writing, reading, f"{right + 2}")


def _of(values: Any, number: int) -> Any:
    return values[number % len(values)]


def _is_own(incident: Incident) -> bool:
    return incident.date.start is not None and incident.date.start.year == 1995


def _last_time(store: Store) -> dt.datetime:
    with store.reading_transaction() as connection:
        return dt.datetime.fromisoformat(connection.scalar(sa.select(sa.func.max(schema.AUDIT.c.at))))


# Too seldom met by chance: the account that joins two others goes, changes, comes late, or is set apart, and that is
# undone.
_THIRD, _FOURTH, _FIFTH, _LATE = (_account((day, day), "tj-ishkoshim") for day in (3, 4, 5, 25))
_BRIDGE = [("add", [one], 0, 0) for one in (_THIRD, _FOURTH, _FIFTH)]
_EXAMPLES = (
    [*_BRIDGE, ("drop", [_THIRD], 1, 0), ("undo", [_THIRD], 0, 0)],
    [*_BRIDGE, ("set", [_LATE], 1, 0), ("undo", [_THIRD], 0, 0)],
    [*_BRIDGE, ("reject", [_THIRD], 1, 0), ("accept", [_THIRD], 1, 0)],
    [*_BRIDGE, ("different", [_THIRD], 0, 2), ("undo", [_THIRD], 0, 0), ("again", [_LATE], 1, 0)],
    [_BRIDGE[0], ("queue", [_FOURTH], 0, 0), _BRIDGE[2], ("accept", [_THIRD], 1, 0), ("undo", [_THIRD], 0, 0)],
    [*_BRIDGE, ("drop", [_THIRD], 0, 0), ("add", [_THIRD], 0, 0), ("undo", [_THIRD], 0, 0), ("drop", [_THIRD], 1, 0)],
)


def _law(test: Any) -> Any:
    """Try a law on the examples and on random series."""
    made = given(STEPS)(test)
    for steps in _EXAMPLES:
        made = example(steps)(made)
    return settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])(made)


@_law
def test_any_time_is_shown_as_it_was(
    fresh_store: Callable[[], Store], steps: list[tuple[str, list[Account], int, int]]
) -> None:
    with fresh_store() as store:
        world, was, tables = World(store), {}, {}
        for step in steps:
            world.do(*step)
            was[_last_time(store)] = store.incidents()
            tables[_last_time(store)] = store.table()
        for time, incidents in was.items():
            assert store.incidents(as_of=time) == incidents
            # A table goes on to give what it was built of, whatever was written since.
            assert tables[time].incidents() == incidents
            assert store.table(as_of=time).incidents() == incidents


@_law
def test_what_is_kept_beside_the_records_is_what_they_make_up(
    fresh_store: Callable[[], Store], steps: list[tuple[str, list[Account], int, int]]
) -> None:
    with fresh_store() as store:
        world = World(store)
        for step in steps:
            world.do(*step)
        with store.writing("tester") as writing:
            worked_out = (
                sa.select(*(column for column in schema.SHOWN.c if column.name != "at")),
                sa.select(schema.SHOWN_TAGS),
            )
            kept = [writing.connection.execute(query).all() for query in worked_out]
            shown.rebuild(writing.connection, writing.at)
            anew = [writing.connection.execute(query).all() for query in worked_out]
        assert [sorted(map(repr, rows)) for rows in kept] == [sorted(map(repr, rows)) for rows in anew]


@_law
def test_who_belongs_together_is_what_matching_all_at_once_says(
    fresh_store: Callable[[], Store], steps: list[tuple[str, list[Account], int, int]]
) -> None:
    with fresh_store() as store:
        world = World(store)
        for step in steps:
            world.do(*step)
        with store.reading_transaction() as connection:
            moment = Moment(connection)
            origins = set(connection.scalars(sa.select(schema.ACCOUNTS.c.origin_id)))
            shipped = set(connection.scalars(sa.select(schema.SHIPPED_VERSIONS.c.incident_id)))
            counted = {item.id: item for item in index.read(moment, origins | shipped)}
            said = [event for event in events.read(connection) if event.is_live and event.kind in (SAME, DIFFERENT)]
            verdicts = Verdicts(
                [
                    Judgement(event.kind, event.subject_id, str(event.other_id))
                    for event in said
                    if event.subject_id in counted and event.other_id in counted
                ]
            )
            clusterer = Clusterer(MemoryIndex(counted.values()), verdicts=verdicts)
            expected = {
                frozenset(group.members)
                for group in clusterer.groups(sorted(origins & counted.keys()))
                if not group.is_open
            }
            keys = {
                (block_keys.key_hash(role, key), number)
                for name, number in block_keys.numbers_of(connection, counted).items()
                for role, key in blocks.entries(counted[name])
            }
            assert {tuple(row) for row in connection.execute(sa.select(schema.BLOCKS))} == keys
            holders = moment.held_by(origins)
            found = [members for members in moment.members({*holders.values()} - {None}).values() if members]
            anchored = {name: name for name in shipped}
        together = {frozenset(members | {name for name in members if name in anchored}) for members in found}
        assert {frozenset(group - shipped) for group in expected} == {frozenset(group - shipped) for group in together}
