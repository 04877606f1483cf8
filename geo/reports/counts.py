"""Who was killed, wounded, detained or taken, and how many: one statement of a sentence at a time, then added up.

A word of harm ("killed", "погибли", "کشته شدند") takes the people who stand nearest on the side that its grammar allows;
people are a noun of `rules/people.csv` with its number, a bare number beside the verb, or names. "Including two guards"
is a part, not an addition. "No casualties" is 0; nothing said is unknown.
"""

import re
from dataclasses import dataclass, field

from geo.core.model import Casualties
from geo.reports.analysis import Analysis, Line
from geo.reports.numbers import Number
from geo.reports.rules import Hit
from geo.reports.text import Document

EFFECTS = ("killed", "wounded", "detained", "kidnapped")
_MAX_COST = 17
# Words at which distance alone costs more than that.
_FAR = 28
_CLAUSE = re.compile(r"[;:—–()]|--")
# "Seized" takes people only where they stand right after it; else it is goods.
_TAKEN_REACH = 3
_CARRIED_MAX = 100
_AUXILIARY = {"was", "were", "been", "being", "is", "are", "be", "get", "got", "reportedly", "also"}
# In the body these say what people do, not what was done: "officers who kill a smuggler".
_HEADLINE_VERBS = {"kill", "kills", "abduct", "wound", "injure", "detain", "kidnaps", "detains", "injures"}
# "Terrorist group": the noun is an adjective.
_GROUPS = {
    "group",
    "groups",
    "organization",
    "organisation",
    "operation",
    "operations",
    "attack",
    "attacks",
    "act",
    "acts",
    "cell",
    "network",
    "movement",
    "activity",
}
_VERBS = {"was", "were", "been", "is", "are", "had", "has", "have", "был", "были", "была"}
_DETERMINERS = {"a", "an", "the", "its", "his", "their", "another", "one", "this", "that"}
_JOINERS = {"and", "и", "ва", "و", "as", "well", "а", "также", "with"}
_OF = {"of", "из", "аз", "از"}
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
_PARTS = {"including", "among", "included", "включая", "числе", "ازجمله", "азҷумла", "covering"}
_NEGATIONS = {"not", "never", "no", "не", "нет", "without", "denied", "rejected", "nor"}
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
_NOT_PEOPLE_NEXT = re.compile(
    r"^(?:kilo|kg|km|m$|met|mile|gram|ton|year|day|hour|month|week|percent|package|bag|round|rifle|p$|a$|am$|pm$|local|kilomet|cow|sheep|goat|assault|minute|"
    r"incident|clash|attack|case|attempt|separate|deadly|occasion|skirmish|shot|post|weapon|gun|pistol|грамм|килограм|кг|км|метр|лет|год|дн|час|минут|раз|"
    r"упаков|пакет|патрон|автомат|мешк|случа|бо[йеё]|столкнов|боестолк|попыт|инцидент|сум|магазин|винтов|сутк|недел|месяц|нападен|ки?ло|сар|сол|моҳ|руз|ҳодиса|"
    r"کیلو|گرم|ساعت|سال|ماه|روز|هفته|رویداد|درگیری|حمله|کلاشن|فیر|بوری|میل|دلار|یورش)"
)
_COLLECTIVE = {
    "двое", "двоих", "двоим", "трое", "троих", "троим", "четверо", "четверых", "пятеро", "пятерых", "шестеро", "шестерых", "семеро", "семерых", "восьмеро",
    "девятеро", "десятеро", "обоих",
}  # fmt: skip
_POSSESSIVES = {"his", "her", "their", "its", "a", "an", "one", "another", "его", "их", "ее", "еще", "один", "одна"}
_SON_OF = {"waladi", "valadi", "walad", "валади", "валад", "вади", "ibn", "ибн"}
_MORE = {
    "more",
    "others",
    "other",
    "of",
    "еще",
    "другие",
    "дигар",
    "دیگر",
    "additional",
    "were",
    "was",
    "have",
    "had",
    "has",
    "are",
    "also",
    "died",
    "reportedly",
    "людей",
}


@dataclass(slots=True)
class People:
    """Some people on the words [first, last): how many, which side, of which party."""

    first: int
    last: int
    low: int | None
    best: int | None
    high: int | None
    side: str | None = None
    party: str | None = None
    part: bool = False
    bare: bool = False
    named: bool = False
    group: int = -1


@dataclass(slots=True)
class Harm:
    """One statement of harm: what was done to whom, in which sentence, on which words."""

    effect: str
    people: list[People]
    line: Line
    trigger: tuple[int, int]
    joint: bool = False
    zero: bool = False

    @property
    def best(self) -> int | None:
        """Sum over the people that were counted, parts left out."""
        known = [p.best for p in self.people if p.best is not None and not p.part]
        return sum(known) if known else None


@dataclass(slots=True)
class Sum:
    """Statements of one effect added up, and the words they rest on."""

    casualties: Casualties = Casualties()
    spans: list[tuple[int, int]] = field(default_factory=list)


def find_harm(analysis: Analysis, line: Line) -> list[Harm]:
    """Find the statements of harm in a sentence."""
    doc = analysis.doc
    triggers = _triggers(doc, line)
    out = _zero(doc, line)
    if not triggers:
        return out
    people = find_people(doc, line, triggers)
    options = []
    for t, trigger in enumerate(triggers):
        for p, group in enumerate(people):
            if max(trigger.first - group.last, group.first - trigger.last) > _FAR:
                continue
            cost = _cost(doc, line, trigger, group, triggers)
            if cost < _MAX_COST:
                options.append((cost, t, p))
    taken: dict[int, list[int]] = {}
    used: set[int] = set()
    for _, t, p in sorted(options):
        if t in taken or p in used:
            continue
        members = [k for k, other in enumerate(people) if k == p or other.group == people[p].group >= 0]
        members = [k for k in members if k not in used]
        taken[t] = members
        used.update(members)
    for t, trigger in enumerate(triggers):
        members = taken.get(t, [])
        parts = [
            k for k, other in enumerate(people) if other.part and k not in used and _part_of(other, trigger, triggers)
        ]
        if trigger.rule.fields["voice"] == "taken" and not members:
            continue
        if doc.words[trigger.first] in _HEADLINE_VERBS and line.sentence.index > 1 and _is_general(people, members):
            continue
        harm = Harm(trigger.value, [people[k] for k in [*members, *parts]], line, (trigger.first, trigger.last))
        out.append(harm)
    _mark_joint(doc, triggers, taken, out)
    return out


def _is_general(people: list[People], members: list[int]) -> bool:
    """Nobody, or one of a kind: "who seize or kill a smuggler"."""
    return all(people[k].best is None or people[k].best == 1 for k in members)


def carried_over(analysis: Analysis, line: Line, before: list[Harm]) -> list[Harm]:
    """What the first part of a sentence says happened, to the people of a part without a verb: "and four more at X"."""
    said = next((harm for harm in before if harm.people and not harm.zero), None)
    if said is None:
        return []
    people = [person for person in find_people(analysis.doc, line, []) if person.best is not None][:1]
    if not people:
        numbers = [n for n in line.numbers if n.kind == "count" and n.best is not None and n.best < _CARRIED_MAX]
        people = [People(n.first, n.last, *_values(n), said.people[0].side, bare=True) for n in numbers[:1]]
    return [Harm(said.effect, people, line, (line.sentence.first, line.sentence.first + 1))] if people else []


def _triggers(doc: Document, line: Line) -> list[Hit]:
    """Words of harm that speak of something that happened."""
    found: list[Hit] = []
    for hit in sorted(line.of("harm"), key=lambda h: (h.first, -h.last)):
        if found and hit.first < found[-1].last:
            continue
        lead = doc.words[max(hit.first - 3, line.sentence.first) : hit.first]
        if any(
            word in _UNREAL and not doc.is_capitalised(hit.first - len(lead) + k) for k, word in enumerate(lead)
        ) or (lead and lead[-1] in {"to", "not", "не"} and hit.value != "kidnapped"):
            continue
        found.append(hit)
    return found


def find_people(doc: Document, line: Line, triggers: list[Hit]) -> list[People]:
    """Find the people of a sentence: nouns with their numbers, bare numbers, names beside a verb of harm."""
    sentence = line.sentence
    out: list[People] = []
    numbers = [n for n in line.numbers if n.kind in {"count", "ordinal"} and not _is_age(doc, n)]
    used: set[int] = set()
    blocked = {i for hit in triggers for i in range(hit.first, hit.last)}
    nouns = _nouns(doc, line, blocked)
    for hit in nouns:
        number = _number_of(doc, hit, numbers, used, blocked)
        out.append(_people(doc, hit, number, sentence.first))
        if number is not None:
            used.add(number.first)
    for hit in triggers:
        if hit.rule.fields["voice"] == "noun":
            number = _number_of(doc, hit, numbers, used, set())
            if number is not None:
                used.add(number.first)
                out.append(People(number.first, hit.last, *_values(number), bare=True))
    covered = {i for person in out for i in range(person.first, person.last)}
    for number in numbers:
        if (
            number.first not in used
            and number.last - 1 not in covered
            and _stands_alone(doc, number, triggers, sentence.last)
        ):
            out.append(People(number.first, number.last, *_bare_values(number), bare=True))
    out.sort(key=lambda person: person.first)
    out = _merge_appositions(doc, out)
    out.extend(_names(doc, line, triggers, out))
    out.sort(key=lambda person: person.first)
    _group(doc, out, triggers)
    return out


def _nouns(doc: Document, line: Line, blocked: set[int]) -> list[Hit]:
    """Nouns for people, the longest at each place."""
    hits = sorted(line.of("people"), key=lambda h: (h.first, -h.last))
    out: list[Hit] = []
    for hit in hits:
        if out and hit.first < out[-1].last:
            continue
        if hit.first in blocked and hit.last - 1 in blocked:
            continue
        if hit.rule.fields["number"] == "one" and hit.last < line.sentence.last and doc.words[hit.last] in _GROUPS:
            continue
        out.append(hit)
    # "armed Afghan traffickers": two nouns side by side are one person, the last being the head
    merged: list[Hit] = []
    for hit in out:
        if merged and merged[-1].last == hit.first and hit.rule.fields["lang"] in {"en"}:
            if merged[-1].value == "any" or hit.value != "any":
                merged[-1] = Hit(hit.table, hit.value, merged[-1].first, hit.last, hit.rule)
            else:
                merged[-1] = Hit(hit.table, merged[-1].value, merged[-1].first, hit.last, merged[-1].rule)
            continue
        merged.append(hit)
    return merged


def _number_of(doc: Document, hit: Hit, numbers: list[Number], used: set[int], blocked: set[int]) -> Number | None:
    """The number that counts a noun: within four words before it, with nothing but modifiers between."""
    best = None
    for number in numbers:
        if number.first in used or number.last > hit.last or number.first >= hit.last or hit.first - number.last > 4:
            continue
        if number.last > hit.first:
            best = number
            continue
        between = doc.text[doc.ends[number.last - 1] : doc.starts[hit.first]]
        if re.search(r"[,.;:()—–]", between):
            continue
        words = doc.words[number.last : hit.first]
        if any(i in blocked or doc.words[i] in _VERBS for i in range(number.last, hit.first)):
            continue
        if words and words[0] in {"and", "и", "or", "years", "лет", "года", "percent", "times", "km"}:
            continue
        if number.kind == "ordinal" and best is None and words:
            continue
        best = number
    if best is None:
        return None
    # "three of five men": the first number counts
    for number in numbers:
        if (
            number.last <= best.first
            and best.first - number.last <= 2
            and number.last < len(doc.words)
            and doc.words[number.last] in _OF
        ):
            if doc.text[doc.ends[number.last - 1] : doc.starts[number.last]].isspace():
                return number
    if best.last < hit.first and doc.words[best.last] in {"post", "outpost", "th", "погранзаставы", "заставы"}:
        return None
    return best


def _people(doc: Document, hit: Hit, number: Number | None, start: int) -> People:
    side = None if hit.value == "any" else hit.value
    party = hit.rule.fields["party"] or None
    first = hit.first
    if number is not None and number.kind == "count":
        low, best, high = _values(number)
        first = min(number.first, hit.first)
    elif number is not None:
        low = best = high = 1
        first = number.first
    elif hit.rule.fields["number"] == "one" or (
        hit.rule.fields["lang"] in {"tg"} and hit.first > start and doc.words[hit.first - 1] in {"яке"}
    ):
        low = best = high = 1
    else:
        low, best, high = None, None, None
    if best is None and low is None:
        listed = _listed_names(doc, hit.last)
        if listed > 1:
            low = best = high = listed
    lead = doc.words[max(first - 3, start) : first]
    return People(first, hit.last, low, best, high, side, party, part=any(word in _PARTS for word in lead))


def _listed_names(doc: Document, i: int) -> int:
    """Count the names that follow a plural noun: "the Afghans Sherkho, son of Avvalmir, and Jumagul"."""
    count = 0
    fresh = True
    while i < len(doc.words):
        word = doc.words[i]
        if word in {"сын", "son", "сыновья"} or (word == "of" and not fresh):
            fresh = False
        elif word in {"и", "and"}:
            fresh = True
        elif doc.is_capitalised(i):
            count += fresh
            fresh = False
        elif word not in _SON_OF:
            break
        if re.search(r"[.;:!?]", doc.gap(i)):
            break
        i += 1
    return count


def _values(number: Number) -> tuple[int | None, int | None, int | None]:
    low, best, high = (
        int(v) if v is not None and float(v).is_integer() else None for v in (number.low, number.best, number.high)
    )
    return low, best, high


def _bare_values(number: Number) -> tuple[int | None, int | None, int | None]:
    return (1, 1, 1) if number.kind == "ordinal" else _values(number)


def _is_age(doc: Document, number: Number) -> bool:
    """An age: "aged 41", "Azizi, 30, was", "28 лет", "22-year-old"."""
    first, last = number.first, number.last
    before = doc.words[first - 1] if first else ""
    if before in {"aged", "age", "возрасте", "between"} or (
        first > 1 and doc.words[first - 2 : first] == ["aged", "about"]
    ):
        return True
    if before in {"and", "or", "to", "и"} and first > 2 and doc.words[first - 3] in {"aged", "возрасте"}:  # noqa: PLR2004
        return True
    after = doc.words[last] if last < len(doc.words) else ""
    if after in {"years", "year", "лет", "года", "год", "сола", "солаи", "ساله"} and number.best and number.best < 110:
        return True
    gap_before = doc.text[doc.ends[first - 1] : doc.starts[first]] if first else ""
    gap_after = doc.gap(last - 1)
    digits = doc.words[first].isdigit()
    return (
        digits
        and gap_before.strip() == ","
        and gap_after.strip()[:1] in {",", ")", "."}
        and bool(first)
        and doc.is_capitalised(first - 1)
    )


def _stands_alone(doc: Document, number: Number, triggers: list[Hit], stop: int) -> bool:
    """Tell whether a number without a noun can mean people: "two died", "трое убиты", "a fourth"."""
    if number.best is not None and (number.best > 5000 or not float(number.best).is_integer()):
        return False
    word = doc.words[number.last - 1]
    if word in _COLLECTIVE:
        return True
    following = doc.words[number.last] if number.last < stop else ""
    if following and _NOT_PEOPLE_NEXT.match(following):
        return False
    near = 1 if triggers and triggers[0].rule.fields["lang"] in {"en", "ru"} else 0
    if any(0 <= hit.first - number.last <= near or 0 <= number.first - hit.last <= near for hit in triggers):
        return True
    if number.kind == "ordinal":
        return any(0 <= number.first - hit.last <= 2 for hit in triggers)
    if following in _MORE:
        return any(0 <= hit.first - number.last <= 4 or 0 <= number.first - hit.last <= 2 for hit in triggers)
    if not triggers:
        return False
    near = any(0 <= hit.first - number.last <= 3 for hit in triggers)
    return near and number.best != 1 and not word[0].isdigit() and triggers[0].rule.fields["lang"] in {"en", "ru"}


def _merge_appositions(doc: Document, people: list[People]) -> list[People]:
    """Make "the commander, Colonel Akhtamov" one person: two single nouns with only a comma or names between."""
    out: list[People] = []
    for person in people:
        if out:
            left = out[-1]
            gap = doc.text[doc.ends[left.last - 1] : doc.starts[person.first]]
            names = all(doc.is_capitalised(i) for i in range(left.last, person.first))
            single = left.best == person.best == 1 and not left.bare and not person.bare
            if (
                single
                and len(gap) < 40
                and names
                and not any(doc.words[i] in _JOINERS for i in range(left.last, person.first))
            ):
                left.last = person.last
                left.side = left.side or person.side
                continue
        out.append(person)
    for person in out:
        # take the name that follows the noun
        while (
            person.best == 1
            and person.last < len(doc.words)
            and doc.is_capitalised(person.last)
            and doc.gap(person.last - 1) == " "
        ):
            person.last += 1
    return out


def _names(doc: Document, line: Line, triggers: list[Hit], people: list[People]) -> list[People]:
    """Names beside a verb of harm: "Azarkhon and Rozmuhammad Azizi, 30, were killed"."""
    out: list[People] = []
    covered = {i for person in people for i in range(person.first, person.last)}
    for hit in triggers:
        if hit.value not in {"killed", "wounded", "kidnapped", "detained"} or hit.rule.fields["lang"] not in {
            "en",
            "ru",
        }:
            continue
        if hit.rule.fields["voice"] == "taken" and hit.value == "kidnapped":
            goods = {i for goods_hit in line.of("seized") for i in range(goods_hit.first, goods_hit.last)}
            last = hit.last
            while (
                last < line.sentence.last
                and doc.is_capitalised(last)
                and last not in covered | goods
                and doc.gap(last - 1) == " "
            ):
                last += 1
            if last - hit.last > 1:
                out.append(People(hit.last, last, 1, 1, 1, named=True))
            continue
        k = hit.first - 1
        while k >= line.sentence.first and (doc.words[k] in _AUXILIARY or doc.words[k].isdigit()):
            k -= 1
        names = _name_run(doc, line, k, covered)
        if names and any(
            0 < person.best < 100 if person.best else False
            for person in people
            if person.last <= hit.first and hit.first - person.last < 6
        ):
            continue
        out.extend(names)
        covered.update(i for name in names for i in range(name.first, name.last))
    return out


def _name_run(doc: Document, line: Line, k: int, covered: set[int]) -> list[People]:
    """Collect names that end at word k, joined by "and"."""
    start = line.sentence.first
    names: list[People] = []
    while True:
        end = k
        while (
            k >= start
            and k not in covered
            and (doc.is_capitalised(k) or doc.words[k] in _SON_OF)
            and (k == end or doc.gap(k).strip() in {"", "."})
        ):
            k -= 1
        if k == end:
            break
        if k + 1 == start and end == k + 1:
            break  # one capitalised word at the start of a sentence need not be a name
        names.append(People(k + 1, end + 1, 1, 1, 1, named=True))
        if k >= start and doc.words[k] in {"and", "и", "ва"}:
            k -= 1
            continue
        break
    return names if len(names) > 1 or (names and names[0].last - names[0].first > 1) else []


def _group(doc: Document, people: list[People], triggers: list[Hit]) -> None:
    """Join people who are listed together: "two officers and three members"."""
    for number, (left, right) in enumerate(zip(people, people[1:], strict=False)):
        if (
            left.part
            or right.part
            or right.first < left.last
            or any(left.last <= hit.first < right.first for hit in triggers)
        ):
            continue
        words = doc.words[left.last : right.first]
        gap = doc.text[doc.ends[left.last - 1] : doc.starts[right.first]]
        joined = [word for word in words if word in _JOINERS]
        rest = [word for word in words if word not in _JOINERS]
        short = not re.search(r"[.;:()—]", gap)
        tail = rest and rest[0] in _POSSESSIVES and len(rest) == 1
        tail = tail or rest and rest[0] in {"of", "from", "из", "a", "the", "аз"} and len(rest) <= 6
        if (
            joined
            and short
            and (not rest or tail or all(doc.is_capitalised(left.last + i) for i, w in enumerate(words) if w in rest))
        ):
            if left.best is None or right.best is None:
                continue
            left.group = left.group if left.group >= 0 else number
            right.group = left.group


def _cost(doc: Document, line: Line, trigger: Hit, person: People, triggers: list[Hit]) -> float:
    """How far some people stand from a verb of harm, in words; infinite where its grammar forbids them."""
    if person.part:
        return float("inf")
    voice = trigger.rule.fields["voice"]
    lang = trigger.rule.fields["lang"]
    before = person.last <= trigger.first
    if voice == "noun":
        return 0.0 if person.first <= trigger.first < person.last else float("inf")
    if not before and person.first < trigger.last:
        return float("inf")
    cost = 0.0
    if before:
        if voice == "after" and (lang != "ru" or person.best is None):
            return float("inf")
        cost += 4 if voice == "after" else 0
        low, high = person.last, trigger.first
    else:
        if voice == "before":
            return float("inf")
        low, high = trigger.last, person.first
    distance = high - low
    if voice == "taken" and (before or person.bare or distance > _TAKEN_REACH):
        return float("inf")
    gap = doc.text[doc.ends[low - 1] : doc.starts[high]] if high > low - 1 else ""
    cost += 0.6 * distance + 1.5 * gap.count(",") + 7 * len(_CLAUSE.findall(gap))
    cost += 5 * sum(1 for other in triggers if low <= other.first < high and other is not trigger)
    if person.best is None and person.low is None:
        cost += 10
    elif person.bare or person.best == 1:
        cost += 0.5
    passive = any(word in _AUXILIARY for word in doc.words[max(trigger.first - 3, line.sentence.first) : trigger.first])
    if voice == "any" and lang == "en":
        cost += (5 if not before else 0) if passive else (3 if before else 0)
    if not before and distance and (doc.words[low] in _NOT_AFTER or doc.words[low] in _JOINERS):
        cost += 6
    if (
        before
        and distance
        and lang in {"en", "ru"}
        and any(word in {"by", "с"} for word in doc.words[person.first - 1 : person.first])
    ):
        cost += 5
    return cost


def _part_of(person: People, trigger: Hit, triggers: list[Hit]) -> bool:
    """A part belongs to the nearest word of harm before it, else to the first."""
    before = [hit for hit in triggers if hit.first < person.first]
    return trigger is (before[-1] if before else triggers[0])


def _mark_joint(doc: Document, triggers: list[Hit], taken: dict[int, list[int]], harms: list[Harm]) -> None:
    """Mark "four killed and wounded": the sum of both, no number of either."""
    by_trigger = {harm.trigger: harm for harm in harms if not harm.zero}
    for t, (left, right) in enumerate(zip(triggers, triggers[1:], strict=False)):
        words = doc.words[left.last : right.first]
        if (
            {left.value, right.value} == {"killed", "wounded"}
            and len(words) == 1
            and words[0] in {"and", "or", "и", "ва", "و", "или"}
            and not (t in taken and t + 1 in taken)
        ):
            for hit in (left, right):
                if (hit.first, hit.last) in by_trigger:
                    by_trigger[(hit.first, hit.last)].joint = True


def _zero(doc: Document, line: Line) -> list[Harm]:
    """Read "no casualties"; of one side only where that side is named."""
    out = []
    for hit in line.cue("no_harm"):
        own = line.cue("guards")
        lead = [g for g in own if _beside(doc, g, hit)]
        if doc.words[max(hit.first - 1, 0)] in {"give", "gives", "gave", "mention", "mentions"}:
            continue
        side = "security" if lead else None
        zero = People(hit.first, hit.last, 0, 0, 0, side)
        out.extend(Harm(effect, [zero], line, (hit.first, hit.last), zero=True) for effect in ("killed", "wounded"))
        break
    return out


def _beside(doc: Document, noun: Hit, hit: Hit) -> bool:
    """The noun stands in the phrase or right before it, in the same clause."""
    if hit.first <= noun.first < hit.last:
        return True
    if 0 <= noun.first - hit.last <= 3:
        return doc.words[hit.last] in {"among", "среди"}
    if not 0 <= hit.first - noun.last <= 2:
        return False
    return "," not in doc.text[doc.ends[noun.last - 1] : doc.starts[hit.first]]


def add_up(doc: Document, harms: list[Harm], effect: str) -> Sum:
    """Add up the statements of one effect in an account.

    Statements of one side repeat each other unless listed together: the largest number stands, the smallest is the low
    end. Sides add up; a total of people that is larger than their sum stands.
    """
    relevant = [harm for harm in harms if harm.effect == effect]
    sides: dict[str, list[People]] = {}
    totals: list[People] = []
    groups: list[int] = []
    zero = [harm for harm in relevant if harm.zero]
    spans = []
    for harm in relevant:
        if harm.joint or harm.zero:
            continue
        local: dict[str, list[People]] = {}
        for person in harm.people:
            if person.best is None and person.low is None:
                continue
            spans.append(doc.span(min(person.first, harm.trigger[0]), max(person.last, harm.trigger[1])))
            if person.side is None and not person.part:
                totals.append(person)
            elif person.side is not None:
                local.setdefault(person.side, []).append(person)
        for side, members in local.items():
            sides.setdefault(side, []).append(_sum(members))
        counted = [p for p in harm.people if not p.part and p.best is not None]
        if len(counted) > 1:
            groups.append(sum(p.best or 0 for p in counted))
    if not sides and not totals:
        if zero:
            side = zero[0].people[0].side
            span = [doc.span(*zero[0].trigger)]
            if side is None:
                return Sum(Casualties(low=0, best=0, high=0), span)
            return Sum(Casualties(security=0), span)
        return Sum()
    return Sum(_casualties(sides, totals, groups, zero), sorted(set(spans)))


def _sum(members: list[People]) -> People:
    if len(members) == 1:
        return members[0]
    known = [m.best for m in members if m.best is not None]
    total = sum(known) if known else None
    return People(members[0].first, members[-1].last, total, total, total, members[0].side)


def _merge_afghans(sides: dict[str, list[People]]) -> None:
    """ "Three Afghans" are the attackers or the civilians of the other sentences, if there are such."""
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
        side: min((p.best for p in members if p.best is not None), default=None) for side, members in sides.items()
    }
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
    low = best if total is not None and total == best else min(best, low_sum if low_sum is not None else best)
    parts = {side: best_of.get(side) for side in ("security", "civilians", "attackers")}
    if zero and zero[0].people[0].side == "security" and parts["security"] is None:
        parts["security"] = 0
    return Casualties(low=low, best=best, high=None if open_end else max([best, *highs]), **parts)
