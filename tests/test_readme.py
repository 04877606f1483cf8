"""The README keeps its word: its commands are the ones that are run, its files exist, every command is named."""

import re
import tomllib
from pathlib import Path

from geo import __version__
from geo.cli import cli

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def _command(name):
    return re.search(rf"<!-- command: {name} -->\n```sh\n(.+)\n```", README).group(1)


def test_the_two_commands_use_files_that_exist():
    for name in ("run", "test"):
        named = re.findall(r"(?:-r|streamlit run) (\S+)", _command(name))
        assert named
        assert all((ROOT / path).is_file() for path in named)


def test_ci_runs_the_readme_test_command():
    assert "<!-- command: test -->" in (ROOT / ".ci" / "run").read_text("utf-8")
    assert ".venv/bin/python -m pytest" in _command("test")


def test_every_command_of_the_command_line_is_named():
    for name in cli.commands:
        assert f"python -m geo {name}" in README


def test_linked_files_exist():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_changelog_begins_with_this_version():
    heading = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heading.group(1) == __version__


def test_requirements_are_bounded_on_both_sides():
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[a-z0-9_-]+(\[[a-z]+\])?>=[\d.]+,<\d+", line), line


def test_top_level_holds_only_what_belongs_there():
    tracked = {
        "app.py",
        "geo",
        "data",
        "pages",
        "tests",
        "requirements.txt",
        "requirements-dev.txt",
        "README.md",
        "LICENSE",
    }
    tracked |= {"CHANGELOG.md", "pyproject.toml", "benchmarks"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found - {"shared"} == tracked


def test_tool_configuration_is_readable():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"][
        "filterwarnings"
    ]
