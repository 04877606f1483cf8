"""Measure matching: seconds, comparisons and incidents at 10,000, 30,000 and 100,000 accounts, and what one more costs.

    python -m benchmarks.merging [N ...] [--out benchmarks/results/merging.json]

Seconds are those of the processor, so that other work on the machine does not count. The accounts are made up and
seeded. Their density stays as it is: ten times the accounts are ten times the years.
"""

import argparse
import json
import platform
import random
import time
from pathlib import Path

import _root  # noqa: F401 - finds the library

from geo.border.layers import load
from geo.border.segments import shares_of_district
from geo.incidents.blocks import MemoryIndex
from geo.incidents.clustering import Clusterer
from geo.incidents.evidence import Evidence
from geo.incidents.regrouping import HeldInMemory, Regrouping

_FIRST_DAY = 720_000
_ACCOUNTS_A_DAY = 4
_KINDS = ("clash", "shooting", "smuggling_clash", "detention", "kidnapping", "mine", "other")


def made_up(n: int, seed: int = 0) -> list[Evidence]:
    """Make up accounts of about n / 3 events: most with day and district, some with a month, a region or no date."""
    rng = random.Random(seed)
    districts = load("districts")
    border = districts[districts["km_from"].notna()]
    places = [
        (row.district_id, row.region_id, row.country, frozenset(s.id for s in shares_of_district(row.district_id)))
        for row in border.itertuples()
    ]
    accounts: list[Evidence] = []
    while len(accounts) < n:
        day = _FIRST_DAY + rng.randrange(n // _ACCOUNTS_A_DAY)
        district, region, country, segments = rng.choice(places)
        kind, killed = rng.choice(_KINDS), rng.choice((None, 0, 1, 1, 2, 3, 4, 5))
        for _ in range(rng.randint(1, 5)):
            is_vague_place, is_vague_date = rng.random() < 0.15, rng.random() < 0.15
            number = len(accounts)
            accounts.append(
                Evidence(
                    id=f"{number:06d}",
                    report_id=f"r{number}",
                    published=day + rng.randrange(5),
                    first=None if is_vague_date and number % 2 else day - 15 * is_vague_date,
                    last=None if is_vague_date and number % 2 else day + 15 * is_vague_date,
                    place_id=region if is_vague_place else district,
                    place_order=4 if is_vague_place else 3,
                    district=None if is_vague_place else district,
                    region=region,
                    country=country,
                    segments=frozenset() if is_vague_place else segments,
                    kind=kind if rng.random() < 0.8 else "other",
                    killed=(None, killed if rng.random() < 0.8 else None, None),
                )
            )
    return accounts[:n]


def measure(n: int) -> dict[str, float]:
    """Group n accounts at once, then add a hundred one by one."""
    accounts = made_up(n + 100)
    more = accounts[n:]
    start = time.process_time()
    index = MemoryIndex(accounts[:n])
    clusterer = Clusterer(index)
    groups = clusterer.groups(account.id for account in accounts[:n])
    seconds = time.process_time() - start
    held = {member: group.members for group in groups for member in group.members}
    start = time.process_time()
    compared = 0
    for account in more:
        index.add(account)
        one = Regrouping(index, HeldInMemory(held))
        for group in one.regroup([account], are_new=True):
            held.update(dict.fromkeys(group.members, group.members))
        compared += one.compared
    return {
        "accounts": n,
        "seconds": round(seconds, 2),
        "comparisons": clusterer.compared,
        "comparisons an account": round(clusterer.compared / n, 1),
        "incidents": len(groups),
        "milliseconds for one more": round((time.process_time() - start) / len(more) * 1_000, 1),
        "comparisons for one more": round(compared / len(more)),
    }


def main() -> None:
    """Print one line for each size and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 30_000, 100_000])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "merging.json")
    args = parser.parse_args()
    figures = []
    for n in args.sizes:
        figures.append(measure(n))
        print(json.dumps(figures[-1]), flush=True)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps({"python": platform.python_version(), "sizes": figures}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
