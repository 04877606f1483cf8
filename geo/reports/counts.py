"""Who was killed, wounded, detained or taken, and how many: one statement of a sentence at a time, then added up.

A word of harm ("killed", "погибли", "کشته شدند") takes the people who stand nearest on the side that its grammar
allows; people are a noun of `rules/people.csv` with its number, a bare number beside the verb, or names. "Including two
guards" is a part, not an addition. "No casualties" is 0; nothing said is unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from geo.reports.analysis import Analysis, Line
from geo.reports.assigning import CLAUSE, assign, part_of, share_objects
from geo.reports.denials import befell_nobody, beside, is_ill, is_of_guards
from geo.reports.harm_verbs import count_by_verb, implied, set_sides, takes_captive, takes_prisoner
from geo.reports.numerals import Number
from geo.reports.people import find_people, values
from geo.reports.people_lists import People
from geo.reports.rules import Hit
from geo.reports.text import Document
from geo.reports.tolls import stated_toll, stated_wounded

EFFECTS = ("killed", "wounded", "detained", "kidnapped")
_CARRIED_MAX = 100
# In the body these say what people do, not what was done: "officers who kill a smuggler".
_HEADLINE_VERBS = {"kill", "kills", "abduct", "wound", "injure", "detain", "kidnaps", "detains", "injures"}
_UNREAL = {
    "would",
    "could",
    "may",
    "might",
    "should",
    "threatened",
    "threatening",
    "threaten",
    "wants",
    "want",
    "if",
    "могут",
    "может",
    "бы",
}
_AND_OR = {"and", "or", "и", "ва", "و", "или", "ё", "یا"}
# "Both died in hospital": of two who were wounded.
_BOTH = {"both", "оба", "обе", "ҳарду", "هردو"}
_TOO = {"too", "likewise", "также", "тоже", "низ", "نیز", "هم"}
_TOO_REACH = 3
# "Ещё один солдат задет легко": beside those told of before.
_MORE = {"еще", "боз"}
_THE_WOUNDED = {
    "раненых", "раненый", "раненная", "раненный", "раненая", "пострадавших", "захмиён", "маҷруҳон", "زخمیان", "مجروحان"
}  # fmt: skip
# Of others than the wounded: "четверо раненых и один погибший".
_THE_DEAD = {"погибший", "погибшие", "погибших", "убитый", "убитые", "убитых", "dead", "killed"}
# "Цифр потерь нет": nothing is said of them.
_UNTOLD = {
    "give", "gives", "gave", "mention", "mentions", "цифр", "данных", "сведений", "информации", "упоминаний",
}  # fmt: skip
# So are these: "уничтожили две тонны героина", "тарёкро нобуд карданд".
_DESTROYED = ("уничтож", "ликвидир", "destroy", "liquidat", "нобуд", "نابود")
_GOODS_REACH = 5
# "Попались два тайника": nobody was caught.
_COME_TO_LIGHT = {"попался", "попалась", "попались"}
# "Caught between the guards and the Taliban", "caught up in the fighting": nobody took these.
_CAUGHT_BETWEEN = (["between"], ["up"])
# Said of goods as well as of people.
_OF_GOODS = {"captured", "caught", "capture"}


@dataclass(slots=True)
class Harm:
    """One statement of harm: what was done to whom, in which sentence, on which words.

    `again` tells of somebody counted before, `moved` of wounded who died, `added` of one more: "a driver was hurt too";
    the verb of a `carried` one stands before.
    """

    effect: str
    people: list[People]
    line: Line
    trigger: tuple[int, int]
    joint: bool = False
    zero: bool = False
    toll: bool = False
    again: bool = False
    goods: bool = False
    moved: bool = False
    carried: bool = False
    added: bool = False

    @property
    def best(self) -> int | None:
        """Sum over the people that were counted, parts left out."""
        total: int | None = None
        for person in self.people:
            if person.best is not None and not person.part:
                total = person.best + (total or 0)
        return total


def find_harm(analysis: Analysis, line: Line) -> list[Harm]:
    """Find the statements of harm in a sentence."""
    if not (line.numbers or "harm" in line.tables or "no_harm" in line.cues):
        return []
    doc = analysis.doc
    triggers, negated = _triggers(doc, line) if "harm" in line.tables else ([], [])
    out = _zero(doc, line) or _negated(doc, line, negated)
    toll = stated_toll(doc, line)
    if toll is not None:
        return [*out, _put_at(toll, line, "killed")]
    if not triggers:
        return out
    hurt = stated_wounded(doc, line, triggers)
    if hurt is not None:
        out.append(_put_at(hurt, line, "wounded"))
        triggers = [hit for hit in triggers if hit.value != "wounded"]
    people = find_people(doc, line, triggers)
    taken = assign(doc, line, triggers, people)
    share_objects(doc, triggers, people, taken)
    used = {k for members in taken.values() for k in members}
    for t, trigger in enumerate(triggers):
        members = taken.get(t, [])
        parts = [
            k for k, other in enumerate(people) if other.part and k not in used and part_of(other, trigger, triggers)
        ]
        if _takes_nobody(doc, line, trigger, people, members):
            continue
        if doc.words[trigger.first] in _HEADLINE_VERBS and line.sentence.index > 1 and _is_general(people, members):
            continue
        affected = [people[k] for k in [*members, *parts]]
        if all(person.best is None for person in affected):
            affected = implied(doc, line, trigger, named=bool(affected)) or affected
        _count_losses(doc, trigger, affected)
        if len(affected) == 1 and affected[0].best is affected[0].low is None:
            count_by_verb(doc, trigger, affected[0])
        set_sides(doc.words, trigger, affected, people)
        effect = "detained" if takes_prisoner(doc, line, trigger, affected) else trigger.value
        effect = "kidnapped" if takes_captive(doc, line, trigger, affected) else effect
        harm = Harm(effect, affected, line, (trigger.first, trigger.last))
        harm.again = _is_referred_to(doc, trigger, affected)
        harm.moved = effect == "killed" and len(affected) == 1 and doc.words[affected[0].first] in _BOTH
        harm.added = _is_added(doc, harm)
        harm.goods = not affected and doc.words[trigger.first] in _OF_GOODS
        out.append(harm)
    _mark_joint(doc, triggers, taken, out)
    return _with_deaths_of_wounds(doc, out) if len(out) > 1 else out


def _with_deaths_of_wounds(doc: Document, harms: list[Harm]) -> list[Harm]:
    """Tell those who died of their wounds: "one of the wounded died" wounds nobody anew."""
    out: list[Harm] = []
    for harm in harms:
        wounded = out[-1] if out and out[-1].effect == "wounded" and harm.effect == "killed" else None
        if wounded is not None and not wounded.zero and not harm.zero and _are_the_wounded(doc, wounded, harm):
            own = [person for person in wounded.people if person.best is not None]
            harm.people = own or harm.people
            harm.moved = True
            out.pop()
        out.append(harm)
    return out


def _are_the_wounded(doc: Document, wounded: Harm, killed: Harm) -> bool:
    first, last = wounded.trigger
    if last > killed.trigger[0] or last - first > 1 or doc.words[killed.trigger[0]] in _THE_DEAD:
        return False
    the = doc.words[first] in {"wounded", "injured"} and doc.words[first - 1 : first] == ["the"]
    between = doc.text[doc.ends[last - 1] : doc.starts[killed.trigger[0]]]
    own = any(last <= person.first < killed.trigger[0] and person.best != 1 for person in killed.people)
    return (the or doc.words[first] in _THE_WOUNDED) and not CLAUSE.search(between) and not own


def _is_referred_to(doc: Document, trigger: Hit, people: list[People]) -> bool:
    """Tell "the wounded man" from "a man was wounded": he has been counted where it was told."""
    lead = doc.words[trigger.first - 1] if trigger.first else ""
    return lead == "the" and len(people) == 1 and people[0].best == 1 and people[0].first == trigger.last


def _put_at(number: Number, line: Line, effect: str) -> Harm:
    """Make a statement of the number that a sentence puts the dead or wounded at."""
    span = (number.first, number.last)
    return Harm(effect, [People(*span, *values(number), bare=True)], line, span, toll=True)


def _count_losses(doc: Document, trigger: Hit, people: list[People]) -> None:
    """Take "потери среди солдат - один офицер" for one, not for a part of others."""
    if doc.words[trigger.first] == "потери":
        for person in people:
            person.part = False


def _is_added(doc: Document, harm: Harm) -> bool:
    """Tell "a driver suffered burns as well" from a count told again: a word for "too" stands beside it.

    At the beginning of a sentence Russian says so by "and": "Погибли и трое нападавших".
    """
    if harm.best is None or "denial" in harm.line.cues:
        return False
    person, sentence = harm.people[0], harm.line.sentence
    if any(other.group != person.group or other.part for other in harm.people[1:]):
        return False
    first = max(min(person.first, harm.trigger[0]) - 1, sentence.first)
    last = min(max(person.last, harm.trigger[1]) + _TOO_REACH, sentence.last)
    words = doc.words[first:last]
    if doc.words[person.first - 1] in _MORE and person.first and harm.trigger[0] != sentence.first:
        return True
    if harm.trigger[0] == sentence.first and harm.trigger[1] < person.first and doc.words[harm.trigger[1]] == "и":
        return True
    return not _TOO.isdisjoint(words) or ("as" in words and words[words.index("as") + 1 :][:1] == ["well"])


def without_places(doc: Document, harms: list[Harm], spans: Sequence[tuple[int, int]]) -> list[Harm]:
    """Drop "names" that are places: "the insurgents seized Shir Khan Bandar"."""
    kept = []
    for harm in harms:
        named = [person for person in harm.people if person.named and not harm.zero]
        places = [
            p for p in named if any(a <= doc.starts[p.first] < b or a < doc.ends[p.last - 1] <= b for a, b in spans)
        ]
        if not places:
            kept.append(harm)
        elif len(places) < len(harm.people):
            harm.people = [person for person in harm.people if person not in places]
            kept.append(harm)
    return kept


def _takes_nobody(doc: Document, line: Line, trigger: Hit, people: list[People], members: list[int]) -> bool:
    """Tell verbs that are said of goods where no people go with them: "they took rifles", "попались два тайника"."""
    goods = doc.words[trigger.first].startswith(_DESTROYED) and any(
        hit.last <= trigger.first <= hit.last + 1 or trigger.last <= hit.first <= trigger.last + _GOODS_REACH
        for hit in line.of("seized")
    )
    if goods or doc.words[trigger.first] in _COME_TO_LIGHT:
        return all(people[k].best is None for k in members)
    return not members and (trigger.rule.fields["voice"] == "taken" or doc.words[trigger.first] == "picked")


def _is_general(people: list[People], members: list[int]) -> bool:
    """Nobody, or one of a kind: "who seize or kill a smuggler"."""
    return all(people[k].best is None or people[k].best == 1 for k in members)


def carried_over(analysis: Analysis, line: Line, before: list[Harm]) -> list[Harm]:
    """Carry the verb of a sentence over to the people of a part without one: "and four more at X"."""
    said = next((harm for harm in before if harm.people and not harm.zero), None)
    if said is None:
        return []
    people = [person for person in find_people(analysis.doc, line, []) if person.best is not None][:1]
    if not people:
        numbers = [n for n in line.numbers if n.kind == "count" and n.best is not None and n.best < _CARRIED_MAX]
        people = [People(n.first, n.last, *values(n), said.people[0].side, bare=True) for n in numbers[:1]]
    for person in people:
        person.side = person.side or said.people[0].side
    first = line.sentence.first
    return [Harm(said.effect, people, line, (first, first + 1), carried=True)] if people else []


def _triggers(doc: Document, line: Line) -> tuple[list[Hit], list[Hit]]:
    """Words of harm that speak of something that happened, and those of which it is said that it befell nobody."""
    found: list[Hit] = []
    negated: list[Hit] = []
    for hit in sorted(line.of("harm"), key=lambda h: (h.first, -h.last)):
        if (found and hit.first < found[-1].last) or is_ill(doc, line, hit):
            continue
        if befell_nobody(doc, line, hit):
            negated.append(hit)
            continue
        lead = doc.words[max(hit.first - 3, line.sentence.first) : hit.first]
        if any(
            word in _UNREAL and not doc.is_capitalised(hit.first - len(lead) + k) for k, word in enumerate(lead)
        ) or (lead and lead[-1] in {"to", "not", "не"} and hit.value != "kidnapped"):
            continue
        if doc.words[hit.first].startswith("cost") and doc.words[hit.last - 1] in {"life", "lives"}:
            hit = hit._replace(last=hit.first + 1)  # "cost two guards their lives"
        if doc.words[hit.last - 1] == "caught" and doc.words[hit.last : hit.last + 1] in _CAUGHT_BETWEEN:
            continue
        found.append(hit)
    return found, negated


def _negated(doc: Document, line: Line, negated: list[Hit]) -> list[Harm]:
    """Make zeros of harm that befell nobody; who was not even hurt was not killed either. "No guard" is one side."""
    if not negated:
        return []
    effects = {hit.value for hit in negated if hit.value in {"killed", "wounded"}}
    if "wounded" in effects:
        effects.add("killed")
    words = [(hit.first, hit.last) for hit in negated]
    side = "security" if negated and is_of_guards(doc, line, negated[0]) else None
    return [
        Harm(effect, [People(*words[0], 0, 0, 0, side)], line, words[0], zero=True)
        for effect in EFFECTS
        if effect in effects
    ]


def _mark_joint(doc: Document, triggers: list[Hit], taken: dict[int, list[int]], harms: list[Harm]) -> None:
    """Mark "four killed and wounded", "100 killed, wounded or captured": the sum of all, no number of any."""
    by_trigger = {harm.trigger: harm for harm in harms if not harm.zero}
    for t, (left, right) in enumerate(pairwise(triggers)):
        if (
            {left.value, right.value} == {"killed", "wounded"}
            and _is_listed(doc, left, right, triggers[t + 2 : t + 3])
            and not (t in taken and t + 1 in taken)
        ):
            for hit in (left, right):
                if (hit.first, hit.last) in by_trigger:
                    by_trigger[(hit.first, hit.last)].joint = True


def _is_listed(doc: Document, left: Hit, right: Hit, following: list[Hit]) -> bool:
    """Tell whether two words of harm are one list: "and" between, or a comma and "or captured" after them."""
    words = doc.words[left.last : right.first]
    if not words and doc.gap(left.last - 1).strip() in {",", "،"}:
        return any(len(joiner := doc.words[right.last : hit.first]) == 1 and joiner[0] in _AND_OR for hit in following)
    return len(words) == 1 and words[0] in _AND_OR


def _zero(doc: Document, line: Line) -> list[Harm]:
    """Read "no casualties"; of one side only where that side is named."""
    out: list[Harm] = []
    if "no_dead" not in line.cues and "no_harm" not in line.cues:
        return out
    for hit in line.cue("no_dead")[:1]:
        zero = People(hit.first, hit.last, 0, 0, 0)
        out.append(Harm("killed", [zero], line, (hit.first, hit.last), zero=True))
    for hit in line.cue("no_harm"):
        own = line.cue("guards")
        lead = [g for g in own if beside(doc, g, hit)]
        if doc.words[max(hit.first - 1, 0)] in _UNTOLD:
            continue
        side = "security" if lead else None
        zero = People(hit.first, hit.last, 0, 0, 0, side)
        out.extend(Harm(effect, [zero], line, (hit.first, hit.last), zero=True) for effect in ("killed", "wounded"))
        break
    return out
