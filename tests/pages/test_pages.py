"""The pages without a browser: each runs, and shows what it should when something is missing or wrong."""

import datetime as dt
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.core.settings import settings
from geo.incidents import dataset
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable, made_up
from pages import _incident_list, _shared

TIMEOUT_S = 60
APP = Path(__file__).resolve().parents[2] / "app.py"


def _app(**query):
    app = AppTest.from_file(APP, default_timeout=TIMEOUT_S)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def _metrics(app):
    return {metric.label: metric.value for metric in app.metric}


def _texts(app):
    return " ".join(element.value for element in app.markdown)


@pytest.fixture(scope="module")
def table():
    return IncidentTable.from_incidents(dataset.load())


def test_map_page_shows_every_incident(table):
    app = _app()
    assert not app.exception
    assert _metrics(app)["Incidents"] == f"{table.n:,}"
    assert _metrics(app)["Change"] == "n/a"


def test_about_page_names_every_source():
    app = _app()
    app.switch_page("pages/about.py").run()
    assert not app.exception
    shown = " ".join(element.value for element in app.text)
    manifest = json.loads((settings().data_dir / "MANIFEST.json").read_text("utf-8"))
    for entry in manifest["files"].values():
        for origin in entry["origins"]:
            assert origin["licence"] in shown


def test_address_sets_the_filter_and_its_widgets(table):
    app = _app(kind="clash", **{"from": "2025-11-01"})
    expected = Filter.from_query({"kind": "clash", "from": "2025-11-01"}).mask(table).sum()
    assert _metrics(app)["Incidents"] == str(expected)
    assert app.multiselect(key="filter_kinds").value == ["clash"]
    assert str(app.date_input(key="filter_date_from").value) == "2025-11-01"


def test_widget_sets_the_filter_and_the_address(table):
    app = _app()
    app.multiselect(key="filter_regions").set_value(["tj-khatlon"]).run()
    assert _metrics(app)["Incidents"] == str(Filter(regions=("tj-khatlon",)).mask(table).sum())
    assert app.query_params["region"] == "tj-khatlon"
    offered = app.multiselect(key="filter_districts").options
    assert any("Shamsiddin Shohin" in name for name in offered)
    assert not any("Darvoz" in name for name in offered)


def test_narrowing_the_region_drops_districts_outside_it():
    app = _app(district="tj-darvoz")
    app.multiselect(key="filter_regions").set_value(["tj-khatlon"]).run()
    assert not app.exception
    assert app.multiselect(key="filter_districts").value == []


def test_bad_address_is_a_warning_that_names_the_field(table):
    app = _app(kind="picnic", page="x", nonsense="1")
    assert not app.exception
    warnings = " ".join(warning.value for warning in app.warning)
    for field in ("kind", "page", "nonsense"):
        assert f"{field}\\:" in warnings
    assert _metrics(app)["Incidents"] == f"{table.n:,}"


def test_empty_result_offers_to_widen_and_does(table):
    app = _app(kind="mine", text="no such words anywhere")
    assert "No incident matches" in _texts(app)
    assert _metrics(app)["Incidents"] == "0"
    app.button(key="widen_Drop the text").click().run()
    assert _metrics(app)["Incidents"] == str(Filter(kinds=("mine",)).mask(table).sum())


def test_undo_brings_the_filter_before_back():
    app = _app()
    before = _metrics(app)
    app.multiselect(key="filter_kinds").set_value(["clash"]).run()
    assert _metrics(app) != before
    next(button for button in app.button if button.label == "Undo").click().run()
    assert _metrics(app) == before
    assert app.multiselect(key="filter_kinds").value == []


def test_dates_the_wrong_way_round_are_exchanged(table):
    app = _app(**{"from": "2026-01-01"})
    app.date_input(key="filter_date_to").set_value(None).run()
    app.date_input(key="filter_date_to").set_value(dt.date(2025, 1, 1)).run()
    assert not app.exception
    assert app.query_params["from"] == "2025-01-01"
    assert app.query_params["to"] == "2026-01-01"


def test_period_before_is_compared(table):
    app = _app(**{"from": "2025-11-01", "to": "2026-04-30"})
    now = Filter.from_query({"from": "2025-11-01", "to": "2026-04-30"}).mask(table).sum()
    before = Filter.from_query({"from": "2025-05-04", "to": "2025-10-31"}).mask(table).sum()
    assert _metrics(app)["Change"] == f"{now - before:+}"


def test_filter_is_kept_when_another_page_was_visited():
    app = _app(kind="clash")
    before = _metrics(app)
    app.switch_page("pages/about.py").run()
    for key in list(app.query_params):
        del app.query_params[key]
    app.switch_page("pages/map.py").run()
    assert _metrics(app) == before


@pytest.mark.parametrize("damage", ["manifest", "incidents"])
def test_damaged_data_shows_an_error_and_no_figures(damage, tmp_path, monkeypatch):
    folder = tmp_path / "data"
    shutil.copytree(settings().data_dir, folder, ignore=shutil.ignore_patterns("sources"))
    if damage == "manifest":
        (folder / "MANIFEST.json").unlink()
    else:
        (folder / dataset.FILE).write_text("{}\n", "utf-8")
    monkeypatch.setenv("PANJ_DATA", str(folder))
    st.cache_resource.clear()
    app = _app()
    assert not app.exception
    assert len(app.error) == 1
    assert not app.metric
    st.cache_resource.clear()


def test_plain_keeps_markdown_from_being_read():
    assert _shared.plain("**a** <b>\n[x](javascript:1) :red[y]") == (
        r"\*\*a\*\* \<b\> \[x\]\(javascript\:1\) \:red\[y\]"
    )


def test_table_order_puts_the_unknown_last():
    table = made_up(2_000, seed=3)
    rows = np.flatnonzero(Filter(kinds=("clash", "mine")).mask(table))
    for descending in (True, False):
        ordered = _incident_list.order(table, rows, "killed", descending=descending)
        assert sorted(ordered) == rows.tolist()
        killed = np.maximum(table.killed_best, table.killed_low)[ordered]
        known = killed[killed >= 0]
        assert (killed[len(known) :] == -1).all()
        steps = np.diff(known)
        assert (steps <= 0).all() if descending else (steps >= 0).all()
    newest = _incident_list.order(table, rows, "date", descending=True)
    days = table.day[newest][: int((table.day[rows] < 2**31 - 1).sum())]
    assert (np.diff(days) <= 0).all()
