"""Between rows of the store and the model: what is written for a report, and read back."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from geo.core import model
from geo.core.model import Account, Reading, Report
from geo.incidents import copies
from geo.incidents.copies import Sketch
from geo.store import schema
from geo.store.engine import Among

# SQLite allows 32,766 values in a statement.
AT_ONCE = 500
# What is asked for at once, as one value of a statement.
_IDS_AT_ONCE = 2_000
# Later than any time that a store writes.
NO_END = "9999"

_ORIGINS = sa.select(schema.ACCOUNTS.c.id, schema.ACCOUNTS.c.origin_id).where(Among(schema.ACCOUNTS.c.id))
_ACCOUNT_NUMBERS = sa.select(schema.ACCOUNTS.c.id, schema.ACCOUNTS.c.number).where(Among(schema.ACCOUNTS.c.id))
_NUMBERS = sa.select(schema.INCIDENTS.c.id, schema.INCIDENTS.c.number).where(Among(schema.INCIDENTS.c.id))


def now() -> str:
    """Return the time as the store writes it: ISO 8601 in UTC, to the millisecond."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def content_id(*parts: Any) -> str:
    """Return the id of a record: the sha256 of its parts as a canonical JSON list."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def report_row(report: Report, sketch: Sketch, at: str) -> dict[str, Any]:
    """Return the row of a report; `sketch` is that of its text."""
    return {
        "id": report.id,
        "url": report.url,
        "outlet": report.outlet,
        "title": report.title,
        "published": report.published.isoformat() if report.published else None,
        "published_precision": report.published_precision or "day",
        "lang": report.lang,
        "sha256": report.sha256,
        "text": report.text,
        "sketch": copies.to_bytes(sketch),
        "added_at": at,
    }


def to_report(row: sa.RowMapping) -> Report:
    """Return the report of a row."""
    return Report(
        id=row["id"],
        outlet=row["outlet"],
        url=row["url"],
        title=row["title"],
        published=dt.date.fromisoformat(row["published"]) if row["published"] else None,
        published_precision=row["published_precision"],
        lang=row["lang"],
        sha256=row["sha256"],
        text=row["text"],
    )


def reading_row(reading: Reading, reader_version: str, at: str, *, is_first: bool) -> dict[str, Any]:
    """Return the row of one version's reading of a report."""
    return {
        "report_id": reading.report.id,
        "reader_version": reader_version,
        "is_first": is_first,
        "notes": list(reading.notes),
        "tallies": [model.to_dict(tally) for tally in reading.tallies],
        "read_at": at,
    }


def account_row(
    account: Account, report_id: str, reader_version: str, position: int, origin_id: str | None = None
) -> dict[str, Any]:
    """Return the row of an account; its id names report, reader's version and position."""
    account_id = content_id(report_id, reader_version, position)
    return {
        "id": account_id,
        "origin_id": origin_id or account_id,
        "report_id": report_id,
        "reader_version": reader_version,
        "position": position,
        "body": model.to_dict(account),
    }


def claim_rows(account_number: int, account: Account) -> list[dict[str, Any]]:
    """Return the rows of an account's claims."""
    return [
        {
            "account_number": account_number,
            "position": position,
            "prop": claim.prop,
            "claimant": claim.claimant,
            "says": claim.says,
            "stance": claim.stance,
            "span_start": claim.span[0] if claim.span else None,
            "span_end": claim.span[1] if claim.span else None,
        }
        for position, claim in enumerate(account.claims)
    ]


def insert_reading(
    connection: sa.Connection,
    reading: Reading,
    reader_version: str,
    rows: Sequence[Mapping[str, Any]],
    at: str,
    *,
    is_first: bool,
) -> None:
    """Insert a reading of a report that is there, with its accounts, given as rows too, and their claims."""
    row = reading_row(reading, reader_version, at, is_first=is_first)
    connection.execute(schema.READINGS.insert().values(row))
    insert_accounts(connection, rows, reading.accounts)


def insert_accounts(connection: sa.Connection, rows: Sequence[Mapping[str, Any]], accounts: Sequence[Account]) -> None:
    """Insert accounts, each as a row and as itself, and their claims."""
    if not rows:
        return
    connection.execute(schema.ACCOUNTS.insert(), rows)
    numbers = {row.id: row.number for row in in_batches(connection, _ACCOUNT_NUMBERS, [row["id"] for row in rows])}
    claims = [
        claim for row, account in zip(rows, accounts, strict=True) for claim in claim_rows(numbers[row["id"]], account)
    ]
    if claims:
        connection.execute(schema.CLAIMS.insert(), claims)


def origins(connection: sa.Connection, account_ids: Iterable[str]) -> dict[str, str]:
    """Return the origin of each account: the id by which memberships and judgements know it."""
    return {row.id: row.origin_id for row in in_batches(connection, _ORIGINS, account_ids)}


def in_order(connection: sa.Connection, incident_ids: Iterable[str]) -> list[str]:
    """Return those of some incidents' ids that the store knows, in the order of their coming."""
    rows = in_batches(connection, _NUMBERS, incident_ids)
    return [row.id for row in sorted(rows, key=lambda row: row.number)]


def in_batches(
    connection: sa.Connection, query: sa.Select[Any], ids: Iterable[Any], **values: Any
) -> list[sa.Row[Any]]:
    """Run a query over its values `ids`, so many at a time as any database allows in a statement."""
    ordered = sorted(set(ids))
    return [
        row
        for start in range(0, len(ordered), _IDS_AT_ONCE)
        for row in connection.execute(query, {"ids": ordered[start : start + _IDS_AT_ONCE], **values}).all()
    ]
