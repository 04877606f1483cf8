"""The border strip: the line unrolled from km 0 to its end, west to east, against time.

What it holds, and where things stand on it; nothing here draws. The printed strip (strip_static) and the one in the
page (assets/strip.js) show the same: both banks' districts as bands with names that do not collide, regions above
them, each incident at its kilometre, or over its whole stretch where only a district or region is known, and counts
per segment and per month on the margins. An incident known no closer than the border, or without a date, has no place
on the strip and is counted beside it.

The browser places and counts by itself what it shows, by the rules written here: tests hold the two together.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.border import layers, line
from geo.core import vocab
from geo.core.settings import settings
from geo.incidents import summary
from geo.incidents.columns import F64, PRECISION_IDS
from geo.incidents.filters import Mask
from geo.incidents.table import IncidentTable
from geo.views import flags, layer_data, symbology

# Known to less than a stretch: a mark in the middle of the line would say too much.
WHOLE_BORDER: Final = ("border", "country", "unknown")
# Marks may cover this share of the sum of two radii without hiding each other.
OVERLAP_SHARE: Final = 0.15
# How far (CSS pixels) a mark at a known place may be moved aside; a line leads back to the place.
POINT_REACH_PX: Final = 14.0
STEP_PX: Final = 4.0

NAME_PX: Final = 12
ROW_PX: Final = 14
_NAME_GAP_PX = 8
_UPRIGHT_PX = 13
_LEADER_PX = 10
# Room (CSS pixels) for names beyond both ends of the line.
_BEYOND_PX = 36
_MAX_ROWS = 5
# On a shorter line names never find a way in so few rows.
_ROWS_FROM_PX = 800
_FEW_NAMES = 8
# A district that an extract only touches is not part of it.
_LEAST_KM = 0.05
_MAX_TRIES = 4_000
# Widths of the line (CSS pixels) for which names are laid out: the widest that fits is used, see geo.views.flags.
LINE_WIDTHS_PX: Final = (240, 420, 700, 800, 850, 900, 1000, 1150, 1450)
# Widths of letters as shares of the size, rounded up for the pages' fonts.
_LETTERS: Final = {"ijlfI'- ": 0.33, "tr": 0.37, "cksvxyz": 0.5, "mwMW": 0.86, "ABCDEFGHJKLNOPQRSTUVXYZ": 0.68}
_OTHER_LETTERS = 0.57

_SCRIPTS: Final = ("data.js", "symbols.js", "strip_draw.js", "strip_paint.js", "strip.js")
_ASSETS = Path(__file__).parent / "assets"


@dataclass(frozen=True, slots=True)
class Band:
    """A district's or region's part of the line (km of chainage)."""

    name: str
    km_from: float
    km_to: float

    @property
    def middle(self) -> float:
        """Kilometre of the middle."""
        return (self.km_from + self.km_to) / 2


@dataclass(frozen=True, slots=True)
class Bank:
    """One bank's districts and regions, west to east."""

    country: str
    districts: tuple[Band, ...]
    regions: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """What stands on the margins.

    Attributes
    ----------
    segment_incidents, segment_killed
        Of each segment, west to east; an incident that may lie in several is spread by its shares.
    months
        First day of each month from the first dated incident's to the last's.
    month_incidents, month_killed
        Of each month; an incident counts in the month of its first day.
    n_no_stretch, n_undated
        Incidents known no closer than the border, and incidents with a stretch but no date: not on the strip.
    """

    segment_incidents: F64
    segment_killed: F64
    months: tuple[dt.date, ...]
    month_incidents: npt.NDArray[np.int64]
    month_killed: npt.NDArray[np.int64]
    n_no_stretch: int
    n_undated: int


def banks() -> tuple[Bank, Bank]:
    """Return the Tajik and the Afghan bank.

    Raises
    ------
    DataIntegrityError
        A layer is missing or damaged.
    """
    return _banks(str(settings().data_dir))


def segment_spans() -> dict[str, tuple[float, float]]:
    """Return first and last km of each segment, west to east; callers must not change it."""
    return _segment_spans(str(settings().data_dir))


@lru_cache(maxsize=2)
def _segment_spans(_data_dir: str) -> dict[str, tuple[float, float]]:
    frame = layers.load("segments")
    return {
        name: (float(start), float(end))
        for name, start, end in zip(frame["segment_id"], frame["km_from"], frame["km_to"], strict=True)
    }


def spans(table: IncidentTable) -> tuple[F64, F64]:
    """Return the first and last km that each incident may lie at.

    Equal for an incident at a known place; NaN for one that has no place on the strip.
    """
    known = np.isin(table.precision, [PRECISION_IDS.index(name) for name in vocab.POINT_PRECISIONS])
    at_point = known & ~np.isnan(table.chainage_km)
    start = np.where(at_point, table.chainage_km.astype(np.float64), np.inf)
    end = np.where(at_point, start, -np.inf)
    wide = np.isin(table.precision, [PRECISION_IDS.index(name) for name in WHOLE_BORDER])
    km_from, km_to = np.array(list(segment_spans().values())).T
    shares = table.shares
    stretched = ~at_point[shares.row] & ~wide[shares.row]
    rows, codes = shares.row[stretched], shares.segment[stretched]
    np.minimum.at(start, rows, km_from[codes])
    np.maximum.at(end, rows, km_to[codes])
    nowhere = ~np.isfinite(start) | wide
    start[nowhere] = end[nowhere] = np.nan
    return start, end


def stack(x: F64, y: F64, radii: F64, low: F64, high: F64) -> F64:
    """Move marks sideways so that none hides another.

    Each takes the free place that is nearest to its own, in steps of STEP_PX to the right and left in turn, or the one
    with most room if none is free.

    Parameters
    ----------
    x, y, radii
        The marks, in the order in which they choose, so the largest should come first.
    low, high
        How far each may go: a mark that stands for a stretch may stand anywhere in it.

    Returns
    -------
    array
        The x of each mark.

    >>> ten = np.full(2, 10.0)
    >>> stack(ten, ten, np.array([5.0, 5.0]), ten - 20, ten + 20).tolist()
    [10.0, 22.0]
    """
    placed = x.astype(np.float64)
    for mark in range(len(x)):
        steps = np.arange(1, max(1, int(max(x[mark] - low[mark], high[mark] - x[mark]) / STEP_PX)) + 1) * STEP_PX
        tries = x[mark] + np.concatenate([[0.0], np.column_stack([steps, -steps]).ravel()])
        tries = tries[(tries == x[mark]) | ((tries >= low[mark]) & (tries <= high[mark]))]
        if not mark:
            continue
        apart = np.hypot(tries[:, None] - placed[:mark], y[mark] - y[:mark])
        gaps = (apart - (1 - OVERLAP_SHARE) * (radii[mark] + radii[:mark])).min(axis=1)
        free = np.flatnonzero(gaps >= 0)
        placed[mark] = tries[free[0] if len(free) else gaps.argmax()]
    return placed


def margins(table: IncidentTable, mask: Mask) -> Margins:
    """Count the chosen incidents and their deaths per segment and per month."""
    incidents, killed = summary.per_segment(table, mask)
    rows = np.flatnonzero(mask)
    dated = rows[: np.searchsorted(rows, table.n_dated)]
    months = table.day[dated].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    first, n_months = (int(months[0]), int(months[-1] - months[0]) + 1) if len(months) else (0, 0)
    deaths = summary.people(table, "killed", dated)[1]
    no_stretch = np.isnan(spans(table)[0])
    return Margins(
        segment_incidents=incidents,
        segment_killed=killed,
        months=tuple(dt.date(1970 + month // 12, month % 12 + 1, 1) for month in range(first, first + n_months)),
        month_incidents=np.bincount(months - first, minlength=n_months),
        month_killed=np.bincount(months - first, weights=deaths, minlength=n_months).astype(np.int64),
        n_no_stretch=int(no_stretch[rows].sum()),
        n_undated=int((~no_stretch[rows[len(dated) :]]).sum()),
    )


def segment_rows(figures: Margins) -> dict[str, list[str]]:
    """Write the figures of each stretch as the columns of a table, west to east; those without an incident too."""
    names = layers.load("segments")["name"]
    ends = segment_spans().values()
    return {
        "Stretch": list(names),
        "Kilometres": [f"{start:,.0f}-{end:,.0f}" for start, end in ends],
        "Incidents": [f"{count:,.1f}" for count in figures.segment_incidents],
        "Killed": [f"{count:,.1f}" for count in figures.segment_killed],
    }


def month_rows(figures: Margins) -> dict[str, list[str]]:
    """Write the figures of each month that has incidents as the columns of a table, newest first."""
    counts = zip(figures.months, figures.month_incidents, figures.month_killed, strict=True)
    rows = [(f"{month:%B %Y}", f"{count:,}", f"{killed:,}") for month, count, killed in counts if count][::-1]
    columns = ("Month", "Incidents", "Killed")
    return {name: [row[position] for row in rows] for position, name in enumerate(columns)}


def text_width(name: str, size: float = NAME_PX) -> float:
    """Return a width that a name does not exceed in the pages' fonts, in the unit of the size."""
    shares = (next((share for letters, share in _LETTERS.items() if one in letters), _OTHER_LETTERS) for one in name)
    return sum(shares) * size


def place_names(country: str, line_px: float) -> dict[str, Any]:
    """Lay out the names of a bank's districts for a width of the line.

    Returns
    -------
    dict
        `upright`: whether names stand upright beside each other, as they do where rows would be too many. `rows`: the
        row of each name, 0 nearest to the line. `offsets`: from the middle of the district to the left edge of the
        name, or to the middle of an upright one; `height`: room that names and leaders take (CSS pixels).
    """
    bank = next(one for one in banks() if one.country == country)
    return _laid_out(bank.districts, line_px, 0.0, line.border_line().length_km)


def extract(km_from: float, km_to: float) -> dict[str, Any]:
    """Return what differs in `config` where the strip shows only a stretch of the line.

    Parameters
    ----------
    km_from, km_to
        Ends of the stretch; districts and regions are cut off there.
    """
    return {
        "start": km_from,
        "length": km_to - km_from,
        "banks": [_bank_config(bank, km_from, km_to) for bank in banks()],
    }


def config() -> dict[str, Any]:
    """Everything but the incidents that the browser needs to draw the strip, as JSON values."""
    return {
        **symbology.config(),
        **extract(0.0, line.border_line().length_km),
        "segments": [
            [name, *span] for name, span in zip(layers.load("segments")["name"], segment_spans().values(), strict=True)
        ],
        "points": [PRECISION_IDS.index(name) for name in vocab.POINT_PRECISIONS],
        "wide": [PRECISION_IDS.index(name) for name in WHOLE_BORDER],
        "stack": {"overlap": OVERLAP_SHARE, "reach": POINT_REACH_PX, "step": STEP_PX},
        "text": {"size": NAME_PX, "row": ROW_PX},
    }


@lru_cache(maxsize=2)
def browser_bytes() -> bytes:
    """Pack the strip's script and configuration for the page's store: see `geo.views.layer_data.envelope`."""
    script = "\n".join((_ASSETS / name).read_text("utf-8") for name in _SCRIPTS)
    parts = {"script": script.encode(), "config": json.dumps(config()).encode()}
    return layer_data.envelope("strip", parts)


@lru_cache(maxsize=64)
def _bank_config(bank: Bank, km_from: float, km_to: float) -> dict[str, Any]:
    """Write a bank between two kilometres, with its names laid out for every width of the line."""
    districts, regions = (_cut(bands, km_from, km_to) for bands in (bank.districts, bank.regions))
    return {
        "country": vocab.COUNTRIES[bank.country],
        "districts": [[band.name, band.km_from, band.km_to] for band in districts],
        "regions": [[band.name, band.km_from, band.km_to] for band in regions],
        "names": [
            {"width": width, **_laid_out(districts, width, km_from, km_to - km_from)} for width in LINE_WIDTHS_PX
        ],
    }


def _cut(bands: Sequence[Band], km_from: float, km_to: float) -> tuple[Band, ...]:
    """Keep what lies between two kilometres."""
    cut = (Band(band.name, max(band.km_from, km_from), min(band.km_to, km_to)) for band in bands)
    return tuple(band for band in cut if band.km_to - band.km_from > _LEAST_KM)


@lru_cache(maxsize=256)
def _laid_out(districts: tuple[Band, ...], line_px: float, start_km: float, length_km: float) -> dict[str, Any]:
    """Lay out names for a width of the line: see `place_names`."""
    centres = [(band.middle - start_km) / length_km * line_px for band in districts]
    widths = [text_width(band.name) + _NAME_GAP_PX for band in districts]
    ends = (-_BEYOND_PX, line_px + _BEYOND_PX)
    in_rows = line_px >= _ROWS_FROM_PX or len(districts) <= _FEW_NAMES
    placed = flags.flags(centres, widths, *ends, max_rows=_MAX_ROWS, max_tries=_MAX_TRIES) if in_rows else []
    if placed:
        offsets = [round(flag.left + _NAME_GAP_PX / 2 - at, 1) for flag, at in zip(placed, centres, strict=True)]
        rows = [flag.row for flag in placed]
        return {"upright": False, "rows": rows, "offsets": offsets, "height": (max(rows) + 1) * ROW_PX + _LEADER_PX}
    middles = flags.side_by_side(centres, _UPRIGHT_PX, *ends)
    offsets = [round(middle - at, 1) for middle, at in zip(middles, centres, strict=True)]
    height = max(0, round(max(widths, default=0)) - _NAME_GAP_PX) + 2 * _LEADER_PX
    return {"upright": True, "rows": [0] * len(centres), "offsets": offsets, "height": height}


@lru_cache(maxsize=2)
def _banks(_data_dir: str) -> tuple[Bank, Bank]:
    tajik, afghan = (_bank(country) for country in vocab.COUNTRIES)
    return tajik, afghan


def _bank(country: str) -> Bank:
    frame = layers.load("districts")
    mine = frame[(frame["country"] == country) & frame["km_from"].notna()].sort_values("km_from")
    columns = (mine["region"], mine["name"], mine["km_from"].astype(float), mine["km_to"].astype(float))
    found = list(zip(*columns, strict=True))
    edges = [0, *(i + 1 for i, (one, other) in enumerate(pairwise(found)) if one[0] != other[0]), len(found)]
    return Bank(
        country,
        tuple(Band(name, start, end) for _, name, start, end in found),
        tuple(Band(found[a][0], found[a][2], found[b - 1][3]) for a, b in pairwise(edges)),
    )
