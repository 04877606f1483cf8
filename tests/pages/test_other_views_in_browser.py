"""Where the pages lead in a real Chromium: the briefing with the same filter, the map alone, two periods compared."""

import json
import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect

from geo.core import manifest, model
from geo.core.settings import settings
from geo.incidents import dataset
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from tests.conftest import at_rest

pytestmark = pytest.mark.browser

APP = "app.py"
_NOTE_DRAWN = "window.addEventListener('panj-drawn', event => (window.drawn = window.drawn || []).push(event.detail))"
QUERY = "?from=2025-11-01&kind=clash,smuggling_clash"


@pytest.fixture(scope="module")
def table():
    return IncidentTable.from_incidents(dataset.load())


@pytest.fixture
def go(browser_page, run_app):
    """Give `go(path, env=None) -> page`: a page of the app whose first map is drawn."""

    def opened(path, env=None):
        browser_page.add_init_script(_NOTE_DRAWN)
        browser_page.goto(run_app(APP, env) + path)
        browser_page.wait_for_function("window.drawn && window.drawn.length")
        at_rest(browser_page)
        return browser_page

    return opened


def _filter(query):
    return Filter.from_query({key: values[0] for key, values in parse_qs(query.lstrip("?")).items()})


def test_link_to_the_briefing_carries_the_filter(go):
    page = go(QUERY)
    page.get_by_role("link", name="For the briefing").click()
    page.wait_for_url("**/briefing?*")
    assert _filter(urlsplit(page.url).query) == _filter(QUERY)
    page.get_by_alt_text("Preview of the sheet").wait_for()


def test_map_alone_shows_words_map_and_credits_and_nothing_to_press(go, table):
    page = go(QUERY + "&view=clean")
    shown = int(_filter(QUERY).mask(table).sum())
    page.get_by_text(f"{shown} of {table.n} incidents").wait_for()
    page.get_by_text("Boundaries and names imply no endorsement").wait_for()
    expect(page.locator("[data-testid=stSidebar]:visible, [data-testid=stHeader]:visible")).to_have_count(0)
    expect(page.locator("input:visible, button:visible")).to_have_count(0)
    frame = next(frame for frame in page.frames if frame.parent_frame)
    frame.get_by_text("Legend").wait_for()
    expect(frame.locator("button:visible")).to_have_count(0)
    box = page.locator("iframe").bounding_box()
    assert box["height"] > 500
    assert box["y"] + box["height"] < 768


def test_link_to_the_map_alone_carries_the_filter(go):
    page = go(QUERY)
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Full screen").click()
    query = parse_qs(urlsplit(popup.value.url).query)
    assert query.pop("view") == ["clean"]
    assert _filter("&".join(f"{key}={value[0]}" for key, value in query.items())) == _filter(QUERY)


def test_map_alone_follows_the_data(go, table, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(settings().data_dir, data, ignore=shutil.ignore_patterns("sources"))
    page = go("?view=clean", {"PANJ_DATA": str(data)})
    page.get_by_text(f"{table.n} of {table.n} incidents").wait_for()
    fewer = dataset.load()[: table.n - 5]
    (data / dataset.FILE).write_text("".join(json.dumps(model.to_dict(one)) + "\n" for one in fewer), "utf-8")
    old = manifest.load(data)[dataset.FILE]
    same = {"title": old.title, "origins": old.origins, "crs": old.crs, "made_by": old.made_by, "notes": old.notes}
    manifest.record(dataset.FILE, **same, rows=len(fewer), data_dir=data)
    page.get_by_text(f"{table.n - 5} of {table.n - 5} incidents").wait_for()


def test_two_maps_show_the_two_periods(go, table):
    page = go("/compare?from=2025-11-01&to=2026-01-31&against=2024-11-01..2025-01-31")
    page.get_by_role("link", name="For the briefing").wait_for()
    expected = {
        int(_filter(query).mask(table).sum())
        for query in ("from=2025-11-01&to=2026-01-31", "from=2024-11-01&to=2025-01-31")
    }
    page.wait_for_function("n => new Set(window.drawn.map(one => one.shown)).size >= n", arg=len(expected))
    assert set(page.evaluate("window.drawn.map(one => one.shown)")) == expected
    expect(page.locator("iframe")).to_have_count(2)
    page.get_by_text("The later period less the earlier one").wait_for()


_LOOKS_AT = """([lon, lat, zoom]) => {
    const map = Panj.state.map, at = map.getCenter();
    return Math.abs(at.lng - lon) + Math.abs(at.lat - lat) < 0.001 && map.getZoom() === zoom;
}"""


def test_one_map_follows_the_other_while_it_is_dragged_and_zoomed(go):
    page = go("/compare?from=2025-11-01&to=2026-01-31")
    first, second = _map_frames(page, 2)
    at_rest(page)
    before = _looks_at(first)
    box = page.locator("iframe").nth(1).bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 190, steps=6)
    # The button is still held: a view reaches the page, and the address, only when a map rests.
    first.wait_for_function(f"before => !({_LOOKS_AT})(before)", arg=before)
    first.wait_for_function(_LOOKS_AT, arg=_looks_at(second))
    page.mouse.up()
    page.wait_for_url("**map=*")
    zoom = _looks_at(second)[2]
    page.mouse.wheel(0, -300)
    second.wait_for_function("zoom => Panj.state.map.getZoom() > zoom", arg=zoom)
    first.wait_for_function(_LOOKS_AT, arg=_looks_at(second))


def _looks_at(frame):
    """Return longitude, latitude and zoom of a map that is at rest."""
    frame.wait_for_function("() => !Panj.state.map._animatingZoom")
    return frame.evaluate("[Panj.state.map.getCenter().lng, Panj.state.map.getCenter().lat, Panj.state.map.getZoom()]")


@pytest.mark.parametrize(("name", "button"), [("compare", "map"), ("segments", "map"), ("timeline", "chart")])
def test_chart_can_be_had_as_a_picture(browser_page, run_app, name, button):
    browser_page.goto(f"{run_app(APP)}/{name}{QUERY}")
    browser_page.get_by_text("Boundaries and names imply no endorsement").wait_for()
    if name == "timeline":
        browser_page.wait_for_selector(".strip .legend li")
    else:
        browser_page.wait_for_selector("svg.marks")
    with browser_page.expect_download() as download:
        browser_page.get_by_role("button", name=f"Picture of this {button}").first.click()
    picture = Image.open(download.value.path())
    assert picture.format == "PNG"
    # Two pixels for each of the page's; many colours: more than the ground and the words under the chart.
    assert picture.width > 1200
    assert len(picture.convert("RGB").getcolors(1 << 24)) > 100


def _map_frames(page, n):
    """Wait until n maps hold their incidents; return their documents."""
    page.wait_for_function("n => window.drawn && window.drawn.length >= n", arg=n)
    return [frame for frame in page.frames if frame.parent_frame]
