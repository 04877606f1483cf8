"""Harm that is said to have befallen nobody: "no one was hurt", "никто не пострадал", "касе кушта нашуд"."""

import re

from geo.reports.analysis import Line
from geo.reports.rules import Hit
from geo.reports.text import Document

_CLAUSE = re.compile(r"[;:—–()]|--")
_ASIDE = re.compile(r"[,;:—–]")
_NOBODY = {"nobody", "none", "neither", "никто", "никого", "касе", "کسی"}
_NO_ONE = {("no", "one"), ("ҳеҷ", "кас"), ("هیچ", "کس"), ("not", "one"), ("ни", "один"), ("ни", "одного")}
# One of these stands wherever harm befell nobody.
_NAYS = _NOBODY | {first for first, _ in _NO_ONE} | {"no"}
_NOBODY_REACH = 7
# People come to hospital ill as well.
_HOSPITAL = {
    "hospital", "clinic", "больницу", "больнице", "госпиталь", "госпитале", "реанимацию", "реанимации",
    "беморхона", "шифохона", "شفاخانه", "بیمارستان",
}  # fmt: skip
_ILLNESSES = (
    "heart", "infection", "coronavirus", "covid", "illness", "disease", "pneumon", "appendi", "инфаркт", "инсульт",
    "инфекци", "пневмони", "коронавирус", "аппендицит", "болезн", "заболева", "беморӣ", "касали", "سکته", "بیماری",
    "ویروس",
)  # fmt: skip
# The negated auxiliary of a Tajik or Persian passive: "кушта нашуд", "زخمی نشد".
_NOT_DONE = re.compile(r"^(?:на(?:шуд|гард|ёфт|дид|бардошт)|ن(?:شد|گرد|دید|یافت))")


def befell_nobody(doc: Document, line: Line, hit: Hit) -> bool:
    """Tell "no one on the bank was hurt", "никто не пострадал", "касе кушта нашуд" from harm that was done."""
    after = doc.words[hit.last - 1 : hit.last + 2]
    if hit.rule.fields["lang"] in {"tg", "fa"} and any(_NOT_DONE.match(word) for word in after):
        return True
    start = max(hit.first - _NOBODY_REACH, line.sentence.first)
    if _NAYS.isdisjoint(doc.words[start : hit.first]):
        return False
    for i in range(hit.first - 1, start - 1, -1):
        if _CLAUSE.search(doc.gap(i)) or "," in doc.gap(i) or (i < hit.first - 1 and doc.words[i] in {"but", "но"}):
            return False
        if doc.words[i] in _NOBODY or tuple(doc.words[i : i + 2]) in _NO_ONE:
            return hit.rule.fields["lang"] != "ru" or "не" in doc.words[i : hit.first]
        if doc.words[i] == "no" and any(
            i < noun.first <= i + 3 and noun.last <= hit.first for noun in line.of("people")
        ):
            return True
    return False


def is_ill(doc: Document, line: Line, hit: Hit) -> bool:
    """Tell the sick, whom nobody harmed: "доставлен в больницу с инфарктом"."""
    words = doc.words[line.sentence.first : line.sentence.last]
    in_hospital = not _HOSPITAL.isdisjoint(doc.words[hit.first : hit.last])
    return in_hospital and any(word.startswith(_ILLNESSES) for word in words)


def is_of_guards(doc: Document, line: Line, hit: Hit) -> bool:
    """Tell "none of the guards was hurt", "neither guard", "no guard" from "nobody was hurt"."""
    for guards in line.cue("guards"):
        lead = doc.words[max(guards.first - 3, line.sentence.first) : guards.first + 1]
        if guards.last <= hit.first <= guards.last + _NOBODY_REACH and any(word in _NOBODY | {"no"} for word in lead):
            return True
    return False


def beside(doc: Document, noun: Hit, hit: Hit) -> bool:
    """Tell whether the noun stands in the phrase or right before it, in the same clause."""
    if hit.first <= noun.first < hit.last:
        return True
    if 0 <= noun.first - hit.last <= 3:
        return doc.words[hit.last] in {"among", "среди"}
    if not 0 <= hit.first - noun.last <= 2:
        return False
    return not _ASIDE.search(doc.text[doc.ends[noun.last - 1] : doc.starts[hit.first]])
