"""Turn a place of the gazetteer into a placement: precision, uncertainty, position, frontage, names.

How exactly a place is known follows from what it is: a bridge is exact, a village is a settlement with its radius,
"near a village" means ten kilometres around it and "5 km from" it that distance beyond its radius, a post or village
without a known position is its district, a detachment whose sector covers several districts is its region. A district's
position is a point inside it near the middle of its frontage, never its centroid.
"""

from collections.abc import Sequence
from dataclasses import replace

from geo.core.model import Candidate, Placement, SegmentShare
from geo.core.vocab import POINT_PRECISIONS
from geo.places import gazetteer
from geo.places.gazetteer import Place

NEAR_KM = 10.0
# A position less sure than this says no more than the district.
_VAGUE_KM = 15.0
_NAMED = ("settlement", "jamoat", "post", "landmark", "crossing")


def placement_of(
    place_id: str, *, precision_class: str | None = None, uncertainty_km: float | None = None
) -> Placement:
    """Return the full placement of a known place.

    Parameters
    ----------
    place_id
        Id in the gazetteer.
    precision_class
        "near" for something near the place, or another class of vocab.PRECISION_CLASSES coarser than the place's own;
        by default the place's own.
    uncertainty_km
        Radius, if it is known better than by the class.

    Returns
    -------
    Placement
        Status "placed"; `segments` shares sum to 1, or there are none where the place has no frontage.

    Raises
    ------
    UnknownPlaceError
        No place has this id.
    """
    return place_placement(
        gazetteer.load().place(place_id), precision_class=precision_class, uncertainty_km=uncertainty_km
    )


def place_placement(
    place: Place,
    *,
    precision_class: str | None = None,
    uncertainty_km: float | None = None,
    settlement: str | None = None,
    candidates: Sequence[Candidate] = (),
) -> Placement:
    """Return the placement of a place; `settlement` names a village inside it that has no place of its own."""
    listed = gazetteer.load()
    own = own_precision(place)
    precision = precision_class or own
    district = listed.district(place.district_id) if place.district_id else None
    region = listed.place(place.region_id) if place.region_id else None
    position: Place | None = place if precision in POINT_PRECISIONS else None
    if precision == "district" and district is not None:
        position = district
    # Said to be known no better than to the area around it: then the area's frontage and radius are its own.
    wider = {"district": district, "region": region}.get(precision) if precision != own else None
    radius = uncertainty_km
    if radius is None:
        radius = (wider or position or place).uncertainty_km
        if precision == "near" and radius is not None:
            radius = max(NEAR_KM, radius)
    is_point = position is place and place.placetype != "district"
    return Placement(
        status="placed",
        place_id=place.place_id,
        name=place.name,
        placetype=place.placetype,
        precision_class=precision,
        lon=position.lon if position else None,
        lat=position.lat if position else None,
        uncertainty_km=radius,
        settlement=settlement or (place.name if place.placetype in _NAMED else None),
        district=district.name if district else None,
        district_id=place.district_id,
        region=region.name if region else None,
        region_id=place.region_id,
        country=place.country if place.country in {"TJ", "AF"} else None,
        segments=(wider or place).segments,
        chainage_km=place.chainage_km if is_point else None,
        candidates=tuple(candidates),
    )


def own_precision(place: Place) -> str:
    """Return how exactly a place is known by itself: a class of vocab.PRECISION_CLASSES."""
    if place.placetype in {"country", "region", "district", "border"}:
        return place.placetype
    if place.lon is not None and (place.uncertainty_km or 0) <= _VAGUE_KM:
        return {"settlement": "settlement", "crossing": "exact"}.get(place.placetype, "near")
    if place.district_id:
        return "district"
    if place.region_id:
        return "region"
    return "border" if place.placetype == "river" else "country"


def facing_placement(place: Place, candidates: Sequence[Candidate] = ()) -> Placement:
    """Return the stretch of the other bank that faces a place: what "opposite X" means.

    It is known to a district where only one district of the other bank faces the place, near a point where the place
    is a point, and otherwise to the border.
    """
    listed = gazetteer.load()
    other = {"TJ": "AF", "AF": "TJ"}.get(place.country or "")
    districts = tuple(dict.fromkeys(_side(share, other) for share in place.segments)) if other else ()
    found = listed.district(districts[0]) if len(districts) == 1 else None
    if found is not None:
        whole = place_placement(found, candidates=candidates)
        return replace(whole, segments=place.segments, chainage_km=place.chainage_km)
    regions = {district.region_id for name in districts if (district := listed.district(name))}
    region = listed.place(next(iter(regions)) or "") if len(regions) == 1 else None
    return Placement(
        status="placed" if place.segments else "not_placed",
        place_id=region.place_id if region else "border",
        name=region.name if region else listed.place("border").name,
        placetype=region.placetype if region else "border",
        precision_class="region" if region else "border" if place.segments else "unknown",
        uncertainty_km=region.uncertainty_km if region else None,
        region=region.name if region else None,
        region_id=region.place_id if region else None,
        country=other,
        segments=place.segments,
        candidates=tuple(candidates),
    )


def _side(share: SegmentShare, country: str | None) -> str:
    """Return the district id on one bank of a segment, which its id is made of."""
    tajik, _, afghan = share.id.partition("--")
    return f"tj-{tajik}" if country == "TJ" else f"af-{afghan}"
