"""Place names as strings: normalising, transliterating, and keys under which different spellings meet.

A name goes through three forms. `normalise` removes what never distinguishes names: case, accents, apostrophes, letter
variants of the Arabic script. `spelling` writes Latin and Cyrillic names in one alphabet in which the usual
transliterations of a consonant are one letter (kh, h, x; dzh, zh, j; q, k; gh, g; w, v). `key` also folds the vowels
and drops those at the end, so that "Шуроабад", "Shouroobod" and "Shurobod" meet; names that only share a key are told
apart by `similarity`. Names in Arabic script have keys of their own and never meet another script's.
"""

import operator
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

# Letters whose accent changes the sound, before accents are removed.
_ACCENTED = str.maketrans(
    {
        "š": "sh",
        "ş": "sh",
        "ṣ": "s",
        "č": "ch",
        "ç": "ch",
        "ž": "zh",
        "ğ": "gh",
        "ǧ": "j",
        "ǰ": "j",
        "ẖ": "kh",
        "ḫ": "kh",
    }
)
_ARABIC_VARIANTS = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ئ": "ی",
        "ې": "ی",
        "ۍ": "ی",
        "ك": "ک",
        "ګ": "گ",
        "ة": "ه",
        "ۀ": "ه",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
    }
    | {"ٱ": "ا", "ؤ": "و", "ړ": "ر", "ډ": "د", "ټ": "ت", "ڼ": "ن", "ښ": "ش", "ځ": "ز", "څ": "س", "ـ": None}
)
_CYRILLIC = str.maketrans(
    {"а": "a", "б": "b", "в": "v", "г": "g", "ғ": "gh", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y"}
    | {"к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u"}
    | {"ф": "f", "х": "kh", "ҳ": "h", "ч": "ch", "ҷ": "j", "ш": "sh", "щ": "shch", "ъ": None, "ь": None, "ы": "y"}
    | {"э": "e", "ю": "yu", "я": "ya", "ц": "ts", "ё": "yo", "ў": "u", "ә": "a", "ө": "o", "ү": "u", "ұ": "u", "ң": "n"}
    | {"і": "i", "ћ": "h"}
)

_REMOVED = re.compile("[\u200b-\u200f\u2060\ufeff'’‘ʼʻʹ`´ʾʿ″\u00ad]")
_APOSTROPHES = re.compile("[’‘ʼʻʹ`´ʾʿ]")
# Russian words, of which two letters lose their marks: most of the words that are normalised.
_PLAIN_CYRILLIC = re.compile("[А-Яа-яЁё]+")
_UNACCENTED = str.maketrans("ёй", "еи")
_SEPARATORS = re.compile(r"[\W_]+")
# The letters of nearly all words; a class of these is tested much faster than "any letter".
PLAIN_LETTERS = "A-Za-zА-яЁёҒғҚқҲҳҶҷӢӣӮӯا-غف-يپچژکگی"
# One group, so that `split` gives the words and what stands between them; its first branch is a short cut.
_WORD = re.compile(
    f"([^\\W_](?:[{PLAIN_LETTERS}0-9]*(?=[ ,.\n])|"
    "[^\\W_]*(?:[\u0300-\u036f\u064b-\u065f\u0670\u200c\u200d][^\\W_]*|['’‘ʼʻ`´](?=[^\\W_])[^\\W_]*)*))"
)

# The usual transliterations of one sound; longest first.
_SOUNDS = {
    "shch": "S", "sch": "S", "sh": "S", "sz": "S", "tsch": "C", "tch": "C", "ch": "C", "cz": "C", "dsch": "j",
    "dzh": "j", "dzj": "j", "zh": "j", "dj": "j", "j": "j", "khv": "h", "khw": "h", "kh": "h", "x": "h", "gh": "g",
    "ph": "f", "ck": "k", "q": "k", "c": "k", "w": "v", "ts": "s",
}  # fmt: skip
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_DOUBLE = re.compile(r"(.)\1+")
_SILENT_H = ("ah", "eh", "ih", "oh", "uh")
_ARABIC_DIN = re.compile(r"(?<=..)[aeiou]l?d[ei]n(?=[aeiou]?$)")
_VOWELS = "aeiouy"
# Runs of vowels with an a, o or u, and, these being replaced, all others.
_DARK_VOWELS = re.compile(r"[aeiouy]*[aou][aeiouy]*")
_LIGHT_VOWELS = re.compile(r"[eiy]+")
_ARABIC_VOWELS = re.compile("[ایع]")
_ARABIC_END = re.compile("(?<=..)[وه]$")
# A case ending; longer runs of vowels belong to the name.
_ENDING = re.compile(r"(?<=[^aeiouy])[aeiouy]$|(?<=[aiu]i)[aiu]$")
# Written between the parts of a name, as a word of its own or at the end of the first part.
CONNECTORS = frozenset({"e", "i", "ye", "yi", "ee", "и", "е", "йи", "ی", "ء"})

_RUSSIAN_ADJECTIVE = re.compile(r"^(\w{3,})ск(?:ии|ие|ого|ому|им|ом|ая|ои|ою|ую|ое|их|ими)$")
_MIN_STEM = 5
_RUSSIAN_CASE = re.compile(r"^(\w{3,}?)(?:ом|ем|ои|ою|ами|ям|ах|ях)$")
_TAJIK_CASE = re.compile(r"^(\w{3,}?)(?:и|у|ю|ею)?ро$")
_LATIN_ADJECTIVE = re.compile(r"^(\w{3,}?)(?:sky|skiy|skii|skij|skoy|skogo|skom|ski)$")
# How the words end that these patterns may fit; most words do not, which is seen much faster.
_CASE_ENDINGS = ("ом", "ем", "ои", "ою", "ами", "ям", "ах", "ях", "ро")
_LATIN_ENDINGS = ("sky", "skiy", "skii", "skij", "skoy", "skogo", "skom", "ski")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands and its forms."""

    start: int
    end: int
    text: str


def words(text: str) -> Iterator[Word]:
    """Cut a text into words; hyphens, dots and spaces separate, apostrophes and joiners inside a word do not.

    Examples
    --------
    >>> [word.text for word in words("Qal'ai Khumb, Shahr-e Buzurg")]
    ["Qal'ai", 'Khumb', 'Shahr', 'e', 'Buzurg']
    """
    for match in _WORD.finditer(text):
        yield Word(match.start(), match.end(), match.group())


def split(text: str) -> list[str]:
    """Cut a text into what stands before its first word, the word, what stands before the next one, and so on.

    The words have the odd places; joined, the parts are the text again.

    Examples
    --------
    >>> split("Kavo, 2 km")
    ['', 'Kavo', ', ', '2', ' ', 'km', '']
    """
    return _WORD.split(text)


def normalise(text: str) -> str:
    """Remove what never tells two names apart: case, accents, apostrophes, doubled spaces, Arabic letter variants.

    Applying it twice changes nothing.

    Examples
    --------
    >>> normalise("  Qal‘eh-ye  Āq ")
    'qaleh ye aq'
    >>> normalise("Ҳамадонӣ")
    'ҳамадони'
    """
    if text.isascii() and text.isalnum():
        return text.lower()
    if _PLAIN_CYRILLIC.fullmatch(text):
        return text.lower().translate(_UNACCENTED)
    text = unicodedata.normalize("NFC", text).casefold().translate(_ACCENTED)
    text = _unaccented(_unaccented(text.replace("ё", "е")).casefold())
    text = _REMOVED.sub("", text).translate(_ARABIC_VARIANTS)
    return _SEPARATORS.sub(" ", text).strip()


def script(text: str) -> str:
    """Name the script of the first letter: latin, cyrillic, arabic or other.

    Examples
    --------
    >>> script("2-й пост")
    'cyrillic'
    >>> script("—")
    'other'
    """
    for char in text:
        if char.isalpha():
            if char < "\u0250" or "\u1e00" <= char <= "\u1eff":
                return "latin"
            if "\u0400" <= char <= "\u052f":
                return "cyrillic"
            if "\u0600" <= char <= "\u06ff" or "\u0750" <= char <= "\u077f" or "\ufb50" <= char <= "\ufeff":
                return "arabic"
            return "other"
    return "other"


def spelling(word: str) -> str:
    """Write a normalised word in one alphabet, one letter a sound; Arabic script stays as it is.

    Examples
    --------
    >>> spelling("пяндж"), spelling("pyanj"), spelling("qalah")
    ('pyanj', 'pyanj', 'kala')
    """
    if word.isascii():
        latin = word
    elif script(word) == "arabic":
        return word
    else:
        latin = word.translate(_CYRILLIC)
    if latin.endswith(_SILENT_H):
        latin = latin[:-1]
    sounds = _single(_SOUND.sub(lambda match: _SOUNDS[match.group()], latin))
    return _ARABIC_DIN.sub("idin", sounds) if "n" in sounds else sounds


def key(word: str) -> str:
    """Fold a normalised word so that its usual spellings meet.

    Examples
    --------
    >>> {key(normalise(name)) for name in ("Шуроабад", "Shouroobod", "Shurobod", "Шӯрообода")}
    {'Sarabad'}
    >>> key("бадахшане") == key("badakhshan") == key("badahshon")
    True
    """
    return folded(word, spelling(word))


def folded(word: str, spelled: str) -> str:
    """Make the key of a normalised word whose spelling is known."""
    if not word.isascii() and script(word) == "arabic":
        return word
    text = spelled.rstrip(_VOWELS) or spelled
    return _single(_LIGHT_VOWELS.sub("i", _DARK_VOWELS.sub("a", text)))


def stems(word: str) -> tuple[str, ...]:
    """List what a normalised word may be an inflected form or adjective of, the likeliest first, itself not among it.

    Examples
    --------
    >>> stems("хамадониискои")
    ('хамадониискии', 'хамадонии')
    >>> stems("тахаром"), stems("pyandzhsky"), stems("kavo")
    (('тахар',), ('pyandzh',), ())
    """
    if word.isascii():
        match = _LATIN_ADJECTIVE.match(word) if word.endswith(_LATIN_ENDINGS) else None
        return (match.group(1),) if match else ()
    match = _RUSSIAN_ADJECTIVE.match(word) if "ск" in word else None
    if match:
        stem = match.group(1)
        shorter = (stem[:-2],) if stem.endswith(("ов", "ин")) and len(stem) > _MIN_STEM else ()
        nominative = f"{stem}скии"
        return (nominative, stem, *shorter) if nominative != word else (stem, *shorter)
    match = (_RUSSIAN_CASE.match(word) or _TAJIK_CASE.match(word)) if word.endswith(_CASE_ENDINGS) else None
    return (match.group(1),) if match else ()


def name_keys(name: str) -> tuple[str, ...]:
    """List the keys of a whole name: its parts folded one by one, and folded as one word.

    Examples
    --------
    >>> name_keys("Shahr-e Buzurg")
    ('Sahrbazarg', 'Sahribazarg')
    """
    parts = normalise(name).split()
    inner = [part for index, part in enumerate(parts) if index == 0 or part not in CONNECTORS]
    reduced = [(*stems(part), part)[0] for part in inner]
    keys = (
        "".join(key(part) for part in inner),
        key("".join(parts)),
        key("".join(inner)),
        "".join(key(part) for part in reduced) if len(reduced) > 1 else "",
    )
    return tuple(dict.fromkeys(found for found in keys if found))


def similarity(left: str, right: str) -> float:
    """Compare two names by their spelling, 0 to 1; a and o, e and i, and a case ending count for little.

    Names in different scripts that do not share an alphabet have similarity 0.
    """
    return spelled_similarity(joined_spelling(left), joined_spelling(right))


def joined_spelling(name: str) -> str:
    """Spell a whole name as one word without the connecting vowels between its parts."""
    parts = normalise(name).split()
    return "".join(spelling(part) for index, part in enumerate(parts) if index == 0 or part not in CONNECTORS)


def spelled_similarity(left: str, right: str) -> float:
    """Compare two spellings as `joined_spelling` gives them, 0 to 1."""
    if (script(left) == "arabic") != (script(right) == "arabic"):
        return 0.0
    if left == right:
        return 1.0
    near_left, near_right = left.translate(_NEAR_VOWELS), right.translate(_NEAR_VOWELS)
    whole = Levenshtein.normalized_similarity(near_left, near_right)
    bare = Levenshtein.normalized_similarity(_ENDING.sub("", near_left), _ENDING.sub("", near_right))
    return min(0.98, max(whole, 0.97 * bare))


def consonants(name: str) -> str:
    """Reduce a normalised name in Arabic script to its consonants, its first letter kept.

    Examples
    --------
    >>> consonants("دیوانگ") == consonants("داونگ") == "دونگ"
    True
    """
    return name[:1] + _ARABIC_END.sub("", _ARABIC_VOWELS.sub("", name[1:]))


def latin(name: str) -> str:
    """Write a name in Latin letters as Tajik official spellings do; other scripts than Cyrillic stay as they are.

    Examples
    --------
    >>> latin("Саримарғзор"), latin("Дашти Язгулом"), latin("Duloba")
    ('Sarimarghzor', 'Dashti Yazgulom', 'Duloba')
    >>> latin("Егид")
    'Yegid'
    """
    if script(name) != "cyrillic":
        return name
    low = _INITIAL_E.sub("йе", unicodedata.normalize("NFC", name).lower()).replace("дж", "ҷ").translate(_LATIN_NAMES)
    return " ".join(part[:1].upper() + part[1:] for part in low.split())


def plain(name: str) -> str:
    """Write a name of the sources without accents and typographic apostrophes, for showing.

    Examples
    --------
    >>> plain("Kŭlob"), plain("Bāzār-e Tashkān"), plain("Mŭ’minobod")
    ('Kulob', 'Bazar-e Tashkan', "Mu'minobod")
    """
    return unicodedata.normalize("NFC", _APOSTROPHES.sub("'", _unaccented(name)))


_INITIAL_E = re.compile(r"\bе")
_NEAR_VOWELS = str.maketrans("oey", "aii")
_LATIN_NAMES = str.maketrans({"ӣ": "i", "ӯ": "u", "ё": "yo"} | {chr(code): value for code, value in _CYRILLIC.items()})


def _single(text: str) -> str:
    """Make one letter of equal neighbours; most words have none, which is seen faster than by a pattern."""
    return _DOUBLE.sub(r"\1", text) if any(map(operator.eq, text, text[1:])) else text


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    kept = "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", kept)
