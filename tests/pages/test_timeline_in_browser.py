"""The border strip page in a real Chromium: brushes, hovering, keyboard, widths."""

import datetime as dt
import os
import re
from pathlib import Path

import pytest

from geo.border import segments
from geo.incidents import dataset
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from tests.conftest import at_rest

pytestmark = pytest.mark.browser

APP = "app.py"
ROOT = Path(__file__).resolve().parents[2]
_NOTE_DRAWN = """window.strips = [];
window.addEventListener("panj-strip-drawn", event => window.strips.push(event.detail.rows))"""


@pytest.fixture(scope="module")
def table():
    return IncidentTable.from_incidents(dataset.load())


@pytest.fixture
def opened(browser_page, run_app):
    """Give `opened(query="", size=None) -> page`: the page with its strip drawn."""

    def go(query="", size=None):
        if size:
            browser_page.set_viewport_size({"width": size[0], "height": size[1]})
        browser_page.add_init_script(_NOTE_DRAWN)
        browser_page.goto(run_app(APP) + "/timeline" + query)
        browser_page.wait_for_function("window.strips.length")
        browser_page.wait_for_selector(".list tbody tr")
        at_rest(browser_page)
        return browser_page

    return go


def _shown(page, n):
    page.wait_for_function("n => window.strips.at(-1) === n", arg=int(n))


def _drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def _plot(page):
    """Return left, top, right and bottom of the strip's plot on the screen."""
    page.locator(".strip .plot").scroll_into_view_if_needed()
    west, _, _, latest = (page.locator(".strip .handle").nth(i).bounding_box() for i in range(4))
    east = page.locator(".strip .handle").nth(1).bounding_box()
    return (
        west["x"] + west["width"] / 2,
        latest["y"] + latest["height"] / 2,
        east["x"] + east["width"] / 2,
        west["y"] + west["height"] / 2,
    )


def test_strip_shows_what_the_sentence_counts(opened, table):
    page = opened("?kind=clash")
    expected = int(Filter(kinds=("clash",)).mask(table).sum())
    _shown(page, expected)
    page.get_by_text(f"{expected} of {table.n} incidents").wait_for()


def test_time_brush_sets_the_dates(opened, table):
    page = opened()
    _, top, right, bottom = _plot(page)
    x = right + 30
    _drag(page, (x, top + 20), (x, top + (bottom - top) / 2))
    page.wait_for_url(re.compile(r"from=\d{4}-\d\d-01"))
    chosen = Filter.from_query(dict(re.findall(r"(from|to)=([\d-]+)", page.url)))
    assert chosen.date_from.day == 1
    assert not chosen.segments
    _shown(page, chosen.mask(table).sum())
    page.get_by_text(f"{int(chosen.mask(table).sum())} of {table.n} incidents").wait_for()
    page.get_by_role("button", name="All dates").click()
    _shown(page, table.n)


def test_kilometre_brush_sets_the_segments(opened, table):
    page = opened()
    left, _, right, bottom = _plot(page)
    y = bottom + 20
    at = [left + (right - left) * km / 1344 for km in (330, 445)]
    _drag(page, (at[0], y), (at[1], y))
    page.wait_for_url("**segment=*")
    expected = tuple(name for name in segments.segment_ids() if name.startswith("shamsiddin-shohin--"))
    assert re.search(r"segment=([^&]+)", page.url)[1].replace("%2C", ",").split(",") == list(expected)
    _shown(page, Filter(segments=expected).mask(table).sum())
    assert "from=" not in page.url


def test_drag_across_the_plot_brushes_both(opened, table):
    page = opened()
    left, top, right, bottom = _plot(page)
    _drag(page, (left + 10, top + 30), (left + (right - left) / 3, top + (bottom - top) / 2))
    page.wait_for_url(re.compile("from=.*segment=|segment=.*from="))


def test_keyboard_moves_an_end_of_the_brush(opened):
    page = opened()
    page.get_by_role("slider", name="East end of the stretch").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    last, cut = segments.segment_ids()[-4], segments.segment_ids()[-3]
    page.wait_for_url(lambda url: last in url and cut not in url)


def test_what_is_hovered_on_the_strip_is_ringed_on_the_map(opened, table):
    page = opened("?from=2025-11-01&precision=settlement,district", size=(1366, 1400))
    page.wait_for_selector("iframe")
    frame = next(one for one in page.frames if one.parent_frame)
    frame.wait_for_function("Panj.state.data && Panj.state.incidents.marks.length")
    _hover_a_mark(page)
    row = int(page.locator(".strip .plot").get_attribute("data-hover"))
    frame.wait_for_selector(".panj-ring:not([hidden])")
    spot = frame.evaluate(
        """row => {
            const mark = Panj.state.incidents.markOf(row), box = document.querySelector(".panj-ring");
            return [mark.x, mark.y, box.offsetLeft + box.offsetWidth / 2, box.offsetTop + box.offsetHeight / 2];
        }""",
        row,
    )
    assert spot[:2] == pytest.approx(spot[2:], abs=1.5)
    page.mouse.move(5, 5)
    frame.wait_for_selector(".panj-ring", state="hidden")


def test_what_is_hovered_on_the_map_is_ringed_on_the_strip(opened):
    page = opened("?from=2025-11-01&precision=settlement", size=(1366, 1400))
    frame = next(one for one in page.frames if one.parent_frame)
    frame.wait_for_function("Panj.state.data && Panj.state.incidents.marks.length")
    row, x, y = frame.evaluate(
        """() => {
            const { incidents } = Panj.state, { row } = incidents.marks[0], { x, y } = incidents.markOf(row);
            return [row, x, y];
        }"""
    )
    box = page.locator("iframe").bounding_box()
    page.mouse.move(box["x"] + x + 1, box["y"] + y + 1)
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.wait_for_selector(f".strip .plot[data-hover='{row}']", state="attached")


def test_every_incident_under_the_pointer_is_linked_where_the_strip_is_shaded(browser_page, run_app):
    made_up = {"PYTHONPATH": f"{ROOT / 'benchmarks' / 'page_apps'}{os.pathsep}{ROOT}", "PANJ_BENCH_N": "3000"}
    browser_page.set_viewport_size({"width": 1366, "height": 1400})
    browser_page.add_init_script(
        _NOTE_DRAWN
        + "; window.hovered = []; window.addEventListener('panj-hover', ({ detail }) => hovered.push(detail.row))"
    )
    browser_page.goto(run_app(APP, made_up) + "/timeline")
    browser_page.wait_for_function("window.strips.at(-1) === 3000")
    browser_page.get_by_text("the 60 deadliest as marks").wait_for()
    browser_page.wait_for_selector("iframe")
    frame = next(one for one in browser_page.frames if one.parent_frame)
    frame.wait_for_function("Panj.state.data")
    left, top, right, bottom = _plot(browser_page)
    for y in range(int(top) + 20, int(bottom) - 20, 15):
        for x in range(int(left) + 10, int(right), 30):
            browser_page.mouse.move(x, y)
    rows = set(browser_page.evaluate("hovered.filter(row => row !== null)"))
    # Far more than are drawn as marks of their own.
    assert len(rows) > 120
    mapped = frame.evaluate("rows => rows.find(row => Panj.state.incidents.placeOf(row))", list(rows))
    browser_page.evaluate(
        "row => dispatchEvent(new CustomEvent('panj-hover', { detail: { row, by: 'strip' } }))", mapped
    )
    frame.wait_for_selector(".panj-ring:not([hidden])")


def test_click_opens_the_incident(opened):
    page = opened("?from=2025-11-01&precision=settlement", size=(1366, 1400))
    _hover_a_mark(page)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url("**incident=*")
    page.wait_for_selector("tr[aria-selected=true]")


def _hover_a_mark(page):
    """Move the pointer over the plot until it is on a mark."""
    left, top, right, bottom = _plot(page)
    for y in range(int(top) + 6, int(bottom), 9):
        for x in range(int(left) + 4, int(right), 9):
            page.mouse.move(x, y)
            if page.locator(".strip .plot").get_attribute("data-hover"):
                return
    pytest.fail("the pointer found no mark")


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)])
def test_strip_fits_the_page(opened, size):
    page = opened(size=size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    box = page.locator(".strip").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert page.locator(".strip canvas").first.get_attribute("aria-label").startswith("Border strip: ")


def test_a_year_can_be_read(opened):
    first = dt.date(2025, 4, 1)
    page = opened(f"?from={first}&to={first.replace(year=2026)}", size=(390, 844))
    _, top, _, bottom = _plot(page)
    handles = [page.locator(".strip .handle").nth(i).bounding_box()["y"] for i in (2, 3)]
    # Half a period on either side is shown with it: a month is 10 pixels at the least.
    assert (handles[0] - handles[1]) / 12 >= 10
    assert bottom - top >= 300
