"""Read thousands of mutated reports: none may raise, give a span outside its text, or take long.

    python benchmarks/fuzz_reader.py [--count 10000] [--seed 0]

The reports of tests/cases/reports.jsonl are mutated: words dropped, doubled, swapped and taken from other languages,
digits and punctuation put in, cut anywhere. Prints the slowest and ends with 1 at the first failure.
"""

import argparse
import datetime as dt
import hashlib
import json
import random
import sys
import time
from pathlib import Path

import _root  # noqa: F401 - finds the library

from geo.core.model import Report, to_dict
from geo.reports.reader import read_report

CASES = Path(__file__).parents[1] / "tests" / "cases" / "reports.jsonl"
NOISE = [
    "31 February",
    "killed",
    "…",
    "((((",
    "1,2,3,4",
    "\u200c",
    "و",
    "погибли",
    "—" * 9,
    "0",
    "10" * 9,
    "ago",
    "\n\n",
    "No. 5",
    "$",
    "«",
    "the night of",
    "in",
    "and",
]
SLOW_S = 2.0


def mutated(texts: list[str], rng: random.Random) -> str:
    """Return one of the texts after a few random edits."""
    words = rng.choice(texts).split(" ")
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(words) + 1)
        edit = rng.randrange(5)
        if edit == 0:
            words[at : at + rng.randint(1, 5)] = []
        elif edit == 1:
            words[at:at] = words[at : at + rng.randint(1, 8)]
        elif edit == 2:
            words.insert(at, rng.choice(NOISE))
        elif edit == 3:
            words.insert(at, rng.choice(rng.choice(texts).split(" ")))
        elif len(words) > 1:
            a, b = rng.randrange(len(words)), rng.randrange(len(words))
            words[a], words[b] = words[b], words[a]
        words = words or [""]
    text = " ".join(words)
    return text[rng.randint(0, 3) : rng.randint(len(text) // 2, len(text))]


def main() -> None:
    """Run the fuzz."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    texts = [json.loads(line)["text"] for line in CASES.read_text("utf-8").splitlines()]
    rng = random.Random(args.seed)
    slowest = 0.0
    for number in range(args.count):
        text = mutated(texts, rng)
        sha = hashlib.sha256(text.encode()).hexdigest()
        lang = rng.choice(["en", "ru", "tg", "fa", "uz", None])
        published = rng.choice([None, dt.date(2026, 1, 31), dt.date(1999, 3, 1)])
        start = time.process_time()
        reading = read_report(Report(id=sha, sha256=sha, lang=lang, published=published, text=text))
        slowest = max(slowest, time.process_time() - start)
        spans = [span for account in reading.accounts for found in account.spans.values() for span in found]
        if any(not 0 <= a < b <= len(text) for a, b in spans):
            sys.exit(f"report {number} (seed {args.seed}) has a span outside its text: {text!r}")
        to_dict(reading)
    print(f"{args.count} mutated reports read, the slowest in {slowest:.3f} s")
    if slowest > SLOW_S:
        sys.exit(f"too slow: {slowest:.1f} s")


if __name__ == "__main__":
    main()
