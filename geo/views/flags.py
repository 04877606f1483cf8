"""Names along a line: on leaders in rows, or upright beside each other, so that none collides.

Lengths are in any one unit. Both ways keep the order of the names, and a layout that fits at one scale of the line fits
at every larger one if each name keeps its distance from the place that it names: the gaps only grow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# How much of a label lies before the centre it names, in the order of preference.
_OVER_CENTRE: Final = (0.5, 0.75, 0.25, 1.0, 0.0)
_TOUCH: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Flag:
    """A label on a leader: its row (0 is nearest to what it names) and its left edge."""

    row: int
    left: float


def flags(
    centres: Sequence[float],
    widths: Sequence[float],
    low: float,
    high: float,
    *,
    max_rows: int | None = None,
    max_tries: int = 20_000,
) -> list[Flag]:
    """Set labels in as few rows as possible so that neither labels nor their upright leaders meet.

    Each leader rises from its centre to its label, which stands over the centre; a label in a nearer row must not be
    crossed by the leader of one farther out.

    Parameters
    ----------
    centres, widths
        Where each leader starts, rising, and how wide each label is.
    low, high
        Ends of the line.
    max_rows
        Most rows to try; as many as there are labels without it.
    max_tries
        Places to try for each number of rows. Neighbours decide whether a label fits, so a search that takes longer
        seldom has an answer.

    Returns
    -------
    list of Flag
        One a label; empty if no way was found.

    >>> flags([1.0, 1.2], [0.5, 0.5], 0.0, 4.0)
    [Flag(row=0, left=0.625), Flag(row=0, left=1.2)]
    """
    for n_rows in range(1, (max_rows or len(centres)) + 1):
        found = _flags(centres, widths, (low, high), n_rows, max_tries)
        if found is not None:
            return found
    return []


def _flags(
    centres: Sequence[float], widths: Sequence[float], ends: tuple[float, float], n_rows: int, max_tries: int
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
    for _ in range(max_tries):
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
        return one.left + one_width <= other.left + _TOUCH or other.left + other_width <= one.left + _TOUCH
    near, near_width, far_centre = (
        (one, one_width, other_centre) if one.row < other.row else (other, other_width, one_centre)
    )
    return not near.left < far_centre < near.left + near_width


def side_by_side(centres: Sequence[float], room: float, low: float, high: float) -> list[float]:
    """Set labels of equal width beside each other, each as near to its centre as the others let it.

    Parameters
    ----------
    centres
        Where each label would stand, rising.
    room
        Width that each takes.
    low, high
        Ends of the line; labels stand at least half their width inside them.

    Returns
    -------
    list of float
        The labels' middles, the sum of squared distances from the centres as small as can be; the labels are spread
        evenly, and overlap, if the line is too short for them.

    >>> side_by_side([1.0, 1.2, 4.0], 1.0, 0.0, 5.0)
    [0.6, 1.6, 4.0]
    """
    if not centres:
        return []
    room = min(room, (high - low) / len(centres))
    # Less the room before it, each middle must not lie before the one to its left: groups that would are averaged.
    groups: list[tuple[float, int]] = []
    for index, centre in enumerate(centres):
        value, count = centre - index * room, 1
        while groups and groups[-1][0] > value:
            other, others = groups.pop()
            value, count = (value * count + other * others) / (count + others), count + others
        groups.append((value, count))
    values = [value for value, count in groups for _ in range(count)]
    least, most = low + room / 2, high - room / 2 - (len(centres) - 1) * room
    return [round(min(max(value, least), most) + index * room, 6) for index, value in enumerate(values)]
