"""The store's tables, declared once; `migrations` makes an older store into this one.

Nothing is overwritten: reports, accounts, claims, judgements, memberships and shipped versions are added and never
changed, and the latest row holds. Each carries `at`, when it was written, and a later transaction's time is always
later: what was known on a day is what was written by its end. The exceptions say so: `blocks`, `facts` and `shown` are
worked out from the rest, `holds` are leases. Days are ISO texts, times ISO texts in UTC to the millisecond, values are
JSON as the command line prints them.
"""

import sqlalchemy as sa

from geo.store import engine
from geo.store.engine import Words

METADATA = sa.MetaData()

# A number of SQLite is a row's own address only under the name INTEGER.
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

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
    sa.Column("id", Words, primary_key=True),
    sa.Column("url", Words),
    sa.Column("outlet", Words),
    sa.Column("title", Words),
    sa.Column("published", Words, index=True),
    sa.Column("published_precision", Words, nullable=False),
    sa.Column("lang", Words),
    sa.Column("sha256", Words, nullable=False, index=True),
    sa.Column("text", Words, nullable=False),
    sa.Column("sketch", sa.LargeBinary, nullable=False),
    sa.Column("added_at", Words, nullable=False),
)

# One row for each time that a reader's version has read a report. Its first reading counts until a person, or a newer
# reading of what nobody has edited, puts another in its place (a judgement `accept`).
READINGS = sa.Table(
    "readings",
    METADATA,
    sa.Column("report_id", Words, sa.ForeignKey("reports.id"), primary_key=True),
    sa.Column("reader_version", Words, primary_key=True),
    sa.Column("is_first", sa.Boolean, nullable=False),
    sa.Column("notes", sa.JSON, nullable=False),
    sa.Column("tallies", sa.JSON, nullable=False),
    sa.Column("read_at", Words, nullable=False),
)

# `origin_id` is the account of an earlier reading that speaks of the same event, or the account's own id: it names the
# account in memberships and judgements, which so outlive a newer reading.
ACCOUNTS = sa.Table(
    "accounts",
    METADATA,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("id", Words, nullable=False, unique=True),
    sa.Column("origin_id", Words, nullable=False, index=True),
    sa.Column("report_id", Words, nullable=False),
    sa.Column("reader_version", Words, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.ForeignKeyConstraint(["report_id", "reader_version"], ["readings.report_id", "readings.reader_version"]),
    sa.UniqueConstraint("report_id", "reader_version", "position"),
)

CLAIMS = sa.Table(
    "claims",
    METADATA,
    sa.Column("account_number", _NUMBER, sa.ForeignKey("accounts.number"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("prop", Words),
    sa.Column("claimant", Words, nullable=False),
    sa.Column("says", Words, nullable=False),
    sa.Column("stance", Words, nullable=False),
    sa.Column("span_start", sa.Integer),
    sa.Column("span_end", sa.Integer),
    sqlite_with_rowid=False,
)

# `founder_id` is the account that the id was given for; of a shipped incident it is the id itself.
INCIDENTS = sa.Table(
    "incidents",
    METADATA,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("id", Words, nullable=False, unique=True),
    sa.Column("founder_id", Words, nullable=False, unique=True),
    sa.Column("added_at", Words, nullable=False),
)

# What was shipped of an incident, and when the store took it in. `state`: shipped; kept, for it is shipped no longer
# but users' accounts or judgements hang on it; dropped, with no body.
SHIPPED_VERSIONS = sa.Table(
    "shipped_versions",
    METADATA,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("incident_id", Words, sa.ForeignKey("incidents.id"), nullable=False, index=True),
    sa.Column("state", Words, nullable=False),
    sa.Column("body", sa.JSON(none_as_null=True)),
    sa.Column("at", Words, nullable=False),
)

# A member is an account (by its origin) or a shipped incident; no incident means that it makes none of its own.
MEMBERSHIPS = sa.Table(
    "memberships",
    METADATA,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("member_id", Words, nullable=False, index=True),
    sa.Column("incident_id", Words, sa.ForeignKey("incidents.id"), index=True),
    sa.Column("at", Words, nullable=False),
)

# What people said, `kind` by `kind`: same or different of two members; set, with a field, of an account or incident;
# confirmed, disputed, retracted of an incident; note; accept, reject of a report's reading or an account; undo.
JUDGEMENTS = sa.Table(
    "judgements",
    METADATA,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("kind", Words, nullable=False),
    sa.Column("subject_id", Words, nullable=False, index=True),
    sa.Column("other_id", Words, index=True),
    sa.Column("field", Words),
    sa.Column("value", sa.JSON(none_as_null=True)),
    sa.Column("user", Words, nullable=False),
    sa.Column("reason", Words),
    sa.Column("undoes", _NUMBER, sa.ForeignKey("judgements.number")),
    sa.Column("at", Words, nullable=False),
    sa.Index("ix_judgements_kind_number", "kind", "number"),
)

# Readings that wait, or waited, for a reviewer; whether they still do is said by judgements.
QUEUE = sa.Table(
    "queue",
    METADATA,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("report_id", Words, nullable=False),
    sa.Column("reader_version", Words, nullable=False),
    sa.Column("added_by", Words, nullable=False),
    sa.Column("at", Words, nullable=False),
    sa.ForeignKeyConstraint(["report_id", "reader_version"], ["readings.report_id", "readings.reader_version"]),
    sa.UniqueConstraint("report_id", "reader_version"),
)

# Who is reviewing which report until when: a lease, renewed, taken over and deleted.
HOLDS = sa.Table(
    "holds",
    METADATA,
    sa.Column("report_id", Words, sa.ForeignKey("reports.id"), primary_key=True),
    sa.Column("user", Words, nullable=False),
    sa.Column("until", Words, nullable=False),
)

# Who did what when. `is_change` marks what can change what is shown: its latest number is the store's revision.
AUDIT = sa.Table(
    "audit",
    METADATA,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("at", Words, nullable=False),
    sa.Column("user", Words, nullable=False),
    sa.Column("action", Words, nullable=False),
    sa.Column("subject_id", Words, index=True),
    sa.Column("detail", sa.JSON(none_as_null=True)),
    sa.Column("is_change", sa.Boolean, nullable=False),
    sa.Index("ix_audit_is_change_number", "is_change", "number"),
)

# Derived: matching's keys, by which members that may be of one event find each other. `key` is a hash of a key and the
# table of keys that it stands in; `member` the number of an account, or of a shipped incident below zero.
BLOCKS = sa.Table(
    "blocks",
    METADATA,
    sa.Column("key", sa.BigInteger, primary_key=True),
    sa.Column("member", sa.BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)

# Derived: each incident as it is shown now, with what filters look at beside it. `killed` is the best figure, or the
# lowest where that is more; `text` what the text filter searches. `title`, `figures` and `shares` are the row of an
# `IncidentTable`; `at` is since when it is shown so. When these columns change, raise `shown.VERSION`.
SHOWN = sa.Table(
    "shown",
    METADATA,
    sa.Column("incident_id", Words, sa.ForeignKey("incidents.id"), primary_key=True),
    sa.Column("first_day", Words),
    sa.Column("last_day", Words),
    sa.Column("kind", Words, nullable=False),
    sa.Column("status", Words, nullable=False),
    sa.Column("bank", Words),
    sa.Column("region_id", Words),
    sa.Column("district_id", Words),
    sa.Column("precision_class", Words, nullable=False),
    sa.Column("killed", sa.Integer),
    sa.Column("lon", sa.Float),
    sa.Column("lat", sa.Float),
    sa.Column("title", Words, nullable=False),
    sa.Column("text", Words, nullable=False),
    sa.Column("figures", sa.LargeBinary),
    sa.Column("shares", sa.LargeBinary),
    sa.Column("at", Words, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Index("ix_shown_days", "first_day", "last_day"),
    sa.Index("ix_shown_district_id", "district_id", "first_day"),
    sa.Index("ix_shown_region_id", "region_id", "first_day"),
    sa.Index("ix_shown_place", "lon", "lat"),
)

engine.add_geometry(SHOWN)

# Derived: the segments that each shown incident may fall in, and the parties that took part.
SHOWN_TAGS = sa.Table(
    "shown_tags",
    METADATA,
    sa.Column("name", Words, primary_key=True),
    sa.Column("value", Words, primary_key=True),
    sa.Column("incident_id", Words, sa.ForeignKey("shown.incident_id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

# Facts about the store itself: what its derived tables were worked out with, which shipped data it has taken in.
FACTS = sa.Table(
    "facts",
    METADATA,
    sa.Column("name", Words, primary_key=True),
    sa.Column("value", Words, nullable=False),
)
