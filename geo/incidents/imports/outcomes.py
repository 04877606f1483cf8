"""What comes of each row: a reading, a row outside the border zone, or a problem; and the file that lists problems."""

import csv
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from geo.core.errors import ExportError
from geo.core.model import Reading
from geo.incidents.export_cells import safe_cell

_COLUMNS = ("line", "field", "value", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A row that cannot be taken in: its line, the field, what stands there, and why it cannot be."""

    line: int
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A row outside the border zone that was dropped."""

    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A row that became a reading."""

    line: int
    reading: Reading
    is_in_zone: bool


Outcome = Found | Outside | Problem


class ProblemFile:
    """A file that names each bad row, written as they come: CSV, or JSON lines by its ending; use it in `with`.

    Raises
    ------
    ExportError
        It cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_json = path.suffix.casefold() in {".jsonl", ".ndjson", ".json"}
        self._file: TextIO | None = None
        self._rows: Any = None

    def __enter__(self) -> Self:
        try:
            self._file = self._path.open("w", encoding="utf-8", newline="")
        except OSError as err:
            msg = f"the report file {self._path} cannot be written ({err.strerror}): choose another folder"
            raise ExportError(msg) from err
        if not self._is_json:
            self._rows = csv.writer(self._file, lineterminator="\n")
            self._rows.writerow(_COLUMNS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, problem: Problem) -> None:
        """Add a problem; what came from outside can neither run as a formula nor break the line."""
        assert self._file is not None  # noqa: S101 - used within `with` only
        if self._is_json:
            self._file.write(json.dumps(asdict(problem), ensure_ascii=True) + "\n")
        else:
            self._rows.writerow([safe_cell(value) for value in asdict(problem).values()])
