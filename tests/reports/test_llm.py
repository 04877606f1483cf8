"""The optional model reader against a small server of our own: it only points, the text decides."""

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner

from geo.cli import cli
from geo.core.errors import SourceError
from geo.core.model import Report
from geo.reports import llm

TEXT = "Two guards were killed on Tuesday in Farkhor district, the Tajik security committee said."
REPORT = Report(id="1", sha256="2", text=TEXT, lang="en", published=dt.date(2026, 1, 16))


@pytest.fixture
def model():
    """Start a server on this machine that answers with what a test puts into `answer`; `asked` keeps the requests."""
    state = {"answer": "{}", "status": 200, "asked": []}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state["asked"].append((self.path, self.headers.get("Authorization"), body))
            data = json.dumps({"choices": [{"message": {"content": state["answer"]}}]}).encode()
            self.send_response(state["status"])
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    state["at"] = llm.Endpoint(f"http://127.0.0.1:{server.server_port}/v1", "small", "secret")
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


def answer(**values):
    return json.dumps({"accounts": [values]})


def test_values_are_read_from_the_words_that_the_model_points_at(model):
    model["answer"] = answer(
        kind="clash", date="on Tuesday", place="Farkhor district", killed="Two guards", parties=["guards"]
    )
    (account,) = llm.read_report(REPORT, model["at"]).accounts
    assert (account.kind, account.killed.best, account.place.district) == ("clash", 2, "Farkhor")
    assert account.date.start == dt.date(2026, 1, 13)
    assert TEXT[slice(*account.spans["killed"][0])] == "Two guards"


def test_words_that_do_not_stand_in_the_text_are_dropped(model):
    model["answer"] = answer(date="on Tuesday", place="Vanj district", killed="17 guards")
    reading = llm.read_report(REPORT, model["at"])
    (account,) = reading.accounts
    assert account.killed.best is None
    assert account.place.status == "not_placed"
    assert any("17 guards" in note for note in reading.notes)


def test_an_account_of_nothing_quoted_is_no_account(model):
    model["answer"] = answer(kind="clash", killed="nine")
    assert llm.read_report(REPORT, model["at"]).accounts == ()


def test_a_kind_outside_the_vocabulary_is_other(model):
    model["answer"] = answer(kind="apocalypse", killed="Two guards")
    assert llm.read_report(REPORT, model["at"]).accounts[0].kind == "other"


def test_the_request_follows_the_protocol(model):
    model["answer"] = '{"accounts": []}'
    llm.read_report(REPORT, model["at"])
    path, key, body = model["asked"][0]
    assert (path, key, body["model"]) == ("/v1/chat/completions", "Bearer secret", "small")
    assert body["messages"][1]["content"] == TEXT


@pytest.mark.parametrize("content", ["no json", "[1, 2]", '"text"'])
def test_an_answer_that_is_no_object_is_a_clear_error(model, content):
    model["answer"] = content
    with pytest.raises(SourceError, match="the model at"):
        llm.read_report(REPORT, model["at"])


@pytest.mark.parametrize(
    "content", ['{"accounts": 5}', '{"accounts": [null, 3]}', '{"accounts": [{"date": 4, "parties": "x"}]}']
)
def test_odd_objects_give_no_account(model, content):
    model["answer"] = content
    assert llm.read_report(REPORT, model["at"]).accounts == ()


def test_a_server_error_is_a_clear_error(model):
    model["status"] = 500
    with pytest.raises(SourceError, match="cannot be reached"):
        llm.read_report(REPORT, model["at"])


def test_other_schemes_are_refused():
    with pytest.raises(SourceError, match="http"):
        llm.read_report(REPORT, llm.Endpoint("file:///etc/passwd"))


def test_it_is_off_unless_the_user_sets_a_url(monkeypatch):
    monkeypatch.delenv(llm.URL_VARIABLE, raising=False)
    assert llm.endpoint() is None
    monkeypatch.setenv(llm.URL_VARIABLE, "http://localhost:1/v1")
    assert llm.endpoint() == llm.Endpoint("http://localhost:1/v1", "default", None)


def test_commands_read_with_the_model_that_is_set_and_with_the_rules_without_one(model, monkeypatch, tmp_path):
    article = tmp_path / "article.txt"
    article.write_text(TEXT, "utf-8")
    model["answer"] = answer(kind="mine", killed="Two guards")

    def kinds(*command):
        result = CliRunner().invoke(cli, [command[0], str(article), *command[1:], "--json"])
        assert result.exit_code == 0, result.output
        return [account["kind"] for account in json.loads(result.output)["accounts"]]

    store = ("ingest", "--db", str(tmp_path / "test.db"))
    monkeypatch.delenv(llm.URL_VARIABLE, raising=False)
    by_rules = kinds("read")
    assert by_rules == kinds(*store) != ["mine"]
    assert model["asked"] == []
    monkeypatch.setenv(llm.URL_VARIABLE, model["at"].url)
    assert kinds("read") == kinds(*store) == ["mine"]
    assert len(model["asked"]) == 2


def test_a_key_does_not_show_in_the_repr():
    assert "secret" not in repr(llm.Endpoint("http://x", "m", "secret"))
