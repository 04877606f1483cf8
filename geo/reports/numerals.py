"""One grammar for numbers: digits and words, "two hundred", "four or five", "at least three", "up to 30", "dozens".

The words come from `rules/numbers.csv`. A number is a lowest, most credible and highest value over a run of words; what
it counts is for others to say. Of a range ("between six and ten") the lower end is the most credible. Ages, times of
day, weights, ordinals and model numbers are recognised by what stands beside them and marked, so that nobody takes them
for people.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from itertools import compress, count
from typing import NamedTuple

from geo.core.memory import Memory
from geo.reports.rules import FOLDER, LANGUAGES
from geo.reports.text import Document, normalise

_PLAIN_MAX = 10**9
_MODEL = re.compile(r"[A-Za-zА-Яа-я][\-–]$")
# What may stand before the number of a model or a post.
_MARKS = ("-", "–", "№", "№ ", "#")
_RANGE_WORDS = frozenset({"or", "to", "and", "или", "до", "ё", "یا", "تا", "то"})
# More than a dozen is at least thirteen; more than ten or 300 is a round figure and stays.
_EXACT_BELOW = 30
_ROUND = 10
# "От двух до четырёх": a range in two parts.
_FROM = {"от", "from", "аз", "از"}
_UP_TO = {"до", "to", "то", "تا"}


class Number(NamedTuple):
    """A number on the words [first, last). `kind` is count, ordinal or mark (an age, a time, a label's number)."""

    low: float | None
    best: float | None
    high: float | None
    first: int
    last: int
    kind: str = "count"
    rough: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    numbers: dict[str, int]
    times: dict[str, int]
    vague: dict[str, int]
    ordinals: dict[str, int]
    bounds: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    begins: Memory[str, bool]


_ARTICLES = {"a", "an", "the"}
# "Two dozen", "три десятка": these multiply the number before them.
_MULTIPLES = {"dozen": 12, "десятка": 10, "десятков": 10}
_AND = {"en": "and", "tg": "у", "fa": "و"}

# Tajik and Persian have one word for five and for the Panj: after these it is the place.
_RIVER = {normalise("панҷ"), normalise("پنج")}
_PLACE_WORDS = {
    *map(normalise, ("ноҳияи", "ноҳия", "дарёи", "шаҳри", "шаҳраки", "отряди", "рӯди")),
    *map(normalise, ("ناحیه", "ناحیهٔ", "ناحیۀ", "ولسوالی", "رود", "رودخانه", "رودخانهٔ", "دریای", "شهر", "آمو")),
}


def find_numbers(doc: Document, lang: str | None) -> list[Number]:
    """Find the numbers of a document, in order, not overlapping.

    Examples
    --------
    >>> from geo.reports.text import take_apart
    >>> [(n.low, n.best, n.high) for n in find_numbers(take_apart("at least three, four or five, up to 30"), "en")]
    [(3, 3, None), (4, 4, 5), (None, 30, 30)]
    """
    table = _table(lang if lang in LANGUAGES else None)
    out: list[Number] = []
    sentences = iter(doc.sentences)
    sentence = next(sentences, None)
    free = 0
    for i in compress(count(), map(table.begins.__getitem__, doc.words)):
        while sentence is not None and i >= sentence.last:
            sentence = next(sentences, None)
        if sentence is None:
            break
        found = _at(doc, i, sentence.last, table) if i >= free else None
        if found is None:
            continue
        found = _bounded(doc, sentence.first, found, table)
        if out and out[-1].last > found.first:
            found = Number(found.low, found.best, found.high, out[-1].last, found.last, found.kind, found.rough)
        ranged = _ranged(doc, out, found, sentence.first)
        if ranged is not None:
            out[-1] = ranged
        else:
            out.append(found)
        free = found.last
    return out


def _at(doc: Document, i: int, stop: int, table: _Words) -> Number | None:
    """Read the number that begins at word i."""
    word = doc.words[i]
    if word[0].isdigit():
        return _digits(doc, i, stop, table)
    if word == "half":
        last = i + 2 + (doc.words[i + 1 : i + 2] == ["a"])
        return Number(6, 6, 6, i, last) if last <= stop and doc.words[last - 1] == "dozen" else None
    if word in _RIVER and i and doc.words[i - 1] in _PLACE_WORDS:
        return None
    if word in table.numbers:
        value, last = _spelled(doc, i, stop, table)
        if last < stop and doc.words[last] in table.vague and doc.words[last] not in table.numbers and value < 10:
            last += 1
        return Number(value, value, value, i, last)
    if word in table.times and i + 1 <= stop:
        value, last = _spelled(doc, i, stop, table)
        return Number(value, value, value, i, last, rough=True)
    if word in table.vague:
        return Number(table.vague[word], None, None, i, i + 1, rough=True)
    if word in table.ordinals:
        value = table.ordinals[word]
        return Number(value, value, value, i, i + 1, kind="ordinal")
    return None


def _digits(doc: Document, i: int, stop: int, table: _Words) -> Number | None:
    word = doc.words[i]
    value = _VALUES[word]
    if value is None or value > _PLAIN_MAX:
        return None
    before = doc.text[max(doc.starts[i] - 2, 0) : doc.starts[i]]
    gap = doc.gap(i)
    after = gap[:1] if i + 1 < len(doc.words) else ""
    kind = "count"
    last = i + 1
    following = doc.words[last] if last < stop else ""
    if gap == "" and following in {"st", "nd", "rd", "th"}:
        return Number(value, value, value, i, last + 1, kind="ordinal")
    if after in "-–" and after and following and not following[0].isdigit():
        # "9-й", "28-уми", "12-year-old", "22-сола": an ordinal or an age, never a count
        return Number(value, value, value, i, last + 1, kind="mark" if len(following) > 3 else "ordinal")
    if before.endswith(_MARKS) and (before[-1] not in "-–" or _MODEL.search(before)):
        kind = "mark"
    if (after == ":" or (after == "/" and following[:1].isdigit())) and following[:1].isdigit():
        kind = "mark"
    if before.endswith((":", "/")) and not before.endswith(": "):
        kind = "mark"
    if following in table.times:
        value *= table.times[following]
        last += 1
    whole = int(value) if float(value).is_integer() else value
    return Number(whole, whole, whole, i, last, kind)


def parse_digits(word: str) -> float | None:
    """Read digits with separators: thousands in groups of three, a comma or point before one or two decimals.

    Examples
    --------
    >>> parse_digits("1,344"), parse_digits("138,5"), parse_digits("58.475"), parse_digits("7 000")
    (1344.0, 138.5, 58.475, 7000.0)
    >>> parse_digits("23.03.2013") is None
    True
    """
    if word.isdecimal():
        return float(word)
    plain = re.sub(r"[ \u00a0\u202f]", "", word)
    if plain.isdecimal():
        return float(plain)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        return float(plain.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", plain):
        return float(plain.replace(".", ""))
    if re.fullmatch(r"\d+[.,]\d+", plain):
        return float(plain.replace(",", "."))
    return None


# Words of digits seen, with their value.
_VALUES = Memory(parse_digits, size=100_000)


def _spelled(doc: Document, i: int, stop: int, table: _Words) -> tuple[int, int]:
    """Read a number in words: "twenty-five", "two hundred and five", "сто тридцать"."""
    total = current = 0
    last = i
    smallest = _PLAIN_MAX
    while last < stop:
        word = doc.words[last]
        if word in _MULTIPLES and 1 < current + total < _MULTIPLES[word]:
            total, current, smallest = (total + current) * _MULTIPLES[word], 0, 0
        elif word in table.times:
            current = max(current, 1) * table.times[word]
            total, current, smallest = total + current, 0, table.times[word]
        elif word in table.numbers and table.numbers[word] < smallest and (current + total == 0 or smallest > 10):
            if last > i and "," in doc.gap(last - 1):
                break
            value = table.numbers[word]
            current += value
            smallest = 10 if value < 20 else (100 if value >= 100 else 20 if value >= 20 else 10)
            if value < 20:
                smallest = 1 if word != "dozen" else 0
        elif (
            word in _AND.values() and last > i and last + 1 < stop and smallest >= 20
            and table.numbers.get(doc.words[last + 1], _PLAIN_MAX) < smallest and doc.gap(last).isspace()
            and (smallest > 20 or word != "and")
        ):  # fmt: skip
            pass
        else:
            break
        last += 1
    return total + current, last


def _bounded(doc: Document, start: int, number: Number, table: _Words) -> Number:
    """Widen a number by the words before it: at least, more than, up to, about."""
    first = number.first
    before = doc.words[first - 1] if first > start else ""
    if before not in table.bounds and before not in _ARTICLES:
        return number
    low, best, high, rough = number.low, number.best, number.high, number.rough
    probe = first
    if probe > start and doc.words[probe - 1] in _ARTICLES:
        probe -= 1
        first = probe
    if probe > start and before != "the":  # "detained over the two attacks"
        for phrase, bound in table.bounds.get(doc.words[probe - 1], ()):
            size = len(phrase)
            if probe - size < start or tuple(doc.words[probe - size : probe]) != phrase:
                continue
            first = probe - size
            if bound == "low":
                high = None
            elif bound == "more" and best is not None:
                exact = best < _EXACT_BELOW and best % _ROUND and float(best).is_integer()
                bump = 1 if exact and number.kind == "count" else 0
                low, best, high = best + bump, best + bump, None
            elif bound == "high":
                low = None
            elif bound == "about":
                rough = True
            break
    return Number(low, best, high, first, number.last, number.kind, rough)


def _ranged(doc: Document, out: list[Number], found: Number, start: int) -> Number | None:
    """Join "four or five", "10 to 12", "4-5" to one number, which is best taken as its lower end.

    No source says the middle. ACLED's codebook too takes the most conservative figure of a range.
    """
    if not out or found.best is None or found.kind != "count":
        return None
    left = out[-1]
    if left.kind != "count" or left.best is None or left.first < start or not left.best < found.best:
        return None
    between = doc.words[left.last : found.first]
    gap = doc.text[doc.ends[left.last - 1] : doc.starts[found.first]]
    # With a space on either side it parts a dateline from its text: "January 19 - 30 militants".
    joined = not between and gap in {"-", "–", "—"}
    worded = len(between) == 1 and between[0] in _RANGE_WORDS and between[0] not in {"and", "до", "to", "تا", "то"}
    framed = (
        len(between) == 1
        and between[0] in {"and", "to", "до"}
        and (between[0] != "and" or (left.first > start and doc.words[left.first - 1] == "between"))
        and (between[0] != "до" or (left.first > start and doc.words[left.first - 1] == "от"))
    )
    before = doc.words[left.first - 1] if left.first > start else ""
    spanned = not between and doc.words[found.first] in _UP_TO and before in _FROM
    if not (joined or worded or framed or spanned) or found.best > 3 * max(left.best, 1):
        return None
    return Number(left.low, left.best, found.high or found.best, left.first, found.last, rough=True)


@cache
def _table(lang: str | None) -> _Words:
    wanted = {lang} if lang else set(LANGUAGES)
    numbers: dict[str, int] = {}
    kinds: dict[str, dict[str, int]] = {"number": numbers, "times": {}, "vague": {}, "ordinal": {}}
    bounds: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    with (FOLDER / "numbers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["lang"] not in wanted:
                continue
            for words in row["words"].split(";"):
                parts = tuple(normalise(word) for word in words.split())
                if row["kind"] in kinds:
                    kinds[row["kind"]][parts[0]] = int(row["value"])
                else:
                    bounds.setdefault(parts[-1], []).append((parts, row["kind"]))
    listed = frozenset({"half"}).union(*kinds.values())
    return _Words(
        numbers,
        kinds["times"],
        kinds["vague"],
        kinds["ordinal"],
        {key: tuple(sorted(value, key=lambda item: -len(item[0]))) for key, value in bounds.items()},
        Memory(lambda word: word in listed or word[:1].isdigit(), size=200_000),
    )
