"""How this process shares the machine: how often Python looks for cycles, and who goes first."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

# Containers made since the last look, looks at the young before the middle-aged, and these before everything.
_SELDOM = (20_000, 10, 1_000)
# About a third of the processor where others want it too, all of it where nobody does.
_NICENESS = 5


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let Python look for cycles less often, in a loop that makes much and leaves no cycles.

    Reading makes and drops thousands of small objects a report, and what a store keeps in memory for matching is
    large: looking through them took an eighth of a reader's time, and a fifth of an ingest's.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def give_way() -> None:
    """Let other processes go first from now on, so that long work leaves those at the map undisturbed.

    For a process of its own: the priority cannot be had back. Where the system knows no niceness (Windows), nothing is
    changed.
    """
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
