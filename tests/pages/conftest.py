"""What tests of pages share."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from pages import _user
from tests.conftest import free_port

# How Streamlit is told of the login provider that a test runs.
SECRETS = """
[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "a secret for this test alone, long enough to sign with"
client_id = "panj-watch"
client_secret = "any"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@pytest.fixture
def at_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page without a browser be used by who sits at this machine, who may do everything."""
    monkeypatch.setattr(_user, "_is_at_this_machine", lambda: True)


@pytest.fixture(scope="module")
def run_provider() -> Iterator[Callable[[Mapping[str, Mapping[str, Any]]], str]]:
    """Give `run_provider(people) -> url`: a login provider in a process of its own, which knows these people."""
    running: list[subprocess.Popen[bytes]] = []

    def start(people: Mapping[str, Mapping[str, Any]]) -> str:
        port = free_port()
        users = [f"--user-claims={json.dumps({'sub': sub, **claims})}" for sub, claims in people.items()]
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *users]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{url}/.well-known/openid-configuration", timeout=2).close()
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert running[-1].poll() is None
                assert time.monotonic() < deadline, "the provider did not start"
                time.sleep(0.1)
        return url

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=20)
