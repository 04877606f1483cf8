"""Measure the reading of a large ACLED-shaped file: processor time and the most memory held, at three points.

    python benchmarks/imports.py [--rows N] [--zone SHARE]

The rows are made up, seeded, and spread over Afghanistan but for the given share, which lies in the border zone. What
is measured is everything before the store: taking rows apart, checking cells, placing them. Memory is that of the whole
process, its libraries and layers included; flat means that the last two figures are alike.
"""

import argparse
import csv
import datetime as dt
import json
import random
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from geo.incidents.imports import acled, importer

_SEED = 1
_FIRST_DAY = dt.date(1994, 1, 1)
_DAYS = 11_000
_ROW = {
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Tajikistan (1992-) Border Guards",
    "actor2": "Unidentified Armed Group (Tajikistan)",
    "country": "Afghanistan",
    "admin1": "Invented",
    "location": "Invented Ford",
    "geo_precision": "1",
    "source": "Invented Gazette; Radio Nowhere",
    "fatalities": "3",
    "timestamp": "754790400",
}


def main() -> None:
    """Write the file, read it, print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--zone", type=float, default=0.001)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        _write(path, options.rows, options.zone)
        found: Counter[str] = Counter()
        peaks = {}
        begun = time.process_time()
        marks = {options.rows // 10, options.rows // 2, options.rows}
        for number, outcome in enumerate(importer.read(path, "acled"), start=1):
            found[type(outcome).__name__] += 1
            if number in marks:
                peaks[number] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        seconds = time.process_time() - begun
        size = path.stat().st_size / 1e6
    print(
        json.dumps(
            {
                "rows": options.rows,
                "file_mb": round(size),
                "outcomes": found,
                "cpu_s": round(seconds, 1),
                "peak_mb": peaks,
            }
        )
    )


def _write(path: Path, rows: int, zone: float) -> None:
    rng = random.Random(_SEED)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, acled.COLUMNS)
        writer.writeheader()
        for number in range(rows):
            is_near = rng.random() < zone
            lon = rng.uniform(69.5, 69.9) if is_near else rng.uniform(61.0, 70.0)
            lat = rng.uniform(37.6, 37.9) if is_near else rng.uniform(30.0, 35.5)
            cells = {
                "event_id_cnty": f"AFG{number}",
                "event_date": (_FIRST_DAY + dt.timedelta(days=rng.randrange(_DAYS))).isoformat(),
                "notes": f"Invented clash {rng.random()} near village {number}, where nobody was.",
                "longitude": f"{lon:.4f}",
                "latitude": f"{lat:.4f}",
            }
            writer.writerow(_ROW | cells)


if __name__ == "__main__":
    main()
