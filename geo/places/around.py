"""Read the words around a place name: what it is called, how the event stands to it, which bank it is put on.

English puts the word for a place's kind on either side of the name, Persian and Tajik before it, Russian before a noun
and after an adjective.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator

from geo.places.cues import BANK_WORDS, HOUSES, NO_CUE, SIDE_WORDS
from geo.places.tokens import Text

# How far from a name a word that qualifies it may stand.
_REACH = 8
_NEAR_REACH = 4
# A dateline stands this early, and its words are longer than abbreviations such as GBAO.
_DATELINE_CHARS = 300
_ABBREVIATION = 4
_AND = frozenset({"and", "or", "и", "или", "ва", "و", "یا", "у"})
# No word for a name's kind is looked for behind these.
_PARTING = _AND | {"of", "the", "a", "его", "its"}
# "Kavo, a mountain village in ...", "Yol is a cluster of ten settlements": what follows the article says what it is.
_ARTICLES = frozenset({"a", "an"})
_IS = frozenset({"is", "was"})
_APPOSED_REACH = 5
# Beyond so many words from a name nothing says what it is: "is", an article, and those.
_FAR_REACH = 2 + _APPOSED_REACH
_APPOSED = frozenset({"settlement", "jamoat", "district", "post"})
_ON = frozenset({"on", "at", "in", "along", "to", "onto", "на", "по", "дар", "ба", "در", "به"})
_RIVERS = frozenset({"river", "panj", "pyanj", "amu", "darya", "border", "пянджа", "реки", "границы", "панҷ", "даре",
                     "марз", "сарҳад", "رود", "پنج", "آمو", "دریا", "مرز"})  # fmt: skip
_LIGHT = frozenset({"of", "s", "и", "от"})
_NUMBERING = frozenset({"no", "nr", "number", "й", "я"})
# Who was taken from a place was there.
_TAKEN = ("abduct", "kidnap", "taken", "seized", "stolen", "led", "missing", "похи", "угна", "увел", "увод")
_FIRE = ("обстрел", "огонь", "огня", "выстрел", "атак", "напад", "напал", "прорв", "проник", "вторг", "вторж",
         "перес", "переш", "тир", "ҳамла", "حمله", "تیر", "شلیک", "fire", "firing", "shot", "shell", "attack",
         "cross")  # fmt: skip
_SIDES = SIDE_WORDS | {"стороны"}
_FROM_SIDE = frozenset({"со", "аз", "از"})
_OPENERS = frozenset({"of", "called", "named", "known", "as", "имени", "им", "ба", "номи"})
_ACROSS = frozenset(
    {"the", "across", "along", "over", "crossed", "crossing", "через", "вдоль", "форсировали", "форсировать"}
)
_GUARD_WORDS = """guard guards guardsmen police troops force forces service agency officer officers official officials
    patrol patrols soldiers servicemen unit units detachment post posts outpost district districts village villages area
    markets market crossing crossings town river zone region regions province"""
_GUARDS = frozenset(_GUARD_WORDS.split())


def is_called(text: Text, start: int, end: int) -> bool:
    """Say whether a word for a kind stands near enough to these words to say what they are."""
    nearest = bisect_left(text.called, start - _NEAR_REACH)
    return nearest < len(text.called) and text.called[nearest] < end + _FAR_REACH


def kind(text: Text, start: int, end: int, others: Collection[int]) -> tuple[str | None, str | None]:
    """Read what a name is called, and the country whose word for it that is.

    Parameters
    ----------
    start, end
        The words of the name: first, and one past the last.
    others
        Indices of words that begin or end other names.
    """
    if not is_called(text, start, end):
        return None, None
    apposed = _kind_apposed(text, end)
    if apposed is not None:
        return apposed, None
    after = _kind_after(text, end, others)
    before, direct = _kind_before(text, start)
    adjective = bool(text.tokens[end - 1].stems)
    if text.tokens[end - 1].script == "latin":
        # "area of X" says little; "X district", "district of X" and "village X" say what X is.
        if before is not None and not direct:
            before = None
        chosen = after or before
        if after is not None and before is not None and text.tokens[after].cue.kind == "area":
            chosen = before
    else:
        chosen = after if adjective and after is not None else before if before is not None else after
    if chosen is None:
        return None, None
    cue = text.tokens[chosen].cue
    return cue.kind, cue.leans


def _kind_apposed(text: Text, end: int) -> str | None:
    """Read "X, a remote village in ..." or "X is a village of ...", the last of several words for a kind."""
    at, stop = end, len(text.tokens)
    if at < stop and text.tokens[at].normal in _IS:
        at += 1
    elif at >= stop or text.gaps[at].strip() != ",":
        return None
    if at >= stop or text.tokens[at].normal not in _ARTICLES:
        return None
    found = None
    for index in range(at + 1, min(at + 1 + _APPOSED_REACH, stop)):
        token = text.tokens[index]
        if text.parts(index) or token.capital or token.cue.relation or (found and not token.cue.kind):
            break
        if token.normal in HOUSES:
            return "settlement"
        found = token.cue.kind or found
    return found if found in _APPOSED else None


def _kind_after(text: Text, end: int, others: Collection[int]) -> int | None:
    index = end
    while index < min(end + _NEAR_REACH, len(text.tokens)) and not text.parts(index):
        cue = text.tokens[index].cue
        if cue.kind:
            break
        if not cue.filler or text.tokens[index].normal in _PARTING:
            return None
        index += 1
    else:
        return None
    if index >= len(text.tokens) or text.parts(index):
        return None
    last = text.tokens[end - 1]
    following = index + 1
    named_next = following in others and not text.parts(following)
    if last.script == "arabic" or (named_next and last.script != "latin" and not last.stems):
        return None
    # "X border section", "X area bridge": the last of several such words counts.
    if following < len(text.tokens) and not text.parts(following) and last.script == "latin":
        further = text.tokens[following].cue.kind
        if further and text.tokens[index].cue.kind == "area":
            return following
    return index


def _kind_before(text: Text, start: int) -> tuple[int | None, bool]:
    """Return the word before that says what the name is, and whether it stands right before it or before "of"."""
    index = start - 1
    while index >= 0 and start - index <= _NEAR_REACH and not text.breaks(index + 1):
        token = text.tokens[index]
        if token.cue.kind:
            between = text.tokens[index + 1 : start]
            numbered = all(word.normal.isdigit() or word.normal in _NUMBERING for word in between)
            direct = numbered or between[0].normal in _OPENERS
            return (None, False) if "," in text.gaps[index + 1] else (index, direct)
        if not (token.cue.filler or token.cue.bank or token.normal in _OPENERS or token.normal.isdigit()):
            break
        if "," in text.gaps[index + 1] or token.normal in _AND:
            break
        index -= 1
    return None, False


def standing(text: Text, start: int, previous_end: int) -> tuple[str | None, str | None]:
    """Read backwards from a name: how the event stands to it (None: not said), and which bank it is put on."""
    bank = None
    tokens = text.tokens
    for index in range(start - 1, max(-1, start - 1 - _REACH, previous_end - 1), -1):
        if text.parts(index + 1) and "(" not in text.gaps[index + 1]:
            break
        token = tokens[index]
        cue = token.cue
        bank = bank or cue.bank
        before = tokens[index - 1].cue if index else NO_CUE
        if token.normal == "of" and before.direction:
            return ("away" if _is_direction_from(text, index - 1) else "at"), bank
        if token.normal in _SIDES and index and tokens[index - 1].normal in _FROM_SIDE:
            return ("from" if _speaks_of_fire(text, index) else None), bank
        if token.normal in {"от", "to", "с"} and before.relation in {"near", "facing"}:
            return before.relation, bank
        if token.normal == "от":
            return "away", bank
        if token.normal in _AND and 0 < previous_end == index:
            return None, bank
        if cue.relation:
            return _with_words_before(text, index), bank
        if not (cue.kind or cue.bank or cue.filler or token.normal.isdigit()):
            break
    return None, bank


def side(text: Text, start: int, end: int) -> str | None:
    """Read "on the Afghan bank" and the like, right before or after a name: "TJ", "AF" or None.

    "From the Afghan side" says where fire came from, not where the name is.
    """
    after = end
    while after < min(end + _NEAR_REACH, len(text.tokens)) and text.tokens[after].cue.kind and not text.breaks(after):
        after += 1
    if after < len(text.tokens) and not text.breaks(after):
        bank, _ = _side_at(text, after)
        if bank:
            return bank
    for index in range(start - 1, max(-1, start - 1 - _REACH), -1):
        if text.breaks(index + 1):
            break
        bank, past = _side_at(text, index)
        if bank:
            between = range(past, start)
            return bank if all(_is_light(text, other) for other in between) else None
    return None


def _side_at(text: Text, index: int) -> tuple[str | None, int]:
    """Read a bank phrase that begins at a word: the bank and the index past it."""
    tokens = text.tokens
    if tokens[index].normal not in _ON:
        return None, index
    bank, named = None, False
    for place in range(index + 1, min(index + 1 + _NEAR_REACH, len(tokens))):
        word = tokens[place]
        if text.parts(place):
            break
        if word.normal in SIDE_WORDS:
            named = True
        elif word.normal in BANK_WORDS:
            bank = BANK_WORDS[word.normal]
        elif not (word.cue.filler or word.normal in _LIGHT):
            break
        if named and bank:
            return bank, place + 1
    return None, index


def _is_light(text: Text, index: int) -> bool:
    word = text.tokens[index]
    cue = word.cue
    light = word.normal in _LIGHT or word.normal in _RIVERS
    return bool(light or cue.kind or cue.filler or cue.relation in {"at", "near"})


def _speaks_of_fire(text: Text, index: int) -> bool:
    """Say whether the clause around a word is about shots or a crossing: then "from the side of" is their origin."""
    first = index
    while first > 0 and index - first < _REACH and not text.breaks(first):
        first -= 1
    last = index + 1
    while last < len(text.tokens) and last - index < _REACH and not text.breaks(last):
        last += 1
    return any(token.normal.startswith(_FIRE) for token in text.tokens[first:last])


def _is_direction_from(text: Text, index: int) -> bool:
    """Tell "60 km south of X" from "in the south of X"."""
    words = [token.normal for token in text.tokens[max(0, index - 3) : index]]
    return "to" in words or not {"in", "the"} & set(words)


def _with_words_before(text: Text, index: int) -> str:
    """Read a relation word with the words before it: "across the river from" is facing, not from."""
    relation = text.tokens[index].cue.relation or "at"
    for back in range(index - 1, max(-1, index - 1 - _NEAR_REACH), -1):
        if text.parts(back + 1):
            break
        earlier = text.tokens[back].cue.relation
        if relation == "from" and text.tokens[back].normal.startswith(_TAKEN):
            return "at"
        if relation == "from" and earlier in {"facing", "away"}:
            return earlier
        if relation == "at" and back == index - 1 and earlier in {"facing", "near"}:
            return earlier
    return relation


def continues(text: Text, previous_end: int, start: int) -> bool:
    """Say whether only words that qualify stand between two names, so that they belong together."""
    if start - previous_end > _REACH or any(text.breaks(index) for index in range(previous_end, start + 1)):
        return False
    if _kind_apposed(text, previous_end) and not any(token.capital for token in text.tokens[previous_end:start]):
        return not any(text.parts(index) for index in range(previous_end + 1, start + 1))
    for token in text.tokens[previous_end:start]:
        cue = token.cue
        if token.normal in _AND or not (
            cue.kind or cue.filler or cue.bank or cue.relation == "at" or token.normal.isdigit()
        ):
            return False
    return True


def lists(text: Text, between: range) -> bool:
    """Say whether nothing but "and" stands between two names."""
    return bool(between) and all(text.tokens[index].normal in _AND and not text.breaks(index) for index in between)


def looks_personal(text: Text, start: int, end: int) -> bool:
    """Say whether another capitalised word stands right beside the name, as in a person's name."""
    tokens = text.tokens
    left = start > 0 and text.gaps[start] == " " and tokens[start - 1].capital and tokens[start - 1].cue is NO_CUE
    right = end < len(tokens) and text.gaps[end] == " " and tokens[end].capital and tokens[end].cue is NO_CUE
    return left or right


def is_dateline(text: Text, start: int, end: int) -> bool:
    """Say whether a name in capitals opens a report or a paragraph, as in "DUSHANBE, June 10 --"."""
    words = text.words[start:end]
    if not all(map(str.isupper, words)) or any(
        len(word) <= _ABBREVIATION and not joined for word, joined in zip(words, _joined(text, start, end), strict=True)
    ):
        return False
    return start == 0 or any(sign in text.gaps[start] for sign in "\n.—-") or text.starts[start] < _DATELINE_CHARS


def _joined(text: Text, start: int, end: int) -> Iterator[bool]:
    """Say of each word whether a hyphen joins it to the one before or after, as the "E" of "MAZAR-E-SHARIF"."""
    for i in range(start, end):
        yield (i > start and text.gaps[i] == "-") or (i + 1 < end and text.gaps[i + 1] == "-")


def names_river(text: Text, start: int) -> bool:
    """Say whether the word before a name makes it the river's: "the Panj", "через Пяндж"."""
    return start > 0 and not text.parts(start) and text.tokens[start - 1].normal in _ACROSS


def names_guards(text: Text, end: int) -> bool:
    """Say whether the words after "Afghan border" make it a force or place of the border, not the border."""
    return end < len(text.tokens) and not text.parts(end) and text.tokens[end].normal in _GUARDS
