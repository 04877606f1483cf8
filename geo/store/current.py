"""What is shown: the store's incidents, or the shipped ones as long as there is no store. One answer for all parts.

The database's modules are imported where they are needed: without a store the first map does not wait for them.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geo.core.model import Incident
from geo.incidents import dataset
from geo.incidents.table import IncidentTable
from geo.incidents.tallies import PublishedTally
from geo.store.whereabouts import is_made

if TYPE_CHECKING:
    from geo.store.store import Store


def load(location: str | Path | None = None, *, as_of: dt.date | None = None) -> tuple[Incident, ...]:
    """Return the incidents to show, by first day and id, undated ones last.

    Parameters
    ----------
    location
        The store; None for the user's own, or the shipped incidents as long as there is none.
    as_of
        A day in the past, at whose end they are to be shown as they were then. Without a store there is no past.

    Raises
    ------
    StoreError
        The store cannot be opened or read.
    DataIntegrityError
        The shipped incidents are not what they must be.
    """
    if not is_made(location):
        return dataset.load()
    from geo.store.store import Store

    with Store(location) as store:
        return store.incidents(as_of=as_of)


@contextmanager
def table(location: str | Path | None = None, *, as_of: dt.date | None = None) -> Iterator[IncidentTable]:
    """Give what `load` gives as columns, for a `with` block.

    Of a large store it is much faster: an incident is read when it is asked for, which ends with the block.

    Raises
    ------
    StoreError
        The store cannot be opened or read, or has a value for which there is no column.
    DataIntegrityError
        The shipped incidents are not what they must be.
    """
    if not is_made(location):
        yield IncidentTable.from_incidents(dataset.load())
        return
    from geo.store.store import Store

    with Store(location) as store:
        yield store.table(as_of=as_of)


def tallies(location: str | Path | None = None, *, limit: int) -> tuple[list[PublishedTally], bool]:
    """Return what the newest reports of a store count over a period, and whether more do; none as long as none is made.

    Raises
    ------
    StoreError
        The store cannot be opened or read.
    """
    if not is_made(location):
        return [], False
    from geo.store.store import Store

    with Store(location) as store:
        return store.tallies(limit=limit)


def day(location: str | Path | None = None) -> str:
    """Return the day of the newest knowledge in what `load` gives, as an ISO date; see `day_of_data`."""
    if not is_made(location):
        return dataset.gathered()
    from geo.store.store import Store

    with Store(location) as store:
        return day_of_data(store)


def day_of_data(store: "Store | None") -> str:
    """Return the day of the newest knowledge: the shipped data's, or that of the last change somebody made to a store.

    Returns
    -------
    str
        An ISO date, in UTC.
    """
    gathered = dataset.gathered()
    if store is None:
        return gathered
    import sqlalchemy as sa

    from geo.store import schema, settling

    audit = schema.AUDIT.c
    # What the program did by itself, as taking in newer shipped data, is no news of that day.
    by_people = sa.select(sa.func.max(audit.at)).where(audit.is_change, audit.user != settling.PROGRAM)
    with store.reading_transaction() as connection:
        changed = connection.scalar(by_people)
    return max(gathered, str(changed)[:10]) if changed else gathered
