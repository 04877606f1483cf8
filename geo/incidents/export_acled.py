"""Incidents in the columns of an ACLED export.

ACLED has no column for some of what is known here. Where reading the row's codes back would not give the incident, the
`tags` column says it, as `panj:kind=smuggling_clash`: the kind, the span of days, the precision class of the place, the
ranges and sides of the killed, the wounded and detained, the parties, the bank. A reader who knows nothing of these
tags still has a valid row.

Not carried: the summary's place in the incident (it is the row's notes), seizures, claims, status, confidence, the
sources' addresses but the first, and the share of each segment.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from geo.core import vocab
from geo.core.model import Count, DateSpan, Incident
from geo.incidents import codes
from geo.incidents.export_cells import csv_bytes, xml_text
from geo.incidents.imports import acled, code_tables, placing
from geo.incidents.imports.records import Record

_ISO: Final = {"TJ": 762, "AF": 4}
_REGIONS: Final = {"TJ": "Caucasus and Central Asia", "AF": "South Asia"}
_CIVILIANS = "7"
_FAR_PAST = dt.date.min
_MOST_ACTORS = 2


def to_bytes(incidents: Iterable[Incident]) -> bytes:
    """Return incidents as an ACLED-shaped CSV file, comma separated, UTF-8."""
    return csv_bytes(acled.COLUMNS, map(to_row, incidents))


def to_row(incident: Incident) -> dict[str, Any]:
    """Return the cells of one incident, by column."""
    row = {name: xml_text(value) if isinstance(value, str) else value for name, value in _codes_only(incident).items()}
    plain = {name: str(value) for name, value in row.items()}
    read_back = acled.read_row(plain, 0)
    row["tags"] = "; ".join(f"{acled.TAG}{name}={value}" for name, value in _tags(incident, read_back))
    return row


def _codes_only(incident: Incident) -> dict[str, Any]:
    event_type, sub_event_type = code_tables.code_of("acled", incident.kind).code
    country = incident.bank or incident.place.country
    where = placing.representative_point(incident.place)
    known = codes.codes(incident)
    day = _event_date(incident.date)
    actors = [actor for party in incident.parties if (actor := code_tables.actor_of(party.id))]
    states = [item for item in actors if item.side == "security"]
    others = [item for item in actors if item.side != "security"]
    # ACLED names two actors, and beside each those that stood with it.
    first, second = (states, others) if states and others else (actors[:1], actors[1:])
    inter = [side[0].acled_inter if side else "" for side in (first, second)]
    published = max((source.published or _FAR_PAST for source in incident.sources), default=_FAR_PAST)
    return {
        "event_id_cnty": incident.id,
        "event_date": day or "",
        "year": day.year if day else "",
        "time_precision": known.acled_time_precision or "",
        "disorder_type": code_tables.disorder_type(event_type, sub_event_type),
        "event_type": event_type,
        "sub_event_type": sub_event_type,
        "actor1": first[0].acled_name if first else "",
        "assoc_actor_1": "; ".join(item.acled_name for item in first[1:]),
        "inter1": inter[0],
        "actor2": second[0].acled_name if second else "",
        "assoc_actor_2": "; ".join(item.acled_name for item in second[1:]),
        "inter2": inter[1],
        "interaction": "".join(sorted(inter)) if all(inter) else f"{inter[0]}0" if inter[0] else "",
        "civilian_targeting": "Civilian targeting" if _CIVILIANS in inter else "",
        "iso": _ISO.get(country or "", ""),
        "region": _REGIONS.get(country or "", ""),
        "country": vocab.COUNTRIES.get(country or "", ""),
        "admin1": incident.place.region or "",
        "admin2": incident.place.district or "",
        "admin3": "",
        "location": incident.place.name or incident.place.settlement or "",
        "latitude": where[1] if where else "",
        "longitude": where[0] if where else "",
        "geo_precision": known.acled_geo_precision,
        "source": "; ".join(source_names(incident)),
        "source_scale": "",
        "notes": notes(incident),
        "fatalities": _fatalities(incident.killed),
        "tags": "",
        "timestamp": _timestamp(published),
    }


def source_names(incident: Incident) -> list[str]:
    """Return the names of an incident's sources, each once; those that a data set named before as it named them."""
    names = []
    for source in incident.sources:
        dataset, _, named = source.outlet.partition(": ")
        is_import = dataset in (acled.DATASET, "UCDP GED")
        names += [part.strip() for part in (named if is_import else source.outlet).split(";")]
    return list(dict.fromkeys(name for name in names if name))


def notes(incident: Incident) -> str:
    """Return what a row tells: the summary, and the first address of its sources."""
    url = next((source.url for source in incident.sources if source.url), None)
    return f"{incident.summary} {url}" if url else incident.summary


def _event_date(date: DateSpan) -> dt.date | None:
    """Return the day, or the middle of the span, as ACLED dates what it knows to a week or month."""
    if date.start is None or date.end is None:
        return date.start
    return date.start + (date.end - date.start) // 2


def _fatalities(killed: Count) -> int:
    """Return the one number that ACLED has: the best, else the lower end; 0 where nobody said."""
    return next((number for number in (killed.best, killed.low, killed.high) if number is not None), 0)


def _timestamp(published: dt.date) -> int | str:
    if published == _FAR_PAST:
        return ""
    return int(dt.datetime.combine(published, dt.time(), dt.UTC).timestamp())


def _tags(incident: Incident, read_back: Record) -> list[tuple[str, str]]:
    """Return what the codes alone would not give back."""
    found = []
    if read_back.kind != incident.kind:
        found.append(("kind", incident.kind))
    if read_back.date != incident.date and (incident.date.start or incident.date.partial):
        found.append(("dates", _dates(incident.date)))
    if read_back.precision != incident.place.precision_class:
        found.append(("place", incident.place.precision_class))
    if _people(read_back.killed) != _people(incident.killed):
        found.append(("killed", _people(incident.killed)))
    found += [
        (name, _people(count))
        for name, count in (("wounded", incident.wounded), ("detained", incident.detained))
        if count != Count()
    ]
    if [party.id for party in read_back.parties] != [party.id for party in incident.parties]:
        found.append(("parties", ",".join(dict.fromkeys(party.id for party in incident.parties))))
    if read_back.bank != incident.bank:
        found.append(("bank", incident.bank or ""))
    return found


def _dates(date: DateSpan) -> str:
    if date.start is None or date.end is None:
        return f"{date.partial}/{date.precision or ''}"
    return f"{date.start}/{date.end}/{date.precision or ''}"


def _people(count: Count) -> str:
    names = ("low", "best", "high", "security", "civilians", "attackers")
    return "/".join("" if (value := getattr(count, name, None)) is None else str(value) for name in names)
