"""The command line: collects the commands and turns the library's errors into one line and exit code 1."""

import sys
from typing import Any

import click

from geo import __version__
from geo.commands import basemap, briefing, checks, imports, incidents, layers, pipeline, places, reports, store
from geo.core.errors import GeoError
from geo.core.process import give_way

# Commands that may work for hours on what others have open.
_LONG = ("import", "ingest")


class _Group(click.Group):
    """A group whose commands end a GeoError with its message and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GeoError as err:
            raise click.ClickException(str(err)) from err


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="panj-watch")
def cli() -> None:
    """Panj Watch: security incidents on the Tajikistan-Afghanistan border, from public reports to a map."""


cli.add_command(basemap.build_basemap)
cli.add_command(briefing.brief)
cli.add_command(incidents.build_incidents_command)
cli.add_command(checks.check_command)
cli.add_command(layers.build_layers)
cli.add_command(places.build_places_command)
cli.add_command(incidents.export_command)
cli.add_command(places.geocode_command)
cli.add_command(incidents.incidents_command)
cli.add_command(imports.import_command)
cli.add_command(pipeline.ingest_command)
cli.add_command(layers.locate)
cli.add_command(reports.evaluate)
cli.add_command(reports.read)
cli.add_command(store.backup_command)
cli.add_command(store.restore_command)
cli.add_command(store.verify_command)


def main() -> None:
    """Run the command line; text is UTF-8 whatever the terminal's locale, and long work lets others go first."""
    for stream in (sys.stdout, sys.stderr):
        # Names of files may hold bytes that are no text.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    if sys.argv[1:2] and sys.argv[1] in _LONG:
        give_way()
    cli(prog_name="python -m geo")
