"""The people of a sentence: nouns with their numbers, bare numbers beside a verb of harm, names, and lists of these.

What was done to them is for `counts` to say. A number counts a noun when it stands within a few words before it with
nothing but modifiers between; ages, ordinals of posts and numbers of things are told apart by what stands beside them.
"""

import re

from geo.reports.analysis import Line
from geo.reports.not_people import is_other
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
from geo.reports.text import Document, normalise

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
_NOT_MODIFIERS = {
    "and", "и", "or", "years", "лет", "года", "percent", "times", "km", "in", "by", "at", "on", "with",
    "в", "во", "на", "от", "при", "бо", "дар", "ба", "бар", "با", "در", "به", "بر",
}  # fmt: skip
_UNITS = re.compile(
    r"^(?:kilo|kg$|gram|ton|km$|met|mile|percent|кг$|кило|грамм|тонн|метр|км$|процент|کیلو|گرم|"
    r"months?$|weeks?$|days?$|hours?$|месяц|недел|дн(?:ей|я)$|час(?:а|ов)?$|сут(?:ки|ок)$|моҳ$|ҳафта$|руз$|соат$|"
    r"ماه$|هفته$|روز$|ساعت$)"
)
# Who lost people where only "the other side" is named: guards report it.
_OTHER_SIDE = re.compile(
    r"\b(?:другой|противоположной|той) сторон|потери (?:противника|нападавших)|"
    r"\b(?:on|of) the other side (?:lost|were)|\bthe other side (?:lost|suffered|had)|"
    r"\blosses of the (?:attackers|intruders)|\b(?:тарафи|ҷониби) муқобил|(?:طرف|جانب) مقابل",
    re.IGNORECASE,
)
# One of these stands in each of them.
_OTHER_SIDE_WORDS = {
    "side", "losses", "муқобил", "مقابل",
    "потери", "сторон", "сторона", "стороны", "стороне", "сторону", "стороной", "стороною",
    "сторонам", "сторонами", "сторонах",
}  # fmt: skip
# "Потери пограничников - четверо убитых": who lost them is named without a number.
_LOSSES = {"потери", "losses", "талафоти", "تلفات"}
_GROUP_OF = {(noun, "of") for noun in ("group", "gang", "band", "party", "team", "squad")}
_GROUP_REACH = 7
# Of people only where they stand alone: "another was hurt", "другой лишился ноги".
_ANOTHER = {"another", "другой", "другая", "вторая", "дигаре", "дигараш", "دیگری", "یکی", "سومی"}
_POSTS = {"post", "outpost", "th", "погранзаставы", "заставы"}
_KIN = {"son", "daughter", "nephew", "cousin"}
_OF = {"of", "из", "аз", "از"}
_AFTER_LOST = {"of", "in", "and", "themselves", "dead", "men", "убитыми", "и", "на"}
_AS_MANY = {
    ("as", "many"), ("same", "number"), ("столько", "же"), ("ҳамон", "қадар"), ("ҳамин", "қадар"), ("همین", "تعداد"),
    ("همان", "تعداد"),
}  # fmt: skip
_AS_MANY_WORDS = {"many", "same", "столько", *(normalise(word) for word in ("қадар", "تعداد"))}
_PARTS = {
    "including",
    "among",
    "included",
    "включая",
    "числе",
    "ازجمله",
    "جمله",
    "азҷумла",
    "ҷумла",
    "covering",
    "среди",
}
_NOT_PEOPLE_NEXT = re.compile(
    r"^(?:kilo|kg|km|m$|met|mile|gram|ton|year|day|hour|month|week|percent|package|bag|round|rifle|p$|a$|am$|pm$|"
    r"local|kilomet|cars?$|vehicle|truck|lorr|bus$|buses$|tent|house|huts?$|horse|mule|donkey|yak|camel|boat|raft|"
    r"motorcycle|bulldozer|excavator|tractor|outpost|"
    r"cow|sheep|goat|assault|minute|place$|(?:villages|towns|districts|positions|missiles|rockets|drones|islands|dogs)$|"
    r"incident|clash|attack|case|attempt|separate|deadly|occasion|skirmish|shot|post|weapon|gun|pistol|грамм|"
    r"тонн|центнер|литр|гектар|таблет|ампул|пачек|пачк|ящик|штук|единиц|ствол|гранат|пистолет|пулем|снаряд|ракет|"
    r"танк|вертол|самол|беспилот|дрон|рубл|доллар|сомон|процент|застав|уезд|кишлак|"
    r"машин|автомоб|трактор|лошад|коров|ов[еи]?ц|баран|коз|лодк|лодок|плот|дома?$|домов|палат|юрт|вагон|грузовик|"
    r"килограм|кг|км|метр|лет|год|дн|час|минут|раз|"
    r"упаков|пакет|патрон|автомат|мешк|случа|бо[йеё]|столкнов|боестолк|попыт|инцидент|тайник|схрон|сум|магазин|винтов|сутк|"
    r"недел|месяц|нападен|ки?ло|сар|сол|моҳ|руз|ҳодиса|"
    r"کیلو|گرم|ساعت|سال|ماه|روز|هفته|رویداد|درگیری|حمله|کلاشن|فیر|بوری|میل|دلار|یورش|"
    r"قبضه|بسته|خودرو|موتر|درصد|روستا|ولسوالی|پاسگاه|پوسته|شهرستان)"
)
_COLLECTIVE = {
    "двое", "двоих", "двоим", "трое", "троих", "троим", "четверо", "четверых", "пятеро", "пятерых", "шестеро",
    "шестерых", "семеро", "семерых", "восьмеро",
    "девятеро", "десятеро", "обоих",
}  # fmt: skip
# "هر سه", "all three" of those told before.
_EACH_OF = {"ҳар", "هر"}
# The form of one who is the subject, and of many elsewhere.
_SOLDIER = "солдат"
_TOO = {"также", "еще", "и", "тоже"}
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
    words = doc.words[sentence.first : sentence.last]
    out: list[People] = []
    blocked = {i for hit in triggers for i in range(hit.first, hit.last)}
    nouns = _nouns(doc, line, blocked)
    numbers = [n for n in line.numbers if n.kind in {"count", "ordinal"} and not is_other(doc, n, nouns)]
    used: set[int] = set()
    for hit in nouns:
        number = _number_of(doc, hit, numbers, used, blocked)
        person = _people(doc, hit, number, sentence.first)
        if person.best is None and _is_one_soldier(doc, hit, triggers):
            person.low = person.best = person.high = 1
        out.append(person)
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
    ends = {number.last for number in free}
    free = [n for n in free if not (doc.words[n.first - 1] in _OF and n.first - 1 in ends)]  # "one of the two"
    out += [
        People(
            number.first,
            number.last,
            *_bare_values(number),
            bare=True,
            part=_is_part(doc, number.first, sentence.first + 1),
            closes=_closes(doc, number.last, sentence.last),
        )
        for number in free
        if _stands_alone(doc, number, triggers, sentence.last)
    ]
    if not _AS_MANY_WORDS.isdisjoint(words):
        out.extend(_as_many(doc, line, out))
    out.sort(key=lambda person: person.first)
    out = merge_appositions(doc, out, triggers)
    out.extend(find_names(doc, line, triggers, out))
    out.sort(key=lambda person: person.first)
    _name_losers(doc, line, words, out)
    set_asides_apart(doc, out, triggers)
    group_lists(doc, out, triggers)
    return out


def _name_losers(doc: Document, line: Line, words: list[str], people: list[People]) -> None:
    """Set the side of people that only the sentence names: "losses of the guards: two dead", "on the other side"."""
    losers = None
    if not _LOSSES.isdisjoint(words):
        losers = next((person.side for person in people if person.best is None and person.side is not None), None)
    sentence = line.sentence
    if not _OTHER_SIDE_WORDS.isdisjoint(words) and _OTHER_SIDE.search(doc.text, sentence.start, sentence.end):
        losers = losers or "attackers"
    for person in people if losers else ():
        person.side = person.side or losers


def _closes(doc: Document, i: int, stop: int) -> bool:
    """Tell whether a number ends its clause: "the attackers lost four", "lost three of their own"."""
    return i >= stop or bool(doc.gap(i - 1).strip()) or doc.words[i] in _AFTER_LOST


def _as_many(doc: Document, line: Line, people: list[People]) -> list[People]:
    """Read "two were killed and as many wounded", "столько же ранены": the number told before."""
    first, last = line.sentence.first, line.sentence.last
    out = []
    for i in range(first + 1, last - 1):
        pair = (doc.words[i], doc.words[i + 1])
        if pair not in _AS_MANY or doc.words[i + 2 : i + 3] == ["as"]:
            continue
        before = [person for person in people if person.last <= i and person.best is not None and not person.part]
        if before:
            told = before[-1]
            out.append(People(i, i + 2, told.low, told.best, told.high, bare=True))
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
        if doc.words[hit.last - 1] in _ANOTHER and not _is_pronoun(doc, hit.last, blocked, line.sentence.last):
            continue
        if doc.words[hit.last - 1] in _KIN and doc.words[hit.last : hit.last + 1] == ["of"]:
            continue
        if hit.rule.fields["number"] == "one" and hit.last < line.sentence.last and doc.words[hit.last] in _GROUPS:
            continue
        out.append(hit)
    return _merge_nouns(doc, out)


def _merge_nouns(doc: Document, nouns: list[Hit]) -> list[Hit]:
    """Make one of nouns side by side, the last being the head: "armed Afghan traffickers", "се нафар сарҳадбон"."""
    out: list[Hit] = []
    for hit in nouns:
        lang = hit.rule.fields["lang"]
        if out and lang == "ru" and out[-1].last == hit.first and _heads(doc, out[-1]):
            continue  # "лейтенант погранвойск"
        if out and lang in _COUNTED and out[-1].last == hit.first and hit.value == "afghans":
            continue  # "қочоқбари афғон": the adjective follows
        if not out or out[-1].last != hit.first or not (lang == "en" or (lang in _COUNTED and out[-1].value == "any")):
            out.append(hit)
        elif out[-1].value == "any" or hit.value != "any":
            out[-1] = Hit(hit.table, hit.value, out[-1].first, hit.last, hit.rule)
        else:
            out[-1] = Hit(hit.table, out[-1].value, out[-1].first, hit.last, out[-1].rule)
    return out


def _heads(doc: Document, hit: Hit) -> bool:
    return hit.rule.fields["number"] == "one" or doc.words[hit.first] == _SOLDIER


def _is_one_soldier(doc: Document, hit: Hit, triggers: list[Hit]) -> bool:
    """Tell "погибли солдат и сержант" from "убили солдат": after what takes a subject the form is of one."""
    if doc.words[hit.first] != _SOLDIER:
        return False
    verbs = (t for t in triggers if t.rule.fields["voice"] == "any" and 0 <= hit.first - t.last <= 1)
    return any(set(doc.words[t.last : hit.first]) <= _TOO for t in verbs)


def _is_pronoun(doc: Document, following: int, blocked: set[int], stop: int) -> bool:
    """Tell "another was wounded", "wounding another in the arm" from "another clash" by the words around."""
    if following - 2 in blocked:
        return True
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
    # "یکی از این دو": one of the number within.
    within = number is not None and number.first > hit.first and hit.rule.fields["number"] == "one"
    if number is not None and number.kind == "count" and not within:
        low, best, high = values(number)
        first = min(number.first, hit.first)
    elif number is not None:
        low = best = high = 1
        first = min(number.first, hit.first)
    elif hit.rule.fields["number"] == "one" or (hit.rule.fields["lang"] == "tg" and _is_one_tajik(doc, hit, start)):
        low = best = high = 1
    else:
        low, best, high = None, None, None
    if best is None and low is None:
        listed = _listed_names(doc, hit.last)
        if listed > 1:
            low = best = high = listed
    return People(first, hit.last, low, best, high, side, party, part=_is_part(doc, first, start))


def _is_one_tajik(doc: Document, hit: Hit, start: int) -> bool:
    """Tell one by "яке" before it, or by a noun in the singular that the next word describes: "сокини деҳа"."""
    if hit.first > start and doc.words[hit.first - 1] == "яке":
        return True
    stem = doc.words[hit.first].removesuffix("и")
    described = stem != doc.words[hit.first] and hit.value in {"civilians", "security"}
    return (
        described
        and not stem.endswith(("ҳо", "и"))
        and (not stem.endswith("он") or stem.endswith(("бон", "пон", "ҷавон")))
    )


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
    if doc.words[number.first - 1] in _EACH_OF and number.best != 1:
        return True
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
