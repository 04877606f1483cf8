"""The briefing's PDF: vector pages, fonts embedded, title and language where readers and screen readers look.

matplotlib shapes every line of text afresh and loads each letter's outline, which its PDF does not use: more than half
of the time of a sheet with long tables. Here the kerning of each pair of letters is asked for once.
"""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pypdf
from matplotlib.backends import backend_pdf
from matplotlib.ft2font import FT2Font, LoadFlags
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

from geo.views.briefing_canvas import Canvas, is_plain
from geo.views.briefing_content import Content

_ASKED_PT: Final = 100.0
# Less (points, at 100) is what rounding leaves of no kerning.
_LEAST_KERN_PT: Final = 0.1
# For a letter whose own character the layout does not tell.
_UNSEEN: Final = "\N{ZERO WIDTH SPACE}"


def make(pages: Sequence[Canvas], said: Content, *, language: str, program: str) -> bytes:
    """Write pages as one PDF; call it within `briefing_canvas.drawing()`, which keeps others from drawing meanwhile.

    Parameters
    ----------
    language
        Of the text, as BCP 47 names it.
    program
        What made the file.
    """
    made = dt.datetime.combine(said.printed, dt.time(), dt.UTC)
    about = {
        "Title": said.title,
        "Subject": said.subtitle,
        "Creator": program,
        "CreationDate": made,
        "ModDate": made,
    }
    drawn = io.BytesIO()
    with _kerning_asked_once(), backend_pdf.PdfPages(drawn, metadata=about) as pdf:
        for page in pages:
            pdf.savefig(page.figure)
    writer = pypdf.PdfWriter(clone_from=drawn)
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language)
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    writer.pdf_header = "%PDF-1.7"
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter as matplotlib's layout gives it: font, character, glyph, place (points), room before it (points)."""

    ft_object: FT2Font
    char: str
    glyph_index: int
    x: float
    y: float
    prev_kern: float


@contextmanager
def _kerning_asked_once() -> Iterator[None]:
    """Lay lines out from the kerning known already, but for those whose script needs shaping.

    The layout is matplotlib's own affair: a version that has moved it does as it always did, only slower.
    """
    helpers: Any = getattr(backend_pdf, "_text_helpers", None)
    shaped = getattr(helpers, "layout", None)
    if shaped is None:
        yield
        return

    def layout(string: str, font: FT2Font, **more: Any) -> Iterator[Any]:
        if is_plain(string):
            return _letters(string, font)
        return (letter if letter.char else _of_no_character(letter) for letter in shaped(string, font, **more))

    helpers.layout = layout
    try:
        yield
    finally:
        helpers.layout = shaped


def _of_no_character(letter: Any) -> _Letter:
    """Give a letter of a cluster whose characters another holds one that is not seen: a PDF must say which it is."""
    return _Letter(letter.ft_object, _UNSEEN, letter.glyph_index, letter.x, letter.y, letter.prev_kern)


def _letters(string: str, font: FT2Font) -> Iterator[_Letter]:
    """Lay out a line of a font that is set to its size: one glyph after the other."""
    scale = _advance(font, "n") / _width(font.fname, "n")
    before, x = "", 0.0
    for char in string:
        kern = _kern(font.fname, before, char) * scale if before else 0.0
        x += kern
        yield _Letter(font, char, font.get_char_index(ord(char)), x, 0.0, kern)
        x += _width(font.fname, char) * scale
        before = char


@lru_cache(maxsize=20_000)
def _kern(path: str, before: str, char: str) -> float:
    """Points by which a letter moves nearer to (less than 0) or away from the one before it, at 100 points."""
    *_, letter = _asked(path)._layout(before + char, LoadFlags.NO_HINTING)
    # The first letter has none, nor have two that are one glyph: they are set as two.
    kern = float(letter.prev_kern or 0.0)
    return kern if abs(kern) >= _LEAST_KERN_PT else 0.0


@lru_cache(maxsize=5_000)
def _width(path: str, char: str) -> float:
    """Points by which a letter moves the pen at 100 points."""
    return _advance(_asked(path), char)


def _advance(font: FT2Font, char: str) -> float:
    """Points by which a letter moves the pen at the size that a font is set to, which the font itself does not tell."""
    # FreeType counts in 65,536ths.
    return float(font.load_char(ord(char), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65_536


@lru_cache(maxsize=8)
def _asked(path: str) -> FT2Font:
    font = FT2Font(path)
    font.set_size(_ASKED_PT, 72)
    return font
