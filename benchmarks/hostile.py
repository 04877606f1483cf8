"""Attack every way in and out of the library with hostile input: none may crash, hang, run or come out unsafe.

    python benchmarks/hostile.py [--count 10500] [--seed 0] [--out benchmarks/results/hostile.json]

The cases are those of tests/hostile, made from the seed. Prints each break with the seed that shows it again, and ends
with 1 if there was any. Times are those of the processor; a case over the limit is a break too.
"""

import argparse
import json
import os
import platform
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

import _root  # noqa: F401 - finds the library

from tests.hostile import surfaces

LIMIT_S = 10.0
# Shares of the whole: what writes a store, starts a command or reads a file takes up to a hundred times as long.
WEIGHTS = {
    "upload": 300, "read": 25, "import": 1_500, "import into a store": 120, "column map": 800, "address": 2_000,
    "geocode": 1_500, "locate": 500, "roles": 800, "desk": 250, "restore": 120, "fetch": 800, "export": 800,
    "markup": 1_000, "command": 80, "briefing": 60,
}  # fmt: skip


def main() -> None:
    """Run the cases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "hostile.json")
    args = parser.parse_args()
    weights = {name: WEIGHTS[name] for name in surfaces.SURFACES}
    result: dict[str, dict[str, object]] = {}
    breaks = []
    for name, weight in weights.items():
        count = -int(-args.count * weight // sum(weights.values()))
        went: Counter[str] = Counter()
        slowest, begin = 0.0, time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(args.seed, args.seed + count):
                start = time.process_time()
                try:
                    went[surfaces.attack(name, seed, Path(folder))] += 1
                except Exception as err:  # noqa: BLE001 - any that comes this far is what is looked for
                    where = traceback.extract_tb(err.__traceback__)[-1]
                    breaks.append(f"{name}, seed {seed}: {type(err).__name__} {str(err)[:200]!r} at {where.name}")
                    print(ascii(breaks[-1]), flush=True)
                took = time.process_time() - start
                slowest = max(slowest, took)
                if took > LIMIT_S:
                    breaks.append(f"{name}, seed {seed}: {took:.1f} s")
        result[name] = {
            "inputs": count,
            "outcomes": dict(went),
            "slowest_s": round(slowest, 2),
            "all_s": round(time.process_time() - begin, 1),
        }
        print(f"{name:20} {count:6,} {dict(went)}, the slowest {slowest:.2f} s", flush=True)
    n_inputs = sum(int(str(one["inputs"])) for one in result.values())
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    document = {
        "inputs": n_inputs,
        "breaks": breaks,
        "peak_mb": peak_mb,
        "seed": args.seed,
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
        "surfaces": result,
    }
    args.out.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    print(f"{n_inputs:,} inputs, {len(breaks)} breaks, {peak_mb:,} MB at most")
    if breaks:
        sys.exit(1)


if __name__ == "__main__":
    main()
