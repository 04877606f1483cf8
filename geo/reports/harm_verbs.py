"""What a verb of harm says by itself: that it befell one, that guards took a prisoner, who lost whom."""

import re
from itertools import pairwise

from geo.reports.analysis import Line
from geo.reports.people_lists import AUXILIARY, People
from geo.reports.rules import Hit
from geo.reports.text import Document

# One person is meant by the verb alone.
_SINGULAR_RU = {
    "погиб", "погибла", "убит", "убита", "ранен", "ранена", "задержан", "задержана", "похищен", "похищена", "скончался",
    "скончалась", "умер", "умерла", "застрелен", "застрелена", "расстрелян", "ликвидирован", "утонул", "утонула",
    "раненый", "раненая", "раненный", "раненная", "избит", "избита",
}  # fmt: skip
# So it is where a noun stands beside these; alone they may speak of goods.
_SINGULAR_BESIDE_RU = _SINGULAR_RU | {
    "уничтожен", "уничтожена", "обезврежен", "обезврежена", "нейтрализован", "убило", "ранило", "контужен", "контужена",
    "арестован", "арестована", "пойман", "схвачен", "захвачен", "похищена", "попался", "попалась",
}  # fmt: skip
_MANY_RU = ("ами", "ями", "ов", "ев", "ей", "ых", "их", "ам", "ям")
_BODY = {"body", "corpse", "тело", "труп", "тела"}
_THEIR = {"his", "her", "its", "whose", "его", "ее", "чье"}
_NAMED_RU = (["некий"], ["некто"], ["некая"])
# Who is taken so is a prisoner of guards, a captive of others.
_PRISONER = {"prisoner", "плен", "captive"}
_CAPTURED = {"captured", "capture", "capturing", "схватили", "захватили"}
_PASSIVE = {"was", "were", "been"}
_AGENT_REACH = 4
_BEFALLS = {
    "killed", "dead", "died", "wounded", "injured", "hurt", "abducted", "kidnapped", "detained", "arrested", "hostage"
}  # fmt: skip
_MAN = {"man", "men"}
_SUBJECT_WORDS = 8
_RETURN_FIRE = {
    ("return", "fire"), ("ответным", "огнем"), ("ответного", "огня"), ("آتش", "متقابل"), ("оташи", "ҷавобӣ"),
    ("оташи", "ҷавоби"),
}  # fmt: skip
_RETURN_REACH = 5
_BY = {"توسط"}
_BY_SIDE = {
    ("аз", "ҷониби"), ("аз", "тарафи"), ("аз", "суи"), ("аз", "дасти"), ("аз", "тири"), ("бо", "тири"),
    ("از", "سوی"), ("از", "طرف"), ("از", "جانب"),
    ("به", "دست"), ("ба", "дасти"),
}  # fmt: skip
_BREAK = re.compile(r"[;:—–()]|--")


def set_sides(words: list[str], trigger: Hit, affected: list[People], people: list[People]) -> None:
    """Set sides by the words around: "the attackers lost four"; "six men, two guards among them" are of no side."""
    if trigger.rule.fields["voice"] == "taken" and affected and affected[0].bare:
        losers = [p for p in people if p.last <= trigger.first and p.best is None and p.side is not None]
        affected[0].side = losers[-1].side if losers else None
    for person in affected:
        man = person.side == "attackers" and not _MAN.isdisjoint(words[person.first : person.last])
        if man and _shot_by_attackers(words, trigger, people):
            person.side = "civilians"
    if trigger.value == "killed" and _by_return_fire(words, trigger):
        for person in affected:
            person.side = person.side or "attackers"
    whole = [person for person in affected if not person.part]
    others = {person.side for person in affected if person.part and person.best is not None}
    if len(whole) == 1 and others and whole[0].best is not None and others - {None, whole[0].side}:
        whole[0].side = None


def _by_return_fire(words: list[str], trigger: Hit) -> bool:
    """Tell those killed "by return fire", "ответным огнём", "با آتش متقابل": they had fired first."""
    around = words[max(trigger.first - _RETURN_REACH, 0) : trigger.last + _RETURN_REACH]
    return any(pair in _RETURN_FIRE for pair in pairwise(around))


def _shot_by_attackers(words: list[str], trigger: Hit, people: list[People]) -> bool:
    """Tell "was shot dead by the Taliban", "застрелен боевиками": men who are harmed so are others."""
    if words[trigger.last : trigger.last + 1] != ["by"]:
        return False
    agents = (p for p in people if trigger.last < p.first <= trigger.last + _AGENT_REACH)
    return any(person.side == "attackers" for person in agents)


def count_by_verb(doc: Document, trigger: Hit, person: People) -> None:
    """Count one where the verb alone is in the singular: "ранена школьница"."""
    beside = person.first - trigger.last if person.first >= trigger.last else trigger.first - person.last
    if (
        trigger.last - trigger.first == 1
        and doc.words[trigger.first] in _SINGULAR_BESIDE_RU
        and beside <= 2
        and not doc.words[person.last - 1].endswith(_MANY_RU)
    ):
        person.low = person.best = person.high = 1


def takes_prisoner(doc: Document, line: Line, trigger: Hit, people: list[People]) -> bool:
    """Tell guards who seize somebody from kidnappers: "police seized two men", "взяли в плен двух боевиков"."""
    if trigger.value != "kidnapped":
        return False
    words = doc.words[trigger.first : trigger.last]
    if trigger.rule.fields["voice"] != "taken" and _PRISONER.isdisjoint(words):
        return False
    if any(person.side == "attackers" and (person.best or 0) > 0 for person in people):
        return not line.cue("clash") or bool(_PRISONER.intersection(words)) or _guards_act(doc, line, trigger)
    return _guards_act(doc, line, trigger)


def takes_captive(doc: Document, line: Line, trigger: Hit, people: list[People]) -> bool:
    """Tell gunmen who capture guards from guards who capture gunmen: "guerrillas captured four soldiers"."""
    words = doc.words
    if trigger.value != "detained" or words[trigger.first] not in _CAPTURED:
        return False
    if not people or any(person.side != "security" or person.best is None for person in people):
        return False
    others = [*line.cue("armed_men"), *(hit for hit in line.of("people") if hit.value == "attackers")]
    if words[trigger.last : trigger.last + 1] == ["by"]:
        return any(trigger.last < hit.first <= trigger.last + _AGENT_REACH for hit in others)
    nearest = max((hit.last for hit in others if hit.last <= trigger.first), default=0)
    between = words[nearest : trigger.first]
    if any(person.first < trigger.last for person in people):
        return not _PASSIVE.isdisjoint(words[trigger.first - 1 : trigger.first]) and _is_no_arrest(line, people)
    return bool(nearest) and len(between) <= _SUBJECT_WORDS and _PASSIVE.isdisjoint(between)


def _is_no_arrest(line: Line, people: list[People]) -> bool:
    """Tell guards of this border who "were captured" from soldiers of the other bank, and couriers with goods."""
    return not line.of("seized") and all(person.party != "afghan_government" for person in people)


def _guards_act(doc: Document, line: Line, trigger: Hit) -> bool:
    """Tell whether guards or police are the nearest before a verb, with no gunmen after them, or its agents."""
    after = doc.words[trigger.last : trigger.last + _AGENT_REACH]
    own = [*line.cue("guards"), *(hit for hit in line.of("people") if hit.value == "security")]
    if "by" in after:
        agent = trigger.last + after.index("by")
        return any(agent < hit.first <= agent + _AGENT_REACH for hit in own)
    nearest = max((hit.last for hit in own if hit.last <= trigger.first), default=0)
    others = [*line.cue("armed_men"), *(hit for hit in line.of("people") if hit.value == "attackers")]
    between = doc.words[nearest : trigger.first]
    return (
        bool(nearest)
        and trigger.first - nearest <= _SUBJECT_WORDS
        and not any(nearest <= hit.first < trigger.first for hit in others)
        and not any(_BREAK.search(doc.gap(i)) for i in range(nearest - 1, trigger.first))
        and not any(word in AUXILIARY for word in between)
    )


def implied(doc: Document, line: Line, trigger: Hit, *, named: bool = False) -> list[People]:
    """Return the one whom a verb in the singular tells of by a noun that is not listed: "a bell-ringer died".

    Where people are `named` that nobody counted, only "a certain X" after the verb is one.
    """
    words, first = doc.words, trigger.first
    one = [People(trigger.first, trigger.last, 1, 1, 1, bare=True)]
    if words[first] in _SINGULAR_BESIDE_RU and words[trigger.last : trigger.last + 1][:1] in _NAMED_RU:
        return one
    if named:
        return []
    his = words[first] in _BODY and words[first - 1] in _THEIR
    if his or (trigger.last - first == 1 and words[first] in _SINGULAR_RU):
        return one
    return one if trigger.rule.fields["lang"] == "en" and _befell_one(doc, line, trigger) else []


def _befell_one(doc: Document, line: Line, trigger: Hit) -> bool:
    """Tell "a bell-ringer died", "killed a bell-ringer" by the article."""
    words, first = doc.words, trigger.first
    if words[trigger.last - 1] not in _BEFALLS:
        return False
    goods = [hit.first for hit in line.of("seized")]
    if words[trigger.last : trigger.last + 1] in (["a"], ["an"]):
        return not any(trigger.last < i <= trigger.last + 4 for i in goods)
    i = first - 1
    while i >= line.sentence.first and words[i] in AUXILIARY:
        i -= 1
    if words[i] in {"he", "she"} and i >= line.sentence.first and words[trigger.last - 1] in {"died", "killed"}:
        return True
    if (i + 1 >= first and words[first] != "died") or words[i + 1 : first][:1] == ["were"]:
        return False
    for k in range(i, max(i - _SUBJECT_WORDS, line.sentence.first - 1), -1):
        if doc.gap(k).strip() or k in goods:
            return False
        if words[k] in {"a", "an"}:
            return True
    return False


def is_agent(doc: Document, person: People) -> bool:
    """Tell who did it, where the verb comes last: "аз ҷониби се мард рабуда шуд", "توسط مرزبانان کشته شد"."""
    first = person.first
    return first > 1 and (doc.words[first - 1] in _BY or (doc.words[first - 2], doc.words[first - 1]) in _BY_SIDE)
