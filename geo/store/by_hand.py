"""What people add in their own words: an account of a report, and an incident that no report tells of."""

import sqlalchemy as sa

from geo.core import model
from geo.core.errors import StoreError
from geo.core.model import Account, Claim, Reading
from geo.reports import files
from geo.store import events, judging, records, schema
from geo.store.moment import HAND
from geo.store.store import Store
from geo.store.writing import Writing


def add_account(writing: Writing, report_id: str, account: Account, reason: str | None) -> str:
    """Add an account to the reading of a report that people make, and return its id.

    Raises
    ------
    RecordError
        A value of it cannot be.
    """
    judging.checked_account(account)
    connection = writing.connection
    accounts, readings = schema.ACCOUNTS.c, schema.READINGS.c
    is_own = (accounts.report_id == report_id) & (accounts.reader_version == HAND)
    position = connection.scalar(sa.select(sa.func.count()).select_from(schema.ACCOUNTS).where(is_own)) or 0
    row = records.account_row(account, report_id, HAND, position)

    def change() -> None:
        has_reading = connection.scalar(
            sa.select(readings.report_id).where(readings.report_id == report_id, readings.reader_version == HAND)
        )
        if has_reading is None:
            empty = {"report_id": report_id, "reader_version": HAND, "is_first": False, "notes": [], "tallies": []}
            connection.execute(schema.READINGS.insert().values(**empty, read_at=writing.at))
        records.insert_accounts(connection, [row], [account])
        writing.judge(events.ACCEPT, row["id"], value={"reader_version": HAND}, reason=reason or "added by hand")

    writing.change_members([row["id"]], change)
    writing.log("add account", row["id"], detail={"report_id": report_id})
    return str(row["id"])


def add_incident(store: Store, user: str, account: Account, text: str) -> str | None:
    """Add a report of a user's own words with one account, and return the incident that it belongs to, if any.

    Raises
    ------
    RecordError
        A value of the account cannot be.
    ReportFormatError
        There is no text.
    StoreError
        The user has entered the same text before, with other values.
    """
    judging.checked_account(account)
    report = files.make_report(text, title=f"Entered by hand by {user}")
    claim = Claim(claimant=f"stated by {user}", says=report.text, span=(0, len(report.text)))
    stated = model.from_dict(
        {**model.to_dict(account), "claims": [*model.to_dict(account.claims), model.to_dict(claim)]}, Account
    )
    reading = Reading(report=report, accounts=(stated,))
    added = store.add(reading, reader_version=HAND, user=user)
    known = store.reading(report.id, reader_version=HAND)
    if known is None or known[0].accounts[:1] != reading.accounts:
        msg = "you have entered this text before, with other values: change them there, or say what is different"
        raise StoreError(msg)
    return store.incident_ids(added.account_ids).get(added.account_ids[0])
