"""Which part of the ground the briefing's map shows, and how metres become inches.

The projection is the project's metric CRS, an equal-area azimuthal one centred on the border, so that a scale bar holds
all over the map (within 0.1 % in the border zone).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.border import layers
from geo.core import crs
from geo.incidents.filters import Filter
from geo.views.briefing_canvas import Frame
from geo.views.briefing_content import Row

_MIN_WIDTH_M: Final = 70_000.0
_MARGIN: Final = 0.10
# Detail finer than this on paper is not drawn.
_DETAIL_IN: Final = 0.004
_STEP_DEG: Final = 0.05
_CLIP_MARGIN_IN: Final = 0.05

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of the ground drawn in a frame: `x0`, `y1` is its north-west corner in metres of METRIC_CRS."""

    frame: Frame
    x0: float
    y1: float
    inches_per_m: float

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north in metres."""
        return (
            self.x0,
            self.y1 - self.frame.height / self.inches_per_m,
            self.x0 + self.frame.width / self.inches_per_m,
            self.y1,
        )

    def to_inches(self, x: float, y: float) -> tuple[float, float]:
        """Turn metres into inches of the page."""
        return self.frame.x + (x - self.x0) * self.inches_per_m, self.frame.y + (self.y1 - y) * self.inches_per_m

    def layer(self, name: str) -> npt.NDArray[np.object_]:
        """Return a layer's geometries clipped to the view, in inches of the page, without invisible detail."""
        return _visible(self, name)

    def north(self, x: float, y: float) -> float:
        """Angle (radians, clockwise from the page's up) of true north at a point in metres."""
        lon, lat = crs.unproject_xy(np.array([x]), np.array([y]))
        (x_north,), (y_north,) = crs.project_lonlat(lon, lat + _STEP_DEG)
        return float(np.arctan2(x_north - x, y_north - y))

    def _transform(self, coords: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x, y = self.to_inches(coords[:, 0], coords[:, 1])  # type: ignore[arg-type]
        return np.column_stack([x, y])


@lru_cache(maxsize=8)
def metric_layer(name: str) -> npt.NDArray[np.object_]:
    """Geometries of a layer in METRIC_CRS, in the layer's row order."""
    return crs.to_metric(layers.load(name).geometry.to_numpy())


@lru_cache(maxsize=24)
def _visible(view: View, name: str) -> npt.NDArray[np.object_]:
    margin = _CLIP_MARGIN_IN / view.inches_per_m
    west, south, east, north = view.bounds
    clipped = shapely.clip_by_rect(metric_layer(name), west - margin, south - margin, east + margin, north + margin)
    simple = shapely.simplify(clipped, _DETAIL_IN / view.inches_per_m)
    return np.asarray(shapely.transform(simple, view._transform), dtype=object)


def choose_view(rows: Sequence[Row], chosen: Filter, frame: Frame) -> View:
    """Choose the ground to show: the areas that the filter names, else the incidents, else the whole border."""
    boxes = _boxes_of_filter(chosen) or _boxes_of_rows(rows) or [shapely.bounds(metric_layer("border")[0])]
    bounds = np.array(boxes)
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    return fit((west, south, east, north), frame)


def fit(bounds: Bounds, frame: Frame) -> View:
    """Show these bounds (metres) with a margin, centred, in the frame's shape."""
    west, south, east, north = bounds
    width = max((east - west) * (1 + 2 * _MARGIN), _MIN_WIDTH_M)
    height = max((north - south) * (1 + 2 * _MARGIN), _MIN_WIDTH_M * frame.height / frame.width)
    scale = min(frame.width / width, frame.height / height)
    return View(
        frame=frame,
        x0=(west + east) / 2 - frame.width / scale / 2,
        y1=(south + north) / 2 + frame.height / scale / 2,
        inches_per_m=scale,
    )


def _boxes_of_filter(chosen: Filter) -> list[Bounds]:
    """Bounds of the segments, districts or regions that the filter names, the narrowest sort that it names."""
    for name, column, ids in (
        ("segments", "segment_id", chosen.segments),
        ("districts", "district_id", chosen.districts),
        ("regions", "region_id", chosen.regions),
    ):
        if ids:
            rows = np.flatnonzero(layers.load(name)[column].isin(ids))
            return [tuple(box) for box in shapely.bounds(metric_layer(name)[rows])]
    return []


def _boxes_of_rows(rows: Sequence[Row]) -> list[Bounds]:
    """Bounds of what is on the map: points with their uncertainty, and districts."""
    boxes: list[Bounds] = []
    shown = [row.incident.place for row in rows if row.on_map]
    x, y = crs.project_lonlat(
        np.array([place.lon for place in shown], float), np.array([place.lat for place in shown], float)
    )
    code = {district_id: i for i, district_id in enumerate(layers.load("districts")["district_id"])}
    for place, px, py in zip(shown, x, y, strict=True):
        if place.precision_class == "district" and place.district_id in code:
            boxes.append(tuple(shapely.bounds(metric_layer("districts")[code[place.district_id]])))
        else:
            radius = (place.uncertainty_km or 0) * 1000
            boxes.append((px - radius, py - radius, px + radius, py + radius))
    return boxes
