"""How well a place fits a mention, and how well two places fit each other: the numbers and their reasons.

Scores are sums of a spelling score (0 to 1) and the weights of `Weights`; they rank readings and are compared with its
margins, nothing more.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from geo.places import names
from geo.places.cues import MEANT
from geo.places.gazetteer import Match, Place
from geo.places.mentions import Mention


@dataclass(frozen=True, slots=True)
class Weights:
    """Every number of the choice, in one place.

    Attributes
    ----------
    margin
        How far the best reading must lie before the next of another place.
    floor
        What a reading must reach for a mention that stands alone.
    """

    meant: float = 0.2
    used_of: float = -0.05
    not_meant: float = -0.3
    bank: float = 0.35
    wrong_bank: float = -0.7
    leaning: float = 0.13
    in_district: float = 0.35
    in_region: float = 0.28
    in_country: float = 0.2
    other_district: float = -0.6
    other_region: float = -0.75
    other_country: float = -0.95
    opposite: float = 0.15
    facing_it: float = 0.15
    same_bank_as_facing: float = -0.15
    surroundings: float = 0.5
    colloquial: float = -0.05
    unlisted: float = 0.75
    beside: float = 0.15
    name_of_its_time: float = 0.03
    not_yet_named: float = -0.1
    margin: float = 0.11
    floor: float = 0.55


WEIGHTS = Weights()
# Spellings this alike are one name.
_SAME_NAME = 0.8

# What a name is most likely to mean where no word beside it says.
_PRIORS = {
    "country": 0.05, "region": 0.0, "district": 0.0, "border": 0.1, "outside": 0.05, "settlement": -0.06,
    "jamoat": -0.12, "crossing": -0.07, "landmark": -0.12, "post": -0.12, "river": -0.15, "detachment": -0.4,
}  # fmt: skip
_STRONG_PRIOR = -0.02
# A hamlet that few know, against the district or town of its name.
_WEAK_PRIOR = -0.12
_LEVELS = {
    "border": 0, "country": 0, "outside": 1, "river": 1, "region": 2, "detachment": 3, "district": 4,
    "jamoat": 5, "post": 5.2, "landmark": 5.5, "crossing": 5.5, "settlement": 5.5,
}  # fmt: skip
SPOT = 5


def level(place: Place) -> float:
    """Rank a place by how specific it is: 0 for a country, from SPOT on for a village or post."""
    if place.placetype == "detachment":
        return 4 if place.district_id else 3
    if place.placetype == "river" and place.lon is not None:
        return 3
    return _LEVELS[place.placetype]


def fit(mention: Mention, match: Match, date: dt.date | None) -> tuple[float, list[str]]:
    """Score one place for one mention by itself; returns the score and why."""
    place, alias = match.place, match.alias
    why = [f"{'named' if match.exact else 'spelled like'} {alias.name}"]
    score = match.score
    points, reason = _of_kind(mention.kind, place)
    score += points
    why += [reason] if reason else []
    if mention.bank and place.country:
        score += WEIGHTS.bank if place.country == mention.bank else WEIGHTS.wrong_bank
        why.append(f"said to be in {mention.bank}")
    if mention.leans and place.country in {"TJ", "AF"}:
        score += WEIGHTS.leaning if place.country == mention.leans else 0.0
    if alias.kind == "colloquial":
        score += WEIGHTS.colloquial
    if alias.kind == "historical":
        years = f"{alias.valid_from or ''}-{alias.valid_to or ''}"
        why.append(f"name of {years}")
        if date is not None and (alias.valid_to or date.year) >= date.year:
            score += WEIGHTS.name_of_its_time
    if date is not None and alias.valid_from and date.year < alias.valid_from:
        score += WEIGHTS.not_yet_named
    return score, why


def _of_kind(kind: str | None, place: Place) -> tuple[float, str | None]:
    """Score a place by what the word beside the name calls it, or by what a bare name is likely to mean."""
    if kind is None or kind == "area":
        prior = _PRIORS.get(place.placetype, -0.1)
        if place.strong and prior < _STRONG_PRIOR and place.placetype != "river":
            return _STRONG_PRIOR, None
        return (_WEAK_PRIOR if place.placetype == "settlement" else prior), None
    meant, used = MEANT[kind]
    if place.placetype in meant:
        return WEIGHTS.meant, f"called a {kind}"
    if place.placetype in used:
        return WEIGHTS.used_of, None
    return WEIGHTS.not_meant, f"called a {kind}, is a {place.placetype}"


def together(one: Place, other: Place) -> tuple[float, str | None]:
    """Score how well two places named beside each other fit; positive where one holds the other."""
    if one.place_id == other.place_id or "border" in {one.placetype, other.placetype}:
        return 0.0, None
    if one.country and other.country and one.country != other.country:
        return WEIGHTS.other_country, f"not in the country of {other.name}"
    if "country" in {one.placetype, other.placetype}:
        return (WEIGHTS.in_country, f"in {other.name}") if one.country == other.country else (0.0, None)
    if one.region_id is None or other.region_id is None:
        return 0.0, None
    if one.region_id != other.region_id:
        return WEIGHTS.other_region, f"not in the region of {other.name}"
    if "region" in {one.placetype, other.placetype}:
        return WEIGHTS.in_region, f"in {other.name}"
    return _within_region(one, other)


def _within_region(one: Place, other: Place) -> tuple[float, str | None]:
    if set(one.district_ids) & set(other.district_ids):
        if {"district", "detachment"} & {one.placetype, other.placetype}:
            return WEIGHTS.in_district, f"with {other.name}"
        return WEIGHTS.beside, f"beside {other.name}"
    if one.district_ids and other.district_ids:
        return WEIGHTS.other_district, f"not in the district of {other.name}"
    return 0.0, None


def opposite(one: Place, faced: Place) -> tuple[float, str | None]:
    """Score how well a place fits as lying across the border from another."""
    if not one.country or not faced.country or faced.country not in {"TJ", "AF"}:
        return 0.0, None
    if one.country == faced.country:
        return WEIGHTS.same_bank_as_facing, None
    score = WEIGHTS.opposite
    if {share.id for share in one.segments} & {share.id for share in faced.segments}:
        return score + WEIGHTS.facing_it, f"faces {faced.name}"
    return score, f"across the border from {faced.name}"


def holds(area: Place, place: Place) -> bool:
    """Say whether a place lies inside an area."""
    if area.place_id == place.place_id:
        return True
    if area.placetype == "country":
        return area.country == place.country
    if area.placetype == "border" or (area.placetype == "river" and area.country is None):
        return place.placetype not in {"country", "border"}
    if area.placetype == "region":
        return area.place_id == place.region_id and place.placetype not in {"region", "country"}
    if area.placetype in {"district", "detachment"}:
        return bool(place.district_ids) and set(place.district_ids) <= set(area.district_ids) and level(place) > 3
    return False


def written(mention: Mention, chain: Sequence[Mention]) -> str:
    """Write a name in Arabic script, which leaves vowels out, as a place of that name is listed, best on that bank."""
    if names.script(mention.text) != "arabic" or not mention.matches:
        return mention.text
    banks = {other.matches[0].place.country for other in chain if other is not mention and other.matches}
    alike = [match for match in mention.matches if match.score >= _SAME_NAME]
    own = [match for match in alike if match.place.country in banks]
    return (own or alike)[0].place.name if alike else mention.text
