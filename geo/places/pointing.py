"""A spot that somebody pointed at on a map, as a placement."""

from geo.border.join import locate
from geo.core.errors import CoordinateError
from geo.core.model import Placement, SegmentShare
from geo.places import gazetteer

_EXACT_KM = 1.0


def placement_at(lon: float, lat: float, *, uncertainty_km: float = _EXACT_KM, name: str | None = None) -> Placement:
    """Return the placement of a spot.

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84.
    uncertainty_km
        How far off the spot may be: to 1 km it is an exact place, beyond that near one.
    name
        What the spot is called, if it is called anything.

    Returns
    -------
    Placement
        Status "placed", with what the spot lies in. It has one segment, or none away from the border.

    Raises
    ------
    CoordinateError
        It is no coordinate, or lies in neither country, or the uncertainty is not above zero.
    """
    here = locate(lon, lat)
    if here.country is None:
        msg = f"{lon:.4f}, {lat:.4f} lies neither in Tajikistan nor in Afghanistan: point at a spot in one of them"
        raise CoordinateError(msg)
    if not 0 < uncertainty_km < float("inf"):
        msg = f"the uncertainty is {uncertainty_km} km, expected more than 0"
        raise CoordinateError(msg)
    listed = gazetteer.load()
    district = listed.district(here.district_id) if here.district_id else None
    region = listed.place(here.region_id) if here.region_id else None
    return Placement(
        status="placed",
        name=name or None,
        precision_class="exact" if uncertainty_km <= _EXACT_KM else "near",
        lon=lon,
        lat=lat,
        uncertainty_km=uncertainty_km,
        settlement=name or None,
        district=district.name if district else None,
        district_id=here.district_id,
        region=region.name if region else None,
        region_id=here.region_id,
        country=here.country,
        segments=(SegmentShare(id=here.segment, share=1.0),) if here.segment else (),
        chainage_km=here.chainage_km if here.segment else None,
    )
