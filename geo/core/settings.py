"""Where things are, read from the environment when asked for; nothing happens on import."""

import functools
import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders of this installation.

    Attributes
    ----------
    data_dir
        The shipped, read-only data: `PANJ_DATA`, or `data/` beside the library.
    home_dir
        What a user adds: `PANJ_HOME`, or the platform's user data folder.
    """

    data_dir: Path
    home_dir: Path


def settings() -> Settings:
    """Read the settings from the environment."""
    data = os.environ.get("PANJ_DATA")
    home = os.environ.get("PANJ_HOME")
    return Settings(
        data_dir=Path(data).resolve() if data else _ROOT / "data",
        home_dir=Path(home).resolve() if home else _default_home(),
    )


@functools.cache
def _default_home() -> Path:
    """Look up the platform's folder once: it asks the file system, and settings are read often."""
    return Path(platformdirs.user_data_dir("panj-watch", appauthor=False))
