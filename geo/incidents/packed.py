"""Incidents as bytes: how a store keeps a table's rows, so that a million of them are columns again at once.

Codes of areas and vocabulary entries are positions in lists: bytes are good only as long as `layout` says the same.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geo.core.model import Incident
from geo.incidents import areas, columns
from geo.incidents.columns import SegmentShares

_ROW: Final = np.dtype(
    [
        ("day", "<i4"),
        ("day_end", "<i4"),
        ("kind", "u1"),
        ("precision", "u1"),
        ("bank", "u1"),
        ("status", "u1"),
        ("region", "u1"),
        ("district", "<u2"),
        ("segment_mask", "<u4", (2,)),
        ("party_mask", "<u4"),
        *((f"{name}_{part}", "<i4") for name in ("killed", "wounded") for part in ("low", "best", "high")),
        ("lon", "<f8"),
        ("lat", "<f8"),
        ("uncertainty_km", "<f4"),
        ("chainage_km", "<f4"),
    ]
)
_SHARE: Final = np.dtype([("segment", "u1"), ("share", "<f4")])


class Packed(NamedTuple):
    """One incident: its figures and codes, its shares of segments, and its words as a table has them.

    `figures` and `shares` are None where this version has no column for a value: an area that it does not know, a
    number beyond 32 bits.
    """

    id: str
    title: str
    text: str
    figures: bytes | None
    shares: bytes | None


def layout() -> tuple[Any, ...]:
    """Return all that the meaning of the bytes depends on."""
    known = areas.load()
    return (
        [[name, str(_ROW[name])] for name in _ROW.names or ()],
        [known.regions.ids, known.districts.ids, known.segments.ids],
        [columns.KIND_IDS, columns.PRECISION_IDS, columns.BANK_IDS, columns.STATUS_IDS, columns.PARTY_IDS],
    )


def pack(incidents: Sequence[Incident]) -> list[Packed]:
    """Return incidents as bytes, in their order."""
    try:
        encoded = columns.encode(incidents)
    except (KeyError, OverflowError):
        if len(incidents) > 1:
            return [packed for incident in incidents for packed in pack([incident])]
        (incident,) = incidents
        return [
            Packed(
                id=incident.id,
                title=columns.title(incident),
                text=columns.search_text(incident),
                figures=None,
                shares=None,
            )
        ]
    rows = np.empty(len(incidents), _ROW)
    for name in _ROW.names or ():
        rows[name] = encoded[name]
    shares = np.empty(len(encoded["shares"].row), _SHARE)
    shares["segment"], shares["share"] = encoded["shares"].segment, encoded["shares"].share
    ends = np.searchsorted(encoded["shares"].row, np.arange(len(incidents) + 1))
    return [
        Packed(
            id=incident.id,
            title=encoded["titles"][number].as_py(),
            text=encoded["text"][number].as_py(),
            figures=rows[number].tobytes(),
            shares=shares[ends[number] : ends[number + 1]].tobytes(),
        )
        for number, incident in enumerate(incidents)
    ]


def unpack(batches: Iterable[Sequence[Sequence[Any]]]) -> dict[str, Any]:
    """Return the columns of incidents, in a table's order whatever theirs was, as `columns.encode` makes them.

    Parameters
    ----------
    batches
        Some at a time, so that not all are held twice; each as five sequences, the fields of `Packed` in their order.

    Raises
    ------
    KeyError
        An incident has no figures; the key is its id.
    """
    rows, shares, n_shares = [np.empty(0, _ROW)], [np.empty(0, _SHARE)], [np.empty(0, np.int64)]
    words: dict[str, list[pa.StringArray]] = {name: [pa.array([], pa.string())] for name in ("id", "title", "text")}
    for *texts, found, found_shares in batches:
        if None in found:
            raise KeyError(texts[0][found.index(None)])
        rows.append(np.frombuffer(b"".join(found), _ROW))
        shares.append(np.frombuffer(b"".join(found_shares), _SHARE))
        n_shares.append(np.array([len(one) for one in found_shares], np.int64) // _SHARE.itemsize)
        for parts, some in zip(words.values(), texts, strict=True):
            parts.append(pa.array(some, pa.string()))
    figures = np.concatenate(rows)
    ids = pa.chunked_array(words.pop("id"))
    by_day = pa.table({"day": figures["day"], "id": ids})
    order = pc.sort_indices(by_day, sort_keys=[("day", "ascending"), ("id", "ascending")])
    at = order.to_numpy()
    figures = figures[at]
    return {
        **{name: np.ascontiguousarray(figures[name]) for name in _ROW.names or ()},
        "shares": _ordered(np.concatenate(shares), np.concatenate(n_shares), at),
        "ids": _taken([*ids.chunks], order),
        "titles": _taken(words.pop("title"), order),
        "text": _taken(words.pop("text"), order),
        "areas": areas.load(),
    }


def _ordered(shares: npt.NDArray[Any], n_shares: npt.NDArray[np.int64], order: npt.NDArray[Any]) -> SegmentShares:
    """Bring the shares, so many for each row, into another order of the rows."""
    counts = n_shares[order]
    first, new_first = np.cumsum(n_shares) - n_shares, np.cumsum(counts) - counts
    mine = shares[np.repeat(first[order] - new_first, counts) + np.arange(len(shares))]
    return SegmentShares(
        row=np.repeat(np.arange(len(counts), dtype=np.int32), counts),
        segment=np.ascontiguousarray(mine["segment"]),
        share=np.ascontiguousarray(mine["share"]),
    )


def _taken(parts: list[pa.StringArray], order: pa.UInt64Array) -> pa.StringArray:
    """Join the parts of a column in another order; the parts are let go."""
    joined = pa.concat_arrays(parts)
    parts.clear()
    return joined.take(order)
