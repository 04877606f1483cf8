"""Let writers and readers, each a process, use one store at once: whether an update is lost, and how long a read takes.

Half of the writers take in reports without a pause as `python -m geo ingest` does, which lets others go first: reports
of their own and, in turn, reports that all of them have. The rest do what reviewers do: each adds one to a number of an
incident, the same for all, from what it saw, and notes something. Readers ask for the incidents of a filter, as a page
does. Reviewers and readers rest in between as people would (--pause, on average).

Three times as long: the readers alone; with the writers; and, to tell what sharing the store costs from what sharing
the processors does, with the writers busy in another store of the same kind.

    python benchmarks/concurrency.py [--writers 8] [--readers 50] [--seconds 60] [--pause 1] [--db URL]

Exits with 1 if an update was lost or an error reached anybody. Writes benchmarks/results/concurrency.json; what is
there of the other database is kept.
"""

import argparse
import datetime as dt
import itertools
import json
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import _root  # noqa: F401 - finds the library
from _children import Child, end_all
from _stores import RESULTS, VERSION, Maker, Place, machine, places, quantile, write

from geo import pipeline
from geo.core.errors import ConflictError
from geo.core.model import Casualties, Reading
from geo.core.process import give_way
from geo.incidents.filters import Filter
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.store import Store
from geo.store.verify import verify

OUT = RESULTS / "concurrency.json"
_N_KINDS = 2
_DAYS = 90

Say = Callable[[str], None]


def filters(last: dt.date) -> tuple[Filter, ...]:
    """Return what readers ask for, up to a day: later ones come in meanwhile, and no answer is to grow by them."""
    first = last - dt.timedelta(days=_DAYS)
    return (
        Filter(date_from=first, date_to=last),
        Filter(date_from=first, date_to=last, kinds=("mine",)),
        Filter(date_to=last, parties=("taliban",), min_killed=3),
        Filter(date_to=last, text="taliban mine"),
    )


def read_on(location: str, seconds: float, pause: float, seed: int, last: dt.date, say: Say) -> None:
    """Ask again and again, and say how long each answer took."""
    chosen = filters(last)
    rng = random.Random(seed)
    with Store(location) as store:
        until = time.monotonic() + seconds
        time.sleep(rng.uniform(0, min(pause, seconds / 2)))
        while time.monotonic() < until:
            start = time.perf_counter()
            store.incidents(rng.choice(chosen))
            say(f"read {time.perf_counter() - start}")
            time.sleep(rng.uniform(0, 2 * pause))


def ingest_on(location: str, seconds: float, own: list[Reading], shared: list[Reading], say: Say) -> None:
    """Take in reports as the command does, and say of each that it is kept."""
    give_way()
    until = time.monotonic() + seconds
    in_turn = (reading for pair in zip(own, shared, strict=True) for reading in pair)
    # One at least, however slow the machine is.
    wanted = itertools.chain(itertools.islice(in_turn, 1), _until(until, in_turn))
    with Store(location) as store:
        for item in pipeline.keep(wanted, store, reader_version=VERSION):
            assert isinstance(item, pipeline.Ingested)
            say(f"kept {item.report_id}")


def _until(moment: float, readings: Iterator[Reading]) -> Iterator[Reading]:
    return itertools.takewhile(lambda _: time.monotonic() < moment, readings)


def review_on(location: str, seconds: float, pause: float, name: str, subject: str, say: Say) -> None:
    """Change and note something in turn as a reviewer does, and say of each that it is kept, and how long it took."""
    rng = random.Random(name)
    with Store(location) as store:
        desk = Desk(store, User(name=name, role=Role.REVIEWER))
        until = time.monotonic() + seconds
        turn = 0
        # Each once at least, however slow the machine is.
        while turn < _N_KINDS or time.monotonic() < until:
            start = time.perf_counter()
            if turn % _N_KINDS == 0:
                _count_up(desk, subject, say)
            else:
                say(f"noted {desk.note(subject, f'{name} {turn}')}")
            say(f"wrote {time.perf_counter() - start}")
            time.sleep(rng.uniform(0, 2 * pause))
            turn += 1


def _count_up(desk: Desk, subject: str, say: Say) -> None:
    """Add one to a number as a reviewer would: look, change what was seen, and look again if somebody was faster."""
    while True:
        seen = desk.incident(subject)
        assert seen.incident is not None
        value = Casualties(best=(seen.incident.killed.best or 0) + 1)
        try:
            desk.set_value(subject, "killed", value, seen=seen.seen)
        except ConflictError:
            say("conflict")
            continue
        say("counted")
        return


def measure(
    place: Place, n_writers: int, n_readers: int, seconds: float, pause: float, n_before: int
) -> dict[str, Any]:
    """Run the three phases, and look through the store afterwards."""
    # More than can be taken in meanwhile.
    n_each = max(int(seconds * 100), 4)
    n_ingesting = (n_writers + 1) // 2
    readings = list(Maker().readings(n_before + (n_ingesting + 1) * n_each))
    before, shared = readings[:n_before], readings[n_before : n_before + n_each]
    last = max(account.date.end for reading in before for account in reading.accounts if account.date.end)
    own = [readings[n_before + (1 + one) * n_each :][:n_each] for one in range(n_ingesting)]
    figures: dict[str, Any] = {"writers": n_writers, "readers": n_readers, "seconds": seconds, "pause": pause}
    locations, subjects = [], []
    for _ in range(2):
        location = place.new()
        with Store(location) as store:
            store.add_all(before, reader_version=VERSION)
            subjects.append(store.incidents()[-1].id)
        locations.append(location)
    location, subject = locations[0], subjects[0]
    with Store(location) as store:
        killed = Desk(store, User(name="before", role=Role.VIEWER)).incident(subject).incident
        assert killed is not None
        first = killed.killed.best or 0

    def phase(written: int | None) -> dict[str, Any]:
        readers = [Child(partial(read_on, location, seconds, pause, number, last)) for number in range(n_readers)]
        writers = []
        if written is not None:
            at, of = locations[written], subjects[written]
            writers = [Child(partial(ingest_on, at, seconds, own[number], shared)) for number in range(n_ingesting)]
            writers += [
                Child(partial(review_on, at, seconds, pause, f"writer {number}", of))
                for number in range(n_ingesting, n_writers)
            ]
        load = machine()
        said = end_all([*readers, *writers])
        took = {what: [float(line.split()[1]) for line in said if line.startswith(what)] for what in ("read", "wrote")}
        if not took["read"]:
            raise SystemExit(f"nobody read anything: {said[:3]}")
        return {
            **{
                f"{what} {name} ms": round(quantile(times, share) * 1_000, 1)
                for what, times in took.items()
                if times
                for name, share in (("median", 0.5), ("p95", 0.95), ("longest", 1.0))
            },
            "reads": len(took["read"]),
            "writes of reviewers": len(took["wrote"]),
            "reports kept": sum(line.startswith("kept") for line in said),
            "conflicts told": said.count("conflict"),
            "wrong": [line for line in said if line.startswith("wrong")],
            "said": said,
            "machine": load,
        }

    phases = {"readers alone": phase(None), "writers too": phase(0), "writers elsewhere": phase(1)}
    said = phases["writers too"]["said"]
    wrong = _lost(location, subject, first, said)
    for name, found in phases.items():
        wrong += [f"{name}: {line}" for line in found.pop("wrong")]
        del found["said"]
    alone, beside, elsewhere = (found["read p95 ms"] for found in phases.values())
    return {
        **figures,
        **phases,
        "p95 with writers to p95 alone": round(beside / alone, 2),
        "p95 with writers to p95 with them elsewhere": round(beside / elsewhere, 2),
        "reports acknowledged": len({line for line in said if line.startswith("kept")}),
        "counted": said.count("counted"),
        "wrong": wrong,
    }


def _lost(location: str, subject: str, first: int, said: list[str]) -> list[str]:
    """Return what of all that was acknowledged is not there, and what else is wrong."""
    wrong = [f"verify: {problem}" for problem in verify(location)]
    with Store(location) as store:
        stored = [report.id for report in store.reports()]
        kept = {line.split()[1] for line in said if line.startswith("kept")}
        if kept - set(stored):
            wrong.append(f"{len(kept - set(stored))} acknowledged reports are lost")
        if len(stored) != len(set(stored)):
            wrong.append("a report is there twice")
        file = Desk(store, User(name="after", role=Role.VIEWER)).incident(subject)
        assert file.incident is not None
        n_counted = said.count("counted")
        if (file.incident.killed.best or 0) != first + n_counted:
            wrong.append(f"{n_counted} times one was added to {first}, which makes {file.incident.killed.best}")
        numbers = {event.number for event in file.history}
        noted = {int(line.split()[1]) for line in said if line.startswith("noted")}
        if noted - numbers:
            wrong.append(f"{len(noted - numbers)} acknowledged notes are lost")
    return wrong


def main() -> None:
    """Measure each database, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=1, help="seconds that a reader or reviewer rests, on average")
    parser.add_argument("--before", type=int, default=300, help="reports that are there when it begins")
    parser.add_argument("--backends", default="sqlite,postgresql")
    parser.add_argument("--db", help="a folder, or the URL of an empty PostgreSQL database, copied for each store")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    is_wrong = False
    with places(args.db, args.backends.split(",")) as found:
        for name, place in found.items():
            figures = measure(place, args.writers, args.readers, args.seconds, args.pause, args.before)
            print(name, json.dumps(figures, indent=1), flush=True)
            is_wrong = is_wrong or bool(figures["wrong"])
            others = json.loads(args.out.read_text("utf-8")) if args.out.exists() else {}
            write(args.out, {**others, name: figures})
    if is_wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
