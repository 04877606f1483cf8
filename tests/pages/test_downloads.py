"""The choice of a file: every format that the library writes, with the rows that the mask selects."""

import csv
import io

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.incidents import dataset, export
from geo.incidents.imports import acled, ucdp
from geo.incidents.table import IncidentTable
from pages import _downloads


def _app():
    import streamlit as st

    st.session_state["show"]()


@pytest.fixture
def offered(monkeypatch):
    """Give `offered(name) -> (file name, content)`: what the button holds for a format; the first two incidents."""
    table = IncidentTable.from_incidents(dataset.load()[:5])
    mask = np.arange(table.n) < 2
    buttons = []
    monkeypatch.setattr(st, "download_button", lambda _label, **about: buttons.append(about))

    def run(name):
        app = AppTest.from_function(_app)
        app.session_state["show"] = lambda: _downloads.show(table, mask)
        app.session_state["download_format"] = name
        app.run()
        assert not app.exception
        assert set(app.selectbox[0].options) == {label for label, _ in _downloads._FORMATS.values()}
        return buttons[-1]["file_name"], buttons[-1]["data"]()

    return run


def test_every_format_of_the_library_is_offered():
    assert list(_downloads._FORMATS) == list(export.FORMATS)


@pytest.mark.parametrize(("name", "columns"), [("acled.csv", acled.COLUMNS), ("ucdp.csv", ucdp.COLUMNS)])
def test_incidents_are_offered_in_the_columns_of_other_data_sets(offered, name, columns):
    file_name, content = offered(name)
    assert file_name == f"panj-watch-incidents.{name}"
    header, *rows = csv.reader(io.StringIO(content.decode()))
    assert tuple(header) == columns
    assert len(rows) == 2
