"""The commands `incidents`, `export` and `build-incidents`."""

import datetime as dt
from pathlib import Path

import click

from geo.commands import _options
from geo.core import vocab
from geo.core.model import Count, DateSpan, Incident
from geo.incidents import build, columns, export
from geo.incidents.filters import Filter
from geo.store import current


@click.command("incidents")
@_options.filter_options
@_options.as_of_option
@_options.db_option
@_options.json_option
def incidents_command(chosen: Filter, as_of: dt.date | None, db: str | None, as_json: bool) -> None:
    """List incidents as a table, or as JSON lines.

    Example: python -m geo incidents --region Khatlon --from 2025-11-01 --as-of 2026-03-31
    """
    with current.table(db, as_of=as_of) as table:
        found = table.incidents(chosen.mask(table))
    if as_json:
        for incident in found:
            _options.echo_json(incident)
        return
    for incident in found:
        click.echo(_line(incident))
    click.echo(chosen.sentence(len(found), table.n))


@click.command("export")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File; its ending is the format.",
)
@_options.filter_options
@_options.as_of_option
@_options.db_option
@_options.json_option
def export_command(output: Path, chosen: Filter, as_of: dt.date | None, db: str | None, as_json: bool) -> None:
    """Write incidents to a file: csv, geojson, gpkg, kml, parquet or xlsx, by its ending.

    A name that ends in .acled.csv or .ucdp.csv gives the columns of an ACLED or UCDP GED export.

    Example: python -m geo export -o khatlon.gpkg --region Khatlon
    """
    with current.table(db, as_of=as_of) as table:
        found = table.incidents(chosen.mask(table))
    export.write(found, output)
    if as_json:
        _options.echo_json({"file": str(output), "incidents": len(found), "total": table.n})
    else:
        click.echo(f"{output}: {chosen.sentence(len(found), table.n)}")


@click.command("build-incidents")
@_options.json_option
def build_incidents_command(as_json: bool) -> None:
    """Compile data/sources/incidents.jsonl into data/incidents.jsonl, places resolved and checked.

    Example: python -m geo build-incidents
    """
    built = build.build()
    mapped = sum(incident.place.precision_class in vocab.MAPPED_PRECISIONS for incident in built)
    if as_json:
        _options.echo_json({"incidents": len(built), "on_map": mapped})
    else:
        click.echo(f"{len(built)} incidents, {mapped} of them on the map")


def _line(incident: Incident) -> str:
    kind = vocab.KINDS[incident.kind]
    return f"{_when(incident.date):<24}  {kind:<17}  killed {_people(incident.killed):<9}  {columns.title(incident)}"


def _when(date: DateSpan) -> str:
    if date.start is None or date.end is None:
        return "undated"
    return f"{date.start}" if date.start == date.end else f"{date.start} to {date.end}"


def _people(count: Count) -> str:
    shown = count.best if count.best is not None else count.low
    if shown is None:
        return "unknown"
    if count.low is not None and count.high is not None and count.low != count.high:
        return f"{shown} ({count.low}-{count.high})"
    return f"{shown}" if count.best is not None else f"{shown} or more"
