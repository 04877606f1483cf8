"""The server loads the map before anybody asks, and a visit waits for it."""

import asyncio
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from streamlit.web.server.app_discovery import discover_asgi_app

from pages import _warm_up

ROOT = Path(__file__).resolve().parents[2]


def test_streamlit_run_finds_the_server_in_app_py():
    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"


def test_the_server_starts_before_the_slow_modules_are_read():
    code = "import app, sys; print(*({'folium', 'geopandas', 'pandas'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


def test_a_visit_waits_for_what_is_being_loaded(monkeypatch):
    steps = []

    def load():
        time.sleep(0.1)
        steps.append("loaded")

    async def visit():
        async with _warm_up.lifespan(None):
            _warm_up.wait()
            steps.append("visited")

    monkeypatch.setattr(_warm_up, "_thread", None)
    monkeypatch.setattr(_warm_up, "_load", load)
    monkeypatch.setattr(_warm_up.st, "get_option", {"server.headless": True}.__getitem__)
    # In a thread of its own: a browser that other tests drive keeps a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(visit())).result()
    assert steps == ["loaded", "visited"]


def test_damaged_data_do_not_stop_the_server(monkeypatch, tmp_path):
    monkeypatch.setenv("PANJ_DATA", str(tmp_path))
    _warm_up._load()
