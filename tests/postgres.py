"""A PostgreSQL cluster of its own, from Debian's packages: for tests, and for the scripts in benchmarks."""

import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import sqlalchemy as sa

from geo.store import engine

_PASSWORD = "p@ss%w/rd"
_PACKAGES = "Debian's packages postgresql and postgresql-15-postgis-3 (or a later version's)"
_ROOT_ID = 0


class Server:
    """A PostgreSQL cluster; databases are made from one with PostGIS.

    With `syncs` it waits for the disk as in real use, which only a machine that fails could tell from not waiting.
    """

    def __init__(self, programs: Path, folder: Path, *, syncs: bool) -> None:
        self._syncs = syncs
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
        # After a crash it would open each file of hundreds of databases to sync it, where one call does.
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self._folder} "
            f"-c recovery_init_sync_method=syncfs -c fsync={'on' if self._syncs else 'off'}"
        )
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-l", log, "-t", "300", "-o", options, "start")

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


@contextlib.contextmanager
def running(*, syncs: bool = True, under: Path = Path("/tmp")) -> Iterator[Server]:
    """Start a cluster in a new folder, and leave nothing of either behind; ask `what_is_lacking` first."""
    # A short path, as a socket's may have no more than 107 bytes, and one that another user may enter.
    folder = Path(tempfile.mkdtemp(prefix="panj-pg-", dir=under))
    folder.chmod(0o755)
    started = None
    try:
        started = Server(_programs()[-1], folder, syncs=syncs)
        yield started
    finally:
        if started is not None:
            with contextlib.suppress(AssertionError):
                # Nothing in it is wanted any more.
                started.stop("immediate")
        shutil.rmtree(folder)


def what_is_lacking() -> str | None:
    """Return what has to be installed before a cluster can be started, and how; None if nothing."""
    if not _programs():
        return f"no PostgreSQL 15 or later with PostGIS under /usr/lib/postgresql: install {_PACKAGES}"
    if os.geteuid() != _ROOT_ID:
        return None
    if shutil.which("runuser") is None:
        return "run as root, and there is no runuser to start PostgreSQL as another user"
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return f"run as root, and there is no user postgres to start PostgreSQL as: install {_PACKAGES}"
    return None


def _programs() -> list[Path]:
    """Return the folders of the installed servers of version 15 or later that have PostGIS, oldest first."""
    found = []
    for folder in Path("/usr/lib/postgresql").glob("*/bin/initdb"):
        version = folder.parts[-3]
        has_postgis = Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists()
        if version.isdigit() and int(version) >= engine._MIN_POSTGRESQL and has_postgis:
            found.append((int(version), folder.parent))
    return [folder for _, folder in sorted(found)]
