"""Bytes to text: which encoding they are in, whether they are text at all, and the repair of wrong decodes.

The repair changes characters, never words. It runs once, before a report is stored, so spans stay true.
"""

import itertools
import re
from collections.abc import Iterator

import ftfy
from charset_normalizer import from_bytes

from geo.core.errors import ReportFormatError

# Leading bytes of files that are not text, and what to call them.
_SIGNATURES = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "a rich text document"),
    (b"SQLite format 3", "a database"),
)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Single-byte encodings that outlets of the region, and English ones, have used.
_LEGACY_ENCODINGS = ["cp1251", "koi8_r", "cp866", "cp1252", "cp1256"]
_SAMPLE_BYTES = 65_536
# More control characters than this share of a sample: not text.
_MAX_CONTROL_SHARE = 0.01
# Less than this share of letters, digits, blanks and common marks after a UTF-16 guess: the guess is wrong.
_MIN_PLAUSIBLE_SHARE = 0.95
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 11, 12, 13, 27))
_PLAUSIBLE = re.compile(r"[\t\n\r -~\u00a0-\u00ff\u0400-\u052f\u0600-\u06ff\u2010-\u203a]")

_REPAIR = ftfy.TextFixerConfig(
    unescape_html=False, uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, explain=False
)
# What byte E2, the first of a quotation mark or dash in UTF-8, looks like in code page 874, 1253, 1255, 437 and 1252,
# with the range of its script: the letter is a stray only where no other letter of that range stands in the text.
_STRAYS = {
    "\u0e42": "[\u0e00-\u0e7f]",
    "\u03b2": "[\u0370-\u03ff]",
    "\u05d2": "[\u0590-\u05ff]",
    "\u0393": "[\u0370-\u03ff]",
    "\u00e2": "[\u00c0-\u024f]",
}
# The two bytes after E2 where they survived as characters of code page 874: 80 is the euro sign there.
_TRAILERS = {
    "\u20ac\u201c": "\u2013",
    "\u20ac\u201d": "\u2014",
    "\u20ac\u0e06": "\u2026",
    "\u20ac\x99": "\u2019",
    "\u20ac\x9c": "\u201c",
    "\u20ac\x9d": "\u201d",
}
_ENGLISH_ENDING = re.compile(r"(?:s|t|re|ve|ll|d|m)\b")


def is_wide(data: bytes) -> bool:
    """Tell whether bytes that begin with a sign of ASCII, as JSON and XML do, are UTF-16 or UTF-32."""
    return b"\x00" in data[:4]


def decode(data: bytes, *, declared: str | None = None) -> str:
    """Turn the bytes of a file into text.

    Parameters
    ----------
    data
        The whole file.
    declared
        The encoding that the file names itself, tried after UTF-8.

    Returns
    -------
    str
        The text with line ends as they are; not repaired.

    Raises
    ------
    ReportFormatError
        The bytes are empty, are no text, or are in no known encoding; the message says which.
    """
    if not data.strip(b" \t\r\n\x00"):
        msg = "the file is empty"
        raise ReportFormatError(msg)
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            msg = f"it is {name}, not a text: save the report as plain text, HTML or PDF"
            raise ReportFormatError(msg)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding)
    if b"\x00" in data[:_SAMPLE_BYTES]:
        return _decode_wide(data)
    controls = sum(data[:_SAMPLE_BYTES].count(code) for code in _CONTROLS)
    if controls > _MAX_CONTROL_SHARE * min(len(data), _SAMPLE_BYTES):
        msg = "it is binary data, not a text"
        raise ReportFormatError(msg)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as err:
        return _decode_legacy(data, declared, err)


def encoding_of(sample: bytes) -> str:
    """Name the encoding of a file by its first bytes: its byte order mark, UTF-8, or the likeliest legacy encoding.

    A sample that ends within a character, or has a stray byte, still counts as UTF-8.
    """
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    if sample.isascii() or _damaged_share(sample) < _MAX_CONTROL_SHARE:
        return "utf-8"
    return _legacy_encoding(sample) or "utf-8"


def repair(text: str) -> str:
    """Mend text that was decoded wrongly somewhere on its way, and drop control characters.

    Examples
    --------
    >>> repair("РџРѕРіСЂР°РЅРёС‡РЅРёРєРё")
    'Пограничники'
    >>> repair("four โterroristsโ crossed Tajikistanโs border")
    'four “terrorists” crossed Tajikistan’s border'
    """
    if text.isascii() and text.isprintable():
        return text
    # Quotes first: ftfy takes the control characters that are left of some for characters of code page 1252.
    return ftfy.fix_text(_repair_quotes(text), _REPAIR)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as err:
        msg = f"it begins as {err.encoding} but byte {err.start} does not fit: the file is damaged"
        raise ReportFormatError(msg) from err


def _decode_wide(data: bytes) -> str:
    """Decode UTF-16 without a byte order mark; NUL bytes in anything else mean binary data."""
    for encoding in ("utf-16-le", "utf-16-be"):
        sample = data[:_SAMPLE_BYTES].decode(encoding, "replace")
        if len(_PLAUSIBLE.findall(sample)) >= _MIN_PLAUSIBLE_SHARE * len(sample):
            return data.decode(encoding, "replace")
    msg = "it is binary data, not a text"
    raise ReportFormatError(msg)


def _decode_legacy(data: bytes, declared: str | None, err: UnicodeDecodeError) -> str:
    """Decode what is not UTF-8: as declared, as the likeliest legacy encoding, or as UTF-8 with a few bad bytes."""
    if _damaged_share(data) < _MAX_CONTROL_SHARE:
        return data.decode("utf-8", "replace")
    if declared:
        try:
            return data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass  # A wrong declaration is common; the bytes decide.
    encoding = _legacy_encoding(data)
    if encoding is None:
        msg = f"its encoding is not known: byte {err.start} is not UTF-8, and no legacy encoding fits; save it as UTF-8"
        raise ReportFormatError(msg) from err
    return data.decode(encoding, "replace")


def _legacy_encoding(data: bytes) -> str | None:
    best = from_bytes(data[:_SAMPLE_BYTES], cp_isolation=_LEGACY_ENCODINGS).best()
    return best.encoding if best else None


def _damaged_share(data: bytes) -> float:
    """Share of the characters beyond ASCII that are not UTF-8; 1 where there is none that is."""
    text = data[:_SAMPLE_BYTES].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(not char.isascii() for char in text) - bad
    return bad / (bad + good) if good else 1.0


def _repair_quotes(text: str) -> str:
    """Put back quotation marks and dashes of which only the first byte survived, as a letter of a foreign script."""
    if text.isascii():
        return text
    for stray, script in _STRAYS.items():
        if stray in text and _is_stray(text, stray, script):
            for trailer, mark in _TRAILERS.items():
                text = text.replace(stray + trailer, mark)
            text = re.sub(stray + "[\u20ac\x80]?[\x80-\x9f]?", stray, text)
            text = "".join(_place_quotes(text, stray))
    return text


def _is_stray(text: str, stray: str, script: str) -> bool:
    """Tell whether a letter stands for lost marks: alone of its script, and once at least at a word's right end."""
    if set(re.findall(script, text)) - {stray, "\u0e06"}:
        return False
    return re.search(rf"[^\W{stray}][.,!?]?{stray}(?:\W|$)", text) is not None


def _place_quotes(text: str, stray: str) -> Iterator[str]:
    """Yield the text in pieces, each stray as the mark its surroundings ask for."""
    is_open = False
    pieces = text.split(stray)
    yield pieces[0]
    for before, after in itertools.pairwise(pieces):
        left = before[-1:] or " "
        right = after[:1] or " "
        if left.isspace() and right.isspace():
            mark = "\u2014"
        elif left.isalnum() and right.isalpha():
            elided = _ENGLISH_ENDING.match(after) or len(before.split()[-1]) == 1
            mark = "\u2019" if elided else "\u2014"
        elif left.isspace() or left in "([{\u2014" or (not is_open and right.isalnum()):
            mark, is_open = "\u201c", True
        elif is_open or not left.isalpha():
            mark, is_open = "\u201d", False
        else:
            mark = "\u2019"
        yield mark + after
