"""Measure loading the gazetteer, finding names in reports of 500 words, and placing texts.

    python benchmarks/geocode.py

The reports are made up of ordinary words with a share of place names and of other capitalised names; the texts to place
are the labelled ones of tests/cases/geocode.csv. Figures are processor time on one core.
"""

import csv
import random
import time
from pathlib import Path

import _root  # noqa: F401 - finds the library

from geo.places import gazetteer
from geo.places.geocoder import geocode
from geo.places.mentions import find_mentions
from geo.places.resolve import resolve_mentions

CASES = Path(__file__).parents[1] / "tests" / "cases" / "geocode.csv"
WORDS = 500
REPORTS = 200
ORDINARY = """the men were seen at night by guards who opened fire and later found bags with drugs and weapons near the
river officials said on that they would answer any attempt to cross while people of villages spoke of shots and of a
boat left behind according to the committee nobody was hurt in the second case however two were detained"""
OTHER_NAMES = "Rahmon Samad Interfax Tolo Zafar Mujahid Officers Committee Monday Reuters Security Council Davlatov"
# One word in so many begins a place name, and another a name of something else.
PLACE_EVERY, NAME_EVERY = 30, 15


def made_up(count: int) -> list[str]:
    """Make reports with names of places drawn with a fixed seed."""
    chance = random.Random(0)
    ordinary, others = ORDINARY.split(), OTHER_NAMES.split()
    places = [f"{place.name} {place.placetype}" for place in gazetteer.load() if place.placetype != "border"]
    reports = []
    for _ in range(count):
        words = []
        while len(words) < WORDS:
            words.append(chance.choice(ordinary))
            if chance.randrange(PLACE_EVERY) == 0:
                words += chance.choice(places).split()
            if chance.randrange(NAME_EVERY) == 0:
                words.append(chance.choice(others))
        reports.append(" ".join(words[:WORDS]))
    return reports


def main() -> None:
    """Print a line a figure."""
    start = time.process_time()
    listed = gazetteer.load()
    print(f"load {len(listed)} places, {len(listed.aliases)} names: {time.process_time() - start:.3f} s")
    reports = made_up(REPORTS)
    for name in ("first pass", "second pass"):
        start = time.process_time()
        found = [find_mentions(text) for text in reports]
        spent = (time.process_time() - start) / REPORTS
        count = sum(map(len, found)) / REPORTS
        print(f"find_mentions, {name}: {spent * 1000:.2f} ms a report of {WORDS} words ({count:.1f} names)")
    start = time.process_time()
    for mentions in found:
        resolve_mentions(mentions)
    print(f"resolve_mentions: {(time.process_time() - start) / REPORTS * 1000:.2f} ms a report")
    with CASES.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    start = time.process_time()
    for text in texts:
        geocode(text)
    print(f"geocode: {(time.process_time() - start) / len(texts) * 1000:.2f} ms a labelled text")


if __name__ == "__main__":
    main()
