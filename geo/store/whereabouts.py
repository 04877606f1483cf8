"""Where the store is that nobody named, and whether there is one; asked often, and before any database is loaded."""

from pathlib import Path

from geo.core.settings import settings

FILE_NAME = "panj-watch.db"


def default_file() -> Path:
    """Return where the user's own store is, or would be made, if no server is named."""
    return settings().home_dir / FILE_NAME


def is_made(location: str | Path | None = None) -> bool:
    """Tell whether a store was named or made: a place or server is given, or there is a file of the user's own."""
    return location is not None or settings().database_url is not None or default_file().exists()


def identity() -> tuple[str, ...] | None:
    """Name the store that `is_made` speaks of; another after its file was put in another's place. None without one."""
    url = settings().database_url
    if url is not None:
        return (url,)
    try:
        found = default_file().stat()
    except FileNotFoundError:
        return None
    return str(default_file()), str(found.st_dev), str(found.st_ino)
