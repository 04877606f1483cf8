"""The shipped incidents: built from `data/sources/incidents.jsonl` by `geo.incidents.build`, read-only."""

import json
from functools import lru_cache
from pathlib import Path

from geo.core import manifest, model
from geo.core.errors import DataIntegrityError, RecordError
from geo.core.model import Incident
from geo.core.settings import settings

FILE = "incidents.jsonl"
LICENCE = "CC-BY-4.0"
ATTRIBUTION = "Incidents compiled by Panj Watch from the public reports named with each (CC BY 4.0)"


def load() -> tuple[Incident, ...]:
    """Return the shipped incidents, by first day and id, undated ones last; read once a process.

    Raises
    ------
    DataIntegrityError
        The file is missing, not the one its manifest entry describes, or not readable as incidents.
    """
    data_dir = settings().data_dir
    # The entry is part of the key: a folder whose data change while a page is open is read again.
    return _load(data_dir, manifest.load(data_dir).get(FILE))


def gathered() -> str:
    """Return the day on which the shipped incidents were last gathered from their sources, as an ISO date.

    Raises
    ------
    DataIntegrityError
        The manifest is missing.
    """
    return max(origin.retrieved for origin in manifest.load()[FILE].origins)


@lru_cache(maxsize=2)
def _load(data_dir: Path, _entry: manifest.Entry | None) -> tuple[Incident, ...]:
    path = manifest.verified(FILE, data_dir)
    try:
        return tuple(model.from_dict(json.loads(line), Incident) for line in path.read_text("utf-8").splitlines())
    except (ValueError, RecordError) as err:
        msg = f"{path} cannot be read as incidents ({err}): run build-incidents"
        raise DataIntegrityError(msg) from err
