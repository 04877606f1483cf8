"""Rows of other data sets into the store: read, placed, kept and matched, some together in one transaction.

What is given back is kept, and a run that was cut short is made whole by running it again: a row that the store has is
left as it is.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from geo.incidents.imports import importer
from geo.incidents.imports.columns import ColumnMap
from geo.incidents.imports.outcomes import Found, Outside, Problem
from geo.store import records
from geo.store.engine import leave_a_turn
from geo.store.moment import Moment
from geo.store.store import Store

# Kept in one transaction: enough not to wait for the disk each time, few enough for other writers to get a turn.
_ROWS_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A row that the store now holds: its line, its account, whether it is new, whether it is in the border zone."""

    line: int
    account_id: str
    is_new: bool
    is_in_zone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """Where an account is now: its incident, if it says enough for one; whether that was first known by another."""

    incident_id: str | None
    is_matched: bool


def import_rows(
    path: Path,
    form: str,
    store: Store,
    *,
    how: ColumnMap | None = None,
    keep_outside: bool = False,
    user: str | None = None,
) -> Iterator[Imported | Outside | Problem]:
    """Take the rows of another data set's file into a store.

    Parameters
    ----------
    path, form, how, keep_outside
        As for `geo.incidents.imports.importer.read`.
    store
        Where to keep them; each is matched like an account of a report.
    user
        Who takes them in; None for the account on this machine.

    Yields
    ------
    Imported, Outside or Problem
        One for each row, in the order of the file, once it is kept.

    Raises
    ------
    RecordError, CrsError
        The file cannot be read at all.
    """
    version = importer.VERSIONS[form]
    outcomes = importer.read(path, form, how=how, keep_outside=keep_outside)
    while batch := list(itertools.islice(outcomes, _ROWS_AT_ONCE)):
        readings = [outcome.reading for outcome in batch if isinstance(outcome, Found)]
        added = iter(store.add_all(readings, reader_version=version, user=user) if readings else ())
        for outcome in batch:
            if not isinstance(outcome, Found):
                yield outcome
                continue
            kept = next(added)
            yield Imported(
                line=outcome.line, account_id=kept.account_ids[0], is_new=kept.is_new, is_in_zone=outcome.is_in_zone
            )
        leave_a_turn()


def landed(connection: sa.Connection, account_ids: Iterable[str]) -> dict[str, Landed]:
    """Return where some accounts are now, by id."""
    ids = list(account_ids)
    origins = records.origins(connection, ids)
    moment = Moment(connection)
    holders, founded = moment.held_by(origins.values()), moment.founded_by(origins.values())
    found = {}
    for one in ids:
        incident_id = holders.get(origins.get(one, one))
        is_own = incident_id is not None and founded.get(origins.get(one, one)) == incident_id
        found[one] = Landed(incident_id=incident_id, is_matched=incident_id is not None and not is_own)
    return found
