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
    # The map pans to make room.
    browser_page.frames[1].wait_for_function(
        """() => {
            const [map, popup] = [".leaflet-container", ".leaflet-popup"].map(
                name => document.querySelector(name).getBoundingClientRect());
            return popup.top >= map.top && popup.left >= map.left
                && popup.bottom <= map.bottom && popup.right <= map.right;
        }"""
    )
