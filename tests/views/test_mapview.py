"""The map's document holds everything itself and lets nothing else in."""

import base64
import hashlib
import json
import re

import pytest

from geo.border import layers, segments
from geo.incidents import areas
from geo.views import basemap, layer_data, mapview


@pytest.fixture(scope="module")
def document():
    return mapview.document()


def test_nothing_is_loaded_from_outside(document):
    assert not re.findall(r"<(?:script|link|img|iframe)[^>]*\b(?:src|href)\s*=", document.html)
    assert "@import" not in document.html
    assert not re.findall(r"url\((?!\"?data:|#)[^)]*\)", document.html)


def test_offline_policy_allows_only_the_documents_own_scripts(document):
    policy = document.offline_policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    scripts = [
        text
        for attributes, text in re.findall(r"<script([^>]*)>(.*?)</script>", document.html, flags=re.DOTALL)
        if "application/json" not in attributes
    ]
    assert len(scripts) >= 7
    for text in scripts:
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy


def test_online_policy_adds_tile_pictures_and_nothing_else(document):
    offline, online = (
        dict(part.split(" ", 1) for part in policy.split("; "))
        for policy in (document.offline_policy, document.online_policy)
    )
    assert {name for name in online if online[name] != offline[name]} == {"img-src"}
    assert "https://tile.openstreetmap.org" in online["img-src"]


def test_policy_comes_before_any_script(document):
    assert document.html.count(mapview.POLICY_MARK) == 1
    assert document.html.index(mapview.POLICY_MARK) < document.html.index("<script")


def test_no_online_layer_is_shown_at_first(document):
    tile_layers = re.findall(r"var (tile_layer_\w+) = L\.tileLayer", document.html)
    assert len(tile_layers) == 3
    assert not [name for name in tile_layers if f"{name}.addTo" in document.html]


def test_document_bytes_carry_the_html_and_its_policies(document):
    header, parts = layer_data.decode(mapview.document_bytes())
    assert parts["html"] == document.html
    assert header["policies"]["mark"] in document.html


def test_latlon_swaps():
    assert mapview.latlon(70.0, 37.0) == [37.0, 70.0]


def test_shipped_base_map_is_the_one_that_the_layers_give():
    shipped = json.loads(basemap.load())
    assert shipped == json.loads(json.dumps(basemap.build()))


def test_base_map_follows_the_codes():
    base = json.loads(basemap.load())
    known = areas.load()
    assert [area["name"] for area in base["districts"]] == list(known.districts.names)
    assert [area["name"] for area in base["segments"]] == list(known.segments.names)
    assert len(base["segments"]) == len(segments.segment_ids())
    assert all(area["rings"] for name in ("countries", "regions", "districts", "segments") for area in base[name])


def test_base_map_line_runs_from_end_to_end():
    base = json.loads(basemap.load())
    xs, ys = base["line"][::2], base["line"][1::2]
    first = (xs[0] + base["origin"][0], ys[0] + base["origin"][1])
    last = (sum(xs) + base["origin"][0], sum(ys) + base["origin"][1])
    coords = layers.load("border").geometry[0].coords
    for (x, y), (lon, lat) in zip((first, last), (coords[0], coords[-1]), strict=True):
        expected = [part * base["world"] for part in layer_data.mercator(lon, lat)]
        assert (x, y) == pytest.approx(expected, abs=1)
