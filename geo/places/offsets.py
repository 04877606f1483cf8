"""Read how far from a place something is said to be: "5 km east of", "в двух километрах от", "дар 3 километрии".

A direction alone ("east of") says that it is not the place itself, without saying how far.
"""

import re
from dataclasses import dataclass

from geo.places.cues import NUMBERS, UNITS_KM, VERGES
from geo.places.tokens import GLUED, Text

# What a direction without a distance is taken for: no farther than "near" may be.
UNSTATED_KM = 10.0
# Farther than this from a place, its name no longer says where: UCDP calls "near" what is within about 25 km.
MAX_OFFSET_KM = 25.0
_REACH = 10
_RANGE = re.compile(r"[-–—]")
_UNTIL = frozenset({"to", "до", "то", "تا"})


@dataclass(frozen=True, slots=True)
class Offset:
    """How far from a place (km), and whether the words say so: `km` is UNSTATED_KM where they do not."""

    km: float
    stated: bool


def distance(text: Text, start: int, end: int, previous_end: int) -> Offset | None:
    """Return how far the words before a name put something from it; None if they speak of no distance.

    Parameters
    ----------
    start, end
        The words of the name: first, and one past the last.
    previous_end
        Where the name before ended: no word before that counts.
    """
    if end < len(text.tokens) and text.tokens[end].normal in _UNTIL and not text.parts(end):
        return None
    directed = False
    for index in range(start - 1, max(previous_end, start - _REACH) - 1, -1):
        if text.parts(index + 1):
            break
        word = text.tokens[index]
        glued = GLUED.fullmatch(word.normal)
        if glued and glued.group(2) in UNITS_KM:
            return Offset(float(glued.group(1)) * UNITS_KM[glued.group(2)], stated=True)
        if word.normal in UNITS_KM:
            number = _number(text, index - 1, previous_end)
            if number is None and len(word.normal) == 1:
                continue
            return _UNSTATED if number is None else Offset(number * UNITS_KM[word.normal], stated=True)
        directed = directed or word.cue.direction or word.normal in VERGES
    return _UNSTATED if directed else None


_UNSTATED = Offset(UNSTATED_KM, stated=False)


def _number(text: Text, index: int, first: int) -> float | None:
    """Read the number that ends at a word, the higher one of a range."""
    if index < first:
        return None
    value = _value(text.tokens[index].normal)
    if value is None or index == first:
        return value
    before = _value(text.tokens[index - 1].normal)
    gap = text.gaps[index]
    if before is None or text.tokens[index - 1].normal.isalpha():
        return max(value, before) if before is not None and _RANGE.fullmatch(gap.strip()) else value
    if gap in {".", ",", "٫"}:
        return before + value / 10.0 ** len(text.tokens[index].normal)
    return max(value, before)


def _value(word: str) -> float | None:
    if word.isdecimal():
        return float(word)
    return NUMBERS.get(word)
