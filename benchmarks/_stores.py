"""What the scripts about the store share: made-up readings, places for stores in both databases, and what ran where."""

import contextlib
import datetime as dt
import hashlib
import itertools
import json
import os
import platform
import random
import secrets
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import _root  # noqa: F401 - finds the library
import psycopg
import sqlalchemy as sa

from geo.border.layers import load
from geo.border.segments import shares_of_district
from geo.core.model import Account, Casualties, Claim, DateSpan, Party, Placement, Reading, Report, SegmentShare
from geo.store import records
from tests import postgres

VERSION = "made up 1"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
RESULTS = Path(__file__).parent / "results"

# About four a day, as in benchmarks/merging.py: ten times the accounts are ten times the years.
_ACCOUNTS_A_MONTH = 120
# Months are counted from the year 0.
_LAST_MONTH = 2026 * 12 + 10
_KINDS = ("clash", "shooting", "smuggling_clash", "detention", "kidnapping", "mine", "other")
_PARTIES = ("tajik_border_guards", "taliban", "smugglers", "tajik_civilians", "gunmen")
_WORDS = 4_000
_TEXT_WORDS = 60
_BANKS = ("TJ", "AF")


class Maker:
    """Makes up readings, the same for the same seed: short reports, each of some accounts of seeded events.

    They come in the order of time, month by month; reports of a month tell of its events. One to five accounts, as a
    rule of different reports, tell of one event; some give only its month or region.
    """

    def __init__(self, seed: int = 0) -> None:
        self._rng = random.Random(seed)
        districts = load("districts")
        self._places = []
        for row in districts[districts["km_from"].notna()].itertuples():
            point = row.geometry.representative_point()
            shares = tuple(SegmentShare(id=part.id, share=part.share) for part in shares_of_district(row.district_id))
            self._places.append((row, round(point.x, 4), round(point.y, 4), shares))
        self._vocabulary = [f"w{number:x}" for number in range(_WORDS)]

    def readings(self, n: int, accounts_each: int = 1) -> Iterator[Reading]:
        """Give n readings, which end with the last month and go back as far as their number asks."""
        n_months = -(-n * accounts_each // _ACCOUNTS_A_MONTH)
        accounts: list[Account] = []
        month = 0
        for number in range(n):
            while len(accounts) < accounts_each:
                accounts += self._month(_LAST_MONTH - n_months + month)
                month += 1
            some, accounts = accounts[:accounts_each], accounts[accounts_each:]
            yield Reading(report=self._report(number, some), accounts=tuple(some))

    def _month(self, month: int) -> list[Account]:
        accounts: list[Account] = []
        while len(accounts) < _ACCOUNTS_A_MONTH:
            accounts += self._event(dt.date(month // 12, month % 12 + 1, self._rng.randint(1, 28)))
        self._rng.shuffle(accounts)
        return accounts[:_ACCOUNTS_A_MONTH]

    def _event(self, day: dt.date) -> list[Account]:
        rng = self._rng
        row, lon, lat, shares = rng.choice(self._places)
        kind, killed = rng.choice(_KINDS), rng.choice((None, 0, 1, 1, 2, 3, 4, 5))
        bank, party = rng.choice(_BANKS), rng.choice(_PARTIES)
        found = []
        for _ in range(rng.randint(1, 5)):
            if rng.random() < 0.15:
                place = Placement(
                    status="placed",
                    place_id=row.region_id,
                    precision_class="region",
                    region_id=row.region_id,
                    country=row.country,
                )
            else:
                place = Placement(
                    status="placed",
                    place_id=row.district_id,
                    name=row.district_id,
                    precision_class="district",
                    lon=lon,
                    lat=lat,
                    district_id=row.district_id,
                    region_id=row.region_id,
                    country=row.country,
                    segments=shares,
                )
            date = DateSpan(start=day, end=day, precision="day")
            if rng.random() < 0.15:
                first = day.replace(day=1)
                last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
                date = DateSpan(start=first, end=last, precision="month")
            best = killed if rng.random() < 0.8 else None
            found.append(
                Account(
                    date=date,
                    place=place,
                    kind=kind if rng.random() < 0.8 else "other",
                    bank=bank,
                    killed=Casualties(best=best),
                    parties=(Party(id=party, label=party),),
                    claims=(Claim(claimant="Border command", says=f"{best} killed", prop="killed", span=(0, 9)),),
                    spans={"killed": ((0, 9),)},
                )
            )
        return found

    def _report(self, number: int, accounts: list[Account]) -> Report:
        last = max(account.date.end for account in accounts if account.date.end)
        published = last + dt.timedelta(days=self._rng.randrange(5))
        text = " ".join(self._rng.choices(self._vocabulary, k=_TEXT_WORDS))
        url, outlet = f"https://example.org/{number}", f"Outlet {number % 40}"
        return Report(
            id=records.content_id(url, outlet, published.isoformat(), None, text),
            url=url,
            outlet=outlet,
            published=published,
            lang="en",
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            text=text,
        )


class Place:
    """Where stores of one database are made: a folder, or a server.

    Parameters
    ----------
    new
        Gives a new place, where there is no store yet.
    server
        The PostgreSQL, if it is our own to stop and start.
    """

    def __init__(self, new: Callable[[], str], server: postgres.Server | None = None) -> None:
        self.new, self.server = new, server


@contextlib.contextmanager
def places(db: str | None, backends: list[str]) -> Iterator[dict[str, Place]]:
    """Give where to make stores, by database; nothing is left behind.

    Parameters
    ----------
    db
        A folder, or the URL of an empty PostgreSQL database, which is copied for each store. None for a temporary
        folder, and a PostgreSQL that is started for this.
    backends
        Which of the two, without `db`.
    """
    # What is ended by SIGTERM is to leave no server and no folder behind either.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    with contextlib.ExitStack() as stack:
        found: dict[str, Place] = {}
        if db is not None and "://" in db:
            found[POSTGRESQL] = Place(stack.enter_context(_copies(db)))
        elif db is not None or SQLITE in backends:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="panj-", dir=db)))
            numbers = itertools.count(1)
            found[SQLITE] = Place(lambda: str(folder / f"{next(numbers)}.db"))
        if db is None and POSTGRESQL in backends:
            reason = postgres.what_is_lacking()
            if reason:
                sys.exit(f"{reason}; or leave it out with --backends {SQLITE}")
            server = stack.enter_context(postgres.running())
            found[POSTGRESQL] = Place(server.new_database, server)
        yield found


@contextlib.contextmanager
def _copies(text: str) -> Iterator[Callable[[], str]]:
    """Give what copies an empty database, and drop the copies in the end."""
    url = sa.make_url(text)
    prefix = f"panj_{secrets.token_hex(4)}"
    made: list[str] = []

    def run(statement: str) -> None:
        # A database is copied from another: nobody may be in the one that is copied.
        here = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(here, autocommit=True) as connection:
            connection.execute(statement)

    def new() -> str:
        name = f"{prefix}_{len(made)}"
        run(f'CREATE DATABASE {name} TEMPLATE "{url.database}"')
        made.append(name)
        return url.set(database=name).render_as_string(hide_password=False)

    try:
        yield new
    finally:
        for name in made:
            run(f"DROP DATABASE {name} WITH (FORCE)")


def machine() -> dict[str, Any]:
    """Return where and under what load this runs."""
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load average (1 minute)": round(os.getloadavg()[0], 1),
    }


def quantile(values: list[float], share: float) -> float:
    """Return the value below which a share of them lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def write(path: Path, figures: Any) -> None:
    """Keep figures as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
