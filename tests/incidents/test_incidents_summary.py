import datetime as dt

import numpy as np
import pytest

from geo.core.model import Count
from geo.incidents import summary
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable, made_up


def _summarise(table, **fields):
    chosen = Filter(**fields)
    return summary.summarise(table, chosen.mask(table), filter=chosen)


def test_summary_of_everything(table):
    found = _summarise(table)
    assert (found.n, found.total) == (5, 5)
    # alpha 3, bravo 4-5, charlie unknown, delta 0, echo at least 2
    assert found.killed == Count(low=9, best=10, high=10)
    assert found.wounded == Count(low=3, best=3, high=3)
    assert (found.n_killed_unknown, found.n_wounded_unknown) == (1, 3)
    assert (found.n_not_mapped, found.n_undated) == (1, 1)
    assert (found.last_day, found.last_row) == (dt.date(2026, 2, 10), 3)
    assert (found.change, found.period_before) == (None, None)


def test_change_against_the_equally_long_period_before(table):
    # 1 December to 10 February is 72 days; the 72 before hold alpha and charlie
    found = _summarise(table, date_from=dt.date(2025, 12, 1))
    assert found.period_before == (dt.date(2025, 9, 20), dt.date(2025, 11, 30))
    assert (found.n, found.change) == (2, 0)
    found = _summarise(table, date_from=dt.date(2025, 12, 1), regions=("tj-khatlon",))
    assert (found.n, found.change) == (2, 1)


def test_no_change_without_a_first_day_or_before_the_calendar(table):
    assert _summarise(table, date_to=dt.date(2025, 12, 1)).change is None
    assert _summarise(table, date_from=dt.date(1, 1, 2)).change is None
    assert _summarise(table, date_from=dt.date(2027, 1, 1)).change is None


def test_nothing_chosen(table):
    found = _summarise(table, text="no such words")
    assert (found.n, found.last_day, found.last_row) == (0, None, None)
    assert found.killed == Count(low=0, best=0, high=0)


def test_highest_alone_stands_in_for_the_others(make):
    table = IncidentTable.from_incidents([make("a", "2025-01-01", killed=(None, None, 7))])
    assert _summarise(table).killed == Count(low=7, best=7, high=7)


@pytest.mark.parametrize(
    ("first", "last", "unit", "n", "starts"),
    [
        ("2026-01-01", "2026-02-14", "day", 45, ("2026-01-01", "2026-01-02")),
        ("2026-01-01", "2026-02-15", "week", 7, ("2025-12-29", "2026-01-05")),
        ("2025-01-30", "2026-03-31", "month", 15, ("2025-01-01", "2025-02-01")),
        ("2016-12-31", "2026-12-31", "month", 121, ("2016-12-01", "2017-01-01")),
        ("2000-02-29", "2026-04-17", "year", 27, ("2000-01-01", "2001-01-01")),
    ],
)
def test_bins_follow_from_the_span(table, first, last, unit, n, starts):
    days = {"date_from": dt.date.fromisoformat(first), "date_to": dt.date.fromisoformat(last)}
    found = summary.histogram(table, np.zeros(5, bool), **days)
    assert (found.unit, len(found.starts)) == (unit, n)
    assert found.starts[:2] == tuple(map(dt.date.fromisoformat, starts))
    assert found.incidents.sum() == 0


def test_histogram_counts_incidents_and_deaths_by_first_day(table):
    found = summary.histogram(table, np.ones(5, bool))
    assert found.unit == "week"
    filled = {str(start): (int(n), int(dead)) for start, n, dead in
              zip(found.starts, found.incidents, found.killed, strict=True) if n}  # fmt: skip
    assert filled == {"2025-10-20": (1, 0), "2025-11-24": (1, 3), "2025-12-22": (1, 5), "2026-02-09": (1, 0)}
    assert found.n_undated == 1


def test_histogram_of_what_began_before_its_range(table):
    days = {"date_from": dt.date(2025, 12, 24), "date_to": dt.date(2025, 12, 25)}
    found = summary.histogram(table, Filter(**days).mask(table), **days)
    assert found.incidents.tolist() == [1, 0]


def test_bins_end_with_the_calendar(table):
    days = {"date_from": dt.date(9998, 6, 1), "date_to": dt.date.max}
    assert summary.histogram(table, np.zeros(5, bool), **days).starts[-1] == dt.date(9999, 12, 1)
    days = {"date_from": dt.date(2000, 1, 1), "date_to": dt.date.max}
    assert summary.histogram(table, np.zeros(5, bool), **days).starts[-1] == dt.date(9999, 1, 1)


def test_histogram_of_nothing(table):
    found = summary.histogram(table, np.zeros(5, bool))
    assert (found.starts, found.incidents.tolist(), found.n_undated) == ((), [], 0)


def test_per_segment_spreads_areas_by_their_shares(table):
    incidents, killed = summary.per_segment(table, Filter(districts=("tj-shamsiddin-shohin",)).mask(table))
    at = {name: code for code, name in enumerate(table.areas.segments.ids)}
    share = dict(
        zip(table.shares.segment[table.shares.row == 2], table.shares.share[table.shares.row == 2], strict=True)
    )
    chah_ab, khwahan = at["shamsiddin-shohin--chah-ab"], at["shamsiddin-shohin--khwahan"]
    assert incidents[chah_ab] == pytest.approx(1 + share[chah_ab])
    assert killed[chah_ab] == pytest.approx(3 + 5 * share[chah_ab])
    assert incidents[khwahan] == pytest.approx(share[khwahan])
    assert incidents.sum() == pytest.approx(2)
    assert killed.sum() == pytest.approx(8)


def test_per_segment_sums_to_the_incidents_on_the_border():
    table = made_up(1_000)
    mask = table.kind == 3
    incidents, _ = summary.per_segment(table, mask)
    assert incidents.sum() == pytest.approx(mask.sum(), rel=1e-5)
