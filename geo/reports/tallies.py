"""Counts over a period: "at least five deadly incidents since November, 16 killed in total". Checks, never incidents.

A sentence is a tally when it counts incidents ("17 clashes", "the second such case") or counts dead over a period. Its
numbers belong to no account. Neighbouring sentences complete each other: incidents in one, dead in the next.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace

from geo.core.model import Count, Tally
from geo.reports.analysis import Analysis, Line
from geo.reports.counts import Harm
from geo.reports.date_words import DateMention
from geo.reports.numerals import Number
from geo.reports.tolls import stated_toll

_REACH = 5
_SUCH = {"such", "подобный", "подобное", "подобная", "такой", "такое", "аналогичный", "دست", "дигар", "similar"}
_SUCH_ONES = re.compile(r"\b(?:such|таких|подобных|аналогичных)\b|чунин|چنین", re.IGNORECASE)
_TIMES = {"times", "occasions", "раз", "раза", "случаях", "бор", "بار"}
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
_BREAK = re.compile(r"[.;:!?()]")
_THEM = re.compile(
    r"\b(?:in them|in these|in those|as a result of these|in all of these|victims (?:have )?include|these include|"
    r"в них|в этих|жертвами (?:этих|стали))\b",
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
_IN_PERIOD = re.compile(
    r"\b(?:in|within|over) (?:a|one|two|three|less than a|the (?:past|last)(?: \w+)?) "
    r"(?:days?|weeks?|months?|years?)\b|"
    r"\bin (?:as many|recent) \w+|\bthis (?:week|month|year)\b|\bс начала\b|\bза (?:последн\w+ |это\w* |\w+ )?"
    r"(?:месяц|недел|год|полгода|лет|сут|дн)|\bsince the (?:start|beginning|turn)\b|\bso far this\b|"
    r"\bаз (?:оғози|аввали|ибтидои) (?:ҳамин |ин )?(?:сол|моҳ|ҳафта)|\bдар (?:як|ду|се|чор) (?:ҳафта|моҳ|сол)|"
    r"از (?:آغاز|ابتدای|اول) (?:سال|ماه)|در (?:یک|دو|سه) (?:هفته|ماه|سال)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_BEFORE = re.compile(
    r"\b(?:a|the) year (?:before|earlier)\b|\bprevious year\b|\bgодом ранее\b|\bгодом раньше\b|за предыдущий",
    re.IGNORECASE,
)
_THIS_YEAR = re.compile(
    r"\b(?:this year|since the year began|начала (?:этого |текущего )?года|beginning of (?:this|the) year|"
    r"start of the year|аз аввали сол)\b",
    re.IGNORECASE,
)
_THIS_WEEK = re.compile(r"\bthis week\b|\bна (?:этой|минувшей|прошлой) неделе\b|\bin the past week\b")
# "The fourth clash of 2024".
_OF_YEAR = re.compile(r"\b(?:of|in|за|в) (?:19|20)\d\d\b")
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
    if not line.numbers and not harms:
        return []
    if not harms and "incident" not in line.cues and all(number.kind != "ordinal" for number in line.numbers):
        return []
    counted = _incidents(analysis, line, harms)
    ordinal = None if counted else _ordinal(analysis, line)
    follows = previous is not None and (
        bool(_THEM.search(_text(analysis, line)))
        or (_goes_on(previous) and not line.dates and not line.cues.keys() & _OWN)
    )
    toll = _toll(analysis, line, harms, follows=follows or bool(counted) or _counts_their_dead(harms, ordinal))
    if not counted and previous is not None:
        both = _with_other_side(line, harms, previous)
        if both is not None:
            return [both]
    if not counted and ordinal is None and toll is None:
        return []
    since, until = _period(analysis, line)
    base = Tally(
        since=since, until=until, source=_source(analysis, line), span=(line.sentence.start, line.sentence.end)
    )
    if not counted:
        incidents = Count(low=ordinal, best=ordinal, high=ordinal) if ordinal is not None else Count()
        return [replace(base, incidents=incidents, killed=toll or Count())]
    out = [replace(base, incidents=counted[0], killed=toll or Count())]
    for other in counted[1:2]:
        year = since.year - 1 if since else None
        out.append(
            Tally(
                since=dt.date(year, 1, 1) if year else None,
                until=dt.date(year, 12, 31) if year else None,
                incidents=other,
                source=base.source,
                span=base.span,
            )
        )
    return out


def sides_of(harms: list[Harm]) -> frozenset[str | None]:
    """Sides whose dead are counted."""
    return frozenset(
        person.side for harm in harms if harm.effect == "killed" for person in harm.people if person.best is not None
    )


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
        tally.incidents.best is None
        or not tally.killed.best
        or len(sides) != 1
        or None in sides
        or not previous.sides
        or sides & previous.sides
        or line.sentence.index != previous.line.sentence.index + 1
        or any(date.use == "event" and date.span.precision in {"day", "days"} for date in line.dates)
        or line.cues.keys() & (_OWN - {"no_harm"})
    ):
        return None
    killed = [harm for harm in harms if harm.effect == "killed" and not harm.joint and harm.best]
    own = max((harm.best or 0 for harm in killed), default=0)
    if not own:
        return None
    total = tally.killed.best + own
    high = total if tally.killed.high is not None else None
    return replace(
        tally, killed=Count(low=total, best=total, high=high), span=(previous.line.sentence.start, line.sentence.end)
    )


def _goes_on(previous: Found) -> bool:
    """Tell a sentence that counted incidents without their dead: the next may give these."""
    counted = any(n.kind == "count" and n.best == previous.tally.incidents.best for n in previous.line.numbers)
    return previous.tally.killed == Count() and previous.tally.incidents.best is not None and counted


def join_neighbours(found: list[tuple[int, Tally]]) -> list[Tally]:
    """Complete a tally of incidents by the dead counted in one of the next two sentences."""
    out: list[tuple[int, Tally]] = []
    for index, tally in found:
        if out and _begin_together(tally, out[-1][1]):
            out[-1] = (index, tally)
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
    return tally.span[0] == last.span[0] and tally.span[1] != last.span[1]


def _completes(tally: Tally, last: Tally) -> bool:
    """Tell whether a tally of the dead alone goes with one of incidents alone."""
    return tally.incidents == Count() and last.killed == Count() and last.incidents != Count()


def is_sum_only(tally: Tally) -> bool:
    """Tell a mere ordinal ("the second such case") from a sentence that counts."""
    return tally.killed == Count() and tally.incidents != Count()


def _incidents(analysis: Analysis, line: Line, harms: list[Harm]) -> list[Count]:
    """Count incidents: a number within a few words before a noun for incidents, or "40 times" beside one."""
    doc = analysis.doc
    nouns = [hit.first for hit in line.cue("incident")]
    if not nouns:
        return []
    toll = stated_toll(doc, line) if _puts_dead(harms) else None
    many = bool(line.cues.keys() & {"period", "tally"}) or any(
        date.use == "since" or date.span.precision in {"month", "year"} for date in line.dates
    )
    many = many or (bool(_YEAR.search(_text(analysis, line))) and bool(_SUCH_ONES.search(_text(analysis, line))))
    out = []
    for number in line.numbers:
        if number.kind != "count" or (number.best is not None and not 2 <= number.best <= 5000):
            continue
        if (number.best is None and not many) or _is_year(analysis, number) or number is toll:
            continue
        if any(harm.toll and harm.trigger[0] == number.first for harm in harms):
            continue
        ahead = [noun for noun in nouns if 0 <= noun - number.last <= _REACH]
        clear = bool(ahead) and not _BREAK.search(doc.text[doc.ends[number.last - 1] : doc.starts[ahead[0]]])
        if clear and _counts_other(line, number, ahead[0]):
            clear = False
        follows = number.last < line.sentence.last and doc.words[number.last] in _TIMES
        behind = any(0 < number.first - noun <= 12 for noun in nouns) and (
            _by_year(doc.text, doc.ends[number.last - 1]) or _put_at(analysis, number)
        )
        if clear or (follows and nouns) or (behind and many):
            out.append(_count(number))
    separate = any(word in {"separate", "ҷудогона"} for word in doc.words[line.sentence.first : line.sentence.last])
    if not out or many or separate or len(line.dates) > 1:
        return out
    if any(harm.best for harm in harms) and _in_passing(analysis, line):
        return []
    heads = any(number.first == line.sentence.first and number.kind == "count" for number in line.numbers)
    return out if any((count.best or 0) >= 3 or (heads and harms) for count in out) else []


def _in_passing(analysis: Analysis, line: Line) -> bool:
    """Tell news that counts its fights ("killed four in three clashes", "foiled three crossings") from a sum."""
    doc = analysis.doc
    foiled = {hit.last for hit in line.cue("foiled")}
    return not _HALF_YEAR.search(_text(analysis, line)) and any(
        number.first in foiled or doc.words[max(number.first - 1, 0)] in {"in", "during", "в", "во", "дар", "در"}
        for number in line.numbers
        if number.kind == "count"
    )


def _is_year(analysis: Analysis, number: Number) -> bool:
    """Tell a year from a count: four digits without a separator."""
    word = analysis.doc.words[number.last - 1]
    return len(word) == len("2026") and word.isdigit() and bool(_YEAR.fullmatch(word))


def _counts_other(line: Line, number: Number, noun: int) -> bool:
    """People or things stand between the number and the noun: the number counts those."""
    return any(
        (hit.table in {"people", "harm"} and number.last <= hit.first < noun)
        or (hit.table == "people" and hit.first == noun)
        or (hit.table == "seized" and number.last <= hit.first <= noun)
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
        if (near and (such or dated or far_such or _names_time(_text(analysis, line)))) or within:
            found.append(int(number.best))
    return max(found) if found else None


def _names_time(text: str) -> bool:
    """Tell "in three weeks", "since the start of the year", "of 2024" beside an ordinal."""
    return bool(_IN_PERIOD.search(text) or _OF_YEAR.search(text))


def _toll(analysis: Analysis, line: Line, harms: list[Harm], *, follows: bool) -> Count | None:
    """Count the dead of a period: a count beside a period, or one that goes with counted incidents."""
    killed = [
        harm for harm in harms if harm.effect == "killed" and not harm.joint and not harm.zero and harm.best is not None
    ]
    if not killed or any(harm.toll for harm in killed):
        stated = _put_dead_at(analysis, line) if _puts_dead(harms) else None
        return stated if stated is not None and (follows or _names_period(analysis, line)) else None
    specific = any(date.use == "event" and date.span.precision in {"day", "days"} for date in line.dates)
    if not follows and (specific or not _names_period(analysis, line) or _is_news_of_week(analysis, line)):
        return None
    best = sum(harm.best or 0 for harm in killed) if follows else max(harm.best or 0 for harm in killed)
    open_end = any(person.high is None for harm in killed for person in harm.people if person.best is not None)
    return Count(low=best, best=best, high=None if open_end else best)


def _is_news_of_week(analysis: Analysis, line: Line) -> bool:
    """Tell "three smugglers were killed this week" in the lead, which is the news, from a sum."""
    text = _text(analysis, line).lower()
    return (
        line.sentence.index <= 1
        and bool(_THIS_WEEK.search(text))
        and not _PERIOD_WORDS.search(_THIS_WEEK.sub(" ", text))
    )


# "The largest battle this year" is one battle.
_SUPERLATIVE = re.compile(
    r"\b(?:largest|biggest|deadliest|worst|bloodiest|first|latest|fiercest)\b[^.;]{0,40}?\bthis (?:year|month|week)\b|"
    r"\b(?:крупнейш\w+|сам\w+ (?:крупн|кровопролитн|ожесточ)\w+|перв\w+)\b[^.;]{0,30}?\b(?:в этом году|с начала года)",
    re.IGNORECASE,
)
# Of lower-case text: tried in any case, such a pattern takes several times as long.
_PERIOD_WORDS = re.compile(
    r"\b(?:in less than \w+ \w+\b|in total\b|in all,|altogether\b|so far\b|this year\b|in the past\b|over the past\b|"
    r"tally\b|this month\b|in recent (?:weeks|months|years)\b|since (?:the )?\w+ (?:19|20)\d\d|since 20\d\d\b|"
    r"within (?:\w+ )?(?:weeks|months)\b|in \w+ months\b|nine first months\b|first \w+ months\b|last year\b|"
    r"past \w+ (?:years|months)\b|two decades\b|in the course of 20\d\d\b|first half of\b|"
    r"(?:over|in|during|for|within) (?:the same|that|this|the) period\b|"
    r"за (?:тот|этот|указанный|отчетный) (?:же )?период|за (?:\w+ )?полугоди|дар ин (?:муддат|давра)|"
    r"с начала\b|за (?:последн|минувш|прошл|эт)\w+ (?:год|месяц|недел|\d+ \w+)|в общей сложности\b|всего за\b|"
    r"на этой неделе\b|со? 20\d\d\b|в 20\d\d году\b|за 20\d\d\b)|"
    r"тайи\s+\S+\s+соли|соли охир|در مجموع|به شمار|در این (?:مدت|دوره)"
)


def _names_period(analysis: Analysis, line: Line) -> bool:
    if any(date.use == "since" for date in line.dates):
        return True
    text = _text(analysis, line)
    low = text.lower()
    if "last year" in low and any(_is_month_of_year(analysis, date) for date in line.dates):
        low = low.replace("last year", " ")
    named = _PERIOD_WORDS.search(low) and _PERIOD_WORDS.search(_SUPERLATIVE.sub(" ", low))
    return bool(named) or _between_years(text)


def _is_month_of_year(analysis: Analysis, date: DateMention) -> bool:
    """Tell "in August last year", in which a single event is told of, from "last year"."""
    words = analysis.doc.words[date.first : date.last]
    return date.use == "event" and date.span.precision == "month" and len(words) > 1 and words[-1] == "year"


def _between_years(text: str) -> bool:
    return bool(re.search(r"[Bb]etween (?:19|20)\d\d and (?:19|20)\d\d", text))


def _puts_dead(harms: list[Harm]) -> bool:
    """Tell whether the sentence was found to put the dead at a number."""
    return any(harm.toll for harm in harms)


def _put_dead_at(analysis: Analysis, line: Line) -> Count | None:
    """Read "puts the dead at 16", "the toll stands at 16"."""
    number = stated_toll(analysis.doc, line)
    return _count(number) if number is not None else None


def _period(analysis: Analysis, line: Line) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of the period that a sentence names."""
    published = analysis.published
    text = _text(analysis, line)
    for date in line.dates:
        if date.use == "since" and date.span.start:
            return date.span.start, None
    if _YEAR_BEFORE.search(text) and published:
        return dt.date(published.year - 2, 1, 1), dt.date(published.year - 2, 12, 31)
    spans = [
        date.span
        for date in line.dates
        if date.use == "event" and date.span.start and date.span.precision in {"month", "year", "week"}
    ]
    if spans:
        return spans[0].start, spans[0].end
    days = [date.span for date in line.dates if date.use == "event" and date.span.start]
    if len(days) > 1:
        return min(span.start for span in days if span.start), max(span.end for span in days if span.end)
    years = sorted(int(match.group()) for match in _YEAR.finditer(text))
    if years:
        return dt.date(years[0], 1, 1), dt.date(years[-1] if len(years) > 1 else years[0], 12, 31)
    if published and _THIS_YEAR.search(text):
        return dt.date(published.year, 1, 1), published
    return None, None


def _source(analysis: Analysis, line: Line) -> str | None:
    text = _text(analysis, line)
    named = _ATTRIBUTED.search(text)
    if named:
        return next(group for group in named.groups() if group)
    official = _OFFICIAL.search(text)
    return official.group() if official else None


def _count(number: Number) -> Count:
    low, best, high = (int(value) if value is not None else None for value in (number.low, number.best, number.high))
    return Count(low=low, best=best, high=high)


def _text(analysis: Analysis, line: Line) -> str:
    return analysis.doc.text[line.sentence.start : line.sentence.end]
