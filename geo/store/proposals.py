"""Where the accounts of a report would go, and why: matching, tried without writing anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from geo.core.model import Incident
from geo.incidents.blocks import Index, MemoryIndex, Noted
from geo.incidents.clustering import Clusterer
from geo.incidents.evidence import Evidence
from geo.incidents.matching import Comparison, MatchConfig, compare
from geo.store.index import MOST_LOOKED_AT, Cache, StoreIndex
from geo.store.moment import Moment

SAME, MAYBE, DIFFERENT = "same", "maybe", "different"
_MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An incident that an account may be of.

    Attributes
    ----------
    verdict
        same: it would go there; maybe; different: it looks alike, but more speaks against it.
    score
        Of the most alike of the incident's accounts: the sum of `features`. Above `MatchConfig.link` two sharp
        accounts are one event.
    features
        The parts of the score that spoke, strongest first, as `geo.incidents.matching.PARTS` names them.
    """

    incident: Incident
    score: float
    verdict: str
    features: Mapping[str, float]


class _Overlay(Index):
    """The store's members, with some accounts beside or in the place of theirs."""

    def __init__(self, stored: StoreIndex, own: Iterable[Evidence]) -> None:
        self.noted = Noted()
        self._stored = stored
        self._own = {item.id: item for item in own}
        self._memory = MemoryIndex(self._own.values())

    def get(self, evidence_id: str) -> Evidence:
        return self._own[evidence_id] if evidence_id in self._own else self._stored.get(evidence_id)

    def expect(self, ids: Iterable[str]) -> None:
        self._stored.expect(one for one in ids if one not in self._own)

    def find(self, role: str, keys: Iterable[str]) -> set[str]:
        wanted = set(keys)
        return (self._stored.find(role, wanted) - self._own.keys()) | self._memory.find(role, wanted)

    def size(self, role: str, key: str) -> int:
        stored = self._stored.size(role, key)
        return len(self.find(role, [key])) if stored <= MOST_LOOKED_AT else stored


def propose(connection: sa.Connection, accounts: Iterable[Evidence]) -> dict[str, tuple[Proposal, ...]]:
    """Try where accounts would go if they counted together.

    Returns
    -------
    dict
        By account: the incidents that it may be of, the one where it would go first, then by score. If the verdict of
        none is `same`, it would make an incident of its own, or say too little to make one.
    """
    own = list(accounts)
    cache, moment, config = Cache(), Moment(connection), MatchConfig()
    cache.refresh(connection)
    members = _Overlay(StoreIndex(connection, cache), own)
    clusterer = Clusterer(members, verdicts=cache.verdicts(connection, [item.id for item in own]), config=config)
    found: dict[str, dict[str, Comparison]] = {}
    goes_to: dict[str, str | None] = {}
    for item in own:
        group = clusterer.group_of(item.id).members
        alike = {other.id: other for other in _alike(members, item, config.max_candidates)}
        alike |= {other: members.get(other) for other in group if other != item.id}
        holders = _holders(moment, alike.values())
        best: dict[str, Comparison] = {}
        for other_id, other in sorted(alike.items()):
            holder = holders.get(other_id)
            comparison = compare(item, other, config)
            if holder is not None and (holder not in best or comparison.score > best[holder].score):
                best[holder] = comparison
        goes_to[item.id] = moment.held_by([item.id]).get(item.id) or _home(moment, group, holders)
        found[item.id] = best
    incidents = {one.incident.id: one.incident for one in moment.merged(sorted({n for b in found.values() for n in b}))}
    return {
        account_id: tuple(_ranked(best, goes_to[account_id], incidents, config)) for account_id, best in found.items()
    }


def _home(moment: Moment, group: Iterable[str], holders: Mapping[str, str | None]) -> str | None:
    """Return the incident that a group would make up: a shipped one's, the oldest of its members', or one it has."""
    members = set(group)
    founded = sorted(moment.founded_by(members).values(), key=lambda name: (name not in members, name))
    had = sorted({home for one in members if (home := holders.get(one)) is not None})
    return next(iter([*founded, *had]), None)


def _alike(members: Index, item: Evidence, most: int) -> list[Evidence]:
    if item.is_sharp:
        return [*members.sharp_neighbours(item), *members.loose_for(item, most)]
    return [*members.sharp_for(item, most), *members.loose_neighbours(item, most)]


def _holders(moment: Moment, members: Iterable[Evidence]) -> dict[str, str | None]:
    items = list(members)
    own: dict[str, str | None] = {item.id: item.id for item in items if item.is_anchor}
    return own | moment.held_by(item.id for item in items)


def _ranked(
    best: Mapping[str, Comparison], home: str | None, incidents: Mapping[str, Incident], config: MatchConfig
) -> list[Proposal]:
    proposals = [
        Proposal(
            incident=incidents[name],
            score=comparison.score,
            verdict=SAME if name == home else MAYBE if comparison.score >= config.may_be else DIFFERENT,
            features=comparison.explain(),
        )
        for name, comparison in best.items()
        if name in incidents and (name == home or comparison.score > config.impossible)
    ]
    proposals.sort(key=lambda one: (one.verdict != SAME, -one.score, one.incident.id))
    return proposals[:_MOST]
