"""Incidents as columns: what filters, metrics and the map compute on, up to a million rows.

Rows are sorted by first day, then id; undated incidents come last.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geo.core import vocab
from geo.core.model import Casualties, Count, DateSpan, Incident, Party, Placement, SegmentShare
from geo.incidents import areas, columns, packed, synthetic
from geo.incidents.columns import (
    BANK_IDS,
    F32,
    F64,
    I32,
    KIND_IDS,
    NONE_8,
    NONE_16,
    PARTY_IDS,
    PRECISION_IDS,
    STATUS_IDS,
    U8,
    U16,
    U32,
    UNDATED,
    UNKNOWN,
    SegmentShares,
    to_date,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IncidentTable:
    """Columns of n incidents, sorted by first day; undated rows last.

    Attributes
    ----------
    day, day_end
        First and last possible day, days since 1970-01-01; (UNDATED, UNDATED_END) where unknown.
    kind, precision, bank, status
        Position in vocab.KINDS, PRECISION_CLASSES, COUNTRIES, INCIDENT_STATUSES; NONE_8 for no bank.
    region, district
        Code in `areas`; NONE_8, NONE_16 where the incident is not known that closely.
    segment_mask
        (n, 2): bit s % 32 of word s // 32 is set for each segment s that the incident may fall in.
    party_mask
        Bit p is set for each vocab.PARTIES entry p that took part.
    lon, lat
        Degrees, WGS 84; NaN for a row that is not on the map.
    text
        What the text filter searches: casefolded.
    titles
        What a hover shows: the name of the place.
    """

    day: I32
    day_end: I32
    kind: U8
    precision: U8
    bank: U8
    status: U8
    region: U8
    district: U16
    segment_mask: U32
    party_mask: U32
    killed_low: I32
    killed_best: I32
    killed_high: I32
    wounded_low: I32
    wounded_best: I32
    wounded_high: I32
    lon: F64
    lat: F64
    uncertainty_km: F32
    chainage_km: F32
    shares: SegmentShares
    ids: pa.StringArray
    titles: pa.StringArray
    text: pa.StringArray
    areas: areas.Areas
    # Gives the incidents of some rows, in their order; without it they are built from the columns.
    _read: Callable[[Sequence[int]], Iterable[Incident]] | None = field(default=None, repr=False)

    @property
    def n(self) -> int:
        """Number of incidents."""
        return len(self.day)

    @property
    def n_dated(self) -> int:
        """Number of incidents with a date; they are the first rows."""
        return int(np.searchsorted(self.day, UNDATED))

    @property
    def last_day(self) -> dt.date | None:
        """Last day of the latest dated incident; None without one."""
        return to_date(int(self.day_end[: self.n_dated].max())) if self.n_dated else None

    def incident(self, row: int) -> Incident:
        """Return the incident of a row; for a made-up table it is built from the columns.

        Raises
        ------
        IndexError
            The table has no such row.
        """
        if not 0 <= row < self.n:
            msg = f"row {row} is not one of the table's {self.n} rows"
            raise IndexError(msg)
        (found,) = self._of([row])
        return found

    def incidents(self, mask: npt.NDArray[np.bool_] | None = None) -> tuple[Incident, ...]:
        """Return the incidents of the rows that a mask selects (all without one), in the table's order."""
        rows = range(self.n) if mask is None else np.flatnonzero(mask).tolist()
        return tuple(self._of(rows))

    def _of(self, rows: Sequence[int]) -> Iterable[Incident]:
        if self._read is not None:
            return self._read(rows)
        return (_incident_from_columns(self, row) for row in rows)

    @classmethod
    def from_incidents(cls, incidents: Iterable[Incident]) -> "IncidentTable":
        """Build the columns of incidents.

        Raises
        ------
        KeyError
            An incident names a vocabulary entry or an area that does not exist.
        """
        rows = tuple(sorted(incidents, key=lambda incident: (columns.first_day(incident), incident.id)))
        return cls(**columns.encode(rows), _read=lambda some: [rows[row] for row in some])

    @classmethod
    def from_packed(
        cls, batches: Iterable[Sequence[Sequence[Any]]], read: Callable[[list[str]], Iterable[Incident]]
    ) -> "IncidentTable":
        """Build the columns of incidents that a store keeps as bytes.

        Parameters
        ----------
        batches
            In any order, each as five sequences: the fields of `Packed`.
        read
            Gives the incidents of some ids, in their order, whenever they are asked for.

        Raises
        ------
        KeyError
            An incident has no figures; the key is its id.
        """
        found = packed.unpack(batches)
        ids = found["ids"]
        return cls(**found, _read=lambda rows: read(ids.take(pa.array(rows, pa.int64())).to_pylist()))


def made_up(n: int, seed: int = 0) -> IncidentTable:
    """Build a table of n invented incidents along the border, the same for the same seed.

    For benchmarks and tests of scale: no Incident objects are built until a row is asked for.
    """
    return IncidentTable(**synthetic.make(n, seed))


def _incident_from_columns(table: IncidentTable, row: int) -> Incident:
    """Build the incident that a row of a table without incidents describes."""
    known = table.areas
    dated = table.day[row] != UNDATED
    mine = slice(*np.searchsorted(table.shares.row, [row, row + 1]))
    district, region, bank = int(table.district[row]), int(table.region[row]), int(table.bank[row])
    on_map = not np.isnan(table.lon[row])
    name = str(table.titles[row].as_py())
    placement = Placement(
        status="placed",
        name=name,
        precision_class=PRECISION_IDS[table.precision[row]],
        lon=float(table.lon[row]) if on_map else None,
        lat=float(table.lat[row]) if on_map else None,
        uncertainty_km=_none_if_nan(table.uncertainty_km[row]),
        district=known.districts.names[district] if district != NONE_16 else None,
        district_id=known.districts.ids[district] if district != NONE_16 else None,
        region=known.regions.names[region] if region != NONE_8 else None,
        region_id=known.regions.ids[region] if region != NONE_8 else None,
        country=BANK_IDS[bank] if bank != NONE_8 else None,
        segments=tuple(
            SegmentShare(id=known.segments.ids[code], share=float(share))
            for code, share in zip(table.shares.segment[mine], table.shares.share[mine], strict=True)
        ),
        chainage_km=_none_if_nan(table.chainage_km[row]),
    )
    return Incident(
        id=str(table.ids[row].as_py()),
        summary=str(table.text[row].as_py()),
        date=DateSpan(
            start=to_date(int(table.day[row])) if dated else None,
            end=to_date(int(table.day_end[row])) if dated else None,
            precision=_date_precision(int(table.day_end[row]) - int(table.day[row]) + 1) if dated else None,
        ),
        place=placement,
        kind=KIND_IDS[table.kind[row]],
        bank=placement.country,
        killed=Casualties(**_count(table, "killed", row)),
        wounded=Count(**_count(table, "wounded", row)),
        parties=tuple(
            Party(id=party, label=vocab.PARTIES[party])
            for code, party in enumerate(PARTY_IDS)
            if int(table.party_mask[row]) >> code & 1
        ),
        status=STATUS_IDS[table.status[row]],
    )


def _date_precision(n_days: int) -> str:
    if n_days == 1:
        return "day"
    return "days" if n_days <= 6 else "week" if n_days <= 8 else "month"


def _count(table: IncidentTable, name: str, row: int) -> dict[str, int | None]:
    values = {part: int(getattr(table, f"{name}_{part}")[row]) for part in ("low", "best", "high")}
    return {part: None if value == UNKNOWN else value for part, value in values.items()}


def _none_if_nan(value: np.float32) -> float | None:
    return None if np.isnan(value) else float(value)
