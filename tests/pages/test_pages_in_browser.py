"""The map page in a real Chromium, with the shipped data and with hostile data."""

import json
import re
import shutil

import pytest
from playwright.sync_api import expect

from geo.core import manifest, model
from geo.core.model import Casualties, Claim, DateSpan, Incident, Party, Seizure, Source
from geo.core.settings import settings
from geo.incidents import dataset
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.views import symbology
from tests.conftest import at_rest

pytestmark = pytest.mark.browser

APP = "app.py"
ENDINGS = {
    "CSV": "csv",
    "GeoJSON": "geojson",
    "GeoPackage": "gpkg",
    "KML": "kml",
    "Parquet": "parquet",
    "XLSX": "xlsx",
}
HOSTILE = (
    '<img src=x onerror="window.ran=1;parent.ran=1"><script>window.ran=1</script>[x](javascript:window.ran=1) **b** $x$'
)
_NOTE_DRAWN = "window.addEventListener('panj-drawn', event => (window.drawn = window.drawn || []).push(event.detail))"


@pytest.fixture(scope="module")
def table():
    return IncidentTable.from_incidents(dataset.load())


@pytest.fixture
def opened(browser_page, run_app):
    """Give `opened(query="", env=None, size=None) -> page`: the map page, its map and its table shown."""

    def go(query="", env=None, size=None, rows=True):
        if size:
            browser_page.set_viewport_size({"width": size[0], "height": size[1]})
        browser_page.add_init_script(_NOTE_DRAWN)
        browser_page.goto(run_app(APP, env) + query)
        browser_page.wait_for_function("window.drawn && window.drawn.length")
        browser_page.wait_for_selector(".list tbody tr" if rows else ".list")
        at_rest(browser_page)
        return browser_page

    return go


def _wait_for_n(page, n):
    page.wait_for_function(
        "n => document.querySelector('[data-testid=stMetricValue]')?.innerText === n.toLocaleString('en')", arg=int(n)
    )


def _press(page, label):
    page.get_by_role("radio", name=label, exact=True).click()


def _expected(query):
    return Filter.from_query(query)


def test_map_table_and_figures_agree(opened, table):
    page = opened()
    _wait_for_n(page, table.n)
    page.wait_for_function("n => window.drawn.at(-1).shown === n", arg=table.n)
    expect(page.locator(".pager")).to_contain_text(f"of {table.n}")


def test_filter_changes_figures_map_table_and_address(opened, table):
    page = opened()
    _press(page, "Since November 2025")
    mask = _expected({"from": "2025-11-01"}).mask(table)
    _wait_for_n(page, mask.sum())
    page.wait_for_function("n => window.drawn.at(-1).shown === n", arg=int(mask.sum()))
    page.wait_for_url("**from=2025-11-01*")
    expect(page.locator(".list tbody tr")).to_have_count(min(10, int(mask.sum())))


def test_back_and_forward_bring_filters_again(opened, table):
    page = opened()
    _press(page, "Since November 2025")
    page.wait_for_url("**from=2025-11-01*")
    page.go_back()
    _wait_for_n(page, table.n)
    page.go_forward()
    _wait_for_n(page, _expected({"from": "2025-11-01"}).mask(table).sum())


def test_link_opens_the_same_view(opened, table):
    query = {"from": "2020-01-01", "kind": "smuggling_clash,clash", "region": "tj-khatlon"}
    page = opened("?" + "&".join(f"{key}={value}" for key, value in query.items()) + "&map=70.01,37.68,9&shade=killed")
    _wait_for_n(page, _expected(query).mask(table).sum())
    frame = next(frame for frame in page.frames if frame.parent_frame)
    frame.wait_for_function("Panj.state.map && Panj.state.map.getZoom() === 9")
    centre = frame.evaluate("[Panj.state.map.getCenter().lng, Panj.state.map.getCenter().lat]")
    assert centre == pytest.approx([70.01, 37.68], abs=0.02)
    expect(page.get_by_role("radio", name="Killed", exact=True).first).to_be_checked()


def test_moving_the_map_is_kept_in_the_address(opened):
    page = opened()
    box = page.locator("iframe").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 120, box["y"] + box["height"] / 3 + 30, steps=6)
    page.mouse.up()
    page.wait_for_url(re.compile(r"map=\d+\.\d+(%2C|,)\d+\.\d+(%2C|,)"))


def test_row_opens_its_incident_on_the_map(opened, table):
    page = opened("?from=2025-11-01&precision=settlement")
    page.locator("td.date button").first.click()
    page.wait_for_selector("tr[aria-selected=true]")
    frame = next(frame for frame in page.frames if frame.parent_frame)
    frame.wait_for_selector(".panj-popup dl")
    page.wait_for_url("**incident=*")
    place = page.locator("tr[aria-selected=true] td.place").inner_text().split(",")[0]
    expect(frame.locator(".panj-popup")).to_contain_text(place)


def test_brush_sets_the_dates_by_mouse_and_by_keyboard(opened, table):
    page = opened()
    plot = page.locator(".plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 60, steps=5)
    page.mouse.up()
    page.wait_for_url(re.compile(r"from=\d{4}-\d\d-\d\d.*to=\d{4}"))
    first = re.search(r"from=([\d-]+)", page.url)[1]
    page.locator(".handle").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("first => !location.search.includes('from=' + first)", arg=first)
    assert re.search(r"from=([\d-]+)", page.url)[1] > first
    page.get_by_role("button", name="All dates").click()
    _wait_for_n(page, table.n)


def test_empty_result_offers_to_widen(opened, table):
    page = opened("?text=nosuchword", rows=False)
    page.get_by_text("No incident matches this filter.").wait_for()
    page.get_by_role("button", name="Drop the text").click()
    _wait_for_n(page, table.n)


@pytest.mark.parametrize("name", ENDINGS)
def test_download_honours_the_filter(opened, table, name, tmp_path):
    page = opened("?from=2025-11-01")
    choice = page.get_by_role("combobox", name="These incidents as a file")
    if choice.input_value() != name:
        choice.click()
        choice.fill(name)
        # The list is narrowed a moment after the keys: an Enter before that takes another format.
        page.get_by_role("option", name=name, exact=True).click()
    button = page.get_by_role("button", name=f"Download {name}")
    with page.expect_download() as download:
        button.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.suffix == f".{ENDINGS[name]}"
    assert file.stat().st_size > 500
    if name == "GeoJSON":
        features = json.loads(file.read_text("utf-8"))["features"]
        assert len(features) == _expected({"from": "2025-11-01"}).mask(table).sum()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)])
def test_nothing_is_cut_off_sideways(opened, size):
    page = opened("?kind=clash,zebra", size=size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    cut = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMetric], .hist, .list, iframe, [data-testid=stAlert]')]
            .map(one => one.getBoundingClientRect()).filter(box => box.left < 0 || box.right > innerWidth + 1).length"""
    )
    assert cut == 0


_TEXTS = """() => [...document.querySelectorAll('h1, p, label, td, th, a, button, .legend li, .pager')]
    .filter(one => one.innerText && !one.closest(':disabled'))
    .map(one => {
        const layers = [];
        let share = 1;
        for (let up = one; up; up = up.parentElement ?? up.getRootNode().host) {
            layers.unshift(getComputedStyle(up).backgroundColor);
            share *= Number(getComputedStyle(up).opacity);
        }
        return [one.innerText.slice(0, 40), getComputedStyle(one).color, layers, share];
    })"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(opened, browser_page, scheme):
    browser_page.emulate_media(color_scheme=scheme)
    page = opened("?from=2025-11-01")
    ground = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert (sum(_channels(ground)[:3]) < 200) == (scheme == "dark")
    texts = page.evaluate(_TEXTS)
    assert len(texts) > 20
    weak = [(text, round(contrast, 2)) for text, *look in texts if (contrast := _contrast(*look)) < 4.5]
    assert not weak


def _contrast(color, layers, share):
    """Contrast of a text's CSS colour and its background: what is see-through is laid over what is behind."""
    behind = [255.0, 255.0, 255.0]
    for layer in layers:
        behind = _over(_channels(layer), behind)
    front = _channels(color)
    return symbology.contrast(_hex(_over([*front[:3], front[3] * share], behind)), _hex(behind))


def _over(front, behind):
    return [front[3] * one + (1 - front[3]) * other for one, other in zip(front[:3], behind, strict=True)]


def _channels(color):
    parts = [float(part) for part in re.findall(r"[\d.]+", color)]
    if color.startswith("color(srgb"):
        parts = [part * 255 for part in parts[:3]] + parts[3:]
    return [*parts[:3], *(parts[3:] or [1.0])]


def _hex(channels):
    return "#" + "".join(f"{round(channel):02x}" for channel in channels)


@pytest.fixture(scope="module")
def hostile_data(tmp_path_factory):
    """Make a data folder whose every text of an incident is hostile, with a manifest that vouches for it."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(settings().data_dir, folder)
    kavo = next(one for one in dataset.load() if one.place.precision_class == "settlement" and one.date.start)
    place = {**model.to_dict(kavo.place), "name": HOSTILE, "settlement": HOSTILE, "district": HOSTILE}
    incident = Incident(
        id="x" + HOSTILE,
        summary=HOSTILE,
        date=DateSpan(start=kavo.date.start, end=kavo.date.start, precision="day"),
        place=model.from_dict(place, model.Placement),
        kind="clash",
        place_note=HOSTILE,
        bank="TJ",
        killed=Casualties(low=1, best=1, high=1),
        parties=(Party(id="other", label=HOSTILE),),
        seized=(Seizure(item="other", label=HOSTILE, unit=HOSTILE),),
        claims=(Claim(claimant=HOSTILE, says=HOSTILE),),
        sources=(Source(outlet=HOSTILE, url="javascript:window.ran=1"), Source(outlet="data", url="data:text/html,x")),
        note=HOSTILE,
    )
    (folder / dataset.FILE).write_text(json.dumps(model.to_dict(incident)) + "\n", "utf-8")
    old = manifest.load(folder)[dataset.FILE]
    words = dict.fromkeys(("name", "url", "licence", "attribution"), HOSTILE)
    origin = manifest.Origin(**words, retrieved="2026-01-01")
    manifest.record(
        dataset.FILE,
        title=HOSTILE,
        origins=(*old.origins, origin),
        rows=1,
        crs=old.crs,
        made_by=HOSTILE,
        notes=HOSTILE,
        data_dir=folder,
    )
    return {"PANJ_DATA": str(folder)}


def test_hostile_incident_is_shown_as_text_and_runs_nothing(opened, hostile_data):
    page = opened(env=hostile_data)
    expect(page.locator("td.summary")).to_contain_text("<img src=x")
    expect(page.locator("td.sources a")).to_have_count(0)
    page.locator("td.date button").click()
    frame = next(frame for frame in page.frames if frame.parent_frame)
    frame.wait_for_selector(".panj-popup dl")
    expect(frame.locator(".panj-popup")).to_contain_text("<img src=x")
    page.wait_for_url("**incident=*")
    page.reload()
    page.wait_for_selector("tr[aria-selected=true]")
    page.wait_for_timeout(500)
    for place in (page, next(frame for frame in page.frames if frame.parent_frame)):
        assert place.evaluate("window.ran") is None
    expect(page.locator("img[src=x], a[href^='javascript:'], a[href^='data:']")).to_have_count(0)


def test_hostile_manifest_runs_nothing_on_the_about_page(browser_page, run_app, hostile_data):
    browser_page.goto(run_app(APP, hostile_data) + "/about")
    browser_page.get_by_text("Sources and licences").wait_for()
    browser_page.wait_for_timeout(500)
    assert browser_page.evaluate("window.ran") is None
    expect(browser_page.locator("img[src=x], a[href^='javascript:']")).to_have_count(0)


def test_hostile_address_runs_nothing(opened):
    page = opened("?kind=%3Cimg%20src=x%20onerror=%22window.ran=1%22%3E&incident=%3Cscript%3Ewindow.ran=1%3C/script%3E")
    expect(page.locator("[data-testid=stAlert]")).to_contain_text("<img src=x")
    assert page.evaluate("window.ran") is None
    expect(page.locator("img[src=x]")).to_have_count(0)
