"""What a briefing says, before anything is drawn: rows, figures, sources and texts, the same for every format."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from geo.core import manifest, model, vocab
from geo.core.model import Count, Incident, Source
from geo.incidents.columns import title as place_title
from geo.incidents.filters import Filter
from geo.incidents.summary import Summary, summarise
from geo.incidents.table import IncidentTable
from geo.views.wording import NOT_STATED, count_text, date_text

DEFAULT_TITLE: Final = "Security incidents on the Tajikistan\N{EN DASH}Afghanistan border"
DISCLAIMER: Final = (
    "Boundaries and names shown imply no endorsement or acceptance by anyone. Border segments are analytic stretches "
    "of the line, not administrative units. Counts are what public reports say; low\N{EN DASH}high where they disagree."
)
NOTHING: Final = "No incident meets this filter."
# Beside a key figure.
_MAX_NAME: Final = 40
# What white space there is among these is made a space.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: what it counts, the value, and a word on it."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An incident as the sheet shows it: its number, and its cells as text. `refs` are numbers of the source list."""

    number: int
    incident: Incident
    date: str
    place: str
    precision: str
    killed: str
    wounded: str
    kind: str
    who: str
    refs: tuple[int, ...]
    on_map: bool

    @property
    def n_killed(self) -> int | None:
        """How many dead the size of the mark shows: the best figure, or the lowest; None if nobody says."""
        killed = self.incident.killed
        return killed.best if killed.best is not None else killed.low


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A numbered source: outlet and day, and where it can be read."""

    number: int
    label: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that a briefing says.

    `rows` are numbered from 1 by date; `off_map` tells by place which of them the map cannot show; `last_day` is the
    last day of all incidents, `as_of` the day on which they were gathered, `printed` that on which the sheet is made.
    """

    title: str
    subtitle: str
    figures: tuple[Figure, ...]
    rows: tuple[Row, ...]
    off_map: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    attributions: tuple[str, ...]
    total: int
    last_day: dt.date | None
    as_of: str
    printed: dt.date
    link: str
    chosen: Filter

    @property
    def dates(self) -> str:
        """Data cut-off and print date, in words."""
        return f"Data as of {self.as_of} · printed {self.printed}"


def compose(
    table: IncidentTable, chosen: Filter, *, title: str | None, as_of: str, printed: dt.date, base_url: str
) -> Content:
    """Gather what the briefing of a filter says.

    Parameters
    ----------
    table
        All incidents.
    chosen
        Which of them are meant.
    title
        Heading; None for the usual one.
    as_of
        Day on which the incidents were last gathered.
    printed
        Day to print as the day of making.
    base_url
        Address of the map page, without query; the filter is added to it.
    """
    mask = chosen.mask(table)
    incidents = [_printable_incident(incident) for incident in table.incidents(mask)]
    sources, refs = _sources(incidents)
    rows = tuple(_row(number, incident, refs[number - 1]) for number, incident in enumerate(incidents, start=1))
    query = urlencode(chosen.to_query())
    return Content(
        title=printable(title or "") or DEFAULT_TITLE,
        subtitle=_capital(printable(chosen.sentence(len(rows), table.n))),
        figures=_figures(summarise(table, mask, filter=chosen), rows),
        rows=rows,
        off_map=_off_map(rows),
        sources=sources,
        attributions=tuple(manifest.attributions()),
        total=table.n,
        last_day=table.last_day,
        as_of=as_of,
        printed=printed,
        link=f"{base_url}?{query}" if query else base_url,
        chosen=chosen,
    )


def printable(text: str) -> str:
    """Return a text in one line that every format can hold.

    Control characters, halves of surrogate pairs and what is no character stand in no XML; marks that turn the
    direction of what follows would let a text from outside turn ours.
    """
    return " ".join(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text).split())


def _printable_incident(incident: Incident) -> Incident:
    values = model.to_dict(incident)
    clean = _clean(values)
    return incident if clean == values else model.from_dict(clean, Incident)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _clean(item) for name, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, (list, tuple)) else value


def number_text(numbers: Sequence[int]) -> str:
    """Write rising numbers briefly.

    >>> number_text([3, 7, 8, 9, 12])
    '3, 7–9, 12'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = ([str(number) for number in run] if len(run) < 3 else [f"{run[0]}\N{EN DASH}{run[-1]}"] for run in runs)
    return ", ".join(part for run in parts for part in run)


def _figures(found: Summary, rows: Sequence[Row]) -> tuple[Figure, ...]:
    off_map = f", {found.n_not_mapped:,} not on the map" if found.n_not_mapped else ""
    figures = [
        Figure("Incidents", f"{found.n:,}", f"of {found.total:,}{off_map}"),
        Figure("Killed", _total(found.killed), _gaps(found.n_killed_unknown)),
        Figure("Wounded", _total(found.wounded), _gaps(found.n_wounded_unknown)),
        Figure("Last incident", str(found.last_day or NOT_STATED), _last_place(found, rows)),
    ]
    if found.change is not None and found.period_before:
        first, last = found.period_before
        figures.append(Figure("Change", f"{found.change:+,}", f"against {first} to {last}"))
    return tuple(figures)


def _total(count: Count) -> str:
    return f"{count.low:,}" if count.low == count.high else f"{count.low:,}\N{EN DASH}{count.high:,}"


def _gaps(n_unknown: int) -> str:
    return f"not stated for {n_unknown:,}" if n_unknown else "low\N{EN DASH}high of reports"


def _last_place(found: Summary, rows: Sequence[Row]) -> str:
    if found.last_day is None:
        return ""
    latest = [row for row in rows if (row.incident.date.end or row.incident.date.start) == found.last_day]
    district = latest[-1].incident.place.district or latest[-1].place if latest else ""
    if len(district) > _MAX_NAME:
        district = district[: _MAX_NAME - 1].rstrip() + "…"
    return f"no. {latest[-1].number}, {district}" if latest else ""


def _row(number: int, incident: Incident, refs: tuple[int, ...]) -> Row:
    place = incident.place
    precision = vocab.PRECISION_CLASSES[place.precision_class].label
    if place.precision_class in vocab.POINT_PRECISIONS and place.uncertainty_km:
        precision += f", ±{place.uncertainty_km:.2g} km"
    says = list(dict.fromkeys(claim.claimant for claim in incident.claims))
    if not says:
        says = list(dict.fromkeys(source.outlet for source in incident.sources))
    return Row(
        number=number,
        incident=incident,
        date=date_text(incident.date),
        place=place_title(incident),
        precision=precision,
        killed=count_text(incident.killed),
        wounded=count_text(incident.wounded),
        kind=vocab.KINDS[incident.kind],
        who="; ".join(says) or NOT_STATED,
        refs=refs,
        on_map=place.precision_class in vocab.MAPPED_PRECISIONS and place.lon is not None,
    )


def _sources(incidents: Sequence[Incident]) -> tuple[tuple[SourceLine, ...], list[tuple[int, ...]]]:
    """Give each source a number, in the order in which incidents name them; the same report has one."""
    numbers: dict[Source, int] = {}
    refs = [
        tuple(sorted({numbers.setdefault(source, len(numbers) + 1) for source in incident.sources}))
        for incident in incidents
    ]
    lines = tuple(
        SourceLine(number, f"{source.outlet}, {source.published}" if source.published else source.outlet, source.url)
        for source, number in numbers.items()
    )
    return lines, refs


def _off_map(rows: Sequence[Row]) -> tuple[str, ...]:
    """Say for each place that the map cannot show which incidents are there."""
    groups: dict[str, list[int]] = {}
    for row in rows:
        if not row.on_map:
            place = row.incident.place
            label = row.place if place.precision_class == "unknown" else f"{row.place} ({row.precision.lower()})"
            groups.setdefault(label, []).append(row.number)
    return tuple(f"{label}: no. {number_text(numbers)}" for label, numbers in groups.items())


def off_map_summary(rows: Sequence[Row]) -> str:
    """Say how many rows the map cannot show, by how exactly their place is known."""
    counts = Counter(row.precision.lower() for row in rows if not row.on_map)
    parts = ", ".join(f"{count:,} known to: {precision}" for precision, count in counts.items())
    return f"{counts.total():,} of {len(rows):,} incidents ({parts})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
