"""Measure how many reports of 500 words the reader takes in a second on one core, beside spaCy on the same texts.

    python benchmarks/reader.py [--reports 100]

The texts are invented, and none is read twice. "News": a report of tests/cases/reports.jsonl, an older one after the
middle, and between them ordinary prose of the region, made up anew (`ordinary.py`). "Packed": nothing but reports of
tests/cases/reports.jsonl, one after another, seven to thirteen incidents a text. Some words of each text stand in none
before it; the share is printed. spaCy, where it is installed, runs beside: its blank pipeline only cuts words and
sentences, a model pipeline also tags and finds names. Neither gives accounts: they show what the same text costs
elsewhere.
"""

import argparse
import datetime as dt
import hashlib
import importlib.metadata
import importlib.util
import json
import random
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import _root  # noqa: F401 - finds the library
import ordinary

from geo.core.model import Report
from geo.core.process import seldom_collected
from geo.reports.reader import read_report

CASES = Path(__file__).parents[1] / "tests" / "cases" / "reports.jsonl"
WORDS = 500
ROUNDS = 4
_PUBLISHED = dt.date(2026, 1, 31)
MODELS = ("en_core_web_sm", "ru_core_news_sm", "xx_ent_wiki_sm")


@cache
def cases(lang: str) -> list[str]:
    """Return the texts of the labelled reports of a language."""
    return [case["text"] for case in map(json.loads, CASES.read_text("utf-8").splitlines()) if case["lang"] == lang]


def news(number: int, lang: str) -> str:
    """Make a report of one incident, one that it recalls, and ordinary prose."""
    chance = random.Random(number)
    known = cases(lang)
    prose = ordinary.paragraphs(lang, chance)
    parts = [known[number % len(known)]]
    recalled = chance.choice(known)
    while sum(len(part.split()) for part in parts) < WORDS // 2:
        parts.append(next(prose))
    parts.append(recalled)
    while sum(len(part.split()) for part in parts) < WORDS:
        parts.append(next(prose))
    return _first_words("\n\n".join(parts))


def packed(number: int, lang: str) -> str:
    """Make a report of nothing but incidents, in an order that no other number has."""
    chance = random.Random(number)
    known = cases(lang)
    parts: list[str] = []
    while sum(len(part.split()) for part in parts) < WORDS:
        parts.append(chance.choice(known))
    return _first_words("\n\n".join(parts))


def _first_words(text: str) -> str:
    return " ".join(text.split(" ")[:WORDS])


def reports(make: Callable[[int, str], str], lang: str, count: int) -> list[list[Report]]:
    """Make ROUNDS lists of so many reports each."""
    made = []
    for number in range(ROUNDS * count):
        text = make(number, lang)
        sha = hashlib.sha256(text.encode()).hexdigest()
        made.append(Report(id=sha, sha256=sha, lang=lang, published=_PUBLISHED, text=text))
    return [made[start : start + count] for start in range(0, len(made), count)]


def rate(read: Callable[[Report], object], rounds: Sequence[Sequence[Report]]) -> float:
    """Return reports a second of processor time, as `read` reads, the best round after a first one that warms up."""
    spent = []
    with seldom_collected():
        for texts in rounds:
            start = time.process_time()
            for report in texts:
                read(report)
            spent.append(time.process_time() - start)
    return len(rounds[0]) / min(spent[1:])


def new_words(rounds: Sequence[Sequence[Report]]) -> float:
    """Return the share of words in the last round that stood in no text before theirs."""
    known: set[str] = set()
    counts = [0, 0]
    for number, texts in enumerate(rounds):
        for report in texts:
            words = report.text.split()
            if number == len(rounds) - 1:
                counts[0] += sum(word not in known for word in words)
                counts[1] += len(words)
            known.update(words)
    return counts[0] / counts[1]


def main() -> None:
    """Print a line for each reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100, help="reports a round")
    args = parser.parse_args()
    for lang in ("en", "ru"):
        for make in (news, packed):
            rounds = reports(make, lang, args.reports)
            name = f"{lang}, {make.__name__} ({new_words(rounds):.1%} new words)"
            print(f"{name}: the reader {rate(read_report, rounds):,.0f} reports of {WORDS} words a second")
            for other, read in _spacy(lang):
                print(f"{name}: {other} {rate(lambda report, read=read: read(report.text), rounds):,.0f}")


def _spacy(lang: str) -> list[tuple[str, Callable[[str], object]]]:
    """Return the pipelines of spaCy that are installed here, by name."""
    if importlib.util.find_spec("spacy") is None:
        print("spaCy is not installed: `pip install spacy` to compare")
        return []
    import spacy

    blank = spacy.blank(lang)
    blank.add_pipe("sentencizer")
    found: list[tuple[str, Callable[[str], object]]] = [(f"spaCy {importlib.metadata.version('spacy')} blank", blank)]
    models = [name for name in MODELS if name[:2] in {lang, "xx"} and spacy.util.is_package(name)]
    return found + [(f"spaCy {name}", spacy.load(name)) for name in models]


if __name__ == "__main__":
    main()
