"""Statements of harm added up over an account: sides add up, repetitions do not, the range is kept."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

from geo.core.model import Casualties
from geo.reports.counts import Harm
from geo.reports.people_lists import People
from geo.reports.text import Document

_ANOTHER = {
    "another",
    "other",
    "others",
    "second",
    "third",
    "второй",
    "третий",
    "четвертый",
    "fourth",
    "fifth",
    "sixth",
    "другой",
    "еще",
    "дигаре",
    "دیگری",
}


@dataclass(slots=True)
class Sum:
    """Statements of one effect added up, and the words they rest on."""

    casualties: Casualties = field(default_factory=Casualties)
    spans: list[tuple[int, int]] = field(default_factory=list)


def add_up(doc: Document, harms: list[Harm], effect: str) -> Sum:
    """Add up the statements of one effect in an account.

    Statements of one side repeat each other unless listed together: the largest number stands, the smallest is the low
    end. Sides add up; a total of people that is larger than their sum stands. The wounded who died come to the killed
    and go from the wounded that were counted.
    """
    dead = [harm for harm in harms if harm.moved and harm.best] if effect in {"killed", "wounded"} else []
    if not dead:
        return _add_up(doc, harms, effect)
    rest = [harm for harm in harms if not harm.moved]
    count = max(harm.best or 0 for harm in dead)
    if (_add_up(doc, rest, "wounded").casualties.best or 0) < count:
        return _add_up(doc, harms, effect)
    found = _add_up(doc, rest, effect)
    if effect == "killed":
        found.spans += [doc.span(*harm.trigger) for harm in dead]
    return Sum(_moved(found.casualties, count, effect), found.spans)


def _moved(casualties: Casualties, count: int, effect: str) -> Casualties:
    """Add wounded who died to the killed, or take them from the wounded where more are known."""
    step = count if effect == "killed" else -count
    low, best, high = casualties.low or 0, casualties.best or 0, casualties.high
    if best + step <= 0:
        return Casualties()  # nobody else is said to be wounded
    unknown = high is None and casualties.best is not None
    return replace(casualties, low=max(low + step, 0), best=best + step, high=None if unknown else (high or 0) + step)


def _add_up(doc: Document, harms: list[Harm], effect: str) -> Sum:
    relevant = [harm for harm in harms if harm.effect == effect]
    if not relevant:
        return Sum()
    if any(harm.best is not None and not harm.zero and not harm.again for harm in relevant):
        relevant = [harm for harm in relevant if not harm.again]
    zero = [harm for harm in relevant if harm.zero]
    sides: dict[str, list[People]] = {}
    totals: list[People] = []
    groups: list[int] = []
    spans = []
    for harm in relevant:
        if harm.joint or harm.zero:
            continue
        known = [person for person in harm.people if person.best is not None or person.low is not None]
        spans += [doc.span(min(p.first, harm.trigger[0]), max(p.last, harm.trigger[1])) for p in known]
        totals += [person for person in known if person.side is None and not person.part]
        for side in {person.side for person in known if person.side is not None}:
            members = [person for person in known if person.side == side]
            whole = [person for person in members if not person.part and person.best is not None]
            sides.setdefault(side, []).append(_sum(whole or members))
        counted = [p.best for p in known if not p.part and p.best is not None]
        if len(counted) > 1:
            groups.append(sum(counted))
    _merge_men(doc, sides)
    groups += _with_others(doc, relevant) + _with_added(relevant)
    if not sides and not totals:  # "dozens crossed, five wounded among them"
        totals = [p for harm in relevant if not harm.joint and not harm.zero for p in harm.people if p.best is not None]
    if sides or totals:
        return Sum(_casualties(sides, totals, groups, zero), sorted(set(spans)))
    if not zero:
        return Sum()
    everyone = zero[0].people[0].side is None
    found = Casualties(low=0, best=0, high=0) if everyone else Casualties(security=0)
    return Sum(found, [doc.span(*zero[0].trigger)])


def _with_others(doc: Document, harms: list[Harm]) -> list[int]:
    """Add "another died on the way" to "one was killed on the spot", sentence by sentence."""
    lines: dict[int, list[Harm]] = {}
    for harm in harms:
        if harm.best is not None and not harm.zero and not harm.joint and not harm.again:
            lines.setdefault(harm.line.sentence.first, []).append(harm)
    return [
        sum(person.best or 0 for person in {id(p): p for harm in members for p in harm.people if not p.part}.values())
        for members in lines.values()
        if len(members) > 1
        and all(
            any(word in _ANOTHER for word in doc.words[person.first : person.last])
            for harm in members[1:]
            for person in harm.people[:1]
        )
    ]


def _with_added(harms: list[Harm]) -> list[int]:
    """Add "a driver was hurt too" to what the sentence before counted."""
    told = [harm for harm in harms if harm.best and not harm.zero and not harm.joint and not harm.again]
    return [
        (left.best or 0) + (right.best or 0)
        for left, right in pairwise(told)
        if right.added and (left.line.sentence.index < right.line.sentence.index or _are_others(left, right))
    ]


def _are_others(left: Harm, right: Harm) -> bool:
    """Tell "all three were killed, but two guards died too": both verbs have people, of whom only one has a side."""
    first, second = left.people[0], right.people[0]
    return left.trigger != right.trigger and first.side != second.side and not (first.part or second.part)


def _sum(members: list[People]) -> People:
    if len(members) == 1:
        return members[0]
    known = [m.best for m in members if m.best is not None]
    total = sum(known) if known else None
    return People(members[0].first, members[-1].last, total, total, total, members[0].side)


def _merge_men(doc: Document, sides: dict[str, list[People]]) -> None:
    """Take "a man" for one of the civilians of the other sentences: "the blast killed the father"."""
    attackers = sides.get("attackers", [])
    if "civilians" in sides and attackers and all(_is_man(doc, person) for person in attackers):
        sides["civilians"] += sides.pop("attackers")


def _is_man(doc: Document, person: People) -> bool:
    words = doc.words[person.first : person.last]
    return words[-1:] in (["man"], ["men"], ["мужчина"], ["мужчины"], ["мужчин"]) and "armed" not in words


def _merge_afghans(sides: dict[str, list[People]]) -> None:
    """Take "three Afghans" for the attackers or the civilians of the other sentences, if there are such."""
    afghans = sides.pop("afghans", None)
    if afghans is not None:
        side = next((side for side in ("attackers", "civilians") if side in sides), "afghans")
        sides.setdefault(side, []).extend(afghans)


def _casualties(
    sides: dict[str, list[People]], totals: list[People], groups: list[int], zero: list[Harm]
) -> Casualties:
    _merge_afghans(sides)
    best_of = {
        side: max((p.best for p in members if p.best is not None), default=None) for side, members in sides.items()
    }
    low_of = {
        side: min((p.best if p.low is None else p.low for p in members if p.best is not None), default=None)
        for side, members in sides.items()
    }
    high_sum = sum(
        max((max(p.best, p.high or 0) for p in members if p.best is not None), default=0) for members in sides.values()
    )
    side_sum = (
        sum(value for value in best_of.values() if value is not None)
        if any(v is not None for v in best_of.values())
        else None
    )
    low_sum = sum(value for value in low_of.values() if value is not None) if side_sum is not None else None
    total = max((p.best for p in totals if p.best is not None), default=None)
    candidates = [value for value in (side_sum, total, *groups) if value is not None]
    lows = [p.low for members in (*sides.values(), totals) for p in members if p.low is not None]
    if not candidates:
        return Casualties(low=max(lows, default=None))
    best = max(candidates)
    highs = [p.high for p in totals if p.high is not None and p.high > best]
    open_end = any(p.best is not None and p.high is None for p in totals if p.best == best) or any(
        p.best is not None and p.high is None for members in sides.values() for p in members
    )
    low: int | None = min(best, low_sum if low_sum is not None else best)
    if total is not None and total == best:
        low = best
    elif any(p.best == best and p.low is None for members in sides.values() for p in members):
        low = None  # "up to 30"
    parts = {side: best_of.get(side) for side in ("security", "civilians", "attackers")}
    if zero and zero[0].people[0].side == "security" and parts["security"] is None:
        parts["security"] = 0
    return Casualties(low=low, best=best, high=None if open_end else max([best, high_sum, *highs]), **parts)
