"""The briefing page without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGE = Path(__file__).resolve().parents[2] / "pages" / "briefing.py"


def _page(**query: str) -> AppTest:
    page = AppTest.from_file(PAGE, default_timeout=60)
    page.session_state["_within_app"] = True  # as app.py says
    for key, value in query.items():
        page.query_params[key] = value
    return page.run()


def _text(page: AppTest) -> str:
    return " ".join(element.value for element in page.markdown)


def test_page_says_the_filter_of_the_address_and_offers_every_format() -> None:
    page = _page(**{"from": "2025-11-01"})
    assert not page.exception
    assert "Since 2025" in _text(page)
    assert [button.label for button in page.get("download_button")] == [
        "PDF",
        "PowerPoint",
        "PNG for screens",
        "PNG for print",
        "SVG",
    ]


def test_options_stand_in_the_address_beside_the_filter() -> None:
    page = _page(kind="clash", format="a4", theme="grey", title="Вазъият")
    assert not page.exception
    assert dict(page.query_params) == {
        "kind": "clash",
        "format": "a4",
        "theme": "grey",
        "title": "Вазъият",
    }


def test_an_empty_selection_still_gives_a_sheet() -> None:
    page = _page(**{"from": "2030-01-01"})
    assert not page.exception
    assert "0 of" in _text(page)


@pytest.mark.parametrize("query", [{"format": "a9"}, {"theme": "pink"}])
def test_an_option_that_cannot_be_is_left_out(query: dict[str, str]) -> None:
    page = _page(**query)
    assert not page.exception
    assert not page.query_params
