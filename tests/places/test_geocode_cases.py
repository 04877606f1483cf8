"""Accuracy on labelled mentions (tests/cases/geocode.csv): prints a table by class, and holds the floors.

Expected columns that are empty are not judged. A placement is wrong when it names another district or region than the
label, or stands where the label says that nothing may be placed.
"""

import csv
import datetime as dt
import statistics
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from geo.core import vocab
from geo.core.crs import GEOD
from geo.places.geocoder import geocode

CASES = Path(__file__).parents[1] / "cases" / "geocode.csv"
MIN_DISTRICT_RIGHT = 0.97
MAX_WRONG = 0.01
MAX_MEDIAN_KM = 2.0


@pytest.fixture(scope="module")
def cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def results(cases):
    return [
        geocode(
            row["text"],
            date=dt.date.fromisoformat(row["date"]) if row["date"] else None,
            context=row["context"] or None,
        )
        for row in cases
    ]


def test_cases_table(cases):
    assert len(cases) >= 200
    for row in cases:
        assert row["status"] in vocab.GEOCODE_STATUSES, row
        assert row["precision_class"] in ("", *vocab.PRECISION_CLASSES), row
        assert bool(row["lon"]) == bool(row["lat"]), row


def test_accuracy_by_class(cases, results):
    counts = defaultdict(lambda: [0, 0])
    wrong, errors_km = [], []
    for row, got in zip(cases, results, strict=True):
        right = _is_right(row, got)
        counts[row["category"]][0] += right
        counts[row["category"]][1] += 1
        if _is_wrong_placement(row, got):
            wrong.append((row["text"], got.status, got.district, got.region))
        if row["lon"] and got.lon is not None:
            meters = GEOD.inv(float(row["lon"]), float(row["lat"]), got.lon, got.lat)[2]
            errors_km.append(meters / 1000)
    with_district = [pair for pair in zip(cases, results, strict=True) if pair[0]["district"]]
    district_right = sum(got.district == row["district"] for row, got in with_district) / len(with_district)
    lines = [f"{category:22s} {right:4d} / {total:4d}" for category, (right, total) in sorted(counts.items())]
    lines += [
        f"{'all':22s} {sum(right for right, _ in counts.values()):4d} / {len(cases):4d}",
        f"district right {district_right:.1%} of {len(with_district)}",
        f"wrong placements {len(wrong)}: {wrong}",
        f"median error {statistics.median(errors_km):.2f} km of {len(errors_km)} positions",
    ]
    sys.stdout.write("\n".join(["", *lines, ""]))
    assert district_right >= MIN_DISTRICT_RIGHT
    assert len(wrong) / len(cases) <= MAX_WRONG
    assert statistics.median(errors_km) <= MAX_MEDIAN_KM


def test_no_negative_is_placed(cases, results):
    placed = [
        row["text"]
        for row, got in zip(cases, results, strict=True)
        if row["category"] == "negative" and got.status != "not_placed"
    ]
    assert placed == []


def _is_right(row, got):
    wanted = ("status", "precision_class", "district", "region", "settlement")
    return all(not row[column] or getattr(got, column) == row[column] for column in wanted)


def _is_wrong_placement(row, got):
    if got.status != "placed":
        return False
    if row["status"] != "placed":
        return True
    if row["precision_class"] in {"region", "border", "country"} and got.district:
        return True
    return any(row[column] and getattr(got, column) not in {None, row[column]} for column in ("district", "region"))
