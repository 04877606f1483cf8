"""Which dates of a sentence are those of a statement, "said on Monday that ...", and which tell of the event."""

import re
from dataclasses import replace

from geo.core.memory import Memory
from geo.reports.analysis import Analysis, Line
from geo.reports.date_words import DateMention
from geo.reports.rules import Hit
from geo.reports.text import Document

# "On Wednesday reported of the death of three": the day is that of the report.
_NEWS = {"хабар", "خبر", "گزارش"}
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
# Words between a day and "are kept" after it.
_HELD = 1
# "According to" gives no day of its own.
_TO = {"به", "ба"}
# The day of a count.
_AS_OF = (["as", "of"], ["состоянию", "на"], ["ба", "ҳолати"])
_THIS = {"инро"}
_CLAUSE = re.compile(r"[،,;؛.:]")
# What follows "said" with one of these is a clause with a day of its own: "said they were taken yesterday".
_OWN_VERB = {"that", "were", "had", "have"}


def is_stated(analysis: Analysis, line: Line, date: DateMention) -> bool:
    """Tell whether a date is that of a statement: it stands beside a word of saying."""
    doc = analysis.doc
    if doc.words[date.first - 2 : date.first] in _AS_OF:
        return True
    reach_before = 6 if analysis.lang not in {"fa", "tg"} else 0
    for hit in line.cue("speech"):
        of_event = doc.words[date.first - 1] == "of" and date.first - hit.last > 1  # "denounced the raid of July 14"
        if 0 <= date.first - hit.last < reach_before and not of_event:
            gap = doc.text[doc.ends[hit.last - 1] : doc.starts[date.first]]
            between = any(hit.last <= other.first < date.first and _is_of_event(other) for other in line.hits)
            if (
                not between
                and not any(mark in gap for mark in (",", ";", ":", "—", " / "))
                and _OWN_VERB.isdisjoint(gap.split())
            ):
                return True
        if reach_before == 0 and (_is_of_report(doc, date, hit) or _is_day_of_saying(doc, line, date, hit)):
            return True
        if 0 <= hit.first - date.last <= 1:
            gap = doc.text[doc.ends[date.last - 1] : doc.starts[hit.first]]
            if not any(mark in gap for mark in ",;:—،"):
                return True
    return False


def _is_of_report(doc: Document, date: DateMention, hit: Hit) -> bool:
    """Tell the day of a report in a language whose verb comes last: "on Wednesday of the death of three reported"."""
    if doc.words[hit.first] not in _NEWS or doc.words[date.last] not in {"аз", "از"} or hit.first <= date.last:
        return False
    return not _CLAUSE.search(doc.text[doc.ends[date.last] : doc.starts[hit.first]])


def _is_day_of_saying(doc: Document, line: Line, date: DateMention, hit: Hit) -> bool:
    """Tell "today, on Thursday, said that ..." and "this the committee said today", whose verb comes last."""
    if not _TO.isdisjoint(doc.words[hit.first - 1 : hit.first + 1]) or hit.last <= date.last:
        return False
    if hit.first < date.first:
        return True
    beside = date.last
    for other in line.dates:
        beside = other.last if other.first == beside else beside
    if beside == hit.first:
        return True
    first = line.sentence.first
    this = not _THIS.isdisjoint(doc.words[first : first + 1]) or "را" in doc.words[first + 1 : first + 3]
    return this and "happened" not in line.cues and not any(_is_of_event(other) for other in line.hits)


def _is_of_event(hit: Hit) -> bool:
    """Tell a word of harm or of an act: what is told after it is dated, not the telling."""
    return hit.table == "harm" or (hit.table == "cues" and hit.value in {"spotted", "crossing"})


def without_doubles(doc: Document, dates: list[DateMention]) -> list[DateMention]:
    """Drop "a day ago" where the day itself stands beside it: "як рӯз пеш, 3-юми июл"."""
    named = {date.first for date in dates if date.ago is None and date.use == "event" and date.span.precision == "day"}
    return [date for date in dates if date.ago is None or date.last not in named or not doc.gap(date.last - 1).strip()]


def held_since(line: Line, *, counted: bool) -> list[DateMention]:
    """Return the day since which captives are held: "guards whom the Taliban have kept since December".

    Where people are `counted` whom something befell, "since January three were abducted" is a period.
    """
    held = line.cue("kidnapping") if not counted else []
    return [
        replace(date, use="event")
        for date in line.dates
        if date.use == "since" and any(date.first >= hit.last or 0 <= hit.first - date.last <= _HELD for hit in held)
    ]


def names_another_year(analysis: Analysis, line: Line) -> bool:
    """Tell whether a bare year stands there that is not the report's: "in 2012", "since 2000"."""
    if not line.numbers and not line.dates:
        return False
    own = analysis.published.year if analysis.published else None
    words = analysis.doc.words[line.sentence.first : line.sentence.last]
    return bool(set(map(_YEARS.__getitem__, words)) - {own, None})


def _year(word: str) -> int | None:
    """Read a word of four digits as a year of our time."""
    if len(word) == len("2026") and word.isdecimal() and _FIRST_YEAR <= int(word) <= _LAST_YEAR:
        return int(word)
    return None


# Words seen, with the year that they are.
_YEARS = Memory(_year, size=200_000)
