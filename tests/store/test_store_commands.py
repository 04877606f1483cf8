"""The commands that look after a store."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.cli import cli


@pytest.fixture
def path(tmp_path: Path, filled_file: Path) -> Path:
    return Path(shutil.copy(filled_file, tmp_path / "test.db"))


def _run(*words: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


def test_verify_says_that_all_is_well(path: Path) -> None:
    assert _run("verify", "--db", path) == (0, "all is as it should be\n", "")
    assert _run("verify", "--db", path, "--json") == (0, "", "")


def test_verify_names_each_problem_and_ends_with_1(path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        ((report_id,),) = plain.execute("select id from reports where text = 'Four died.'").fetchall()
        plain.execute("update reports set sha256 = 'forged' where text = 'Four died.'")
        plain.commit()
    code, out, err = _run("verify", "--db", path)
    assert (code, err) == (1, "Error: 1 problems\n")
    assert out.startswith(f"reports {report_id}: sha256 is not that of what it holds; it was changed behind")
    code, out, _ = _run("verify", "--db", path, "--json")
    assert code == 1
    assert {name: json.loads(out)[name] for name in ("table", "id")} == {"table": "reports", "id": report_id}


def test_backup_and_restore_bring_a_store_elsewhere(path: Path, tmp_path: Path) -> None:
    code, out, err = _run("backup", tmp_path / "taken.zip", "--db", path)
    assert (code, err) == (0, "")
    assert out.endswith("rows in 13 files\n")
    code, out, err = _run("restore", tmp_path / "taken.zip", "--db", tmp_path / "new.db")
    assert (code, err) == (0, "")
    assert out.endswith("rows restored, 4 reports among them\n")
    assert _run("verify", "--db", tmp_path / "new.db")[0] == 0
    code, _, err = _run("restore", tmp_path / "taken.zip", "--db", tmp_path / "new.db")
    assert code == 1
    assert "give --replace" in err
    code, out, _ = _run("restore", tmp_path / "taken.zip", "--db", tmp_path / "new.db", "--replace", "--json")
    assert code == 0
    assert json.loads(out)["rows"]["reports"] == 4
    assert Path(json.loads(out)["copy"]).exists()


def test_own_store_is_meant_where_none_is_named(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANJ_DATABASE_URL", str(path))
    code, out, _ = _run("backup", tmp_path / "taken", "--json")
    assert code == 0
    assert {"name": "reports.jsonl", "rows": 4}.items() <= json.loads(out.splitlines()[-3]).items()
    assert (tmp_path / "taken" / "reports.jsonl").exists()


def test_a_password_is_in_no_message() -> None:
    code, out, err = _run("verify", "--db", "postgresql://me:secret@127.0.0.1:1/name")
    assert code == 1
    assert "the store postgresql://127.0.0.1:1/name cannot be used: check that the server runs" in err
    assert "secret" not in out + err
