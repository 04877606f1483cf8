"""The command `brief`: a filter's incidents as a sheet for a briefing."""

import datetime as dt
from pathlib import Path

import click

from geo.commands import _options
from geo.incidents.filters import Filter
from geo.store import current
from geo.views.briefing_options import DEFAULT_URL, SCREEN_DPI, SIZES, THEMES, Options


@click.command("brief")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File; its ending is the format: png, pdf, pptx or svg.",
)
@click.option("--format", "size", type=click.Choice(list(SIZES)), default="16:9", help="Shape of the page.")
@click.option("--theme", type=click.Choice(THEMES), default="light", help="Colours.")
@click.option("--title", metavar="TEXT", help="Heading, in any script.")
@click.option("--dpi", type=int, default=SCREEN_DPI, help="Pixels an inch of a PNG; 300 for print.")
@click.option("--url", "base_url", default=DEFAULT_URL, help="Address of the map page, for link and QR code.")
@click.option("--printed", metavar="DATE", help="Day to print as the day of making; today without it.")
@_options.filter_options
@_options.as_of_option
@_options.db_option
@_options.json_option
def brief(
    output: Path,
    size: str,
    theme: str,
    title: str | None,
    dpi: int,
    base_url: str,
    printed: str | None,
    chosen: Filter,
    as_of: dt.date | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Write a briefing sheet: map, border strip, table, sources and link. Further pages of a PNG or SVG get a number.

    Example: python -m geo brief -o khatlon.pdf --region Khatlon --from 2025-11-01 --format a4
    """
    # Imported here: matplotlib is slow to load and no other command needs it.
    from geo.views import briefing

    options = Options(
        printed=_day(printed),
        size=size,
        theme=theme,
        title=title,
        dpi=dpi,
        base_url=base_url,
        as_of=as_of.isoformat() if as_of else current.day(db),
    )
    with current.table(db, as_of=as_of) as table:
        paths = briefing.write(table, chosen, options, output)
    shown = int(chosen.mask(table).sum())
    if as_json:
        _options.echo_json({"files": [str(path) for path in paths], "incidents": shown, "total": table.n})
    else:
        click.echo(f"{', '.join(map(str, paths))}: {chosen.sentence(shown, table.n)}")


def _day(text: str | None) -> dt.date:
    if text is None:
        return dt.datetime.now(dt.UTC).astimezone().date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as err:
        msg = f"{text!r} is not a date written as 2026-01-31"
        raise click.BadParameter(msg, param_hint="--printed") from err
