"""The keys under which matching finds the members of a store, as the table `blocks` holds them."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from geo.incidents import blocks
from geo.incidents.evidence import Evidence
from geo.store import engine, records, schema
from geo.store.engine import Among

_ROLES = (blocks.SHARP, blocks.WIDE, blocks.LOOSE, blocks.WEAK)
_HASH_BITS, _ROLE_BITS, _MONTH_MASK = 46, 61, 2**15 - 1
# So many months in so many days.
_MONTHS, _DAYS = 4_800, 146_097

_NUMBERS_OF_ACCOUNTS = sa.select(schema.ACCOUNTS.c.id, schema.ACCOUNTS.c.number).where(Among(schema.ACCOUNTS.c.id))
_NUMBERS_OF_SHIPPED = sa.select(schema.INCIDENTS.c.id, schema.INCIDENTS.c.number).where(
    schema.INCIDENTS.c.id == schema.INCIDENTS.c.founder_id,
    Among(schema.INCIDENTS.c.id),
)


def numbers_of(connection: sa.Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return the numbers by which blocks know some members: an account's origin's, or a shipped one's below zero."""
    wanted = set(ids)
    found = {row.id: -row.number for row in records.in_batches(connection, _NUMBERS_OF_SHIPPED, wanted)}
    return found | {row.id: row.number for row in records.in_batches(connection, _NUMBERS_OF_ACCOUNTS, wanted)}


def write_keys(connection: sa.Connection, members: Iterable[Evidence]) -> dict[str, int]:
    """Write the keys under which some members are found, and return the numbers by which blocks know these."""
    items = list(members)
    numbers = numbers_of(connection, [item.id for item in items])
    engine.insert_keys(
        connection, schema.BLOCKS, sorted((key, numbers[item.id]) for item in items for key in hashes(item))
    )
    return numbers


def delete_keys(connection: sa.Connection, members: Iterable[Evidence]) -> None:
    """Delete the keys under which some members were found."""
    items = list(members)
    numbers = numbers_of(connection, [item.id for item in items])
    blocks_ = schema.BLOCKS.c
    rows: list[dict[str, Any]] = [
        {"old_key": key, "old_member": numbers[item.id]} for item in items for key in hashes(item)
    ]
    if rows:
        query = sa.delete(schema.BLOCKS).where(
            blocks_.key == sa.bindparam("old_key"), blocks_.member == sa.bindparam("old_member")
        )
        connection.execute(query, rows)


def hashes(item: Evidence) -> set[int]:
    """Return the hashes of a member's keys."""
    return {key_hash(role, key) for role, key in blocks.entries(item)}


@lru_cache(maxsize=400_000)
def key_hash(role: str, key: str) -> int:
    """Return what stands for a key: 63 bits, the same on every machine; a collision only compares two accounts more.

    The role and the month of the key come first, so that the keys of accounts of one time are near each other on the
    disk; of keys without a time the month is 0.
    """
    digest = hashlib.blake2b(f"{role} {key}".encode(), digest_size=8).digest()
    number = int.from_bytes(digest)
    return (_ROLES.index(role) << _ROLE_BITS) | (_month(key) << _HASH_BITS) | (number >> (64 - _HASH_BITS))


def _month(key: str) -> int:
    """Return the month, counted from the year 0, of a key that begins with a day or a month; 0 for any other."""
    head, _, _ = key.partition("|")
    kind = head[:1]
    if kind.isdecimal():
        months = int(head) * _MONTHS // _DAYS
    elif kind == "D":
        months = int(head[1:]) * _MONTHS // _DAYS
    else:
        months = int(head[1:]) if kind == "M" else 0
    return months & _MONTH_MASK
