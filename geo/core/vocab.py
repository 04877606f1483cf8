"""Every closed vocabulary, in the order in which it is shown.

Codes are what files and the command line carry; labels are what people read. The mappings to other data sets' codes
follow the UCDP GED codebook (where_prec 1-7) and the ACLED codebook (geo-precision 1-3).
"""

from dataclasses import dataclass
from typing import Final

COUNTRIES: Final = {"TJ": "Tajikistan", "AF": "Afghanistan"}

KINDS: Final = {
    "clash": "Clash",
    "incursion": "Incursion",
    "shooting": "Shooting",
    "drone_attack": "Drone attack",
    "smuggling_clash": "Smuggling clash",
    "detention": "Detention",
    "kidnapping": "Kidnapping",
    "cross_border_fire": "Cross-border fire",
    "mine": "Mine",
    "refugee_crossing": "Refugee crossing",
    "other": "Other",
}


@dataclass(frozen=True, slots=True)
class Precision:
    """How exactly a place is known, with the codes of other data sets.

    `order` rises from exact to unknown. UCDP where_prec: 1 exact, 2 near, 3 second-order division, 4 first-order,
    5 linear feature or fuzzy, 6 country, 7 international. ACLED geo-precision: 1 exact, 2 near or part of a region,
    3 region.
    """

    order: int
    label: str
    ucdp_where_prec: int
    acled_geo_precision: int


PRECISION_CLASSES: Final = {
    "exact": Precision(0, "Exact place", 1, 1),
    "near": Precision(1, "Near a place", 2, 2),
    "settlement": Precision(2, "Settlement", 1, 1),
    "district": Precision(3, "District", 3, 2),
    "region": Precision(4, "Region", 4, 3),
    "border": Precision(5, "Border", 5, 3),
    "country": Precision(6, "Country", 6, 3),
    "unknown": Precision(7, "Unknown", 7, 3),
}
# Known to a spot: drawn as a mark. A district is drawn as an area; anything wider is not on the map.
POINT_PRECISIONS: Final = ("exact", "near", "settlement")
MAPPED_PRECISIONS: Final = (*POINT_PRECISIONS, "district")

DATE_PRECISIONS: Final = ("day", "days", "week", "month", "season", "year")
# UCDP date_prec: 1 day, 2 two to six days, 3 week, 4 month, 5 more than a month.
UCDP_DATE_PREC: Final = {"day": 1, "days": 2, "week": 3, "month": 4, "season": 5, "year": 5}
# ACLED time_precision: 1 day, 2 week, 3 month.
ACLED_TIME_PRECISION: Final = {"day": 1, "days": 2, "week": 2, "month": 3, "season": 3, "year": 3}

PLACETYPES: Final = (
    "country",
    "region",
    "district",
    "jamoat",
    "settlement",
    "post",
    "detachment",
    "crossing",
    "river",
    "landmark",
    "border",
)
GEOCODE_STATUSES: Final = ("placed", "ambiguous", "not_placed")
INCIDENT_STATUSES: Final = {
    "reported": "Reported",
    "confirmed": "Confirmed",
    "disputed": "Disputed",
    "retracted": "Retracted",
}
CONFIDENCES: Final = ("high", "medium", "low")
STANCES: Final = ("asserts", "denies", "alleges", "no_comment")

# Who took part. `parties` in a record names one of these and keeps the words of the source as its label.
PARTIES: Final = {
    "tajik_border_guards": "Tajik border guards",
    "tajik_security": "Tajik security services",
    "russian_border_guards": "Russian border guards",
    "afghan_government": "Afghan government forces (to 2021)",
    "taliban": "Taliban",
    "jamaat_ansarullah": "Jamaat Ansarullah",
    "iskp": "Islamic State (Khorasan)",
    "nrf": "National Resistance Front and allies",
    "smugglers": "Smugglers",
    "gunmen": "Unidentified armed group",
    "tajik_civilians": "Tajik civilians",
    "afghan_civilians": "Afghan civilians",
    "chinese_workers": "Chinese workers",
    "other": "Other",
}

# What was seized; the label as written stands beside it.
SEIZED_ITEMS: Final = {
    "heroin": "Heroin",
    "opium": "Opium",
    "hashish": "Hashish",
    "cannabis": "Cannabis",
    "methamphetamine": "Methamphetamine",
    "drugs": "Drugs, unspecified",
    "kalashnikov": "Kalashnikov rifle",
    "m16": "M-16 rifle",
    "m4": "M-4 carbine",
    "rifle": "Rifle",
    "machine_gun": "Machine gun",
    "pistol": "Pistol",
    "firearm": "Firearm, unspecified",
    "grenade": "Grenade",
    "launcher": "Grenade or rocket launcher",
    "ammunition": "Ammunition",
    "magazine": "Magazine",
    "explosives": "Explosives",
    "detonator": "Detonator",
    "night_vision": "Night-vision device",
    "radio": "Radio",
    "phone": "Telephone",
    "boat": "Boat",
    "drone": "Drone",
    "vehicle": "Vehicle",
    "cash": "Cash",
    "cattle": "Cattle",
    "knife": "Knife",
    "equipment": "Equipment",
    "other": "Other",
}
