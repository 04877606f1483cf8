"""The command `check`."""

import click

from geo.commands import _options
from geo.core.errors import DataIntegrityError
from geo.core.model import to_dict
from geo.incidents import quality, tallies
from geo.store import current
from geo.views import values

_REPORTS = 100


@click.command("check")
@_options.db_option
@_options.json_option
def check_command(db: str | None, as_json: bool) -> None:
    """Check published tallies against the incidents, the incidents' record, and the shipped files.

    Beside the shipped tallies those of the store's reports are checked, of the newest 100 that have some. A tally that
    is not met is told, not an error; a damaged file is, and ends with exit code 1.

    Example: python -m geo check --json
    """
    incidents = current.load(db)
    counted, has_more = current.tallies(db, limit=_REPORTS)
    published = (*quality.load_tallies(), *counted)
    checked = [(one, tallies.check(one.tally, incidents, published=one.published)) for one in published]
    found = quality.findings(incidents)
    damaged = quality.damaged_files()
    if as_json:
        rows = [{"published": to_dict(tally), "check": to_dict(check)} for tally, check in checked]
        _options.echo_json({"tallies": rows, "findings": to_dict(found), "damaged": damaged})
    else:
        for tally, check in checked:
            click.echo(f"{tally.outlet or 'No outlet named'}, {tally.published or 'undated'}: {tally.says}")
            here = f"{check.n_incidents} incidents, {values.count(check.killed)} killed here"
            click.echo(f"    {quality.verdict(check)}: {here}")
            click.echo(f"    covered: {_listed(check.covered)}")
            if check.uncertain:
                click.echo(f"    may belong to it: {_listed(check.uncertain)}")
        if has_more:
            click.echo(f"Older reports with tallies than the newest {_REPORTS} are not checked.")
        click.echo(f"\n{len(incidents)} incidents")
        for finding in found:
            click.echo(f"{len(finding.ids):5} {finding.label}")
        click.echo(f"\n{len(damaged)} damaged files")
    if damaged:
        raise DataIntegrityError("; ".join(damaged.values()))


def _listed(ids: tuple[str, ...]) -> str:
    return ", ".join(ids) or "none"
