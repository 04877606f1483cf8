"""Cells of text that a spreadsheet takes for text."""

from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# A spreadsheet takes a cell that begins with one of these for a formula; East Asian ones the full-width signs too.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(value: Any) -> Any:
    """Keep a text cell text: a leading apostrophe disarms formulas, control characters go; the rest stays as it is."""
    if not isinstance(value, str):
        return value
    # A carriage return alone would break a row of CSV: its writer quotes line feeds only.
    plain = ILLEGAL_CHARACTERS_RE.sub("", value).replace("\r\n", "\n").replace("\r", "\n")
    return f"'{plain}" if plain.lstrip(" ").startswith(_FORMULA_STARTS) else plain
