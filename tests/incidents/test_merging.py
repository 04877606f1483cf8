"""Merging: which value is shown of several, by which rule, and that nothing said is lost."""

import datetime as dt
import itertools

import pytest

from geo.core.model import (
    Account,
    Casualties,
    Claim,
    Count,
    DateSpan,
    Incident,
    Party,
    Placement,
    Report,
    Seizure,
    Source,
)
from geo.incidents import copies, merging
from geo.incidents.merging import Merged, Shown, Statement

DISTRICT = Placement(status="placed", place_id="tj-north", name="North", precision_class="district", district="North")
VILLAGE = Placement(
    status="placed", place_id="kavo", name="Kavo", precision_class="settlement", settlement="Kavo", district="North"
)


def _day(first: int, last: int | None = None) -> DateSpan:
    return DateSpan(start=dt.date(2026, 1, first), end=dt.date(2026, 1, last or first), precision="day")


def _said(
    name: str, *, published: int | None = 20, text: str = "", url: str | None = None, **values: object
) -> Statement:
    if isinstance(killed := values.get("killed"), int):
        values["killed"] = Casualties(best=killed, low=killed, high=killed)
    report = Report(
        id=f"report-{name}",
        outlet=f"Outlet {name}",
        url=url or f"https://example.org/{name}",
        published=dt.date(2026, 1, published) if published else None,
        sha256=name,
        text=text,
    )
    account = Account(**values)  # type: ignore[arg-type]
    return Statement(account_id=name, account=account, report=report, sketch=copies.sketch(text))


def _shown(merged: Merged, prop: str) -> Shown:
    return next(shown for shown in merged.shown if shown.prop == prop)


def test_agreement_is_shown_as_such_and_silence_does_not_count() -> None:
    merged = merging.merge("x", [_said("a", killed=4), _said("b", killed=4), _said("c")])
    assert merged.incident.killed == Casualties(best=4, low=4, high=4)
    shown = _shown(merged, "killed")
    assert (shown.rule, shown.account_ids, shown.is_conflict) == ("agreed", ("a", "b"), False)
    assert (merged.n_reports, merged.n_independent) == (3, 3)


def test_majority_of_independent_texts_wins_and_the_range_keeps_the_rest() -> None:
    wire = " ".join(f"word{number}" for number in range(60))
    statements = [
        _said("a", killed=5, text=wire),
        _said("b", killed=5, text=f"Update: {wire}"),
        _said("c", killed=4, text="one text of its own about the event at the river"),
        _said("d", killed=4, text="another text altogether with other words in other places"),
    ]
    merged = merging.merge("x", statements)
    assert merged.n_independent == 3
    assert merged.incident.killed == Casualties(best=4, low=4, high=5)
    shown = _shown(merged, "killed")
    assert shown.rule == "majority+range"
    assert [(said.value.best, said.account_ids, said.n_independent) for said in shown.said] == [
        (4, ("c", "d"), 2),
        (5, ("a", "b"), 1),
    ]


def test_ties_go_to_the_events_own_report_then_to_the_latest() -> None:
    own, recalled = _said("a", kind="clash"), _said("b", kind="shooting", role="background", published=28)
    merged = merging.merge("x", [own, recalled])
    assert (merged.incident.kind, _shown(merged, "kind").rule) == ("clash", "most_authoritative")
    merged = merging.merge("x", [own, _said("b", kind="shooting", published=28)])
    assert (merged.incident.kind, _shown(merged, "kind").rule) == ("shooting", "most_recent")


def test_narrowest_date_and_most_exact_place_are_shown() -> None:
    statements = [
        _said("a", date=_day(1, 31), place=DISTRICT),
        _said("b", date=_day(18), place=DISTRICT),
        _said("c", date=_day(1, 31), place=VILLAGE),
    ]
    merged = merging.merge("x", statements)
    assert merged.incident.date == _day(18)
    assert merged.incident.place == VILLAGE
    assert {_shown(merged, prop).rule for prop in ("date", "place")} == {"most_precise"}


def test_unknown_stays_unknown_and_at_least_keeps_its_low() -> None:
    merged = merging.merge("x", [_said("a", killed=Casualties(low=3), kind="clash")])
    assert merged.incident.killed == Casualties(low=3)
    assert merged.incident.wounded == Count()
    assert merged.incident.date == DateSpan()
    assert [shown.prop for shown in merged.shown] == ["kind", "killed"]


def test_parties_claims_sources_are_kept_each_once() -> None:
    claim = Claim(claimant="Committee", says="they were smugglers", span=(3, 9))
    statements = [
        _said("a", parties=(Party(id="smugglers", label="couriers"),), claims=(claim,), url="https://example.org/1"),
        _said(
            "b",
            parties=(Party(id="tajik_border_guards", label="guards"), Party(id="smugglers", label="smugglers")),
            claims=(Claim(claimant="committee", says="They were smugglers"), Claim(claimant="Spokesman", says="no")),
            url="https://example.org/1",
        ),
    ]
    merged = merging.merge("x", statements)
    assert [party.id for party in merged.incident.parties] == ["tajik_border_guards", "smugglers"]
    assert {claim.says.casefold() for claim in merged.incident.claims} == {"they were smugglers", "no"}
    assert all(claim.span is None for claim in merged.incident.claims)
    assert len(merged.incident.claims) == 2
    assert merged.incident.sources == (
        Source(outlet="Outlet a", url="https://example.org/1", published=dt.date(2026, 1, 20)),
    )


def test_seizures_are_the_fullest_list_not_a_sum() -> None:
    rifles, radio = Seizure(item="kalashnikov", label="rifles", count=5), Seizure(item="radio", label="radio", count=1)
    merged = merging.merge("x", [_said("a", seized=(rifles,)), _said("b", seized=(rifles, radio))])
    assert merged.incident.seized == (rifles, radio)


def test_shipped_values_stand_and_accounts_fill_what_is_open() -> None:
    shipped = Incident(
        id="s", summary="In our own words.", date=_day(18), place=VILLAGE, kind="clash", killed=Casualties(best=4)
    )
    merged = merging.merge("s", [_said("a", date=_day(17), killed=5, wounded=Casualties(best=2))], shipped=shipped)
    assert merged.incident.summary == "In our own words."
    assert merged.incident.date == _day(18)
    assert merged.incident.killed == Casualties(best=4)
    assert merged.incident.wounded == Count(best=2)
    assert _shown(merged, "killed").rule == "curated"
    assert [said.value.best for said in _shown(merged, "killed").said] == [5]
    assert merging.merge("s", [], shipped=shipped).incident == shipped


def test_order_of_accounts_does_not_matter() -> None:
    statements = [
        _said("a", killed=4, kind="clash", place=DISTRICT),
        _said("b", killed=5, kind="shooting", place=VILLAGE, published=None),
        _said("c", killed=4, kind="shooting", role="background", date=_day(18)),
    ]
    results = [merging.merge("x", order) for order in itertools.permutations(statements)]
    assert all(result == results[0] for result in results)


def test_summary_says_what_is_known() -> None:
    incident = merging.merge("x", [_said("a", killed=4, kind="clash", place=VILLAGE)]).incident
    assert incident.summary == "Clash, Kavo, North: 4 killed."
    assert merging.merge("x", [_said("a")]).incident.summary == "Other."


def test_incident_that_no_account_tells_from_others_is_marked() -> None:
    where = Placement(
        status="placed", place_id="tj-north", precision_class="district", district_id="tj-north", region_id="tj-khatlon"
    )
    assert merging.merge("x", [_said("a", place=where, date=_day(1, 31))]).incident.confidence == "low"
    assert merging.merge("x", [_said("a", place=where, date=_day(18))]).incident.confidence is None


def test_nothing_to_merge_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to merge"):
        merging.merge("x", [])
