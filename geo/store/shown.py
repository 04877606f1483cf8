"""Each incident as it is shown now, kept beside what it is worked out from, so that looking takes no merging.

Rows are written anew in the transaction that changes them. What filters look at stands in columns of its own.
"""

import datetime as dt
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from geo.core import model, vocab
from geo.core.model import Incident
from geo.incidents import packed
from geo.incidents.filters import Filter
from geo.incidents.packed import Packed
from geo.store import schema
from geo.store.engine import Among
from geo.store.moment import Moment
from geo.store.records import AT_ONCE, content_id, in_batches

# Raised when merging or these columns change: a store that was filled by another version is shown anew.
VERSION = 2
_SEGMENT, _PARTY = "segment", "party"
_SHOWN = schema.SHOWN.c
_TABLES = (schema.SHOWN, schema.SHOWN_TAGS)
_ROWS_AT_ONCE = 20_000

_PACKED = sa.select(_SHOWN.incident_id, _SHOWN.title, _SHOWN.text, _SHOWN.figures, _SHOWN.shares, _SHOWN.at)
_BODIES = sa.select(_SHOWN.incident_id, _SHOWN.body).where(
    Among(_SHOWN.incident_id), _SHOWN.at <= sa.bindparam("until")
)


def version() -> str:
    """Return what names the rules that incidents are shown by: these, and the lists that columns are coded with."""
    return f"{VERSION} {content_id(packed.layout())}"


def refresh(connection: sa.Connection, incident_ids: Iterable[str], at: str) -> None:
    """Write some incidents as they are to be shown from `at` on; those that are shown no longer are taken out."""
    ordered = sorted(set(incident_ids))
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        connection.execute(sa.delete(schema.SHOWN_TAGS).where(schema.SHOWN_TAGS.c.incident_id.in_(some)))
        connection.execute(sa.delete(schema.SHOWN).where(schema.SHOWN.c.incident_id.in_(some)))
        incidents = [merged.incident for merged in Moment(connection).merged(some)]
        if incidents:
            connection.execute(schema.SHOWN.insert(), rows(incidents, at))
        tags = [tag for incident in incidents for tag in tag_rows(incident)]
        if tags:
            connection.execute(schema.SHOWN_TAGS.insert(), tags)


def rebuild(connection: sa.Connection, at: str) -> None:
    """Write every incident anew, in tables made anew, as an older version's may have had other columns."""
    schema.METADATA.drop_all(connection, _TABLES)
    schema.METADATA.create_all(connection, _TABLES)
    refresh(connection, Moment(connection).all_incident_ids(), at)


def rows(incidents: Sequence[Incident], at: str) -> list[dict[str, Any]]:
    """Return the rows of incidents that are shown so since a time."""
    return [_row(incident, one, at) for incident, one in zip(incidents, packed.pack(incidents), strict=True)]


def _row(incident: Incident, one: Packed, at: str) -> dict[str, Any]:
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
        "title": one.title,
        "text": one.text,
        "figures": one.figures,
        "shares": one.shares,
        "at": at,
        "body": model.to_dict(incident),
    }


def tag_rows(incident: Incident) -> list[dict[str, str]]:
    """Return the rows of an incident's segments and parties."""
    tags = {(_SEGMENT, share.id) for share in incident.place.segments}
    tags |= {(_PARTY, party.id) for party in incident.parties}
    return [{"name": name, "value": value, "incident_id": incident.id} for name, value in sorted(tags)]


def select(connection: sa.Connection, chosen: Filter | None = None) -> Iterator[Incident]:
    """Give the incidents that a filter selects, by first day and id, undated ones last."""
    query = sa.select(_SHOWN.body).order_by(_SHOWN.first_day.is_(None), _SHOWN.first_day, _SHOWN.incident_id)
    for body in connection.scalars(query.where(*conditions(chosen or Filter()))):
        yield model.from_dict(body, Incident)


class Rows:
    """The rows of a table as incidents were shown at a moment, and later the incidents themselves.

    Parameters
    ----------
    chosen
        Only those that a filter selects; of the present alone.
    until
        The last time that counts; None for now.

    Attributes
    ----------
    until
        After the rows were read, a time at which each was shown so: for what is read later, when others have written.
    """

    def __init__(self, chosen: Filter | None = None, until: str | None = None) -> None:
        self.until = until
        self._conditions = conditions(chosen or Filter())
        if until is not None:
            # Whatever has not changed since then was shown as it is now.
            self._conditions.append(_SHOWN.at <= until)

    def packed(self, connection: sa.Connection) -> Generator[Sequence[Sequence[Any]]]:
        """Give the rows, some at a time, in no order; each time as one sequence a field of `Packed`."""
        latest, known = "", set[str]()
        query = _PACKED.where(*self._conditions)
        with connection.execute(query, execution_options={"yield_per": _ROWS_AT_ONCE}) as found:
            for part in found.partitions():
                *batch, at = zip(*part, strict=True)
                latest = max(latest, *at)
                if self.until is not None:
                    known.update(batch[0])
                yield batch
        if self.until is None:
            self.until = latest
            return
        for incidents in self._changed(connection, known):
            if incidents:
                yield [*zip(*packed.pack(incidents), strict=True)]

    def all(self, connection: sa.Connection) -> Iterator[Incident]:
        """Give the incidents of a past moment, in no order."""
        known = set()
        query = sa.select(_SHOWN.incident_id, _SHOWN.body).where(*self._conditions)
        for name, body in connection.execute(query):
            known.add(name)
            yield model.from_dict(body, Incident)
        for incidents in self._changed(connection, known):
            yield from incidents

    def incidents(self, connection: sa.Connection, ids: Sequence[str]) -> list[Incident]:
        """Return incidents of these rows, in the order of their ids, as they were shown when the rows were read."""
        bodies = in_batches(connection, _BODIES, ids, until=self.until)
        found = {row.incident_id: model.from_dict(row.body, Incident) for row in bodies}
        changed = [one for one in ids if one not in found]
        found |= {merged.incident.id: merged.incident for merged in Moment(connection, self.until).merged(changed)}
        return [found[one] for one in ids]

    def _changed(self, connection: sa.Connection, known: set[str]) -> Iterator[list[Incident]]:
        """Give the incidents of a past moment that were changed since, some at a time."""
        moment = Moment(connection, self.until)
        changed = [one for one in moment.all_incident_ids() if one not in known]
        for start in range(0, len(changed), AT_ONCE):
            yield [merged.incident for merged in moment.merged(changed[start : start + AT_ONCE])]


def select_ids(connection: sa.Connection, chosen: Filter | None = None) -> list[str]:
    """Return the ids of the incidents that a filter selects, in the order of `select`."""
    query = sa.select(_SHOWN.incident_id).order_by(_SHOWN.first_day.is_(None), _SHOWN.first_day, _SHOWN.incident_id)
    return list(connection.scalars(query.where(*conditions(chosen or Filter()))))


def count(connection: sa.Connection, chosen: Filter | None = None) -> int:
    """Return how many incidents a filter selects."""
    query = sa.select(sa.func.count()).select_from(schema.SHOWN).where(*conditions(chosen or Filter()))
    return int(connection.scalar(query) or 0)


def conditions(chosen: Filter) -> list[sa.ColumnElement[bool]]:
    """Return what a row of `shown` must meet for a filter: the same rows as `Filter.mask` selects of a table."""
    found: list[sa.ColumnElement[bool]] = []
    if chosen.date_from or chosen.date_to:
        found.append(_SHOWN.last_day >= (chosen.date_from or dt.date.min).isoformat())
        found.append(_SHOWN.first_day <= (chosen.date_to or dt.date.max).isoformat())
    for column, values in (
        (_SHOWN.region_id, chosen.regions),
        (_SHOWN.district_id, chosen.districts),
        (_SHOWN.kind, chosen.kinds),
        (_SHOWN.bank, chosen.banks),
        (_SHOWN.precision_class, chosen.precisions),
        (_SHOWN.status, chosen.statuses),
    ):
        if values:
            found.append(column.in_(values))
    for name, values in ((_SEGMENT, chosen.segments), (_PARTY, chosen.parties)):
        if values:
            tags = schema.SHOWN_TAGS.c
            tagged = sa.select(tags.incident_id).where(tags.name == name, tags.value.in_(values))
            found.append(_SHOWN.incident_id.in_(tagged))
    if chosen.min_killed is not None:
        found.append(_SHOWN.killed >= chosen.min_killed)
    # Both sides are casefolded, so that the databases' own ideas of case play no part.
    found += [_SHOWN.text.contains(term, autoescape=True) for term in (chosen.text or "").casefold().split()]
    return found
