"""Which reader reads: our rules, or the language model that the user has set. Both give the same `Reading`."""

from collections.abc import Callable
from dataclasses import dataclass

from geo import __version__
from geo.core.model import Reading, Report
from geo.reports import llm, reader


@dataclass(frozen=True, slots=True)
class Extractor:
    """A reader of reports.

    Attributes
    ----------
    version
        Names the reader and its version, so that a store keeps the readings of each apart.
    read
        Reads one report.
    """

    version: str
    read: Callable[[Report], Reading]


def configured() -> Extractor:
    """Return the model's reader if `PANJ_LLM_URL` is set, else (the default) the rules, which send nothing anywhere."""
    at = llm.endpoint()
    if at is None:
        return Extractor(f"rules {__version__}", reader.read_report)
    return Extractor(f"model {at.model} {__version__}", lambda report: llm.read_report(report, at))
