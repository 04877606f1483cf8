"""Numbers that count nobody who was there: ages, "no one", guesses, names, children of a parent."""

from geo.reports.numerals import Number
from geo.reports.rules import Hit
from geo.reports.text import Document

_OF = {"of", "из", "аз", "از"}
_PERHAPS = {"possibly", "perhaps", "maybe", "возможно", "эҳтимол", "احتمالا"}
_MARKS = {"«»", "“”", "„“", '""'}
_PARENTS = {
    "mother", "father", "parent", "widow", "widower", "мать", "матери", "отец", "отца", "падари", "модари", "پدر",
    "مادر",
}  # fmt: skip
_YOUNG = {"child", "boy", "girl", "baby", "lad", "youth", "man", "woman"}


def is_other(doc: Document, number: Number, nouns: list[Hit]) -> bool:
    """Tell an age, the "one" of "no one", a number that is denied, and children of a parent from people."""
    return (
        _is_age(doc, number, nouns)
        or _is_nobody(doc, number)
        or _is_denied(doc, number)
        or _counts_children(doc, number)
        or _is_guessed(doc, number)
        or _is_name(doc, number)
    )


def _is_nobody(doc: Document, number: Number) -> bool:
    """Tell the "one" of "no one" from a count."""
    return number.best == 1 and number.first > 0 and doc.words[number.first - 1] in {"no", "not"}


def _is_denied(doc: Document, number: Number) -> bool:
    """Tell "не трое, а четверо", "not three but four"."""
    return bool(number.first) and doc.words[number.first - 1] in {"не", "not"}


def _is_guessed(doc: Document, number: Number) -> bool:
    """Tell what only may be: "four were killed, possibly as many as six"."""
    return not _PERHAPS.isdisjoint(doc.words[max(number.first - 2, 0) : number.last])


def _is_name(doc: Document, number: Number) -> bool:
    """Tell a name from a count: "the detachment «Панҷ»", which is five, stands in marks of its own."""
    if not number.first or doc.words[number.first][0].isdigit():
        return False
    return doc.gap(number.first - 1)[-1:] + doc.gap(number.last - 1)[:1] in _MARKS


def _counts_children(doc: Document, number: Number) -> bool:
    """Tell "a mother of four", "отец троих детей": these were not there."""
    first = number.first
    before = doc.words[max(first - 2, 0) : first]
    return bool(before) and (before[-1] in _PARENTS or (before[-1] in _OF and before[0] in _PARENTS))


def _is_age(doc: Document, number: Number, nouns: list[Hit]) -> bool:
    """Tell an age: "aged 41", "Azizi, 30, was", "the herder, 61, was", "28 лет", "22-year-old"."""
    first, last = number.first, number.last
    before = doc.words[first - 1] if first else ""
    if before in {"aged", "age", "возрасте"} or (
        first > 1 and doc.words[first - 2] in {"aged", "ages"} and before in {"about", "between", "from"}
    ):
        return True
    if before in {"and", "or", "to", "и"} and first > 2 and doc.words[first - 3] in {"aged", "возрасте"}:
        return True
    if before == "of" and first > 1 and doc.words[first - 2] in _YOUNG:
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
        and (
            doc.is_capitalised(first - 1)
            or any(hit.last == first and hit.rule.fields["number"] == "one" for hit in nouns)
        )
    )
