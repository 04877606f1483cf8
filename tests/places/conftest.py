import csv
from pathlib import Path

import pytest

from geo.places import gazetteer

SOURCES = Path(__file__).parents[2] / "data" / "sources" / "places"


@pytest.fixture(scope="session")
def listed():
    return gazetteer.load()


@pytest.fixture(scope="session")
def table():
    """Return the rows of a source table by name."""

    def read(name):
        with (SOURCES / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
