"""A look at a file before it is taken in: what it is, its columns and rows, the words that want a meaning."""

import json

import pytest

from geo.core.errors import CrsError, RecordError
from geo.incidents import export
from geo.incidents.imports import columns, importer, preview
from geo.incidents.imports.columns import ColumnMap


def test_the_form_is_told_by_the_header(write_csv, acled_row, ucdp_row, tmp_path):
    assert preview.guess_form(write_csv([acled_row()], delimiter=";")) == "acled"
    spaced = {name.replace("_", " ").title(): cell for name, cell in acled_row().items()}
    assert preview.guess_form(write_csv([spaced])) == "acled"
    assert preview.guess_form(write_csv([ucdp_row()])) == "ucdp"
    assert preview.guess_form(write_csv([{"Day": "1995-01-18", "Where": "Farkhor"}])) == "csv"
    path = tmp_path / "named.csv"
    path.write_text('\ufeff \n{"type": "FeatureCollection", "features": []}', "utf-8")
    assert preview.guess_form(path) == "geojson"
    path.write_text("", "utf-8")
    with pytest.raises(RecordError, match="has no header"):
        preview.guess_form(path)
    with pytest.raises(RecordError, match="cannot be opened"):
        preview.guess_form(tmp_path / "none.csv")


@pytest.mark.parametrize("form", ["acled", "ucdp", "csv", "geojson"])
def test_what_this_project_exports_is_told(invented, tmp_path, form):
    path = tmp_path / "file"
    path.write_bytes(export.to_bytes(invented, {"acled": "acled.csv", "ucdp": "ucdp.csv"}.get(form, form)))
    assert preview.guess_form(path) == form
    found = preview.sample(path, form)
    assert len(found.rows) == len(invented)
    assert found.n_rows == len(invented)
    assert set(found.rows[0]) == set(found.columns)


def test_a_sample_shows_columns_and_rows_and_skips_what_cannot_be_taken_apart(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(f"Day;Where\n1995-01-18;{'x' * 5_000}\n1;2;3\n1995-01-19;Панҷ\n", "cp1251", errors="replace")
    found = preview.sample(path, "csv", ColumnMap(encoding="cp1251"))
    assert found.columns == ("Day", "Where")
    assert [row["Day"] for row in found.rows] == ["1995-01-18", "1995-01-19"]
    assert len(found.rows[0]["Where"]) == 200
    assert found.n_rows == 3


def test_a_table_that_is_not_of_its_form_is_refused(write_csv, tmp_path):
    path = write_csv([{"Day": "1995-01-18", "Where": "Farkhor"}])
    with pytest.raises(RecordError, match="is no ucdp export"):
        preview.sample(path, "ucdp")
    with pytest.raises(RecordError, match="no feature that can be read"):
        preview.sample(path, "geojson")


def test_words_without_a_meaning_are_named(tmp_path):
    path = tmp_path / "log.geojson"
    kinds = ("Бой", "бой ", "clash", "Smuggling clash", "", "чай")
    features = [{"type": "Feature", "geometry": None, "properties": {"вид": kind, "where": "TJ"}} for kind in kinds]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    found = preview.sample(path, "geojson")
    how = ColumnMap(columns={"вид": "kind", "where": "bank"})
    assert preview.unknown_words(found, how) == {"kind": ("бой", "чай")}
    how = ColumnMap(columns={"вид": "kind"}, values={"kind": {"бой": "clash", "*": "other"}})
    assert preview.unknown_words(found, how) == {}
    assert preview.unknown_words(found, ColumnMap(columns={"вид": "notes"})) == {}


def test_a_column_that_is_left_out_is_no_field_whatever_its_name(write_csv, read):
    rows = [{"id": "7", "date": "1995-01-18", "district": "Farkhor", "note": "Invented."}]
    path = write_csv(rows)
    (named,) = read(path, "csv")
    (unnamed,) = read(path, "csv", how=ColumnMap(left_out=("id",)))
    assert named.reading.report.title is not None
    assert unnamed.reading.report.title is None


def test_what_a_map_still_lacks_is_said(write_csv, tmp_path):
    found = preview.sample(write_csv([{"Day": "1995-01-18", "Where": "Farkhor"}]), "csv")
    with pytest.raises(RecordError, match=r"nothing says which .* map them, as 'Day' to date"):
        preview.check(found, "csv", ColumnMap())
    how = ColumnMap(columns={"Day": "date_start", "Where": "district"})
    preview.check(found, "csv", how)
    with pytest.raises(CrsError):
        preview.check(found, "csv", ColumnMap(columns=how.columns, crs="EPSG:nothing"))
    path = tmp_path / "log.geojson"
    feature = {"type": "Feature", "geometry": None, "properties": {"date": "1995-01-18"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    preview.check(preview.sample(path, "geojson"), "geojson", ColumnMap())


def test_columns_are_guessed_by_their_own_names_and_by_what_people_call_them():
    names = ["Рӯз", "Дата", "Day", "Широта", "lat", "Долгота", "Admin 1", "Fatalities", "killed", "Type", "officer"]
    assert preview.guess_fields(names) == {
        "Дата": "date_start",  # the first of two that may be the date
        "lat": "lat",  # a field's own name goes before what it is often called
        "Долгота": "lon",
        "killed": "killed_best",
        "Type": "kind",
    }
    assert preview.guess_fields(["admin1"]) == {"admin1": "region"}


def test_what_columns_are_often_called_is_no_field_of_its_own_and_stands_once():
    names = [name for called in preview._OFTEN_CALLED.values() for name in called]
    assert len(names) == len(set(names))
    assert set(preview._OFTEN_CALLED) <= set(columns.FIELDS)
    assert not [name for name in names if columns.field_of(name)]
    assert [importer.folded(name) for name in names] == names
