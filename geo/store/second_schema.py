"""The step from the first schema to the second: accounts with origins, shipped versions, more to be judged.

What is stored is set aside, the tables are made anew, and filled again. What is worked out from the rest (blocks,
facts, shown) is left empty: opening the store fills it.
"""

from typing import Final

import sqlalchemy as sa

from geo.store import engine, schema, schema_1

# In SQL that both databases speak; `old_` names what was set aside.
_FILL: Final = (
    """INSERT INTO reports
      (id, url, outlet, title, published, published_precision, lang, sha256, text, sketch, added_at)
    SELECT id, url, outlet, title, published, published_precision, lang, sha256, text, sketch, added_at
    FROM old_reports""",
    """INSERT INTO readings (report_id, reader_version, is_first, notes, tallies, read_at)
    SELECT report_id, reader_version,
      row_number() OVER (PARTITION BY report_id ORDER BY read_at, reader_version) = 1, notes, tallies, read_at
    FROM old_readings""",
    """INSERT INTO accounts (id, origin_id, report_id, reader_version, position, body)
    SELECT a.id, a.id, a.report_id, a.reader_version, a.position, a.body
    FROM old_accounts a
    JOIN old_readings r ON r.report_id = a.report_id AND r.reader_version = a.reader_version
    ORDER BY r.read_at, a.report_id, a.position""",
    """INSERT INTO claims (account_number, position, prop, claimant, says, stance, span_start, span_end)
    SELECT a.number, c.position, c.prop, c.claimant, c.says, c.stance, c.span_start, c.span_end
    FROM old_claims c JOIN accounts a ON a.id = c.account_id""",
    """INSERT INTO incidents (number, id, founder_id, added_at)
    SELECT seq, id, founder_id, added_at FROM old_incidents""",
    """INSERT INTO shipped_versions (incident_id, state, body, at)
    SELECT id, 'shipped', body, added_at FROM old_incidents WHERE body IS NOT NULL ORDER BY seq""",
    """INSERT INTO memberships (number, member_id, incident_id, at)
    SELECT seq, member_id, incident_id, at FROM old_memberships""",
    """INSERT INTO judgements (number, kind, subject_id, other_id, value, "user", reason, undoes, at)
    SELECT seq, kind, left_id, right_id, value, "user", reason, undoes, at FROM old_judgements ORDER BY seq""",
)
_DERIVED: Final = ("blocks", "facts")


def upgrade(connection: sa.Connection) -> None:
    """Make a store of the first schema into one of the second, inside the caller's transaction."""
    old = [table for table in schema_1.METADATA.sorted_tables if table is not schema_1.MIGRATIONS_TABLE]
    kept = [table.name for table in old if table.name not in _DERIVED]
    for name in kept:
        connection.exec_driver_sql(f"CREATE TEMP TABLE old_{name} AS SELECT * FROM {name}")  # noqa: S608
    schema_1.METADATA.drop_all(connection, tables=old)
    schema.METADATA.create_all(connection)
    for statement in _FILL:
        connection.exec_driver_sql(statement)
    engine.restart_counters(connection, schema.METADATA.sorted_tables)
    for name in kept:
        connection.exec_driver_sql(f"DROP TABLE old_{name}")
