"""Options and printing that the commands share."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

from geo.core import model

_F = TypeVar("_F", bound=Callable[..., Any])


def json_option(command: _F) -> _F:
    """Add ``--json``: one JSON document, or one object a line."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(command)


def echo_json(value: Any) -> None:
    """Print a model value or plain data as one line of JSON."""
    click.echo(json.dumps(model.to_dict(value), ensure_ascii=False))
