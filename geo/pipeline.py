"""Report files into the store, end to end: read, keep, match. Safe to repeat.

Some reports together are one transaction: what is given back is kept, and a run that was cut short is made whole by
running it again.
"""

import datetime as dt
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.core.model import ReadFailure, Reading
from geo.core.process import seldom_collected
from geo.reports.extractor import configured
from geo.reports.files import load_reports
from geo.store.engine import leave_a_turn
from geo.store.store import Store

# Kept in one transaction: enough not to wait for the disk each time, few enough for other writers to get a turn.
_REPORTS_AT_ONCE = 20
# What was read waits no longer to be kept: a reader may be slow, or cost money.
_WAIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """A report that the store now holds; `is_new` is False for one that it held before."""

    report_id: str
    is_new: bool


def ingest(
    paths: Iterable[str | Path], store: Store, *, published: dt.date | None = None
) -> Iterator[Ingested | ReadFailure]:
    """Read files and folders into a store, with the configured extractor (the rules unless the user set a model).

    Parameters
    ----------
    paths
        Texts, HTML, PDF, JSON lines, feeds, and folders of these.
    store
        Where to keep what is read.
    published
        The day of publication for reports whose file does not give one.

    Yields
    ------
    Ingested or ReadFailure
        One for each report, in the order of the input, once it is kept; or what could not be read, and why.
    """
    extractor = configured()

    def read() -> Iterator[Reading | Ingested | ReadFailure]:
        for item in load_reports(paths, published=published):
            if isinstance(item, ReadFailure):
                yield item
            elif store.has_reading(item.id, reader_version=extractor.version):
                yield Ingested(report_id=item.id, is_new=False)
            else:
                yield extractor.read(item)

    yield from keep(read(), store, reader_version=extractor.version)


def keep(
    items: Iterable[Reading | Ingested | ReadFailure], store: Store, *, reader_version: str
) -> Iterator[Ingested | ReadFailure]:
    """Keep readings in a store, some in one transaction, but none later than a second or so after it was made.

    Parameters
    ----------
    items
        What a version of the reader made of reports; what is no reading is given back in its place.

    Yields
    ------
    Ingested or ReadFailure
        One for each, in their order, once it is kept.
    """
    waiting: list[Reading | Ingested | ReadFailure] = []
    due = time.monotonic() + _WAIT_SECONDS
    with seldom_collected():
        for item in items:
            waiting.append(item)
            if len(waiting) >= _REPORTS_AT_ONCE or time.monotonic() >= due:
                yield from _kept(waiting, store, reader_version)
                leave_a_turn()
                waiting, due = [], time.monotonic() + _WAIT_SECONDS
        yield from _kept(waiting, store, reader_version)


def _kept(
    waiting: list[Reading | Ingested | ReadFailure], store: Store, reader_version: str
) -> Iterator[Ingested | ReadFailure]:
    """Keep the readings that wait, in one transaction, and give what became of everything."""
    readings = [item for item in waiting if isinstance(item, Reading)]
    added = iter(store.add_all(readings, reader_version=reader_version) if readings else ())
    for item in waiting:
        # Another process may have kept it in the meantime.
        yield Ingested(report_id=item.report.id, is_new=next(added).is_new) if isinstance(item, Reading) else item
