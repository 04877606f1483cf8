import dataclasses
import datetime as dt
import io

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest

from geo.core import model
from geo.core.errors import ExportError
from geo.incidents import codes, export

HOSTILE = (
    "=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1",
    "\uff1d1", "\uff0b1", "\uff0d1", "\uff201",
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(make):
    return tuple(make(f"hostile-{n}", "2025-01-01", district="tj-hamadoni", bank="TJ", summary=text, note=text)
                 for n, text in enumerate(HOSTILE))  # fmt: skip


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "kml"])
def test_gis_formats_read_back(five, tmp_path, ending):
    path = tmp_path / f"out.{ending}"
    export.write(five, path)
    found = pyogrio.read_dataframe(path)
    assert found["id"].tolist() == [incident.id for incident in five]
    assert found.crs == "EPSG:4326"
    assert found.geometry.isna().tolist() == [False, False, False, True, False]
    assert (found.geometry.x[0], found.geometry.y[0]) == (70.0, 37.6)
    assert found["killed_best"].tolist()[:2] == [3, 5]
    assert pd.isna(found["killed_best"][2])
    assert found["licence"].unique().tolist() == ["CC-BY-4.0"]
    assert found["ucdp_where_prec"].tolist() == [1, 3, 1, 4, 3]
    if ending != "kml":
        assert found["date_start"][0].date() == dt.date(2025, 11, 26)
        assert pd.isna(found["date_start"][4])


def test_kml_names_each_placemark(five):
    text = export.to_bytes(five, "kml").decode()
    assert "<name>2025-11-26 Place of alpha, Shamsiddin Shohin</name>" in text
    assert "<name>undated Hamadoni</name>" in text
    assert "<description>Invented: alpha.</description>" in text


def test_kml_description_holds_no_markup(make):
    hostile = make("markup", "2025-01-01", district="tj-hamadoni", bank="TJ", summary="<img src=x onerror=alert(1)>")
    text = export.to_bytes([hostile], "kml").decode()
    description = text.split("<description>")[1].split("</description>")[0]
    assert "&lt;img src=x" in description
    assert "<img" not in description


def test_parquet_reads_back(five, tmp_path):
    path = tmp_path / "out.parquet"
    export.write(five, path)
    found = gpd.read_parquet(path)
    assert found.crs == "EPSG:4326"
    assert found["date_end"].tolist()[1] == dt.date(2025, 12, 24)
    assert found["killed_low"].tolist() == [3, 4, pd.NA, 0, 2]
    assert found.geometry.isna().tolist() == [False, False, False, True, False]


def test_csv_reads_back(five):
    found = pd.read_csv(io.BytesIO(export.to_bytes(five, "csv")))
    assert found["id"].tolist() == [incident.id for incident in five]
    assert found["killed_low"].tolist()[:2] == [3, 4]
    assert found["lon"].isna().tolist() == [False, False, False, True, False]
    assert found["acled_time_precision"].tolist()[:4] == [1, 2, 1, 1]


def test_xlsx_has_a_sheet_about_its_sources(five):
    book = openpyxl.load_workbook(io.BytesIO(export.to_bytes(five, "xlsx")))
    assert book.sheetnames == ["incidents", "about"]
    assert book["incidents"].max_row == 6
    about = [row[0].value for row in book["about"].iter_rows()]
    assert about[1].startswith("Incidents compiled by Panj Watch")
    assert any("OpenStreetMap" in line for line in about)
    book.close()


def test_csv_cells_hold_no_formula(hostile):
    found = pd.read_csv(io.BytesIO(export.to_bytes(hostile, "csv")), keep_default_na=False)
    assert found["summary"].str.startswith("'").all()
    assert found["note"].str.startswith("'").all()


def test_xlsx_cells_hold_no_formula(hostile):
    book = openpyxl.load_workbook(io.BytesIO(export.to_bytes(hostile, "xlsx")))
    cells = [cell for row in book["incidents"].iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    texts = [str(cell.value) for cell in cells if cell.column_letter == "G"][1:]
    assert len(texts) == len(HOSTILE)
    assert all(text.startswith("'") for text in texts)
    book.close()


def test_xlsx_drops_control_characters(make):
    incident = make("bell", "2025-01-01", summary="ring\x07ring")
    found = pd.read_excel(io.BytesIO(export.to_bytes([incident], "xlsx")))
    assert found["summary"].tolist() == ["ringring"]


@pytest.mark.parametrize("ending", sorted(export.FORMATS))
def test_nothing_to_export_is_a_file_without_rows(tmp_path, ending):
    path = tmp_path / f"none.{ending.upper()}"
    export.write((), path)
    assert path.stat().st_size > 0
    if ending in {"geojson", "gpkg", "kml"}:
        assert len(pyogrio.read_dataframe(path)) == 0


def test_unknown_ending_names_the_formats(five, tmp_path):
    with pytest.raises(ExportError, match=r"'shp' is not a format: end the file name in one of csv, geojson, gpkg"):
        export.write(five, tmp_path / "out.shp")


def test_folder_that_is_not_there(five, tmp_path):
    with pytest.raises(ExportError, match="cannot be written"):
        export.write(five, tmp_path / "missing" / "out.csv")


def test_an_existing_file_is_replaced(five, tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    export.write(five, path)
    assert path.read_text().startswith("id,")
    assert [file.name for file in tmp_path.iterdir()] == ["out.csv"]


def test_lists_are_written_as_text(make):
    incident = make(
        "lists",
        "2025-01-01",
        seized=(
            model.Seizure(item="heroin", label="heroin", count=138.5, unit="kg"),
            model.Seizure(item="other", label="maps"),
        ),
        claims=(model.Claim(claimant="GKNB", says="four men", stance="alleges"),),
        sources=(model.Source(outlet="Khovar", url="https://khovar.tj/1", published=dt.date(2025, 1, 2)),),
    )
    row = export.to_frame([incident]).iloc[0]
    assert row["seized"] == "heroin: 138.5 kg; maps"
    assert row["claims"] == "GKNB: four men [alleges]"
    assert row["sources"] == "Khovar https://khovar.tj/1 2025-01-02"
    assert (row["parties"], row["party_ids"]) == ("four smugglers", "smugglers")


def test_codes_of_an_incident_without_a_year(make):
    incident = dataclasses.replace(
        make("x", precision="border"), date=model.DateSpan(partial="--01-23", precision="day")
    )
    assert codes.codes(incident) == codes.Codes(
        ucdp_where_prec=5, ucdp_date_prec=None, acled_geo_precision=3, acled_time_precision=None
    )


@pytest.mark.parametrize("ending", list(export.FORMATS))
def test_half_of_a_surrogate_pair_stops_no_export(make, ending):
    odd = make("odd", "2025-01-01", district="tj-hamadoni", bank="TJ", summary="half \ud83d pair")
    assert export.to_bytes([odd], ending)
    assert export.to_frame([odd])["summary"].tolist() == ["half ? pair"]
