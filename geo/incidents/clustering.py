"""Accounts to incidents: groups of accounts of one event, the same whatever the order they came in.

1. Sharp accounts (day and district known) are linked pair by pair, strongest pairs first. A group takes in another
   only if no pair across the two contradicts, so that a chain of near accounts cannot join distant ones.
2. A loose account joins the best group of sharp ones, if it leads the next best by a margin; it never joins groups.
3. Loose accounts that joined none are linked among themselves as in 1.

Judgements go first: accounts judged the same are one group, accounts judged different never share one, and of two
judgements that contradict the later one holds. A new account changes only the groups within reach of its keys.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from geo.incidents.blocks import Index, MemoryIndex
from geo.incidents.evidence import Evidence
from geo.incidents.matching import MatchConfig, score

Scores = dict[tuple[str, str], float]

SAME = "same"
DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's word on two accounts (or anchors): same or different event. Later ones go before earlier ones."""

    kind: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts of one event: their ids, sorted.

    `vague`: day or place is too loose to tell the event from others. `is_open`: it makes no incident of its own, for
    its accounts only recall what may be one of several known events, or say too little to speak of an event at all.
    """

    members: tuple[str, ...]
    vague: bool = False
    is_open: bool = False


class Verdicts:
    """Judgements, made consistent: what must be together and what may not."""

    def __init__(self, judgements: Sequence[Judgement] = ()) -> None:
        self._parent: dict[str, str] = {}
        self._apart: set[tuple[str, str]] = set()
        self._touched: dict[str, set[str]] = {}
        for judgement in reversed(judgements):
            self._apply(judgement)

    def together(self, evidence_id: str) -> str:
        """Return the name of the bundle of accounts that were judged the same; an account by itself is its own."""
        root = evidence_id
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        return root

    def are_apart(self, a: str, b: str) -> bool:
        """Tell whether two accounts were judged different, directly or through what they are the same as."""
        return bool(self._apart) and in_order(self.together(a), self.together(b)) in self._apart

    def is_bound(self, evidence_id: str) -> bool:
        """Tell whether an account was judged the same as another."""
        return evidence_id in self._parent

    @property
    def n_bound(self) -> int:
        """How many accounts were judged the same as others."""
        return len(self._parent)

    def partners(self, evidence_id: str) -> set[str]:
        """Return every account that a judgement names together with this one."""
        return self._touched.get(evidence_id, set())

    def _apply(self, judgement: Judgement) -> None:
        """Take in one judgement, later ones having been taken in already; one that contradicts them is left out."""
        left, right = self.together(judgement.left), self.together(judgement.right)
        is_same = judgement.kind == SAME
        if left == right or (is_same and in_order(left, right) in self._apart):
            return
        self._touched.setdefault(judgement.left, set()).add(judgement.right)
        self._touched.setdefault(judgement.right, set()).add(judgement.left)
        if not is_same:
            self._apart.add(in_order(left, right))
            return
        root, other = min(left, right), max(left, right)
        self._parent.setdefault(root, root)
        self._parent[other] = root
        self._apart = {in_order(*(root if end == other else end for end in pair)) for pair in self._apart}


class Clusterer:
    """Groups the accounts of an index as it stands; after an addition or a judgement a new one is made.

    Attributes
    ----------
    compared
        How many times two accounts were scored.
    """

    def __init__(self, index: Index, *, verdicts: Verdicts | None = None, config: MatchConfig | None = None) -> None:
        self.index = index
        self.verdicts = verdicts or Verdicts()
        self.config = config or MatchConfig()
        self.compared = 0
        # What was worked out: the group of a sharp (or bound) account; the group that a loose one joined, or None,
        # and the two that fit it best; the group among the loose of one that joined none.
        self._core: dict[str, frozenset[str]] = {}
        self._home: dict[str, frozenset[str] | None] = {}
        self._fits: dict[str, list[tuple[float, frozenset[str]]]] = {}
        self._loose: dict[str, frozenset[str]] = {}

    def group_of(self, evidence_id: str) -> Group:
        """Return the incident that an account belongs to."""
        evidence = self.index.get(evidence_id)
        core = self._core_group(evidence) if self._is_core(evidence) else self._home_of(evidence)
        if core is None:
            members = sorted(self._loose_group(evidence))
            return Group(tuple(members), vague=True, is_open=all(self._is_open(self.index.get(one)) for one in members))
        around = {loose.id: loose for member in core for loose in self._loose_around(self.index.get(member))}
        self.index.prepare(loose for name, loose in around.items() if name not in self._home)
        joined = {name for name, loose in around.items() if self._home_of(loose) == core}
        vague = not any(self.index.get(member).is_sharp for member in core)
        return Group(tuple(sorted(core | joined)), vague=vague)

    def groups(self, evidence_ids: Iterable[str]) -> list[Group]:
        """Return the incidents of some accounts, each once, in the order of their first account."""
        found: dict[tuple[str, ...], Group] = {}
        done: set[str] = set()
        for evidence_id in evidence_ids:
            if evidence_id not in done:
                group = self.group_of(evidence_id)
                found[group.members] = group
                done.update(group.members)
        return list(found.values())

    def _is_core(self, evidence: Evidence) -> bool:
        return evidence.is_sharp or self.verdicts.is_bound(evidence.id)

    def _score(self, a: Evidence, b: Evidence) -> float:
        self.compared += 1
        return score(a, b, self.config)

    # Sharp accounts: components of linked pairs, and groups in them.

    def _core_group(self, evidence: Evidence) -> frozenset[str]:
        if evidence.id not in self._core:
            self._core |= self._grouped([evidence], self._linked)
        return self._core[evidence.id]

    def _linked(self, evidence: Evidence, scores: Scores) -> Iterator[Evidence]:
        """Give the accounts that are linked to one, by likeness or by judgement; note each pair's score."""
        for other in self.index.sharp_neighbours(evidence) if evidence.is_sharp else ():
            pair = in_order(evidence.id, other.id)
            if pair not in scores:
                scores[pair] = self._score(evidence, other)
            if scores[pair] >= self.config.link:
                yield other
        for partner in self.verdicts.partners(evidence.id):
            other = self.index.get(partner)
            if self._is_core(other):
                yield other

    def _grouped(
        self, starts: Iterable[Evidence], linked: Callable[[Evidence, Scores], Iterable[Evidence]]
    ) -> dict[str, frozenset[str]]:
        """Return the group of each account in the components of some, over what is linked to each."""
        members = {start.id: start for start in starts}
        links: dict[str, set[str]] = {name: set() for name in members}
        scores: Scores = {}
        queue = list(members.values())
        while queue:
            self.index.prepare(queue)
            new = []
            for current in queue:
                for other in linked(current, scores):
                    if other.id not in members:
                        members[other.id] = other
                        links[other.id] = set()
                        new.append(other)
                    links[current.id].add(other.id)
                    links[other.id].add(current.id)
            queue = new
        found: dict[str, frozenset[str]] = {}
        for component in _components(links):
            pairs = [(one, other) for one in component for other in links[one] if one < other]
            for group in self._divide({name: members[name] for name in component}, pairs, scores):
                found |= dict.fromkeys(group, group)
        return found

    def _divide(
        self, members: dict[str, Evidence], linked: Iterable[tuple[str, str]], scores: Scores
    ) -> list[frozenset[str]]:
        """Divide a component into groups, strongest pairs first, never across a contradiction."""
        group_of: dict[str, list[str]] = {}
        bundles: dict[str, list[str]] = {}
        for member in sorted(members):
            bundle = bundles.setdefault(self.verdicts.together(member), [])
            bundle.append(member)
            group_of[member] = bundle
        # What is linked by judgement alone need not be alike.
        links = [(-scores[pair], *pair) for pair in linked if pair in scores and scores[pair] >= self.config.link]
        for _, a, b in sorted(links):
            left, right = group_of[a], group_of[b]
            if left is not right and self._are_compatible(left, right, members, scores):
                if len(left) < len(right):
                    left, right = right, left
                left.extend(right)
                for member in right:
                    group_of[member] = left
        return [frozenset(group) for group in {id(group): group for group in group_of.values()}.values()]

    def _are_compatible(
        self,
        left: list[str],
        right: list[str],
        members: dict[str, Evidence],
        scores: Scores,
    ) -> bool:
        """Tell whether no account of one group contradicts one of the other."""
        for first in left:
            for second in right:
                a, b = members[first], members[second]
                if self.verdicts.are_apart(first, second) or (a.is_anchor and b.is_anchor):
                    return False
                pair = in_order(first, second)
                if pair not in scores:
                    scores[pair] = self._score(a, b)
                if scores[pair] < self.config.clash:
                    return False
        return True

    # Loose accounts: the group each joins, and groups of those that join none.

    def _loose_around(self, evidence: Evidence) -> list[Evidence]:
        if not evidence.is_sharp:
            return []
        most = self.config.max_candidates
        return [loose for loose in self.index.loose_for(evidence, most) if not self._is_core(loose)]

    def _home_of(self, evidence: Evidence) -> frozenset[str] | None:
        if evidence.id not in self._home:
            self._home[evidence.id] = self._choose_home(evidence)
        return self._home[evidence.id]

    def _is_open(self, evidence: Evidence) -> bool:
        """Tell whether a homeless loose account makes no incident: it says too little, or recalls one of several."""
        if self.verdicts.is_bound(evidence.id):
            return False
        fits = self._fitting(evidence)
        return evidence.is_bare or (not evidence.is_main and bool(fits) and fits[0][0] >= self.config.may_be)

    def _choose_home(self, evidence: Evidence) -> frozenset[str] | None:
        """Choose the group that a loose account belongs to, if one leads clearly."""
        fitting = self._fitting(evidence)
        if not fitting:
            return None
        score, group = fitting[0]
        lead = round(score - fitting[1][0], 6) if len(fitting) > 1 else score
        is_sure = score >= self.config.link and lead >= self.config.sure_margin
        is_fair = score >= self.config.attach and lead >= self.config.margin
        return group if is_sure or is_fair else None

    def _fitting(self, evidence: Evidence) -> list[tuple[float, frozenset[str]]]:
        """Return the two best of the groups that nothing in a loose account contradicts; none of too many."""
        if evidence.id not in self._fits:
            self._fits[evidence.id] = self._fitting_anew(evidence)
        return self._fits[evidence.id]

    def _fitting_anew(self, evidence: Evidence) -> list[tuple[float, frozenset[str]]]:
        candidates = self._candidates(evidence)
        self._expect_cores(candidates)
        scores: dict[frozenset[str], list[float]] = defaultdict(list)
        for other in candidates:
            scores[self._core_group(other)].append(self._score(evidence, other))
        fitting = [
            (max(found), group)
            for group, found in scores.items()
            if min(found) >= self.config.clash
            and not any(self.verdicts.are_apart(evidence.id, member) for member in group)
        ]
        return sorted(fitting, key=lambda item: (-item[0], min(item[1])))[:2]

    def _candidates(self, evidence: Evidence) -> list[Evidence]:
        """Return the sharp accounts that a loose one may belong to; none where they are too many."""
        return self.index.sharp_for(evidence, self.config.max_candidates)

    def _expect_cores(self, evidences: Iterable[Evidence]) -> None:
        """Expect to be asked for the groups of some sharp accounts."""
        self.index.prepare(other for other in evidences if other.id not in self._core)

    def _loose_group(self, evidence: Evidence) -> frozenset[str]:
        if evidence.id not in self._loose:
            self._loose |= self._grouped([evidence], self._loose_linked)
        return self._loose[evidence.id]

    def _loose_linked(self, evidence: Evidence, scores: Scores) -> Iterator[Evidence]:
        """Give the homeless loose accounts that are linked to one; note each pair's score."""
        alike = self._loose_like(evidence)
        for other in alike:
            pair = in_order(evidence.id, other.id)
            if pair not in scores:
                scores[pair] = self._score(evidence, other)
        near = [other for other in alike if scores[in_order(evidence.id, other.id)] >= self.config.link]
        self.index.prepare(near)
        # Crowding is looked at from both sides, so that a link never depends on where the search began.
        yield from (other for other in near if self._home_of(other) is None and self._loose_like(other))

    def _loose_like(self, evidence: Evidence) -> list[Evidence]:
        """Return the loose accounts to compare one with; none where they are too many for any to stand out."""
        # Those that were judged the same as others are neither compared nor counted.
        most = self._most_beside(evidence)
        found = self.index.loose_neighbours(evidence, most + self.verdicts.n_bound)
        neighbours = [other for other in found if not self._is_core(other)]
        return neighbours if len(neighbours) <= most else []

    def _most_beside(self, evidence: Evidence) -> int:
        """Return how many loose accounts a loose one may be compared with: fewer, where its day is of any year."""
        return self.config.max_yearless if evidence.month_day is not None else self.config.max_candidates


def cluster(
    evidences: Iterable[Evidence],
    judgements: Sequence[Judgement] = (),
    *,
    config: MatchConfig | None = None,
) -> list[Group]:
    """Group accounts, all at once and in memory.

    Returns
    -------
    list of Group
        Sorted by their members; each account in exactly one.
    """
    ordered = sorted(evidences, key=lambda evidence: evidence.id)
    clusterer = Clusterer(MemoryIndex(ordered), verdicts=Verdicts(judgements), config=config)
    return sorted(clusterer.groups(evidence.id for evidence in ordered), key=lambda group: group.members)


def in_order(a: str, b: str) -> tuple[str, str]:
    """Return two ids as the pair that stands for them."""
    return (a, b) if a < b else (b, a)


def _components(links: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Give the connected parts of a graph."""
    seen: set[str] = set()
    for start in links:
        if start in seen:
            continue
        seen.add(start)
        component = [start]
        for current in component:
            new = [other for other in links[current] if other not in seen]
            seen.update(new)
            component += new
        yield component
