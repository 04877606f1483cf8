"""The hold of a session: taken with the report that is shown, given up when it is left or its holder signs out."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.reports import files
from geo.reports.extractor import configured
from geo.store import access
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.store import Store
from pages import _hold, _shared, _user

ANNA = User("anna", Role.REVIEWER)


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("PANJ_HOME", str(tmp_path))
    monkeypatch.delenv("PANJ_DATABASE_URL", raising=False)
    monkeypatch.setattr(_user, "current_user", lambda: ANNA)
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def ids():
    """Give the ids of two reports that wait."""
    found, extractor = [], configured()
    with Store() as store:
        for number in (1, 2):
            report = files.make_report(f"Invented report {number}.")
            Desk(store, ANNA).submit(extractor.read(report), extractor.version)
            found.append(report.id)
    return found


def _app():
    import streamlit as st

    st.session_state["do"]()


@pytest.fixture
def session():
    """Give `session(do)`: runs a function in one session of Anna's."""
    app = AppTest.from_function(_app)

    def run(do):
        app.session_state["do"] = do
        app.run()
        assert not app.exception

    return run


def _take(report_id):
    desk = _shared.desk()
    assert _hold.take(desk, desk.item(report_id).item) == "anna"


def _holders(ids):
    with Store() as store:
        desk = Desk(store, ANNA)
        return [desk.item(one).item.held_by for one in ids]


def test_a_session_holds_the_report_that_it_shows_and_no_other(session, ids):
    session(lambda: _take(ids[0]))
    session(lambda: _hold.leave(shown=ids[0]))
    assert _holders(ids) == ["anna", None]
    session(lambda: _take(ids[1]))
    assert _holders(ids) == [None, "anna"]
    session(_hold.leave)
    session(_hold.leave)
    assert _holders(ids) == [None, None]


def test_who_signs_out_leaves_every_report_in_every_window(session, ids):
    with Store() as store:
        Desk(store, ANNA).hold(ids[1])
    session(lambda: _take(ids[0]))
    assert _holders(ids) == ["anna", "anna"]
    session(lambda: _hold.leave_all(ANNA))
    assert _holders(ids) == [None, None]


def test_a_viewer_signs_out_without_touching_the_store(session, tmp_path):
    session(lambda: _hold.leave_all(access.visitor()))
    assert not any(tmp_path.iterdir())


def test_who_lost_the_role_leaves_without_an_error_and_the_hold_runs_out(session, ids, monkeypatch):
    session(lambda: _take(ids[0]))
    monkeypatch.setattr(_user, "current_user", lambda: User("anna", Role.VIEWER))
    session(_hold.leave)
    assert _holders(ids) == ["anna", None]
