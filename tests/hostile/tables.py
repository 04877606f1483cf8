"""Hostile tables, GeoJSON, settings and addresses of the web."""

import json
import random
from typing import Any

from tests.hostile import corpus


def table(rng: random.Random, columns: tuple[str, ...], good: dict[str, str]) -> bytes:
    """Make a hostile table of some columns: rows of which each has some cells replaced, some torn, some binary."""
    delimiter = rng.choice(",,,;\t|")
    names = [name if rng.random() < 0.99 else corpus.short(rng, 40) for name in columns]
    lines = [delimiter.join(_quoted(name) for name in names)]
    for _ in range(rng.randint(1, 8)):
        cells = dict(good)
        for name in rng.sample(columns, rng.randint(1, min(4, len(columns)))):
            cells[name] = (
                corpus.short(rng, 25_000)
                if rng.random() < 0.7
                else str(rng.choice(corpus.NUMBERS[:6] + corpus.NUMBERS[7:]))
            )
        row = delimiter.join(_quoted(cells.get(name, "")) for name in columns)
        lines.append(row if rng.random() < 0.95 else row[: rng.randrange(len(row) + 1)])
    data = corpus.utf8(rng.choice(("\n", "\r\n", "\r")).join(lines))
    kind = rng.randrange(12)
    if kind == 0:
        return data.decode("utf-8", "replace").encode("utf-16")
    if kind == 1:
        return data[: rng.randrange(len(data) + 1)] + rng.randbytes(20)
    return data


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def geojson(rng: random.Random, good: dict[str, Any]) -> bytes:
    """Make hostile GeoJSON: odd geometries, properties, reference systems, nesting, ends."""
    spots: tuple[Any, ...] = (
        [70.01, 37.68], [37.68, 70.01], [], [1], ["x", "y"], [None, None], [1e308, -1e308], [[70, 37]], {"a": 1},
        [float("nan"), 1], [10**30, 0], None, [70.01, 37.68, 1, 2, 3], [[[70, 37], [70, 37], [70, 37]]],
        [[[70, 37], [71, 38], [70, 38], [71, 37], [70, 37]]], [[[70, 37], [71, 37], [71, 38]]],
    )  # fmt: skip
    kinds = ("Point", "Polygon", "MultiPolygon", "LineString", "GeometryCollection", "Circle", None, 5, [])
    features = [
        {
            "type": rng.choice(("Feature", "Feature", "Feature", "", None)),
            "geometry": rng.choice(
                (
                    None,
                    "x",
                    [],
                    {"type": rng.choice(kinds), "coordinates": rng.choice(spots)},
                    {"type": "Point", "coordinates": [70.01, 37.68]},
                )
            ),
            "properties": rng.choice(
                (
                    {
                        **good,
                        rng.choice(list(good)): rng.choice(
                            (
                                corpus.short(rng),
                                corpus.number(rng) if rng.random() < 0.5 else [corpus.short(rng, 40)],
                                {"x": [1]},
                            )
                        ),
                    },
                    good,
                    None,
                    [],
                    "x",
                )
            ),
            "id": rng.choice((1, "a", None, [], corpus.short(rng, 40))),
        }
        for _ in range(rng.randint(0, 5))
    ]
    stated = rng.choice(
        (
            None,
            None,
            None,
            {
                "type": "name",
                "properties": {
                    "name": rng.choice(
                        ("EPSG:32642", "EPSG:99999", "urn:ogc:def:crs:OGC:1.3:CRS84", corpus.short(rng, 60), 5, None)
                    )
                },
            },
            [],
            "x",
        )
    )
    members = [f'"features": [{",".join(map(_dump_feature, features))}]', '"type": "FeatureCollection"']
    if stated is not None:
        members.insert(rng.randrange(2), f'"crs": {json.dumps(stated)}')
    data = corpus.utf8("{" + ",".join(members) + "}")
    kind = rng.randrange(14)
    if kind == 0:
        return data[: rng.randrange(len(data) + 1)]
    if kind == 1:
        return rng.choice(
            (
                b'{"features": ' + b"[" * 100_000,
                b'{"features": [' + b'{"a":' * 60_000,
                b"",
                b"[]",
                b"{}",
                b'{"features": {}}',
                b'{"features": [1, "a", null, []]}',
                b'{"features": [' + b"9" * 20_000 + b"]}",
                b'{"features": [{"type": "Feature", "properties": {"date": ' + b"9" * 5_000 + b"}}]}",
            )
        )
    return data


def _dump_feature(value: Any) -> str:
    try:
        return json.dumps(value)
    except ValueError:  # a number of more digits than Python writes
        return '{"type": "Feature", "geometry": null, "properties": {"killed": ' + "9" * 6_000 + "}}"


def toml(rng: random.Random) -> bytes:
    """Make a hostile file of roles."""
    value = rng.choice(
        (
            '"admin"',
            '"viewer"',
            '"nobody"',
            "1",
            "[]",
            "{}",
            "1e400",
            "nan",
            "true",
            "9" * 5_000,
            "1979-05-27",
            json.dumps(corpus.short(rng, 60)),
        )
    )
    key = rng.choice(
        (
            "anonymous",
            "others",
            "group_claim",
            "require_verified_email",
            "emails",
            "groups",
            json.dumps(corpus.short(rng, 60)),
        )
    )
    who = rng.choice(
        ('"a@b.test"', '"A@b.test"', '""', '"@"', '"\u212aelvin@b.test"', json.dumps(corpus.short(rng, 60)))
    )
    return rng.choice(
        (
            corpus.utf8(f"{key} = {value}\n"),
            corpus.utf8(f"[{rng.choice(('emails', 'groups'))}]\n{who} = {value}\n{who} = {value}\n"),
            corpus.utf8(f"[{rng.choice(('emails', 'groups'))}]\n{who} = {value}\n"),
            corpus.utf8(f'[emails]\n{who} = "admin"\n[groups]\n{who} = {value}\n'),
            b"a = " + b"[" * 100_000,
            b"a = " + b"{a=" * 50_000,
            b"a." * 50_000 + b"a = 1",
            b"[" * 1_000,
            b"\xff\xfe",
            b"\x00",
            corpus.utf8(corpus.text(rng)),
        )
    )


def url(rng: random.Random) -> str:
    """Make an address that must not be fetched, or is none."""
    hosts = (
        "127.0.0.1", "localhost", "[::1]", "0", "0x7f000001", "2130706433", "017700000001",
        "169.254.169.254", "10.0.0.1",
        "[::ffff:127.0.0.1]", "[fe80::1%25lo]", "192.168.1.1", "metadata.google.internal", "127.1",
        "localhost.", "１２７.0.0.1",
        "a" * 300 + ".test", "xn--.test", "..", "", "[", "evil.invalid", "[::]", "224.0.0.1", "100.64.0.1", "㎇.test",
    )  # fmt: skip
    schemes = ("http", "https", "file", "ftp", "gopher", "javascript", "data", "HTTP", "", "jar:http", "dict")
    port = rng.choice(("", "", ":22", ":0", ":99999", ":-1", ":x", ":80"))
    kind = rng.randrange(5)
    if kind == 0:
        return corpus.short(rng)
    start = f"{rng.choice(schemes)}:{rng.choice(('//', '//', '/', ''))}{rng.choice(('', '', 'a:b@', '127.0.0.1@'))}"
    return f"{start}{rng.choice(hosts)}{port}/{corpus.short(rng, 60) if kind == 1 else ''}"
