"""Turn incidents into columns: the codes, masks and texts that a table is made of.

Small codes stand for vocabulary entries (their position in `geo.core.vocab`) and for areas (their position in
`geo.incidents.areas`); NONE_8 and NONE_16 mean none. Numbers of people are UNKNOWN where nothing was said.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geo.core import vocab
from geo.core.model import Count, Incident, Party, Placement
from geo.incidents import areas

NONE_8 = 255
NONE_16 = 65_535
UNKNOWN = -1
# An undated row is the empty interval [UNDATED, UNDATED_END]: it overlaps no range of dates.
UNDATED = 2**31 - 1
UNDATED_END = -(2**31)

KIND_IDS = tuple(vocab.KINDS)
PRECISION_IDS = tuple(vocab.PRECISION_CLASSES)
BANK_IDS = tuple(vocab.COUNTRIES)
STATUS_IDS = tuple(vocab.INCIDENT_STATUSES)
PARTY_IDS = tuple(vocab.PARTIES)

_EPOCH = dt.date(1970, 1, 1)
_NO_PLACE = "Place not stated"
# Places whose own name is that of an area.
_AREA_TYPES = ("country", "region", "district", "border", "river")

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
I32 = npt.NDArray[np.int32]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentShares:
    """Which share (0-1) of which row falls to which segment: three arrays of the same length, by rising row."""

    row: I32
    segment: U8
    share: F32


def encode(incidents: Sequence[Incident]) -> dict[str, Any]:
    """Build the columns of incidents that are already in the table's order.

    Raises
    ------
    KeyError
        An incident names a vocabulary entry or an area that does not exist.
    """
    known = areas.load()
    places = [incident.place for incident in incidents]
    points = [
        (place.lon, place.lat) if place.precision_class in vocab.MAPPED_PRECISIONS else (None, None) for place in places
    ]
    return {
        "day": np.array([first_day(incident) for incident in incidents], np.int32),
        "day_end": np.array([_last_day(incident) for incident in incidents], np.int32),
        "kind": _codes([incident.kind for incident in incidents], KIND_IDS),
        "precision": _codes([place.precision_class for place in places], PRECISION_IDS),
        "bank": _codes([incident.bank for incident in incidents], BANK_IDS),
        "status": _codes([incident.status for incident in incidents], STATUS_IDS),
        "region": _codes([place.region_id for place in places], known.regions.ids),
        "district": _codes([place.district_id for place in places], known.districts.ids, np.uint16),
        "segment_mask": _segment_mask(places, known),
        "party_mask": np.array([_party_bits(incident.parties) for incident in incidents], np.uint32),
        **_count_columns("killed", [incident.killed for incident in incidents]),
        **_count_columns("wounded", [incident.wounded for incident in incidents]),
        "lon": _floats([lon for lon, _ in points]),
        "lat": _floats([lat for _, lat in points]),
        "uncertainty_km": _floats([place.uncertainty_km for place in places]).astype(np.float32),
        "chainage_km": _floats([place.chainage_km for place in places]).astype(np.float32),
        "shares": _shares(places, known),
        "ids": pa.array([incident.id for incident in incidents], pa.string()),
        "titles": pa.array([title(incident) for incident in incidents], pa.string()),
        "text": pa.array([search_text(incident) for incident in incidents], pa.string()),
        "areas": known,
    }


def to_day(date: dt.date) -> int:
    """Days since 1970-01-01."""
    return (date - _EPOCH).days


def to_date(day: int) -> dt.date:
    """Turn days since 1970-01-01 into a date."""
    return _EPOCH + dt.timedelta(days=day)


def title(incident: Incident) -> str:
    """Name the place as closely as it is known: "Kavo, Shamsiddin Shohin", "Khatlon", "Place not stated"."""
    place = incident.place
    own_name = place.name if place.placetype not in _AREA_TYPES else None
    names = [place.settlement or own_name, place.district or place.region]
    country = vocab.COUNTRIES.get(place.country) if place.country else None
    return _one_line(", ".join(dict.fromkeys(name for name in names if name)) or place.name or country or _NO_PLACE)


def search_text(incident: Incident) -> str:
    """Everything a reader may search an incident by, casefolded, on one line."""
    place = incident.place
    words = [
        incident.id,
        incident.summary,
        vocab.KINDS[incident.kind],
        place.name,
        place.settlement,
        place.district,
        place.region,
        incident.place_note,
        incident.note,
        *(party.label for party in incident.parties),
        *(vocab.PARTIES[party.id] for party in incident.parties),
        *(item.label for item in incident.seized),
        *(f"{claim.claimant}: {claim.says}" for claim in incident.claims),
        *(source.outlet for source in incident.sources),
    ]
    return _one_line(" ".join(word for word in words if word).casefold())


def _one_line(text: str) -> str:
    """Make text from outside one line that UTF-8 can hold."""
    return " ".join(text.split()).encode("utf-8", "replace").decode()


def first_day(incident: Incident) -> int:
    """Days since 1970-01-01 of the first possible day; UNDATED without one."""
    return to_day(incident.date.start) if incident.date.start else UNDATED


def _last_day(incident: Incident) -> int:
    if incident.date.start is None:
        return UNDATED_END
    return to_day(incident.date.end or incident.date.start)


def _codes(values: Sequence[str | None], ids: tuple[str, ...], dtype: type = np.uint8) -> npt.NDArray[np.integer]:
    position: dict[str | None, int] = {value: code for code, value in enumerate(ids)}
    position[None] = int(np.iinfo(dtype).max)
    return np.array([position[value] for value in values], dtype)


def _floats(values: Sequence[float | None]) -> F64:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _count_columns(name: str, counts: Sequence[Count]) -> dict[str, I32]:
    columns = {}
    for part in ("low", "best", "high"):
        values = [getattr(count, part) for count in counts]
        columns[f"{name}_{part}"] = np.array([UNKNOWN if value is None else value for value in values], np.int32)
    return columns


def _party_bits(parties: Sequence[Party]) -> int:
    bits = 0
    for party in parties:
        bits |= 1 << PARTY_IDS.index(party.id)
    return bits


def _segment_mask(places: Sequence[Placement], known: areas.Areas) -> U32:
    mask = np.zeros((len(places), 2), np.uint32)
    for row, place in enumerate(places):
        for share in place.segments:
            code = known.segments.code[share.id]
            mask[row, code // 32] |= np.uint32(1 << code % 32)
    return mask


def _shares(places: Sequence[Placement], known: areas.Areas) -> SegmentShares:
    found = [
        (row, known.segments.code[share.id], share.share)
        for row, place in enumerate(places)
        for share in place.segments
    ]
    row, segment, share = zip(*found, strict=True) if found else ((), (), ())
    return SegmentShares(
        row=np.array(row, np.int32), segment=np.array(segment, np.uint8), share=np.array(share, np.float32)
    )
