"""Settings in TOML, read from a file within limits: what is nested too deeply takes minutes and gigabytes to read."""

import tomllib
from pathlib import Path
from typing import Any, Final

from geo.core.errors import RecordError

_MAX_BYTES: Final = 1_000_000
# A key of n parts takes n squared of time and memory.
_MAX_DOTS: Final = 200


def load(path: Path) -> dict[str, Any]:
    """Read a file of TOML.

    Raises
    ------
    RecordError
        It is too large, nested too deeply, not UTF-8 or not TOML; the message names the file and the line.
    OSError
        It cannot be opened.
    """
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        msg = f"{path}: it has more than {_MAX_BYTES:,} bytes: it is no file of settings"
        raise RecordError(msg)
    if any(line.count(b".") > _MAX_DOTS for line in data.splitlines()):
        msg = f"{path}: a line of it has more than {_MAX_DOTS} dots: it is no file of settings"
        raise RecordError(msg)
    try:
        return tomllib.loads(data.decode("utf-8"))
    except RecursionError as err:
        msg = f"{path}: its values are nested too deeply"
        raise RecordError(msg) from err
    except ValueError as err:
        msg = f"{path}: it is not TOML: {err}"
        raise RecordError(msg) from err
