"""What the builder of the gazetteer needs of the layers: districts at a position, frontage shares, radii.

Used while building only: looking up places needs no geometry. Areas' radii are those of circles of the same area.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.border import layers, segments
from geo.border.join import join_points
from geo.border.line import border_line
from geo.core import crs
from geo.core.crs import FloatArray
from geo.core.model import SegmentShare

# Sources place a few settlements on the other side of the line or of a generalised boundary; farther off is an error.
_SNAP_KM = 25.0
# How deep inside a district the point that stands for it lies, at most.
_INSET_M = 4_000.0
# Farther from the line a chainage says nothing.
_CHAINAGE_KM = 60.0


@dataclass(frozen=True, slots=True)
class Area:
    """A region or district with the point that stands for it and the radius of a circle of its area."""

    id: str
    name: str
    name_local: str
    country: str
    region_id: str
    lon: float
    lat: float
    radius_km: float
    area_km2: float


class Areas:
    """Regions, districts and their frontage, read once from the layers."""

    def __init__(self, districts: gpd.GeoDataFrame, regions: gpd.GeoDataFrame):
        self.districts = tuple(
            _area(row, row.district_id, row.name_local, row.region_id) for row in districts.itertuples()
        )
        self.regions = tuple(_area(row, row.region_id, "", row.region_id) for row in regions.itertuples())
        self._by_id = {area.id: area for area in self.districts}
        self._metric = crs.to_metric(districts.geometry.to_numpy())
        self._tree = shapely.STRtree(self._metric)

    @classmethod
    def load(cls) -> "Areas":
        """Read the layers."""
        return cls(layers.load("districts"), layers.load("regions"))

    def district(self, district_id: str) -> Area:
        """Return a district by its layer id."""
        return self._by_id[district_id]

    def districts_at(self, lon: float, lat: float, country: str | None) -> tuple[str, ...]:
        """Return the district at a position, or the nearest one of the country where the position is beside it."""
        x, y = crs.project_lonlat(np.array([lon]), np.array([lat]))
        point = shapely.Point(x[0], y[0])
        near = self._tree.query(point, predicate="dwithin", distance=_SNAP_KM * 1_000)
        of_country = [index for index in near if country in {None, self.districts[index].country}]
        if not of_country:
            return ()
        nearest = min(of_country, key=lambda index: (shapely.distance(self._metric[index], point), index))
        return (self.districts[nearest].id,)

    def on_line(self, lon: FloatArray, lat: FloatArray) -> list[tuple[tuple[SegmentShare, ...], float | None]]:
        """Return the segment each position lies in, with share 1, and its chainage where the line is not far."""
        joined = join_points(lon, lat)
        km, offset = border_line().chainage(lon, lat)
        ids = segments.segment_ids()
        return [
            (
                (SegmentShare(id=ids[row], share=1.0),) if row >= 0 else (),
                round(float(chainage), 2) if distance <= _CHAINAGE_KM else None,
            )
            for row, chainage, distance in zip(joined.segment, km, offset, strict=True)
        ]

    def shares_of_border(self) -> tuple[SegmentShare, ...]:
        """Return every segment by its length."""
        frame = layers.load("segments")
        total = float(frame.length_km.sum())
        return tuple(SegmentShare(id=row.segment_id, share=row.length_km / total) for row in frame.itertuples())

    def shares_of_region(self, region_id: str) -> tuple[SegmentShare, ...]:
        """Return the segments of a region by frontage."""
        return segments.shares_of_region(region_id)

    def shares_of_districts(self, district_ids: Iterable[str]) -> tuple[SegmentShare, ...]:
        """Return the segments of several districts of one bank by frontage."""
        wanted = set(district_ids)
        lengths: dict[str, float] = {}
        for district_id in sorted(wanted):
            frontage = _frontage_km(district_id)
            for share in segments.shares_of_district(district_id):
                lengths[share.id] = lengths.get(share.id, 0.0) + share.share * frontage
        total = sum(lengths.values())
        order = [name for name in segments.segment_ids() if lengths.get(name)]
        return tuple(SegmentShare(id=name, share=lengths[name] / total) for name in order)

    def radius_of_districts(self, district_ids: Iterable[str]) -> float:
        """Return the radius (km) of a circle as large as these districts together."""
        return _radius_km(sum(self._by_id[district_id].area_km2 for district_id in district_ids))

    def radius_of_region(self, region_id: str) -> float:
        """Return the radius (km) of a circle as large as the region."""
        return next(area.radius_km for area in self.regions if area.id == region_id)

    def radius_of_country(self, country: str | None) -> float:
        """Return the radius (km) of a circle as large as the country."""
        frame = layers.load("countries")
        return _radius_km(crs.area_km2(frame.geometry[frame.country == country].iloc[0]))

    def common_region(self, district_ids: Iterable[str]) -> str | None:
        """Return the region that holds all these districts, if one does."""
        found = {self._by_id[district_id].region_id for district_id in district_ids}
        return found.pop() if len(found) == 1 else None


def _area(row: object, area_id: str, name_local: str, region_id: str) -> Area:
    geometry = row.geometry  # type: ignore[attr-defined]
    km_from, km_to = getattr(row, "km_from", math.nan), getattr(row, "km_to", math.nan)
    point = _inside_frontage(geometry, (km_from + km_to) / 2) if km_from == km_from else geometry.representative_point()
    area_km2 = crs.area_km2(geometry)
    return Area(
        area_id, row.name, name_local, row.country, region_id, round(point.x, 5), round(point.y, 5),  # type: ignore[attr-defined]
        _radius_km(area_km2), round(area_km2, 1),
    )  # fmt: skip


def _inside_frontage(geometry: shapely.Geometry, km: float) -> shapely.Point:
    """Return a point inside the district close to the middle of its frontage, clear of its edge."""
    lon, lat = border_line().point_at(km)
    metric = crs.to_metric(np.array([geometry], dtype=object))[0]
    x, y = crs.project_lonlat(np.array([lon]), np.array([lat]))
    inset = _INSET_M
    while (core := shapely.buffer(metric, -inset)).is_empty:
        inset /= 2
    nearest = shapely.get_point(shapely.shortest_line(core, shapely.Point(x[0], y[0])), 0)
    point: shapely.Point = crs.to_geographic(np.array([nearest], dtype=object))[0]
    return point


def _frontage_km(district_id: str) -> float:
    frame = layers.load("districts")
    row = frame[frame.district_id == district_id].iloc[0]
    return 0.0 if math.isnan(row.km_from) else float(row.km_to - row.km_from)


def _radius_km(area_km2: float) -> float:
    return round(math.sqrt(area_km2 / math.pi), 1)
