"""The measuring script's writers and readers, a few for a moment: no update is lost, no error reaches them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FEW = ["--writers", "4", "--readers", "3", "--seconds", "2", "--pause", "0.1", "--before", "5"]


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_writers_at_once_lose_no_update(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    place = str(tmp_path)
    if backend == "postgresql":
        place = request.getfixturevalue("server").url("with_postgis")
    out = tmp_path / "figures.json"
    command = [sys.executable, "benchmarks/concurrency.py", "--db", place, *FEW, "--out", out]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (figures,) = json.loads(out.read_text("utf-8")).values()
    assert figures["wrong"] == []
    assert figures["counted"] >= 2
    assert figures["reports acknowledged"] >= 2
    assert figures["writers too"]["reads"] > 0
