"""A store under hostile input: what people say of it, and archives to make one of."""

import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from geo.core import model
from geo.core.errors import ConflictError, GeoError
from geo.core.model import Account, Claim, DateSpan, Party
from geo.store import events
from geo.store.backup import restore
from geo.store.store import Store
from tests.hostile import corpus, kept, safety

Surface = Callable[[random.Random, Path], str]


def desk(rng: random.Random, folder: Path) -> str:
    """Say something hostile of what a store holds; it must still be readable after."""
    own = kept.desk(folder)
    ids = own.store.ids()
    subject = rng.choice((*ids[:5], *kept.accounts(own), corpus.short(rng, 100)))
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
        safety.check_said(err)
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
            **model.to_dict(kept.GOOD_PLACE),
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
    return Account(
        date=DateSpan(start=kept.DAY, end=kept.DAY, precision="day"),
        place=kept.GOOD_PLACE,
        kind=rng.choice(("clash", words[:20])),
        parties=(Party(id="other", label=words),),
        claims=(Claim(claimant=words, says=words),),
    )


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
        safety.check_said(err)
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
    parts = dict(kept.archive_parts())
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
    return _packed(rng, folder, parts, kind, name)


def _packed(rng: random.Random, folder: Path, parts: dict[str, bytes], kind: int, name: str) -> Path:
    """Write the parts as a folder or a zip, the latter with more in it or damaged by its kind."""
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
