"""Read a report: everything that its text says of incidents, typed and with the words it rests on.

The steps are those of the other modules: take the text apart (`analysis`), find harm, dates and places by sentence,
set tallies aside, gather the rest into accounts, and read each account's values.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from geo.core.model import Account, DateSpan, Placement, Reading, Report, Tally
from geo.core.vocab import COUNTRIES
from geo.places.mentions import Mention, find_mentions
from geo.reports import (
    accounts,
    claims,
    clauses,
    counts,
    evidence,
    kinds,
    parties,
    relevance,
    seizures,
    tallies,
    telling,
    where,
)
from geo.reports.analysis import Analysis, Line, analyse
from geo.reports.casing import restore_capitals
from geo.reports.date_words import DateMention
from geo.reports.dates import first_day, last_day
from geo.reports.drafts import Draft
from geo.reports.sums import add_up
from geo.reports.telling import Told, is_local

# The lead says who fought; what stands further down may be another story.
_LEAD_LINES = 3
_NEXT_BUT_ONE = 2
_IN_THE_FIRST = (["in", "the", "first"], ["в", "первом"])
_A_DAY_AFTER = ["a", "day", "after"]
# In a report on an exercise the attackers and the dead are made up; those of a flood are no security matter.
_EXERCISE = 4.0
_FOUGHT = {
    "clash",
    "shooting",
    "smuggling",
    "crossing",
    "terror",
    "kidnapping",
    "mine",
    "drone",
    "crossfire",
    "refugees",
}
# Kinds in which fire has a bank that it comes from.
_FIRED = {"cross_border_fire", "drone_attack", "shooting"}
Spans = tuple[tuple[int, int], ...]


def read_report(report: Report) -> Reading:
    """Read one report.

    Parameters
    ----------
    report
        Its text, its language (None: rules of every language) and its publication date, if known.

    Returns
    -------
    Reading
        Accounts in the order of the text, tallies, and notes on what could not be used. A text that tells of no
        incident on this border gives none.
    """
    rough = report.published_precision or "day"
    published = last_day(report.published, rough) if report.published is not None else None
    analysis = analyse(report.text, lang=report.lang, published=published, precision=rough)
    if not analysis.lines:
        return Reading(report=report, notes=tuple(analysis.notes))
    mentions = _mentions(analysis, report.lang)
    about = relevance.is_about_this_border(analysis, mentions)
    told, counted = _tell(analysis, mentions)
    if not about:
        return Reading(
            report=report, tallies=tuple(counted) if relevance.names_both(analysis) else (), notes=tuple(analysis.notes)
        )
    drafts = accounts.gather(analysis, told)
    found: list[Account] = []
    for draft in drafts:
        account = _account(analysis, draft, told, found[-1].place if found else None)
        if (
            published is not None
            and rough != "day"
            and account.date.precision == "week"
            and "date" not in account.spans
        ):
            account = replace(account, date=DateSpan(start=first_day(published, rough), end=published, precision=rough))
        if relevance.is_away(analysis, account.place, draft):
            continue
        if evidence.rests_on_events(analysis, account, draft, told, goes_on=bool(found)):
            found.append(account)
    return Reading(report=report, accounts=tuple(found), tallies=tuple(counted), notes=tuple(analysis.notes))


def _mentions(analysis: Analysis, lang: str | None) -> list[Mention]:
    """Find the place names of the words that were read, in the cut that they were taken from where it is the same."""
    doc = analysis.doc
    text = doc.text[: doc.ends[-1]]
    capitalised = restore_capitals(text)
    same = capitalised == text and doc.cut.ends[-1] == len(text)
    return find_mentions(capitalised, lang=lang, cut=doc.cut if same else None)


def _tell(analysis: Analysis, mentions: Sequence[Mention]) -> tuple[list[Told], list[Tally]]:
    """Weigh every sentence and set the tallies aside."""
    told_lines: list[Told] = []
    found: list[tuple[int, Tally]] = []
    last_tally: tallies.Found | None = None
    previous_line: Told | None = None
    words = analysis.doc.words
    for line, named in _with_names(clauses.split_lines(analysis, mentions), mentions):
        first = line.sentence.first
        next_day = words[first] == "a" and words[first : first + 3] == _A_DAY_AFTER
        if not (named or next_day) and _is_empty(line, previous_line):
            previous_line = Told(line, [], [])
            told_lines.append(previous_line)
            continue
        harms = counts.find_harm(analysis, line)
        if named and any(person.named for harm in harms for person in harm.people):
            harms = counts.without_places(analysis.doc, harms, [(mention.start, mention.end) for mention in named])
        if not harms and previous_line is not None and previous_line.line.sentence.index == line.sentence.index:
            harms = counts.carried_over(analysis, line, previous_line.harms)
            line.cues.setdefault("another", [])
            line.dates = line.dates or previous_line.line.dates
        if next_day:
            line.dates.insert(0, DateMention(DateSpan(), first, first + 3, "next", shift=-1))
        told = telling.tell(analysis, line, harms, where.understood(analysis, line, named) if named else [])
        previous = last_tally if last_tally and _is_next(last_tally.line, line, previous_line) else None
        sums = tallies.find_tally(analysis, line, harms, previous)
        if sums:
            found.extend((line.sentence.index, tally) for tally in sums)
            _set_sum_aside(analysis, told, sums)
            last_tally = tallies.after(sums[0], line, harms, previous)
        else:
            _set_figures_aside(analysis, told, previous_line if previous is not None else None)
        told_lines.append(told)
        if previous_line is not None and _tells_first_of_them(words, line, previous_line):
            previous_line.harms = []
        previous_line = told
    if any("exercise" in told.line.cues for told in told_lines[:_LEAD_LINES]) or _is_disaster(told_lines):
        for told in told_lines:
            told.score -= _EXERCISE
    return told_lines, tallies.join_neighbours(found)


def _set_sum_aside(analysis: Analysis, told: Told, sums: Sequence[Tally]) -> None:
    """Mark a sentence that counts; not where it tells of one of those counted, or of arrests after them."""
    told.tally = not all(_is_ordinal(tally, told.line) for tally in sums)
    told.counted_tally = any((tally.incidents.best or 0) > 1 for tally in sums)
    if not told.tally:
        told.dates = [date for date in told.dates if date.span.precision != "year"]
    elif tallies.tells_arrests_after(analysis.doc, told.line, told.harms):
        told.tally = False


def _tells_first_of_them(words: Sequence[str], line: Line, before: Told) -> bool:
    """Tell "In the first, ..." after "shot six people in two incidents", whose dead are those of both."""
    first = line.sentence.first
    if words[first : first + 3] not in _IN_THE_FIRST and words[first : first + 2] not in _IN_THE_FIRST:
        return False
    several = [n.last for n in before.line.numbers if n.kind == "count" and (n.best or 0) > 1]
    return any(hit.first in several for hit in before.line.cue("incident"))


def _set_figures_aside(analysis: Analysis, told: Told, after_sum: Told | None) -> None:
    """Set aside what goes on counting after a sum, and those who were held over a period."""
    if after_sum is not None and after_sum.tally and _goes_on(told):
        told.tally = True
    elif tallies.counts_held(analysis, told.line, told.harms):
        told.harms, told.score = [], min(told.score, 0.0)


def _is_empty(line: Line, before: Told | None) -> bool:
    """Tell a sentence in which nothing was found; a part of one goes on with what its beginning told."""
    if line.hits or line.numbers or line.dates:
        return False
    return before is None or before.line.sentence.index != line.sentence.index


def _is_disaster(told_lines: Sequence[Told]) -> bool:
    """Tell a report on a flood or a crash by its lead and by what its sentences never speak of."""
    cues = {cue for told in told_lines for cue in told.line.cues}
    return any("accident" in told.line.cues for told in told_lines[:_LEAD_LINES]) and not cues & _FOUGHT


def _is_next(tallied: Line, line: Line, between: Told | None) -> bool:
    """Tell whether a sentence comes next after a sum, or after one more that only says whose figures these are."""
    gone = line.sentence.index - tallied.sentence.index
    return gone <= 1 or (
        gone == _NEXT_BUT_ONE and between is not None and between.score < 1 and "tally" in between.line.cues
    )


def _goes_on(told: Told) -> bool:
    """Tell a sentence that goes on counting after a sum, without a day, place or event: "96 were detained"."""
    own = {"clash", "shooting", "another", "happened", "background", "kidnapping"}
    counted = [harm for harm in told.harms if harm.best is not None]
    placed = any(is_local(mention) for mention in told.mentions)
    weighed = not told.harms and "seizure" in told.line.cues and bool(told.line.numbers)
    return (
        (bool(counted) or weighed)
        and all(h.effect == "detained" for h in counted)
        and not (told.dates or told.stated or placed or told.line.cues.keys() & own)
    )


def _is_ordinal(tally: Tally, line: Line) -> bool:
    """Tell a mere ordinal: "the second such incident" stands in a sentence that may tell of the incident itself."""
    return tallies.is_sum_only(tally) and any(
        n.kind == "ordinal" and n.best == tally.incidents.best for n in line.numbers
    )


def _with_names(lines: Sequence[Line], mentions: Sequence[Mention]) -> Iterator[tuple[Line, Sequence[Mention]]]:
    """Yield each sentence with the names in it; both are in the order of the text."""
    at = 0
    for line in lines:
        while at < len(mentions) and mentions[at].start < line.sentence.start:
            at += 1
        first = at
        while at < len(mentions) and mentions[at].start < line.sentence.end:
            at += 1
        yield line, mentions[first:at]


def _account(analysis: Analysis, draft: Draft, told_lines: Sequence[Told], before: Placement | None) -> Account:
    """Read the values of one account."""
    doc = analysis.doc
    date, date_spans = _date(analysis, draft, told_lines)
    place, place_spans = where.place_of(analysis, draft, date.start or analysis.published, told_lines, before)
    harms = [harm for told in draft.told for harm in told.harms]
    sums = {effect: add_up(doc, harms, effect) for effect in ("killed", "wounded", "detained")}
    named, party_spans = parties.parties_of(doc, draft)
    goods, good_spans = seizures.seizures_of(doc, draft)
    said = claims.claims_of(analysis, draft)
    lead = [told.line.cues for told in told_lines[:_LEAD_LINES] if "habitual" not in told.line.cues or told.dates]
    around = frozenset(cue for cues in lead for cue in cues)
    kind = kinds.over_the_line(kinds.kind_of(draft, around), draft, place.country)
    found = {
        "date": date_spans,
        "place": place_spans,
        "killed": sums["killed"].spans,
        "wounded": sums["wounded"].spans,
        "detained": sums["detained"].spans,
        "parties": party_spans,
        "seized": good_spans,
        "text": [(told.line.sentence.start, told.line.sentence.end) for told in draft.told],
    }
    spans: dict[str, Spans] = {key: tuple(sorted(set(value))) for key, value in found.items() if value}
    return Account(
        role=draft.role,
        date=date,
        place=place,
        bank=place.country if place.country in COUNTRIES else None,
        fire_from=where.fire_from(analysis, draft) if kind in _FIRED else None,
        kind=kind,
        killed=sums["killed"].casualties,
        wounded=sums["wounded"].casualties,
        detained=sums["detained"].casualties,
        parties=named,
        seized=goods,
        claims=said,
        spans=spans,
    )


def _first_days(dates: Sequence[DateMention]) -> DateSpan:
    """Return the first days told, a day before anything wider; neighbouring days are one span ("the next day")."""
    days = [date.span for date in dates if date.span.precision in {"day", "days"} and date.span.start]
    span = dates[0].span
    if not days or span.partial:
        return _narrowest(span, dates)
    first = days[0]
    for other in days[1:]:
        if first.start and first.end and other.start and other.end:
            low, high = min(first.start, other.start), max(first.end, other.end)
            if high - low <= dt.timedelta(days=2):
                first = DateSpan(start=low, end=high, precision="day" if low == high else "days")
    return first


def _narrowest(span: DateSpan, dates: Sequence[DateMention]) -> DateSpan:
    """Return the shortest span within the first: "a year earlier, in August 2016", "earlier this year, in April"."""
    if span.start is None or span.end is None:
        return span
    for date in dates:
        start, end = date.span.start, date.span.end
        if start and end and span.start and span.end and span.start <= start and end <= span.end:
            span = date.span if end - start < span.end - span.start else span
    return span


def _of_the_fight(draft: Draft) -> list[DateMention]:
    """Return the days on which people died, where the first that are told are those of the crossing before."""
    days = [date for date in draft.dates if date.span.precision in {"day", "days"}]
    first = next((told for told in draft.told if any(date in told.dates for date in (days or draft.dates)[:1])), None)
    told_day = bool(days)
    if first is None or "crossing" not in first.line.cues or (told_day and any(harm.best for harm in first.harms)):
        return []
    return [
        date
        for told in draft.told
        if any(harm.effect == "killed" and not harm.zero for harm in told.harms)
        for date in told.dates
        if date.use == "event" and date.span.precision in {"day", "days"} and date.span.start
    ]


def _lead_date(analysis: Analysis, told_lines: Sequence[Told]) -> DateMention | None:
    """Return a day that the lead names without telling of the event yet, not long before publication."""
    for told in told_lines[:_LEAD_LINES]:
        for date in told.dates:
            start = date.span.start
            if date.span.partial and date.span.precision == "day" and analysis.published is None:
                return date
            near = (
                start and analysis.published and dt.timedelta(0) <= analysis.published - start <= dt.timedelta(days=7)
            )
            if near and date.span.precision in {"day", "days"}:
                return date
    return None


def _date(analysis: Analysis, draft: Draft, told_lines: Sequence[Told]) -> tuple[DateSpan, list[tuple[int, int]]]:
    """Date an account: as told, else from the statement, else (for the news) from publication."""
    doc = analysis.doc
    if draft.dates:
        span = _first_days(_of_the_fight(draft) or draft.dates)
        # News is of no year: "he warned earlier this year" is told beside it.
        is_news = draft.role == "main" and analysis.published is not None and span.precision == "year"
        if (span.start or span.partial) and not is_news:
            return span, [doc.span(d.first, d.last) for d in draft.dates]
    stated = [
        date
        for told in draft.told
        for date in told.stated
        if date.span.precision in {"day", "days"} and (date.span.start or date.span.partial)
    ]
    night = any(date.night for told in draft.told for date in told.dates) or any(date.night for date in draft.dates)
    if draft.role != "main":
        return DateSpan(), []
    lead = _lead_date(analysis, told_lines)
    if lead is not None and not stated:
        return lead.span, [doc.span(lead.first, lead.last)]
    if stated and stated[0].span.partial:
        return stated[0].span, [doc.span(stated[0].first, stated[0].last)]
    if stated and stated[0].span.start:
        day = stated[0].span.start
        return DateSpan(start=day - dt.timedelta(days=1), end=day, precision="days"), [
            doc.span(stated[0].first, stated[0].last)
        ]
    if analysis.published is not None:
        back = 1 if night else 6
        start = analysis.published - dt.timedelta(days=back)
        return DateSpan(start=start, end=analysis.published, precision="days" if night else "week"), []
    return DateSpan(), []
