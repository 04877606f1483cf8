"""What every command promises: help with an example, --json, one line and exit 1 for an error."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from geo.cli import cli, main
from geo.core.errors import GeoError

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = sorted(cli.commands)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_and_json(name):
    result = CliRunner().invoke(cli, [name, "-h"])
    assert result.exit_code == 0
    assert f"python -m geo {name}" in result.output, "help shows no example"
    assert "--json" in result.output
    assert "\\b" not in result.output, "help shows click's mark for a paragraph that is not to be wrapped"


@pytest.mark.parametrize("name", COMMANDS)
def test_unknown_option_is_a_usage_error(name):
    assert CliRunner().invoke(cli, [name, "--no-such-option"]).exit_code == 2


def test_library_error_is_one_line_and_exit_1():
    @click.command()
    def fails():
        msg = "the reason"
        raise GeoError(msg)

    cli.add_command(fails, "fails")
    try:
        result = CliRunner().invoke(cli, ["fails"])
    finally:
        del cli.commands["fails"]
    assert (result.exit_code, result.output) == (1, "Error: the reason\n")


def test_module_entry_speaks_utf8_whatever_the_locale():
    done = subprocess.run(
        [sys.executable, "-m", "geo", "geocode", "Шамсиддин Шохин", "--json"],
        cwd=ROOT, env={"PATH": "", "LC_ALL": "C", "PYTHONUTF8": "0"}, capture_output=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout.decode("utf-8"))["name"] == "Shamsiddin Shohin"


@pytest.mark.parametrize(("name", "gives_way"), [("ingest", True), ("import", True), ("read", False), (None, False)])
def test_only_work_that_may_take_hours_lets_others_go_first(monkeypatch, capsys, name, gives_way):
    asked = []
    monkeypatch.setattr("geo.cli.give_way", lambda: asked.append(name))
    monkeypatch.setattr(sys, "argv", ["geo", *([name] if name else []), "-h"])
    with pytest.raises(SystemExit):
        main()
    assert bool(asked) is gives_way
    assert "Usage" in capsys.readouterr().out
