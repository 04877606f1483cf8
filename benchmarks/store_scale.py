"""Measure a large store: how fast reports go in, how long the map's filters take, and how much room it needs.

The readings are made up and seeded; they go in as imported rows do, some reports a transaction, matched and shown like
any other. Each database in a new place of its own: a temporary file, and a PostgreSQL that is started for this.

    python benchmarks/store_scale.py [--reports 100000] [--accounts-each 10] [--minutes 600] [--db URL]

With --minutes it stops taking in after that time, and measures what is there. Writes
benchmarks/results/store_scale.json;
what is there of the other database is kept.
"""

import argparse
import datetime as dt
import itertools
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import _root  # noqa: F401 - finds the library
from _stores import RESULTS, SQLITE, VERSION, Maker, Place, machine, places, write

from geo.border.layers import load
from geo.border.segments import shares_of_district
from geo.incidents.filters import Filter
from geo.store.engine import open_engine, transaction
from geo.store.store import Store

OUT = RESULTS / "store_scale.json"
# As the rows of an imported file: so many accounts in a transaction.
_ACCOUNTS_AT_ONCE = 50
_N_PARTS = 20
_N_TIMES = 5
# Beyond so many nobody asks for each in full: the map draws columns.
_MAX_IN_FULL = 2_000


def filters() -> dict[str, Filter]:
    """Return what is asked for: each of the map's filters alone, and several together."""
    districts = load("districts")
    district = districts[districts["km_from"].notna()].iloc[0]
    first = dt.date(2026, 8, 1)
    return {
        "no filter": Filter(),
        "90 days": Filter(date_from=first),
        "12 months": Filter(date_from=dt.date(2025, 11, 1)),
        "district": Filter(districts=(district.district_id,)),
        "region": Filter(regions=(district.region_id,)),
        "segment": Filter(segments=(shares_of_district(district.district_id)[0].id,)),
        "kind": Filter(kinds=("mine",)),
        "party": Filter(parties=("taliban",)),
        "5 killed": Filter(min_killed=5),
        "bank": Filter(banks=("AF",)),
        "words": Filter(text="taliban mine"),
        "90 days, region, kind": Filter(date_from=first, regions=(district.region_id,), kinds=("mine", "clash")),
    }


def measure(place: Place, n_reports: int, accounts_each: int, minutes: float) -> dict[str, Any]:
    """Fill a store and ask it."""
    location = place.new()
    before = machine()
    empty = _size(location)
    with Store(location) as store:
        parts = _fill(store, n_reports, accounts_each, minutes)
        n_kept = sum(part["accounts"] for part in parts)
        seconds = sum(part["seconds"] for part in parts)
        figures = {
            "reports": n_kept // accounts_each,
            "accounts": n_kept,
            "asked for": n_reports * accounts_each,
            "incidents": store.count(),
            "seconds": round(seconds, 1),
            "accounts a second": round(n_kept / seconds, 1),
            "reports a second": round(n_kept / accounts_each / seconds, 1),
            "parts": parts,
            "filters": {name: _ask(store, chosen) for name, chosen in filters().items()},
        }
    size = _size(location) - empty
    return {
        **figures,
        "bytes": size,
        "bytes an account": round(size / n_kept),
        "machine before": before,
        "machine after": machine(),
    }


def _fill(store: Store, n_reports: int, accounts_each: int, minutes: float) -> list[dict[str, Any]]:
    """Take in readings, and return the rate in parts: whether it falls as the store grows."""
    readings = Maker().readings(n_reports, accounts_each)
    at_once = max(_ACCOUNTS_AT_ONCE // accounts_each, 1)
    parts = []
    until = time.monotonic() + 60 * minutes
    while time.monotonic() < until:
        seconds, n = 0.0, 0
        cpu = time.process_time()
        making = 0.0
        # What is made up is not timed.
        while n < max(n_reports // _N_PARTS, 1) and time.monotonic() < until:
            start = time.process_time()
            some = list(itertools.islice(readings, at_once))
            made = time.monotonic()
            making += time.process_time() - start
            if not some:
                break
            store.add_all(some, reader_version=VERSION)
            seconds += time.monotonic() - made
            n += len(some)
        if not n:
            break
        parts.append(
            {
                "accounts": n * accounts_each,
                "seconds": round(seconds, 2),
                "of the processor": round(time.process_time() - cpu - making, 2),
                "accounts a second": round(n * accounts_each / seconds, 1),
            }
        )
        print(json.dumps(parts[-1]), flush=True)
    return parts


def _ask(store: Store, chosen: Filter) -> dict[str, Any]:
    """Time a filter: how many, which, and, where they are few, each in full. Medians, in milliseconds."""
    n = store.count(chosen)
    figures = {"incidents": n, "count ms": _median(lambda: store.count(chosen))}
    figures["ids ms"] = _median(lambda: store.ids(chosen))
    if n <= _MAX_IN_FULL:
        figures["in full ms"] = _median(lambda: store.incidents(chosen))
    return figures


def _median(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(_N_TIMES):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return round(statistics.median(times) * 1_000, 1)


def _size(location: str) -> int:
    """Return how many bytes a store takes on its disk."""
    opened = open_engine(location)
    try:
        if opened.dialect.name != SQLITE:
            with transaction(opened, readonly=True) as connection:
                return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
        path = Path(location)
        return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
    finally:
        opened.dispose()


def main() -> None:
    """Measure each database, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--accounts-each", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=600)
    parser.add_argument("--backends", default="sqlite,postgresql")
    parser.add_argument("--db", help="a folder, or the URL of an empty PostgreSQL database, copied for each store")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    with places(args.db, args.backends.split(",")) as found:
        for name, place in found.items():
            figures = measure(place, args.reports, args.accounts_each, args.minutes)
            print(name, json.dumps(figures, indent=1), flush=True)
            others = json.loads(args.out.read_text("utf-8")) if args.out.exists() else {}
            write(args.out, {**others, name: figures})


if __name__ == "__main__":
    main()
