"""Counts over a period: "at least five deadly incidents since November, 16 killed in total". Checks, never incidents.

A sentence is a tally when it counts incidents ("17 clashes", "the second such case") or counts dead over a period. Its
numbers belong to no account. Neighbouring sentences complete each other: incidents in one, dead in the next.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace

from geo.core.model import Count, Tally
from geo.reports.analysis import Analysis, Line
from geo.reports.counted import counted_kinds, counts_deadly
from geo.reports.counts import Harm
from geo.reports.date_words import UNITS
from geo.reports.numerals import Number
from geo.reports.periods import YEAR, is_news_of_week, names_period, names_time, text_of
from geo.reports.text import Document
from geo.reports.tolls import stated_toll
from geo.reports.windows import window_of, year_before

_REACH = 5
_BEHIND = 20
_SUCH = {"such", "подобный", "подобное", "подобная", "такой", "такое", "аналогичный", "دست", "дигар", "similar"}
_SUCH_ONES = re.compile(r"\b(?:such|таких|подобных|аналогичных)\b|чунин|چنین", re.IGNORECASE)
_TIMES = {"times", "occasions", "раз", "раза", "случаях", "бор", "маротиба", "بار", "مرتبه"}
# Counts in one word.
_SO_OFTEN = {"twice": 2, "thrice": 3, "дважды": 2, "трижды": 3, "четырежды": 4}
# What is counted by "ten times" without a noun for it: "the guards have fought smugglers ten times".
_DONE = {"clash", "shooting", "crossfire", "foiled"}
_OCCASIONS = {"occasion", "time", "раз", "бор", "бори", "بار"}
_GIVES = {
    "at",
    "reached",
    "to",
    "was",
    "were",
    "numbered",
    "вместо",
    "до",
    "составило",
    "было",
    "насчитывалось",
    "насчитали",
    "отмечено",
    "зафиксировано",
    "зарегистрировано",
    "произошло",
}
_AFTER = {"after", "following", "over", "после", "пас", "баъд", "پس", "بعد"}
_KNOWN = {"the", "these", "those", "этих", "обоих", "предыдущих", "ин", "این"}
_BREAK = re.compile(r"[.;:!?()]")
_THEM = re.compile(
    r"\b(?:in them|in these|in those|in the (?:clashes|shootouts|fights|battles|skirmishes)|"
    r"as a result of these|in all of these|victims (?:have )?include|these include|"
    r"в них|в этих|в (?:перестрелках|стычках|боях|столкновениях)|жертвами (?:этих|стали))\b",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"\b(AFP|Reuters|RFE/RL|Asia-Plus|Khovar|BBC|UN|TMAC)\b|\b(АФП|Рейтер|Ховар|Азия-Плюс|АКН)\b|(فرانس‌?پرس)"
)
_OFFICIAL = re.compile(
    r"official (?:data|figures|statistics)|официальн\w+ данн|Border Troops|State Committee|погранвойск|ГКНБ|SCNS|"
    r"committee",
    re.IGNORECASE,
)
_HALF_YEAR = re.compile(r"\bполугоди|\bквартал|\bquarter\b|\bhalf of\b", re.IGNORECASE)
# An event seldom kills more; the dead of several are more than the events.
_FEW = 4
# What makes a sentence tell of an event of its own.
_OWN = {"clash", "shooting", "another", "happened", "background", "no_harm", "drone", "kidnapping", "mine"}


@dataclass(slots=True)
class Found:
    """A tally of one sentence before neighbours complete it, and the sides whose dead it counts."""

    tally: Tally
    line: Line
    sides: frozenset[str | None] = frozenset()


def find_tally(analysis: Analysis, line: Line, harms: list[Harm], previous: Found | None) -> list[Tally]:
    """Return the tallies of a sentence; an empty list for a sentence that speaks of single events."""
    if not line.numbers and not harms and not _so_often(analysis, line):
        return []
    named = "incident" in line.cues or bool(line.cues.keys() & _DONE)
    if not harms and not named and all(number.kind != "ordinal" for number in line.numbers):
        return []
    counted = _incidents(analysis, line, harms, goes_on=previous is not None and not line.dates)
    ordinal = None if counted else _ordinal(analysis, line)
    follows = previous is not None and (
        bool(_THEM.search(text_of(analysis, line)))
        or (_goes_on(previous) and not line.dates and not line.cues.keys() & _OWN)
    )
    toll = _toll(analysis, line, harms, follows=follows or bool(counted) or _counts_their_dead(harms, ordinal))
    if not counted and previous is not None:
        both = _with_other_side(line, harms, previous)
        if both is not None:
            return [both]
    if not counted and ordinal is None and toll is None:
        return []
    since, until = window_of(analysis, line, previous.tally if previous is not None else None)
    base = Tally(
        since=since,
        until=until,
        kinds=counted_kinds(analysis, line),
        deadly=counts_deadly(analysis, line),
        source=_source(analysis, line),
        span=(line.sentence.start, line.sentence.end),
    )
    if not counted:
        incidents = Count(low=ordinal, best=ordinal, high=ordinal) if ordinal is not None else Count()
        return [replace(base, incidents=incidents, killed=toll or Count())]
    years = YEAR.findall(text_of(analysis, line))
    before = int(years[0]) if len(counted) > 1 and len(years) == 1 and _opens_clause(analysis, line) else None
    if before is not None:  # "57 clashes; in 2000 there were 50"
        base = replace(base, since=dt.date(before + 1, 1, 1), until=dt.date(before + 1, 12, 31))
    out = [replace(base, incidents=counted[0], killed=toll or Count())]
    for other in counted[1:2]:
        since, until = year_before((base.since, base.until))
        out.append(replace(base, since=since, until=until, incidents=other))
    return out


def _opens_clause(analysis: Analysis, line: Line) -> bool:
    """Tell whether the year of a sentence stands after a semicolon: it dates the second of two counts."""
    return bool(re.search(r";[^;]*\b(?:19|20)\d\d\b", text_of(analysis, line)))


def counts_held(analysis: Analysis, line: Line, harms: list[Harm]) -> bool:
    """Tell how many were held over a period, which is no event: "have detained 13 violators since the year began"."""
    counted = [harm for harm in harms if harm.best is not None]
    return (
        bool(counted)
        and all(harm.effect == "detained" for harm in counted)
        and max(harm.best or 0 for harm in counted) > _FEW
        and not any(date.use == "event" and date.span.precision in {"day", "days"} for date in line.dates)
        and names_period(analysis, line)
        and not is_news_of_week(analysis, line)
    )


def tells_arrests_after(doc: Document, line: Line, harms: list[Harm]) -> bool:
    """Tell who was held "after the two attacks", which is news beside the sum; drop the words on these."""
    held = [harm.trigger[1] for harm in harms if harm.effect == "detained" and harm.best]
    nouns = [hit.first for hit in line.cue("incident")]
    if not held or not nouns or len(held) < len(harms):
        return False
    counted = {number.first for number in line.numbers}  # "thwarted over ten attempts"
    cut = next((i for i in range(held[0], nouns[-1]) if doc.words[i] in _AFTER and i not in counted), None)
    if cut is None:
        return False
    for cue in list(line.cues):
        line.cues[cue] = [hit for hit in line.cues[cue] if hit.first < cut]
        if not line.cues[cue]:
            line.cues.pop(cue)
    return True


def sides_of(harms: list[Harm]) -> frozenset[str | None]:
    """Sides whose dead are counted."""
    return frozenset(
        person.side for harm in harms if harm.effect == "killed" for person in harm.people if person.best is not None
    )


def after(tally: Tally, line: Line, harms: list[Harm], previous: Found | None) -> Found:
    """Return what the next sentence may go on with: the dead told after their incidents go with these."""
    last = previous.tally if previous is not None else None
    if last is not None and _completes(tally, last):
        start = last.span[0] if last.span else line.sentence.start
        tally = replace(last, killed=tally.killed, span=(start, line.sentence.end))
    return Found(tally, line, sides_of(harms))


def _counts_their_dead(harms: list[Harm], ordinal: int | None) -> bool:
    """Tell "the seventh such case, 23 people have died" from the dead of the seventh itself."""
    return ordinal is not None and any(
        harm.effect == "killed" and not harm.zero and (harm.best or 0) > max(ordinal, _FEW) for harm in harms
    )


def _with_other_side(line: Line, harms: list[Harm], previous: Found) -> Tally | None:
    """Add the dead of the other side, where the next sentence counts them: "Seven guards died over that period"."""
    tally = previous.tally
    sides = sides_of(harms)
    if (
        not tally.killed.best
        or len(sides) != 1
        or None in sides
        or not previous.sides
        or sides & previous.sides
        or line.sentence.index != previous.line.sentence.index + 1
        or any(date.use == "event" and date.span.precision in {"day", "days"} for date in line.dates)
        or line.cues.keys() & (_OWN - {"no_harm"})
    ):
        return None
    counts = any(number.kind == "count" for number in line.numbers)  # not "those who killed the officer"
    killed = [harm for harm in harms if harm.effect == "killed" and not harm.joint and harm.best and counts]
    own = max((harm.best or 0 for harm in killed), default=0)
    if not own:
        return None
    total = tally.killed.best + own
    high = total if tally.killed.high is not None else None
    start = tally.span[0] if tally.span else previous.line.sentence.start
    return replace(tally, killed=Count(low=total, best=total, high=high), span=(start, line.sentence.end))


def _goes_on(previous: Found) -> bool:
    """Tell a sentence that counted incidents without their dead: the next may give these."""
    counted = any(n.kind == "count" and n.best == previous.tally.incidents.best for n in previous.line.numbers)
    return previous.tally.killed == Count() and previous.tally.incidents.best is not None and counted


def join_neighbours(found: list[tuple[int, Tally]]) -> list[Tally]:
    """Complete a tally of incidents by the dead counted in one of the next two sentences."""
    out: list[tuple[int, Tally]] = []
    for index, tally in found:
        both = next((k for k, (_, last) in enumerate(out) if _begin_together(tally, last)), None)
        if both is not None:
            out[both] = (index, tally)
            continue
        k = next((k for k, (at, last) in enumerate(out) if 0 < index - at <= 2 and _completes(tally, last)), None)
        if k is None:
            out.append((index, tally))
        else:
            at, last = out[k]
            until, source = last.until or tally.until, last.source or tally.source
            out[k] = (at, replace(last, killed=tally.killed, until=until, source=source))
    return [tally for _, tally in out]


def _begin_together(tally: Tally, last: Tally) -> bool:
    """Tell a tally with the dead of both sides from that of one side, which it stands for."""
    if tally.span is None or last.span is None:
        return False
    return tally.span[0] == last.span[0] and tally.span[1] != last.span[1] and tally.incidents == last.incidents


def _completes(tally: Tally, last: Tally) -> bool:
    """Tell whether a tally of the dead alone goes with one of incidents alone."""
    return tally.incidents == Count() and last.killed == Count() and last.incidents != Count()


def is_sum_only(tally: Tally) -> bool:
    """Tell a mere ordinal ("the second such case") from a sentence that counts."""
    return tally.killed == Count() and tally.incidents != Count()


def _incidents(analysis: Analysis, line: Line, harms: list[Harm], *, goes_on: bool) -> list[Count]:
    """Count incidents: a number within a few words before a noun for incidents, or "40 times" beside one.

    A sentence that `goes_on` after a sum need not name the period.
    """
    doc = analysis.doc
    nouns = [hit.first for hit in line.cue("incident")]
    if not nouns and not (line.cues.keys() & _DONE and (goes_on or names_period(analysis, line))):
        return []
    toll = stated_toll(doc, line) if _puts_dead(harms) else None
    many = bool(line.cues.keys() & {"period", "tally"}) or any(
        date.use == "since" or date.span.precision in {"month", "year"} for date in line.dates
    )
    many = (
        many
        or goes_on
        or (bool(YEAR.search(text_of(analysis, line))) and bool(_SUCH_ONES.search(text_of(analysis, line))))
    )
    often = _so_often(analysis, line) if many else 0
    out = [Count(low=often, best=often, high=often)] if often else []
    for number in line.numbers:
        if number.kind != "count" or (number.best is not None and not 2 <= number.best <= 5000):
            continue
        if (number.best is None and not many) or _is_year(analysis, number) or number is toll:
            continue
        if any(harm.toll and harm.trigger[0] == number.first for harm in harms):
            continue
        ahead = [noun for noun in nouns if 0 <= noun - number.last <= _REACH]
        clear = bool(ahead) and not _BREAK.search(doc.text[doc.ends[number.last - 1] : doc.starts[ahead[0]]])
        if clear and (_counts_other(line, number, ahead[0]) or doc.words[number.last] in UNITS):
            clear = False  # "this is the third attack in ten days"
        follows = number.last < line.sentence.last and doc.words[number.last] in _TIMES
        behind = any(0 < number.first - noun <= _BEHIND for noun in nouns) and (
            _by_year(doc.text, doc.ends[number.last - 1]) or _put_at(analysis, number)
        )
        if clear or follows or (behind and (many or _opens_clause(analysis, line))):
            out.append(_count(number))
    separate = (bool(harms) and _are_known(doc, line, nouns)) or any(
        word in {"separate", "ҷудогона"} for word in doc.words[line.sentence.first : line.sentence.last]
    )
    if not out or many or separate or len(line.dates) > 1:
        return out
    if any(harm.best for harm in harms) and _in_passing(analysis, line):
        return []
    heads = any(number.first == line.sentence.first and number.kind == "count" for number in line.numbers)
    # "There were two cases during the past week, with five people killed".
    of_week = any(date.span.precision == "week" for date in line.dates)
    return out if any((count.best or 0) >= 3 or (harms and (heads or of_week)) for count in out) else []


def _are_known(doc: Document, line: Line, nouns: list[int]) -> bool:
    """Tell "in the two attacks", which have been told of, by the word before the number."""
    return any(
        number.kind == "count"
        and not _KNOWN.isdisjoint(doc.words[max(number.first - 1, line.sentence.first) : number.last])
        and any(0 <= noun - number.last <= 2 for noun in nouns)
        for number in line.numbers
    )


def _so_often(analysis: Analysis, line: Line) -> int:
    """Return the count of "twice", "дважды" in a sentence on fights; 0 where there is none."""
    words = analysis.doc.words[line.sentence.first : line.sentence.last]
    return next((_SO_OFTEN[word] for word in words if word in _SO_OFTEN), 0) if line.cues.keys() & _DONE else 0


def _in_passing(analysis: Analysis, line: Line) -> bool:
    """Tell news that counts its fights ("killed four in three clashes", "foiled three crossings") from a sum."""
    doc = analysis.doc
    foiled = {hit.last for hit in line.cue("foiled")}
    return not _HALF_YEAR.search(text_of(analysis, line)) and any(
        number.first in foiled or doc.words[max(number.first - 1, 0)] in {"in", "during", "в", "во", "дар", "در"}
        for number in line.numbers
        if number.kind == "count" and not _is_year(analysis, number)
    )


def _is_year(analysis: Analysis, number: Number) -> bool:
    """Tell a year from a count: four digits without a separator."""
    word = analysis.doc.words[number.last - 1]
    return len(word) == len("2026") and word.isdigit() and bool(YEAR.fullmatch(word))


def _counts_other(line: Line, number: Number, noun: int) -> bool:
    """People or things stand between the number and the noun: the number counts those, but for "drone attacks"."""
    return any(
        (hit.table in {"people", "harm"} and number.last <= hit.first < noun)
        or (hit.table == "people" and hit.first == noun)
        or (hit.table == "seized" and number.last <= hit.first <= noun and hit.last != noun)
        for hit in line.hits
    )


def _by_year(text: str, at: int) -> bool:
    return bool(re.match(r"\s*(?:за|в|in|for)\s+(?:(?:19|20)\d\d|предыдущ)", text[at : at + 30]))


def _put_at(analysis: Analysis, number: Number) -> bool:
    """Words that give a count after its noun: "putting incursions ... at 32", "reached 17"."""
    before = analysis.doc.words[max(number.first - 1, 0) : number.first]
    return bool(before) and before[-1] in _GIVES


def _ordinal(analysis: Analysis, line: Line) -> int | None:
    """Return the largest of "the third such retreat in three days and the fifth in a fortnight"."""
    doc = analysis.doc
    nouns = [hit.first for hit in line.cue("incident")]
    found: list[int] = []
    for number in line.numbers:
        if number.kind != "ordinal" or number.best is None or number.best < 2:
            continue
        ahead = doc.words[number.last : number.last + 4]
        near = any(0 <= noun - number.last <= 3 for noun in nouns) or (bool(ahead) and ahead[0] in _OCCASIONS)
        such = any(word in _SUCH for word in ahead) or any(
            word in _SUCH for word in doc.words[max(number.first - 2, 0) : number.first]
        )
        dated = any(date.use == "since" for date in line.dates)
        within = bool(ahead) and ahead[0] in {"in", "за", "since"} and bool(found)
        far_such = any(word == "دست" for word in doc.words[number.last : number.last + 6])
        if (near and (such or dated or far_such or names_time(text_of(analysis, line)))) or within:
            found.append(int(number.best))
    return max(found) if found else None


def _toll(analysis: Analysis, line: Line, harms: list[Harm], *, follows: bool) -> Count | None:
    """Count the dead of a period: a count beside a period, or one that goes with counted incidents."""
    killed = [
        harm for harm in harms if harm.effect == "killed" and not harm.joint and not harm.zero and harm.best is not None
    ]
    if killed and not follows and _tells_of_one(analysis, line):
        return None
    if not killed or any(harm.toll for harm in killed):
        stated = _put_dead_at(analysis, line) if _puts_dead(harms) else None
        return stated if stated is not None and (follows or names_period(analysis, line)) else None
    specific = any(date.use == "event" and date.span.precision in {"day", "days"} for date in line.dates)
    if not follows and (specific or not names_period(analysis, line) or is_news_of_week(analysis, line)):
        return None
    best = sum(harm.best or 0 for harm in killed) if follows else max(harm.best or 0 for harm in killed)
    open_end = any(person.high is None for harm in killed for person in harm.people if person.best is not None)
    return Count(low=best, best=best, high=None if open_end else best)


def _tells_of_one(analysis: Analysis, line: Line) -> bool:
    """Tell "he led a raid last year, and 25 died in it" from the dead of a year: one event, with its dead in it."""
    words = analysis.doc.words
    one = any(words[hit.first - 1] in {"a", "an", "that"} for hit in line.cue("incident") if hit.first)
    return one and bool(_IN_IT.search(text_of(analysis, line)))


_IN_IT = re.compile(r"\b(?:in it|in which|of which|killing|when|where)\b")


def _puts_dead(harms: list[Harm]) -> bool:
    """Tell whether the sentence was found to put the dead at a number."""
    return any(harm.toll for harm in harms)


def _put_dead_at(analysis: Analysis, line: Line) -> Count | None:
    """Read "puts the dead at 16", "the toll stands at 16"."""
    number = stated_toll(analysis.doc, line)
    return _count(number) if number is not None else None


def _source(analysis: Analysis, line: Line) -> str | None:
    text = text_of(analysis, line)
    named = _ATTRIBUTED.search(text)
    if named:
        return next(group for group in named.groups() if group)
    official = _OFFICIAL.search(text)
    return official.group() if official else None


def _count(number: Number) -> Count:
    low, best, high = (int(value) if value is not None else None for value in (number.low, number.best, number.high))
    return Count(low=low, best=best, high=high)
