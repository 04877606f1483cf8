"""Small literal shapes whose answers are computed by hand."""

import geopandas as gpd
import pytest
import shapely

from geo.border.checks import BuiltLayers
from geo.core import crs


@pytest.fixture
def square():
    """Return a function that makes an axis-parallel square of lon/lat degrees from its lower left corner."""

    def make(lon, lat, width=1.0, height=1.0):
        return shapely.box(lon, lat, lon + width, lat + height)

    return make


@pytest.fixture
def tiny_layers():
    """Return layers of two districts that face each other across one straight edge at latitude 38."""
    line = shapely.LineString([(70, 38), (71, 38)])
    length = crs.line_length_m(line) / 1000
    north, south = shapely.box(70, 38, 71, 39), shapely.box(70, 37, 71, 38)

    def frame(columns, geometry):
        return gpd.GeoDataFrame(columns, geometry=geometry, crs=crs.GEOGRAPHIC_CRS)

    return BuiltLayers(
        border=frame({"name": ["line"]}, [line]),
        countries=frame({"country": ["TJ", "AF"], "name": ["Tajikistan", "Afghanistan"]}, [north, south]),
        regions=frame({"region_id": ["tj-n", "af-s"], "name": ["N", "S"], "country": ["TJ", "AF"]}, [north, south]),
        districts=frame(
            {
                "district_id": ["tj-north", "af-south"],
                "name": ["North", "South"],
                "country": ["TJ", "AF"],
                "region_id": ["tj-n", "af-s"],
                "km_from": [0.0, 0.0],
                "km_to": [length, length],
            },
            [north, south],
        ),
        segments=frame(
            {"segment_id": ["north--south"], "km_from": [0.0], "km_to": [length], "length_km": [length]},
            [shapely.box(70, 37.8, 71, 38.2)],
        ),
    )
