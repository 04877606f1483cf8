"""The data manifest: where each shipped file came from, and the proof that it is still that file.

`data/MANIFEST.json` has one entry for each file under `data/`: its sources with licence and attribution, sha256, rows,
CRS, and how it was made. Loaders ask `verified()` for a path; builders write entries by `record()`.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from geo.core.errors import DataIntegrityError
from geo.core.settings import settings

MANIFEST_NAME = "MANIFEST.json"
_HASHES: dict[tuple[Path, int, int], str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One source of a file: who made it, where it was got and when, its licence and the line to print."""

    name: str
    url: str
    version: str | None = None
    licence: str
    attribution: str
    retrieved: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the manifest says of one file."""

    title: str
    origins: tuple[Origin, ...]
    sha256: str
    rows: int | None
    crs: str | None
    made_by: str
    notes: str | None = None


def load(data_dir: Path | None = None) -> dict[str, Entry]:
    """Read the manifest: path relative to the data folder -> entry.

    Raises
    ------
    DataIntegrityError
        The manifest is missing or is not readable as one.
    """
    path = (data_dir or settings().data_dir) / MANIFEST_NAME
    try:
        files = json.loads(path.read_text("utf-8"))["files"]
        return {
            name: Entry(**{**entry, "origins": tuple(Origin(**origin) for origin in entry["origins"])})
            for name, entry in files.items()
        }
    except FileNotFoundError as err:
        msg = f"{path} is missing: the data folder is not complete, get the project's data again"
        raise DataIntegrityError(msg) from err
    except (AttributeError, KeyError, TypeError, ValueError) as err:
        msg = f"{path} cannot be read as a manifest ({err}): get the project's data again"
        raise DataIntegrityError(msg) from err


def verified(name: str, data_dir: Path | None = None) -> Path:
    """Return the path of a shipped file after checking it against the manifest.

    Parameters
    ----------
    name
        Path relative to the data folder, with forward slashes.
    data_dir
        Another data folder than the settings' one.

    Raises
    ------
    DataIntegrityError
        The file is missing, not listed, or its sha256 is not the listed one.
    """
    folder = data_dir or settings().data_dir
    path = folder / name
    entry = load(folder).get(name)
    if entry is None:
        msg = f"{name} has no entry in {folder / MANIFEST_NAME}: rebuild the data or get it again"
        raise DataIntegrityError(msg)
    if not path.is_file():
        msg = f"{path} is missing: rebuild the data or get it again"
        raise DataIntegrityError(msg)
    found = _sha256(path)
    if found != entry.sha256:
        msg = f"{path} has sha256 {found}, its manifest entry says {entry.sha256}: the file was changed or damaged"
        raise DataIntegrityError(msg)
    return path


def record(
    name: str,
    *,
    title: str,
    origins: tuple[Origin, ...],
    rows: int | None,
    crs: str | None,
    made_by: str,
    notes: str | None = None,
    data_dir: Path | None = None,
) -> Entry:
    """Write or replace the manifest entry of a file that a builder has just made; its sha256 is taken here."""
    folder = data_dir or settings().data_dir
    path = folder / name
    sha256 = _sha256(path)
    entry = Entry(title=title, origins=origins, sha256=sha256, rows=rows, crs=crs, made_by=made_by, notes=notes)
    entries = load(folder) if (folder / MANIFEST_NAME).is_file() else {}
    entries[name] = entry
    document = {"files": {key: asdict(entries[key]) for key in sorted(entries)}}
    scratch = folder / f".{MANIFEST_NAME}.{os.getpid()}"
    scratch.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    scratch.replace(folder / MANIFEST_NAME)
    return entry


def attributions(data_dir: Path | None = None) -> list[str]:
    """List the attribution lines that must be printed, each once, in the order of the manifest."""
    lines = (origin.attribution for entry in load(data_dir).values() for origin in entry.origins)
    return list(dict.fromkeys(lines))


def _sha256(path: Path) -> str:
    """Hash a file once for each of its states: the key holds its time and size."""
    stat = path.stat()
    key = (path, stat.st_mtime_ns, stat.st_size)
    if key not in _HASHES:
        _HASHES[key] = hashlib.sha256(path.read_bytes()).hexdigest()
    return _HASHES[key]
