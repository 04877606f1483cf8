"""The code tables beside this file: what the codes of ACLED and UCDP GED mean here, and which we write.

Each table under `codes/` is a CSV that a person can read and mend, every row with its source. `direction` says whether
a row is used for reading alone or for both; `notes_word` is a word that the row's own text must hold, where a code does
not tell two kinds apart.
"""

import csv
import datetime as dt
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from geo.core.model import Party

FOLDER = Path(__file__).with_name("codes")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCode:
    """A code of another data set for a kind: its column values, and the word that the text must hold, if any."""

    code: tuple[str, ...]
    word: str
    kind: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A party as other data sets name it: the pattern that it is known by, in which years, and the names we write."""

    party: str
    side: str
    pattern: re.Pattern[str]
    since: dt.date
    until: dt.date
    acled_name: str
    acled_inter: str
    ucdp_name: str


def kind_of(dataset: str, code: tuple[str, ...], text: str) -> str | None:
    """Return the kind that a code means, by the words of the row's text where the code has several; None if unknown.

    Parameters
    ----------
    dataset
        "acled" (code: event type, sub-event type) or "ucdp" (code: type of violence).

    Examples
    --------
    >>> kind_of("acled", ("Battles", "Armed clash"), "Guards fought smugglers.")
    'smuggling_clash'
    """
    meant = _meanings(dataset).get(tuple(part.casefold() for part in code), ())
    words = text.casefold()
    by_word = (row.kind for row in meant if row.word and row.word in words)
    return next(by_word, None) or next((row.kind for row in meant if not row.word), None)


def code_of(dataset: str, kind: str) -> EventCode:
    """Return the code that is written for a kind."""
    return next(row for row in event_codes(dataset) if row.kind == kind and row.direction == "both")


@cache
def event_codes(dataset: str) -> tuple[EventCode, ...]:
    """Return every code of a data set with its kind."""
    name, columns = {
        "acled": ("acled_events", ("event_type", "sub_event_type")),
        "ucdp": ("ucdp_violence", ("type_of_violence",)),
    }[dataset]
    return tuple(
        EventCode(
            code=tuple(row[column] for column in columns),
            word=row["notes_word"],
            kind=row["kind"],
            direction=row["direction"],
        )
        for row in rows(name)
    )


@cache
def disorder_type(event_type: str, sub_event_type: str) -> str:
    """Return ACLED's disorder type of a code."""
    return next(
        row["disorder_type"]
        for row in rows("acled_events")
        if (row["event_type"], row["sub_event_type"]) == (event_type, sub_event_type)
    )


@cache
def precisions(dataset: str, variable: str) -> dict[str, str]:
    """Return what each code of a precision variable is read as."""
    return {
        row["code"]: row["read_as"]
        for row in rows("precisions")
        if (row["dataset"], row["variable"]) == (dataset, variable)
    }


@cache
def actors() -> tuple[Actor, ...]:
    """Return the parties as other data sets name them, in the order in which their patterns are tried."""
    return tuple(
        Actor(
            party=row["party"],
            side=row["side"],
            pattern=re.compile(row["pattern"], re.IGNORECASE),
            since=dt.date.fromisoformat(row["from"]) if row["from"] else dt.date.min,
            until=dt.date.fromisoformat(row["until"]) if row["until"] else dt.date.max,
            acled_name=row["acled_name"],
            acled_inter=row["acled_inter"],
            ucdp_name=row["ucdp_name"],
        )
        for row in rows("actors")
    )


def actor(name: str, day: dt.date | None) -> Actor | None:
    """Return who is meant by an actor's name on a day; None if the table does not know the name."""
    when = day or dt.date.max
    return next((item for item in _actors_named(name) if item.since <= when <= item.until), None)


@cache
def actor_of(party: str) -> Actor | None:
    """Return how a party is written; None for one that has no name there."""
    return next((item for item in actors() if item.party == party), None)


def parties(names: list[str], day: dt.date | None) -> tuple[Party, ...]:
    """Return the parties that some actors' names mean, each party once, with the name as it is written."""
    found: dict[str, Party] = {}
    for name in names:
        known = actor(name, day)
        party = known.party if known else "other"
        found.setdefault(party, Party(id=party, label=name))
    return tuple(found.values())


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table under `codes/`."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _meanings(dataset: str) -> dict[tuple[str, ...], list[EventCode]]:
    """Return what each code is read as; several rows where words tell them apart."""
    found: dict[tuple[str, ...], list[EventCode]] = {}
    for row in event_codes(dataset):
        found.setdefault(tuple(part.casefold() for part in row.code), []).append(row)
    return found


@lru_cache(maxsize=10_000)
def _actors_named(name: str) -> tuple[Actor, ...]:
    return tuple(item for item in actors() if item.pattern.search(name))
