"""Names of places in texts that lost their capitals, as machine translations do: "in the shamsiddin shokhin area".

A place is looked for where a capital stands. Where the text writes even the countries small, words beside "district",
"area" or "village" are given one; every character keeps its position.
"""

import re

_COUNTRIES = re.compile(r"\b(?:tajik\w*|afghan\w*|taliban|dushanbe|kabul)\b", re.IGNORECASE)
_SMALL = ("tajik", "afghan", "taliban", "dushanbe", "kabul")
_LEAST = 2
_BEFORE_KIND = re.compile(r"\b(?:[a-z][\w'’-]+ ){1,2}(?=(?:district|area|region|province|village|county)\b)")
_AFTER_KIND = re.compile(
    r"(?<=\bvillage )(?:of )?[a-z][\w'’-]+|(?<=\bdistrict of )[a-z][\w'’-]+|(?<=\barea of )[a-z][\w'’-]+"
)
_PLAIN = re.compile(
    r"a|an|the|in|at|on|of|to|from|near|this|that|its|his|their|which|where|border|same|neighbou?ring|whole|mountain|"
    r"remote|local|rural|every|each|and|or|was|were|is|are|not|far|by|with|for"
)
_WORD = re.compile(r"[a-z][\w'’-]*")


def restore_capitals(text: str) -> str:
    """Give capitals to what may be names of places in a text that has lost them; any other text is returned as it is.

    Examples
    --------
    >>> restore_capitals("tajik guards fought afghan smugglers in the shamsiddin shokhin area")
    'tajik guards fought afghan smugglers in the Shamsiddin Shokhin area'
    >>> restore_capitals("Tajik guards fought Afghan smugglers in the border area")
    'Tajik guards fought Afghan smugglers in the border area'
    """
    if sum(map(text.count, _SMALL)) < _LEAST:
        return text
    named = _COUNTRIES.findall(text)
    small = sum(name[0].islower() for name in named)
    if small < _LEAST or 2 * small < len(named):
        return text
    for pattern in (_BEFORE_KIND, _AFTER_KIND):
        text = pattern.sub(lambda found: _WORD.sub(_capital, found.group()), text)
    return text


def _capital(found: re.Match[str]) -> str:
    word = found.group()
    return word if _PLAIN.fullmatch(word) else word[0].upper() + word[1:]
