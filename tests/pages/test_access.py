"""Every page for keyboards, screen readers, phones and both themes, in a real Chromium."""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from tests.conftest import at_rest

pytestmark = pytest.mark.browser

APP = "app.py"
# A page that is added is tested from then on; that of the account is there with a login alone.
FOLDER = Path(__file__).resolve().parents[2] / "pages"
PAGES = sorted(path.stem for path in FOLDER.glob("[!_]*.py") if path.stem != "account")
MAPS = {"map": 1, "timeline": 1, "compare": 2}
# What Streamlit draws by itself and gives no way to change: (rule, part of the element's HTML) -> why it stands.
FRAMEWORKS_OWN = {
    ("scrollable-region-focusable", 'data-testid="stVegaLiteChart"'): (
        "a chart wider than a phone scrolls inside itself; Streamlit gives it no tabindex, browsers let keys reach it"
    ),
}
PHONE = (390, 844)
DESK = (1366, 768)

_NOTE_DRAWN = "window.addEventListener('panj-drawn', event => (window.drawn = window.drawn || []).push(event.detail))"
_FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at) return null;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
  return {
    tag: at.tagName, focus: at.dataset.focus ?? "",
    name: at.getAttribute("aria-label") || at.textContent.trim().slice(0, 60) || at.title,
    visible: (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none",
  };
}"""


@pytest.fixture(scope="module")
def axe():
    """Give the source of axe-core, which is run as it is."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return (resources.files(package) / "axe.min.js").read_text("utf-8")


@pytest.fixture
def opened(browser_page, run_app):
    """Give `opened(name, scheme="light", size=DESK) -> page`: a page that has been drawn to its end."""
    browser_page.add_init_script(_NOTE_DRAWN)

    def go(name, scheme="light", size=DESK):
        browser_page.set_viewport_size({"width": size[0], "height": size[1]})
        browser_page.emulate_media(color_scheme=scheme)
        browser_page.goto(f"{run_app(APP)}/{'' if name == 'map' else name}")
        browser_page.wait_for_selector("h1")
        # The attributions are the last that a page writes.
        browser_page.get_by_text("Boundaries and names imply no endorsement").wait_for()
        for nth in range(MAPS.get(name, 0)):
            # A frame out of sight is not drawn.
            browser_page.locator("iframe").nth(nth).scroll_into_view_if_needed()
            browser_page.wait_for_function("n => window.drawn && window.drawn.length >= n", arg=nth + 1)
        if name in {"map", "timeline"}:
            browser_page.wait_for_selector(".list tbody tr")
        at_rest(browser_page)
        return browser_page

    return go


def _grave(frame, axe) -> Iterator[str]:
    """Yield what axe finds serious or critical in one document, without what is Streamlit's own."""
    frame.evaluate(axe)
    # Each document is looked at by itself: axe cannot reach into the map's sandbox from outside.
    found = frame.evaluate("axe.run(document, {iframes: false, resultTypes: ['violations']})")
    for violation in found["violations"]:
        for node in violation["nodes"]:
            own = any(violation["id"] == rule and part in node["html"] for rule, part in FRAMEWORKS_OWN)
            if violation["impact"] in {"serious", "critical"} and not own:
                yield f"{violation['id']} at {node['target']}: {node['html'][:200]}"


@pytest.mark.parametrize(("scheme", "size"), [("light", DESK), ("dark", DESK), ("dark", PHONE)])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(opened, axe, name, scheme, size):
    page = opened(name, scheme, size)
    assert len(page.frames) == 1 + MAPS.get(name, 0)
    found = [line for frame in page.frames for line in _grave(frame, axe)]
    assert not found, "\n".join(found)


def test_axe_finds_nothing_serious_in_an_open_incident(opened, axe):
    page = opened("map")
    frame = _open_first_mapped(page)
    found = [line for document in (page, frame) for line in _grave(document, axe)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(opened, name):
    page = opened(name, size=PHONE)
    widths = page.evaluate(
        """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
             .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)"""
    )
    assert max(widths) <= 0


def test_tab_reaches_filters_map_histogram_and_rows(opened):
    page = opened("map")
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    wanted = {
        "filter": lambda at: "Region" in at["name"],
        "map": lambda at: at["tag"] == "IFRAME",
        "first day": lambda at: at["name"] == "First day",
        "last day": lambda at: at["name"] == "Last day",
        "row": lambda at: at["focus"].startswith("row-"),
    }
    reached: dict[str, bool] = {}
    # From the top of the page, whatever was clicked.
    page.evaluate("() => { const at = document.body; at.tabIndex = -1; at.focus(); at.removeAttribute('tabindex'); }")
    for _ in range(120):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUSED)
        for what, is_it in wanted.items():
            if what not in reached and is_it(at):
                reached[what] = at["visible"]
        if len(reached) == len(wanted):
            break
    assert set(reached) == set(wanted)
    # The map's frame shows the focus inside.
    assert all(visible for what, visible in reached.items() if what not in {"map", "filter"}), reached


def test_tab_walks_through_the_maps_controls(opened):
    page = opened("map")
    frame = page.frames[1]
    frame.locator(".leaflet-container").focus()
    names = []
    for _ in range(12):
        page.keyboard.press("Tab")
        at = frame.evaluate(_FOCUSED)
        if at["tag"] == "BODY":
            break
        assert at["visible"], at
        names.append(at["name"])
    for control in ("Zoom in", "Zoom out", "Show the whole border", "Show all matching incidents", "Layers", "Legend"):
        assert any(control in name for name in names), (control, names)


def test_enter_opens_an_incident_and_escape_closes_it(opened):
    page = opened("map")
    frame = _open_first_mapped(page)
    page.keyboard.press("Escape")
    frame.locator(".leaflet-popup").wait_for(state="detached")
    page.wait_for_selector(".list tbody tr[aria-selected=true]", state="detached")
    # The row keeps the focus, so the next key goes on from there.
    assert page.evaluate(_FOCUSED)["focus"].startswith("row-")


def test_escape_inside_the_popup_closes_it(opened):
    page = opened("map")
    frame = _open_first_mapped(page)
    frame.locator(".leaflet-popup a").first.focus()
    page.keyboard.press("Escape")
    frame.locator(".leaflet-popup").wait_for(state="detached")


def test_arrow_keys_move_the_histograms_brush(opened):
    page = opened("map")
    handle = page.get_by_role("slider", name="First day")
    handle.focus()
    page.keyboard.press("PageUp")
    page.wait_for_url("**from=*")
    assert page.get_by_role("slider", name="First day").get_attribute("aria-valuetext")


def _open_first_mapped(page):
    """Press Enter on the first row that is on the map; return the map's frame with the popup open."""
    row = page.locator(".list tbody tr").filter(has_not=page.locator("td.precision", has_text="Region")).first
    row.locator("td.date button").focus()
    page.keyboard.press("Enter")
    frame = page.frames[1]
    frame.locator(".leaflet-popup").wait_for()
    frame.locator(".panj-popup").get_by_text("Loading details").wait_for(state="detached")
    return frame
