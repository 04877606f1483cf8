from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.incidents import comparison, dataset
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable

APP = Path(__file__).resolve().parents[2] / "app.py"
QUERY = {"from": "2025-11-01", "to": "2026-01-31", "against": "2024-11-01..2025-01-31"}


@pytest.fixture(scope="module")
def table():
    return IncidentTable.from_incidents(dataset.load())


def _page(**query):
    app = AppTest.from_file(APP, default_timeout=60).run()
    for key, value in query.items():
        app.query_params[key] = value
    return app.switch_page("pages/compare.py").run()


def _texts(app):
    return " ".join(element.value for element in app.markdown)


def _query(app):
    return {key: value if isinstance(value, str) else value[0] for key, value in app.query_params.items()}


def test_without_dates_the_last_year_is_compared_with_the_one_before(table):
    app = _page()
    assert not app.exception
    first, last = comparison.last_year(table.last_day)
    assert _query(app)["to"] == last.isoformat()
    assert _query(app)["from"] == first.isoformat()
    before = comparison.days_before(first, last)
    assert [widget.value for widget in app.date_input if "Compared" in widget.label] == list(before)


def test_address_carries_both_periods_and_the_table_their_difference(table):
    app = _page(**QUERY)
    assert not app.exception
    assert _query(app) == QUERY
    later = Filter.from_query({"from": QUERY["from"], "to": QUERY["to"]})
    earlier = Filter.from_query(dict(zip(("from", "to"), QUERY["against"].split(".."), strict=True)))
    for one in (later, earlier):
        assert f"{int(one.mask(table).sum())} of {table.n} incidents" in _texts(app).replace("\\", "")
    best = {one.name: one.of("incidents").best for one in comparison.compare(table, later, earlier)}
    frame = app.dataframe[0].value
    shown = {name: float(text.split(" ")[0]) for name, text in zip(frame.iloc[:, 0], frame.iloc[:, 3], strict=True)}
    assert shown == pytest.approx(best, abs=0.051)


def test_a_bad_earlier_period_is_left_out_and_said():
    app = _page(**{**QUERY, "against": "soon"})
    assert not app.exception
    assert "against" in app.warning[0].value
