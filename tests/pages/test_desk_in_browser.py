"""Beside the review, in a real Chromium: the queue's pages, a table, reading again, a click on the map, a hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from geo.core.model import Casualties
from geo.reports import files
from geo.reports.extractor import configured
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.store import Store
from geo.store.whereabouts import FILE_NAME
from tests.conftest import at_rest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
# Invented.
TEXT = "Tajik border guards shot dead two smugglers in Farkhor district of Khatlon region on {day} March 2017."
HOSTILE = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>[x](javascript:window.ran=1) **b**'
TABLE = f"""date,district,Sort,killed,notes
1995-01-18,Farkhor,battle,2,Invented guards shot two men.
1995-01-18,Panj,"{HOSTILE.replace('"', '""')}",1,Invented.
"""
N_WAITING = 23


@dataclass(frozen=True)
class App:
    """A running app and its home folder."""

    url: str
    home: Path

    def desk(self, do: Any) -> Any:
        with Store(self.home / FILE_NAME) as store:
            return do(Desk(store, User("another", Role.REVIEWER)))


@pytest.fixture(scope="module")
def app(run_app: Any, tmp_path_factory: pytest.TempPathFactory) -> App:
    """Give an app whose queue has more than a page of reports, and one that an older reader has read."""
    home, extractor = tmp_path_factory.mktemp("desk"), configured()
    with Store(home / FILE_NAME) as store:
        desk = Desk(store, User("another", Role.REVIEWER))
        for number in range(N_WAITING):
            report = files.make_report(TEXT.format(day=number + 1), title=f"Report {number:02}", outlet="Gazette")
            desk.submit(extractor.read(report), extractor.version)
        report = files.make_report(TEXT.format(day=30), title=f"Old {HOSTILE}")
        reading = extractor.read(report)
        account = replace(reading.accounts[0], killed=Casualties(best=7))
        store.add(replace(reading, accounts=(account,)), reader_version=f"rules {HOSTILE}")
    return App(run_app(ROOT / "app.py", {"PANJ_HOME": str(home)}), home)


@pytest.fixture
def opened(app: App, browser_page: Any) -> Iterator[Any]:
    """Give `opened(tab=None, query="") -> page`: the page of reports, drawn to its end; nothing hostile runs on it."""

    def go(tab: str | None = None, query: str = "") -> Any:
        browser_page.goto(f"{app.url}/reports{query}")
        expect(browser_page.get_by_text("Boundaries and names imply no endorsement")).to_be_visible()
        at_rest(browser_page)
        if tab:
            browser_page.get_by_role("tab", name=tab).click()
        return browser_page

    yield go
    expect(browser_page.locator("img[src=x], a[href^='javascript:'], [onerror]")).to_have_count(0)
    assert browser_page.evaluate("window.ran") is None


def test_the_queue_is_turned_over_searched_and_put_in_order_by_keyboard(opened):
    page = opened()
    pager = page.get_by_role("navigation", name="Pages of the table").first
    expect(pager).to_contain_text(f"1 to 20 of {N_WAITING}")
    following = pager.get_by_role("button", name="Next")
    following.focus()
    page.keyboard.press("Enter")
    expect(pager).to_contain_text(f"21 to {N_WAITING} of {N_WAITING}")
    # There is no next page: the focus goes to a button that can be pressed.
    expect(pager.get_by_role("button", name="First")).to_be_focused()
    page.keyboard.press("Enter")
    expect(pager).to_contain_text(f"1 to 20 of {N_WAITING}")
    heading = page.get_by_role("button", name="Title").first
    heading.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Title").first).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Title").first).to_have_attribute("aria-sort", "descending")
    expect(page.locator(".reports tbody tr").first).to_contain_text(f"Report {N_WAITING - 1:02}")
    search = page.get_by_role("textbox", name="Search")
    search.fill("23 march GAZETTE")
    search.press("Enter")
    expect(pager).to_contain_text("1 to 1 of 1")
    expect(page.locator(".reports tbody tr").first).to_contain_text("Report 22")


def test_a_table_is_imported_and_its_bad_rows_can_be_saved(app, opened, tmp_path):
    page = opened("Add reports")
    page.get_by_role("radio", name="Import table").click()
    page.locator("input[type=file]").set_input_files(
        [{"name": "log.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}]
    )
    run = page.get_by_role("button", name="Import about 2 rows")
    expect(run).to_be_enabled()
    _choose(page, "Sort", "kind")
    _choose(page, "Country, where a row names none", "Tajikistan")
    _choose(page, "battle (kind)", "Clash")
    expect(run).to_be_enabled()
    run.click()
    outcome = page.get_by_text("1 added (0 of them matched with what was known), 0 here already, 1 bad.")
    expect(outcome).to_be_visible()
    expect(page.locator(".panj-rows tbody tr")).to_contain_text(HOSTILE[:30])
    with page.expect_download() as download:
        page.get_by_role("button", name="All 1 bad rows as a file").click()
    path = tmp_path / "bad.csv"
    download.value.save_as(path)
    assert [line.split(",")[0] for line in path.read_text("utf-8").splitlines()] == ["line", "3"]
    run.click()
    expect(page.get_by_text("0 added, 1 here already, 1 bad.")).to_be_visible()


def _choose(page: Any, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    expect(box).to_have_value(option)


def test_a_report_is_read_again_and_what_changed_leads_to_it(opened):
    page = opened("Read again")
    run = page.get_by_role("button", name="Read 1 again")
    expect(run).to_be_enabled()
    run.click()
    expect(page.get_by_text("1 read again: 0 say the same, 1 changed and count so")).to_be_visible()
    killed = page.get_by_role("row", name="Killed").locator("td")
    expect(killed.nth(0)).to_have_text("7")
    expect(killed.nth(1)).to_have_text("2: 2 attackers")
    page.get_by_role("button", name="Review it").click()
    expect(page.get_by_role("heading", name="What was read")).to_be_visible()
    expect(page.locator("h1")).to_contain_text(f"Old {HOSTILE[:20]}")


def test_an_incident_by_hand_is_put_where_the_map_is_clicked(app, opened):
    page = opened("Type in an incident")
    page.get_by_role("textbox", name="What happened, in your words").fill("Invented: I saw it at the ford.")
    page.get_by_role("textbox", name="Search a place").fill("Farkhor")
    page.get_by_role("textbox", name="Search a place").press("Enter")
    expect(page.get_by_role("combobox", name="Which")).to_be_visible()
    page.get_by_text("Point at it on the map").click()
    expect(page.frame_locator("iframe").locator(".leaflet-container.panj-pick")).to_be_visible()
    page.frames[1].wait_for_function("Panj.state.map.getZoom() === 8.5")
    at_rest(page)
    frame = page.locator("iframe")
    frame.scroll_into_view_if_needed()
    frame.click(position={"x": 600, "y": 150})
    expect(page.get_by_text("Clicked:")).to_be_visible()
    page.get_by_role("button", name="Add the incident").click()
    made = page.get_by_role("link", name="Open the incident")
    expect(made).to_have_attribute("href", re.compile("incident="))
    incident_id = parse_qs(urlsplit(made.get_attribute("href")).query)["incident"][0]
    file = app.desk(lambda desk: desk.incident(incident_id))
    assert (file.incident.place.precision_class, file.incident.place.country) == ("exact", "TJ")


def test_a_hold_ends_when_another_page_is_opened(app, opened):
    report_id = app.desk(lambda desk: desk.queue().items[0].report.id)
    page = opened(query=f"?report={report_id}")
    expect(page.get_by_role("button", name="Accept")).to_be_visible()
    assert app.desk(lambda desk: desk.item(report_id)).item.held_by is not None
    page.get_by_role("link", name="About").click()
    expect(page.get_by_role("heading", name="About Panj Watch")).to_be_visible()
    assert app.desk(lambda desk: desk.item(report_id)).item.held_by is None
