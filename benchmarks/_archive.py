"""A made-up archive of reports, as large as asked for: what the store's scale is measured with.

Nothing of it is real but its proportions: how exactly days and places are given is as the reader finds it in a hundred
real reports, and so is the length of what is kept of an account.
"""

import datetime as dt
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import _root  # noqa: F401 - finds the library

from geo.border.layers import load
from geo.border.segments import shares_of_district
from geo.core.model import (
    Account,
    Candidate,
    Casualties,
    Claim,
    DateSpan,
    Party,
    Placement,
    Reading,
    Report,
    SegmentShare,
)
from geo.store import records

LAST_DAY = dt.date(2026, 10, 31)
# As in benchmarks/merging.py: ten times the accounts are ten times the years, as what an account costs depends on how
# many others are of its days.
ACCOUNTS_A_DAY = 4
# Of ten accounts of a report, so many are its news; the others recall earlier events.
_NEWS_SHARE = 0.3
# An event is the news of so many reports.
_NEWS_OF_EVENT = 2
# A recalled event is one of the last months as a rule: of real accounts with a day, 94 of 100 are of the last year.
_RECENT_SHARE, _RECENT_DAYS = 0.9, 120
_COPY_SHARE = 0.1
_DATES = {"day": 0.65, "days": 0.09, "month": 0.03, "year": 0.01, "partial": 0.1, "none": 0.12}
_PLACES = {"settlement": 0.19, "district": 0.51, "region": 0.18, "none": 0.12}
_KINDS = {
    "smuggling_clash": 29,
    "clash": 22,
    "kidnapping": 15,
    "shooting": 9,
    "incursion": 7,
    "refugee_crossing": 6,
    "detention": 5,
    "cross_border_fire": 4,
    "drone_attack": 3,
    "mine": 2,
}
_PARTIES = ("tajik_border_guards", "taliban", "smugglers", "tajik_civilians", "gunmen")
_KILLED = (None, None, None, None, 0, 1, 1, 2, 2, 3, 4, 5, 8)
_SETTLEMENTS = 12
_WORDS, _TEXT_WORDS, _OUTLETS = 20_000, 110, 40
_DEGREES = 0.2


@dataclass(frozen=True, slots=True)
class _Event:
    day: dt.date
    place: int
    settlement: int
    kind: str
    bank: str
    parties: tuple[Party, ...]
    killed: int | None
    wounded: int | None


class Archive:
    """Makes up the reports of an archive in the order of their days, the same for the same seed.

    Parameters
    ----------
    n_reports
        How many; they are spread evenly over the time up to October 2026.
    accounts_each
        Of how many events each tells: of some as news, of most to recall what was before.
    a_day
        Accounts a day.
    """

    def __init__(
        self, n_reports: int, accounts_each: int = 10, *, a_day: float = ACCOUNTS_A_DAY, seed: int = 0
    ) -> None:
        self._rng = random.Random(seed)
        self._n, self._each = n_reports, accounts_each
        self._first = LAST_DAY - dt.timedelta(days=max(int(n_reports * accounts_each / a_day), 1))
        self._n_news = max(round(accounts_each * _NEWS_SHARE), 1)
        districts = load("districts")
        self._districts: list[tuple[Any, float, float, tuple[SegmentShare, ...]]] = []
        for row in districts[districts["km_from"].notna()].itertuples():
            point = row.geometry.representative_point()
            shares = tuple(SegmentShare(id=part.id, share=part.share) for part in shares_of_district(row.district_id))
            self._districts.append((row, point.x, point.y, shares))
        self._vocabulary = [f"w{number:x}" for number in range(_WORDS)]
        self._events: list[_Event] = []

    def __iter__(self) -> Iterator[Reading]:
        n_days = (LAST_DAY - self._first).days
        last: Reading | None = None
        for number in range(self._n):
            day = self._first + dt.timedelta(days=number * n_days // self._n)
            if last is not None and self._rng.random() < _COPY_SHARE:
                text, accounts = last.report.text, last.accounts
            else:
                text = " ".join(self._rng.choices(self._vocabulary, k=_TEXT_WORDS))
                accounts = tuple(self._accounts(day))
            last = Reading(report=self._report(number, day, text), accounts=accounts)
            yield last

    def _accounts(self, day: dt.date) -> Iterator[Account]:
        rng = self._rng
        n_known = len(self._events)
        # The latest events are the news of the next reports too.
        for _ in range(self._n_news):
            if rng.random() < 1 / _NEWS_OF_EVENT or not self._events:
                self._events.append(self._event(day - dt.timedelta(days=rng.randrange(3))))
            event = self._events[-rng.randint(1, min(2 * self._n_news, len(self._events)))]
            yield self._account(event, "main")
        for _ in range(self._each - self._n_news):
            yield self._account(self._events[self._recalled(n_known)], "background")

    def _recalled(self, n_known: int) -> int:
        rng = self._rng
        if n_known < 2 or rng.random() >= _RECENT_SHARE:
            return rng.randrange(max(n_known, 1))
        a_day = n_known / max((self._events[n_known - 1].day - self._first).days, 1)
        return max(n_known - 1 - int(rng.expovariate(1 / (_RECENT_DAYS * max(a_day, 0.01)))), 0)

    def _event(self, day: dt.date) -> _Event:
        rng = self._rng
        parties = tuple(Party(id=one, label=one.replace("_", " ")) for one in rng.sample(_PARTIES, 2))
        (kind,) = rng.choices([*_KINDS], [*_KINDS.values()])
        killed = rng.choice(_KILLED)
        return _Event(
            day=day,
            place=rng.randrange(len(self._districts)),
            settlement=rng.randrange(_SETTLEMENTS),
            kind=kind,
            bank=rng.choice(("TJ", "AF")),
            parties=parties,
            killed=killed,
            wounded=rng.choice((None, None, 1, 2, 5)),
        )

    def _account(self, event: _Event, role: str) -> Account:
        """Tell of an event as one report does: more or less exactly, and now and then with another number."""
        rng = self._rng
        killed = event.killed if rng.random() < 0.8 else None
        if killed and rng.random() < 0.1:
            killed += 1
        said = "nobody" if killed is None else str(killed)
        start = rng.randrange(500)
        return Account(
            role=role,
            date=self._date(event.day),
            place=self._place(event),
            bank=event.bank,
            kind=event.kind if rng.random() < 0.85 else "other",
            killed=Casualties(best=killed),
            wounded=Casualties(best=event.wounded if rng.random() < 0.5 else None),
            detained=Casualties(),
            parties=event.parties[: rng.randint(1, 2)],
            claims=(Claim(claimant="Border command", says=f"{said} killed", prop="killed", span=(start, start + 9)),)
            if rng.random() < 0.25
            else (),
            spans={name: ((start + place, start + place + 9),) for place, name in enumerate(("date", "place", "kind"))},
        )

    def _date(self, day: dt.date) -> DateSpan:
        (kind,) = self._rng.choices([*_DATES], [*_DATES.values()])
        if kind == "day":
            return DateSpan(start=day, end=day, precision="day")
        if kind == "days":
            start = day - dt.timedelta(days=self._rng.randrange(5))
            return DateSpan(start=start, end=start + dt.timedelta(days=4), precision="week")
        if kind == "month":
            start = day.replace(day=1)
            end = (start + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
            return DateSpan(start=start, end=end, precision="month")
        if kind == "year":
            return DateSpan(start=day.replace(month=1, day=1), end=day.replace(month=12, day=31), precision="year")
        return DateSpan(partial=day.strftime("--%m-%d")) if kind == "partial" else DateSpan()

    def _place(self, event: _Event) -> Placement:
        row, lon, lat, shares = self._districts[event.place]
        (kind,) = self._rng.choices([*_PLACES], [*_PLACES.values()])
        if kind == "none":
            return Placement()
        region = Placement(
            status="placed",
            place_id=row.region_id,
            name=row.region,
            precision_class="region",
            region=row.region,
            region_id=row.region_id,
            country=row.country,
            candidates=(Candidate(place_id=row.region_id, name=row.region, score=0.9, why="the name, whole"),),
        )
        if kind == "region":
            return region
        other = Candidate(place_id=f"geonames-{event.place}", name=row.name, score=0.4, why="a village of that name")
        district = replace(
            region,
            place_id=row.district_id,
            name=row.name,
            precision_class="district",
            lon=round(lon, 4),
            lat=round(lat, 4),
            uncertainty_km=20.0,
            district=row.name,
            district_id=row.district_id,
            segments=shares,
            candidates=(Candidate(place_id=row.district_id, name=row.name, score=0.9, why="the name, whole"), other),
        )
        if kind == "district":
            return district
        step = event.settlement / _SETTLEMENTS * _DEGREES
        name = f"Village {event.place}-{event.settlement}"
        return replace(
            district,
            place_id=f"village-{event.place}-{event.settlement}",
            name=name,
            settlement=name,
            precision_class="settlement",
            lon=round(lon + step, 4),
            lat=round(lat + step / 2, 4),
            uncertainty_km=2.0,
        )

    def _report(self, number: int, day: dt.date, text: str) -> Report:
        url, outlet = f"https://example.org/{number}", f"Outlet {number % _OUTLETS}"
        title = f"Report {number}"
        return Report(
            id=records.content_id(url, outlet, day.isoformat(), title, text),
            url=url,
            outlet=outlet,
            title=title,
            published=day,
            lang="en",
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            text=text,
        )
