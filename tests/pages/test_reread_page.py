"""Reading again on the page of reports: what another reader has read, what that changed, what people keep."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.core import vocab
from geo.core.errors import RecordError
from geo.core.model import Casualties, Party
from geo.reports import files
from geo.reports.extractor import Extractor, configured
from geo.store.access import local_user
from geo.store.desk import Desk
from geo.store.store import Store
from pages import _review_reread

APP = Path(__file__).resolve().parents[2] / "app.py"
# Invented.
TEXT = "Tajik border guards shot dead two smugglers in Farkhor district of Khatlon region on {day} March 2017."
HOSTILE = '<img src=x onerror="window.ran=1"> [x](javascript:window.ran=1) **b** $x$'
OLD = "rules 0.0.1"


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path, at_this_machine):
    monkeypatch.setenv("PANJ_HOME", str(tmp_path))
    monkeypatch.delenv("PANJ_DATABASE_URL", raising=False)
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def old_reports():
    """Give three reports as an older reader read them: one killed too many, the same with a value set, and the same."""
    found = []
    with Store() as store:
        for day, title in enumerate(("Wrong", "Edited", "Same"), start=14):
            report = files.make_report(TEXT.format(day=day), title=title)
            reading = configured().read(report)
            if title != "Same":
                reading = replace(reading, accounts=(replace(reading.accounts[0], killed=Casualties(best=7)),))
            store.add(reading, reader_version=OLD)
            found.append(report.id)
        desk = Desk(store, local_user())
        (edited,) = desk.item(found[1]).accounts
        desk.set_value(edited.id, "kind", "mine", seen=0)
    return found


def _page():
    app = AppTest.from_file(APP, default_timeout=60).run().switch_page("pages/reports.py").run()
    assert not app.exception
    return app


def _read_again(app):
    app.button(key="reread_run").click().run()
    assert not app.exception
    return app


def _words(app):
    found = " ".join(one.value for one in [*app.markdown, *app.success, *app.warning, *app.info])
    return found.replace("\\", "")


def _html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def _listed(app):
    lists = [json.loads(one.proto.json) for one in app.get("bidi_component") if "outdated_list" in one.proto.id]
    return [row["cells"] for row in lists[0]["rows"]] if lists else []


def test_nothing_is_to_be_read_again_where_nothing_was_read():
    assert "No report is stored yet" in _words(_page())


def test_reports_of_another_reader_are_read_again_and_what_changed_is_shown(old_reports):
    app = _page()
    assert f"3** were read by another version: 3 by {OLD}" in _words(app)
    assert [(cells[0], cells[3]) for cells in _listed(app)] == [(name, OLD) for name in ("Wrong", "Edited", "Same")]
    assert app.button(key="reread_run").label == "Read 3 again"
    _read_again(app)
    expected = "3 read again: 1 say the same, 1 changed and count so, 1 changed and wait for a reviewer; 0 failed"
    assert expected in _words(app)
    assert "Every report was read by the reader in use" in _words(app)
    assert app.button(key="reread_run").disabled
    html = _html(app)
    assert html.count("<caption>Account 1: read otherwise</caption>") == 2
    assert '<td data-label="Before">7</td><td data-label="Now">2: 2 attackers</td>' in html
    assert f'<td data-label="Set by people, kept">{vocab.KINDS["mine"]}</td>' in html
    assert html.count("Set by people, kept") == 1 + html.count('data-label="Set by people, kept"')
    assert "Same" not in [button.label for button in app.button]
    with Store() as store:
        desk = Desk(store, local_user())
        assert [item.report.title for item in desk.queue().items] == ["Edited"]
        assert desk.item(old_reports[0]).accounts[0].account.killed.best == 2
        assert desk.item(old_reports[0]).item.state == "accepted"
    new = configured().version
    app.button(key=f"reread_open_{old_reports[1]}_{new}").click().run()
    assert app.title[0].value == "Edited"
    assert "Another reading of this report counts already" in _words(app)
    html = _html(app)
    assert html.count("<caption>Account 1: read otherwise</caption>") == 1
    assert f'<td data-label="Set by people, kept">{vocab.KINDS["mine"]}</td>' in html
    app.button(key="accept").click().run()
    assert not app.exception
    assert "Another reading of this report counts already" not in _words(app)
    assert "read otherwise" not in _html(app)


def test_what_did_not_change_is_listed_if_asked_for(old_reports):
    app = _read_again(_page())
    assert "Both readings say the same" not in _html(app)
    app.toggle(key="reread_all").set_value(True).run()
    assert "Both readings say the same" in _html(app)
    assert "Same" in _words(app)


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(old_reports, monkeypatch):
    def read(report):
        if report.title == "Wrong":
            msg = f"the model does not answer {HOSTILE}"
            raise RecordError(msg)
        return configured().read(report)

    monkeypatch.setattr(_review_reread, "configured", lambda: Extractor("model 2", read))
    app = _read_again(_page())
    assert "2 read again" in _words(app)
    assert "1 failed" in _words(app)
    assert "Wrong: the model does not answer <img src=x" in _words(app)
    assert not any("[x](" in element.value for element in app.markdown)
    assert [cells[0] for cells in _listed(app)] == ["Wrong"]


def test_hostile_values_are_text(old_reports, monkeypatch):
    def read(report):
        reading = configured().read(report)
        account = replace(reading.accounts[0], parties=(Party(id="other", label=HOSTILE),))
        return replace(reading, accounts=(account,))

    monkeypatch.setattr(_review_reread, "configured", lambda: Extractor(f"model {HOSTILE}", read))
    app = _read_again(_page())
    assert "&lt;img src=x" in _html(app)
    assert "<img" not in _html(app)
    assert not any("[x](" in element.value for element in app.markdown)
