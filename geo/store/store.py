"""The store: reports with what was read in them, the incidents they make up, and people's judgements.

One transaction takes in one report: its text, accounts, claims and the incidents that change by it. The same report
again changes nothing. Nothing is updated in place; an account's latest membership and a judgement not undone hold.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from geo.core import model
from geo.core.errors import StoreError
from geo.core.model import Account, Incident, Reading, Report, Tally
from geo.core.settings import settings
from geo.incidents.filters import Filter
from geo.incidents.merging import Merged
from geo.incidents.table import IncidentTable
from geo.incidents.tallies import PublishedTally
from geo.store import access, counted, intake, judging, migrations, records, schema, settling, shown
from geo.store.engine import is_there, open_engine, transaction
from geo.store.index import Cache
from geo.store.intake import Added
from geo.store.moment import Moment, cutoff
from geo.store.writing import Writing

_MAX_NUMBER = 2**31 - 1


class Store:
    """A store, opened; use it in a `with` statement.

    Parameters
    ----------
    location
        A file or URL; None is the user's own under the home folder of the settings.

    Raises
    ------
    StoreError
        It cannot be opened or written, is no store, or was made by a newer version.
    AccessError
        `PANJ_READONLY` is set, and it would have to be made or upgraded.
    """

    def __init__(self, location: str | Path | None = None) -> None:
        is_readonly = settings().is_readonly
        if is_readonly and not is_there(location):
            access.require_writable()
        self._engine = open_engine(location)
        self._cache = Cache()
        try:
            with transaction(self._engine, readonly=True) as connection:
                is_current = migrations.is_current(connection)
                is_settled = is_current and settling.is_settled(connection)
                is_readable = is_current and settling.is_shown(connection)
            # Only what has to be written takes the write lock, so that readers never wait for writers. Where nothing
            # may be written a store is shown with the shipped data that it has.
            if not is_settled and not (is_readable and is_readonly):
                access.require_writable()
                with transaction(self._engine) as connection:
                    migrations.migrate(connection)
                    writing = Writing(connection, self._cache, settling.PROGRAM)
                    settling.settle(writing)
                    writing.finish()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # Transactions, for the service layer and tools.

    @contextmanager
    def writing(self, user: str | None = None) -> Iterator[Writing]:
        """Run a block as one transaction that changes the store: all of it is kept, or nothing.

        Parameters
        ----------
        user
            Who writes; None for the account on this machine.

        Raises
        ------
        AccessError
            `PANJ_READONLY` is set.
        StoreError
            The database objects.
        """
        access.require_writable()
        cache, self._cache = self._cache, Cache()
        with transaction(self._engine) as connection:
            writing = Writing(connection, cache, access.local_user().name if user is None else user)
            yield writing
            writing.finish()
        # What a transaction that was rolled back had read may never have been.
        self._cache = cache

    @contextmanager
    def reading_transaction(self) -> Iterator[sa.Connection]:
        """Run a block that only reads, and sees one state of the store."""
        with transaction(self._engine, readonly=True) as connection:
            yield connection

    # Writing.

    def add(
        self,
        reading: Reading,
        *,
        reader_version: str,
        user: str | None = None,
        is_queued: bool = False,
    ) -> Added:
        """Take in a report with what a version of the reader found in it, in one transaction.

        Parameters
        ----------
        reading
            The report, its accounts and tallies.
        reader_version
            Names the reader: another version's reading of the same report is kept beside the one that counts, and
            counts in its place at once where nobody has said anything of it, else once a reviewer accepts it.
        user
            Who adds it; None for the account on this machine.
        is_queued
            Let it wait for a reviewer: until it is accepted its accounts belong to no incident.
        """
        with self.writing(user) as writing:
            (added,) = intake.add(writing, [reading], reader_version, is_queued=is_queued)
        return added

    def add_all(self, readings: Iterable[Reading], *, reader_version: str, user: str | None = None) -> list[Added]:
        """Take in several reports in one transaction: all of them are kept, or none.

        Many reports are taken in several times faster so: they are matched together, each incident that they change
        is shown anew once, and the disk is waited for once.
        """
        with self.writing(user) as writing:
            return intake.add(writing, list(readings), reader_version)

    def judge(self, kind: str, left_id: str, right_id: str, *, user: str, reason: str | None = None) -> int:
        """Keep a person's word that two accounts or shipped incidents are the same event or different ones.

        Parameters
        ----------
        kind
            `same` or `different`.

        Returns
        -------
        int
            The number of the judgement, by which it can be undone.

        Raises
        ------
        StoreError
            The kind is another, or the store has none of that id.
        """
        with self.writing(user) as writing:
            return judging.pair(writing, kind, left_id, right_id, reason=reason)

    def undo(self, number: int, *, user: str, reason: str | None = None) -> int:
        """Take a judgement back; the taking back is itself an event, and can be undone.

        Raises
        ------
        StoreError
            There is no judgement of this number, or it was undone already.
        """
        with self.writing(user) as writing:
            return judging.undo(writing, number, reason=reason)

    def log(self, action: str, *, user: str, subject_id: str | None = None, detail: Any = None) -> None:
        """Note in the audit what somebody did that changes nothing that is shown: a sign-in, say."""
        with self.writing(user) as writing:
            writing.log(action, subject_id, detail=detail, is_change=False)

    # Reading.

    def revision(self) -> int:
        """Return a number that is another after every write that can change what is shown; cheap to ask."""
        audit = schema.AUDIT.c
        with self.reading_transaction() as connection:
            return int(connection.scalar(sa.select(sa.func.max(audit.number)).where(audit.is_change)) or 0)

    def incidents(
        self, chosen: Filter | None = None, *, as_of: dt.date | dt.datetime | None = None
    ) -> tuple[Incident, ...]:
        """Return the incidents as they are shown, by first day and id, undated ones last.

        Parameters
        ----------
        chosen
            Only those that a filter selects: the same as `Filter.mask` does of a table of all.
        as_of
            As they were shown at the end of a day (in UTC), or at a time.
        """
        if as_of is None:
            with self.reading_transaction() as connection:
                return tuple(shown.select(connection, chosen))
        with self.reading_transaction() as connection:
            found = list(shown.Rows(until=cutoff(as_of)).all(connection))
        found.sort(key=lambda incident: (incident.date.start or dt.date.max, incident.id))
        if chosen is None:
            return tuple(found)
        table = IncidentTable.from_incidents(found)
        return table.incidents(chosen.mask(table))

    def ids(self, chosen: Filter | None = None) -> list[str]:
        """Return the ids of the incidents that a filter selects, in the order of `incidents`."""
        with self.reading_transaction() as connection:
            return shown.select_ids(connection, chosen)

    def count(self, chosen: Filter | None = None) -> int:
        """Return how many incidents a filter selects."""
        with self.reading_transaction() as connection:
            return shown.count(connection, chosen)

    def table(self, chosen: Filter | None = None, *, as_of: dt.date | dt.datetime | None = None) -> IncidentTable:
        """Return the incidents that a filter selects as columns.

        The incidents themselves are read when they are asked for, as they were shown when the columns were read,
        whatever has been written since.

        Raises
        ------
        StoreError
            An incident has a value for which this version has no column.
        """
        if chosen is not None and as_of is not None:
            return IncidentTable.from_incidents(self.incidents(chosen, as_of=as_of))
        rows = shown.Rows(chosen, cutoff(as_of))

        def read(ids: list[str]) -> list[Incident]:
            with self.reading_transaction() as connection:
                return rows.incidents(connection, ids)

        try:
            with self.reading_transaction() as connection, closing(rows.packed(connection)) as batches:
                return IncidentTable.from_packed(batches, read)
        except KeyError as err:
            msg = (
                f"the incident {err.args[0]} names an area that this version does not know, or a number beyond "
                f"{_MAX_NUMBER:,}: set its place or number to another, or use a newer version of Panj Watch"
            )
            raise StoreError(msg) from err

    def merged(
        self, incident_ids: Iterable[str] | None = None, *, as_of: dt.date | dt.datetime | None = None
    ) -> list[Merged]:
        """Return incidents with the reasons for what is shown, in the order in which the store came to know them."""
        with self.reading_transaction() as connection:
            moment = Moment(connection, cutoff(as_of))
            if incident_ids is None:
                return list(moment.merged())
            wanted = set(incident_ids)
            return list(moment.merged(records.in_order(connection, wanted)))

    def incident_ids(self, account_ids: Iterable[str]) -> dict[str, str | None]:
        """Return the incident that each account belongs to now; one that makes none of its own is left out or None."""
        ids = list(account_ids)
        with self.reading_transaction() as connection:
            origins = records.origins(connection, ids)
            holders = Moment(connection).held_by(origins.values())
        return {one: holders[origins[one]] for one in ids if origins.get(one) in holders}

    def reports(self) -> Iterator[Report]:
        """Give every report, in the order in which they were added."""
        with self.reading_transaction() as connection:
            rows = connection.execute(
                sa.select(schema.REPORTS).order_by(schema.REPORTS.c.added_at, schema.REPORTS.c.id)
            )
            for row in rows.mappings():
                yield records.to_report(row)

    def tallies(self, *, limit: int = 100) -> tuple[list[PublishedTally], bool]:
        """Return what the newest reports count over a period, newest first, and whether more reports do.

        Parameters
        ----------
        limit
            Of how many reports. Those that wait for a reviewer or were rejected are left out.
        """
        with self.reading_transaction() as connection:
            return counted.tallies(connection, limit=limit)

    def has_reading(self, report_id: str, *, reader_version: str) -> bool:
        """Tell whether a version of the reader has read a report."""
        readings = schema.READINGS.c
        query = sa.select(readings.read_at).where(
            readings.report_id == report_id, readings.reader_version == reader_version
        )
        with self.reading_transaction() as connection:
            return connection.scalar(query) is not None

    def reading(self, report_id: str, *, reader_version: str) -> tuple[Reading, tuple[str, ...]] | None:
        """Return what a version of the reader found in a report, and its accounts' ids; None if it never read it."""
        readings, accounts = schema.READINGS.c, schema.ACCOUNTS.c
        is_wanted = (readings.report_id == report_id) & (readings.reader_version == reader_version)
        with self.reading_transaction() as connection:
            query = sa.select(schema.REPORTS, readings.notes, readings.tallies).join(schema.READINGS)
            row = connection.execute(query.where(is_wanted)).mappings().one_or_none()
            rows = connection.execute(
                sa.select(accounts.id, accounts.body)
                .where(accounts.report_id == report_id, accounts.reader_version == reader_version)
                .order_by(accounts.position)
            ).all()
        if row is None:
            return None
        reading = Reading(
            report=records.to_report(row),
            accounts=tuple(model.from_dict(body, Account) for _, body in rows),
            tallies=tuple(model.from_dict(tally, Tally) for tally in row["tallies"]),
            notes=tuple(row["notes"]),
        )
        return reading, tuple(account_id for account_id, _ in rows)
