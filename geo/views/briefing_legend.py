"""The legend of a briefing's map: an entry for each look that its marks and lines have, set in lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import shapely

from geo.core import vocab
from geo.views import symbology
from geo.views.briefing_canvas import Canvas, Style, text_width
from geo.views.briefing_content import Row
from geo.views.briefing_theme import Theme, marker, radius_in, shape

_SIZE_PT: Final = 6.8
_ROW_IN: Final = 0.19


@dataclass(frozen=True, slots=True)
class _Entry:
    """A legend entry: how wide its picture is (inches), how to draw it at its left middle, its words."""

    width: float
    draw: Callable[[Canvas, float, float], None]
    label: str


class Legend:
    """The entries of the rows that are on a map, in lines of a width (inches).

    Parameters
    ----------
    clustered
        Whether the map numbers groups of incidents.
    """

    def __init__(self, rows: Sequence[Row], theme: Theme, width: float, *, clustered: bool) -> None:
        self._theme = theme
        self._lines = _flow(_entries(rows, theme, clustered=clustered), width)

    @property
    def height(self) -> float:
        """Inches."""
        return len(self._lines) * _ROW_IN

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw it with its upper left corner at a point of the page (inches)."""
        style = Style(_SIZE_PT, self._theme.text)
        for number, line in enumerate(self._lines):
            middle = y + (number + 0.5) * _ROW_IN
            for offset, entry in line:
                entry.draw(canvas, x + offset, middle)
                canvas.text(x + offset + entry.width, middle - style.size * 0.66 / 72, entry.label, style)


def _entries(rows: Sequence[Row], theme: Theme, *, clustered: bool) -> list[_Entry]:
    shown = [row for row in rows if row.on_map]
    kinds = {row.incident.kind for row in shown}
    styles = {symbology.PRECISION_STYLES[row.incident.place.precision_class] for row in shown}
    entries = [_kind_entry(kind, theme) for kind in vocab.KINDS if kind in kinds]
    top = max((row.n_killed or 0 for row in shown), default=0)
    sizes = [killed for killed in symbology.LEGEND_KILLED if killed <= top]
    if len(sizes) > 1:
        entries.append(_size_entry(sizes, theme))
    if "ring" in styles:
        entries.append(_ring_entry(theme))
    if "hatch" in styles:
        entries.append(_hatch_entry(theme))
    if clustered:
        entries.append(_badge_entry(theme))
    return [*entries, _lines_entry(theme)]


def _kind_entry(kind: str, theme: Theme) -> _Entry:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.mark(x + 0.06, y, marker(kind), 0.052, fill=theme.kind_colour(kind), edge=theme.text, width=0.6)

    return _Entry(0.16, draw, vocab.KINDS[kind])


def _size_entry(sizes: Sequence[int], theme: Theme) -> _Entry:
    radii = [min(radius_in(killed), _ROW_IN / 2) for killed in sizes if radius_in(killed) < 0.13]
    width = sum(2 * radius + 0.03 for radius in radii)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for radius in radii:
            canvas.mark(x + radius, y, shape("circle"), radius, fill="none", edge=theme.text, width=0.6)
            x += 2 * radius + 0.03

    return _Entry(width + 0.02, draw, f"Size: {', '.join(map(str, sizes[: len(radii)]))} killed")


def _ring_entry(theme: Theme) -> _Entry:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        ring = shapely.Point(x + 0.075, y).buffer(0.07)
        canvas.shapes([ring], edge=theme.text, width=0.7, z=2, dashed=True)

    return _Entry(0.19, draw, "Within this distance")


def _hatch_entry(theme: Theme) -> _Entry:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        box = shapely.box(x, y - 0.06, x + 0.2, y + 0.06)
        canvas.shapes([box], edge=theme.palette.hatch, width=0.7, z=1, hatch="////", alpha=0.6)
        canvas.mark(x + 0.1, y, shape("circle"), 0.045, fill=theme.palette.land, edge=theme.text, width=1.2)

    return _Entry(0.25, draw, "Known to the district only")


def _badge_entry(theme: Theme) -> _Entry:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.mark(x + 0.08, y, shape("circle"), 0.075, fill=theme.text, edge=theme.page, width=0.6)

    return _Entry(0.2, draw, "Group, as listed")


def _lines_entry(theme: Theme) -> _Entry:
    palette = theme.palette
    strokes = ((palette.border_line, 1.7), (palette.region_line, 0.9), (palette.district_line, 0.7))

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for step, (colour, width) in enumerate(strokes, start=-1):
            canvas.segments([((x, y + step * 0.045), (x + 0.2, y + step * 0.045))], colour, width)

    return _Entry(0.25, draw, "Border, region, district")


def _flow(entries: Sequence[_Entry], width: float) -> list[list[tuple[float, _Entry]]]:
    """Set entries side by side in lines of a width: (offset, entry)."""
    style = Style(_SIZE_PT, "#000000")
    lines: list[list[tuple[float, _Entry]]] = [[]]
    at = 0.0
    for entry in entries:
        room = entry.width + text_width(entry.label, style)
        if at and at + room > width:
            lines.append([])
            at = 0.0
        lines[-1].append((at, entry))
        at += room + 0.11
    return lines
