"""Every name that a region or a district goes by: former, local and other spellings, from our own tables."""

import csv
import functools

from geo.core import manifest
from geo.core.settings import settings
from geo.places import gazetteer, names

_FILE = "sources/district_names.csv"
# The gazetteer keeps apart a district and the region whose id it shares; the layers do not.
_DISTRICT = "-district"


def named(noun: str, word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Find the areas of one sort that have a name, and those whose name is spelled much like it.

    The names are those of the gazetteer and, for districts, of the table of their former names and variants; both are
    read on the first call. Case and marks do not matter.

    Parameters
    ----------
    noun
        "region" or "district".
    word
        A name in any of the languages of the tables.

    Returns
    -------
    tuple of tuple
        Ids of the layers: those it names, sorted, and those it nearly names, best first.

    Raises
    ------
    DataIntegrityError
        A table is missing or is not the one its manifest entry describes.

    Examples
    --------
    >>> named("district", "Шуроабад")
    (('tj-shamsiddin-shohin',), ())
    >>> named("district", "Shughnan")[0]
    ('af-shighnan', 'tj-shughnon')
    """
    matches = [match for match in gazetteer.load().lookup(word) if match.place.placetype == noun]
    exact, near = (
        [match.place.place_id.removesuffix(_DISTRICT) for match in matches if match.exact is wanted]
        for wanted in (True, False)
    )
    if noun == "district":
        exact += _listed(str(settings().data_dir)).get(names.normalise(word), ())
    return tuple(sorted(set(exact))), tuple(area_id for area_id in near if area_id not in exact)


@functools.cache
def _listed(_data_dir: str) -> dict[str, tuple[str, ...]]:
    """Read the districts of each name in the table."""
    listed: dict[str, tuple[str, ...]] = {}
    with manifest.verified(_FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = names.normalise(row["alias"])
            listed[name] = (*listed.get(name, ()), row["district_id"])
    return listed
