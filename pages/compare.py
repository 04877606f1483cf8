"""Comparison: two periods under one filter, side by side, and what differs between them in each segment.

The two maps look at the same ground: where the reader moves one, the other follows.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from geo.incidents import comparison
from geo.incidents.comparison import Difference
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.views import area_charts
from pages import _address, _filters_ui, _links, _parts, _picture, _shared, _sync
from pages._map_component import incident_map

_MAP_HEIGHT: Final = 380
_MEASURES: Final = ("incidents", "killed")
_MAPS: Final = ("earlier", "later")
# What carries the data to the browser leaves the page at times a run late; it shall not push one map down meanwhile.
_STYLE: Final = "<style>[class*='st-key-map_'][class*='-stored-'] { position: absolute; }</style>"

Days = tuple[dt.date, dt.date]


def show() -> None:
    """Read the widgets, build the two filters, ask the library, draw."""
    _shared.run_within_app()
    problems = _sync.open_address("compare")
    table = _shared.incident_table(_sync.options().as_of)
    _begin_with_last_year(table)
    chosen = _filters_ui.current(table)
    _filters_ui.sidebar(table)
    st.title("Two periods compared", anchor=False)
    for problem in problems:
        st.warning(f"Left out of the address: {_shared.plain(problem)}", icon=":material/link_off:")
    later = _period(table, chosen)
    earlier = _against(later)
    if earlier is None:
        st.info("The calendar has no period before this one: choose later dates.", icon=":material/info:")
    else:
        _draw(table, comparison.with_days(chosen, later), comparison.with_days(chosen, earlier))
    _shared.show_footer()
    _sync.save_address(chosen, _sync.options())


def _begin_with_last_year(table: IncidentTable) -> None:
    """Set the dates to the last year of the data where there are none: without two periods there is no comparison."""
    now = _filters_ui.get()
    if now.date_from is None and now.date_to is None and table.last_day:
        _filters_ui.put_dates(*comparison.last_year(table.last_day))


def _period(table: IncidentTable, chosen: Filter) -> Days:
    """Return the later period: the filter's dates, closed by those of the data where one is open."""
    last = chosen.date_to or max(table.last_day or dt.date.max, chosen.date_from or dt.date.min)
    return chosen.date_from or comparison.last_year(last)[0], last


def _against(later: Days) -> Days | None:
    """Draw the dates of the earlier period; it follows the later one until the reader sets it."""
    try:
        follows = comparison.days_before(*later)
    except OverflowError:
        return None
    key = _sync.option_key("against")
    picked = st.session_state.get(key)
    days: Days = picked or follows
    columns = st.columns([1, 1, 2], vertical_alignment="bottom")
    for name, column, label, value in zip(("first", "last"), columns, ("From", "To"), days, strict=False):
        # A new key for each value from elsewhere: the widget shows what holds, and is never set twice.
        column.date_input(
            f"Compared with: {label.lower()}",
            value=value,
            key=f"against_{name}_{value}",
            format="YYYY-MM-DD",
            min_value=dt.date.min,
            max_value=dt.date.max,
            on_change=_take,
            args=(name, value, days),
        )
    with columns[2], st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("The period before", on_click=_sync.set_option, args=("against", None), disabled=picked is None)
        year = _year_before(later)
        if year:
            st.button("The same days a year before", on_click=_sync.set_option, args=("against", year))
    return days


def _take(name: str, value: dt.date, days: Days) -> None:
    """Take over a date of the earlier period; two in the wrong order are read the other way round."""
    new = st.session_state.get(f"against_{name}_{value}") or value
    pair = (new, days[1]) if name == "first" else (days[0], new)
    _sync.set_option("against", (min(pair), max(pair)))


def _year_before(later: Days) -> Days | None:
    year = dt.timedelta(days=365)
    return (later[0] - year, later[1] - year) if later[0] - dt.date.min > year else None


def _draw(table: IncidentTable, later: Filter, earlier: Filter) -> None:
    """Draw the two maps, the difference by segment, and its table."""
    st.html(_STYLE)
    for column, one, name in zip(st.columns(2), (earlier, later), _MAPS, strict=True):
        with column, st.container(gap=None):
            mask = one.mask(table)
            sentence = one.sentence(int(mask.sum()), table.n)
            st.markdown(f"**{_shared.plain(sentence[0].upper() + sentence[1:])}.**")
            caption = _parts.caption(table, one)
            incident_map(
                table,
                one,
                shading="none",
                view=_sync.look_at(),
                height=_MAP_HEIGHT,
                caption=caption,
                together=True,
                on_view=_parts.keep_view,
                key=f"map_{name}",
            )
    _links.show(later)
    _parts.choose("measure", "Difference in", _address.COMPARED)
    measure = _sync.options().measure
    key = (id(table), later, earlier)
    found = _shared.remembered("differences", key, lambda: comparison.compare(table, later, earlier))
    st.header("The later period less the earlier one, by segment", anchor=False)
    chart = area_charts.difference(found, measure, theme=_parts.theme())
    with st.container(key="difference"):
        st.altair_chart(chart, width="stretch", theme="streamlit")
    what = f"{_address.COMPARED[measure]} by segment, less those of {earlier.date_from} to {earlier.date_to}"
    _picture.show("difference", table, later, what=what, label="Picture of this map")
    _draw_table(found, measure)


def _draw_table(found: Sequence[Difference], measure: str) -> None:
    """List the segments, the largest difference first."""
    ranked = sorted(found, key=lambda one: -abs(one.of(measure).best))
    columns: dict[str, list[Any]] = {"Segment": [one.name for one in ranked]}
    for name in _MEASURES:
        label = _address.COMPARED[name]
        pairs = [getattr(one, name) for one in ranked]
        columns[f"{label}, earlier"] = [area_charts.span(before) for _, before in pairs]
        columns[f"{label}, later"] = [area_charts.span(now) for now, _ in pairs]
        columns[f"{label}, difference"] = [area_charts.span(one.of(name), signed=True) for one in ranked]
    st.dataframe(columns, hide_index=True, width="stretch", height=420)
    st.caption(
        "Figures are best (low to high). Best spreads an incident known to a district or a region over its segments by "
        "frontage; the lowest difference takes all that may have been before from what surely is now, the highest the "
        "other way round."
    )


show()
