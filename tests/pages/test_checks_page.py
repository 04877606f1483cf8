"""The checks page, and that a link to any page works on a server that nobody has visited yet."""

import datetime as dt
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from geo.reports import files
from geo.reports.publication import PublicationDate
from geo.reports.reader import read_report
from geo.store.store import Store

HOSTILE = "https://example.org/a?b=(1) x\n\n# Heading](javascript:alert(1)) `<b>` \\ \u043f"
COVERED = (
    "Counted: 5 incidents\\, 16 killed. Here, 2025-11-01 to 2026-01-18: "
    "[5 incidents](./?from=2025-11-01&to=2026-01-18&min_killed=1), 16 \\(15 to 16\\) killed"
)
APP = Path(__file__).resolve().parents[2] / "app.py"


def test_afp_tally_is_shown_as_covered_with_the_incidents_behind_it():
    app = AppTest.from_file(APP, default_timeout=60).run().switch_page("pages/checks.py").run()
    assert not app.exception
    texts = [element.value for element in app.markdown]
    place = next(number for number, text in enumerate(texts) if "**Covered exactly** · AFP" in text)
    assert texts[place + 1].startswith(COVERED)
    assert "(./?incident=2025-12-24-kavo)" in texts[place + 2]


def test_gap_of_a_tally_is_named():
    app = AppTest.from_file(APP, default_timeout=60).run().switch_page("pages/checks.py").run()
    assert any("**Short by 1 incident** · Asia\\-Plus" in element.value for element in app.markdown)


def test_what_an_added_report_counts_is_put_beside_the_incidents(monkeypatch, tmp_path):
    monkeypatch.setenv("PANJ_HOME", str(tmp_path))
    monkeypatch.delenv("PANJ_DATABASE_URL", raising=False)
    text = (
        "Since November there have been five deadly incidents on the <b>Tajik-Afghan</b> border, in which 16 died. In "
        "all the years there were 900 clashes."
    )
    report = files.make_report(
        text, outlet="Outlet <b>", url=HOSTILE, published=PublicationDate(day=dt.date(2026, 1, 18))
    )
    with Store() as store:
        store.add(read_report(report), reader_version="test 1")
    app = AppTest.from_file(APP, default_timeout=60).run().switch_page("pages/checks.py").run()
    assert not app.exception
    assert "Counted by the reports that were added" in [element.value for element in app.header]
    texts = [element.value for element in app.markdown]
    place = next(number for number, words in enumerate(texts) if f"(./reports?report={report.id})" in words)
    assert "**Covered exactly** · Outlet \\<b\\>\\, 2026\\-01\\-18" in texts[place]
    encoded = "a?b=%281%29%20x%0A%0A#%20Heading]%28javascript:alert%281%29%29%20%60%3Cb%3E%60%20%5C%20%D0%BF"
    assert f"([source](https://example.org/{encoded}), [report](" in texts[place]
    assert texts[place + 1].startswith(COVERED)
    words = [element.proto.body for element in app.get("html")]
    assert any(
        word.startswith('<p dir="auto" style="margin: 0">Since November') and "&lt;b&gt;Tajik-Afghan&lt;/b&gt;" in word
        for word in words
    )
    st.cache_resource.clear()


@pytest.mark.browser
def test_first_visitor_of_a_fresh_server_may_come_by_a_link_to_a_page(run_app, browser_page):
    url = run_app(APP, {"PANJ_TEST": "a server of its own"})
    browser_page.goto(f"{url}/checks")
    browser_page.get_by_role("heading", name="Checks").wait_for()
    browser_page.get_by_role("link", name="Map").wait_for()
    expect(browser_page.get_by_text("filters ui")).to_have_count(0)
