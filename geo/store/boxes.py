"""Where an archive's files lie: a zip whose bytes depend on their content alone, or a folder.

Writing is all or nothing: what is not finished is not there under its name. Reading trusts nothing and unpacks nothing.
"""

import os
import shutil
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Final

from geo.core.errors import StoreError

Create = Callable[[str], AbstractContextManager[IO[bytes]]]

_ZIP: Final = ".zip"
_LEVEL = 6
# The first day that a zip can name: the true time would make every archive another.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o644
_ENCRYPTED = 0x1
# JSON lines shrink to a tenth or so, very like ones to a fortieth.
_MAX_RATIO = 200
_SMALL_BYTES = 50_000_000


@contextmanager
def writing(path: Path) -> Iterator[Create]:
    """Give what makes files in a new zip (a name with that ending) or folder, which is there once the block ends well.

    Raises
    ------
    StoreError
        The name has another ending, is taken, or cannot be written.
    """
    if path.suffix.lower() not in (_ZIP, ""):
        msg = f"{path}: end the name in {_ZIP}, or give a folder's, without an ending"
        raise StoreError(msg)
    if path.exists():
        msg = f"{path} is there already: name another"
        raise StoreError(msg)
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with _zip(scratch) if path.suffix else _folder(scratch) as create:
            yield create
        scratch.rename(path)
        _to_disk(path.absolute().parent)
    except OSError as err:
        msg = f"{path} cannot be written ({err.strerror or err}): make room, or choose another folder"
        raise StoreError(msg) from err
    finally:
        if scratch.is_dir():
            shutil.rmtree(scratch)
        else:
            scratch.unlink(missing_ok=True)


class Box:
    """A zip or folder to read, file by file; use it in a `with` statement.

    Raises
    ------
    StoreError
        It cannot be read, is no zip, or holds what no archive does.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        with self._named_errors():
            if path.is_dir():
                # What begins with a dot belongs to others, as to git.
                self.names = sorted(child.name for child in path.iterdir() if not child.name.startswith("."))
                return
            self._zip = zipfile.ZipFile(path)
        try:
            self._check_zip(self._zip)
        except StoreError:
            self._zip.close()
            raise
        self.names = sorted(self._zip.namelist())

    def __enter__(self) -> "Box":
        return self

    def __exit__(self, *_: object) -> None:
        if self._zip is not None:
            self._zip.close()

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open one of its files, by a name that the caller knows, not by one that the archive says.

        Raises
        ------
        StoreError
            There is no such file, or it is damaged.
        """
        if name not in self.names:
            msg = f"{self.path} has no {name}: it is no archive of a store, or a part of one"
            raise StoreError(msg)
        with self._named_errors():
            if self._zip is not None:
                with self._zip.open(name) as packed:
                    yield packed
                return
            file = self.path / name
            if file.is_symlink() or not file.is_file():
                msg = f"{file} is no plain file: it is no archive of a store"
                raise StoreError(msg)
            with file.open("rb") as plain:
                yield plain

    def _check_zip(self, opened: zipfile.ZipFile) -> None:
        entries = opened.infolist()
        name, n_times = Counter(entry.filename for entry in entries).most_common(1)[0] if entries else ("", 0)
        if n_times > 1:
            msg = f"{self.path} holds {name!r} more than once: it is no archive of a store"
            raise StoreError(msg)
        for entry in entries:
            is_known = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
            if not is_known or entry.flag_bits & _ENCRYPTED:
                msg = f"{self.path} holds {entry.filename!r} encrypted or packed in another way: it is no archive"
                raise StoreError(msg)
        size, unpacked = self.path.stat().st_size, sum(entry.file_size for entry in entries)
        if unpacked > max(_SMALL_BYTES, _MAX_RATIO * size):
            msg = (
                f"{self.path}, {size:,} bytes, says that it unpacks to {unpacked:,}, more than {_MAX_RATIO} times as "
                "much: it is no archive of a store"
            )
            raise StoreError(msg)

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as err:
            said = getattr(err, "strerror", None) or err
            msg = f"{self.path} cannot be read as an archive of a store ({said}): take another backup"
            raise StoreError(msg) from err


@contextmanager
def _zip(path: Path) -> Iterator[Create]:
    with path.open("xb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as packed:

            @contextmanager
            def create(name: str) -> Iterator[IO[bytes]]:
                entry = zipfile.ZipInfo(name, _NO_TIME)
                entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, _UNIX, _MODE << 16
                with packed.open(entry, "w", force_zip64=True) as member:
                    yield member

            yield create
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _folder(path: Path) -> Iterator[Create]:
    path.mkdir()

    @contextmanager
    def create(name: str) -> Iterator[IO[bytes]]:
        with (path / name).open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    yield create
    _to_disk(path)


def _to_disk(folder: Path) -> None:
    """Bring a folder's list of names to the disk, where the system lets folders be opened."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
