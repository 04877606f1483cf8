"""Sentences that tell of two days or places, parted: each part keeps its own hits, numbers and dates."""

import re
from collections.abc import Sequence
from itertools import pairwise

from geo.places.mentions import Mention
from geo.reports.analysis import Analysis, Line
from geo.reports.date_words import DateMention
from geo.reports.rules import Hit
from geo.reports.stated import is_stated
from geo.reports.telling import WEIGHTS, is_local
from geo.reports.text import Document, Sentence

_CLAUSE_WORDS = 5
_COLON_REACH = 8
_CLAUSE_LEAD = re.compile(r"[,;] (?:and|while|а|и|ва|و)?(?: ?(?:in|в|дар|در))? ?$")
_MORE = {"more", "others", "another", "еще", "дигар", "دیگر"}


def split_lines(analysis: Analysis, mentions: Sequence[Mention] = ()) -> list[Line]:
    """Part sentences that tell of two days or places: each part keeps its own hits, numbers and dates."""
    out: list[Line] = []
    for line in analysis.lines:
        may_part = line.dates or "harm" in line.tables or "another" in line.cues
        cuts = _cuts(analysis, line, mentions) if may_part else []
        if not cuts:
            out.append(line)
            continue
        edges = [line.sentence.first, *cuts, line.sentence.last]
        for first, last in pairwise(edges):
            out.append(_part(analysis, line, first, last))
    return out


def _cuts(analysis: Analysis, line: Line, mentions: Sequence[Mention]) -> list[int]:
    doc = analysis.doc
    days = [
        d
        for d in line.dates
        if d.use == "event"
        and (d.span.precision in {"day", "days"} or (d.span.precision == "month" and _begins_clause(doc, d)))
        and not is_stated(analysis, line, d)
    ]
    cuts: list[int] = []
    for left, right in pairwise(days):
        if right.first - left.last < 4 or left.span == right.span:
            continue
        event = [hit for hit in line.hits if hit.table == "harm" or (hit.table == "cues" and hit.value in WEIGHTS)]
        if not any(hit.first < right.first for hit in event):
            continue
        if not any(hit.last > right.last for hit in event) and not _goes_on_without_verb(doc, line, right):
            continue
        cut = next(
            (
                i
                for i in range(right.first, left.last, -1)
                if doc.gap(i - 1).strip()[:1] in {",", ";", ":", "—", "–", "،", "؛"}
            ),
            None,
        )
        if cut is not None:
            cuts.append(cut)
    cuts.extend(_recalled(analysis, line) + _after_colon(analysis, line, days))
    for hit in line.cue("another"):
        if line.sentence.first < hit.first and doc.gap(hit.first - 1).strip()[:1] == ";" and hit.first not in cuts:
            cuts.append(hit.first)
    if not cuts and line.of("harm"):
        cuts.extend(_more_elsewhere(analysis, line, mentions))
    return sorted(set(cuts))


def _goes_on_without_verb(doc: Document, line: Line, date: DateMention) -> bool:
    """Tell people of another day whose verb is that of the first: "on 26 November three died, on 30 November, two"."""
    aside = doc.gap(date.first - 1).strip()[:1] in {",", ";"} or doc.words[date.first - 1] in {
        "on",
        "в",
        "а",
        "and",
        "и",
    }
    return aside and any(number.kind == "count" and number.first >= date.last for number in line.numbers)


def _begins_clause(doc: Document, date: DateMention) -> bool:
    """Tell "..., and in March gunmen ..." from a month that only dates what stands before it."""
    lead = doc.text[max(doc.starts[date.first] - _COLON_REACH, 0) : doc.starts[date.first]]
    return bool(_CLAUSE_LEAD.search(lead))


def _recalled(analysis: Analysis, line: Line) -> list[int]:
    """Return where an earlier event begins: "two were killed, days after an attack left three dead"."""
    harm = [hit.first for hit in line.of("harm")]
    named = [hit.first for hit in line.cue("incident")]
    for hit in line.cue("background"):
        dated = _dates_a_clause(analysis.doc, line, hit)
        before = harm + named if dated or analysis.doc.words[hit.last - 1] == "after" else harm
        inside = hit.first - line.sentence.first >= _CLAUSE_WORDS
        if inside and any(h < hit.first for h in before) and any(h >= hit.last for h in harm):
            return [min([hit.first, *(d.first for d in line.dates if d.first <= hit.first < d.last)])]
    return []


def _dates_a_clause(doc: Document, line: Line, hit: Hit) -> bool:
    """Tell "... in July of last year, when 20 guards died": the time belongs to what is told after it."""
    if doc.words[hit.last : hit.last + 1] not in (["when"], ["когда"]):
        return False
    return any(date.first <= hit.first and hit.last <= date.last for date in line.dates)


def _after_colon(analysis: Analysis, line: Line, days: list[DateMention]) -> list[int]:
    """Return where another day is told of after a colon: "the second clash this month: on January 18 ..."."""
    doc = analysis.doc
    for date in days:
        lead = doc.text[max(doc.starts[date.first] - _COLON_REACH, line.sentence.start) : doc.starts[date.first]]
        if ":" in lead and date.first - line.sentence.first > _CLAUSE_WORDS:
            cut = max(i for i in range(line.sentence.first, date.first) if ":" in doc.gap(i)) + 1
            told = any(hit.first < cut and _is_of_event(hit) for hit in line.hits)
            return [cut] if told else []
    return []


def _is_of_event(hit: Hit) -> bool:
    """Tell a word of harm, of an act or for an event."""
    return hit.table == "harm" or (hit.table == "cues" and (hit.value in WEIGHTS or hit.value == "incident"))


def _more_elsewhere(analysis: Analysis, line: Line, mentions: Sequence[Mention]) -> list[int]:
    """Return where "and four more near X" begins, after people and a place of their own."""
    doc, sentence = analysis.doc, line.sentence
    own = [
        m for m in mentions if sentence.start <= m.start < sentence.end and m.relation in {"at", "near"} and is_local(m)
    ]
    for number in line.numbers:
        i = number.first - 1
        more = doc.words[number.first] in _MORE or doc.words[min(number.last, len(doc.words) - 1)] in _MORE
        while i > sentence.first and doc.words[i] in _MORE:
            i, more = i - 1, True
        if not more or i <= sentence.first or doc.words[i] not in {"and", "и", "а", "while", "ва", "و"}:
            continue
        at = doc.starts[i]
        if (
            any(m.end <= at for m in own)
            and any(m.start > at for m in own)
            and any(h.first < i for h in line.of("harm"))
        ):
            return [i]
    return []


def _part(analysis: Analysis, line: Line, first: int, last: int) -> Line:
    doc, sentence = analysis.doc, line.sentence
    start = sentence.start if first == sentence.first else doc.starts[first]
    end = sentence.end if last == sentence.last else doc.ends[last - 1]
    part = Line(Sentence(sentence.index, sentence.paragraph, start, end, first, last))
    for hit in line.hits:
        if first <= hit.first < last and hit.last <= last:
            part.add(hit)
    part.numbers = [number for number in line.numbers if first <= number.first and number.last <= last]
    part.dates = [date for date in line.dates if first <= date.first < last]
    return part
