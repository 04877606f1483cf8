"""Dates set against the day of publication: an expression becomes an interval with a precision.

A month and day without a year take the last such day before publication; without a publication date the year stays open
(`partial`) unless a weekday settles it. A date that cannot be ("31 February") is noted and not used.
"""

import calendar
import datetime as dt
from dataclasses import replace

from geo.core.model import DateSpan
from geo.reports.date_words import DateMention, Expression
from geo.reports.solar import solar_to_gregorian
from geo.reports.text import Document

_SLACK_AHEAD = dt.timedelta(days=1)
_COMMON_SOLAR_YEAR = 1402


def settle(doc: Document, raw: Expression, reference: dt.date | None, notes: list[str]) -> DateMention | None:
    """Turn an expression into days."""
    if raw.shape == "next":
        # Counted from the day of writing where no day was told before.
        counted = _settle_offset(raw.offset, reference) if reference is not None and raw.offset[0] < -1 else DateSpan()
        return DateMention(counted, raw.first, raw.last, use="next", shift=raw.offset[0])
    if raw.shape == "of_month" and not raw.month:
        if reference is None:
            return None
        raw.month, raw.year = _month_of_day(raw.day, reference)
    if raw.shape in {"day", "of_month"}:
        span = _settle_day(doc, raw, reference, notes)
    elif raw.shape == "month":
        span = _settle_month(raw, reference)
    elif reference is None:
        return DateMention(DateSpan(), raw.first, raw.last, use=raw.use, night=raw.night)
    elif raw.shape == "weekday":
        back = (reference.weekday() - (raw.weekday or 0)) % 7
        if raw.before and back == 0 and not raw.night:
            back = 7
        day = reference - dt.timedelta(days=back)
        span = _nightly(day, day, raw)
    else:
        span = _settle_offset(raw.offset, reference)
    if span is None:
        return None
    ago = raw.offset if raw.shape == "offset" and raw.offset[2] in {"day", "week", "month", "season"} else None
    return DateMention(span, raw.first, raw.last, use=raw.use, night=raw.night, ago=ago)


def _settle_offset(offset: tuple[int, int, str], reference: dt.date) -> DateSpan:
    low, high, precision = offset
    if precision == "this_month":
        return DateSpan(start=reference.replace(day=1), end=reference, precision="month")
    if precision == "last_month":
        last = reference.replace(day=1) - dt.timedelta(days=1)
        return DateSpan(start=last.replace(day=1), end=last, precision="month")
    if precision in {"day_of_last_month", "day_of_this_month"}:
        month = reference.replace(day=1) if precision == "day_of_this_month" else _month_before(reference)
        day = month.replace(day=min(low, calendar.monthrange(month.year, month.month)[1]))
        return DateSpan(start=day, end=day, precision="day")
    if precision == "this_year":
        return DateSpan(start=reference.replace(month=1, day=1), end=reference, precision="year")
    if precision == "last_year":
        return DateSpan(
            start=dt.date(reference.year - 1, 1, 1), end=dt.date(reference.year - 1, 12, 31), precision="year"
        )
    return DateSpan(
        start=reference + dt.timedelta(days=low),
        end=min(reference, reference + dt.timedelta(days=high)),
        precision=precision,
    )


def _month_of_day(day: int, reference: dt.date) -> tuple[int, int]:
    """Month and year of the last such day before the reference: "on the 17th"."""
    month = reference if day <= reference.day else _month_before(reference)
    return month.month, month.year


def _month_before(day: dt.date) -> dt.date:
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def _settle_day(doc: Document, raw: Expression, reference: dt.date | None, notes: list[str]) -> DateSpan | None:
    year = raw.year
    if raw.solar:
        return _settle_solar(doc, raw, reference, notes)
    if year < 0:
        year = (reference.year + (0 if year == -1 else -1)) if reference else 0
    if not year:
        year = _guess_year(raw, reference)
    problems: list[str] = []
    if not year:
        if day_or_none(2000, raw.month, raw.day, problems) is None:
            notes.append(f"{doc.raw(raw.first, raw.last)!r} is no day of the calendar and was not used")
            return None
        return DateSpan(precision="day", partial=f"--{raw.month:02d}-{raw.day:02d}")
    start = day_or_none(year, raw.month, raw.day, problems)
    end = day_or_none(year, raw.month, raw.day_end, problems) if raw.day_end else start
    if start is None or end is None:
        notes.append(f"{doc.raw(raw.first, raw.last)!r} is no day of the calendar and was not used")
        return None
    return _nightly(start, max(start, end), raw)


def _settle_solar(doc: Document, raw: Expression, reference: dt.date | None, notes: list[str]) -> DateSpan | None:
    """Settle a day of the Solar Hijri calendar; without a year the last one before publication."""
    if raw.year > 0:
        years = [raw.year]
    elif reference is not None:
        years = [reference.year - 621, reference.year - 622]
    else:
        return _partial_solar(doc, raw, notes)
    for year in years:
        day = solar_to_gregorian(year, raw.month, raw.day)
        if day is None:
            notes.append(f"{doc.raw(raw.first, raw.last)!r} is no day of the calendar and was not used")
            return None
        if raw.year > 0 or reference is None or day <= reference + _SLACK_AHEAD:
            return _nightly(day, day, raw)
    return None


def _partial_solar(doc: Document, raw: Expression, notes: list[str]) -> DateSpan | None:
    """Settle a day of the Solar Hijri calendar whose year stays open, as in a year that begins on 21 March."""
    day = solar_to_gregorian(_COMMON_SOLAR_YEAR, raw.month, raw.day)
    if day is None:
        notes.append(f"{doc.raw(raw.first, raw.last)!r} is no day of the calendar and was not used")
        return None
    return DateSpan(precision="day", partial=f"--{day.month:02d}-{day.day:02d}")


def _guess_year(raw: Expression, reference: dt.date | None) -> int:
    """Guess the year of a day: the last before publication; else a year that the text names and the weekday fits."""
    if reference is None:
        days = [day_or_none(year, raw.month, raw.day, []) for year in raw.years]
        fitting = [day.year for day in days if day is not None and day.weekday() == raw.weekday]
        return fitting[0] if len(fitting) == 1 else 0
    for year in range(reference.year, reference.year - 5, -1):
        day = day_or_none(year, raw.month, raw.day, [])
        if day is not None and day <= reference + _SLACK_AHEAD:
            return year
    return reference.year


def _nightly(start: dt.date, end: dt.date, raw: Expression) -> DateSpan:
    if raw.night and start == end:
        if raw.before:
            return DateSpan(start=start - dt.timedelta(days=1), end=end, precision="days")
        return DateSpan(start=start, end=end + dt.timedelta(days=1), precision="days")
    return DateSpan(start=start, end=end, precision="day" if start == end else "days")


def _settle_month(raw: Expression, reference: dt.date | None) -> DateSpan | None:
    year = raw.year
    if raw.solar:
        return _settle_solar_month(raw, reference)
    if year < 0 and reference:
        year = reference.year + (0 if year == -1 else -1)
    if year <= 0 and reference is None:
        return DateSpan(precision="month", partial=f"--{raw.month:02d}")
    if year <= 0 and reference is not None:
        year = (
            reference.year
            if raw.month <= reference.month and not (raw.before and raw.month == reference.month)
            else reference.year - 1
        )
    if raw.month_end > raw.month:
        last = calendar.monthrange(year, raw.month_end)[1]
        return DateSpan(start=dt.date(year, raw.month, 1), end=dt.date(year, raw.month_end, last), precision="year")
    last = calendar.monthrange(year, raw.month)[1]
    low, high = raw.part or (1, last)
    return DateSpan(
        start=dt.date(year, raw.month, low), end=dt.date(year, raw.month, min(high, last)), precision="month"
    )


def _settle_solar_month(raw: Expression, reference: dt.date | None) -> DateSpan | None:
    if raw.year <= 0 and reference is None:
        return None
    year = raw.year if raw.year > 0 else (reference.year - 621 if reference else 0)
    start = solar_to_gregorian(year, raw.month, 1)
    if start and reference and raw.year <= 0 and start > reference:
        start = solar_to_gregorian(year - 1, raw.month, 1)
    if start is None:
        return None
    return DateSpan(start=start, end=start + dt.timedelta(days=29), precision="month")


def day_or_none(year: int, month: int, day: int, problems: list[str]) -> dt.date | None:
    """Return a day of the calendar; None, and why in `problems`, where there is none such."""
    try:
        return dt.date(year, month, day)
    except ValueError as err:
        problems.append(str(err))
        return None


def counted_from(mention: DateMention, day: dt.date) -> DateMention:
    """Count "two weeks ago" from the day on which it was said."""
    return replace(mention, span=_settle_offset(mention.ago, day)) if mention.ago is not None else mention


def shifted(mention: DateMention, anchor: DateSpan) -> DateMention:
    """Set "the next day" or "the day before" against the date that it follows."""
    if not mention.shift and anchor.partial:
        return replace(mention, span=anchor, use="event")
    if anchor.start is None or anchor.end is None:
        return mention
    step = dt.timedelta(days=mention.shift)
    return replace(
        mention,
        span=DateSpan(start=anchor.start + step, end=anchor.end + step, precision=anchor.precision),
        use="event",
    )
