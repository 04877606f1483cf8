import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.core.errors import CrsError, RecordError
from geo.core.model import Casualties, Count, DateSpan
from geo.incidents.imports import columns, importer
from geo.incidents.imports.columns import FIELDS, ColumnMap, load_map, to_toml
from geo.incidents.imports.csv_rows import CsvRows
from geo.incidents.imports.outcomes import Found, Problem

# An invented log as a district office might keep one: Russian, day first, decimal commas, code page 1251.
RUSSIAN = """Номер;Дата;Место;Широта;Долгота;Вид;Погибло;Описание
1;03.04.1994;Выдуманный брод;37,6;69,6;перестрелка;2;Выдуманные пограничники вступили в перестрелку у брода.
2;31.02.1994;Выдуманный брод;37,6;69,6;перестрелка;2;Такого дня нет.
3;05.04.1994;Выдуманный брод;37,6;69,6;чаепитие;;Выдуманное чаепитие.
4;06.04.1994;Выдуманный брод;"37;6";69,6;задержание;;Широта не число.
"""
MAP = """
dataset = "Выдуманный журнал"
decimal = ","
date_format = "%d.%m.%Y"

[columns]
"Номер" = "id"
"Дата" = "date"
"Место" = "settlement"
"Широта" = "lat"
"Долгота" = "lon"
"Вид" = "kind"
"Погибло" = "killed"
"Описание" = "notes"

[values.kind]
"перестрелка" = "clash"
"задержание" = "detention"

[defaults]
bank = "TJ"
place_precision = "settlement"
"""


@pytest.fixture
def russian(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(RUSSIAN, "cp1251")
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    return path, load_map(tmp_path / "map.toml")


def test_a_foreign_table(russian, read):
    path, how = russian
    good, *bad = read(path, "csv", how=how)
    [account] = good.reading.accounts
    day = dt.date(1994, 4, 3)
    assert account.date == DateSpan(start=day, end=day, precision="day")
    assert (account.kind, account.bank, account.killed) == ("clash", "TJ", Casualties(best=2))
    assert (account.place.settlement, account.place.district_id) == ("Выдуманный брод", "tj-hamadoni")
    assert good.reading.report.lang == "ru"
    assert good.reading.report.title == "Выдуманный журнал \u00b7 1"
    assert [(item.line, item.field) for item in bad] == [(3, "date_start"), (4, "Вид"), (5, "lat")]
    assert "values.kind" in bad[1].reason


def test_delimiter_and_encoding_are_found(russian):
    path, how = russian
    rows = CsvRows(path, expected=how.columns)
    assert rows.delimiter == ";"
    assert rows.columns[:3] == ("Номер", "Дата", "Место")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path, read, encoding):
    path = tmp_path / "x.csv"
    path.write_text("date,settlement,lat,lon\n1994-04-03,Брод,37.6,69.6\n", encoding)
    [found] = read(path, "csv")
    assert found.reading.accounts[0].place.settlement == "Брод"


def test_coordinate_of_unstated_precision_is_near(tmp_path, read):
    path = tmp_path / "x.csv"
    path.write_text("date,lat,lon\n1994-04-03,37.6,69.6\n")
    place = read(path, "csv")[0].reading.accounts[0].place
    assert (place.precision_class, place.uncertainty_km) == ("near", 10.0)


def test_projected_coordinates(tmp_path, read):
    """On the central meridian of zone 42 (69 E) the easting is 500,000 m; 4,161,966 m north is lat 37.6045."""
    path = tmp_path / "x.csv"
    path.write_text("date,x,y\n1994-04-03,500000,4161966\n")
    how = ColumnMap(columns={"x": "lon", "y": "lat"}, crs="EPSG:32642")
    place = read(path, "csv", how=how, keep_outside=True)[0].reading.accounts[0].place
    assert place.lon == pytest.approx(69.0, abs=1e-6)
    assert place.lat == pytest.approx(37.6045, abs=1e-3)


def test_unknown_crs(tmp_path, read):
    path = tmp_path / "x.csv"
    path.write_text("date,lon,lat\n1994-04-03,1,1\n")
    for name in ("EPSG:999999", "/etc/passwd", "+proj=longlat"):
        with pytest.raises(CrsError):
            read(path, "csv", how=ColumnMap(crs=name))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no header"),
        ("a,b\n1,2\n", "which columns hold date and place"),
        ("date,date,lat,lon\n", "more than once"),
        ("date,date_start,lat,lon\n", "two columns"),
    ],
)
def test_tables_that_cannot_be_read(tmp_path, read, text, words):
    path = tmp_path / "x.csv"
    path.write_text(text)
    with pytest.raises(RecordError, match=words):
        read(path, "csv")


def test_mapped_column_must_be_there(tmp_path, read):
    path = tmp_path / "x.csv"
    path.write_text("date,lat,lon\n")
    with pytest.raises(RecordError, match="no column 'Datum'"):
        read(path, "csv", how=ColumnMap(columns={"Datum": "date_start"}))


def test_file_of_another_form_is_refused(tmp_path, read):
    path = tmp_path / "x.csv"
    path.write_text("date,lat,lon\n1994-04-03,37.6,69.6\n")
    with pytest.raises(RecordError, match="no acled export: it lacks the columns event_id_cnty"):
        read(path, "acled")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns]\na = 'nothing'", "is no field"),
        ("colour = 1", "expected dataset"),
        ("[columns", "is not TOML"),
        ("columns = 3", "table of words"),
        ("left_out = 'Notes'", "list of columns"),
        ("[defaults]\nkind = 'picnic'", "cannot be the default of kind"),
    ],
)
def test_maps_that_cannot_be_read(tmp_path, text, words):
    path = tmp_path / "map.toml"
    path.write_text(text)
    with pytest.raises(RecordError, match=words):
        load_map(path)


_WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
_MAPS = st.builds(
    ColumnMap,
    columns=st.dictionaries(_WORDS, st.sampled_from(sorted(FIELDS)), max_size=4),
    values=st.dictionaries(
        st.sampled_from(["kind", "country"]),
        st.dictionaries(_WORDS.map(str.casefold), _WORDS, min_size=1, max_size=3),
        max_size=2,
    ),
    defaults=st.dictionaries(st.sampled_from(["notes", "settlement"]), _WORDS, max_size=2),
    dataset=st.none() | _WORDS,
    delimiter=st.none() | _WORDS,
    date_format=st.none() | _WORDS,
    crs=st.none() | _WORDS,
    left_out=st.lists(_WORDS, max_size=3).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_MAPS)
def test_a_map_is_the_same_once_it_is_written_and_read(tmp_path, how):
    path = tmp_path / "columns.toml"
    path.write_bytes(to_toml(how).encode("utf-8"))
    assert load_map(path) == how


def test_columns_that_a_map_leaves_out_are_no_fields(tmp_path, read):
    path = tmp_path / "log.csv"
    path.write_text("date,district,killed\n1994-04-03,Farkhor,no number\n")
    (tmp_path / "map.toml").write_text("left_out = ['killed']")
    assert isinstance(next(iter(read(path, "csv"))), Problem)
    [found] = read(path, "csv", how=load_map(tmp_path / "map.toml"))
    assert isinstance(found, Found)


def test_rows_that_cannot_be_taken_apart(tmp_path, read):
    path = tmp_path / "x.csv"
    long = "x" * 200_000
    rows = [
        "1994-04-03,37.6,69.6,fine",
        "1994-04-03,37.6",
        f"1994-04-03,37.6,69.6,{long}",
        "",
        "1994-04-05,37.6,69.6,fine",
    ]
    path.write_text("date,lat,lon,notes\n" + "\n".join(rows) + "\n")
    found = read(path, "csv")
    assert [(type(item), item.line) for item in found] == [(Found, 2), (Problem, 3), (Problem, 4), (Found, 6)]
    assert "2 cells, the header 4" in found[1].reason


def test_line_of_a_row_after_a_cell_of_several_lines(tmp_path, read):
    path = tmp_path / "x.csv"
    path.write_text('date,lat,lon,notes\n1994-04-03,37.6,69.6,"one\ntwo\nthree"\n1994-02-31,37.6,69.6,x\n')
    assert [item.line for item in read(path, "csv")] == [2, 5]


def test_bytes_that_are_not_the_encoding(tmp_path, read):
    path = tmp_path / "x.csv"
    good = "1994-04-03,37.6,69.6,Брод у реки Пяндж\n".encode() * 20
    path.write_bytes(b"date,lat,lon,notes\n" + good + b"1994-04-03,37.6,69.6,\xff\xfe\n")
    found = read(path, "csv")
    assert [type(item) for item in found] == [Found] * 20 + [Problem]
    assert found[-1].field == "notes"


def test_counts_and_parties_by_name(tmp_path, read):
    path = tmp_path / "x.csv"
    path.write_text("date,lat,lon,killed,wounded,detained_low,parties\n1994-04-03,37.6,69.6,1,2,3,Taliban; Nobody\n")
    account = read(path, "csv")[0].reading.accounts[0]
    assert account.killed.best == 1
    assert Count(low=account.wounded.low, best=account.wounded.best) == Count(best=2)
    assert account.detained.low == 3
    assert [party.id for party in account.parties] == ["taliban", "other"]


def test_rows_are_read_a_batch_at_a_time(tmp_path, monkeypatch):
    """The first outcome needs the first batch alone; what lies behind is not read yet."""
    path = tmp_path / "x.csv"
    path.write_text("date,lat,lon\n" + "1994-04-03,37.6,69.6\n" * 100)
    taken = []
    read_row = columns.read_row
    monkeypatch.setattr(importer, "_BATCH", 10)
    monkeypatch.setattr(columns, "read_row", lambda *given, **more: taken.append(given[1]) or read_row(*given, **more))
    outcomes = importer.read(path, "csv")
    next(outcomes)
    assert taken == list(range(2, 12))
    assert sum(1 for _ in outcomes) == 99


@pytest.mark.parametrize(
    ("column", "value"),
    [("date_partial", "=1+1"), ("date_partial", "--13"), ("uncertainty_km", "-1"), ("uncertainty_km", "1e30"),
     ("bank", "XX"), ("party_ids", "martians"), ("published", "31.02.2020"), ("place_precision", "exactly")],
)  # fmt: skip
def test_cells_that_cannot_be(tmp_path, read, column, value):
    path = tmp_path / "x.csv"
    date = "" if column == "date_partial" else "1994-04-03"
    path.write_text(f"date,lat,lon,{column}\n{date},37.6,69.6,{value}\n")
    [problem] = read(path, "csv")
    assert (type(problem), problem.line, problem.field) == (Problem, 2, column)


def test_names_of_columns_are_made_text(tmp_path, read):
    path = tmp_path / "x.csv"
    path.write_bytes(b"date,lat,lon,a\0b\n1994-04-03,37.6,69.6,x\n")
    assert "a\ufffdb: x" in read(path, "csv")[0].reading.report.text
