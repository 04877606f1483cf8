"""A page in inches, y downwards, on which the briefing draws text, lines, areas and marks with matplotlib.

Text is measured without a renderer and without hinting, so that the same words take the same room in PNG, PDF and SVG.
The faces are PT Sans (Latin, Cyrillic with the Tajik letters) and, for what it lacks, DejaVu Sans (Persian); matplotlib
shapes and orders right-to-left text itself.
"""

import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.artist import allow_rasterization
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

FAMILIES: Final = ("PT Sans", "DejaVu Sans")
POINTS_PER_INCH: Final = 72.0
# Of the type size: from the top of a line to its baseline, and from one line to the next.
ASCENT: Final = 0.98
LEADING: Final = 1.24
# Of the type size: from the baseline to the middle of small letters and capitals.
_LETTER_MIDDLE: Final = 0.33
_MEASURE_PT: Final = 100.0
_FACE_NAMES: Final = {
    (False, False): "Regular",
    (True, False): "Bold",
    (False, True): "Italic",
    (True, True): "BoldItalic",
}
_RC: Final[Any] = {
    "text.hinting": "none",
    "text.usetex": False,
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "panj-watch",
    "path.simplify": True,
    "axes.unicode_minus": False,
}
# matplotlib's settings are the whole process's: one sheet is drawn at a time.
_LOCK = threading.RLock()

Align = Literal["left", "center", "right"]
Geometries = Sequence[shapely.Geometry] | npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the page in inches from its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    def inset(self, by: float) -> "Frame":
        """Return the frame made smaller by so much on every side."""
        return Frame(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def overlaps(self, other: "Frame") -> bool:
        """Whether the two have an area in common."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def contains(self, other: "Frame") -> bool:
        """Whether the other lies within this one."""
        return self.x <= other.x and other.right <= self.right and self.y <= other.y and other.bottom <= self.bottom


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set: size in points, colour, weight."""

    size: float
    colour: str
    bold: bool = False
    italic: bool = False

    @property
    def leading(self) -> float:
        """Distance (inches) from one line to the next."""
        return self.size * LEADING / POINTS_PER_INCH


@contextmanager
def drawing() -> Iterator[None]:
    """Hold matplotlib's settings for the time of a drawing and its saving."""
    with _LOCK, mpl.rc_context(_RC), warnings.catch_warnings():
        # A box is drawn for a character that no font has; a server's log need not say so for each.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        yield


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Make PT Sans known to matplotlib, so that DejaVu Sans can step in for what it lacks."""
    for path in _faces().values():
        fontManager.addfont(path)


@lru_cache(maxsize=20_000)
def is_plain(text: str) -> bool:
    """Whether PT Sans alone sets this text, one glyph after the other."""
    return _covered().issuperset(text)


def text_width(text: str, style: Style) -> float:
    """Width (inches) of one line of text."""
    if not text:
        return 0.0
    if is_plain(text):
        width = sum(_advance(character, style.bold, style.italic) for character in text)
    else:
        width = _measured(text, style.bold, style.italic)
    return width * style.size / _MEASURE_PT / POINTS_PER_INCH


def wrap(text: str, style: Style, width: float, max_lines: int | None = None) -> list[str]:
    """Break text into lines of at most this width (inches).

    A word wider than a line is broken where it must be. What does not fit in `max_lines` is cut with an ellipsis.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if text_width(joined, style) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, style, width)
        lines.extend(whole)
    lines.append(line)
    if max_lines is None or len(lines) <= max_lines:
        return lines
    return [*lines[: max_lines - 1], shorten(" ".join(lines[max_lines - 1 :]), style, width)]


def shorten(text: str, style: Style, width: float) -> str:
    """Cut text with an ellipsis so that it fits on one line of this width (inches)."""
    if text_width(text, style) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + "…", style) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(" ,;:") + "…"


class Canvas:
    """One page. Everything is placed in inches from the top left corner."""

    def __init__(self, width: float, height: float, background: str) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width, height), facecolor=background)
        FigureCanvasAgg(self.figure)

    @property
    def frame(self) -> Frame:
        """The whole page."""
        return Frame(0, 0, self.width, self.height)

    def text(
        self, x: float, y: float, text: str, style: Style, *, align: Align = "left", url: str | None = None, **more: Any
    ) -> None:
        """Set one line of text with the top of its line at y."""
        if not text.strip():
            return
        baseline = y + style.size * ASCENT / POINTS_PER_INCH
        shift = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        self.figure.add_artist(
            _Line(
                x - shift * text_width(text, style) if shift else x,
                self.height - baseline,
                text,
                color=style.colour,
                fontproperties=_font(style.size, style.bold, style.italic, is_plain(text)),
                horizontalalignment="left",
                verticalalignment="baseline",
                transform=self.figure.dpi_scale_trans,
                parse_math=False,
                url=url,
                **more,
            )
        )

    def upright(self, x: float, bottom: float, text: str, style: Style, **more: Any) -> None:
        """Set one line of text that rises from `bottom`, with the middle of its letters at x."""
        # Its baseline is upright too, to the right of the letters.
        baseline = x + style.size * _LETTER_MIDDLE / POINTS_PER_INCH
        top = bottom - style.size * ASCENT / POINTS_PER_INCH
        self.text(baseline, top, text, style, rotation=90, **more)

    def lines(self, x: float, y: float, lines: Sequence[str], style: Style, *, align: Align = "left") -> float:
        """Set lines below each other; return the bottom of the last."""
        for number, line in enumerate(lines):
            self.text(x, y + number * style.leading, line, style, align=align)
        return y + len(lines) * style.leading

    def rectangle(
        self,
        frame: Frame,
        colour: str,
        *,
        edge: str = "none",
        width: float = 0.6,
        z: float = 0,
        alpha: float | None = None,
    ) -> None:
        """Fill a rectangle; the edge is in points."""
        self.figure.add_artist(
            Rectangle(
                (frame.x, self.height - frame.bottom),
                frame.width,
                frame.height,
                facecolor=colour,
                edgecolor=edge,
                linewidth=width,
                alpha=alpha,
                transform=self.figure.dpi_scale_trans,
                zorder=z,
            )
        )

    def segments(
        self,
        pairs: Sequence[tuple[tuple[float, float], tuple[float, float]]],
        colour: str,
        width: float,
        *,
        z: float = 1,
        dashed: bool = False,
        alpha: float = 1.0,
    ) -> None:
        """Draw straight strokes between pairs of points; the width is in points."""
        flipped = [[(x0, self.height - y0), (x1, self.height - y1)] for (x0, y0), (x1, y1) in pairs]
        self._add(
            LineCollection(
                flipped,
                colors=colour,
                linewidths=width,
                linestyles=(0, (2, 1.5)) if dashed else "solid",
                alpha=alpha,
                capstyle="butt",
            ),
            z,
        )

    def shapes(
        self,
        geometries: Geometries,
        *,
        fill: str = "none",
        edge: str = "none",
        width: float = 0.6,
        z: float = 0,
        clip: Frame | None = None,
        hatch: str | None = None,
        alpha: float | None = None,
        dashed: bool = False,
    ) -> None:
        """Draw geometries given in inches of the page (y downwards); lines and polygons alike."""
        paths = [path for geometry in geometries if (path := self._path(geometry)) is not None]
        for path in paths:
            patch = PathPatch(
                path,
                facecolor=fill,
                edgecolor=edge,
                linewidth=width,
                transform=self.figure.dpi_scale_trans,
                zorder=z,
                hatch=hatch,
                alpha=alpha,
                joinstyle="round",
                linestyle=(0, (4, 2)) if dashed else "solid",
            )
            if hatch:
                patch.set_hatch_linewidth(0.5)
            if clip:
                self._clip(patch, clip)
            self.figure.add_artist(patch)

    def mark(
        self,
        x: float,
        y: float,
        marker: Path,
        radius: float,
        *,
        fill: str,
        edge: str,
        width: float = 0.7,
        z: float = 5,
        dashed: bool = False,
    ) -> None:
        """Draw a mark, a path around the origin, with this radius in inches."""
        corners = np.asarray(marker.vertices, float) * radius + np.array([x, self.height - y])
        path = Path(corners, marker.codes)
        self.figure.add_artist(
            PathPatch(
                path,
                facecolor=fill,
                edgecolor=edge,
                linewidth=width,
                linestyle=(0, (2, 1)) if dashed else "solid",
                transform=self.figure.dpi_scale_trans,
                zorder=z,
            )
        )

    def squares(self, corners: npt.NDArray[np.float64], size: float, colour: str) -> None:
        """Fill many squares of one size (inches) given by their top left corners; one path, as a QR code needs."""
        unit = np.array([(0, 0), (size, 0), (size, -size), (0, -size), (0, 0)])
        origin = np.column_stack([corners[:, 0], self.height - corners[:, 1]])
        vertices = (origin[:, None, :] + unit[None, :, :]).reshape(-1, 2)
        codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], len(corners))
        self._add(PathCollection([Path(vertices, codes)], facecolors=colour, edgecolors="none", antialiaseds=False), 1)

    def _add(self, collection: LineCollection | PathCollection, z: float) -> None:
        collection.set_transform(self.figure.dpi_scale_trans)
        collection.set_zorder(z)
        self.figure.add_artist(collection)

    def _clip(self, patch: PathPatch, clip: Frame) -> None:
        patch.set_clip_path(
            Rectangle(
                (clip.x, self.height - clip.bottom), clip.width, clip.height, transform=self.figure.dpi_scale_trans
            )
        )

    def _path(self, geometry: shapely.Geometry) -> Path | None:
        rings = _rings(geometry)
        if not rings:
            return None
        vertices = np.concatenate(rings)
        codes = np.concatenate([[Path.MOVETO] + [Path.LINETO] * (len(ring) - 1) for ring in rings])
        return Path(np.column_stack([vertices[:, 0], self.height - vertices[:, 1]]), codes)


class _Line(Text):
    """One line of text that starts at a point: drawn without laying it out once more, which takes half of the time."""

    @allow_rasterization  # type: ignore[untyped-decorator]
    def draw(self, renderer: RendererBase) -> None:
        x, y = self.get_transform().transform(self.get_position())
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        gc = renderer.new_gc()
        gc.set_foreground(to_rgba(self.get_color()), isRGBA=True)
        alpha = self.get_alpha()
        gc.set_alpha(1.0 if alpha is None else alpha)
        gc.set_url(self.get_url())
        angle, font = self.get_rotation(), self.get_fontproperties()
        renderer.draw_text(gc, x, y, self.get_text(), font, angle, ismath=False, mtext=self)
        gc.restore()


def _rings(geometry: shapely.Geometry) -> list[npt.NDArray[np.float64]]:
    lines: list[shapely.Geometry] = []
    for part in shapely.get_parts(geometry):
        if isinstance(part, shapely.Polygon):
            lines += [part.exterior, *part.interiors]
        elif isinstance(part, shapely.LineString):
            lines.append(part)
    return [shapely.get_coordinates(line) for line in lines if not line.is_empty]


@lru_cache(maxsize=1)
def _faces() -> dict[tuple[bool, bool], str]:
    """Files of PT Sans by (bold, italic)."""
    folder = files("fontpkg_pt_sans") / "files"
    return {face: str(folder / f"PT_Sans-Web-{name}.ttf") for face, name in _FACE_NAMES.items()}


@lru_cache(maxsize=1)
def _covered() -> frozenset[str]:
    """Characters that every face of PT Sans has and that need no shaping."""
    maps = [set(FT2Font(path).get_charmap()) for path in _faces().values()]
    return frozenset(map(chr, set.intersection(*maps)))


@lru_cache(maxsize=5_000)
def _advance(character: str, bold: bool, italic: bool) -> float:
    """Points by which a character moves the pen at 100 points."""
    return _measured(f"H{character}H", bold, italic) - _measured("HH", bold, italic)


@lru_cache(maxsize=20_000)
def _measured(text: str, bold: bool, italic: bool) -> float:
    """Width (points) of shaped text at 100 points."""
    font = _font(_MEASURE_PT, bold, italic, is_plain(text))
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


@lru_cache(maxsize=500)
def _font(size: float, bold: bool, italic: bool, plain: bool) -> FontProperties:
    if plain:
        return FontProperties(fname=_faces()[bold, italic], size=size)
    register_fonts()
    slant: Literal["italic", "normal"] = "italic" if italic else "normal"
    return FontProperties(family=list(FAMILIES), size=size, weight="bold" if bold else "normal", style=slant)


def _broken(word: str, style: Style, width: float) -> list[str]:
    """Cut a word into pieces that fit; the last one may be short."""
    pieces = []
    while text_width(word, style) > width and len(word) > 1:
        keep = 1
        while keep < len(word) - 1 and text_width(word[: keep + 1], style) <= width:
            keep += 1
        pieces.append(word[:keep])
        word = word[keep:]
    return [*pieces, word]
