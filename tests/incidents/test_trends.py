import datetime as dt

import numpy as np
import pytest

from geo.border import segments
from geo.core.model import Casualties, DateSpan, Incident, Placement, SegmentShare
from geo.incidents import summary, trends
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable, made_up

YAWAN = "shamsiddin-shohin--yawan"
VANJ = "vanj--maymay"


def _incident(
    number, day, segments, *, precision="settlement", district=None, region="tj-khatlon", killed=None, bank="TJ"
):
    return Incident(
        id=f"i{number}",
        summary="Made up for this test.",
        date=DateSpan(start=day, end=day, precision="day") if day else DateSpan(),
        place=Placement(
            status="placed",
            precision_class=precision,
            district_id=district,
            region_id=region,
            segments=tuple(SegmentShare(id=name, share=share) for name, share in segments.items()),
        ),
        kind="clash",
        bank=bank,
        killed=killed or Casualties(),
    )


@pytest.fixture(scope="module")
def table():
    shohin = "tj-shamsiddin-shohin"
    return IncidentTable.from_incidents(
        [
            _incident(1, dt.date(2025, 1, 10), {YAWAN: 1.0}, district=shohin, killed=Casualties(low=2, best=3, high=5)),
            _incident(2, dt.date(2025, 1, 20), {YAWAN: 1.0}, district=shohin, killed=Casualties(low=0, best=0, high=0)),
            _incident(
                3, dt.date(2025, 2, 1), {YAWAN: 0.25, "darvoz--maymay": 0.75}, precision="region",
                killed=Casualties(low=4, best=4, high=4),
            ),
            _incident(4, dt.date(2024, 11, 5), {VANJ: 1.0}, district="tj-vanj", region="tj-gbao"),
            _incident(5, None, {YAWAN: 1.0}, district=shohin),
        ]
    )  # fmt: skip


def _by_id(rows):
    return {row.area_id: row for row in rows}


def test_segment_figures_computed_by_hand(table):
    period = Filter(date_from=dt.date(2025, 1, 1), date_to=dt.date(2025, 2, 28))
    rows = trends.statistics(table, period.mask(table), filter=period)
    assert tuple(row.area_id for row in rows) == segments.segment_ids()
    yawan = _by_id(rows)[YAWAN]
    assert yawan.incidents == trends.Range(2, 2.25, 3)
    assert yawan.killed == trends.Range(2, 4.0, 9)
    assert yawan.killed_per_100_km.high == pytest.approx(900 / yawan.length_km)
    assert (yawan.first_day, yawan.last_day) == (dt.date(2025, 1, 10), dt.date(2025, 1, 20))
    assert yawan.quiet_days == 39  # 20 January to 28 February
    assert yawan.region_only_share == pytest.approx(1 / 3)
    assert yawan.trend == trends.Trend(latest=2.25, before=0, change_pct=None, band="limited_change")


def test_area_without_incidents_has_nothing_rather_than_zero_days(table):
    period = Filter(date_from=dt.date(2025, 1, 1), date_to=dt.date(2025, 2, 28))
    vanj = _by_id(trends.statistics(table, period.mask(table), filter=period))[VANJ]
    assert vanj.incidents == trends.Range(0, 0, 0)
    assert (vanj.first_day, vanj.last_day, vanj.quiet_days, vanj.region_only_share) == (None,) * 4
    assert vanj.trend.before == 1


def test_without_a_period_there_is_no_trend_and_the_undated_count(table):
    everything = Filter()
    yawan = _by_id(trends.statistics(table, everything.mask(table), filter=everything))[YAWAN]
    assert yawan.trend is None
    assert yawan.incidents.low == 3
    assert yawan.last_day == dt.date(2025, 1, 20)


def test_districts_take_their_own_and_what_may_lie_there(table):
    everything = Filter()
    rows = trends.statistics(table, everything.mask(table), filter=everything, level="district")
    names = [row.area_id for row in rows]
    assert names[0] == "tj-nosiri-khusrav"
    assert names[14:16] == ["tj-murghob", "af-kaldar"]
    districts = _by_id(rows)
    assert districts["tj-shamsiddin-shohin"].incidents == trends.Range(3, 3.25, 4)
    assert districts["tj-darvoz"].incidents == trends.Range(0, 0.75, 1)
    assert districts["af-yawan"].incidents == trends.Range(0, 0, 0), "the region is a Tajik one"


def test_unknown_bank_counts_half_on_each():
    table = IncidentTable.from_incidents([_incident(1, None, {YAWAN: 1.0}, precision="border", region=None, bank=None)])
    districts = _by_id(trends.statistics(table, Filter().mask(table), filter=Filter(), level="district"))
    assert districts["tj-shamsiddin-shohin"].incidents == trends.Range(0, 0.5, 1)
    assert districts["af-yawan"].incidents == trends.Range(0, 0.5, 1)


def test_monthly_leaves_no_month_out(table):
    months, counts = trends.monthly(table, Filter().mask(table))
    assert months == tuple(
        dt.date(2024, 11, 1) if m == 0 else dt.date(2024 + (m > 1), (10 + m) % 12 + 1, 1) for m in range(4)
    )
    assert counts[segments.segment_ids().index(YAWAN)].tolist() == [0, 0, 2, 0.25]


def test_nothing_chosen_gives_no_months(table):
    months, counts = trends.monthly(table, np.zeros(table.n, np.bool_))
    assert months == ()
    assert counts.shape == (len(segments.segment_ids()), 0)


@pytest.mark.parametrize("level", ["segment", "district"])
def test_bounds_hold_and_shares_add_up(level):
    table = made_up(3_000, seed=4)
    period = Filter(date_from=dt.date(2022, 1, 1))
    mask = period.mask(table)
    rows = trends.statistics(table, mask, filter=period, level=level)
    for row in rows:
        for figure in (row.incidents, row.killed, row.wounded):
            assert 0 <= figure.low <= figure.best + 1e-6
            assert figure.best <= figure.high + 1e-6
        assert row.quiet_days is None or row.quiet_days >= 0
    if level == "segment":
        on_border = np.unique(table.shares.row[mask[table.shares.row]])
        assert sum(row.incidents.best for row in rows) == pytest.approx(len(on_border), rel=1e-5)
        assert [row.incidents.best for row in rows] == pytest.approx(summary.per_segment(table, mask)[0])


@pytest.mark.parametrize(
    ("latest", "before", "band"),
    [
        (12.5, 10, "moderate_increase"),
        (12.6, 10, "large_increase"),
        (11, 10, "limited_change"),
        (7.5, 10, "limited_change"),
        (7.4, 10, "large_decrease"),
        (5, 2, "limited_change"),
        (5, 2.1, "large_increase"),
        (5.1, 2, "large_increase"),
        (0, 0, "limited_change"),
        (0, 3, "large_decrease"),
    ],
)
def test_bands_and_their_edges(latest, before, band):
    assert trends.trend(latest, before).band == band
    assert band in trends.BANDS
