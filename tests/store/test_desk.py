"""What people may do with a store: review reports, edit, judge and undo, each by their role and in nobody's way."""

import datetime as dt

import pytest

from geo.core.errors import AccessError, ConflictError, RecordError, StoreError
from geo.core.model import Account, Casualties, Claim, DateSpan, Placement, ReadFailure, Reading, Report
from geo.incidents import dataset
from geo.places import geocoder
from geo.store import review
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.store import Store
from tests.store.conftest import ANNA

VERSION = "test 1"


def _place() -> Placement:
    return geocoder.placement_of("tj-ishkoshim")


def _account(day: int = 18, killed: int | None = 4, **values: object) -> Account:
    when = dt.date(1995, 1, day)
    plain = {
        "date": DateSpan(start=when, end=when, precision="day"),
        "place": _place(),
        "kind": "clash",
        "killed": Casualties(best=killed),
        "claims": (Claim(claimant="Committee", says="four were killed", prop="killed", span=(0, 4)),),
        "spans": {"killed": ((0, 4),)},
    }
    return Account(**{**plain, **values})  # type: ignore[arg-type]


def _reading(name: str, *accounts: Account) -> Reading:
    report = Report(
        id=name,
        url=f"https://example.org/{name}",
        outlet=name,
        published=dt.date(1995, 2, 20),
        lang="en",
        sha256=name,
        text=f"Four were killed, says {name}",
    )
    return Reading(report=report, accounts=accounts or (_account(),))


def _own(store: Store) -> list[str]:
    """Return the ids of the incidents that were not shipped."""
    shipped = {incident.id for incident in dataset.load()}
    return [incident.id for incident in store.incidents() if incident.id not in shipped]


def test_submitted_report_is_shown_once_it_is_accepted(store: Store, anna: Desk) -> None:
    waiting = anna.submit(_reading("a"), VERSION)
    assert (waiting.state, waiting.n_accounts, waiting.added_by, waiting.seen) == ("waiting", 1, "anna", 0)
    assert [item.report.id for item in anna.queue().items] == ["a"]
    assert _own(store) == []
    revision = store.revision()
    number = anna.accept("a", seen=0)
    assert store.revision() != revision
    assert len(_own(store)) == 1
    assert anna.queue().items == ()
    assert [item.report.id for item in anna.queue(review.ACCEPTED).items] == ["a"]
    with pytest.raises(StoreError, match="accepted already"):
        anna.accept("a", seen=number)
    anna.undo(number)
    assert _own(store) == []
    assert [item.report.id for item in anna.queue().items] == ["a"]


def test_rejected_report_stays_away_until_that_is_undone(store: Store, anna: Desk) -> None:
    store.add(_reading("a"), reader_version=VERSION)
    (incident_id,) = _own(store)
    number = anna.reject("a", "not about the border", seen=0)
    assert _own(store) == []
    assert anna.item("a").item.state == review.REJECTED
    gone = anna.incident(incident_id)
    assert (gone.incident, gone.became) == (None, ())
    anna.undo(number)
    assert _own(store) == [incident_id]


def test_submitting_what_is_known_changes_nothing(store: Store, anna: Desk) -> None:
    store.add(_reading("a"), reader_version=VERSION)
    assert anna.submit(_reading("a"), VERSION).state == review.ACCEPTED
    assert len(_own(store)) == 1


def test_value_that_is_set_is_shown_and_matched_by(store: Store, anna: Desk) -> None:
    anna.submit(_reading("a"), VERSION)
    anna.submit(_reading("b", _account(28)), VERSION)
    first = anna.accept("a", seen=0)
    second = anna.accept("b", seen=0)
    assert len(_own(store)) == 2
    (account,) = anna.item("b").accounts
    day = DateSpan(start=dt.date(1995, 1, 18), end=dt.date(1995, 1, 18), precision="day")
    number = anna.set_value(account.id, "date", day, seen=second, reason="a misprint")
    (incident_id,) = _own(store)
    (edited,) = anna.item("b").accounts
    assert edited.account.date == day
    assert edited.original.date.start == dt.date(1995, 1, 28)
    assert edited.edits["date"].reason == "a misprint"
    (other,) = anna.item("a").accounts
    anna.set_value(other.id, "killed", {"low": None, "best": 5, "high": None}, seen=first)
    assert {one.account.spans.get("killed") for one in anna.incident(incident_id).accounts} == {None, ((0, 4),)}
    killed = next(one for one in anna.incident(incident_id).shown if one.prop == "killed")
    assert killed.is_conflict
    anna.undo(number)
    assert len(_own(store)) == 2


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("kind", "war", "kind: 'war' is not one of"),
        ("killed", {"low": 5, "best": 2, "high": None}, "do not rise"),
        ("killed", {"best": "many"}, "killed"),
        ("bank", "RU", "bank: 'RU' is not one of"),
        ("place", {"region_id": "tj-nowhere"}, "there is no region 'tj-nowhere'"),
        ("spans", {}, "cannot be set"),
        ("colour", "red", "cannot be set"),
    ],
)
def test_value_that_cannot_be_is_refused(store: Store, anna: Desk, field: str, value: object, message: str) -> None:
    (account_id,) = store.add(_reading("a"), reader_version=VERSION).account_ids
    with pytest.raises(RecordError, match=message):
        anna.set_value(account_id, field, value, seen=0)
    assert anna.history("a") == []


def test_incident_level_value_wins_and_names_who_set_it(store: Store, anna: Desk) -> None:
    store.add(_reading("a"), reader_version=VERSION)
    (incident_id,) = _own(store)
    number = anna.set_value(incident_id, "killed", Casualties(best=7), seen=0)
    found = anna.incident(incident_id)
    assert found.incident is not None
    assert found.incident.killed.best == 7
    assert found.incident.summary.endswith("7 killed.")
    shown = {one.prop: one for one in found.shown}
    assert shown["killed"].rule == "set by anna"
    assert [said.value.best for said in shown["killed"].said] == [4]
    assert found.seen == number
    # A report that comes later does not change it.
    store.add(_reading("b"), reader_version=VERSION)
    assert store.merged([incident_id])[0].incident.killed.best == 7
    anna.undo(number)
    assert store.merged([incident_id])[0].incident.killed.best == 4


def test_shipped_incident_can_be_edited_and_marked(store: Store, anna: Desk) -> None:
    shipped = dataset.load()[0]
    anna.set_value(shipped.id, "note", "seen in the archive", seen=0)
    number = anna.mark(shipped.id, "disputed", "two sources deny it")
    found = anna.incident(shipped.id)
    assert found.incident is not None
    assert (found.incident.note, found.incident.status) == ("seen in the archive", "disputed")
    assert found.shipped == shipped
    assert [event.kind for event in found.history] == ["set", "disputed"]
    anna.mark(shipped.id, "confirmed")
    assert next(one for one in store.incidents() if one.id == shipped.id).status == "confirmed"
    anna.undo(number)
    assert next(one for one in store.incidents() if one.id == shipped.id).status == "confirmed"
    with pytest.raises(StoreError, match="no mark"):
        anna.mark(shipped.id, "reported")


def test_marks_go_with_the_account_when_incidents_are_one(store: Store, anna: Desk) -> None:
    (a,) = store.add(_reading("a"), reader_version=VERSION).account_ids
    (b,) = store.add(_reading("b", _account(28)), reader_version=VERSION).account_ids
    first, second = (store.incident_ids([one])[one] for one in (a, b))
    assert first is not None
    assert second is not None
    anna.mark(second, "confirmed")
    number = anna.same(a, b, "one clash, two datelines")
    assert _own(store) == [first]
    shown = anna.incident(first)
    assert shown.incident is not None
    assert shown.incident.status == "confirmed"
    assert [event.kind for event in shown.history] == ["confirmed", "same"]
    gone = anna.incident(second)
    assert (gone.incident, gone.became) == (None, (first,))
    anna.undo(number)
    assert [one.status for one in store.incidents() if one.id in (first, second)] == ["reported", "confirmed"]


def test_account_can_be_split_rejected_and_taken_back(store: Store, anna: Desk) -> None:
    (a,) = store.add(_reading("a"), reader_version=VERSION).account_ids
    added = anna.add_account("a", _account(28, 2), seen=0, reason="the text tells of two clashes")
    assert len(_own(store)) == 2
    seen = anna.item("a").item.seen
    accounts = anna.item("a").accounts
    assert [(one.id, one.is_by_hand, one.is_counted) for one in accounts] == [(a, False, True), (added, True, True)]
    number = anna.reject_account(a, seen=seen)
    assert [one.is_rejected for one in anna.item("a").accounts] == [True, False]
    assert len(_own(store)) == 1
    assert len(anna.item("a").reading.accounts) == 1
    anna.undo(number)
    assert len(_own(store)) == 2


def test_incident_keeps_its_id_without_the_account_that_it_got_it_for(store: Store, anna: Desk) -> None:
    (a,) = store.add(_reading("a"), reader_version=VERSION).account_ids
    (b,) = store.add(_reading("b"), reader_version=VERSION).account_ids
    (incident_id,) = _own(store)
    anna.mark(incident_id, "confirmed")
    number = anna.reject_account(a, seen=0)
    assert _own(store) == [incident_id]
    assert store.incident_ids([a, b]) == {a: None, b: incident_id}
    anna.undo(number)
    assert store.incident_ids([a, b]) == {a: incident_id, b: incident_id}
    assert store.merged([incident_id])[0].incident.status == "confirmed"


def test_proposals_say_where_an_account_would_go_and_why(store: Store, anna: Desk) -> None:
    (known,) = store.add(_reading("a"), reader_version=VERSION).account_ids
    (incident_id,) = _own(store)
    anna.submit(_reading("b", _account(19), _account(28, 2)), VERSION)
    revision = store.revision()
    proposals = anna.proposals("b")
    assert store.revision() == revision
    near, far = (proposals[account.id] for account in anna.item("b").accounts)
    assert (near[0].incident.id, near[0].verdict) == (incident_id, "same")
    assert near[0].score == pytest.approx(sum(near[0].features.values()))
    assert {"date", "place", "killed", "kind"} <= near[0].features.keys()
    assert all(one.verdict != "same" for one in far)
    anna.accept("b", seen=0)
    first, second = (account.id for account in anna.item("b").accounts)
    joined = store.incident_ids([first, second])
    assert joined[first] == incident_id
    assert joined[second] not in (incident_id, None)
    # Of an accepted one: where it is.
    assert anna.proposals("b")[anna.item("b").accounts[0].id][0].incident.id == incident_id
    assert known not in proposals


def test_what_is_said_of_a_waiting_account_holds_once_it_counts(store: Store, anna: Desk) -> None:
    (known,) = store.add(_reading("a"), reader_version=VERSION).account_ids
    (incident_id,) = _own(store)
    anna.submit(_reading("b", _account(28, 2)), VERSION)
    (waiting,) = (account.id for account in anna.item("b").accounts)
    assert all(one.verdict != "same" for one in anna.proposals("b")[waiting])
    number = anna.same(waiting, known, "one raid")
    # It counts for nothing yet, and for what would be.
    assert store.incident_ids([known, waiting]) == {known: incident_id}
    (first, *_) = anna.proposals("b")[waiting]
    assert (first.incident.id, first.verdict) == (incident_id, "same")
    anna.accept("b", seen=number)
    assert store.incident_ids([known, waiting]) == {known: incident_id, waiting: incident_id}
    anna.undo(number)
    assert store.incident_ids([waiting])[waiting] not in (incident_id, None)
    with pytest.raises(StoreError, match="no account and no shipped incident"):
        anna.same(waiting, "nothing-like-it")


def test_held_report_is_not_written_by_another(store: Store, anna: Desk, boris: Desk) -> None:
    anna.submit(_reading("a"), VERSION)
    until = anna.hold("a")
    item = boris.item("a").item
    assert (item.held_by, item.held_until) == ("anna", until)
    for write in (lambda: boris.accept("a", seen=0), lambda: boris.hold("a")):
        with pytest.raises(ConflictError, match="anna is reviewing this report, until"):
            write()
    boris.release("a")
    assert boris.item("a").item.held_by == "anna"
    anna.release("a")
    assert boris.item("a").item.held_by is None
    boris.accept("a", seen=0)
    assert boris.item("a").item.held_by == "boris"


def test_hold_that_ran_out_can_be_taken(store: Store, anna: Desk, boris: Desk, sql: object) -> None:
    anna.submit(_reading("a"), VERSION)
    anna.hold("a")
    with store.writing("clock") as writing:
        writing.connection.exec_driver_sql("UPDATE holds SET until = '2000-01-01T00:00:00.000+00:00'")
    assert boris.item("a").item.held_by is None
    boris.hold("a")
    assert anna.item("a").item.held_by == "boris"


def test_what_was_changed_meanwhile_is_not_overwritten(store: Store, anna: Desk, boris: Desk) -> None:
    anna.submit(_reading("a"), VERSION)
    (account,) = anna.item("a").accounts
    seen = boris.item("a").item.seen
    anna.set_value(account.id, "kind", "shooting", seen=seen)
    anna.release("a")
    with pytest.raises(ConflictError, match=r"anna changed this report at \d{4}-.*look again"):
        boris.set_value(account.id, "kind", "mine", seen=seen)
    boris.set_value(account.id, "kind", "mine", seen=boris.item("a").item.seen)
    assert anna.item("a").accounts[0].account.kind == "mine"
    shipped = dataset.load()[0].id
    anna.mark(shipped, "confirmed")
    with pytest.raises(ConflictError, match="anna changed this incident"):
        boris.set_value(shipped, "note", "x", seen=0)


def test_hand_made_incident_names_its_author(store: Store, anna: Desk) -> None:
    incident_id = anna.add_incident(_account(claims=()), "I saw it from the bazaar.")
    assert incident_id is not None
    assert _own(store) == [incident_id]
    found = anna.incident(incident_id)
    assert found.is_by_hand
    assert found.incident is not None
    assert found.incident.claims == (Claim(claimant="stated by anna", says="I saw it from the bazaar."),)
    assert found.incident.sources[0].outlet == "Entered by hand by anna"
    assert anna.add_incident(_account(claims=()), "I saw it from the bazaar.") == incident_id
    with pytest.raises(StoreError, match="entered this text before"):
        anna.add_incident(_account(19, claims=()), "I saw it from the bazaar.")
    with pytest.raises(RecordError, match="'war' is not one of"):
        anna.add_incident(_account(kind="war"), "Another text.")
    assert len(_own(store)) == 1


def test_newer_reading_takes_over_where_nobody_said_anything(store: Store, anna: Desk) -> None:
    (a,) = store.add(_reading("a"), reader_version=VERSION).account_ids
    (incident_id,) = _own(store)
    result = anna.reread("a", _reading("a", _account(killed=5), _account(28, 2)), "test 2")
    assert result.is_counted
    assert [(change.account_id == a, change.kind) for change in result.changes] == [(True, "changed"), (False, "added")]
    assert result.changes[0].fields["killed"][1]["best"] == 5
    assert incident_id in _own(store)
    assert len(_own(store)) == 2
    assert store.merged([incident_id])[0].incident.killed.best == 5
    with pytest.raises(StoreError, match="was read by it before"):
        anna.reread("a", _reading("a"), "test 2")


def test_newer_reading_of_what_was_edited_waits_and_keeps_the_edits(store: Store, anna: Desk) -> None:
    (a,) = store.add(_reading("a"), reader_version=VERSION).account_ids
    (incident_id,) = _own(store)
    number = anna.set_value(a, "kind", "mine", seen=0)
    result = anna.reread("a", _reading("a", _account(killed=5)), "test 2")
    assert not result.is_counted
    assert result.changes[0].edits == ("kind",)
    assert store.merged([incident_id])[0].incident.killed.best == 4
    (item,) = anna.queue().items
    assert (item.reader_version, item.is_reread, item.seen) == ("test 2", True, number)
    accepted = anna.accept("a", seen=number)
    incident = store.merged([incident_id])[0].incident
    assert (incident.killed.best, incident.kind) == (5, "mine")
    anna.undo(accepted)
    assert store.merged([incident_id])[0].incident.killed.best == 4
    anna.reject("a", "worse than before", seen=anna.item("a").item.seen)
    assert store.merged([incident_id])[0].incident.killed.best == 4
    assert anna.queue().items == ()


def test_roles_are_checked_before_anything_is_done(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(_reading("a"), reader_version=VERSION)
    (incident_id,) = _own(store)
    viewer, nobody = Desk(store, User("vera", Role.VIEWER)), Desk(store, User("nemo", Role.NOBODY))
    revision = store.revision()
    for refused in (
        lambda: viewer.submit(_reading("b"), VERSION),
        lambda: viewer.queue(),
        lambda: viewer.item("a"),
        lambda: viewer.proposals("a"),
        lambda: viewer.hold("a"),
        lambda: viewer.release("a"),
        lambda: viewer.accept("a", seen=0),
        lambda: viewer.reject("a", "no", seen=0),
        lambda: viewer.reread("a", _reading("a"), "test 2"),
        lambda: viewer.set_value(incident_id, "note", "x", seen=0),
        lambda: viewer.add_account("a", _account(), seen=0),
        lambda: viewer.reject_account("a", seen=0),
        lambda: viewer.add_incident(_account(), "text"),
        lambda: viewer.same("a", "b"),
        lambda: viewer.different("a", "b"),
        lambda: viewer.mark(incident_id, "confirmed"),
        lambda: viewer.note(incident_id, "x"),
        lambda: viewer.undo(1),
        lambda: Desk(store, ANNA).audit(),
        lambda: nobody.incident(incident_id),
        lambda: nobody.history(incident_id),
    ):
        with pytest.raises(AccessError):
            refused()
    assert viewer.incident(incident_id).incident is not None
    monkeypatch.setenv("PANJ_READONLY", "1")
    with pytest.raises(AccessError, match="PANJ_READONLY"):
        Desk(store, ANNA).mark(incident_id, "confirmed")
    with pytest.raises(AccessError, match="PANJ_READONLY"):
        store.add(_reading("b"), reader_version=VERSION)
    assert store.revision() == revision


def test_each_change_is_in_the_audit(store: Store, anna: Desk) -> None:
    anna.submit(_reading("a"), VERSION)
    number = anna.accept("a", seen=0)
    store.log("sign in", user="boris")
    rows = Desk(store, User("root", Role.ADMIN)).audit(limit=3)
    assert [(row["user"], row["action"], row["subject_id"]) for row in rows] == [
        ("boris", "sign in", None),
        ("anna", "accept", "a"),
        ("anna", "add report", "a"),
    ]
    assert rows[1]["detail"] == {"judgement": number}
    revision = store.revision()
    store.log("sign in", user="anna")
    assert store.revision() == revision


def test_undone_is_not_undone_twice_and_notes_are_kept(store: Store, anna: Desk) -> None:
    shipped = dataset.load()[0].id
    number = anna.note(shipped, "  ask the archive ")
    anna.undo(number, "asked")
    with pytest.raises(StoreError, match="undone already"):
        anna.undo(number)
    note, undoing = anna.history(shipped)
    assert (note.reason, note.is_live, undoing.undoes, undoing.reason) == ("ask the archive", False, number, "asked")
    with pytest.raises(StoreError, match="no account, incident or report 'nothing'"):
        anna.note("nothing", "x")
    with pytest.raises(StoreError, match="no judgement 99"):
        anna.undo(99)


def test_only_reviewers_have_addresses_fetched_and_it_is_written_down(
    store: Store, anna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (failure,) = anna.fetch("http://ann:secret@127.0.0.1/status")
    assert isinstance(failure, ReadFailure)
    head = Desk(store, User("head", Role.ADMIN))
    assert [(row["user"], row["detail"]) for row in head.audit() if row["action"] == "fetch"] == [
        ("anna", {"url": "http://127.0.0.1/status"})
    ]
    asked: list[str] = []
    monkeypatch.setattr("geo.reports.fetch.download", lambda url, **_: asked.append(url))
    with pytest.raises(AccessError):
        Desk(store, User("reader", Role.VIEWER)).fetch("http://example.org/")
    monkeypatch.setenv("PANJ_READONLY", "1")
    with pytest.raises(AccessError):
        anna.fetch("http://example.org/")
    assert asked == []


def test_incident_is_shown_as_it_was_known(store: Store, anna: Desk) -> None:
    (a,) = store.add(_reading("a"), reader_version=VERSION).account_ids
    (incident_id,) = _own(store)
    anna.set_value(a, "killed", Casualties(best=8), seen=0)
    anna.mark(incident_id, "disputed")
    store.add(_reading("b"), reader_version=VERSION)
    edit, mark = anna.history(incident_id)
    at_edit, at_mark = (dt.datetime.fromisoformat(event.at) for event in (edit, mark))
    moment = dt.timedelta(milliseconds=1)
    found = [anna.incident(incident_id, as_of=time) for time in (at_edit - moment, at_edit, at_mark)]
    assert [one.incident and (one.incident.killed.best, one.incident.status) for one in found] == [
        (4, "reported"),
        (8, "reported"),
        (8, "disputed"),
    ]
    assert [(len(one.history), one.n_reports) for one in found] == [(0, 1), (1, 1), (2, 1)]
    assert anna.incident(incident_id).n_reports == 2
    with pytest.raises(StoreError, match=r"no incident .* by then"):
        anna.incident(incident_id, as_of=dt.date(2000, 1, 1))
    with pytest.raises(StoreError, match="the time has no zone"):
        anna.incident(incident_id, as_of=at_mark.replace(tzinfo=None))


def test_matching_knows_what_was_changed_by_another_opening(location: str) -> None:
    with Store(location) as here, Store(location) as there:
        (a,) = here.add(_reading("a"), reader_version=VERSION).account_ids
        when = DateSpan(start=dt.date(1995, 1, 28), end=dt.date(1995, 1, 28), precision="day")
        Desk(there, ANNA).set_value(a, "date", when, seen=0)
        (b,) = here.add(_reading("b", _account(28)), reader_version=VERSION).account_ids
        (c,) = here.add(_reading("c", _account(18)), reader_version=VERSION).account_ids
        found = here.incident_ids([a, b, c])
        assert found[a] == found[b] != found[c]
        apart = Desk(there, ANNA).different(a, b)
        here.add(_reading("d", _account(28)), reader_version=VERSION)
        found = here.incident_ids([a, b])
        assert found[a] != found[b]
        Desk(there, ANNA).undo(apart)
        here.add(_reading("e", _account(28)), reader_version=VERSION)
        found = here.incident_ids([a, b])
        assert found[a] == found[b]
