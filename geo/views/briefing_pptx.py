"""The briefing as PowerPoint slides: text and tables native and editable, map and strip as pictures with a description.

Slides follow the drawn pages. The face is one that office programs have, as a PPTX file does not carry its fonts.
"""

import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from geo.views.briefing_canvas import Canvas, Frame, Style, shorten, text_width
from geo.views.briefing_content import DISCLAIMER, NOTHING, Content, Figure
from geo.views.briefing_map import Cluster, draw_map
from geo.views.briefing_options import SIZES
from geo.views.briefing_sheet import (
    CLUSTER_ROW_IN,
    MARGIN_IN,
    Plan,
    body_frame,
    draw_qr,
    draw_strip_part,
    fit_title,
    plan_page,
    safe_url,
    source_text,
    table_room,
)
from geo.views.briefing_table import FULL_COLUMNS, Column, Line, TableRow, cluster_rows, fitting, full_rows
from geo.views.briefing_theme import Theme

_FACE: Final = "Calibri"
_TITLE_ONLY: Final = 5
_CELL_MARGIN_IN: Final = 0.03
_ROW_IN: Final = 0.14
_RULE_PT: Final = 0.5
_LEAST_PT: Final = 6.0
_LINK_COLOURS: Final = re.compile(rb"(<a:(?:hlink|folHlink)>)(.*?)(</a:(?:hlink|folHlink)>)", re.DOTALL)
# Office programs set lines in another face than they are measured in here: room to be safe.
_TABLE_FILL: Final = 0.85
_TEXT_FILL: Final = 0.92
_SOURCES_A_SLIDE: Final = 36
_SOURCE_COLUMNS: Final = 2
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def make(said: Content, theme: Theme, size: str, *, dpi: int) -> bytes:
    """Make the slides of a briefing; call it within `briefing_canvas.drawing()`.

    Parameters
    ----------
    size
        One of briefing_sheet.SIZES.
    dpi
        Pixels an inch of the pictures.
    """
    deck = Presentation()
    width, height = SIZES[size]
    deck.slide_width, deck.slide_height = Inches(width), Inches(height)
    _describe(deck, said)
    _colour_links(deck, theme)
    plan = plan_page(said, theme, size)
    clusters = _first_slide(deck, said, theme, plan, dpi)
    if said.rows and not plan.is_whole:
        _table_slides(deck, said, theme, size, clusters)
    if plan.sources is None:
        _source_slides(deck, said, theme, size)
    out = io.BytesIO()
    deck.save(out)
    return _same_bytes(out.getvalue())


def _first_slide(deck: Any, said: Content, theme: Theme, plan: Plan, dpi: int) -> tuple[Cluster, ...]:
    frames = plan.layout
    header = frames.header
    width = header.width - sum(_figure_widths(said, theme)) - 0.2
    lines, size = fit_title(said.title, width * _TEXT_FILL)
    height = len(lines) * Style(size, "").leading
    place = Frame(header.x, header.y, width, height)
    slide = _slide(deck, theme, said.title, place, Style(size, theme.text, bold=True))
    about = [(said.subtitle, Style(9.5, theme.text)), (said.dates, Style(8, theme.muted))]
    _text(slide, Frame(header.x, header.y + height + 0.02, width, header.height - height - 0.02), about)
    _figures(slide, said, theme, frames.header)
    picture = Canvas(frames.map.width, frames.map.height, theme.page)
    limit = None if plan.table is not None else int(table_room(plan) / CLUSTER_ROW_IN) - 1
    clusters = draw_map(picture, picture.frame, said, theme, max_clusters=limit)
    _picture(slide, picture, frames.map, dpi, f"Map. {said.subtitle}. The table lists the numbered incidents.")
    table = plan.table if plan.table is not None else cluster_rows(clusters, frames.panel.width, theme)
    if said.rows:
        _table(slide, frames.panel, plan.columns, table, theme)
    else:
        _text(slide, frames.panel, [(NOTHING, Style(15, theme.text, bold=True))])
    if plan.notes:
        height = len(plan.notes) * 0.14
        place = Frame(frames.panel.x, frames.panel.bottom - height, frames.panel.width, height)
        _text(slide, place, [(" ".join(plan.notes), Style(7, theme.text))])
    strip = Canvas(frames.strip.width, frames.strip.height, theme.page)
    draw_strip_part(strip, strip.frame, said, theme, numbered=plan.table is not None)
    _picture(slide, strip, frames.strip, dpi, f"The border unrolled against time. {said.subtitle}.")
    _footer(slide, said, theme, plan, dpi)
    return clusters


def _figures(slide: Any, said: Content, theme: Theme, header: Frame) -> None:
    widths = _figure_widths(said, theme)
    x = header.right - sum(widths)
    for figure, width in zip(said.figures, widths, strict=True):
        _text(slide, Frame(x, header.y, width, header.height), _figure_lines(figure, theme))
        x += width


def _figure_lines(figure: Figure, theme: Theme) -> list[tuple[str, Style]]:
    return [
        (figure.label, Style(7.5, theme.muted)),
        (figure.value, Style(15, theme.text, bold=True)),
        (figure.detail, Style(6.8, theme.muted)),
    ]


def _figure_widths(said: Content, theme: Theme) -> list[float]:
    return [
        max(text_width(text, style) for text, style in _figure_lines(figure, theme)) / _TEXT_FILL + 0.1
        for figure in said.figures
    ]


def _footer(slide: Any, said: Content, theme: Theme, plan: Plan, dpi: int) -> None:
    footer = plan.layout.footer
    square = min(0.74, footer.height)
    width = footer.width - square - 2.2
    style = Style(6.8, theme.text)
    box = _box(slide, Frame(footer.x, footer.y + 0.03, width, footer.height))
    paragraph = box.paragraphs[0]
    if plan.sources is None:
        _run(paragraph, f"Sources: {len(said.sources):,} reports, listed with their addresses at the end.", style)
    elif said.sources:
        _run(paragraph, "Sources: ", Style(6.8, theme.text, bold=True))
        for source in said.sources:
            _run(paragraph, f"{source_text(source)}   ", style, url=safe_url(source.url))
    imprint = f"{'; '.join(said.attributions)}. {DISCLAIMER}"
    _run(box.add_paragraph(), imprint, Style(6.6, theme.muted))
    link = _box(slide, Frame(footer.right - square - 2.1, footer.y + 0.03, 2.0, footer.height))
    _run(link.paragraphs[0], "This view, live:", Style(6.8, theme.text, bold=True))
    _run(link.add_paragraph(), said.link, Style(6.6, theme.muted), url=said.link)
    code = Canvas(square, square, "#ffffff")
    draw_qr(code, code.frame, said.link)
    place = Frame(footer.right - square, footer.y + 0.06, square, square)
    _picture(slide, code, place, max(dpi, 300), f"QR code of {said.link}")


def _table_slides(deck: Any, said: Content, theme: Theme, size: str, clusters: Sequence[Cluster]) -> None:
    body = body_frame(size)
    groups = {row.number: cluster.number for cluster in clusters for row in cluster.rows}
    laid = full_rows(said.rows, body.width, theme, groups)
    while laid:
        count = max(fitting(laid, body.height * _TABLE_FILL), 1)
        slide = _further_slide(deck, said, theme, size)
        _table(slide, body, FULL_COLUMNS, laid[:count], theme)
        laid = laid[count:]


def _source_slides(deck: Any, said: Content, theme: Theme, size: str) -> None:
    body = body_frame(size)
    style, small = Style(7.6, theme.text), Style(6.6, theme.muted)
    width = body.width / _SOURCE_COLUMNS
    in_column = _SOURCES_A_SLIDE // _SOURCE_COLUMNS
    for start in range(0, len(said.sources), _SOURCES_A_SLIDE):
        slide = _further_slide(deck, said, theme, size)
        for column in range(_SOURCE_COLUMNS):
            first = start + column * in_column
            box = _box(slide, Frame(body.x + column * width, body.y, width - 0.2, body.height))
            for source in said.sources[first : first + in_column]:
                url = safe_url(source.url)
                _run(box.add_paragraph(), f"[{source.number}] {source.label}", style, url=url)
                if source.url:
                    _run(box.add_paragraph(), source.url, small, url=url)


def _further_slide(deck: Any, said: Content, theme: Theme, size: str) -> Any:
    header = Frame(MARGIN_IN, MARGIN_IN * 0.6, SIZES[size][0] - 2 * MARGIN_IN, 0.3)
    style = Style(10, theme.text, bold=True)
    title = shorten(said.title, style, header.width * 0.43 * _TEXT_FILL)
    slide = _slide(deck, theme, title, replace(header, width=header.width * 0.43), style)
    right = Frame(header.x + header.width * 0.45, header.y + 0.03, header.width * 0.55, 0.25)
    _text(slide, right, [(f"{said.subtitle} · {said.dates}", Style(7.5, theme.muted))])
    return slide


# Parts of a slide


def _slide(deck: Any, theme: Theme, title: str, frame: Frame, style: Style) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _colour(theme.page)
    shape = slide.shapes.title
    shape.left, shape.top = Inches(frame.x), Inches(frame.y)
    shape.width, shape.height = Inches(frame.width), Inches(frame.height)
    _plain_frame(shape.text_frame)
    shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    _run(paragraph, title, style)
    return slide


def _text(slide: Any, frame: Frame, lines: Sequence[tuple[str, Style]]) -> None:
    box = _box(slide, frame)
    for number, (text, style) in enumerate(lines):
        _run(box.paragraphs[0] if number == 0 else box.add_paragraph(), text, style)


def _box(slide: Any, frame: Frame) -> Any:
    shape = slide.shapes.add_textbox(Inches(frame.x), Inches(frame.y), Inches(frame.width), Inches(frame.height))
    _plain_frame(shape.text_frame)
    return shape.text_frame


def _plain_frame(text_frame: Any) -> None:
    text_frame.word_wrap = True
    text_frame.margin_left = text_frame.margin_right = text_frame.margin_top = text_frame.margin_bottom = 0


def _run(paragraph: Any, text: str, style: Style, *, url: str | None = None) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.name, run.font.size = _FACE, Pt(style.size)
    run.font.bold, run.font.italic = style.bold, style.italic
    run.font.color.rgb = _colour(style.colour)
    run.font._element.set("lang", "en-GB")
    if url:
        run.hyperlink.address = url
    if _is_right_to_left(text):
        paragraph._p.get_or_add_pPr().set("rtl", "1")


def _picture(slide: Any, canvas: Canvas, frame: Frame, dpi: int, description: str) -> None:
    out = io.BytesIO()
    canvas.figure.savefig(out, format="png", dpi=dpi, metadata={"Software": None})
    shape = slide.shapes.add_picture(out, Inches(frame.x), Inches(frame.y), Inches(frame.width), Inches(frame.height))
    shape._element.nvPicPr.cNvPr.set("descr", description)


def _table(slide: Any, frame: Frame, columns: Sequence[Column], rows: Sequence[TableRow], theme: Theme) -> None:
    n_rows = 1 + sum(2 if row.below else 1 for row in rows)
    shape = slide.shapes.add_table(
        n_rows, len(columns), Inches(frame.x), Inches(frame.y), Inches(frame.width), Inches(_ROW_IN * n_rows)
    )
    table = shape.table
    # The plain style without bands; the rules below a heading come with it.
    shape._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    total = sum(column.share for column in columns)
    for index, column in enumerate(columns):
        table.columns[index].width = Inches(frame.width * column.share / total)
        heading = Line(column.heading, Style(7, theme.muted, bold=True))
        _cell(table.cell(0, index), [heading], column, theme, rule=theme.text)
    number = 0
    for row in rows:
        number += 1
        table.rows[number].height = Inches(_ROW_IN)
        for index, (column, lines) in enumerate(zip(columns, row.cells, strict=True)):
            _cell(table.cell(number, index), lines, column, theme, rule=None if row.below else theme.rule)
        if row.below:
            number += 1
            table.rows[number].height = Inches(_ROW_IN)
            for index, column in enumerate(columns):
                _cell(table.cell(number, index), row.below if index == 1 else (), column, theme, rule=theme.rule)
            # The words below a row have the room of all its columns but the first.
            table.cell(number, 1).merge(table.cell(number, len(columns) - 1))


_NO_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _cell(cell: Any, lines: Sequence[Line], column: Column, theme: Theme, *, rule: str | None) -> None:
    """Fill a cell: lines that were broken to fit are joined again, one paragraph for each style.

    `rule` is the colour of a line under the cell; without one the next row goes on with what this one says.
    """
    cell.margin_left = cell.margin_right = Inches(_CELL_MARGIN_IN)
    cell.margin_top, cell.margin_bottom = Inches(_CELL_MARGIN_IN), Inches(_CELL_MARGIN_IN if rule else 0)
    cell.fill.solid()
    cell.fill.fore_color.rgb = _colour(theme.page)
    if rule:
        _rule_below(cell, rule)
    if not lines:
        # An empty cell has the height of its letters.
        cell.text_frame.paragraphs[0].font.size = Pt(_LEAST_PT)
    joined: list[Line] = []
    for line in lines:
        if joined and joined[-1].style == line.style:
            joined[-1] = Line(f"{joined[-1].text} {line.text}", line.style)
        else:
            joined.append(line)
    frame = cell.text_frame
    for number, line in enumerate(joined):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if column.align == "right" else PP_ALIGN.LEFT
        _run(paragraph, line.text, line.style)


def _rule_below(cell: Any, colour: str) -> None:
    """Draw a line under a cell: python-pptx has no words for it. It stands before the fill, as the format has it."""
    line = cell._tc.get_or_add_tcPr().makeelement(qn("a:lnB"), {"w": str(Pt(_RULE_PT))})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(line.makeelement(qn("a:srgbClr"), {"val": colour.removeprefix("#").upper()}))
    line.append(fill)
    cell._tc.get_or_add_tcPr().insert(0, line)


def _colour_links(deck: Any, theme: Theme) -> None:
    """Give links the accent colour: office programs take it from the deck's theme, where it is a dark blue."""
    part = next(rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype == RT.THEME)
    colour = f'<a:srgbClr val="{theme.accent.removeprefix("#").upper()}"/>'.encode()
    part._blob = _LINK_COLOURS.sub(lambda found: found[1] + colour + found[3], part.blob)


def _describe(deck: Any, said: Content) -> None:
    made = dt.datetime.combine(said.printed, dt.time(), dt.UTC)
    about = deck.core_properties
    about.title, about.subject, about.language = said.title, said.subtitle, "en"
    about.author = about.last_modified_by = "Panj Watch"
    about.created = about.modified = made
    about.revision = 1


def _colour(colour: str) -> RGBColor:
    return RGBColor(*(int(colour[start : start + 2], 16) for start in (1, 3, 5)))  # type: ignore[no-untyped-call]


def _is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((direction for direction in directions if direction in {"L", "R", "AL"}), "L") != "L"


def _same_bytes(archive: bytes) -> bytes:
    """Write the archive again with a fixed time for each of its members."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            member = zipfile.ZipInfo(item.filename, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = item.external_attr
            target.writestr(member, source.read(item))
    return out.getvalue()
