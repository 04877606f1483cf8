"""The Solar Hijri calendar of Iran and Afghanistan: its days as Gregorian dates."""

import datetime as dt


def solar_to_gregorian(year: int, month: int, day: int) -> dt.date | None:
    """Convert a Solar Hijri day (Iran, Afghanistan) to a Gregorian date; None if there is no such day.

    The 33-year arithmetic holds for 1206-1498 (1827-2120).

    Examples
    --------
    >>> solar_to_gregorian(1404, 8, 3), solar_to_gregorian(1403, 12, 30), solar_to_gregorian(1404, 12, 30)
    (datetime.date(2025, 10, 25), datetime.date(2025, 3, 20), None)
    """
    if not (1206 <= year <= 1498 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    leap = (year * 8 + 29) % 33 < 8
    if day > (31 if month <= 6 else 30 if month <= 11 or leap else 29):
        return None
    days = 365 * year + (year * 8 + 21) // 33 + (31 * (month - 1) if month <= 7 else 30 * (month - 1) + 6) + day
    # 1 Farvardin 1348 was 21 March 1969.
    epoch = 365 * 1348 + (1348 * 8 + 21) // 33 + 1
    return dt.date(1969, 3, 21) + dt.timedelta(days=days - epoch)
