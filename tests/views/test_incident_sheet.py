"""One incident in full: what is shown and why, the accounts side by side, who says what."""

import datetime as dt

from geo.core.model import (
    Account,
    Casualties,
    Claim,
    DateSpan,
    Incident,
    Party,
    Placement,
    Report,
    Seizure,
    Source,
)
from geo.incidents.merging import Statement, merge
from geo.store.casefile import AccountFile, IncidentFile, shipped_file
from geo.views import incident_sheet

DAY = dt.date(2025, 3, 2)
HOSTILE = '<img src=x onerror="alert(1)">'


def _day(first: int, last: int | None = None) -> DateSpan:
    start, end = dt.date(2025, 3, first), dt.date(2025, 3, last or first)
    return DateSpan(start=start, end=end, precision="day" if start == end else "days")


def _district(name: str = "Panj") -> Placement:
    return Placement(
        status="placed",
        place_id=f"tj-{name.lower()}",
        name=name,
        precision_class="district",
        district=name,
        district_id=f"tj-{name.lower()}",
        region="Khatlon",
        region_id="tj-khatlon",
        country="TJ",
    )


REGION = Placement(
    status="placed",
    place_id="tj-khatlon",
    name="Khatlon",
    precision_class="region",
    region="Khatlon",
    region_id="tj-khatlon",
    country="TJ",
)


def _report(name: str, day: int, **values: object) -> Report:
    plain = {"id": name, "sha256": name, "outlet": name, "text": name, "published": dt.date(2025, 3, day)}
    return Report(**{**plain, **values})  # type: ignore[arg-type]


def _file(*told: tuple[Report, Account], version: str = "rules 1") -> IncidentFile:
    """Make the file of an incident of these accounts as the store would."""
    statements = [
        Statement(account_id=f"account {n}", account=account, report=report) for n, (report, account) in enumerate(told)
    ]
    merged = merge("x", statements)
    return IncidentFile(
        id="x",
        incident=merged.incident,
        became=(),
        shown=merged.shown,
        n_reports=merged.n_reports,
        n_independent=merged.n_independent,
        accounts=tuple(
            AccountFile(
                id=one.account_id, report=one.report, reader_version=version, account=one.account, edits={}, seen=0
            )
            for one in statements
        ),
        shipped=None,
        shipped_state=None,
        history=(),
        seen=0,
    )


def _row(table: str, label: str) -> str:
    return next(row for row in table.split("<tr>") if f'<th scope="row">{label}</th>' in row)


def test_the_rule_of_a_shown_value_stands_beside_what_else_was_said():
    said = [Account(date=_day(2), kind="clash", place=_district(), killed=Casualties(best=n)) for n in (3, 3, 5)]
    days = (3, 4, 5)
    file = _file(*((_report(f"Outlet {n}", days[n], text=f"text {n}"), account) for n, account in enumerate(said)))
    row = _row(incident_sheet.values_table(file), "Killed")
    assert "3 (3 to 5)" in row
    assert "most independent texts; lowest and highest of all accounts" in row
    assert "5 (1 text)" in row
    agreed = _row(incident_sheet.values_table(file), "Kind")
    assert "all accounts that speak of it agree" in agreed


def test_an_account_that_disagrees_is_marked_in_words():
    one = Account(date=_day(2), kind="clash", place=_district(), killed=Casualties(best=3))
    two = Account(date=_day(2), kind="shooting", place=_district("Farkhor"), killed=Casualties(best=3))
    file = _file((_report("A", 3), one), (_report("B", 4, text="another"), two))
    table = incident_sheet.accounts_table(file)
    assert _row(table, "Place").count("not as shown") == 1
    assert _row(table, "Kind").count("not as shown") == 1
    assert "not as shown" not in _row(table, "Killed")


def test_what_holds_the_shown_value_is_less_precise_and_no_disagreement():
    exact = Account(date=_day(2), kind="clash", place=_district(), killed=Casualties(best=3))
    vague = Account(date=_day(1, 4), kind="clash", place=REGION, killed=Casualties(best=3))
    file = _file((_report("A", 5), exact), (_report("B", 5, text="another"), vague))
    table = incident_sheet.accounts_table(file)
    for label in ("Date", "Place"):
        assert "less precise" in _row(table, label)
        assert "not as shown" not in _row(table, label)


def test_a_district_on_another_bank_is_no_less_precise_place_of_the_shown_one():
    shown = Placement(precision_class="settlement", district_id="tj-panj", region_id="tj-khatlon", country="TJ")
    other = Placement(precision_class="region", region_id="af-kunduz", country="AF")
    assert not incident_sheet._is_coarser(other, shown)
    assert incident_sheet._is_coarser(REGION, shown)


def test_reports_come_in_the_order_of_their_days_with_those_of_the_shipped_incident():
    shipped = Incident(
        id="x",
        summary="s",
        date=_day(2),
        place=_district(),
        kind="clash",
        sources=(
            Source(outlet="Later", url="https://example.org/2", published=dt.date(2025, 3, 9)),
            Source(outlet="First", url="https://example.org/1", published=dt.date(2025, 3, 3)),
        ),
    )
    listed = incident_sheet.reports_list(shipped_file(shipped))
    assert listed.index("First") < listed.index("Later")
    assert 'href="https://example.org/1"' in listed


def test_claims_stand_under_their_speaker_once():
    claims = (
        Claim(claimant="The committee", says="four terrorists"),
        Claim(claimant="The committee", says="four terrorists"),
        Claim(claimant="A spokesman", says="smugglers", stance="denies"),
    )
    file = _file((_report("A", 3), Account(date=_day(2), kind="clash", place=_district(), claims=claims)))
    listed = incident_sheet.claims_list(file)
    assert listed.count("four terrorists") == 1
    assert "<b>A spokesman</b>: smugglers (denies)" in listed


def test_a_report_typed_by_hand_says_so():
    file = _file((_report("anna", 3, outlet=None), Account(date=_day(2), place=_district())), version="hand")
    assert "Entered by hand" in incident_sheet.accounts_table(file)
    assert file.is_by_hand


def test_words_from_outside_are_escaped_everywhere():
    account = Account(
        date=_day(2),
        kind="clash",
        place=Placement(name=HOSTILE, district=HOSTILE, precision_class="district", status="placed", place_id="p"),
        parties=(Party(id="other", label=HOSTILE),),
        seized=(Seizure(item="other", label=HOSTILE, count=1, unit=HOSTILE),),
        claims=(Claim(claimant=HOSTILE, says=HOSTILE),),
    )
    file = _file((_report("r", 3, outlet=HOSTILE, title=HOSTILE, url="javascript:alert(1)"), account))
    assert file.incident is not None
    for html in (
        incident_sheet.values_table(file),
        incident_sheet.accounts_table(file),
        incident_sheet.claims_list(file),
        incident_sheet.reports_list(file),
        incident_sheet.seizures_list(file.incident),
    ):
        assert "<img" not in html
        assert "javascript:" not in html
        assert "&lt;img" in html
