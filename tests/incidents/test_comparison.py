import datetime as dt

import pytest

from geo.core.model import Casualties, DateSpan, Incident, Placement, SegmentShare
from geo.incidents import comparison
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.incidents.trends import Range

YAWAN = "shamsiddin-shohin--yawan"
MAYMAY = "darvoz--maymay"


def _incident(number, day, segments, precision, killed):
    return Incident(
        id=f"i{number}",
        summary="Made up for this test.",
        date=DateSpan(start=day, end=day, precision="day"),
        place=Placement(
            status="placed",
            precision_class=precision,
            region_id="tj-khatlon",
            segments=tuple(SegmentShare(id=name, share=share) for name, share in segments.items()),
        ),
        kind="clash",
        bank="TJ",
        killed=Casualties(low=killed[0], best=killed[1], high=killed[2]),
    )


@pytest.fixture(scope="module")
def table():
    return IncidentTable.from_incidents(
        [
            _incident(1, dt.date(2024, 5, 1), {YAWAN: 1.0}, "settlement", (1, 1, 1)),
            _incident(2, dt.date(2024, 6, 1), {YAWAN: 0.25, MAYMAY: 0.75}, "region", (4, 4, 8)),
            _incident(3, dt.date(2025, 5, 1), {YAWAN: 1.0}, "settlement", (2, 3, 5)),
            _incident(4, dt.date(2025, 5, 2), {YAWAN: 1.0}, "settlement", (0, 0, 0)),
        ]
    )


def test_difference_computed_by_hand(table):
    later = Filter(date_from=dt.date(2025, 1, 1), date_to=dt.date(2025, 12, 31))
    earlier = comparison.with_days(later, (dt.date(2024, 1, 1), dt.date(2024, 12, 31)))
    found = {one.area_id: one for one in comparison.compare(table, later, earlier)}
    # Yawan: 2 now; before 1 surely, 1.25 by share, 2 at most.
    assert found[YAWAN].incidents == (Range(2, 2, 2), Range(1, 1.25, 2))
    assert found[YAWAN].of("incidents") == Range(0, 0.75, 1)
    # Deaths: 2, 3, 5 now; before 1 surely, 1 + 4 / 4 by share, 1 + 8 at most.
    assert found[YAWAN].of("killed") == Range(2 - 9, 3 - 2, 5 - 1)
    # Maymay: none now; before none surely, 0.75 by share, 1 at most.
    assert found[MAYMAY].of("incidents") == Range(-1, -0.75, 0)
    assert sum(one.of("incidents").best for one in found.values()) == pytest.approx(0)


def test_other_conditions_hold_in_both_periods(table):
    later = Filter(date_from=dt.date(2025, 1, 1), date_to=dt.date(2025, 12, 31), min_killed=1)
    earlier = comparison.with_days(later, (dt.date(2024, 1, 1), dt.date(2024, 12, 31)))
    assert (earlier.min_killed, earlier.date_from) == (1, dt.date(2024, 1, 1))
    found = {one.area_id: one for one in comparison.compare(table, later, earlier)}
    assert found[YAWAN].incidents[0] == Range(1, 1, 1)


def test_period_before_the_calendar_begins_raises():
    with pytest.raises(OverflowError):
        comparison.days_before(dt.date(1, 1, 5), dt.date(1, 1, 9))
