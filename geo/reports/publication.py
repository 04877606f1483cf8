"""When a text was published: dates as metadata and as the first lines of an article write them.

Dates are taken as written, never shifted by a time zone. Numeric dates are read day first, as the outlets of the
region write them; month first only where day first cannot be.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

# Only the head of a text is searched: dates further down are the story's.
_HEAD_CHARS = 600
_HEAD_LINES = 8
# Of an undated page some sites say that it is of the year 1.
YEARS = range(1990, 2100)

_MONTH_LISTS = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sept oct nov dec",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри",
)
_MONTHS = {name: number for names in _MONTH_LISTS for number, name in enumerate(names.split(), start=1)} | {"sep": 9}
_MONTH = "(?P<month_name>" + "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_DATE_FORMS = (
    rf"{_YEAR}-(?P<month>[01]\d)-{_DAY}",
    rf"(?P<first>[0-3]?\d)[./-](?P<second>[0-3]?\d)[./-]{_YEAR}",
    rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
    rf"{_DAY}\s+{_MONTH},?\s+{_YEAR}",
)
_CLOCK = r"[\s,T|/–-]*(?:at\s+|в\s+)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\b"
_LABEL = r"(?:(?:date|published(?:\s+on)?|posted(?:\s+on)?|updated|дата|опубликовано)\s*:?\s*)"
_WEEKDAY = r"(?:[^\W\d]{3,12},?\s+)?"
# A line that holds a date and nothing else but a label or a weekday, or that begins with a date and the time of day.
_DATE_LINES = tuple(
    re.compile(rf"\s*{_LABEL}?{_WEEKDAY}{form}(?:\s*[|/.]?\s*$|{_CLOCK})", re.IGNORECASE) for form in _DATE_FORMS
)
# "date 2026-01-19 Your support ...": a label and a date before anything else.
_LABELLED_STARTS = tuple(re.compile(rf"\s*{_LABEL}{form}\b", re.IGNORECASE) for form in _DATE_FORMS)
# "DUSHANBE, April 10, 2015, Asia-Plus -- The parents ...", "Душанбе, 28.03.2016. (НИАТ «Ховар»)" and
# "August 27, 2018 - MOSCOW (AP) - ..."
_DATELINES = (
    *(re.compile(rf"\s*[^\W\d_][\w .'-]{{2,30}},\s+{form}\s*[-–—.,(]", re.IGNORECASE) for form in _DATE_FORMS),
    *(re.compile(rf"\s*{form}\s+[-–—]", re.IGNORECASE) for form in _DATE_FORMS[2:]),
)

_METADATA = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:[T\s].*)?)?)?$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationDate:
    """The last day of the period in which a text was published, and how exactly it is known: day, month or year."""

    day: dt.date
    precision: str = "day"


def parse_published(text: str) -> PublicationDate | None:
    """Read a date of publication from metadata: "2025-12-25", "2025-12-25T10:00:00+05:00", "2025-12", "2025".

    Returns
    -------
    PublicationDate or None
        None if the words are no such date, or of a year not in `YEARS`.
    """
    match = _METADATA.match(text.strip())
    if match is None:
        return find_date(text.strip())
    year = int(match["year"])
    month, day = (int(part) if part else None for part in match.group("month", "day"))
    if year not in YEARS:
        return None
    try:
        if month is None:
            return PublicationDate(day=dt.date(year, 12, 31), precision="year")
        if day is None:
            last = calendar.monthrange(year, month)[1]
            return PublicationDate(day=dt.date(year, month, last), precision="month")
        return PublicationDate(day=dt.date(year, month, day))
    except ValueError:
        return None


def find_date(text: str) -> PublicationDate | None:
    """Find the date of publication that stands in the first lines of a text.

    Returns
    -------
    PublicationDate or None
        From a labelled start, a line that is nothing but a date, or a dateline; None if there is none.

    Examples
    --------
    >>> find_date("DUSHANBE, April 10, 2015, Asia-Plus -- The parents of a border guard ...").day
    datetime.date(2015, 4, 10)
    >>> find_date("The clash of 24 December 2025 left five dead.") is None
    True
    """
    lines = [line for line in text[:_HEAD_CHARS].splitlines() if line.strip()][:_HEAD_LINES]
    for patterns, candidates in ((_LABELLED_STARTS, lines[:1]), (_DATE_LINES, lines), (_DATELINES, lines)):
        for line in candidates:
            for pattern in patterns:
                match = pattern.match(line)
                day = match and _to_date(match.groupdict())
                if day:
                    return PublicationDate(day=day)
    return None


def _to_date(parts: dict[str, str | None]) -> dt.date | None:
    year = int(parts.get("year") or 0)
    month_name, month, day = parts.get("month_name"), parts.get("month"), parts.get("day")
    if month_name and day:
        tries = [(_MONTHS[month_name.lower()], int(day))]
    elif month and day:
        tries = [(int(month), int(day))]
    else:
        first, second = int(parts.get("first") or 0), int(parts.get("second") or 0)
        tries = [(second, first), (first, second)]
    for month_number, day_number in tries:
        if year in YEARS and 1 <= month_number <= 12 and 1 <= day_number <= calendar.monthrange(year, month_number)[1]:
            return dt.date(year, month_number, day_number)
    return None
