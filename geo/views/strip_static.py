"""The border strip for print: the line unrolled from km 0 to its end, against time, with the districts of both banks.

Incidents stand at their chainage, sized by deaths, shaped and coloured by kind. One known only to a district or region
is a hollow mark on a bar as wide as its stretch. Names keep their order and spread over rows so that none collides, or
stand upright beside each other where they find no way into rows.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.border import line
from geo.core import vocab
from geo.views import strip
from geo.views.briefing_canvas import Align, Canvas, Frame, Style, text_width
from geo.views.briefing_content import Row
from geo.views.briefing_labels import Taken, around
from geo.views.briefing_theme import Theme, draw_mark, radius_in
from geo.views.flags import flags, side_by_side

_NAME_PT: Final = 6.6
_NAME_GAP_IN: Final = 0.07
_ROW_IN: Final = 0.115
_BAND_IN: Final = 0.125
_LEADER_IN: Final = 0.06
# Width of an upright name, and the room in which its leader reaches it.
_UPRIGHT_IN: Final = 0.1
_UPRIGHT_LEADER_IN: Final = 0.16
_UPRIGHT_GAP_IN: Final = 0.02
_AXIS_IN: Final = 0.14
_YEAR_IN: Final = 0.42
_MARK_SCALE: Final = 0.8
_MAX_MARGIN: Final = 0.3
_MIN_DAYS: Final = 60
_TICK_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
_MIN_TICK_IN: Final = 0.17
# strip.stack counts in CSS pixels. More marks would hide each other wherever they stood.
_PX_IN: Final = 96.0
_MAX_STACKED: Final = 120
_KM_STEP: Final = 200
_KM_ROOM_IN: Final = 0.7


# Radius, incident, middle (inches) and whether it stands for a stretch.
_Mark = tuple[float, Row, float, float, bool]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where kilometres and days lie on the page (inches)."""

    plot: Frame
    length_km: float
    first: dt.date
    last: dt.date

    def x(self, km: float) -> float:
        return self.plot.x + km / self.length_km * self.plot.width

    def y(self, day: dt.date) -> float:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return self.plot.bottom - share * self.plot.height


@dataclass(frozen=True, slots=True)
class _Name:
    """Where a district's name stands (inches): its left edge and row, or the middle of an upright one."""

    x: float
    row: int


@dataclass(frozen=True, slots=True)
class _Names:
    """A bank's names, west to east, and the room (inches) that they and their leaders take."""

    names: Sequence[_Name]
    upright: bool
    height: float


def draw_strip(
    canvas: Canvas, frame: Frame, rows: Sequence[Row], theme: Theme, *, dates: tuple[dt.date, dt.date], numbered: bool
) -> tuple[Row, ...]:
    """Draw the strip in a frame.

    Parameters
    ----------
    dates
        First and last day of the time axis, where the rows do not reach farther.
    numbered
        Whether marks carry their row's number, where there is room.

    Returns
    -------
    tuple of Row
        The rows that are not on it, because they have no date or no stretch of the line.
    """
    length_km = line.border_line().length_km
    banks = {bank.country: bank for bank in strip.banks()}
    left, right = frame.x + _YEAR_IN, frame.right
    names = {country: _names(bank, frame.x, left, right, length_km) for country, bank in banks.items()}
    above, below = (_BAND_IN + names[country].height for country in ("TJ", "AF"))
    plot = Frame(left, frame.y + above, right - left, frame.height - above - below - _AXIS_IN)
    shown = [row for row in rows if row.incident.date.start and _stretch(row) is not None]
    scale = _scale(plot, length_km, shown, dates)
    _draw_frame(canvas, scale, theme)
    _draw_bank(canvas, scale, banks["TJ"], names["TJ"], theme, top=True)
    _draw_bank(canvas, scale, banks["AF"], names["AF"], theme, top=False)
    _draw_km(canvas, scale, frame.bottom - _AXIS_IN, theme)
    _draw_rows(canvas, scale, shown, theme, numbered=numbered)
    on_strip = {row.number for row in shown}
    return tuple(row for row in rows if row.number not in on_strip)


def _stretch(row: Row) -> tuple[float, float] | None:
    """First and last km that an incident may lie at; equal for one at a point.

    None where nothing narrower than the border is known: a mark in the middle of the line would say too much.
    """
    place = row.incident.place
    if place.precision_class in strip.WHOLE_BORDER:
        return None
    if place.precision_class in vocab.POINT_PRECISIONS and place.chainage_km is not None:
        return place.chainage_km, place.chainage_km
    spans = strip.segment_spans()
    found = [spans[share.id] for share in place.segments if share.id in spans]
    return (min(start for start, _ in found), max(end for _, end in found)) if found else None


# Names


def _names(bank: strip.Bank, low: float, left: float, right: float, length_km: float) -> _Names:
    """Place a bank's names, each on a leader from the middle of its district."""
    style = Style(_NAME_PT, "")
    centres = [left + band.middle / length_km * (right - left) for band in bank.districts]
    widths = [text_width(band.name, style) + _NAME_GAP_IN for band in bank.districts]
    placed = flags(centres, widths, low - _NAME_GAP_IN / 2, right + _NAME_GAP_IN / 2)
    if placed:
        rows = [_Name(flag.left + _NAME_GAP_IN / 2, flag.row) for flag in placed]
        return _Names(rows, False, _LEADER_IN + _ROW_IN * (1 + max(name.row for name in rows)))
    middles = side_by_side(centres, _UPRIGHT_IN, low, right)
    return _Names([_Name(x, 0) for x in middles], True, _UPRIGHT_LEADER_IN + max(widths, default=0.0))


def _draw_bank(canvas: Canvas, scale: _Scale, bank: strip.Bank, names: _Names, theme: Theme, *, top: bool) -> None:
    plot = scale.plot
    band_y = plot.y - _BAND_IN if top else plot.bottom
    style = Style(6.6, theme.text, bold=True)
    for order, band in enumerate(bank.regions):
        region, start, end = band.name, band.km_from, band.km_to
        piece = Frame(scale.x(start), band_y, scale.x(end) - scale.x(start), _BAND_IN)
        shade = theme.palette.shades[2 if order % 2 else 1]
        canvas.rectangle(piece, shade, edge=theme.page, width=0.8, z=0.5)
        if text_width(region, style) < piece.width - 0.04:
            canvas.text(piece.x + piece.width / 2, band_y + 0.005, region, style, align="center")
    inner = (plot.y, plot.y + plot.height / 2) if top else (plot.y + plot.height / 2, plot.bottom)
    edges = [scale.x(band.km_from) for band in bank.districts][1:]
    canvas.segments([((x, inner[0]), (x, inner[1])) for x in edges], theme.rule, 0.5, z=0.6)
    outer = band_y if top else band_y + _BAND_IN
    away = -1 if top else 1
    canvas.segments([((x, outer), (x, outer - away * _BAND_IN)) for x in edges], theme.page, 0.8, z=0.7)
    name_style = Style(_NAME_PT, theme.text)
    for band, name in zip(bank.districts, names.names, strict=True):
        centre = scale.x(band.middle)
        if names.upright:
            near = outer + away * _UPRIGHT_LEADER_IN
            canvas.segments([((centre, outer), (name.x, near))], theme.muted, 0.5, z=0.8)
            bottom = near - _UPRIGHT_GAP_IN if top else near + _UPRIGHT_GAP_IN + text_width(band.name, name_style)
            canvas.upright(name.x, bottom, band.name, name_style, zorder=2)
        else:
            near = outer + away * (_LEADER_IN + name.row * _ROW_IN)
            canvas.text(name.x, near - _ROW_IN if top else near, band.name, name_style, zorder=2)
            canvas.segments([((centre, outer), (centre, near))], theme.muted, 0.5, z=0.8)


# Axes and marks


def _scale(plot: Frame, length_km: float, shown: Sequence[Row], dates: tuple[dt.date, dt.date]) -> _Scale:
    starts = [row.incident.date.start for row in shown if row.incident.date.start]
    first, last = min([dates[0], *starts]), max([dates[1], *starts])
    missing = _MIN_DAYS - (last - first).days
    if missing > 0:
        first -= dt.timedelta(days=missing)
    # Room for the largest mark at either end.
    radius = max((_radius(row) for row in shown), default=0.0) + 0.03
    share = min(radius / plot.height, _MAX_MARGIN)
    margin = dt.timedelta(days=max(1, round((last - first).days * share / (1 - 2 * share))))
    return _Scale(plot, length_km, first - margin, last + margin)


def _draw_frame(canvas: Canvas, scale: _Scale, theme: Theme) -> None:
    plot = scale.plot
    canvas.rectangle(plot, theme.panel)
    style = Style(6.8, theme.muted)
    ticks = _ticks(scale)
    canvas.segments([((plot.x, scale.y(day)), (plot.right, scale.y(day))) for day, _ in ticks], theme.rule, 0.5, z=0.4)
    for day, label in ticks:
        canvas.text(plot.x - 0.05, scale.y(day) - style.size * 0.66 / 72, label, style, align="right")
    edges = [((plot.x, y), (plot.right, y)) for y in (plot.y, plot.bottom)]
    canvas.segments(edges, theme.palette.country_line, 0.8, z=0.9)


def _ticks(scale: _Scale) -> list[tuple[dt.date, str]]:
    """Round days of the time axis, as many as can be read."""
    days = (scale.last - scale.first).days
    for months in _TICK_MONTHS:
        if months * 30.4 / days * scale.plot.height >= _MIN_TICK_IN:
            break
    ticks = []
    for month in range(scale.first.year * 12, scale.last.year * 12 + 12):
        if month % months == 0:
            day = dt.date(month // 12, month % 12 + 1, 1)
            if scale.first <= day <= scale.last:
                ticks.append((day, f"{day:%Y}" if months >= 12 else f"{day:%Y-%m}"))
    return ticks


def _draw_km(canvas: Canvas, scale: _Scale, y: float, theme: Theme) -> None:
    style = Style(6.4, theme.muted)
    end = round(scale.length_km)
    # The last two stay apart.
    marks = [*(km for km in range(0, end, _KM_STEP) if scale.x(end) - scale.x(km) > _KM_ROOM_IN), end]
    for km in marks:
        align: Align = "left" if km == 0 else "right" if km == end else "center"
        canvas.text(scale.x(km), y + 0.02, f"{km:,} km" if km in {0, end} else f"{km:,}", style, align=align)


def _draw_rows(canvas: Canvas, scale: _Scale, shown: Sequence[Row], theme: Theme, *, numbered: bool) -> None:
    taken = Taken(scale.plot)
    marks: list[_Mark] = []
    for row in shown:
        stretch, day = _stretch(row), _middle(row)
        if stretch is None or day is None:
            continue
        y = scale.y(day)
        x0, x1 = scale.x(stretch[0]), scale.x(stretch[1])
        colour = theme.kind_colour(row.incident.kind)
        if x1 > x0:
            wide = row.incident.place.precision_class != "district"
            canvas.segments([((x0, y), (x1, y))], colour, 0.8 if wide else 1.8, z=1.6, alpha=0.45 if wide else 0.8)
        marks.append((_radius(row), row, (x0 + x1) / 2, y, x1 > x0))
    marks.sort(key=lambda mark: (-mark[0], mark[1].number))
    marks = _stacked(marks, scale)
    for order, (radius, row, x, y, vague) in enumerate(marks):
        z = 3 + order / len(marks)
        draw_mark(canvas, x, y, row.incident.kind, radius, theme, hollow=vague, z=z)
        taken.add(Frame(x - radius, y - radius, 2 * radius, 2 * radius))
    if numbered:
        _number(canvas, marks, taken, theme)


def _stacked(marks: list[_Mark], scale: _Scale) -> list[_Mark]:
    """Move marks of vague places along their stretch so that none hides another, where there are not too many."""
    if not 1 < len(marks) <= _MAX_STACKED:
        return marks
    radii, x, y = np.array([(radius, x, y) for radius, _, x, y, _ in marks]).T * _PX_IN
    reach = np.zeros(len(marks))
    for index, (radius, row, *_, vague) in enumerate(marks):
        stretch = _stretch(row)
        if vague and stretch:
            reach[index] = max(0.0, (scale.x(stretch[1]) - scale.x(stretch[0])) / 2 - radius) * _PX_IN
    placed = strip.stack(x, y, radii, x - reach, x + reach) / _PX_IN
    return [(radius, row, float(at), y, vague) for (radius, row, _, y, vague), at in zip(marks, placed, strict=True)]


def _number(canvas: Canvas, marks: Sequence[_Mark], taken: Taken, theme: Theme) -> None:
    style = Style(6.6, theme.text, bold=True)
    for radius, row, x, y, vague in marks:
        label = str(row.number)
        width, height = text_width(label, style) + 0.02, style.size * 1.05 / 72
        places = list(around(x, y, radius + 0.015, width, height, reach=0.0))
        # A bar runs to the left and right of a vague mark.
        beside = [box for box in places if box.y < y < box.bottom] if vague else []
        box = taken.first_free([box for box in places if box not in beside] + beside)
        if box:
            canvas.text(box.x + width / 2, box.y - 0.008, label, style, align="center", zorder=6)


def _radius(row: Row) -> float:
    killed = row.incident.killed
    return radius_in(killed.best if killed.best is not None else killed.low) * _MARK_SCALE


def _middle(row: Row) -> dt.date | None:
    start, end = row.incident.date.start, row.incident.date.end
    if start is None:
        return None
    return start + (end - start) / 2 if end else start
