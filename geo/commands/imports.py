"""The command `import`."""

from collections import Counter
from contextlib import nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from geo.commands import _options
from geo.core.errors import RecordError
from geo.incidents.imports import importer
from geo.incidents.imports.columns import ColumnMap, known_field, load_map
from geo.incidents.imports.outcomes import Outside, Problem, ProblemFile

_SHOWN_PROBLEMS = 10


@click.command("import")
@click.argument("form", type=click.Choice(list(importer.VERSIONS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--map", "pairs", metavar="COLUMN=FIELD", multiple=True, help="What a column holds. May be repeated.")
@click.option(
    "--columns",
    "map_file",
    metavar="FILE.toml",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Columns, their words and their form.",
)
@click.option("--crs", metavar="EPSG:n", help="CRS of the coordinates; without it the file's own, or WGS 84.")
@click.option(
    "--outside",
    type=click.Choice(["drop", "keep"]),
    default="drop",
    show_default=True,
    help="Rows outside the border zone.",
)
@click.option(
    "--report-file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where each bad row is named: CSV, or JSON lines by its ending.",
)
@_options.db_option
@_options.json_option
def import_command(
    form: str,
    file: Path,
    pairs: tuple[str, ...],
    map_file: Path | None,
    crs: str | None,
    outside: str,
    report_file: Path | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Take in another data set's file, ACLED, UCDP GED, any CSV or GeoJSON, and match its rows with what is stored.

    The border zone is the land within 25 km of the line; a row known no closer than its district or region is in it
    where that district or region has part in the border. Rows that cannot be read are named, and the rest is taken in;
    the exit code is 1 if none could be. The same file again adds nothing.

    Example: python -m geo import csv log.csv --map Date=date --map "Where=settlement" --report-file bad.csv
    """
    from geo.store.importing import import_rows
    from geo.store.store import Store

    how = _column_map(pairs, map_file, crs)
    counts: Counter[str] = Counter()
    first: list[Problem] = []
    with Store(db) as store, ProblemFile(report_file) if report_file else nullcontext() as problems:
        for outcome in import_rows(file, form, store, how=how, keep_outside=outside == "keep"):
            if isinstance(outcome, Problem):
                counts["problems"] += 1
                if problems is not None:
                    problems.write(outcome)
                if len(first) < _SHOWN_PROBLEMS:
                    first.append(outcome)
            elif isinstance(outcome, Outside):
                counts["dropped"] += 1
            else:
                counts["new" if outcome.is_new else "known"] += 1
                counts["kept_outside"] += not outcome.is_in_zone
    _print(counts, first, report_file, as_json=as_json)


def _column_map(pairs: tuple[str, ...], map_file: Path | None, crs: str | None) -> ColumnMap:
    how = load_map(map_file) if map_file else ColumnMap()
    given = {}
    for pair in pairs:
        column, _, field = pair.rpartition("=")
        if not column:
            msg = f"{pair!r} is no COLUMN=FIELD"
            raise click.BadParameter(msg, param_hint="--map")
        given[column] = known_field(field)
    return replace(how, columns={**how.columns, **given}, crs=crs or how.crs)


def _print(counts: Counter[str], first: list[Problem], report_file: Path | None, *, as_json: bool) -> None:
    names = ("new", "known", "dropped", "kept_outside", "problems")
    summary: dict[str, Any] = {name: counts[name] for name in names}
    if as_json:
        found = [asdict(problem) for problem in first]
        _options.echo_json(
            {**summary, "first_problems": found, "report_file": str(report_file) if report_file else None}
        )
    else:
        for problem in first:
            click.echo(f"line {problem.line}: {problem.field} {problem.value!r} {problem.reason}", err=True)
        if counts["problems"] > len(first):
            click.echo(f"... and {counts['problems'] - len(first)} more", err=True)
        words = f"{counts['new']} new, {counts['known']} known, {counts['problems']} not readable"
        outside = f"{counts['dropped']} outside the border zone dropped, {counts['kept_outside']} kept"
        click.echo(f"{words}; {outside}" + (f"; each bad row is in {report_file}" if report_file else ""))
    if first and not any(counts[name] for name in ("new", "known", "dropped")):
        problem = first[0]
        where = f"line {problem.line}: {problem.field} {problem.reason}"
        msg = f"none of {counts['problems']} rows could be read; the first, {where}"
        raise RecordError(msg)
    if not sum(counts.values()):
        msg = "the file has no rows: expected at least one below its header"
        raise RecordError(msg)
