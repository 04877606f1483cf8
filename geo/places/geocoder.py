"""Place a name, a phrase or a sentence: what the command `geocode` and the reader use.

`geocode` finds the place names of a text and chooses what they mean together; `placement_of` gives the placement of a
place whose id is known.
"""

import datetime as dt

from geo.core.model import Placement
from geo.places import names
from geo.places.cues import COMMON_WORDS
from geo.places.mentions import Mention, find_mentions
from geo.places.placement import placement_of
from geo.places.resolve import resolve_mentions

__all__ = ["geocode", "placement_of"]

# A text of at most so many words may be a name by itself, also without capitals.
_NAME_WORDS = 6
# A name stands alone when at most so many of the text's words are not part of it.
_SPARE_WORDS = 1


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
    size = sum(1 for _ in names.words(text)) if len(text) < 400 else _NAME_WORDS + 1
    if not found and size <= _NAME_WORDS and text == text.lower():
        # Someone typed a name without capitals.
        found = find_mentions(text.title(), keep_bare=True)
    return [mention for mention in found if mention.support != "bare" or _stands_alone(mention, size)]


def _stands_alone(mention: Mention, size: int) -> bool:
    """Say whether a text is nothing but this name, and the name no ordinary word."""
    inside = sum(1 for _ in names.words(mention.text))
    return size - inside <= _SPARE_WORDS and names.normalise(mention.text) not in COMMON_WORDS
