"""The gazetteer: places, their names, and the look-up from a spelling to the places that may be meant.

It returns every place a name may mean, ranked by spelling alone, and never chooses; `geo.places.resolve` chooses. The
compiled file (`data/places.json`) is made by `geo.places.build` and holds positions, frontages and look-up keys, so
that looking up needs no geometry.
"""

import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from geo.core import manifest
from geo.core.errors import UnknownPlaceError
from geo.core.model import SegmentShare
from geo.core.settings import data_dir
from geo.places import names

FILE = "places.json"
ALIAS_KINDS = ("preferred", "variant", "colloquial", "historical")
# Spellings that share a key but are less alike than this are different names.
MIN_SIMILARITY = 0.74
# A spelling that is not listed counts for less than one that is.
UNLISTED_WEIGHT = 0.85
ABBREVIATION = 5
# Names not listed under any key: how alike a name of that kind must be, how long, and what it then counts for.
FUZZY_SIMILARITY, MIN_FUZZY, FUZZY_WEIGHT = 0.8, 5, 0.8
# Arabic script leaves vowels to the reader: names of so many equal consonants are spellings of one name.
MIN_CONSONANTS = 3
# A short key is shared by many words: only spellings this alike count.
SHORT_KEY, SHORT_KEY_SIMILARITY = 3, 0.9
# Names whose matches are remembered.
_MEMORY = 50_000
# Placetypes that stand for each other in a fuzzy look-up.
_SPOTS = frozenset({"settlement", "jamoat", "post", "landmark", "crossing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the gazetteer.

    Attributes
    ----------
    place_id
        Of a country, region or district: the layers' id (the districts of Balkh and Kunduz that share their region's
        id end in "-district"). Settlements: "wof-" or "gn-" and the source's number. Our own: "pw-". Far: "out-".
    placetype
        One of vocab.PLACETYPES, or "outside" for a place known not to be in the border area.
    country
        "TJ", "AF", another ISO code for an outside place, or None for the border line and its river.
    district_ids
        Districts it lies in; several where it is only known to lie in one of them, or covers them.
    lon, lat
        Degrees, None where no position is known. Of a district: a point inside it near the middle of its frontage.
    uncertainty_km
        Radius around the position; of an area without position: of the area.
    strong
        Its name alone means this place in running text; others need a word such as "village", or a containing place.
    chainage_km, segments
        Along the border line, where the place is a point; the shares by frontage where it is an area.
    """

    place_id: str
    name: str
    placetype: str
    country: str | None
    region_id: str | None
    district_ids: tuple[str, ...]
    lon: float | None
    lat: float | None
    uncertainty_km: float | None
    population: int | None
    strong: bool
    chainage_km: float | None
    segments: tuple[SegmentShare, ...]

    @property
    def district_id(self) -> str | None:
        """The district it lies in, where there is one."""
        return self.district_ids[0] if len(self.district_ids) == 1 else None


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of a place: language, kind (see ALIAS_KINDS), and the years in which it was the official one."""

    place_id: str
    name: str
    lang: str
    kind: str
    valid_from: int | None
    valid_to: int | None

    @property
    def is_abbreviation(self) -> bool:
        """Whether it is one only when written in capitals, as ГБАО is."""
        return self.name.isupper() and len(self.name) <= ABBREVIATION


@dataclass(frozen=True, slots=True)
class Match:
    """A place a name may mean: the listed alias that is closest, how alike (0 to 1), whether it is exactly that."""

    place: Place
    alias: Alias
    score: float
    exact: bool


class Gazetteer:
    """All places and aliases, with look-ups by id and by spelling."""

    def __init__(
        self,
        places: tuple[Place, ...],
        aliases: tuple[Alias, ...],
        spellings: tuple[str, ...],
        keys: dict[str, list[int]],
    ):
        self.places = places
        self.aliases = aliases
        self._spellings = spellings
        self._keys = keys
        self._by_id = {place.place_id: place for place in places}
        self._prefixes = {key[:size] for key in keys for size in range(len(key) + 1)}
        self._matches: dict[tuple[str, str], tuple[Match, ...]] = {}

    def __iter__(self) -> Iterator[Place]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def place(self, place_id: str) -> Place:
        """Return a place by its id.

        Raises
        ------
        UnknownPlaceError
            No place has this id.
        """
        try:
            return self._by_id[place_id]
        except KeyError:
            msg = f"no place has the id {place_id!r}: use an id that geocode prints, such as 'tj-darvoz'"
            raise UnknownPlaceError(msg) from None

    def has(self, place_id: str) -> bool:
        """Say whether a place has this id."""
        return place_id in self._by_id

    def district(self, district_id: str) -> Place | None:
        """Return the district with this layer id."""
        for place_id in (f"{district_id}-district", district_id):
            place = self._by_id.get(place_id)
            if place is not None and place.placetype == "district":
                return place
        return None

    def aliases_of(self, place_id: str) -> tuple[Alias, ...]:
        """List the names of a place."""
        return tuple(alias for alias in self.aliases if alias.place_id == place_id)

    def has_key(self, key: str) -> bool:
        """Say whether some alias has this key."""
        return key in self._keys

    def has_prefix(self, start: str) -> bool:
        """Say whether some alias has a key that begins so."""
        return start in self._prefixes

    def lookup(self, name: str) -> tuple[Match, ...]:
        """List the places a name may mean, best spelling first, each place once; empty if there is none.

        Examples
        --------
        >>> load().lookup("Шуроабад")[0].place.place_id
        'tj-shamsiddin-shohin'
        """
        return self.lookup_keys(names.normalise(name), names.joined_spelling(name), names.name_keys(name))

    def fuzzy(self, spelled: str, kind: str) -> tuple[Match, ...]:
        """List places of a kind whose spelling differs from this one by a letter or two; slow, for names not listed.

        Parameters
        ----------
        spelled
            As `names.joined_spelling` gives it.
        kind
            Placetype sought; "post", "jamoat" and "settlement" stand for each other.
        """
        arabic = names.script(spelled) == "arabic"
        if len(spelled) < (MIN_CONSONANTS if arabic else MIN_FUZZY):
            return ()
        return self._remembered((kind, spelled), lambda: self._fuzzy(spelled, kind))

    def _fuzzy(self, spelled: str, kind: str) -> tuple[Match, ...]:
        group = kind if kind in {"district", "region"} else "spot"
        latin = names.script(spelled) != "arabic"
        numbers = self._initials.get((group, spelled[:1], latin), [])
        found = process.extract(
            spelled, [self._spellings[number] for number in numbers], scorer=Levenshtein.normalized_similarity,
            score_cutoff=FUZZY_SIMILARITY, limit=12,
        )  # fmt: skip
        if not latin:
            found += self._same_consonants(spelled, numbers)
        best: dict[str, Match] = {}
        for _, alike, index in found:
            alias = self.aliases[numbers[index]]
            best.setdefault(alias.place_id, Match(self._by_id[alias.place_id], alias, alike * FUZZY_WEIGHT, False))
        return tuple(best.values())

    @functools.cached_property
    def _initials(self) -> dict[tuple[str, str, bool], list[int]]:
        """Numbers of the aliases by placetype ("spot" for all small places), first letter, and not in Arabic script."""
        found: dict[tuple[str, str, bool], list[int]] = {}
        for number, alias in enumerate(self.aliases):
            placetype, spelled = self._by_id[alias.place_id].placetype, self._spellings[number]
            group = "spot" if placetype in _SPOTS else placetype
            found.setdefault((group, spelled[:1], names.script(spelled) != "arabic"), []).append(number)
        return found

    def _same_consonants(self, spelled: str, numbers: list[int]) -> list[tuple[str, float, int]]:
        """Find names in Arabic script that differ only in how their vowels are written."""
        wanted = names.consonants(spelled)
        if len(wanted) < MIN_CONSONANTS:
            return []
        return [
            (self._spellings[number], 1.0, index)
            for index, number in enumerate(numbers)
            if names.consonants(self._spellings[number]) == wanted
        ]

    def lookup_keys(self, normal: str, spelled: str, keys: tuple[str, ...]) -> tuple[Match, ...]:
        """Do what `lookup` does for a name whose forms are at hand."""
        return self._remembered((normal, spelled), lambda: self._lookup(normal, spelled, keys))

    def _remembered(self, name: tuple[str, str], work_out: Callable[[], tuple[Match, ...]]) -> tuple[Match, ...]:
        """Look a name up once: names repeat from text to text."""
        found = self._matches.get(name)
        if found is None:
            if len(self._matches) > _MEMORY:
                self._matches.clear()
            found = self._matches[name] = work_out()
        return found

    def _lookup(self, normal: str, spelled: str, keys: tuple[str, ...]) -> tuple[Match, ...]:
        best: dict[str, Match] = {}
        for number in {number for key in keys for number in self._keys.get(key, ())}:
            alias = self.aliases[number]
            exact = names.normalise(alias.name) == normal
            alike = 1.0 if exact else names.spelled_similarity(spelled, self._spellings[number])
            floor = SHORT_KEY_SIMILARITY if min(map(len, keys)) <= SHORT_KEY else MIN_SIMILARITY
            if alike < floor:
                continue
            match = Match(self._by_id[alias.place_id], alias, alike if exact else alike * UNLISTED_WEIGHT, exact)
            known = best.get(alias.place_id)
            if known is None or _rank(match) > _rank(known):
                best[alias.place_id] = match
        return tuple(
            sorted(best.values(), key=lambda match: (-match.score, not match.place.strong, match.place.place_id))
        )


def load() -> Gazetteer:
    """Read the compiled gazetteer once, after checking it against the manifest.

    Raises
    ------
    DataIntegrityError
        The file is missing or is not the one its manifest entry describes.
    """
    return _load(str(data_dir()))


@functools.cache
def _load(_data_dir: str) -> Gazetteer:
    document = json.loads(manifest.verified(FILE).read_text("utf-8"))
    fields = document["place_fields"]
    places = []
    for row in document["places"]:
        values = dict(zip(fields, row, strict=True))
        values["district_ids"] = tuple(values["district_ids"])
        values["segments"] = tuple(SegmentShare(id=name, share=share) for name, share in values["segments"])
        places.append(Place(**values))
    aliases = tuple(
        Alias(places[number].place_id, name, lang, ALIAS_KINDS[kind], start, end)
        for number, name, lang, kind, start, end in document["aliases"]
    )
    return Gazetteer(tuple(places), aliases, tuple(document["spellings"]), document["keys"])


def _rank(match: Match) -> tuple[float, int]:
    return match.score, -ALIAS_KINDS.index(match.alias.kind)
