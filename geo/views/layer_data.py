"""Incidents as the bytes that the browser's layer draws and filters.

The envelope holds anything the page keeps in the browser: a little-endian uint32 with the length of a JSON header, the
header (UTF-8, padded with spaces so that what follows starts at a multiple of 8), then the parts. The header names
`sort`, `token` (the content's hash) and each part: its `type` (a JavaScript typed array, or "utf8"), `offset` from the
end of the header, and `length` in elements.

The incidents' parts have one element a row, in the table's order: x, y (float32: spherical Mercator with the world as
the unit square, y downwards, minus the header's `origin`; the error is under a metre), the codes and counts of
`geo.incidents.table` under the same names, `killed` (best, -1 unknown) with `killed_low` and `killed_high`, and two
columns of texts, `title` and `text`: uint32 positions in the lists `titles` and `texts`, whose entries a newline ends.
A row that is not on the map has NaN in x and y. How a row spreads over the border segments is `spread` (uint16), a
position in a list of patterns: pattern p gives `spread_share[i]` of the row to segment `spread_segment[i]` for i from
`spread_start[p]` up to `spread_start[p + 1]`.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.incidents.table import IncidentTable

# The middle of the border line, about: float32 offsets from it keep half a metre.
_ORIGIN_LONLAT = (71.3, 37.8)
_TYPES = {
    "float32": "Float32Array",
    "int32": "Int32Array",
    "uint32": "Uint32Array",
    "uint16": "Uint16Array",
    "uint8": "Uint8Array",
}
_ALIGN = 8

_Part = npt.NDArray[Any] | bytes


def mercator(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], ...]:
    """Project degrees to spherical Mercator on the unit square, x eastwards and y southwards (0.5, 0.5 at 0, 0)."""
    x = lon / 360 + 0.5
    y = 0.5 - np.arctanh(np.sin(np.radians(lat))) / (2 * np.pi)
    return x, y


def encode(table: IncidentTable) -> bytes:
    """Write a table's columns in the form described above."""
    origin = [float(value[0]) for value in mercator(*(np.array([degrees]) for degrees in _ORIGIN_LONLAT))]
    x, y = mercator(table.lon, table.lat)
    titles, title = _dictionary(table.titles)
    texts, text = _dictionary(table.text)
    parts: dict[str, _Part] = {
        "x": (x - origin[0]).astype(np.float32),
        "y": (y - origin[1]).astype(np.float32),
        "day": table.day,
        "day_end": table.day_end,
        "segment_low": np.ascontiguousarray(table.segment_mask[:, 0]),
        "segment_high": np.ascontiguousarray(table.segment_mask[:, 1]),
        "party_mask": table.party_mask,
        **_spreads(table),
        "killed": table.killed_best,
        "killed_low": table.killed_low,
        "killed_high": table.killed_high,
        "uncertainty_km": table.uncertainty_km,
        "chainage_km": table.chainage_km,
        "title": title,
        "text": text,
        "district": table.district,
        "kind": table.kind,
        "precision": table.precision,
        "bank": table.bank,
        "region": table.region,
        "status": table.status,
        "titles": titles,
        "texts": texts,
    }
    return envelope("incidents", parts, {"n": table.n, "origin": origin})


def envelope(sort: str, parts: Mapping[str, _Part], extra: Mapping[str, Any] | None = None) -> bytes:
    """Pack parts behind a header; the token is the hash of all of it."""
    chunks: list[bytes] = []
    described: dict[str, dict[str, Any]] = {}
    offset = 0
    for name, part in parts.items():
        raw = part if isinstance(part, bytes) else part.tobytes()
        kind = "utf8" if isinstance(part, bytes) else _TYPES[part.dtype.name]
        described[name] = {"type": kind, "offset": offset, "length": len(part)}
        padding = b"\0" * (-len(raw) % _ALIGN)
        chunks += [raw, padding]
        offset += len(raw) + len(padding)
    body = b"".join(chunks)
    header = {"sort": sort, **(extra or {}), "parts": described}
    digest = hashlib.blake2b(json.dumps(header).encode(), digest_size=12)
    digest.update(body)
    text = json.dumps({**header, "token": digest.hexdigest()}).encode()
    text += b" " * (-(len(text) + 4) % _ALIGN)
    return len(text).to_bytes(4, "little") + text + body


def decode(data: bytes) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any] | str]]:
    """Read an envelope back as its header and parts, as the browser does."""
    length = int.from_bytes(data[:4], "little")
    header: dict[str, Any] = json.loads(data[4 : 4 + length])
    numpy_types = {script: name for name, script in _TYPES.items()}
    parts: dict[str, npt.NDArray[Any] | str] = {}
    for name, part in header["parts"].items():
        start = 4 + length + part["offset"]
        if part["type"] == "utf8":
            parts[name] = data[start : start + part["length"]].decode()
        else:
            parts[name] = np.frombuffer(data, numpy_types[part["type"]], part["length"], start)
    return header, parts


def token(data: bytes) -> str:
    """Return the token in an envelope's header."""
    length = int.from_bytes(data[:4], "little")
    return str(json.loads(data[4 : 4 + length])["token"])


def _spreads(table: IncidentTable) -> dict[str, npt.NDArray[Any]]:
    """Find the distinct ways in which rows spread over segments, and which one each row has."""
    shares = table.shares
    lengths = np.bincount(shares.row, minlength=table.n)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    share_code, _ = pd.factorize(shares.share)
    pair = share_code.astype(np.int64) * 256 + shares.segment
    span = int(pair.max(initial=0)) + 1
    spread = np.zeros(table.n, np.uint16)
    examples: list[int] = []
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        code = np.zeros(len(rows), np.int64)
        for step in range(length):
            code = pd.factorize(code * span + pair[starts[rows] + step])[0].astype(np.int64)
        example = np.zeros(int(code.max()) + 1, np.int64)
        example[code[::-1]] = rows[::-1]
        spread[rows] = len(examples) + code
        examples += example.tolist()
    chosen = [slice(starts[row], starts[row + 1]) for row in examples]
    return {
        "spread_start": np.concatenate([[0], np.cumsum(lengths[examples])]).astype(np.uint32),
        "spread_share": np.concatenate([shares.share[:0], *(shares.share[part] for part in chosen)]),
        "spread_segment": np.concatenate([shares.segment[:0], *(shares.segment[part] for part in chosen)]),
        "spread": spread,
    }


def _dictionary(column: pa.StringArray) -> tuple[bytes, npt.NDArray[np.uint32]]:
    """Split a column of texts into its distinct entries, each ended by a newline, and each row's position in them."""
    encoded = column.dictionary_encode()
    entries = pc.replace_substring(encoded.dictionary, "\n", " ")
    joined = "".join(f"{entry}\n" for entry in entries.to_pylist())
    return joined.encode(), encoded.indices.to_numpy().astype(np.uint32)
