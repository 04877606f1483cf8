"""Made-up incidents in any number, for benchmarks and tests of scale.

Spread as the real ones are: near the line on both banks, some known only to a district, over 28 years, mostly without
deaths. Nothing here happened.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geo.border import join, line, segments
from geo.core import vocab
from geo.incidents import areas
from geo.incidents.columns import (
    KIND_IDS,
    NONE_16,
    PARTY_IDS,
    PRECISION_IDS,
    STATUS_IDS,
    UNDATED,
    UNDATED_END,
    UNKNOWN,
    SegmentShares,
)  # fmt: skip

_FIRST_DAY, _LAST_DAY = 10_227, 20_560  # 1998-01-01 to 2026-04-17, as the shipped incidents
_UNDATED_SHARE = 0.02
_SEVERAL_DAYS_SHARE = 0.1
_MEAN_DISTANCE_KM = 4.0
_KM_PER_DEGREE = 111.2
_PRECISION_SHARES = {"exact": 0.15, "near": 0.2, "settlement": 0.4, "district": 0.2, "region": 0.05}
_UNCERTAINTY_KM = {"exact": 0.5, "near": 10.0, "settlement": 2.0, "district": 25.0, "region": 150.0}
_DEATHS_UNKNOWN_SHARE = 0.3
# Points are joined to the layers once for each of these anchors and then scattered by less than the layers' detail.
_N_ANCHORS = 5_000
_SCATTER_DEG = 0.003


def make(n: int, seed: int) -> dict[str, Any]:
    """Make the columns of n invented incidents in the table's order."""
    rng = np.random.default_rng(seed)
    day, day_end = _days(rng, n)
    precision = rng.choice(
        [PRECISION_IDS.index(name) for name in _PRECISION_SHARES], n, p=list(_PRECISION_SHARES.values())
    ).astype(np.uint8)
    kind = rng.integers(0, len(KIND_IDS), n).astype(np.uint8)
    places = _places(rng, n, precision)
    killed, wounded = _people(rng, n), _people(rng, n)
    known = areas.load()
    return {
        "day": day,
        "day_end": day_end,
        "kind": kind,
        "precision": precision,
        "status": rng.choice(len(STATUS_IDS), n, p=[0.7, 0.2, 0.08, 0.02]).astype(np.uint8),
        "party_mask": (
            np.left_shift(1, rng.integers(0, len(PARTY_IDS), n)) | np.left_shift(1, rng.integers(0, len(PARTY_IDS), n))
        ).astype(np.uint32),
        **{f"killed_{part}": killed for part in ("low", "best")},
        "killed_high": np.where(killed == UNKNOWN, UNKNOWN, killed + rng.integers(0, 3, n)).astype(np.int32),
        **{f"wounded_{part}": wounded for part in ("low", "best", "high")},
        **places,
        "ids": pa.array([f"made-up-{row:07d}" for row in range(n)], pa.string()),
        **_texts(places["district"], places["region"], kind, known),
        "areas": known,
    }


def _days(rng: np.random.Generator, n: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    day = np.sort(rng.integers(_FIRST_DAY, _LAST_DAY + 1, n)).astype(np.int32)
    longer = np.where(rng.random(n) < _SEVERAL_DAYS_SHARE, rng.integers(1, 31, n), 0)
    day_end = np.minimum(day + longer, _LAST_DAY).astype(np.int32)
    first_undated = n - int(n * _UNDATED_SHARE)
    day[first_undated:], day_end[first_undated:] = UNDATED, UNDATED_END
    return day, day_end


def _people(rng: np.random.Generator, n: int) -> npt.NDArray[np.int32]:
    people = rng.geometric(0.45, n) - 1
    return np.where(rng.random(n) < _DEATHS_UNKNOWN_SHARE, UNKNOWN, people).astype(np.int32)


def _places(rng: np.random.Generator, n: int, precision: npt.NDArray[np.uint8]) -> dict[str, Any]:
    """Scatter points along both banks and tell where they lie."""
    anchor_lon, anchor_lat, joined = _anchors(rng, min(max(n, 1), _N_ANCHORS))
    anchor = rng.integers(0, len(anchor_lon), n)
    region_only = precision == PRECISION_IDS.index("region")
    lon = anchor_lon[anchor] + rng.uniform(-_SCATTER_DEG, _SCATTER_DEG, n)
    lat = anchor_lat[anchor] + rng.uniform(-_SCATTER_DEG, _SCATTER_DEG, n)
    radius = np.array([_UNCERTAINTY_KM.get(name, np.nan) for name in PRECISION_IDS], np.float32)
    district = np.where(region_only, -1, joined["district"][anchor])
    known = areas.load()
    region = np.array(known.district_region)[joined["district"][anchor]]
    by_district = precision == PRECISION_IDS.index("district")
    shares = _shares(known, district, region, joined["segment"][anchor], by_district, region_only)
    return {
        "lon": np.where(region_only, np.nan, lon),
        "lat": np.where(region_only, np.nan, lat),
        "district": np.where(district < 0, NONE_16, district).astype(np.uint16),
        "region": region.astype(np.uint8),
        "bank": joined["bank"][anchor].astype(np.uint8),
        "chainage_km": np.where(region_only, np.nan, joined["chainage_km"][anchor]).astype(np.float32),
        "uncertainty_km": radius[precision],
        "shares": shares,
        "segment_mask": _mask_of(shares, n),
    }


def _anchors(
    rng: np.random.Generator, n: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], dict[str, npt.NDArray[np.integer]]]:
    """Choose points that lie in a district and in a segment's strip, evenly along the line."""
    border = line.border_line()
    chainage = rng.uniform(0, border.length_km, n + n // 5 + 20)
    distance = rng.exponential(_MEAN_DISTANCE_KM, len(chainage)) / _KM_PER_DEGREE
    bearing = rng.uniform(0, 2 * np.pi, len(chainage))
    on_line = np.array([border.point_at(km) for km in np.linspace(0, border.length_km, 5_000)])
    step = np.rint(chainage / border.length_km * (len(on_line) - 1)).astype(int)
    lat = on_line[step, 1] + distance * np.sin(bearing)
    lon = on_line[step, 0] + distance * np.cos(bearing) / np.cos(np.radians(lat))
    found = join.join_points(lon, lat)
    inside = np.flatnonzero((found.district >= 0) & (found.segment >= 0))[:n]
    columns = {name: getattr(found, name)[inside] for name in ("district", "segment", "chainage_km", "bank")}
    return lon[inside], lat[inside], columns


def _shares(
    known: areas.Areas,
    district: npt.NDArray[np.integer],
    region: npt.NDArray[np.integer],
    segment: npt.NDArray[np.integer],
    by_district: npt.NDArray[np.bool_],
    by_region: npt.NDArray[np.bool_],
) -> SegmentShares:
    """Give each row the shares of its segment, its district or its region."""
    n_segments, n_districts = len(known.segments.ids), len(known.districts.ids)
    wide = (*map(segments.shares_of_district, known.districts.ids), *map(segments.shares_of_region, known.regions.ids))
    spreads: list[tuple[tuple[int, float], ...]] = [((code, 1.0),) for code in range(n_segments)]
    spreads += [tuple((known.segments.code[share.id], share.share) for share in shares) for shares in wide]
    fronting = np.array([len(spread) > 0 for spread in spreads[n_segments : n_segments + n_districts]])
    by_district = by_district & (district >= 0) & fronting[district]
    area = np.where(by_district, district, np.where(by_region, n_districts + region, 0))
    spread = np.where(by_district | by_region, n_segments + area, segment)
    lengths = np.array([len(pairs) for pairs in spreads])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    pairs = np.array([pair for pairs in spreads for pair in pairs])
    row = np.repeat(np.arange(len(spread), dtype=np.int32), lengths[spread])
    within = np.arange(len(row)) - np.repeat(np.cumsum(lengths[spread]) - lengths[spread], lengths[spread])
    position = np.repeat(starts[spread], lengths[spread]) + within
    return SegmentShares(
        row=row, segment=pairs[position, 0].astype(np.uint8), share=pairs[position, 1].astype(np.float32)
    )


def _mask_of(shares: SegmentShares, n: int) -> npt.NDArray[np.uint32]:
    mask = np.zeros((n, 2), np.uint32)
    bit = np.left_shift(np.uint32(1), shares.segment.astype(np.uint32) % np.uint32(32))
    np.bitwise_or.at(mask, (shares.row, shares.segment // 32), bit)
    return mask


def _texts(
    district: npt.NDArray[np.uint16], region: npt.NDArray[np.uint8], kind: npt.NDArray[np.uint8], known: areas.Areas
) -> dict[str, pa.StringArray]:
    """Name the place of each row and say in a few words what happened."""
    names = pa.array([*known.districts.names, *known.regions.names])
    place = np.where(district == NONE_16, len(known.districts.names) + region.astype(int), district)
    titles = names.take(pa.array(place))
    kinds = pa.array(list(vocab.KINDS.values())).take(pa.array(kind))
    text = pc.utf8_lower(pc.binary_join_element_wise("made up:", kinds, "in", titles, " "))
    return {"titles": titles, "text": text}
