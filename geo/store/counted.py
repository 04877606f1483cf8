"""The tallies of a store's reports: what they count over a period, of each report as the reading that counts has it."""

import sqlalchemy as sa

from geo.core import model
from geo.core.model import Tally
from geo.incidents.tallies import PublishedTally
from geo.store import records, schema
from geo.store.engine import Among
from geo.store.moment import Moment

_REPORTS, _READINGS = schema.REPORTS.c, schema.READINGS.c
_WITH_TALLIES = (
    sa.select(_REPORTS.id, _READINGS.reader_version)
    .join(schema.READINGS)
    .where(sa.cast(_READINGS.tallies, sa.Text) != "[]")
    .order_by(_REPORTS.published.desc().nulls_last(), _REPORTS.id)
)
_TALLIES = (
    sa.select(schema.REPORTS, _READINGS.reader_version, _READINGS.tallies)
    .join(schema.READINGS)
    .where(Among(_REPORTS.id))
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
    shown = dict(chosen[:limit])
    rows = {
        row["id"]: row
        for some in records.in_batches(connection, _TALLIES, shown)
        if (row := some._mapping)["reader_version"] == shown[row["id"]]
    }
    return [tally for report_id in shown for tally in _of_report(rows[report_id])], len(chosen) > limit


def _of_report(row: sa.RowMapping) -> list[PublishedTally]:
    report = records.to_report(row)
    found = []
    for number, raw in enumerate(row["tallies"], start=1):
        tally = model.from_dict(raw, Tally)
        start, end = tally.span or (0, 0)
        found.append(
            PublishedTally(
                id=f"{report.id} {number}",
                outlet=report.outlet,
                url=report.url,
                published=report.published,
                says=report.text[start:end],
                tally=tally,
                report_id=report.id,
            )
        )
    return found
