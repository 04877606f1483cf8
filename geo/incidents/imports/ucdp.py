"""Rows of the UCDP Georeferenced Event Dataset (GED) to records.

What the columns become:

- `date_start`, `date_end`, `date_prec`: the span of days; 1 day, 2 days, 3 week, 4 month, 5 season, or year where the
  span is ten months or more.
- `type_of_violence`: the kind, by `codes/ucdp_violence.csv`; the words of the article and its headline tell apart what
  one code covers.
- `low`, `best`, `high`: killed. `deaths_a`, `deaths_b`: the dead of a state's side are security, those of any other
  are attackers; `deaths_civilians`: civilians. Where `deaths_unknown` is above zero, a zero of a side is unknown.
- `latitude`, `longitude`, `where_prec`: 1 the settlement; 2 near it, 25 km; 3 its district; 4 its region; 5 the border
  where it lies within 25 km of the line, else the country; 6 the country; 7 unknown.
- `side_a`, `side_b`: the parties, by `codes/actors.csv`.
- `source_office`: the sources; `source_article` and `source_headline`: the text; the latest `source_date`: published.
- `event_clarity`: 2 is remarked on: such a row sums up several events.
"""

import datetime as dt
from typing import Final

from geo.core import vocab
from geo.core.model import Casualties, DateSpan
from geo.incidents.imports import cells, code_tables
from geo.incidents.imports.cells import CellError, Row
from geo.incidents.imports.coded_rows import COUNTRIES, facts, meaning
from geo.incidents.imports.records import Record, first_url

VERSION: Final = "import-ucdp-1"
DATASET: Final = "UCDP GED"
COLUMNS: Final = (
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
)
REQUIRED: Final = (
    "id",
    "type_of_violence",
    "side_a",
    "side_b",
    "where_prec",
    "latitude",
    "longitude",
    "country",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
)
# where_prec 2 is an area of about this radius around the coordinate.
_NEAR_KM = 25.0
# date_prec 5 from here on is a year.
_YEAR_DAYS = 300
_STATE = "government of"
_UNCLEAR = "UCDP marks this row as a summary of several events (event_clarity 2)"
_FACTS = {
    "id": None,
    "relid": None,
    "type_of_violence": "kind",
    "conflict_name": None,
    "dyad_name": None,
    "side_a": "parties",
    "side_b": "parties",
    "source_office": "sources",
    "source_date": None,
    "source_original": None,
    "where_prec": "place",
    "where_coordinates": "place",
    "where_description": "place",
    "adm_1": "place",
    "adm_2": "place",
    "latitude": "place",
    "longitude": "place",
    "country": "bank",
    "event_clarity": None,
    "date_prec": "date",
    "date_start": "date",
    "date_end": "date",
    "best": "killed",
    "low": "killed",
    "high": "killed",
    "deaths_a": "killed",
    "deaths_b": "killed",
    "deaths_civilians": "killed",
    "deaths_unknown": "killed",
}


def read_row(row: Row, line: int) -> Record:
    """Read one row.

    Parameters
    ----------
    row
        Its cells by the names of COLUMNS.
    line
        Its line in the file.

    Raises
    ------
    CellError
        A cell cannot be; the error names it.
    """
    article, headline = cells.text(row, "source_article"), cells.text(row, "source_headline")
    told = "\n".join(part for part in (headline, article) if part)
    date = _date(row)
    where = cells.position(row, "longitude", "latitude")
    precision = meaning(row, "where_prec", "ucdp")
    country = _country(row)
    record_id = cells.required(row, "id")
    relid = cells.text(row, "relid")
    return Record(
        line=line,
        dataset=DATASET,
        record_id=record_id,
        notes=told,
        facts=facts(row, _FACTS),
        date=date,
        kind=_kind(row, told),
        lon=where[0] if where else None,
        lat=where[1] if where else None,
        uncertainty_km=_NEAR_KM if precision == "near" else None,
        precision=precision if where else "unknown",
        location=cells.text(row, "where_coordinates"),
        district=cells.text(row, "adm_2"),
        region=cells.text(row, "adm_1"),
        country=country,
        bank=country,
        killed=_killed(row),
        parties=code_tables.parties(_sides(row, country), date.start),
        sources=tuple(cells.items(row, "source_office")),
        url=first_url(article, relid),
        published=_published(row),
        lang="en",
        remarks=(_UNCLEAR,) if cells.whole(row, "event_clarity") == 2 else (),
    )


def _kind(row: Row, told: str) -> str:
    code = cells.text(row, "type_of_violence") or ""
    kind = code_tables.kind_of("ucdp", (code,), told)
    if kind is None:
        raise CellError(field="type_of_violence", value=code, reason="is no type of violence: expected 1, 2 or 3")
    return kind


def _country(row: Row) -> str | None:
    name = (cells.text(row, "country") or "").casefold()
    return next((code for known, code in COUNTRIES.items() if name.startswith(known)), None)


def _date(row: Row) -> DateSpan:
    start, end = cells.day(row, "date_start"), cells.day(row, "date_end")
    if start is None and end is None and cells.text(row, "date_prec") is None:
        # Undated in all three columns is this project's own writing; UCDP dates every event.
        return DateSpan()
    if start is None or end is None:
        raise CellError(field="date_start" if start is None else "date_end", value="", reason="is empty")
    if end < start:
        raise CellError(field="date_end", value=str(end), reason=f"is before date_start, {start}")
    precision = meaning(row, "date_prec", "ucdp")
    if precision == "season" and (end - start).days >= _YEAR_DAYS:
        precision = "year"
    return DateSpan(start=start, end=end, precision=precision)


def _killed(row: Row) -> Casualties:
    low, best, high = (cells.whole(row, name) for name in ("low", "best", "high"))
    if low is not None and high is not None and low > high:
        raise CellError(field="low", value=str(low), reason=f"is above high, {high}")
    by_side: dict[str, int | None] = {"security": None, "attackers": None}
    for name in ("a", "b"):
        dead = cells.whole(row, f"deaths_{name}")
        side = _side(cells.text(row, f"side_{name}"))
        if dead is not None and side in by_side:
            by_side[side] = (by_side[side] or 0) + dead
    civilians = cells.whole(row, "deaths_civilians")
    if cells.whole(row, "deaths_unknown"):
        # Nobody knows whose the unknown dead are: a zero of a side says nothing then.
        by_side = {side: dead or None for side, dead in by_side.items()}
        civilians = civilians or None
    return Casualties(low=low, best=best, high=high, civilians=civilians, **by_side)


def _side(name: str | None) -> str | None:
    """Return whose dead are counted under a side's name: those of a state are security; civilians have a column."""
    folded = (name or "").casefold()
    if not folded or folded.startswith("civilian"):
        return None
    return "security" if folded.startswith(_STATE) else "attackers"


def _sides(row: Row, country: str | None) -> list[str]:
    """Return the names of both sides; plain "Civilians" with the country that they died in."""
    found = []
    for name in ("side_a", "side_b"):
        for side in cells.items(row, name):
            is_plain = side.casefold() == "civilians" and country
            found.append(f"Civilians ({vocab.COUNTRIES[country]})" if is_plain and country else side)
    return found


def _published(row: Row) -> dt.date | None:
    days = []
    for value in cells.items(row, "source_date"):
        try:
            found = cells.day({"source_date": value}, "source_date")
        except CellError:
            # Sources are dated in many ways; the row stands without their dates.
            continue
        if found:
            days.append(found)
    return max(days, default=None)
