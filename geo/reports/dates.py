"""Date expressions of a text against its publication date, as intervals with a precision and the words they rest on.

Rules of our own read what agencies write: absolute dates in four languages and two calendars, weekdays, nights, "the
next day", "two weeks ago", "in late November". A month and day without a year take the last such day before
publication; without a publication date the year stays open (`partial`) unless a weekday settles it. A date that cannot
be ("31 February") is noted and not used.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import compress, count

from geo.core.model import DateSpan
from geo.reports.date_settling import day_or_none, settle
from geo.reports.date_words import DEICTIC, FOLLOWING, RELATIVE_WORDS, Calendar, DateMention, Expression, calendar_of
from geo.reports.numerals import Number
from geo.reports.relative_dates import read_relative
from geo.reports.rules import LANGUAGES
from geo.reports.text import Document, Sentence
from geo.reports.written_dates import in_digits, read_day_of_month, read_month, read_weekday

EARLIEST_YEAR = 1990


@dataclass(slots=True)
class Dates:
    """The date mentions of a document, in order, what the text says of its own date, and notes on impossible dates."""

    mentions: list[DateMention]
    published: dt.date | None
    notes: list[str]


_NIGHT_BEFORE = {"night", "overnight", "ночь", "шаби", "шабонгоҳи", "شب"}
_NIGHT_WORDS = 2
_ROUGH = {"month", "year"}
# "Nov 5 (Agency) - ".
_AGENCY = re.compile(r"[.,]? \([A-ZА-ЯЁ][^()\n]{1,30}\)\.? ?(?:--|[-—–])")
# "CITY, November 5, Agency - ".
_AGENCY_AFTER_COMMA = re.compile(r"[.,]? ?(?:[A-ZА-ЯЁ][\w.’'/-]*[ ,]{1,2}){1,3}(?:--|[-—–]) ?")
# "5 November 2025 10:48".
_CLOCK = re.compile(r",? (?:at )?\d\d?[:.]\d\d\b")
_STAMP_WORDS = 14
# "Is due to leave by September 11": a day told so that would lie far back is still to come.
_UNTIL = {"by", "until", "till", "before", "до", "к", "то", "تا"}
_PART_WORDS = {"the", "end", "of", "close", "start", "beginning", "конца", "концу", "начала", "началу"}
_ON, _NOT, _BUT = {"on", "in", "в", "во"}, {"not", "не"}, {"but", "а"}
_FAR_BACK = dt.timedelta(days=60)
_SINCE_REACH = 12
_WAIT_REACH = 6
_NEXT_MONTHS = 1
# "Counting from February 3".
_COUNTED = {"counting", "starting", "beginning", "reckoning"}
# "Until today" ends a period, "by Friday" a wait: neither is the day of an event.
_DAY_OF_WRITING = {"today", "сегодня", "имруз", "امروز"}
_AWAITED = {"expect", "expects", "expected", "will", "should", "due", "hopes", "hoped", "would", "plans", "planned"}
# "DUSHANBE, Nov 5 (Agency)", "Dushanbe, 14 October:".
_PLACE_AND_COMMA = re.compile(r"^[A-ZА-ЯЁ][\w’'-]+(?:[ -][A-ZА-ЯЁ][\w’'-]+){0,2}(?:, [A-ZА-ЯЁ][\w’'-]+)?, $")


def find_dates(
    doc: Document, numbers: list[Number], lang: str | None, published: dt.date | None, *, precision: str = "day"
) -> Dates:
    """Find the dates of a document.

    Parameters
    ----------
    doc, numbers
        The text taken apart, and its numbers.
    lang
        Language code; None or one without rules: all languages' words.
    published
        Publication date; None takes the text's own dateline, if it has one.
    precision
        "month" or "year" where no more is known of it; `published` is then its last day, and "on Tuesday" is some day
        of that month or year.

    Returns
    -------
    Dates
        Mentions in order; `published` as given or as the dateline says.
    """
    table = calendar_of(lang if lang in LANGUAGES else None)
    notes: list[str] = []
    by_first = {number.first: number for number in numbers}
    found: list[Expression] = []
    numeric = in_digits(doc)
    starts = sorted({*_starts(doc, table), *by_first, *numeric})
    at = 0
    for sentence in doc.sentences if starts else ():
        begin = at
        while at < len(starts) and starts[at] < sentence.last:
            at += 1
        if at > begin:
            _scan(doc, sentence, starts[begin:at], table, by_first, numeric, found)
    found = _without_doubles(found)
    dateline = None
    month: tuple[int, int] = (0, 0)
    for raw in found:
        if raw.day and raw.year >= 0 and _is_dateline(doc, raw):
            raw.use = "dateline"
            dateline = dateline or (day_or_none(raw.year, raw.month, raw.day, []) if raw.year else None)
        elif raw.shape == "of_month":
            raw.month, raw.year = month
        elif raw.month and raw.use == "event" and not raw.solar:
            month = (raw.month, raw.year)
    reference = published or dateline
    if reference is None:
        _share_years(doc, found)
    mentions = [mention for raw in found if (mention := settle(doc, raw, reference, notes)) is not None]
    mentions = [
        replace(m, use="since") if _follows_since(doc, m) else m
        for m in mentions
        if m.use != "event" or not (_is_to_come(doc, m, reference) or _is_denied(doc, m))
    ]
    if published is not None and precision in _ROUGH:
        vague = {raw.first for raw in found if raw.shape in {"weekday", "offset"}}
        whole = DateSpan(start=first_day(published, precision), end=published, precision=precision)
        mentions = [replace(m, span=whole, ago=None) if m.first in vague and m.use == "event" else m for m in mentions]
    return Dates(mentions, reference, list(dict.fromkeys(notes)))


def _share_years(doc: Document, found: list[Expression]) -> None:
    """Give "September 5" the year of "August 29, 2023" told before it, and other days the years to choose from."""
    years = sorted({raw.year for raw in found if raw.year > 0} | _years_named(doc))
    told: Expression | None = None
    for raw in found:
        raw.years = years
        if raw.shape != "day" or raw.solar or raw.use != "event":
            continue
        if not raw.year and told is not None and 0 <= raw.month - told.month <= _NEXT_MONTHS:
            raw.year = told.year
        told = raw if raw.year > 0 else told


def _is_to_come(doc: Document, date: DateMention, reference: dt.date | None) -> bool:
    """Tell a deadline: "by the end of this year", "by September 11" where the last such day is months ago."""
    k = date.first - 1
    while k >= 0 and doc.words[k] in _PART_WORDS:
        k -= 1
    if k < 0 or doc.words[k] not in _UNTIL or reference is None or date.span.start is None:
        return False
    if doc.words[date.first] in _DAY_OF_WRITING:
        return True
    if date.span.precision == "year":
        return date.span.start.year >= reference.year
    if doc.words[k] == "by" and not _AWAITED.isdisjoint(doc.words[max(k - _WAIT_REACH, 0) : date.last + _WAIT_REACH]):
        return True
    year = any(word.isdigit() and len(word) == len("2026") for word in doc.words[date.first : date.last])
    return not year and reference - date.span.start > _FAR_BACK


def _is_denied(doc: Document, date: DateMention) -> bool:
    """Tell a day that it was not: "not on Wednesday but on January 10", "не вчера, а 24 августа"."""
    k = date.first - 1 - (doc.words[date.first - 1] in _ON if date.first else 0)
    return k >= 0 and doc.words[k] in _NOT and not _BUT.isdisjoint(doc.words[date.last : date.last + 1])


def _follows_since(doc: Document, date: DateMention) -> bool:
    """Tell the day that a period began with: "since the offensive began in May", "counting from May 3"."""
    if date.use != "event" or date.first < 2:
        return False
    if doc.words[date.first - 1] == "from":
        return doc.words[date.first - 2] in _COUNTED
    if doc.words[date.first - 1] not in {"in", "of", "on"}:
        return False
    first = max(date.first - _SINCE_REACH, 0) + 1
    if "since" not in doc.words[first : date.first - 1]:
        return False
    for k in range(date.first - 2, first - 1, -1):
        if doc.gap(k).strip():
            return False
        if doc.words[k] == "since":
            return True
    return False


def _starts(doc: Document, table: Calendar) -> list[int]:
    """List the words that may begin a date; of words such as "the" those before a word that may go on with one."""
    own, listed, words = table.own, table.all, doc.words
    last = len(words) - 1
    return [
        i
        for i in compress(count(), map(listed.__contains__, words))
        if words[i] in own or (i < last and words[i + 1] in FOLLOWING)
    ]


def first_day(day: dt.date, precision: str) -> dt.date:
    """Return the first day of the month or year of a day."""
    return day.replace(day=1) if precision == "month" else day.replace(month=1, day=1)


def last_day(day: dt.date, precision: str) -> dt.date:
    """Return the last day of the month or year of a day; the day itself where the precision is finer."""
    if precision == "year":
        return day.replace(month=12, day=31)
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if precision == "month" else day


def _without_doubles(found: list[Expression]) -> list[Expression]:
    """Leave "overnight" to the day that it goes with: "overnight between 29 and 30 August"."""
    out: list[Expression] = []
    for raw in found:
        before = out[-1] if out else None
        if (
            before is not None
            and before.night
            and before.shape == "offset"
            and raw.shape in {"day", "weekday"}
            and before.sentence is raw.sentence
            and raw.first - before.last <= _NIGHT_WORDS
        ):
            out.pop()
            raw.night = True
        out.append(raw)
    return out


def _years_named(doc: Document) -> set[int]:
    """Years that stand in the text as four digits."""
    return {int(word) for word in doc.words if len(word) == 4 and word.isdigit() and EARLIEST_YEAR <= int(word) <= 2100}


def _scan(
    doc: Document,
    sentence: Sentence,
    starts: list[int],
    table: Calendar,
    numbers: dict[int, Number],
    numeric: dict[int, tuple[int, int, int, int]],
    out: list[Expression],
) -> None:
    """Find the expressions of one sentence; `starts` are its words that may begin one."""
    free = sentence.first
    for i in starts:
        if i < free:
            continue
        raw = None
        word = doc.words[i]
        if i in numeric:
            year, month, day, last = numeric[i]
            raw = Expression(i, last, sentence, "day", day=day, month=month, year=year)
        elif word in table.months or word in table.solar:
            raw = read_month(doc, sentence, i, table, numbers, out)
        elif word in table.weekdays:
            raw = read_weekday(doc, sentence, i, table)
        elif word in DEICTIC:
            raw = Expression(
                i, i + 1, sentence, "offset", offset=(DEICTIC[word], DEICTIC[word], "day"), night=word == "دیشب"
            )
        elif word in RELATIVE_WORDS or i in numbers:
            raw = read_relative(doc, sentence, i, numbers)
            if raw is None and i in numbers and numbers[i].kind == "ordinal":
                raw = read_day_of_month(doc, sentence, i, numbers[i], table)
        if raw is not None:
            _mark_night(doc, raw)
            out.append(raw)
            free = raw.last


def _mark_night(doc: Document, raw: Expression) -> None:
    """Tell a night: "the night of 26 November", "в ночь на 1 декабря", "Thursday night"."""
    words = doc.words
    lead = words[max(raw.first - 4, raw.sentence.first) : raw.first]
    if lead[-2:] == ["ночь", "на"]:
        raw.night, raw.before = True, True
    elif not _NIGHT_BEFORE.isdisjoint(lead[-3:]) and (
        not lead or lead[-1] in {"of", "on", "from", "the", "шаби", "شب", "night", "شام"}
    ):
        raw.night = True
    elif raw.last < raw.sentence.last and words[raw.last] == "night" and raw.shape in {"weekday", "day"}:
        raw.night = True
        raw.last += 1


def _is_dateline(doc: Document, raw: Expression) -> bool:
    """Tell the text's own date: a line of little else, or the first words of the body before a dash or an agency."""
    sentence = raw.sentence
    offset = raw.first - sentence.first
    if not offset and raw.last == sentence.last and _follows_city(doc, sentence):
        return True
    if raw.year and sentence.last - sentence.first <= 8 and not _has_verb_room(doc, raw):
        return True
    if (
        raw.year
        and sentence.last - sentence.first <= _STAMP_WORDS
        and _CLOCK.match(doc.text, doc.ends[raw.last - 1])
        and not _has_verb_room(doc, raw)
    ):
        return True
    if offset > 4:
        return False
    after = doc.text[doc.ends[raw.last - 1] : doc.ends[raw.last - 1] + 14]
    lead = doc.text[doc.starts[sentence.first] : doc.starts[raw.first]]
    if raw.year and not offset and re.match(r"[.,]?[:;]\s", after):
        return True
    if offset and re.match(r"[.,]?(?::\s| \([A-ZА-Я])", after) and _PLACE_AND_COMMA.match(lead):
        return True
    if not offset and _AGENCY.match(doc.text, doc.ends[raw.last - 1]):
        return True
    if lead.endswith(", ") and lead.isupper() and _AGENCY_AFTER_COMMA.match(doc.text, doc.ends[raw.last - 1]):
        return True
    bounds = r"[\s.,]*(?:[—–(/]|--|-\s|Asia-Plus|/)" if raw.year else r"[\s.,]*(?:/|--|—|–|-\s)"
    return bool(re.match(bounds, after)) and (not lead or lead.rstrip(" ,.").isupper() or lead[:1].isupper())


def _follows_city(doc: Document, sentence: Sentence) -> bool:
    """Tell a date that is a sentence by itself after one of a name or two: "Душанбе. 5 января. «Ховар» -- ..."."""
    if not sentence.index:
        return False
    before = doc.sentences[sentence.index - 1]
    names = range(before.first, before.last)
    return 1 <= len(names) <= 2 and all(map(doc.is_capitalised, names))


def _has_verb_room(doc: Document, raw: Expression) -> bool:
    """Tell a short sentence from a line of data by its lower-case words."""
    sentence = raw.sentence
    lower = sum(
        1
        for i in range(sentence.first, sentence.last)
        if not raw.first <= i < raw.last and doc.text[doc.starts[i]].islower()
    )
    return lower >= 2
