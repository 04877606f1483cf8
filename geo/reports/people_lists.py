"""People told of together: lists, appositions, names beside a noun, and parts between commas."""

import re
from dataclasses import dataclass
from itertools import pairwise

from geo.reports.analysis import Line
from geo.reports.rules import Hit
from geo.reports.text import Document

AUXILIARY = {"was", "were", "been", "being", "is", "are", "be", "get", "got", "reportedly", "also"}
# What may stand between people and the verb that is theirs: "three others were wounded".
_BEFORE_VERB = AUXILIARY | {
    "others",
    "more",
    "were",
    "have",
    "had",
    "has",
    "other",
    "были",
    "был",
    "получили",
    "еще",
    "ещё",
}
JOINERS = {"and", "и", "ва", "و", "as", "well", "а", "также", "with"}
# Words that may stand between people and the "and" of their list.
_COMPLEMENT = 3
_KINDS_REACH = 8
_PLACE_LEADS = {"in", "at", "near", "on", "by", "from", "with", "who", "that", "в", "на", "у", "из", "с", "при"}
STOPS = re.compile(r"[,.;:()—–]")
_ONLY_COMMA = re.compile(r", (?:an? |one )?")
# "Five guards and, by their count, thirty attackers".
_ASIDE = re.compile(r" (?:and|и|ва), [^,;.()]{1,40}, ")
_POSSESSIVES = {"his", "her", "their", "its", "a", "an", "one", "another", "его", "их", "ее", "еще", "один", "одна"}
# Where the adjective follows the noun it stands between a list's people: "ду марзбони тоҷик ва се ҳамлагар".
_NATIONS = {
    "тоҷик",
    "афғон",
    "тоҷикистонӣ",
    "афғонистонӣ",
    "تاجیک",
    "افغان",
    "تاجیکستانی",
    "افغانستانی",
    "مسلح",
    "мусаллаҳ",
}
_OF_THEM = {
    ("of", "them"),
    ("of", "whom"),
    ("among", "them"),
    ("среди", "них"),
    ("байни", "онҳо"),
    ("میان", "آنان"),
    ("میان", "آنها"),
    ("из", "них"),
    ("из", "которых"),
    ("аз", "онҳо"),
    ("аз", "инҳо"),
    ("از", "آنان"),
    ("از", "آنها"),
}
_ENDS = re.compile(r"[.;:()—–]")
# "Two smugglers, who one of them was the leader, were killed" is how Persian and Tajik put it.
_RELATIVE = re.compile(r"[,،]?\s*\b(?:که|ки)$")
SON_OF = {"waladi", "valadi", "walad", "валади", "валад", "вади", "ibn", "ибн"}


@dataclass(slots=True)
class People:
    """Some people on the words [first, last): how many, which side, of which party.

    `part` tells that others include them, `bare` a number without a noun, `closes` that such a number ends its clause.
    """

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
    closes: bool = False
    group: int = -1


def set_asides_apart(doc: Document, people: list[People], triggers: list[Hit]) -> None:
    """Take "four smugglers, two of them Afghans, were killed" for four: what stands between commas is a part."""
    for left, person in pairwise(people):
        if (left.best or 0) > (person.best or 1) and (left.side is None or _makes_up(doc, people, left)):
            _set_kinds_apart(doc, people, left, person, triggers)
        own = doc.words[person.first : person.last + 2]
        of_them = any(pair in _OF_THEM for pair in pairwise(own))
        before = doc.text[doc.ends[left.last - 1] : doc.starts[person.first]].strip()
        before = _RELATIVE.sub(",", before)
        if not of_them or before[-1:] not in {",", "(", "—", "–", "،"} or left.best is None:
            continue
        if STOPS.search(before[:-1]) or any(left.last <= hit.first < person.first for hit in triggers):
            continue
        end = person.last + 2
        after = next((i for i in range(person.last - 1, min(end + 4, len(doc.words) - 1)) if doc.gap(i).strip()), None)
        if after is None or any(person.first <= hit.first <= after for hit in triggers):
            continue
        if doc.gap(after).strip()[:1] in {",", ")", "—", "–", "،"}:
            for other in people:
                if person.first <= other.first <= after:
                    other.part = True


def _makes_up(doc: Document, people: list[People], left: People) -> bool:
    """Tell "two officers, a soldier and a policeman,": those listed next come to the number before."""
    total, end = 0, left.last
    for other in people:
        if other.first < left.last or (other.first == end and doc.gap(end - 1) == "-"):
            end = max(end, other.last)
            continue
        between = doc.words[end : other.first]
        if len(between) > _COMPLEMENT or _ENDS.search(doc.text[doc.ends[end - 1] : doc.starts[other.first]]):
            break
        total, end = total + (other.best or 1), other.last
    return total == left.best and doc.gap(left.last - 1).strip() == ","


def _set_kinds_apart(doc: Document, people: list[People], left: People, first: People, triggers: list[Hit]) -> None:
    """Take "five people, four Chinese and a Tajik, were hurt" for five: between the commas stands who they were."""
    begins = {hit.first for hit in triggers}
    if doc.text[doc.ends[left.last - 1] : doc.starts[first.first]] != ", ":
        return
    for i in range(first.last, min(first.last + _KINDS_REACH, len(doc.words))):
        if i - 1 in begins:
            return
        if doc.gap(i - 1).strip() == ",":
            if doc.words[i] in AUXILIARY or doc.words[i] in _BEFORE_VERB or i in begins:
                for other in people:
                    other.part = other.part or first.first <= other.first < i
            return


def merge_appositions(doc: Document, people: list[People], triggers: list[Hit]) -> list[People]:
    """Make "the commander, Colonel Akhtamov" one person: two single nouns with only a comma or names between."""
    out: list[People] = []
    for person in people:
        if out:
            left = out[-1]
            if _is_body_of(doc, left, person, triggers):
                left.last, left.side = person.last, left.side or person.side
                continue
            gap = doc.text[doc.ends[left.last - 1] : doc.starts[person.first]]
            names = all(doc.is_capitalised(i) for i in range(left.last, person.first))
            single = left.best == person.best == 1 and not left.bare and not person.bare
            if (
                single
                and not _acts_alone(doc, left, person, triggers)
                and len(gap) < 40
                and names
                and not any(doc.words[i] in JOINERS for i in range(left.last, person.first))
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


def _is_body_of(doc: Document, left: People, person: People, triggers: list[Hit]) -> bool:
    """Tell the body that somebody is of: "a warrant officer of Tajikistan's border guards"."""
    between = doc.words[left.last : person.first]
    return (
        left.best == 1
        and not left.bare
        and person.best is person.low is None
        and 1 <= len(between) <= _COMPLEMENT
        and between[0] == "of"
        and not any(left.last <= hit.first < person.last for hit in triggers)
        and not STOPS.search(doc.text[doc.ends[left.last - 1] : doc.starts[person.first]])
    )


def _acts_alone(doc: Document, left: People, person: People, triggers: list[Hit]) -> bool:
    """Tell "погиб сержант Иванов, рядовой Петров получил ранение": each has a verb of his own."""
    before = any(0 <= left.first - hit.last <= 1 for hit in triggers)
    after = next((hit.first for hit in triggers if hit.first >= person.last), None)
    return (
        before
        and after is not None
        and after - person.last <= 2
        and not STOPS.search(doc.text[doc.ends[person.last - 1] : doc.starts[after]])
    )


def find_names(doc: Document, line: Line, triggers: list[Hit], people: list[People]) -> list[People]:
    """Find names beside a verb of harm: "Azarkhon and Rozmuhammad Azizi, 30, were killed"."""
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
        while k >= line.sentence.first and (doc.words[k] in AUXILIARY or doc.words[k].isdigit()):
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
            and (doc.is_capitalised(k) or doc.words[k] in SON_OF)
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


def _has_own_verbs(doc: Document, left: People, right: People, triggers: list[Hit]) -> bool:
    """Tell "killed two guards and three were wounded" from a list: each has its verb on the outer side of it."""
    if not any(hit.last <= left.first for hit in triggers):
        return False
    after = next((hit for hit in triggers if hit.first >= right.last), None)
    return after is not None and all(word in _BEFORE_VERB for word in doc.words[right.last : after.first])


def group_lists(doc: Document, people: list[People], triggers: list[Hit]) -> None:
    """Join people who are listed together: "two officers and three members"."""
    for number, (left, right) in enumerate(pairwise(people)):
        if (
            left.part
            or right.part
            or right.first < left.last
            or any(left.last <= hit.first < right.first for hit in triggers)
            or _has_own_verbs(doc, left, right, triggers)
        ):
            continue
        words = doc.words[left.last : right.first]
        gap = doc.text[doc.ends[left.last - 1] : doc.starts[right.first]]
        joined = [word for word in words if word in JOINERS]
        rest = [word for word in words if word not in JOINERS and word not in _NATIONS]
        short = not re.search(r"[.;:()—]", gap)
        # "the leader of the gang and two of his men", "лейтенант погранвойск и рядовой"
        own = joined and words[-1] in JOINERS and len(rest) <= _COMPLEMENT and right.best is not None and not right.bare
        own = own and "," not in gap and not any(word in _BEFORE_VERB or word in _PLACE_LEADS for word in rest)
        tail = (bool(rest) and rest[0] in _POSSESSIVES and len(rest) == 1) or _ASIDE.fullmatch(gap) is not None
        tail = tail or (bool(rest) and rest[0] in {"of", "from", "из", "a", "the", "аз"} and len(rest) <= 6)
        if (
            joined
            and short
            and (
                not rest
                or tail
                or own
                or all(doc.is_capitalised(left.last + i) for i, w in enumerate(words) if w in rest)
            )
        ):
            if left.best is None or right.best is None:
                continue
            left.group = left.group if left.group >= 0 else number
            right.group = left.group
            _join_before(doc, people[:number], left, right)


def _join_before(doc: Document, before: list[People], first: People, last: People) -> None:
    """Join who stands before a list with only a comma between: "a policeman, a guard and two smugglers".

    What ends with a comma too says who they were: "five people, a policeman and four shepherds, were killed".
    """
    closed = doc.gap(last.last - 1).strip() == ","
    for person in reversed(before):
        gap = doc.text[doc.ends[person.last - 1] : doc.starts[first.first]]
        several = person.side is not None and not closed and (person.best or 0) > 1
        if not (person.best == 1 or several) or person.part or first.bare or not _ONLY_COMMA.fullmatch(gap):
            return
        person.group, first = first.group, person
