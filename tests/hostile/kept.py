"""What the cases of a run share: good values, a store of theirs, an archive to damage."""

import tempfile
from pathlib import Path
from typing import Any, Final

from geo.core.model import Incident
from geo.incidents import dataset
from geo.incidents.table import IncidentTable
from geo.reports import files
from geo.reports.reader import read_report
from geo.store.access import Role, User
from geo.store.backup import backup
from geo.store.desk import Desk
from geo.store.store import Store
from tests.hostile import corpus

GOOD_PLACE: Final = next(one.place for one in dataset.load() if one.place.precision_class == "settlement")
DAY: Final = next(one.date.start for one in dataset.load() if one.date.start)
_KEPT: dict[str, Any] = {}


def table_of(incidents: list[Incident]) -> Any:
    return IncidentTable.from_incidents(incidents)


def shipped_table() -> Any:
    if "table" not in _KEPT:
        _KEPT["table"] = table_of(list(dataset.load()))
    return _KEPT["table"]


def desk(folder: Path) -> Desk:
    """Open one store for a run, beside the folders of its cases."""
    place = folder.parent / "kept.db"
    if str(place) not in _KEPT:
        store = Store(place)
        _KEPT[str(place)] = Desk(store, User("o'hostile <b>", Role.ADMIN))
        report = files.make_report(corpus.STORY)
        store.add(read_report(report), reader_version="test")
        _KEPT[f"{place} accounts"] = store.reading(report.id, reader_version="test")[1]
    return _KEPT[str(place)]


def accounts(own: Desk) -> tuple[str, ...]:
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
