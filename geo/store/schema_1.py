"""The tables of the first schema, as they were: never changed again, for older stores are upgraded from them."""

import sqlalchemy as sa

METADATA = sa.MetaData()

MIGRATIONS_TABLE = sa.Table(
    "migrations",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("applied_at", sa.Text, nullable=False),
)

REPORTS = sa.Table(
    "reports",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("url", sa.Text),
    sa.Column("outlet", sa.Text),
    sa.Column("title", sa.Text),
    sa.Column("published", sa.Text, index=True),
    sa.Column("published_precision", sa.Text, nullable=False),
    sa.Column("lang", sa.Text),
    sa.Column("sha256", sa.Text, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("sketch", sa.LargeBinary, nullable=False),
    sa.Column("added_at", sa.Text, nullable=False),
)

# One row for each time that a reader's version has read a report.
READINGS = sa.Table(
    "readings",
    METADATA,
    sa.Column("report_id", sa.Text, sa.ForeignKey("reports.id"), primary_key=True),
    sa.Column("reader_version", sa.Text, primary_key=True),
    sa.Column("notes", sa.JSON, nullable=False),
    sa.Column("tallies", sa.JSON, nullable=False),
    sa.Column("read_at", sa.Text, nullable=False),
)

ACCOUNTS = sa.Table(
    "accounts",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("report_id", sa.Text, nullable=False),
    sa.Column("reader_version", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.ForeignKeyConstraint(["report_id", "reader_version"], ["readings.report_id", "readings.reader_version"]),
    sa.UniqueConstraint("report_id", "reader_version", "position"),
)

CLAIMS = sa.Table(
    "claims",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("prop", sa.Text),
    sa.Column("claimant", sa.Text, nullable=False),
    sa.Column("says", sa.Text, nullable=False),
    sa.Column("stance", sa.Text, nullable=False),
    sa.Column("span_start", sa.Integer),
    sa.Column("span_end", sa.Integer),
)

# `body` is the shipped incident; null for one that accounts alone make up. `founder_id` is the account (or the shipped
# incident) that the id was given for.
INCIDENTS = sa.Table(
    "incidents",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("founder_id", sa.Text, nullable=False, unique=True),
    sa.Column("body", sa.JSON(none_as_null=True)),
    sa.Column("added_at", sa.Text, nullable=False),
)

# A member is an account or a shipped incident; no incident means that the account makes none of its own.
MEMBERSHIPS = sa.Table(
    "memberships",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("member_id", sa.Text, nullable=False, index=True),
    sa.Column("incident_id", sa.Text, sa.ForeignKey("incidents.id"), index=True),
    sa.Column("at", sa.Text, nullable=False),
)

# Matching's keys: which accounts and shipped incidents may be of one event. `role` names the table of keys.
BLOCKS = sa.Table(
    "blocks",
    METADATA,
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("member_id", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)

# Facts about the store itself: with which keys and weights its accounts were matched.
FACTS = sa.Table(
    "facts",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

# What people said: `kind` same or different of two accounts or shipped incidents; further kinds carry a `value`.
JUDGEMENTS = sa.Table(
    "judgements",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("left_id", sa.Text, nullable=False, index=True),
    sa.Column("right_id", sa.Text, index=True),
    sa.Column("value", sa.JSON(none_as_null=True)),
    sa.Column("user", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("undoes", sa.Integer, sa.ForeignKey("judgements.seq")),
    sa.Column("at", sa.Text, nullable=False),
)
