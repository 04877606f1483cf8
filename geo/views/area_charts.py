"""Charts of segments and districts: a choropleth, and small multiples by month, as Altair charts.

Shapes are the layers' polygons, simplified together so that neighbours keep their common edge. The colour scale of a
figure runs from near the page's ground to what stands out most from it, on either theme; changes have one colour a
band. Undefined figures are left unfilled.
"""

import datetime as dt
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.border import layers
from geo.core.crs import GEOGRAPHIC_CRS, METRIC_CRS
from geo.core.settings import settings
from geo.incidents.comparison import Difference
from geo.incidents.trends import BANDS, MEASURES, AreaStatistics, Level, Range
from geo.views import symbology

# Square root of the area (m) of detail that does not show at the size of the chart; 0.001 degrees are about 100 m.
_TOLERANCE_M = 1_500.0
_DECIMALS = 3
_RAMPS: Final = {
    "light": ("#e8eef4", "#c3d0de", "#93abc4", "#5c7a9a", "#2c4a6b"),
    "dark": ("#1f2b38", "#2f4964", "#48749f", "#7fb0dc", "#cfe6fa"),
}
# Below the map, which has a phone's whole width then.
_LEGEND: Final = alt.Legend(orient="bottom", direction="horizontal", gradientLength=240)
# Less, none, more: two colours that colour-blind readers tell apart.
_DIVERGING: Final = {
    "light": (symbology.BLUE, "#f2f0eb", symbology.VERMILLION),
    "dark": (symbology.SKY_BLUE, "#242e39", "#ff8a4c"),
}
BAND_COLOURS: Final = {
    "light": {
        "large_increase": symbology.VERMILLION,
        "moderate_increase": symbology.ORANGE,
        "limited_change": "#b8bec4",
        "large_decrease": symbology.BLUE,
    },
    "dark": {
        "large_increase": "#ff7a3c",
        "moderate_increase": symbology.ORANGE,
        "limited_change": "#4a5663",
        "large_decrease": symbology.SKY_BLUE,
    },
}


def value(area: AreaStatistics, measure: str) -> float | None:
    """Return the figure that an area is ranked and coloured by: the best one, or the change in per cent."""
    if measure == "change":
        return area.trend.change_pct if area.trend else None
    return float(getattr(area, measure).best)


def rank(areas: Sequence[AreaStatistics], measure: str) -> list[AreaStatistics]:
    """Order areas by a figure, highest first; those without one come last, from west to east."""
    if measure == "change":
        return sorted(areas, key=lambda area: _change_key(area), reverse=True)
    return sorted(areas, key=lambda area: -float(getattr(area, measure).best))


def choropleth(
    areas: Sequence[AreaStatistics], measure: str, level: Level, *, height: int = 360, theme: str = "light"
) -> alt.LayerChart:
    """Draw the areas filled by a figure, with the border line on top.

    Parameters
    ----------
    measure
        Key of trends.MEASURES.
    height
        Pixels; the width is the page's.
    theme
        "light" or "dark": the ground that the chart stands on.
    """
    shapes = _shapes(level, str(settings().data_dir))
    features = [
        {"type": "Feature", "geometry": shapes[area.area_id], "properties": _properties(area, measure)}
        for area in areas
    ]
    title = MEASURES[measure]
    if measure == "change":
        colour = alt.Color(
            "properties.band:N",
            title=title,
            legend=_LEGEND,
            scale=alt.Scale(domain=list(BANDS.values()), range=[BAND_COLOURS[theme][band] for band in BANDS]),
        )
    else:
        # Few areas hold most: a root scale keeps the others apart, and starts at nothing.
        colour = alt.Color(
            "properties.value:Q",
            title=title,
            legend=_LEGEND,
            scale=alt.Scale(type="sqrt", range=list(_RAMPS[theme]), domainMin=0),
        )
    tooltip = [
        alt.Tooltip("properties.name:N", title=level.capitalize()),
        alt.Tooltip("properties.figure:N", title=title),
    ]
    description = f"Map of the {level}s along the border, filled by: {title}"
    return _drawn(features, colour, tooltip, height, description, symbology.PALETTES[theme])


def difference(areas: Sequence[Difference], measure: str, *, height: int = 360, theme: str = "light") -> alt.LayerChart:
    """Draw the segments filled by how much more (or less) a later period has than an earlier one.

    The scale has two arms of one length, so that the shade nearest to the ground is no difference whatever the figures.

    Parameters
    ----------
    measure
        "incidents" or "killed".
    height
        Pixels; the width is the page's.
    theme
        "light" or "dark": the ground that the chart stands on.
    """
    shapes = _shapes("segment", str(settings().data_dir))
    features = []
    for area in areas:
        found = area.of(measure)
        told = {"name": area.name, "value": round(found.best, 3), "figure": span(found, signed=True)}
        features.append({"type": "Feature", "geometry": shapes[area.area_id], "properties": told})
    reach = max([1.0, *(abs(area.of(measure).best) for area in areas)])
    title = f"{MEASURES[measure]}, difference"
    # Between two colours and no third: other ways of mixing lead through purple.
    scale = alt.Scale(domain=[-reach, 0, reach], range=list(_DIVERGING[theme]), interpolate="rgb")
    colour = alt.Color("properties.value:Q", title=title, legend=_LEGEND, scale=scale)
    tooltip = [alt.Tooltip("properties.name:N", title="Segment"), alt.Tooltip("properties.figure:N", title=title)]
    description = f"Map of the segments along the border, filled by: {title}"
    return _drawn(features, colour, tooltip, height, description, symbology.PALETTES[theme])


def small_multiples(
    names: Sequence[str], months: Sequence[dt.date], counts: npt.NDArray[np.float64], *, theme: str = "light"
) -> alt.FacetChart:
    """Draw one small bar chart by month for each area, all to one scale.

    Parameters
    ----------
    names
        Display names of the areas, in the order in which they are drawn.
    months, counts
        As `trends.monthly` returns them; `counts` has one row for each of `names`.
    """
    rows, columns = (index.tolist() for index in np.nonzero(counts))
    frame = pd.DataFrame(
        {
            "area": [names[row] for row in rows],
            "month": pd.to_datetime([months[column] for column in columns]),
            "incidents": counts[rows, columns].round(2),
        }
    )
    domain = [pd.Timestamp(months[0]).isoformat(), (pd.Timestamp(months[-1]) + pd.offsets.MonthBegin()).isoformat()]
    bars = (
        alt.Chart(frame)
        .mark_bar(color=_RAMPS[theme][3], binSpacing=0)
        .encode(
            x=alt.X("yearmonth(month):T", title=None, scale=alt.Scale(domain=domain), axis=alt.Axis(tickCount=3)),
            y=alt.Y("incidents:Q", title=None, axis=alt.Axis(tickCount=2, tickMinStep=1)),
            tooltip=[
                alt.Tooltip("area:N", title="Area"),
                alt.Tooltip("yearmonth(month):T", title="Month"),
                alt.Tooltip("incidents:Q", title="Incidents, by share"),
            ],
        )
        .properties(width=190, height=56)
    )
    header = alt.Header(title=None, labelOrient="top", labelAnchor="start", labelFontSize=11)
    chart: alt.FacetChart = bars.facet(
        facet=alt.Facet("area:N", sort=list(names), header=header), columns=4, spacing=10
    ).properties(description=f"Incidents by month, a bar chart each: {', '.join(names)}")
    return chart


def written(area: AreaStatistics, measure: str) -> str:
    """Write a figure with its bounds: "3 (2-5)", "+40 %, large increase", "n/a".

    Whole bounds are written whole; shares and rates have one decimal.
    """
    if measure == "change":
        if area.trend is None:
            return "n/a"
        latest, before, change_pct = area.trend.latest, area.trend.before, area.trend.change_pct
        # Of next to nothing a percentage says nothing.
        change = (
            f"{change_pct:+.0f} %" if change_pct is not None and before >= 1 else f"{latest:.1f} after {before:.1f}"
        )
        return f"{change}, {BANDS[area.trend.band].lower()}"
    return span(getattr(area, measure))


def span(figure: Range, *, signed: bool = False) -> str:
    """Write a figure with its bounds: "3 (2-5)"; with signs "+1.5 (-2 to +5)".

    >>> span(Range(2.0, 3.0, 5.0)), span(Range(-2.0, 1.5, 5.0), signed=True), span(Range(0.0, 0.0, 0.0), signed=True)
    ('3 (2-5)', '+1.5 (-2 to +5)', '0')
    """
    # Nought has no sign, also where rounding makes it one.
    values = [round(number, 1) + 0.0 for number in (figure.low, figure.best, figure.high)]
    low, best, high = (f"{number:{'+' if signed and number else ''}.1f}".removesuffix(".0") for number in values)
    return best if low == high else f"{best} ({low}{' to ' if signed else '-'}{high})"


def _drawn(
    features: list[dict[str, Any]],
    colour: alt.Color,
    tooltip: list[alt.Tooltip],
    height: int,
    description: str,
    palette: symbology.Palette,
) -> alt.LayerChart:
    """Draw filled areas with the border line on top."""
    outline = {"type": "Feature", "geometry": _line(str(settings().data_dir)), "properties": {}}
    polygons = (
        alt.Chart(alt.InlineData(values=features))
        .mark_geoshape(stroke=palette.country_line, strokeWidth=0.6)
        .encode(color=colour, tooltip=tooltip)
    )
    # Nothing to tell a screen reader: the areas are read out, the line only separates them.
    line = alt.Chart(alt.InlineData(values=[outline])).mark_geoshape(
        stroke=palette.border_line, strokeWidth=1.6, filled=False, aria=False
    )
    chart: alt.LayerChart = (
        (polygons + line).project(type="mercator").properties(height=height, description=description)
    )
    return chart


def _properties(area: AreaStatistics, measure: str) -> dict[str, Any]:
    band = BANDS[area.trend.band] if area.trend else None
    return {"name": area.name, "value": value(area, measure), "band": band, "figure": written(area, measure)}


def _change_key(area: AreaStatistics) -> tuple[int, float, float]:
    if area.trend is None:
        return (-len(BANDS), 0.0, 0.0)
    order = -list(BANDS).index(area.trend.band)
    change = np.inf if area.trend.change_pct is None else area.trend.change_pct
    return (order, area.trend.latest - area.trend.before, change)


@lru_cache(maxsize=4)
def _shapes(level: Level, _data_dir: str) -> dict[str, dict[str, Any]]:
    """Return the simplified polygon of each area as GeoJSON, wound as charts expect it."""
    frame = layers.load(f"{level}s")
    if level == "district":
        frame = frame[frame.km_from.notna()]
    metric = frame.geometry.to_crs(METRIC_CRS)
    simple = metric.set_crs(METRIC_CRS).simplify_coverage(_TOLERANCE_M).to_crs(GEOGRAPHIC_CRS)
    return {area_id: _geojson(shape) for area_id, shape in zip(frame[f"{level}_id"], simple.to_numpy(), strict=True)}


@lru_cache(maxsize=2)
def _line(_data_dir: str) -> dict[str, Any]:
    line = layers.load("border").geometry.to_crs(METRIC_CRS).simplify(_TOLERANCE_M).to_crs(GEOGRAPHIC_CRS)
    return _geojson(line.iloc[0])


def _geojson(shape: shapely.Geometry) -> dict[str, Any]:
    # d3, under the charts, takes a ring wound the other way for the rest of the globe.
    wound = shapely.orient_polygons(shape, exterior_cw=True)
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(shapely.transform(wound, lambda xy: xy.round(_DECIMALS))))
    return geometry
