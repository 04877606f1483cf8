"""The briefing's map: ground, incidents or numbered clusters, legend, scale bar, north arrow, inset, labels.

A place known to a point is a full mark at that point, with a ring as wide as the uncertainty where that shows; a place
known to a district is the hatched district with a hollow mark. Labels keep clear of marks, furniture and each other.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely
from matplotlib.path import Path

from geo.border import layers
from geo.core import crs, vocab
from geo.places import gazetteer, names
from geo.views import symbology
from geo.views.briefing_canvas import Canvas, Frame, Style, text_width
from geo.views.briefing_content import Content, Row, number_text
from geo.views.briefing_labels import Taken, around
from geo.views.briefing_theme import Theme, draw_mark, marker, radius_in, shape
from geo.views.briefing_view import View, choose_view, fit, metric_layer

_NUMBER_PT: Final = 7.5
_PLACE_PT: Final = 7.0
_DISTRICT_PT: Final = 6.8
_TOWN_PT: Final = 6.6
_TOWN_DOT_IN: Final = 0.018
_MIN_TOWN: Final = 10_000
_MAX_TOWNS: Final = 10
_COUNTRY_PTS: Final = (12.0, 9.0)
_LEGEND_PT: Final = 6.8
_LEGEND_ROW_IN: Final = 0.19
_INSET_IN: Final = (1.05, 0.86)
_RING_MIN_IN: Final = 0.10
_REACH_IN: Final = 1.6
_SPOT_IN: Final = 0.04
_CLUSTER_IN: Final = 0.42
_BADGE_IN: Final = 0.125
_MAX_NAMED_DISTRICTS: Final = 40
_VEIL_ALPHA: Final = 0.75


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
    entries = _legend(content.rows, theme, clustered=max_clusters is not None)
    lines = _flow(entries, frame.width)
    ground = Frame(frame.x, frame.y, frame.width, frame.height - len(lines) * _LEGEND_ROW_IN - 0.03)
    view = choose_view(content.rows, content.chosen, ground)
    taken = Taken(ground.inset(0.03))
    spots = _spots(content.rows, view)
    _draw_ground(canvas, view, theme)
    _draw_areas(canvas, view, theme, [spot for spot in spots if spot.area])
    _draw_marks(canvas, view, theme, spots)
    clusters: tuple[Cluster, ...] = ()
    if max_clusters is None:
        _take_marks(taken, spots)
        _draw_furniture(canvas, view, theme, taken)
        _label_spots(canvas, theme, taken, spots)
        _label_places(canvas, theme, taken, spots)
    else:
        clusters = _clusters(spots, max_clusters)
        _take_badges(taken, clusters)
        _draw_furniture(canvas, view, theme, taken)
        _draw_badges(canvas, theme, clusters)
        _take_marks(taken, spots)
    _label_towns(canvas, view, theme, taken)
    _label_districts(canvas, view, theme, taken)
    _label_countries(canvas, view, theme, taken)
    canvas.rectangle(ground, "none", edge=theme.rule, z=9)
    _draw_legend(canvas, lines, frame.x, ground.bottom + 0.05, theme)
    return clusters


def draw_inset(canvas: Canvas, frame: Frame, view: View, theme: Theme) -> None:
    """Draw both countries small, with a box where the map lies."""
    palette = theme.palette
    countries = metric_layer("countries")
    whole = shapely.total_bounds(countries)
    small = fit(tuple(whole), frame)
    canvas.rectangle(frame, palette.outside, edge=palette.country_line, z=6)
    canvas.shapes(small.layer("countries"), fill=palette.land, edge=palette.country_line, width=0.5, z=6.1, clip=frame)
    canvas.shapes(small.layer("border"), edge=palette.border_line, width=1.0, z=6.2, clip=frame)
    west, south, east, north = view.bounds
    left, top = small.to_inches(west, north)
    right, bottom = small.to_inches(east, south)
    box = Frame(left, top, max(right - left, 0.05), max(bottom - top, 0.05))
    canvas.rectangle(box, "none", edge=palette.outline, width=1.1, z=6.3)


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
        ((radius_in(_killed(row)), row.number, spot, row) for spot in spots for row in spot.rows),
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
        radius = max(radius_in(_killed(row)) for row in spot.rows) * 1.15
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
    for spot in sorted(spots, key=lambda spot: (-max(radius_in(_killed(row)) for row in spot.rows), spot.x)):
        label = number_text([row.number for row in spot.rows])
        width = text_width(label, style) + 0.07
        radius = max(radius_in(_killed(row)) for row in spot.rows)
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
        radius = max(radius_in(_killed(row)) for row in spot.rows)
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
    canvas.rectangle(veil, theme.palette.label_halo, alpha=_VEIL_ALPHA, z=5.5)
    canvas.text(box.x + box.width / 2, box.y, text, style, align="center", zorder=6)


# Furniture


def _draw_furniture(canvas: Canvas, view: View, theme: Theme, taken: Taken) -> None:
    """Put inset, scale bar and north arrow into the corners where they cover least."""
    ground = view.frame.inset(0.06)
    km, length = _scale(view)
    pieces: list[tuple[float, float, Callable[[Frame], None]]] = [
        (*_INSET_IN, lambda box: draw_inset(canvas, box, view, theme)),
        (length + 0.45, 0.36, lambda box: _draw_scale_bar(canvas, box, theme, km, length)),
        (0.30, 0.46, lambda box: _draw_north_arrow(canvas, box, view, theme)),
    ]
    for width, height, draw in pieces:
        corners = [
            Frame(x, y, width, height)
            for y in (ground.bottom - height, ground.y)
            for x in (ground.x, ground.right - width)
        ]
        between = [
            Frame(ground.x + (ground.width - width) * step / 12, y, width, height)
            for y in (ground.bottom - height, ground.y)
            for step in range(1, 12)
        ]
        box = taken.first_free(corners + between)
        if box is None:
            box = min(corners + between, key=taken.overlap)
            taken.add(box)
        draw(box)


def _scale(view: View) -> tuple[float, float]:
    """Length of the scale bar: a round number of km, and inches, between about 0.8 and 1.9 inches."""
    widest_km = 1.9 / view.inches_per_m / 1000
    power = 10.0 ** math.floor(math.log10(widest_km))
    km = max(step * power for step in (1, 2, 5) if step * power <= widest_km)
    return km, km * 1000 * view.inches_per_m


def _draw_scale_bar(canvas: Canvas, box: Frame, theme: Theme, km: float, length: float) -> None:
    palette = theme.palette
    style = Style(6.8, palette.label)
    canvas.rectangle(box, palette.label_halo, alpha=_VEIL_ALPHA, z=5.5)
    left, top = box.x + 0.12, box.y + 0.19
    for part in range(4):
        piece = Frame(left + part * length / 4, top, length / 4, 0.055)
        canvas.rectangle(piece, palette.outline if part % 2 == 0 else palette.land, edge=palette.outline, z=6.6)
    for share, text in ((0.0, "0"), (0.5, f"{km / 2:g}"), (1.0, f"{km:g} km")):
        canvas.text(left + share * length, box.y + 0.045, text, style, align="center", zorder=7)


def _draw_north_arrow(canvas: Canvas, box: Frame, view: View, theme: Theme) -> None:
    """Draw an arrow to true north at its own place, which the page's up is not away from the middle meridian."""
    palette = theme.palette
    canvas.rectangle(box, palette.label_halo, alpha=_VEIL_ALPHA, z=5.5)
    x, y = box.x + box.width / 2, box.y + 0.29
    west, _, _, north = view.bounds
    angle = view.north(west + (x - view.frame.x) / view.inches_per_m, north - (y - view.frame.y) / view.inches_per_m)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    left = np.array([(0, 1.0), (-0.62, -0.8), (0, -0.42), (0, 1.0)]) @ turn
    right = np.array([(0, 1.0), (0.62, -0.8), (0, -0.42), (0, 1.0)]) @ turn
    canvas.mark(x, y, Path(left), 0.13, fill=palette.outline, edge=palette.outline, z=6.6)
    canvas.mark(x, y, Path(right), 0.13, fill=palette.land, edge=palette.outline, z=6.6)
    canvas.text(x, box.y + 0.01, "N", Style(7.5, palette.label, bold=True), align="center", zorder=7)


# Legend


@dataclass(frozen=True, slots=True)
class _Entry:
    """A legend entry: how wide its picture is (inches), how to draw it at its left middle, its words."""

    width: float
    draw: Callable[[Canvas, float, float], None]
    label: str


def _legend(rows: Sequence[Row], theme: Theme, *, clustered: bool) -> list[_Entry]:
    shown = [row for row in rows if row.on_map]
    kinds = {row.incident.kind for row in shown}
    styles = {symbology.PRECISION_STYLES[row.incident.place.precision_class] for row in shown}
    entries = [_kind_entry(kind, theme) for kind in vocab.KINDS if kind in kinds]
    top = max((_killed(row) or 0 for row in shown), default=0)
    sizes = [killed for killed in symbology.LEGEND_KILLED if killed <= top]
    if len(sizes) > 1:
        entries.append(_size_entry(sizes, theme))
    if "ring" in styles:
        entries.append(_ring_entry(theme))
    if "hatch" in styles:
        entries.append(_hatch_entry(theme))
    if clustered:
        entries.append(_badge_entry(theme))
    return [*entries, _lines_entry(theme)]


def _kind_entry(kind: str, theme: Theme) -> _Entry:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.mark(x + 0.06, y, marker(kind), 0.052, fill=theme.kind_colour(kind), edge=theme.text, width=0.6)

    return _Entry(0.16, draw, vocab.KINDS[kind])


def _size_entry(sizes: Sequence[int], theme: Theme) -> _Entry:
    radii = [min(radius_in(killed), _LEGEND_ROW_IN / 2) for killed in sizes if radius_in(killed) < 0.13]
    width = sum(2 * radius + 0.03 for radius in radii)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for radius in radii:
            canvas.mark(x + radius, y, shape("circle"), radius, fill="none", edge=theme.text, width=0.6)
            x += 2 * radius + 0.03

    return _Entry(width + 0.02, draw, f"Size: {', '.join(map(str, sizes[: len(radii)]))} killed")


def _ring_entry(theme: Theme) -> _Entry:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        ring = shapely.Point(x + 0.075, y).buffer(0.07)
        canvas.shapes([ring], edge=theme.text, width=0.7, z=2, dashed=True)

    return _Entry(0.19, draw, "Within this distance")


def _hatch_entry(theme: Theme) -> _Entry:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        box = shapely.box(x, y - 0.06, x + 0.2, y + 0.06)
        canvas.shapes([box], edge=theme.palette.hatch, width=0.7, z=1, hatch="////", alpha=0.6)
        canvas.mark(x + 0.1, y, shape("circle"), 0.045, fill=theme.palette.land, edge=theme.text, width=1.2)

    return _Entry(0.25, draw, "Known to the district only")


def _badge_entry(theme: Theme) -> _Entry:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.mark(x + 0.08, y, shape("circle"), 0.075, fill=theme.text, edge=theme.page, width=0.6)

    return _Entry(0.2, draw, "Group, as listed")


def _lines_entry(theme: Theme) -> _Entry:
    palette = theme.palette
    strokes = ((palette.border_line, 1.7), (palette.region_line, 0.9), (palette.district_line, 0.7))

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for step, (colour, width) in enumerate(strokes, start=-1):
            canvas.segments([((x, y + step * 0.045), (x + 0.2, y + step * 0.045))], colour, width)

    return _Entry(0.25, draw, "Border, region, district")


def _flow(entries: Sequence[_Entry], width: float) -> list[list[tuple[float, _Entry]]]:
    """Set entries side by side in lines of a width: (offset, entry)."""
    style = Style(_LEGEND_PT, "#000000")
    lines: list[list[tuple[float, _Entry]]] = [[]]
    at = 0.0
    for entry in entries:
        room = entry.width + text_width(entry.label, style)
        if at and at + room > width:
            lines.append([])
            at = 0.0
        lines[-1].append((at, entry))
        at += room + 0.11
    return lines


def _draw_legend(
    canvas: Canvas, lines: Sequence[Sequence[tuple[float, _Entry]]], x: float, y: float, theme: Theme
) -> None:
    style = Style(_LEGEND_PT, theme.text)
    for number, line in enumerate(lines):
        middle = y + (number + 0.5) * _LEGEND_ROW_IN
        for offset, entry in line:
            entry.draw(canvas, x + offset, middle)
            canvas.text(x + offset + entry.width, middle - style.size * 0.66 / 72, entry.label, style)


def _killed(row: Row) -> int | None:
    killed = row.incident.killed
    return killed.best if killed.best is not None else killed.low
