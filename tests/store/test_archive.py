"""An archive holds all of a store, byte for byte the same from any database, and nothing else gets in by one."""

import gzip
import hashlib
import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from geo.core.errors import StoreError
from geo.incidents import dataset
from geo.store import archive, boxes, migrations, schema_1
from geo.store.backup import backup, restore
from geo.store.engine import open_engine
from geo.store.store import Store

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="module")
def taken_once(tmp_path_factory: pytest.TempPathFactory, filled_file: Path) -> Path:
    folder = tmp_path_factory.mktemp("archive") / "taken"
    backup(folder, filled_file)
    return folder


@pytest.fixture
def taken(tmp_path: Path, filled_file: Path, taken_once: Path) -> Path:
    """Give a backup, a folder, of the filled store in `source.db` beside it."""
    shutil.copy(filled_file, tmp_path / "source.db")
    return shutil.copytree(taken_once, tmp_path / "taken")


def _relist(folder: Path) -> None:
    """Make the list of a folder describe what is in it now, as somebody would who means harm."""
    listed = json.loads((folder / "archive.json").read_text("utf-8"))
    for name, entry in listed["files"].items():
        content = (folder / name).read_bytes()
        entry["sha256"] = hashlib.sha256(content).hexdigest()
        if entry["rows"] is not None:
            entry["rows"] = content.count(b"\n")
    (folder / "archive.json").write_text(json.dumps(listed), "utf-8")


def _edit(folder: Path, table: str, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the first row of a table, and the list with it."""
    path = folder / f"{table}.jsonl"
    first, *others = path.read_text("utf-8").split("\n")
    row = json.loads(first)
    row = change(row) or row
    path.write_text("\n".join([json.dumps(row), *others]), "utf-8")
    _relist(folder)


def _zipped(folder: Path, to: Path) -> Path:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        for child in sorted(folder.iterdir()):
            packed.write(child, child.name)
    return to


def test_a_store_moves_between_databases_and_back_unchanged(
    tmp_path: Path, new_database: Callable[[], str], fill: Callable[[str], None]
) -> None:
    places = [new_database(), str(tmp_path / "file.db"), new_database()]
    fill(places[0])
    copies = []
    for number, place in enumerate(places):
        copies.append(tmp_path / f"{number}.zip")
        backup(copies[-1], place)
        if number + 1 < len(places):
            restore(copies[-1], places[number + 1])
    assert copies[0].read_bytes() == copies[1].read_bytes() == copies[2].read_bytes()
    with Store(places[0]) as first, Store(places[2]) as last:
        assert last.incidents() == first.incidents()
        assert len(last.incidents()) > len(dataset.load())
        assert list(last.reports()) == list(first.reports())
        assert any("\x00" in report.text for report in last.reports())


def test_a_restored_store_goes_on(location: str, tmp_path: Path, taken: Path, make_reading: Callable[..., Any]) -> None:
    restore(taken, location)
    with Store(location) as store:
        n_shown = len(store.incidents())
        # The same report is known; one more of the same event is matched with it; judgements go on.
        assert not store.add(make_reading("Four died."), reader_version="test 1").is_new
        added = store.add(make_reading("Another text of the same day."), reader_version="test 1")
        assert len(store.incidents()) == n_shown
        shipped = dataset.load()[0].id
        store.undo(store.judge("different", added.account_ids[0], shipped, user="reviewer"), user="reviewer")


def test_folder_and_zip_hold_the_same_files(tmp_path: Path, taken: Path) -> None:
    backup(tmp_path / "taken.zip", tmp_path / "source.db")
    with zipfile.ZipFile(tmp_path / "taken.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            child.name: child.read_bytes() for child in taken.iterdir()
        }
        names = sorted(packed.namelist())
    assert names == [
        "accounts.jsonl",
        "archive.json",
        "audit.jsonl",
        "claims.jsonl",
        "facts.jsonl",
        "incidents.jsonl",
        "incidents.parquet",
        "judgements.jsonl",
        "memberships.jsonl",
        "migrations.jsonl",
        "queue.jsonl",
        "readings.jsonl",
        "reports.jsonl",
        "shipped_versions.jsonl",
    ]


def test_files_are_sorted_lines_and_a_table(tmp_path: Path, taken: Path) -> None:
    rows = [json.loads(line) for line in (taken / "reports.jsonl").read_bytes().split(b"\n")[:-1]]
    assert len(rows) == 4
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert "\x00 NUL, half \ud83d pair, \x1a, ‮right to left" in {row["text"] for row in rows}
    judged = [json.loads(line) for line in (taken / "judgements.jsonl").read_bytes().split(b"\n")[:-1]]
    numbers = [row["number"] for row in judged]
    assert numbers == sorted(numbers)
    said = [row for row in judged if row["user"] in ("reviewer", "другой")]
    assert [row["kind"] for row in said] == ["same", "undo", "different"]
    assert said[1]["undoes"] == said[0]["number"]
    with Store(tmp_path / "source.db") as store:
        shown = [incident.id for incident in store.incidents()]
    assert pd.read_parquet(taken / "incidents.parquet")["id"].tolist() == shown


def test_one_report_more_is_one_line_more(tmp_path: Path, taken: Path, make_reading: Callable[..., Any]) -> None:
    with Store(tmp_path / "source.db") as store:
        store.add(make_reading("One more.", day=28), reader_version="test 1")
    backup(tmp_path / "later", tmp_path / "source.db")
    before, after = (
        set((folder / "reports.jsonl").read_bytes().split(b"\n")) for folder in (taken, tmp_path / "later")
    )
    assert before < after
    assert len(after - before) == 1


def test_backup_shows_one_moment_while_others_write(
    location: str, tmp_path: Path, fill: Callable[[str], None], make_reading: Callable[..., Any]
) -> None:
    fill(location)
    backup(tmp_path / "before", location)

    def write(_done: int, _total: int) -> None:
        with Store(location) as store:
            store.add(make_reading("Written in the meantime.", day=27), reader_version="test 1")

    with (
        Store(location) as store,
        store.reading_transaction() as connection,
        boxes.writing(tmp_path / "during") as make,
    ):
        # The first question that a transaction asks fixes what it sees.
        connection.execute(sa.text("select count(*) from reports"))
        write(0, 0)
        archive.write(connection, make)
    for child in (tmp_path / "before").iterdir():
        assert child.read_bytes() == (tmp_path / "during" / child.name).read_bytes(), child.name


def test_archive_of_an_older_schema_is_upgraded(location: str, tmp_path: Path) -> None:
    """What the first schema's rows would have been in an archive."""
    plain = tmp_path / "older.db"
    with closing(sqlite3.connect(plain)) as opened:
        opened.executescript(gzip.decompress((FIXTURES / "schema_1.sql.gz").read_bytes()).decode("utf-8"))
    folder = tmp_path / "older"
    folder.mkdir()
    source = open_engine(plain)
    with source.connect() as connection:
        for table in archive._tables(schema_1.METADATA):
            (folder / f"{table.name}.jsonl").write_bytes(b"".join(archive._lines(connection, table)))
    source.dispose()
    (folder / "incidents.parquet").write_bytes(b"")
    files = {
        child.name: {"rows": None if child.suffix == ".parquet" else 0, "sha256": ""} for child in folder.iterdir()
    }
    listed = {"format": archive.FORMAT, "version": 1, "schema": 1, "files": files}
    (folder / "archive.json").write_text(json.dumps(listed), "utf-8")
    _relist(folder)
    restore(folder, location)
    with Store(plain) as upgraded, Store(location) as restored:
        assert restored.incidents() == upgraded.incidents()
        assert len(list(restored.reports())) == 3


# What is not taken in.


def _extra(folder: Path) -> None:
    (folder / "notes.txt").write_text("hello", "utf-8")


def _missing(folder: Path) -> None:
    (folder / "claims.jsonl").unlink()


def _changed(folder: Path) -> None:
    path = folder / "reports.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Four died", b"Five died"))


def _cut(folder: Path) -> None:
    path = folder / "accounts.jsonl"
    path.write_bytes(path.read_bytes()[:-10])


def _other_parquet(folder: Path) -> None:
    (folder / "incidents.parquet").write_bytes(b"PAR1")


def _no_list(folder: Path) -> None:
    (folder / "archive.json").unlink()


def _other_list(folder: Path) -> None:
    (folder / "archive.json").write_text("[" * 100_000, "utf-8")


def _list_of_other(folder: Path) -> None:
    (folder / "archive.json").write_text('{"format": "mine", "version": 1, "schema": 1, "files": {}}', "utf-8")


def _newer(folder: Path) -> None:
    path = folder / "archive.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "schema": 99}), "utf-8")


def _link(folder: Path) -> None:
    (folder / "facts.jsonl").unlink()
    (folder / "facts.jsonl").symlink_to("/etc/passwd")


def _not_json(folder: Path) -> None:
    (folder / "facts.jsonl").write_bytes(b"\xff{\n")
    _relist(folder)


def _deep_json(folder: Path) -> None:
    (folder / "facts.jsonl").write_text("[" * 200_000 + "\n", "utf-8")
    _relist(folder)


_BAD = [
    (_extra, r"has a file that no archive has 'notes\.txt'"),
    (_missing, r"lacks 'claims\.jsonl'"),
    (_changed, r"reports\.jsonl .* is not the file that its list describes"),
    (_cut, r"accounts\.jsonl .* is not JSON"),
    (_other_parquet, r"incidents\.parquet .* is not the file"),
    (_no_list, r"has no archive\.json"),
    (_other_list, r"its archive\.json cannot be read"),
    (_list_of_other, r"its archive\.json says something else"),
    (_newer, r"was made by a newer version \(format 1, schema 99"),
    (_link, r"is no plain file"),
    (_not_json, r"facts\.jsonl of .*, line 1 is not JSON"),
    (_deep_json, r"facts\.jsonl of .*, line 1 is not JSON"),
    (lambda folder: _edit(folder, "reports", lambda row: row.update(more=1)), "has other fields than"),
    (lambda folder: _edit(folder, "reports", lambda row: row.pop("url") and None), "has other fields than"),
    (lambda folder: _edit(folder, "reports", lambda row: [row]), "has other fields than"),
    (lambda folder: _edit(folder, "reports", lambda row: row.update(text=7)), "text: '7' is not a text"),
    (lambda folder: _edit(folder, "reports", lambda row: row.update(text=None)), "text: 'None' is not a text"),
    (lambda folder: _edit(folder, "reports", lambda row: row.update(sketch="%")), "'%' is not bytes in base 64"),
    (lambda folder: _edit(folder, "readings", lambda row: row.update(is_first=1)), "'1' is not true or false"),
    (lambda folder: _edit(folder, "judgements", lambda row: row.update(number=True)), "'True' is not a whole number"),
    (lambda folder: _edit(folder, "judgements", lambda row: row.update(number=2**70)), "cannot be used"),
    (lambda folder: _edit(folder, "judgements", lambda row: row.update(undoes=77)), "cannot be used"),
    (lambda folder: _edit(folder, "accounts", lambda row: row.update(body={"killed": []})), "Account"),
]


@pytest.mark.parametrize(("change", "words"), _BAD, ids=range(len(_BAD)))
@pytest.mark.parametrize("is_zip", [False, True], ids=["folder", "zip"])
def test_what_is_not_right_is_refused_and_changes_nothing(
    tmp_path: Path, taken: Path, change: Callable[[Path], None], words: str, is_zip: bool
) -> None:
    change(taken)
    # A link that is put into a zip is a plain file, with a hash of its own.
    words = "is not the file|is not JSON" if is_zip and change is _link else words
    given = _zipped(taken, tmp_path / "bad.zip") if is_zip else taken
    backup(tmp_path / "before.zip", tmp_path / "source.db")
    with pytest.raises(Exception, match=words) as caught:
        restore(given, tmp_path / "source.db", replace=True)
    assert type(caught.value).__module__ == "geo.core.errors"
    backup(tmp_path / "after.zip", tmp_path / "source.db")
    assert (tmp_path / "after.zip").read_bytes() == (tmp_path / "before.zip").read_bytes()


def test_what_is_not_right_is_refused_by_a_server_too(new_database: Callable[[], str], taken: Path) -> None:
    url = new_database()
    _edit(taken, "judgements", lambda row: row.update(undoes=77))
    with pytest.raises(StoreError, match="cannot be used"):
        restore(taken, url)
    opened = open_engine(url)
    with opened.connect() as connection:
        assert migrations.number(connection) is None
    opened.dispose()


@pytest.mark.parametrize("name", ["../../evil.jsonl", "/etc/evil", "reports.jsonl/../x", "C:\\evil"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, taken: Path, name: str) -> None:
    path = _zipped(taken, tmp_path / "bad.zip")
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr(zipfile.ZipInfo(name), b"evil")
    with pytest.raises(StoreError, match="no archive"):
        restore(path, tmp_path / "new.db")
    assert not (tmp_path.parent / "evil.jsonl").exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_refused(tmp_path: Path, taken: Path) -> None:
    path = _zipped(taken, tmp_path / "bad.zip")
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("facts.jsonl", b"")
    with pytest.raises(StoreError, match=r"holds 'facts\.jsonl' more than once"):
        restore(path, tmp_path / "new.db")


def test_bombs_are_refused_before_they_go_off(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("reports.jsonl", "w") as member:
        for _ in range(60):
            member.write(b" " * 1_000_000)
    with pytest.raises(StoreError, match="says that it unpacks to 60,000,000, more than 200 times as much"):
        restore(path, tmp_path / "new.db")


@pytest.mark.parametrize("kind", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_ways_of_packing_are_refused(tmp_path: Path, kind: int) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w", kind) as packed:
        packed.writestr("archive.json", b"{}")
    with pytest.raises(StoreError, match="packed in another way"):
        restore(tmp_path / "bad.zip", tmp_path / "new.db")


def test_encrypted_zips_are_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("archive.json", b"{}")
    # The flag stands in the entry's own head and in the list at the end.
    content = bytearray(made.getvalue())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + offset] |= 1
    (tmp_path / "bad.zip").write_bytes(content)
    with pytest.raises(StoreError, match="encrypted"):
        restore(tmp_path / "bad.zip", tmp_path / "new.db")


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.999])
def test_a_zip_that_was_cut_is_refused(tmp_path: Path, taken: Path, part: float) -> None:
    content = _zipped(taken, tmp_path / "whole.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[: int(len(content) * part)])
    with pytest.raises(StoreError, match="cannot be read as an archive of a store"):
        restore(tmp_path / "cut.zip", tmp_path / "new.db")


def test_a_zip_with_damaged_bytes_is_refused(tmp_path: Path, taken: Path) -> None:
    content = bytearray(_zipped(taken, tmp_path / "whole.zip").read_bytes())
    content[5_000:5_100] = b"\xff" * 100
    (tmp_path / "bad.zip").write_bytes(content)
    with pytest.raises(StoreError, match=r"bad\.zip"):
        restore(tmp_path / "bad.zip", tmp_path / "new.db")


def test_a_line_without_end_is_refused(tmp_path: Path, taken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MAX_LINE_BYTES", 10_000)
    (taken / "facts.jsonl").write_bytes(b" " * 20_000)
    _relist(taken)
    with pytest.raises(StoreError, match="has a line of more than 10,000 bytes"):
        restore(taken, tmp_path / "new.db")


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No such file"):
        restore(tmp_path / "nothing.zip", tmp_path / "new.db")
