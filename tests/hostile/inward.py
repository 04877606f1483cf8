"""Ways in: files, tables, addresses, words, settings, archives, the web; each with one hostile input at a time."""

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from geo.border import join
from geo.core.errors import FetchError, FilterError, GeoError
from geo.core.model import ReadFailure, Reading, Report
from geo.incidents.filters import PIECES, Filter
from geo.incidents.imports import acled, columns, importer, ucdp
from geo.incidents.imports.outcomes import Problem, ProblemFile
from geo.places.geocoder import geocode
from geo.reports import files, highlight
from geo.reports.download import Network
from geo.reports.fetch import fetch
from geo.reports.reader import read_report
from geo.store import access
from geo.store.access import Role
from geo.store.importing import import_rows
from pages import _address
from tests.hostile import corpus, kept, outward, safety, tables

Surface = Callable[[random.Random, Path], str]

_GOOD_ACLED: Final = {
    "event_id_cnty": "TAJ9001", "event_date": "26 November 1993", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "Guards", "country": "Tajikistan", "admin1": "Khatlon",
    "admin2": "Hamadoni",
    "location": "Invented Ford", "latitude": "37.6", "longitude": "69.6", "geo_precision": "1",
    "source": "Invented Gazette", "notes": "Invented.", "fatalities": "3", "timestamp": "754790400",
}  # fmt: skip
_GOOD_UCDP: Final = {
    "id": "900001", "type_of_violence": "1", "side_a": "Government of Tajikistan", "side_b": "Invented Front",
    "source_office": "Invented Gazette", "source_date": "1993-11-27", "source_headline": "Invented",
    "where_prec": "1",
    "latitude": "37.6", "longitude": "69.6", "country": "Tajikistan", "event_clarity": "1", "date_prec": "1",
    "date_start": "1993-11-26", "date_end": "1993-11-26", "deaths_a": "1", "deaths_b": "2", "deaths_civilians": "0",
    "deaths_unknown": "0", "best": "3", "high": "5", "low": "2",
}  # fmt: skip
_GOOD_ROW: Final = {
    "id": "1", "date": "1993-11-26", "kind": "clash", "summary": "Invented.", "lon": "69.6", "lat": "37.6",
    "killed": "3",
    "sources": "Invented Gazette", "settlement": "", "district": "", "region": "", "country": "",
    "url": "", "parties": "",
    "date_end": "", "uncertainty_km": "", "published": "", "notes": "", "bank": "",
}  # fmt: skip


def _check_reading(reading: Reading) -> None:
    size = len(reading.report.text)
    spans = [span for account in reading.accounts for found in account.spans.values() for span in found]
    spans += [claim.span for account in reading.accounts for claim in account.claims if claim.span]
    assert all(0 <= start <= end <= size for start, end in spans), "a span outside its text"
    safety.check_printable(reading)
    safety.check_html(highlight.to_html(reading))


def upload(rng: random.Random, folder: Path) -> str:
    """Read an uploaded file and what it tells."""
    name, data = corpus.file(rng)
    return _read_all(list(files.read_bytes(name, data)))


def _read_all(items: list[Report | ReadFailure]) -> str:
    assert items, "nothing came of the file, not even a failure"
    outcome = "refused"
    for item in items[:3]:
        if isinstance(item, ReadFailure):
            assert item.reason
            safety.check_printable(item)
        else:
            _check_reading(read_report(item))
            outcome = "read"
    return outcome


def read_folder(rng: random.Random, folder: Path) -> str:
    """Read a folder of hostile files through the command line."""
    place = folder / "in"
    place.mkdir()
    for n in range(3):
        (place / f"{n}{rng.choice(corpus.ENDINGS)}").write_bytes(corpus.file(rng)[1])
    if rng.random() < 0.2:
        (place / "loop").symlink_to(place)
    return outward.run_command(["read", str(place), *(["--json"] if rng.random() < 0.7 else [])], folder)


def import_table(rng: random.Random, folder: Path) -> str:
    """Read a table or GeoJSON of another data set, with the file of its bad rows."""
    form = rng.choice(tuple(importer.VERSIONS))
    path = _table(rng, folder, form)
    n_found = 0
    report = folder / f"bad.{rng.choice(('csv', 'jsonl'))}"
    try:
        with ProblemFile(report) as problems:
            for outcome in importer.read(path, form, keep_outside=rng.random() < 0.5):
                if isinstance(outcome, Problem):
                    assert outcome.reason
                    problems.write(outcome)
                    safety.check_printable(outcome)
                n_found += 1
    except GeoError as err:
        safety.check_said(err)
        return "refused"
    if report.suffix == ".csv":
        for row in csv.reader(io.StringIO(report.read_text("utf-8"), newline="")):
            for cell in row:
                safety.check_cell(cell)
    return "read" if n_found else "nothing"


def import_to_store(rng: random.Random, folder: Path) -> str:
    """Take a table into a store; twice the same adds nothing."""
    form = rng.choice(tuple(importer.VERSIONS))
    path = _table(rng, folder, form)
    try:
        list(import_rows(path, form, kept.desk(folder).store, keep_outside=True))
        again = list(import_rows(path, form, kept.desk(folder).store, keep_outside=True))
    except GeoError as err:
        safety.check_said(err)
        return "refused"
    assert not any(getattr(one, "is_new", False) for one in again), "the same file added something"
    return "read"


def _table(rng: random.Random, folder: Path, form: str) -> Path:
    path = folder / "rows"
    if form == "geojson":
        path.write_bytes(tables.geojson(rng, {**_GOOD_ROW, "killed": 3}))
    else:
        good, names = {"acled": (_GOOD_ACLED, acled.COLUMNS), "ucdp": (_GOOD_UCDP, ucdp.COLUMNS)}.get(
            form, (_GOOD_ROW, tuple(_GOOD_ROW))
        )
        path.write_bytes(tables.table(rng, names, good))
    return path


def column_map(rng: random.Random, folder: Path) -> str:
    """Read a map of columns and a table by it."""
    path, table = folder / "map.toml", folder / "rows.csv"
    value = json.dumps(corpus.short(rng, 60))
    settings = ("dataset", "delimiter", "encoding", "decimal", "date_format", "crs")
    path.write_bytes(rng.choice((
        tables.toml(rng),
        f'{rng.choice(settings)} = {value}\n[columns]\n"date" = "date"\n'.encode("utf-8", "surrogatepass"),
        f"[columns]\n{value} = {value}\n".encode(),
        f'left_out = [{value}, "killed"]\n'.encode(),
        f'[columns]\n"a" = "date"\n[values.kind]\n{value} = {value}\n[defaults]\ncountry = {value}\n'.encode(),
    )))  # fmt: skip
    table.write_bytes(tables.table(rng, tuple(_GOOD_ROW), _GOOD_ROW))
    try:
        how = columns.load_map(path)
        path.write_text(columns.to_toml(how), "utf-8")
        assert columns.load_map(path) == how, "a map is another once it is written and read"
        list(importer.read(table, "csv", how=how))
    except GeoError as err:
        safety.check_said(err)
        return "refused"
    return "read"


def address(rng: random.Random, folder: Path) -> str:
    """Read the address of a page, and the filter by itself."""
    keys = [
        *(key for piece in PIECES for key in piece.keys),
        "shade",
        "sort",
        "page",
        "rows",
        "incident",
        "area",
        "map",
        "known",
        "against",
        "view",
        "level",
        "rank",
        "chart",
        corpus.short(rng, 30),
    ]
    query = {
        rng.choice(keys): rng.choice(
            (
                corpus.text(rng),
                str(corpus.NUMBERS[rng.choice((0, 1, 2, 3, 5, 7, 8))]),
                ",".join(
                    map(
                        rng.choice,
                        (("1", "70", "nan", "1e400", "inf"), ("37", "nan", "1e999"), ("9", "nan", "-1", "1e9")),
                    )
                ),
            )
        )
        for _ in range(rng.randint(1, 4))
    }
    chosen, options, problems = _address.read(query)
    written = _address.write(chosen, options)
    again = _address.read(written)
    assert (again[0], again[2]) == (chosen, []), f"a link that it wrote is refused: {again[2]}"
    message = json.dumps(chosen.message(kept.shipped_table()), allow_nan=False)
    assert len(message) < 20_000
    chosen.mask(kept.shipped_table())
    chosen.sentence(0, 0).encode("utf-8", "surrogatepass")
    try:
        Filter.from_query(query)
    except FilterError as err:
        safety.check_said(err)
    return "refused" if problems else "read"


def place_words(rng: random.Random, folder: Path) -> str:
    """Geocode words, with hostile words around."""
    found = geocode(corpus.text(rng), context=rng.choice((None, corpus.text(rng))))
    safety.check_printable(found)
    return found.status


def place_points(rng: random.Random, folder: Path) -> str:
    """Locate a coordinate that cannot be."""
    numbers = [one for one in corpus.NUMBERS if (isinstance(one, float | int) and abs(one) < 10**300) or one != one]
    lon, lat = (rng.choice((*numbers, 70.0, 37.5, 180.0, 90.0)) for _ in range(2))
    try:
        safety.check_printable(join.locate(float(lon), float(lat)))
    except GeoError as err:
        safety.check_said(err)
        return "refused"
    return "read"


def roles(rng: random.Random, folder: Path) -> str:
    """Read a file of roles: nothing in it may open what needs a name."""
    path = folder / "access.toml"
    path.write_bytes(tables.toml(rng))
    try:
        policy = access.load_policy(path)
    except GeoError as err:
        safety.check_said(err)
        return "refused"
    assert max(policy.anonymous, policy.others) <= Role.VIEWER
    claims = {
        name: rng.choice((corpus.short(rng, 60), corpus.number(rng), ["x", 1], {}))
        for name in ("sub", "email", "email_verified", "groups", policy.group_claim)
    }
    user = access.signed_in_user(claims, policy)
    assert user.name.isprintable()
    assert user.role <= max([policy.others, *policy.emails.values(), *policy.groups.values()])
    return "read"


def web(rng: random.Random, folder: Path) -> str:
    """Ask for an address that must not be fetched: nothing may be connected to but the public address."""
    reached: list[str] = []

    def connect(ip: str, port: int, seconds: float) -> Any:
        reached.append(ip)
        msg = "the test has no network"
        raise FetchError(msg)

    hostile = rng.choice(("127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "not an address", ""))
    (found,) = fetch(
        tables.url(rng),
        network=Network(look_up=lambda host, port: [hostile] if rng.random() < 0.9 else [], connect=connect),
    )
    assert isinstance(found, ReadFailure)
    assert not reached, f"connected to {reached}"
    assert len(found.name) <= 300
    safety.check_printable(found)
    return "refused"
