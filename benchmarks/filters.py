"""Measure the filter's mask over made-up incidents: each field alone, and many together.

    python -m benchmarks.filters [--rows N]

prints a Markdown table: median milliseconds of REPEATS runs, and how many rows are selected. One run of pandas'
boolean indexing over the same columns stands beside it, to compare with.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import _root  # noqa: F401 - finds the library
import pandas as pd

from geo.incidents.filters import Filter
from geo.incidents.summary import histogram, per_segment, summarise
from geo.incidents.table import made_up

REPEATS = 9
QUERIES = {
    "dates": {"from": "2015-01-01", "to": "2020-12-31"},
    "region": {"region": "Khatlon"},
    "three districts": {"district": "Hamadoni,Farkhor,Darvoz"},
    "segment": {"segment": "Shamsiddin Shohin - Khwahan"},
    "kind": {"kind": "clash,drone_attack"},
    "party": {"party": "taliban,smugglers"},
    "bank": {"bank": "AF"},
    "min killed": {"min_killed": "2"},
    "precision": {"precision": "settlement,near"},
    "text": {"text": "drone khwahan"},
    "all but text": {
        "from": "2015-01-01",
        "to": "2020-12-31",
        "region": "Khatlon",
        "district": "Hamadoni,Farkhor",
        "segment": "Hamadoni - Darqad",
        "kind": "clash,mine",
        "party": "taliban,smugglers",
        "bank": "TJ",
        "min_killed": "1",
        "precision": "settlement,near",
        "status": "reported",
    },
}


def _median_ms(call: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Build the table, time each filter, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    start = time.perf_counter()
    table = made_up(rows)
    print(f"made_up({rows:,}): {time.perf_counter() - start:.1f} s\n")
    print("| filter | ms | selected |\n|---|---:|---:|")
    for name, query in QUERIES.items():
        chosen = Filter.from_query(query)
        print(f"| {name} | {_median_ms(lambda chosen=chosen: chosen.mask(table)):.1f} | {chosen.mask(table).sum():,} |")
    frame = pd.DataFrame({"day": table.day, "day_end": table.day_end, "region": table.region, "kind": table.kind})
    pandas_ms = _median_ms(
        lambda: frame[
            (frame["day_end"] >= 16_436) & (frame["day"] <= 18_627) & frame["region"].eq(2) & frame["kind"].isin([0, 8])
        ]
    )
    print(f"| pandas: dates, region, kind | {pandas_ms:.1f} | |")
    chosen = Filter.from_query(QUERIES["dates"])
    mask = chosen.mask(table)
    for name, call in (
        ("summarise", lambda: summarise(table, mask, filter=chosen)),
        ("histogram", lambda: histogram(table, mask)),
        ("per_segment", lambda: per_segment(table, mask)),
    ):
        print(f"| {name} | {_median_ms(call):.1f} | |")


if __name__ == "__main__":
    main()
