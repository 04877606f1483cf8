"""Which incidents change by new, changed or newly judged accounts: found without working out those that do not.

What is held already is right, so that only what is within reach of a change is worked out anew:

1. Groups of sharp accounts change in the components of links that a change touches; elsewhere they are as held.
2. A loose account may choose another home if one that it looks at is new or changed, or if groups that it looks at
   were joined or parted.
3. The loose accounts without a home change in the components that one of them enters or leaves.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from geo.incidents.blocks import WIDE, Index, looked_under, wide_keys
from geo.incidents.clustering import Clusterer, Group, Scores, Verdicts, in_order
from geo.incidents.evidence import Evidence
from geo.incidents.matching import MatchConfig


class Held(Protocol):
    """In which incident each account is held so far."""

    def expect(self, ids: Collection[str]) -> None:
        """Expect to be asked about some accounts; where asking costs time, it is saved."""

    def with_(self, evidence_id: str) -> Collection[str]:
        """Return the ids of the accounts held in the incident of one, itself among them; none if it is in none."""


class HeldInMemory:
    """The incidents of accounts by a mapping of each account to all that are held with it."""

    def __init__(self, held: Mapping[str, Collection[str]]) -> None:
        self._held = held

    def expect(self, ids: Collection[str]) -> None:
        """Do nothing: what is in memory need not be fetched."""

    def with_(self, evidence_id: str) -> Collection[str]:
        """Return the ids of the accounts held in the incident of one."""
        return self._held.get(evidence_id, ())


class Regrouping(Clusterer):
    """Works out once which incidents are others than they are held.

    Parameters
    ----------
    index
        The accounts as they are now.
    held
        The incidents as they were right before the change.
    """

    def __init__(
        self, index: Index, held: Held, *, verdicts: Verdicts | None = None, config: MatchConfig | None = None
    ) -> None:
        super().__init__(index, verdicts=verdicts, config=config)
        self._held = held
        self._changed: set[str] = set()
        self._named: set[str] = set()
        self._are_new = False
        self._touched: dict[str, Evidence] = {}
        self._cores_held: dict[str, frozenset[str]] = {}
        self._looked_at: dict[str, list[Evidence]] = {}
        self._keys: dict[str, set[str]] = {}
        self._filled: set[str] = set()

    def regroup(self, evidences: Iterable[Evidence], *, also: Iterable[str] = (), are_new: bool = False) -> list[Group]:
        """Work out every incident that some new, changed or newly judged accounts may have changed.

        Parameters
        ----------
        evidences
            The accounts, in the index already.
        also
            Ids of further accounts whose incident may be another now: those that were within reach (`reach`) of what
            an account said before it was changed, or of one that counts no more.
        are_new
            The accounts were not there before.

        Returns
        -------
        list of Group
            Together they hold every account whose incident is another now; the others' stay as they are held.
        """
        changed = {evidence.id: evidence for evidence in evidences}
        self._changed, self._are_new = set(changed), are_new
        self.index.prepare(changed.values())
        self._named = self._with_partners(self._changed.union(also))
        starts = [self.index.get(one) for one in sorted(self._named)]
        self._expect([start.id for start in starts])
        parted = self._regroup_cores([start for start in starts if self._is_core(start)])
        self._touch(parted, [start for start in starts if not self._is_core(start)])
        moved = [loose for loose in self._touched.values() if self._has_moved(loose)]
        self._regroup_loose({loose.id: loose for loose in (*moved, *starts) if not self._is_core(loose)})
        wanted = {start.id for start in starts} | parted.keys() | self._loose.keys() | {loose.id for loose in moved}
        return self._groups_around(wanted)

    def reach(self, evidences: Iterable[Evidence]) -> set[str]:
        """Return the ids of the accounts that are linked to some, or may join what these are linked to."""
        some = list(evidences)
        self._changed = {evidence.id for evidence in some}
        reached = set(self._changed)
        cores = [evidence for evidence in some if self._is_core(evidence)]
        members = self._grouped(cores, self._linked)
        reached.update(members)
        for name in members:
            reached.update(loose.id for loose in self._loose_around(self.index.get(name)))
        for evidence in some:
            if not evidence.is_sharp:
                reached.update(other.id for other in self.index.loose_beside(evidence, self._most))
        return reached

    @property
    def _most(self) -> int:
        """The number of accounts beyond which a key was too common before the change as well as after it."""
        return self.config.max_candidates + self.verdicts.n_bound + len(self._changed)

    def _with_partners(self, ids: set[str]) -> set[str]:
        """Add all that judgements name together with some accounts, directly or by others."""
        found = set(ids)
        queue = list(ids)
        while queue:
            new = self.verdicts.partners(queue.pop()) - found
            found |= new
            queue += new
        return found

    def _expect(self, ids: Iterable[str]) -> None:
        """Expect to be asked for some accounts, and for those that they are held with."""
        some = list(ids)
        self._held.expect(some)
        self.index.expect({other for one in some for other in (one, *self._held.with_(one))})

    def _core_of(self, evidence_id: str) -> frozenset[str]:
        """Return the sharp accounts of the incident in which one is held."""
        if evidence_id not in self._cores_held:
            together = self._held.with_(evidence_id)
            core = frozenset(one for one in together if self._is_core(self.index.get(one)))
            if all(one in self._named and not self.index.get(one).is_sharp for one in core):
                # They were loose ones that judgements bind only now.
                core = frozenset()
            self._cores_held |= dict.fromkeys((evidence_id, *together), core)
        return self._cores_held[evidence_id]

    # 1. Sharp accounts.

    def _regroup_cores(self, starts: list[Evidence]) -> dict[str, frozenset[str]]:
        """Work out the groups of the components that a change touches; return those that are others than held."""
        queue = starts
        while queue:
            found = self._grouped(queue, self._linked)
            self._core |= found
            self._expect(found)
            around = {other for one in found for other in self._core_of(one) if other not in self._core}
            queue = [self.index.get(one) for one in sorted(around)]
        return {one: group for one, group in self._core.items() if one in self._changed or self._core_of(one) != group}

    def _core_group(self, evidence: Evidence) -> frozenset[str]:
        if evidence.id not in self._core:
            group = self._core_of(evidence.id)
            if evidence.id not in group:
                return super()._core_group(evidence)
            self._core |= dict.fromkeys(group, group)
        return self._core[evidence.id]

    def _expect_cores(self, evidences: Iterable[Evidence]) -> None:
        self._expect([other.id for other in evidences if other.id not in self._core])

    # 2. Where loose accounts are at home.

    def _touch(self, parted: dict[str, frozenset[str]], loose: Iterable[Evidence]) -> None:
        """Find the loose accounts that may choose another home."""
        self._touched = {one.id: one for one in loose}
        grown: set[str] = set()
        near: set[str] = set()
        for group in set(parted.values()):
            before = {self._core_of(one) for one in group - self._changed}
            has_grown = len(before) < 2 and all(core - group <= self._changed for core in before)
            if has_grown and self._are_new:
                grown |= group & self._changed
            else:
                near |= (group & self._changed) if has_grown else group
        self.index.prepare(self.index.get(one) for one in sorted(near | grown))
        for one in sorted(near):
            self._touched |= {loose.id: loose for loose in self._loose_around(self.index.get(one))}
        coming: dict[str, list[Evidence]] = defaultdict(list)
        for one in sorted(grown):
            evidence = self.index.get(one)
            for around in self._loose_around(evidence):
                coming[around.id].append(evidence)
        for name, some in coming.items():
            if name not in self._touched and self._may_fit_others(self.index.get(name), some):
                self._touched[name] = self.index.get(name)
        unknown = [one for one in self._touched.values() if one.id not in self._fits]
        self.index.prepare(unknown)
        self._expect(self._touched)
        self._expect_cores({other.id: other for one in unknown for other in self._candidates(one)}.values())

    def _may_fit_others(self, loose: Evidence, coming: Sequence[Evidence]) -> bool:
        """Tell whether a loose account may fit other groups best by some new sharp accounts.

        As a rule that is known from what it fitted best before: with a new account a group can only fit it better or,
        where the two contradict each other, not at all.
        """
        if self.index.noted.crowded.get((WIDE, loose.id), 0) > self.config.max_candidates:
            return False
        n_before, best = self.index.noted.fits.get(loose.id, (self.config.max_candidates, []))
        n_now = n_before + len(coming)
        if n_now > self.config.max_candidates or self.verdicts.partners(loose.id):
            return True
        groups = {self._core_group(other) for other in coming}
        rest = [(score, member) for score, member in best if not any(member in group for group in groups)]
        fits = {group: self._fit(loose, group) for group in groups}
        if len(best) == 2 and any(member in group for _, member in best for group, fit in fits.items() if fit is None):
            # Which group was the third is not known.
            return True
        found = [(fit, min(group)) for group, fit in fits.items() if fit is not None]
        now = sorted([*rest, *found], key=lambda item: (-item[0], item[1]))[:2]
        self.index.noted.fits[loose.id] = (n_now, now)
        if now == best:
            return False
        self._fits[loose.id] = [(score, self._core_group(self.index.get(member))) for score, member in now]
        return True

    def _fit(self, loose: Evidence, group: frozenset[str]) -> float | None:
        """Return how well a group fits a loose account that finds some of it; None if any of these contradicts it."""
        found = [other for other in map(self.index.get, group) if other.is_sharp and self._finds(loose, other)]
        scores = [self._score(loose, other) for other in found]
        return max(scores) if min(scores) >= self.config.clash else None

    def _finds(self, loose: Evidence, sharp: Evidence) -> bool:
        for one, keys in ((loose, looked_under), (sharp, wide_keys)):
            if one.id not in self._keys:
                self._keys[one.id] = keys(one)
        return not self._keys[loose.id].isdisjoint(self._keys[sharp.id])

    def _fitting_anew(self, evidence: Evidence) -> list[tuple[float, frozenset[str]]]:
        found = super()._fitting_anew(evidence)
        n_candidates = len(self._candidates(evidence))
        # With none there may be too many.
        if n_candidates:
            self.index.noted.fits[evidence.id] = (n_candidates, [(score, min(group)) for score, group in found])
        else:
            self.index.noted.fits.pop(evidence.id, None)
        return found

    def _candidates(self, evidence: Evidence) -> list[Evidence]:
        if evidence.id not in self._looked_at:
            self._looked_at[evidence.id] = super()._candidates(evidence)
        return self._looked_at[evidence.id]

    def _loose_around(self, evidence: Evidence) -> list[Evidence]:
        if not evidence.is_sharp:
            return []
        return [loose for loose in self.index.loose_for(evidence, self._most) if not self._is_core(loose)]

    def _home_of(self, evidence: Evidence) -> frozenset[str] | None:
        if evidence.id not in self._home:
            is_touched = evidence.id in self._touched
            self._home[evidence.id] = self._choose_home(evidence) if is_touched else self._home_before(evidence)
        return self._home[evidence.id]

    def _home_before(self, evidence: Evidence) -> frozenset[str] | None:
        """Return the group at which a loose account was at home, as that is now."""
        self._expect([evidence.id])
        core = self._core_of(evidence.id)
        if not core:
            return None
        # By one that was no loose one itself: of those that judgements name, some may have been.
        first = min(
            (self.index.get(one) for one in core), key=lambda one: (not one.is_sharp, one.id in self._named, one.id)
        )
        return self._core_group(first)

    def _has_moved(self, evidence: Evidence) -> bool:
        """Tell whether a loose account has another home, or makes an incident where it made none, or none any more."""
        home = self._home_of(evidence)
        if evidence.id in self._changed or home != self._home_before(evidence):
            return True
        return home is None and self._is_open(evidence) == bool(self._held.with_(evidence.id))

    # 3. Loose accounts without a home.

    def _regroup_loose(self, moved: dict[str, Evidence]) -> None:
        """Work out the groups of the loose accounts whose components some have entered or left."""
        moved |= {one.id: one for one in self._newly_crowded()}
        around = dict(moved)
        for evidence in moved.values():
            if not (self._are_new and evidence.id in self._changed):
                around |= {other.id: other for other in self._once_linked(evidence)}
        queue = self._homeless(around.values())
        while queue:
            self._loose |= self._grouped(queue, self._loose_linked)
            self._expect({*self._loose, *moved})
            together = {other for one in (*self._loose, *moved) for other in self._held.with_(one)}
            queue = self._homeless(self.index.get(one) for one in sorted(together - self._loose.keys()))

    def _homeless(self, evidences: Iterable[Evidence]) -> list[Evidence]:
        return [one for one in evidences if not self._is_core(one) and self._home_of(one) is None]

    def _newly_crowded(self) -> list[Evidence]:
        """Return the loose accounts that may be compared with none since now, or with some since now."""
        changed = [one for one in (self.index.get(name) for name in self._changed) if not one.is_sharp]
        # Who was judged the same as others is not counted among the loose any more.
        bound = {other.id: other for one in changed if self._is_core(one) for other in self._beside(one)}
        coming: dict[str, set[str]] = defaultdict(set)
        for one in changed:
            for name in self.index.ids_beside(one, self._most) if not self._is_core(one) else ():
                if name not in self._changed and self.index.noted.room.get(name, 0) >= -self.verdicts.n_bound:
                    coming[name].add(one.id)
        self.index.expect(coming)
        crowded = []
        for name, some in coming.items():
            other = self.index.get(name)
            if self._is_core(other):
                continue
            before = self.index.noted.room.get(name)
            room = self.index.noted.room[name] = self._count_room(other) if before is None else before - len(some)
            if name in self.index.noted.links:
                self.index.noted.links[name] |= self._links(other, map(self.index.get, some))
            # With those that came just now, but maybe not without them.
            if room < 0 <= room + len(some) + self.verdicts.n_bound:
                crowded.append(other)
        self._filled = {one.id for one in crowded}
        return [*bound.values(), *crowded]

    def _beside(self, evidence: Evidence) -> list[Evidence]:
        return [one for one in self.index.loose_beside(evidence, self._most) if not self._is_core(one)]

    def _once_linked(self, evidence: Evidence) -> list[Evidence]:
        """Return the loose accounts that one may have been linked to before the change."""
        if (
            self._are_new
            and not self.verdicts.n_bound
            and evidence.id not in self._filled
            and self._is_crowded(evidence)
        ):
            return []
        return [self.index.get(one) for one in self._linked_to(evidence)]

    def _loose_linked(self, evidence: Evidence, scores: Scores) -> Iterator[Evidence]:
        if self.verdicts.n_bound:
            # Who was judged the same as others is not counted: what is noted does not hold.
            yield from super()._loose_linked(evidence, scores)
        elif not self._is_crowded(evidence):
            links = self._linked_to(evidence)
            self._expect(links)
            for name, score in links.items():
                other = self.index.get(name)
                scores[in_order(evidence.id, name)] = score
                if self._home_of(other) is None and not self._is_crowded(other):
                    yield other

    def _linked_to(self, evidence: Evidence) -> dict[str, float]:
        """Return the loose accounts that one is linked to, each with the score; of a crowded one, some of them."""
        known = self.index.noted.links.get(evidence.id)
        if known is None:
            known = self._links(evidence, self._beside(evidence))
            if not self.verdicts.n_bound:
                self.index.noted.links[evidence.id] = known
        return known

    def _links(self, evidence: Evidence, others: Iterable[Evidence]) -> dict[str, float]:
        scores = ((other.id, self._score(evidence, other)) for other in others)
        return {name: score for name, score in scores if score >= self.config.link}

    def _is_crowded(self, evidence: Evidence) -> bool:
        """Tell whether the loose accounts beside one are too many to compare it with."""
        if evidence.id not in self.index.noted.room:
            self.index.noted.room[evidence.id] = self._count_room(evidence)
        return self.index.noted.room[evidence.id] < 0

    def _count_room(self, evidence: Evidence) -> int:
        most = self._most_beside(evidence) + 1
        return most - self.index.count_beside(evidence, most)

    # What is another now.

    def _groups_around(self, wanted: Iterable[str]) -> list[Group]:
        """Return the incidents of some accounts, and of all that were held with any of their members."""
        joined: dict[frozenset[str], set[str]] = defaultdict(set)
        for loose in self._touched.values():
            if (home := self._home_of(loose)) is not None:
                joined[home].add(loose.id)
        found: dict[str, Group] = {}
        queue = set(wanted)
        while queue:
            self._expect(queue)
            for one in sorted(queue):
                if one not in found:
                    group = self._group_now(self.index.get(one), joined)
                    found |= dict.fromkeys(group.members, group)
            # Whoever was held with one of these may have lost it: groups change only where they overlap.
            self._expect(found)
            queue = {other for one in found for other in self._held.with_(one)} - found.keys()
        return sorted({group.members: group for group in found.values()}.values(), key=lambda group: group.members)

    def _group_now(self, evidence: Evidence, joined: Mapping[frozenset[str], set[str]]) -> Group:
        core = self._core_group(evidence) if self._is_core(evidence) else self._home_of(evidence)
        if core is None:
            if evidence.id not in self._loose:
                together = {evidence.id, *self._held.with_(evidence.id)}
                homeless = self._homeless(self.index.get(one) for one in together)
                self._loose |= dict.fromkeys((one.id for one in homeless), frozenset(one.id for one in homeless))
            members = sorted(self._loose[evidence.id])
            return Group(tuple(members), vague=True, is_open=all(self._is_open(self.index.get(one)) for one in members))
        stay = {other for one in core for other in self._held.with_(one)} - self._touched.keys() - core
        stayed = {
            one for one in stay if not self._is_core(other := self.index.get(one)) and self._home_of(other) == core
        }
        vague = not any(self.index.get(member).is_sharp for member in core)
        return Group(tuple(sorted(core | stayed | joined.get(core, set()))), vague=vague)
