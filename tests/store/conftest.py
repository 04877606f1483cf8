"""Places for stores in both databases; the tests start their own PostgreSQL, which nobody else uses."""

import contextlib
import datetime as dt
import hashlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

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
from geo.store.store import Store

_PASSWORD = "p@ss%w/rd"
_PACKAGES = "Debian's packages postgresql and postgresql-15-postgis-3 (or a later version's)"
_ROOT_ID = 0


class Server:
    """A PostgreSQL cluster of the tests' own, with fsync as in real use; databases are made from one with PostGIS."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        password_file = folder / "password"
        password_file.write_text(_PASSWORD, "utf-8")
        # As the server refuses to run as root, all is done as the user that Debian's package makes.
        self._as_user = []
        if os.geteuid() == _ROOT_ID:
            self._as_user = ["runuser", "-u", "postgres", "--"]
            shutil.chown(folder, "postgres")
            shutil.chown(password_file, "postgres")
        # The language sorts unlike SQLite does, so that a query that leans on it is found out.
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
        access = ["--auth=scram-sha-256", f"--pwfile={password_file}", "--username=postgres"]
        self._run("initdb", "-D", str(folder / "data"), "--no-sync", *locale, *access)
        self.start()
        self.execute("CREATE DATABASE plain")
        self.execute("CREATE DATABASE with_postgis TEMPLATE plain")
        self.execute("CREATE EXTENSION postgis", database="with_postgis")
        # Most of what would be copied for each test is a list of the world's reference systems.
        self.execute("DELETE FROM spatial_ref_sys WHERE srid <> 4326", database="with_postgis")
        self.execute("VACUUM FULL spatial_ref_sys", database="with_postgis")

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", mode, "stop")

    def url(self, database: str, *, user: str = "postgres", password: str = _PASSWORD) -> str:
        made = sa.URL.create("postgresql", user, password, "127.0.0.1", self.port, database)
        return made.render_as_string(hide_password=False)

    def execute(self, statement: str, *, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)

    def new_database(self, template: str = "with_postgis") -> str:
        """Make an empty database and return its URL."""
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def _run(self, program: str, *words: str) -> None:
        command = [*self._as_user, str(self._programs / program), *words]
        # Not through a pipe: the server that pg_ctl leaves behind would hold it open.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", check=False)
            said.seek(0)
            assert done.returncode == 0, f"{program}: {said.read().decode('utf-8', 'replace')}"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Give the tests' own PostgreSQL; skip where it is not installed, or fail if PANJ_TEST_POSTGRES=required."""
    lacking = _what_is_lacking()
    if lacking:
        reason = f"{lacking}: install {_PACKAGES}"
        if os.environ.get("PANJ_TEST_POSTGRES") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    # A short path, as a socket's may have no more than 107 bytes, and one that another user may enter.
    folder = Path(tempfile.mkdtemp(prefix="panj-pg-", dir="/tmp"))
    folder.chmod(0o755)
    started = None
    try:
        started = Server(_programs()[-1], folder)
        yield started
    finally:
        if started is not None:
            with contextlib.suppress(AssertionError):
                # Nothing in it is wanted any more.
                started.stop("immediate")
        shutil.rmtree(folder)


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


def _programs() -> list[Path]:
    """Return the folders of the installed servers of version 15 or later that have PostGIS, oldest first."""
    found = []
    for folder in Path("/usr/lib/postgresql").glob("*/bin/initdb"):
        version = folder.parts[-3]
        has_postgis = Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists()
        if version.isdigit() and int(version) >= engine._MIN_POSTGRESQL and has_postgis:
            found.append((int(version), folder.parent))
    return [folder for _, folder in sorted(found)]


def _what_is_lacking() -> str | None:
    if not _programs():
        return "no PostgreSQL 15 or later with PostGIS under /usr/lib/postgresql"
    if os.geteuid() != _ROOT_ID:
        return None
    if shutil.which("runuser") is None:
        return "tests run as root, and there is no runuser to start PostgreSQL as another user"
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return "tests run as root, and there is no user postgres to start PostgreSQL as"
    return None


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
