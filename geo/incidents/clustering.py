"""Accounts to incidents: groups of accounts of one event, the same whatever the order they came in.

1. Sharp accounts (day and district known) are linked pair by pair, strongest pairs first. A group takes in another
   only if no pair across the two contradicts, so that a chain of near accounts cannot join distant ones.
2. A loose account joins the best group of sharp ones, if it leads the next best by a margin; it never joins groups.
3. Loose accounts that joined none are linked among themselves as in 1.

Judgements go first: accounts judged the same are one group, accounts judged different never share one, and of two
judgements that contradict the later one holds. A new account changes only the groups within reach of its keys.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from geo.incidents.blocks import Index, MemoryIndex
from geo.incidents.evidence import Evidence
from geo.incidents.matching import MatchConfig, compare

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
        return bool(self._apart) and self._pair(self.together(a), self.together(b)) in self._apart

    def is_bound(self, evidence_id: str) -> bool:
        """Tell whether an account was judged the same as another."""
        return evidence_id in self._parent

    def partners(self, evidence_id: str) -> set[str]:
        """Return every account that a judgement names together with this one."""
        return self._touched.get(evidence_id, set())

    def _apply(self, judgement: Judgement) -> None:
        """Take in one judgement, later ones having been taken in already; one that contradicts them is left out."""
        left, right = self.together(judgement.left), self.together(judgement.right)
        is_same = judgement.kind == SAME
        if left == right or (is_same and self._pair(left, right) in self._apart):
            return
        self._touched.setdefault(judgement.left, set()).add(judgement.right)
        self._touched.setdefault(judgement.right, set()).add(judgement.left)
        if not is_same:
            self._apart.add(self._pair(left, right))
            return
        root, other = min(left, right), max(left, right)
        self._parent.setdefault(root, root)
        self._parent[other] = root
        self._apart = {self._pair(*(root if end == other else end for end in pair)) for pair in self._apart}

    @staticmethod
    def _pair(a: str, b: str) -> tuple[str, str]:
        return (a, b) if a < b else (b, a)


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
        # What was worked out: the group of a sharp (or bound) account; the group that a loose one joined, or None;
        # the group among the loose of one that joined none.
        self._core: dict[str, frozenset[str]] = {}
        self._home: dict[str, frozenset[str] | None] = {}
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

    def regroup(
        self,
        evidences: Iterable[Evidence],
        held: Callable[[Collection[str]], Iterable[str]],
        *,
        also: Iterable[str] = (),
    ) -> list[Group]:
        """Work out every incident that some new or newly judged accounts may have changed.

        Parameters
        ----------
        evidences
            The accounts, in the index already.
        held
            Gives the ids of all accounts of the incidents in which some accounts are held so far, they among them;
            nothing for accounts that are held in none.
        also
            Ids of further accounts whose incident may be another now: those that were within reach of what an account
            said before it was changed, or of one that counts no more.

        Returns
        -------
        list of Group
            Together they hold every account whose incident is another now; the others' stay as they are held.
        """
        start = {*self.reach(evidences), *also}
        # Asked for all at once, as each is asked for in the end.
        queue = sorted(start.union(held(start)))
        self.index.prepare(self.index.get(one) for one in queue)
        found: dict[str, Group] = {}
        while queue:
            evidence_id = queue.pop()
            if evidence_id in found:
                continue
            group = self.group_of(evidence_id)
            found |= dict.fromkeys(group.members, group)
            # Whoever was held with one of these may have lost it: groups change only where they overlap.
            queue += [other for other in held(group.members) if other not in found]
        return sorted({group.members: group for group in found.values()}.values(), key=lambda group: group.members)

    def reach(self, evidences: Iterable[Evidence]) -> set[str]:
        """Return the ids of the accounts that are linked to some, or may join what these are linked to."""
        reached: set[str] = set()
        for evidence in evidences:
            reached.add(evidence.id)
            if self._is_core(evidence):
                for member in self._linked(evidence, {}):
                    reached.add(member)
                    reached |= {loose.id for loose in self._loose_around(self.index.get(member))}
            if not evidence.is_sharp:
                reached |= {other.id for other in self.index.loose_neighbours(evidence)}
        return reached

    def _is_core(self, evidence: Evidence) -> bool:
        return evidence.is_sharp or self.verdicts.is_bound(evidence.id)

    def _score(self, a: Evidence, b: Evidence) -> float:
        self.compared += 1
        return compare(a, b, self.config).score

    # Sharp accounts: components of linked pairs, and groups in them.

    def _core_group(self, evidence: Evidence) -> frozenset[str]:
        if evidence.id not in self._core:
            scores: dict[tuple[str, str], float] = {}
            members = self._linked(evidence, scores)
            for group in self._divide(members, scores):
                self._core |= dict.fromkeys(group, group)
        return self._core[evidence.id]

    def _linked(self, start: Evidence, scores: dict[tuple[str, str], float]) -> dict[str, Evidence]:
        """Collect the component of an account over links and judgements; note each pair's score on the way."""
        members = {start.id: start}
        queue = [start]
        while queue:
            self.index.prepare(queue)
            current = queue.pop()
            for other in self.index.sharp_neighbours(current) if current.is_sharp else ():
                pair = _pair(current.id, other.id)
                if pair in scores or other.id in self._core:
                    continue
                scores[pair] = self._score(current, other)
                if scores[pair] >= self.config.link and other.id not in members:
                    members[other.id] = other
                    queue.append(other)
            for partner in self.verdicts.partners(current.id):
                other = self.index.get(partner)
                if other.id not in members and self._is_core(other):
                    members[other.id] = other
                    queue.append(other)
        return members

    def _divide(self, members: dict[str, Evidence], scores: dict[tuple[str, str], float]) -> list[frozenset[str]]:
        """Divide a component into groups, strongest pairs first, never across a contradiction."""
        group_of: dict[str, list[str]] = {}
        bundles: dict[str, list[str]] = {}
        for member in sorted(members):
            bundle = bundles.setdefault(self.verdicts.together(member), [])
            bundle.append(member)
            group_of[member] = bundle
        links = [(-score, a, b) for (a, b), score in scores.items() if score >= self.config.link]
        for _, a, b in sorted(link for link in links if link[1] in members and link[2] in members):
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
        scores: dict[tuple[str, str], float],
    ) -> bool:
        """Tell whether no account of one group contradicts one of the other."""
        for first in left:
            for second in right:
                a, b = members[first], members[second]
                if self.verdicts.are_apart(first, second) or (a.is_anchor and b.is_anchor):
                    return False
                pair = _pair(first, second)
                if pair not in scores:
                    scores[pair] = self._score(a, b)
                if scores[pair] < self.config.clash:
                    return False
        return True

    # Loose accounts: the group each joins, and groups of those that join none.

    def _loose_around(self, evidence: Evidence) -> list[Evidence]:
        if not evidence.is_sharp:
            return []
        return [loose for loose in self.index.loose_for(evidence) if not self._is_core(loose)]

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
        """Return the groups that nothing in a loose account contradicts, best first; none where they are too many."""
        candidates = self.index.sharp_for(evidence)
        if len(candidates) > self.config.max_candidates:
            return []
        self.index.prepare(other for other in candidates if other.id not in self._core)
        best: dict[frozenset[str], float] = {}
        worst: dict[frozenset[str], float] = {}
        for other in candidates:
            score = self._score(evidence, other)
            group = self._core_group(other)
            best[group] = max(score, best.get(group, score))
            worst[group] = min(score, worst.get(group, score))
        ranked = sorted(((score, sorted(group)) for group, score in best.items()), key=lambda item: (-item[0], item[1]))
        return [
            (score, frozenset(members))
            for score, members in ranked
            if worst[frozenset(members)] >= self.config.clash
            and not any(self.verdicts.are_apart(evidence.id, member) for member in members)
        ]

    def _loose_group(self, evidence: Evidence) -> frozenset[str]:
        if evidence.id not in self._loose:
            scores: dict[tuple[str, str], float] = {}
            members = {evidence.id: evidence}
            queue = [evidence]
            while queue:
                current = queue.pop()
                for other, score in self._loose_links(current):
                    scores[_pair(current.id, other.id)] = score
                    if other.id not in members:
                        members[other.id] = other
                        queue.append(other)
            for group in self._divide(members, scores):
                self._loose |= dict.fromkeys(group, group)
        return self._loose[evidence.id]

    def _loose_links(self, evidence: Evidence) -> list[tuple[Evidence, float]]:
        """Return the homeless loose accounts that link to one, with the scores."""
        links = []
        alike = self._loose_like(evidence)
        self.index.prepare(alike)
        for other in alike:
            score = self._score(evidence, other)
            # Crowding is looked at from both sides, so that a link never depends on where the search began.
            if score >= self.config.link and self._home_of(other) is None and self._loose_like(other):
                links.append((other, score))
        return links

    def _loose_like(self, evidence: Evidence) -> list[Evidence]:
        """Return the loose accounts to compare one with; none where they are too many for any to stand out."""
        neighbours = [other for other in self.index.loose_neighbours(evidence) if not self._is_core(other)]
        return neighbours if len(neighbours) <= self.config.max_candidates else []


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


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
