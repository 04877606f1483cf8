"""Segments and districts ranked: how much happened where, for its length, and how that changed.

An incident known to a village lies in one segment; one known only to a district or a region may lie in any that it
touches. So every figure of an area is low / best / high: what surely lies there, its share of the rest by frontage, and
everything that may lie there. These bounds are counts, not statistics: no confidence interval is computed.

The bands of change and their guard for thin data follow ACLED's Trendfinder (acleddata.com/platform/trendfinder, "How
to understand the Trendfinder"), with the equally long period before in the place of the average week.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geo.border import layers
from geo.core import vocab
from geo.incidents.areas import AreaList
from geo.incidents.columns import BANK_IDS, NONE_8, NONE_16, PRECISION_IDS, UNDATED, UNDATED_END, to_date, to_day
from geo.incidents.filters import Filter, Mask
from geo.incidents.summary import earlier_mask, people
from geo.incidents.table import IncidentTable

Level = Literal["segment", "district"]
F64 = npt.NDArray[np.float64]
Numbers = npt.NDArray[Any]

BANDS: Final = {
    "large_increase": "Large increase",
    "moderate_increase": "Moderate increase",
    "limited_change": "Limited change",
    "large_decrease": "Large decrease",
}
# What areas can be ranked by.
MEASURES: Final = {
    "incidents": "Incidents",
    "killed": "Killed",
    "wounded": "Wounded",
    "incidents_per_100_km": "Incidents per 100 km",
    "killed_per_100_km": "Killed per 100 km",
    "change": "Change against the period before",
}
# Per cent, by ACLED's table: above 25, above 10, from -25, below it.
_LARGE_INCREASE_PCT = 25.0
_MODERATE_INCREASE_PCT = 10.0
_LARGE_DECREASE_PCT = -25.0
# At most so many before and now: too little to speak of a change.
_THIN_BEFORE = 2.0
_THIN_LATEST = 5.0
_PER_KM = 100.0
# Shares are 32-bit floats that sum to 1.
_WHOLE_SHARE = 1.0 - 1e-6
_DISTRICT_ORDER = vocab.PRECISION_CLASSES["district"].order
_ORDERS = np.array([vocab.PRECISION_CLASSES[name].order for name in PRECISION_IDS])


@dataclass(frozen=True, slots=True)
class Range:
    """A figure that is at least `low` and at most `high`; `best` spreads vague incidents by their shares."""

    low: float
    best: float
    high: float

    def per_100_km(self, length_km: float) -> "Range":
        """Divide by a length of border."""
        return Range(*(value / length_km * _PER_KM for value in (self.low, self.best, self.high)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Change against the equally long period before: per cent (None from nothing) and ACLED's band."""

    latest: float
    before: float
    change_pct: float | None
    band: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaStatistics:
    """What a filter's incidents come to in one segment or district.

    Attributes
    ----------
    length_km
        Frontage: kilometres of the border line.
    incidents, killed, wounded
        At least, by share, at most.
    incidents_per_100_km, killed_per_100_km
        The same for each 100 km of frontage.
    trend
        None where the filter has no first day.
    first_day, last_day
        Of the incidents that surely lie here; None without a dated one.
    quiet_days
        Days from the last of them to the end of the period.
    region_only_share
        Share (0-1) of the incidents that may lie here which are known to a region or less closely; None without any.
    """

    area_id: str
    name: str
    length_km: float
    incidents: Range
    killed: Range
    wounded: Range
    incidents_per_100_km: Range
    killed_per_100_km: Range
    trend: Trend | None
    first_day: dt.date | None
    last_day: dt.date | None
    quiet_days: int | None
    region_only_share: float | None


@dataclass(frozen=True, slots=True)
class _Spread:
    """Which rows may lie in which areas: parallel arrays of row, area code, share (0-1) of the row, surely there."""

    row: npt.NDArray[np.intp]
    area: npt.NDArray[np.intp]
    share: F64
    sure: Mask

    def of(self, mask: Mask) -> "_Spread":
        """Keep the rows that a mask selects."""
        kept = mask[self.row]
        return _Spread(self.row[kept], self.area[kept], self.share[kept], self.sure[kept])

    def count(self, n_areas: int, low: Numbers, best: Numbers, high: Numbers) -> tuple[F64, F64, F64]:
        """Sum a figure of each row over the areas: surely there, by share, possibly there."""
        return (
            _summed(self.area[self.sure], low[self.row[self.sure]], n_areas),
            _summed(self.area, best[self.row] * self.share, n_areas),
            _summed(self.area, high[self.row], n_areas),
        )


def statistics(
    table: IncidentTable,
    mask: Mask,
    *,
    filter: Filter,  # noqa: A002 - the word of the field
    level: Level = "segment",
) -> list[AreaStatistics]:
    """Sum up the chosen incidents in each segment or border district, from west to east.

    Parameters
    ----------
    mask
        `filter.mask(table)`.
    filter
        Its dates give the period, as in `geo.incidents.summary.summarise`.
    level
        "segment", or "district": the districts that have a frontage, Tajik ones first.
    """
    areas, lengths_km = _areas(table, level)
    spread = _spread(table, level)
    chosen = spread.of(mask)
    n_areas = len(areas.ids)
    ones = np.ones(table.n)
    incidents = chosen.count(n_areas, ones, ones, ones)
    killed = chosen.count(n_areas, *people(table, "killed"))
    wounded = chosen.count(n_areas, *people(table, "wounded"))
    earlier = earlier_mask(table, filter)
    before = None if earlier is None else spread.of(earlier).count(n_areas, ones, ones, ones)[1]
    first, last = _days(table, chosen, n_areas)
    end = filter.date_to or table.last_day
    n_vague = _summed(chosen.area, _is_vague(table)[chosen.row], n_areas)

    result = []
    for code, (area_id, name, length_km) in enumerate(zip(areas.ids, areas.names, lengths_km, strict=True)):
        counted, dead, hurt = (Range(*(float(part[code]) for part in parts)) for parts in (incidents, killed, wounded))
        result.append(
            AreaStatistics(
                area_id=area_id,
                name=name,
                length_km=length_km,
                incidents=counted,
                killed=dead,
                wounded=hurt,
                incidents_per_100_km=counted.per_100_km(length_km),
                killed_per_100_km=dead.per_100_km(length_km),
                trend=None if before is None else trend(counted.best, float(before[code])),
                first_day=to_date(first[code]) if code in first else None,
                last_day=to_date(last[code]) if code in last else None,
                quiet_days=max(to_day(end) - last[code], 0) if code in last and end else None,
                region_only_share=float(n_vague[code]) / counted.high if counted.high else None,
            )
        )
    return result


def monthly(table: IncidentTable, mask: Mask, *, level: Level = "segment") -> tuple[tuple[dt.date, ...], F64]:
    """Count the chosen incidents of each area by month, by share.

    Returns
    -------
    tuple
        First days of the months from the first dated incident to the last, and an array (areas, months).
    """
    areas, _ = _areas(table, level)
    dated = mask & (np.arange(table.n) < table.n_dated)
    chosen = _spread(table, level).of(dated)
    if not len(chosen.row):
        return (), np.zeros((len(areas.ids), 0))
    month = table.day.astype("datetime64[D]").astype("datetime64[M]")
    months = np.arange(month[chosen.row].min(), month[chosen.row].max() + 1)
    counts = np.zeros((len(areas.ids), len(months)))
    np.add.at(counts, (chosen.area, (month[chosen.row] - months[0]).astype(int)), chosen.share)
    return tuple(first.astype("datetime64[D]").item() for first in months), counts


def trend(latest: float, before: float) -> Trend:
    """Name the change from one period to the next.

    >>> trend(14, 10).band, trend(11.5, 10).band, trend(8, 10).band, trend(7, 10).band
    ('large_increase', 'moderate_increase', 'limited_change', 'large_decrease')
    >>> trend(5, 1).band, trend(6, 0).band
    ('limited_change', 'large_increase')
    """
    change_pct = (latest - before) / before * 100 if before else None
    if before <= _THIN_BEFORE and latest <= _THIN_LATEST:
        band = "limited_change"
    elif change_pct is None or change_pct > _LARGE_INCREASE_PCT:
        band = "large_increase"
    elif change_pct > _MODERATE_INCREASE_PCT:
        band = "moderate_increase"
    else:
        band = "limited_change" if change_pct >= _LARGE_DECREASE_PCT else "large_decrease"
    return Trend(latest=latest, before=before, change_pct=change_pct, band=band)


def _areas(table: IncidentTable, level: Level) -> tuple[AreaList, list[float]]:
    """Return the segments, or the districts with a frontage, and their lengths (km)."""
    if level == "segment":
        return table.areas.segments, [float(length) for length in layers.load("segments").length_km]
    frame = _border_districts()
    areas = AreaList("district", tuple(frame.district_id), tuple(frame.name))
    return areas, [float(length) for length in frame.km_to - frame.km_from]


def _border_districts() -> gpd.GeoDataFrame:
    """Return the districts with a frontage: the Tajik ones from west to east, then the Afghan ones."""
    frame = layers.load("districts")
    return frame[frame.km_from.notna()].sort_values(["country", "km_from"], ascending=[False, True])


def _spread(table: IncidentTable, level: Level) -> _Spread:
    """Say which rows may lie in which areas of a level."""
    shares = table.shares
    row, segment, share = shares.row.astype(np.intp), shares.segment.astype(np.intp), shares.share.astype(np.float64)
    close = ~_is_vague(table)
    if level == "segment":
        return _Spread(row, segment, share, (share >= _WHOLE_SHARE) & close[row])
    return _district_spread(table, row, segment, share)


def _district_spread(
    table: IncidentTable, row: npt.NDArray[np.intp], segment: npt.NDArray[np.intp], share: F64
) -> _Spread:
    """Put rows with a known border district there, and spread the others over those that their segments face.

    A row whose bank is not known counts half on each.
    """
    ids = tuple(_border_districts().district_id)
    position = {district_id: code for code, district_id in enumerate(ids)}
    code_of = np.array([position.get(district_id, -1) for district_id in table.areas.districts.ids] + [-1])
    known = np.where(table.district == NONE_16, len(code_of) - 1, table.district).astype(np.intp)
    placed = np.flatnonzero(code_of[known] >= 0)
    parts = [_Spread(placed, code_of[known[placed]], np.ones(len(placed)), np.ones(len(placed), np.bool_))]
    strips = layers.load("segments")
    country = _country(table)
    for code, column in enumerate(("tj_district_id", "af_district_id")):
        facing = np.array([position[district_id] for district_id in strips[column]])
        here = (table.district[row] == NONE_16) & ((country[row] == code) | (country[row] == NONE_8))
        weight = share[here] * np.where(country[row[here]] == NONE_8, 0.5, 1.0)
        parts.append(_Spread(row[here], facing[segment[here]], weight, np.zeros(int(here.sum()), np.bool_)))
    return _merged(parts, len(ids))


def _merged(parts: Sequence[_Spread], n_areas: int) -> _Spread:
    """Join spreads, adding up the shares of a row that reach one area through several segments."""
    row, area, share, sure = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("row", "area", "share", "sure")
    )
    keys, inverse = np.unique(row * n_areas + area, return_inverse=True)
    return _Spread(
        keys // n_areas,
        keys % n_areas,
        _summed(inverse, share, len(keys)),
        _summed(inverse, sure, len(keys)) > 0,
    )


def _country(table: IncidentTable) -> npt.NDArray[np.uint8]:
    """Return the code of the country that each row lies in: of its region, else of its bank; NONE_8 if neither."""
    frame = layers.load("regions").set_index("region_id")
    of_region = [BANK_IDS.index(frame.country[region_id]) for region_id in table.areas.regions.ids]
    lookup = np.full(NONE_8 + 1, NONE_8, np.uint8)
    lookup[: len(of_region)] = of_region
    country: npt.NDArray[np.uint8] = np.where(table.region == NONE_8, table.bank, lookup[table.region])
    return country


def _is_vague(table: IncidentTable) -> Mask:
    """Mark the rows known to a region or less closely."""
    vague: Mask = (_ORDERS > _DISTRICT_ORDER)[table.precision]
    return vague


def _days(table: IncidentTable, chosen: _Spread, n_areas: int) -> tuple[dict[int, int], dict[int, int]]:
    """Return the first and the last day of each area's sure and dated incidents, by area code."""
    kept = chosen.sure & (chosen.row < table.n_dated)
    first, last = np.full(n_areas, UNDATED, np.int64), np.full(n_areas, UNDATED_END, np.int64)
    np.minimum.at(first, chosen.area[kept], table.day[chosen.row[kept]])
    np.maximum.at(last, chosen.area[kept], table.day_end[chosen.row[kept]])
    found = np.flatnonzero(first != UNDATED).tolist()
    return {code: int(first[code]) for code in found}, {code: int(last[code]) for code in found}


def _summed(group: npt.NDArray[np.intp], values: Numbers, n_groups: int) -> F64:
    """Sum values by group."""
    return np.bincount(group, values, n_groups).astype(np.float64, copy=False)
