"""Place a name, a phrase or a sentence: what the command `geocode` and the reader use.

`geocode` finds the place names of a text and chooses what they mean together; `placement_of` gives the placement of a
place whose id is known.
"""

import datetime as dt
from dataclasses import replace

from geo.core.model import Placement
from geo.places import names
from geo.places.cues import COMMON_WORDS, CUES, NO_CUE
from geo.places.mentions import Mention, find_mentions
from geo.places.placement import placement_of
from geo.places.resolve import resolve_mentions

__all__ = ["geocode", "placement_of"]

# A text of at most so many words may be a name typed without capitals, if names make up half of it.
_NAME_WORDS = 6
_MAX_NAME_CHARS = 400


def geocode(text: str, *, date: dt.date | None = None, context: str | None = None) -> Placement:
    """Place what a text names, or say why not.

    Parameters
    ----------
    text
        A place name ("Kavo"), a phrase ("Kavo village, Shamsiddin Shokhin district, Khatlon"), or a sentence.
    date
        Of the report or the event, for names that changed.
    context
        Other text of the report: it makes candidates nearby more likely and is never itself the place.

    Returns
    -------
    Placement
        Status "placed"; "ambiguous" with candidates, where the words fit several places alike; or "not_placed".

    Examples
    --------
    >>> geocode("Kavo village, Shamsiddin Shokhin district, Khatlon").settlement
    'Kavo'
    >>> geocode("Ishkashim").status, geocode("Ishkashim", context="Badakhshan province, Afghanistan").country
    ('ambiguous', 'AF')
    >>> geocode("the meeting in Kabul was long").status
    'not_placed'
    """
    return resolve_mentions(_mentions(text), date=date, context=context)


def _mentions(text: str) -> list[Mention]:
    found = find_mentions(text, keep_bare=True)
    written = [word.text for word in names.words(text)] if len(text) < _MAX_NAME_CHARS else []
    if not found and 0 < len(written) <= _NAME_WORDS and text == text.lower():
        found = find_mentions(text.title(), keep_bare=True)
        if 2 * sum(len(mention.text.split()) for mention in found) < len(written):
            found = []
    named = sum(1 for mention in found for _ in names.words(mention.text))
    spare = sum(1 for word in written if CUES.get(names.normalise(word), NO_CUE) == NO_CUE) - named
    alone = bool(written) and spare <= 0
    kept = [
        mention
        for mention in found
        if mention.support != "bare" or (alone and names.normalise(mention.text) not in COMMON_WORDS)
    ]
    if alone and all(mention.relation == "from" for mention in kept):
        # "from Keshni Khan" and no more: the place itself is asked for.
        return [replace(mention, relation="at") for mention in kept]
    return kept
