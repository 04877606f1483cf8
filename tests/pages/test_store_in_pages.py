"""The pages show the store of the user's own, as soon as there is one, and its past."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.incidents import dataset
from geo.pipeline import ingest
from geo.store import whereabouts
from geo.store.store import Store

APP = Path(__file__).resolve().parents[2] / "app.py"
TIMEOUT_S = 60
N_SHIPPED = len(dataset.load())
# Invented.
REPORTS = (
    "Tajik border guards shot dead two smugglers in Farkhor district of Khatlon region on 14 March 2017.",
    "Tajik border guards shot dead one smuggler in Darvoz district of Badakhshan region on 9 May 2016.",
)


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("PANJ_HOME", str(tmp_path))
    monkeypatch.delenv("PANJ_DATABASE_URL", raising=False)
    yield tmp_path
    st.cache_resource.clear()


def _add(tmp_path, number):
    path = tmp_path / f"{number}.txt"
    path.write_text(REPORTS[number], "utf-8")
    with Store() as store:
        list(ingest([path], store))


def _app(**query):
    app = AppTest.from_file(APP, default_timeout=TIMEOUT_S)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def _shown(app):
    assert not app.exception
    return {metric.label: metric.value for metric in app.metric}["Incidents"]


def _texts(app):
    return " ".join(element.value for element in app.markdown)


def test_pages_that_are_open_show_what_another_process_adds(tmp_path):
    app = _app()
    assert _shown(app) == str(N_SHIPPED)
    assert "As known on" not in [expander.label for expander in app.expander]
    _add(tmp_path, 0)
    assert _shown(app.run()) == str(N_SHIPPED + 1)
    _add(tmp_path, 1)
    assert _shown(app.run()) == str(N_SHIPPED + 2)
    assert f"Data as of {dt.datetime.now(dt.UTC).date()}" in _texts(app)


def test_a_filter_and_a_link_hold_over_a_change_of_the_store(tmp_path):
    shipped = dataset.load()[0]
    app = _app(incident=shipped.id, kind=shipped.kind)
    before = int(_shown(app))
    _add(tmp_path, 0)
    app.run()
    assert app.session_state["option_incident"] == shipped.id
    assert int(_shown(app)) in (before, before + 1)
    assert app.query_params["incident"] in (shipped.id, [shipped.id])


def test_the_past_is_shown_by_the_address_and_said(tmp_path):
    _add(tmp_path, 0)
    today = dt.datetime.now(dt.UTC).date()
    app = _app(known="2020-01-01")
    assert _shown(app) == "0"
    assert "As known on 2020-01-01" in _texts(app)
    assert app.date_input(key="option_as_of").value == dt.date(2020, 1, 1)
    assert "On 2020-01-01 this store knew of no incident yet" in _texts(app)
    app.date_input(key="option_as_of").set_value(today).run()
    assert _shown(app) == str(N_SHIPPED + 1)
    assert app.query_params["known"] in (today.isoformat(), [today.isoformat()])
    app.date_input(key="option_as_of").set_value(dt.date(2020, 1, 1)).run()
    next(button for button in app.button if button.label == "Show what is known now").click().run()
    assert _shown(app) == str(N_SHIPPED + 1)
    assert "known" not in app.query_params


@pytest.mark.parametrize("known", ["yesterday", "2999-01-01", "2020-13-01"])
def test_a_day_that_cannot_be_is_left_out_and_said(tmp_path, known):
    _add(tmp_path, 0)
    app = _app(known=known)
    assert _shown(app) == str(N_SHIPPED + 1)
    assert [warning.value for warning in app.warning if "Left out of the address: known" in warning.value]


@pytest.mark.parametrize("page", ["timeline", "segments", "compare", "briefing", "checks", "about"])
def test_every_page_shows_the_store(tmp_path, page):
    _add(tmp_path, 0)
    app = AppTest.from_file(APP, default_timeout=TIMEOUT_S).run()
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    shown = _texts(app)
    assert f"{N_SHIPPED + 1}" in shown, shown


def test_a_store_that_cannot_be_opened_is_told_and_nothing_old_is_shown(home):
    whereabouts.default_file().write_bytes(b"no database" * 1_000)
    app = _app()
    assert [title.value for title in app.title] == ["The store cannot be used"]
    assert str(whereabouts.default_file().name) in app.error[0].value.replace("\\", "")
    assert not app.metric


def test_a_store_that_was_put_in_anothers_place_is_opened_anew(tmp_path):
    _add(tmp_path, 0)
    app = _app()
    assert _shown(app) == str(N_SHIPPED + 1)
    with Store(tmp_path / "new.db"):
        pass
    for ending in ("-wal", "-shm"):
        Path(f"{whereabouts.default_file()}{ending}").unlink(missing_ok=True)
    (tmp_path / "new.db").replace(whereabouts.default_file())
    assert _shown(app.run()) == str(N_SHIPPED)


def test_without_a_store_the_first_map_waits_for_no_database(tmp_path):
    script = (
        "import sys; from streamlit.testing.v1 import AppTest; "
        f"app = AppTest.from_file({str(APP)!r}, default_timeout={TIMEOUT_S}).run(); "
        "print(len(app.metric), 'sqlalchemy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=APP.parent, capture_output=True, text=True, check=True)
    n_metrics, has_database = run.stdout.split()
    assert int(n_metrics) > 3
    assert has_database == "False"


def _desk_app():
    import streamlit as st

    from geo.core.errors import GeoError
    from pages import _shared

    try:
        st.write(f"{_shared.desk().queue().total} waiting for {_shared.desk().user.role.label}")
    except GeoError as err:
        st.error(str(err))


def test_the_service_layer_is_this_sessions_and_makes_the_store(home, at_this_machine):
    app = AppTest.from_function(_desk_app, default_timeout=TIMEOUT_S).run()
    assert _texts(app) == "0 waiting for admin"
    assert whereabouts.is_made()


def test_a_visitor_makes_no_store_and_gets_no_queue(home):
    app = AppTest.from_function(_desk_app, default_timeout=TIMEOUT_S).run()
    assert "this needs reviewer" in app.error[0].value
    assert not whereabouts.is_made()


def test_read_only_makes_no_store(home, at_this_machine, monkeypatch):
    monkeypatch.setenv("PANJ_READONLY", "1")
    app = AppTest.from_function(_desk_app, default_timeout=TIMEOUT_S).run()
    assert "PANJ_READONLY" in app.error[0].value
    assert not whereabouts.is_made()
