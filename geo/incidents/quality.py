"""Checks of the whole: published tallies against the incidents, and what is weak in the incidents' record.

Nothing here changes an incident. A tally that is not met, or an incident with a disputed figure, is no error; it is
what a careful reader must know before the figures go into a briefing.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from geo.border import layers
from geo.core import manifest, vocab
from geo.core.errors import DataIntegrityError, RecordError
from geo.core.model import Incident, from_dict
from geo.core.settings import settings
from geo.incidents import tallies
from geo.incidents.tallies import PublishedTally, TallyCheck

TALLIES_FILE: Final = "sources/tallies.jsonl"
ACCURACY_FILE: Final = "accuracy.json"
LAYERS: Final = ("border", "countries", "regions", "districts", "segments")
_VAGUE = {name for name, precision in vocab.PRECISION_CLASSES.items() if precision.order > 4}  # wider than a region
_MONTH_OR_WIDER = ("month", "season", "year")


@dataclass(frozen=True, slots=True)
class Finding:
    """One question put to every incident: what it is about, and the ids of those it is true of."""

    id: str
    label: str
    ids: tuple[str, ...]


def load_tallies() -> tuple[PublishedTally, ...]:
    """Load the shipped tallies, newest first.

    Raises
    ------
    DataIntegrityError
        The file is missing or was changed.
    RecordError
        A line is no tally; the message names it.
    """
    path = manifest.verified(TALLIES_FILE)
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            found.append(from_dict(json.loads(line), PublishedTally))
        except (RecordError, ValueError) as err:
            msg = f"{TALLIES_FILE}, line {number}: {err}"
            raise RecordError(msg) from err
    return tuple(sorted(found, key=lambda tally: (tally.published or date.min, tally.id), reverse=True))


def verdict(check: TallyCheck) -> str:
    """Say in words how a tally and the incidents compare, with the gap.

    >>> from geo.core.model import Count, Tally
    >>> verdict(TallyCheck(tally=Tally(), verdict="short", n_incidents=3, killed=Count(), incidents_missing=2))
    'Short by 2 incidents'
    """
    parts = [
        f"{abs(number):,} {noun.removesuffix('s') if abs(number) == 1 else noun}"
        for number, noun in ((check.incidents_missing, "incidents"), (check.killed_missing, "killed"))
        if number
    ]
    if check.verdict == tallies.EQUAL:
        return "Covered exactly"
    if check.verdict == tallies.NOTHING:
        return "Not comparable"
    return f"{'Short by' if check.verdict == tallies.SHORT else 'More by'} {' and '.join(parts)}"


def findings(incidents: Sequence[Incident]) -> tuple[Finding, ...]:
    """Ask every question of every incident."""
    return tuple(
        Finding(name, label, tuple(incident.id for incident in incidents if is_so(incident)))
        for name, (label, is_so) in _QUESTIONS.items()
    )


def load_accuracy() -> dict[str, Any]:
    """Load the reader's measures as last recorded: `file`, the labelled reports, and `measures` by name (shares 0-1).

    Raises
    ------
    DataIntegrityError
        The file is missing or was changed.
    """
    accuracy: dict[str, Any] = json.loads(manifest.verified(ACCURACY_FILE).read_text("utf-8"))
    return accuracy


def record_accuracy(labelled: str, measures: Mapping[str, float]) -> None:
    """Keep the reader's measures on a file of labelled reports with the data, and list it in the manifest."""
    document = {
        "file": labelled,
        "measures": {name: round(value, 4) for name, value in measures.items()},
    }
    path = settings().data_dir / ACCURACY_FILE
    path.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    manifest.record(
        ACCURACY_FILE,
        title="Accuracy of the reader",
        origins=manifest.load()[TALLIES_FILE].origins,
        rows=None,
        crs=None,
        made_by=f"python -m geo evaluate tests/cases/{labelled} --record",
    )


def damaged_files() -> dict[str, str]:
    """Check every file of the manifest, and that the layers load; return what is wrong, by file."""
    problems = {}
    for name in manifest.load():
        try:
            manifest.verified(name)
        except DataIntegrityError as err:
            problems[name] = str(err)
    for name in LAYERS:
        file = f"layers/{name}.parquet"
        if file not in problems:
            try:
                layers.load(name)
            except DataIntegrityError as err:
                problems[file] = str(err)
    return problems


def _disputed(incident: Incident) -> bool:
    return any(
        count.low is not None and count.high is not None and count.low != count.high
        for count in (incident.killed, incident.wounded, incident.detained)
    )


_QUESTIONS: Final[dict[str, tuple[str, Callable[[Incident], bool]]]] = {
    "undated": ("Without a date", lambda incident: incident.date.start is None),
    "month_only": (
        "Dated only by month or wider",
        lambda incident: incident.date.precision in _MONTH_OR_WIDER,
    ),
    "region_only": (
        "Known to a region, no closer",
        lambda incident: incident.place.precision_class == "region",
    ),
    "no_region": ("Not even known to a region", lambda incident: incident.place.precision_class in _VAGUE),
    "disputed_counts": ("With a figure on which sources disagree", _disputed),
    "disputed": ("Disputed: a side denies it", lambda incident: incident.status == "disputed"),
    "killed_unknown": (
        "Where no source says whether anyone was killed",
        lambda incident: incident.killed.best is None and incident.killed.low is None,
    ),
    "no_link": ("With a source that has no link", lambda incident: any(not source.url for source in incident.sources)),
    "no_source": ("Without a source", lambda incident: not incident.sources),
    "low_confidence": ("Of low confidence", lambda incident: incident.confidence == "low"),
}
