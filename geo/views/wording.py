"""Dates and counts in a few characters, no closer than they are known: for the sheet and for the tables of pages."""

from typing import Final

from geo.core.model import Count, DateSpan

NOT_STATED: Final = "\N{EN DASH}"


def count_text(count: Count, *, not_stated: str = NOT_STATED) -> str:
    """Say a count: "5", "5 (3-6)" where sources differ, "3-?" where the most is open.

    Parameters
    ----------
    not_stated
        What to say where nobody gave a number; unknown is not zero.

    >>> count_text(Count(low=3, best=5, high=6)), count_text(Count(low=0, best=0, high=0)), count_text(Count())
    ('5 (3–6)', '0', '–')
    """
    low, best, high = count.low, count.best, count.high
    if low is None and best is None and high is None:
        return not_stated
    span = f"{low:,}" if low is not None and low == high else f"{_or_open(low)}\N{EN DASH}{_or_open(high)}"
    if best is None:
        return span
    return f"{best:,}" if (low is None or low == best) and (high is None or high == best) else f"{best:,} ({span})"


def date_text(date: DateSpan) -> str:
    """Say a date as exactly as it is known.

    >>> import datetime as dt
    >>> def known(*days, precision): return DateSpan(
    ...     start=dt.date.fromisoformat(days[0]), end=dt.date.fromisoformat(days[-1]), precision=precision)
    >>> date_text(known("2023-08-29", "2023-08-30", precision="days"))
    '2023-08-29 to 30'
    >>> date_text(known("2014-05-01", precision="month"))
    '2014-05'
    """
    start, end = date.start, date.end or date.start
    if start is None or end is None:
        return f"undated ({date.partial.lstrip('-')})" if date.partial else "undated"
    match date.precision:
        case "year":
            return f"{start:%Y}"
        case "month":
            return f"{start:%Y-%m}"
        case "season":
            return f"{start:%Y-%m} to {end:%m}" if start.year == end.year else f"{start:%Y-%m} to {end:%Y-%m}"
    if start == end:
        return f"{start}"
    return f"{start} to {end:%d}" if (start.year, start.month) == (end.year, end.month) else f"{start} to {end}"


def _or_open(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"
