"""Date expressions of a text against its publication date, as intervals with a precision and the words they rest on.

Rules of our own read what agencies write: absolute dates in four languages and two calendars, weekdays, nights, "the
next day", "two weeks ago", "in late November". A month and day without a year take the last such day before
publication; without a publication date the year stays open (`partial`) unless a weekday settles it. A date that cannot
be ("31 February") is noted and not used.
"""

import calendar
import csv
import datetime as dt
import re
from dataclasses import dataclass, field, replace
from functools import cache

from geo.core.model import DateSpan
from geo.reports.numerals import Number
from geo.reports.rules import FOLDER, LANGUAGES
from geo.reports.solar import solar_to_gregorian
from geo.reports.text import Document, Sentence, normalise

EARLIEST_YEAR = 1990
_SLACK_AHEAD = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date on the words [first, last).

    `use` is event, since (the start of a period), dateline, next (days after the
    date before: `shift`). `night` tells that a night was meant; `ago` holds first day, last day and precision of
    what is counted from the day of speaking ("two weeks ago").
    """

    span: DateSpan
    first: int
    last: int
    use: str = "event"
    shift: int = 0
    night: bool = False
    ago: tuple[int, int, str] | None = None


@dataclass(slots=True)
class Dates:
    """The date mentions of a document, in order, what the text says of its own date, and notes on impossible dates."""

    mentions: list[DateMention]
    published: dt.date | None
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Calendar:
    months: dict[str, int]
    solar: dict[str, int]
    weekdays: dict[str, int]
    own: frozenset[str]
    all: frozenset[str]


# Statements are dated beside a verb of saying; the matcher finds these (cues.csv, speech).
_NUMERIC = re.compile(
    r"(?<![\d.])(?:(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)|"
    r"(?P<d2>\d{1,2})(?P<sep>[./-])(?P<m2>\d{1,2})(?P=sep)(?P<y2>(?:19|20)\d\d))(?![\d])"
)
# What each of these holds, and few texts hold: found much faster.
_IN_DIGITS = re.compile(r"\d[./-]\d\d?[./-]\d\d")
_PART_OF_MONTH = {
    "early": (1, 10), "beginning": (1, 10), "start": (1, 10), "mid": (11, 20), "middle": (11, 20), "late": (21, 31),
    "end": (21, 31),
    "начале": (1, 10), "начала": (1, 10), "середине": (11, 20), "конце": (21, 31), "аввали": (1, 10),
    "охири": (21, 31), "миёнаи": (11, 20),
    "اوایل": (1, 10), "اواخر": (21, 31), "اواسط": (11, 20),
}  # fmt: skip
_MONTH_LEADS = {
    "in", "last", "this", "during", "of", "by", "until", "till", "through", "for", "в", "во", "с", "со", "за", "дар",
    "аз", "моҳи",
    "در", "از", "ماه", "since", "from", "к",
}  # fmt: skip
_NIGHT_TO = {"на", "ба", "به", "to"}
_SINCE = {"since", "from", "с", "со", "аз", "از", "начиная"}
_THIS_YEAR = re.compile(
    r"^(?:of )?this year|^(?:текущего|этого|нынешнего|сего) (?:года|г)|^(?:соли|сол) (?:ҷори|чори)|^(?:امسال|سال جاری)"
)
_LAST_YEAR = re.compile(r"^(?:of )?last year|^(?:прошлого|минувшего) (?:года|г)|^соли гузашта|^سال گذشته")
_NIGHT_BEFORE = {"night", "overnight", "ночь", "шаби", "шабонгоҳи", "شب"}
_UNITS = {
    "day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14, "month": 30, "months": 30, "year": 365, "years": 365,
    "день": 1, "дня": 1, "дней": 1,
    "днями": 1, "сутки": 1, "суток": 1, "неделями": 7, "неделей": 7, "месяцами": 30,
    "неделю": 7, "недели": 7, "недель": 7, "месяц": 30, "месяца": 30, "месяцев": 30,
    "год": 365, "года": 365, "лет": 365,
    "руз": 1, "ҳафта": 7, "моҳ": 30, "сол": 365, "روز": 1, "هفته": 7, "ماه": 30, "سال": 365,
}  # fmt: skip
# Days around what is counted in a unit, and the precision that leaves.
_SPREAD = {1: (0, "day"), 7: (3, "week"), 14: (4, "week"), 30: (15, "month"), 365: (182, "year")}
_SPREAD_MONTH = 30
_NIGHT_WORDS = 2
_ROUGH = {"month", "year"}
_NEAR_DAYS = 60
_LONG_AGO_DAYS = 20_000
_ARTICLES = {"a", "one", "як"}
_SINGLE = _ARTICLES | {"неделю", "месяц", "год", "weeks", "months"}
# These count from what was told before, not from the day of writing.
_BEFORE_THAT = {"earlier", "before", "ранее", "раньше", "prior"}
_AFTER_THAT = {"later", "afterwards", "спустя", "позже", "позднее", "баъд", "بعد"}
_AGO = {"ago", "earlier", "before", "prior", "ранее", "раньше", "назад", "муқаддам", "пеш", "қабл", "پیش", "قبل"}
_PERIOD = {
    ("last", "week"): (-13, -1, "week"), ("last", "month"): (0, 0, "last_month"), ("this", "week"): (-6, 0, "week"),
    ("this", "month"): (0, 0, "this_month"),
    ("past", "week"): (-7, 0, "week"), ("last", "year"): (0, 0, "last_year"), ("this", "year"): (0, 0, "this_year"),
    ("прошлой", "неделе"): (-13, -1, "week"), ("минувшей", "неделе"): (-9, -1, "week"), ("этой", "неделе"): (-6, 0,
    "week"),

    ("прошлом", "месяце"): (0, 0, "last_month"), ("прошлого", "месяца"): (0, 0, "last_month"),
    ("этом", "месяце"): (0, 0, "this_month"), ("этого",
    "месяца"): (0, 0, "this_month"), ("прошлом", "году"): (0, 0, "last_year"), ("этом", "году"): (0, 0, "this_year"),
    ("ҳафтаи", "гузашта"): (-13, -1, "week"), ("моҳи", "гузашта"): (0, 0, "last_month"), ("هفته", "گذشته"): (-13, -1,
    "week"), ("ماه", "گذشته"): (0, 0, "last_month"),
}  # fmt: skip
_DEICTIC = {
    "today": 0, "yesterday": -1, "tonight": 0, "сегодня": 0, "вчера": -1, "накануне": -1, "позавчера": -2,
    "имруз": 0, "дируз": -1,
    "امروز": 0, "دیروز": -1, "دیشب": -1, "пареруз": -2,
}  # fmt: skip
_OVERNIGHT = (
    ("overnight",),
    ("last", "night"),
    ("минувшей", "ночью"),
    ("прошлой", "ночью"),
    ("this", "night"),
    ("шаби", "гузашта"),
    ("شب", "گذشته"),
    ("شامگاه", "گذشته"),
    ("за", "минувшие", "сутки"),
    ("previous", "night"),
    ("за", "сутки"),
    ("за", "прошедшие", "сутки"),
)
_NEXT = {
    ("the", "next", "day"): 1, ("next", "day"): 1, ("a", "day", "later"): 1, ("one", "day", "later"): 1,
    ("following", "day"): 1, ("two", "days", "later"): 2, ("three", "days", "later"): 3,
    ("day", "before"): -1, ("previous", "day"): -1, ("на", "следующий", "день"): 1, ("на", "следующее", "утро"): 1,
    ("днем", "ранее"): -1, ("рузи", "дигар"): 1, ("рузи", "баъд"): 1,
    ("روز", "بعد"): 1, ("же", "день"): 0, ("same", "day"): 0, ("that", "day"): 0, ("that", "night"): 0,
    ("ту", "ночь"): 0, ("тот", "же", "вечер"): 0,
    ("следующим", "утром"): 1,
    ("наутро",): 1, ("на", "другой", "день"): 1, ("утром", "следующего", "дня"): 1,
    ("two", "days", "earlier"): -2, ("following", "morning"): 1, ("next", "morning"): 1,
}  # fmt: skip
# Words that can begin a relative expression; numbers are looked up by place.
_RELATIVE_WORDS = frozenset(
    {group[0] for table in (_PERIOD, _NEXT) for group in table}
    | {group[0] for group in _OVERNIGHT}
    | {"a", "one", "неделю", "месяц", "год", "weeks", "months", "як", "first"}
)
# Most of these words, as "the", begin nothing: the next word tells, but for those that need none.
_FOLLOWING = frozenset(
    {group[1] for table in (_PERIOD, _NEXT, _OVERNIGHT) for group in table if len(group) > 1}
    | {"day", "and"}
    | _UNITS.keys()
)
_LONE = frozenset(
    {group[0] for table in (_NEXT, _OVERNIGHT) for group in table if len(group) == 1} | (_SINGLE - _ARTICLES)
)


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
    table = _calendar(lang if lang in LANGUAGES else None)
    notes: list[str] = []
    by_first = {number.first: number for number in numbers}
    found: list[_Raw] = []
    numeric = _numeric_at(doc)
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
    for raw in found:
        if raw.day and raw.year >= 0 and _is_dateline(doc, raw):
            raw.use = "dateline"
            dateline = dateline or (_day(raw.year, raw.month, raw.day, []) if raw.year else None)
    reference = published or dateline
    years = sorted({raw.year for raw in found if raw.year > 0} | _years_named(doc)) if reference is None else []
    for raw in found:
        raw.years = years
    mentions = [mention for raw in found if (mention := _settle(doc, raw, reference, notes)) is not None]
    if published is not None and precision in _ROUGH:
        vague = {raw.first for raw in found if raw.shape in {"weekday", "offset"}}
        whole = DateSpan(start=first_day(published, precision), end=published, precision=precision)
        mentions = [replace(m, span=whole, ago=None) if m.first in vague and m.use == "event" else m for m in mentions]
    return Dates(mentions, reference, notes)


def _starts(doc: Document, table: _Calendar) -> list[int]:
    """List the words that may begin a date; of words such as "the" those before a word that may go on with one."""
    own, listed, words = table.own, table.all, doc.words
    last = len(words) - 1
    return [
        i
        for i, word in enumerate(words)
        if word in listed and (word in own or (i < last and words[i + 1] in _FOLLOWING))
    ]


def first_day(day: dt.date, precision: str) -> dt.date:
    """Return the first day of the month or year of a day."""
    return day.replace(day=1) if precision == "month" else day.replace(month=1, day=1)


def last_day(day: dt.date, precision: str) -> dt.date:
    """Return the last day of the month or year of a day; the day itself where the precision is finer."""
    if precision == "year":
        return day.replace(month=12, day=31)
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if precision == "month" else day


@dataclass(slots=True)
class _Raw:
    """An expression before it is set against the publication date."""

    first: int
    last: int
    sentence: Sentence
    shape: str
    day: int = 0
    day_end: int = 0
    month: int = 0
    year: int = 0
    weekday: int | None = None
    solar: bool = False
    part: tuple[int, int] | None = None
    offset: tuple[int, int, str] = (0, 0, "")
    use: str = "event"
    night: bool = False
    before: bool = False
    years: list[int] = field(default_factory=list)


def _without_doubles(found: list[_Raw]) -> list[_Raw]:
    """Leave "overnight" to the day that it goes with: "overnight between 29 and 30 August"."""
    out: list[_Raw] = []
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
    table: _Calendar,
    numbers: dict[int, Number],
    numeric: dict[int, tuple[int, int, int, int]],
    out: list[_Raw],
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
            raw = _Raw(i, last, sentence, "day", day=day, month=month, year=year)
        elif word in table.months or word in table.solar:
            raw = _month(doc, sentence, i, table, numbers, out)
        elif word in table.weekdays:
            raw = _weekday(doc, sentence, i, table)
        elif word in _DEICTIC:
            raw = _Raw(
                i, i + 1, sentence, "offset", offset=(_DEICTIC[word], _DEICTIC[word], "day"), night=word == "دیشب"
            )
        elif word in _RELATIVE_WORDS or i in numbers:
            raw = _relative(doc, sentence, i, numbers)
        if raw is not None:
            _mark_night(doc, raw)
            out.append(raw)
            free = raw.last


def _month(
    doc: Document, sentence: Sentence, i: int, table: _Calendar, numbers: dict[int, Number], out: list[_Raw]
) -> _Raw | None:
    words = doc.words
    solar = words[i] in table.solar and words[i] not in table.months
    month = table.solar[words[i]] if solar else table.months[words[i]]
    raw = _Raw(i, i + 1, sentence, "month", month=month, solar=solar)
    low = max(sentence.first, out[-1].last if out else 0)
    k = i - 1
    if k >= low and words[k] in {"of", "моҳи", "ماه"}:
        k -= 1
    if k >= low and words[k] in {"уми", "ми", "юми", "ум", "го", "е", "st", "nd", "rd", "th", "ое"}:
        k -= 1
    day = _day_number(doc, k, low, numbers)
    if day:
        raw.day = day
        raw.first = k
        _second_day(doc, raw, k, low, numbers, sentence, out)
    else:
        k = i + 1
        ahead = int(words[k]) if k < sentence.last and words[k].isdigit() and len(words[k]) <= 2 else 0
        if (
            1 <= ahead <= 31
            and "\n" not in doc.gap(i)
            and doc.gap(i).strip() in {"", "."}
            and words[i] not in {"می", "مه"}
        ):
            raw.day, raw.last = ahead, k + 1
            if raw.last < sentence.last and words[raw.last] in {"st", "nd", "rd", "th"}:
                raw.last += 1
            gap = doc.gap(raw.last - 1)
            if (
                raw.last < sentence.last
                and gap in {"-", "–", "—"}  # "January 19 - 30 militants" is a dateline and its text
                and words[raw.last].isdigit()
                and len(words[raw.last]) <= 2
            ):
                raw.day_end, raw.last = int(words[raw.last]), raw.last + 1
            elif (
                raw.last + 1 < sentence.last
                and words[raw.last] == "and"
                and words[raw.last + 1].isdigit()
                and len(words[raw.last + 1]) <= 2
            ):
                follow = raw.last + 2
                if follow >= sentence.last or words[follow] not in table.months:
                    out.append(_Raw(raw.first, raw.first + 1, sentence, "day", day=raw.day, month=month))
                    raw.day, raw.first, raw.last = int(words[raw.last + 1]), raw.last + 1, raw.last + 2
    if raw.day:
        raw.shape = "day"
        _take_year(doc, raw, sentence)
        _take_weekday(doc, raw, sentence, table)
        return raw
    return _bare_month(doc, raw, sentence)


def _bare_month(doc: Document, raw: _Raw, sentence: Sentence) -> _Raw | None:
    """Read a month without a day: it needs a word that makes it a date (in, last, late, since) or a year after it."""
    words = doc.words
    k = raw.first - 1
    lead = words[k] if k >= sentence.first else ""
    _take_year(doc, raw, sentence)
    if lead in {"of", "моҳи", "ماه"} and k - 1 >= sentence.first:
        k -= 1
        lead = words[k] if words[k] in _PART_OF_MONTH or words[k] in _SINCE else lead
    if lead in _PART_OF_MONTH:
        raw.part = _PART_OF_MONTH[lead]
        raw.first = k
        lead = words[k - 1] if k - 1 >= sentence.first else ""
    elif lead not in _MONTH_LEADS and not raw.year:
        return None
    if (
        words[raw.last - 1] in {"may", "mar", "мая", "می", "مه", "دی", "تیر", "مهر", "march", "اسد", "май", "میزان"}
        and not raw.year
        and lead not in {"in", "last", "this", "since", "در", "ماه", "мае", "моҳи"}
    ):
        return None
    if lead in _SINCE:
        raw.use = "since"
    if lead == "last":
        raw.before = True
    return raw


def _day_number(doc: Document, k: int, low: int, numbers: dict[int, Number]) -> int:
    """Return the day number that ends at word k, or 0."""
    if k < low:
        return 0
    word = doc.words[k]
    if word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 31:
        return int(word)
    number = numbers.get(k)
    if number is not None and number.last == k + 1 and number.best and 1 <= number.best <= 31 and not word[0].isdigit():
        return int(number.best)
    return 0


def _second_day(
    doc: Document, raw: _Raw, k: int, low: int, numbers: dict[int, Number], sentence: Sentence, out: list[_Raw]
) -> None:
    """Read the first of two days before one month: "17-18 November", "26 and 30 November"."""
    words = doc.words
    gap = doc.text[doc.ends[k - 1] : doc.starts[k]].strip() if k - 1 >= low else ""
    if gap in {"-", "–", "—"} and words[k - 1].isdigit() and len(words[k - 1]) <= 2:
        raw.day, raw.day_end, raw.first = int(words[k - 1]), raw.day, k - 1
    elif k - 2 >= low and words[k - 1] in {"and", "и", "ва", "و", *_NIGHT_TO}:
        first = _day_number(doc, k - 2, low, numbers)
        if words[k - 1] in _NIGHT_TO:
            if first == raw.day - 1:  # "в ночь с 15 на 16 февраля"
                raw.day, raw.day_end, raw.first = first, raw.day, k - 2
            return
        if first and first < raw.day:
            out.append(_Raw(k - 2, k - 1, sentence, "day", day=first, month=raw.month, year=raw.year, solar=raw.solar))


def _take_year(doc: Document, raw: _Raw, sentence: Sentence) -> None:
    words = doc.words
    k = raw.last
    if (
        k < sentence.last
        and words[k] in {"соли", "سال", "ماه", "year", "month"}
        and k + 1 < sentence.last
        and words[k + 1].isdigit()
    ):
        k += 1
    if (
        k < sentence.last
        and words[k].isdigit()
        and len(words[k]) == 4
        and doc.gap(raw.last - 1).strip() in {"", ",", "."}
    ):
        year = int(words[k])
        if (raw.solar and 1360 <= year <= 1450) or (not raw.solar and 1900 <= year <= 2100):
            raw.year, raw.last = year, k + 1
            if raw.last < sentence.last and words[raw.last] in {"года", "г", "году"}:
                raw.last += 1
            return
    ahead = " ".join(words[raw.last : min(raw.last + 3, sentence.last)])
    this, last = _THIS_YEAR.match(ahead), _LAST_YEAR.match(ahead)
    if this or last:
        raw.last += len((this or last).group().split())  # type: ignore[union-attr]
        raw.year = -1 if this else -2


def _take_weekday(doc: Document, raw: _Raw, sentence: Sentence, table: _Calendar) -> None:
    """Take a weekday beside the date: "Monday, April 16", "рӯзи чоршанбе, 12 март"."""
    for k in (raw.first - 1, raw.first - 2, raw.last):
        if sentence.first <= k < sentence.last and doc.words[k] in table.weekdays:
            raw.weekday = table.weekdays[doc.words[k]]
            raw.first, raw.last = min(raw.first, k), max(raw.last, k + 1)
            return


def _weekday(doc: Document, sentence: Sentence, i: int, table: _Calendar) -> _Raw | None:
    words = doc.words
    before = words[i - 1] if i > sentence.first else ""
    ahead = i + 1
    if words[i] in {"душанбе", "دوشنبه"} and before not in {"рузи", "روز", "шаби", "شب", "шоми", "شام"}:
        return None  # the capital's name is "Monday"
    if words[i] in {"среды", "среда"} and before not in {"ночь", "вечером"}:
        return None
    # "Monday, April 16": the month takes the weekday with it
    if ahead + 1 < sentence.last and (
        words[ahead] in table.months or words[ahead + 1] in table.months or words[ahead + 1] in table.solar
    ):
        near = words[ahead : ahead + 2]
        if (
            any(word.isdigit() and len(word) <= 2 for word in [*near, *words[ahead + 1 : ahead + 3]])
            or words[ahead + 1] in table.solar
        ):
            return None
    raw = _Raw(i, i + 1, sentence, "weekday", weekday=table.weekdays[words[i]])
    if before in {"last", "прошлый", "минувший", "прошлую"}:
        raw.before = True
    return raw


def _relative(doc: Document, sentence: Sentence, i: int, numbers: dict[int, Number]) -> _Raw | None:
    """Read what is counted from the day of writing: "last month", "the next day", "overnight", "two weeks ago"."""
    words = doc.words
    stop = sentence.last
    following = words[i + 1] if i + 1 < stop else ""
    if following not in _FOLLOWING and words[i] not in _LONE and i not in numbers:
        return None
    pair = tuple(words[i : min(i + 2, stop)])
    if pair in _PERIOD and _PERIOD[pair][2] in {"last_month", "this_month"}:
        raw = _day_of_month(doc, sentence, i, numbers)
        if raw is not None:
            return raw
    if pair in _PERIOD:
        return _Raw(i, i + 2, sentence, "offset", offset=_PERIOD[pair])
    for size in (3, 2, 1):
        group = tuple(words[i : i + size]) if i + size <= stop else ()
        if group in _NEXT:
            return _Raw(i, i + size, sentence, "next", offset=(_NEXT[group], _NEXT[group], "day"))
        if group in _OVERNIGHT:
            return _Raw(i, i + size, sentence, "offset", offset=(-1, 0, "days"), night=True)
    year = words[i + 3] if words[i : i + 3] == ["first", "day", "of"] and i + 3 < stop else ""
    if len(year) == len("2019") and year.isdigit():
        return _Raw(i, i + 4, sentence, "day", day=1, month=1, year=int(year))
    return _ago(doc, sentence, i, numbers)


def _day_of_month(doc: Document, sentence: Sentence, i: int, numbers: dict[int, Number]) -> _Raw | None:
    """Read "the 20th of last month", "20-го числа прошлого месяца" around the words at i."""
    words = doc.words
    k = i - 1
    while k >= sentence.first and words[k] in {"of", "числа", "st", "nd", "rd", "th", "го"}:
        k -= 1
    day = _day_number(doc, k, sentence.first, numbers) if k < i - 1 else 0
    which = _PERIOD[(words[i], words[i + 1])][2]
    return _Raw(k, i + 2, sentence, "offset", offset=(day, day, f"day_of_{which}")) if day else None


def _ago(doc: Document, sentence: Sentence, i: int, numbers: dict[int, Number]) -> _Raw | None:
    """Read "two weeks ago", "a month ago", "several months ago"."""
    words = doc.words
    number = numbers.get(i)
    if number is not None and number.kind == "count":
        amount, last = number.best if number.best is not None else number.low, number.last
        vague = number.best is None
    elif words[i] in _SINGLE:
        amount, last, vague = 1, i + (words[i] in _ARTICLES), words[i] in {"weeks", "months"}
    else:
        return None
    if amount is not None and words[last : last + 3] == ["and", "a", "half"]:
        amount, last = amount + 0.5, last + 3
    if amount is None or last + 1 >= sentence.last or words[last] not in _UNITS:
        return None
    unit = _UNITS[words[last]]
    if words[last + 1] in _AFTER_THAT and not vague and unit * amount <= _NEAR_DAYS:
        step = int(unit * amount)
        return _Raw(i, last + 2, sentence, "next", offset=(step, step, "day"))
    if words[last + 1] not in _AGO:
        return None
    if words[last + 1] in _BEFORE_THAT and unit == 1 and not vague and amount <= _NEAR_DAYS:
        step = -int(amount)
        return _Raw(i, last + 2, sentence, "next", offset=(step, step, "day"))
    if amount * unit > _LONG_AGO_DAYS:
        return None
    spread, precision = _SPREAD[unit]
    back = int(amount * unit)
    if vague:
        spread, precision = max(unit * 2, 1), "month" if unit < _SPREAD_MONTH else "season"
        back = unit * 3
    return _Raw(i, last + 2, sentence, "offset", offset=(-back - spread, -back + spread, precision))


def _mark_night(doc: Document, raw: _Raw) -> None:
    """Tell a night: "the night of 26 November", "в ночь на 1 декабря", "Thursday night"."""
    words = doc.words
    lead = words[max(raw.first - 4, raw.sentence.first) : raw.first]
    if lead[-2:] == ["ночь", "на"]:
        raw.night, raw.before = True, True
    elif any(word in _NIGHT_BEFORE for word in lead[-3:]) and (
        not lead or lead[-1] in {"of", "on", "from", "the", "шаби", "شب", "night", "شام"}
    ):
        raw.night = True
    elif raw.last < raw.sentence.last and words[raw.last] == "night" and raw.shape in {"weekday", "day"}:
        raw.night = True
        raw.last += 1


def _is_dateline(doc: Document, raw: _Raw) -> bool:
    """Tell the text's own date: a line of little else, or the first words of the body before a dash or an agency."""
    sentence = raw.sentence
    offset = raw.first - sentence.first
    if raw.year and sentence.last - sentence.first <= 8 and not _has_verb_room(doc, raw):
        return True
    if offset > 4:
        return False
    after = doc.text[doc.ends[raw.last - 1] : doc.ends[raw.last - 1] + 14]
    lead = doc.text[doc.starts[sentence.first] : doc.starts[raw.first]]
    bounds = r"[\s.,]*(?:[—–(/]|--|-\s|Asia-Plus|/)" if raw.year else r"[\s.,]*(?:/|--|—|–|-\s)"
    return bool(re.match(bounds, after)) and (not lead or lead.rstrip(" ,.").isupper() or lead[:1].isupper())


def _has_verb_room(doc: Document, raw: _Raw) -> bool:
    """Tell a short sentence from a line of data by its lower-case words."""
    sentence = raw.sentence
    lower = sum(
        1
        for i in range(sentence.first, sentence.last)
        if not raw.first <= i < raw.last and doc.text[doc.starts[i]].islower()
    )
    return lower >= 2


def _settle(doc: Document, raw: _Raw, reference: dt.date | None, notes: list[str]) -> DateMention | None:
    """Turn an expression into days."""
    if raw.shape == "next":
        # Counted from the day of writing where no day was told before.
        counted = _settle_offset(raw.offset, reference) if reference is not None and raw.offset[0] < -1 else DateSpan()
        return DateMention(counted, raw.first, raw.last, use="next", shift=raw.offset[0])
    if raw.shape == "day":
        span = _settle_day(doc, raw, reference, notes)
    elif raw.shape == "month":
        span = _settle_month(raw, reference)
    elif reference is None:
        return DateMention(DateSpan(), raw.first, raw.last, use=raw.use, night=raw.night)
    elif raw.shape == "weekday":
        back = (reference.weekday() - (raw.weekday or 0)) % 7
        if raw.before and back == 0 and not raw.night:
            back = 7
        day = reference - dt.timedelta(days=back)
        span = _nightly(day, day, raw)
    else:
        span = _settle_offset(raw.offset, reference)
    if span is None:
        return None
    ago = raw.offset if raw.shape == "offset" and raw.offset[2] in {"day", "week", "month", "season"} else None
    return DateMention(span, raw.first, raw.last, use=raw.use, night=raw.night, ago=ago)


def _settle_offset(offset: tuple[int, int, str], reference: dt.date) -> DateSpan:
    low, high, precision = offset
    if precision == "this_month":
        return DateSpan(start=reference.replace(day=1), end=reference, precision="month")
    if precision == "last_month":
        last = reference.replace(day=1) - dt.timedelta(days=1)
        return DateSpan(start=last.replace(day=1), end=last, precision="month")
    if precision in {"day_of_last_month", "day_of_this_month"}:
        month = reference.replace(day=1) if precision == "day_of_this_month" else _month_before(reference)
        day = month.replace(day=min(low, calendar.monthrange(month.year, month.month)[1]))
        return DateSpan(start=day, end=day, precision="day")
    if precision == "this_year":
        return DateSpan(start=reference.replace(month=1, day=1), end=reference, precision="year")
    if precision == "last_year":
        return DateSpan(
            start=dt.date(reference.year - 1, 1, 1), end=dt.date(reference.year - 1, 12, 31), precision="year"
        )
    return DateSpan(
        start=reference + dt.timedelta(days=low),
        end=min(reference, reference + dt.timedelta(days=high)),
        precision=precision,
    )


def _month_before(day: dt.date) -> dt.date:
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def _settle_day(doc: Document, raw: _Raw, reference: dt.date | None, notes: list[str]) -> DateSpan | None:
    year = raw.year
    if raw.solar:
        return _settle_solar(doc, raw, reference, notes)
    if year < 0:
        year = (reference.year + (0 if year == -1 else -1)) if reference else 0
    if not year:
        year = _guess_year(raw, reference)
    problems: list[str] = []
    if not year:
        if _day(2000, raw.month, raw.day, problems) is None:
            notes.append(f"{doc.raw(raw.first, raw.last)!r} is no day of the calendar and was not used")
            return None
        return DateSpan(precision="day", partial=f"--{raw.month:02d}-{raw.day:02d}")
    start = _day(year, raw.month, raw.day, problems)
    end = _day(year, raw.month, raw.day_end, problems) if raw.day_end else start
    if start is None or end is None:
        notes.append(f"{doc.raw(raw.first, raw.last)!r} is no day of the calendar and was not used")
        return None
    return _nightly(start, max(start, end), raw)


def _settle_solar(doc: Document, raw: _Raw, reference: dt.date | None, notes: list[str]) -> DateSpan | None:
    """Settle a day of the Solar Hijri calendar; without a year the last one before publication."""
    if raw.year > 0:
        years = [raw.year]
    elif reference is not None:
        years = [reference.year - 621, reference.year - 622]
    else:
        return DateSpan(precision="day")
    for year in years:
        day = solar_to_gregorian(year, raw.month, raw.day)
        if day is None:
            notes.append(f"{doc.raw(raw.first, raw.last)!r} is no day of the calendar and was not used")
            return None
        if raw.year > 0 or reference is None or day <= reference + _SLACK_AHEAD:
            return _nightly(day, day, raw)
    return None


def _guess_year(raw: _Raw, reference: dt.date | None) -> int:
    """Guess the year of a day: the last before publication; else a year that the text names and the weekday fits."""
    if reference is None:
        days = [_day(year, raw.month, raw.day, []) for year in raw.years]
        fitting = [day.year for day in days if day is not None and day.weekday() == raw.weekday]
        return fitting[0] if len(fitting) == 1 else 0
    for year in range(reference.year, reference.year - 5, -1):
        day = _day(year, raw.month, raw.day, [])
        if day is not None and day <= reference + _SLACK_AHEAD:
            return year
    return reference.year


def _nightly(start: dt.date, end: dt.date, raw: _Raw) -> DateSpan:
    if raw.night and start == end:
        if raw.before:
            return DateSpan(start=start - dt.timedelta(days=1), end=end, precision="days")
        return DateSpan(start=start, end=end + dt.timedelta(days=1), precision="days")
    return DateSpan(start=start, end=end, precision="day" if start == end else "days")


def _settle_month(raw: _Raw, reference: dt.date | None) -> DateSpan | None:
    year = raw.year
    if raw.solar:
        return _settle_solar_month(raw, reference)
    if year < 0 and reference:
        year = reference.year + (0 if year == -1 else -1)
    if year <= 0 and reference is None:
        return DateSpan(precision="month", partial=f"--{raw.month:02d}")
    if year <= 0 and reference is not None:
        year = (
            reference.year
            if raw.month <= reference.month and not (raw.before and raw.month == reference.month)
            else reference.year - 1
        )
    last = calendar.monthrange(year, raw.month)[1]
    low, high = raw.part or (1, last)
    return DateSpan(
        start=dt.date(year, raw.month, low), end=dt.date(year, raw.month, min(high, last)), precision="month"
    )


def _settle_solar_month(raw: _Raw, reference: dt.date | None) -> DateSpan | None:
    if raw.year <= 0 and reference is None:
        return None
    year = raw.year if raw.year > 0 else (reference.year - 621 if reference else 0)
    start = solar_to_gregorian(year, raw.month, 1)
    if start and reference and raw.year <= 0 and start > reference:
        start = solar_to_gregorian(year - 1, raw.month, 1)
    if start is None:
        return None
    return DateSpan(start=start, end=start + dt.timedelta(days=29), precision="month")


def _day(year: int, month: int, day: int, problems: list[str]) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError as err:
        problems.append(str(err))
        return None


def _numeric_at(doc: Document) -> dict[int, tuple[int, int, int, int]]:
    """Find dates in digits: word index -> year, month, day, end of the words."""
    out: dict[int, tuple[int, int, int, int]] = {}
    if not _IN_DIGITS.search(doc.text):
        return out
    matches = list(_NUMERIC.finditer(doc.text, 0, doc.ends[-1] if doc.ends else 0))
    if not matches:
        return out
    index = {start: i for i, start in enumerate(doc.starts)}
    for match in matches:
        i = index.get(match.start())
        if i is None:
            continue
        if match["y"]:
            year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        else:
            year, month, day = int(match["y2"]), int(match["m2"]), int(match["d2"])
            if month > 12 >= day:
                month, day = day, month
        last = i
        while last < len(doc.words) and doc.starts[last] < match.end():
            last += 1
        out[i] = (year, month, day, last)
    return out


@cache
def _calendar(lang: str | None) -> _Calendar:
    wanted = {lang} if lang else set(LANGUAGES)
    tables: dict[str, dict[str, int]] = {"month": {}, "solar_month": {}, "weekday": {}}
    with (FOLDER / "calendar.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["lang"] in wanted:
                for word in row["words"].split(";"):
                    tables[row["kind"]][normalise(word)] = int(row["value"])
    own = frozenset().union(*tables.values(), _DEICTIC, _LONE)
    return _Calendar(tables["month"], tables["solar_month"], tables["weekday"], own, own | _RELATIVE_WORDS)


def counted_from(mention: DateMention, day: dt.date) -> DateMention:
    """Count "two weeks ago" from the day on which it was said."""
    return replace(mention, span=_settle_offset(mention.ago, day)) if mention.ago is not None else mention


def shifted(mention: DateMention, anchor: DateSpan) -> DateMention:
    """Set "the next day" or "the day before" against the date that it follows."""
    if not mention.shift and anchor.partial:
        return replace(mention, span=anchor, use="event")
    if anchor.start is None or anchor.end is None:
        return mention
    step = dt.timedelta(days=mention.shift)
    return replace(
        mention,
        span=DateSpan(start=anchor.start + step, end=anchor.end + step, precision=anchor.precision),
        use="event",
    )
