"""The page of incidents: the table, one incident in full, and what reviewers say of it."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.incidents import dataset
from geo.pipeline import ingest
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.store import Store

APP = Path(__file__).resolve().parents[2] / "app.py"
# Invented. Two papers differ on the dead.
REPORTS = (
    "Tajik border guards shot dead two smugglers in Farkhor district of Khatlon region on 14 March 2017.",
    "Three smugglers were killed by Tajik border guards in Farkhor district of Khatlon on 14 March 2017, police say.",
)
ANNA = User("anna", Role.REVIEWER)


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("PANJ_HOME", str(tmp_path))
    monkeypatch.delenv("PANJ_DATABASE_URL", raising=False)
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def incident_id(tmp_path):
    """Read both reports into the store; they are of one event."""
    for number, text in enumerate(REPORTS):
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
    with Store() as store:
        list(ingest([tmp_path / "0.txt", tmp_path / "1.txt"], store))
        (merged,) = [one for one in store.merged() if one.n_reports]
    assert merged.n_reports == 2
    return merged.incident.id


def _page(**query):
    app = AppTest.from_file(APP, default_timeout=60).run()
    for key, value in query.items():
        app.query_params[key] = value
    return app.switch_page("pages/incidents.py").run()


def _html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def _words(app):
    assert not app.exception
    return " ".join(element.value for element in app.markdown)


def _history():
    with Store() as store:
        return [(one.kind, one.user, one.reason, one.is_live) for one in _desk(store).history(_only(store))]


def _only(store):
    return next(one.incident.id for one in store.merged() if one.n_reports)


def _desk(store):
    return Desk(store, ANNA)


def test_without_an_incident_the_page_lists_them_all():
    app = _page()
    assert app.title[0].value == "Incidents"
    assert {metric.label: metric.value for metric in app.metric}["Incidents"] == str(len(dataset.load()))


def test_a_filter_that_nothing_matches_offers_wider_ones():
    app = _page(text="nothing like this anywhere")
    assert not app.exception
    assert "No incident matches this filter" in _words(app)


def test_a_shipped_incident_has_its_page_where_there_is_no_store(tmp_path):
    shipped = next(one for one in dataset.load() if one.sources and one.sources[0].url)
    app = _page(incident=shipped.id)
    assert not app.exception
    assert shipped.place.district is None or shipped.place.district in app.title[0].value + _html(app)
    assert "as compiled with the shipped data" in _html(app)
    assert shipped.sources[0].url.replace("&", "&amp;") in _html(app)
    assert not any(tmp_path.iterdir())


def test_an_id_that_does_not_exist_is_said():
    app = _page(incident="nothing-like-it")
    assert app.title[0].value == "There is no such incident"
    assert not app.exception


def test_accounts_that_differ_stand_side_by_side(incident_id):
    html = _html(_page(incident=incident_id))
    assert "2 (2 to 3)" in html or "3 (2 to 3)" in html
    rows = [row.split("</tr>")[0] for row in html.split("<tr>") if '<th scope="row">Killed</th>' in row]
    assert sorted(row.count("not as shown") for row in rows) == [0, 1]


@pytest.mark.usefixtures("at_this_machine")
def test_a_mark_shows_at_once_and_can_be_undone(incident_id):
    app = _page(incident=incident_id)
    app.radio[-1].set_value("disputed")
    next(box for box in app.text_input if box.key == f"mark_why_{incident_id}").set_value("two sources differ")
    next(button for button in app.button if button.label == "Mark it").click()
    app.run()
    assert "Disputed" in app.caption[0].value or any("Disputed" in caption.value for caption in app.caption)
    assert "two sources differ" in _words(app)
    (kind, _, reason, live) = _history()[0]
    assert (kind, reason, live) == ("disputed", "two sources differ", True)
    next(button for button in app.button if str(button.key).startswith("undo_")).click()
    app.run()
    assert any("Reported" in caption.value for caption in app.caption)
    assert [(kind, live) for kind, _, _, live in _history()] == [("disputed", False), ("undo", True)]


@pytest.mark.usefixtures("at_this_machine")
def test_a_corrected_value_stands_with_who_set_it(incident_id):
    app = _page(incident=incident_id)
    next(box for box in app.selectbox if box.key == f"field_{incident_id}").set_value("killed")
    app.run()
    for box in app.number_input:
        if box.key and box.key.startswith("edit_") and box.key.rsplit("_", 1)[1] in ("low", "best", "high"):
            box.set_value(4)
    app.run()
    next(button for button in app.button if button.label == "Set it").click()
    app.run()
    assert not app.exception
    with Store() as store:
        (incident,) = [one.incident for one in store.merged([incident_id])]
    assert (incident.killed.low, incident.killed.best, incident.killed.high) == (4, 4, 4)
    assert "set by" in _html(app)


@pytest.mark.usefixtures("at_this_machine")
def test_an_account_can_be_split_off(incident_id):
    app = _page(incident=incident_id)
    next(button for button in app.button if button.label == "Split it off").click()
    app.run()
    assert not app.exception
    with Store() as store:
        assert sorted(one.n_reports for one in store.merged() if one.n_reports) == [1, 1]


@pytest.mark.usefixtures("at_this_machine")
def test_what_somebody_else_did_meanwhile_is_not_overwritten(incident_id):
    app = _page(incident=incident_id)
    with Store() as store:
        _desk(store).mark(incident_id, "confirmed")
    next(box for box in app.text_input if box.key == f"mark_why_{incident_id}").set_value("mine")
    next(button for button in app.button if button.label == "Mark it").click()
    app.run()
    assert [kind for kind, _, _, _ in _history()] == ["confirmed"]
    assert "look again" in app.warning[0].value
    assert "confirmed" in _words(app)


def test_a_viewer_sees_no_way_to_change_anything(incident_id, monkeypatch):
    monkeypatch.setenv("PANJ_READONLY", "1")
    app = _page(incident=incident_id)
    assert not app.exception
    assert not {"Mark it", "Set it", "Split it off"} & {button.label for button in app.button}
    assert not [button for button in app.button if str(button.key).startswith("undo_")]


def test_an_incident_that_became_another_leads_there(incident_id):
    with Store() as store:
        desk = _desk(store)
        file = desk.incident(incident_id)
        number = desk.different(file.accounts[0].id, file.accounts[1].id)
        other = next(one.incident.id for one in store.merged() if one.n_reports and one.incident.id != incident_id)
        desk.undo(number)
    app = _page(incident=other)
    assert app.title[0].value == "This incident is not shown any more"
    assert incident_id in [button.label for button in app.button]
