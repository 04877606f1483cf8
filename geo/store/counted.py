"""The tallies of a store's reports: what they count over a period, of each report as the reading that counts has it."""

import sqlalchemy as sa

from geo.core import model
from geo.core.model import Tally
from geo.incidents.tallies import PublishedTally
from geo.store import records, schema
from geo.store.moment import Moment

_REPORTS, _READINGS = schema.REPORTS.c, schema.READINGS.c
_WITH_TALLIES = (
    sa.select(_REPORTS.id, _READINGS.reader_version)
    .join(schema.READINGS)
    .where(sa.cast(_READINGS.tallies, sa.Text) != "[]")
    .order_by(_REPORTS.published.desc().nulls_last(), _REPORTS.id)
)


def tallies(connection: sa.Connection, *, limit: int) -> tuple[list[PublishedTally], bool]:
    """Return the tallies of the newest reports that have one, newest first, and whether more reports have.

    Parameters
    ----------
    limit
        Of how many reports. Those that wait for a reviewer or were rejected are left out.
    """
    candidates = [(row.id, row.reader_version) for row in connection.execute(_WITH_TALLIES)]
    moment = Moment(connection)
    chosen: list[tuple[str, str]] = []
    for start in range(0, len(candidates), records.AT_ONCE):
        some = candidates[start : start + records.AT_ONCE]
        counted = moment.counted_versions({report_id for report_id, _ in some})
        chosen.extend(one for one in some if counted[one[0]] == one[1])
        if len(chosen) > limit:
            break
    found = [tally for report_id, version in chosen[:limit] for tally in _of_report(connection, report_id, version)]
    return found, len(chosen) > limit


def _of_report(connection: sa.Connection, report_id: str, reader_version: str) -> list[PublishedTally]:
    query = sa.select(schema.REPORTS, _READINGS.tallies).join(schema.READINGS)
    is_it = (_REPORTS.id == report_id, _READINGS.reader_version == reader_version)
    row = connection.execute(query.where(*is_it)).mappings().one()
    report = records.to_report(row)
    found = []
    for number, raw in enumerate(row["tallies"], start=1):
        tally = model.from_dict(raw, Tally)
        start, end = tally.span or (0, 0)
        found.append(
            PublishedTally(
                id=f"{report_id} {number}",
                outlet=report.outlet,
                url=report.url,
                published=report.published,
                says=report.text[start:end],
                tally=tally,
                report_id=report_id,
            )
        )
    return found
