"""The command that builds the offline base map."""

import click

from geo.commands._options import echo_json, json_option
from geo.views import basemap


@click.command("build-basemap")
@json_option
def build_basemap(as_json: bool) -> None:
    """Build data/basemap.json, the map's polygons and labels, from the layers and the gazetteer.

    Run it after build-layers or build-places.

    \b
    Example:
        python -m geo build-basemap
    """  # noqa: D301 - click reads the backspace character
    path = basemap.write()
    size = path.stat().st_size
    if as_json:
        echo_json({"file": str(path), "bytes": size})
    else:
        click.echo(f"{path}: {size:,} bytes")
