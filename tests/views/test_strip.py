"""Where things stand on the border strip."""

import datetime as dt
from itertools import combinations, pairwise

import numpy as np
import pytest

from geo.border import segments
from geo.core.model import Casualties, DateSpan, Incident, Placement, SegmentShare
from geo.incidents.table import IncidentTable, made_up
from geo.views import strip

JANUARY, MARCH = dt.date(2026, 1, 5), dt.date(2026, 3, 31)


def _incident(name, precision, *, shares=(), chainage_km=None, day=JANUARY, killed=None):
    place = Placement(
        status="placed",
        name=name,
        precision_class=precision,
        lon=70.0 if precision in ("settlement", "district") else None,
        lat=37.6 if precision in ("settlement", "district") else None,
        segments=tuple(shares),
        chainage_km=chainage_km,
    )
    return Incident(
        id=name,
        summary="Invented for a test.",
        date=DateSpan(start=day, end=day, precision="day" if day else None),
        place=place,
        kind="clash",
        killed=Casualties(low=killed, best=killed, high=killed),
    )


@pytest.fixture(scope="module")
def ends():
    return strip.segment_spans()


@pytest.fixture(scope="module")
def table():
    third, last = segments.segment_ids()[2], segments.segment_ids()[-1]
    return IncidentTable.from_incidents(
        [
            _incident("a-point", "settlement", shares=[SegmentShare(id=third, share=1.0)], chainage_km=35.5, killed=2),
            _incident("b-district", "district", shares=segments.shares_of_district("tj-shamsiddin-shohin"), day=MARCH),
            _incident("c-region", "region", shares=segments.shares_of_region("tj-khatlon"), killed=3),
            _incident("d-border", "border", shares=[SegmentShare(id=last, share=1.0)], chainage_km=600.0),
            _incident("e-unknown", "unknown"),
            _incident("f-unplaced-settlement", "settlement", shares=[SegmentShare(id=last, share=1.0)], day=None),
        ]
    )


def _row(table, name):
    return table.ids.to_pylist().index(name)


def test_known_place_stands_at_its_kilometre(table):
    start, end = strip.spans(table)
    row = _row(table, "a-point")
    assert (start[row], end[row]) == (35.5, 35.5)


def test_district_and_region_stand_for_their_whole_stretch(table):
    start, end = strip.spans(table)
    tajik = strip.banks()[0]
    band = next(one for one in tajik.districts if one.name == "Shamsiddin Shohin")
    row = _row(table, "b-district")
    assert (start[row], end[row]) == (band.km_from, band.km_to)
    row = _row(table, "c-region")
    assert (start[row], end[row]) == (tajik.regions[0].km_from, tajik.regions[0].km_to) == (0.0, band.km_to)


def test_known_place_without_a_kilometre_stands_for_its_segment(table, ends):
    start, end = strip.spans(table)
    row = _row(table, "f-unplaced-settlement")
    assert (start[row], end[row]) == list(ends.values())[-1]


@pytest.mark.parametrize("name", ["d-border", "e-unknown"])
def test_what_is_known_no_closer_than_the_border_has_no_place(table, name):
    start, end = strip.spans(table)
    assert np.isnan([start[_row(table, name)], end[_row(table, name)]]).all()


def test_banks_cover_the_line_once(ends):
    length = list(ends.values())[-1][1]
    for bank in strip.banks():
        for bands in (bank.districts, bank.regions):
            assert bands[0].km_from == 0
            assert bands[-1].km_to == length
            assert all(one.km_to == other.km_from for one, other in pairwise(bands))


def test_regions_are_grouped_in_their_order():
    tajik, afghan = strip.banks()
    assert [one.name for one in tajik.regions] == ["Khatlon", "Gorno-Badakhshan"]
    assert [one.name for one in afghan.regions] == ["Balkh", "Kunduz", "Takhar", "Badakhshan"]


def test_margins_are_counted_by_hand(table):
    found = strip.margins(table, np.ones(table.n, bool))
    assert found.months == (dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2026, 3, 1))
    assert found.month_incidents.tolist() == [4, 0, 1]
    assert found.month_killed.tolist() == [5, 0, 0]
    # a, b, c and f spread over the line in full; d is known no closer than the border but carries a share.
    assert found.segment_incidents.sum() == pytest.approx(5)
    assert found.segment_killed.sum() == pytest.approx(5)
    assert (found.n_no_stretch, found.n_undated) == (2, 1)


def test_margins_of_nothing_are_empty(table):
    found = strip.margins(table, np.zeros(table.n, bool))
    assert found.months == ()
    assert not found.segment_incidents.any()
    assert strip.month_rows(found) == {"Month": [], "Incidents": [], "Killed": []}


def test_tables_of_the_margins_name_stretch_and_month(table):
    found = strip.margins(table, np.ones(table.n, bool))
    assert strip.month_rows(found)["Month"] == ["March 2026", "January 2026"]
    rows = strip.segment_rows(found)
    assert rows["Kilometres"][0] == "0-13"
    assert len({len(column) for column in rows.values()}) == 1


def _stacked(marks, reach):
    x, y, radii = (np.array(column, float) for column in zip(*marks, strict=True))
    return strip.stack(x, y, radii, x - reach, x + reach)


def test_marks_that_are_apart_stay():
    assert _stacked([(0, 0, 5), (30, 0, 5), (0, 40, 5)], 50).tolist() == [0, 30, 0]


def test_mark_moves_to_the_nearest_free_place():
    # Two radii of 6 less the overlap ask for 10.2 px: the third step to the right is the first that leaves them.
    assert _stacked([(0, 0, 6), (0, 0, 6), (0, 0, 6)], 50).tolist() == [0, 12, -12]


def test_mark_does_not_leave_its_stretch():
    placed = _stacked([(0, 0, 6), (0, 0, 6), (0, 0, 6)], 5)
    assert placed.tolist() == [0, 4, -4]


def test_no_mark_hides_another_where_there_is_room():
    rng = np.random.default_rng(3)
    x, y, radii = rng.uniform(0, 900, 120), rng.uniform(0, 400, 120), np.sort(rng.uniform(3, 10, 120))[::-1]
    placed = strip.stack(x, y, radii, np.zeros(120), np.full(120, 900.0))
    for one, other in combinations(range(120), 2):
        least = (1 - strip.OVERLAP_SHARE) * (radii[one] + radii[other])
        assert np.hypot(placed[one] - placed[other], y[one] - y[other]) >= least - 1e-9


@pytest.mark.parametrize("page_px", [360, 800, 1600])
@pytest.mark.parametrize("bank", [0, 1])
def test_names_do_not_collide(page_px, bank):
    # The line is as wide as the page less the two margins; the layout for the next smaller width is used.
    line_px = page_px - (98 if page_px < 600 else 140)
    country = ("TJ", "AF")[bank]
    width = max(one for one in strip.LINE_WIDTHS_PX if one <= line_px)
    names = strip.place_names(country, width)
    districts = strip.banks()[bank].districts
    length = strip.banks()[0].districts[-1].km_to
    centres = [band.middle / length * line_px for band in districts]
    if names["upright"]:
        middles = [centre + offset for centre, offset in zip(centres, names["offsets"], strict=True)]
        assert all(other - one >= strip.NAME_PX for one, other in pairwise(middles))
        return
    boxes = [
        (centre + offset, centre + offset + strip.text_width(band.name), row)
        for band, centre, offset, row in zip(districts, centres, names["offsets"], names["rows"], strict=True)
    ]
    for (left, right, row), centre in zip(boxes, centres, strict=True):
        for (other_left, other_right, other_row), other_centre in zip(boxes, centres, strict=True):
            if centre == other_centre:
                continue
            assert row != other_row or right <= other_left or other_right <= left
            assert other_row <= row or not left < other_centre < right, "a leader crosses a name"


def test_extract_cuts_the_banks_at_its_ends():
    first, second = strip.banks()[0].districts[3:5]
    cut = strip.extract(first.middle, second.middle)
    assert cut["start"] == first.middle
    assert cut["length"] == pytest.approx(second.middle - first.middle)
    tajik = cut["banks"][0]
    assert tajik["districts"] == [
        [first.name, first.middle, first.km_to],
        [second.name, second.km_from, second.middle],
    ]
    for names in tajik["names"]:
        assert not names["upright"]
        middles = (first.middle + first.km_to) / 2, (second.km_from + second.middle) / 2
        lefts = [
            (middle - cut["start"]) / cut["length"] * names["width"] + offset
            for middle, offset in zip(middles, names["offsets"], strict=True)
        ]
        assert names["rows"] == [0, 1] or lefts[0] + strip.text_width(first.name) <= lefts[1]


def test_made_up_rows_stand_on_the_line():
    table = made_up(5_000, seed=2)
    start, end = strip.spans(table)
    known = ~np.isnan(start)
    assert known.any()
    assert (start[known] >= 0).all()
    assert (start[known] <= end[known]).all()
    assert (end[known] <= strip.banks()[0].districts[-1].km_to + 0.01).all()
