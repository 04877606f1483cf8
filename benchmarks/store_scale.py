"""Measure a large store: how fast reports go in, how long the map's filters take, how much room and memory it needs.

What the reader would find is made up and seeded (`_archive.py`): reports of ten accounts each, three of them news and
seven that recall earlier events. Everything after the reader is the real thing: they are kept, matched and shown by
`geo.pipeline.keep`, as `python -m geo ingest` does it. Each database in a new place of its own: a temporary file, and
a PostgreSQL that is started for this.

    python benchmarks/store_scale.py [--reports 100000] [--backends sqlite,postgresql] [--minutes 600] [--db URL]
    python benchmarks/store_scale.py --at FILE_OR_URL [...]

Tells of its progress. With --minutes it takes in no more after that time and measures what is there; both databases at
once are measured by two runs with one each. With --at one store is left where it is, and a later run goes on from where
it was left. Writes benchmarks/results/store_scale.json, where the figures of the other database are kept.
"""

import argparse
import datetime as dt
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import _root  # noqa: F401 - finds the library
from _archive import ACCOUNTS_A_DAY, Archive
from _stores import POSTGRESQL, RESULTS, SQLITE, VERSION, machine, places, write

from geo import pipeline
from geo.border.layers import load
from geo.border.segments import shares_of_district
from geo.core.model import Reading
from geo.incidents.filters import Filter
from geo.store.engine import open_engine, transaction
from geo.store.store import Store

OUT = RESULTS / "store_scale.json"
# Parts of a run, each of several transactions.
_N_PARTS, _LEAST = 50, 500
_N_TIMES = 5
# Beyond so many nobody asks for each in full: the map draws columns.
_MAX_IN_FULL = 2_000


def filters(last: dt.date) -> dict[str, Filter]:
    """Return what is asked for, up to a last day: each of the map's filters alone, and several together."""
    districts = load("districts")
    district = districts[districts["km_from"].notna()].iloc[0]
    first = last - dt.timedelta(days=90)
    return {
        "no filter": Filter(),
        "90 days": Filter(date_from=first),
        "12 months": Filter(date_from=last - dt.timedelta(days=365)),
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


def measure(
    location: str, n_reports: int, accounts_each: int, a_day: float, minutes: float, earlier: dict[str, Any]
) -> dict[str, Any]:
    """Fill a store and ask it; `earlier` are the figures of the run that was to go on, if any."""
    before = machine()
    empty = earlier.get("bytes of nothing", _size(location))
    with Store(location) as store:
        n_there = sum(1 for _ in store.reports())
        parts = earlier.get("parts", []) if n_there else []
        parts += _fill(store, n_reports, accounts_each, a_day, minutes, n_there)
        n_kept = sum(part["accounts"] for part in parts)
        seconds = sum(part["seconds"] for part in parts)
        processor = sum(part["of the processor"] for part in parts)
        figures = {
            "reports": n_kept // accounts_each,
            "accounts": n_kept,
            "asked for": n_reports * accounts_each,
            "accounts a day of the archive": a_day,
            "incidents": store.count(),
            "seconds": round(seconds, 1),
            "accounts a second": round(n_kept / seconds, 1),
            "reports a second": round(n_kept / accounts_each / seconds, 1),
            "milliseconds of this process an account": round(processor / n_kept * 1_000, 2),
            "megabytes of memory": _memory_mb(),
            "parts": parts,
            "filters": {name: _ask(store, chosen) for name, chosen in filters(_last_day(store)).items()},
        }
    size = _size(location) - empty
    return {
        **figures,
        "bytes": size,
        "bytes of nothing": empty,
        "bytes an account": round(size / n_kept),
        "all as columns": _columns(location),
        "machine before": before,
        "machine after": machine(),
    }


def _fill(
    store: Store, n_reports: int, accounts_each: int, a_day: float, minutes: float, n_there: int
) -> list[dict[str, Any]]:
    """Take in readings but the first that are there, and return the rate in parts: whether it falls as it grows."""
    making = 0.0
    archive = itertools.islice(Archive(n_reports, accounts_each, a_day=a_day), n_there, None)

    def readings() -> Iterator[Reading]:
        nonlocal making
        until = time.monotonic() + 60 * minutes
        while time.monotonic() < until:
            start = time.process_time()
            one = next(archive, None)
            making += time.process_time() - start
            if one is None:
                return
            yield one

    parts: list[dict[str, Any]] = []
    kept = pipeline.keep(readings(), store, reader_version=VERSION)
    while True:
        start, cpu, made = time.monotonic(), time.process_time(), making
        n = sum(1 for _ in itertools.islice(kept, max(n_reports // _N_PARTS, _LEAST)))
        if not n:
            return parts
        # What is made up is not counted.
        seconds = time.monotonic() - start - (making - made)
        parts.append(
            {
                "accounts": n * accounts_each,
                "seconds": round(seconds, 2),
                "of the processor": round(time.process_time() - cpu - (making - made), 2),
                "accounts a second": round(n * accounts_each / seconds, 1),
                "load": round(os.getloadavg()[0], 1),
            }
        )
        print(json.dumps(parts[-1]), flush=True)


def _last_day(store: Store) -> dt.date:
    """Return the day of the last report: with --minutes the archive is not stored to its end."""
    return max(report.published for report in store.reports() if report.published)


def _columns(location: str) -> dict[str, Any]:
    """Time what the page does first in a process of its own: every incident as columns, for the map."""
    script = (
        "import json, re, sys, time; from geo.store import current; start = time.perf_counter()\n"
        "with current.table(sys.argv[1]) as table:\n"
        "    print(json.dumps({'incidents': table.n, 'seconds': round(time.perf_counter() - start, 1),"
        " 'megabytes of the process':"
        " int(re.search('VmHWM:[^0-9]*([0-9]+)', open('/proc/self/status').read())[1]) // 1024}))"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", script, location], cwd=root, capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def _memory_mb() -> int:
    """Return the most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


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
    parser.add_argument("--a-day", type=float, default=ACCOUNTS_A_DAY, help="accounts a day of the archive")
    parser.add_argument("--minutes", type=float, default=600)
    parser.add_argument("--backends", default="sqlite,postgresql")
    parser.add_argument("--db", help="a folder, or the URL of an empty PostgreSQL database, copied for each store")
    parser.add_argument("--at", help="a store's file or URL that is left there, and gone on with")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    if args.at:
        name = POSTGRESQL if "://" in args.at and not args.at.startswith(SQLITE) else SQLITE
        _measure(args, name, args.at)
        return
    with places(args.db, args.backends.split(",")) as found:
        for name, place in found.items():
            _measure(args, name, place.new())


def _measure(args: argparse.Namespace, name: str, location: str) -> None:
    """Measure one database, and write the figures beside the other's."""
    known = json.loads(args.out.read_text("utf-8")) if args.out.exists() else {}
    earlier = known.get(name, {}) if args.at else {}
    figures = measure(location, args.reports, args.accounts_each, args.a_day, args.minutes, earlier)
    print(name, json.dumps(figures, indent=1), flush=True)
    known = json.loads(args.out.read_text("utf-8")) if args.out.exists() else {}
    write(args.out, {**known, name: figures})


if __name__ == "__main__":
    main()
