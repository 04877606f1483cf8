"""What rows of ACLED and of UCDP GED have in common: codes with a meaning, and cells kept as the words of the row."""

from collections.abc import Mapping
from typing import Final

from geo.core import vocab
from geo.incidents.imports import cells, code_tables
from geo.incidents.imports.cells import CellError, Row
from geo.incidents.imports.records import Fact

# Name of a country, casefolded -> its code here.
COUNTRIES: Final = {name.casefold(): code for code, name in vocab.COUNTRIES.items()}


def meaning(row: Row, field: str, dataset: str) -> str:
    """Return what a precision code means.

    Parameters
    ----------
    dataset
        acled or ucdp.

    Raises
    ------
    CellError
        The cell is empty, or holds no code of the data set.
    """
    meanings = code_tables.precisions(dataset, field)
    value = cells.required(row, field)
    if value not in meanings:
        reason = f"is no code of {dataset.upper()}'s: expected one of {', '.join(meanings)}"
        raise CellError(field=field, value=value, reason=reason)
    return meanings[value]


def facts(row: Row, columns: Mapping[str, str | None]) -> tuple[Fact, ...]:
    """Return the filled cells of some columns, each with the field that it supports."""
    found = ((field, column, cells.text(row, column)) for column, field in columns.items())
    return tuple(Fact(field=field, label=column, value=value) for field, column, value in found if value)
