"""The measuring script's kills, few of them; and PostgreSQL that crashes while several write."""

import importlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.core.model import Reading
from geo.store.store import Store
from geo.store.verify import verify

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give a place to make stores in: a folder, and a database to be copied."""
    if request.param == "sqlite":
        return str(tmp_path)
    url: str = request.getfixturevalue("server").url("with_postgis")
    return url


def test_killed_writers_lose_nothing_that_was_acknowledged(place: str, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    command = [sys.executable, "benchmarks/durability.py", "--db", place, "--kills", "5", "--reports", "12"]
    done = subprocess.run([*command, "--out", out], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (figures,) = json.loads(out.read_text("utf-8")).values()
    assert figures["kill"]["kills"] == 5
    assert figures["kill"]["wrong"] == []


def test_writers_go_on_after_the_server_crashed(
    server: Any, make_reading: Callable[..., Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    durability = importlib.import_module("durability")
    readings = [make_reading(f"Report {number}.", day=1 + number) for number in range(24)]
    location, said = server.new_database(), []
    Store(location).close()
    kept_some = threading.Event()

    def say(line: str) -> None:
        said.append(line)
        if len(said) == 4:
            kept_some.set()

    writers = [
        threading.Thread(target=durability.insist, args=(location, readings, list(range(first, 24, 3)), say))
        for first in range(3)
    ]
    for writer in writers:
        writer.start()
    assert kept_some.wait(60)
    server.stop("immediate")
    server.start()
    for writer in writers:
        writer.join()
    assert sorted(int(line) for line in said if line.isdigit()) == list(range(24))
    assert {line for line in said if not line.isdigit()} == {"cut"}
    assert verify(location) == []
    with Store(location) as store:
        assert sorted(report.id for report in store.reports()) == sorted(item.report.id for item in readings)
