"""The files of a briefing: what they carry, that they are the same each time, and the command that writes them."""

import datetime as dt
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pypdf
import pytest
from click.testing import CliRunner
from matplotlib.text import Text
from PIL import Image
from pptx import Presentation

from geo.cli import cli
from geo.core.errors import ExportError
from geo.core.model import DateSpan
from geo.incidents import dataset
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.views import briefing, briefing_pptx, strip, strip_static
from geo.views.briefing_canvas import Canvas, Style, drawing, shorten, text_width, wrap
from geo.views.briefing_content import Content, number_text
from geo.views.briefing_options import Options
from geo.views.briefing_theme import theme
from geo.views.symbology import contrast

PRINTED = dt.date(2026, 2, 1)
OPTIONS = Options(printed=PRINTED, title="Sitуация · وضعیت")
WINTER = Filter(date_from=dt.date(2025, 11, 1), date_to=dt.date(2026, 1, 31))


@pytest.fixture(scope="module")
def table() -> IncidentTable:
    return IncidentTable.from_incidents(dataset.load())


@pytest.fixture(scope="module")
def said(table: IncidentTable) -> Content:
    return briefing.content(table, WINTER, OPTIONS)


def test_content_repeats_the_filter_its_counts_and_a_link_to_it(table: IncidentTable, said: Content) -> None:
    shown = int(WINTER.mask(table).sum())
    assert said.subtitle.endswith(f"{shown:,} of {table.n:,} incidents")
    assert len(said.rows) == shown
    assert [row.number for row in said.rows] == list(range(1, shown + 1))
    assert said.link == "http://localhost:8501/?from=2025-11-01&to=2026-01-31"
    assert said.figures[0].value == str(shown)
    named = {source for row in said.rows for source in row.incident.sources}
    assert len(said.sources) == len(named)
    assert all(row.refs for row in said.rows if row.incident.sources)


def test_what_the_map_cannot_show_is_listed(table: IncidentTable) -> None:
    said = briefing.content(table, Filter(), OPTIONS)
    off_map = [row.number for row in said.rows if not row.on_map]
    assert len(off_map) == int(np.isnan(table.lon).sum())
    listed = " ".join(said.off_map)
    assert all(str(number) in listed or "\N{EN DASH}" in listed for number in off_map)


@pytest.mark.parametrize("file_format", ["png", "pdf", "pptx", "svg"])
def test_the_same_input_gives_the_same_bytes(said: Content, file_format: str) -> None:
    first, again = (briefing.render(said, OPTIONS, file_format, first_page_only=True) for _ in range(2))
    assert first == again
    later = replace(said, printed=dt.date(2026, 2, 2))
    assert briefing.render(later, OPTIONS, file_format, first_page_only=True) != first


def test_png_is_a_full_hd_picture_and_prints_at_300_dpi(said: Content) -> None:
    screen = Image.open(io.BytesIO(briefing.render(said, OPTIONS, "png", first_page_only=True)[0]))
    assert screen.size == (1920, 1080)
    printed = briefing.render(said, replace(OPTIONS, dpi=300, size="a4"), "png", first_page_only=True)[0]
    assert Image.open(io.BytesIO(printed)).size == (3507, 2480)


def test_pdf_is_vector_with_fonts_title_and_language(said: Content) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(briefing.render(said, OPTIONS, "pdf")[0]))
    root = pdf.root_object
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == OPTIONS.title
    assert pdf.metadata.creation_date is not None
    assert pdf.metadata.creation_date.date() == PRINTED
    for page in pdf.pages:
        assert not page.images
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        assert fonts
        for font in fonts:
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert "/FontFile2" in descriptor
    words = " ".join(page.extract_text() for page in pdf.pages)
    assert "imply no endorsement" in words
    links = {
        note.get_object()["/A"]["/URI"]
        for page in pdf.pages
        for note in page.get("/Annots", ())
        if "/A" in note.get_object()
    }
    assert said.link in links
    assert {source.url for source in said.sources if source.url} <= links


def test_pptx_keeps_text_and_table_editable_and_describes_its_pictures(said: Content) -> None:
    deck = Presentation(io.BytesIO(briefing.render(said, OPTIONS, "pptx")[0]))
    first = deck.slides[0]
    assert first.shapes.title.text_frame.text == OPTIONS.title
    assert deck.core_properties.title == OPTIONS.title
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    numbers = {row.cells[0].text for table in tables for row in table.rows}
    assert {str(row.number) for row in said.rows} <= numbers
    texts = " ".join(shape.text_frame.text for shape in first.shapes if shape.has_text_frame)
    for words in (said.subtitle, said.dates, said.link, "imply no endorsement"):
        assert words in texts
    pictures = [shape for shape in first.shapes if shape.shape_type is not None and hasattr(shape, "image")]
    assert len(pictures) == 3
    assert all(picture._element.nvPicPr.cNvPr.get("descr") for picture in pictures)
    addresses = {
        run.hyperlink.address
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    }
    assert {source.url for source in said.sources if source.url} <= addresses
    width, height = deck.slide_width, deck.slide_height
    for slide in deck.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= width
            assert 0 <= shape.top <= shape.top + shape.height <= height


def test_pptx_words_below_a_row_span_all_its_columns_but_the_first(said: Content) -> None:
    deck = Presentation(io.BytesIO(briefing.render(said, OPTIONS, "pptx")[0]))
    table = next(shape.table for shape in deck.slides[0].shapes if shape.has_table)
    spans = {row.cells[1].text: row.cells[1].span_width for row in table.rows if row.cells[1].is_merge_origin}
    assert len(spans) == len(said.rows)
    assert set(spans.values()) == {len(table.columns) - 1}
    assert all(any(text.startswith(row.precision) for text in spans) for row in said.rows)


def test_pptx_links_can_be_read_on_a_dark_sheet(said: Content) -> None:
    archive = zipfile.ZipFile(io.BytesIO(briefing.render(said, replace(OPTIONS, theme="dark"), "pptx")[0]))
    found = re.findall(r'<a:(?:hlink|folHlink)><a:srgbClr val="(\w+)"/>', archive.read("ppt/theme/theme1.xml").decode())
    assert len(found) == 2
    assert all(contrast(f"#{colour}", theme("dark").page) >= 4.5 for colour in found)


def test_a_persian_title_runs_from_right_to_left_in_pptx() -> None:
    assert briefing_pptx._is_right_to_left("«وضعیت» 2026")
    assert not briefing_pptx._is_right_to_left("2026 Вазъият")


def test_svg_is_readable_xml_with_a_title_and_no_outside_file(said: Content) -> None:
    svg = briefing.render(said, OPTIONS, "svg", first_page_only=True)[0]
    root = ET.fromstring(svg)
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == OPTIONS.title
    assert b"<image" not in svg
    assert b"@import" not in svg


def test_only_web_addresses_become_links(table: IncidentTable) -> None:
    incident = table.incidents(WINTER.mask(table))[0]
    hostile = replace(incident, sources=tuple(replace(s, url="javascript:alert(1)") for s in incident.sources))
    said = briefing.content(IncidentTable.from_incidents([hostile]), Filter(), OPTIONS)
    pdf = briefing.render(said, OPTIONS, "pdf")[0]
    assert b"javascript" not in pdf.lower()


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({"size": "a5"}, "size 'a5'"),
        ({"theme": "pink"}, "theme 'pink'"),
        ({"dpi": 10}, "dpi 10"),
        ({"base_url": "javascript:x"}, "base_url"),
    ],
)
def test_an_option_that_cannot_be_is_named(more: dict[str, object], part: str) -> None:
    with pytest.raises(ExportError, match=part):
        Options(printed=PRINTED, **more)  # type: ignore[arg-type]


def test_command_writes_the_format_of_the_ending(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    command = ["brief", "-o", str(path), "--from", "2026-01-01", "--printed", "2026-02-01", "--json"]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert told["files"] == [str(path)]
    assert told["incidents"] <= told["total"]
    assert path.read_bytes().startswith(b"%PDF")


def test_command_numbers_further_pages_of_a_picture(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        cli, ["brief", "-o", str(tmp_path / "sheet.png"), "--from", "2025-11-01", "--dpi", "60"]
    )
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.iterdir())[:2] == ["sheet-2.png", "sheet.png"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["-o", "sheet.docx"], 1),
        (["-o", "missing-folder/sheet.svg", "--from", "2030-01-01"], 1),
        (["-o", "sheet.png", "--kind", "picnic"], 2),
        (["-o", "sheet.png", "--theme", "pink"], 2),
        (["-o", "sheet.png", "--printed", "today"], 2),
        ([], 2),
    ],
)
def test_command_refuses_what_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["brief", *arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output


def test_rising_numbers_are_written_briefly() -> None:
    assert number_text([]) == ""
    assert number_text([1, 2, 4, 5, 6]) == "1, 2, 4\N{EN DASH}6"


@pytest.mark.parametrize("text", ["Shamsiddin Shohin", "Шамсиддин Шоҳин", "ولسوالی چاه آب", "a" * 60])
def test_wrapped_text_keeps_its_letters_and_its_width(text: str) -> None:
    style = Style(8, "#000000")
    with drawing():
        lines = wrap(text, style, 0.5)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(text_width(line, style) <= 0.5 for line in lines)
        assert text_width(shorten(text, style, 0.4), style) <= 0.4


def test_strip_names_what_it_leaves_out(said: Content) -> None:
    undated = replace(said.rows[0], incident=replace(said.rows[0].incident, date=DateSpan()))
    border = replace(
        said.rows[1],
        incident=replace(said.rows[1].incident, place=replace(said.rows[1].incident.place, precision_class="border")),
    )
    with drawing():
        canvas = Canvas(12, 2, "#ffffff")
        rows = (undated, border, *said.rows[2:])
        dates = (dt.date(2025, 11, 1), dt.date(2026, 1, 31))
        missing = strip_static.draw_strip(canvas, canvas.frame, rows, theme("light"), dates=dates, numbered=True)
    assert [row.number for row in missing] == [1, 2]


def test_strip_too_narrow_for_rows_of_names_sets_them_upright(said: Content) -> None:
    dates = (dt.date(2025, 11, 1), dt.date(2026, 1, 31))
    with drawing():
        canvas = Canvas(3, 3, "#ffffff")
        strip_static.draw_strip(canvas, canvas.frame, said.rows, theme("light"), dates=dates, numbered=False)
    upright = {
        text.get_text(): text.get_position() for text in canvas.figure.findobj(Text) if text.get_rotation() == 90
    }
    for bank in strip.banks():
        middles = [upright[band.name][0] for band in bank.districts]
        # Inches from name to name: none stands in another's way, and west stays west of east.
        assert all(east - west >= 0.0999 for west, east in pairwise(middles))
        assert 0 < middles[0] < middles[-1] < 3
