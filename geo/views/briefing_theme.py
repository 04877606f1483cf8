"""Colours and marks of the printed sheet: light, dark, and grey for printers without colour.

Everything comes from `symbology`; the grey theme is the light one with every colour replaced by the grey of its
luminance, so that kinds are told apart by their shapes, as the legend shows them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from matplotlib.path import Path

from geo.views import symbology
from geo.views.briefing_canvas import Canvas

_PX_PER_INCH: Final = 96.0
_STAR_INNER_RADIUS: Final = 0.5
_PLUS_ARM: Final = 0.36


Corners = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of a sheet: `palette` for its maps, the others for the page around them."""

    name: str
    palette: symbology.Palette
    page: str
    panel: str
    text: str
    muted: str
    rule: str
    accent: str

    def kind_colour(self, kind: str) -> str:
        """Fill colour of a kind."""
        if self.name == "grey":
            return _grey(symbology.kind_colour(kind, "light"))
        return symbology.kind_colour(kind, self.name)


_LIGHT: Final = Theme(
    name="light",
    palette=symbology.LIGHT,
    page="#ffffff",
    panel="#f3f5f7",
    text="#161b21",
    muted="#4d5762",
    rule="#cfd5db",
    accent=symbology.LIGHT.border_line,
)
_DARK: Final = Theme(
    name="dark",
    palette=symbology.DARK,
    page="#0d1117",
    panel="#161d27",
    text="#f2f4f7",
    muted="#aab4c0",
    rule="#364150",
    accent=symbology.DARK.border_line,
)


def theme(name: str) -> Theme:
    """Return a theme by its name, one of briefing_options.THEMES.

    Raises
    ------
    KeyError
        There is no such theme.
    """
    if name == "grey":
        palette = symbology.LIGHT
        colours = {part: getattr(palette, part) for part in palette.__dataclass_fields__ if part != "shades"}
        grey = replace(
            palette,
            **{part: _grey(colour) for part, colour in colours.items()},
            shades=tuple(_grey(shade) for shade in palette.shades),
        )
        page = {part: _grey(getattr(_LIGHT, part)) for part in ("page", "panel", "text", "muted", "rule")}
        return Theme(name="grey", palette=grey, accent="#000000", **page)
    return {"light": _LIGHT, "dark": _DARK}[name]


def radius_in(killed: int | None) -> float:
    """Radius (inches) of an incident's mark."""
    return symbology.radius_px(killed) / _PX_PER_INCH


def draw_mark(
    canvas: Canvas, x: float, y: float, kind: str, radius: float, theme: Theme, *, hollow: bool, z: float
) -> None:
    """Draw an incident's mark (inches): full where the place is known to a point, else hollow.

    A hollow mark has its colour between two dark lines, as the lighter colours do not show against the land by
    themselves.
    """
    palette = theme.palette
    if not hollow:
        canvas.mark(x, y, marker(kind), radius, fill=theme.kind_colour(kind), edge=palette.outline, width=0.8, z=z)
        return
    canvas.mark(x, y, marker(kind), radius, fill=palette.land, edge=palette.outline, width=2.4, z=z)
    canvas.mark(x, y, marker(kind), radius, fill="none", edge=theme.kind_colour(kind), width=1.3, z=z)


def marker(kind: str) -> Path:
    """Shape of a kind around the origin, y upwards, with the area of the unit circle."""
    return shape(symbology.KIND_STYLES[kind].shape)


@lru_cache(maxsize=len(symbology.SHAPES))
def shape(name: str) -> Path:
    """Shape of this name (one of symbology.SHAPES), as the browser draws it, y upwards."""
    if name == "circle":
        return Path.unit_circle()
    makers: dict[str, Callable[[], Corners]] = {
        "triangle": lambda: _polygon(3, np.pi / 2),
        "triangle-down": lambda: _polygon(3, -np.pi / 2),
        "diamond": lambda: _polygon(4, 0),
        "square": lambda: _polygon(4, np.pi / 4),
        "pentagon": lambda: _polygon(5, np.pi / 2),
        "hexagon": lambda: _polygon(6, 0),
        "star": _star,
        "plus": _plus,
        "cross": lambda: _turned(_plus(), np.pi / 4),
    }
    corners = makers[name]()
    after = np.roll(corners, -1, axis=0)
    area = abs(np.sum(corners[:, 0] * after[:, 1] - after[:, 0] * corners[:, 1])) / 2
    scaled = corners * np.sqrt(np.pi / area)
    return Path(np.vstack([scaled, scaled[:1]]), closed=True)


def _polygon(corners: int, turn: float) -> Corners:
    angles = turn + 2 * np.pi * np.arange(corners) / corners
    return np.column_stack([np.cos(angles), np.sin(angles)])


def _star() -> Corners:
    inner = np.arange(10) % 2 == 1
    return _polygon(10, np.pi / 2) * np.where(inner, _STAR_INNER_RADIUS, 1.0)[:, None]


def _plus() -> Corners:
    arm = _PLUS_ARM
    quarter = np.array([(arm, 1), (arm, arm), (1, arm)])
    return np.vstack([_turned(quarter, -turn * np.pi / 2) for turn in range(4)])


def _turned(points: Corners, angle: float) -> Corners:
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray(points @ np.array([[cos, sin], [-sin, cos]]))


def _grey(colour: str) -> str:
    """Replace a colour by the grey of its luma; an alpha at its end stays."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    level = round(0.299 * red + 0.587 * green + 0.114 * blue)
    return f"#{level:02x}{level:02x}{level:02x}{colour[7:]}"
