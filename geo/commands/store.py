"""The commands `verify`, `backup` and `restore`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.commands import _options
from geo.core.errors import StoreError

if TYPE_CHECKING:
    from geo.store.archive import Progress


@click.command("verify")
@_options.db_option
@_options.json_option
def verify_command(db: str | None, as_json: bool) -> None:
    """Look through the store: pages, hashes, references, and whether all that is shown rests on what was said.

    Each problem is a line (with --json an object) that names the table, the row, what is wrong and what to do; the exit
    code is 1 if there is any.

    Example: python -m geo verify --db panj.db
    """
    from geo.store.verify import verify

    with _bar("looking") as progress:
        found = verify(db, progress=progress)
    for problem in found:
        if as_json:
            _options.echo_json(problem)
        else:
            click.echo(" ".join(filter(None, [problem.table, f"{problem.id}:", problem.what])) + f"; {problem.advice}")
    if found:
        msg = f"{len(found)} problems"
        raise StoreError(msg)
    if not as_json:
        click.echo("all is as it should be")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@_options.db_option
@_options.json_option
def backup_command(file: Path, db: str | None, as_json: bool) -> None:
    """Write the whole store into an archive of plain files: a zip, or a folder if FILE has no ending.

    The same content gives the same bytes, from a file as from a server. Others may go on working meanwhile.

    Example: python -m geo backup panj-2026-11-21.zip
    """
    from geo.store.backup import backup

    with _bar("writing") as progress:
        parts = backup(file, db, progress=progress)
    if as_json:
        for part in parts:
            _options.echo_json(part)
    else:
        click.echo(f"{file}: {sum(part.rows or 0 for part in parts):,} rows in {len(parts)} files")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace a store that holds reports; a copy of it is kept.")
@_options.db_option
@_options.json_option
def restore_command(file: Path, replace: bool, db: str | None, as_json: bool) -> None:
    """Make the store what a backup says, in a file or on a server, whichever it was taken from.

    All of it is taken in or nothing. A store that holds something is left alone unless --replace is given.

    Example: python -m geo restore panj-2026-11-21.zip --db postgresql://panj@localhost/panj
    """
    from geo.store.backup import restore

    with _bar("reading") as progress:
        counts, copy = restore(file, db, replace=replace, progress=progress)
    if as_json:
        _options.echo_json({"rows": counts, "copy": copy})
        return
    click.echo(f"{sum(counts.values()):,} rows restored, {counts['reports']:,} reports among them")
    if copy is not None:
        click.echo(f"what was there before: {copy}")


@contextmanager
def _bar(words: str) -> Iterator["Progress"]:
    """Show on the terminal how far something is; elsewhere nothing."""
    with click.progressbar(length=1, label=words, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield progress
