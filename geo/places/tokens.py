"""Words of a text with the forms that looking up names needs; each written word is worked out once."""

import re
from dataclasses import dataclass
from itertools import accumulate

from geo.core.memory import Memory
from geo.places import names
from geo.places.cues import CUES, HOUSES, NO_CUE, NOT_NAMES, UNITS_KM, Cue

# Shorter words are no names by themselves.
MIN_NAME = 3
# Between the words of one name; a dot only after an initial.
_JOIN = re.compile(r"[ \u00a0]?[-–‑][ \u00a0]?|[ \u00a0]|['’`]")
_INITIAL = re.compile(r"\.[ \u00a0]?")
# Between neighbouring names, beside words: what ends a sentence or clause.
_BREAK = re.compile(r"[.!?;:\n…—؛؟]")
# A dot after these ends no sentence.
_ABBREVIATIONS = frozenset({"no", "nr", "г", "с", "п", "р", "ст", "им", "dr", "mr", "mrs", "ms", "st"})
_POSSESSIVES = ("'s", "’s")
_ODD = re.compile(r"[\d'’‘ʼ`´]")
# A number and its unit in one word, "3km".
GLUED = re.compile(r"(\d+)([^\W\d]+)")
_ADJECTIVE_ENDINGS = ("ии", "ого", "ому", "им", "ом", "ая", "ои", "ую", "ое", "ие", "их")
# First words of the names of the border itself, which are no proper names; and how such words begin.
_BORDER = "border frontier граница рубеж таджикско афгано таджикистано марз сарҳад"
_BORDER_WORDS = frozenset(names.key(names.normalise(word)) for word in _BORDER.split())
_BORDER_STARTS = (
    *("border", "frontier", "границ", "рубеж", "марз", "marz", "сарҳад", "сархад", "sarhad"),
    *("таджик", "тоҷик", "tajik", "tadj", "tadzh", "афган", "афғон", "afg"),
)


@dataclass(slots=True, eq=False)
class Token:
    """A word with its forms; shared by all its occurrences, and never changed.

    `stems`: what it may be an inflected form of, the likeliest first.
    `starts_name`: a name may begin here: a capital, Arabic script, a Russian adjective, or a word for the border.
    `proper`: it may be a name, or begin one, that no list has.
    `calls`: it may say what a name beside it is.
    `odd`: other readers may cut it otherwise, as it has a digit or an apostrophe.
    `plain`: it is nothing of that.
    """

    normal: str
    script: str
    stems: tuple[str, ...]
    cue: Cue
    starts_name: bool
    capital: bool
    upper: bool = False
    proper: bool = False
    calls: bool = False
    odd: bool = False
    plain: bool = False

    @property
    def spelled(self) -> str:
        """As `names.spelling` writes it; made anew each time, as few words are looked up as names."""
        return names.spelling(self.normal)

    @property
    def key(self) -> str:
        """The key of its spelling; made anew each time."""
        return names.key(self.normal)

    def stem(self, number: int) -> "Token":
        """Return the stem of that number, or the last, as a word; the word itself if it is no inflected form."""
        if not self.stems:
            return self
        stem = self.stems[min(number, len(self.stems) - 1)]
        return Token(stem, names.script(stem), (), NO_CUE, starts_name=True, capital=True)


class Text:
    """A text cut into words.

    Attributes
    ----------
    words, starts, ends, tokens
        The words in order as written, where they stand, and their forms.
    gaps
        What stands before each word.
    openings
        Indices of the words that a name may begin with.
    called
        Indices of the words that say what a name beside them is.
    odd
        Indices of the words that other readers may cut otherwise.
    """

    __slots__ = ("called", "ends", "gaps", "odd", "openings", "starts", "tokens", "words")

    def __init__(self, text: str) -> None:
        parts = names.split(text)
        edges = list(accumulate(map(len, parts)))
        self.gaps = parts[:-1:2]
        self.words = parts[1::2]
        self.starts = edges[:-1:2]
        self.ends = edges[1::2]
        self.tokens = tokens = list(map(_TOKENS.__getitem__, self.words))
        marked = [index for index, token in enumerate(tokens) if not token.plain]
        self.openings = [index for index in marked if tokens[index].starts_name]
        self.called = [index for index in marked if tokens[index].calls]
        self.odd = [index for index in marked if tokens[index].odd]

    def joins(self, index: int) -> bool:
        """Say whether a word may continue the name that the word before it belongs to."""
        gap = self.gaps[index]
        return (
            gap == " "
            or bool(_JOIN.fullmatch(gap))
            or (len(self.tokens[index - 1].normal) == 1 and bool(_INITIAL.fullmatch(gap)))
        )

    def breaks(self, index: int) -> bool:
        """Say whether a sentence or clause ends before a word."""
        gap = self.gaps[index]
        if gap == " " or not _BREAK.search(gap):
            return False
        return not (index and gap.startswith(".") and self.tokens[index - 1].normal in _ABBREVIATIONS)

    def parts(self, index: int) -> bool:
        """Say whether a comma, a bracket or an end stands before a word."""
        gap = self.gaps[index]
        return gap != " " and (any(sign in gap for sign in ",،(") or self.breaks(index))


def token(word: str) -> Token:
    """Work out the forms of a written word."""
    whole = normal = names.normalise(word).replace(" ", "")
    if word.endswith(_POSSESSIVES):
        normal = names.normalise(word[:-2]).replace(" ", "")
    cue = CUES.get(whole) or CUES.get(normal, NO_CUE)
    glued = GLUED.fullmatch(normal) if normal[:1].isdigit() else None
    if glued and glued.group(2) in UNITS_KM:
        cue = CUES.get(glued.group(2), NO_CUE)
    capital, script, stems = word[:1].isupper(), names.script(word), names.stems(normal)
    starts = (
        capital
        or script == "arabic"
        or (normal.startswith(_BORDER_STARTS) and names.key(normal) in _BORDER_WORDS)
        or (bool(stems) and normal.endswith(_ADJECTIVE_ENDINGS))
    )
    proper = (capital or script == "arabic") and cue is NO_CUE and len(normal) >= MIN_NAME and normal not in NOT_NAMES
    calls = cue.kind is not None or normal in HOUSES
    odd = _ODD.search(word) is not None
    plain = not (starts or calls or odd)
    return Token(normal, script, stems, cue, starts, capital, word.isupper(), proper, calls, odd, plain)


# A word is one token wherever it stands, so that runs of tokens can be looked up.
_TOKENS = Memory(token, size=100_000)
