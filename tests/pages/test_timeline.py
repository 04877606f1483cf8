"""The border strip page without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.border import segments
from geo.incidents import dataset
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from pages import _strip

TIMEOUT_S = 60
APP = Path(__file__).resolve().parents[2] / "app.py"


def _app(**query):
    app = AppTest.from_file(APP, default_timeout=TIMEOUT_S)
    app.run()
    app.switch_page("pages/timeline.py")
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def _texts(app):
    return " ".join(element.value for element in app.markdown)


@pytest.fixture(scope="module")
def table():
    return IncidentTable.from_incidents(dataset.load())


def test_strip_page_says_what_it_shows(table):
    app = _app()
    assert not app.exception
    assert f"{table.n} of {table.n} incidents" in _texts(app)


def test_address_sets_the_filter(table):
    app = _app(kind="clash", **{"from": "2025-11-01"})
    expected = Filter.from_query({"kind": "clash", "from": "2025-11-01"}).mask(table).sum()
    assert f"{expected} of {table.n} incidents" in _texts(app)


def test_figures_of_the_margins_stand_in_tables(table):
    app = _app()
    stretches, months = (element.value for element in app.table)
    assert len(stretches) == len(segments.segment_ids())
    assert months["Incidents"].astype(int).sum() == table.n_dated


def test_empty_result_offers_to_widen():
    app = _app(text="nosuchword")
    assert not app.exception
    assert any("No incident matches" in element.value for element in app.markdown)


def test_filter_comes_along_from_the_map():
    app = AppTest.from_file(APP, default_timeout=TIMEOUT_S).run()
    app.multiselect(key="filter_regions").set_value(["tj-khatlon"]).run()
    app.query_params.clear()
    app.switch_page("pages/timeline.py").run()
    assert app.multiselect(key="filter_regions").value == ["tj-khatlon"]
    assert app.query_params["region"] == "tj-khatlon"


def test_brushed_numbers_become_days_and_segments(table):
    assert _strip._days([20_455, 20_424]) == tuple(sorted(_strip._days([20_424, 20_455])))
    assert _strip._days(None) == (None, None)
    assert _strip._segments(table, [2, 1]) == segments.segment_ids()[1:3]
    assert _strip._segments(table, [-5, 10_000]) == segments.segment_ids()
    assert _strip._segments(table, None) == ()
