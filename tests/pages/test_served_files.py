"""Behind a login nothing of the incidents is in any file that the server gives to whoever asks.

The same requests and the same search are made of an app that is open, where the search must find what it looks for.
"""

import http.client
import json
import re
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection
from typing import Any
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from geo.incidents import dataset
from geo.pipeline import ingest
from geo.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
# Invented, and the paper's name is in no other text.
CANARY = b"zarqubiston herald"
REPORT = {
    "outlet": "Zarqubiston Herald",
    "text": "Tajik border guards shot dead two smugglers in Farkhor district of Khatlon region on 14 March 2017.",
}
# Parts of the shipped incidents: public, but behind a login they too travel to whoever has signed in only.
SHIPPED = dataset.load()[0].id.encode()
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1/oauth2callback"
cookie_secret = "a secret for this test alone, long enough to sign with"
client_id = "panj-watch"
client_secret = "any"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""
PAGES = ("", *sorted(path.stem for path in (ROOT / "pages").glob("[!_]*.py")))
GUESSES = (
    "/data/incidents.jsonl",
    "/app/static/incidents.jsonl",
    "/app/static/../data/incidents.jsonl",
    "/static/../../data/incidents.jsonl",
    "/media/",
    "/media/incidents.jsonl",
    "/panj-watch.db",
    "/.streamlit/secrets.toml",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/message",
    "/_stcore/script-health-check",
    "/_stcore/upload_file/",
    "/component/",
    "/_stcore/bidi-components/",
)
# Ways out of a folder: to the home of the store, and to the library's data.
WAYS_OUT = ("..", "%2e%2e", "..%2f..", "%2e%2e%2f%2e%2e", "....//", "..%5c..")


@dataclass(frozen=True)
class Servers:
    """The same app over the same store: with a login, and open."""

    closed: str
    open: str
    home: Path


@pytest.fixture(scope="module")
def servers(run_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Servers:
    home = tmp_path_factory.mktemp("served")
    path = tmp_path_factory.mktemp("report") / "report.json"
    path.write_text(json.dumps(REPORT), "utf-8")
    with Store(home / "panj-watch.db") as store:
        list(ingest([path], store))
    (home / "secrets.toml").write_text(SECRETS)
    environment = {"PANJ_HOME": str(home)}
    closed = {**environment, "STREAMLIT_SECRETS_FILES": str(home / "secrets.toml")}
    return Servers(run_app(ROOT / "app.py", closed), run_app(ROOT / "app.py", environment), home)


def _visit(url: str, page: str, host: str = "127.0.0.1") -> bytes:
    """Open a page as a browser does, without signing in, and return all that the server sends of it.

    With another host the browser has been told that this name means this machine.
    """
    sent = b""
    parts = urlsplit(url)
    way = create_connection((parts.hostname, parts.port), timeout=30)
    at = f"{host}:{parts.port}"
    with connect(
        f"ws://{at}/_stcore/stream", sock=way, subprotocols=["streamlit"], origin=f"http://{at}", max_size=None
    ) as socket:
        message = BackMsg()
        message.rerun_script.page_name = page
        socket.send(message.SerializeToString())
        n_finished = 0
        while n_finished < 1:
            frame = socket.recv(timeout=60)
            sent += frame
            found = ForwardMsg()
            found.ParseFromString(frame)
            n_finished += (
                found.WhichOneof("type") == "script_finished"
                and found.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            )
    return sent


def _get(url: str, path: str) -> bytes:
    """Ask for a path as it is written, without the tidying that a browser does."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body


def _holds(found: bytes) -> list[bytes]:
    return [secret for secret in (CANARY, SHIPPED) if secret in found.lower()]


def test_a_page_tells_an_open_session_and_no_other(servers):
    assert CANARY in _visit(servers.open, "").lower()
    for page in PAGES:
        sent = _visit(servers.closed, page)
        assert b"Sign in" in sent
        assert _holds(sent) == [], page


def test_a_foreign_name_for_this_machine_is_told_nothing(servers):
    """A page elsewhere on the web can make its own name mean this machine, and then asks as if it sat here."""
    sent = _visit(servers.open, "", host="evil.example")
    assert b"open it as localhost" in sent
    assert _holds(sent) == []


def _files(servers: Servers) -> set[str]:
    """List every file that pages name, and every one beside these on the disk."""
    named: set[str] = set(GUESSES)
    for page in PAGES:
        sent = _visit(servers.open, page)
        named |= {f"/{path.decode()}" for path in re.findall(rb"(?:component|media|_stcore)/[\w.%/-]+", sent)}
        named.add(f"/{page}")
    index = _get(servers.open, "/").decode()
    named |= {f"/{path.lstrip('./')}" for path in re.findall(r'(?:href|src)="([^":]+)"', index)}
    components = {name.rpartition("/")[0] for name in named if name.startswith("/component/") and name.count("/") > 2}
    assert components, "the pages' scripts are served from a folder"
    on_disk = [file.name for folder in (ROOT / "pages/assets", ROOT / "geo/views/assets") for file in folder.iterdir()]
    for folder in components:
        named |= {f"{folder}/{name}" for name in on_disk}
        for way in WAYS_OUT:
            for n_up in range(1, 9):
                up = "/".join([way] * n_up)
                named |= {f"{folder}/{up}/data/incidents.jsonl", f"{folder}/{up}{servers.home}/panj-watch.db"}
        named.add(f"{folder}/{servers.home}/panj-watch.db")
    return named


def test_no_file_that_the_server_gives_holds_an_incident(servers):
    files = _files(servers)
    served = {path: _get(servers.closed, path) for path in sorted(files)}
    scripts = [path for path, body in served.items() if path.endswith(".js") and b"export" in body]
    assert len(scripts) > 3, "the requests reach the server's files"
    assert {path: held for path, body in served.items() if (held := _holds(body))} == {}


def test_what_is_given_by_an_address_is_given_by_nothing_less(servers):
    """The sheet's preview is a file on the server while somebody looks at it: its name is a hash of all its bytes."""
    named = re.findall(rb"media/([0-9a-f]+)\.png", _visit(servers.open, "briefing"))
    assert named
    for name in (found.decode() for found in named):
        assert len(name) >= 32
        assert _get(servers.open, f"/media/{name}.png").startswith(b"\x89PNG")
        for other in (name[:-1], f"{name[:-1]}{'0' if name[-1] != '0' else '1'}", "*", ""):
            assert b"PNG" not in _get(servers.open, f"/media/{other}.png")[:8]
