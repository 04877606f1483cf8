import datetime as dt

import numpy as np
import pytest

from geo.incidents.columns import NONE_8, NONE_16, UNDATED, UNDATED_END, UNKNOWN
from geo.incidents.table import IncidentTable, made_up


def test_rows_are_sorted_by_first_day_undated_last(table):
    assert table.ids.to_pylist() == ["charlie", "alpha", "bravo", "delta", "echo"]
    assert (table.n, table.n_dated) == (5, 4)
    assert (table.day[-1], table.day_end[-1]) == (UNDATED, UNDATED_END)
    assert table.last_day == dt.date(2026, 2, 10)


def test_columns_hold_codes_and_unknowns(table):
    assert table.district.tolist()[3] == NONE_16
    assert table.areas.districts.ids[table.district[1]] == "tj-shamsiddin-shohin"
    assert table.areas.regions.ids[table.region[0]] == "af-takhar"
    assert table.bank.tolist() == [1, 0, 0, 0, 0]
    assert table.killed_best.tolist() == [UNKNOWN, 3, 5, 0, UNKNOWN]
    assert table.killed_low.tolist() == [UNKNOWN, 3, 4, 0, 2]
    assert np.isnan(table.lon).tolist() == [False, False, False, True, False]


def test_an_area_sets_every_segment_it_may_fall_in(table):
    of_row = [[name for code, name in enumerate(table.areas.segments.ids) if words >> code & 1] for words in
              (int(low) | int(high) << 32 for low, high in table.segment_mask)]  # fmt: skip
    assert of_row[1] == ["shamsiddin-shohin--chah-ab"]
    assert [name.split("--")[0] for name in of_row[2]] == ["shamsiddin-shohin"] * 5
    khatlon = "nosiri-khusrav shahrtuz qubodiyon dusti jayhun panj farkhor hamadoni shamsiddin-shohin"
    assert {name.split("--")[0] for name in of_row[3]} == set(khatlon.split())


def test_shares_of_a_placed_row_sum_to_one(table):
    assert np.bincount(table.shares.row, weights=table.shares.share) == pytest.approx(np.ones(5))


def test_incident_and_incidents_return_what_was_given(table, five):
    assert table.incident(1) is five[0]
    assert table.incidents(table.killed_best > 2) == (five[0], five[1])
    assert len(table.incidents()) == 5
    with pytest.raises(IndexError, match="row 5 is not one of the table's 5 rows"):
        table.incident(5)


def test_empty_table():
    table = IncidentTable.from_incidents(())
    assert (table.n, table.n_dated, table.last_day, table.incidents()) == (0, 0, None, ())


def test_text_is_searched_without_case(table):
    assert "invented: alpha." in str(table.text[1])
    assert "drone attack" in str(table.text[1])


def test_texts_from_outside_are_one_line_of_utf8(make):
    table = IncidentTable.from_incidents([make("odd", summary="Two\nlines\r\nand \ud800 half a letter")])
    assert "two lines and ? half a letter" in str(table.text[0])


def test_titles_name_the_place_as_closely_as_known(table):
    assert table.titles.to_pylist()[1] == "Place of alpha, Shamsiddin Shohin"
    assert table.titles.to_pylist()[2] == "Shamsiddin Shohin"


def test_made_up_is_the_same_for_the_same_seed():
    one, two, other = made_up(500), made_up(500), made_up(500, seed=1)
    assert one.day.tolist() == two.day.tolist() != other.day.tolist()
    assert np.array_equal(one.lon, two.lon, equal_nan=True)


def test_made_up_is_spread_as_real_incidents_are():
    table = made_up(5_000)
    assert table.n == 5_000
    assert (np.diff(table.day) >= 0).all()
    assert (table.day_end[: table.n_dated] >= table.day[: table.n_dated]).all()
    assert set(table.bank.tolist()) == {0, 1}
    assert set(table.kind.tolist()) == set(range(11))
    assert len(set(table.district.tolist())) > 30
    sums = np.bincount(table.shares.row, weights=table.shares.share, minlength=5_000)
    assert sums == pytest.approx(np.ones(5_000), abs=1e-5)
    region_only = table.district == NONE_16
    assert np.array_equal(region_only, np.isnan(table.lon))
    assert (table.region != NONE_8).all()
    assert (table.killed_low <= table.killed_high).all()
    known = table.areas
    assert all(known.district_region[d] == r for d, r in zip(table.district, table.region, strict=True) if d != NONE_16)


def test_made_up_incident_round_trips_through_columns():
    table = made_up(300)
    again = IncidentTable.from_incidents(table.incidents())
    for name in ("day", "day_end", "kind", "precision", "bank", "district", "region", "segment_mask", "party_mask"):
        assert np.array_equal(getattr(table, name), getattr(again, name)), name
    assert np.array_equal(table.lon, again.lon, equal_nan=True)
