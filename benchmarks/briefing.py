"""Measure how long a briefing takes: 200 incidents, each file format, in one run.

    PYTHONPATH=. python benchmarks/briefing.py [--incidents N] [--runs N]

Each figure is the median of several runs in one process, from the filter to the finished bytes, after a first run that
loads the layers and the fonts and is told separately; beside the time on the clock stands the processor's, which other
programs of the machine do not stretch. Writes benchmarks/results/briefing.json and prints a Markdown table. The
incidents are made up; each is given a summary, a speaker and sources, three for two incidents, as the shipped ones.
"""

import argparse
import datetime as dt
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import _root  # noqa: F401 - finds the library

from geo.core.model import Claim, Source
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable, made_up
from geo.views import briefing
from geo.views.briefing_options import FORMATS, Options

RESULTS = Path(__file__).parent / "results" / "briefing.json"
BARS_S = {"png": 2.0, "pdf": 4.0}
SUMMARY = "Invented: border guards met a group that had crossed the river at night, and fire was exchanged."


def main() -> None:
    """Measure, write and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    table = incidents(asked.incidents)
    options = Options(printed=dt.date(2026, 1, 1))
    first, _ = seconds(lambda: make(table, options, "png", first_page_only=True))
    rows = []
    for name in FORMATS:
        for first_page_only in (True, False) if name in ("png", "svg") else (False,):
            files = make(table, options, name, first_page_only=first_page_only)
            times = [
                seconds(lambda name=name, only=first_page_only: make(table, options, name, first_page_only=only))
                for _ in range(asked.runs)
            ]
            rows.append(
                {
                    "format": name,
                    "pages": "first" if first_page_only else "all",
                    "median_s": round(statistics.median(clock for clock, _ in times), 2),
                    "median_cpu_s": round(statistics.median(cpu for _, cpu in times), 2),
                    "kilobytes": sum(map(len, files)) // 1000,
                    "bar_s": BARS_S.get(name) if first_page_only or name == "pdf" else None,
                }
            )
    told = {
        "incidents": asked.incidents,
        "runs": asked.runs,
        "first_in_process_s": round(first, 2),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "formats": rows,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(f"{asked.incidents} incidents, {asked.runs} runs each; first of the process {first:.2f} s\n")
    print("| file | pages | median s | median CPU s | kB | bar s |\n|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row['format']} | {row['pages']} | {row['median_s']} | {row['median_cpu_s']} | {row['kilobytes']} | ",
            end="",
        )
        print(f"{row['bar_s'] or ''} |")


def incidents(n: int) -> IncidentTable:
    """Make up n incidents that say as much as real ones."""
    return IncidentTable.from_incidents(
        replace(
            incident,
            summary=SUMMARY,
            claims=(Claim(claimant="Border guards", says=SUMMARY),),
            sources=(
                Source(outlet=f"Invented Daily {number % 7}", url=f"https://example.org/{number}"),
                Source(outlet="Invented Agency", url=f"https://example.org/agency/{number // 2}"),
            ),
        )
        for number, incident in enumerate(made_up(n, seed=1).incidents())
    )


def make(table: IncidentTable, options: Options, file_format: str, *, first_page_only: bool) -> list[bytes]:
    """Make the files from the filter on."""
    said = briefing.content(table, Filter(), options)
    return briefing.render(said, options, file_format, first_page_only=first_page_only)


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Time one run, on the clock and on the processor."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - cpu


if __name__ == "__main__":
    main()
