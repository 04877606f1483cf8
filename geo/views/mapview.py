"""The map as a document of its own: folium's map with everything it needs inside, and a policy that keeps it so.

The document loads nothing: scripts, styles and polygons are in it, and its content security policy allows only these
scripts (by hash), no connection and no picture from outside. Only when the user picks an online layer does the page
load the document again with the policy that lets in that layer's tiles. Incidents are not in it; the page posts them.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import folium
import xyzservices.providers as providers
from branca.element import Element
from folium.template import Template

from geo.views import basemap, layer_data, symbology

ASSETS = Path(__file__).parent / "assets"
_SCRIPTS = (
    "vendor/leaflet/leaflet.js",
    "data.js",
    "symbols.js",
    "layers.js",
    "incidents.js",
    "legend.js",
    "playback.js",
    "picture.js",
    "frame.js",
    "brush.js",
)
_STYLES = ("vendor/leaflet/leaflet.css", "map.css")
POLICY_MARK = "@@POLICY@@"
_ZOOM_RANGE = (5.0, 16.0)
# The short credit on the map; the pages print every line of the manifest.
_CREDIT = "© OpenStreetMap contributors (ODbL), geoBoundaries, GeoNames (CC BY 4.0)"
# Choices of the layer control that need the internet; never the default.
_ONLINE = {
    "OpenStreetMap (online)": providers.OpenStreetMap.Mapnik,
    "Topographic (online)": providers.OpenTopoMap,
    "Imagery (online)": providers.Esri.WorldImagery,
}


@dataclass(frozen=True, slots=True)
class Document:
    """The map's HTML with POLICY_MARK where the policy goes, and the two policies."""

    html: str
    offline_policy: str
    online_policy: str


class _Inline(Element):  # type: ignore[misc]
    """Text of a script or style, put into the document as it is."""

    def __init__(self, tag: str, text: str, attributes: str = "") -> None:
        super().__init__()
        self._name = "Inline"
        self.tag, self.text, self.attributes = tag, text, attributes

    _template = Template("<{{ this.tag }}{{ this.attributes }}>{{ this.text }}</{{ this.tag }}>")


class PanjMap(folium.Map):  # type: ignore[misc]
    """A folium map that brings its scripts and styles along instead of naming addresses on the internet."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own attribute
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own attribute

    def __init__(self, **options: Any) -> None:
        super().__init__(tiles=None, **options)
        self.get_root().title = "Map of incidents"
        header = self.get_root().header
        for name in _STYLES:
            header.add_child(_Inline("style", _asset(name)), name=name)
        for name in _SCRIPTS:
            header.add_child(_Inline("script", _asset(name)), name=name)
        data = ' type="application/json" id="panj-base"'
        header.add_child(_Inline("script", _json_in_html(basemap.load()), data), name="panj-base")


class _Setup(folium.MacroElement):  # type: ignore[misc]
    """Make the state that the layers below share."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            Panj.setup({{ this._parent.get_name() }}, {{ this.config|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Setup"
        self.config = folium.JsCode(_json_in_html(json.dumps(config)))


class _Start(folium.MacroElement):  # type: ignore[misc]
    """Add the controls and begin to listen to the page."""

    _template = Template("{% macro script(this, kwargs) %} Panj.start(); {% endmacro %}")

    def __init__(self) -> None:
        super().__init__()
        self._name = "Start"


class CanvasLayer(folium.map.Layer):  # type: ignore[misc]
    """One of the layers that the document's scripts draw: a class of theirs in a pane of its own."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new Panj.{{ this.script_class }}(
                Panj.state, {pane: "panj-{{ this.pane }}", attribution: {{ this.attribution|tojson }}}
            );
        {% endmacro %}
        """
    )

    def __init__(self, script_class: str, pane: str, name: str, *, overlay: bool = True, attribution: str = "") -> None:
        super().__init__(name=name, overlay=overlay, control=True, show=True)
        self._name = script_class
        self.script_class, self.pane, self.attribution = script_class, pane, attribution


def build_map() -> folium.Map:
    """Build the map of the border zone: offline base, overlays, online choices and the empty incident layer.

    Raises
    ------
    DataIntegrityError
        The base map or the manifest is missing or damaged.
    """
    (west, south), (east, north) = basemap.bounds()
    chart = PanjMap(
        location=latlon((west + east) / 2, (south + north) / 2),
        zoom_start=7,
        zoom_snap=0.5,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=100,
        min_zoom=_ZOOM_RANGE[0],
        max_zoom=_ZOOM_RANGE[1],
    )
    config = {**symbology.config(), "bounds": [latlon(west, south), latlon(east, north)]}
    chart.add_child(_Setup(config))
    chart.add_child(CanvasLayer("Land", "land", "Plain map (offline)", overlay=False, attribution=_CREDIT))
    for name, provider in _ONLINE.items():
        tiles = folium.TileLayer(provider, name=name, overlay=False, control=True, show=False)
        chart.add_child(tiles)
    chart.add_child(CanvasLayer("Shading", "shading", "Shading of segments"))
    chart.add_child(CanvasLayer("Boundaries", "boundaries", "Boundaries"))
    chart.add_child(CanvasLayer("PlaceNames", "names", "Place names"))
    chart.add_child(CanvasLayer("IncidentLayer", "incidents", "Incidents"))
    chart.add_child(folium.LayerControl(position="topright", collapsed=True))
    chart.add_child(_Start())
    return chart


def latlon(lon: float, lat: float) -> list[float]:
    """Swap to the order that folium and Leaflet want; the one place that does."""
    return [lat, lon]


@lru_cache(maxsize=1)
def document() -> Document:
    """Render the map once for the process; it is the same for every session."""
    html = build_map().get_root().render()
    html = html.replace(
        "<head>", f'<head>\n<meta http-equiv="Content-Security-Policy" content="{POLICY_MARK}">', 1
    ).replace("<html>", '<html lang="en">', 1)
    scripts, styles = _hashes(html, "script"), _hashes(html, "style")
    offline = _policy(scripts, styles, [])
    return Document(html, offline, _policy(scripts, styles, _tile_hosts()))


@lru_cache(maxsize=1)
def document_bytes() -> bytes:
    """Pack the document for the page's store: see `geo.views.layer_data.envelope`."""
    made = document()
    policies = {"offline": made.offline_policy, "online": made.online_policy, "mark": POLICY_MARK}
    return layer_data.envelope("document", {"html": made.html.encode()}, {"policies": policies})


def _asset(name: str) -> str:
    text = (ASSETS / name).read_text("utf-8")
    # Leaflet's pictures of markers are not used, and its source map is not shipped.
    text = re.sub(r"url\(images/[^)]*\)", "none", text) if name.endswith("leaflet.css") else text
    return re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE).replace("</script", "<\\/script")


def _json_in_html(text: str) -> str:
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hashes(html: str, tag: str) -> list[str]:
    """Hash every script or style of the document as a content security policy names it; data blocks do not run."""
    found = re.findall(rf"<{tag}((?:\s[^>]*)?)>(.*?)</{tag}>", html, flags=re.DOTALL)
    texts = [text for attributes, text in found if "application/json" not in attributes]
    return [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts]


def _policy(scripts: list[str], styles: list[str], image_hosts: list[str]) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(scripts)}",
            f"style-src {' '.join(styles)}",
            f"img-src data: {' '.join(image_hosts)}".rstrip(),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _tile_hosts() -> list[str]:
    urls = (urlsplit(provider.url) for provider in _ONLINE.values())
    return [f"{url.scheme}://{url.netloc.replace('{s}', '*')}" for url in urls]
