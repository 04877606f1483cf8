"""From sentences to accounts: which of them speak of one event, and which event is the news.

The sentences are walked in order. One that tells of an event opens an account; others join the account whose date and
place they fit. A new date, a place that cannot be the same, "another", "earlier", "recall" open the next. Sentences on
what is usual, on other borders, or on periods belong to none.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from geo.core.model import DateSpan
from geo.places.mentions import Mention
from geo.reports.analysis import Analysis, Line
from geo.reports.counts import Harm
from geo.reports.date_settling import counted_from, shifted
from geo.reports.date_words import DateMention
from geo.reports.text import Document, Sentence, normalise

# A sentence opens an account with this much evidence, joins one with less.
_OPENS = 3.0
_OPENS_IF_NONE = 2.0
_TELLS = 2.0
_WEIGHTS = {
    "clash": 2.0,
    "crossfire": 2.0,
    "airstrike": 2.0,
    "mine": 2.0,
    "drone": 1.5,
    "kidnapping": 1.5,
    "theft": 2.0,
    "crossing": 1.5,
    "shooting": 1.5,
    "refugees": 1.5,
    "seizure": 0.5,
    "foiled": 1.0,
    "smuggling": 0.5,
}
# What follows an event within a week belongs to the same news; older events are recalled.
_SAME_NEWS = dt.timedelta(days=7)
_NEAR_LINES = 3
_CLAUSE_WORDS = 5
_COLON_REACH = 8
_CLAUSE_LEAD = re.compile(r"[,;] (?:and|while|а|и|ва|و)?(?: ?(?:in|в|дар|در))? ?$")
_CROSSING = 1.5
_YEAR = re.compile(r"\d{4}")
_MORE = {"more", "others", "another", "еще", "дигар", "دیگر"}
_SECURITY = {
    "guards",
    "workers",
    "armed_men",
    "terror",
    "smuggling",
    "clash",
    "shooting",
    "mine",
    "kidnapping",
    "drone",
    "refugees",
    "crossfire",
    "airstrike",
    "crossing",
    "theft",
}
# A fight inside Afghanistan, a protest, a bombing in a town has none of these.
_BORDERING = {"guards", "crossing", "crossfire", "smuggling", "refugees"}
_BORDERS = tuple(map(normalise, ("border", "frontier", "границ", "погран", "марзбон", "сарҳад", "مرزبان")))
_LOCAL = {"district", "settlement", "jamoat", "post", "detachment", "crossing", "landmark"}


@dataclass(slots=True)
class Told:
    """A sentence (or the part of one that has its own date) with what the other readers found in it."""

    line: Line
    harms: list[Harm]
    mentions: list[Mention]
    dates: list[DateMention] = field(default_factory=list)
    stated: list[DateMention] = field(default_factory=list)
    score: float = 0.0
    tally: bool = False
    counted_tally: bool = False


@dataclass(slots=True)
class Draft:
    """An account in the making."""

    told: list[Told]
    role: str = "main"
    dates: list[DateMention] = field(default_factory=list)

    @property
    def date(self) -> DateSpan | None:
        """The first date that was told of it."""
        return self.dates[0].span if self.dates else None

    def cues(self, *, least: float = -10.0) -> dict[str, int]:
        """How often each cue stands in its sentences that weigh at least so much."""
        counts: dict[str, int] = {}
        for told in self.told:
            if told.score < least:
                continue
            for cue, hits in told.line.cues.items():
                counts[cue] = counts.get(cue, 0) + len(hits)
        return counts


def split_lines(analysis: Analysis, mentions: Sequence[Mention] = ()) -> list[Line]:
    """Part sentences that tell of two days or places: each part keeps its own hits, numbers and dates."""
    out: list[Line] = []
    for line in analysis.lines:
        cuts = _cuts(analysis, line, mentions)
        if not cuts:
            out.append(line)
            continue
        edges = [line.sentence.first, *cuts, line.sentence.last]
        for first, last in pairwise(edges):
            out.append(_part(analysis, line, first, last))
    return out


def _cuts(analysis: Analysis, line: Line, mentions: Sequence[Mention]) -> list[int]:
    if not (line.dates or line.of("harm") or line.cue("another")):
        return []
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
        event = [hit for hit in line.hits if hit.table == "harm" or (hit.table == "cues" and hit.value in _WEIGHTS)]
        if not any(hit.first < right.first for hit in event) or not any(hit.last > right.last for hit in event):
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


def _begins_clause(doc: Document, date: DateMention) -> bool:
    """Tell "..., and in March gunmen ..." from a month that only dates what stands before it."""
    lead = doc.text[max(doc.starts[date.first] - _COLON_REACH, 0) : doc.starts[date.first]]
    return bool(_CLAUSE_LEAD.search(lead))


def _recalled(analysis: Analysis, line: Line) -> list[int]:
    """Return where an earlier event begins: "two were killed, days after an attack left three dead"."""
    harm = [hit.first for hit in line.of("harm")]
    named = [hit.first for hit in line.cue("incident")]
    for hit in line.cue("background"):
        before = harm + named if analysis.doc.words[hit.last - 1] == "after" else harm
        inside = hit.first - line.sentence.first >= _CLAUSE_WORDS
        if inside and any(h < hit.first for h in before) and any(h >= hit.last for h in harm):
            return [hit.first]
    return []


def _after_colon(analysis: Analysis, line: Line, days: list[DateMention]) -> list[int]:
    """Return where another day is told of after a colon: "the second clash this month: on January 18 ..."."""
    doc = analysis.doc
    for date in days:
        lead = doc.text[max(doc.starts[date.first] - _COLON_REACH, line.sentence.start) : doc.starts[date.first]]
        if ":" in lead and date.first - line.sentence.first > _CLAUSE_WORDS:
            return [max(i for i in range(line.sentence.first, date.first) if ":" in doc.gap(i)) + 1]
    return []


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


def is_stated(analysis: Analysis, line: Line, date: DateMention) -> bool:
    """Tell whether a date is that of a statement: it stands beside a word of saying."""
    doc = analysis.doc
    reach_before = 6 if analysis.lang not in {"fa", "tg"} else 0
    for hit in line.cue("speech"):
        if 0 <= date.first - hit.last < reach_before:
            gap = doc.text[doc.ends[hit.last - 1] : doc.starts[date.first]]
            between = any(hit.last <= other.first < date.first and other.table == "harm" for other in line.hits)
            if (
                not between
                and not any(mark in gap for mark in (",", ";", ":", "—", " / "))
                and "that" not in gap.split()
            ):
                return True
        if 0 <= hit.first - date.last <= 1:
            gap = doc.text[doc.ends[date.last - 1] : doc.starts[hit.first]]
            if not any(mark in gap for mark in ",;:—،"):
                return True
    return False


def tell(analysis: Analysis, line: Line, harms: list[Harm], mentions: list[Mention]) -> Told:
    """Weigh a sentence: how much it tells of an event."""
    _set_words_right(analysis, line)
    told = Told(line, harms, mentions)
    for date in line.dates:
        if date.use in {"event", "next"}:
            (told.stated if date.use == "event" and is_stated(analysis, line, date) else told.dates).append(date)
    told.score = _acts(line, harms) + _anchors(told) - _doubts(analysis, told)
    if _tells_release(told):
        told.dates = []
    return told


def _set_words_right(analysis: Analysis, line: Line) -> None:
    """Drop cues whose words say otherwise here: "one another", "another was wounded", "not a shot was fired"."""
    if not line.cues.keys() & {"another", "unfired"}:
        return
    words = analysis.doc.words
    harm = {hit.first for hit in line.of("harm")}
    kept = [
        hit
        for hit in line.cue("another")
        if hit.last - hit.first > 1
        or words[hit.first] != "another"
        or not (
            (hit.first and words[hit.first - 1] == "one")
            or hit.last in harm
            or words[hit.last : hit.last + 1][:1] in (["was"], ["is"], ["were"])
        )
    ]
    if kept != line.cue("another"):
        line.cues.pop("another")
        if kept:
            line.cues["another"] = kept
    if "unfired" in line.cues:
        for cue in ("clash", "shooting", "crossfire"):
            line.cues.pop(cue, None)


def _acts(line: Line, harms: list[Harm]) -> float:
    """Weigh what was done: the heaviest cue, others beside it, people harmed or counted."""
    if not line.cues and not harms:
        return 0.0
    score = max((_WEIGHTS[cue] for cue in line.cues if cue in _WEIGHTS), default=0.0)
    kinds = len(line.cues.keys() & _WEIGHTS.keys())
    score += 0.5 * min(kinds - 1, 2) if kinds > 1 else 0.0
    if any(person.best is not None or person.low is not None for harm in harms for person in harm.people):
        score += 2.0
    elif harms and score:
        score += 0.5
    elif score >= _CROSSING and _counts_people(line):
        score += 1.0
    if "kidnapping" not in line.cues and any(harm.effect == "kidnapped" and harm.people for harm in harms):
        score += 1.5
    return score


def _anchors(told: Told) -> float:
    """Weigh what ties it to a day, a place and the people of the border."""
    cues = told.line.cues
    here = [mention for mention in told.mentions if is_local(mention)]
    score = 0.0
    if any(_is_dated(date) for date in told.dates):
        score += 1.0
    elif told.stated:
        score += 0.5
    if any(mention.relation in {"at", "near"} for mention in here):
        score += 1.0
    if "another" in cues and told.dates and here:
        score += 1.0
    if "guards" in cues or "armed_men" in cues:
        score += 0.5
    return score


def _doubts(analysis: Analysis, told: Told) -> float:
    """Weigh what speaks against an event: habits, statistics, other borders, releases, what is expressly not said."""
    cues = told.line.cues
    doubt = 0.0
    if "habitual" in cues and not any(_is_dated(date) for date in told.dates):
        doubt += 2.0
    if "general" in cues:
        doubt += 1.0
    if "other_country" in cues and not cues.keys() & {"tajik", "afghan"}:
        doubt += 3.0
    if _of_another_border(analysis, told.line):
        doubt += 4.0
    if "unsaid" in cues or "deportation" in cues:
        doubt += 3.0
    if not told.dates and _names_another_year(analysis, told.line):
        doubt += 2.0
    if "accident" in cues:
        doubt += 4.0
    if "trial" in cues or ("inner" in cues and not cues.keys() & _BORDERING):
        doubt += 3.0
    if _tells_release(told):
        headline = "kidnapping" in cues and told.line.sentence.index <= 1
        doubt += (1.0 if headline else 3.0) + any(_is_dated(date) for date in told.dates)
    return doubt


def _of_another_border(analysis: Analysis, line: Line) -> bool:
    """Tell guards or borders of other neighbours: "Kyrgyz border guards", "на киргизско-таджикской границе"."""
    words = analysis.doc.words
    return any(
        any(word.startswith(_BORDERS) for word in words[hit.last : min(hit.last + 3, line.sentence.last)])
        or (hit.first > line.sentence.first and words[hit.first - 1].startswith(_BORDERS))
        for hit in line.cue("other_country")
    )


def _tells_release(told: Told) -> bool:
    """Tell the release of captives from a rescue in a fight."""
    if "released" not in told.line.cues:
        return False
    fought = told.line.cues.keys() & {"clash", "crossing", "foiled", "shooting", "drone"}
    died = any(harm.effect == "killed" and harm.best for harm in told.harms)
    return not fought and not died


def _names_another_year(analysis: Analysis, line: Line) -> bool:
    """Tell whether a bare year stands there that is not the report's: "in 2012", "since 2000"."""
    if not _YEAR.search(analysis.doc.text, line.sentence.start, line.sentence.end):
        return False
    own = analysis.published.year if analysis.published else None
    words = analysis.doc.words[line.sentence.first : line.sentence.last]
    return any(len(word) == 4 and word.isdecimal() and 1980 <= int(word) <= 2100 and int(word) != own for word in words)


def _counts_people(line: Line) -> bool:
    """People are counted in the sentence: a number within a few words before a noun for them."""
    return any(
        0 <= hit.first - number.last <= 3
        for hit in line.of("people")
        for number in line.numbers
        if number.kind == "count"
    )


def _is_dated(date: DateMention) -> bool:
    return date.use == "next" or date.span.start is not None or date.span.partial is not None or date.night


def is_local(mention: Mention) -> bool:
    """Tell a place on the ground from a region, a river or a country."""
    return bool(mention.matches) and mention.matches[0].place.placetype in _LOCAL


def gather(analysis: Analysis, told_lines: Sequence[Told]) -> list[Draft]:
    """Walk the sentences and gather them into accounts, in the order in which these begin.

    Where no sentence tells enough to open one, a report that gives no sums opens one with less.
    """
    drafts = _gather(analysis, told_lines, _OPENS)
    if drafts or any(told.tally for told in told_lines):
        return drafts
    return _gather(analysis, told_lines, _OPENS_IF_NONE)


def _gather(analysis: Analysis, told_lines: Sequence[Told], least: float) -> list[Draft]:
    """Gather accounts that open with a sentence of at least so much evidence."""
    drafts: list[Draft] = []
    current: Draft | None = None
    since_current = 0
    begun: dict[int, Draft] = {}
    for index, told in enumerate(told_lines):
        if told.tally:
            if told.counted_tally and _lists_days(told):
                current = _open_listed(drafts, told)
            continue
        since_current += 1 if told.score >= 0 and "habitual" not in told.line.cues else _NEAR_LINES
        dates = _anchored(told, current, told_lines[index - 1] if index else None)
        target = _choose(analysis, drafts, current, told, dates, since_current)
        if target is None:
            if not _may_open(drafts, told, least):
                continue
            target = Draft(_lead_in(told_lines, index, drafts), role=_first_role(told, drafts, current))
            drafts.append(target)
        target.told.append(told)
        for date in dates:
            if _is_dated(date) and (not target.dates or _fits(date.span, target)):
                target.dates.append(date)
        whole = begun.setdefault(told.line.sentence.index, target)
        # After "days after an attack left three dead" the story goes on with what the sentence began with.
        current, since_current = (whole if target.role == "background" else target), 0
    _settle_roles(drafts)
    around = {cue for told in told_lines for cue in told.line.cues}
    return [draft for draft in drafts if _is_event(draft, around)]


def _last_day(draft: Draft | None) -> DateSpan | None:
    """Return the day last told of an account, what "the next day" follows; else its first date."""
    if draft is None:
        return None
    days = [date.span for date in draft.dates if date.span.precision in {"day", "days"}]
    return days[-1] if days else draft.date


def _lists_days(told: Told) -> bool:
    """Two days in one breath: "on 26 and 30 November"."""
    days = [date for date in told.dates if date.span.precision == "day" and date.use == "event"]
    return len(days) > 1 and all(right.first - left.last <= 2 for left, right in pairwise(days))


def _open_listed(drafts: list[Draft], told: Told) -> Draft | None:
    """Open an account for each day of "two attacks, on 26 and 30 November"; the sum tells nothing of either."""
    bare = replace(told, harms=[])
    opened = [Draft([bare], dates=[date]) for date in told.dates if date.span.start or date.span.partial]
    drafts.extend(opened)
    return opened[-1] if opened else None


def _anchored(told: Told, current: Draft | None, before: Told | None) -> list[DateMention]:
    """Set "the next day" against the date before it: in the sentence, the account, or the sentence before."""
    out: list[DateMention] = []
    for date in told.dates:
        if date.use == "next":
            anchor = out[-1].span if out else (told.stated[-1].span if told.stated else _last_day(current))
            if anchor is None and before is not None and before.dates:
                anchor = before.dates[-1].span
            date = shifted(date, anchor) if anchor is not None else replace(date, use="event")
        elif date.ago is not None and told.stated and told.stated[-1].span.start:
            date = counted_from(date, told.stated[-1].span.start)
        if date.span.start is not None or date.span.partial is not None or date.night:
            out.append(date)
    return out


def _lead_in(told_lines: Sequence[Told], index: int, drafts: list[Draft]) -> list[Told]:
    """Return the sentence before, if it belongs to no account, tells of no period and says where."""
    if not index:
        return []
    before = told_lines[index - 1]
    taken = any(told is before for draft in drafts for told in draft.told)
    if taken or before.tally or before.score < 0 or "general" in before.line.cues:
        return []
    placed = any(mention.relation in {"at", "near"} and is_local(mention) for mention in before.mentions)
    return (
        [before]
        if (placed and before.line.cues.keys() & {"incident", "happened"}) or "airstrike" in before.line.cues
        else []
    )


def _may_open(drafts: list[Draft], told: Told, least: float) -> bool:
    headline = not drafts and told.line.sentence.index <= 1
    recalled = "background" in told.line.cues and bool(told.dates) and "incident" in told.line.cues
    return told.score >= (_TELLS if headline or recalled else least)


def _first_role(told: Told, drafts: list[Draft], current: Draft | None) -> str:
    if current is not None and current.role == "background" and "another" in told.line.cues and not told.dates:
        return "background"
    return "background" if "background" in told.line.cues and (drafts or not told.stated) else "main"


def _choose(
    analysis: Analysis, drafts: list[Draft], current: Draft | None, told: Told, dates: list[DateMention], gone: int
) -> Draft | None:
    """Choose the account a sentence belongs to; None: it opens one, or belongs to none."""
    if current is None:
        return None
    days = [date for date in dates if date.span.start is not None or date.span.partial is not None]
    if days:
        day = next((date for date in days if not date.shift), days[0])
        return _choose_by_date(analysis, drafts, current, told, day, gone)
    if told.score < _TELLS:
        return current if (gone <= _NEAR_LINES and told.score > 0) or _continues(told) else None
    if _opens_next(told) and told.score >= _OPENS:
        return _same_harm(drafts, told)
    if _is_elsewhere(current, told):
        others = (draft for draft in drafts if draft is not current and _has_local(draft))
        return next((draft for draft in others if not _is_elsewhere(draft, told)), None)
    if current.role == "background" and told.line.sentence.paragraph != current.told[-1].line.sentence.paragraph:
        return _same_harm(drafts, told) or current
    return current


def _choose_by_date(
    analysis: Analysis, drafts: list[Draft], current: Draft, told: Told, day: DateMention, gone: int
) -> Draft | None:
    """Choose by the day that a sentence names: the account of that day, unless it tells of another place or event."""
    tells = told.score >= _TELLS
    next_one = _opens_next(told)
    away = tells and (_has_harm(told) or next_one) and _is_elsewhere(current, told)
    if day.shift and not away:
        return current
    for draft in [current, *drafts]:
        slack = 0 if _tells_otherwise(draft, told) else 1
        same_day = any(_overlap(day.span, date.span, slack=slack) for date in draft.dates)
        if same_day and not (next_one and draft is not current) and not (away and draft is current):
            return None if next_one and tells and _has_harm(told) else draft
    if not current.dates and not (next_one and tells) and _is_plausible(analysis, current, day.span):
        return current
    return None if tells or gone > _NEAR_LINES else current


def _opens_next(told: Told) -> bool:
    return bool(told.line.cues.keys() & {"another", "background"})


def _continues(told: Told) -> bool:
    """Tell whether a sentence that tells little goes with its neighbours: seizures, a place, "it happened"."""
    return (
        bool(told.line.cues.keys() & {"happened", "seizure", "no_harm", "no_claim", "denial", "custody", "admitted"})
        and "general" not in told.line.cues
        and "habitual" not in told.line.cues
    )


def _has_harm(told: Told) -> bool:
    return any(harm.best is not None for harm in told.harms)


def _same_harm(drafts: list[Draft], told: Told) -> Draft | None:
    """Return the account that tells of the same numbers."""
    mine = {(harm.effect, harm.best) for harm in told.harms if harm.best is not None}
    for draft in drafts:
        theirs = {(harm.effect, harm.best) for other in draft.told for harm in other.harms if harm.best is not None}
        if mine and mine <= theirs:
            return draft
    return None


def _has_local(draft: Draft) -> bool:
    return bool(_districts(mention for told in draft.told for mention in told.mentions))


def _is_elsewhere(draft: Draft, told: Told) -> bool:
    """Tell whether a sentence names districts that cannot be those of the account."""
    mine = _districts(told.mentions)
    theirs = _districts(mention for other in draft.told for mention in other.mentions)
    if not mine and not theirs:
        units = _units(told.mentions), _units(mention for other in draft.told for mention in other.mentions)
        return bool(units[0] and units[1]) and not units[0] & units[1]
    if mine and not theirs and told.score >= _TELLS:
        theirs = {name for name in _unit_districts(draft) if name}
    if not mine or not theirs or mine & theirs:
        return False
    return bool({place[:2] for place in mine} & {place[:2] for place in theirs})


def _names_line(draft: Draft) -> bool:
    """Tell whether an account names the border or a place in a district."""
    mentions = [mention for told in draft.told for mention in told.mentions]
    return _has_local(draft) or any(match.place.placetype == "border" for m in mentions for match in m.matches[:1])


def _unit_districts(draft: Draft) -> set[str]:
    """Districts along the stretches of the border detachments that an account names."""
    return {
        district
        for told in draft.told
        for mention in told.mentions
        if mention.kind == "detachment" and mention.relation in {"at", "near"}
        for match in mention.matches
        if match.place.placetype == "detachment"
        for district in match.place.district_ids
    }


def _units(mentions: Iterable[Mention]) -> set[str]:
    """Border detachments named."""
    return {
        match.place.place_id
        for mention in mentions
        if mention.kind == "detachment" and mention.relation in {"at", "near"}
        for match in mention.matches
    }


def _districts(mentions: Iterable[Mention]) -> set[str]:
    """Districts named as where something happened."""
    out: set[str] = set()
    for mention in mentions:
        if mention.relation in {"at", "near"} and mention.support != "bare" and is_local(mention):
            if mention.kind in {"detachment", "river"} or (
                mention.kind is None and any(match.place.placetype == "river" for match in mention.matches)
            ):
                continue
            top = mention.matches[0].score
            for match in mention.matches:
                if match.score >= top - 0.1 and (mention.kind != "district" or match.place.placetype != "detachment"):
                    out.update(match.place.district_ids)
    return out


def _tells_otherwise(draft: Draft, told: Told) -> bool:
    """Both tell of the same harm in different numbers or of different people."""
    mine = {(harm.effect, harm.best) for harm in told.harms if harm.best}
    theirs = {(harm.effect, harm.best) for other in draft.told for harm in other.harms if harm.best}
    return bool({effect for effect, _ in mine} & {effect for effect, _ in theirs}) and not mine & theirs


def _overlap(left: DateSpan, right: DateSpan, *, slack: int = 1) -> bool:
    if left.partial or right.partial:
        return left.partial == right.partial
    if not (left.start and left.end and right.start and right.end):
        return False
    return left.start <= right.end + dt.timedelta(days=slack) and right.start <= left.end + dt.timedelta(days=slack)


def _is_plausible(analysis: Analysis, current: Draft, span: DateSpan) -> bool:
    """Give an undated piece of news a date near publication, not one of years ago."""
    if span.start is None or analysis.published is None or current.role == "background":
        return True
    return analysis.published - span.start <= dt.timedelta(days=120)


def _fits(span: DateSpan, draft: Draft) -> bool:
    return any(_overlap(span, date.span) for date in draft.dates)


def _settle_roles(drafts: list[Draft]) -> None:
    """Take the first account for the news unless it is recalled; what lies more than a week before it is background."""
    main = next((draft for draft in drafts if draft.role == "main"), None)
    if main is None:
        _promote(drafts[:1])
        return
    for draft in drafts:
        if draft is main or draft.role == "background":
            continue
        if draft.date and draft.date.end and main.date and main.date.start:
            gap = main.date.start - draft.date.end
            crossing_only = not any(_has_harm(told) for told in draft.told) and "crossing" in draft.cues()
            if gap > _SAME_NEWS or (gap > dt.timedelta(0) and crossing_only):
                draft.role = "background"
        elif not draft.date and main.date and main.date.start and "another" not in draft.cues():
            draft.role = "background"


def _promote(first: list[Draft]) -> None:
    """Take what the lead tells for the news where all else is recalled: "died, a day after the clash"."""
    for draft in first:
        lead = draft.told[-1].line.sentence.index == draft.told[0].line.sentence.index <= 1
        if lead and any(_has_harm(told) for told in draft.told):
            draft.role = "main"


def _is_event(draft: Draft, around: set[str]) -> bool:
    """Drop what tells of no event after all: seizures without people, talk of clashes in general."""
    cues = draft.cues()
    told_of = _SECURITY & around or ("incident" in around and _names_line(draft))
    if not told_of or ("other_country" in cues and "tajik" not in cues and not _has_local(draft)):
        return False
    sides = {person.side for told in draft.told for harm in told.harms for person in harm.people}
    if not _SECURITY & cues.keys() and not sides & {"security", "attackers"} and not _names_line(draft):
        return False
    if any(_has_harm(told) or any(harm.people for harm in told.harms) for told in draft.told):
        return True
    if draft.role == "background" and "incident" in cues and draft.dates:
        return True
    acts = {"clash", "crossfire", "mine", "drone", "kidnapping", "theft", "crossing", "shooting", "refugees"}
    if not acts & set(cues):
        return any(harm.effect == "detained" for told in draft.told for harm in told.harms) or (
            "foiled" in cues and "crossing" in cues
        )
    dated = bool(draft.dates) or any(told.stated for told in draft.told)
    placed = any(
        is_local(m) or m.matches[0].place.placetype == "region"
        for told in draft.told
        for m in told.mentions
        if m.matches
    )
    return dated or placed or bool(cues.keys() & {"guards", "crossfire"})
