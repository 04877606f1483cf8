"""Every way in and out of the library, each with one hostile input at a time and what must then be true.

A surface is called with random numbers and a folder of its own, and returns one word for how it went ("read",
"refused" ...). It raises AssertionError where what came out is not safe; any error that is not the library's own goes
through, which counts as a break.
"""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.hostile import inward, outward, printed, stored

Surface = Callable[[random.Random, Path], str]
SURFACES: Final[dict[str, Surface]] = {
    "upload": inward.upload,
    "read": inward.read_folder,
    "import": inward.import_table,
    "import into a store": inward.import_to_store,
    "column map": inward.column_map,
    "address": inward.address,
    "geocode": inward.place_words,
    "locate": inward.place_points,
    "roles": inward.roles,
    "desk": stored.desk,
    "restore": stored.archives,
    "fetch": inward.web,
    "export": outward.exports,
    "markup": outward.markup,
    "command": outward.command,
    "briefing": printed.sheet,
}


def attack(name: str, seed: int, place: Path) -> str:
    """Run one case of a surface in a folder of its own, which goes after; the seed names the case."""
    folder = place / "case"
    folder.mkdir(parents=True)
    try:
        return SURFACES[name](random.Random(f"{name} {seed}"), folder)
    finally:
        shutil.rmtree(folder)
