"""Numbers at which a sentence puts the dead or the wounded: "the toll has risen to six"."""

import re

from geo.reports.analysis import Line
from geo.reports.numerals import Number
from geo.reports.rules import Hit
from geo.reports.text import Document

# What puts the dead at a number that follows.
_TOLL = re.compile(
    r"\b(?:(?:death )?toll|(?:number|count) of (?:the |those )?(?:dead|deaths|victims|killed|"
    r"people who (?:have )?(?:died|been killed))|(?:puts?|putting) the dead|"
    r"число (?:погибших|жертв|убитых))\b",
    re.IGNORECASE,
)
_WOUNDED_TOLL = re.compile(
    r"\b(?:(?:number|count) of (?:the |people )?(?:wounded|injured)|число (?:раненых|пострадавших))\b", re.IGNORECASE
)
_COUNTED_BY = {"number", "count", "число"}
# One of these stands in each of them.
_TOLL_WORDS = {"toll", "number", "count", "put", "puts", "putting", "число"}
_PUT_AT = re.compile(
    r"^[^.;]{0,80}(?:\b(?:at|to|is|was|reached|reaches|до|достигло|составило|составляет)|[—–-]) $|^ of $", re.IGNORECASE
)
# Words from one count to the next of a list, and from a count to its noun.
_LISTED = 5
_NOUN = 3
_RAISED = re.compile(r"^[^.;]{0,80}\b(?:from|с) $")


def stated_toll(doc: Document, line: Line) -> Number | None:
    """Return the number that a sentence puts the dead at: "the toll has risen to six"."""
    sentence = line.sentence
    if not line.numbers or _TOLL_WORDS.isdisjoint(doc.words[sentence.first : sentence.last]):
        return None
    counts = [number for number in line.numbers if number.kind == "count"]
    named = _TOLL.search(doc.text, line.sentence.start, line.sentence.end) if counts else None
    if named is None:
        return None
    leads = ((n, doc.text[named.end() : doc.starts[n.first]]) for n in counts)
    found = next((number for number, lead in leads if _PUT_AT.search(lead) or _RAISED.search(lead)), None)
    if found is not None and found.high and doc.words[found.first - 1] in {"from", "с"}:
        return found._replace(low=found.high, best=found.high)  # "from three to five"
    return _with_others(doc, line, found, counts) if found is not None else None


def _with_others(doc: Document, line: Line, number: Number, counts: list[Number]) -> Number:
    """Add the dead of another side: "raised the toll to 12 guards and 20 policemen"."""
    other = next((n for n in counts if number.last < n.first <= number.last + _LISTED), None)
    if other is None or doc.words[other.first - 1] not in {"and", "и"} or other.best is None or number.best is None:
        return number
    nouns = [hit.first for hit in line.of("people")]
    both = any(number.last <= i < other.first for i in nouns) and any(0 <= i - other.last <= _NOUN for i in nouns)
    total = number.best + other.best
    return number._replace(low=total, best=total, high=total) if both else number


def stated_wounded(doc: Document, line: Line, triggers: list[Hit]) -> Number | None:
    """Return the number that a sentence puts the wounded at: "the number of wounded was put at five"."""
    if not any(
        hit.value == "wounded" and _COUNTED_BY.intersection(doc.words[hit.first - 3 : hit.first]) for hit in triggers
    ):
        return None
    named = _WOUNDED_TOLL.search(doc.text, line.sentence.start, line.sentence.end)
    for number in line.numbers if named else ():
        lead = doc.text[named.end() : doc.starts[number.first]] if named else ""
        if number.kind == "count" and _PUT_AT.search(lead):
            return number
    return None
