"""Choose what the mentions of a text mean together, and make one placement of them.

Neighbouring names (a chain) are read together: every combination of their candidates is scored by spelling, by the
words beside each name, and by how well the places fit each other. Chains then inform each other: what was crossed from
or lies opposite is on the other bank; what else the text and its context name is near. The event's place is the most
specific place of the chains where it happened; where they name several places, it is the smallest area that holds them.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from geo.core.model import Candidate, Placement, SegmentShare
from geo.places import gazetteer, names
from geo.places.gazetteer import Place
from geo.places.mentions import Mention, find_mentions
from geo.places.placement import facing_placement, place_placement
from geo.places.scoring import SPOT, WEIGHTS, fit, holds, level, opposite, together, written

# Limits that keep any text cheap: names read together, meanings tried for each, chains that inform each other.
_MAX_CHAIN = 6
_MAX_MEANINGS = 6
_MAX_COMBINATIONS = 300
_MAX_READINGS = 24
_MAX_MENTIONS = 300
_MAX_ANCHORS = 24
_MAX_CANDIDATES = 8
_REGION = 2
_WIDE = frozenset({"country", "border", "outside"})
# Names this close (characters) with nothing but "and" or a comma between are a list of places.
_LIST_GAP = 12
# Same-named candidates this close (degrees, about 4 km) are one place for our purpose.
_SAME_SPOT_DEG = 0.04


class _Option(NamedTuple):
    """What one mention may mean: a place, or None for one that is not listed, with its score and why."""

    score: float
    why: list[str]
    place: Place | None
    text: str


class _Reading(NamedTuple):
    """One way to understand a chain: the place meant by each listed name, its score, and why.

    `trust` is the score without what the other names add by their spelling: comparable between chains. `village` is a
    name of the chain that no place is known for.
    """

    places: tuple[Place, ...]
    village: str | None
    score: float
    trust: float
    why: tuple[str, ...]

    @property
    def finest(self) -> Place:
        """The most specific place, the first of equals."""
        return max(self.places, key=level) if len(self.places) > 1 else self.places[0]


@dataclass(frozen=True, slots=True)
class _Chain:
    """Names that qualify each other, with their readings, best first."""

    mentions: tuple[Mention, ...]
    readings: tuple[_Reading, ...]

    @property
    def relation(self) -> str:
        """How the event stands to it."""
        return self.mentions[0].relation

    @property
    def is_clear(self) -> bool:
        """Whether one reading stands out."""
        return bool(self.readings) and not _rivals(self.readings)


def resolve_mentions(
    mentions: Sequence[Mention], *, date: dt.date | None = None, context: str | None = None
) -> Placement:
    """Combine the mentions of one event to its place.

    Parameters
    ----------
    mentions
        Of one text, in order, as `find_mentions` gives them.
    date
        When the report was published or the event happened: decides between names of different times.
    context
        Other text of the same report: what it names makes candidates nearby more likely, and is never itself the place.

    Returns
    -------
    Placement
        "placed"; or "ambiguous" with the candidates; or "not_placed", with candidates where the text names only places
        far from the border.
    """
    surroundings = _anchors(_chains(find_mentions(context), date)) if context else ()
    chains = _informed(_chains(mentions, date), surroundings)
    placed = _place([chain for chain in chains if chain.relation in {"at", "near"}], chains)
    if placed is None:
        placed = _place([chain for chain in chains if chain.relation == "dateline"], chains)
    if placed is not None and (placed.status == "ambiguous" or placed.precision_class not in {"country", "border"}):
        return placed
    beyond = _place_beyond(chains)
    if beyond is not None:
        return beyond
    if placed is not None:
        return placed
    return Placement(candidates=_candidates(reading for chain in chains for reading in chain.readings[:2]))


def _chains(mentions: Sequence[Mention], date: dt.date | None) -> list[_Chain]:
    chains = []
    for _, group in itertools.groupby(mentions[:_MAX_MENTIONS], key=lambda mention: mention.chain):
        # A name said twice in one chain says no more than once.
        members = tuple({(mention.text, mention.kind): mention for mention in group}.values())
        for start in range(0, len(members), _MAX_CHAIN):
            part = members[start : start + _MAX_CHAIN]
            chains.append(_Chain(part, _readings(part, date)))
    return chains


def _readings(mentions: Sequence[Mention], date: dt.date | None) -> tuple[_Reading, ...]:
    """Score every combination of meanings; the best come first."""
    options: list[list[_Option]] = []
    for mention in mentions:
        scored = [_Option(*fit(mention, match, date), match.place, mention.text) for match in mention.matches]
        scored.sort(key=lambda option: -option.score)
        kept = scored[: 2 * _MAX_MEANINGS if len(mentions) == 1 else _MAX_MEANINGS]
        if _may_be_unlisted(mention) and len(mentions) > 1:
            kept.append(_Option(WEIGHTS.unlisted, [], None, written(mention, mentions)))
        if kept:
            options.append(kept)
    while _count(options) > _MAX_COMBINATIONS:
        longest = max(options, key=len)
        longest.pop()
    found: dict[tuple[str, ...], _Reading] = {}
    for combination in itertools.product(*options):
        if all(option.place is None for option in combination):
            continue
        reading = _reading(combination)
        key = (*(place.place_id for place in reading.places), reading.village or "")
        if key not in found or reading.score > found[key].score:
            found[key] = reading
    return tuple(sorted(found.values(), key=lambda reading: -reading.score)[:_MAX_READINGS])


def _may_be_unlisted(mention: Mention) -> bool:
    """Say whether a name may be that of another small place than the listed ones."""
    small = all(not match.place.strong and level(match.place) >= SPOT for match in mention.matches)
    return small and mention.kind in {None, "settlement", "jamoat", "area", "landmark"}


def _reading(combination: tuple[_Option, ...]) -> _Reading:
    if len(combination) == 1 and combination[0].place is not None:
        alone = combination[0]
        return _Reading((combination[0].place,), None, alone.score, alone.score, tuple(dict.fromkeys(alone.why)))
    known = [(option, option.place) for option in combination if option.place is not None]
    places = tuple(place for _, place in known)
    finest = max(range(len(places)), key=lambda number: level(places[number]))
    why = list(known[finest][0].why)
    pairs = 0.0
    for left, right in itertools.combinations(range(len(places)), 2):
        points, reason = together(places[left], places[right])
        pairs += points
        if reason and points > 0 and finest in {left, right}:
            holder = places[right] if finest == left else places[left]
            why.append(f"in {holder.name}" if holds(holder, places[finest]) else reason)
    unlisted = next((option.text for option in combination if option.place is None), None)
    return _Reading(
        places,
        unlisted,
        sum(option.score for option in combination) + pairs,
        known[finest][0].score + pairs,
        tuple(dict.fromkeys(why)),
    )


def _count(options: Sequence[Sequence[object]]) -> int:
    total = 1
    for option in options:
        total *= len(option)
    return total


def _anchors(chains: Iterable[_Chain]) -> tuple[tuple[str, Place], ...]:
    """List what is clearly named, with how the event stands to it."""
    found = []
    for chain in chains:
        if chain.is_clear and chain.relation != "away":
            found += [(chain.relation, place) for place in chain.readings[0].places if place.placetype != "outside"]
    return tuple(found[:_MAX_ANCHORS])


def _informed(chains: Sequence[_Chain], surroundings: Sequence[tuple[str, Place]]) -> list[_Chain]:
    """Score the readings of unclear chains again with what the other chains and the surroundings name."""
    own = _anchors(chains)
    result = []
    for chain in chains:
        if chain.is_clear or not chain.readings:
            result.append(chain)
            continue
        readings = []
        for reading in chain.readings:
            score, why = reading.score, list(reading.why)
            for weight, anchors in ((1.0, own), (WEIGHTS.surroundings, surroundings)):
                gains = [_gain(chain, reading, relation, place) for relation, place in anchors]
                # Many anchors say little more than one: the best and the worst count.
                best = max(gains, default=(0.0, None), key=lambda gain: gain[0])
                worst = min(gains, default=(0.0, None), key=lambda gain: gain[0])
                score += weight * (max(best[0], 0.0) + min(worst[0], 0.0) * 0.5)
                why += [f"{best[1]}"] if best[1] and best[0] > 0 else []
            readings.append(
                reading._replace(
                    score=score, trust=reading.trust + score - reading.score, why=tuple(dict.fromkeys(why))
                )
            )
        readings.sort(key=lambda reading: -reading.score)
        result.append(replace(chain, readings=tuple(readings)))
    return result


def _gain(chain: _Chain, reading: _Reading, relation: str, anchor: Place) -> tuple[float, str | None]:
    here = chain.relation in {"at", "near"}
    there = relation in {"at", "near"}
    if here == there:
        if anchor.placetype == "country":
            # A report of this border names both countries: one alone says a little.
            points, reason = together(reading.finest, anchor)
            return points * 0.7, reason
        return together(reading.finest, anchor)
    return opposite(reading.finest, anchor)


def _rivals(readings: Sequence[_Reading]) -> list[_Reading]:
    """List the readings too close to the best, which comes first, that mean another place."""
    best = readings[0]
    close = itertools.takewhile(lambda reading: best.score - reading.score < WEIGHTS.margin, readings[1:])
    return [reading for reading in close if not _agree(best.finest, reading.finest)]


def _agree(chosen: Place, other: Place) -> bool:
    """Say whether two places are one for our purpose: the same spot, or one inside the other under one name."""
    if chosen.place_id == other.place_id or holds(chosen, other) or holds(other, chosen):
        return True
    if chosen.lon is None or other.lon is None or chosen.lat is None or other.lat is None:
        return (
            chosen.placetype != "settlement" and chosen.segments == other.segments and chosen.country == other.country
        )
    close = abs(chosen.lon - other.lon) < _SAME_SPOT_DEG and abs(chosen.lat - other.lat) < _SAME_SPOT_DEG
    return close and chosen.country == other.country


def _place(chains: Sequence[_Chain], everything: Sequence[_Chain]) -> Placement | None:
    """Place what happened at or near these chains; None where they say nothing about the border area."""
    usable = [
        chain
        for chain in chains
        if chain.readings and not _is_outside(chain) and chain.readings[0].trust >= WEIGHTS.floor
    ]
    if not usable:
        return None
    usable = [chain for chain in usable if not _lies_elsewhere(chain, usable)]
    first = _leading(usable)
    members = _list_from(usable, first)
    targets = []
    for chain in members:
        rivals = _rivals(chain.readings)
        if rivals:
            settled = _settled(chain, rivals, usable)
            if settled is None:
                return _ambiguous(chain, rivals)
            targets.append(settled)
        else:
            targets.append(_finest_of(chain.readings[0], usable))
    target = _common(targets)
    if target is None:
        return None
    candidates = _candidates(reading for chain in members for reading in chain.readings)
    home = _taken_from(target, everything) if len(targets) == 1 else None
    if home is not None:
        return place_placement(home, candidates=candidates)
    return _placement(first, target, targets, candidates)


def _lies_elsewhere(chain: _Chain, chains: Sequence[_Chain]) -> bool:
    """Say whether a place that the event lies some way from is outside the area where it is said to have happened."""
    if chain.mentions[0].offset_km is None:
        return False
    spot = chain.readings[0].finest
    return any(
        other.mentions[0].offset_km is None
        and level(other.readings[0].finest) >= _REGION
        and not holds(other.readings[0].finest, spot)
        for other in chains
    )


def _taken_from(area: Place, chains: Sequence[_Chain]) -> Place | None:
    """Find the village inside a Tajik district that someone or something was taken from."""
    if area.placetype != "district" or area.country != "TJ":
        return None
    for chain in chains:
        if chain.relation == "from" and chain.is_clear:
            home = chain.readings[0].finest
            if level(home) >= SPOT and holds(area, home):
                return home
    return None


def _placement(chain: _Chain, target: Place, targets: Sequence[Place], candidates: tuple[Candidate, ...]) -> Placement:
    single = len(targets) == 1 and targets[0].place_id == target.place_id
    mention = next((item for item in chain.mentions if target.place_id in item.place_ids), chain.mentions[0])
    near = (
        single
        and level(target) >= SPOT
        and (mention.relation == "near" or (mention.kind == "post" and target.placetype != "post"))
    )
    precision = "near" if near and target.lon is not None else None
    unlisted = chain.readings[0].village
    village = names.latin(unlisted) if unlisted and single and level(target) < SPOT else None
    radius = None
    if near and mention.offset_km is not None and target.uncertainty_km is not None:
        radius = target.uncertainty_km + mention.offset_km
    placement = place_placement(
        target, precision_class=precision, uncertainty_km=radius, settlement=village, candidates=candidates
    )
    return placement if single else replace(placement, segments=_together(targets))


def _together(places: Sequence[Place]) -> tuple[SegmentShare, ...]:
    """Share several places' frontage by its length; none where one of them has no frontage."""
    if not all(place.segments for place in places):
        return ()
    wanted = {share.id for place in places for share in place.segments}
    lengths = [share for share in gazetteer.load().place("border").segments if share.id in wanted]
    total = sum(share.share for share in lengths)
    return tuple(SegmentShare(id=share.id, share=share.share / total) for share in lengths)


def _leading(chains: Sequence[_Chain]) -> _Chain:
    """Return the chain that says most: the first to name a region or less, or what another names inside it."""
    best = chains[0]
    for chain in chains[1:]:
        ours, theirs = best.readings[0].finest, chain.readings[0].finest
        inside = holds(ours, theirs) or (theirs.district_id is not None and theirs.district_id == ours.district_id)
        if level(theirs) > level(ours) and (level(ours) < _REGION or inside):
            best = chain
    return best


def _list_from(chains: Sequence[_Chain], first: _Chain) -> list[_Chain]:
    """Return the chain and those that follow it in a list of places of the same kind."""
    members = [first]
    for chain in chains[chains.index(first) + 1 :]:
        gap = chain.mentions[0].start - members[-1].mentions[-1].end
        alike = level(chain.readings[0].finest) == level(members[-1].readings[0].finest)
        if gap > _LIST_GAP or not alike or chain.relation != first.relation or len(members) > _MAX_ANCHORS:
            break
        members.append(chain)
    return members


def _finest_of(reading: _Reading, chains: Sequence[_Chain]) -> Place:
    """Return the place of a reading; of places of one level that are not nested, what holds them all."""
    finest = reading.finest
    equals = [place for place in reading.places if level(place) == level(finest)]
    if len(equals) > 1 and level(finest) < SPOT:
        return _common(equals) or finest
    if finest.placetype == "detachment":
        inside = [
            chain.readings[0].finest
            for chain in chains
            if chain.readings[0].finest.placetype == "district" and holds(finest, chain.readings[0].finest)
        ]
        inside += [place for place in reading.places if place.placetype == "district"]
        if len({place.place_id for place in inside}) == 1:
            return inside[0]
    return finest


def _settled(chain: _Chain, rivals: Sequence[_Reading], chains: Sequence[_Chain]) -> Place | None:
    """Fall back from villages of one name to the district or region that the text names around all of them."""
    options = [chain.readings[0], *rivals]
    areas = [
        place for other in chains for place in other.readings[0].places if place.placetype in {"district", "region"}
    ]
    for area in sorted(areas, key=level, reverse=True):
        if all(holds(area, reading.finest) for reading in options):
            return area
    return None


def _common(places: Sequence[Place]) -> Place | None:
    """Return the smallest known area that holds all places: one of them, a district, a region, or the border."""
    kept = [
        place
        for place in places
        if not any(other is not place and holds(place, other) and not holds(other, place) for other in places)
    ]
    if len({place.place_id for place in kept}) == 1:
        return kept[0]
    listed = gazetteer.load()
    districts = {place.district_id for place in kept}
    if len(districts) == 1 and None not in districts:
        return listed.district(districts.pop() or "")
    regions = {place.region_id for place in kept}
    if len(regions) == 1 and None not in regions:
        return listed.place(regions.pop() or "")
    countries = {place.country for place in kept}
    if all(place.segments for place in kept):
        return listed.place("border")
    if len(countries) == 1 and countries <= {"TJ", "AF"}:
        return listed.place((countries.pop() or "").lower())
    return None


def _place_beyond(chains: Sequence[_Chain]) -> Placement | None:
    """Place an event by what it faces, or by the unit whose men took part, where nothing nearer is named."""
    for chain in chains:
        if not chain.is_clear:
            continue
        finest = chain.readings[0].finest
        if chain.relation == "facing" and finest.segments and finest.placetype not in _WIDE:
            return facing_placement(finest, _candidates(chain.readings))
        if chain.relation == "from" and finest.placetype in {"detachment", "post"}:
            return place_placement(finest, candidates=_candidates(chain.readings))
    return None


def _is_outside(chain: _Chain) -> bool:
    return chain.readings[0].finest.placetype == "outside" or any(
        place.placetype == "outside" for place in chain.readings[0].places
    )


def _ambiguous(chain: _Chain, rivals: Sequence[_Reading]) -> Placement:
    options = (chain.readings[0], *rivals)
    kinds = {reading.finest.placetype for reading in options}
    return Placement(
        status="ambiguous",
        name=chain.mentions[0].text,
        placetype=kinds.pop() if len(kinds) == 1 else None,
        candidates=_candidates(options),
    )


def _candidates(readings: Iterable[_Reading]) -> tuple[Candidate, ...]:
    """List the places readings mean, each once, best first."""
    best: dict[str, Candidate] = {}
    for reading in readings:
        place = reading.finest
        why = "; ".join(reading.why) + ("; far from the border" if place.placetype == "outside" else "")
        if place.place_id not in best or best[place.place_id].score < reading.trust:
            best[place.place_id] = Candidate(
                place_id=place.place_id, name=place.name, score=round(reading.trust, 3), why=why
            )
    ranked = sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.place_id))
    return tuple(ranked[:_MAX_CANDIDATES])
