import hashlib
import os

import numpy as np
import pytest
import shapely

from geo.border import build, layers, sources
from geo.core import manifest
from geo.core.errors import SourceError


def test_the_border_is_the_common_edge_from_west_to_east():
    north = shapely.Polygon([(71, 38), (70, 38), (70, 39), (71, 39)])
    south = shapely.Polygon([(70, 38), (71, 38), (71, 37), (70, 37)])
    assert shapely.get_coordinates(build.border_of(north, south)).tolist() == [[70, 38], [71, 38]]


@pytest.mark.parametrize(
    "other",
    [
        shapely.box(75, 38, 76, 39),
        shapely.box(71, 39, 72, 40),
        shapely.MultiPolygon([shapely.box(70, 37, 70.2, 38), shapely.box(70.8, 37, 71, 38)]),
    ],
)
def test_countries_without_one_common_line_are_refused(other):
    with pytest.raises(SourceError, match="expected one LineString"):
        build.border_of(shapely.box(70, 38, 71, 39), other)


def test_vertices_have_their_chainage():
    km = build.vertex_km(shapely.LineString([(71.2, 38.0), (71.3, 38.0), (71.3, 38.1)]))
    assert km.tolist() == pytest.approx([0.0, 8.783, 19.883], abs=1e-3)


def test_short_touches_of_a_bank_are_merged(tiny_layers):
    line = shapely.LineString([(70, 38), (70.49, 38), (70.51, 38), (71, 38)])
    polygons = [shapely.box(70, 38, 70.49, 39), shapely.box(70.49, 38, 70.51, 39), shapely.box(70.51, 38, 71, 39)]
    frame = tiny_layers.districts.iloc[[0, 0, 0]].set_geometry(polygons, crs=4326)
    frame["district_id"] = ["tj-west", "tj-middle", "tj-east"]
    # The middle one touches the line for 1.76 km.
    bank = build.bank_stretches(line, build.vertex_km(line), frame)
    assert [piece.label for piece in bank] == ["tj-west", "tj-east"]


def test_a_bank_that_does_not_touch_the_line_is_named(tiny_layers):
    line = shapely.LineString([(70, 38), (71, 38), (72, 38)])
    with pytest.raises(SourceError, match=r"no district of TJ touches the border line at km 87\.8"):
        build.bank_stretches(line, build.vertex_km(line), tiny_layers.districts.iloc[:1])


def test_what_is_written_is_what_is_read(tiny_layers, tmp_path, monkeypatch):
    sizes = build.write_layers(tiny_layers, (sources.OUTLINE_ORIGIN,), tmp_path)
    monkeypatch.setenv("PANJ_DATA", str(tmp_path))
    for name in layers.NAMES:
        frame = layers.load(name)
        assert frame.equals(getattr(tiny_layers, name))
        assert sizes[name] == (tmp_path / "layers" / f"{name}.parquet").stat().st_size
    assert manifest.load(tmp_path)["layers/border.parquet"].origins == (sources.OUTLINE_ORIGIN,)


def test_the_same_layers_give_the_same_bytes(tiny_layers, tmp_path):
    digests = []
    for run in ("one", "two"):
        build.write_layers(tiny_layers, (sources.OUTLINE_ORIGIN,), tmp_path / run)
        files = sorted((tmp_path / run / "layers").iterdir())
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in files])
    assert digests[0] == digests[1]


@pytest.mark.build
@pytest.mark.skipif(os.environ.get("PANJ_BUILD_TEST") != "1", reason="downloads a source of 67 MB: PANJ_BUILD_TEST=1")
def test_a_rebuild_gives_the_shipped_layers(tmp_path):
    inputs = sources.read_sources()
    build.write_layers(build.build_layers(inputs), inputs.origins, tmp_path)
    for name in layers.NAMES:
        shipped = layers.load(name)
        made = layers.gpd.read_parquet(tmp_path / "layers" / f"{name}.parquet")
        assert list(made.columns) == list(shipped.columns)
        assert shapely.equals_exact(
            shapely.normalize(made.geometry.to_numpy()), shapely.normalize(shipped.geometry.to_numpy()), 1e-6
        ).all()
        numbers = shipped.select_dtypes("number")
        np.testing.assert_allclose(made[numbers.columns].to_numpy(), numbers.to_numpy(), atol=1e-6)
