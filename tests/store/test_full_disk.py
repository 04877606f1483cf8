"""A file system without a byte left, under either database: said so, nothing half-written, work goes on after."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geo.core.errors import StoreError
from geo.core.model import Reading
from geo.store.store import Store
from geo.store.verify import verify
from tests import postgres

SIZE_MB = 180
LEFT_BYTES = 200_000


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Give a file system of its own, which is so small that it can be filled."""
    folder = Path(tempfile.mkdtemp(prefix="panj-disk-", dir="/tmp"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}M,mode=755", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        folder.rmdir()
        pytest.skip(f"a file system cannot be mounted here, which takes an administrator: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


@contextlib.contextmanager
def _location(backend: str, disk: Path) -> Iterator[str]:
    if backend == "sqlite":
        yield str(disk / "test.db")
        return
    if reason := postgres.what_is_lacking():
        pytest.skip(reason)
    with postgres.running(under=disk) as server:
        yield server.new_database()


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_full_disk_is_named_and_nothing_is_half_written(
    backend: str, small_disk: Path, make_reading: Callable[..., Reading]
) -> None:
    readings = [make_reading(f"Report {number}. {'More words. ' * 400}", day=1 + number % 28) for number in range(400)]
    kept = readings[:1]
    with _location(backend, small_disk) as location, Store(location) as store:
        store.add(readings[0], reader_version="test")
        ballast = small_disk / "ballast"
        room = os.statvfs(small_disk)
        with ballast.open("wb") as file:
            file.write(bytes(room.f_bavail * room.f_frsize - LEFT_BYTES))
        with pytest.raises(StoreError, match=r"disk .*full.* make room.* nothing of this was kept"):
            _add_until_refused(store, readings[1:], kept)
        assert 1 < len(kept) < len(readings)
        ballast.unlink()
        failed = readings[len(kept)]
        store.add(failed, reader_version="test")
        assert {one.id for one in store.reports()} == {one.report.id for one in [*kept, failed]}
        assert not verify(location)


def _add_until_refused(store: Store, readings: list[Reading], kept: list[Reading]) -> None:
    """Add readings one by one; put each that was acknowledged among the kept ones."""
    for reading in readings:
        store.add(reading, reader_version="test")
        kept.append(reading)
