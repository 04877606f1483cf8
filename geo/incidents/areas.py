"""The regions, districts and segments of the layers as small codes with names, for tables and filters.

A code is the row of the layer that holds the area; 255 (65535 for districts) stands for none.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from geo.border import layers, segments
from geo.core.settings import settings


@dataclass(frozen=True)
class AreaList:
    """Areas of one sort: ids in the order of their codes, and their display names."""

    noun: str
    ids: tuple[str, ...]
    names: tuple[str, ...]

    @cached_property
    def code(self) -> dict[str, int]:
        """Code of each id."""
        return {area_id: code for code, area_id in enumerate(self.ids)}

    @cached_property
    def name(self) -> dict[str, str]:
        """Display name of each id."""
        return dict(zip(self.ids, self.names, strict=True))


@dataclass(frozen=True)
class Areas:
    """Everything an incident can be placed in.

    Attributes
    ----------
    regions, districts, segments
        The areas; segments run from west to east.
    district_region
        Code of the region that each district lies in.
    """

    regions: AreaList
    districts: AreaList
    segments: AreaList
    district_region: tuple[int, ...]


def load() -> Areas:
    """Return the areas of the shipped layers, read once a process.

    Raises
    ------
    DataIntegrityError
        A layer is missing or damaged.
    """
    return _load(str(settings().data_dir))


@lru_cache(maxsize=2)
def _load(_data_dir: str) -> Areas:
    regions = layers.load("regions")
    districts = layers.load("districts")
    strips = layers.load("segments").set_index("segment_id")
    region_list = AreaList("region", tuple(regions["region_id"]), tuple(regions["name"]))
    segment_ids = segments.segment_ids()
    return Areas(
        regions=region_list,
        districts=AreaList("district", tuple(districts["district_id"]), tuple(districts["name"])),
        segments=AreaList("segment", segment_ids, tuple(strips.loc[list(segment_ids), "name"])),
        district_region=tuple(region_list.code[region_id] for region_id in districts["region_id"]),
    )
