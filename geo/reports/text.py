"""Article text as words, sentences and paragraphs, with every position kept; boilerplate is set aside.

Words are held as parallel lists (normalised form, start, end) because a reader of thousands of reports lives on them.
Normalising folds case, accents, Tajik and Persian spelling variants and digits; positions always point into the
text as given. Nothing here knows a language's grammar.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from geo.core.memory import Memory
from geo.places.tokens import Text

MAX_CHARS = 200_000
# Longer than any real sentence; keeps what compares words of a sentence with each other cheap.
MAX_SENTENCE_WORDS = 150

# Numbers keep their separators ("1,344", "23.03.2013", "138,5"); a word keeps its combining marks and joiners.
_WORD = re.compile(
    r"[^\W_](?:"
    r"(?<!\d)[^\W\d_]*(?:[\u200c\u200d\u064b-\u065f\u0670\u0300-\u036f\u02bc][^\W\d_]*)*"
    r"|\d{0,2}(?:[ \u00a0\u202f]\d{3})+(?![\d.,]?\d)|\d*(?:[.,]\d+)*)"
)
_FOLD = str.maketrans(
    {
        "ё": "е", "ӯ": "у", "ӣ": "и", "Ё": "е", "Ӯ": "у", "Ӣ": "и",
        "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا", "ؤ": "و",
        **{chr(0x6F0 + n): str(n) for n in range(10)},
        **{chr(0x660 + n): str(n) for n in range(10)},
        **dict.fromkeys(map(chr, [0x200C, 0x200D, 0x670, 0x2BC, *range(0x64B, 0x660), *range(0x300, 0x370)]), None),
    }
)  # fmt: skip
# Russian words without "ё", most of those that are not ASCII: lower case is all that they need.
_PLAIN_CYRILLIC = re.compile("[а-я]+")
_ABBREVIATIONS = frozenset({
    "mr", "mrs", "ms", "dr", "gen", "col", "lt", "maj", "capt", "sgt", "no", "nos", "st", "jan", "feb", "mar",
    "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "inc", "ltd", "approx", "vs", "fig", "им", "г",
    "гг", "ул", "д", "тыс", "млн", "см", "др", "т", "п", "пр", "стр", "обл", "р", "н", "ген", "полк"
})  # fmt: skip
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "gen", "col", "им", "lt", "maj"})
_HOURS = frozenset({"a.m", "p.m"})
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
# What ends a sentence, with what closes a quotation; or, as an empty group, a stop with the next sentence right behind.
_TERMINAL = re.compile(
    r"[.!?…؟۔](?:[.!?…؟۔]*[\"'”’»)\]]*(?=\s|$)|(?<=[a-zа-яё)\]]{2}[.!?])(?=[A-ZА-Я“\"«][a-zа-я“\"«])())"
)
_BLANK_LINE = re.compile(r"\n[ \t\r\u00a0]*\n\s*")
_WRAPPED_MAX = 100


@dataclass(slots=True)
class Sentence:
    """A run of words [first, last) and characters [start, end) of the text, in one paragraph."""

    index: int
    paragraph: int
    start: int
    end: int
    first: int
    last: int
    boilerplate: bool = False


@dataclass(slots=True)
class Document:
    """A text taken apart: words as parallel lists, sentences over them.

    `cut` is the cut into words for names of places, from which these words are; `shortened` tells that only the
    beginning of the text was read.
    """

    text: str
    cut: Text
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    shortened: bool = False

    def gap(self, i: int) -> str:
        """Return what stands between word `i` and the next one."""
        return self.text[self.ends[i] : self.starts[i + 1]] if i + 1 < len(self.words) else self.text[self.ends[i] :]

    def raw(self, first: int, last: int) -> str:
        """Return the text of the words [first, last)."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the characters of the words [first, last)."""
        return self.starts[first], self.ends[last - 1]

    def is_capitalised(self, i: int) -> bool:
        """Tell whether word `i` begins with an upper-case letter."""
        return self.text[self.starts[i]].isupper()


def take_apart(text: str) -> Document:
    """Split a text into words, sentences and paragraphs.

    Only the first MAX_CHARS characters are looked at; `shortened` says when there was more. The empty text gives a
    document without sentences.

    Examples
    --------
    >>> doc = take_apart("Two guards died. The committee said on Jan. 18 that 1,344 km are hard to guard.")
    >>> [doc.text[s.start:s.end] for s in doc.sentences][0]
    'Two guards died.'
    >>> len(doc.sentences), doc.words[8:12]
    (2, ['18', 'that', '1,344', 'km'])
    """
    read = text[:MAX_CHARS]
    cut = Text(read)
    words, starts, ends = _words(cut, read)
    sentences: list[Sentence] = []
    doc = Document(text, cut, list(map(_NORMAL.__getitem__, words)), starts, ends, sentences, len(text) > MAX_CHARS)
    position = 0
    for number, (start, end) in enumerate(_paragraphs(read)):
        for s_start, s_end in _sentences(text, start, end):
            first = position
            position = bisect_left(starts, s_end, first)
            while position - first > MAX_SENTENCE_WORDS:
                # In parts, where the text has no full stops.
                last = first + MAX_SENTENCE_WORDS
                sentences.append(Sentence(len(sentences), number, s_start, ends[last - 1], first, last))
                s_start, first = starts[last], last
            if position > first:
                sentences.append(Sentence(len(sentences), number, s_start, s_end, first, position))
    return doc


def _words(cut: Text, text: str) -> tuple[list[str], list[int], list[int]]:
    """Return the words of a text with where they start and end, from its cut for names.

    The two agree but for digits and apostrophes: here "Qal'ai" is two words, "3km" too, and "1,344" is one. Cutting
    these runs alone again costs little; cutting the text twice does not.
    """
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for first, last in _runs(cut.odd):
        if last - first == 1 and cut.words[first].isdecimal():
            continue
        words += cut.words[done:first]
        starts += cut.starts[done:first]
        ends += cut.ends[done:first]
        for match in _WORD.finditer(text, cut.starts[first], cut.ends[last - 1]):
            words.append(match.group())
            starts.append(match.start())
            ends.append(match.end())
        done = last
    if not done:
        return cut.words, cut.starts, cut.ends
    return words + cut.words[done:], starts + cut.starts[done:], ends + cut.ends[done:]


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Yield first and one past last of each run of consecutive numbers."""
    first = last = -1
    for number in numbers:
        if number != last:
            if last > first:
                yield first, last
            first = number
        last = number + 1
    if last > first:
        yield first, last


def normalise(word: str) -> str:
    """Fold case, accents, spelling variants and digits of one word.

    Examples
    --------
    >>> normalise("Шӯрообод"), normalise("باخته‌اند"), normalise("۲۶"), normalise("Kówo")
    ('шурообод', 'باختهاند', '26', 'kowo')
    """
    if word.isascii():
        return word.lower()
    low = word.lower()
    if _PLAIN_CYRILLIC.fullmatch(low):
        return low
    low = low.translate(_FOLD)
    if any("\u00c0" <= char <= "\u024f" for char in low):
        low = "".join(char for char in unicodedata.normalize("NFKD", low) if not unicodedata.combining(char))
    return low


# Words seen, with their normalised form.
_NORMAL = Memory(normalise, size=200_000)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs; a single line break counts as one unless the lines are wrapped."""
    start = 0
    for blank in _BLANK_LINE.finditer(text):
        end = blank.start()
        while end > start and text[end - 1] in " \t\r\u00a0":
            end -= 1
        yield from _lines(text, start, end)
        start = blank.end()
    yield from _lines(text, start, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    block = text[start:end]
    if "\n" not in block:
        if block.strip():
            yield start, end
        return
    lines = block.split("\n")
    widest = max(map(len, lines))
    begin = position = start
    for number, line in enumerate(lines):
        position += len(line) + 1
        following = lines[number + 1].lstrip() if number + 1 < len(lines) else ""
        wrapped = widest <= _WRAPPED_MAX and len(line) > 0.6 * widest and not line.rstrip().endswith((".", "!", "?"))
        if following and (wrapped or following[0].islower()):
            continue
        if text[begin : position - 1].strip():
            yield begin, min(position - 1, end)
        begin = position


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences without the blanks around them."""
    begin = _skip_blanks(text, start, end)
    for match in _TERMINAL.finditer(text, start, end):
        first, stop = match.span()
        lone = stop - first == 1 and text[first] == "." and not match.lastindex
        if not (lone and _is_abbreviation(text, begin, first, stop)):
            yield begin, stop
            begin = _skip_blanks(text, stop, end)
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        yield begin, end


def _is_abbreviation(text: str, begin: int, dot: int, stop: int) -> bool:
    """Tell whether the full stop ends an abbreviation, an initial or an ordinal rather than the sentence."""
    rest = text[stop : stop + 3].lstrip()
    if not rest:
        return False
    if rest[0].islower():
        return True
    kind = _SHORTENED[text[max(begin, dot - _LONGEST_ABBREVIATION - 1) : dot]]
    return kind in {"initial", "title"} or (kind in {"hour", "abbreviation"} and rest[0].isdigit())


def _shortened(end: str) -> str | None:
    """Say what the last word of a few characters before a full stop may be short for; None: nothing."""
    start = len(end)
    while start and (end[start - 1].isalnum() or end[start - 1] == "."):
        start -= 1
    word = end[start:]
    if len(word) == 1 and word.isupper():
        return "initial"
    word = word.lower()
    if word in _HOURS:
        return "hour"
    if word not in _ABBREVIATIONS:
        return None
    return "title" if word in _TITLES else "abbreviation"


# Ends of words before full stops, with what they are short for.
_SHORTENED = Memory(_shortened, size=100_000)


def _skip_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start
