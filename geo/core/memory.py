"""Values worked out once for each key and kept in memory, within a bound.

Words, pairs of words and names repeat within a report and from report to report; most of what a reader knows of them
depends on nothing else. A dict that fills itself is the cheapest way to remember that: a look-up that hits costs no
call of ours.
"""

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memory(dict[K, V]):
    """A dict that works out what it does not hold yet; it forgets everything when it is full.

    Parameters
    ----------
    work_out
        Gives the value of a key. It must depend on the key alone.
    size
        Keys held at most, so that any stream of texts stays within bounds.

    Examples
    --------
    >>> lengths = Memory(len, size=1_000)
    >>> lengths["Panj"], dict(lengths)
    (4, {'Panj': 4})
    """

    __slots__ = ("_size", "_work_out")

    def __init__(self, work_out: Callable[[K], V], size: int) -> None:
        super().__init__()
        self._work_out = work_out
        self._size = size

    def __missing__(self, key: K) -> V:
        value = self._work_out(key)
        if len(self) >= self._size:
            self.clear()
        self[key] = value
        return value
