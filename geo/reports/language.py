"""The language of a text: by its letters where these decide, by lingua where they do not.

Tajik, Persian and Pashto are told by letters of their own, English by its most common words; the rest goes to lingua
(loaded only then, restricted to the languages that reports on this border come in).
"""

import re
from functools import cache
from typing import Any

_SAMPLE = 4_000
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|on|were|was|with|from|for|by|at|that|said|has|a)\b", re.IGNORECASE)
_ENGLISH_SHARE = 0.18
_LATIN = ("ENGLISH", "GERMAN", "FRENCH", "SPANISH", "TURKISH", "ITALIAN", "DUTCH", "PORTUGUESE", "AZERBAIJANI")
_CYRILLIC = ("RUSSIAN", "UKRAINIAN", "KAZAKH", "MONGOLIAN", "BULGARIAN", "SERBIAN", "BELARUSIAN")
_ARABIC = ("PERSIAN", "ARABIC", "URDU")


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or None when there are no letters to go by.

    Examples
    --------
    >>> detect("Two guards were killed in a clash on the border, the committee said.")
    'en'
    >>> detect("Дар марзи Тоҷикистон ду нафар кушта шуд"), detect("دو مرزبان در درگیری کشته شدند")
    ('tg', 'fa')
    >>> detect("12.05.2020") is None
    True
    """
    sample = text[:_SAMPLE]
    latin = len(re.findall(r"[A-Za-z]", sample))
    cyrillic = len(re.findall(r"[\u0400-\u04ff]", sample))
    arabic = len(re.findall(r"[\u0600-\u06ff]", sample))
    chinese = len(re.findall(r"[\u4e00-\u9fff]", sample))
    most = max(latin, cyrillic, arabic, chinese)
    if not most:
        return None
    if most == chinese:
        return "zh"
    if most == arabic:
        return _arabic(sample)
    if most == cyrillic:
        return _cyrillic(sample)
    words = max(len(sample.split()), 1)
    if len(_ENGLISH.findall(sample)) / words >= _ENGLISH_SHARE:
        return "en"
    return _ask_lingua(sample, _LATIN) or "en"


def _arabic(sample: str) -> str:
    if re.search("[ټډړږښڼې]", sample):
        return "ps"
    if re.search("[پچژگکی]", sample) and not re.search("[ٹڈڑےں]", sample):
        return "fa"
    return _ask_lingua(sample, _ARABIC) or "fa"


def _cyrillic(sample: str) -> str:
    if re.search("[ўЎ]", sample) and not re.search("[ҷӣӯ]", sample):
        return "uz"
    if re.search("[ҷӣӯҳқғҶӢӮҲҚҒ]", sample) and not re.search("[әңұүө]", sample):
        return "tg"
    if not re.search("[әңұүөіїєґђћў]", sample):
        return "ru"
    return _ask_lingua(sample, _CYRILLIC) or "ru"


def _ask_lingua(sample: str, names: tuple[str, ...]) -> str | None:
    found = _detector(names).detect_language_of(sample)
    return found.iso_code_639_1.name.lower() if found is not None else None


@cache
def _detector(names: tuple[str, ...]) -> Any:
    from lingua import Language, LanguageDetectorBuilder  # noqa: PLC0415 - slow to load, seldom needed

    return LanguageDetectorBuilder.from_languages(*(getattr(Language, name) for name in names)).build()
