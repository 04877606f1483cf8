"""Features of a GeoJSON file, one at a time, in degrees on WGS 84 whatever CRS the file states.

The CRS is the one given, else the file's own "crs" member (an old form of GeoJSON), else WGS 84 as RFC 7946 says.
Memory holds one feature.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import shapely.geometry

from geo.core import crs
from geo.core.errors import CrsError, RecordError
from geo.incidents.imports.cells import CellError, check_degrees
from geo.incidents.imports.json_stream import BrokenJsonError, members
from geo.incidents.imports.outcomes import Problem

_PIECE_BYTES = 1 << 20
_AREAS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature: its number in the file from 1, its properties as cells, and where it is (degrees, or neither)."""

    number: int
    cells: dict[str, str]
    point: tuple[float, float] | None
    extent: shapely.Geometry | None


class Features:
    """The features of a FeatureCollection; `columns` are the properties of the first of them.

    Raises
    ------
    RecordError
        The file cannot be opened, is no FeatureCollection, or its "crs" member states none.
    CrsError
        There is no such CRS.
    """

    def __init__(self, path: Path, *, crs_name: str | None = None) -> None:
        self._path = path
        stated = crs_name or _stated_crs(path)
        self._to_lonlat = crs.to_lonlat(stated) if stated else None
        first = next((item for item in self if isinstance(item, Feature)), None)
        if first is None:
            msg = f"{path} holds no feature that can be read: expected a GeoJSON FeatureCollection"
            raise RecordError(msg)
        self.columns = tuple(first.cells)

    def __iter__(self) -> Iterator[Feature | Problem]:
        """Give each feature, and those that cannot be read."""
        number = 0
        try:
            for key, value in members(self._path, "features"):
                if key != "features":
                    continue
                number += 1
                try:
                    yield self._feature(number, value)
                except CellError as err:
                    yield Problem(line=number, field=err.field, value=err.value, reason=err.reason)
        except BrokenJsonError as err:
            yield Problem(line=number + 1, field="", value="", reason=str(err))

    def _feature(self, number: int, value: Any) -> Feature:
        properties = value.get("properties") if isinstance(value, dict) else None
        if not isinstance(value, dict) or value.get("type") != "Feature" or not isinstance(properties, dict | None):
            raise CellError(field="type", value=str(value)[:40], reason="is no feature with properties")
        found = {str(name): _cell(cell) for name, cell in (properties or {}).items()}
        if "id" not in found and isinstance(value.get("id"), str | int):
            found["id"] = str(value["id"])
        point, extent = _place(value.get("geometry"), self._to_lonlat)
        return Feature(number=number, cells=found, point=point, extent=extent)


def _place(geometry: Any, to_lonlat: crs.ToLonLat | None) -> tuple[tuple[float, float] | None, shapely.Geometry | None]:
    if geometry is None:
        return None, None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Point", *_AREAS):
        raise CellError(field="geometry", value=str(kind), reason="is not a Point, Polygon or MultiPolygon")
    try:
        shape = shapely.geometry.shape(geometry)
        coordinates = shapely.get_coordinates(shape)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as err:
        raise CellError(field="geometry", value=str(geometry)[:60], reason=f"cannot be read: {err}") from err
    if not len(coordinates):
        return None, None
    if to_lonlat is not None:
        shape = shapely.transform(shape, lambda xy: np.column_stack(to_lonlat(xy[:, 0], xy[:, 1])))
    for lon, lat in shapely.get_coordinates(shape):
        check_degrees("geometry", float(lon), float(lat))
    if kind == "Point":
        lon, lat = shapely.get_coordinates(shape)[0]
        return (float(lon), float(lat)), None
    area = shapely.make_valid(shape)
    if not area.area:
        raise CellError(field="geometry", value=kind, reason="has no area")
    return None, area


def _cell(value: Any) -> str:
    """Return a property as a table's cell holds it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_cell(item) for item in value)
    return str(value)


def _stated_crs(path: Path) -> str | None:
    """Return the name in the file's own "crs" member, None if it has none."""
    if not _mentions(path, b'"crs"'):
        return None
    try:
        stated = next((value for key, value in members(path, "features") if key == "crs"), None)
    except BrokenJsonError as err:
        msg = f"{path} cannot be read as GeoJSON: {err}"
        raise RecordError(msg) from err
    if stated is None:
        return None
    name = stated.get("properties", {}).get("name") if isinstance(stated, dict) else None
    if not isinstance(name, str):
        msg = f"the CRS that {path} states has no name: give it as --crs EPSG:n"
        raise CrsError(msg)
    return name


def _mentions(path: Path, word: bytes) -> bool:
    """Tell whether a file holds some bytes, a piece at a time."""
    tail = b""
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                if word in tail + piece:
                    return True
                tail = piece[-len(word) :]
    except OSError as err:
        msg = f"{path} cannot be opened: {err.strerror or err}"
        raise RecordError(msg) from err
    return False
