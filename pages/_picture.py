"""A picture of a chart, made in the browser as it is seen there, with what it shows written under it."""

from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from pages import _browser, _parts


def show(of: str, table: IncidentTable, chosen: Filter, *, what: str, label: str = "Picture of this chart") -> None:
    """Draw a button that saves a chart as a PNG.

    Parameters
    ----------
    of
        Key of the container, or of the element, that holds the chart and nothing else.
    chosen
        The filter of the chart's incidents, which the picture tells in words.
    what
        What the chart shows, in words.
    """
    data = {
        "of": of,
        "label": label,
        "caption": f"{what}. {_parts.caption(table, chosen)}. Panj Watch",
        "name": f"panj-watch-{of.replace('_', '-')}.png",
    }
    _browser.mount("chart_picture", data=data, key=f"picture_of_{of}")
