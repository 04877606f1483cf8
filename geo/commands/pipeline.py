"""The command `ingest`."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from geo.commands import _options
from geo.commands.reports import reading_json
from geo.core.model import ReadFailure


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@_options.published_option
@_options.db_option
@_options.json_option
def ingest_command(paths: tuple[Path, ...], published: dt.date | None, db: str | None, as_json: bool) -> None:
    """Read reports into the store and match them with the incidents it holds; safe to repeat.

    With --json a line a report, in the order of the input, once all are matched: as `read` prints it, each account
    with its incident_id. That is null for an account that says too little to speak of an event, or only recalls what
    may be one of several known ones.

    What cannot be read is named and the rest is read; the exit code is 1 if nothing could be.

    Example: python -m geo ingest reports/ --db panj.db --json
    """
    from geo.pipeline import ingest
    from geo.store.store import Store

    failures: list[ReadFailure] = []
    with Store(db) as store:
        found = list(ingest(paths, store, published=published))
        for item in found:
            if isinstance(item, ReadFailure):
                failures.append(item)
                _options.echo_failure(item, as_json=as_json)
            elif as_json:
                _options.echo_json(_line(store, item.report_id))
    if not as_json:
        n_new = sum(not isinstance(item, ReadFailure) and item.is_new for item in found)
        click.echo(f"{n_new} new reports, {len(found) - len(failures) - n_new} known, {len(failures)} not readable")
    _options.check_some_read(len(found) - len(failures), failures)


def _line(store: Any, report_id: str) -> dict[str, Any]:
    """Return a report's line as `read` prints it, with the incident of each account."""
    from geo.reports.extractor import configured

    reading, account_ids = store.reading(report_id, reader_version=configured().version)
    incident_of = store.incident_ids(account_ids)
    line = reading_json(reading)
    for account, account_id in zip(line["accounts"], account_ids, strict=True):
        account["incident_id"] = incident_of.get(account_id)
    return line
