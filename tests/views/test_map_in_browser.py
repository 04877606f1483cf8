"""The map in a real page: it shows, answers hover and click, follows the filter, and runs nothing hostile."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import at_rest

pytestmark = pytest.mark.browser

APP = Path(__file__).parent / "apps" / "map_app.py"
ROWS = {"hostile": 0, "twice": 1, "district": 3, "region": 4, "alone": 5}
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
_COUNT_DRAWN = "window.addEventListener('panj-drawn', event => (window.drawn = window.drawn || []).push(event.detail))"
_WHERE = """row => {
    const { incidents, map } = Panj.state, frame = incidents._frame, now = map.getPixelBounds().min;
    const mark = incidents.marks.find(one => one.row === row);
    return mark && [mark.x - now.x + frame.left, mark.y - now.y + frame.top];
}"""


@pytest.fixture
def map_page(browser_page, run_app):
    """Open the test app and wait for the map's first picture; give (page, frame)."""
    browser_page.add_init_script(_COUNT_DRAWN)
    browser_page.goto(run_app(APP))
    _wait_drawn(browser_page, 6)
    at_rest(browser_page)
    frame = next(frame for frame in browser_page.frames if frame.parent_frame)
    return browser_page, frame


def _wait_drawn(page, shown):
    page.wait_for_function("shown => (window.drawn || []).at(-1)?.shown === shown", arg=shown)


def _point_at(page, frame, row):
    box = page.locator("iframe").bounding_box()
    x, y = frame.evaluate(_WHERE, row)
    return box["x"] + x, box["y"] + y


def _open(page, frame, row):
    page.mouse.click(*_point_at(page, frame, row))
    frame.wait_for_selector(".panj-popup dl")


def test_map_shows_what_is_on_the_map_and_says_what_is_not(map_page):
    _, frame = map_page
    drawn = frame.evaluate("Panj.state.incidents.marks.map(mark => mark.row).sort()")
    assert drawn == [0, 1, 2, 3, 5]
    expect(frame.locator(".panj-status")).to_contain_text("1 of 6 not on the map")
    assert frame.evaluate("Panj.state.incidents.districts.size") == 1


def test_map_is_seen_once_it_has_the_theme_of_the_page(map_page):
    page, _ = map_page
    expect(page.locator("iframe")).to_have_css("opacity", "1")


def test_incidents_at_one_place_do_not_hide_each_other(map_page):
    _, frame = map_page
    one, other = (frame.evaluate(_WHERE, row) for row in (ROWS["twice"], ROWS["twice"] + 1))
    assert ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5 > 6


def test_hover_tells_date_kind_place_and_killed(map_page):
    page, frame = map_page
    page.mouse.move(*_point_at(page, frame, ROWS["alone"]))
    frame.wait_for_selector(".panj-tip:not([hidden])")
    words = frame.inner_text(".panj-tip")
    assert words.splitlines() == ["Alone, Shamsiddin Shohin", "2026-01-06 · Mine", "Killed: not known"]


def test_click_opens_the_whole_incident_and_the_address_takes_no_harm(map_page):
    page, frame = map_page
    _open(page, frame, ROWS["twice"])
    expect(frame.locator(".panj-popup h3")).to_contain_text("Mine, Twice")
    expect(frame.locator(".panj-popup dl")).to_contain_text("Killed\n1", use_inner_text=True)


def test_hostile_incident_runs_nothing(map_page):
    page, frame = map_page
    page.mouse.move(*_point_at(page, frame, ROWS["hostile"]))
    frame.wait_for_selector(".panj-tip:not([hidden])")
    _open(page, frame, ROWS["hostile"])
    page.wait_for_timeout(300)
    assert frame.evaluate("window.ran") is None
    assert page.evaluate("window.ran") is None
    expect(frame.locator(".panj-popup img, .panj-popup script, .panj-tip img")).to_have_count(0)
    links = frame.evaluate("[...document.querySelectorAll('.panj-popup a')].map(a => [a.href, a.rel])")
    assert links == [["https://a.test/", "noopener noreferrer"]]


def test_hostile_markup_would_not_run_even_if_it_got_in(map_page):
    page, frame = map_page
    frame.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = true\">')")
    frame.evaluate("document.body.appendChild(document.createElement('script')).textContent = 'window.ran = true'")
    page.wait_for_timeout(300)
    assert frame.evaluate("window.ran") is None
    assert frame.evaluate("(() => { try { return Boolean(parent.document) } catch { return false } })()") is False


def test_filter_redraws_without_sending_the_incidents_again(map_page):
    page, frame = map_page
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    received: list[int] = []
    client.on("Network.webSocketFrameReceived", lambda event: received.append(len(event["response"]["payloadData"])))
    page.get_by_text("mine", exact=True).click()
    _wait_drawn(page, 2)
    assert sorted(frame.evaluate("Panj.state.incidents.marks.map(mark => mark.row)")) == [1, 5]
    assert sum(received) < 10_000


def test_shading_counts_a_district_by_its_shares(map_page):
    _, frame = map_page
    values = frame.evaluate("Array.from(Panj.state.shading.values)")
    assert {i: value for i, value in enumerate(values) if value} == {10: 4, 20: 0.25, 21: 0.75}


def test_selected_row_opens_its_popup(map_page):
    page, frame = map_page
    page.get_by_label("Row").fill("5")
    page.get_by_label("Row").press("Enter")
    frame.wait_for_selector(".panj-popup dl")
    expect(frame.locator(".panj-popup h3")).to_contain_text("Mine, Alone")


def test_moving_the_map_reports_the_view(map_page):
    page, frame = map_page
    page.locator("iframe").hover()
    page.mouse.wheel(0, -300)
    page.wait_for_url("**view=**")
    zoom = float(page.url.rsplit("%2C", 1)[-1])
    assert zoom == frame.evaluate("Panj.state.map.getZoom()")


def test_time_brush_narrows_at_once_and_tells_the_page_when_released(map_page):
    page, frame = map_page
    frame.get_by_label("Last day").focus()
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    frame.wait_for_function("Panj.state.data.shown === 4")
    page.get_by_text("days: 2026-01-01 to 2026-01-04").wait_for()


def test_controls_have_names_and_take_the_keyboard(map_page):
    _, frame = map_page
    for name in ("Show the whole border", "Show all matching incidents", "Zoom in", "Layers"):
        expect(frame.get_by_role("button", name=name)).to_have_count(1)
    before = frame.evaluate("Panj.state.map.getZoom()")
    frame.get_by_role("button", name="Zoom in").press("Enter")
    frame.wait_for_function("before => Panj.state.map.getZoom() > before", arg=before)


def test_what_the_window_has_lost_is_sent_again(map_page):
    page, _ = map_page
    page.evaluate("window.__panj.clear()")
    page.get_by_text("mine", exact=True).click()
    _wait_drawn(page, 2)
    page.wait_for_function("window.__panj.size === 2")


def test_online_tiles_load_only_once_they_are_picked(chromium_browser, run_app):
    context = chromium_browser.new_context(viewport={"width": 1366, "height": 768})
    outside: list[str] = []

    def answer(route):
        outside.append(route.request.url)
        route.fulfill(body=_PIXEL, content_type="image/png")

    context.route(lambda url: "127.0.0.1" not in url, answer)
    page = context.new_page()
    page.add_init_script(_COUNT_DRAWN)
    page.goto(run_app(APP))
    _wait_drawn(page, 6)
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Layers").press("Enter")
    assert not outside
    # Leaflet takes a click in the very moment in which the pointer arrives for the one that opened the list.
    frame.get_by_label("OpenStreetMap (online)").hover()
    page.wait_for_timeout(300)
    frame.get_by_label("OpenStreetMap (online)").click()
    frame.locator("img.leaflet-tile-loaded").first.wait_for(state="attached")
    assert {url.split("/")[2] for url in outside} == {"tile.openstreetmap.org"}
    context.close()
