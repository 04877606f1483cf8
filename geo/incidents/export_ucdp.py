"""Incidents in the columns of the UCDP Georeferenced Event Dataset (GED).

The span of days, `date_prec`, `where_prec`, low, best and high are carried in full. Not carried, because the data set
has no column for it: the kind beyond the type of violence (its words in the headline tell some kinds apart), "exact" as
against "settlement", "year" as against a long "season", the wounded and detained, seizures, claims, status, a month and
day without a year, and more than one party a side. A side that nobody counted is written 0 with the rest under
`deaths_unknown`, as UCDP does. UCDP lists deadly violence only: a kind without violence has an empty type.
"""

import hashlib
import math
from collections.abc import Iterable
from typing import Any, Final

from geo.core import vocab
from geo.core.model import Casualties, Incident
from geo.incidents import codes
from geo.incidents.export_acled import notes, source_names
from geo.incidents.export_cells import csv_bytes
from geo.incidents.imports import code_tables, placing, ucdp

# Gleditsch and Ward's numbers of states.
_STATES: Final = {"TJ": 702, "AF": 700}
# PRIO-GRID cells are half a degree, numbered from the south-west corner of the world, 720 a row.
_CELL_DEG, _CELLS_IN_ROW = 0.5, 720
# An id of UCDP's is a number; this many hex digits of a hash fit 48 bits.
_ID_DIGITS = 12


def to_bytes(incidents: Iterable[Incident]) -> bytes:
    """Return incidents as a GED-shaped CSV file, comma separated, UTF-8."""
    return csv_bytes(ucdp.COLUMNS, map(to_row, incidents))


def to_row(incident: Incident) -> dict[str, Any]:
    """Return the cells of one incident, by column."""
    place, date, killed = incident.place, incident.date, incident.killed
    country = incident.bank or place.country
    where = placing.representative_point(place)
    known = codes.codes(incident)
    event = code_tables.code_of("ucdp", incident.kind)
    side_a, side_b = _sides(incident)
    names = source_names(incident)
    is_clear = known.ucdp_date_prec == 1
    row: dict[str, Any] = dict.fromkeys(ucdp.COLUMNS, "")
    row |= {
        "id": int(hashlib.sha256(incident.id.encode()).hexdigest()[:_ID_DIGITS], 16),
        "relid": incident.id,
        "year": date.start.year if date.start else "",
        "active_year": 0,
        "code_status": "Clear",
        "type_of_violence": event.code[0],
        "dyad_name": " - ".join(name for name in (side_a, side_b) if name),
        "side_a": side_a,
        "side_b": side_b,
        "number_of_sources": len(names),
        "source_article": notes(incident),
        "source_office": ";".join(names),
        "source_date": ";".join(str(source.published) for source in incident.sources if source.published),
        "where_prec": known.ucdp_where_prec,
        "where_coordinates": place.name or place.settlement or "",
        "where_description": incident.place_note or "",
        "adm_1": place.region or "",
        "adm_2": place.district or "",
        "country": vocab.COUNTRIES.get(country or "", ""),
        "country_id": _STATES.get(country or "", ""),
        "region": "Asia",
        "event_clarity": 1 if is_clear else "",
        "date_prec": known.ucdp_date_prec or "",
        "date_start": date.start or "",
        "date_end": date.end or "",
        **_deaths(killed),
    }
    if where is not None:
        lon, lat = where
        row |= {"latitude": lat, "longitude": lon, "geom_wkt": f"POINT ({lon} {lat})", "priogrid_gid": _cell(lon, lat)}
    return row


def _sides(incident: Incident) -> tuple[str, str]:
    """Return the state's side, or the first named, and the other."""
    actors = [actor for party in incident.parties if (actor := code_tables.actor_of(party.id))]
    states = [item.ucdp_name for item in actors if item.side == "security"]
    others = [item.ucdp_name for item in actors if item.side != "security"]
    first = states or others[:1]
    second = others if states else others[1:]
    return (first[0] if first else ""), (second[0] if second else "")


def _deaths(killed: Casualties) -> dict[str, int | str]:
    """Return the dead by side and in all; those whom nobody gave to a side are unknown."""
    by_side = {"deaths_a": killed.security, "deaths_b": killed.attackers, "deaths_civilians": killed.civilians}
    counted = sum(dead or 0 for dead in by_side.values())
    if killed.best is None:
        found: dict[str, int | str] = {name: "" if dead is None else dead for name, dead in by_side.items()}
        found["deaths_unknown"] = ""
    else:
        unknown = max(0, killed.best - counted)
        # A side of which nothing is known stays empty where no unknown dead say so.
        found = {name: dead if dead is not None else (0 if unknown else "") for name, dead in by_side.items()}
        found["deaths_unknown"] = unknown
    return found | {
        name: "" if value is None else value
        for name, value in (("best", killed.best), ("high", killed.high), ("low", killed.low))
    }


def _cell(lon: float, lat: float) -> int:
    """Return the number of the PRIO-GRID cell at a coordinate."""
    row, column = math.floor((lat + 90) / _CELL_DEG), math.floor((lon + 180) / _CELL_DEG)
    return row * _CELLS_IN_ROW + column + 1
