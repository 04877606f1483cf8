"""The rule tables beside this file, and one matcher over all of them.

Each table under `rules/` is a CSV that a person can read and mend: what the words mean, the language, the patterns,
and an example sentence in which one of them stands (a test holds each row to its example). A pattern is a run of words:
`kill*` any ending, `a|b` either, `~2` up to two words in between; `;` parts the patterns of a row. All rows of a
language are tried in one pass over the words: a word not seen before is looked up once and remembered.
"""

import csv
from dataclasses import dataclass
from functools import cache
from itertools import compress, count
from pathlib import Path
from typing import NamedTuple

from geo.core.errors import RecordError
from geo.core.memory import Memory
from geo.reports.text import Document, normalise

FOLDER = Path(__file__).with_name("rules")
TABLES = ("harm", "people", "cues", "parties", "seized", "boilerplate")
LANGUAGES = ("en", "ru", "tg", "fa")
# Words and pairs of words remembered with the rules that may begin there.
_MEMORY = 200_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a table: its columns, and its patterns taken apart."""

    table: str
    value: str
    lang: str
    fields: dict[str, str]
    line: int


class Hit(NamedTuple):
    """A rule found on the words [first, last)."""

    table: str
    value: str
    first: int
    last: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class _Element:
    exact: frozenset[str]
    prefixes: tuple[str, ...]
    gap: int = 0

    def fits(self, word: str) -> bool:
        return word in self.exact or (self.prefixes != () and word.startswith(self.prefixes))


class _Pattern(NamedTuple):
    """A pattern with its key: of the matches of one key at one word the longest stands.

    `needed`: of these words one must stand in a text that it matches; none are listed where any ending will do.
    `begun`: how many of its elements are matched already, all of them words side by side.
    """

    key: tuple[str, str]
    rule: Rule
    elements: tuple[_Element, ...]
    needed: frozenset[str]
    begun: int = 1


class _Candidates(NamedTuple):
    """What may begin with a word: rules of that word alone, one for each key, and longer patterns with their key."""

    alone: tuple[tuple[tuple[str, str], Rule], ...]
    longer: tuple[_Pattern, ...]


class Matcher:
    """All patterns of one language, indexed by their first word."""

    def __init__(self, rules: list[Rule]) -> None:
        self._exact: dict[str, list[_Pattern]] = {}
        self._prefix: dict[str, list[_Pattern]] = {}
        self._memory = Memory(self._look_up, _MEMORY)
        self._pairs = Memory(self._fitting, _MEMORY)
        for rule in rules:
            for pattern in rule.fields["patterns"].split(";"):
                elements = tuple(_element(part) for part in pattern.split())
                if not elements:
                    continue
                # Cues of several kinds may share a word; other tables give a word one meaning.
                key = (rule.table, rule.value if rule.table == "cues" else "")
                listed = [element.exact for element in elements[1:] if element.exact and not element.prefixes]
                found = _Pattern(key, rule, elements, listed[-1] if listed else frozenset())
                for word in elements[0].exact:
                    self._exact.setdefault(word, []).append(found)
                for prefix in elements[0].prefixes:
                    self._prefix.setdefault(prefix, []).append(found)
        self._lengths: dict[str, list[int]] = {}
        for start, length in sorted({(prefix[:1], len(prefix)) for prefix in self._prefix}):
            self._lengths.setdefault(start, []).append(length)

    def find(self, doc: Document) -> list[Hit]:
        """Find every rule in a document, in order; of one table at one word the longest match stands."""
        hits: list[Hit] = []
        words, pairs = doc.words, self._pairs
        vocabulary = set(words)
        candidates = list(map(self._memory.__getitem__, words))
        sentences = iter(doc.sentences)
        stop = 0
        for i, known in zip(compress(count(), candidates), filter(None, candidates), strict=True):
            while i >= stop:
                sentence = next(sentences, None)
                if sentence is None:
                    return hits
                stop = sentence.last
            alone, several = known
            longer = None
            if several:
                fitting = pairs[words[i], words[i + 1] if i + 1 < stop else ""]
                longer = _longest(fitting, vocabulary, words, i, stop) if fitting else None
            for key, rule in alone:
                if not longer or key not in longer:
                    hits.append(Hit(rule.table, rule.value, i, i + 1, rule))
            if longer:
                hits.extend(longer.values())
        return hits

    def _look_up(self, word: str) -> _Candidates | None:
        found = list(self._exact.get(word, ()))
        for length in self._lengths.get(word[:1], ()):
            found.extend(self._prefix.get(word[:length], ()) if length <= len(word) else ())
        if not found:
            return None
        alone: dict[tuple[str, str], Rule] = {}
        longer = []
        for pattern in found:
            if len(pattern.elements) == 1:
                alone.setdefault(pattern.key, pattern.rule)
            else:
                longer.append(pattern)
        return _Candidates(tuple(alone.items()), tuple(longer))

    def _fitting(self, pair: tuple[str, str]) -> tuple[_Pattern, ...]:
        """List the patterns of several words that may begin with this pair."""
        known = self._memory[pair[0]]
        fitting: list[_Pattern] = []
        for entry in known.longer if known else ():
            second = entry.elements[1]
            if second.gap:
                fitting.append(entry)
            elif second.fits(pair[1]):
                fitting.append(entry._replace(begun=2))
        return tuple(fitting)


def _longest(
    fitting: tuple[_Pattern, ...], vocabulary: set[str], words: list[str], i: int, stop: int
) -> dict[tuple[str, str], Hit]:
    """Match patterns of several words at word i; for each key the longest."""
    best: dict[tuple[str, str], Hit] = {}
    for key, rule, elements, needed, begun in fitting:
        if needed and needed.isdisjoint(vocabulary):
            continue
        end = _match(elements, begun, words, i + begun, stop)
        if end is not None and (key not in best or end > best[key].last):
            best[key] = Hit(rule.table, rule.value, i, end, rule)
    return best


@cache
def matcher(lang: str | None) -> Matcher:
    """Return the matcher of a language; of all languages for one that has no rules."""
    wanted = {lang} if lang in LANGUAGES else set(LANGUAGES)
    return Matcher([rule for table in TABLES for rule in load(table) if rule.lang in wanted])


@cache
def load(table: str) -> tuple[Rule, ...]:
    """Read a rule table.

    Raises
    ------
    RecordError
        A row has no value, patterns or example, or an unknown language.
    """
    path = FOLDER / f"{table}.csv"
    rules = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            if None in row or any(not row.get(key) for key in ("value", "lang", "patterns", "example")):
                msg = f"{path.name}, line {line}: each row needs a value, a language, patterns and an example"
                raise RecordError(msg)
            if row["lang"] not in LANGUAGES:
                msg = f"{path.name}, line {line}: language {row['lang']!r} is not one of {', '.join(LANGUAGES)}"
                raise RecordError(msg)
            rules.append(Rule(table, row["value"], row["lang"], dict(row), line))
    return tuple(rules)


def _element(part: str) -> _Element:
    if part.startswith("~"):
        return _Element(frozenset(), (), int(part[1:]))
    choices = [
        normalise(choice.removesuffix("*")) + ("*" if choice.endswith("*") else "") for choice in part.split("|")
    ]
    return _Element(
        frozenset(choice for choice in choices if not choice.endswith("*")),
        tuple(choice[:-1] for choice in choices if choice.endswith("*")),
    )


def _match(elements: tuple[_Element, ...], k: int, words: list[str], i: int, stop: int) -> int | None:
    """Match the elements from the k-th on at word i; return where the match ends."""
    for number in range(k, len(elements)):
        element = elements[number]
        if element.gap:
            return _match_behind_gap(elements, number, words, i, stop)
        if i >= stop or not element.fits(words[i]):
            return None
        i += 1
    return i


def _match_behind_gap(elements: tuple[_Element, ...], k: int, words: list[str], i: int, stop: int) -> int | None:
    """Match what follows the gap at k as early as it allows."""
    if k + 1 == len(elements):
        return i
    following = elements[k + 1]
    for start in range(i, min(i + elements[k].gap + 1, stop)):
        if following.fits(words[start]) and (end := _match(elements, k + 2, words, start + 1, stop)) is not None:
            return end
    return None
