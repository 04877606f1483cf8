"""What the readers of dates share: a date mention, an expression before it is one, and words that begin them.

The words for months and weekdays come from `rules/calendar.csv`.
"""

import csv
from dataclasses import dataclass, field
from functools import cache

from geo.core.model import DateSpan
from geo.reports.numerals import Number
from geo.reports.rules import FOLDER, LANGUAGES
from geo.reports.text import Document, Sentence, normalise


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


@dataclass(frozen=True, slots=True)
class Calendar:
    """The words for months, Solar Hijri months and weekdays, with their numbers.

    `own` begin a date by themselves; `all` are these and those that may begin one.
    """

    months: dict[str, int]
    solar: dict[str, int]
    weekdays: dict[str, int]
    own: frozenset[str]
    all: frozenset[str]


UNITS = {
    "night": 1, "nights": 1, "day": 1, "days": 1,
    "week": 7, "weeks": 7, "fortnight": 14, "month": 30, "months": 30, "year": 365, "years": 365,
    "день": 1, "дня": 1, "дней": 1,
    "днями": 1, "сутки": 1, "суток": 1, "неделями": 7, "неделей": 7, "месяцами": 30,
    "неделю": 7, "недели": 7, "недель": 7, "месяц": 30, "месяца": 30, "месяцев": 30,
    "год": 365, "года": 365, "лет": 365,
    "руз": 1, "ҳафта": 7, "моҳ": 30, "сол": 365, "روز": 1, "هفته": 7, "ماه": 30, "سال": 365,
}  # fmt: skip
ARTICLES = {"a", "one", "як"}
SINGLE = ARTICLES | {"неделю", "месяц", "год", "weeks", "months"}
PERIOD = {
    ("last", "week"): (-13, -1, "week"), ("last", "month"): (0, 0, "last_month"), ("this", "week"): (-6, 0, "week"),
    ("this", "month"): (0, 0, "this_month"),
    ("this", "morning"): (0, 0, "day"), ("this", "afternoon"): (0, 0, "day"), ("this", "evening"): (0, 0, "day"),
    ("past", "week"): (-7, 0, "week"), ("last", "year"): (0, 0, "last_year"), ("this", "year"): (0, 0, "this_year"),
    ("прошлой", "неделе"): (-13, -1, "week"), ("минувшей", "неделе"): (-9, -1, "week"), ("этой", "неделе"): (-6, 0,
    "week"),

    ("прошлом", "месяце"): (0, 0, "last_month"), ("прошлого", "месяца"): (0, 0, "last_month"),
    ("этом", "месяце"): (0, 0, "this_month"), ("этого",
    "месяца"): (0, 0, "this_month"), ("прошлом", "году"): (0, 0, "last_year"), ("этом", "году"): (0, 0, "this_year"),
    ("ҳафтаи", "гузашта"): (-13, -1, "week"), ("моҳи", "гузашта"): (0, 0, "last_month"), ("هفته", "گذشته"): (-13, -1,
    "week"), ("ماه", "گذشته"): (0, 0, "last_month"),
}  # fmt: skip
DEICTIC = {
    "today": 0, "yesterday": -1, "tonight": 0, "сегодня": 0, "вчера": -1, "накануне": -1, "позавчера": -2,
    "имруз": 0, "дируз": -1,
    "امروز": 0, "دیروز": -1, "دیشب": -1, "пареруз": -2,
}  # fmt: skip
OVERNIGHT = (
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
NEXT = {
    ("the", "next", "day"): 1, ("next", "day"): 1, ("a", "day", "later"): 1, ("one", "day", "later"): 1,
    ("following", "day"): 1, ("two", "days", "later"): 2, ("three", "days", "later"): 3,
    ("day", "before"): -1, ("previous", "day"): -1, ("на", "следующий", "день"): 1, ("на", "следующее", "утро"): 1,
    ("днем", "ранее"): -1, ("рузи", "дигар"): 1, ("рузи", "баъд"): 1,
    ("روز", "بعد"): 1, ("же", "день"): 0, ("same", "day"): 0, ("same", "night"): 0,
    ("ҳамон", "руз"): 0, ("ҳамон", "шаб"): 0,
    ("ҳамон", "шом"): 0, ("همان", "روز"): 0, ("همان", "شب"): 0, ("hour", "earlier"): 0, ("hours", "earlier"): 0,
    ("часом", "ранее"): 0, ("часом", "раньше"): 0, ("часами", "ранее"): 0, ("that", "day"): 0, ("that", "night"): 0,
    ("ту", "ночь"): 0, ("тот", "же", "вечер"): 0,
    ("следующим", "утром"): 1,
    ("наутро",): 1, ("на", "другой", "день"): 1, ("утром", "следующего", "дня"): 1,
    ("two", "days", "earlier"): -2, ("following", "morning"): 1, ("next", "morning"): 1,
    ("next", "night"): 1, ("following", "night"): 1, ("днем", "раньше"): -1,
    ("сутками", "ранее"): -1, ("сутками", "раньше"): -1, ("следующей", "ночью"): 1, ("на", "следующую", "ночь"): 1,
    ("через", "день"): 2, ("через", "сутки"): 1, ("спустя", "сутки"): 1, ("спустя", "день"): 1, ("шаби", "дигар"): 1,
    ("субҳи", "дигар"): 1, ("فردای", "آن"): 1,
}  # fmt: skip
# Words that can begin a relative expression; numbers are looked up by place.
RELATIVE_WORDS = frozenset(
    {group[0] for table in (PERIOD, NEXT) for group in table}
    | {group[0] for group in OVERNIGHT}
    | {"a", "one", "неделю", "месяц", "год", "weeks", "months", "як", "first"}
)
# Most of these words, as "the", begin nothing: the next word tells, but for those that need none.
FOLLOWING = frozenset(
    {group[1] for table in (PERIOD, NEXT, OVERNIGHT) for group in table if len(group) > 1}
    | {"day", "and"}
    | UNITS.keys()
)
LONE = frozenset({group[0] for table in (NEXT, OVERNIGHT) for group in table if len(group) == 1} | (SINGLE - ARTICLES))


@dataclass(slots=True)
class Expression:
    """An expression before it is set against the publication date."""

    first: int
    last: int
    sentence: Sentence
    shape: str
    day: int = 0
    day_end: int = 0
    month: int = 0
    month_end: int = 0
    year: int = 0
    weekday: int | None = None
    solar: bool = False
    part: tuple[int, int] | None = None
    offset: tuple[int, int, str] = (0, 0, "")
    use: str = "event"
    night: bool = False
    before: bool = False
    years: list[int] = field(default_factory=list)


def day_number(doc: Document, k: int, low: int, numbers: dict[int, Number]) -> int:
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


@cache
def calendar_of(lang: str | None) -> Calendar:
    """Read the words of a language; of all languages for None."""
    wanted = {lang} if lang else set(LANGUAGES)
    tables: dict[str, dict[str, int]] = {"month": {}, "solar_month": {}, "weekday": {}}
    with (FOLDER / "calendar.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["lang"] in wanted:
                for word in row["words"].split(";"):
                    tables[row["kind"]][normalise(word)] = int(row["value"])
    own = frozenset().union(*tables.values(), DEICTIC, LONE)
    return Calendar(tables["month"], tables["solar_month"], tables["weekday"], own, own | RELATIVE_WORDS)
