"""Cells of text that a spreadsheet takes for text, and the CSV file that they make up."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# What XML, and so XLSX and KML, cannot hold: control characters, halves of surrogate pairs, two that are no characters.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Blanks and marks that nobody sees, which a spreadsheet may leave out before it looks for a formula.
_UNSEEN = "".join(
    map(chr, (0x20, 0x85, 0xA0, 0xAD, 0x1680, *range(0x2000, 0x2010), *range(0x2028, 0x2030), 0x205F))
) + ("\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u3000\ufeff\x7f")
# A spreadsheet takes a cell that begins with one of these for a formula; East Asian ones the full-width signs too.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows as a CSV file, comma separated, UTF-8, every cell safe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: safe_cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def safe_cell(value: Any) -> Any:
    """Keep a text cell text: a leading apostrophe disarms formulas, control characters go; the rest stays as it is."""
    if not isinstance(value, str):
        return value
    # A carriage return alone would break a row of CSV: its writer quotes line feeds only.
    plain = xml_text(value).replace("\r\n", "\n").replace("\r", "\n")
    return f"'{plain}" if plain.lstrip(_UNSEEN).startswith(_FORMULA_STARTS) else plain


def xml_text(value: str) -> str:
    """Leave out of a text what XML cannot hold."""
    return _NO_XML.sub("", value)
