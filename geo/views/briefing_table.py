"""The briefing's tables: which columns, how their cells wrap, which rows fit on a page, and their drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geo.core import vocab
from geo.views.briefing_canvas import Align, Canvas, Frame, Style, shorten, wrap
from geo.views.briefing_content import Row, number_text
from geo.views.briefing_map import Cluster
from geo.views.briefing_theme import Theme, draw_mark

_PAD_IN: Final = 0.04
_GAP_IN: Final = 0.07
_HEADER_PT: Final = 6.8
_MARK_IN: Final = 0.052
# A row must fit on a page, whatever somebody wrote.
_MAX_CELL_LINES: Final = 8
_MAX_SUMMARY_LINES: Final = 24


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, width (share of the table's), alignment of its numbers or words."""

    heading: str
    share: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cell."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row ready to draw: a cell of lines for each column, lines below them over the whole width, a kind's mark."""

    cells: tuple[tuple[Line, ...], ...]
    below: tuple[Line, ...] = ()
    kind: str | None = None
    hollow: bool = False

    @property
    def height(self) -> float:
        """Height (inches) with its padding."""
        cells = max((_height(cell) for cell in self.cells), default=0.0)
        return cells + _height(self.below) + 2 * _PAD_IN


PANEL_COLUMNS: Final = (
    Column("No.", 0.095, "right"),
    Column("Date", 0.205),
    Column("Place; precision; who says", 0.335),
    Column("Killed", 0.095, "right"),
    Column("Wounded", 0.11, "right"),
    Column("What", 0.17),
)
FULL_COLUMNS: Final = (
    Column("No.", 0.042, "right"),
    Column("Date", 0.085),
    Column("Place, how exactly known", 0.165),
    Column("Killed", 0.05, "right"),
    Column("Wounded", 0.055, "right"),
    Column("What", 0.413),
    Column("Who says [source]", 0.19),
)
BRIEF_COLUMNS: Final = (
    Column("No.", 0.09, "right"),
    Column("Date", 0.20),
    Column("Place", 0.395),
    Column("Killed", 0.09, "right"),
    Column("What", 0.225),
)
CLUSTER_COLUMNS: Final = (
    Column("Group", 0.10, "right"),
    Column("Where", 0.39),
    Column("Incidents", 0.13, "right"),
    Column("Killed", 0.12, "right"),
    Column("First \N{EN DASH} last", 0.26),
)


def panel_rows(rows: Sequence[Row], width: float, theme: Theme, *, with_summary: bool) -> list[TableRow]:
    """Lay rows out for the narrow table beside the map.

    How exactly the place is known and who says so stand below the other cells; before them, with a summary, the words
    on what happened.
    """
    body, small = Style(7.6, theme.text), Style(6.8, theme.muted)
    widths = _widths(PANEL_COLUMNS, width)
    laid = []
    for row in rows:
        words = row.incident.summary.strip() if with_summary else ""
        known = f"{_precision(row)} · {_who(row)}"
        below = [*(wrap(words, small, width - widths[0] - _GAP_IN) if words else ())]
        below += wrap(known, small, width - widths[0] - _GAP_IN)
        laid.append(
            TableRow(
                cells=(
                    (Line(str(row.number), Style(7.6, theme.text, bold=True)),),
                    tuple(Line(line, body) for line in wrap(row.date, body, widths[1])),
                    tuple(Line(line, body) for line in wrap(row.place, body, widths[2])),
                    tuple(Line(line, body) for line in wrap(row.killed, body, widths[3])),
                    tuple(Line(line, body) for line in wrap(row.wounded, body, widths[4])),
                    tuple(Line(line, body) for line in wrap(row.kind, body, widths[5])),
                ),
                below=tuple(Line(line, small) for line in below),
                kind=row.incident.kind,
                hollow=row.incident.place.precision_class not in vocab.POINT_PRECISIONS,
            )
        )
    return laid


def brief_rows(rows: Sequence[Row], width: float, theme: Theme) -> list[TableRow]:
    """Lay rows out one line each, for where the whole table stands on the next page."""
    body, bold = Style(7.4, theme.text), Style(7.4, theme.text, bold=True)
    widths = _widths(BRIEF_COLUMNS, width)
    # The best figure alone: what it lies between is in the whole table.
    texts = [(str(row.number), row.date, row.place, row.killed.split(" ")[0], row.kind) for row in rows]
    return [
        TableRow(
            cells=tuple(
                (Line(shorten(text, style, cell_width), style),)
                for text, style, cell_width in zip(cells, (bold, body, body, body, body), widths, strict=True)
            ),
            kind=row.incident.kind,
            hollow=row.incident.place.precision_class not in vocab.POINT_PRECISIONS,
        )
        for row, cells in zip(rows, texts, strict=True)
    ]


def full_rows(rows: Sequence[Row], width: float, theme: Theme, groups: Mapping[int, int]) -> list[TableRow]:
    """Lay rows out for a table over the whole page; `groups` gives the map's group of a row's number."""
    body, small, bold = Style(7.8, theme.text), Style(7.0, theme.muted), Style(7.8, theme.text, bold=True)
    widths = _widths(FULL_COLUMNS, width)
    laid = []
    for row in rows:
        summary = row.incident.summary.strip()
        laid.append(
            TableRow(
                cells=(
                    (Line(str(row.number), bold),),
                    tuple(Line(line, body) for line in wrap(row.date, body, widths[1])),
                    (
                        *(Line(line, body) for line in wrap(row.place, body, widths[2], _MAX_CELL_LINES)),
                        *(Line(line, small) for line in wrap(_precision(row, groups), small, widths[2])),
                    ),
                    tuple(Line(line, body) for line in wrap(row.killed, body, widths[3])),
                    tuple(Line(line, body) for line in wrap(row.wounded, body, widths[4])),
                    (
                        Line(row.kind, bold),
                        *(Line(line, body) for line in wrap(summary, body, widths[5], _MAX_SUMMARY_LINES) if summary),
                    ),
                    tuple(Line(line, small) for line in wrap(_who(row), small, widths[6], _MAX_SUMMARY_LINES)),
                ),
                kind=row.incident.kind,
                hollow=row.incident.place.precision_class not in vocab.POINT_PRECISIONS,
            )
        )
    return laid


def cluster_rows(clusters: Sequence[Cluster], width: float, theme: Theme) -> list[TableRow]:
    """Lay out the list of the map's numbered groups; the whole table says which incident is in which."""
    body, bold = Style(7.6, theme.text), Style(7.6, theme.text, bold=True)
    widths = _widths(CLUSTER_COLUMNS, width)
    laid = []
    for cluster in clusters:
        dated = [row.incident.date for row in cluster.rows if row.incident.date.start]
        first = min((date.start for date in dated if date.start), default=None)
        last = max((date.end or date.start for date in dated if date.start), default=None)
        days = f"{first:%Y-%m} \N{EN DASH} {last:%Y-%m}" if first and last else "undated"
        killed = sum(row.incident.killed.best or row.incident.killed.low or 0 for row in cluster.rows)
        texts = (str(cluster.number), cluster.name, f"{len(cluster.rows):,}", f"{killed:,}", days)
        cells = tuple(
            (Line(shorten(text, style, cell_width), style),)
            for text, style, cell_width in zip(texts, (bold, body, body, body, body), widths, strict=True)
        )
        laid.append(TableRow(cells=cells))
    return laid


def header_height() -> float:
    """Height (inches) of the headings."""
    return Style(_HEADER_PT, "#000000").leading + _PAD_IN * 1.5


def fitting(rows: Sequence[TableRow], height: float) -> int:
    """How many of the first rows fit into a height (inches) below the headings."""
    room = height - header_height()
    for count, row in enumerate(rows):
        room -= row.height
        if room < 0:
            return count
    return len(rows)


def draw_table(
    canvas: Canvas, frame: Frame, columns: Sequence[Column], rows: Sequence[TableRow], theme: Theme
) -> float:
    """Draw headings and rows from the top of a frame; return the bottom of the last row."""
    widths = _widths(columns, frame.width)
    heading = Style(_HEADER_PT, theme.muted, bold=True)
    _draw_cells(
        canvas,
        frame.x,
        frame.y,
        columns,
        widths,
        [
            (Line(shorten(column.heading, heading, width), heading),)
            for column, width in zip(columns, widths, strict=True)
        ],
    )
    y = frame.y + header_height()
    canvas.segments([((frame.x, y), (frame.right, y))], theme.text, 0.9)
    for row in rows:
        top = y + _PAD_IN
        _draw_cells(canvas, frame.x, top, columns, widths, row.cells)
        if row.kind:
            middle = top + row.cells[0][0].style.leading / 2
            draw_mark(canvas, frame.x + 0.07, middle, row.kind, _MARK_IN, theme, hollow=row.hollow, z=2)
        below = top + max(_height(cell) for cell in row.cells)
        for line in row.below:
            canvas.text(frame.x + widths[0] + _GAP_IN, below, line.text, line.style)
            below += line.style.leading
        y += row.height
        canvas.segments([((frame.x, y), (frame.right, y))], theme.rule, 0.5)
    return y


def _draw_cells(
    canvas: Canvas,
    x: float,
    y: float,
    columns: Sequence[Column],
    widths: Sequence[float],
    cells: Sequence[Sequence[Line]],
) -> None:
    for column, width, cell in zip(columns, widths, cells, strict=True):
        top = y
        for line in cell:
            canvas.text(x + width if column.align == "right" else x, top, line.text, line.style, align=column.align)
            top += line.style.leading
        x += width + _GAP_IN


def _widths(columns: Sequence[Column], width: float) -> list[float]:
    room = width - _GAP_IN * (len(columns) - 1)
    total = sum(column.share for column in columns)
    return [column.share / total * room for column in columns]


def _height(lines: Sequence[Line]) -> float:
    return sum(line.style.leading for line in lines)


def _precision(row: Row, groups: Mapping[int, int] | None = None) -> str:
    if not row.on_map:
        return f"{row.precision}; not on the map"
    group = (groups or {}).get(row.number)
    return f"{row.precision}; group {group}" if group else row.precision


def _who(row: Row) -> str:
    refs = f" [{number_text(row.refs)}]" if row.refs else ""
    return f"{row.who}{refs}"
