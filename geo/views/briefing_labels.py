"""Where labels go so that none collides: boxes already taken, and candidate places tried in a fixed order."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.views.briefing_canvas import Frame

_DIRECTIONS: Final = 16
# How much of a label lies before the centre it names, in the order of preference.
_OVER_CENTRE: Final = (0.5, 0.75, 0.25, 1.0, 0.0)
_TOUCH_IN: Final = 1e-9
# Neighbours decide whether a label fits, so a search that takes longer than this has no answer in so few rows.
_MAX_TRIES: Final = 20_000


class Taken:
    """Boxes of a frame that labels must keep clear of."""

    def __init__(self, bounds: Frame) -> None:
        self.bounds = bounds
        # West, north, east, south of each box.
        self._boxes = np.empty((0, 4))

    def add(self, box: Frame) -> None:
        """Mark a box as taken."""
        self._boxes = np.vstack([self._boxes, (box.x, box.y, box.right, box.bottom)])

    def is_free(self, box: Frame) -> bool:
        """Whether a box lies within the bounds and touches nothing taken."""
        west, north, east, south = self._boxes.T
        clear = (box.right <= west) | (east <= box.x) | (box.bottom <= north) | (south <= box.y)
        return self.bounds.contains(box) and bool(clear.all())

    def overlap(self, box: Frame) -> float:
        """Area (square inches) of the box that is taken or out of bounds, counting each taken box."""
        west, north, east, south = self._boxes.T
        width = np.clip(np.minimum(box.right, east) - np.maximum(box.x, west), 0, None)
        height = np.clip(np.minimum(box.bottom, south) - np.maximum(box.y, north), 0, None)
        outside = 0.0 if self.bounds.contains(box) else box.width * box.height
        return float((width * height).sum()) + outside

    def first_free(self, boxes: Iterator[Frame] | Sequence[Frame]) -> Frame | None:
        """Take and return the first free box, or None if there is none."""
        for box in boxes:
            if self.is_free(box):
                self.add(box)
                return box
        return None


def around(x: float, y: float, gap: float, width: float, height: float, *, reach: float) -> Iterator[Frame]:
    """Boxes of a size around a point: beside it first, then ever farther out to `reach` (inches)."""
    for dx, dy in ((1, 0), (1, -1), (1, 1), (-1, 0), (-1, -1), (-1, 1), (0, -1), (0, 1)):
        shift = gap * (0.75 if dx and dy else 1.0)
        yield Frame(x + dx * shift + (dx - 1) / 2 * width, y + dy * shift + (dy - 1) / 2 * height, width, height)
    distance = gap + height
    while distance <= reach:
        for step in range(_DIRECTIONS):
            angle = 2 * math.pi * step / _DIRECTIONS
            middle_x = x + math.cos(angle) * (distance + width / 2)
            middle_y = y + math.sin(angle) * (distance + height / 2)
            yield Frame(middle_x - width / 2, middle_y - height / 2, width, height)
        distance += height * 0.75


@dataclass(frozen=True, slots=True)
class Flag:
    """A label on a leader: its row (0 is nearest to what it names) and its left edge (inches)."""

    row: int
    left: float


def flags(centres: Sequence[float], widths: Sequence[float], low: float, high: float) -> list[Flag]:
    """Set labels in as few rows as possible so that neither labels nor their upright leaders meet.

    Each leader rises from its centre to its label, which stands over the centre; a label in a nearer row must not be
    crossed by the leader of one farther out.

    Parameters
    ----------
    centres, widths
        Where each leader starts, rising, and how wide each label is (inches).
    low, high
        Ends of the line.

    >>> flags([1.0, 1.2], [0.5, 0.5], 0.0, 4.0)
    [Flag(row=0, left=0.625), Flag(row=0, left=1.2)]
    """
    for n_rows in range(1, len(centres) + 1):
        found = _flags(centres, widths, (low, high), n_rows)
        if found is not None:
            return found
    return []


def _flags(
    centres: Sequence[float], widths: Sequence[float], ends: tuple[float, float], n_rows: int
) -> list[Flag] | None:
    """Try row after row and place after place for each label in turn, going back where one finds none."""
    options = [
        [
            Flag(row, left)
            for row in range(n_rows)
            for share in _OVER_CENTRE
            if ends[0] <= (left := max(ends[0], min(centre - share * width, ends[1] - width)))
        ]
        for centre, width in zip(centres, widths, strict=True)
    ]
    tried = [0] * len(centres)
    placed: list[Flag] = []
    for _ in range(_MAX_TRIES):
        index = len(placed)
        if index == len(centres):
            return placed
        if tried[index] == len(options[index]):
            tried[index] = 0
            if not placed:
                return None
            placed.pop()
            continue
        flag = options[index][tried[index]]
        tried[index] += 1
        if all(
            _clear(placed[other], centres[other], widths[other], flag, centres[index], widths[index])
            for other in range(index)
        ):
            placed.append(flag)
    return None


def _clear(
    one: Flag, one_centre: float, one_width: float, other: Flag, other_centre: float, other_width: float
) -> bool:
    if one.row == other.row:
        return one.left + one_width <= other.left + _TOUCH_IN or other.left + other_width <= one.left + _TOUCH_IN
    near, near_width, far_centre = (
        (one, one_width, other_centre) if one.row < other.row else (other, other_width, one_centre)
    )
    return not near.left < far_centre < near.left + near_width
