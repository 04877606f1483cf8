"""The commands `read` and `evaluate`."""

import calendar
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from geo.commands import _options
from geo.core.model import Account, ReadFailure, Reading, Report, to_dict
from geo.core.process import seldom_collected

# A leap year, so that every day of the calendar has its place.
_NO_YEAR = 4


@click.command("read")
@click.argument("files", nargs=-1, required=True, type=_options.PathOrUrl())
@_options.published_option
@_options.json_option
def read(files: tuple[Path | str, ...], published: dt.date | None, as_json: bool) -> None:
    """Read reports: what each tells of incidents. FILES are texts, HTML, PDF, JSON lines, feeds, folders of these.

    A file may also be an http or https address on the public internet: of a page, a text, a PDF or a feed.

    The rules read; a language model instead only where PANJ_LLM_URL names its server.

    What cannot be read is named and the rest is read; the exit code is 1 if nothing could be.

    Example: python -m geo read article.txt --published 2026-01-19 --json
    """
    from geo.reports.extractor import configured

    n_read = 0
    failures: list[ReadFailure] = []
    extractor = configured()
    with seldom_collected():
        for item in _load(files, published):
            if isinstance(item, ReadFailure):
                failures.append(item)
                _options.echo_failure(item, as_json=as_json)
                continue
            n_read += 1
            reading = extractor.read(item)
            click.echo(json.dumps(reading_json(reading), ensure_ascii=False) if as_json else _text(reading))
    _options.check_some_read(n_read, failures)
    if failures and not as_json:
        click.echo(f"{len(failures)} could not be read", err=True)


def _load(sources: tuple[Path | str, ...], published: dt.date | None) -> Iterator[Report | ReadFailure]:
    """Give the reports of files and addresses, in their order."""
    from geo.reports.fetch import fetch
    from geo.reports.files import load_reports

    for source in sources:
        yield from (
            fetch(source, published=published)
            if isinstance(source, str)
            else load_reports([source], published=published)
        )


def reading_json(reading: Reading) -> dict[str, Any]:
    """Return the JSON form of a reading: the report without its text, accounts, tallies, notes.

    A day or month whose year neither the text nor its publication gives has `partial` ("--11-26", "--11"); its start
    and end then stand in year 0004, so that they are dates and nobody takes them for a year that was said.
    """
    data: dict[str, Any] = to_dict(reading)
    data["report"].pop("text")
    for account in data["accounts"]:
        date = account["date"]
        if date["partial"] and date["start"] is None:
            month, *day = (int(part) for part in date["partial"].removeprefix("--").split("-"))
            first, last = day * 2 if day else (1, calendar.monthrange(_NO_YEAR, month)[1])
            date["start"], date["end"] = (dt.date(_NO_YEAR, month, number).isoformat() for number in (first, last))
    return data


@click.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--errors", default=10, show_default=True, help="Print so many of the worst mistakes.")
@click.option("--lang", default="", help="Only these languages, comma separated.")
@click.option("--record", is_flag=True, help="Keep the measures with the data, where the pages show them.")
@_options.json_option
def evaluate(file: Path, errors: int, lang: str, record: bool, as_json: bool) -> None:
    """Measure the reader on labelled reports (JSON lines with `gold` and `aggregates`).

    Example: python -m geo evaluate tests/cases/reports.jsonl --lang en,ru
    """
    from geo.reports.evaluation import evaluate_file

    result = evaluate_file(file, langs=tuple(part for part in lang.split(",") if part))
    if record:
        from geo.incidents import quality

        quality.record_accuracy(file.name, result.measures)
    if as_json:
        _options.echo_json({"measures": result.measures, "mistakes": [to_dict(m) for m in result.mistakes[:errors]]})
        return
    for name, value in result.measures.items():
        click.echo(f"{name:16} {value:.3f}" if isinstance(value, float) else f"{name:16} {value}")
    for mistake in result.mistakes[:errors]:
        click.echo(mistake.sentence())


def _text(reading: Reading) -> str:
    """Say what was found in lines for people."""
    report = reading.report
    head = " | ".join(
        str(part) for part in (report.published, report.outlet, report.title or report.url or report.id[:12]) if part
    )
    lines = [head]
    lines += [f"  {_account(account)}" for account in reading.accounts]
    for tally in reading.tallies:
        numbers = [
            f"{name} {count.best}"
            for name, count in (("incidents", tally.incidents), ("killed", tally.killed))
            if count.best is not None
        ]
        lines.append(f"  tally: {', '.join(numbers) or 'no figure'}, since {tally.since or 'not said'}")
    lines += [f"  note: {note}" for note in reading.notes]
    if len(lines) == 1:
        lines.append("  no incident on this border")
    return "\n".join(lines)


def _account(account: Account) -> str:
    date = account.date
    when = str(date.start) if date.start == date.end else f"{date.start} to {date.end}"
    if date.start is None:
        when = f"{date.partial} (year not said)" if date.partial else "date not said"
    place = account.place
    where = (
        ", ".join(dict.fromkeys(part for part in (place.settlement, place.district, place.region) if part))
        or place.name
        or "place not said"
    )
    counts = [
        f"{name} {count.best}"
        for name, count in (("killed", account.killed), ("wounded", account.wounded))
        if count.best is not None
    ]
    return f"{account.role}: {when}; {where}; {account.kind}" + (f"; {', '.join(counts)}" if counts else "")
