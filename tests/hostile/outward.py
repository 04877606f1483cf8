"""Ways out: files, pages, what commands print; of incidents all of whose words are hostile."""

import contextlib
import csv
import io
import json
import os
import random
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Final

import openpyxl
from click.testing import CliRunner

from geo.cli import cli
from geo.core import model
from geo.core.model import Account, Claim, DateSpan, Incident, Party, Reading, Report, Seizure, Source
from geo.incidents import export
from geo.reports import highlight
from geo.views import layer_data, popups
from tests.hostile import corpus, kept, safety, tables

Surface = Callable[[random.Random, Path], str]


def incident(rng: random.Random) -> Incident:
    """Make an incident whose every text is hostile, as a store could hold it."""
    place = {
        **model.to_dict(kept.GOOD_PLACE),
        **{name: corpus.text(rng) for name in ("name", "settlement", "district", "region") if rng.random() < 0.8},
    }
    return Incident(
        id="x" + corpus.text(rng).encode("utf-8", "replace").decode(),
        summary=corpus.text(rng),
        date=rng.choice((
            DateSpan(start=kept.DAY, end=kept.DAY, precision="day"),
            DateSpan(partial=corpus.short(rng, 20)),
            DateSpan(start=kept.DAY.replace(year=1900), end=kept.DAY.replace(year=2100), precision="year"),
        )),
        place=model.from_dict(place, model.Placement),
        kind="clash",
        place_note=corpus.text(rng),
        bank="TJ",
        parties=(Party(id="other", label=corpus.text(rng)),),
        seized=(Seizure(
            item="other", label=corpus.text(rng), unit=corpus.text(rng), count=rng.choice((1e308, float("nan"), 2)),
        ),),
        claims=(Claim(claimant=corpus.text(rng), says=corpus.text(rng)),),
        sources=(Source(outlet=corpus.text(rng), url=rng.choice(("", "https://a/", "https://")) + corpus.text(rng)),),
        note=corpus.text(rng),
    )  # fmt: skip


def exports(rng: random.Random, folder: Path) -> str:
    """Write hostile incidents in a format, and read it again."""
    name = rng.choice(tuple(export.FORMATS))
    data = export.to_bytes([incident(rng) for _ in range(2)], name)
    if name.endswith("csv"):
        rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
        assert len({len(row) for row in rows}) == 1, "a cell broke its row"
        # A number below zero is no formula; a text that looks like one has its apostrophe.
        for cell in (cell for row in rows[1:] for cell in row if not _is_number(cell)):
            safety.check_cell(cell)
    elif name == "xlsx":
        rows = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=2)
        for cell in (cell for row in rows for cell in row):
            assert cell.data_type != "f", f"a formula: {cell.value!r}"
            safety.check_cell(cell.value)
    elif name == "kml":
        tree = ET.fromstring(data)
        for found in tree.iter("{http://www.opengis.net/kml/2.2}description"):
            safety.check_html(found.text or "")
    elif name == "geojson":
        assert len(json.loads(data)["features"]) == 2
    return name


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def markup(rng: random.Random, folder: Path) -> str:
    """Write popups, a report's marked text and the map's data of hostile incidents."""
    one = incident(rng)
    safety.check_html(popups.popup_html(one))
    safety.check_html(popups.link(corpus.text(rng), tables.url(rng)))
    words = corpus.text(rng) or "x"
    spots = [rng.randint(-5, len(words) + 5) for _ in range(4)]
    spans = {
        name: ((min(spots[:2]), max(spots[:2])), (spots[2], spots[3])) for name in ("killed", corpus.short(rng, 20))
    }
    report = Report(id="1", sha256="1", text=words)
    safety.check_html(highlight.to_html(Reading(report=report, accounts=(Account(spans=spans),))))
    table = kept.table_of([one])
    layer_data.decode(layer_data.encode(table))
    return "written"


_COMMANDS: Final = (
    lambda a, b: ["geocode", a, "--context", b],
    lambda a, b: ["locate", "--lon", a, "--lat", b],
    lambda a, b: ["incidents", "--text", a, "--district", b],
    lambda a, b: ["incidents", "--from", a, "--min-killed", b],
    lambda a, b: ["export", "-o", a, "--kind", b],
    lambda a, b: ["read", a, "--published", b],
    lambda a, b: ["import", "csv", a, "--crs", b],
    lambda a, b: ["restore", a, "--db", b],
    lambda a, b: ["verify", "--db", a],
    lambda a, b: ["brief", "-o", a, "--printed", b],
    lambda a, b: ["brief", "-o", "x.png", "--url", a, "--dpi", b],
    lambda a, b: ["incidents", "--as-of", a, "--db", b],
    lambda a, b: [a, b],
)


def command(rng: random.Random, folder: Path) -> str:
    """Run a command with hostile words for its values."""
    # As a shell hands words over: without NUL, bytes that are not UTF-8 as halves of surrogate pairs.
    said = (corpus.short(rng, 400).replace("\x00", "").encode("utf-8", "surrogatepass") for _ in range(2))
    return run_command(rng.choice(_COMMANDS)(*map(os.fsdecode, said)), folder)


def run_command(words: list[str], folder: Path) -> str:
    with contextlib.chdir(folder):
        done = CliRunner().invoke(cli, words)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code in (0, 1, 2), done.exit_code
    if done.exit_code == 1:
        assert done.stderr.strip(), "exit code 1 without a reason"
    return {0: "done", 1: "refused", 2: "usage"}[done.exit_code]
