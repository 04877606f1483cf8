"""The people of a sentence: nouns with their numbers, bare numbers beside a verb of harm, names, and lists of these.

What was done to them is for `counts` to say. A number counts a noun when it stands within a few words before it with
nothing but modifiers between; ages, ordinals of posts and numbers of things are told apart by what stands beside them.
"""

import re

from geo.reports.analysis import Line
from geo.reports.numerals import Number
from geo.reports.people_lists import (
    AUXILIARY,
    SON_OF,
    STOPS,
    People,
    find_names,
    group_lists,
    merge_appositions,
    set_asides_apart,
)
from geo.reports.rules import Hit
from geo.reports.text import Document

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
_REACH = 4
_NOT_MODIFIERS = {"and", "и", "or", "years", "лет", "года", "percent", "times", "km"}
_UNITS = re.compile(r"^(?:kilo|kg$|gram|ton|km$|met|mile|percent|кг$|кило|грамм|тонн|метр|км$|процент|کیلو|گرم)")
# Who lost people where only "the other side" is named: guards report it.
_OTHER_SIDE = re.compile(
    r"\b(?:другой|противоположной|той) сторон|потери (?:противника|нападавших)|"
    r"\b(?:on|of) the other side (?:lost|were)|\bthe other side (?:lost|suffered|had)|"
    r"\blosses of the (?:attackers|intruders)",
    re.IGNORECASE,
)
# One of these stands in each of them.
_OTHER_SIDE_WORDS = {
    "side", "losses", "потери", "сторон", "сторона", "стороны", "стороне", "сторону", "стороной", "стороною",
    "сторонам", "сторонами", "сторонах",
}  # fmt: skip
_GROUP_OF = {(noun, "of") for noun in ("group", "gang", "band", "party", "team", "squad")}
_GROUP_REACH = 7
_POSTS = {"post", "outpost", "th", "погранзаставы", "заставы"}
_KIN = {"son", "daughter", "nephew", "cousin"}
_OF = {"of", "из", "аз", "از"}
_PARTS = {"including", "among", "included", "включая", "числе", "ازجمله", "جمله", "азҷумла", "ҷумла", "covering"}
_NOT_PEOPLE_NEXT = re.compile(
    r"^(?:kilo|kg|km|m$|met|mile|gram|ton|year|day|hour|month|week|percent|package|bag|round|rifle|p$|a$|am$|pm$|"
    r"local|kilomet|cow|sheep|goat|assault|minute|"
    r"incident|clash|attack|case|attempt|separate|deadly|occasion|skirmish|shot|post|weapon|gun|pistol|грамм|"
    r"килограм|кг|км|метр|лет|год|дн|час|минут|раз|"
    r"упаков|пакет|патрон|автомат|мешк|случа|бо[йеё]|столкнов|боестолк|попыт|инцидент|сум|магазин|винтов|сутк|"
    r"недел|месяц|нападен|ки?ло|сар|сол|моҳ|руз|ҳодиса|"
    r"کیلو|گرم|ساعت|سال|ماه|روز|هفته|رویداد|درگیری|حمله|کلاشن|فیر|بوری|میل|دلار|یورش)"
)
_COLLECTIVE = {
    "двое", "двоих", "двоим", "трое", "троих", "троим", "четверо", "четверых", "пятеро", "пятерых", "шестеро",
    "шестерых", "семеро", "семерых", "восьмеро",
    "девятеро", "десятеро", "обоих",
}  # fmt: skip
# Where people are counted by a word of their own: "се нафар сарҳадбон", "سه تن مرزبان".
_COUNTED = {"tg", "fa"}
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


def find_people(doc: Document, line: Line, triggers: list[Hit]) -> list[People]:
    """Find the people of a sentence: nouns with their numbers, bare numbers, names beside a verb of harm."""
    sentence = line.sentence
    out: list[People] = []
    numbers = [
        n
        for n in line.numbers
        if n.kind in {"count", "ordinal"} and not _is_age(doc, n) and not _is_nobody(doc, n) and not _is_denied(doc, n)
    ]
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
                out.append(People(number.first, hit.last, *values(number), bare=True))
    covered = {i for person in out for i in range(person.first, person.last)}
    free = [number for number in numbers if number.first not in used and number.last - 1 not in covered]
    out += [
        People(
            number.first,
            number.last,
            *_bare_values(number),
            bare=True,
            part=_is_part(doc, number.first, sentence.first + 1),
        )
        for number in free
        if _stands_alone(doc, number, triggers, sentence.last)
    ]
    out.sort(key=lambda person: person.first)
    out = merge_appositions(doc, out, triggers)
    out.extend(find_names(doc, line, triggers, out))
    out.sort(key=lambda person: person.first)
    if not _OTHER_SIDE_WORDS.isdisjoint(doc.words[sentence.first : sentence.last]) and _OTHER_SIDE.search(
        doc.text, sentence.start, sentence.end
    ):
        for person in out:
            person.side = person.side or "attackers"
    set_asides_apart(doc, out, triggers)
    group_lists(doc, out, triggers)
    return out


def _is_nobody(doc: Document, number: Number) -> bool:
    """Tell the "one" of "no one" from a count."""
    return number.best == 1 and number.first > 0 and doc.words[number.first - 1] in {"no", "not"}


def _is_denied(doc: Document, number: Number) -> bool:
    """Tell "не трое, а четверо", "not three but four"."""
    return bool(number.first) and doc.words[number.first - 1] in {"не", "not"}


def _nouns(doc: Document, line: Line, blocked: set[int]) -> list[Hit]:
    """Nouns for people, the longest at each place."""
    hits = sorted(line.of("people"), key=lambda h: (h.first, -h.last))
    out: list[Hit] = []
    for hit in hits:
        if out and hit.first < out[-1].last:
            continue
        if hit.first in blocked and hit.last - 1 in blocked:
            continue
        if doc.words[hit.last - 1] == "another" and not _is_pronoun(doc, hit.last, blocked, line.sentence.last):
            continue
        if doc.words[hit.last - 1] in _KIN and doc.words[hit.last : hit.last + 1] == ["of"]:
            continue
        if hit.rule.fields["number"] == "one" and hit.last < line.sentence.last and doc.words[hit.last] in _GROUPS:
            continue
        out.append(hit)
    return _merge_nouns(out)


def _merge_nouns(nouns: list[Hit]) -> list[Hit]:
    """Make one of nouns side by side, the last being the head: "armed Afghan traffickers", "се нафар сарҳадбон"."""
    out: list[Hit] = []
    for hit in nouns:
        lang = hit.rule.fields["lang"]
        if out and lang == "ru" and out[-1].last == hit.first and out[-1].rule.fields["number"] == "one":
            continue  # "лейтенант погранвойск"
        if not out or out[-1].last != hit.first or not (lang == "en" or (lang in _COUNTED and out[-1].value == "any")):
            out.append(hit)
        elif out[-1].value == "any" or hit.value != "any":
            out[-1] = Hit(hit.table, hit.value, out[-1].first, hit.last, hit.rule)
        else:
            out[-1] = Hit(hit.table, out[-1].value, out[-1].first, hit.last, out[-1].rule)
    return out


def _is_pronoun(doc: Document, following: int, blocked: set[int], stop: int) -> bool:
    """Tell "another was wounded" from "another clash" by the word that follows."""
    return following >= stop or following in blocked or doc.words[following] in AUXILIARY


def _number_of(doc: Document, hit: Hit, numbers: list[Number], used: set[int], blocked: set[int]) -> Number | None:
    """Return the number that counts a noun: within four words before it, with nothing but modifiers between."""
    best = None
    for number in numbers:
        within = number.last <= hit.last and number.first < hit.last and hit.first - number.last <= _REACH
        if within and number.first not in used and _modifies(doc, number, hit, blocked, free=best is None):
            best = number
    if best is None or (best.last < hit.first and doc.words[best.last] in _POSTS):
        return None
    for number in numbers:
        # "three of five men": the first number counts
        near = number.last <= best.first <= number.last + 2 and number.last < len(doc.words)
        if near and doc.words[number.last] in _OF and doc.gap(number.last - 1).isspace():
            return number
    return best


def _modifies(doc: Document, number: Number, hit: Hit, blocked: set[int], *, free: bool) -> bool:
    """Tell whether only modifiers stand between a number and a noun: no comma, verb, joiner or unit."""
    if number.last > hit.first:
        return True
    words = doc.words[number.last : hit.first]
    if STOPS.search(doc.text[doc.ends[number.last - 1] : doc.starts[hit.first]]):
        return False
    if any(i in blocked or doc.words[i] in _VERBS for i in range(number.last, hit.first)):
        return False
    if words and (words[0] in _NOT_MODIFIERS or _UNITS.match(words[0])):
        return False
    return not (number.kind == "ordinal" and free and words)


def _people(doc: Document, hit: Hit, number: Number | None, start: int) -> People:
    side = None if hit.value == "any" else hit.value
    party = hit.rule.fields["party"] or None
    first = hit.first
    if number is not None and number.kind == "count":
        low, best, high = values(number)
        first = min(number.first, hit.first)
    elif number is not None:
        low = best = high = 1
        first = number.first
    elif hit.rule.fields["number"] == "one" or (
        hit.rule.fields["lang"] == "tg" and hit.first > start and doc.words[hit.first - 1] == "яке"
    ):
        low = best = high = 1
    else:
        low, best, high = None, None, None
    if best is None and low is None:
        listed = _listed_names(doc, hit.last)
        if listed > 1:
            low = best = high = listed
    return People(first, hit.last, low, best, high, side, party, part=_is_part(doc, first, start))


def _is_part(doc: Document, first: int, start: int) -> bool:
    """Tell "including two guards", "among them two" from others."""
    return any(word in _PARTS for word in doc.words[max(first - 3, start) : first])


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
        elif word not in SON_OF:
            break
        if re.search(r"[.;:!?]", doc.gap(i)):
            break
        i += 1
    return count


def values(number: Number) -> tuple[int | None, int | None, int | None]:
    """Return low, best and high of a number as whole people."""
    low, best, high = (
        int(v) if v is not None and float(v).is_integer() else None for v in (number.low, number.best, number.high)
    )
    return low, best, high


def _bare_values(number: Number) -> tuple[int | None, int | None, int | None]:
    return (1, 1, 1) if number.kind == "ordinal" else values(number)


def _is_age(doc: Document, number: Number) -> bool:
    """Tell an age: "aged 41", "Azizi, 30, was", "28 лет", "22-year-old"."""
    first, last = number.first, number.last
    before = doc.words[first - 1] if first else ""
    if before in {"aged", "age", "возрасте"} or (
        first > 1 and doc.words[first - 2] in {"aged", "ages"} and before in {"about", "between", "from"}
    ):
        return True
    if before in {"and", "or", "to", "и"} and first > 2 and doc.words[first - 3] in {"aged", "возрасте"}:
        return True
    after = doc.words[last] if last < len(doc.words) else ""
    if before == "between" and doc.gap(last - 1).strip():
        return True  # "men between 30 and 35, were found"
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
    if tuple(doc.words[max(number.first - 2, 0) : number.first]) in _GROUP_OF:
        return any(abs(hit.first - number.first) <= _GROUP_REACH for hit in triggers)
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
