"""The commands `geocode` and `build-places`."""

import csv
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click

from geo.commands._options import echo_json, json_option
from geo.core.errors import GeoError, RecordError
from geo.core.model import Placement
from geo.places import build, gazetteer
from geo.places.geocoder import geocode


@click.command("geocode")
@click.argument("text", required=False)
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Date of the report, for names that changed.")
@click.option("--context", help="Other text of the report; it helps to choose and is never itself the place.")
@click.option(
    "--input",
    "source",
    type=click.File(encoding="utf-8-sig"),
    help="CSV file with columns text, date (may be empty) and, if wanted, context: one JSON line a row.",
)
@json_option
def geocode_command(
    text: str | None, date: dt.datetime | None, context: str | None, source: IO[str] | None, as_json: bool
) -> None:
    """Say where a place name, a phrase or a sentence lies, or why it cannot be said.

    With --input a row that cannot be read gets a line {"line", "error"}, and the exit code is 1.

    \b
    Example:
        python -m geo geocode "Kavo village, Shamsiddin Shokhin district" --date 2025-12-24
    """  # noqa: D301 - click reads the backspace character
    if (text is None) == (source is None):
        msg = "give either a TEXT or --input FILE"
        raise click.UsageError(msg)
    if source is not None:
        _geocode_rows(source)
        return
    placement = geocode(_typed(text) or "", date=date.date() if date else None, context=_typed(context))
    if as_json:
        echo_json(placement)
    else:
        click.echo(_summary(placement))


@click.command("build-places")
@json_option
def build_places_command(as_json: bool) -> None:
    """Compile data/places.json from data/sources/places and the layers.

    Run it after build-layers, or after editing one of the tables.

    \b
    Example:
        python -m geo build-places
    """  # noqa: D301 - click reads the backspace character
    rows = build.build()
    if as_json:
        echo_json({"file": gazetteer.FILE, "places": rows})
    else:
        click.echo(f"{gazetteer.FILE}: {rows:,} places")


def _typed(text: str | None) -> str | None:
    """Read an argument as UTF-8 also where the terminal's locale made bytes of its letters."""
    return None if text is None else os.fsencode(text).decode("utf-8", "replace")


def _geocode_rows(source: IO[str]) -> None:
    """Print one JSON line a row; fail at the end if a row was bad."""
    name = Path(source.name).name
    bad: list[tuple[int, str]] = []
    n_rows = 0
    try:
        for line, result in _geocoded(source, name):
            n_rows += 1
            if isinstance(result, GeoError):
                bad.append((line, str(result)))
                echo_json({"line": line, "error": str(result)})
            else:
                echo_json(result)
    except (UnicodeDecodeError, csv.Error) as err:
        msg = f"{name} cannot be read as CSV in UTF-8: {err}"
        raise RecordError(msg) from err
    if bad:
        msg = f"{len(bad)} of {n_rows} rows of {name} cannot be read; the first, line {bad[0][0]}: {bad[0][1]}"
        raise RecordError(msg)


def _geocoded(source: IO[str], name: str) -> Iterator[tuple[int, Placement | GeoError]]:
    """Geocode the rows of a table one by one: the line, and the placement or what is wrong with the row."""
    rows = csv.DictReader(source)
    if "text" not in (rows.fieldnames or ()):
        first = ", ".join(rows.fieldnames or ()) or "empty"
        msg = f"{name} has no column text; its first line is {first}, expected text and date"
        raise RecordError(msg)
    for row in rows:
        try:
            placement = geocode(row["text"] or "", date=_row_date(row), context=row.get("context") or None)
        except GeoError as err:
            yield rows.line_num, err
        else:
            yield rows.line_num, placement


def _row_date(row: dict[str, str | None]) -> dt.date | None:
    text = (row.get("date") or "").strip()
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as err:
        msg = f"date is {text!r}, expected as 2026-01-31"
        raise RecordError(msg) from err


def _summary(placement: Placement) -> str:
    """Write a placement as lines for a reader."""
    if placement.status == "placed":
        inside = ", ".join(filter(None, (placement.district, placement.region, placement.country)))
        lines = [f"{placement.name} ({placement.placetype}; {inside or 'no district'})"]
        radius = f", within {placement.uncertainty_km:g} km" if placement.uncertainty_km is not None else ""
        lines.append(f"known to: {placement.precision_class}{radius}")
        if placement.lon is not None and placement.lat is not None:
            lines.append(f"position: {placement.lon:.4f} E {placement.lat:.4f} N")
        shares = sorted(placement.segments, key=lambda share: -share.share)
        lines += [f"segment: {share.id} ({share.share:.0%})" for share in shares[:5]]
        if len(shares) > 5:
            lines.append(f"segment: and {len(shares) - 5} more")
        return "\n".join(lines)
    reason = "fits several places alike" if placement.status == "ambiguous" else "names no place in the border area"
    lines = [f"{placement.status}: the text {reason}"]
    lines += [f"candidate: {option.place_id} {option.name} ({option.why})" for option in placement.candidates]
    return "\n".join(lines)
