"""The address bar: the filter, where the map looks, and how the page is set, read and written.

The browser's own history is the way back: each change of the filter is an entry of it, and going back brings the
address that is read here again.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from geo.core.crs import check_lonlat
from geo.core.errors import CoordinateError, FilterError
from geo.incidents import areas, trends
from geo.incidents.filters import PIECES, Filter
from pages._map_component import View

SHADINGS: Final = {"none": "None", "incidents": "Incidents", "killed": "Killed"}
COMPARED: Final = {"incidents": "Incidents", "killed": "Killed"}
MEASURES: Final = {"incidents": "Incidents by kind", "killed": "Killed"}
LOOKS: Final = {"page": "Page", "clean": "Map alone"}
LEVELS: Final = {"segment": "Border segments", "district": "Districts"}
SORTS: Final = ("date", "kind", "precision", "killed", "wounded")
# Part of the address -> the option it sets, and what that may be.
_CHOICES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "shade": ("shading", SHADINGS),
    "chart": ("measure", MEASURES),
    "level": ("level", LEVELS),
    "rank": ("rank", trends.MEASURES),
    "view": ("look", LOOKS),
}
_MAX_ZOOM = 19.0
_FILTER_KEYS: Final = frozenset(key for piece in PIECES for key in piece.keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the page is set, beside the filter.

    Attributes
    ----------
    shading
        What segments are shaded by: a key of SHADINGS.
    measure
        What the histogram counts: a key of MEASURES.
    sort, descending, page, unmapped_only
        Order, page (from 1) and choice of the table's rows.
    incident
        Id of the selected incident.
    view
        Where the map looks; None for the whole border.
    level, rank
        What the page of segments lists and by what: a key of LEVELS, and of trends.MEASURES.
    area
        Id of the segment or district that the page of segments shows by itself.
    against
        First and last day of the period that the page of comparison compares with; None for the one before.
    as_of
        A day in the past, to show what was known at its end.
    look
        Whether the map's page shows the map and what it says, and nothing else: a key of LOOKS.
    """

    shading: str = "incidents"
    measure: str = "incidents"
    sort: str = "date"
    descending: bool = True
    page: int = 1
    unmapped_only: bool = False
    incident: str | None = None
    view: View | None = None
    level: trends.Level = "segment"
    rank: str = "incidents"
    area: str | None = None
    against: tuple[dt.date, dt.date] | None = None
    as_of: dt.date | None = None
    look: str = "page"


def read(query: Mapping[str, str]) -> tuple[Filter, Options, list[str]]:
    """Read an address. What cannot be read is left out, and said: the third value has a line for each such part."""
    problems: list[str] = []
    good: dict[str, str] = {}
    for key in _FILTER_KEYS & query.keys():
        try:
            Filter.from_query({key: query[key]})
            good[key] = query[key]
        except FilterError as err:
            problems.append(str(err))
    try:
        chosen = Filter.from_query(good)
    except FilterError as err:  # each date is right by itself, the two are not
        problems.append(str(err))
        chosen = Filter.from_query({key: value for key, value in good.items() if key not in ("from", "to")})
    options = Options()
    for key, text in query.items():
        if key in _FILTER_KEYS:
            continue
        try:
            options = _with_option(options, key, text)
        except (FilterError, CoordinateError) as err:
            problems.append(str(err))
    return chosen, options, sorted(problems)


def write(chosen: Filter, options: Options) -> dict[str, str]:
    """Write an address: only what differs from the plain page has a part."""
    plain = Options()
    query = chosen.to_query()
    for key, (name, _) in _CHOICES.items():
        if getattr(options, name) != getattr(plain, name):
            query[key] = getattr(options, name)
    if (options.sort, options.descending) != (plain.sort, plain.descending):
        query["sort"] = f"{'-' if options.descending else ''}{options.sort}"
    if options.page > 1:
        query["page"] = str(options.page)
    if options.unmapped_only:
        query["rows"] = "unmapped"
    query |= {name: value for name in ("incident", "area") if (value := getattr(options, name))}
    if options.against:
        query["against"] = "..".join(day.isoformat() for day in options.against)
    if options.as_of:
        query["known"] = options.as_of.isoformat()
    if options.view:
        query["map"] = f"{options.view.lon:.4f},{options.view.lat:.4f},{options.view.zoom:g}"
    return query


def _with_option(options: Options, key: str, text: str) -> Options:
    """Return the options with one part of an address set."""
    if key in _CHOICES:
        name, choices = _CHOICES[key]
        chosen: dict[str, Any] = {name: _one_of(key, text, choices)}
        return replace(options, **chosen)
    if key == "sort":
        return replace(options, sort=_one_of(key, text.removeprefix("-"), SORTS), descending=text.startswith("-"))
    if key == "page":
        if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 9 and int(text)):
            msg = f"page: {text!r} is not a whole number from 1 up"
            raise FilterError(msg)
        return replace(options, page=int(text))
    if key == "rows":
        return replace(options, unmapped_only=_one_of(key, text, ("unmapped", "all")) == "unmapped")
    if key == "incident":
        return replace(options, incident=text or None)
    if key == "area":
        known = areas.load()
        return replace(options, area=_one_of(key, text, (*known.segments.ids, *known.districts.ids)))
    readers: Mapping[str, tuple[str, Callable[[str], Any]]] = {
        "against": ("against", _days),
        "known": ("as_of", day),
        "map": ("view", _view),
    }
    if key in readers:
        name, reader = readers[key]
        read: dict[str, Any] = {name: reader(text)}
        return replace(options, **read)
    msg = f"{key}: the address has no such part"
    raise FilterError(msg)


def _one_of(key: str, text: str, choices: Mapping[str, str] | tuple[str, ...]) -> str:
    if text not in choices:
        msg = f"{key}: {text!r} is unknown; expected one of {', '.join(choices)}"
        raise FilterError(msg)
    return text


def _days(text: str) -> tuple[dt.date, dt.date]:
    try:
        first, last = (dt.date.fromisoformat(part) for part in text.split(".."))
    except ValueError as err:
        msg = f"against: {text!r} is not two days such as 2024-01-01..2024-12-31"
        raise FilterError(msg) from err
    return min(first, last), max(first, last)


def day(text: str) -> dt.date:
    """Read a day in the past of the address.

    Raises
    ------
    FilterError
        It is no date written as 2026-01-31, or lies in the future.
    """
    try:
        found = dt.date.fromisoformat(text)
    except ValueError as err:
        msg = f"known: {text!r} is not a day such as 2026-01-31"
        raise FilterError(msg) from err
    if found > dt.datetime.now(dt.UTC).date():
        msg = f"known: {text} is in the future"
        raise FilterError(msg)
    return found


def _view(text: str) -> View:
    try:
        lon, lat, zoom = (float(part) for part in text.split(","))
    except ValueError as err:
        msg = f"map: {text!r} is not longitude,latitude,zoom"
        raise FilterError(msg) from err
    try:
        check_lonlat(lon, lat)
    except CoordinateError as err:
        msg = f"map: {err}"
        raise FilterError(msg) from err
    if not 0 <= zoom <= _MAX_ZOOM:
        msg = f"map: zoom {zoom:g} is not between 0 and {_MAX_ZOOM:g}"
        raise FilterError(msg)
    return View(lon=lon, lat=lat, zoom=zoom)
