"""Values of incidents and accounts as plain words: for the map's popup and an incident's own page. Not escaped yet."""

from typing import Any, Final

from geo.core import vocab
from geo.core.model import Casualties, Count, DateSpan, Party, Placement, Seizure, Tally

NOT_KNOWN: Final = "not known"
_DATE_NOTES: Final = {"week": "week", "month": "month", "season": "season", "year": "year"}


def written(value: Any) -> str:
    """Write a value of any property: a date, a place, a count, parties, seizures, a word; "" for none.

    >>> written(Casualties(low=2, best=3, high=3, attackers=3))
    '3 (2 to 3): 3 attackers'
    """
    match value:
        case None:
            return ""
        case DateSpan():
            return date(value)
        case Placement():
            return place(value)
        case Casualties():
            return casualties(value)
        case Count():
            return count(value)
        case Party():
            return party(value)
        case Seizure():
            return seizure(value)
        case tuple() | list():
            separator = "; " if value and isinstance(value[0], Seizure) else ", "
            return separator.join(dict.fromkeys(written(item) for item in value))
    return str(value)


def date(span: DateSpan) -> str:
    """Write a date with how closely it is known."""
    if span.start is None:
        return f"year not known ({span.partial})" if span.partial else NOT_KNOWN
    end = span.end or span.start
    text = f"{span.start}" if span.start == end else f"{span.start} to {end}"
    note = _DATE_NOTES.get(span.precision or "")
    return f"{text} (known to the {note})" if note else text


def place_name(where: Placement) -> str:
    """Write the shortest name of a place that says no more than is known."""
    if where.precision_class in vocab.POINT_PRECISIONS and where.name:
        return where.name
    return where.district or where.region or where.name or "place not stated"


def place(where: Placement) -> str:
    """Write a place with all that it lies in, and how closely it is known."""
    names = [where.name, where.settlement, where.district, where.region, vocab.COUNTRIES.get(where.country or "")]
    text = ", ".join(dict.fromkeys(name for name in names if name)) or "not stated"
    precision = vocab.PRECISION_CLASSES.get(where.precision_class)
    how = [precision.label.lower()] if precision else []
    if where.uncertainty_km is not None:
        how.append(f"within about {where.uncertainty_km:.0f} km" if where.uncertainty_km >= 1 else "within 1 km")
    return f"{text} ({', '.join(how)})" if how else text


def count(number: Count) -> str:
    """Write the most credible figure, with the lowest and highest where they differ."""
    known = [value for value in (number.low, number.best, number.high) if value is not None]
    if not known:
        return NOT_KNOWN
    low, high = min(known), max(known)
    if low == high:
        return f"{low:,}"
    return f"{number.best:,} ({low:,} to {high:,})" if number.best is not None else f"{low:,} to {high:,}"


def tally(counted: Tally) -> str:
    """Write what a tally counts.

    >>> tally(Tally(incidents=Count(low=5), killed=Count(best=16)))
    '5 incidents, 16 killed'
    """
    numbers = ((counted.incidents, "incidents"), (counted.killed, "killed"), (counted.wounded, "wounded"))
    return ", ".join(f"{count(number)} {name}" for number, name in numbers if number != Count()) or NOT_KNOWN


def casualties(number: Casualties) -> str:
    """Write a count of people with its sides."""
    sides = [
        f"{value:,} {name}"
        for name, value in (
            ("security", number.security),
            ("civilians", number.civilians),
            ("attackers", number.attackers),
        )
        if value is not None
    ]
    return count(number) + (f": {', '.join(sides)}" if sides else "")


def party(one: Party) -> str:
    """Write who took part; the source's words where the vocabulary has none."""
    name = vocab.PARTIES.get(one.id, one.id)
    return one.label if one.id == "other" and one.label else name


def seizure(item: Seizure) -> str:
    """Write what was seized, and how much of it."""
    amount = " ".join(part for part in (f"{item.count:g}" if item.count is not None else "", item.unit or "") if part)
    return f"{item.label} ({amount})" if amount else item.label
