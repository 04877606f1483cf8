"""Names that say who speaks, or when, and not where it happened; and the bank from which the border is named."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from geo.places.mentions import Mention
from geo.reports.analysis import Analysis, Line
from geo.reports.drafts import Draft
from geo.reports.telling import is_local

# Characters before a name in which its speakers stand, and what parts the names of a sentence into chains.
_BEFORE = 48
_APART = 1_000_000
_TO_THERE = re.compile(r"(?: (?:district|village|town|area))? (?:in)?to ")
_BORDER_WITH = re.compile(
    r"(?:\b(?:border|frontier) with|\bborder(?:s|ing)|\b(?:границ\w+|граничит|граничащ\w+) с\w?|\bмарз бо|مرز (?:با )?)"
    r" ?(?:(?P<tajik>Tajik|Таджик|Тоҷик|تاجیک)|Afghan|Афган|Афғон|افغان)"
)
_SPEAKERS_IN = re.compile(
    r"\b(?:officials?|sources?|authorities|police|spokes\w+|elders|doctors|officers)(?: \w+){0,3} in $|"
    r"\b(?:источник\w*|власт\w+|чиновник\w*|врач\w*|представител\w+)(?: \w+){0,3} в $|"
    r"\b(?:манбаъ|мақомот|масъулон)\w*(?: \w+){0,3} дар $|(?:منابع|مقام|مسوولان|مسئولان)\S*(?: \S+){0,3} در $",
    re.IGNORECASE,
)


def without_days(analysis: Analysis, line: Line, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """Leave out names on the words of a date: "Nov. 26", "рӯзи душанбе"."""
    starts = analysis.doc.starts
    days = {starts[i] for date in line.dates for i in range(date.first, date.last)}
    return [mention for mention in mentions if mention.start not in days]


def without_speakers(analysis: Analysis, line: Line, mentions: list[Mention]) -> list[Mention]:
    """Take the town where officials or sources speak for theirs, beside a place of the event itself."""
    text = analysis.doc.text
    here = [mention for mention in mentions if mention.relation in {"at", "near"} and is_local(mention)]
    if len(here) < 2:
        return mentions
    speakers = {
        id(mention)
        for mention in here
        if mention.matches[0].place.placetype == "settlement"
        and mention.kind is None
        and _SPEAKERS_IN.search(text[max(mention.start - _BEFORE, line.sentence.start) : mention.start])
    }
    if not speakers or len(speakers) == len(here):
        return mentions
    return [replace(m, relation="from", chain=m.chain + _APART) if id(m) in speakers else m for m in mentions]


def without_goals(analysis: Analysis, mentions: list[Mention]) -> list[Mention]:
    """Take the country that somebody was on his way to for no place: "drugs from Darqad district to Tajikistan"."""
    text = analysis.doc.text
    return mentions[:1] + [
        replace(m, relation="from", chain=m.chain + _APART)
        if m.relation == "at"
        and before.relation == "from"
        and is_local(before)
        and m.matches
        and m.matches[0].place.placetype == "country"
        and _TO_THERE.fullmatch(text, before.end, m.start)
        else m
        for before, m in pairwise(mentions)
    ]


def seen_from(analysis: Analysis, draft: Draft) -> str | None:
    """Return the bank from which the border is named: "the border with Tajikistan" is seen from the Afghan one."""
    text = analysis.doc.text
    for told in draft.told:
        found = _BORDER_WITH.search(text, told.line.sentence.start, told.line.sentence.end)
        if found:
            return "AF" if found["tajik"] else "TJ"
    return None
