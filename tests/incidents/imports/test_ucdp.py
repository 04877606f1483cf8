import datetime as dt

import pytest

from geo.core.model import Casualties, DateSpan
from geo.incidents import export_ucdp
from geo.incidents.imports import ucdp
from geo.incidents.imports.outcomes import Found, Problem

DAY = dt.date(1993, 11, 26)


def test_a_row(ucdp_row, write_csv, read):
    [found] = read(write_csv([ucdp_row()]), "ucdp")
    [account] = found.reading.accounts
    assert account.date == DateSpan(start=DAY, end=DAY, precision="day")
    assert account.killed == Casualties(low=2, best=3, high=5, security=1, attackers=2, civilians=0)
    assert account.kind == "clash"
    assert [(party.id, party.label) for party in account.parties] == [
        ("tajik_security", "Government of Tajikistan"),
        ("other", "Invented Front"),
    ]
    assert (account.place.precision_class, account.place.district_id) == ("settlement", "tj-hamadoni")
    report = found.reading.report
    assert report.outlet == "UCDP GED: Invented Gazette; Radio Nowhere"
    assert report.published == dt.date(1993, 11, 28)
    assert "Guards fight at a ford" in report.text


def test_unknown_dead_make_zero_of_a_side_unknown(ucdp_row):
    row = ucdp_row(deaths_a="0", deaths_b="1", deaths_civilians="0", deaths_unknown="2")
    killed = ucdp.read_row(row, 2).killed
    assert (killed.security, killed.attackers, killed.civilians) == (None, 1, None)


def test_dead_of_two_groups_are_attackers_both(ucdp_row):
    row = ucdp_row(type_of_violence="2", side_a="Invented Front", side_b="IS", deaths_a="1", deaths_b="2")
    record = ucdp.read_row(row, 2)
    assert record.killed.attackers == 3
    assert record.killed.security is None


def test_one_sided_violence_against_civilians(ucdp_row):
    row = ucdp_row(type_of_violence="3", side_a="IS", side_b="Civilians", deaths_a="0", deaths_b="0",
                   deaths_civilians="3")  # fmt: skip
    record = ucdp.read_row(row, 2)
    assert record.kind == "shooting"
    assert [party.id for party in record.parties] == ["iskp", "tajik_civilians"]
    assert (record.killed.civilians, record.killed.attackers) == (3, 0)


@pytest.mark.parametrize(
    ("code", "precision", "radius"),
    [("2", "near", 25.0), ("3", "district", None), ("4", "region", None), ("5", "border", None)],
)
def test_where_prec(ucdp_row, write_csv, read, code, precision, radius):
    [found] = read(write_csv([ucdp_row(where_prec=code)]), "ucdp")
    place = found.reading.accounts[0].place
    assert place.precision_class == precision
    assert radius is None or place.uncertainty_km == radius
    assert (place.lon is not None) == (precision in ("near", "district"))


def test_country_and_fuzzy_places_far_from_the_line_are_outside(ucdp_row, write_csv, read):
    path = write_csv([ucdp_row(where_prec="6"), ucdp_row(where_prec="5", latitude="34.5", longitude="65.0")])
    found = read(path, "ucdp", keep_outside=True)
    assert [item.reading.accounts[0].place.precision_class for item in found] == ["country", "country"]
    assert not any(item.is_in_zone for item in found)


@pytest.mark.parametrize(
    ("code", "end", "precision"),
    [
        ("2", "1993-11-28", "days"),
        ("4", "1993-12-20", "month"),
        ("5", "1994-01-30", "season"),
        ("5", "1994-10-30", "year"),
    ],
)
def test_date_prec(ucdp_row, code, end, precision):
    date = ucdp.read_row(ucdp_row(date_prec=code, date_end=end), 2).date
    assert (str(date.end), date.precision) == (end, precision)


def test_summary_rows_are_remarked_on(ucdp_row):
    assert "several events" in ucdp.read_row(ucdp_row(event_clarity="2"), 2).remarks[0]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"date_end": "1993-11-25"}, "date_end"),
        ({"date_start": ""}, "date_start"),
        ({"date_start": "1993-02-31"}, "date_start"),
        ({"low": "9", "high": "2"}, "low"),
        ({"type_of_violence": "9"}, "type_of_violence"),
        ({"where_prec": "0"}, "where_prec"),
        ({"best": "9" * 400}, "best"),
        ({"id": ""}, "id"),
    ],
)
def test_bad_rows_are_named(ucdp_row, write_csv, read, cells, field):
    found = read(write_csv([ucdp_row(**cells), ucdp_row()]), "ucdp")
    assert [type(item) for item in found] == [Problem, Found]
    assert found[0].field == field


def test_written_row_has_the_columns_and_numbers_of_ged(invented):
    row = export_ucdp.to_row(invented[0])
    assert tuple(row) == ucdp.COLUMNS
    assert (row["deaths_a"], row["deaths_b"], row["deaths_civilians"], row["deaths_unknown"]) == (1, 3, "", 0)
    assert (row["low"], row["best"], row["high"], row["country_id"]) == (3, 4, 6, 702)
    assert isinstance(row["id"], int)


def test_prio_grid_cell():
    # The first cell is the south-west corner of the world; lat 37.5 is row 255, lon 69.6 column 499.
    assert export_ucdp._cell(-180.0, -90.0) == 1
    assert export_ucdp._cell(69.6, 37.5) == 255 * 720 + 499 + 1
