"""Report files into the store, end to end: read, keep, match. Safe to repeat.

Each report is one transaction: once it is given back it is kept, and a run that was cut short is made whole by running
it again.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.core.model import ReadFailure
from geo.reports.extractor import configured
from geo.reports.files import load_reports
from geo.store.store import Store


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
    for item in load_reports(paths, published=published):
        if isinstance(item, ReadFailure):
            yield item
            continue
        is_new = store.reading(item.id, reader_version=extractor.version) is None
        if is_new:
            # Another process may have kept it in the meantime.
            is_new = store.add(extractor.read(item), reader_version=extractor.version).is_new
        yield Ingested(report_id=item.id, is_new=is_new)
