"""What a map needs beside its incidents: an inset of the country, a scale bar, an arrow to the north."""

import math
from collections.abc import Callable
from typing import Final

import numpy as np
import shapely
from matplotlib.path import Path

from geo.views.briefing_canvas import Canvas, Frame, Style
from geo.views.briefing_labels import Taken
from geo.views.briefing_theme import Theme
from geo.views.briefing_view import View, fit, metric_layer

# How much of the ground a veil behind words and furniture hides.
VEIL_ALPHA: Final = 0.75
_INSET_IN: Final = (1.05, 0.86)


def draw_furniture(canvas: Canvas, view: View, theme: Theme, taken: Taken) -> None:
    """Put inset, scale bar and north arrow into the corners where they cover least."""
    ground = view.frame.inset(0.06)
    km, length = _scale(view)
    pieces: list[tuple[float, float, Callable[[Frame], None]]] = [
        (*_INSET_IN, lambda box: _draw_inset(canvas, box, view, theme)),
        (length + 0.45, 0.36, lambda box: _draw_scale_bar(canvas, box, theme, km, length)),
        (0.30, 0.46, lambda box: _draw_north_arrow(canvas, box, view, theme)),
    ]
    for width, height, draw in pieces:
        corners = [
            Frame(x, y, width, height)
            for y in (ground.bottom - height, ground.y)
            for x in (ground.x, ground.right - width)
        ]
        between = [
            Frame(ground.x + (ground.width - width) * step / 12, y, width, height)
            for y in (ground.bottom - height, ground.y)
            for step in range(1, 12)
        ]
        box = taken.first_free(corners + between)
        if box is None:
            box = min(corners + between, key=taken.overlap)
            taken.add(box)
        draw(box)


def _draw_inset(canvas: Canvas, frame: Frame, view: View, theme: Theme) -> None:
    """Draw both countries small, with a box where the map lies."""
    palette = theme.palette
    countries = metric_layer("countries")
    whole = shapely.total_bounds(countries)
    small = fit(tuple(whole), frame)
    canvas.rectangle(frame, palette.outside, edge=palette.country_line, z=6)
    canvas.shapes(small.layer("countries"), fill=palette.land, edge=palette.country_line, width=0.5, z=6.1, clip=frame)
    canvas.shapes(small.layer("border"), edge=palette.border_line, width=1.0, z=6.2, clip=frame)
    west, south, east, north = view.bounds
    left, top = small.to_inches(west, north)
    right, bottom = small.to_inches(east, south)
    box = Frame(left, top, max(right - left, 0.05), max(bottom - top, 0.05))
    canvas.rectangle(box, "none", edge=palette.outline, width=1.1, z=6.3)


def _scale(view: View) -> tuple[float, float]:
    """Length of the scale bar: a round number of km, and inches, between about 0.8 and 1.9 inches."""
    widest_km = 1.9 / view.inches_per_m / 1000
    power = 10.0 ** math.floor(math.log10(widest_km))
    km = max(step * power for step in (1, 2, 5) if step * power <= widest_km)
    return km, km * 1000 * view.inches_per_m


def _draw_scale_bar(canvas: Canvas, box: Frame, theme: Theme, km: float, length: float) -> None:
    palette = theme.palette
    style = Style(6.8, palette.label)
    canvas.rectangle(box, palette.label_halo, alpha=VEIL_ALPHA, z=5.5)
    left, top = box.x + 0.12, box.y + 0.19
    for part in range(4):
        piece = Frame(left + part * length / 4, top, length / 4, 0.055)
        canvas.rectangle(piece, palette.outline if part % 2 == 0 else palette.land, edge=palette.outline, z=6.6)
    for share, text in ((0.0, "0"), (0.5, f"{km / 2:g}"), (1.0, f"{km:g} km")):
        canvas.text(left + share * length, box.y + 0.045, text, style, align="center", zorder=7)


def _draw_north_arrow(canvas: Canvas, box: Frame, view: View, theme: Theme) -> None:
    """Draw an arrow to true north at its own place, which the page's up is not away from the middle meridian."""
    palette = theme.palette
    canvas.rectangle(box, palette.label_halo, alpha=VEIL_ALPHA, z=5.5)
    x, y = box.x + box.width / 2, box.y + 0.29
    west, _, _, north = view.bounds
    angle = view.north(west + (x - view.frame.x) / view.inches_per_m, north - (y - view.frame.y) / view.inches_per_m)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    left = np.array([(0, 1.0), (-0.62, -0.8), (0, -0.42), (0, 1.0)]) @ turn
    right = np.array([(0, 1.0), (0.62, -0.8), (0, -0.42), (0, 1.0)]) @ turn
    canvas.mark(x, y, Path(left), 0.13, fill=palette.outline, edge=palette.outline, z=6.6)
    canvas.mark(x, y, Path(right), 0.13, fill=palette.land, edge=palette.outline, z=6.6)
    canvas.text(x, box.y + 0.01, "N", Style(7.5, palette.label, bold=True), align="center", zorder=7)
