"""Taking reports in: several in one transaction, matched together, so that each costs less than one alone.

All of them are kept or none; what comes out is the same as of one after the other, whatever their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from geo.core.model import Reading
from geo.incidents import copies, evidence
from geo.incidents.copies import Sketch
from geo.incidents.evidence import Evidence
from geo.incidents.records import record_key
from geo.store import records, rereading, schema
from geo.store.engine import Among, insert_new
from geo.store.rereading import Reread
from geo.store.writing import Writing

_VERSIONS = sa.select(schema.READINGS.c.report_id, schema.READINGS.c.reader_version).where(
    Among(schema.READINGS.c.report_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What taking in a report did.

    Attributes
    ----------
    is_new
        Whether this reading of it was new; False: the store had it, and nothing was done.
    account_ids
        Of the reading's accounts, in their order.
    reread
        What the reading changes, where the store had the report as another version read it.
    """

    is_new: bool
    account_ids: tuple[str, ...]
    reread: Reread | None = None


@dataclass(frozen=True, slots=True)
class _New:
    """A report that the store did not have, with what is written of it."""

    reading: Reading
    sketch: Sketch
    rows: list[dict[str, Any]]

    def evidence(self, reader_version: str) -> list[Evidence]:
        report = self.reading.report
        record = record_key(report.title, reader_version)
        return [
            evidence.from_account(
                account,
                account_id=row["id"],
                report_id=report.id,
                published=report.published,
                sketch=self.sketch,
                record=record,
            )
            for row, account in zip(self.rows, self.reading.accounts, strict=True)
        ]


def add(writing: Writing, readings: Sequence[Reading], reader_version: str, *, is_queued: bool = False) -> list[Added]:
    """Take in reports with what a version of the reader found in them; see `Store.add`."""
    connection = writing.connection
    known: dict[str, set[str]] = {}
    for row in records.in_batches(connection, _VERSIONS, {one.report.id for one in readings}):
        known.setdefault(row.report_id, set()).add(row.reader_version)
    found: list[Added] = []
    new: list[_New] = []
    again: list[int] = []
    for reading in readings:
        report_id = reading.report.id
        rows = [
            records.account_row(account, report_id, reader_version, position)
            for position, account in enumerate(reading.accounts)
        ]
        account_ids = tuple(row["id"] for row in rows)
        versions = known.setdefault(report_id, set())
        if versions and reader_version not in versions:
            again.append(len(found))
        elif not versions:
            new.append(_New(reading, copies.sketch(reading.report.text), rows))
        found.append(Added(is_new=reader_version not in versions, account_ids=account_ids))
        versions.add(reader_version)
    _insert(writing, new, reader_version)
    if is_queued:
        _queue(writing, new, reader_version)
    else:
        writing.add_members(member for one in new for member in one.evidence(reader_version))
    for position in again:
        reread = rereading.read_again(writing, readings[position], reader_version)
        found[position] = Added(is_new=True, account_ids=found[position].account_ids, reread=reread)
    return found


def _insert(writing: Writing, new: Sequence[_New], reader_version: str) -> None:
    """Write what was read, as it was read."""
    if not new:
        return
    connection, at = writing.connection, writing.at
    # A report may be there without a reading, if a restored archive had it so.
    insert_new(connection, schema.REPORTS, [records.report_row(one.reading.report, one.sketch, at) for one in new])
    connection.execute(
        schema.READINGS.insert(),
        [records.reading_row(one.reading, reader_version, at, is_first=True) for one in new],
    )
    records.insert_accounts(
        connection,
        [row for one in new for row in one.rows],
        [account for one in new for account in one.reading.accounts],
    )
    writing.log_all("add report", [one.reading.report.id for one in new], detail={"reader_version": reader_version})


def _queue(writing: Writing, new: Sequence[_New], reader_version: str) -> None:
    """Let what was read wait for a reviewer."""
    rows = [
        {
            "report_id": one.reading.report.id,
            "reader_version": reader_version,
            "added_by": writing.user,
            "at": writing.at,
        }
        for one in new
    ]
    if rows:
        writing.connection.execute(schema.QUEUE.insert(), rows)
