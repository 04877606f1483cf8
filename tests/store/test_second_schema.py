"""A store of the first schema, as version 0.1.0 made it, becomes one of this version's and keeps all that is in it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from geo.core import model
from geo.core.model import Account, Casualties, Claim, DateSpan, Placement, Report
from geo.incidents import copies, dataset
from geo.store import migrations, records, schema_1
from geo.store.engine import open_engine, transaction
from geo.store.store import Store

Sql = Callable[[str, str], list[tuple[Any, ...]]]

MADE = "2026-11-20T08:00:00.000+00:00"
READ_AGAIN = "2026-11-20T09:00:00.000+00:00"
JUDGED = "2026-11-20T10:00:00.000+00:00"
PLACE = Placement(
    status="placed",
    place_id="tj-test",
    name="Test",
    precision_class="district",
    district="Test",
    district_id="tj-test",
    region_id="tj-test-region",
    country="TJ",
)


def _account(killed: int) -> Account:
    date = model.from_dict({"start": "1995-01-18", "end": "1995-01-18", "precision": "day"}, DateSpan)
    claim = Claim(claimant="Committee", says=f"{killed} were killed", prop="killed", span=(2, 5))
    return Account(date=date, place=PLACE, kind="clash", killed=Casualties(best=killed), claims=(claim,))


@pytest.fixture
def older(location: str) -> str:
    """Give a store of the first schema: two reports that a person set apart, one of them read by two versions."""
    opened = open_engine(location)
    with transaction(opened) as db:
        migrations.make_tables(db, 1)
        step = {"number": 1, "name": "first_schema", "applied_at": MADE}
        db.execute(schema_1.MIGRATIONS_TABLE.insert().values(step))
        db.execute(schema_1.FACTS.insert().values(name="matching", value="of version 0.1.0"))
        for incident in dataset.load():
            row = {"id": incident.id, "founder_id": incident.id, "body": model.to_dict(incident), "added_at": MADE}
            db.execute(schema_1.INCIDENTS.insert().values(row))
        for name, versions in (("a", (("old", 3, MADE), ("new", 5, READ_AGAIN))), ("b", (("old", 3, MADE),))):
            report = Report(id=name, url=f"https://example.org/{name}", outlet=name, sha256=name, text=f"Text {name}")
            row = records.report_row(report, copies.sketch(report.text), MADE)
            db.execute(schema_1.REPORTS.insert().values(row))
            for version, killed, at in versions:
                own = {"report_id": name, "reader_version": version}
                db.execute(schema_1.READINGS.insert().values(**own, notes=["a note"], tallies=[], read_at=at))
                account_id = f"{version} account of {name}"
                body = model.to_dict(_account(killed))
                db.execute(schema_1.ACCOUNTS.insert().values(**own, id=account_id, position=0, body=body))
                claim = {"claimant": "Committee", "says": f"{killed} were killed", "stance": "asserts", "span_start": 2}
                db.execute(
                    schema_1.CLAIMS.insert().values(id=f"of {account_id}", account_id=account_id, position=0, **claim)
                )
            row = {"id": f"1995-01-18-test-{name}", "founder_id": f"old account of {name}", "added_at": MADE}
            db.execute(schema_1.INCIDENTS.insert().values(row))
        for name, place, at in (("a", "a", MADE), ("b", "a", MADE), ("b", "b", JUDGED)):
            row = {"member_id": f"old account of {name}", "incident_id": f"1995-01-18-test-{place}", "at": at}
            db.execute(schema_1.MEMBERSHIPS.insert().values(row))
        row = {"left_id": "old account of a", "right_id": "old account of b", "user": "reviewer", "at": JUDGED}
        db.execute(schema_1.JUDGEMENTS.insert().values(kind="different", **row))
    opened.dispose()
    return location


def test_all_of_a_first_schema_is_kept(older: str, sql: Sql) -> None:
    with Store(older) as store:
        assert [report.id for report in store.reports()] == ["a", "b"]
        found = store.reading("a", reader_version="new")
        assert found is not None
        assert found[0].accounts == (_account(5),)
        assert found[0].notes == ("a note",)
        own = [merged for merged in store.merged() if merged.n_reports]
        assert [(merged.incident.id, merged.incident.killed.best) for merged in own] == [
            ("1995-01-18-test-a", 3),
            ("1995-01-18-test-b", 3),
        ]
        assert len(store.incidents()) == len(dataset.load()) + 2
        # The judgement of the first schema holds, and can be undone.
        store.undo(1, user="another")
        assert len(store.incidents()) == len(dataset.load()) + 1
    claims = sql(
        older,
        "SELECT a.id, c.claimant, c.says, c.span_start FROM claims c JOIN accounts a ON a.number = c.account_number "
        "ORDER BY a.number",
    )
    assert claims == [
        ("old account of a", "Committee", "3 were killed", 2),
        ("old account of b", "Committee", "3 were killed", 2),
        ("new account of a", "Committee", "5 were killed", 2),
    ]
    first = sql(older, "SELECT report_id, reader_version FROM readings WHERE is_first ORDER BY 1")
    assert first == [("a", "old"), ("b", "old")]


def test_what_was_shown_then_is_shown_as_of_then(older: str) -> None:
    with Store(older) as store:
        before = store.incidents(as_of=dt.datetime.fromisoformat("2026-11-20T09:30:00+00:00"))
        after = store.incidents(as_of=dt.datetime.fromisoformat("2026-11-20T10:30:00+00:00"))
    ids = [
        [incident.id for incident in found if incident.id.startswith("1995-01-18-test")] for found in (before, after)
    ]
    assert ids == [["1995-01-18-test-a"], ["1995-01-18-test-a", "1995-01-18-test-b"]]
