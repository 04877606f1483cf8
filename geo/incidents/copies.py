"""Wire copies: texts that are one text with small edits, told by the shingles that they share.

A sketch holds the smallest hashes of a text's runs of words. Two sketches give the share of runs in common (Jaccard)
without the texts. The hash is fixed, so sketches may be stored.
"""

import hashlib
import re
import struct
from collections.abc import Sequence
from functools import lru_cache

_WORD = re.compile(r"\w+")
_RUN_WORDS = 4
_SKETCH_SIZE = 64
_HASH_BYTES = 8

Sketch = tuple[int, ...]


def sketch(text: str) -> Sketch:
    """Sketch a text: the smallest hashes of its runs of four words, sorted; shorter texts give fewer."""
    words = _WORD.findall(text.casefold())
    runs = {" ".join(words[start : start + _RUN_WORDS]) for start in range(max(1, len(words) - _RUN_WORDS + 1))}
    runs.discard("")
    hashes = {
        int.from_bytes(hashlib.blake2b(run.encode("utf-8", "replace"), digest_size=_HASH_BYTES).digest())
        for run in runs
    }
    return tuple(sorted(hashes)[:_SKETCH_SIZE])


def shared_share(first: Sketch, second: Sketch) -> float:
    """Estimate the share (0-1) of runs that two texts have in common; 0 where either is empty.

    Examples
    --------
    >>> text = "three men were killed near the river on monday the border guards said in a statement"
    >>> shared_share(sketch(text), sketch(text))
    1.0
    >>> shared_share(sketch(text), sketch("a market opened in the town after a week of rain"))
    0.0
    """
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    both = set(first).intersection(second)
    if not both:
        return 0.0
    # The smallest hashes of the union are a fair sample of it.
    sample = sorted(set(first) | set(second))[: min(len(first), len(second), _SKETCH_SIZE)]
    return sum(value in both for value in sample) / len(sample)


def copy_groups(sketches: Sequence[Sketch], *, min_share: float) -> list[int]:
    """Give each text the number of its group: a text and its copies have one number.

    Parameters
    ----------
    sketches
        One for each text, in an order that does not depend on how they arrived; an empty one is a text of its own.
    min_share
        Share of common runs (0-1) from which a text is a copy of one before it.
    """
    groups: list[int] = []
    founders: dict[int, list[int]] = {}
    for number, current in enumerate(sketches):
        nearby = sorted({founder for value in current for founder in founders.get(value, ())})
        original = next((other for other in nearby if shared_share(current, sketches[other]) >= min_share), None)
        if original is None:
            groups.append(max(groups, default=-1) + 1)
            for value in current:
                founders.setdefault(value, []).append(number)
        else:
            groups.append(groups[original])
    return groups


def to_bytes(values: Sketch) -> bytes:
    """Pack a sketch for storage: little-endian 64-bit numbers."""
    return struct.pack(f"<{len(values)}Q", *values)


@lru_cache(maxsize=4_096)
def from_bytes(data: bytes) -> Sketch:
    """Unpack a stored sketch; the accounts of a report have it in common."""
    return struct.unpack(f"<{len(data) // _HASH_BYTES}Q", data)
