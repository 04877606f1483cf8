"""What is shipped is listed: every file under data/ has a manifest entry that describes it."""

import csv
from pathlib import Path

import pytest

from geo.core import manifest
from geo.core.settings import settings

ENTRIES = manifest.load()
# Words about the data, and the list itself.
NOT_LISTED = {"MANIFEST.json", "README.md"}


def test_every_file_is_listed_and_every_entry_has_its_file():
    folder = settings().data_dir
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found - NOT_LISTED == set(ENTRIES)


@pytest.mark.parametrize("name", ENTRIES)
def test_entry_is_complete_and_true(name):
    entry = ENTRIES[name]
    path = manifest.verified(name)
    assert entry.title
    assert entry.made_by
    assert entry.origins
    for origin in entry.origins:
        assert all((origin.name, origin.url, origin.licence, origin.attribution, origin.retrieved))
        assert origin.licence != "NA"
    if path.suffix in {".parquet", ".geojson"}:
        assert entry.crs
    if path.suffix == ".jsonl":
        assert entry.rows == sum(1 for line in Path(path).read_text("utf-8").splitlines() if line)
    if path.suffix == ".csv":
        assert entry.rows == _n_records(path)


def _n_records(path):
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(line for line in file if not line.startswith("#")))
