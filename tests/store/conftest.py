"""Places for stores in both databases; the tests use a PostgreSQL of their own."""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from geo.core.model import (
    Account,
    Casualties,
    Claim,
    DateSpan,
    Placement,
    Reading,
    Report,
    SegmentShare,
    Tally,
)
from geo.store import engine, records
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.store import Store
from tests import postgres
from tests.postgres import Server

ANNA, BORIS = User("anna", Role.REVIEWER), User("boris", Role.REVIEWER)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Give the tests' own PostgreSQL; skip where it is not installed, or fail if PANJ_TEST_POSTGRES=required."""
    reason = postgres.what_is_lacking()
    if reason:
        if os.environ.get("PANJ_TEST_POSTGRES") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    # What the machine would lose is measured elsewhere; hundreds of databases are made faster so.
    with postgres.running(syncs=False) as started:
        yield started


@pytest.fixture
def new_database(server: Server) -> Callable[[], str]:
    """Give a function that makes an empty database with PostGIS and returns its URL; all go with the server."""
    return server.new_database


@pytest.fixture(params=["sqlite", "postgresql"])
def new_location(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Give a function that returns a place for a new store, for each database in turn."""
    if request.param == "postgresql":
        return request.getfixturevalue("new_database")
    return lambda: str(tmp_path_factory.mktemp("store") / "test.db")


@pytest.fixture
def location(new_location: Callable[[], str]) -> str:
    """Give a place for a new store, in each database in turn."""
    return new_location()


@pytest.fixture
def store(location: str) -> Iterator[Store]:
    """Give a new store, in each database in turn."""
    with Store(location) as opened:
        yield opened


@pytest.fixture
def anna(store: Store) -> Desk:
    """Give the desk of one reviewer."""
    return Desk(store, ANNA)


@pytest.fixture
def boris(store: Store) -> Desk:
    """Give the desk of another."""
    return Desk(store, BORIS)


@pytest.fixture
def sql() -> Callable[[str, str], list[tuple[Any, ...]]]:
    """Give `sql(location, statement)`: runs a statement behind the store's back and returns its rows."""

    def run(location: str, statement: str) -> list[tuple[Any, ...]]:
        opened = engine.open_engine(location)
        with opened.begin() as connection:
            result = connection.exec_driver_sql(statement)
            rows = [tuple(row) for row in result] if result.returns_rows else []
        opened.dispose()
        return rows

    return run


@pytest.fixture(scope="session")
def make_reading() -> Callable[..., Reading]:
    """Give `make_reading(text, day=18, killed=4, n_accounts=1)`: a report as the reader makes it, ids and all.

    It happened in 1995, far from every shipped incident, in a district of its own.
    """

    def make(text: str, *, day: int = 18, killed: int | None = 4, n_accounts: int = 1) -> Reading:
        when = dt.date(1995, 1, day)
        place = Placement(
            status="placed",
            place_id="tj-test",
            name="Test",
            precision_class="district",
            lon=70.25,
            lat=37.5,
            district="Test",
            district_id="tj-test",
            region_id="tj-test-region",
            country="TJ",
            segments=(SegmentShare(id="test--test", share=1.0),),
        )
        account = Account(
            date=DateSpan(start=when, end=when, precision="day"),
            place=place,
            kind="clash",
            killed=Casualties(best=killed),
            claims=(Claim(claimant="Committee", says=text[:40], prop="killed", span=(0, len(text[:40]))),),
            spans={"killed": ((0, 1),)},
        )
        report = Report(
            id=records.content_id("https://example.org/1", "Outlet", when.isoformat(), None, text),
            url="https://example.org/1",
            outlet="Outlet",
            published=when,
            lang="en",
            sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            text=text,
        )
        tally = Tally(since=when, source="Committee", span=(0, 1))
        return Reading(report=report, accounts=(account,) * n_accounts, tallies=(tally,), notes=("a note",))

    return make


@pytest.fixture(scope="session")
def fill(make_reading: Callable[..., Reading]) -> Callable[[str], None]:
    """Give `fill(location)`: makes a store of some of everything, hostile texts too."""

    def make(location: str) -> None:
        with Store(location) as store:
            texts = [
                "Four died.",
                "4 dead, they say.",
                "\x00 NUL, half \ud83d pair, \x1a, ‮right to left",
                "=1+1 ' \" <b>",
            ]
            added = [
                store.add(make_reading(text, day=18 + 3 * number), reader_version="test 1")
                for number, text in enumerate(texts)
            ]
            store.add(make_reading(texts[0], killed=5, n_accounts=2), reader_version="test 2")
            first, second = (item.account_ids[0] for item in added[:2])
            number = store.judge("same", first, second, user="reviewer", reason="one event \x00")
            store.undo(number, user="reviewer")
            shipped = store.incidents()[-1].id
            store.judge("different", second, shipped, user="другой")

    return make


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory, fill: Callable[[str], None]) -> Path:
    """Give the file of a filled store, to be copied and not changed."""
    path = tmp_path_factory.mktemp("filled") / "test.db"
    fill(str(path))
    return path
