import json

import pytest
from click.testing import CliRunner

from geo.cli import cli


def _run(*arguments):
    return CliRunner().invoke(cli, list(arguments))


def test_geocode_prints_the_promised_fields():
    result = _run("geocode", "Kavo village, Shamsiddin Shokhin district", "--json")
    placed = json.loads(result.output)
    wanted = {
        "status", "place_id", "name", "placetype", "precision_class", "lon", "lat", "uncertainty_km", "settlement",
        "district", "region", "country", "segments", "chainage_km", "candidates",
    }  # fmt: skip
    assert wanted <= set(placed)
    assert set(placed["segments"][0]) == {"id", "share"}
    assert set(placed["candidates"][0]) == {"place_id", "name", "score", "why"}


def test_geocode_speaks_to_people():
    result = _run("geocode", "Kevron", "--date", "2023-09-05")
    assert result.exit_code == 0
    assert "Kevron (settlement; Darvoz, Gorno-Badakhshan, TJ)" in result.output
    assert "ambiguous" in _run("geocode", "Ishkashim").output
    assert "not_placed" in _run("geocode", "Paris").output


def test_geocode_takes_a_context():
    result = _run("geocode", "Ishkashim", "--context", "GBAO, Tajikistan", "--json")
    assert json.loads(result.output)["district"] == "Ishkoshim"


def test_geocode_reads_a_table(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text('\ufefftext,date\n"Shuroobod district",2010-05-01\nParis,\n', encoding="utf-8")
    lines = [json.loads(line) for line in _run("geocode", "--input", str(path)).output.splitlines()]
    assert [line["status"] for line in lines] == ["placed", "not_placed"]


def test_geocode_names_what_is_wrong_with_a_table(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("name,date\nKavo,\n", encoding="utf-8")
    result = _run("geocode", "--input", str(path))
    assert result.exit_code == 1
    assert "expected text and date" in result.output
    path.write_text("", encoding="utf-8")
    result = _run("geocode", "--input", str(path))
    assert result.exit_code == 1
    assert "its first line is empty" in result.output


def test_geocode_goes_on_after_a_bad_row(tmp_path):
    path = tmp_path / "in.csv"
    rows = ["Kevron,2023-09-05", "Panj,2025-13-45", "Paris,", '"Shuroobod district",2010-05-01', "Kavo,31 February"]
    path.write_text("\n".join(["text,date", *rows]), encoding="utf-8")
    result = _run("geocode", "--input", str(path))
    assert result.exit_code == 1
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line.get("status", "bad") for line in lines] == ["placed", "bad", "not_placed", "placed", "bad"]
    assert lines[1] == {"line": 3, "error": "date is '2025-13-45', expected as 2026-01-31"}
    assert result.stderr == (
        "Error: 2 of 5 rows of in.csv cannot be read; the first, line 3: date is '2025-13-45', expected as 2026-01-31\n"
    )


@pytest.mark.parametrize("head", [b"text,date\n", b"\xff\xfet,date\n"])
def test_geocode_of_a_table_in_another_encoding_is_a_clear_error(tmp_path, head):
    path = tmp_path / "in.csv"
    path.write_bytes(head + "Шуроабад,\n".encode("cp1251"))
    result = _run("geocode", "--input", str(path))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: in.csv cannot be read as CSV in UTF-8: ")
    assert result.stderr.count("\n") == 1


def test_geocode_wants_one_of_text_and_file():
    assert _run("geocode").exit_code == 2
