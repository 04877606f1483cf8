import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.incidents.imports import cells
from geo.incidents.imports.cells import CellError


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025-11-26", dt.date(2025, 11, 26)),
        ("2025-11-26 00:00:00.000", dt.date(2025, 11, 26)),
        ("2025-11-26T10:00:00Z", dt.date(2025, 11, 26)),
        ("26 November 2025", dt.date(2025, 11, 26)),
        ("26-Nov-2025", dt.date(2025, 11, 26)),
        ("1 May 1999", dt.date(1999, 5, 1)),
        ("  ", None),
    ],
)
def test_days_as_exports_write_them(written, meant):
    assert cells.day({"d": written}, "d") == meant


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31 February 2024", "no day of the calendar"),
        ("2023-02-29", "no day of the calendar"),
        ("11/26/2025", "state its form"),
        ("0026-11-26", "years 1900 to 2100"),
        ("9999-01-01", "years 1900 to 2100"),
        ("26 Nonsense 2025", "is no date"),
    ],
)
def test_days_that_cannot_be(written, reason):
    with pytest.raises(CellError, match=reason):
        cells.day({"d": written}, "d")


def test_day_in_a_stated_form():
    assert cells.day({"d": "03.04.2020"}, "d", date_format="%d.%m.%Y") == dt.date(2020, 4, 3)
    with pytest.raises(CellError, match=r"%d\.%m\.%Y"):
        cells.day({"d": "04/03/2020"}, "d", date_format="%d.%m.%Y")


@pytest.mark.parametrize("written", ["1e400", "-1", "3.5", "three", "1" * 5000, "1000001", "0x10", "٣a"])
def test_people_that_cannot_be(written):
    with pytest.raises(CellError):
        cells.whole({"n": written}, "n")


def test_people():
    assert [cells.whole({"n": text}, "n") for text in ("0", "12", "7.0", "", " ")] == [0, 12, 7, None, None]


@pytest.mark.parametrize("written", ["1e400", "nan", "inf", "1,5", "12 34", "9" * 400])
def test_numbers_that_cannot_be(written):
    with pytest.raises(CellError):
        cells.number({"n": written}, "n")


def test_decimal_comma():
    assert cells.number({"n": "37,25"}, "n", decimal=",") == 37.25


@pytest.mark.parametrize(
    ("lon", "lat", "reason"),
    [("37.5", "69.6", "look swapped"), ("200", "10", "between"), ("", "37.5", "is empty"), ("70", "91", "between")],
)
def test_positions_that_cannot_be(lon, lat, reason):
    with pytest.raises(CellError, match=reason):
        cells.position({"lon": lon, "lat": lat}, "lon", "lat")


def test_text_refuses_what_is_no_text():
    with pytest.raises(CellError, match="NUL"):
        cells.text({"t": "a\0b"}, "t")
    with pytest.raises(CellError, match="encoding"):
        cells.text({"t": "a\udcffb"}, "t")
    with pytest.raises(CellError, match=r"U\+001B"):
        cells.text({"t": "\x1b[31m"}, "t")


def test_disarmed_formula_is_read_as_it_was():
    assert cells.text({"t": "'=SUM(A1)"}, "t") == "=SUM(A1)"
    assert cells.text({"t": "the '90s"}, "t") == "the '90s"


@given(st.text())
def test_any_cell_is_read_or_refused(written):
    row = {"x": written}
    for read in (cells.text, cells.whole, cells.number, cells.day, cells.items):
        problem = None
        try:
            read(row, "x")
        except CellError as err:
            problem = err
        assert problem is None or (problem.field == "x" and len(problem.value) <= 63)
