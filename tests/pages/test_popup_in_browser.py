"""A link to an incident opens its popup, all of it inside the map."""

from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.mark.browser
def test_popup_of_a_linked_incident_lies_inside_the_map(run_app, browser_page):
    browser_page.goto(f"{run_app(APP)}/?incident=2025-12-24-kavo")
    frame = browser_page.frame_locator("iframe[title*='ap']").first
    heading = frame.get_by_role("heading", name="Clash, Kavo")
    heading.wait_for()
    browser_page.wait_for_timeout(2_500)  # the map pans to make room
    map_box = frame.locator(".leaflet-container").bounding_box()
    popup_box = frame.locator(".leaflet-popup").bounding_box()
    assert popup_box["y"] >= map_box["y"]
    assert popup_box["x"] >= map_box["x"]
    assert popup_box["y"] + popup_box["height"] <= map_box["y"] + map_box["height"]
    assert popup_box["x"] + popup_box["width"] <= map_box["x"] + map_box["width"]
