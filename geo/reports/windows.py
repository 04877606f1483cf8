"""The days that a sum is of: "in the first half of 2024", "за девять месяцев", "the same period", "a year earlier".

A sum is compared with the incidents of its days, so they are worked out as written: a part of a year, so many days back
from publication, or the days of the sum before it. Days that the text leaves open stay open.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from geo.core.model import Tally
from geo.reports.analysis import Analysis, Line
from geo.reports.date_words import UNITS, calendar_of
from geo.reports.numerals import Number
from geo.reports.periods import YEAR, text_of

Window: TypeAlias = tuple[dt.date | None, dt.date | None]

_OPEN: Window = (None, None)
_REACH = 4
_YEAR_BEFORE = re.compile(
    r"\b(?:a|the) year (?:before|earlier)\b|\bprevious year\b|\bгодом (?:ранее|раньше)\b|"
    r"\b(?:в|за) предыдущ\w+ год|\bяк сол (?:пеш|қабл)\b|یک سال (?:پیش|قبل) از آن|سال پیش از آن",
    re.IGNORECASE,
)
_THIS_YEAR = re.compile(
    r"\bthis year\b|\b(?:this|the current) year\b|\b(?:эт|текущ|нынешн)\w+ год|соли (?:ҷорӣ|равон)|ҳамин сол|"
    r"(?:سال جاری|امسال)",
    re.IGNORECASE,
)
_LAST_YEAR = re.compile(
    r"\blast year\b|\b(?:прошл|минувш)\w+ год|соли (?:гузашта|сипаришуда)|(?:سال گذشته|پارسال)", re.IGNORECASE
)
_YEAR_BEGAN = re.compile(
    r"\bsince the (?:year began|(?:start|beginning|turn) of (?:the|this) year)|\bso far this year\b|"
    r"\bfrom the (?:start|beginning) of (?:the|this) year|"
    r"\bс начала (?:(?:эт|текущ|нынешн)\w+ )?года|\bаз (?:аввал|оғоз|ибтидо)и (?:ин |ҳамин )?сол|"
    r"از (?:آغاز|ابتدای|اول) سال",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\bsame (?:months|year)\b|\b(?:same|that|this|the) (?:period|time|half-year)\b|"
    r"\bin these months\b|\bover the year\b|"
    r"\b(?:этот|тот|указанный|отч[её]тный|аналогичный)(?: же)? период|\bза это время\b|"
    r"\bдар ин (?:муддат|давра)|در (?:این|همین) (?:مدت|دوره)",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:than|compared|against|times? (?:as|more)|as many as|as much as)\b|\bпо сравнению\b|\bчем (?:в|за)\b|"
    r"\bраза? (?:больше|меньше)|нисбат ба|در مقایسه",
    re.IGNORECASE,
)
_UP_TO = {"to", "until", "till", "through", "and", "по", "до"}
_MONTHS = {"months", "месяцев", "месяца", "моҳи", "моҳ", "ماه"}
_PART = re.compile(
    r"\b(first|second|third|fourth) (half|quarter)\b|\b(перв|втор|трет|четв[её]рт)\w* (полугоди|квартал)|"
    r"\b(нимсола)и (якум|аввал|дуюм|дувум)|(نیمه) (اول|نخست|دوم) سال",
    re.IGNORECASE,
)
_WHICH = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "перв": 1, "втор": 2, "трет": 3, "четверт": 4, "четвёрт": 4,
    "якум": 1, "аввал": 1, "дуюм": 2, "дувум": 2, "اول": 1, "نخست": 1, "دوم": 2,
}  # fmt: skip
_MONTHS_OF_PART = {"quarter": 3, "квартал": 3}
_FIRST = {"first", "первые", "первых", "аввал", "аввали", "аввалин", "نخست", "اول"}
_BACK = {
    "past", "last", "previous", "последние", "последних", "прошедшие", "минувшие",
    "охир", "охири", "гузашта", "گذشته", "اخیر",
}  # fmt: skip
_WITHIN = {"in", "within", "over", "during", "за", "дар", "در"}
_LONE_BACK = re.compile(
    r"\b(?:past|last) (week|month|year)\b|\bза (?:последн\w+ |минувш\w+ |прошедш\w+ )?(полгода|месяц|неделю|год)\b",
    re.IGNORECASE,
)
_HALF_YEAR = 6
_UNTIL_YEAR = re.compile(r"\b(?:до|until|till)\s(?:\w+\s){0,3}((?:19|20)\d\d)(?!\d)")
# Months after which the sums of a part of a year are told.
_SOON = 2
# "За 2025 год" is no number of years.
_MANY = 100
_DAYS_OF_MONTH, _DAYS_OF_YEAR = UNITS["month"], UNITS["year"]


def window_of(analysis: Analysis, line: Line, before: Tally | None = None) -> Window:
    """First and last day of the window that a sentence names, each None where the text leaves it open.

    `before` is the sum that this one goes on with or is compared with.
    """
    text = text_of(analysis, line)
    years = YEAR.findall(text)
    if before is not None and before.since and _YEAR_BEFORE.search(text) and not years:
        return year_before((before.since, before.until))
    found = _read(analysis, line, (*_IN_WORDS, *_BY_DATES))
    if found == _OPEN and (_SAME.search(text) or not line.dates):
        found = _last_named(analysis, line)
        if len(years) == 1:  # "over the same period of 2022"
            found = _in_year(found, int(years[0]))
    return found


def year_before(window: Window) -> Window:
    """Return the same days of the year before."""
    start, end = window
    return _in_year(window, start.year - 1) if start else (None, end)


def _read(analysis: Analysis, line: Line, readers: Iterable[Callable[[Analysis, Line], Window]]) -> Window:
    """Return the first window that a reader finds in a sentence."""
    return next((found for read in readers if (found := read(analysis, line)) != _OPEN), _OPEN)


def _since(analysis: Analysis, line: Line) -> Window:
    published = analysis.published
    for date in line.dates:
        if date.use == "since" and date.span.start:
            return date.span.start, None
    if published and _YEAR_BEGAN.search(text_of(analysis, line)):
        return dt.date(published.year, 1, 1), published
    return _OPEN


def _of_dates(_: Analysis, line: Line) -> Window:
    """Return the first month, year or week that stands as a date; else from the first day to the last of several."""
    spans = [date.span for date in line.dates if date.use == "event" and date.span.start]
    whole = [span for span in spans if span.precision in {"month", "year", "week"}]
    if whole:
        return whole[0].start, whole[0].end
    if len(spans) > 1:
        return min(span.start for span in spans if span.start), max(span.end for span in spans if span.end)
    return _OPEN


def _until_year(analysis: Analysis, line: Line) -> Window:
    """Return the window that only its last year closes: "in all the years until they left in 2005"."""
    text = text_of(analysis, line)
    last = _UNTIL_YEAR.search(text) if len(YEAR.findall(text)) == 1 else None
    return (None, dt.date(int(last.group(1)), 12, 31)) if last else _OPEN


def _of_years(analysis: Analysis, line: Line) -> Window:
    """Return the whole years from the first named to the last."""
    text = text_of(analysis, line)
    years = [int(year) for year in YEAR.findall(text)]
    if _SAME.search(text):
        return _OPEN
    if years:
        return dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)
    if analysis.published and _THIS_YEAR.search(text):
        return dt.date(analysis.published.year, 1, 1), analysis.published
    return _OPEN


def _last_named(analysis: Analysis, line: Line) -> Window:
    """Return the window named last in the sentences before: "over the same period".

    Of "twice as many as in 2002" only what stands in words of its own is taken, "in the first eight months".
    """
    for other in reversed([one for one in analysis.lines if 0 < line.sentence.index - one.sentence.index <= _REACH]):
        is_compared = _COMPARED.search(text_of(analysis, other))
        found = _read(analysis, other, _IN_WORDS if is_compared else (*_IN_WORDS, *_BY_DATES))
        if found != _OPEN:
            return found
    return _OPEN


def _in_year(window: Window, year: int) -> Window:
    start, end = window
    if start is None:
        return window
    shift = year - start.year
    return _moved(start, shift), end and _moved(end, shift)


def _moved(day: dt.date, years: int) -> dt.date:
    year = day.year + years
    return dt.date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def _month_to_month(analysis: Analysis, line: Line) -> Window:
    """Read "from January to June 2025", "between January and March of this year"."""
    words, months = analysis.doc.words, calendar_of(analysis.lang).months
    for date in line.dates:
        start, first = date.span.start, date.first - 2
        if date.span.precision != "month" or not start or first < line.sentence.first or words[first + 1] not in _UP_TO:
            continue
        if words[first].isdigit():  # "from October 2024 to March 2025" has a year of its own
            continue
        month = months.get(words[first], 0)
        if 0 < month < start.month:
            return dt.date(start.year, month, 1), date.span.end
    return _OPEN


def _part_of_year(analysis: Analysis, line: Line) -> Window:
    """Read "the first half of 2025", "за девять месяцев этого года", "the second quarter"."""
    doc = analysis.doc
    text = text_of(analysis, line)
    part = _PART.search(text)
    if part:
        words = [group.lower() for group in part.groups() if group]
        length = next((_MONTHS_OF_PART[word] for word in words if word in _MONTHS_OF_PART), _HALF_YEAR)
        which = next(_WHICH[word] for word in words if word in _WHICH)
        year = _year_of(analysis, text[part.end() :], text, which * length, is_part=True)
        return _months_of_year(year, (which - 1) * length + 1, which * length)
    for number in line.numbers:
        n = _first_months(doc.words, line, number)
        if not n:
            continue
        around = {*doc.words[max(number.first - 1, 0) : number.first], *doc.words[number.last : number.last + 2]}
        behind = doc.text[doc.ends[number.last - 1] : line.sentence.end]
        is_part = number.kind == "ordinal" or not around.isdisjoint(_FIRST)
        window = _months_of_year(_year_of(analysis, behind, text, n, is_part=is_part), 1, n)
        if window != _OPEN:
            return window
    return _OPEN


def _months_of_year(year: int | None, first: int, last: int) -> Window:
    if year is None or last > len(calendar.month_name) - 1:
        return _OPEN
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def _first_months(words: Sequence[str], line: Line, number: Number) -> int:
    """Return how many months of a year a number counts: "nine months", "nine first months"; 0 if it does not."""
    if not number.best or words[number.last : number.last + 1] == [] or words[number.last] not in _MONTHS:
        return 0
    if number.kind == "ordinal" and number.best == 1:
        return next((int(one.best) for one in line.numbers if one.last == number.first and one.best), 0)
    return int(number.best) if number.kind == "count" and not _is_back(words, number) else 0


def _year_of(analysis: Analysis, behind: str, text: str, last_month: int, *, is_part: bool) -> int | None:
    """Return the year of which months are meant: one named behind them, else in the sentence, else the last with them.

    None where months may be of no calendar year: "in nine months" told in October is the year's; told in April it is
    not, unless it `is_part` by its words.
    """
    published = analysis.published
    named = [found for pattern in (YEAR, _THIS_YEAR, _LAST_YEAR) if (found := pattern.search(behind))]
    first = min(named, key=lambda found: found.start(), default=None) or YEAR.search(text)
    if first is not None and first.re is YEAR:
        return int(first.group())
    if published is None:
        return None
    if first is not None:
        return published.year - (first.re is _LAST_YEAR)
    ended = published.month - last_month
    if not is_part and not 0 <= ended <= _SOON:
        return None
    return published.year - (ended < 0)


def _is_back(words: Sequence[str], number: Number) -> bool:
    """Tell "the last six months", "шаш моҳи охир" from months of a year."""
    around = (*words[max(number.first - 1, 0) : number.first], *words[number.last + 1 : number.last + 2])
    return not _BACK.isdisjoint(around)


def _back(analysis: Analysis, line: Line) -> Window:
    """Return the longest window back from publication: "the third in three days and the fifth in a fortnight"."""
    words, published, text = analysis.doc.words, analysis.published, text_of(analysis, line)
    if published is None or _SAME.search(text):
        return _OPEN
    days = [
        _days(int(number.best), words[number.last])
        for number in line.numbers
        if number.kind == "count"
        and number.best
        and number.best < _MANY
        and words[number.last : number.last + 1]
        and words[number.last] in UNITS
        and (_is_back(words, number) or words[max(number.first - 1, 0)] in _WITHIN)
    ]
    for match in _LONE_BACK.finditer(text):
        unit = (match.group(1) or match.group(2)).lower()
        days.append(_days(_HALF_YEAR, "months") if unit == "полгода" else _days(1, unit))
    if "fortnight" in words[line.sentence.first : line.sentence.last]:
        days.append(UNITS["fortnight"])
    return (published - dt.timedelta(days=max(days)), published) if days else _OPEN


def _days(n: int, unit: str) -> int:
    """Days of a number of units; months and years by their mean length."""
    each = {_DAYS_OF_MONTH: 30.44, _DAYS_OF_YEAR: 365.25}.get(UNITS[unit], UNITS[unit])
    return round(n * each)


_IN_WORDS = (_month_to_month, _part_of_year, _since)
_BY_DATES = (_until_year, _of_dates, _of_years, _back)
