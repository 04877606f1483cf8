"""Cells of a table to values: every value that cannot be is refused with its field and the reason."""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Mapping

from geo.core import crs
from geo.core.errors import CoordinateError, RecordError

# More people than this in one incident is a slip of the keyboard.
MAX_PEOPLE = 1_000_000
_YEARS = range(1900, 2101)
_SHOWN_CHARS = 60
# Months as English exports write them; not by strptime, which follows the machine's locale.
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {name: number for number, month in enumerate(_MONTH_NAMES, start=1) for name in (month, month[:3])} | {
    "sept": 9
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]+)\.?,?[ -](\d{4})")
PARTIAL = re.compile(r"--(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?")
_WHOLE = re.compile(r"[+-]?\d+(?:\.0*)?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
# Control characters but tab and line ends, and the surrogates that stand for bytes of another encoding.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
# An apostrophe before these was put there to disarm a formula.
_DISARMED = re.compile(r"\A'(?=\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")

Row = Mapping[str, str]


class CellError(RecordError):
    """A cell cannot be read: which field, what it holds, why not."""

    def __init__(self, *, field: str, value: str, reason: str) -> None:
        super().__init__(f"{field} {shown(value)!r} {reason}")
        self.field = field
        self.value = shown(value)
        self.reason = reason.encode("utf-8", "replace").decode()


def shown(value: str) -> str:
    """Cut a value to what a message can hold and a file can store."""
    short = value if len(value) <= _SHOWN_CHARS else f"{value[:_SHOWN_CHARS]}..."
    return short.encode("utf-8", "replace").decode()


def text(row: Row, field: str) -> str | None:
    """Return a cell's text without the blanks around it; None if it is empty or not there.

    Raises
    ------
    CellError
        It holds control characters, or bytes that are not text in the file's encoding.
    """
    value = row.get(field)
    if not value:
        return None
    value = value.strip()
    if value.startswith("'"):
        value = _DISARMED.sub("", value, count=1).strip()
    if not value:
        return None
    if bad := _NO_TEXT.search(value):
        char = bad[0]
        if "\ud800" <= char <= "\udfff":
            plain = value.encode("utf-8", "replace").decode()
            raise CellError(field=field, value=plain, reason="holds bytes that are not its encoding's")
        name = "a NUL character" if char == "\0" else f"the control character U+{ord(char):04X}"
        raise CellError(field=field, value=value.replace(char, "?"), reason=f"holds {name}: remove it")
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def plain(name: str) -> str:
    """Return a name from outside, of a column or file, with a mark in place of what is no text."""
    return _NO_TEXT.sub("\ufffd", name)


def required(row: Row, field: str) -> str:
    """Return a cell's text.

    Raises
    ------
    CellError
        As `text`, or it is empty.
    """
    value = text(row, field)
    if value is None:
        raise CellError(field=field, value="", reason="is empty")
    return value


def whole(row: Row, field: str, *, most: int = MAX_PEOPLE) -> int | None:
    """Return a cell's whole number from 0 to `most`; None if it is empty.

    Raises
    ------
    CellError
        It is something else.
    """
    value = text(row, field)
    if value is None:
        return None
    # The length first: a number of a million digits takes long to turn into one.
    if len(value) > _SHOWN_CHARS or not _WHOLE.fullmatch(value):
        raise CellError(field=field, value=value, reason="is no whole number")
    found = int(value.partition(".")[0])
    if not 0 <= found <= most:
        raise CellError(field=field, value=value, reason=f"is not between 0 and {most:,}")
    return found


def number(row: Row, field: str, *, decimal: str = ".") -> float | None:
    """Return a cell's finite number; None if it is empty.

    Raises
    ------
    CellError
        It is something else.
    """
    value = text(row, field)
    if value is None:
        return None
    plain = value.replace(decimal, ".") if decimal != "." else value
    if len(value) > _SHOWN_CHARS or not _NUMBER.fullmatch(plain):
        raise CellError(field=field, value=value, reason=f"is no number with {decimal!r} before its decimals")
    found = float(plain)
    if not math.isfinite(found):
        raise CellError(field=field, value=value, reason="is too large a number")
    return found


def position(
    row: Row, lon_field: str, lat_field: str, *, decimal: str = ".", is_geographic: bool = True
) -> tuple[float, float] | None:
    """Return a row's longitude and latitude; None if both are empty.

    Parameters
    ----------
    is_geographic
        Whether they are degrees on WGS 84, and have to look like it.

    Raises
    ------
    CellError
        One is missing or no number, out of range, or they look swapped.
    """
    lon, lat = number(row, lon_field, decimal=decimal), number(row, lat_field, decimal=decimal)
    if lon is None or lat is None:
        if lon is not None or lat is not None:
            missing = lon_field if lon is None else lat_field
            raise CellError(field=missing, value="", reason="is empty, but the other coordinate is not")
        return None
    if is_geographic:
        check_degrees(f"{lon_field}, {lat_field}", lon, lat)
    return lon, lat


def partial_date(row: Row, field: str) -> str | None:
    """Return a month, or month and day, without a year: "--11" or "--11-26"; None if the cell is empty.

    Raises
    ------
    CellError
        It is something else.
    """
    value = text(row, field)
    if value is not None and not PARTIAL.fullmatch(value):
        raise CellError(field=field, value=value, reason="is no month and day like --11-26")
    return value


def check_degrees(field: str, lon: float, lat: float) -> None:
    """Refuse degrees that cannot be, or that look swapped.

    Raises
    ------
    CellError
        They do.
    """
    try:
        crs.check_lonlat(lon, lat)
    except CoordinateError as err:
        raise CellError(field=field, value=f"{lon:g}, {lat:g}", reason=f"cannot be: {err}") from err


def day(row: Row, field: str, *, date_format: str | None = None) -> dt.date | None:
    """Return a cell's day; None if it is empty.

    Parameters
    ----------
    date_format
        As for strptime; None reads ISO 8601 ("2025-11-26", with or without a time) and "26 November 2025".

    Raises
    ------
    CellError
        It is in another form, no day of the calendar, or not of the years 1900 to 2100.
    """
    value = text(row, field)
    if value is None:
        return None
    found = _formatted(field, value, date_format) if date_format else _written(field, value)
    if found.year not in _YEARS:
        raise CellError(field=field, value=value, reason=f"is not of the years {_YEARS[0]} to {_YEARS[-1]}")
    return found


def _formatted(field: str, value: str, date_format: str) -> dt.date:
    try:
        return dt.datetime.strptime(value, date_format).date()
    except ValueError as err:
        raise CellError(field=field, value=value, reason=f"is no day written as {date_format}") from err


def _written(field: str, value: str) -> dt.date:
    if match := _ISO.fullmatch(value):
        year, month, number_of_day = (int(part) for part in match.groups())
    elif (match := _NAMED.fullmatch(value)) and match[2].casefold() in _MONTHS:
        year, month, number_of_day = int(match[3]), _MONTHS[match[2].casefold()], int(match[1])
    else:
        raise CellError(
            field=field,
            value=value,
            reason="is no date like 2025-11-26 or 26 November 2025: state its form as date_format",
        )
    try:
        return dt.date(year, month, number_of_day)
    except ValueError as err:
        raise CellError(field=field, value=value, reason="is no day of the calendar") from err


def items(row: Row, field: str, *, separator: str = ";") -> list[str]:
    """Return the parts of a cell that lists several things, each once."""
    value = text(row, field)
    parts = [part.strip() for part in value.split(separator)] if value else []
    return list(dict.fromkeys(part for part in parts if part))
