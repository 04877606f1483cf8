import json

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
    path.write_text("text,date\nKavo,31 February\n", encoding="utf-8")
    result = _run("geocode", "--input", str(path))
    assert result.exit_code == 1
    assert "line 2" in result.output


def test_geocode_wants_one_of_text_and_file():
    assert _run("geocode").exit_code == 2
