"""What comes from outside cannot break, hang or run: each way in and out with hostile input, and the answers due.

The long run is `python benchmarks/hostile.py`.
"""

import csv
import dataclasses
import io
import random
import tracemalloc
import unicodedata
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.core import toml_file
from geo.core.errors import FilterError, RecordError, StoreError
from geo.core.model import ReadFailure
from geo.incidents import checks, dataset, export
from geo.incidents.export_cells import safe_cell
from geo.incidents.filters import Filter
from geo.incidents.imports import importer
from geo.incidents.imports.cells import text
from geo.incidents.imports.columns import ColumnMap
from geo.reports import files
from geo.store.backup import restore
from tests.hostile import corpus, kept, outward, safety, surfaces

# As many as fit in some seconds each; a surface that writes a store takes longer.
N_CASES = {"restore": 20, "read": 8, "upload": 30, "import into a store": 25, "command": 30, "briefing": 12}


@pytest.mark.parametrize("name", surfaces.SURFACES)
def test_surface_holds(name, tmp_path):
    went = {surfaces.attack(name, seed, tmp_path) for seed in range(N_CASES.get(name, 60))}
    assert went


@pytest.mark.parametrize("words", corpus.FORMULAS)
def test_no_cell_is_a_formula(words):
    hostile = dataclasses.replace(outward.incident(random.Random(1)), summary=words, note=words)
    rows = list(csv.DictReader(io.StringIO(export.to_bytes([hostile], "csv").decode(), newline="")))
    assert rows[0]["summary"].startswith("'") == (words[0] != "a")
    safety.check_cell(rows[0]["note"])


@given(st.text())
def test_a_cell_that_was_disarmed_is_never_a_formula_and_begins_with_an_apostrophe(words):
    safe = safe_cell(words)
    safety.check_cell(safe)
    assert safe == safe_cell(safe)


@given(
    st.sampled_from(("=", "+", "-", "@")),
    st.sampled_from(("", " ", "\u00a0")),
    st.text(st.characters(categories=("L", "N")), min_size=1),
)
def test_what_was_disarmed_is_read_back(sign, blank, words):
    assert text({"x": safe_cell(blank + sign + words)}, "x") == unicodedata.normalize("NFC", sign + words)


@given(st.binary(max_size=400), st.sampled_from(corpus.ENDINGS))
@settings(max_examples=60)
def test_any_bytes_are_a_report_or_a_reason(data, ending):
    assert list(files.read_bytes(f"x{ending}", data))


@pytest.mark.parametrize("n", range(8))
def test_feeds_that_would_swell_are_refused(n):
    data = corpus.bomb_feed(random.Random(n))
    found = list(files.read_bytes("x.xml", data))
    text = " ".join(one.reason if isinstance(one, ReadFailure) else one.text for one in found)
    assert len(text) <= len(data) + 1_000
    assert "root:" not in text


def test_a_pdf_that_would_swell_is_refused_within_memory():
    data = corpus.pdf_bomb()
    tracemalloc.start()
    (found,) = files.read_bytes("x.pdf", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found, ReadFailure)
    assert len(data) < 10_000
    assert peak < 400_000_000


@pytest.mark.parametrize(
    "data", [b"a = " + b"[" * 100_000, b"a." * 50_000 + b"a = 1", b"\xff", b"a = " + b"1" * 2_000_000]
)
def test_settings_that_would_swell_are_refused(tmp_path, data):
    path = tmp_path / "x.toml"
    path.write_bytes(data)
    with pytest.raises(RecordError, match=r"x\.toml"):
        toml_file.load(path)


@pytest.mark.parametrize("encoding", ["a\0b", "zlib", "rot13", "hex", "nosuch"])
def test_encodings_that_are_none_are_refused(tmp_path, encoding):
    path = tmp_path / "x.csv"
    path.write_text("date,lon,lat\n2025-01-01,70,37\n", "utf-8")
    with pytest.raises(RecordError, match="no encoding"):
        list(importer.read(path, "csv", how=ColumnMap(encoding=encoding)))


def test_one_long_part_of_an_address_is_not_repeated():
    with pytest.raises(FilterError) as caught:
        Filter.from_query({"min_killed": "9" * 100_000})
    assert str(caught.value) == "min_killed: 100,000 characters, expected at most 4,000"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("lon", float("nan"), "lon is nan"),
        ("lat", 1e308, "lat is 1e+308"),
        ("uncertainty_km", float("inf"), "uncertainty_km is inf"),
        ("chainage_km", -1.0, "chainage_km is -1.0"),
    ],
)
def test_places_that_cannot_be_are_problems(field, value, words):
    one = next(one for one in dataset.load() if one.place.precision_class == "settlement")
    assert not checks.problems(one)
    bad = dataclasses.replace(one, place=dataclasses.replace(one.place, **{field: value}))
    assert words in "; ".join(checks.problems(bad))


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is():
    (found,) = files.read_bytes("a\udcff\ud800.txt", b"")
    assert isinstance(found, ReadFailure)
    assert found.name == "a??.txt"


@pytest.mark.parametrize("name", ["../../../../tmp/panj_pwned", "/tmp/panj_pwned", "a/b", "..\\x"])
def test_an_archive_with_a_path_leaves_nothing_behind(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as box:
        for one, data in kept.archive_parts().items():
            box.writestr(one, data)
        box.writestr(name, b"x")
    with pytest.raises(StoreError, match="has a file that no archive has"):
        restore(tmp_path / "a.zip", tmp_path / "in" / "new.db")
    assert {one.name for one in tmp_path.iterdir()} == {"a.zip", "in"}
    assert {one.suffix for one in (tmp_path / "in").iterdir()} <= {".db", ".db-wal", ".db-shm"}
