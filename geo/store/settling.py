"""What opening a store brings up to date: shipped incidents, and what is worked out from the rest by newer code.

A store remembers which shipped data it has taken in. Data that it has not seen before add versions to what was shipped
earlier; data that it has seen, of an older installation that uses the same store, change nothing.
"""

from collections.abc import Iterable
from dataclasses import asdict
from functools import lru_cache

import sqlalchemy as sa

from geo.core import model
from geo.core.model import Incident
from geo.incidents import blocks, dataset, evidence
from geo.incidents.matching import MatchConfig
from geo.store import block_keys, events, records, schema, shown
from geo.store.engine import insert_new
from geo.store.moment import DROPPED, KEPT, SHIPPED, Moment
from geo.store.writing import Writing

# Who does what opening a store does.
PROGRAM = "Panj Watch"
_MATCHING, _SHOWN, _SHIPPED = "matching", "shown", "shipped"


def is_settled(connection: sa.Connection) -> bool:
    """Tell whether a store has the shipped data, and was matched and shown by this version's rules."""
    facts = _facts(connection)
    return all(facts.get(name) == value for name, value in _current().items())


def is_shown(connection: sa.Connection) -> bool:
    """Tell whether what is shown was written by this version's rules, and so can be read by it."""
    return _facts(connection).get(_SHOWN) == shown.version()


def settle(writing: Writing) -> None:
    """Bring a store up to date."""
    connection = writing.connection
    facts = _facts(connection)
    current = _current()
    if facts.get(_MATCHING) != current[_MATCHING]:
        writing.match_anew()
    (shipped,) = current.keys() - {_MATCHING, _SHOWN}
    if shipped not in facts:
        _take_in(writing, dataset.load())
    if facts.get(_SHOWN) != current[_SHOWN]:
        writing.show_all_anew()
    connection.execute(sa.delete(schema.FACTS).where(schema.FACTS.c.name.in_(current)))
    connection.execute(schema.FACTS.insert(), [{"name": name, "value": value} for name, value in current.items()])
    writing.log("settle", detail={name: value for name, value in current.items() if facts.get(name) != value})


def _facts(connection: sa.Connection) -> dict[str, str]:
    return {row.name: row.value for row in connection.execute(sa.select(schema.FACTS))}


def _current() -> dict[str, str]:
    """Return the facts of a store that is up to date."""
    return {
        _MATCHING: records.content_id(blocks.KEYS_VERSION, asdict(MatchConfig())),
        _SHOWN: shown.version(),
        f"{_SHIPPED} {_shipped_version(dataset.load())}": "taken in",
    }


@lru_cache(maxsize=2)
def _shipped_version(incidents: tuple[Incident, ...]) -> str:
    return records.content_id(*(model.to_dict(incident) for incident in incidents))


def _take_in(writing: Writing, incidents: Iterable[Incident]) -> None:
    """Add a version of each shipped incident that is new, another now, or shipped no longer."""
    connection = writing.connection
    versions = schema.SHIPPED_VERSIONS.c
    rows = connection.execute(
        sa.select(versions.incident_id, versions.state, versions.body).order_by(versions.number)
    ).all()
    known = {row.incident_id: row for row in rows}
    coming = {incident.id: model.to_dict(incident) for incident in incidents}
    states = {
        name: (SHIPPED, body)
        for name, body in coming.items()
        if name not in known or known[name].state != SHIPPED or known[name].body != body
    }
    for name, row in known.items():
        if name not in coming and row.state == SHIPPED:
            states[name] = (KEPT, row.body) if _is_in_use(writing.moment, name) else (DROPPED, None)

    def change() -> None:
        at = writing.at
        fresh = [{"id": name, "founder_id": name, "added_at": at} for name in states if name not in known]
        insert_new(connection, schema.INCIDENTS, fresh)
        connection.execute(
            schema.SHIPPED_VERSIONS.insert(),
            [{"incident_id": name, "state": state, "body": body, "at": at} for name, (state, body) in states.items()],
        )

    if not states:
        return
    if connection.scalar(sa.select(schema.ACCOUNTS.c.number).limit(1)) is None and not known:
        change()
        # Nothing is there yet to be matched with, and shipped incidents do not merge by themselves.
        block_keys.write_keys(connection, (evidence.from_incident(incident) for incident in incidents))
        writing.touch(states)
    else:
        writing.change_members(states, change)
    counts = {kind: sum(state == kind for state, _ in states.values()) for kind in (SHIPPED, KEPT, DROPPED)}
    writing.log("take in shipped data", detail=counts)


def _is_in_use(moment: Moment, incident_id: str) -> bool:
    """Tell whether users' accounts or judgements hang on a shipped incident."""
    members = moment.members([incident_id]).get(incident_id, set()) - {incident_id}
    holder = moment.held_by([incident_id]).get(incident_id)
    said = any(event.is_live and event.kind != events.UNDO for event in moment.events([incident_id]))
    return bool(members) or said or holder not in (None, incident_id)
