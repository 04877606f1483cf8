import json

import pytest

from geo.core import manifest
from geo.core.errors import DataIntegrityError

ORIGIN = manifest.Origin(
    name="Nobody's atlas",
    url="https://example.org/atlas",
    licence="CC0-1.0",
    attribution="© nobody",
    retrieved="2026-01-01",
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.csv").write_text("x\n1\n", "utf-8")
    manifest.record("a.csv", title="A table", origins=(ORIGIN,), rows=1, crs=None, made_by="by hand", data_dir=tmp_path)
    return tmp_path


def test_recorded_file_verifies_and_keeps_its_entry(folder):
    assert manifest.verified("a.csv", folder) == folder / "a.csv"
    entry = manifest.load(folder)["a.csv"]
    assert (entry.title, entry.rows, entry.origins) == ("A table", 1, (ORIGIN,))
    assert manifest.attributions(folder) == ["© nobody"]


def test_changed_file_is_refused_and_named(folder):
    (folder / "a.csv").write_text("x\n2, changed\n", "utf-8")
    with pytest.raises(DataIntegrityError, match=r"a\.csv has sha256 .* was changed or damaged"):
        manifest.verified("a.csv", folder)


def test_change_of_the_same_size_is_refused(folder):
    manifest.verified("a.csv", folder)
    (folder / "a.csv").write_text("x\n7\n", "utf-8")
    with pytest.raises(DataIntegrityError, match="sha256"):
        manifest.verified("a.csv", folder)


def test_missing_and_unlisted_files_are_refused(folder):
    (folder / "b.csv").write_text("", "utf-8")
    with pytest.raises(DataIntegrityError, match=r"b\.csv has no entry"):
        manifest.verified("b.csv", folder)
    (folder / "a.csv").unlink()
    with pytest.raises(DataIntegrityError, match="missing"):
        manifest.verified("a.csv", folder)


@pytest.mark.parametrize("text", ["", "{}", '{"files": 3}', '{"files": {"a.csv": {"title": "x"}}}'])
def test_broken_manifest_is_a_clear_error(folder, text):
    (folder / manifest.MANIFEST_NAME).write_text(text, "utf-8")
    with pytest.raises(DataIntegrityError, match="cannot be read as a manifest"):
        manifest.load(folder)


def test_no_manifest_is_a_clear_error(tmp_path):
    with pytest.raises(DataIntegrityError, match="is missing"):
        manifest.load(tmp_path)


def test_entries_are_sorted_so_that_rebuilding_changes_nothing(folder):
    (folder / "0.csv").write_text("y\n", "utf-8")
    manifest.record("0.csv", title="B", origins=(), rows=0, crs=None, made_by="by hand", data_dir=folder)
    assert list(json.loads((folder / manifest.MANIFEST_NAME).read_text("utf-8"))["files"]) == ["0.csv", "a.csv"]
