"""Playback and pictures of the map in a real page: windows of days by hand, and a PNG of what is seen."""

import struct
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import at_rest

pytestmark = pytest.mark.browser

APP = Path(__file__).parent / "apps" / "map_app.py"
_COUNT_DRAWN = "window.addEventListener('panj-drawn', event => (window.drawn = window.drawn || []).push(event.detail))"


@pytest.fixture
def map_page(browser_page, run_app):
    """Open the test app and wait for the map's first picture; give (page, frame)."""
    browser_page.add_init_script(_COUNT_DRAWN)
    browser_page.goto(run_app(APP))
    browser_page.wait_for_function("(window.drawn || []).at(-1)?.shown === 6")
    at_rest(browser_page)
    return browser_page, next(frame for frame in browser_page.frames if frame.parent_frame)


def _text(frame):
    return frame.locator(".panj-player-text")


def _open_player(frame, window="30"):
    frame.get_by_role("button", name="Play through time").click()
    frame.get_by_label("Window", exact=True).select_option(window)


def _days_of(frame, days):
    """Narrow the player's window, which its choices would not do over a few invented days."""
    frame.evaluate(
        "days => { const select = document.querySelector('.panj-player select');"
        " select.add(new Option('some', days)); select.value = days; select.dispatchEvent(new Event('change')) }",
        days,
    )


def test_window_shows_what_falls_into_it_and_says_so(map_page):
    _, frame = map_page
    _open_player(frame)
    # All six are of the first six days of January 2026: one window holds them.
    expect(_text(frame)).to_have_text("2026-01-01 to 2026-01-06 · 6 incidents")
    _days_of(frame, 2)
    # The slider ends where the range does; from there two steps back.
    frame.get_by_label("Last day of the window").press("ArrowLeft")
    shown, days = frame.evaluate(
        "[Array.from(Panj.state.data.rows.subarray(0, Panj.state.data.shown)), Panj.state.days]"
    )
    first_day = 20454  # 2026-01-01
    expected = [row for row in range(6) if days[0] <= first_day + row <= days[1]]
    assert shown == expected
    expect(_text(frame)).to_contain_text(f" · {len(expected)} incident{'s' if len(expected) != 1 else ''}")


def test_playing_moves_the_window_to_the_end_and_closing_shows_all(map_page):
    page, frame = map_page
    _open_player(frame)
    _days_of(frame, 2)
    frame.get_by_label("Speed").select_option("10")
    frame.get_by_label("Last day of the window").focus()
    for _ in range(9):
        page.keyboard.press("Shift+ArrowLeft")
    expect(_text(frame)).to_have_text("2026-01-01 to 2026-01-02 · 2 incidents")
    page.keyboard.press(" ")
    frame.wait_for_function(
        "() => document.querySelector('.panj-player-text').textContent.startsWith('2026-01-05 to 2026-01-06')"
    )
    frame.get_by_role("button", name="Play", exact=True).wait_for()
    assert frame.evaluate("Panj.state.data.shown") == 2
    page.keyboard.press("Escape")
    frame.wait_for_function("() => Panj.state.data.shown === 6")
    expect(frame.locator(".panj-player")).to_have_count(0)


def test_older_marks_fade_and_shades_keep_their_meaning(map_page):
    _, frame = map_page
    _open_player(frame)
    fading = "[20459, 20454].map(day => Panj.fading({ last: 20459, span: 5 }, day))"
    assert frame.evaluate(fading) == [1, 0.25]
    before = frame.evaluate("Panj.state.shading.breaks")
    _days_of(frame, 2)
    assert frame.evaluate("Panj.state.shading.breaks") == frame.evaluate("Panj.state.play.breaks")
    assert len(before) == len(frame.evaluate("Panj.state.shading.breaks"))


def test_filter_of_the_page_goes_on_in_the_player(map_page):
    page, frame = map_page
    _open_player(frame)
    page.get_by_text("mine", exact=True).click()
    frame.wait_for_function("() => document.querySelector('.panj-player-text').textContent.includes('2 incidents')")


def test_who_wants_no_motion_gets_whole_windows_without_fading(map_page):
    page, frame = map_page
    page.emulate_media(reduced_motion="reduce")
    _open_player(frame)
    _days_of(frame, 2)
    assert frame.evaluate("Panj.state.play.fade") is None
    frame.get_by_label("Last day of the window").focus()
    for _ in range(9):
        page.keyboard.press("Shift+ArrowLeft")
    # What is said is noted in the page itself, which a slow machine does not outrun.
    frame.evaluate(
        """() => {
            const text = document.querySelector(".panj-player-text");
            window.said = new Set([text.textContent.slice(0, 24)]);
            new MutationObserver(() => said.add(text.textContent.slice(0, 24))).observe(
                text, { childList: true, characterData: true, subtree: true });
        }"""
    )
    page.keyboard.press(" ")
    frame.wait_for_function("() => [...window.said].at(-1) === '2026-01-05 to 2026-01-06'")
    frame.get_by_role("button", name="Play", exact=True).wait_for()
    assert frame.evaluate("[...said]") == [
        "2026-01-01 to 2026-01-02",
        "2026-01-03 to 2026-01-04",
        "2026-01-05 to 2026-01-06",
    ]


def test_picture_is_a_png_of_the_map_and_its_footer(map_page, tmp_path):
    page, frame = map_page
    with page.expect_download() as download:
        frame.get_by_role("button", name="Picture of this map").click()
    assert download.value.suggested_filename.startswith("panj-watch-map-")
    path = tmp_path / "map.png"
    download.value.save_as(path)
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", data[16:24])
    size = frame.evaluate("[Panj.state.map.getSize().x, Panj.state.map.getSize().y]")
    assert width == 2 * size[0]
    # Two lines of words at least, and the room around them.
    assert height >= 2 * (size[1] + 24 + 36)
    # The map on the screen is as it was.
    assert frame.evaluate("Panj.state.ratio") is None
    assert frame.evaluate("Panj.state.incidents.marks.length") == 5
