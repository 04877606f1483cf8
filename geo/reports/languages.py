"""Which language a text is written in: its letters decide where they can, a trained model for the rest."""

import re

import py3langid

# The model reads this much; more does not change its answer on news texts and costs time.
_SAMPLE_CHARS = 1_000
_MIN_LETTERS = 20
# A plain majority of the letters settles the script.
_SCRIPT_SHARE = 0.5

_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_ARABIC = re.compile(r"[ء-يٮ-ۓ]")
# Words that make up a good part of any English text and of no other language's.
_ENGLISH = re.compile(r"\b(?:the|of|and|that|with|were|was|from|which|their|has|have|by|said)\b", re.IGNORECASE)
_ENGLISH_SHARE = 0.12
# Letters that no neighbour shares: Russian's and Tajik's; a text with both is a matter for the model.
_RUSSIAN = re.compile(r"[ыщьЫЩЬ]")
_TAJIK = re.compile(r"[ӣӯҷӢӮҶ]")
_OTHER_CYRILLIC = re.compile(r"[іїєґўәңөүұһќѓђћјљњџ]", re.IGNORECASE)
_PERSIAN = re.compile(r"[پچژگ]")
_CODES = {"prs": "fa", "per": "fa", "fas": "fa", "eng": "en", "rus": "ru", "tgk": "tg"}
_PASHTO_OR_URDU = re.compile(r"[ټډړښځڅېۍٹڈڑےھ]")


def detect(text: str) -> str | None:
    """Name the language of a text by its ISO 639-1 code.

    Parameters
    ----------
    text
        Any text; its first 1,000 characters are looked at.

    Returns
    -------
    str or None
        "en", "ru", "tg", "fa" (Dari included) or another code; None for too few letters to tell.

    Examples
    --------
    >>> detect("Марзбонони тоҷик ду моҳигири афғонро дар рӯди Панҷ куштаанд")
    'tg'
    >>> detect("17") is None
    True
    """
    sample = text[:_SAMPLE_CHARS]
    latin, cyrillic, arabic = (len(script.findall(sample)) for script in (_LATIN, _CYRILLIC, _ARABIC))
    letters = latin + cyrillic + arabic
    if letters >= _MIN_LETTERS:
        if latin > _SCRIPT_SHARE * letters and len(_ENGLISH.findall(sample)) > _ENGLISH_SHARE * len(sample.split()):
            return "en"
        if cyrillic > _SCRIPT_SHARE * letters and not _OTHER_CYRILLIC.search(sample):
            russian, tajik = len(_RUSSIAN.findall(sample)), len(_TAJIK.findall(sample))
            if bool(russian) != bool(tajik):
                return "ru" if russian else "tg"
        if arabic > _SCRIPT_SHARE * letters and _PERSIAN.search(sample) and not _PASHTO_OR_URDU.search(sample):
            return "fa"
    elif sum(char.isalpha() for char in sample) < _MIN_LETTERS:
        return None
    return _model_answer(sample)


def from_tag(tag: str) -> str:
    """Reduce a language tag to the code that `detect` gives; Dari counts as Persian.

    Examples
    --------
    >>> from_tag("en-GB"), from_tag("prs"), from_tag("rus")
    ('en', 'fa', 'ru')
    """
    code = re.split(r"[-_]", tag.strip().lower())[0]
    return _CODES.get(code, code)


def _model_answer(sample: str) -> str:
    """Ask the model, which the library loads (about a second) the first time that a text needs it."""
    code, _ = py3langid.classify(sample)
    return str(code)
