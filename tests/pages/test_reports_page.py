"""The page of reports: adding them, the queue, the review, and typing an incident in."""

import datetime as dt
import json
import sys
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.reports import files
from geo.reports.extractor import configured
from geo.reports.publication import PublicationDate
from geo.store import holds
from geo.store.access import Role, User, local_user
from geo.store.desk import Desk
from geo.store.store import Store

APP = Path(__file__).resolve().parents[2] / "app.py"
# Invented: an event, and another that is recalled.
TEXT = (
    "Tajik border guards shot dead two smugglers in Farkhor district of Khatlon region on 14 March 2017. "
    "They seized 5 kg of heroin.\n\n"
    "In January 2016, one guard was wounded near Shuroobod."
)
ANNA = User("anna", Role.REVIEWER)
HOSTILE = '<img src=x onerror="window.ran=1"> [x](javascript:window.ran=1) **b** $x$ :material/close:'


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("PANJ_HOME", str(tmp_path))
    monkeypatch.delenv("PANJ_DATABASE_URL", raising=False)
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def report_id():
    return _submit(TEXT, title="Two killed", outlet="Asia-Plus", url="https://example.org/a")


def _submit(text, **about):
    report, extractor = files.make_report(text, **about), configured()
    with Store() as store:
        Desk(store, local_user()).submit(extractor.read(report), extractor.version)
    return report.id


def _page(**query):
    app = AppTest.from_file(APP, default_timeout=60).run()
    for key, value in query.items():
        app.query_params[key] = value
    return app.switch_page("pages/reports.py").run()


def _press(app, label):
    assert not app.exception
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception
    return app


def _field(app, kind, label):
    return next(box for box in getattr(app, kind) if box.label == label)


def _html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def _words(app):
    return " ".join(element.value for element in [*app.markdown, *app.success, *app.warning, *app.error, *app.info])


def _desk_item(report_id, user=ANNA):
    with Store() as store:
        return Desk(store, user).item(report_id)


def _as(user, do):
    with Store() as store:
        return do(Desk(store, user))


# Who may.


@pytest.fixture
def logged(monkeypatch, caplog):
    """Give what Streamlit logs of errors; where the library rich is installed it would print them."""
    monkeypatch.setitem(sys.modules, "rich", None)
    return caplog


def test_a_viewer_is_refused_by_the_library(monkeypatch, tmp_path, logged):
    monkeypatch.setenv("PANJ_READONLY", "1")
    app = _page()
    assert app.exception
    assert "AccessError: nothing can be changed here: PANJ_READONLY is set" in logged.text
    assert not app.button
    assert not any(tmp_path.iterdir())


def test_a_visitor_over_the_network_is_refused(report_id, logged):
    app = _page(report=report_id)  # without a browser nobody sits at this machine
    assert app.exception
    assert "AccessError: anonymous has the role viewer, and this needs reviewer" in logged.text
    assert "heroin" not in _html(app) + _words(app)


# Adding.


@pytest.mark.usefixtures("at_this_machine")
def test_looking_makes_no_store(tmp_path):
    app = _page()
    assert "No report waits" in _words(app)
    assert not any(tmp_path.iterdir())


@pytest.mark.usefixtures("at_this_machine")
def test_a_pasted_text_is_read_and_waits():
    app = _page()
    _field(app, "text_area", "Text of the report").set_value(TEXT)
    _field(app, "text_input", "Title").set_value("Two killed")
    _field(app, "text_input", "Outlet").set_value("Asia-Plus")
    _press(app, "Read it")
    assert "1 put into the queue" in _words(app)
    assert _field(app, "text_area", "Text of the report").value == ""
    (item,) = _as(ANNA, lambda desk: desk.queue().items)
    assert (item.report.title, item.report.outlet, item.report.text, item.n_accounts) == (
        "Two killed",
        "Asia-Plus",
        TEXT,
        2,
    )
    _press(app, "Review it")
    assert app.query_params["report"] in (item.report.id, [item.report.id])
    assert app.title[0].value == "Two killed"


@pytest.mark.usefixtures("at_this_machine")
def test_the_same_report_again_leads_to_the_first(report_id):
    app = _page()
    _field(app, "text_area", "Text of the report").set_value(TEXT)
    for label, value in (("Title", "Two killed"), ("Outlet", "Asia-Plus"), ("Web address", "https://example.org/a")):
        _field(app, "text_input", label).set_value(value)
    _press(app, "Read it")
    assert "is here already, waiting" in _words(app).replace("\\", "")
    _press(app, "Review it")
    assert app.query_params["report"] in (report_id, [report_id])
    assert _as(ANNA, lambda desk: desk.queue().total) == 1


@pytest.mark.usefixtures("at_this_machine")
def test_what_fails_is_named_and_the_words_stay():
    app = _page()
    _field(app, "text_area", "Text of the report").set_value("   \n ")
    _field(app, "text_input", "Title").set_value("An empty one")
    _press(app, "Read it")
    assert "1 failed" in app.warning[0].value
    assert "An empty one" in _words(app)
    assert "it has no text" in _words(app)
    assert _field(app, "text_input", "Title").value == "An empty one"


@pytest.mark.usefixtures("at_this_machine")
def test_of_several_files_those_that_can_be_read_are():
    app = _page()
    app.segmented_control(key="add_from").set_value("Files").run()
    lines = "\n".join(json.dumps(one) for one in ({"text": TEXT, "title": "in a line"}, {"title": "no text"}))
    app.file_uploader[0].set_value(
        [
            ("good.txt", TEXT.encode(), "text/plain"),
            ("bad.pdf", b"%PDF-1.4 cut off", "application/pdf"),
            ("some.jsonl", lines.encode(), "application/x-ndjson"),
        ]
    ).run()
    _press(app, "Read them")
    assert "2 put into the queue, 0 here already, 2 failed" in _words(app)
    said = _words(app).replace("\\", "")
    assert "bad.pdf" in said
    assert "some.jsonl:2" in said
    assert _as(ANNA, lambda desk: desk.queue().total) == 2


@pytest.mark.usefixtures("at_this_machine")
@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "file:///etc/passwd", "javascript:alert(1)"])
def test_an_address_inside_the_network_is_refused_and_stays(url):
    app = _page()
    app.segmented_control(key="add_from").set_value("Web address").run()
    app.text_input(key="fetch_url").set_value(url)
    _press(app, "Fetch and read")
    assert "1 failed" in app.warning[0].value
    assert app.text_input(key="fetch_url").value == url
    assert _as(ANNA, lambda desk: desk.queue().items) == ()


@pytest.mark.usefixtures("at_this_machine")
def test_half_typed_words_stay_while_a_report_is_looked_at(report_id):
    app = _page()
    _field(app, "text_area", "Text of the report").set_value("Half a text")
    _field(app, "text_area", "What happened, in your words").set_value("Half a sentence")
    app.run()
    app.query_params["report"] = report_id
    app.run()
    app.run()
    _press(app, "All reports")
    assert _field(app, "text_area", "Text of the report").value == "Half a text"
    assert _field(app, "text_area", "What happened, in your words").value == "Half a sentence"


# Reviewing.


@pytest.mark.usefixtures("at_this_machine", "report_id")
@pytest.mark.parametrize("address", ["nothing-like-it", "0" * 64, "\0", "'; DROP TABLE reports; --"])
def test_an_id_that_does_not_exist_is_said(address):
    app = _page(report=address)
    assert not app.exception
    assert app.title[0].value == "There is no such report"


@pytest.mark.usefixtures("at_this_machine")
def test_the_reading_stands_beside_the_marked_text(report_id):
    app = _page(report=report_id)
    html = _html(app)
    assert app.title[0].value == "Two killed"
    assert 'href="https://example.org/a"' in html
    assert '<mark class="panj-hl panj-hl-date panj-hl-account-1"' in html
    assert 'data-light="killed 1"' in html
    assert "Account 1 of 2" in html
    assert "On acceptance it makes a new incident" in _words(app)
    item = _desk_item(report_id).item
    assert item.held_by == local_user().name


@pytest.mark.usefixtures("at_this_machine")
def test_accepting_makes_the_incident_and_undo_takes_it_back(report_id):
    app = _page(report=report_id)
    _press(app, "Accept")
    item = _desk_item(report_id)
    assert item.item.state == "accepted"
    assert item.accounts[0].incident_id is not None
    assert "accepted; its accounts count now" in _words(app)
    assert "Accept" not in [button.label for button in app.button]
    _press(app, "Undo")
    assert _desk_item(report_id).item.state == "waiting"


@pytest.mark.usefixtures("at_this_machine")
def test_what_acceptance_would_do_is_what_it_does(report_id):
    _page(report=report_id)
    first = _as(local_user(), lambda desk: desk.accept(report_id, seen=desk.item(report_id).item.seen))
    assert first
    target = _desk_item(report_id).accounts[0].incident_id
    other = _submit("Two smugglers were killed by Tajik guards in Farkhor on 14 March 2017, a paper says.")
    app = _page(report=other)
    assert "On acceptance it joins" in _words(app)
    _press(app, "Accept")
    assert _desk_item(other).accounts[0].incident_id == target


@pytest.mark.usefixtures("at_this_machine")
def test_a_report_is_rejected_with_a_reason_only(report_id):
    app = _page(report=report_id)
    _press(app, "Reject it")
    assert "Say why" in _words(app)
    assert _desk_item(report_id).item.state == "waiting"
    app.text_input(key=f"reject_why_{report_id}").set_value("a repeat")
    _press(app, "Reject it")
    item = _desk_item(report_id)
    assert (item.item.state, item.history[-1].reason) == ("rejected", "a repeat")


@pytest.mark.usefixtures("at_this_machine")
def test_a_value_is_corrected_and_shows_who_did(report_id):
    account = _desk_item(report_id).accounts[0].id
    app = _page(report=report_id)
    app.selectbox(key=f"field_{account}").set_value("kind").run()
    app.selectbox(key=f"edit_{account}_kind_0_choice").set_value("clash").run()
    _press(app, "Set it")
    one = _desk_item(report_id).accounts[0]
    assert (one.account.kind, one.edits["kind"].user) == ("clash", local_user().name)
    assert f"(set by {local_user().name})" in _html(app)


@pytest.mark.usefixtures("at_this_machine")
def test_a_place_is_found_by_its_name(report_id):
    account = _desk_item(report_id).accounts[0].id
    app = _page(report=report_id)
    app.selectbox(key=f"field_{account}").set_value("place").run()
    app.text_input(key=f"edit_{account}_place_0_words").set_value("Shuroobod").run()
    _press(app, "Set it")
    assert _desk_item(report_id).accounts[0].account.place.district_id == "tj-shamsiddin-shohin"


@pytest.mark.usefixtures("at_this_machine")
def test_a_spot_that_was_clicked_becomes_the_place(report_id):
    account = _desk_item(report_id).accounts[0].id
    app = _page(report=report_id)
    app.session_state["_picked"] = (account, 69.1, 37.25)  # as the map reports a click
    app.run()
    assert "Clicked: 69.1000, 37.2500" in _words(app)
    _press(app, "Put it there")
    place = _desk_item(report_id).accounts[0].account.place
    assert (place.precision_class, place.district_id) == ("exact", "tj-panj")
    assert "Clicked" not in _words(app)


@pytest.mark.usefixtures("at_this_machine")
def test_an_account_is_split_rejected_and_brought_back(report_id):
    app = _page(report=report_id)
    _press(app, "Add a copy of it")
    assert "Account 3 of 3" in _html(app)
    assert "added by hand" in _html(app)
    _press(app, "Reject account 3")
    assert [one.is_rejected for one in _desk_item(report_id).accounts] == [False, False, True]
    assert "Account 2 of 2" in _html(app)
    _press(app, "Undo")
    assert [one.is_rejected for one in _desk_item(report_id).accounts] == [False, False, False]


@pytest.mark.usefixtures("at_this_machine")
def test_two_accounts_are_said_to_be_one_event(report_id):
    app = _page(report=report_id)
    _press(app, "They are one event")
    said = _desk_item(report_id).history[-1]
    assert (said.kind, {said.subject_id, said.other_id}) == (
        "same",
        {one.id for one in _desk_item(report_id).accounts},
    )


@pytest.mark.usefixtures("at_this_machine")
def test_an_account_is_merged_with_a_proposed_incident_and_taken_apart_again(report_id):
    _as(local_user(), lambda desk: desk.accept(report_id, seen=0))
    target = _desk_item(report_id).accounts[0].incident_id
    # Two days later: alike, and not enough.
    other = _submit("Two smugglers were killed by Tajik guards in Farkhor district on 16 March 2017.")
    app = _page(report=other)
    assert "On acceptance it makes a new incident" in _words(app)
    account = _desk_item(other).accounts[0].id
    app.button(key=f"same_{account}_{target}").click()
    app.run()
    assert "On acceptance it joins" in _words(app)
    _press(app, "Accept")
    assert _desk_item(other).accounts[0].incident_id == target
    app.button(key=f"undo_{_desk_item(other).history[0].number}").click()
    app.run()
    assert _desk_item(other).accounts[0].incident_id != target


@pytest.mark.usefixtures("at_this_machine")
def test_keys_move_between_accounts_and_reports(report_id):
    other = _submit("One soldier was wounded in Ishkashim on 3 May 2018.")
    app = _page(report=report_id)
    _press(app, "Next account")
    assert "mark.panj-hl-killed.panj-hl-account-2" in _html(app)
    _press(app, "Next report")
    assert app.query_params["report"] in (other, [other])
    assert _desk_item(report_id).item.held_by is None


@pytest.mark.usefixtures("at_this_machine")
def test_what_another_holds_can_only_be_read(report_id):
    _as(ANNA, lambda desk: desk.hold(report_id))
    app = _page(report=report_id)
    assert "**anna** is reviewing this report" in _words(app)
    assert not {"Accept", "Set it", "Add a copy of it"} & {button.label for button in app.button}
    _as(ANNA, lambda desk: desk.release(report_id))
    _press(app, "Look again")
    assert "Accept" in [button.label for button in app.button]


@pytest.mark.usefixtures("at_this_machine")
def test_what_somebody_else_did_meanwhile_is_not_overwritten(report_id):
    app = _page(report=report_id)
    _as(local_user(), lambda desk: desk.release(report_id))
    _as(ANNA, lambda desk: desk.reject(report_id, "a repeat", seen=0))
    _as(ANNA, lambda desk: desk.release(report_id))
    _press(app, "Accept")
    assert _desk_item(report_id).item.state == "rejected"
    assert "Nothing was changed" in app.warning[0].value
    assert "newest state" in _words(app)
    assert "Accept" not in [button.label for button in app.button]
    _press(app, "Look again")
    _press(app, "Accept")
    assert _desk_item(report_id).item.state == "accepted"


@pytest.mark.usefixtures("at_this_machine")
def test_words_from_outside_are_text():
    report_id = _submit(TEXT + HOSTILE, title=HOSTILE, outlet=HOSTILE, url="javascript:window.ran=1")
    _as(local_user(), lambda desk: desk.note(report_id, HOSTILE))
    app = _page(report=report_id)
    assert "<img" not in _html(app)
    assert 'href="javascript' not in _html(app)
    assert "\\<img" in app.title[0].value
    assert all("<img" not in element.value.replace("\\<img", "") for element in app.markdown)


# By hand.


@pytest.mark.usefixtures("at_this_machine")
def test_an_incident_is_typed_in_under_its_authors_name():
    app = _page()
    _field(app, "text_area", "What happened, in your words").set_value("I saw two men shot at the ford.")
    _press(app, "Add the incident")
    assert "say too little" in _words(app)
    app.text_input(key="hand_0_place_words").set_value("Farkhor").run()
    app.number_input(key="hand_0_killed_best").set_value(2).run()
    _press(app, "Add the incident")
    assert "marked as entered by hand" in _words(app)
    made = app.session_state["_hand_made"]
    file = _as(ANNA, lambda desk: desk.incident(made))
    assert file.is_by_hand
    assert file.incident.killed.best == 2
    assert f"stated by {local_user().name}" in [claim.claimant for claim in file.incident.claims]
    assert _field(app, "text_area", "What happened, in your words").value == ""


@pytest.mark.usefixtures("at_this_machine")
def test_an_incident_is_put_where_the_map_was_clicked():
    app = _page()
    _field(app, "text_area", "What happened, in your words").set_value("I saw two men shot at the ford.")
    app.text_input(key="hand_0_place_words").set_value("Farkhor").run()
    assert not [box for box in app.number_input if box.key == "hand_0_place_spot_km"]
    app.toggle(key="hand_0_place_map").set_value(True).run()
    app.session_state["_picked"] = ("hand_0_place", 69.1, 37.25)  # as the map reports a click
    app.run()
    assert "Clicked: 69.1000, 37.2500" in _words(app)
    app.number_input(key="hand_0_place_spot_km").set_value(3.0)
    app.text_input(key="hand_0_place_spot_name").set_value("The ford").run()
    _press(app, "Add the incident")
    assert "marked as entered by hand" in _words(app)
    place = _as(ANNA, lambda desk: desk.incident(app.session_state["_hand_made"])).incident.place
    assert (place.name, place.precision_class, place.uncertainty_km) == ("The ford", "near", 3.0)
    assert (place.lon, place.lat, place.district_id) == (69.1, 37.25, "tj-panj")
    assert "_picked" not in app.session_state


@pytest.mark.usefixtures("at_this_machine")
def test_a_spot_in_neither_country_is_said_and_the_searched_place_stays():
    app = _page()
    app.text_input(key="hand_0_place_words").set_value("Farkhor").run()
    app.toggle(key="hand_0_place_map").set_value(True).run()
    app.session_state["_picked"] = ("hand_0_place", 10.0, 50.0)
    app.run()
    assert "lies neither in Tajikistan nor in Afghanistan" in _words(app)
    _field(app, "text_area", "What happened, in your words").set_value("I saw two men shot at the ford.")
    _press(app, "Add the incident")
    place = _as(ANNA, lambda desk: desk.incident(app.session_state["_hand_made"])).incident.place
    assert place.district_id == "tj-farkhor"


@pytest.mark.usefixtures("at_this_machine")
def test_an_incident_without_words_is_refused_and_stays():
    app = _page()
    app.number_input(key="hand_0_killed_best").set_value(2).run()
    _press(app, "Add the incident")
    assert "Say in a sentence" in _words(app)
    assert app.number_input(key="hand_0_killed_best").value == 2


# The queue.


def _listed(app):
    """Return what the list of reports was told to show."""
    (found,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "panj_report_list"]
    return json.loads(found.json)


@pytest.mark.usefixtures("at_this_machine")
def test_the_queue_shows_a_page_of_what_is_searched_for():
    for number in range(23):
        _submit(f"On {number + 1} March guards stood at the ford.", title=f"Report {number:02}", outlet="Gazette")
    _submit("Nothing happened.", title="Another")
    app = _page()
    listed = _listed(app)
    assert [row["cells"][0] for row in listed["rows"]] == [f"Report {number:02}" for number in range(20)]
    assert (listed["first"], listed["total"]) == (0, 24)
    app.session_state["_queue_page"] = (("waiting", ""), 2)  # as the list reports a click
    app.run()
    assert [row["cells"][0] for row in _listed(app)["rows"]] == ["Report 20", "Report 21", "Report 22", "Another"]
    app.text_input(key="queue_words").set_value("ford GAZETTE").run()
    listed = _listed(app)
    assert (listed["first"], listed["total"]) == (0, 23)
    app.session_state["_queue_order"] = ("title", True)
    app.run()
    assert _listed(app)["rows"][0]["cells"][0] == "Report 22"
    assert "24 waiting · 0 accepted · 0 rejected" in " ".join(one.value for one in app.caption)
    app.text_input(key="queue_words").set_value("<b>bridge</b>").run()
    assert "None of them holds the words “<b>bridge</b>”" in _words(app).replace("\\", "")


@pytest.mark.usefixtures("at_this_machine")
def test_the_choice_of_the_queue_outlives_a_look_at_a_report(report_id):
    app = _page()
    app.text_input(key="queue_words").set_value("heroin").run()
    app.segmented_control(key="queue_state").set_value("rejected").run()
    app.query_params["report"] = report_id
    app.run()
    app.run()
    _press(app, "All reports")
    assert app.segmented_control(key="queue_state").value == "rejected"
    assert app.text_input(key="queue_words").value == "heroin"


@pytest.mark.usefixtures("at_this_machine")
def test_what_a_report_counts_stands_beside_the_incidents():
    day = PublicationDate(day=dt.date(2026, 1, 18))
    text = (
        "Since November there have been five deadly incidents on the Tajik-Afghan border, in which 16 people died. "
        "Over the years there were 900 clashes there."
    )
    html = _html(_page(report=_submit(text, published=day)))
    assert "Since 2025-11-01: 5 incidents, 16 killed." in html
    assert "<b>Covered exactly: 5 incidents and 16 (15 to 16) killed here</b>" in html


# Holds.


@pytest.mark.usefixtures("at_this_machine")
@pytest.mark.parametrize("way", ["back", "another report"])
def test_a_hold_ends_when_its_report_is_left(report_id, way):
    other = _submit("Nothing happened.", title="Another")
    app = _page(report=report_id)
    assert _desk_item(report_id).item.held_by == local_user().name
    if way == "back":
        _press(app, "All reports")
    else:
        app.query_params["report"] = other
        app.run()
    assert _desk_item(report_id).item.held_by is None
    assert _desk_item(other).item.held_by == (local_user().name if way == "another report" else None)


@pytest.mark.usefixtures("at_this_machine")
def test_a_hold_is_kept_while_its_report_is_shown_and_next_opens_the_following(report_id):
    other = _submit("Nothing happened.", title="Another")
    app = _page(report=report_id)
    app.run()
    assert _desk_item(report_id).item.held_by == local_user().name
    _press(app, "Next report")
    assert app.title[0].value == "Another"
    assert [_desk_item(one).item.held_by for one in (report_id, other)] == [None, local_user().name]


@pytest.mark.usefixtures("at_this_machine")
def test_a_hold_that_was_left_lying_is_taken_over_knowingly(report_id, monkeypatch):
    _as(ANNA, lambda desk: desk.hold(report_id))
    app = _page(report=report_id)
    assert "anna** is reviewing this report, last active" in _words(app)
    assert "Take it over" not in [button.label for button in app.button]
    monkeypatch.setattr(holds, "STALE_MINUTES", 0)
    _press(app, "Look again")
    assert _desk_item(report_id).item.held_by == "anna"
    _press(app, "Take it over")
    assert "You are reviewing this report now" in _words(app)
    assert "Accept" in [button.label for button in app.button]
    assert _desk_item(report_id).item.held_by == local_user().name
