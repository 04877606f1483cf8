"""Find place names in running text: all aliases at once, with the words around that say what is meant.

A mention is a name at a span, with every place it may mean (ranked by spelling), what the words beside it say (a
village, a district; near, opposite, from; the Afghan or the Tajik bank), and the chain it belongs to: neighbouring names
that qualify each other, as in "Kavo village, Shamsiddin Shohin district, Khatlon". `geo.places.resolve` chooses.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from geo.places import gazetteer, names
from geo.places.cues import CUES, NOT_NAMES, Cue
from geo.places.gazetteer import Match

# A name has at most so many words, connecting vowels included.
_MAX_WORDS = 6
# How far back from a name a word that qualifies it may stand.
_REACH = 8
_NO_CUE = Cue()
# Between the words of one name; a dot only after an initial.
_JOINS = re.compile(r"[ \u00a0]?[-–‑][ \u00a0]?|[ \u00a0]|['’`]")
_INITIAL = re.compile(r"\.[ \u00a0]?")
# Between neighbouring names of one chain, beside words: nothing that ends a sentence or a clause.
_BREAK = re.compile(r"[.!?;:\n…—]|[،؛؟]\s*و\b")
_QUOTES = "\"'«»“”„‘’()[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place name in a text.

    Attributes
    ----------
    start, end, text
        Where it stands (characters) and how it is written.
    matches
        The places it may mean, ranked by spelling; empty for a village that is named as one but is not in the
        gazetteer.
    kind
        What a word beside it says it is: a key of `cues.MEANT`, or None.
    relation
        "at", "near", "facing" (the other side of the border from there), "from" (someone came from there) or "away"
        (a distance or direction from there).
    bank
        "TJ" or "AF" where a word beside it says so.
    chain
        Number of the run of names that qualify each other.
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
    chain: int = 0
    support: str = "bare"

    @property
    def place_ids(self) -> tuple[str, ...]:
        """Ids of the places it may mean, ranked by spelling."""
        return tuple(match.place.place_id for match in self.matches)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word with its forms; shared by all its occurrences."""

    normal: str
    key: str
    spelled: str
    stems: tuple["_Token", ...]
    cue: Cue
    starts_name: bool
    capital: bool


def find_mentions(text: str, *, lang: str | None = None, keep_bare: bool = False) -> list[Mention]:
    """List the place names of a text in order, without overlaps.

    Parameters
    ----------
    text
        Any text.
    lang
        Language code, if known. Names of every script are found in any case; it is accepted so that callers need not
        care.
    keep_bare
        Keep names of small places that nothing around supports ("Bog", "Langar"): wanted when the text is itself a
        name, wrong in running text.

    Examples
    --------
    >>> [(found.text, found.kind) for found in find_mentions("in Kavo village, Shamsiddin Shokhin district")]
    [('Kavo', 'settlement'), ('Shamsiddin Shokhin', 'district')]
    """
    del lang
    spans = list(names.words(text))
    tokens = [_token(span.text) for span in spans]
    gap_before = [""] + [text[left.end : right.start] for left, right in zip(spans, spans[1:], strict=False)]
    found: list[tuple[int, int, Mention]] = []
    index = 0
    while index < len(tokens):
        taken = 0
        if tokens[index].starts_name:
            taken, matches = _longest_name(tokens, gap_before, index)
            if taken:
                found.append((index, index + taken, _mention(text, spans, index, taken, matches)))
            else:
                taken = _unlisted_name(tokens, gap_before, index)
                if taken:
                    found.append((index, index + taken, _mention(text, spans, index, taken, ())))
        index += max(1, taken)
    return _qualified(found, tokens, gap_before, keep_bare=keep_bare)


def _mention(text: str, spans: list[names.Word], index: int, taken: int, matches: tuple[Match, ...]) -> Mention:
    start, end = spans[index].start, spans[index + taken - 1].end
    written = text[start:end]
    for ending in ("'s", "’s"):
        if written.endswith(ending):
            end -= 2
            written = written[:-2]
    return Mention(start=start, end=end, text=written, matches=matches)


@lru_cache(maxsize=100_000)
def _token(word: str) -> _Token:
    bare = re.sub(r"['’]s$", "", word)
    normal = names.normalise(bare).replace(" ", "")
    capital = word[:1].isupper()
    stems = tuple(_stem_token(stem) for stem in names.stems(normal))
    arabic = names.script(word) == "arabic"
    cue = CUES.get(names.normalise(word).replace(" ", ""), _NO_CUE)
    starts = capital or arabic or (bool(stems) and normal.endswith(_ADJECTIVE_ENDINGS))
    return _Token(normal, names.key(normal), names.spelling(normal), stems, cue, starts, capital)


_ADJECTIVE_ENDINGS = ("ии", "ого", "ому", "им", "ом", "ая", "ои", "ую", "ое", "ие", "их")


def _stem_token(stem: str) -> _Token:
    return _Token(stem, names.key(stem), names.spelling(stem), (), _NO_CUE, starts_name=True, capital=True)


def _longest_name(tokens: list[_Token], gaps: list[str], start: int) -> tuple[int, tuple[Match, ...]]:
    """Return how many words from here are a listed name, and what it may mean; 0 if none."""
    words = [tokens[start]]
    while len(words) < _MAX_WORDS and start + len(words) < len(tokens):
        gap, token = gaps[start + len(words)], tokens[start + len(words)]
        if not _JOINS.fullmatch(gap) and not (_INITIAL.fullmatch(gap) and len(words[-1].normal) == 1):
            break
        words.append(token)
    for count in range(len(words), 0, -1):
        last = words[count - 1]
        if count > 1 and last.normal in names.CONNECTORS:
            continue
        matches = _matches(words[:count])
        if matches:
            return count, matches
    return 0, ()


def _matches(words: list[_Token]) -> tuple[Match, ...]:
    """Look a run of words up as it is, then with its inflected words reduced to their stems."""
    forms = [words]
    if any(word.stems for word in words):
        forms.insert(0, [word.stems[0] if word.stems else word for word in words])
    if not (words[0].capital or words[0].key == words[0].normal):
        # A lower-case adjective counts only as the adjective of a name.
        forms = forms[:1]
    listed = gazetteer.load()
    for form in forms:
        inner = [word for place, word in enumerate(form) if place == 0 or word.normal not in names.CONNECTORS]
        keys = dict.fromkeys(("".join(word.key for word in inner), names.key("".join(word.normal for word in form))))
        keys |= dict.fromkeys((names.key("".join(word.normal for word in inner)),))
        known = tuple(key for key in keys if listed.has_key(key))
        if known:
            normal = " ".join(word.normal for word in form)
            matches = listed.lookup_keys(normal, "".join(word.spelled for word in inner), known)
            if matches:
                return matches
    return ()


def _unlisted_name(tokens: list[_Token], gaps: list[str], start: int) -> int:
    """Return how many words from here are the name of a village that is called one, though it is not listed."""
    token = tokens[start]
    if token.normal in NOT_NAMES or token.cue != _NO_CUE or len(token.normal) < 3:
        return 0
    arabic = names.script(token.normal) == "arabic"
    if not (token.capital or arabic):
        return 0
    count = 1
    while (
        not arabic and count < 3 and start + count < len(tokens) and _JOINS.fullmatch(gaps[start + count])
        and tokens[start + count].capital and tokens[start + count].cue == _NO_CUE
    ):  # fmt: skip
        count += 1
    before = tokens[start - 1].cue.kind if start and not _BREAK.search(gaps[start]) and "," not in gaps[start] else None
    if start > 1 and tokens[start - 1].normal == "of":
        before = tokens[start - 2].cue.kind
    after = None
    if not arabic and start + count < len(tokens) and _JOINS.fullmatch(gaps[start + count]):
        after = tokens[start + count].cue.kind
    return count if {before, after} & {"settlement", "jamoat"} else 0


def _qualified(
    found: list[tuple[int, int, Mention]], tokens: list[_Token], gaps: list[str], *, keep_bare: bool
) -> list[Mention]:
    """Add to each name what the words around it say, and drop the names that nothing supports."""
    chained: list[Mention] = []
    previous_end, chain, relation = -1, -1, "at"
    edges = {start for start, _, _ in found} | {end - 1 for _, end, _ in found}
    for start, end, mention in found:
        kind = _kind(tokens, gaps, start, end, edges)
        own_relation, bank = _before(tokens, gaps, start, previous_end)
        continues = previous_end >= 0 and _continues(tokens, gaps, previous_end, start)
        if continues and own_relation in {None, "at"}:
            pass
        else:
            chain += 1
            relation = own_relation or "at"
        chained.append(
            replace(
                mention, kind=kind, relation=relation, bank=bank, chain=chain,
                support=_support(mention, kind, own_relation, tokens, gaps, start, end),
            )
        )  # fmt: skip
        previous_end = end
    return [mention for mention in _supported_by_chain(chained) if keep_bare or mention.support != "bare"]


def _kind(tokens: list[_Token], gaps: list[str], start: int, end: int, edges: set[int]) -> str | None:
    """Read what the name is called: "X district", "district of X", "район X", "«X» отряд"."""
    after = before = None
    if end < len(tokens) and not _BREAK.search(gaps[end]) and "," not in gaps[end] and "(" not in gaps[end]:
        index = end
        while index < min(end + 4, len(tokens)) and tokens[index].cue.filler and not tokens[index].cue.kind:
            index += 1
        # "Kavo village of X": the word belongs to the name before it, unless it opens the next name.
        if index < len(tokens) and tokens[index].cue.kind and (index == end or tokens[index - 1].normal != "of"):
            after = tokens[index].cue.kind
            follows = index + 1
            if follows < len(tokens) and tokens[follows].cue.kind and not _BREAK.search(gaps[follows]):
                after = tokens[follows].cue.kind if after in {"area", "region"} else after
            latin = names.script(tokens[end - 1].normal) == "latin"
            adjective = bool(tokens[end - 1].stems)
            if not latin and not adjective and follows in edges and index == end:
                # Russian, Tajik and Persian put the word before its name, but after an adjective.
                after = None
            elif not latin and not adjective and names.script(tokens[end - 1].normal) == "arabic":
                after = None
    index = start - 1
    while index >= 0 and start - index <= 4 and not _BREAK.search(gaps[index + 1]):
        cue = tokens[index].cue
        if cue.kind:
            before = cue.kind
            break
        if not (cue.filler or cue.bank or tokens[index].normal.isdigit()):
            break
        index -= 1
    latin = names.script(tokens[start].normal) == "latin"
    if before and latin and not (tokens[start - 1].normal in {"of", "called", "named"} or index == start - 1):
        before = None
    if latin:
        if before == "area" and index == start - 1:
            before = None
        return after or before
    return before if before and not (after and tokens[end - 1].stems) else after


def _before(tokens: list[_Token], gaps: list[str], start: int, previous_end: int) -> tuple[str | None, str | None]:
    """Read backwards from a name: how the event stands to it, and which bank it is said to be on."""
    bank = None
    index = start - 1
    while index >= 0 and start - index <= _REACH and index >= previous_end:
        if _BREAK.search(gaps[index + 1]) or "," in gaps[index + 1] or "،" in gaps[index + 1]:
            break
        token = tokens[index]
        cue = token.cue
        if cue.bank and bank is None:
            bank = cue.bank
        if token.normal == "of" and index and tokens[index - 1].cue.direction:
            inside = any(tokens[place].normal in {"in", "the"} for place in range(max(0, index - 3), index - 1))
            towards = any(tokens[place].normal == "to" for place in range(max(0, index - 4), index - 1))
            return ("away" if towards or not inside else "at"), bank
        if token.normal == "от":
            near = index and tokens[index - 1].cue.relation == "near"
            return ("near" if near else "away"), bank
        if token.normal in {"от", "to"} and index and tokens[index - 1].cue.relation in {"near", "facing"}:
            return tokens[index - 1].cue.relation, bank
        if cue.relation:
            return _relation(tokens, gaps, index), bank
        if not (cue.kind or cue.bank or cue.filler or token.normal.isdigit()):
            break
        index -= 1
    return None, bank


def _relation(tokens: list[_Token], gaps: list[str], index: int) -> str:
    """Read a relation word together with the words before it: "across the river from" is facing, not from."""
    relation = tokens[index].cue.relation or "at"
    for back in range(index - 1, max(-1, index - 5), -1):
        if _BREAK.search(gaps[back + 1]) or "," in gaps[back + 1]:
            break
        cue = tokens[back].cue
        if relation == "from" and cue.relation in {"facing", "near", "away"}:
            return cue.relation
        if relation == "at" and back == index - 1 and cue.relation in {"facing", "near"}:
            return cue.relation
        if relation == "at" and tokens[index].normal == "с" and cue.relation == "facing":
            return "facing"
    return relation


def _continues(tokens: list[_Token], gaps: list[str], previous_end: int, start: int) -> bool:
    """Say whether only words that qualify stand between two names."""
    between = range(previous_end, start)
    if any(_BREAK.search(gaps[index]) for index in range(previous_end, start + 1)) or len(between) > _REACH:
        return False
    for index in between:
        token = tokens[index]
        if token.normal in {"and", "и", "ва", "و", "or", "или", "у"}:
            return False
        cue = token.cue
        if not (cue.kind or cue.filler or cue.bank or cue.relation == "at" or token.normal.isdigit()):
            return False
    return True


def _support(
    mention: Mention,
    kind: str | None,
    relation: str | None,
    tokens: list[_Token],
    gaps: list[str],
    start: int,
    end: int,
) -> str:
    if kind is not None:
        return "word"
    if any(match.place.strong for match in mention.matches):
        return "strong"
    if relation is not None and not _looks_personal(tokens, gaps, start, end):
        return "preposition"
    return "bare"


def _looks_personal(tokens: list[_Token], gaps: list[str], start: int, end: int) -> bool:
    """Say whether another capitalised word stands right beside the name, as in a person's name."""
    left = start > 0 and gaps[start] == " " and tokens[start - 1].capital and tokens[start - 1].cue == _NO_CUE
    right = end < len(tokens) and gaps[end] == " " and tokens[end].capital and tokens[end].cue == _NO_CUE
    return left or right


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
