"""An account in the making, and what its sentences say of its places, days and people."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from geo.core.model import DateSpan
from geo.places.mentions import Mention
from geo.reports.date_words import DateMention
from geo.reports.telling import TELLS, Told, is_local


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
        """How often each cue stands in its sentences that weigh at least so much; with a least, no talk in general."""
        counts: dict[str, int] = {}
        for told in self.told:
            talk = "general" in told.line.cues and not told.harms and not told.dates
            if told.score < least or (talk and least > 0):
                continue
            for cue, hits in told.line.cues.items():
                counts[cue] = counts.get(cue, 0) + len(hits)
        return counts


def has_harm(told: Told) -> bool:
    """Tell whether a sentence counts people harmed."""
    return any(harm.best is not None for harm in told.harms)


def same_harm(drafts: list[Draft], told: Told) -> Draft | None:
    """Return the account that tells of the same numbers."""
    mine = {(harm.effect, harm.best) for harm in told.harms if harm.best is not None}
    for draft in drafts if mine else ():
        theirs = {(harm.effect, harm.best) for other in draft.told for harm in other.harms if harm.best is not None}
        if mine <= theirs:
            return draft
    return None


def has_local(draft: Draft) -> bool:
    """Tell whether an account names a place in a district."""
    return bool(_districts(mention for told in draft.told for mention in told.mentions))


def is_elsewhere(draft: Draft, told: Told) -> bool:
    """Tell whether a sentence names districts that cannot be those of the account."""
    if not told.mentions:
        return False
    mine = _districts(told.mentions)
    theirs = _districts(mention for other in draft.told for mention in other.mentions)
    if not mine and not theirs:
        units = _units(told.mentions), _units(mention for other in draft.told for mention in other.mentions)
        return bool(units[0] and units[1]) and not units[0] & units[1]
    if mine and not theirs and told.score >= TELLS:
        theirs = {name for name in _unit_districts(draft.told) if name}
    if theirs and not mine and told.score >= TELLS:
        mine = {name for name in _unit_districts([told]) if name}
    if not mine or not theirs or mine & theirs:
        return False
    return bool({place[:2] for place in mine} & {place[:2] for place in theirs})


def names_line(draft: Draft) -> bool:
    """Tell whether an account names the border, a detachment that guards it, or a place in a district."""
    mentions = [mention for told in draft.told for mention in told.mentions]
    return has_local(draft) or any(
        match.place.placetype == "border" or m.kind == "detachment" for m in mentions for match in m.matches[:1]
    )


def _unit_districts(told_lines: Iterable[Told]) -> set[str]:
    """Districts along the stretches of the border detachments that sentences name."""
    return {
        district
        for told in told_lines
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


def tells_otherwise(draft: Draft, told: Told) -> bool:
    """Both tell of the same harm in different numbers or of different people."""
    mine = {(harm.effect, harm.best) for harm in told.harms if harm.best}
    if not mine:
        return False
    theirs = {(harm.effect, harm.best) for other in draft.told for harm in other.harms if harm.best}
    return bool({effect for effect, _ in mine} & {effect for effect, _ in theirs}) and not mine & theirs


def overlap(left: DateSpan, right: DateSpan, *, slack: int = 1) -> bool:
    """Tell whether two spans share a day, or lie within so many days of each other; partial days must be the same."""
    if left.partial or right.partial:
        return left.partial == right.partial
    if not (left.start and left.end and right.start and right.end):
        return False
    return left.start <= right.end + dt.timedelta(days=slack) and right.start <= left.end + dt.timedelta(days=slack)


def fits(span: DateSpan, draft: Draft) -> bool:
    """Tell whether a span goes with a day that an account has."""
    return any(overlap(span, date.span) for date in draft.dates)
