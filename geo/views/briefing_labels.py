"""Where labels go so that none collides: boxes already taken, and candidate places tried in a fixed order."""

import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from geo.views.briefing_canvas import Frame

_DIRECTIONS: Final = 16


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
