"""Build the shipped incidents from the table that people edit.

`data/sources/incidents.jsonl` holds one incident a line, as `geo.core.model.Incident` but for the place, which is what
is known of it (`AuthoredPlace`): the country, region and district by id and, where a village or post is known, words
for the geocoder. The build asks the geocoder, checks that its answer lies where the line says, and writes full records.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from geo.core import manifest, model
from geo.core.errors import RecordError
from geo.core.model import DateSpan, Incident, Placement
from geo.core.settings import settings
from geo.incidents import checks, columns, dataset
from geo.places import geocoder

AUTHORED = "sources/incidents.jsonl"
_URL = "https://creativecommons.org/licenses/by/4.0/"
_COMPILED = "2026-11-21"
_BORDER = "border"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoredPlace:
    """What is known of a place, as closely as the sources go.

    Attributes
    ----------
    country, region_id, district_id
        Where it must lie; the build fails if it is placed elsewhere.
    settlement
        The village or post as the sources call it.
    geocode, place_id
        Words for the geocoder, or a place of the gazetteer; neither: the district, the region or the whole border.
    """

    country: str | None = None
    region_id: str | None = None
    district_id: str | None = None
    settlement: str | None = None
    geocode: str | None = None
    place_id: str | None = None


def build(data_dir: Path | None = None) -> tuple[Incident, ...]:
    """Compile the authored incidents into `data/incidents.jsonl` and enter it in the manifest.

    Returns
    -------
    tuple
        The incidents, by first day and id, undated ones last.

    Raises
    ------
    RecordError
        Lines cannot be read, break a rule of `geo.incidents.checks`, or are placed elsewhere than they say; the
        message names each.
    """
    folder = data_dir or settings().data_dir
    incidents = compile_lines((folder / AUTHORED).read_text("utf-8").splitlines())
    text = "".join(json.dumps(model.to_dict(incident), ensure_ascii=False) + "\n" for incident in incidents)
    (folder / dataset.FILE).write_text(text, "utf-8", newline="\n")
    origin = manifest.Origin(
        name="Public reports, compiled by Panj Watch",
        url=_URL,
        licence=dataset.LICENCE,
        attribution=dataset.ATTRIBUTION,
        retrieved=_COMPILED,
    )
    for name, title, made_by in (
        (AUTHORED, "Incidents as authored", "by hand, from the reports named in each line; see INCIDENTS_NOTES.md"),
        (dataset.FILE, "Incidents, placed", "python -m geo build-incidents"),
    ):
        manifest.record(
            name,
            title=title,
            origins=(origin,),
            rows=len(incidents),
            crs=None if name == AUTHORED else "EPSG:4326",
            made_by=made_by,
            notes="Facts from the sources of each incident, summaries in our own words.",
            data_dir=folder,
        )
    return incidents


def compile_lines(lines: list[str]) -> tuple[Incident, ...]:
    """Turn authored lines into placed incidents.

    Raises
    ------
    RecordError
        As for `build`.
    """
    incidents: dict[str, Incident] = {}
    found: list[str] = []
    for number, line in enumerate(lines, 1):
        try:
            incident = _compile(json.loads(line))
        except (ValueError, RecordError) as err:
            found.append(f"line {number}: {err}")
            continue
        found += [f"line {number} ({incident.id}): {problem}" for problem in checks.problems(incident)]
        if incident.id in incidents:
            found.append(f"line {number}: the id {incident.id} stands on an earlier line")
        incidents[incident.id] = incident
    if found:
        msg = f"{AUTHORED}: {len(found)} problems\n" + "\n".join(found)
        raise RecordError(msg)
    return tuple(sorted(incidents.values(), key=lambda incident: (columns.first_day(incident), incident.id)))


def _compile(record: dict[str, object]) -> Incident:
    place = record.get("place") or {}
    date = record.get("date") or {}
    if not isinstance(place, dict) or not isinstance(date, dict):
        msg = "place and date must be objects"
        raise RecordError(msg)
    authored = model.from_dict(place, AuthoredPlace)
    placement = _place(authored, model.from_dict(date, DateSpan))
    return model.from_dict({**record, "date": date, "place": model.to_dict(placement)}, Incident)


def _place(authored: AuthoredPlace, date: DateSpan) -> Placement:
    if authored.geocode:
        placement = replace(geocoder.geocode(authored.geocode, date=date.start), candidates=())
    else:
        area = authored.place_id or authored.district_id or authored.region_id or _BORDER
        placement = geocoder.placement_of(area)
    if placement.placetype == "detachment":
        # A detachment's sector is no district, even where it covers one.
        placement = replace(
            placement, precision_class="region", lon=None, lat=None, district=None, district_id=None, chainage_km=None
        )
    for level in ("country", "region_id", "district_id"):
        said, got = getattr(authored, level), getattr(placement, level)
        if said != got and not (got is None and placement.precision_class == "border"):
            msg = f"place: {authored.geocode or placement.name!r} is placed in {level} {got!r}, the line says {said!r}"
            raise RecordError(msg)
    if authored.geocode and placement.place_id in (authored.district_id, authored.region_id):
        msg = f"place: {authored.geocode!r} is placed no closer than {placement.name!r}: leave geocode out"
        raise RecordError(msg)
    placed: Placement = replace(
        placement,
        country=placement.country or authored.country,
        settlement=placement.settlement or authored.settlement,
    )
    return placed
