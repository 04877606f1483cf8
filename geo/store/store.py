"""The store: reports with what was read in them, the incidents they make up, and people's judgements.

One transaction takes in one report: its text, accounts, claims and the incidents that change by it. The same report
again changes nothing. Nothing is updated in place; an account's latest membership and a judgement not undone hold.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from geo.core import model
from geo.core.errors import StoreError
from geo.core.model import Account, Incident, Reading, Report, Tally
from geo.incidents import blocks, clustering, copies, dataset, evidence, merging
from geo.incidents.clustering import Clusterer, Group, Judgement, Verdicts
from geo.incidents.evidence import Evidence
from geo.incidents.matching import MatchConfig
from geo.incidents.merging import Merged, Statement
from geo.store import migrations, records, schema
from geo.store.engine import insert_new, open_engine, transaction

_ID_CHARS = 8
_AT_ONCE = 500
_MATCHING = "matching"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What taking in a report did: whether it was new, and the ids of its accounts in the reading's order."""

    is_new: bool
    account_ids: tuple[str, ...]


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
    """

    def __init__(self, location: str | Path | None = None) -> None:
        self._engine = open_engine(location)
        # Accounts never change, so what matching has read of them holds for as long as the store is open.
        self._evidence: dict[str, Evidence] = {}
        with self._transaction(readonly=True) as connection:
            is_current = migrations.is_current(connection) and self._is_settled(connection)
        # Only what has to be written takes the write lock, so that readers never wait for writers.
        if not is_current:
            with self._transaction() as connection:
                migrations.migrate(connection)
                self._load_shipped(connection)
                self._keep_matching(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # Writing.

    def add(self, reading: Reading, *, reader_version: str) -> Added:
        """Take in a report with what a version of the reader found in it, in one transaction.

        Parameters
        ----------
        reading
            The report, its accounts and tallies.
        reader_version
            Names the reader: another version's reading of the same report is kept beside the first, but does not
            count as further accounts of its events.
        """
        rows = records.account_rows(reading, reader_version)
        with self._transaction() as connection:
            insert_new(connection, schema.REPORTS, [records.report_row(reading.report)])
            is_first = not connection.scalar(
                sa.select(sa.func.count())
                .select_from(schema.READINGS)
                .where(schema.READINGS.c.report_id == reading.report.id)
            )
            is_new = insert_new(connection, schema.READINGS, [records.reading_row(reading, reader_version)]) > 0
            if is_new:
                insert_new(connection, schema.ACCOUNTS, rows)
                claims = (
                    records.claim_rows(row["id"], account) for row, account in zip(rows, reading.accounts, strict=True)
                )
                insert_new(connection, schema.CLAIMS, [claim for some in claims for claim in some])
            if is_new and is_first:
                self._match(connection, [row["id"] for row in rows])
        return Added(is_new=is_new, account_ids=tuple(row["id"] for row in rows))

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
        if kind not in (clustering.SAME, clustering.DIFFERENT) or left_id == right_id:
            msg = (
                f"cannot judge {kind!r} of {left_id!r} and {right_id!r}: expected 'same' or 'different' of two accounts"
            )
            raise StoreError(msg)
        return self._judge(kind, left_id, right_id, user=user, reason=reason)

    def undo(self, number: int, *, user: str, reason: str | None = None) -> int:
        """Take a judgement back; the taking back is itself an event, and can be undone.

        Raises
        ------
        StoreError
            There is no judgement of this number.
        """
        judgements = schema.JUDGEMENTS.c
        with self._transaction() as connection:
            row = connection.execute(
                sa.select(judgements.left_id, judgements.right_id).where(judgements.seq == number)
            ).one_or_none()
        if row is None:
            msg = f"the store has no judgement {number}"
            raise StoreError(msg)
        return self._judge("undo", row.left_id, row.right_id, user=user, reason=reason, undoes=number)

    # Reading.

    def incident_ids(self, account_ids: Iterable[str]) -> dict[str, str | None]:
        """Return the incident that each account belongs to now; one that makes none of its own is left out or None."""
        with self._transaction(readonly=True) as connection:
            return self._held_by(connection, list(account_ids))

    def incidents(self) -> tuple[Incident, ...]:
        """Return every incident as it is shown, by first day and id, undated ones last."""
        found = [merged.incident for merged in self.merged()]
        return tuple(sorted(found, key=lambda incident: (incident.date.start or dt.date.max, incident.id)))

    def merged(self, incident_ids: Iterable[str] | None = None) -> list[Merged]:
        """Return incidents with the reasons for what is shown, in the order in which the store came to know them."""
        wanted = None if incident_ids is None else set(incident_ids)
        with self._transaction(readonly=True) as connection:
            members = self._members(connection)
            statements = self._statements(connection, members if wanted is None else wanted, members)
            incidents = schema.INCIDENTS.c
            rows = connection.execute(sa.select(incidents.id, incidents.body).order_by(incidents.seq)).all()
        moved = {member for ids in members.values() for member in ids}
        merged = []
        for incident_id, body in rows:
            if wanted is not None and incident_id not in wanted:
                continue
            is_elsewhere = incident_id in moved and incident_id not in members.get(incident_id, ())
            if is_elsewhere or (body is None and not statements[incident_id]):
                continue
            shipped = model.from_dict(body, Incident) if body is not None else None
            merged.append(merging.merge(incident_id, statements[incident_id], shipped=shipped))
        return merged

    def reports(self) -> Iterator[Report]:
        """Give every report, in the order in which they were added."""
        with self._transaction(readonly=True) as connection:
            rows = connection.execute(
                sa.select(schema.REPORTS).order_by(schema.REPORTS.c.added_at, schema.REPORTS.c.id)
            )
            for row in rows.mappings():
                yield records.to_report(row)

    def reading(self, report_id: str, *, reader_version: str) -> tuple[Reading, tuple[str, ...]] | None:
        """Return what a version of the reader found in a report, and its accounts' ids; None if it never read it."""
        readings, accounts = schema.READINGS.c, schema.ACCOUNTS.c
        is_wanted = (readings.report_id == report_id) & (readings.reader_version == reader_version)
        with self._transaction(readonly=True) as connection:
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

    # Matching.

    def _judge(self, kind: str, left_id: str, right_id: str, **values: Any) -> int:
        with self._transaction() as connection:
            index = records.StoreIndex(connection, self._evidence)
            judged = [index.get(left_id), index.get(right_id)]
            row = {"kind": kind, "left_id": left_id, "right_id": right_id, "at": records.now(), **values}
            result = connection.execute(schema.JUDGEMENTS.insert().values(row))
            self._regroup(connection, index, judged)
        key = result.inserted_primary_key
        assert key is not None  # noqa: S101 - an insert of one row has one
        return int(key[0])

    def _load_shipped(self, connection: sa.Connection) -> None:
        """Take in the shipped incidents that the store does not hold yet: all of them on its first run."""
        known = set(connection.scalars(sa.select(schema.INCIDENTS.c.id)))
        fresh = [incident for incident in dataset.load() if incident.id not in known]
        at = records.now()
        insert_new(
            connection,
            schema.INCIDENTS,
            [
                {"id": incident.id, "founder_id": incident.id, "body": model.to_dict(incident), "added_at": at}
                for incident in fresh
            ],
        )
        anchors = [evidence.from_incident(incident) for incident in fresh]
        self._evidence |= {anchor.id: anchor for anchor in anchors}
        self._insert_keys(connection, anchors)
        has_accounts = connection.scalar(sa.select(schema.MEMBERSHIPS.c.seq).limit(1)) is not None
        if anchors and has_accounts:
            self._regroup(connection, records.StoreIndex(connection, self._evidence), anchors)

    def _is_settled(self, connection: sa.Connection) -> bool:
        """Tell whether the store holds every shipped incident and was matched with this version's keys and weights."""
        known = set(connection.scalars(sa.select(schema.INCIDENTS.c.id)))
        facts = schema.FACTS.c
        matching = connection.scalar(sa.select(facts.value).where(facts.name == _MATCHING))
        return matching == _matching_version() and all(incident.id in known for incident in dataset.load())

    def _keep_matching(self, connection: sa.Connection) -> None:
        """Match everything anew if the store was matched with other keys or weights than this version's."""
        facts = schema.FACTS.c
        current = _matching_version()
        known = connection.scalar(sa.select(facts.value).where(facts.name == _MATCHING))
        if known == current:
            return
        if known is not None:
            index = records.StoreIndex(connection, self._evidence)
            members = connection.scalars(sa.select(schema.BLOCKS.c.member_id).distinct()).all()
            everything = [index.get(member) for member in sorted(members)]
            connection.execute(sa.delete(schema.BLOCKS))
            self._insert_keys(connection, everything)
            self._regroup(connection, index, everything)
        connection.execute(sa.delete(schema.FACTS).where(facts.name == _MATCHING))
        connection.execute(schema.FACTS.insert().values(name=_MATCHING, value=current))

    def _match(self, connection: sa.Connection, account_ids: list[str]) -> None:
        index = records.StoreIndex(connection, self._evidence)
        fresh = [index.get(account_id) for account_id in account_ids]
        self._insert_keys(connection, fresh)
        self._regroup(connection, index, fresh)

    def _insert_keys(self, connection: sa.Connection, evidences: Iterable[Evidence]) -> None:
        insert_new(
            connection,
            schema.BLOCKS,
            [
                {"role": role, "key": key, "member_id": item.id}
                for item in evidences
                for role, key in blocks.entries(item)
            ],
        )

    def _regroup(self, connection: sa.Connection, index: records.StoreIndex, changed: list[Evidence]) -> None:
        """Work out which incidents change by new or newly judged accounts, and record what is new."""
        clusterer = Clusterer(index, verdicts=self._verdicts(connection))
        held_with: dict[str, set[str]] = {}

        def held(member: str) -> set[str]:
            if member not in held_with:
                own = member if index.get(member).is_anchor else None
                incident_id = self._held_by(connection, [member]).get(member, own)
                together = self._members(connection, [incident_id])[incident_id] if incident_id is not None else set()
                held_with.update(dict.fromkeys(together | {member}, together | {member}))
            return held_with[member]

        groups = clusterer.regroup(changed, held)
        members = [member for group in groups for member in group.members]
        before = self._held_by(connection, members)
        at = records.now()
        rows = []
        for group in groups:
            incident_id = None if group.is_open else self._incident_of(connection, group, index, at)
            rows += [
                {"member_id": member, "incident_id": incident_id, "at": at}
                for member in group.members
                if before.get(member, member if index.get(member).is_anchor else None) != incident_id
            ]
        if rows:
            connection.execute(schema.MEMBERSHIPS.insert(), rows)

    def _incident_of(self, connection: sa.Connection, group: Group, index: records.StoreIndex, at: str) -> str:
        """Return the id of a group's incident: a shipped one's, the oldest of its accounts', or a new one."""
        incidents = schema.INCIDENTS.c
        known = connection.scalar(
            sa.select(incidents.id)
            .where(incidents.founder_id.in_(group.members))
            .order_by(incidents.body.is_(None), incidents.seq)
            .limit(1)
        )
        if known is not None:
            return str(known)
        founder = group.members[0]
        new_id = _incident_id(index.get(founder))
        row = {"id": new_id, "founder_id": founder, "body": None, "added_at": at}
        connection.execute(schema.INCIDENTS.insert().values(row))
        return new_id

    def _verdicts(self, connection: sa.Connection) -> Verdicts:
        """Return the judgements that hold: those not undone, whose undoing was not undone itself."""
        judgements = schema.JUDGEMENTS
        rows = connection.execute(sa.select(judgements).order_by(judgements.c.seq)).all()
        undone: set[int] = set()
        for row in reversed(rows):
            if row.undoes is not None and row.seq not in undone:
                undone.add(row.undoes)
        kinds = (clustering.SAME, clustering.DIFFERENT)
        live = [row for row in rows if row.kind in kinds and row.seq not in undone]
        return Verdicts([Judgement(row.kind, row.left_id, row.right_id) for row in live])

    def _held_by(self, connection: sa.Connection, member_ids: list[str]) -> dict[str, str | None]:
        """Return the incident of each member by its latest row; shipped incidents hold themselves until moved."""
        memberships = schema.MEMBERSHIPS.c
        found: dict[str, str | None] = {}
        for start in range(0, len(member_ids), _AT_ONCE):
            some = member_ids[start : start + _AT_ONCE]
            rows = connection.execute(
                sa.select(memberships.member_id, memberships.incident_id)
                .where(memberships.member_id.in_(some))
                .order_by(memberships.seq)
            )
            found |= {row.member_id: row.incident_id for row in rows}
        return found

    def _members(self, connection: sa.Connection, incident_ids: list[str] | None = None) -> dict[str, set[str]]:
        """Return the members that each incident has now, of some incidents or of all."""
        memberships = schema.MEMBERSHIPS.c
        latest = sa.select(sa.func.max(memberships.seq)).group_by(memberships.member_id)
        if incident_ids is not None:
            once = sa.select(memberships.member_id).where(memberships.incident_id.in_(incident_ids))
            latest = latest.where(memberships.member_id.in_(once))
        rows = connection.execute(
            sa.select(memberships.incident_id, memberships.member_id).where(memberships.seq.in_(latest))
        )
        members: dict[str, set[str]] = defaultdict(set)
        for incident_id, member_id in rows:
            members[incident_id].add(member_id)
        return members

    def _statements(
        self, connection: sa.Connection, incident_ids: Iterable[str], members: dict[str, set[str]]
    ) -> dict[str, list[Statement]]:
        """Read the accounts of some incidents with their reports."""
        incident_of = {member: name for name in incident_ids for member in members.get(name, ())}
        accounts, reports = schema.ACCOUNTS.c, schema.REPORTS
        found: dict[str, list[Statement]] = defaultdict(list)
        ordered = sorted(incident_of)
        for start in range(0, len(ordered), _AT_ONCE):
            rows = connection.execute(
                sa.select(accounts.id.label("account_id"), accounts.body, reports)
                .join(reports, reports.c.id == accounts.report_id)
                .where(accounts.id.in_(ordered[start : start + _AT_ONCE]))
            )
            for row in rows.mappings():
                statement = Statement(
                    account_id=row["account_id"],
                    account=model.from_dict(row["body"], Account),
                    report=records.to_report(row),
                    sketch=copies.from_bytes(row["sketch"]),
                )
                found[incident_of[statement.account_id]].append(statement)
        return found

    @contextmanager
    def _transaction(self, *, readonly: bool = False) -> Iterator[sa.Connection]:
        """Run a block as one transaction; what the database objects to becomes a StoreError."""
        with transaction(self._engine, readonly=readonly) as connection:
            yield connection


def _matching_version() -> str:
    return records.content_id(blocks.KEYS_VERSION, asdict(MatchConfig()))


def _incident_id(founder: Evidence) -> str:
    """Make a readable id: the day, the place, and a piece of the founding account's id that keeps it unique."""
    day = dt.date.fromordinal(founder.first).isoformat() if founder.first is not None else "undated"
    area = founder.district or founder.region or ""
    place = area.partition("-")[2] or "border"
    return f"{day}-{place}-{founder.id[:_ID_CHARS]}"
