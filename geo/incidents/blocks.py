"""Blocking: which accounts are worth comparing, by keys that accounts of one event share.

A sharp account (day and district known) has keys of day and area, and is found by other sharp ones under these. A
loose account (a month, a region, no date ...) looks for sharp ones under wider keys, which every account carries:
`wide_keys` are those under which an account is found, `loose_keys` those under which a loose one looks and is found by
its like. A shipped incident of vague day or place, a weak anchor, finds sharp accounts as a loose one does. Sharing a
key is symmetric, so the order of arrival does not matter.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Protocol

from geo.core.vocab import PRECISION_CLASSES
from geo.incidents.evidence import Evidence, day_of_year

_DISTRICT_ORDER = PRECISION_CLASSES["district"].order
_YEAR_DAYS = 366
# An undated account of the day's news looks this many days back from its publication.
_NEWS_DAYS = 10
# Dates wider than this look by months; wider than a year they are no help in finding an event.
_DAY_KEYS = 10
_MONTH_KEYS = 13
# Parties so seldom named that, with the number of killed, they find an event.
_RARE_PARTIES = frozenset(("chinese_workers", "jamaat_ansarullah", "iskp", "nrf"))
_COPY_KEYS = 6


class Index(Protocol):
    """Where accounts are found by their keys: in memory, or in a store."""

    def get(self, evidence_id: str) -> Evidence:
        """Return an account by its id."""

    def sharp_neighbours(self, evidence: Evidence) -> list[Evidence]:
        """Return the sharp accounts that may be of one event with a sharp one, without itself."""

    def sharp_for(self, evidence: Evidence) -> list[Evidence]:
        """Return the sharp accounts that a loose one may belong to."""

    def loose_for(self, evidence: Evidence) -> list[Evidence]:
        """Return the loose accounts that look for a sharp one under any of its wide keys."""

    def loose_neighbours(self, evidence: Evidence) -> list[Evidence]:
        """Return the loose accounts that share a loose key with a loose one, without itself."""


class MemoryIndex:
    """Accounts by key, in memory."""

    def __init__(self, evidences: Iterable[Evidence] = ()) -> None:
        self._all: dict[str, Evidence] = {}
        self._sharp: dict[str, list[str]] = defaultdict(list)
        self._wide: dict[str, list[str]] = defaultdict(list)
        self._loose: dict[str, list[str]] = defaultdict(list)
        self._weak: dict[str, list[str]] = defaultdict(list)
        for evidence in evidences:
            self.add(evidence)

    def __len__(self) -> int:
        return len(self._all)

    def get(self, evidence_id: str) -> Evidence:
        """Return an account by its id."""
        return self._all[evidence_id]

    def add(self, evidence: Evidence) -> None:
        """Add an account; one that is there already is left as it is."""
        if evidence.id in self._all:
            return
        self._all[evidence.id] = evidence
        if evidence.is_sharp:
            for key in sharp_keys(evidence):
                self._sharp[key].append(evidence.id)
            for key in wide_keys(evidence):
                self._wide[key].append(evidence.id)
            for key in loose_keys(evidence) if evidence.is_weak_anchor else ():
                self._weak[key].append(evidence.id)
        else:
            for key in loose_keys(evidence):
                self._loose[key].append(evidence.id)

    def sharp_neighbours(self, evidence: Evidence) -> list[Evidence]:
        """Return the sharp accounts that may be of one event with a sharp one, without itself."""
        if evidence.is_weak_anchor:
            found = self._found(self._wide, loose_keys(evidence), evidence)
            return [other for other in found if not other.is_anchor]
        anchors = [] if evidence.is_anchor else self._found(self._weak, wide_keys(evidence), evidence)
        return self._found(self._sharp, sharp_keys(evidence), evidence) + anchors

    def sharp_for(self, evidence: Evidence) -> list[Evidence]:
        """Return the sharp accounts that a loose one may belong to."""
        return self._found(self._wide, loose_keys(evidence), evidence)

    def loose_for(self, evidence: Evidence) -> list[Evidence]:
        """Return the loose accounts that look for a sharp one under any of its wide keys."""
        return self._found(self._loose, wide_keys(evidence), evidence)

    def loose_neighbours(self, evidence: Evidence) -> list[Evidence]:
        """Return the loose accounts that share a loose key with a loose one, without itself."""
        return self._found(self._loose, loose_keys(evidence), evidence)

    def _found(self, table: dict[str, list[str]], keys: Iterable[str], evidence: Evidence) -> list[Evidence]:
        ids = {found for key in keys for found in table.get(key, ())}
        ids.discard(evidence.id)
        return [self._all[found] for found in sorted(ids)]


def sharp_keys(evidence: Evidence) -> set[str]:
    """Keys of a sharp account: each day of its date, and one to either side, with each area of its place."""
    if evidence.is_weak_anchor or evidence.first is None or evidence.last is None:
        return set()
    areas = {area for area in (evidence.district, *evidence.segments) if area}
    return {f"{day}|{area}" for day in range(evidence.first - 1, evidence.last + 2) for area in areas}


def wide_keys(evidence: Evidence) -> set[str]:
    """Keys under which loose accounts find a sharp one."""
    keys = set(_text_keys(evidence)) | set(_people_keys(evidence)) | set(_place_keys(evidence))
    if evidence.first is not None and evidence.last is not None:
        if evidence.last - evidence.first < _DAY_KEYS:
            keys |= {f"D{day}" for day in range(evidence.first - 1, evidence.last + 2)}
            keys |= {f"P{day_of_year(day)}" for day in range(evidence.first - 1, evidence.last + 2)}
        keys |= set(_month_keys(evidence.first, evidence.last, evidence.region))
        keys |= set(_month_keys(evidence.first, evidence.last, None))
    elif evidence.month_day is not None:
        keys |= _month_day_keys(evidence.month_day)
    return keys


def loose_keys(evidence: Evidence) -> set[str]:
    """Keys under which a loose account looks, and under which its like and sharp ones find it."""
    keys = set(_text_keys(evidence)) | set(_people_keys(evidence))
    if evidence.first is not None and evidence.last is not None:
        if evidence.last - evidence.first < _DAY_KEYS:
            keys |= {f"D{day}" for day in range(evidence.first, evidence.last + 1)}
        else:
            keys |= set(_month_keys(evidence.first, evidence.last, evidence.region))
        if evidence.place_order <= _DISTRICT_ORDER:
            keys |= set(_place_keys(evidence))
    else:
        keys |= set(_place_keys(evidence))
        if evidence.month_day is not None:
            keys |= _month_day_keys(evidence.month_day)
        elif evidence.is_main and evidence.published is not None:
            keys |= {f"D{day}" for day in range(evidence.published - _NEWS_DAYS, evidence.published + 1)}
    return keys


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
    if evidence.place_order <= _DISTRICT_ORDER:
        if evidence.place_id:
            yield f"L{evidence.place_id}"
        if evidence.district and evidence.district != evidence.place_id:
            yield f"L{evidence.district}"


def _people_keys(evidence: Evidence) -> Iterator[str]:
    best = evidence.killed[1]
    if best:
        for party in evidence.parties & _RARE_PARTIES:
            yield f"K{party}|{best}"


def _text_keys(evidence: Evidence) -> Iterator[str]:
    for value in evidence.sketch[:_COPY_KEYS]:
        yield f"W{value}"
