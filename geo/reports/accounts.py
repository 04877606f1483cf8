"""From sentences to accounts: which of them speak of one event, and which event is the news.

The sentences are walked in order. One that tells of an event opens an account; others join the account whose date and
place they fit. A new date, a place that cannot be the same, "another", "earlier", "recall" open the next. Sentences on
what is usual, on other borders, or on periods belong to none.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from geo.core.model import DateSpan
from geo.reports.analysis import Analysis
from geo.reports.date_settling import counted_from, shifted
from geo.reports.date_words import DateMention
from geo.reports.drafts import (
    Draft,
    fits,
    has_harm,
    has_local,
    is_elsewhere,
    names_line,
    overlap,
    same_harm,
    tells_otherwise,
)
from geo.reports.sequels import ACTS, are_others, crossed_there, finest, fled_after, found_the_dead, recalls_the_same
from geo.reports.telling import TELLS, Told, is_dated, is_local, is_second

# A sentence opens an account with this much evidence, joins one with less.
_OPENS = 3.0
_OPENS_IF_NONE = 2.0
# What follows an event within a week belongs to the same news; older events are recalled.
_SAME_NEWS = dt.timedelta(days=7)
# Those who came over are followed for no longer than this.
_PURSUED = dt.timedelta(days=21)
_NEAR_LINES = 3
_LONG_AGO = dt.timedelta(days=60)
# What tells no more than this, in another paragraph, is no part of an event that is recalled.
_ASIDE = 0.5
_CARRIED_OFF = {"kidnapping", "theft"}
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
    recalling: int | None = None
    for index, told in enumerate(told_lines):
        recalling = _recalls(told, recalling)
        if told.tally:
            if told.counted_tally and _lists_days(told):
                current = _open_listed(drafts, told)
            continue
        since_current += 1 if told.score >= 0 and "habitual" not in told.line.cues else _NEAR_LINES
        if told.score <= 0 and not told.dates and not told.line.cues:
            continue
        dates = _anchored(told, current, told_lines[index - 1] if index else None, analysis.published)
        target = _choose(analysis, drafts, current, told, dates, since_current)
        if target is None:
            second = told.score >= TELLS and is_second(analysis, told)
            if not (second or _may_open(drafts, told, least) or _is_fresh(analysis, drafts, told)):
                continue
            target = Draft(_lead_in(told_lines, index, drafts), role=_first_role(told, drafts, current))
            drafts.append(target)
        target.told.append(told)
        # "Who had escaped in August was caught on Sunday": the day is that of the event.
        for date in sorted(dates, key=lambda date: date.span.precision in {"month", "season", "year"}):
            if is_dated(date) and (not target.dates or fits(date.span, target)):
                target.dates.append(date)
        whole = begun.setdefault(told.line.sentence.index, target)
        # After "days after an attack left three dead" the story goes on with what the sentence began with.
        current, since_current = (whole if target.role == "background" else target), 0
    _settle_roles(drafts, analysis.published)
    if (
        len(drafts) == 1
        and told_lines
        and "released" in told_lines[0].line.cues
        and "guards" in told_lines[0].line.cues
    ):
        drafts[0].role = "main"  # the abduction of those whose release is the news
    around = {cue for told in told_lines for cue in told.line.cues}
    counted = any(told.tally for told in told_lines)
    return [draft for draft in drafts if _is_event(draft, around) and not (counted and _is_title(draft))]


def _recalls(told: Told, recalling: int | None) -> int | None:
    """Return the paragraph that lists earlier events after "the paper recalls previous cases", else None.

    Each of them that has a day is marked as recalled.
    """
    paragraph = told.line.sentence.paragraph
    if paragraph == recalling:
        if told.dates:
            told.line.cues.setdefault("background", [])
        return recalling
    heads = "background" in told.line.cues and "incident" in told.line.cues
    return paragraph if heads and not (told.dates or told.harms or told.mentions) else None


def _is_title(draft: Draft) -> bool:
    """Tell the headline of a report on sums, "More clashes on the border", which counts nobody and names no day."""
    (told, *others) = draft.told
    return not others and told.line.sentence.index == 0 and not (told.harms or told.dates or told.mentions)


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


def _anchored(told: Told, current: Draft | None, before: Told | None, published: dt.date | None) -> list[DateMention]:
    """Set "the next day" against the date before it: in the sentence, the account, or the sentence before."""
    out: list[DateMention] = []
    for date in told.dates:
        if date.use == "next":
            anchor = out[-1].span if out else (told.stated[-1].span if told.stated else _last_day(current))
            if anchor is None and before is not None and before.dates:
                anchor = before.dates[-1].span
            if anchor is None and date.shift < 0 and published is not None:
                anchor = DateSpan(start=published, end=published, precision="day")
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
    period = bool(told.dates) and all(date.span.precision == "year" for date in told.dates) and not has_harm(told)
    headline = not drafts and told.line.sentence.index <= 1 and not period
    died = any(harm.effect == "killed" and harm.best for harm in told.harms)
    recalled = "background" in told.line.cues and bool(told.dates) and ("incident" in told.line.cues or died)
    return told.score >= (TELLS if headline or recalled else least)


def _is_fresh(analysis: Analysis, drafts: list[Draft], told: Told) -> bool:
    """Tell the first sentence of recent days where all that was told so far is recalled."""
    if told.score < TELLS or not drafts or any(draft.role == "main" for draft in drafts):
        return False
    published = analysis.published
    return published is not None and any(
        date.span.precision in {"day", "days"} and date.span.start and published - date.span.start <= _SAME_NEWS
        for date in told.dates
    )


def _first_role(told: Told, drafts: list[Draft], current: Draft | None) -> str:
    if current is not None and current.role == "background":
        same = told.line.sentence.index == current.told[-1].line.sentence.index
        if same or ("another" in told.line.cues and not told.dates):
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
        return _choose_by_date(analysis, drafts, current, told, day, days, gone)
    if told.score < TELLS:
        if is_elsewhere(current, told):
            return None
        least = _ASIDE if current.role == "background" and _begins_paragraph(current, told) else 0
        return current if (gone <= _NEAR_LINES and told.score > least) or _continues(told) else None
    least = TELLS if is_second(analysis, told) else _OPENS
    if _opens_next(told) and told.score >= least:
        return same_harm(drafts, told)
    if is_elsewhere(current, told) and not found_the_dead(analysis, told) and not crossed_there(current, told):
        others = (draft for draft in drafts if draft is not current and has_local(draft))
        return next((draft for draft in others if not is_elsewhere(draft, told)), None)
    if _is_recalled(drafts, current) and _begins_paragraph(current, told):
        return same_harm(drafts, told) or _past_recalled(drafts, current, told)
    return current


def _is_recalled(drafts: list[Draft], current: Draft) -> bool:
    """Tell an event that is recalled, or lies long before that with which the report began."""
    if current.role == "background":
        return True
    first, then = drafts[0].date, current.date
    if current is drafts[0] or first is None or then is None or first.start is None or then.end is None:
        return False
    return first.start - then.end > _SAME_NEWS


def _past_recalled(drafts: list[Draft], current: Draft, told: Told) -> Draft | None:
    """Return to the news where a new paragraph counts others than those of the event that was recalled."""
    if not tells_otherwise(current, told) or "background" in told.line.cues:
        return current
    return next((draft for draft in drafts if draft.role == "main"), None)


def _begins_paragraph(current: Draft, told: Told) -> bool:
    return told.line.sentence.paragraph != current.told[-1].line.sentence.paragraph


def _choose_by_date(
    analysis: Analysis,
    drafts: list[Draft],
    current: Draft,
    told: Told,
    day: DateMention,
    days: list[DateMention],
    gone: int,
) -> Draft | None:
    """Choose by the day that a sentence names: the account of that day, unless it tells of another place or event."""
    tells = told.score >= TELLS
    if recalls_the_same(analysis, current, told):
        return current
    next_one = _opens_next(told)
    other_hour = day.shift == 0 and "clash" in told.line.cues and any(date.use == "next" for date in told.dates)
    of_its_own = tells and (has_harm(told) or next_one or other_hour) and not found_the_dead(analysis, told)
    away = of_its_own and is_elsewhere(current, told)
    if tells and _is_sequel(current, told, days):
        return None
    if day.shift and not away:
        return current
    if tells and fled_after(current, told, day):
        return None
    if tells and _tells_end_of(current, told, day):
        return current
    for draft in [current, *drafts]:
        if next_one and draft is not current:
            continue
        if _is_of_day(draft, told, day) and not (of_its_own and is_elsewhere(draft, told)):
            others = (next_one or "refugees" in draft.cues()) and tells and are_others(draft, told, day)
            return None if others or (next_one and tells and has_harm(told)) else draft
    if not current.dates and not (next_one and tells) and not away and _is_plausible(analysis, current, day.span):
        return current
    other = "inner" in told.line.cues and has_harm(told)  # the dead of a bombing in a town last month
    return None if tells or other or gone > _NEAR_LINES or _is_long_ago(current, day.span) else current


def _is_of_day(draft: Draft, told: Told, day: DateMention) -> bool:
    """Tell whether an account has this day, or one beside it where the sentence tells of no other harm."""
    beside = False
    for date in finest(draft, day):
        if overlap(day.span, date.span, slack=0):
            return True
        beside = beside or overlap(day.span, date.span, slack=1)
    return beside and not tells_otherwise(draft, told)


def _is_long_ago(current: Draft, span: DateSpan) -> bool:
    """Tell a date long before the days of an account: what it dates is no part of it."""
    days = current.date
    if days is None or days.start is None or span.end is None:
        return False
    return days.start - span.end > _LONG_AGO


def _tells_end_of(current: Draft, told: Told, day: DateMention) -> bool:
    """Tell "they refused to surrender and were killed on 5 September" of those who were counted before."""
    new = has_harm(told) and same_harm([current], told) is None
    if new or told.mentions or told.line.cues.keys() & {"another", "background"}:
        return False
    if told.line.sentence.paragraph != current.told[-1].line.sentence.paragraph or current.date is None:
        return False
    known = {harm.effect for other in current.told for harm in other.harms if harm.best}
    begun, start = current.date.start, day.span.start
    near = begun is not None and start is not None and dt.timedelta(0) <= start - begun <= _PURSUED
    return near and any(harm.effect in known and not harm.zero for harm in told.harms)


def _is_sequel(current: Draft, told: Told, days: list[DateMention]) -> bool:
    """Tell an event that followed from the same one: "eleven days later a mine killed a guard".

    On the next day it must be of another nature: a fight after a kidnapping.
    """
    step = max(date.shift for date in days)
    fought = told.line.cues.keys() & ACTS
    if step < 1 or not fought or any(harm.moved for harm in told.harms):
        return False
    if not any(harm.effect in {"killed", "wounded"} and harm.best for harm in told.harms):
        return False
    if step > 1:
        return True
    taken = "theft" in told.line.cues or any(harm.effect == "kidnapped" for harm in told.harms)
    return bool(current.cues().keys() & _CARRIED_OFF) and not taken


def _opens_next(told: Told) -> bool:
    return bool(told.line.cues.keys() & {"another", "background"})


def _continues(told: Told) -> bool:
    """Tell whether a sentence that tells little goes with its neighbours: seizures, a place, "it happened"."""
    return (
        bool(told.line.cues.keys() & {"happened", "seizure", "no_harm", "no_claim", "denial", "custody", "admitted"})
        and "general" not in told.line.cues
        and "habitual" not in told.line.cues
    )


def _is_plausible(analysis: Analysis, current: Draft, span: DateSpan) -> bool:
    """Give an undated piece of news a date near publication, not one of years ago."""
    if span.start is None or analysis.published is None or current.role == "background":
        return True
    return analysis.published - span.start <= dt.timedelta(days=120)


def _settle_roles(drafts: list[Draft], published: dt.date | None) -> None:
    """Take the first account for the news unless it is recalled; what lies more than a week before it is background.

    Beside news without a day, what lies long before publication is.
    """
    main = next((draft for draft in drafts if draft.role == "main"), None)
    if main is None:
        _promote(drafts[:1], published)
        return
    for draft in drafts:
        if draft is main or draft.role == "background":
            continue
        if draft.date and draft.date.end and main.date and main.date.start:
            gap = main.date.start - draft.date.end
            crossing_only = not any(has_harm(told) for told in draft.told) and "crossing" in draft.cues()
            if gap > _SAME_NEWS or (gap > dt.timedelta(0) and crossing_only):
                draft.role = "background"
        elif draft.date and draft.date.end and not main.date:
            if published is not None and published - draft.date.end > _LONG_AGO:
                draft.role = "background"
        elif not draft.date and main.date and main.date.start and "another" not in draft.cues():
            draft.role = "background"


def _promote(first: list[Draft], published: dt.date | None) -> None:
    """Take what the lead tells for the news where all else is recalled: "died, a day after the clash".

    So is what is counted back from publication by a few days: "two days earlier, on May 23".
    """
    for draft in first:
        if _is_counted_back(draft, published) or (draft.told[0].line.sentence.index <= 1 and has_harm(draft.told[0])):
            draft.role = "main"


def _tells_of_custody(draft: Draft, cues: dict[str, int]) -> bool:
    """Tell the arrest of a guard or officer by the police, a matter of his own, from what gunmen did to guards."""
    held = all(harm.effect == "detained" for told in draft.told for harm in told.harms)
    return held and not cues.keys() & (ACTS | _CARRIED_OFF | {"crossing", "armed_men", "terror", "refugees"})


def _is_counted_back(draft: Draft, published: dt.date | None) -> bool:
    """Tell a day of the week before publication that is counted from another."""
    start = draft.date.start if draft.date else None
    near = start is not None and published is not None and published - start <= _SAME_NEWS
    return near and draft.dates[0].shift < 0


def _is_event(draft: Draft, around: set[str]) -> bool:
    """Drop what tells of no event after all: seizures without people, talk of clashes in general."""
    cues = draft.cues()
    detained = any(harm.effect == "detained" for told in draft.told for harm in told.harms)
    by_guards = detained and any(hit.value == "security" for told in draft.told for hit in told.line.of("people"))
    sides = {person.side for told in draft.told for harm in told.harms for person in harm.people}
    fought = bool(sides & {"security", "attackers"}) and any(has_harm(told) for told in draft.told)
    told_of = _SECURITY & around or (("incident" in around or by_guards or fought) and names_line(draft))
    if sides == {"security"} and detained and _tells_of_custody(draft, cues):
        return False
    if not told_of or ("other_country" in cues and "tajik" not in cues and not has_local(draft)):
        return False
    carried = any(harm.carried for told in draft.told for harm in told.harms)
    if not _SECURITY & cues.keys() and not sides & {"security", "attackers"} and not names_line(draft) and not carried:
        return False
    if any(has_harm(told) or any(harm.people for harm in told.harms) for told in draft.told):
        return True
    if draft.role == "background" and "incident" in cues and draft.dates:
        return True
    acts = {"clash", "crossfire", "mine", "drone", "kidnapping", "theft", "crossing", "shooting", "refugees"}
    if not acts & set(cues):
        return detained or ("foiled" in cues and bool(cues.keys() & {"crossing", "warned", "armed_men"}))
    dated = bool(draft.dates) or any(told.stated for told in draft.told)
    placed = any(
        is_local(m) or m.matches[0].place.placetype == "region"
        for told in draft.told
        for m in told.mentions
        if m.matches
    )
    return dated or placed or bool(cues.keys() & {"guards", "crossfire"})
