"""Tallies beside incidents: equal, short, more, and what lies on the edge of the window."""

import datetime as dt
from dataclasses import replace

import pytest

from geo.core.model import Casualties, Count, DateSpan, Incident, Placement, Tally
from geo.incidents import dataset, tallies
from geo.incidents.table import IncidentTable

NOVEMBER = dt.date(2025, 11, 1)


def _incident(name: str, day: dt.date | None, killed: int | None, *, last: dt.date | None = None) -> Incident:
    return Incident(
        id=name,
        summary="",
        date=DateSpan(start=day, end=last or day),
        place=Placement(region_id="tj-khatlon"),
        kind="clash",
        killed=Casualties(best=killed),
    )


INCIDENTS = [
    _incident("before", dt.date(2025, 10, 25), 9),
    _incident("first", dt.date(2025, 11, 20), 2),
    _incident("second", dt.date(2025, 12, 23), 3, last=dt.date(2025, 12, 24)),
    _incident("bloodless", dt.date(2025, 12, 2), 0),
    _incident("unknown", dt.date(2025, 12, 4), None),
    _incident("undated", None, 4),
    _incident("later", dt.date(2026, 2, 1), 7),
]


def _check(tally: Tally, published: dt.date = dt.date(2026, 1, 18)) -> tallies.TallyCheck:
    return tallies.check(tally, INCIDENTS, published=published)


def test_equal_tally_names_what_it_covers() -> None:
    found = _check(Tally(since=NOVEMBER, incidents=Count(best=2), killed=Count(best=5), deadly=True))
    assert (found.verdict, found.covered, found.killed.best) == ("equal", ("first", "second"), 5)
    assert found.uncertain == ("unknown",)


@pytest.mark.parametrize(
    ("incidents", "killed", "verdict", "missing", "killed_missing"),
    [
        (3, 9, "short", 1, 4),
        (2, 4, "more", 0, -1),
        (1, 5, "more", -1, 0),
        (1, None, "more", -1, None),
        (None, 5, "equal", None, 0),
    ],
)
def test_difference_is_named(
    incidents: int | None, killed: int | None, verdict: str, missing: int | None, killed_missing: int | None
) -> None:
    found = _check(Tally(since=NOVEMBER, incidents=Count(best=incidents), killed=Count(best=killed), deadly=True))
    assert (found.verdict, found.incidents_missing, found.killed_missing) == (verdict, missing, killed_missing)


def test_every_incident_counts_unless_only_deadly_ones_are_meant() -> None:
    found = _check(Tally(since=NOVEMBER, incidents=Count(best=4), killed=Count(best=5)))
    assert (found.verdict, found.n_incidents) == ("equal", 4)


def test_incident_over_the_edge_of_the_window_is_uncertain() -> None:
    found = _check(Tally(since=NOVEMBER, until=dt.date(2025, 12, 23), killed=Count(best=2)))
    assert (found.verdict, found.covered, found.uncertain) == ("equal", ("first",), ("second", "unknown"))


def test_tally_without_a_window_or_a_number_is_not_compared() -> None:
    assert _check(Tally(killed=Count(best=3))).verdict == "not_comparable"
    assert _check(Tally(since=NOVEMBER)).verdict == "not_comparable"


def test_region_limits_the_comparison() -> None:
    found = _check(Tally(since=NOVEMBER, killed=Count(best=2), region_ids=("q",)))
    assert (found.verdict, found.n_incidents) == ("short", 0)


def test_kinds_limit_the_comparison() -> None:
    clashes = Tally(since=NOVEMBER, incidents=Count(best=4), kinds=("clash",))
    assert _check(clashes).verdict == "equal"
    assert _check(replace(clashes, kinds=("mine",))).incidents_missing == 4


def test_ranges_of_sources_that_touch_are_no_disagreement() -> None:
    doubtful = Incident(
        id="x",
        summary="",
        date=DateSpan(start=NOVEMBER, end=NOVEMBER),
        place=Placement(),
        kind="clash",
        killed=Casualties(low=4, best=5, high=5),
    )
    found = tallies.check(Tally(since=NOVEMBER, killed=Count(best=4)), [doubtful], published=NOVEMBER)
    assert found.verdict == "equal"


def test_agency_tally_of_january_2026_is_covered_by_the_shipped_incidents() -> None:
    tally = Tally(since=NOVEMBER, incidents=Count(low=5, best=5), killed=Count(best=16), deadly=True, source="AFP")
    found = tallies.check(tally, dataset.load(), published=dt.date(2026, 1, 18))
    assert found.verdict == "equal"
    assert (found.n_incidents, found.killed.best) == (5, 16)
    assert found.covered == (
        "2025-11-20-hamadoni-drone",
        "2025-11-26-istiqlol",
        "2025-11-30-shodak",
        "2025-12-24-kavo",
        "2026-01-18-khirmanjo",
    )


@pytest.mark.parametrize(
    "tally",
    [
        Tally(since=NOVEMBER, incidents=Count(best=4)),
        Tally(since=NOVEMBER, until=dt.date(2025, 12, 23), killed=Count(best=2)),
        Tally(since=dt.date(2025, 10, 1), until=dt.date(2025, 11, 30), incidents=Count(best=4), kinds=("clash",)),
        Tally(since=NOVEMBER, until=dt.date(2025, 10, 1), incidents=Count(best=4)),
        Tally(killed=Count(best=3)),
    ],
)
def test_a_table_is_compared_as_its_incidents_are(tally: Tally) -> None:
    table = IncidentTable.from_incidents(INCIDENTS)
    in_table = tallies.check_in(table, tally, published=dt.date(2026, 1, 18))
    in_all = _check(tally)
    assert in_table == in_all or (tally.since is None and in_all.verdict == in_table.verdict == "not_comparable")


def test_a_count_of_nothing_but_the_dead_is_of_deadly_incidents() -> None:
    assert tallies.counts_only_deadly(Tally(killed=Count(best=5)))
    assert tallies.counts_only_deadly(Tally(incidents=Count(best=2), deadly=True))
    assert not tallies.counts_only_deadly(Tally(incidents=Count(best=2), killed=Count(best=5)))
