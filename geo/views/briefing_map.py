"""The briefing's map: ground, incidents or numbered clusters, labels, with its furniture and legend.

A place known to a point is a full mark at that point, with a ring as wide as the uncertainty where that shows; a place
known to a district is the hatched district with a hollow mark. Labels keep clear of marks, furniture and each other.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely

from geo.border import layers
from geo.core import crs, vocab
from geo.places import gazetteer, names
from geo.views import symbology
from geo.views.briefing_canvas import Canvas, Frame, Style, text_width
from geo.views.briefing_content import Content, Row, number_text
from geo.views.briefing_furniture import VEIL_ALPHA, draw_furniture
from geo.views.briefing_labels import Taken, around
from geo.views.briefing_legend import Legend
from geo.views.briefing_theme import Theme, draw_mark, radius_in, shape
from geo.views.briefing_view import View, choose_view

_NUMBER_PT: Final = 7.5
_PLACE_PT: Final = 7.0
_DISTRICT_PT: Final = 6.8
_TOWN_PT: Final = 6.6
_TOWN_DOT_IN: Final = 0.018
_MIN_TOWN: Final = 10_000
_MAX_TOWNS: Final = 10
_COUNTRY_PTS: Final = (12.0, 9.0)
_RING_MIN_IN: Final = 0.10
_REACH_IN: Final = 1.6
_SPOT_IN: Final = 0.04
_CLUSTER_IN: Final = 0.42
_BADGE_IN: Final = 0.125
_MAX_NAMED_DISTRICTS: Final = 40


@dataclass(slots=True)
class Spot:
    """Rows drawn at one point of the page (inches); `area` where they are known to a district only."""

    x: float
    y: float
    area: bool
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A numbered group of incidents that lie too close to be numbered one by one."""

    number: int
    x: float
    y: float
    name: str
    rows: tuple[Row, ...]


def draw_map(
    canvas: Canvas, frame: Frame, content: Content, theme: Theme, *, max_clusters: int | None = None
) -> tuple[Cluster, ...]:
    """Draw the map with its legend in a frame.

    Parameters
    ----------
    max_clusters
        None numbers each incident; a number draws at most so many numbered clusters instead, west to east.

    Returns
    -------
    tuple of Cluster
        The clusters drawn; empty where incidents are numbered one by one.
    """
    legend = Legend(content.rows, theme, frame.width, clustered=max_clusters is not None)
    ground = Frame(frame.x, frame.y, frame.width, frame.height - legend.height - 0.03)
    view = choose_view(content.rows, content.chosen, ground)
    taken = Taken(ground.inset(0.03))
    spots = _spots(content.rows, view)
    _draw_ground(canvas, view, theme)
    _draw_areas(canvas, view, theme, [spot for spot in spots if spot.area])
    _draw_marks(canvas, view, theme, spots)
    clusters: tuple[Cluster, ...] = ()
    if max_clusters is None:
        _take_marks(taken, spots)
        draw_furniture(canvas, view, theme, taken)
        _label_spots(canvas, theme, taken, spots)
        _label_places(canvas, theme, taken, spots)
    else:
        clusters = _clusters(spots, max_clusters)
        _take_badges(taken, clusters)
        draw_furniture(canvas, view, theme, taken)
        _draw_badges(canvas, theme, clusters)
        _take_marks(taken, spots)
    _label_towns(canvas, view, theme, taken)
    _label_districts(canvas, view, theme, taken)
    _label_countries(canvas, view, theme, taken)
    canvas.rectangle(ground, "none", edge=theme.rule, z=9)
    legend.draw(canvas, frame.x, ground.bottom + 0.05)
    return clusters


# Ground and incidents


def _draw_ground(canvas: Canvas, view: View, theme: Theme) -> None:
    palette = theme.palette
    frame = view.frame
    canvas.rectangle(frame, palette.outside)
    draw = canvas.shapes
    draw(view.layer("countries"), fill=palette.land, z=0.1, clip=frame)
    draw(view.layer("districts"), edge=palette.district_line, width=0.5, z=0.2, clip=frame)
    draw(view.layer("regions"), edge=palette.region_line, width=0.8, z=0.3, clip=frame)
    draw(view.layer("countries"), edge=palette.country_line, width=0.9, z=0.4, clip=frame)
    line = view.layer("border")
    draw(line, edge=palette.border_casing, width=3.2, z=0.5, clip=frame)
    draw(line, edge=palette.border_line, width=1.7, z=0.6, clip=frame)


def _spots(rows: Sequence[Row], view: View) -> list[Spot]:
    """Group the rows that fall on the same point of the page; a district's incidents meet inside the district."""
    shown = [row for row in rows if row.on_map]
    lonlat = np.array([(row.incident.place.lon, row.incident.place.lat) for row in shown], float).reshape(-1, 2)
    metres = np.column_stack(crs.project_lonlat(lonlat[:, 0], lonlat[:, 1]))
    found: dict[tuple[bool, int, int], Spot] = {}
    for row, (x_m, y_m) in zip(shown, metres, strict=True):
        x, y = view.to_inches(x_m, y_m)
        area = row.incident.place.precision_class == "district"
        key = (area, round(x / _SPOT_IN), round(y / _SPOT_IN))
        found.setdefault(key, Spot(x, y, area)).rows.append(row)
    return list(found.values())


def _draw_areas(canvas: Canvas, view: View, theme: Theme, spots: Iterable[Spot]) -> None:
    """Hatch the districts in which something is known to no better than the district."""
    ids = {row.incident.place.district_id for spot in spots for row in spot.rows}
    rows = np.flatnonzero(layers.load("districts")["district_id"].isin(ids))
    canvas.shapes(
        view.layer("districts")[rows],
        edge=theme.palette.hatch,
        width=0.7,
        z=0.45,
        clip=view.frame,
        hatch="////",
        alpha=0.45,
    )


def _draw_marks(canvas: Canvas, view: View, theme: Theme, spots: Sequence[Spot]) -> None:
    """Draw rings, then marks, the largest first so that none is hidden."""
    palette = theme.palette
    marks = sorted(
        ((radius_in(row.n_killed), row.number, spot, row) for spot in spots for row in spot.rows),
        key=lambda item: (-item[0], item[1]),
    )
    rings = {
        (spot.x, spot.y, row.incident.place.uncertainty_km or 0.0)
        for _, _, spot, row in marks
        if symbology.PRECISION_STYLES[row.incident.place.precision_class] == "ring"
    }
    for x, y, km in sorted(rings):
        radius = km * 1000 * view.inches_per_m
        if radius >= _RING_MIN_IN:
            ring = shapely.Point(x, y).buffer(radius, quad_segs=24)
            canvas.shapes([ring], edge=palette.outline, width=0.7, z=2, clip=view.frame, dashed=True)
    for order, (radius, _, spot, row) in enumerate(marks):
        draw_mark(canvas, spot.x, spot.y, row.incident.kind, radius, theme, hollow=spot.area, z=3 + order / len(marks))


def _take_marks(taken: Taken, spots: Iterable[Spot]) -> None:
    for spot in spots:
        radius = max(radius_in(row.n_killed) for row in spot.rows) * 1.15
        taken.add(Frame(spot.x - radius, spot.y - radius, 2 * radius, 2 * radius))


# Clusters


def _clusters(spots: Sequence[Spot], limit: int) -> tuple[Cluster, ...]:
    """Gather spots around the fullest ones, with the reach widened until there are few enough."""
    reach = _CLUSTER_IN
    ordered = sorted(spots, key=lambda spot: (-len(spot.rows), spot.x, spot.y))
    while True:
        seeds: list[list[Spot]] = []
        for spot in ordered:
            near = [seed for seed in seeds if math.hypot(seed[0].x - spot.x, seed[0].y - spot.y) < reach]
            if near:
                min(near, key=lambda seed: math.hypot(seed[0].x - spot.x, seed[0].y - spot.y)).append(spot)
            else:
                seeds.append([spot])
        if len(seeds) <= limit:
            break
        reach *= 1.15
    seeds.sort(key=lambda seed: (seed[0].x, seed[0].y))
    return tuple(_cluster(number, seed) for number, seed in enumerate(seeds, start=1))


def _cluster(number: int, spots: Sequence[Spot]) -> Cluster:
    rows = sorted((row for spot in spots for row in spot.rows), key=lambda row: row.number)
    districts: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        districts[row.incident.place.district or row.place] += 1
    names = sorted(districts, key=lambda name: (-districts[name], name))
    name = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    return Cluster(number, spots[0].x, spots[0].y, name if len(names) != 2 else " and ".join(names), tuple(rows))


def _take_badges(taken: Taken, clusters: Iterable[Cluster]) -> None:
    for cluster in clusters:
        taken.add(Frame(cluster.x - _BADGE_IN, cluster.y - _BADGE_IN, 2 * _BADGE_IN, 2 * _BADGE_IN))


def _draw_badges(canvas: Canvas, theme: Theme, clusters: Iterable[Cluster]) -> None:
    style = Style(_NUMBER_PT, theme.page, bold=True)
    for cluster in clusters:
        canvas.mark(cluster.x, cluster.y, shape("circle"), _BADGE_IN, fill=theme.text, edge=theme.page, width=1.0, z=7)
        canvas.text(cluster.x, cluster.y - style.size * 0.62 / 72, str(cluster.number), style, align="center", zorder=8)


# Labels


def _label_spots(canvas: Canvas, theme: Theme, taken: Taken, spots: Sequence[Spot]) -> None:
    """Set the numbers of every spot; one that finds no room beside its mark stands farther off on a leader line."""
    style = Style(_NUMBER_PT, theme.text, bold=True)
    height = _NUMBER_PT * 1.25 / 72
    for spot in sorted(spots, key=lambda spot: (-max(radius_in(row.n_killed) for row in spot.rows), spot.x)):
        label = number_text([row.number for row in spot.rows])
        width = text_width(label, style) + 0.07
        radius = max(radius_in(row.n_killed) for row in spot.rows)
        candidates = list(around(spot.x, spot.y, radius * 1.15 + 0.015, width, height, reach=_REACH_IN))
        box = taken.first_free(candidates)
        if box is None:
            box = min(candidates, key=taken.overlap)
            taken.add(box)
        middle = (box.x + box.width / 2, box.y + box.height / 2)
        if math.hypot(middle[0] - spot.x, middle[1] - spot.y) > radius + width / 2 + 0.1:
            canvas.segments([((spot.x, spot.y), middle)], theme.palette.outline, 0.6, z=6.4)
        canvas.rectangle(box, theme.page, edge=theme.palette.outline, width=0.4, z=6.5)
        canvas.text(middle[0], box.y + height / 2 - style.size * 0.62 / 72, label, style, align="center", zorder=8)


def _label_places(canvas: Canvas, theme: Theme, taken: Taken, spots: Sequence[Spot]) -> None:
    """Name the places of the incidents that are known to a point, each once."""
    style = Style(_PLACE_PT, theme.palette.label)
    named: set[str] = set()
    for spot in sorted(spots, key=lambda spot: (-len(spot.rows), spot.x)):
        name = spot.rows[0].incident.place.name
        if spot.area or not name or name in named:
            continue
        named.add(name)
        radius = max(radius_in(row.n_killed) for row in spot.rows)
        width = text_width(name, style) + 0.03
        box = taken.first_free(around(spot.x, spot.y, radius * 1.15 + 0.02, width, _PLACE_PT * 1.2 / 72, reach=0.3))
        if box:
            _label(canvas, box, name, style, theme)


def _label_towns(canvas: Canvas, view: View, theme: Theme, taken: Taken) -> None:
    """Mark and name the largest towns in view, but for those called as a district is or was."""
    style = Style(_TOWN_PT, theme.palette.label_faint)
    known = gazetteer.load()
    districts = {
        names.normalise(name)
        for place in known.places
        if place.placetype == "district"
        for name in (place.name, *(alias.name for alias in known.aliases_of(place.place_id)))
    }
    towns = [
        place
        for place in known.places
        if place.placetype == "settlement" and (place.population or 0) >= _MIN_TOWN
        if place.lon is not None and names.normalise(place.name) not in districts
    ]
    towns.sort(key=lambda place: (-(place.population or 0), place.place_id))
    metres = crs.project_lonlat(
        np.array([place.lon for place in towns], float), np.array([place.lat for place in towns], float)
    )
    shown = 0
    for place, x_m, y_m in zip(towns, *metres, strict=True):
        x, y = view.to_inches(x_m, y_m)
        dot = Frame(x - _TOWN_DOT_IN, y - _TOWN_DOT_IN, 2 * _TOWN_DOT_IN, 2 * _TOWN_DOT_IN)
        if shown == _MAX_TOWNS or not taken.is_free(dot):
            continue
        width = text_width(place.name, style) + 0.03
        box = taken.first_free(around(x, y, _TOWN_DOT_IN + 0.02, width, _TOWN_PT * 1.2 / 72, reach=0))
        if box:
            taken.add(dot)
            canvas.rectangle(dot, theme.palette.label_faint, z=2.4)
            _label(canvas, box, place.name, style, theme)
            shown += 1


def _label_districts(canvas: Canvas, view: View, theme: Theme, taken: Taken) -> None:
    """Name the districts that the border touches, then the others, as far as there is room."""
    frame = layers.load("districts")
    shapes = view.layer("districts")
    areas = shapely.area(shapes)
    fronts = frame["km_from"].notna().to_numpy()
    order = [code for code in np.lexsort((-areas, ~fronts)) if areas[code] > 0.02]
    style = Style(_DISTRICT_PT, theme.palette.label_faint, italic=True)
    for code in order[:_MAX_NAMED_DISTRICTS]:
        name = str(frame["name"].iloc[code])
        width, height = text_width(name, style) + 0.04, _DISTRICT_PT * 1.2 / 72
        box = taken.first_free(_within(shapes[code], width, height, strict=not fronts[code]))
        if box:
            _label(canvas, box, name, style, theme)


def _label_countries(canvas: Canvas, view: View, theme: Theme, taken: Taken) -> None:
    """Name the countries, smaller where there is little room."""
    frame = layers.load("countries")
    for country, geometry in zip(frame["country"], view.layer("countries"), strict=True):
        name = " ".join(vocab.COUNTRIES[country].upper())
        for size in _COUNTRY_PTS:
            style = Style(size, theme.palette.label_faint, bold=True)
            width, height = text_width(name, style), size * 1.2 / 72
            box = taken.first_free(_within(geometry, width, height, strict=True))
            if box:
                canvas.text(box.x, box.y, name, style, zorder=2.5, alpha=0.75)
                break


def _within(geometry: shapely.Geometry, width: float, height: float, *, strict: bool) -> list[Frame]:
    """Boxes of a size inside a geometry (inches), those farthest from its edge first.

    Not strict: a box may reach over the edge as long as its middle is inside.
    """
    if geometry.is_empty:
        return []
    west, north, east, south = geometry.bounds
    x, y = (grid.ravel() for grid in np.meshgrid(np.linspace(west, east, 15), np.linspace(north, south, 15)))
    shapely.prepare(geometry)
    inside = shapely.contains_xy(geometry, x, y)
    points = shapely.points(x[inside], y[inside])
    best = points[np.argsort(-shapely.distance(points, geometry.boundary), kind="stable")][:40]
    boxes = [Frame(point.x - width / 2, point.y - height / 2, width, height) for point in best]
    if not strict:
        return boxes
    return [box for box in boxes if shapely.contains(geometry, shapely.box(box.x, box.y, box.right, box.bottom))]


def _label(canvas: Canvas, box: Frame, text: str, style: Style, theme: Theme) -> None:
    """Set a label in its box, on a veil of the land's colour that keeps lines from crossing it."""
    veil = Frame(box.x, box.y + 0.01, box.width, box.height - 0.01)
    canvas.rectangle(veil, theme.palette.label_halo, alpha=VEIL_ALPHA, z=5.5)
    canvas.text(box.x + box.width / 2, box.y, text, style, align="center", zorder=6)
