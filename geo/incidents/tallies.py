"""Tallies against incidents: what a report counted over a period, beside the incidents that lie in it.

A tally is a check, never an incident. Its window runs from its first day to its last (the report's publication where it
says none); its area is the border unless it names one. A tally of nothing but deaths counts deadly incidents only.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from geo.core.model import Count, Incident, Tally
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable

EQUAL, SHORT, MORE, NOTHING = "equal", "short", "more", "not_comparable"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTally:
    """A count that a report gives, and what the report says.

    Attributes
    ----------
    says
        In our words; of a report in the store in its own.
    report_id
        The report in the store that gives it; None if it is shipped.
    """

    id: str
    outlet: str | None
    url: str | None
    published: dt.date | None
    says: str
    tally: Tally
    note: str | None = None
    report_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyCheck:
    """A tally beside the incidents of its window.

    Attributes
    ----------
    verdict
        `equal`; `short` where the incidents come to less than was counted, `more` where to more; `not_comparable`
        where the tally has neither a number nor a first day.
    incidents_missing, killed_missing
        Counted minus found; negative where more was found. None where the tally does not say.
    covered
        Ids of the incidents that lie in its window and area, by day.
    uncertain
        Ids of incidents that may lie in it: their date reaches over its edge, or they have none of the counted kind.
    """

    tally: Tally
    verdict: str
    n_incidents: int
    killed: Count
    incidents_missing: int | None = None
    killed_missing: int | None = None
    covered: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()


def check_in(table: IncidentTable, tally: Tally, *, published: dt.date | None = None) -> TallyCheck:
    """Compare a tally with the incidents of a table, of which only those of its days are read; see `check`."""
    until = tally.until or published
    if tally.since is None or (until is not None and until < tally.since):
        return check(tally, (), published=published)
    days = Filter(date_from=tally.since, date_to=until)
    return check(tally, table.incidents(days.mask(table)), published=published)


def check(
    tally: Tally,
    incidents: Iterable[Incident],
    *,
    published: dt.date | None = None,
) -> TallyCheck:
    """Compare a tally with the incidents.

    Parameters
    ----------
    tally
        What was counted.
    incidents
        All incidents; those outside its window are left out here.
    published
        The day of publication of the tally's report: its last day where it says none.

    Returns
    -------
    TallyCheck
        Equal, short or more, by what, and which incidents it covers.
    """
    until = tally.until or published
    only_deadly = counts_only_deadly(tally)
    covered: list[Incident] = []
    uncertain: list[Incident] = []
    for incident in incidents:
        if tally.region_ids and incident.place.region_id not in tally.region_ids:
            continue
        if tally.kinds and incident.kind not in tally.kinds:
            continue
        where = _in_window(incident, tally.since, until)
        n_killed = _number(incident.killed)
        if where == "out" or (only_deadly and n_killed == 0):
            continue
        (covered if where == "in" and not (only_deadly and n_killed is None) else uncertain).append(incident)
    covered.sort(key=lambda incident: (incident.date.start or dt.date.max, incident.id))
    killed = Count(
        low=sum(_first(i.killed.low, i.killed.best) for i in covered),
        best=sum(_first(i.killed.best, i.killed.low) for i in covered),
        high=sum(_first(i.killed.high, i.killed.best, i.killed.low) for i in covered),
    )
    missing = _missing(tally.incidents, Count(low=len(covered), best=len(covered), high=len(covered)))
    killed_missing = _missing(tally.killed, killed)
    return TallyCheck(
        tally=tally,
        verdict=_verdict(tally, missing, killed_missing),
        n_incidents=len(covered),
        killed=killed,
        incidents_missing=missing,
        killed_missing=killed_missing,
        covered=tuple(incident.id for incident in covered),
        uncertain=tuple(sorted(incident.id for incident in uncertain)),
    )


def counts_only_deadly(tally: Tally) -> bool:
    """Tell whether only incidents with deaths are counted: it says so, or counts nothing but the dead."""
    return tally.deadly or _number(tally.incidents) is None


def _in_window(incident: Incident, since: dt.date | None, until: dt.date | None) -> str:
    """Tell whether an incident lies in a window: in, out, or unsure where its date reaches over the edge."""
    start = incident.date.start or incident.date.end
    end = incident.date.end or incident.date.start
    if start is None or end is None:
        return "out"
    if (since is not None and end < since) or (until is not None and start > until):
        return "out"
    # An event that began the night before still counts from the day on which it ended.
    return "in" if (since is None or end >= since) and (until is None or end <= until) else "unsure"


def _verdict(tally: Tally, missing: int | None, killed_missing: int | None) -> str:
    differences = [number for number in (missing, killed_missing) if number is not None]
    if not differences or tally.since is None:
        return NOTHING
    if any(number > 0 for number in differences):
        return SHORT
    # "At least five" is met by six; a number of killed is met exactly or exceeded.
    return MORE if any(number < 0 for number in differences) else EQUAL


def _missing(counted: Count, found: Count) -> int | None:
    """Return counted minus found; 0 where the ranges touch, so that sources' own doubt is no disagreement."""
    number = _number(counted)
    if number is None:
        return None
    low, high = _first(counted.low, number), _first(counted.high, number)
    assert found.low is not None  # noqa: S101 - a sum
    assert found.high is not None  # noqa: S101
    if low <= found.high and found.low <= high:
        return 0
    return low - found.high if low > found.high else high - found.low


def _number(count: Count) -> int | None:
    return count.best if count.best is not None else count.low


def _first(*values: int | None) -> int:
    return next((value for value in values if value is not None), 0)
