"""Processes that use a store, and say by a pipe what they have done."""

import multiprocessing
import os
import select
import signal
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess

# Forked, so that none has to load the library anew: hundreds of them would take longer than what they do.
_FORK = multiprocessing.get_context("fork")


class Child:
    """A process that writes, and says by a pipe what it has done: a line each, all of them in `said`."""

    def __init__(self, work: Callable[[Callable[[str], None]], None]) -> None:
        self.said: list[str] = []
        self._out, to = os.pipe()
        self._text = b""
        self.process: BaseProcess = _FORK.Process(target=_run, args=(work, self._out, to))
        self.process.start()
        os.close(to)

    def listen(self, seconds: float | None = None, *, until_it_says_more: bool = False) -> None:
        """Take down what it says until it ends, for so many seconds at most, or until it has said more."""
        until = None if seconds is None else time.monotonic() + seconds
        n_before = len(self.said)
        while not (until_it_says_more and len(self.said) > n_before):
            left = None if until is None else max(until - time.monotonic(), 0)
            if not select.select([self._out], [], [], left)[0]:
                return
            if not self.listen_once():
                return

    def listen_once(self) -> bool:
        """Take down what is there to be heard, or will be next; False when it has ended."""
        piece = os.read(self._out, 65_536)
        *whole, self._text = (self._text + piece).split(b"\n")
        self.said += (line.decode() for line in whole)
        return bool(piece)

    def fileno(self) -> int:
        """Return the pipe to listen to."""
        return self._out

    def kill(self) -> list[str]:
        """Kill it, and return all that it said."""
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGKILL)
        return self.end()

    def end(self) -> list[str]:
        """Wait for its end, and return all that it said."""
        self.listen()
        self.process.join()
        os.close(self._out)
        return self.said


def _run(work: Callable[[Callable[[str], None]], None], unused: int, to: int) -> None:
    os.close(unused)

    def say(line: str) -> None:
        # One write of a short line is there whole or not at all, whenever the process dies.
        os.write(to, f"{line}\n".encode())

    try:
        work(say)
    except Exception as err:  # noqa: BLE001 - what should not reach anybody is what is looked for
        say(f"wrong: {err!r}")


def end_all(children: list[Child]) -> list[str]:
    """Wait for the end of several, listening to all, so that none waits to be heard; return all that they said."""
    talking = set(children)
    while talking:
        for child in select.select(list(talking), [], [])[0]:
            if not child.listen_once():
                talking.discard(child)
    return [line for child in children for line in child.end()]
