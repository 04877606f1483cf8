"""Fixtures that several folders of tests share: a real Chromium, and real Streamlit apps for it to open."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, settings

from geo.incidents.table import IncidentTable

# Every machine draws the same cases, and none fails for being slow; `--hypothesis-profile=default` draws others.
settings.register_profile("panj", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("panj")

# Streamlit apps that tests start; importing one would run it.
collect_ignore_glob = ["*/apps/*.py"]

ROOT = Path(__file__).resolve().parents[1]
_CHROMIUM = "/usr/bin/chromium"
_CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
_START_SECONDS = 120
# A page that is being drawn anew may lose a key or a click: it is at rest when nothing ran for this long.
_REST_MS = 300
_IS_AT_REST = """ms => {
    const runs = document.querySelector('.stApp')?.dataset.testScriptState !== 'notRunning';
    window.restsSince = runs ? null : window.restsSince ?? performance.now();
    return !runs && performance.now() - window.restsSince > ms;
}"""
# How long a page may take for what a test waits for: a machine that runs all tests at once is slow.
WAIT_MS = 60_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests in a browser a second and a third try, told of in the summary: each has a dozen processes to wait for.

    A fault of the app fails all three.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=2))


def at_rest(page: Any) -> None:
    """Wait until a Streamlit page (playwright's Page) has been drawn to its end, and draws nothing more."""
    page.evaluate("window.restsSince = null")
    page.wait_for_function(_IS_AT_REST, arg=_REST_MS)


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Any]:
    """Give a headless Chromium (playwright's sync Browser) that lives as long as the session."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    executable = os.environ.get("PANJ_CHROMIUM", _CHROMIUM)
    if not Path(executable).exists():
        pytest.skip(f"no Chromium at {executable}: install it or name one in PANJ_CHROMIUM")
    sync_api.expect.set_options(timeout=WAIT_MS)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium_browser: Any) -> Iterator[Any]:
    """Give a page, 1366 x 768, whose test fails if any request leaves this machine or a script error goes unseen."""
    context = chromium_browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(WAIT_MS)
    outside: list[str] = []
    errors: list[str] = []
    context.on("request", lambda request: _note_outside(request.url, outside))
    page = context.new_page()
    page.on("websocket", lambda ws: _note_outside(ws.url, outside))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not outside, f"requests left this machine: {outside}"
    assert not errors, f"script errors: {errors}"


@pytest.fixture(scope="session")
def run_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Give `run_app(path, env=None, port=None) -> url`: starts a Streamlit app once a session for each of these.

    Without a port a free one is taken. A home folder of its own keeps the app away from what a user has stored. Only
    the processes started here are ended.
    """
    running: dict[tuple[Any, ...], tuple[subprocess.Popen[bytes], str]] = {}

    def start(path: str | Path, env: Mapping[str, str] | None = None, port: int | None = None) -> str:
        key = (str(path), tuple(sorted((env or {}).items())), port)
        if key not in running:
            home = tmp_path_factory.mktemp("home")
            running[key] = _start(
                Path(path), {"PANJ_HOME": str(home), **(env or {})}, home / "log.txt", port or free_port()
            )
        return running[key][1]

    yield start
    for process, _ in running.values():
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(path: Path, env: Mapping[str, str], log: Path, port: int) -> tuple[subprocess.Popen[bytes], str]:
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(path), *(f"--{k}={v}" for k, v in options.items())]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return process, url
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    process.terminate()
    process.wait(timeout=20)
    raise RuntimeError(f"{path} did not start:\n{log.read_text('utf-8')}")


def _note_outside(url: str, outside: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in {"127.0.0.1", "localhost"}:
        outside.append(url)


@pytest.fixture(scope="session")
def assert_same_table() -> Callable[[IncidentTable, IncidentTable], None]:
    """Give `assert_same_table(found, expected)`: compares two tables column by column, types and all."""

    def compare(found: IncidentTable, expected: IncidentTable) -> None:
        for name in IncidentTable.__slots__:
            left, right = getattr(found, name), getattr(expected, name)
            if isinstance(right, np.ndarray):
                assert (left.dtype, left.shape) == (right.dtype, right.shape), name
                assert np.array_equal(left, right, equal_nan=right.dtype.kind == "f"), name
            elif isinstance(right, pa.Array):
                assert left.type == right.type, name
                assert left.to_pylist() == right.to_pylist(), name
        for name in ("row", "segment", "share"):
            left, right = getattr(found.shares, name), getattr(expected.shares, name)
            assert left.dtype == right.dtype, name
            assert left.tolist() == right.tolist(), name
        assert found.areas == expected.areas
        assert found.incidents() == expected.incidents()

    return compare
