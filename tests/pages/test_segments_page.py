import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

APP = Path(__file__).resolve().parents[2] / "app.py"


def _page(**query):
    app = AppTest.from_file(APP, default_timeout=60).run()
    for key, value in query.items():
        app.query_params[key] = value
    return app.switch_page("pages/segments.py").run()


def _texts(app):
    return " ".join(element.value for element in app.markdown)


def test_ranking_lists_every_segment_highest_first():
    app = _page()
    assert not app.exception
    frame = app.dataframe[0].value
    assert len(frame) == 33
    best = [float(text.split(" ")[0]) for text in frame["Incidents"]]
    assert best == sorted(best, reverse=True)


def test_districts_ranked_by_deaths_for_their_length():
    app = _page(level="district", rank="killed_per_100_km")
    assert not app.exception
    frame = app.dataframe[0].value
    assert len(frame) == 35
    best = [float(text.split(" ")[0]) for text in frame["Killed per 100 km"]]
    assert best == sorted(best, reverse=True)


def test_change_without_a_period_asks_for_one():
    app = _page(rank="change")
    assert "Choose a first day" in app.info[0].value


def test_segment_by_itself_says_where_it_lies_and_what_it_comes_to():
    app = _page(area="hamadoni--darqad", **{"from": "2025-11-01", "to": "2025-11-30"})
    assert not app.exception
    assert app.title[0].value == "Hamadoni - Darqad"
    assert "Km 294 to 310 of the line" in _texts(app)
    figures = {metric.label: metric.value for metric in app.metric}
    # One strike by a drone, in this segment or the next, and nothing closer.
    assert {"Quiet days", "Known only to the region", "First incident", "Last incident"} <= figures.keys()
    assert figures["Known only to the region"].endswith("%")


def test_segment_names_the_districts_that_face_each_other():
    app = _page(area="hamadoni--darqad")
    assert re.search(r"294 to 310 \| \[Hamadoni\]\(\S+\) \| \[Darqad\]\(\S+\)", _texts(app).replace("\\", ""))


def test_district_by_itself_names_its_segments_and_keeps_the_filter_in_their_links():
    app = _page(level="district", area="tj-vanj", **{"from": "2020-01-01"})
    assert not app.exception
    links = re.findall(r"\[(Vanj - \S+)\]\(\./segments\?(\S+?)\)", _texts(app).replace("\\", ""))
    assert links
    assert all({"from": ["2020-01-01"]}.items() <= parse_qs(query).items() for _, query in links)


def test_empty_filter_is_said():
    app = _page(area="hamadoni--darqad", **{"from": "1950-01-01", "to": "1950-12-31"})
    assert not app.exception
    assert "0 of 130 incidents" in _texts(app)
    assert "No dated incident matches this filter." in _texts(app)


@pytest.mark.parametrize("part", ["area", "level", "rank"])
def test_wrong_part_of_the_address_is_named(part):
    app = _page(**{part: "nonsense"})
    assert not app.exception
    assert part in app.warning[0].value
