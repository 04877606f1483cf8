"""Each incident as it is shown now, kept beside what it is worked out from, so that looking takes no merging.

Rows are written anew in the transaction that changes them. What filters look at stands in columns of its own.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from geo.core import model, vocab
from geo.core.model import Incident
from geo.incidents import columns
from geo.incidents.filters import Filter
from geo.store import schema
from geo.store.moment import Moment
from geo.store.records import AT_ONCE

# Raised when merging or these columns change: a store that was filled by another version is shown anew.
VERSION = 1
_SEGMENT, _PARTY = "segment", "party"


def refresh(connection: sa.Connection, incident_ids: Iterable[str]) -> None:
    """Write some incidents as they are to be shown now; those that are shown no longer are taken out."""
    ordered = sorted(set(incident_ids))
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        connection.execute(sa.delete(schema.SHOWN_TAGS).where(schema.SHOWN_TAGS.c.incident_id.in_(some)))
        connection.execute(sa.delete(schema.SHOWN).where(schema.SHOWN.c.incident_id.in_(some)))
        incidents = [merged.incident for merged in Moment(connection).merged(some)]
        if incidents:
            connection.execute(schema.SHOWN.insert(), [row(incident) for incident in incidents])
        tags = [tag for incident in incidents for tag in tag_rows(incident)]
        if tags:
            connection.execute(schema.SHOWN_TAGS.insert(), tags)


def rebuild(connection: sa.Connection) -> None:
    """Write every incident anew."""
    connection.execute(sa.delete(schema.SHOWN_TAGS))
    connection.execute(sa.delete(schema.SHOWN))
    refresh(connection, Moment(connection).all_incident_ids())


def row(incident: Incident) -> dict[str, Any]:
    """Return the row of an incident."""
    place, date = incident.place, incident.date
    is_mapped = place.precision_class in vocab.MAPPED_PRECISIONS
    first, last = date.start, date.end or date.start
    killed = [figure for figure in (incident.killed.best, incident.killed.low) if figure is not None]
    return {
        "incident_id": incident.id,
        "first_day": first.isoformat() if first else None,
        "last_day": last.isoformat() if first and last else None,
        "kind": incident.kind,
        "status": incident.status,
        "bank": incident.bank,
        "region_id": place.region_id,
        "district_id": place.district_id,
        "precision_class": place.precision_class,
        "killed": max(killed, default=None),
        "lon": place.lon if is_mapped else None,
        "lat": place.lat if is_mapped else None,
        "text": columns.search_text(incident),
        "body": model.to_dict(incident),
    }


def tag_rows(incident: Incident) -> list[dict[str, str]]:
    """Return the rows of an incident's segments and parties."""
    tags = {(_SEGMENT, share.id) for share in incident.place.segments}
    tags |= {(_PARTY, party.id) for party in incident.parties}
    return [{"name": name, "value": value, "incident_id": incident.id} for name, value in sorted(tags)]


def select(connection: sa.Connection, chosen: Filter | None = None) -> Iterator[Incident]:
    """Give the incidents that a filter selects, by first day and id, undated ones last."""
    shown = schema.SHOWN.c
    query = sa.select(shown.body).order_by(shown.first_day.is_(None), shown.first_day, shown.incident_id)
    for body in connection.scalars(query.where(*conditions(chosen or Filter()))):
        yield model.from_dict(body, Incident)


def select_ids(connection: sa.Connection, chosen: Filter | None = None) -> list[str]:
    """Return the ids of the incidents that a filter selects, in the order of `select`."""
    shown = schema.SHOWN.c
    query = sa.select(shown.incident_id).order_by(shown.first_day.is_(None), shown.first_day, shown.incident_id)
    return list(connection.scalars(query.where(*conditions(chosen or Filter()))))


def count(connection: sa.Connection, chosen: Filter | None = None) -> int:
    """Return how many incidents a filter selects."""
    query = sa.select(sa.func.count()).select_from(schema.SHOWN).where(*conditions(chosen or Filter()))
    return int(connection.scalar(query) or 0)


def conditions(chosen: Filter) -> list[sa.ColumnElement[bool]]:
    """Return what a row of `shown` must meet for a filter: the same rows as `Filter.mask` selects of a table."""
    shown = schema.SHOWN.c
    found: list[sa.ColumnElement[bool]] = []
    if chosen.date_from or chosen.date_to:
        found.append(shown.last_day >= (chosen.date_from or dt.date.min).isoformat())
        found.append(shown.first_day <= (chosen.date_to or dt.date.max).isoformat())
    for column, values in (
        (shown.region_id, chosen.regions),
        (shown.district_id, chosen.districts),
        (shown.kind, chosen.kinds),
        (shown.bank, chosen.banks),
        (shown.precision_class, chosen.precisions),
        (shown.status, chosen.statuses),
    ):
        if values:
            found.append(column.in_(values))
    for name, values in ((_SEGMENT, chosen.segments), (_PARTY, chosen.parties)):
        if values:
            tags = schema.SHOWN_TAGS.c
            tagged = sa.select(tags.incident_id).where(tags.name == name, tags.value.in_(values))
            found.append(shown.incident_id.in_(tagged))
    if chosen.min_killed is not None:
        found.append(shown.killed >= chosen.min_killed)
    # Both sides are casefolded, so that the databases' own ideas of case play no part.
    found += [shown.text.contains(term, autoescape=True) for term in (chosen.text or "").casefold().split()]
    return found
