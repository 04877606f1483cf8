"""Dates counted from the day of writing, or from the date before: "two weeks ago", "last month", "the next day"."""

from geo.reports.date_words import (
    ARTICLES,
    FOLLOWING,
    LONE,
    NEXT,
    OVERNIGHT,
    PERIOD,
    SINGLE,
    UNITS,
    Expression,
    day_number,
)
from geo.reports.numerals import Number
from geo.reports.text import Document, Sentence

# Days around what is counted in a unit, and the precision that leaves.
_SPREAD = {1: (0, "day"), 7: (3, "week"), 14: (4, "week"), 30: (15, "month"), 365: (182, "year")}
_SPREAD_MONTH = 30
_NEAR_DAYS = 60
# "A few weeks ago" is of up to so many.
_MANY = 8
_GONE = {"гузашта", "گذشته"}
# "The past three months" are a span; "on the 26th of last month" is not.
_SPAN = 12
_LONG_AGO_DAYS = 20_000
# These count from what was told before, not from the day of writing.
_BEFORE_THAT = {"earlier", "before", "ранее", "раньше", "prior"}
_AFTER_THAT = {"later", "afterwards", "спустя", "позже", "позднее", "баъд", "بعد"}
_AGO = {"ago", "earlier", "before", "prior", "ранее", "раньше", "назад", "муқаддам", "пеш", "қабл", "پیش", "قبل"}


def read_relative(doc: Document, sentence: Sentence, i: int, numbers: dict[int, Number]) -> Expression | None:
    """Read what is counted from the day of writing: "last month", "the next day", "overnight", "two weeks ago"."""
    words = doc.words
    stop = sentence.last
    following = words[i + 1] if i + 1 < stop else ""
    if following not in FOLLOWING and words[i] not in LONE:
        return _ago(doc, sentence, i, numbers) if i in numbers else None
    pair = tuple(words[i : min(i + 2, stop)])
    if pair in PERIOD and PERIOD[pair][2] in {"last_month", "this_month"}:
        raw = _day_of_month(doc, sentence, i, numbers)
        if raw is not None:
            return raw
    if pair in PERIOD:
        if pair[-1] in _GONE and i - 1 in numbers and _is_span(numbers[i - 1]):
            return None
        return Expression(i, i + 2, sentence, "offset", offset=PERIOD[pair])
    for size in (3, 2, 1):
        group = tuple(words[i : i + size]) if i + size <= stop else ()
        if group in NEXT:
            return Expression(i, i + size, sentence, "next", offset=(NEXT[group], NEXT[group], "day"))
        if group in OVERNIGHT:
            return Expression(i, i + size, sentence, "offset", offset=(-1, 0, "days"), night=True)
    year = words[i + 3] if words[i : i + 3] == ["first", "day", "of"] and i + 3 < stop else ""
    if len(year) == len("2019") and year.isdigit():
        return Expression(i, i + 4, sentence, "day", day=1, month=1, year=int(year))
    return _ago(doc, sentence, i, numbers)


def _is_span(number: Number) -> bool:
    """Tell "дар се моҳи гузашта", the past three months, from "the last month"."""
    return number.kind == "count" and number.best is not None and number.best <= _SPAN


def _day_of_month(doc: Document, sentence: Sentence, i: int, numbers: dict[int, Number]) -> Expression | None:
    """Read "the 20th of last month", "20-го числа прошлого месяца" around the words at i."""
    words = doc.words
    k = i - 1
    while k >= sentence.first and words[k] in {"of", "числа", "st", "nd", "rd", "th", "го"}:
        k -= 1
    day = day_number(doc, k, sentence.first, numbers) if k < i - 1 else 0
    which = PERIOD[(words[i], words[i + 1])][2]
    return Expression(k, i + 2, sentence, "offset", offset=(day, day, f"day_of_{which}")) if day else None


def _ago(doc: Document, sentence: Sentence, i: int, numbers: dict[int, Number]) -> Expression | None:
    """Read "two weeks ago", "a month ago", "several months ago"."""
    words = doc.words
    number = numbers.get(i)
    if number is not None and number.kind == "count":
        amount, last = number.best if number.best is not None else number.low, number.last
        vague = number.best is None
    elif words[i] in SINGLE:
        amount, last, vague = 1, i + (words[i] in ARTICLES), words[i] in {"weeks", "months"}
    else:
        return None
    if amount is not None and words[last : last + 3] == ["and", "a", "half"]:
        amount, last = amount + 0.5, last + 3
    if amount is None or last + 1 >= sentence.last or words[last] not in UNITS:
        return None
    unit = UNITS[words[last]]
    if words[last + 1] in _AFTER_THAT and not vague and unit * amount <= _NEAR_DAYS:
        step = int(unit * amount)
        return Expression(i, last + 2, sentence, "next", offset=(step, step, "day"))
    if words[last + 1] not in _AGO:
        return None
    if words[last + 1] in _BEFORE_THAT and unit == 1 and not vague and amount <= _NEAR_DAYS:
        step = -int(amount)
        return Expression(i, last + 2, sentence, "next", offset=(step, step, "day"))
    if amount * unit > _LONG_AGO_DAYS:
        return None
    spread, precision = _SPREAD[unit]
    back = int(amount * unit)
    if vague:
        precision = "month" if unit < _SPREAD_MONTH else "season"
        return Expression(i, last + 2, sentence, "offset", offset=(-unit * _MANY, -unit, precision))
    return Expression(i, last + 2, sentence, "offset", offset=(-back - spread, -back + spread, precision))
