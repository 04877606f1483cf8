"""Small pictures of how a place that is known so closely is drawn, for the pages that explain it.

They are SVG with outlines in a grey that reaches 3:1 on the light and on the dark background.
"""

import base64
from typing import Final

from geo.views import symbology

_WIDTH, _HEIGHT = 72, 44
_DISTRICT: Final = "M10 22 L22 7 L45 5 L63 16 L60 34 L36 40 L17 36 Z"
_INK: Final = "#7a8794"
_MARK = f'<circle cx="36" cy="22" r="6" fill="{symbology.VERMILLION}" stroke="{_INK}" stroke-width="1.3"/>'
_HATCH = (
    '<defs><pattern id="panj-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<line x1="0" y1="0" x2="0" y2="5" stroke="{_INK}" stroke-width="1"/></pattern></defs>'
)
_PARTS: Final = {
    "point": _MARK,
    "ring": f'{_MARK}<circle cx="36" cy="22" r="16" fill="none" stroke="{_INK}" stroke-dasharray="3 2"/>',
    "hatch": f'{_HATCH}<path d="{_DISTRICT}" fill="url(#panj-hatch)" stroke="{_INK}"/>{_MARK}',
    "unmapped": (
        f'<path d="{_DISTRICT}" fill="none" stroke="{_INK}" stroke-dasharray="2 3"/>'
        f'<text x="36" y="26" text-anchor="middle" font-size="11" font-family="sans-serif" fill="{_INK}">listed</text>'
    ),
}


def precision_address(precision_class: str) -> str:
    """Return the picture of a precision class as an address that an image element takes (`data:`)."""
    return "data:image/svg+xml;base64," + base64.b64encode(precision_svg(precision_class).encode()).decode()


def precision_svg(precision_class: str) -> str:
    """Draw how an incident of a precision class looks on the map, as an SVG element.

    Raises
    ------
    KeyError
        There is no such class.
    """
    style = symbology.PRECISION_STYLES[precision_class]
    box = f'xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    return f"<svg {box}>{_PARTS[style]}</svg>"
