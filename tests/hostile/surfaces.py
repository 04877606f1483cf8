"""Every way in and out of the library, each with one hostile input at a time and what must then be true.

A surface is called with random numbers and a folder of its own, and returns one word for how it went ("read",
"refused" ...). It raises AssertionError where what came out is not safe; any error that is not the library's own goes
through, which counts as a break.
"""

import contextlib
import csv
import hashlib
import io
import json
import os
import random
import shutil
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import openpyxl
from click.testing import CliRunner

from geo.border import join
from geo.cli import cli
from geo.core import model
from geo.core.errors import ConflictError, FetchError, FilterError, GeoError
from geo.core.model import Account, Claim, DateSpan, Incident, Party, ReadFailure, Reading, Report, Seizure, Source
from geo.incidents import dataset, export
from geo.incidents.filters import PIECES, Filter
from geo.incidents.imports import acled, columns, importer, ucdp
from geo.incidents.imports.outcomes import Problem, ProblemFile
from geo.incidents.table import IncidentTable
from geo.pipeline import import_rows
from geo.places.geocoder import geocode
from geo.reports import files, highlight
from geo.reports.download import Network
from geo.reports.fetch import fetch
from geo.reports.reader import read_report
from geo.store import access, events
from geo.store.access import Role, User
from geo.store.backup import backup, restore
from geo.store.desk import Desk
from geo.store.store import Store
from geo.views import layer_data, popups
from pages import _address
from tests.hostile import corpus

Surface = Callable[[random.Random, Path], str]
ACTIVE: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# What a spreadsheet may leave out before it looks for a formula.
_UNSEEN: Final = " \t\r\n\v\f\u00a0\u3000\u200b\ufeff\u2060\u200e\u200f"
_SAFE_TAGS: Final = frozenset(["h3", "h4", "span", "p", "dl", "dt", "dd", "ul", "li", "a", "b", "br", "mark", "table", "thead", "tbody", "tr", "th", "td", "div"])
_SAFE_ATTRIBUTES: Final = frozenset(
    ("class", "href", "target", "rel", "title", "id", "scope", "data-light", "tabindex", "colspan")
)
_GOOD_ACLED: Final = {
    "event_id_cnty": "TAJ9001", "event_date": "26 November 1993", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "Guards", "country": "Tajikistan", "admin1": "Khatlon", "admin2": "Hamadoni",
    "location": "Invented Ford", "latitude": "37.6", "longitude": "69.6", "geo_precision": "1", "source": "Invented Gazette",
    "notes": "Invented.", "fatalities": "3", "timestamp": "754790400",
}  # fmt: skip
_GOOD_UCDP: Final = {
    "id": "900001", "type_of_violence": "1", "side_a": "Government of Tajikistan", "side_b": "Invented Front",
    "source_office": "Invented Gazette", "source_date": "1993-11-27", "source_headline": "Invented", "where_prec": "1",
    "latitude": "37.6", "longitude": "69.6", "country": "Tajikistan", "event_clarity": "1", "date_prec": "1",
    "date_start": "1993-11-26", "date_end": "1993-11-26", "deaths_a": "1", "deaths_b": "2", "deaths_civilians": "0",
    "deaths_unknown": "0", "best": "3", "high": "5", "low": "2",
}  # fmt: skip
_GOOD_ROW: Final = {
    "id": "1", "date": "1993-11-26", "kind": "clash", "summary": "Invented.", "lon": "69.6", "lat": "37.6", "killed": "3",
    "sources": "Invented Gazette", "settlement": "", "district": "", "region": "", "country": "", "url": "", "parties": "",
    "date_end": "", "uncertainty_km": "", "published": "", "notes": "", "bank": "",
}  # fmt: skip


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SAFE_TAGS:
            self.bad.append(tag)
        for name, value in attrs:
            if name not in _SAFE_ATTRIBUTES or (
                name == "href" and not (value or "").casefold().startswith(("http://", "https://"))
            ):
                self.bad.append(f"{tag} {name}={value}")


def check_html(html: str) -> None:
    """See that a piece of HTML has only plain elements and links to the web."""
    parser = _Html()
    parser.feed(html)
    parser.close()
    assert not parser.bad, f"markup from outside: {parser.bad[:3]}"


def check_cell(value: object) -> None:
    """See that a spreadsheet takes a cell for text."""
    if isinstance(value, str):
        assert not value.startswith(("\t", "\r", "\n")), f"a cell begins with a control character: {value[:40]!r}"
        assert not value.lstrip(_UNSEEN).startswith(ACTIVE), f"a formula: {value[:40]!r}"


def _printable(value: object) -> None:
    """See that what commands print can be printed."""
    json.dumps(model.to_dict(value), ensure_ascii=False).encode()


def _check_reading(reading: Reading) -> None:
    size = len(reading.report.text)
    spans = [span for account in reading.accounts for found in account.spans.values() for span in found]
    spans += [claim.span for account in reading.accounts for claim in account.claims if claim.span]
    assert all(0 <= start <= end <= size for start, end in spans), "a span outside its text"
    _printable(reading)
    check_html(highlight.to_html(reading))


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
            _printable(item)
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
    return _command(["read", str(place), *(["--json"] if rng.random() < 0.7 else [])], folder)


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
                    _printable(outcome)
                n_found += 1
    except GeoError as err:
        _said(err)
        return "refused"
    if report.suffix == ".csv":
        for row in csv.reader(io.StringIO(report.read_text("utf-8"), newline="")):
            for cell in row:
                check_cell(cell)
    return "read" if n_found else "nothing"


def import_to_store(rng: random.Random, folder: Path) -> str:
    """Take a table into a store; twice the same adds nothing."""
    form = rng.choice(tuple(importer.VERSIONS))
    path = _table(rng, folder, form)
    try:
        list(import_rows(path, form, _desk(folder).store, keep_outside=True))
        again = list(import_rows(path, form, _desk(folder).store, keep_outside=True))
    except GeoError as err:
        _said(err)
        return "refused"
    assert not any(getattr(one, "is_new", False) for one in again), "the same file added something"
    return "read"


def _table(rng: random.Random, folder: Path, form: str) -> Path:
    path = folder / "rows"
    if form == "geojson":
        path.write_bytes(corpus.geojson(rng, {**_GOOD_ROW, "killed": 3}))
    else:
        good, names = {"acled": (_GOOD_ACLED, acled.COLUMNS), "ucdp": (_GOOD_UCDP, ucdp.COLUMNS)}.get(
            form, (_GOOD_ROW, tuple(_GOOD_ROW))
        )
        path.write_bytes(corpus.table(rng, names, good))
    return path


def column_map(rng: random.Random, folder: Path) -> str:
    """Read a map of columns and a table by it."""
    path, table = folder / "map.toml", folder / "rows.csv"
    value = json.dumps(corpus.short(rng, 60))
    settings = ("dataset", "delimiter", "encoding", "decimal", "date_format", "crs")
    path.write_bytes(rng.choice((
        corpus.toml(rng),
        f'{rng.choice(settings)} = {value}\n[columns]\n"date" = "date"\n'.encode("utf-8", "surrogatepass"),
        f"[columns]\n{value} = {value}\n".encode(),
        f'[columns]\n"a" = "date"\n[values.kind]\n{value} = {value}\n[defaults]\ncountry = {value}\n'.encode(),
    )))  # fmt: skip
    table.write_bytes(corpus.table(rng, tuple(_GOOD_ROW), _GOOD_ROW))
    try:
        list(importer.read(table, "csv", how=columns.load_map(path)))
    except GeoError as err:
        _said(err)
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
                f"{rng.choice((1, 70, 'nan', '1e400', 'inf'))},{rng.choice((37, 'nan', '1e999'))},{rng.choice((9, 'nan', '-1', '1e9'))}",
            )
        )
        for _ in range(rng.randint(1, 4))
    }
    chosen, options, problems = _address.read(query)
    written = _address.write(chosen, options)
    again = _address.read(written)
    assert (again[0], again[2]) == (chosen, []), f"a link that it wrote is refused: {again[2]}"
    message = json.dumps(chosen.message(_table_of_shipped()), allow_nan=False)
    assert len(message) < 20_000
    chosen.mask(_table_of_shipped())
    chosen.sentence(0, 0).encode("utf-8", "surrogatepass")
    try:
        Filter.from_query(query)
    except FilterError as err:
        _said(err)
    return "refused" if problems else "read"


def place_words(rng: random.Random, folder: Path) -> str:
    """Geocode words, with hostile words around."""
    found = geocode(corpus.text(rng), context=rng.choice((None, corpus.text(rng))))
    _printable(found)
    return found.status


def place_points(rng: random.Random, folder: Path) -> str:
    """Locate a coordinate that cannot be."""
    numbers = [one for one in corpus.NUMBERS if (isinstance(one, float | int) and abs(one) < 10**300) or one != one]
    lon, lat = (rng.choice((*numbers, 70.0, 37.5, 180.0, 90.0)) for _ in range(2))
    try:
        _printable(join.locate(float(lon), float(lat)))
    except GeoError as err:
        _said(err)
        return "refused"
    return "read"


def roles(rng: random.Random, folder: Path) -> str:
    """Read a file of roles: nothing in it may open what needs a name."""
    path = folder / "access.toml"
    path.write_bytes(corpus.toml(rng))
    try:
        policy = access.load_policy(path)
    except GeoError as err:
        _said(err)
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


def desk(rng: random.Random, folder: Path) -> str:
    """Say something hostile of what a store holds; it must still be readable after."""
    own = _desk(folder)
    ids = own.store.ids()
    subject = rng.choice((*ids[:5], *_accounts(own), corpus.short(rng, 100)))
    words = corpus.text(rng)
    act = rng.randrange(8)
    try:
        if act <= 2:
            field = rng.choice((*events.ACCOUNT_FIELDS, *events.INCIDENT_FIELDS, words[:40]))
            seen = max((one.number for one in own.history(subject)), default=0)
            own.set_value(
                subject,
                field,
                _value(rng, field),
                seen=rng.choice((seen, seen, seen, 10**30, -1)),
                reason=rng.choice((None, words)),
            )
        elif act == 3:
            own.add_incident(_account(rng), words)
        elif act == 4:
            own.note(subject, words)
        elif act == 5:
            own.mark(rng.choice((*ids[:5], words[:80])), rng.choice((*events.MARKS, words[:40])), words)
        elif act == 6:
            rng.choice((own.same, own.different))(subject, rng.choice((*ids[:5], words[:80])), words)
        else:
            own.undo(rng.choice((1, 2, 3, 0, -1, 2**63, 10**30)), words)
    except GeoError as err:
        _said(err)
        return "conflict" if isinstance(err, ConflictError) else "refused"
    own.store.table()
    if subject in ids:
        own.incident(subject)
    return "kept"


def _value(rng: random.Random, field: str) -> Any:
    words = corpus.text(rng)
    if rng.random() < 0.3:
        return rng.choice((words, corpus.number(rng), {}, [], {"best": words}, None, [[]], {words[:20]: words}))
    n = corpus.number(rng)
    if field in ("killed", "wounded", "detained"):
        return {
            "low": None,
            "best": n,
            "high": None,
            **({"security": n, "civilians": None, "attackers": None} if rng.random() < 0.7 else {}),
        }
    if field == "date":
        days = ("0001-01-01", "9999-12-31", "99999-01-01", "2026-02-30", words[:20])
        return {
            "start": rng.choice(days),
            "end": rng.choice(days),
            "precision": rng.choice(("day", "year", words[:20])),
            "partial": rng.choice((None, words[:20])),
        }
    if field == "place":
        return {
            **model.to_dict(_GOOD_PLACE),
            rng.choice(
                (
                    "name",
                    "district",
                    "district_id",
                    "region_id",
                    "country",
                    "lon",
                    "lat",
                    "uncertainty_km",
                    "chainage_km",
                    "precision_class",
                    "segments",
                    "status",
                )
            ): rng.choice((words, n, 1e308, float("nan"), [{"id": words[:20], "share": n}])),
        }
    if field == "parties":
        return [{"id": rng.choice(("other", words[:20])), "label": words}]
    if field == "seized":
        return [{"item": rng.choice(("other", words[:20])), "label": words, "count": n, "unit": words[:40]}]
    if field == "claims":
        return [
            {
                "claimant": words,
                "says": words,
                "stance": rng.choice(("asserts", words[:20])),
                "prop": None,
                "span": rng.choice((None, [0, 10**30], [n, n])),
            }
        ]
    return words


def _account(rng: random.Random) -> Account:
    words = corpus.text(rng)
    return Account(date=DateSpan(start=_DAY, end=_DAY, precision="day"), place=_GOOD_PLACE, kind=rng.choice(("clash", words[:20])),
                   parties=(Party(id="other", label=words),), claims=(Claim(claimant=words, says=words),))  # fmt: skip


def archives(rng: random.Random, folder: Path) -> str:
    """Restore from a damaged or hostile archive: all or nothing, and nothing outside of the store."""
    outer = folder / "outer"
    outer.mkdir()
    path = _bad_archive(rng, outer)
    target = folder / "store" / "new.db"
    target.parent.mkdir()
    before = _listing(folder)
    try:
        restore(path, target)
    except GeoError as err:
        _said(err)
        outcome = "refused"
    else:
        outcome = "restored"
        with Store(target) as store:
            store.table()
    after = {name for name in _listing(folder) if not name.startswith("store/")}
    assert after == before, f"restoring wrote {sorted(after - before)[:3]}"
    assert not Path("/tmp/panj_pwned").exists()
    return outcome


def _bad_archive(rng: random.Random, folder: Path) -> Path:
    parts = dict(archive_parts())
    names = sorted(parts)
    kind = rng.randrange(14)
    name = rng.choice(names)
    tables = [one for one in names if one.endswith(".jsonl") and parts[one]]
    if kind <= 5:  # one value of a row made hostile, the list made to agree
        table = rng.choice(tables)
        lines = parts[table].splitlines()
        at = rng.randrange(len(lines))
        row = json.loads(lines[at])
        row[rng.choice(list(row))] = rng.choice((corpus.short(rng, 200), corpus.number(rng), {"a": []}))
        lines[at] = corpus.dumps(row).encode()
        parts[table] = b"\n".join(lines) + b"\n"
    elif kind == 6:
        parts[name] = parts[name][: rng.randrange(len(parts[name]) + 1)]
    elif kind == 7:
        parts[name] += rng.choice((b"\n", b"[" * 100_000 + b"\n", b"{}\n", b"\x00\n", b"null\n", b"\xff\n"))
    elif kind == 8:
        del parts[name]
    elif kind == 9:
        listed = json.loads(parts["archive.json"])
        listed[rng.choice(("version", "schema", "format", "files"))] = rng.choice(
            (corpus.short(rng, 60), 10**30, -1, [], None, 1.5, {"../../x": {"rows": 1, "sha256": ""}})
        )
        parts["archive.json"] = json.dumps(listed).encode()
    if kind <= 5 or (kind == 7 and rng.random() < 0.5):
        _relist(parts)
    path = folder / f"a{rng.choice(('.zip', '.zip', ''))}" if kind < 10 else folder / "a.zip"
    if not path.suffix:
        path.mkdir()
        for one, data in parts.items():
            (path / one).write_bytes(data)
        if rng.random() < 0.3 and name in parts:
            (path / name).unlink()
            (path / name).symlink_to("/etc/passwd")
        return path
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for one, data in parts.items():
            box.writestr(one, data)
        if kind == 10:
            box.writestr(
                rng.choice(
                    ("../../../../tmp/panj_pwned", "/tmp/panj_pwned", "..\\x", "a/b", "C:\\x", "reports.jsonl/")
                ),
                b"x",
            )
        elif kind == 11:
            link = zipfile.ZipInfo("extra")
            link.external_attr = 0o120777 << 16
            box.writestr(link, "/tmp/panj_pwned")
        elif kind == 12:
            box.writestr("bomb", b"\x00" * 60_000_000)
    data = bytearray(out.getvalue())
    if kind == 13:
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(data)
    return path


def _relist(parts: dict[str, bytes]) -> None:
    listed = json.loads(parts["archive.json"])
    for name, entry in listed["files"].items():
        entry["sha256"] = hashlib.sha256(parts[name]).hexdigest()
        if entry["rows"] is not None:
            entry["rows"] = parts[name].count(b"\n")
    parts["archive.json"] = json.dumps(listed).encode()


def _listing(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def web(rng: random.Random, folder: Path) -> str:
    """Ask for an address that must not be fetched: nothing may be connected to but the public address."""
    reached: list[str] = []

    def connect(ip: str, port: int, seconds: float) -> Any:
        reached.append(ip)
        msg = "the test has no network"
        raise FetchError(msg)

    hostile = rng.choice(("127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "not an address", ""))
    (found,) = fetch(
        corpus.url(rng),
        network=Network(look_up=lambda host, port: [hostile] if rng.random() < 0.9 else [], connect=connect),
    )
    assert isinstance(found, ReadFailure)
    assert not reached, f"connected to {reached}"
    assert len(found.name) <= 300
    _printable(found)
    return "refused"


def incident(rng: random.Random) -> Incident:
    """Make an incident whose every text is hostile, as a store could hold it."""
    place = {
        **model.to_dict(_GOOD_PLACE),
        **{name: corpus.text(rng) for name in ("name", "settlement", "district", "region") if rng.random() < 0.8},
    }
    return Incident(
        id=corpus.text(rng).encode("utf-8", "replace").decode() or "x",
        summary=corpus.text(rng),
        date=rng.choice((DateSpan(start=_DAY, end=_DAY, precision="day"), DateSpan(partial=corpus.short(rng, 20)), DateSpan(start=_DAY.replace(year=1900), end=_DAY.replace(year=2100), precision="year"))),
        place=model.from_dict(place, model.Placement),
        kind="clash",
        place_note=corpus.text(rng),
        bank="TJ",
        parties=(Party(id="other", label=corpus.text(rng)),),
        seized=(Seizure(item="other", label=corpus.text(rng), count=rng.choice((1e308, 5e-324, float("nan"), 2)), unit=corpus.text(rng)),),
        claims=(Claim(claimant=corpus.text(rng), says=corpus.text(rng)),),
        sources=(Source(outlet=corpus.text(rng), url=rng.choice((corpus.text(rng), f"https://a.test/{corpus.short(rng, 60)}", f"https://{corpus.short(rng, 60)}"))),),
        note=corpus.text(rng),
    )  # fmt: skip


def exports(rng: random.Random, folder: Path) -> str:
    """Write hostile incidents in a format, and read it again."""
    name = rng.choice(tuple(export.FORMATS))
    data = export.to_bytes([incident(rng) for _ in range(2)], name)
    if name.endswith("csv"):
        rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
        assert len({len(row) for row in rows}) == 1, "a cell broke its row"
        for row in rows[1:]:
            for cell in row:
                # A number below zero is no formula; a text that looks like one has its apostrophe.
                if not _is_number(cell):
                    check_cell(cell)
    elif name == "xlsx":
        for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=2):
            for cell in row:
                assert cell.data_type != "f", f"a formula: {cell.value!r}"
                check_cell(cell.value)
    elif name == "kml":
        tree = ET.fromstring(data)
        for found in tree.iter("{http://www.opengis.net/kml/2.2}description"):
            check_html(found.text or "")
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
    check_html(popups.popup_html(one))
    check_html(popups.link(corpus.text(rng), corpus.url(rng)))
    words = corpus.text(rng) or "x"
    spots = [rng.randint(-5, len(words) + 5) for _ in range(4)]
    spans = {
        name: ((min(spots[:2]), max(spots[:2])), (spots[2], spots[3])) for name in ("killed", corpus.short(rng, 20))
    }
    report = Report(id="1", sha256="1", text=words)
    check_html(highlight.to_html(Reading(report=report, accounts=(Account(spans=spans),))))
    table = dataset_table([one])
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
    return _command(rng.choice(_COMMANDS)(*map(os.fsdecode, said)), folder)


def _command(words: list[str], folder: Path) -> str:
    with contextlib.chdir(folder):
        done = CliRunner().invoke(cli, words)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code in (0, 1, 2), done.exit_code
    if done.exit_code == 1:
        assert done.stderr.strip(), "exit code 1 without a reason"
    return {0: "done", 1: "refused", 2: "usage"}[done.exit_code]


def _said(err: GeoError) -> None:
    """See that an error says something, briefly, that can be shown."""
    assert str(err).strip(), "an error without words"
    assert len(str(err)) < 5_000, f"an error of {len(str(err)):,} characters"


_GOOD_PLACE: Final = next(one.place for one in dataset.load() if one.place.precision_class == "settlement")
_DAY: Final = next(one.date.start for one in dataset.load() if one.date.start)
_KEPT: dict[str, Any] = {}


def dataset_table(incidents: list[Incident]) -> Any:
    return IncidentTable.from_incidents(incidents)


def _table_of_shipped() -> Any:
    if "table" not in _KEPT:
        _KEPT["table"] = dataset_table(list(dataset.load()))
    return _KEPT["table"]


def _desk(folder: Path) -> Desk:
    """Open one store for a run, beside the folders of its cases."""
    place = folder.parent / "kept.db"
    if str(place) not in _KEPT:
        store = Store(place)
        _KEPT[str(place)] = Desk(store, User("o'hostile <b>", Role.ADMIN))
        report = files.make_report(corpus.STORY)
        store.add(read_report(report), reader_version="test")
        _KEPT[f"{place} accounts"] = store.reading(report.id, reader_version="test")[1]
    return _KEPT[str(place)]


def _accounts(own: Desk) -> tuple[str, ...]:
    return next(value for key, value in _KEPT.items() if key.endswith(" accounts"))


def archive_parts() -> dict[str, bytes]:
    if "archive" not in _KEPT:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with Store(folder / "a.db") as store:
                added = store.add(read_report(files.make_report(corpus.STORY)), reader_version="test")
                store.judge("different", added.account_ids[0], store.ids()[0], user="x", reason="y")
            backup(folder / "taken", folder / "a.db")
            _KEPT["archive"] = {one.name: one.read_bytes() for one in (folder / "taken").iterdir()}
    return _KEPT["archive"]


SURFACES: Final[dict[str, Surface]] = {
    "upload": upload,
    "read": read_folder,
    "import": import_table,
    "import into a store": import_to_store,
    "column map": column_map,
    "address": address,
    "geocode": place_words,
    "locate": place_points,
    "roles": roles,
    "desk": desk,
    "restore": archives,
    "fetch": web,
    "export": exports,
    "markup": markup,
    "command": command,
}


def attack(name: str, seed: int, place: Path) -> str:
    """Run one case of a surface in a folder of its own, which goes after; the seed names the case."""
    folder = place / "case"
    folder.mkdir(parents=True)
    try:
        return SURFACES[name](random.Random(f"{name} {seed}"), folder)
    finally:
        shutil.rmtree(folder)
