"""The briefing's pages: the first with map, strip, figures and table, more for rows and sources that do not fit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import segno

from geo.views.briefing_canvas import Canvas, Frame, Style, shorten, text_width, wrap
from geo.views.briefing_content import DISCLAIMER, NOTHING, Content, SourceLine, number_text, off_map_summary
from geo.views.briefing_map import Cluster, draw_map
from geo.views.briefing_options import SIZES
from geo.views.briefing_table import (
    BRIEF_COLUMNS,
    CLUSTER_COLUMNS,
    FULL_COLUMNS,
    PANEL_COLUMNS,
    Column,
    TableRow,
    brief_rows,
    cluster_rows,
    draw_table,
    fitting,
    full_rows,
    panel_rows,
)
from geo.views.briefing_theme import Theme
from geo.views.strip_static import draw_strip

MARGIN_IN: Final = 0.32
_HEADER_IN: Final = 0.85
_GAP_IN: Final = 0.11
_MAP_SHARE: Final = 0.585
# The strip gives way to the table beside the map where that lets the whole table stand on the first page.
_STRIP_SHARES: Final = (0.39, 0.35, 0.31)
_QR_IN: Final = 0.74
_LINK_IN: Final = 1.95
_TITLE_PTS: Final = (21.0, 19.0, 17.0, 15.0)
_LONG_TITLE_PT: Final = 13.5
_SOURCE_PT: Final = 6.8
_SMALL_PT: Final = 6.6
_NOTE_PT: Final = 7.0
_MAX_SOURCE_LINES: Final = 3
_MAX_SOURCE_IN: Final = 2.6
_SOURCE_COLUMNS: Final = 3
# An entry must fit on a page, whatever somebody wrote; the link behind it stays whole.
_MAX_CELL_LINES: Final = 6
_COLUMN_GAP_IN: Final = 0.25
_MIN_SOURCES_IN: Final = 1.6
_MAX_NOTE_LINES: Final = 4
CLUSTER_ROW_IN: Final = 0.213
_MAX_BRIEF_ROWS: Final = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of the first page lie."""

    header: Frame
    map: Frame
    panel: Frame
    strip: Frame
    footer: Frame


@dataclass(frozen=True, slots=True)
class Plan:
    """What the first page holds.

    Attributes
    ----------
    columns, table
        The table beside the map; `table` is None where the list of clusters takes its place.
    is_whole
        Whether that table says everything, so that no page of rows follows.
    notes
        Lines on what is not on the map.
    sources
        The sources as lines of the footer; None where they follow on a page of their own.
    imprint
        Attributions and disclaimer as lines of the footer.
    """

    layout: Layout
    columns: Sequence[Column]
    table: Sequence[TableRow] | None
    is_whole: bool
    notes: Sequence[str]
    sources: Sequence[Sequence[tuple[float, SourceLine]]] | None
    imprint: Sequence[str]


def draw(content: Content, theme: Theme, size: str) -> tuple[Canvas, ...]:
    """Draw all pages of a briefing; call it within `briefing_canvas.drawing()`.

    Parameters
    ----------
    size
        One of SIZES.
    """
    plan = plan_page(content, theme, size)
    frames = plan.layout
    first = Canvas(*SIZES[size], theme.page)
    _draw_header(first, frames.header, content, theme)
    limit = None if plan.table is not None else int(table_room(plan) / CLUSTER_ROW_IN) - 1
    clusters = draw_map(first, frames.map, content, theme, max_clusters=limit)
    _draw_panel(first, plan, content, theme, clusters)
    draw_strip_part(first, frames.strip, content, theme, numbered=plan.table is not None)
    later = _later_pages(content, theme, size, plan, clusters)
    n_pages = 1 + len(later)
    _draw_footer(first, plan, content, theme, n_pages=n_pages)
    for number, page in enumerate(later, start=2):
        _draw_page_number(page, size, number, n_pages, content, theme)
    return (first, *later)


def layout(size: str, footer_height: float, strip_share: float) -> Layout:
    """Divide a page of this size, one of SIZES."""
    width, height = SIZES[size]
    inner = width - 2 * MARGIN_IN
    header = Frame(MARGIN_IN, MARGIN_IN * 0.8, inner, _HEADER_IN)
    footer = Frame(MARGIN_IN, height - footer_height - MARGIN_IN * 0.6, inner, footer_height)
    room = footer.y - header.bottom - 2 * _GAP_IN
    strip_height = room * strip_share
    top = room - strip_height
    split = inner * _MAP_SHARE
    return Layout(
        header=header,
        map=Frame(MARGIN_IN, header.bottom, split - _GAP_IN, top),
        panel=Frame(MARGIN_IN + split + _GAP_IN * 0.5, header.bottom, inner - split - _GAP_IN * 0.5, top),
        strip=Frame(MARGIN_IN, header.bottom + top + _GAP_IN, inner, strip_height),
        footer=footer,
    )


def plan_page(content: Content, theme: Theme, size: str) -> Plan:
    """Decide what fits on the first page: the whole table, a brief one, or the map's groups."""
    width = SIZES[size][0] - 2 * MARGIN_IN
    text_room = width - _QR_IN - _LINK_IN - 0.4
    flow = _source_flow(content.sources, text_room, theme)
    sources = flow if len(flow) <= _MAX_SOURCE_LINES else None
    small = Style(_SMALL_PT, theme.muted)
    imprint = wrap(f"{'; '.join(content.attributions)}. {DISCLAIMER}", small, text_room)
    n_source_lines = 1 if sources is None else len(sources) if content.sources else 0
    text_height = n_source_lines * Style(_SOURCE_PT, "").leading + len(imprint) * small.leading + 0.1
    footer_height = max(text_height, _QR_IN + 0.08)
    frames = [layout(size, footer_height, share) for share in _STRIP_SHARES]
    width = frames[0].panel.width
    notes = _note_lines(content, width, theme)
    plan = Plan(frames[0], PANEL_COLUMNS, None, True, notes, sources, imprint)
    rows = content.rows
    tables = [panel_rows(rows, width, theme, with_summary=with_summary) for with_summary in (True, False)]
    for frame, table in ((frames[0], tables[0]), *((frame, tables[1]) for frame in frames)):
        tried = replace(plan, layout=frame, table=table)
        if fitting(table, table_room(tried)) == len(rows):
            return tried
    # No use in laying out more rows than any page holds.
    brief = brief_rows(rows[:_MAX_BRIEF_ROWS], width, theme)
    for frame in frames:
        tried = replace(plan, layout=frame, columns=BRIEF_COLUMNS, table=brief, is_whole=False)
        if fitting(brief, table_room(tried)) == len(rows):
            return tried
    return replace(plan, columns=CLUSTER_COLUMNS, is_whole=False)


def table_room(plan: Plan) -> float:
    """Height (inches) for the table beside the map, above the notes."""
    return plan.layout.panel.height - len(plan.notes) * Style(_NOTE_PT, "").leading - 0.06


# First page


def _draw_header(canvas: Canvas, frame: Frame, content: Content, theme: Theme) -> None:
    figures_width = _draw_figures(canvas, frame, content, theme)
    width = frame.width - figures_width - 0.3
    title, size = fit_title(content.title, width)
    y = canvas.lines(frame.x, frame.y, title, Style(size, theme.text, bold=True))
    style = Style(9.5, theme.text)
    y = canvas.lines(frame.x, y + 0.02, wrap(content.subtitle, style, width, 2 if len(title) == 1 else 1), style)
    canvas.text(frame.x, y + 0.01, content.dates, Style(8.0, theme.muted))


def fit_title(text: str, width: float) -> tuple[list[str], float]:
    """Set the title as large as it fits on one line, else on two: its lines and their size in points."""
    for size in _TITLE_PTS:
        style = Style(size, "", bold=True)
        if text_width(text, style) <= width:
            return [text], size
    return wrap(text, Style(_LONG_TITLE_PT, "", bold=True), width, 2), _LONG_TITLE_PT


def _draw_figures(canvas: Canvas, frame: Frame, content: Content, theme: Theme) -> float:
    """Draw the key figures flush right; return their width."""
    label, value, detail = Style(7.2, theme.muted), Style(17.0, theme.text, bold=True), Style(6.8, theme.muted)
    widths = [
        max(text_width(figure.label, label), text_width(figure.value, value), text_width(figure.detail, detail)) + 0.26
        for figure in content.figures
    ]
    x = frame.right - sum(widths)
    for figure, width in zip(content.figures, widths, strict=True):
        canvas.segments([((x, frame.y + 0.05), (x, frame.y + 0.62))], theme.accent, 1.6)
        canvas.text(x + 0.09, frame.y + 0.02, figure.label, label)
        canvas.text(x + 0.09, frame.y + 0.135, figure.value, value)
        canvas.text(x + 0.09, frame.y + 0.46, figure.detail, detail)
        x += width
    return sum(widths)


def _note_lines(content: Content, width: float, theme: Theme) -> list[str]:
    """Say what the map does not show: by place, or how many where the table that follows tells."""
    if not content.off_map:
        return []
    style = Style(_NOTE_PT, theme.text)
    lines = wrap(f"Not on the map at this precision: {'; '.join(content.off_map)}.", style, width)
    if len(lines) <= _MAX_NOTE_LINES:
        return lines
    summary = off_map_summary(content.rows)
    return wrap(f"Not on the map at this precision: {summary}. The table on the next pages names each.", style, width)


def _draw_panel(canvas: Canvas, plan: Plan, content: Content, theme: Theme, clusters: Sequence[Cluster]) -> None:
    frame = plan.layout.panel
    if not content.rows:
        _draw_nothing(canvas, frame, content, theme)
        return
    table = plan.table if plan.table is not None else cluster_rows(clusters, frame.width, theme)
    y = draw_table(canvas, frame, plan.columns, table, theme)
    canvas.lines(frame.x, y + 0.05, plan.notes, Style(_NOTE_PT, theme.text))


def _draw_nothing(canvas: Canvas, frame: Frame, content: Content, theme: Theme) -> None:
    heading, body = Style(15.0, theme.text, bold=True), Style(9.0, theme.muted)
    y = canvas.lines(frame.x, frame.y + frame.height * 0.3, wrap(NOTHING, heading, frame.width), heading)
    words = f"None of the {content.total:,} incidents in the data does. Widen the dates, the area or the kinds."
    canvas.lines(frame.x, y + 0.08, wrap(words, body, frame.width), body)


def draw_strip_part(canvas: Canvas, frame: Frame, content: Content, theme: Theme, *, numbered: bool) -> None:
    """Draw the border strip with its heading, and say which incidents are not on it."""
    chosen = content.chosen
    last = chosen.date_to or content.last_day or content.printed
    first = chosen.date_from or min(
        (row.incident.date.start for row in content.rows if row.incident.date.start), default=last
    )
    heading = Style(7.4, theme.text, bold=True)
    missing_style = Style(_SMALL_PT, theme.muted)
    words = "The border unrolled, west to east, against time"
    canvas.text(frame.x, frame.y, words, heading)
    below = Frame(frame.x, frame.y + heading.leading, frame.width, frame.height - heading.leading)
    missing = draw_strip(canvas, below, content.rows, theme, dates=(first, last), numbered=numbered)
    note = "bar: the stretch within which a vaguely placed incident lies"
    if missing:
        numbers = number_text([row.number for row in missing])
        note += f" · not on the strip (no date, or known to the border only): no. {numbers}"
    start = frame.x + text_width(words, heading) + 0.15
    line = wrap(note, missing_style, frame.right - start, 1)[0]
    canvas.text(start, frame.y + 0.01, line, missing_style)


# Footer


def _draw_footer(canvas: Canvas, plan: Plan, content: Content, theme: Theme, *, n_pages: int) -> None:
    footer = plan.layout.footer
    canvas.segments([((footer.x, footer.y), (footer.right, footer.y))], theme.rule, 0.6)
    y = footer.y + 0.04
    style = Style(_SOURCE_PT, theme.text)
    if plan.sources is None:
        words = f"Sources: {len(content.sources):,} reports, listed with their addresses at the end."
        canvas.text(footer.x, y, words, style)
        y += style.leading
    elif content.sources:
        y = _draw_sources(canvas, footer.x, y, plan.sources, theme)
    canvas.lines(footer.x, y + 0.02, plan.imprint, Style(_SMALL_PT, theme.muted))
    _draw_link(canvas, footer, content, theme, n_pages)


def _draw_link(canvas: Canvas, footer: Frame, content: Content, theme: Theme, n_pages: int) -> None:
    qr = Frame(footer.right - _QR_IN, footer.y + 0.06, _QR_IN, _QR_IN)
    draw_qr(canvas, qr, content.link)
    small = Style(_SMALL_PT, theme.muted)
    right = qr.x - 0.1
    y = footer.y + 0.04
    canvas.text(right, y, "This view, live:", Style(_SMALL_PT, theme.text, bold=True), align="right")
    for line in wrap(content.link, small, _LINK_IN, 4):
        y += small.leading
        canvas.text(right, y, line, small, align="right", url=content.link)
    if n_pages > 1:
        canvas.text(right, footer.bottom - small.leading, f"page 1 of {n_pages}", small, align="right")


def draw_qr(canvas: Canvas, frame: Frame, link: str) -> None:
    """Draw a QR code, dark on white whatever the theme, with its quiet zone inside the frame."""
    modules = np.array([list(row) for row in segno.make_qr(link, error="l").matrix], bool)
    canvas.rectangle(frame, "#ffffff", z=0.5)
    quiet = 2
    size = frame.width / (len(modules) + 2 * quiet)
    rows, columns = np.nonzero(modules)
    corners = np.column_stack([frame.x + (columns + quiet) * size, frame.y + (rows + quiet) * size])
    canvas.squares(corners, size, "#000000")


def _source_flow(sources: Sequence[SourceLine], width: float, theme: Theme) -> list[list[tuple[float, SourceLine]]]:
    """Set sources side by side in lines of a width: (offset, source)."""
    style = Style(_SOURCE_PT, theme.text)
    lines: list[list[tuple[float, SourceLine]]] = [[]]
    at = text_width("Sources: ", Style(_SOURCE_PT, theme.text, bold=True)) + 0.03
    for source in sources:
        room = text_width(source_text(source), style)
        if lines[-1] and at + room > width:
            lines.append([])
            at = 0.0
        lines[-1].append((at, source))
        at += room + 0.12
    return lines


def _draw_sources(
    canvas: Canvas, x: float, y: float, flow: Sequence[Sequence[tuple[float, SourceLine]]], theme: Theme
) -> float:
    style = Style(_SOURCE_PT, theme.text)
    canvas.text(x, y, "Sources: ", Style(_SOURCE_PT, theme.text, bold=True))
    for line in flow:
        for offset, source in line:
            canvas.text(x + offset, y, source_text(source), style, url=safe_url(source.url))
        y += style.leading
    return y


def source_text(source: SourceLine) -> str:
    """Write a source briefly, with its number."""
    return f"[{source.number}] {shorten(source.label, Style(_SOURCE_PT, ''), _MAX_SOURCE_IN)}"


def safe_url(url: str | None) -> str | None:
    """Only web addresses become links: what a report names is not trusted."""
    return url if url and url.startswith(("https://", "http://")) else None


# Further pages


def _later_pages(content: Content, theme: Theme, size: str, plan: Plan, clusters: Sequence[Cluster]) -> list[Canvas]:
    pages: list[Canvas] = []
    end = None
    if content.rows and not plan.is_whole:
        pages, bottom = _table_pages(content, theme, size, clusters)
        end = (pages[-1], bottom)
    if plan.sources is None:
        pages += _source_pages(content, theme, size, end)
    return pages


def _table_pages(content: Content, theme: Theme, size: str, clusters: Sequence[Cluster]) -> tuple[list[Canvas], float]:
    """Draw the whole table; return its pages and where it ends on the last of them."""
    body = body_frame(size)
    groups = {row.number: cluster.number for cluster in clusters for row in cluster.rows}
    laid = full_rows(content.rows, body.width, theme, groups)
    pages: list[Canvas] = []
    bottom = body.y
    while laid:
        count = max(fitting(laid, body.height), 1)
        pages.append(Canvas(*SIZES[size], theme.page))
        bottom = draw_table(pages[-1], body, FULL_COLUMNS, laid[:count], theme)
        laid = laid[count:]
    return pages, bottom


def _source_pages(content: Content, theme: Theme, size: str, start: tuple[Canvas, float] | None) -> list[Canvas]:
    """List every source with its address in columns, from the end of the table on; return the pages added."""
    body = body_frame(size)
    heading, style, small = Style(10.0, theme.text, bold=True), Style(7.4, theme.text), Style(6.4, theme.muted)
    width = (body.width - _COLUMN_GAP_IN * (_SOURCE_COLUMNS - 1)) / _SOURCE_COLUMNS
    blocks = []
    for source in content.sources:
        address = wrap(source.url, small, width - 0.2, _MAX_CELL_LINES) if source.url else []
        lines = wrap(f"[{source.number}] {source.label}", style, width, _MAX_CELL_LINES)
        blocks.append((source, lines, address, len(lines) * style.leading + len(address) * small.leading + 0.04))
    pages: list[Canvas] = []
    page, top = start or (None, body.bottom)
    while blocks:
        top += 0.25
        if page is None or body.bottom - top < _MIN_SOURCES_IN:
            page, top = Canvas(*SIZES[size], theme.page), body.y
            pages.append(page)
        page.text(body.x, top, "Sources", heading)
        top += heading.leading + 0.05
        # Columns of even height, as far as the page lets them be; each holds the tallest entry.
        even = sum(block[3] for block in blocks) / _SOURCE_COLUMNS + max(block[3] for block in blocks)
        bottom = min(body.bottom, top + even)
        for column in range(_SOURCE_COLUMNS):
            x, y = body.x + column * (width + _COLUMN_GAP_IN), top
            while blocks and y + blocks[0][3] <= bottom:
                source, lines, address, height = blocks.pop(0)
                _draw_source(page, x, y, lines, address, (style, small), safe_url(source.url))
                y += height
        page, top = None, body.bottom
    return pages


def _draw_source(
    canvas: Canvas,
    x: float,
    y: float,
    lines: Sequence[str],
    address: Sequence[str],
    styles: tuple[Style, Style],
    url: str | None,
) -> None:
    style, small = styles
    for line in lines:
        canvas.text(x, y, line, style)
        y += style.leading
    for line in address:
        canvas.text(x + 0.2, y, line, small, url=url)
        y += small.leading


def body_frame(size: str) -> Frame:
    """Room for tables and lists on a further page."""
    width, height = SIZES[size]
    return Frame(MARGIN_IN, MARGIN_IN + 0.3, width - 2 * MARGIN_IN, height - 2 * MARGIN_IN - 0.55)


def _draw_page_number(canvas: Canvas, size: str, number: int, n_pages: int, content: Content, theme: Theme) -> None:
    width, height = SIZES[size]
    style, small = Style(9.0, theme.text, bold=True), Style(7.2, theme.muted)
    pages = f"page {number} of {n_pages}"
    line = wrap(content.title, style, (width - 2 * MARGIN_IN) * 0.4, 1)[0]
    canvas.text(MARGIN_IN, MARGIN_IN * 0.8, line, style)
    start = MARGIN_IN + text_width(line, style) + 0.2
    room = width - MARGIN_IN - text_width(pages, small) - 0.2 - start
    canvas.text(start, MARGIN_IN * 0.8 + 0.02, wrap(content.subtitle, small, room, 1)[0], small)
    canvas.text(width - MARGIN_IN, MARGIN_IN * 0.8 + 0.02, pages, small, align="right")
    canvas.text(MARGIN_IN, height - MARGIN_IN * 0.9, content.dates, small)
