"""Give rows their place: what lies at the coordinate, no closer than the row says that it is known.

A row known to a point keeps its point. A row known to a district, region or the border gets that district, region or
the border, as the coordinate says, and never a point of its own. A place of the gazetteer lends its id where its name
is the row's and it lies there, so that the row meets reports of the same place.

The border zone is the land that the segments divide: within 25 km of the line for what is known to a point, and every
district or region with frontage for what is known no closer.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import shapely

from geo.border import layers
from geo.border.join import locate_points
from geo.border.line import border_line
from geo.core import crs
from geo.core.model import Location, Placement, SegmentShare
from geo.core.settings import settings
from geo.core.vocab import POINT_PRECISIONS
from geo.incidents.area_names import named
from geo.incidents.imports.cells import CellError
from geo.incidents.imports.records import Record
from geo.places import gazetteer
from geo.places.gazetteer import Place
from geo.places.placement import NEAR_KM, own_precision, place_placement

# A row's coordinate and the gazetteer's for the same village differ by up to this.
_SAME_PLACE_KM = 10.0
# Radius of what is known to a point, where the row does not say it.
_RADIUS_KM = {"exact": 1.0, "settlement": 2.0, "near": NEAR_KM}
# Farther from the line a chainage says nothing.
_CHAINAGE_KM = 60.0
# A polygon lies in the district that holds this share of it.
_EXTENT_SHARE = 0.9
_NOWHERE = ("country", "unknown")


def place_all(records: Sequence[Record]) -> list[Placement | CellError]:
    """Place many rows in one pass.

    Returns
    -------
    list
        For each row its placement; status "not_placed" where it lies in neither country or nothing says where; or the
        error of a name that means nothing or several things.
    """
    points = [(number, record.lon, record.lat) for number, record in enumerate(records) if record.lon is not None]
    lon = np.array([lon for _, lon, _ in points], dtype=float)
    lat = np.array([lat for _, _, lat in points], dtype=float)
    located: dict[int, Location] = {}
    if points:
        located = {number: place for (number, _, _), place in zip(points, locate_points(lon, lat), strict=True)}
    placed: list[Placement | CellError] = []
    for number, record in enumerate(records):
        try:
            placed.append(_place(record, located.get(number)))
        except CellError as err:
            placed.append(err)
    return placed


def is_in_zone(placement: Placement) -> bool:
    """Tell whether a placement lies in the border zone, or in a district or region that has part in it."""
    return placement.status == "placed" and placement.precision_class not in _NOWHERE and bool(placement.segments)


def representative_point(place: Placement) -> tuple[float, float] | None:
    """Return a coordinate (lon, lat) that stands for a place without one, inside it; None for one known to nothing.

    It is what other data sets write for a province or a country: read together with its precision code.
    """
    if place.lon is not None and place.lat is not None:
        return place.lon, place.lat
    if place.district_id:
        district = gazetteer.load().district(place.district_id)
        if district is not None and district.lon is not None and district.lat is not None:
            return district.lon, district.lat
    if place.region_id:
        return _inside("regions", "region_id", place.region_id)
    if place.precision_class == "border":
        return _middle_of_border()
    return _inside("countries", "country", place.country) if place.country else None


def _place(record: Record, here: Location | None) -> Placement:
    if record.extent is not None:
        return _extent(record, record.extent)
    if here is None:
        return _by_names(record)
    if here.country is None:
        return Placement(name=record.location, settlement=record.location, country=None)
    if record.precision in POINT_PRECISIONS:
        return _point(record, here)
    if record.precision in ("district", "region") and record.country not in (None, here.country):
        # The coordinate of an area's town lies across the line from the country that the row names.
        named_area = _by_names(record)
        if named_area.country == record.country and named_area.precision_class == record.precision:
            return named_area
    precision = record.precision
    if precision == "border" and here.segment is None:
        precision = "country"
    return _area(record, precision, here.district_id, here.region_id, here.country)


def _point(record: Record, here: Location) -> Placement:
    known = _settlement(record, here)
    if known is not None and known.country == record.country != here.country:
        # The coordinate lies across the line from a place that row and gazetteer both put on this side.
        found = place_placement(known, precision_class=record.precision, uncertainty_km=record.uncertainty_km)
        return replace(found, lon=here.lon, lat=here.lat)
    name = known.name if known else record.location
    radius = record.uncertainty_km or max(_RADIUS_KM[record.precision], (known.uncertainty_km or 0.0) if known else 0.0)
    is_near_line = here.offset_km is not None and abs(here.offset_km) <= _CHAINAGE_KM
    return Placement(
        status="placed",
        place_id=known.place_id if known else f"at-{here.lon:.4f}-{here.lat:.4f}",
        name=name or f"{here.lat:.4f} N, {here.lon:.4f} E",
        placetype=known.placetype if known else "settlement",
        precision_class=record.precision,
        lon=here.lon,
        lat=here.lat,
        uncertainty_km=radius,
        settlement=record.location or name,
        district=here.district,
        district_id=here.district_id,
        region=here.region,
        region_id=here.region_id,
        country=here.country,
        segments=(SegmentShare(id=here.segment, share=1.0),) if here.segment else (),
        chainage_km=here.chainage_km if is_near_line else None,
    )


def _settlement(record: Record, here: Location) -> Place | None:
    """Find the place of the gazetteer that a row's location is: of its name, and there."""
    if not record.location:
        return None
    for place in _named(record.location, str(settings().data_dir)):
        if place.lon is None or place.lat is None or place.placetype == "district":
            continue
        _, _, metres = crs.GEOD.inv(here.lon, here.lat, place.lon, place.lat)
        if metres <= _SAME_PLACE_KM * 1_000 and own_precision(place) in POINT_PRECISIONS:
            return place
    return None


def _area(
    record: Record, precision: str, district_id: str | None, region_id: str | None, country: str | None
) -> Placement:
    """Return the district, region, border or country that a row is known to; the next wider one that there is."""
    listed = gazetteer.load()
    if precision in (*POINT_PRECISIONS, "district"):
        district = listed.district(district_id) if district_id else None
        if district is not None:
            return place_placement(_of_area(record, "district", district_id, region_id) or district)
        precision = "region"
    if precision == "region":
        if region_id:
            return _region(_of_area(record, "region", None, region_id) or listed.place(region_id))
        precision = "country"
    if precision == "border":
        return replace(place_placement(listed.place("border")), country=record.country)
    if precision == "country" and country:
        return place_placement(listed.place(country.lower()))
    return Placement(name=record.location, settlement=record.location, country=country)


def _of_area(record: Record, precision: str, district_id: str | None, region_id: str | None) -> Place | None:
    """Find the post, village or detachment that a row names and that is itself known no closer than its area."""
    if not record.location:
        return None
    for place in _named(record.location, str(settings().data_dir)):
        is_there = place.district_id == district_id if precision == "district" else place.region_id == region_id
        if is_there and (own_precision(place) == precision or place.placetype == "detachment"):
            return place
    return None


@lru_cache(maxsize=10_000)
def _named(name: str, data_dir: str) -> tuple[Place, ...]:
    """Return the places of a name: those that it is listed for, and those that are displayed by it."""
    listed = [match.place for match in gazetteer.load().lookup(name) if match.exact]
    return (*listed, *(place for place in _by_display_name(data_dir).get(name, ()) if place not in listed))


@lru_cache(maxsize=2)
def _by_display_name(_data_dir: str) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in gazetteer.load():
        found[place.name].append(place)
    return dict(found)


def _region(place: Place) -> Placement:
    """Return a region, or a detachment in one: its sector is no district, even where it covers one."""
    placed = place_placement(place)
    if place.placetype == "detachment":
        return replace(
            placed, precision_class="region", lon=None, lat=None, district=None, district_id=None, chainage_km=None
        )
    return placed


def _by_names(record: Record) -> Placement:
    """Place a row without a coordinate by the names of its district and region."""
    country = record.country
    region_id = _area_id("region", record.region, country, None)
    district_id = _area_id("district", record.district, country, region_id)
    listed = gazetteer.load()
    if district_id and not region_id:
        found = listed.district(district_id)
        region_id = found.region_id if found else None
    if record.precision not in (*_NOWHERE, "border") and not district_id and not region_id:
        return Placement(name=record.location, settlement=record.location, country=country)
    precision = record.precision
    if precision in POINT_PRECISIONS or (precision == "district" and not district_id):
        precision = "district" if district_id else "region"
    return _area(record, precision, district_id, region_id, country)


def _area_id(noun: str, name: str | None, country: str | None, region_id: str | None) -> str | None:
    if name is None:
        return None
    exact, near = named(noun, name)
    fitting = [area_id for area_id in exact if country is None or area_id.startswith(f"{country.lower()}-")]
    if len(fitting) > 1 and region_id:
        fitting = [area_id for area_id in fitting if _region_of(area_id) == region_id]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise CellError(
            field=noun,
            value=name,
            reason=f"is the name of several: {', '.join(fitting)}; add the country or a coordinate",
        )
    if near and not exact:
        raise CellError(field=noun, value=name, reason=f"is no {noun} of the border: meant is perhaps {near[0]}")
    return None


def _region_of(district_id: str) -> str | None:
    found = gazetteer.load().district(district_id)
    return found.region_id if found else None


def _extent(record: Record, extent: shapely.Geometry) -> Placement:
    """Place a polygon: the district or region that holds most of it, the border if it touches the line's strip."""
    districts = layers.load("districts")
    rows = np.flatnonzero(shapely.intersects(districts.geometry.to_numpy(), extent))
    countries = layers.load("countries")
    inside = [row.country for row in countries.itertuples() if row.geometry.intersects(extent)]
    if not rows.size:
        country = inside[0] if len(inside) == 1 else None
        return _area(record, "country" if country else "unknown", None, None, country)
    areas = shapely.area(shapely.intersection(districts.geometry.to_numpy()[rows], extent))
    whole = float(shapely.area(extent))
    best = int(rows[int(np.argmax(areas))])
    if areas.max() >= _EXTENT_SHARE * whole:
        row = districts.iloc[best]
        found = _area(record, "district", row.district_id, row.region_id, row.country)
    else:
        regions = districts.region_id.to_numpy()[rows]
        shares = {region: float(areas[regions == region].sum()) for region in dict.fromkeys(regions)}
        region, held = max(shares.items(), key=lambda item: item[1])
        if held >= _EXTENT_SHARE * whole:
            found = _area(record, "region", None, str(region), str(districts.iloc[best].country))
        else:
            touches = bool(shapely.intersects(layers.load("segments").geometry.to_numpy(), extent).any())
            found = _area(record, "border" if touches else "country", None, None, inside[0] if inside else None)
    return replace(found, settlement=record.location or found.settlement)


@lru_cache(maxsize=64)
def _inside(layer: str, column: str, area_id: str) -> tuple[float, float] | None:
    frame = layers.load(layer)
    rows = frame[frame[column] == area_id]
    if rows.empty:
        return None
    point = rows.geometry.iloc[0].representative_point()
    return round(float(point.x), 5), round(float(point.y), 5)


@lru_cache(maxsize=1)
def _middle_of_border() -> tuple[float, float]:
    frame = layers.load("segments")
    lon, lat = border_line().point_at(float(frame.km_to.max()) / 2)
    return round(float(lon), 5), round(float(lat), 5)
