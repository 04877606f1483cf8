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
    return found


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
