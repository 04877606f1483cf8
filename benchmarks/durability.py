"""Kill those who write to a store, and the server below them, and see that nothing acknowledged is lost.

Kills: a process takes in made-up reports, one transaction each, and says so of each that is kept. At a random moment it
gets SIGKILL; after each time `verify` must find nothing, what was acknowledged must be there as it was given, and the
next process takes in the same reports from the first on. Once all are in, the store must show the same as one that
nobody disturbed. One kill in ten comes while the store is being opened, or made.

Restarts (PostgreSQL): the server stops as in a crash (`pg_ctl stop -m immediate`) and starts again while several
processes write; what it cuts off must be told in a StoreError, and each process goes on by repeating.

    python benchmarks/durability.py [--kills 200] [--restarts 10] [--reports 500] [--db URL] [--seed 0]

Exits with 1 if anything is wrong. Writes benchmarks/results/durability.json; what is there of the other database is
kept. What a killed process has written, the system has: a machine that loses its power is not tried here.
"""

import argparse
import contextlib
import json
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import _root  # noqa: F401 - finds the library
from _children import Child, end_all
from _stores import RESULTS, VERSION, Maker, Place, machine, places, write

from geo.core import model
from geo.core.errors import StoreError
from geo.core.model import Incident, Reading
from geo.store.engine import is_there
from geo.store.store import Store
from geo.store.verify import verify

OUT = RESULTS / "durability.json"
_OPENING_SHARE = 0.1
_TELL_EACH = 20
_N_WRITERS = 4
_LIMIT_S = 120


@dataclass(kw_only=True)
class Finding:
    """What was tried with a database, and what was wrong."""

    kills: int = 0
    kills_while_opening: int = 0
    rounds: int = 0
    acknowledged: int = 0
    restarts: int = 0
    cut: int = 0
    wrong: list[str] = field(default_factory=list)


def take_in(location: str, readings: list[Reading], say: Callable[[str], None]) -> None:
    """Take in reports in their order, as `ingest` does, and acknowledge each by its number."""
    with Store(location) as store:
        say("open")
        for number, reading in enumerate(readings):
            if store.reading(reading.report.id, reader_version=VERSION) is None:
                store.add(reading, reader_version=VERSION)
                say(str(number))
    say("done")


def check(location: str, readings: list[Reading], kept: set[int], *, in_full: bool) -> Iterator[str]:
    """Give what is wrong with a store in which some readings are acknowledged."""
    for problem in verify(location):
        yield f"verify: {problem}"
    with Store(location) as store:
        stored = [report.id for report in store.reports()]
        if len(set(stored)) != len(stored):
            yield "a report is there twice"
        known = {reading.report.id for reading in readings}
        if set(stored) - known:
            yield f"{len(set(stored) - known)} reports are there that nobody gave"
        lost = {number for number in kept if readings[number].report.id not in set(stored)}
        if lost:
            yield f"acknowledged and lost: {sorted(lost)}"
        for number in sorted(kept - lost if in_full else sorted(kept - lost)[-3:]):
            found = store.reading(readings[number].report.id, reader_version=VERSION)
            if found is None or found[0] != readings[number]:
                yield f"report {number} is not as it was given"
            elif set(store.incident_ids(found[1])) != set(found[1]):
                yield f"an account of report {number} was not matched"


def undisturbed(location: str, readings: list[Reading]) -> tuple[Incident, ...]:
    """Return what a store shows into which the readings went without any trouble."""
    with Store(location) as store:
        for reading in readings:
            store.add(reading, reader_version=VERSION)
        return store.incidents()


def kill_often(place: Place, readings: list[Reading], n_kills: int, seed: int, until: float) -> Finding:
    """Kill n times, or until a time; when all the readings are in, go on with a new store."""
    finding, rng = Finding(), random.Random(seed)
    expected = undisturbed(place.new(), readings)
    opening_s, report_s = 0.5, 0.05
    while finding.kills < n_kills and time.monotonic() < until:
        finding.rounds += 1
        location, kept = place.new(), set[int]()
        is_done = is_made = False
        while not is_done and finding.kills < n_kills and time.monotonic() < until:
            start = time.monotonic()
            child = Child(partial(take_in, location, readings))
            if rng.random() < _OPENING_SHARE:
                child.listen(rng.uniform(0, opening_s))
                finding.kills_while_opening += "open" not in child.said
            else:
                # The first word is that it is open.
                child.listen(_LIMIT_S, until_it_says_more=True)
                opened = time.monotonic()
                opening_s = opened - start
                left, kills_left = len(readings) - len(kept), n_kills - finding.kills
                child.listen(rng.uniform(0, 2 * report_s * max(left / kills_left, 1)))
                acks = max(sum(line.isdigit() for line in child.said), 1)
                report_s = 0.8 * report_s + 0.2 * (time.monotonic() - opened) / acks
            said = child.kill()
            finding.wrong += [line for line in said if line.startswith("wrong")]
            is_done = "done" in said
            finding.kills += not is_done
            kept |= {int(line) for line in said if line.isdigit()}
            is_made = is_made or "open" in said
            if is_made or is_there(location):
                finding.wrong += _after_kill(location, readings, kept, is_made)
            if finding.kills % _TELL_EACH == 0:
                print(f"{finding.kills} kills, {len(kept)} reports, {len(finding.wrong)} wrong", flush=True)
        take_in(location, readings, lambda _: None)
        everything = set(range(len(readings)))
        finding.acknowledged += len(kept)
        finding.wrong += check(location, readings, everything, in_full=True)
        with Store(location) as store:
            if store.incidents() != expected:
                finding.wrong.append("the incidents are others than those of a store that nobody disturbed")
    return finding


def _after_kill(location: str, readings: list[Reading], kept: set[int], is_made: bool) -> list[str]:
    try:
        return list(check(location, readings, kept, in_full=False))
    except StoreError as err:
        # Until a store was opened once, there may be none, or an empty file.
        return [f"cannot be opened: {err}"] if is_made or "is none" not in str(err) else []


def _without_ids(incidents: Iterable[Incident]) -> list[str]:
    """Write incidents down without their ids, which name the account that came first, and so the order of writers."""
    return sorted(json.dumps(model.to_dict(replace(incident, id=""))) for incident in incidents)


def restart_often(place: Place, readings: list[Reading], n_restarts: int, seed: int) -> Finding:
    """Let several processes write while the server crashes n times; each repeats what was cut off."""
    assert place.server is not None
    finding, rng = Finding(), random.Random(seed)
    expected = undisturbed(place.new(), readings)
    location, kept, todo = place.new(), set[int](), list(range(len(readings)))
    Store(location).close()
    while finding.restarts < n_restarts:
        if not todo:
            location, kept, todo = place.new(), set[int](), list(range(len(readings)))
            Store(location).close()
        some = todo[: max(len(readings) // n_restarts, _N_WRITERS)]
        children = [Child(partial(insist, location, readings, some[first::_N_WRITERS])) for first in range(_N_WRITERS)]
        time.sleep(rng.uniform(0, 0.05 * len(some)))
        place.server.stop("immediate")
        place.server.start()
        finding.restarts += 1
        said = end_all(children)
        finding.cut += sum(line.startswith("cut") for line in said)
        finding.wrong += [line for line in said if line.startswith("wrong")]
        kept |= {int(line) for line in said if line.isdigit()}
        if not set(some) <= kept:
            finding.wrong.append(f"writers ended before they had done: {sorted(set(some) - kept)}")
        finding.wrong += check(location, readings, kept, in_full=False)
        todo = [number for number in todo if number not in kept]
        finding.acknowledged += len(some)
    if not todo:
        with Store(location) as store:
            if _without_ids(store.incidents()) != _without_ids(expected):
                finding.wrong.append("the incidents are others than those of a server that went on")
    return finding


def insist(location: str, readings: list[Reading], own: list[int], say: Callable[[str], None]) -> None:
    """Take in some readings, and go on after each trouble that is told as it should be."""
    until = time.monotonic() + _LIMIT_S
    with contextlib.ExitStack() as stack:
        store = None
        while own and time.monotonic() < until:
            try:
                store = store or stack.enter_context(Store(location))
                store.add(readings[own[0]], reader_version=VERSION)
                say(str(own.pop(0)))
            except StoreError as err:
                is_told = "the connection to the server was cut" in str(err) or "check that the server runs" in str(err)
                say("cut" if is_told else f"wrong: {err}")
                time.sleep(0.1)


def main() -> None:
    """Try each database, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--restarts", type=int, default=10)
    parser.add_argument("--reports", type=int, default=500)
    parser.add_argument("--backends", default="sqlite,postgresql")
    parser.add_argument("--minutes", type=float, default=600, help="kill no more after so many")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--db", help="a folder, or the URL of an empty PostgreSQL database, copied for each store")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    readings = list(Maker(args.seed).readings(args.reports))
    is_wrong = False
    with places(args.db, args.backends.split(",")) as found:
        for name, place in found.items():
            before, start = machine(), time.monotonic()
            until = start + 60 * args.minutes
            tried = {"kill": kill_often(place, readings, args.kills, args.seed, until)}
            if place.server is not None and args.restarts:
                tried["restart"] = restart_often(place, readings, args.restarts, args.seed)
            figures: dict[str, Any] = {
                "reports": args.reports,
                **{what: vars(finding) for what, finding in tried.items()},
                "seconds": round(time.monotonic() - start),
                "machine before": before,
                "machine after": machine(),
            }
            print(name, json.dumps(figures), flush=True)
            is_wrong = is_wrong or any(finding.wrong for finding in tried.values())
            others = json.loads(args.out.read_text("utf-8")) if args.out.exists() else {}
            write(args.out, {**others, name: figures})
    if is_wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
