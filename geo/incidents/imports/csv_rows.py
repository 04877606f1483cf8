"""Rows of a CSV file, one at a time: its encoding and delimiter found or given, every row with its line.

Memory holds one row. A row that cannot be taken apart is a problem of its own, and the next is read.
"""

import codecs
import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.core.errors import RecordError
from geo.incidents.imports.outcomes import Problem
from geo.reports.decoding import encoding_of

_SAMPLE_BYTES = 65_536
_DELIMITERS = ",;\t|"
# Longer headers are no header.
_MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row: the line that it begins on, and its cells by column."""

    number: int
    cells: dict[str, str]


class CsvRows:
    """The rows of a CSV file; its columns are known at once.

    Parameters
    ----------
    path
        The file.
    expected
        Names of columns that it may have, by which the delimiter is told.
    encoding, delimiter
        Where they are known; otherwise they are found by the first lines.

    Raises
    ------
    RecordError
        It cannot be opened, is empty, or is in an encoding that does not exist.
    """

    def __init__(
        self, path: Path, *, expected: Collection[str], encoding: str | None = None, delimiter: str | None = None
    ) -> None:
        self._path = path
        try:
            with path.open("rb") as file:
                sample = file.read(_SAMPLE_BYTES)
            self._encoding = codecs.lookup(encoding or encoding_of(sample)).name
            # Some codecs are not of text.
            b"x".decode(self._encoding, "replace")
        except OSError as err:
            msg = f"{path} cannot be opened: {err.strerror or err}"
            raise RecordError(msg) from err
        except (LookupError, ValueError) as err:
            msg = f"there is no encoding {encoding!r}: give one as utf-8 or cp1251"
            raise RecordError(msg) from err
        if self._encoding == "utf-8":
            self._encoding = "utf-8-sig"
        header = sample.decode(self._encoding, "replace").lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")
        if not header.strip():
            msg = f"{path} has no header: its first line must name the columns"
            raise RecordError(msg)
        self.delimiter = delimiter or _delimiter(header, expected)
        try:
            names = next(csv.reader([header], delimiter=self.delimiter))
        except (csv.Error, TypeError) as err:
            msg = f"the header of {path} cannot be read with the delimiter {self.delimiter!r}: {err}"
            raise RecordError(msg) from err
        self.columns = tuple(name.strip() for name in names)
        if len(self.columns) > _MAX_COLUMNS:
            msg = f"{path} has {len(self.columns):,} columns: it is no table of incidents"
            raise RecordError(msg)
        repeated = sorted({name for name in self.columns if name and self.columns.count(name) > 1})
        if repeated:
            msg = f"{path} has the column {repeated[0]!r} more than once: rename one"
            raise RecordError(msg)

    def __iter__(self) -> Iterator[Line | Problem]:
        """Give the rows below the header, and those that cannot be taken apart."""
        # Bytes that do not fit are carried as lone surrogates, and refused by the cell that holds them.
        with self._path.open(encoding=self._encoding, errors=_errors(self._encoding), newline="") as file:
            rows = csv.reader(file, delimiter=self.delimiter)
            before, is_header = 0, True
            while True:
                number = before + 1
                try:
                    cells = next(rows)
                except StopIteration:
                    return
                except csv.Error as err:
                    before = rows.line_num
                    yield Problem(line=number, field="", value="", reason=f"the row cannot be taken apart: {err}")
                    continue
                except UnicodeError as err:
                    yield Problem(line=number, field="", value="", reason=f"the file ends within a character: {err}")
                    return
                before = rows.line_num
                if is_header or not any(cell.strip() for cell in cells):
                    is_header = False
                    continue
                if len(cells) != len(self.columns):
                    reason = (
                        f"the row has {len(cells)} cells, the header {len(self.columns)}: a quote or delimiter is off"
                    )
                    yield Problem(line=number, field="", value="", reason=reason)
                    continue
                yield Line(number=number, cells=dict(zip(self.columns, cells, strict=True)))


def _delimiter(header: str, expected: Collection[str]) -> str:
    """Return the delimiter that finds most of the expected columns, and of equal ones most columns."""
    known = {name.casefold() for name in expected}

    def found(delimiter: str) -> tuple[int, int]:
        names = [name.strip().strip('"').casefold() for name in header.split(delimiter)]
        return sum(name in known for name in names), len(names)

    return max(_DELIMITERS, key=found)


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding == "utf-8-sig" else "replace"
