"""Which people a word of harm takes: the nearest that grammar allows, each once."""

import re
from itertools import pairwise

from geo.reports.analysis import Line
from geo.reports.harm_verbs import is_agent
from geo.reports.people_lists import AUXILIARY, JOINERS, People
from geo.reports.rules import Hit
from geo.reports.text import Document

CLAUSE = re.compile(r"[;:—–()]|--")
_MAX_COST = 17
# Words at which distance alone costs more than that.
_FAR = 28
_FORBIDDEN = float("inf")
# "Seized" takes people only where they stand right after it; else it is goods.
_TAKEN_REACH = 3
_NOT_AFTER = {
    "by",
    "in",
    "from",
    "with",
    "when",
    "during",
    "after",
    "on",
    "at",
    "near",
    "before",
    "в",
    "на",
    "при",
    "со",
    "с",
    "over",
    "while",
}
# A clause after these tells of its own people: "a guard was hurt when nine gunmen waded over".
_SUBORDINATE = {"that", "when", "while", "once", "когда", "ҳангоме", "وقتی"}
# Russian counts nothing but people with these: "взяли двоих".
_SO_MANY_PEOPLE = {"двоих", "троих", "четверых", "пятерых", "шестерых", "семерых", "восьмерых"}


def assign(doc: Document, line: Line, triggers: list[Hit], people: list[People]) -> dict[int, list[int]]:
    """Give each verb of harm the people nearest to it, and those listed with them; nobody twice."""
    options = [
        (cost, t, p)
        for t, trigger in enumerate(triggers)
        for p, person in enumerate(people)
        if max(trigger.first - person.last, person.first - trigger.last) <= _FAR
        and (cost := _cost(doc, line, trigger, person, triggers)) < _MAX_COST
    ]
    taken: dict[int, list[int]] = {}
    used: set[int] = set()
    for _, t, p in sorted(options):
        if t not in taken and p not in used:
            listed = [k for k, other in enumerate(people) if k == p or other.group == people[p].group >= 0]
            taken[t] = [k for k in listed if k not in used]
            used.update(taken[t])
    return taken


def share_objects(doc: Document, triggers: list[Hit], people: list[People], taken: dict[int, list[int]]) -> None:
    """Give "wounded and detained a man" the man twice; "killed and wounded" is the sum of both and shares nothing."""
    for t, (left, right) in enumerate(pairwise(triggers)):
        between = doc.words[left.last : right.first]
        apart = {left.value, right.value} != {"killed", "wounded"}
        joined = (len(between) == 1 and between[0] in JOINERS and apart) or (
            "wounded" in {left.value, right.value} and apart and not between and doc.gap(left.last - 1).isspace()
        )
        empty = all(people[k].best is None for k in taken.get(t, []))
        if joined and empty and t + 1 in taken:
            taken[t] = taken[t + 1]
        elif joined and t in taken and t + 1 not in taken and not between:
            taken[t + 1] = taken[t]  # "was captured wounded"


def _cost(doc: Document, line: Line, trigger: Hit, person: People, triggers: list[Hit]) -> float:
    """Say how far some people stand from a verb of harm, in words; infinite where its grammar forbids them."""
    voice = trigger.rule.fields["voice"]
    before = person.last <= trigger.first
    if voice == "noun":
        if 0 <= person.first - trigger.last <= 1 and person.best is not None and not person.part:
            return 1.0  # "тела четырёх нарушителей"
        return 0.0 if person.first <= trigger.first < person.last and not person.part else _FORBIDDEN
    low, high = (person.last, trigger.first) if before else (trigger.last, person.first)
    distance = high - low
    if person.part or distance < 0 or not _allows(doc, trigger, person, before=before, distance=distance):
        return _FORBIDDEN
    if before and trigger.rule.fields["lang"] in {"tg", "fa"} and is_agent(doc, person):
        return _FORBIDDEN
    gap = doc.text[doc.ends[low - 1] : doc.starts[high]]
    cost = 0.6 * distance + 1.5 * gap.count(",") + 7 * len(CLAUSE.findall(gap))
    if not before and any(word in _SUBORDINATE for word in doc.words[low:high]):
        return _FORBIDDEN
    if "," in gap and not before:
        cost += _past_comma(voice, person, triggers)
    cost += 5 * sum(1 for other in triggers if low <= other.first < high and other is not trigger)
    if person.best is None and person.low is None:
        cost += 10
    elif person.named:
        cost += 7
    elif person.bare or person.best == 1:
        cost += 0.5
    return cost + _grammar(doc, line, trigger, person, before=before)


def _past_comma(voice: str, person: People, triggers: list[Hit]) -> float:
    """Add what a comma costs: "drugs were seized, three men were killed", "three smugglers killed, one injured"."""
    if voice == "taken":
        return _FORBIDDEN
    return 6.0 if any(other.first == person.last for other in triggers) else 0.0


def _allows(doc: Document, trigger: Hit, person: People, *, before: bool, distance: int) -> bool:
    """Tell whether a verb can have its people on that side of it."""
    voice = trigger.rule.fields["voice"]
    if voice == "taken":
        own = not person.bare or (trigger.value == "killed" and person.best is not None and person.closes)
        own = own or (person.last == person.first + 1 and doc.words[person.first] in _SO_MANY_PEOPLE)
        return not before and own and distance <= _TAKEN_REACH
    if voice == "counted":
        return before and distance <= 1 and person.best is not None and (person.bare or person.last - person.first > 1)
    if before:
        return voice != "after" or (trigger.rule.fields["lang"] == "ru" and person.best is not None)
    return voice != "before"


def _grammar(doc: Document, line: Line, trigger: Hit, person: People, *, before: bool) -> float:
    """Add what word order costs: an active verb with people before it, a passive one with people after it, agents."""
    voice, lang = trigger.rule.fields["voice"], trigger.rule.fields["lang"]
    cost = 4.0 if before and voice == "after" else 0.0
    if voice == "any" and lang == "en":
        lead = doc.words[max(trigger.first - 3, line.sentence.first) : trigger.first]
        passive = any(word in AUXILIARY for word in lead)
        cost += (0 if before else 5) if passive else (3 if before else 0)
    if not before and person.first > trigger.last:
        cost += 6 if doc.words[trigger.last] in _NOT_AFTER or doc.words[trigger.last] in JOINERS else 0
    if before and trigger.first > person.last and lang in {"en", "ru"}:
        cost += 5 if doc.words[person.first - 1] in {"by", "с"} and person.first else 0
    return cost


def part_of(person: People, trigger: Hit, triggers: list[Hit]) -> bool:
    """Give a part to the nearest word of harm before it, else to the first."""
    before = [hit for hit in triggers if hit.first < person.first]
    return trigger is (before[-1] if before else triggers[0])
