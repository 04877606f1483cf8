"""Who is reviewing which report: a lease that is renewed while its holder goes on, and ends when they leave."""

import datetime as dt
from typing import Final

import sqlalchemy as sa

from geo.core.errors import ConflictError
from geo.store import schema

HOLD_MINUTES: Final = 15
# So long after its holder last did anything another may take a hold over, knowing that it is held.
STALE_MINUTES: Final = 5


def hold(connection: sa.Connection, report_id: str, user: str) -> str:
    """Take or renew the hold of a report, and return until when it lasts.

    Raises
    ------
    ConflictError
        Somebody else holds it; the message says who and until when.
    """
    held = _held_by_another(connection, report_id, user)
    if held is not None:
        msg = f"{held.user} is reviewing this report, until {held.until} unless they go on: wait, or take another"
        raise ConflictError(msg)
    return _take(connection, report_id, user)


def take_over(connection: sa.Connection, report_id: str, user: str) -> tuple[str, str | None]:
    """Take a hold from somebody who has left it lying.

    Returns
    -------
    tuple
        Until when it lasts, and who had it; None where nobody else did.

    Raises
    ------
    ConflictError
        They did something within the last STALE_MINUTES.
    """
    held = _held_by_another(connection, report_id, user)
    if held is not None and not is_stale(held.until):
        at = last_active(held.until).isoformat(timespec="seconds")
        msg = (
            f"{held.user} was reviewing this report at {at}: it can be taken over {STALE_MINUTES} minutes after they "
            "last did anything"
        )
        raise ConflictError(msg)
    return _take(connection, report_id, user), held.user if held is not None else None


def release(connection: sa.Connection, report_id: str, user: str) -> None:
    """Give up a user's hold of a report; that of somebody else stays."""
    holds = schema.HOLDS.c
    connection.execute(sa.delete(schema.HOLDS).where(holds.report_id == report_id, holds.user == user))


def release_all(connection: sa.Connection, user: str) -> None:
    """Give up every hold of a user."""
    connection.execute(sa.delete(schema.HOLDS).where(schema.HOLDS.c.user == user))


def last_active(until: str) -> dt.datetime:
    """Return when a holder last did anything, by the end of their hold."""
    return dt.datetime.fromisoformat(until) - dt.timedelta(minutes=HOLD_MINUTES)


def is_stale(until: str) -> bool:
    """Tell whether the holder has done nothing for so long that another may take over."""
    return dt.datetime.now(dt.UTC) - last_active(until) >= dt.timedelta(minutes=STALE_MINUTES)


def _held_by_another(connection: sa.Connection, report_id: str, user: str) -> sa.Row[tuple[str, str, str]] | None:
    holds = schema.HOLDS.c
    now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    query = sa.select(schema.HOLDS).where(holds.report_id == report_id, holds.user != user, holds.until > now)
    return connection.execute(query).one_or_none()


def _take(connection: sa.Connection, report_id: str, user: str) -> str:
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(minutes=HOLD_MINUTES)).isoformat(timespec="milliseconds")
    connection.execute(sa.delete(schema.HOLDS).where(schema.HOLDS.c.report_id == report_id))
    connection.execute(schema.HOLDS.insert().values(report_id=report_id, user=user, until=until))
    return until
