"""Find place names in running text: all aliases at once, with the words around that say what is meant.

A mention is a name at a span, with every place it may mean (ranked by spelling), what the words beside it say (a
village, a district; near, opposite, from; the Afghan or the Tajik bank), and the chain it belongs to: neighbouring
names that qualify each other, as in "Kavo village, Shamsiddin Shohin district, Khatlon". `geo.places.resolve` chooses.
"""

import functools
from dataclasses import dataclass, replace

from geo.core.memory import Memory
from geo.places import around, gazetteer, names, offsets, persons
from geo.places.cues import COMMON_WORDS, NO_CUE, NOT_NAMES
from geo.places.gazetteer import Gazetteer, Match
from geo.places.tokens import MIN_NAME, Text, Token

# A name has at most so many words, connecting vowels included.
_MAX_WORDS = 6
_UNLISTED_WORDS = 3
# So many with a connecting vowel before each but the first.
_UNLISTED_REACH = 2 * _UNLISTED_WORDS
# Spellings of shorter keys are shared by ordinary words.
_LONG_KEY = 5
# A name as short as "Ёл" needs a capital and a place word or a containing place beside it.
_MIN_SHORT = 2
# What a spelling counts for that differs by a case ending.
_INFLECTED = 0.96 * gazetteer.UNLISTED_WEIGHT
# Runs of words remembered.
_MEMORY = 200_000
_AREAS = {"country", "district", "region"}
_SPOTS = frozenset({"settlement", "jamoat", "post", "crossing", "landmark"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place name in a text.

    Attributes
    ----------
    start, end, text
        Where it stands (characters) and how it is written.
    matches
        The places it may mean, ranked by spelling; empty for a village that is called one but is not in the gazetteer.
    kind
        What a word beside it says it is: a key of `cues.MEANT`, or None.
    relation
        "at", "near", "facing" (the event is across the border from there), "from" (someone came from there), "away"
        (a distance or direction from there that is too far to be near) or "dateline" (where the report was written).
    bank
        "TJ" or "AF" where a word beside it says so.
    leans
        "TJ" or "AF" where the word for its kind is one that this country uses ("область", "province").
    chain
        Number of the run of names that qualify each other.
    offset_km
        How far from there it is said to have happened ("5 km east of"), where that is still near.
    support
        Why it counts as a place: "strong" (its name alone), "word" (a word such as village beside it), "chain" (a
        containing place beside it), "preposition", or "bare" (nothing).
    """

    start: int
    end: int
    text: str
    matches: tuple[Match, ...]
    kind: str | None = None
    relation: str = "at"
    bank: str | None = None
    leans: str | None = None
    chain: int = 0
    offset_km: float | None = None
    support: str = "bare"

    @property
    def place_ids(self) -> tuple[str, ...]:
        """Ids of the places it may mean, ranked by spelling."""
        return tuple(match.place.place_id for match in self.matches)


def find_mentions(
    text: str, *, lang: str | None = None, keep_bare: bool = False, cut: Text | None = None
) -> list[Mention]:
    """List the place names of a text in order, without overlaps.

    Parameters
    ----------
    text
        Any text.
    lang
        Language code, if known. Names of every script are always looked for; it is accepted so that callers need not
        care.
    keep_bare
        Keep names of small places that nothing around supports ("Bog", "Langar"): wanted when the text is itself a
        name, wrong in running text.
    cut
        The same text cut into words, where a caller has that at hand.

    Examples
    --------
    >>> [(found.text, found.kind) for found in find_mentions("in Kavo village, Shamsiddin Shokhin district")]
    [('Kavo', 'settlement'), ('Shamsiddin Shokhin', 'district')]
    """
    del lang
    cut = cut or Text(text)
    tokens = cut.tokens
    listed = _runs(gazetteer.load())
    may_open = listed.may_open
    found: list[tuple[int, int, tuple[Match, ...]]] = []
    free = 0
    for index in cut.openings:
        if index < free:
            continue
        token = tokens[index]
        taken, matches = _longest_name(listed, cut, index) if may_open[token] else (0, ())
        if not taken and token.proper:
            taken, matches = _unlisted_name(listed, cut, index)
        if taken and not _is_no_place(cut, index, index + taken, matches):
            found.append((index, index + taken, matches))
        free = index + taken
    mentions = _qualified(text, cut, found)
    return [mention for mention in mentions if keep_bare or mention.support != "bare"]


def _is_no_place(cut: Text, start: int, end: int, matches: tuple[Match, ...]) -> bool:
    if persons.is_branch(cut, start, end, matches):
        return True
    return persons.names_no_place(cut, start, end, matches) and around.kind(cut, start, end, ())[0] is None


class _Runs:
    """What a gazetteer says of runs of words, which repeat from text to text, as do the words.

    Attributes
    ----------
    may_open, may_begin
        Whether some listed name begins with the word, or with the words; keeps the look-up of running text cheap.
    matches
        What the words may mean as a whole name.
    """

    def __init__(self, listed: Gazetteer) -> None:
        self.listed = listed
        self.may_open = Memory(self._may_open, _MEMORY)
        self.may_begin = Memory(self._may_begin, _MEMORY)
        self.matches = Memory(self._matches, _MEMORY)

    def _may_open(self, token: Token) -> bool:
        forms = (*token.stems, token.normal)
        return any(form in names.CONNECTORS or self.listed.has_prefix(names.key(form)) for form in forms)

    def _may_begin(self, run: tuple[Token, ...]) -> bool:
        return _may_begin_name(self.listed, list(run))

    def _matches(self, run: tuple[Token, ...]) -> tuple[Match, ...]:
        words = list(run)
        return _matches(self.listed, words) if _may_be_whole(words) else ()


@functools.cache
def _runs(listed: Gazetteer) -> _Runs:
    return _Runs(listed)


def _longest_name(listed: _Runs, cut: Text, start: int) -> tuple[int, tuple[Match, ...]]:
    """Return how many words from one that may open a listed name are such a name, and what it may mean; 0 if none."""
    end, stop = start + 1, min(start + _MAX_WORDS, len(cut.tokens))
    while end < stop and cut.joins(end) and listed.may_begin[tuple(cut.tokens[start : end + 1])]:
        end += 1
    for last in range(end, start, -1):
        matches = listed.matches[tuple(cut.tokens[start:last])]
        if matches and _is_name_here(cut, start, last, matches):
            return last - start, matches
    return 0, ()


def _may_begin_name(listed: Gazetteer, words: list[Token]) -> bool:
    for form in _forms(words):
        if listed.has_prefix("".join(word.key for word in form if word.normal not in names.CONNECTORS)):
            return True
        if len(form) > 1 and listed.has_prefix(names.key("".join(word.normal for word in form))):
            return True
    return False


def _forms(words: list[Token]) -> list[list[Token]]:
    """List a run of words with its inflected words reduced to their stems, and as it is."""
    count = max(len(word.stems) for word in words)
    reduced = [[word.stem(number) for word in words] for number in range(count)]
    return [*reduced, words]


def _may_be_whole(words: list[Token]) -> bool:
    """Refuse a run that ends between the words of a name, and a single word that is none."""
    last = words[-1]
    return bool(last.key) and last.normal not in names.CONNECTORS and (len(words) > 1 or _may_be_name(last))


def _may_be_name(word: Token) -> bool:
    """Refuse as a whole name what is a particle, a weekday, or a word that stands beside names."""
    if len(word.normal) < MIN_NAME and (len(word.normal) < _MIN_SHORT or not word.capital):
        return False
    if word.normal in NOT_NAMES:
        return False
    return word.cue is NO_CUE or word.capital


def _is_name_here(cut: Text, start: int, last: int, matches: tuple[Match, ...]) -> bool:
    """Refuse border guards for the border, and an ordinary word beside a name as a part of it."""
    if matches[0].place.placetype == "border":
        return not around.names_guards(cut, last)
    return matches[0].exact or not any(_is_ordinary(word) for word in cut.tokens[start + 1 : last])


def _is_ordinary(word: Token) -> bool:
    return word.script != "arabic" and not word.capital and word.normal not in names.CONNECTORS


def _matches(listed: Gazetteer, words: list[Token]) -> tuple[Match, ...]:
    """Look a run of words up as it is and with its inflected words reduced to their stems; the best form counts."""
    plain = words[0].capital or words[0].script == "arabic"
    best: tuple[Match, ...] = ()
    for form in _forms(words):
        inner = [word for place, word in enumerate(form) if place == 0 or word.normal not in names.CONNECTORS]
        keys = {"".join(word.key for word in inner)}
        if len(form) > 1:
            joined = ("".join(word.normal for word in some) for some in (form, inner))
            keys |= {names.key(name) for name in joined}
        known = tuple(sorted(key for key in keys if listed.has_key(key)))
        if not known:
            continue
        normal = " ".join(word.normal for word in form)
        matches = listed.lookup_keys(normal, "".join(word.spelled for word in inner), known)
        if not all(word.upper for word in words):
            matches = tuple(match for match in matches if not match.alias.is_abbreviation)
        if not plain:
            matches = _of_lower_case(matches, adjective=form is not words)
        if matches and (not best or matches[0].score > best[0].score):
            best = matches
    return best


def _of_lower_case(matches: tuple[Match, ...], *, adjective: bool) -> tuple[Match, ...]:
    """Keep what a lower-case word may mean: the border, and as an adjective a known place or detachment."""
    return tuple(
        match
        for match in matches
        if match.place.placetype == "border"
        or (adjective and (match.place.strong or match.place.placetype == "detachment"))
    )


def _unlisted_name(listed: _Runs, cut: Text, start: int) -> tuple[int, tuple[Match, ...]]:
    """Return how many words from a proper one are a name that is called a village or district though it is not listed.

    An unlisted village is kept without matches, or with those spelled much alike; a district only with those.
    """
    if not around.is_called(cut, start, start + _UNLISTED_REACH):
        return 0, ()
    token = cut.tokens[start]
    end = start + 1
    while token.script != "arabic" and end - start < _UNLISTED_WORDS:
        # "Shahar-e-Buzurg": a connecting vowel only between two words of the name.
        last = end + 1 if end < len(cut.tokens) and cut.tokens[end].normal in names.CONNECTORS else end
        if last >= len(cut.tokens) or not cut.tokens[last].capital or cut.tokens[last].cue is not NO_CUE:
            break
        if not all(cut.joins(index) for index in range(end, last + 1)):
            break
        end = last + 1
    called, _ = around.kind(cut, start, end, ())
    if called not in {"settlement", "jamoat", "district", "region", "post"}:
        return 0, ()
    spelled = "".join(word.spelled for word in cut.tokens[start:end] if word.normal not in names.CONNECTORS)
    matches = listed.listed.fuzzy(spelled, called)
    if matches or called in {"settlement", "jamoat"}:
        return end - start, matches
    return 0, ()


def _qualified(text: str, cut: Text, found: list[tuple[int, int, tuple[Match, ...]]]) -> list[Mention]:
    """Make mentions of the names found, with what the words around each say."""
    mentions: list[Mention] = []
    others = {start for start, _, _ in found}
    previous_end, chain, relation, offset = 0, -1, "at", None
    for start, end, matches in found:
        called, leans = around.kind(cut, start, end, others)
        said, bank = around.standing(cut, start, previous_end)
        if (
            not mentions or said not in {None, "at"} or not around.continues(cut, previous_end, start)
            or (said == "at" and (relation == "away" or offset is not None or _narrows(mentions[-1].matches, matches)))
            or not _may_belong(mentions[-1].matches, matches)
        ):  # fmt: skip
            chain += 1
            relation = "dateline" if around.is_dateline(cut, start, end) else said or "at"
            offset, town = _offset(cut, start, end, previous_end, matches) if relation == "away" else (None, False)
            relation = "near" if offset is not None else relation
            called = called or ("settlement" if town else None)
        bank = bank or _side(cut, start, end, matches)
        first, last = cut.starts[start], cut.ends[end - 1]
        written = text[first:last]
        if written.endswith(("'s", "’s")):
            written, last = written[:-2], last - 2
        mentions.append(
            Mention(
                start=first, end=last, text=written, matches=matches, kind=called, relation=relation, bank=bank,
                leans=leans, chain=chain, offset_km=offset, support=_support(cut, start, end, matches, called, said),
            )
        )  # fmt: skip
        previous_end = end
    return _supported_by_chain(_share_kinds(cut, found, mentions))


def _offset(
    cut: Text, start: int, end: int, previous_end: int, matches: tuple[Match, ...]
) -> tuple[float | None, bool]:
    """Return how far from a spot something is said to be, where that is near it, and whether the spot is a town.

    An area is no spot; kilometres from a name that an area and its town share are counted from the town.
    """
    offset = offsets.distance(cut, start, end, previous_end)
    if offset is None or offset.km > offsets.MAX_OFFSET_KM or not matches:
        return None, False
    spots = [match for match in matches if match.place.placetype in _SPOTS]
    if spots and spots[0] is matches[0]:
        return offset.km, False
    town = offset.stated and any(match.score >= matches[0].score for match in spots)
    return (offset.km, True) if town else (None, False)


def _side(cut: Text, start: int, end: int, matches: tuple[Match, ...]) -> str | None:
    """Read the bank that words beside a name of both banks put it on; another name has its own."""
    return around.side(cut, start, end) if {"TJ", "AF"} <= {match.place.country for match in matches} else None


def _share_kinds(cut: Text, found: list[tuple[int, int, tuple[Match, ...]]], mentions: list[Mention]) -> list[Mention]:
    """Let names in a list share the word for their kind ("Panj and Farkhor districts"), and find rivers."""
    for number in range(len(mentions) - 1):
        between = range(found[number][1], found[number + 1][0])
        if not around.lists(cut, between):
            continue
        one, other = mentions[number], mentions[number + 1]
        if one.kind is None and other.kind is not None:
            mentions[number] = replace(one, kind=other.kind, leans=other.leans)
        elif other.kind is None and one.kind is not None:
            mentions[number + 1] = replace(other, kind=one.kind, leans=one.leans)
    for number, (start, _, matches) in enumerate(found):
        if mentions[number].kind is None and around.names_river(cut, start):
            river = any(match.place.placetype == "river" for match in matches)
            mentions[number] = replace(mentions[number], kind="river") if river else mentions[number]
    return mentions


def _may_belong(before: tuple[Match, ...], matches: tuple[Match, ...]) -> bool:
    """Say whether an area may hold, or lie in, the area named before it: "Chah Ab to Hamadoni" is no one place."""
    if not before or not matches:
        return True
    types = {before[0].place.placetype, matches[0].place.placetype}
    if "country" in types and types <= _AREAS:
        ours, theirs = (
            {match.place.country for match in some if match.place.placetype in _AREAS} for some in (before, matches)
        )
        return bool(ours & theirs)
    if types - {"district", "region"}:
        return True
    return any(
        one.place.region_id == other.place.region_id
        for one in before
        for other in matches
        if {one.place.placetype, other.place.placetype} <= {"district", "region"}
    )


def _narrows(before: tuple[Match, ...], matches: tuple[Match, ...]) -> bool:
    """Say whether a country or region is followed by something smaller: "Tajikistan in Kavo" is no one place."""
    wide = {"country": 0, "outside": 0, "region": 1, "border": 0}
    if not before or before[0].place.placetype not in wide:
        return False
    return not matches or wide.get(matches[0].place.placetype, 2) > wide[before[0].place.placetype]


def _support(cut: Text, start: int, end: int, matches: tuple[Match, ...], called: str | None, said: str | None) -> str:
    if called is not None:
        return "word"
    common = cut.tokens[start].script == "arabic" and cut.tokens[start].normal in COMMON_WORDS
    if any(_is_telling(match) for match in matches) and not (common and end - start == 1):
        return "strong"
    if said is None:
        return "bare"
    # Persian has no capitals: after a preposition any noun may stand.
    named = cut.tokens[start].script != "arabic" and (
        persons.located(cut, start) or not around.looks_personal(cut, start, end)
    )
    named = named and not (end - start == 1 and len(cut.tokens[start].normal) < MIN_NAME)
    close = any(match.exact or _is_long(match) or _inflects(match) for match in matches)
    return "preposition" if named and close else "bare"


def _is_telling(match: Match) -> bool:
    """Say whether a spelling means the place without more words: a listed one, or one of a long name of an area."""
    if not match.place.strong:
        return False
    return match.exact or (_is_long(match) and not match.place.place_id.startswith("gn-"))


def _inflects(match: Match) -> bool:
    """Say whether a spelling differs from a well-known name by a case ending only."""
    return match.place.strong and match.score >= _INFLECTED


def _is_long(match: Match) -> bool:
    return _key_length(match.alias.name) >= _LONG_KEY


@functools.lru_cache(maxsize=100_000)
def _key_length(name: str) -> int:
    return len(names.key(names.normalise(name).replace(" ", "")))


def _supported_by_chain(mentions: list[Mention]) -> list[Mention]:
    anchored = {
        mention.chain
        for mention in mentions
        if mention.support in {"strong", "word"}
        and any(match.place.placetype in {"region", "district"} for match in mention.matches)
    }
    return [
        replace(mention, support="chain")
        if mention.support in {"bare", "preposition"} and mention.chain in anchored
        else mention
        for mention in mentions
    ]
