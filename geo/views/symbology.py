"""How incidents look: one table of colours, shapes and sizes for the map, its legend and the charts.

Kinds take the colours of Okabe and Ito (2008), which most colour-blind readers tell apart; as there are more kinds than
colours, each kind also has a shape of its own, so that colour never stands alone. Every mark has an outline of the
theme's strongest contrast (3:1 against the land and against its own fill's neighbours), because the lighter colours do
not reach that by themselves. The area of a mark grows linearly with the number killed.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

from geo.core import vocab

BLACK: Final = "#000000"
ORANGE: Final = "#E69F00"
SKY_BLUE: Final = "#56B4E9"
BLUISH_GREEN: Final = "#009E73"
YELLOW: Final = "#F0E442"
BLUE: Final = "#0072B2"
VERMILLION: Final = "#D55E00"
REDDISH_PURPLE: Final = "#CC79A7"
GREY: Final = "#8C8C8C"


@dataclass(frozen=True, slots=True)
class KindStyle:
    """Fill colour and shape of a kind; `shape` is one of SHAPES."""

    colour: str
    shape: str


KIND_STYLES: Final = {
    "clash": KindStyle(VERMILLION, "circle"),
    "incursion": KindStyle(REDDISH_PURPLE, "triangle"),
    "shooting": KindStyle(ORANGE, "diamond"),
    "drone_attack": KindStyle(BLUE, "triangle-down"),
    "smuggling_clash": KindStyle(BLUISH_GREEN, "square"),
    "detention": KindStyle(SKY_BLUE, "pentagon"),
    "kidnapping": KindStyle(YELLOW, "star"),
    "cross_border_fire": KindStyle(VERMILLION, "cross"),
    "mine": KindStyle(BLACK, "hexagon"),
    "refugee_crossing": KindStyle(SKY_BLUE, "plus"),
    "other": KindStyle(GREY, "circle"),
}
# The shapes that assets/symbols.js draws; all have the area of a circle of the same radius.
SHAPES: Final = (
    "circle",
    "triangle",
    "triangle-down",
    "diamond",
    "square",
    "pentagon",
    "hexagon",
    "star",
    "cross",
    "plus",
)

# What a mark says about its place: "point" is drawn full, "ring" with a ring as wide as the uncertainty, "hatch"
# hatched as is its district; "unmapped" is not drawn.
PRECISION_STYLES: Final = {
    "exact": "point",
    "near": "ring",
    "settlement": "point",
    "district": "hatch",
    "region": "unmapped",
    "border": "unmapped",
    "country": "unmapped",
    "unknown": "unmapped",
}

# Radius (CSS pixels) of a mark for nobody or an unknown number killed, and the largest that is drawn.
BASE_RADIUS_PX: Final = 5.0
MAX_RADIUS_PX: Final = 30.0
# Square pixels (over pi) that each person killed adds to a mark's area.
RADIUS2_PER_KILLED: Final = 14.0
LEGEND_KILLED: Final = (0, 5, 20)

# Segments by the filtered incidents' count or deaths: a quiet scale under the marks; the first is for none.
SHADES_LIGHT: Final = ("#00000000", "#dfe6ee", "#c3d0de", "#a3b6ca", "#7f98b3", "#5c7a9a")
SHADES_DARK: Final = ("#00000000", "#26374a", "#2f4964", "#3a5d80", "#48749f", "#5a8dbf")


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme's base map; outlines of marks reach 3:1 and texts 4.5:1 against land and outside."""

    outside: str
    land: str
    outline: str
    halo: str
    district_line: str
    region_line: str
    country_line: str
    border_line: str
    border_casing: str
    label: str
    label_faint: str
    label_halo: str
    hatch: str
    shades: tuple[str, ...]


LIGHT: Final = Palette(
    outside="#e3e7ea",
    land="#f8f6f0",
    outline="#1d232a",
    halo="#ffffff",
    district_line="#d3cdc0",
    region_line="#a89f8e",
    country_line="#7d766a",
    border_line="#8b1e3f",
    border_casing="#ffffff",
    label="#2b3138",
    label_faint="#5d5a52",
    label_halo="#f8f6f0",
    hatch="#4a5563",
    shades=SHADES_LIGHT,
)
DARK: Final = Palette(
    outside="#0d1117",
    land="#1a212b",
    outline="#f2f4f7",
    halo="#0d1117",
    district_line="#323c49",
    region_line="#566273",
    country_line="#7d8a9c",
    border_line="#ff9bb3",
    border_casing="#0d1117",
    label="#e6eaf0",
    label_faint="#a3adba",
    label_halo="#1a212b",
    hatch="#b8c2cf",
    shades=SHADES_DARK,
)
PALETTES: Final = {"light": LIGHT, "dark": DARK}


def radius_px(killed: int | None) -> float:
    """Radius (CSS pixels) of a mark; its area grows linearly with the number killed up to the largest mark.

    >>> [round(radius_px(killed), 1) for killed in (None, 0, 5, 20)]
    [5.0, 5.0, 9.7, 17.5]
    """
    return min(MAX_RADIUS_PX, math.sqrt(BASE_RADIUS_PX**2 + RADIUS2_PER_KILLED * (killed or 0)))


def kind_colour(kind: str, theme: str = "light") -> str:
    """Fill colour of a kind; black turns white on the dark theme."""
    colour = KIND_STYLES[kind].colour
    return "#FFFFFF" if theme == "dark" and colour == BLACK else colour


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two opaque colours written as #rrggbb.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def shade_breaks(values: list[float], n_shades: int) -> tuple[float, ...]:
    """Lower limits of the shades above none, rising: whole numbers that split the largest value evenly by its root.

    >>> shade_breaks([0, 3, 40], 5)
    (1, 2, 7, 15, 26)
    """
    top = max(values, default=0.0)
    limits = [max(1, math.ceil(top * (step / n_shades) ** 2)) for step in range(n_shades)]
    return tuple(max(limit, step + 1) for step, limit in enumerate(limits))


def config() -> dict[str, Any]:
    """Everything the browser needs to draw, as JSON values; codes are positions in the vocabularies."""
    themes = {
        name: {
            **{part: getattr(palette, part) for part in palette.__dataclass_fields__},
            "kinds": [kind_colour(kind, name) for kind in vocab.KINDS],
        }
        for name, palette in PALETTES.items()
    }
    return {
        "themes": themes,
        "kinds": [{"label": label, "shape": KIND_STYLES[kind].shape} for kind, label in vocab.KINDS.items()],
        "precisions": [
            {"label": precision.label, "style": PRECISION_STYLES[name]}
            for name, precision in vocab.PRECISION_CLASSES.items()
        ],
        "statuses": list(vocab.INCIDENT_STATUSES.values()),
        "size": {"base": BASE_RADIUS_PX, "max": MAX_RADIUS_PX, "perKilled": RADIUS2_PER_KILLED},
        "legendKilled": list(LEGEND_KILLED),
    }


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
