"""Dates that name a month, a weekday or digits: "26 April", "on Tuesday", "с 3 по 5 мая", "23.03.2013"."""

import re

from geo.reports.date_words import Calendar, Expression, day_number
from geo.reports.numerals import Number
from geo.reports.text import Document, Sentence

# Statements are dated beside a verb of saying; the matcher finds these (cues.csv, speech).
_NUMERIC = re.compile(
    r"(?<![\d.])(?:(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)|"
    r"(?P<d2>\d{1,2})(?P<sep>[./-])(?P<m2>\d{1,2})(?P=sep)(?P<y2>(?:19|20)\d\d))(?![\d])"
)
# What each of these holds, and few texts hold: found much faster.
_IN_DIGITS = re.compile(r"[./-]\d\d?[./-]\d\d")
_PART_OF_MONTH = {
    "early": (1, 10), "beginning": (1, 10), "start": (1, 10), "mid": (11, 20), "middle": (11, 20), "late": (21, 31),
    "end": (21, 31),
    "начале": (1, 10), "начала": (1, 10), "середине": (11, 20), "конце": (21, 31), "конца": (21, 31),
    "середины": (11, 20), "аввали": (1, 10),
    "охири": (21, 31), "миёнаи": (11, 20),
    "اوایل": (1, 10), "اواخر": (21, 31), "اواسط": (11, 20),
}  # fmt: skip
_MONTH_LEADS = {
    "in", "last", "this", "during", "of", "by", "until", "till", "through", "for", "в", "во", "с", "со", "за", "дар",
    "аз", "моҳи",
    "در", "از", "ماه", "since", "from", "к",
}  # fmt: skip
_TH = {"st", "nd", "rd", "th"}
_NIGHT_TO = {"на", "ба", "به", "to"}
# What goes on after "on the 17th" when it names a day, not the 17th of something.
_AFTER_DAY = {
    "a", "an", "the", "at", "in", "near", "and", "guards", "gunmen", "another", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "border", "tajik", "afghan", "when", "they", "he", "there", "it",
}  # fmt: skip
# "Missing since Saturday" tells the day of the event.
_GONE = ("missing", "vanished", "gone", "unaccounted", "пропа", "исчез", "вести")
_SINCE = {"since", "from", "с", "со", "аз", "از", "начиная"}
_WHEN = {"when", "когда", "ки", "که"}
_PLURALS = {"people", "men", "women", "children", "armed"}
_THIS_YEAR = re.compile(
    r"^(?:of )?this year|^(?:текущего|этого|нынешнего|сего) (?:года|г)|^(?:соли|сол) (?:ҷори|чори)|^(?:امسال|سال جاری)"
)
_LAST_YEAR = re.compile(r"^(?:of )?last year|^(?:прошлого|минувшего) (?:года|г)|^соли гузашта|^سال گذشته")


def read_month(
    doc: Document, sentence: Sentence, i: int, table: Calendar, numbers: dict[int, Number], out: list[Expression]
) -> Expression | None:
    """Read a month with the day and year beside it: "26 April", "в конце ноября"."""
    words = doc.words
    solar = words[i] in table.solar and words[i] not in table.months
    month = table.solar[words[i]] if solar else table.months[words[i]]
    raw = Expression(i, i + 1, sentence, "month", month=month, solar=solar)
    low = max(sentence.first, out[-1].last if out else 0)
    k = i - 1
    if k >= low and words[k] in {"of", "моҳи", "ماه"}:
        k -= 1
    if k >= low and words[k] in {"уми", "ми", "юми", "ум", "го", "е", "st", "nd", "rd", "th", "ое"}:
        k -= 1
    day = day_number(doc, k, low, numbers)
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
            and _goes_with_month(doc, k, sentence.last, doc.gap(i).strip())
            and words[i] not in {"می", "مه"}
            and not _counts_after_month(doc, sentence, i)
        ):
            raw.day, raw.last = ahead, k + 1
            if raw.last < sentence.last and words[raw.last] in _TH:
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
                    out.append(Expression(raw.first, raw.first + 1, sentence, "day", day=raw.day, month=month))
                    raw.day, raw.first, raw.last = int(words[raw.last + 1]), raw.last + 1, raw.last + 2
    if raw.day:
        raw.shape = "day"
        raw.use = "since" if _begins_period(doc, raw, low) else raw.use
        _take_year(doc, raw, sentence)
        _take_weekday(doc, raw, sentence, table)
        return raw
    return _bare_month(doc, raw, sentence, table)


def _begins_period(doc: Document, raw: Expression, low: int) -> bool:
    """Tell "since August 4" from "missing since August 4", which tells the day of the event."""
    k = raw.first - 1
    return k > low and doc.words[k] == "since" and not doc.words[k - 1].startswith(_GONE)


def _goes_with_month(doc: Document, k: int, stop: int, gap: str) -> bool:
    """Tell a day after its month: "April 5", "Dec. 5"; after a comma only "April, 5th"."""
    return gap in {"", "."} or (gap == "," and k + 1 < stop and not doc.gap(k) and doc.words[k + 1] in _TH)


def _counts_after_month(doc: Document, sentence: Sentence, i: int) -> bool:
    """Tell "in August 25 militants fled", where a number counts people, from "on August 25"."""
    following = doc.words[i + 2] if i + 2 < sentence.last else ""
    lead = doc.words[i - 1] if i > sentence.first else ""
    return lead == "in" and doc.gap(i + 1) == " " and (following.endswith("s") or following in _PLURALS)


def read_day_of_month(doc: Document, sentence: Sentence, i: int, number: Number, table: Calendar) -> Expression | None:
    """Read a day whose month was told before: "On the 17th, seven men ...", "17-го числа"."""
    words, last = doc.words, sentence.last
    at = i + (words[i] == "the")
    if not words[at].isdigit() or not 1 <= int(words[at]) <= 31:
        return None
    following = words[number.last] if number.last < last else ""
    if following == "and" and _counts_things(doc, number.last + 1, last):
        return None
    if following in table.months or following in table.solar or following == "of":
        return None
    english = words[at - 1] == "the" and words[max(at - 2, sentence.first)] in {"on", "of"}
    if english and (not following or doc.gap(number.last - 1).strip() or following in _AFTER_DAY):
        return Expression(at, number.last, sentence, "of_month", day=int(words[at]))
    if following == "числа":
        return Expression(at, number.last + 1, sentence, "of_month", day=int(words[at]))
    return None


def _counts_things(doc: Document, k: int, last: int) -> bool:
    """Tell "of the 3rd and 4th outposts" by what follows the second ordinal from "on the 3rd and 4th, ..."."""
    if k >= last or not doc.words[k].isdigit():
        return False
    k += 1 + (k + 1 < last and doc.words[k + 1] in _TH)
    return k < last and not doc.gap(k - 1).strip() and doc.words[k] not in _AFTER_DAY


def _bare_month(doc: Document, raw: Expression, sentence: Sentence, table: Calendar) -> Expression | None:
    """Read a month without a day: it needs a word that makes it a date (in, last, late, since) or a year after it."""
    words = doc.words
    k = raw.first - 1
    lead = words[k] if k >= sentence.first else ""
    ahead = words[raw.last] if raw.last < sentence.last else ""
    if ahead in table.months and doc.gap(raw.last - 1).strip() in {"-", "–", "—"}:
        raw.month_end, raw.last = table.months[ahead], raw.last + 1
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
    if lead in _SINCE or (lead in {"last", "the"} and words[k - 1] in _SINCE and k > sentence.first):
        # "The first since November, when three were killed" tells of those.
        when = raw.last < sentence.last and words[raw.last] in _WHEN and doc.gap(raw.last - 1).strip() == ","
        raw.use = "event" if when else "since"
    if lead == "last":
        raw.before = True
    return raw


def _second_day(
    doc: Document,
    raw: Expression,
    k: int,
    low: int,
    numbers: dict[int, Number],
    sentence: Sentence,
    out: list[Expression],
) -> None:
    """Read the first of two days before one month: "17-18 November", "26 and 30 November"."""
    words = doc.words
    gap = doc.text[doc.ends[k - 1] : doc.starts[k]].strip() if k - 1 >= low else ""
    if gap in {"-", "–", "—"} and words[k - 1].isdigit() and len(words[k - 1]) <= 2:
        raw.day, raw.day_end, raw.first = int(words[k - 1]), raw.day, k - 1
    elif k - 2 >= low and words[k - 1] in {"and", "и", "ва", "و", *_NIGHT_TO}:
        first = day_number(doc, k - 2, low, numbers)
        if words[k - 1] in _NIGHT_TO:
            if first == raw.day - 1:  # "в ночь с 15 на 16 февраля"
                raw.day, raw.day_end, raw.first = first, raw.day, k - 2
            return
        if first and first < raw.day:
            out.append(
                Expression(k - 2, k - 1, sentence, "day", day=first, month=raw.month, year=raw.year, solar=raw.solar)
            )


def _take_year(doc: Document, raw: Expression, sentence: Sentence) -> None:
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


def _take_weekday(doc: Document, raw: Expression, sentence: Sentence, table: Calendar) -> None:
    """Take a weekday beside the date: "Monday, April 16", "рӯзи чоршанбе, 12 март"."""
    for k in (raw.first - 1, raw.first - 2, raw.last):
        if sentence.first <= k < sentence.last and doc.words[k] in table.weekdays:
            raw.weekday = table.weekdays[doc.words[k]]
            raw.first, raw.last = min(raw.first, k), max(raw.last, k + 1)
            return


def read_weekday(doc: Document, sentence: Sentence, i: int, table: Calendar) -> Expression | None:
    """Read "on Tuesday"; a word for one that is part of a name is none."""
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
    raw = Expression(i, i + 1, sentence, "weekday", weekday=table.weekdays[words[i]])
    if before in {"last", "прошлый", "минувший", "прошлую"}:
        raw.before = True
    elif before == "since" or (before in {"с", "со"} and words[ahead : ahead + 1] not in (["на"], ["по"])):
        raw.use = "event" if words[i - 2 : i - 1] and words[i - 2].startswith(_GONE) else "since"
    return raw


def in_digits(doc: Document) -> dict[int, tuple[int, int, int, int]]:
    """Find dates in digits: word index -> year, month, day, end of the words."""
    out: dict[int, tuple[int, int, int, int]] = {}
    # Three numbers in a row, which few texts have, before looking for them in all of its characters.
    odd = doc.cut.odd
    if all(third - first > 2 for first, third in zip(odd, odd[2:], strict=False)) or not _IN_DIGITS.search(doc.text):
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
