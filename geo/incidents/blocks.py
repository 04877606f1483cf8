"""Blocking: which accounts are worth comparing, by keys that accounts of one event share.

A sharp account (day and district known) has keys of day and area, and is found by other sharp ones under these. A
loose account (a month, a region, no date ...) looks for sharp ones under wider keys, which every account carries:
`wide_keys` are those under which an account is found, `loose_keys` those under which a loose one looks and is found by
its like. A shipped incident of vague day or place, a weak anchor, finds sharp accounts as a loose one does. Sharing a
key is symmetric, so the order of arrival does not matter.
"""

import datetime as dt
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from geo.incidents.evidence import Evidence, day_of_year

# Raised when the keys or the evidence change: a store that was filled under others matches its accounts anew.
KEYS_VERSION = 4
_YEAR_DAYS = 366
# An undated account of the day's news looks this many days back from its publication.
_NEWS_DAYS = 10
# And, by place or number of killed, this many.
_NEWS_MONTH_DAYS = 45
# Dates wider than this look by months; wider than a year they are no help in finding an event.
_DAY_KEYS = 10
_MONTH_KEYS = 13
# Parties so seldom named that, with the number of killed, they find an event.
_RARE_PARTIES = frozenset(("chinese_workers", "jamaat_ansarullah", "iskp", "nrf"))
_COPY_KEYS = 6
# One killed is said of too many events to find one by.
_MIN_NUMBER = 2


SHARP, WIDE, LOOSE, WEAK = "sharp", "wide", "loose", "weak"


@dataclass(slots=True)
class Noted:
    """What was worked out of accounts, right as long as others only come; by the id of the account.

    Attributes
    ----------
    crowded
        How many others at least an account shared its keys with, in a role, when they were too many.
    room
        How many more loose accounts may come beside a loose one before they are too many to compare it with, at most;
        below 0 they are.
    links
        The loose accounts that a loose one is linked to, each with the score.
    fits
        What a loose account was found to fit best: how many accounts it was compared with, and the two best groups,
        each by its score and one of its members.
    """

    crowded: dict[tuple[str, str], int] = field(default_factory=dict)
    room: dict[str, int] = field(default_factory=dict)
    links: dict[str, dict[str, float]] = field(default_factory=dict)
    fits: dict[str, tuple[int, list[tuple[float, str]]]] = field(default_factory=dict)

    def all(self) -> tuple[dict[Any, Any], ...]:
        """Return each of the notes."""
        return self.crowded, self.room, self.links, self.fits

    def clear(self) -> None:
        """Forget all, as some accounts say other things now, count no more, or were judged."""
        for one in self.all():
            one.clear()


class Index(ABC):
    """Accounts found by the keys they share; where accounts and keys are kept is the subclass's matter.

    Attributes
    ----------
    noted
        What was worked out of its accounts.
    """

    noted: Noted

    @abstractmethod
    def get(self, evidence_id: str) -> Evidence:
        """Return an account by its id."""

    @abstractmethod
    def find(self, role: str, keys: Iterable[str]) -> set[str]:
        """Return the ids of the accounts that carry any of some keys in one of the roles."""

    @abstractmethod
    def size(self, role: str, key: str) -> int:
        """Return how many accounts carry a key in a role."""

    def prepare(self, evidences: Iterable[Evidence]) -> None:  # noqa: B027 - nothing to save is no fault
        """Expect to be asked for what may be of one event with some accounts; where asking costs time, it is saved."""

    def expect(self, ids: Iterable[str]) -> None:  # noqa: B027 - likewise
        """Expect to be asked for some accounts; where asking costs time, it is saved."""

    def sharp_neighbours(self, evidence: Evidence) -> list[Evidence]:
        """Return the sharp accounts that may be of one event with a sharp one, without itself."""
        if evidence.is_weak_anchor:
            found = self._others(evidence, self.find(WIDE, loose_keys(evidence)))
            return [other for other in found if not other.is_anchor]
        ids = self.find(SHARP, sharp_keys(evidence))
        if not evidence.is_anchor:
            ids |= self.find(WEAK, wide_keys(evidence))
        return self._others(evidence, ids)

    def sharp_for(self, evidence: Evidence, most: int) -> list[Evidence]:
        """Return the sharp accounts that a loose one may belong to; none where they are more than `most`."""
        return self._few(evidence, WIDE, looked_under(evidence), most)

    def loose_for(self, evidence: Evidence, most: int) -> list[Evidence]:
        """Return the loose accounts that look for a sharp one under any of its wide keys.

        Those that find more than `most` under that key alone are left out.
        """
        keys = [key for key in wide_keys(evidence) if self.size(LOOSE, key) and self.size(WIDE, key) <= most]
        return self._others(evidence, self.find(LOOSE, keys))

    def loose_neighbours(self, evidence: Evidence, most: int) -> list[Evidence]:
        """Return the loose accounts that share a loose key with a loose one; none where they are more than `most`."""
        return self._few(evidence, LOOSE, loose_keys(evidence), most)

    def count_beside(self, evidence: Evidence, most: int) -> int:
        """Return how many loose accounts share a loose key with a loose one, itself among them.

        Where more than `most` share a single key, these alone are counted.
        """
        keys = loose_keys(evidence)
        size = max((self.size(LOOSE, key) for key in keys), default=0)
        return size if size > most else len(self.find(LOOSE, keys))

    def loose_beside(self, evidence: Evidence, most: int) -> list[Evidence]:
        """Return the loose accounts that share a loose key with a loose one, without those that do with too many."""
        return self._others(evidence, self.ids_beside(evidence, most))

    def ids_beside(self, evidence: Evidence, most: int) -> set[str]:
        """Return the ids of what `loose_beside` returns, and its own."""
        return self.find(LOOSE, [key for key in loose_keys(evidence) if self.size(LOOSE, key) <= most + 1])

    def _few(self, evidence: Evidence, role: str, keys: Iterable[str], most: int) -> list[Evidence]:
        wanted = list(keys)
        known = (role, evidence.id)
        if self.noted.crowded.get(known, 0) > most:
            return []
        for key in wanted:
            # With the account itself.
            if (size := self.size(role, key)) > most + 1:
                self.noted.crowded[known] = size
                return []
        found = self.find(role, wanted) - {evidence.id}
        if len(found) <= most:
            return self._others(evidence, found)
        self.noted.crowded[known] = len(found)
        return []

    def _others(self, evidence: Evidence, ids: set[str]) -> list[Evidence]:
        self.expect(ids)
        return [self.get(found) for found in sorted(ids - {evidence.id})]


class MemoryIndex(Index):
    """Accounts by key, in memory."""

    def __init__(self, evidences: Iterable[Evidence] = ()) -> None:
        self.noted = Noted()
        self._all: dict[str, Evidence] = {}
        self._ids: dict[tuple[str, str], list[str]] = defaultdict(list)
        for evidence in evidences:
            self.add(evidence)

    def add(self, evidence: Evidence) -> None:
        """Add an account; one that is there already is left as it is."""
        if evidence.id not in self._all:
            self._all[evidence.id] = evidence
            for entry in entries(evidence):
                self._ids[entry].append(evidence.id)

    def get(self, evidence_id: str) -> Evidence:
        """Return an account by its id."""
        return self._all[evidence_id]

    def size(self, role: str, key: str) -> int:
        """Return how many accounts carry a key in a role."""
        return len(self._ids.get((role, key), ()))

    def find(self, role: str, keys: Iterable[str]) -> set[str]:
        """Return the ids of the accounts that carry any of some keys in one of the roles."""
        return {found for key in keys for found in self._ids.get((role, key), ())}


def entries(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Give the keys under which an account is found, each with its role."""
    if not evidence.is_sharp:
        yield from ((LOOSE, key) for key in looked_under(evidence))
        return
    yield from ((SHARP, key) for key in sharp_keys(evidence))
    yield from ((WIDE, key) for key in wide_keys(evidence))
    if evidence.is_weak_anchor:
        yield from ((WEAK, key) for key in loose_keys(evidence))


def sharp_keys(evidence: Evidence) -> set[str]:
    """Keys of a sharp account: each day of its date, and one to either side, with each area of its place."""
    if evidence.is_weak_anchor or evidence.first is None or evidence.last is None:
        return set()
    areas = {area for area in (evidence.district, *evidence.segments) if area}
    keys = {f"{day}|{area}" for day in range(evidence.first - 1, evidence.last + 2) for area in areas}
    return keys | set(_record_key(evidence))


def wide_keys(evidence: Evidence) -> set[str]:
    """Keys under which loose accounts find a sharp one."""
    keys = {
        *_text_keys(evidence),
        *_people_keys(evidence),
        *_lasting_keys(evidence),
        *_record_key(evidence),
    }
    if evidence.first is not None and evidence.last is not None:
        if evidence.last - evidence.first < _DAY_KEYS:
            keys |= {f"D{day}" for day in range(evidence.first - 1, evidence.last + 2)}
            keys |= {f"P{day_of_year(day)}" for day in range(evidence.first - 1, evidence.last + 2)}
        else:
            keys |= {f"U{key}" for key in _month_keys(evidence.first, evidence.last, None)}
        keys |= set(_month_keys(evidence.first, evidence.last, evidence.region))
        keys |= set(_month_keys(evidence.first, evidence.last, None))
        keys |= set(_timed_keys(evidence, evidence.first, evidence.last))
        return keys
    if evidence.month_day is not None:
        keys |= _month_day_keys(evidence.month_day)
    return keys | {f"U{key}" for key in _place_keys(evidence)}


def loose_keys(evidence: Evidence) -> set[str]:
    """Keys under which a loose account looks, and under which its like and sharp ones find it."""
    keys = {*_text_keys(evidence), *_people_keys(evidence), *_record_key(evidence)}
    if evidence.first is not None and evidence.last is not None:
        if evidence.last - evidence.first < _DAY_KEYS:
            return keys | {f"D{day}" for day in range(evidence.first, evidence.last + 1)}
        return keys | set(_month_keys(evidence.first, evidence.last, evidence.region))
    if evidence.month_day is not None:
        return keys | _month_day_keys(evidence.month_day)
    if evidence.published is None:
        return keys | {*_place_keys(evidence), *_number_key(evidence, evidence.region)}
    back = _NEWS_MONTH_DAYS if evidence.is_main else _YEAR_DAYS
    keys |= set(_timed_keys(evidence, evidence.published - back, evidence.published))
    if evidence.is_main:
        keys |= {f"D{day}" for day in range(evidence.published - _NEWS_DAYS, evidence.published + 1)}
    return keys


def looked_under(evidence: Evidence) -> set[str]:
    """Keys under which a loose account looks for sharp ones."""
    return loose_keys(evidence) | vague_keys(evidence)


def vague_keys(evidence: Evidence) -> set[str]:
    """Keys under which a loose account looks for shipped incidents without a date at its place, or of its month."""
    keys = {f"U{key}" for key in _place_keys(evidence)}
    if evidence.first is not None and evidence.last is not None:
        keys |= {f"U{key}" for key in _month_keys(evidence.first, evidence.last, None)}
    return keys


def _lasting_keys(evidence: Evidence) -> Iterator[str]:
    """Give place and number of killed without a time: for accounts that neither date nor publication narrows down."""
    yield from _place_keys(evidence)
    yield from _number_key(evidence, None)
    if evidence.region:
        yield from _number_key(evidence, evidence.region)


def _timed_keys(evidence: Evidence, first: int, last: int) -> Iterator[str]:
    """Give place and number of killed with each month of a period."""
    for month in _month_keys(first, last, None):
        for key in _lasting_keys(evidence):
            yield f"{month}|{key}"


def _month_day_keys(month_day: int) -> set[str]:
    return {f"P{(month_day + step - 1) % _YEAR_DAYS + 1}" for step in (-1, 0, 1)}


def _month_keys(first: int, last: int, region: str | None) -> Iterator[str]:
    """Give a key for each month that a date may fall in, with the region where it is known."""
    start, end = dt.date.fromordinal(first), dt.date.fromordinal(last)
    months = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    if len(months) <= _MONTH_KEYS:
        for month in months:
            yield f"M{month}|{region}" if region else f"M{month}"


def _place_keys(evidence: Evidence) -> Iterator[str]:
    if evidence.has_own_place:
        yield f"L{evidence.place_id}"
    if evidence.district and evidence.district != evidence.place_id:
        yield f"L{evidence.district}"


def _people_keys(evidence: Evidence) -> Iterator[str]:
    best = evidence.killed[1]
    if best:
        for party in evidence.parties & _RARE_PARTIES:
            yield f"K{party}|{best}"


def _number_key(evidence: Evidence, region: str | None) -> Iterator[str]:
    """Give the number of killed with the region: all that an account without date and place can be found by."""
    best = evidence.killed[1]
    if best is not None and best >= _MIN_NUMBER:
        yield f"N{best}|{region}" if region else f"N{best}"


def _record_key(evidence: Evidence) -> Iterator[str]:
    """Give the row of a data set that the report is: a corrected one may have another day and place."""
    if evidence.record is not None:
        yield f"R{'|'.join(evidence.record)}"


def _text_keys(evidence: Evidence) -> Iterator[str]:
    """Give the runs of words by which copies meet; the rows of a data set share the names of its columns."""
    if evidence.record is not None:
        return
    for value in evidence.sketch[:_COPY_KEYS]:
        yield f"W{value}"
