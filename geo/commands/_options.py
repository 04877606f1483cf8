"""Options and printing that the commands share."""

import datetime as dt
import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from geo.core import model, vocab
from geo.core.errors import FilterError, RecordError
from geo.core.model import ReadFailure
from geo.incidents.filters import Filter
from geo.store import whereabouts

_F = TypeVar("_F", bound=Callable[..., Any])


def json_option(command: _F) -> _F:
    """Add ``--json``: one JSON document, or one object a line."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(command)


def echo_json(value: Any) -> None:
    """Print a model value or plain data as one line of JSON."""
    click.echo(json.dumps(model.to_dict(value), ensure_ascii=False))


def echo_failure(failure: ReadFailure, *, as_json: bool) -> None:
    """Print what could not be read, and why."""
    if as_json:
        echo_json({"failure": model.to_dict(failure)})
    else:
        click.echo(f"{failure.name}: {failure.reason}")


class PathOrUrl(click.Path):
    """A file or folder that exists, or an address on the web."""

    name = "path or url"

    def __init__(self) -> None:
        super().__init__(exists=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Leave an address as it is: whether it may be fetched is the library's to say."""
        is_url = isinstance(value, str) and value.lower().startswith(("http://", "https://"))
        return value if is_url else super().convert(value, param, ctx)


def db_option(command: _F) -> _F:
    """Add ``--db``: which store."""
    words = (
        "The store, a file or a URL (sqlite:///FILE, postgresql://HOST/NAME); without it PANJ_DATABASE_URL, or else "
        "your own file under PANJ_HOME or the user data folder."
    )
    return click.option("--db", metavar="FILE|URL", help=words)(command)


def published_option(command: _F) -> _F:
    """Add --published; the command gets the day, or None."""

    def day_of(_ctx: click.Context, _param: click.Parameter, value: dt.datetime | None) -> dt.date | None:
        from geo.reports.publication import YEARS

        if value is not None and value.year not in YEARS:
            msg = f"{value:%Y-%m-%d} is not between {YEARS.start} and {YEARS.stop - 1}"
            raise click.BadParameter(msg)
        return value.date() if value is not None else None

    words = "Publication date of files that do not give one."
    return click.option("--published", type=click.DateTime(["%Y-%m-%d"]), callback=day_of, help=words)(command)


def as_of_option(command: _F) -> _F:
    """Add ``--as-of``: a day of the store's past; the command gets it as `as_of`, a date or None.

    A day of the past without a store is an error of usage: only a store has one.
    """

    @functools.wraps(command)
    def with_day(*, as_of: dt.datetime | None, db: str | None, **values: Any) -> Any:
        if as_of is not None and not whereabouts.is_made(db):
            msg = "--as-of: there is no store yet, and so nothing is known of an earlier day"
            raise click.UsageError(msg)
        return command(as_of=as_of.date() if as_of else None, db=db, **values)

    words = "Show the store as it was known at the end of this day (in UTC)."
    return click.option("--as-of", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help=words)(with_day)  # type: ignore[return-value]


def check_some_read(n_read: int, failures: list[ReadFailure]) -> None:
    """End a command that was to read reports and could read none.

    Raises
    ------
    RecordError
        Nothing was read; the message says what failed first.
    """
    if n_read:
        return
    if not failures:
        msg = "no report was found: give files of text, HTML, PDF, JSON lines or feeds, or folders that hold some"
        raise RecordError(msg)
    msg = f"none of {len(failures)} could be read; the first, {failures[0].name}: {failures[0].reason}"
    raise RecordError(msg)


# Name, metavar, help and whether it may be repeated, of the options that make a filter.
_FILTERS: tuple[tuple[str, str, str, bool], ...] = (
    ("from", "DATE", "First day, as 2026-01-31.", False),
    ("to", "DATE", "Last day.", False),
    ("region", "NAME", "Region, by id or any of its names.", True),
    ("district", "NAME", "District, by id or any of its names, former ones too.", True),
    ("segment", "NAME", "Border segment where it may have happened, by id or name.", True),
    ("kind", "KIND", f"One of {', '.join(vocab.KINDS)}.", True),
    ("party", "PARTY", f"One of {', '.join(vocab.PARTIES)}.", True),
    ("min-killed", "N", "At least so many killed.", False),
    ("precision", "CLASS", f"One of {', '.join(vocab.PRECISION_CLASSES)}.", True),
    ("bank", "COUNTRY", "TJ or AF: where people were hurt.", True),
    ("text", "WORDS", "Words that all occur in the incident.", False),
    ("status", "STATUS", f"One of {', '.join(vocab.INCIDENT_STATUSES)}.", True),
)


def filter_options(command: _F) -> _F:
    """Add the options that choose incidents; the command gets them as one argument, `chosen`, a Filter.

    A value that cannot be is an error of usage.
    """

    @functools.wraps(command)
    def with_filter(**values: Any) -> Any:
        query = {}
        for name, _, _, _ in _FILTERS:
            value = values.pop(f"filter_{name.replace('-', '_')}")
            query[name.replace("-", "_")] = ",".join(value) if isinstance(value, tuple) else value or ""
        try:
            chosen = Filter.from_query(query)
        except FilterError as err:
            raise click.BadParameter(str(err)) from err
        return command(chosen=chosen, **values)

    for name, metavar, text, several in reversed(_FILTERS):
        target = f"filter_{name.replace('-', '_')}"
        words = f"{text} May be repeated." if several else text
        add = click.option(f"--{name}", target, metavar=metavar, help=words, multiple=several)
        with_filter = add(with_filter)
    return with_filter  # type: ignore[return-value]
