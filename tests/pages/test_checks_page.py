"""The checks page, and that a link to any page works on a server that nobody has visited yet."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

APP = Path(__file__).resolve().parents[2] / "app.py"


def test_afp_tally_is_shown_as_covered_with_the_incidents_behind_it():
    app = AppTest.from_file(APP, default_timeout=60).run().switch_page("pages/checks.py").run()
    assert not app.exception
    texts = [element.value for element in app.markdown]
    place = next(number for number, text in enumerate(texts) if "**Covered exactly** · AFP" in text)
    assert "[5 incidents](./?from=2025-11-01&to=2026-01-18&min_killed=1), 16 killed" in texts[place + 2]
    assert "(./?incident=2025-12-24-kavo)" in texts[place + 3]


def test_gap_of_a_tally_is_named():
    app = AppTest.from_file(APP, default_timeout=60).run().switch_page("pages/checks.py").run()
    assert any("**Short by 1 incident** · Asia\\-Plus" in element.value for element in app.markdown)


@pytest.mark.browser
def test_first_visitor_of_a_fresh_server_may_come_by_a_link_to_a_page(run_app, browser_page):
    url = run_app(APP, {"PANJ_TEST": "a server of its own"})
    browser_page.goto(f"{url}/checks")
    browser_page.get_by_role("heading", name="Checks").wait_for()
    browser_page.get_by_role("link", name="Map").wait_for()
    expect(browser_page.get_by_text("filters ui")).to_have_count(0)
