"""How a briefing is made: the options that the command line and the page share, without the weight of drawing."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from geo.core.errors import ExportError

FORMATS: Final = ("png", "pdf", "pptx", "svg")
# Width and height in inches: a 16:9 slide, and A4 on its side.
SIZES: Final = {"16:9": (40 / 3, 7.5), "a4": (11.693, 8.268)}
THEMES: Final = ("light", "dark", "grey")
# 1920 x 1080 pixels for a 16:9 sheet; print wants 300.
SCREEN_DPI: Final = 144
PRINT_DPI: Final = 300
DEFAULT_URL: Final = "http://localhost:8501/"
_DPI_RANGE: Final = (50, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a briefing is made.

    Attributes
    ----------
    printed
        Day to print as the day of making.
    size
        "16:9" or "a4" (on its side).
    theme
        One of THEMES: light, dark, grey.
    title
        Heading; None for the usual one.
    base_url
        Address (http or https) of the map page, for the link that shows the view.
    dpi
        Pixels an inch of a PNG, and of the map's picture in PPTX.
    as_of
        Day of the data, to be printed with it; None for that of the shipped data.

    Raises
    ------
    ExportError
        An option has a value that cannot be.
    """

    printed: dt.date
    size: str = "16:9"
    theme: str = "light"
    title: str | None = None
    base_url: str = DEFAULT_URL
    dpi: int = SCREEN_DPI
    as_of: str | None = None

    def __post_init__(self) -> None:
        for name, value, known in (("size", self.size, tuple(SIZES)), ("theme", self.theme, THEMES)):
            if value not in known:
                msg = f"{name} {value!r} is unknown: choose one of {', '.join(known)}"
                raise ExportError(msg)
        if not _DPI_RANGE[0] <= self.dpi <= _DPI_RANGE[1]:
            msg = f"dpi {self.dpi!r} is out of range: choose {_DPI_RANGE[0]} to {_DPI_RANGE[1]}"
            raise ExportError(msg)
        parts = urlsplit(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query:
            msg = f"base_url {self.base_url!r} is not a web address without a query, such as {DEFAULT_URL}"
            raise ExportError(msg)
