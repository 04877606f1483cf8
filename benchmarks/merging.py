"""Measure matching: seconds, comparisons and incidents at 10,000, 30,000 and 100,000 accounts, and what one more costs.

Run: python benchmarks/merging.py
The accounts are made up and seeded. Their density stays as it is: ten times the accounts are ten times the years.
"""

import argparse
import json
import random
import time

from geo.border.layers import load
from geo.border.segments import shares_of_district
from geo.incidents.blocks import MemoryIndex
from geo.incidents.clustering import Clusterer
from geo.incidents.evidence import Evidence

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
    start = time.perf_counter()
    index = MemoryIndex(accounts[:n])
    clusterer = Clusterer(index)
    groups = clusterer.groups(account.id for account in accounts[:n])
    seconds = time.perf_counter() - start
    held = {member: group.members for group in groups for member in group.members}
    start = time.perf_counter()
    for account in more:
        index.add(account)
        one = Clusterer(index)
        for group in one.regroup([account], lambda member: held.get(member, ())):
            held.update(dict.fromkeys(group.members, group.members))
    return {
        "accounts": n,
        "seconds": round(seconds, 2),
        "comparisons": clusterer.compared,
        "comparisons_an_account": round(clusterer.compared / n, 1),
        "incidents": len(groups),
        "ms_one_more": round((time.perf_counter() - start) / len(more) * 1_000, 2),
    }


def main() -> None:
    """Print one JSON line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 30_000, 100_000])
    for n in parser.parse_args().sizes:
        print(json.dumps(measure(n)), flush=True)


if __name__ == "__main__":
    main()
