"""Measure how many reports of 500 words the reader takes in a second on one core, beside spaCy on the same texts.

    python benchmarks/reader.py [--reports 200]

The texts are invented: each begins with one of the reports of tests/cases/reports.jsonl and goes on with others of the
same language up to 500 words. spaCy's blank pipeline only cuts words and sentences; a model pipeline (if one is
installed) also tags and finds names. Neither gives accounts: they show what the same text costs elsewhere.
"""

import argparse
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path

import _root  # noqa: F401 - finds the library
import spacy

from geo.core.model import Report
from geo.reports.reader import read_report

CASES = Path(__file__).parents[1] / "tests" / "cases" / "reports.jsonl"
WORDS = 500
MODELS = ("en_core_web_sm", "xx_ent_wiki_sm")


def made_up(count: int, lang: str = "en") -> list[Report]:
    """Make reports of WORDS words, each beginning with another case."""
    texts = [case["text"] for case in map(json.loads, CASES.read_text("utf-8").splitlines()) if case["lang"] == lang]
    reports = []
    for number in range(count):
        words: list[str] = []
        k = number
        while len(words) < WORDS:
            words.extend([*texts[k % len(texts)].split(" "), "\n\n"])
            k += 7
        text = " ".join(words[:WORDS])
        sha = hashlib.sha256(f"{number}{text}".encode()).hexdigest()
        reports.append(Report(id=sha, sha256=sha, lang=lang, text=text))
    return reports


def rate(read: Callable[[Report], object], reports: list[Report]) -> float:
    """Return reports a second of processor time, the best of three rounds after a warm one."""
    best = float("inf")
    for _ in range(4):
        start = time.process_time()
        for report in reports:
            read(report)
        best = min(best, time.process_time() - start)
    return len(reports) / best


def main() -> None:
    """Print a line for each reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100)
    args = parser.parse_args()
    for lang in ("en", "ru"):
        reports = made_up(args.reports, lang)
        print(f"{lang}: the reader             {rate(read_report, reports):8.0f} reports of {WORDS} words a second")
        blank = spacy.blank(lang)
        blank.add_pipe("sentencizer")
        print(f"{lang}: spaCy {spacy.__version__} blank       {rate(lambda r, read=blank: read(r.text), reports):8.0f}")
        for name in MODELS:
            if spacy.util.is_package(name):
                pipeline = spacy.load(name)
                print(f"{lang}: spaCy {name} {rate(lambda r, read=pipeline: read(r.text), reports[:20]):8.1f}")


if __name__ == "__main__":
    main()
