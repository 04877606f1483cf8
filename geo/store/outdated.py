"""Which reports were read by another reader than the one in use, and what reading again has changed so far.

Rows of other data sets and what people typed in have no reader: they are never read again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from geo.core.model import Report
from geo.store import records, rereading, review, schema
from geo.store.moment import HAND, Moment
from geo.store.rereading import Reread

_READINGS, _AUDIT = schema.READINGS.c, schema.AUDIT.c
_REPORTS: Final = sa.select(schema.REPORTS).where(schema.REPORTS.c.id.in_(sa.bindparam("ids", expanding=True)))
# How the versions of importers begin.
_IMPORT: Final = "import-"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedPage:
    """Some of the reports that the reader in use has not read.

    Attributes
    ----------
    items
        Reports of the page, each with the version that read it last, in the order of their reading.
    total
        How many there are.
    versions
        How many of them each version read last.
    """

    items: tuple[tuple[Report, str], ...]
    total: int
    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """A report that was read again: by whom and when, what that changes, and where the newer reading stands.

    Attributes
    ----------
    state
        waiting, accepted or rejected.
    """

    at: str
    user: str
    report: Report
    reread: Reread
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RereadingPage:
    """Some of the reports that were read again, latest first; `total` is how many there are."""

    items: tuple[Rereading, ...]
    total: int


def outdated(connection: sa.Connection, reader_version: str, *, first: int = 0, limit: int = 20) -> OutdatedPage:
    """Return some of the reports that other readers have read, and this version has not."""
    known = sa.select(_READINGS.report_id).where(_READINGS.reader_version == reader_version)
    rank = sa.func.row_number().over(
        partition_by=_READINGS.report_id, order_by=(_READINGS.read_at.desc(), _READINGS.reader_version.desc())
    )
    read = (
        sa.select(_READINGS.report_id, _READINGS.reader_version, _READINGS.read_at, rank.label("rank"))
        .where(
            _READINGS.reader_version != HAND,
            ~_READINGS.reader_version.startswith(_IMPORT, autoescape=True),
            _READINGS.report_id.not_in(known),
        )
        .subquery()
    )
    latest = sa.select(read).where(read.c.rank == 1).subquery().c
    counted = sa.select(latest.reader_version, sa.func.count().label("n")).group_by(latest.reader_version)
    versions = {row.reader_version: row.n for row in connection.execute(counted.order_by(latest.reader_version))}
    query = sa.select(latest.report_id, latest.reader_version).order_by(latest.read_at, latest.report_id)
    rows = connection.execute(query.limit(limit).offset(first)).all()
    reports = _reports(connection, [row.report_id for row in rows])
    items = tuple((reports[row.report_id], row.reader_version) for row in rows)
    return OutdatedPage(items=items, total=sum(versions.values()), versions=versions)


def rereadings(
    connection: sa.Connection,
    *,
    report_id: str | None = None,
    is_changed: bool = True,
    first: int = 0,
    limit: int = 20,
) -> RereadingPage:
    """Return some of the reports that were read again, latest first.

    Parameters
    ----------
    report_id
        Only the times that this report was.
    is_changed
        Only those where the newer reading differs from the older.
    """
    # What other actions note may be JSON that a database cannot take apart.
    n_changes = sa.case((_AUDIT.action == rereading.READ_AGAIN, _AUDIT.detail["n_changes"].as_integer()))
    query = sa.select(schema.AUDIT).where(_AUDIT.action == rereading.READ_AGAIN, n_changes >= int(is_changed))
    if report_id is not None:
        query = query.where(_AUDIT.subject_id == report_id)
    total = connection.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = connection.execute(query.order_by(_AUDIT.number.desc()).limit(limit).offset(first)).all()
    reports = _reports(connection, [row.subject_id for row in rows])
    moment = Moment(connection)
    found = []
    for row in rows:
        old_version, new_version = row.detail["old_version"], row.detail["reader_version"]
        item = review.queue_item(connection, row.subject_id, new_version)
        reread = rereading.compared(
            connection,
            row.subject_id,
            old_version,
            new_version,
            is_counted=item.state == review.ACCEPTED,
            stored=[one for one in moment.accounts_of([row.subject_id]) if one.reader_version == old_version],
        )
        report = reports[row.subject_id]
        found.append(Rereading(at=row.at, user=row.user, report=report, reread=reread, state=item.state))
    return RereadingPage(items=tuple(found), total=total)


def _reports(connection: sa.Connection, ids: list[str]) -> dict[str, Report]:
    rows = records.in_batches(connection, _REPORTS, ids)
    return {row.id: records.to_report(row._mapping) for row in rows}
