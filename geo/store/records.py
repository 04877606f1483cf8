"""Between rows of the store and the model: what is written for a report, and evidence read back for matching."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from geo.core import model
from geo.core.errors import StoreError
from geo.core.model import Account, Incident, Reading, Report
from geo.incidents import copies, evidence
from geo.incidents.blocks import Index
from geo.incidents.evidence import Evidence
from geo.store import schema

# SQLite allows 32,766 values in a statement; keys of one account are a few dozen.
_KEYS_AT_ONCE = 500


def now() -> str:
    """Return the time as the store writes it: ISO 8601 in UTC, to the millisecond."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def content_id(*parts: Any) -> str:
    """Return the id of a record: the sha256 of its parts as a canonical JSON list."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def report_row(report: Report) -> dict[str, Any]:
    """Return the row of a report."""
    return {
        "id": report.id,
        "url": report.url,
        "outlet": report.outlet,
        "title": report.title,
        "published": report.published.isoformat() if report.published else None,
        "published_precision": report.published_precision,
        "lang": report.lang,
        "sha256": report.sha256,
        "text": report.text,
        "sketch": copies.to_bytes(copies.sketch(report.text)),
        "added_at": now(),
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


def reading_row(reading: Reading, reader_version: str) -> dict[str, Any]:
    """Return the row of one version's reading of a report."""
    return {
        "report_id": reading.report.id,
        "reader_version": reader_version,
        "notes": list(reading.notes),
        "tallies": [model.to_dict(tally) for tally in reading.tallies],
        "read_at": now(),
    }


def account_rows(reading: Reading, reader_version: str) -> list[dict[str, Any]]:
    """Return the rows of a reading's accounts; an id names report, version and position."""
    return [
        {
            "id": content_id(reading.report.id, reader_version, position),
            "report_id": reading.report.id,
            "reader_version": reader_version,
            "position": position,
            "body": model.to_dict(account),
        }
        for position, account in enumerate(reading.accounts)
    ]


def claim_rows(account_id: str, account: Account) -> list[dict[str, Any]]:
    """Return the rows of an account's claims."""
    return [
        {
            "id": content_id(account_id, position),
            "account_id": account_id,
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


# Built once: composing a statement costs more than running it.
_MEMBERS_BY_KEY = (
    sa.select(schema.BLOCKS.c.member_id)
    .where(schema.BLOCKS.c.role == sa.bindparam("role"), schema.BLOCKS.c.key.in_(sa.bindparam("keys", expanding=True)))
    .distinct()
)
_ACCOUNTS_BY_ID = (
    sa.select(
        schema.ACCOUNTS.c.id,
        schema.ACCOUNTS.c.report_id,
        schema.ACCOUNTS.c.body,
        schema.REPORTS.c.published,
        schema.REPORTS.c.sketch,
    )
    .join(schema.REPORTS, schema.REPORTS.c.id == schema.ACCOUNTS.c.report_id)
    .where(schema.ACCOUNTS.c.id.in_(sa.bindparam("ids", expanding=True)))
)
_SHIPPED_BY_ID = sa.select(schema.INCIDENTS.c.id, schema.INCIDENTS.c.body).where(
    schema.INCIDENTS.c.id.in_(sa.bindparam("ids", expanding=True)), schema.INCIDENTS.c.body.is_not(None)
)


class StoreIndex(Index):
    """Accounts and shipped incidents of a store by their keys, for one transaction.

    Parameters
    ----------
    connection
        The transaction; the keys of the accounts in question are written already.
    cache
        What was read of accounts before, kept by the caller: accounts never change.
    """

    def __init__(self, connection: sa.Connection, cache: dict[str, Evidence]) -> None:
        self._connection = connection
        self._cache = cache
        self._found: dict[tuple[str, str], list[Evidence]] = {}

    def sharp_neighbours(self, evidence: Evidence) -> list[Evidence]:
        """Return the sharp accounts that may be of one event with a sharp one, without itself."""
        return self._once("sharp_neighbours", evidence, super().sharp_neighbours)

    def sharp_for(self, evidence: Evidence) -> list[Evidence]:
        """Return the sharp accounts that a loose one may belong to."""
        return self._once("sharp_for", evidence, super().sharp_for)

    def loose_for(self, evidence: Evidence) -> list[Evidence]:
        """Return the loose accounts that look for a sharp one under any of its wide keys."""
        return self._once("loose_for", evidence, super().loose_for)

    def loose_neighbours(self, evidence: Evidence) -> list[Evidence]:
        """Return the loose accounts that share a loose key with a loose one, without itself."""
        return self._once("loose_neighbours", evidence, super().loose_neighbours)

    def _once(self, name: str, evidence: Evidence, look: Callable[[Evidence], list[Evidence]]) -> list[Evidence]:
        if (name, evidence.id) not in self._found:
            self._found[name, evidence.id] = look(evidence)
        return self._found[name, evidence.id]

    def get(self, evidence_id: str) -> Evidence:
        """Return an account or a shipped incident by its id."""
        if evidence_id not in self._cache:
            self._load({evidence_id})
        if evidence_id not in self._cache:
            msg = f"the store has no account and no shipped incident {evidence_id!r}"
            raise StoreError(msg)
        return self._cache[evidence_id]

    def find(self, role: str, keys: Iterable[str]) -> set[str]:
        """Return the ids of the accounts that carry any of some keys in one of the roles."""
        ordered = sorted(keys)
        ids: set[str] = set()
        for start in range(0, len(ordered), _KEYS_AT_ONCE):
            values = {"role": role, "keys": ordered[start : start + _KEYS_AT_ONCE]}
            ids.update(self._connection.scalars(_MEMBERS_BY_KEY, values))
        self._load(ids - self._cache.keys())
        return ids

    def _load(self, ids: set[str]) -> None:
        ordered = sorted(ids)
        for start in range(0, len(ordered), _KEYS_AT_ONCE):
            values = {"ids": ordered[start : start + _KEYS_AT_ONCE]}
            for row in self._connection.execute(_ACCOUNTS_BY_ID, values):
                self._cache[row.id] = evidence.from_account(
                    model.from_dict(row.body, Account),
                    account_id=row.id,
                    report_id=row.report_id,
                    published=dt.date.fromisoformat(row.published) if row.published else None,
                    sketch=copies.from_bytes(row.sketch),
                )
            for incident_id, body in self._connection.execute(_SHIPPED_BY_ID, values):
                self._cache[incident_id] = evidence.from_incident(model.from_dict(body, Incident))
