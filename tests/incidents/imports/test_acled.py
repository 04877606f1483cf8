import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.core.model import Casualties, Count, DateSpan
from geo.incidents import export_acled
from geo.incidents.imports import acled
from geo.incidents.imports.cells import CellError
from geo.incidents.imports.outcomes import Found, Outside, Problem

DAY = dt.date(1993, 11, 26)


def test_a_row(acled_row, write_csv, read):
    [found] = read(write_csv([acled_row()]), "acled")
    [account] = found.reading.accounts
    report = found.reading.report
    assert account.date == DateSpan(start=DAY, end=DAY, precision="day")
    assert (account.kind, account.killed, account.bank) == ("clash", Casualties(best=3), "TJ")
    assert [party.id for party in account.parties] == ["tajik_border_guards", "gunmen"]
    place = account.place
    assert (place.precision_class, place.lon, place.lat) == ("settlement", 69.6, 37.6)
    assert (place.district_id, place.region_id, place.name) == ("tj-hamadoni", "tj-khatlon", "Invented Ford")
    assert len(place.segments) == 1
    assert report.outlet == "ACLED: Invented Gazette; Radio Nowhere"
    assert report.title == "ACLED \u00b7 TAJ9001"
    assert report.published == dt.date(1993, 12, 2)
    assert [claim.claimant for claim in account.claims] == ["ACLED", "Invented Gazette", "Radio Nowhere"]


def test_values_are_traced_to_the_text(acled_row, write_csv, read):
    [found] = read(write_csv([acled_row()]), "acled")
    text, spans = found.reading.report.text, found.reading.accounts[0].spans
    assert text.startswith("On 26 November 1993, invented guards fought")
    assert [text[a:b] for a, b in spans["killed"]] == ["fatalities: 3"]
    assert [text[a:b] for a, b in spans["date"]] == ["event_date: 26 November 1993", "time_precision: 1"]


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("written", ["26 November 1993", "1993-11-26", "26-Nov-1993"])
def test_delimiters_and_dates(acled_row, write_csv, read, delimiter, written):
    [found] = read(write_csv([acled_row(event_date=written)], delimiter=delimiter), "acled")
    assert found.reading.accounts[0].date.start == DAY


@pytest.mark.parametrize(
    ("code", "start", "end", "precision"),
    [("2", "1993-11-23", "1993-11-29", "week"), ("3", "1993-11-01", "1993-11-30", "month")],
)
def test_time_precision(acled_row, code, start, end, precision):
    date = acled.read_row(acled_row(time_precision=code), 2).date
    assert (str(date.start), str(date.end), date.precision) == (start, end, precision)


def test_zero_is_kept_as_written_and_remarked_on(acled_row):
    record = acled.read_row(acled_row(fatalities="0"), 2)
    assert record.killed == Casualties(best=0)
    assert "may mean unknown" in record.remarks[0]


@pytest.mark.parametrize(("code", "precision"), [("2", "district"), ("3", "region")])
def test_imprecise_row_is_its_area_and_no_point(acled_row, write_csv, read, code, precision):
    [found] = read(write_csv([acled_row(geo_precision=code)]), "acled")
    place = found.reading.accounts[0].place
    assert place.precision_class == precision
    assert (place.lon, place.lat) != (69.6, 37.6)
    assert place.district_id == ("tj-hamadoni" if code == "2" else None)
    assert len(place.segments) > 1


def test_old_headers_in_capitals(acled_row, write_csv, read):
    path = write_csv([{name.upper(): value for name, value in acled_row().items()}])
    assert isinstance(read(path, "acled")[0], Found)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"event_date": "31 February 1993"}, "event_date"),
        ({"event_date": ""}, "event_date"),
        ({"fatalities": "1e400"}, "fatalities"),
        ({"fatalities": ""}, "fatalities"),
        ({"latitude": "69.6", "longitude": "37.5"}, "longitude, latitude"),
        ({"latitude": "1e400"}, "latitude"),
        ({"geo_precision": "7"}, "geo_precision"),
        ({"time_precision": "=1+1"}, "time_precision"),
        ({"notes": "a\0b"}, "notes"),
        ({"event_id_cnty": ""}, "event_id_cnty"),
        ({"sub_event_type": "=cmd|' /c calc'!A1"}, "event_type, sub_event_type"),
        ({"tags": "panj:kind=picnic"}, "tags"),
        ({"tags": "panj:dates=1993-02-31/1993-03-01/day"}, "start"),
        ({"tags": "panj:nothing=1"}, "tags"),
        ({"tags": "panj:killed=x"}, "low"),
        ({"timestamp": "-5"}, "timestamp"),
    ],
)
def test_bad_rows_are_named_and_good_ones_kept(acled_row, write_csv, read, cells, field):
    bad = acled_row(**cells)
    found = read(write_csv([acled_row(), bad, acled_row(event_id_cnty="TAJ9002")]), "acled")
    assert [type(item) for item in found] == [Found, Problem, Found]
    assert (found[1].line, found[1].field) == (3, field)
    assert found[1].reason


def test_rows_far_from_the_border_are_outside(acled_row, write_csv, read):
    path = write_csv([acled_row(latitude="38.56", longitude="68.77"), acled_row(latitude="9.0", longitude="38.7")])
    assert [type(item) for item in read(path, "acled")] == [Outside, Outside]
    dushanbe, far = read(path, "acled", keep_outside=True)
    assert not dushanbe.is_in_zone
    assert dushanbe.reading.accounts[0].place.country == "TJ"
    assert far.reading.accounts[0].place.status == "not_placed"


people = st.integers(min_value=0, max_value=500) | st.none()


@given(low=people, best=people, high=people, wounded=people)
def test_counts_go_there_and_back_in_the_tags(invented, low, best, high, wounded):
    import dataclasses

    killed = Casualties(low=low, best=best, high=high)
    incident = dataclasses.replace(invented[0], killed=killed, wounded=Count(best=wounded))
    row = {name: str(value) for name, value in export_acled.to_row(incident).items()}
    record = acled.read_row(row, 2)
    assert record.killed == killed
    assert record.wounded.best == wounded


def test_tags_say_only_what_the_codes_do_not(invented):
    rows = {incident.id: export_acled.to_row(incident) for incident in invented}
    assert "panj:kind=smuggling_clash" in rows["village"]["tags"]
    assert "panj:place" not in rows["village"]["tags"]
    assert "panj:place=near" in rows["near"]["tags"]
    assert "panj:dates=1994-08-01/1994-08-03/days" in rows["near"]["tags"]
    assert rows["village"]["fatalities"] == 4
    assert rows["village"]["inter1"] == "1"
    assert rows["unsaid"]["fatalities"] == 0
    assert "panj:killed=/////" in rows["unsaid"]["tags"]


def test_cell_error_is_raised_for_no_event(acled_row):
    with pytest.raises(CellError, match="no pair of event type"):
        acled.read_row(acled_row(event_type="Weather"), 2)
