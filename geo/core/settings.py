"""Where things are, read from the environment when asked for; nothing happens on import."""

import functools
import os
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

_SHIPPED = Path(__file__).resolve().parents[2] / "data"
# Anything else turns a switch on: whoever sets one by an odd word meant to close something.
_OFF = frozenset({"", "0", "no", "off", "false"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders of this installation.

    Attributes
    ----------
    data_dir
        The shipped, read-only data: `PANJ_DATA`, or `data/` beside the library.
    home_dir
        What a user adds: `PANJ_HOME`, or the platform's user data folder.
    access_file
        Who may do what: `PANJ_ACCESS`; None for the file of `geo.store.access` under the home folder, if there is one.
    is_readonly
        Whether nothing may be written: `PANJ_READONLY` is set, to anything but 0, no, off or false.
    database_url
        The store, a file or a URL: `PANJ_DATABASE_URL`; None for the file under the home folder. It may hold a
        password, so it is never shown.
    """

    data_dir: Path
    home_dir: Path
    access_file: Path | None = None
    is_readonly: bool = False
    database_url: str | None = field(default=None, repr=False)


def data_dir() -> Path:
    """Read the folder of the shipped data alone: it is asked for many times a report."""
    data = os.environ.get("PANJ_DATA")
    return Path(data).resolve() if data else _SHIPPED


def settings() -> Settings:
    """Read the settings from the environment."""
    home = os.environ.get("PANJ_HOME")
    access = os.environ.get("PANJ_ACCESS")
    readonly = os.environ.get("PANJ_READONLY", "").strip().casefold()
    return Settings(
        data_dir=data_dir(),
        home_dir=Path(home).resolve() if home else _default_home(),
        access_file=Path(access).resolve() if access else None,
        is_readonly=readonly not in _OFF,
        database_url=os.environ.get("PANJ_DATABASE_URL") or None,
    )


@functools.cache
def _default_home() -> Path:
    """Look up the platform's folder once: it asks the file system, and settings are read often."""
    return Path(platformdirs.user_data_dir("panj-watch", appauthor=False))
