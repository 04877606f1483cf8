"""What stands above the map: the filter as a sentence, and what its incidents come to."""

import numpy as np
import numpy.typing as npt
import streamlit as st

from geo.core.model import Count
from geo.incidents import summary
from geo.incidents.filters import Filter
from geo.incidents.summary import Summary
from geo.incidents.table import IncidentTable
from pages import _shared


def show(table: IncidentTable, chosen: Filter, mask: npt.NDArray[np.bool_]) -> None:
    """Draw the sentence and the five figures."""
    found = say(table, chosen, mask)
    deaths, wounded = _unknown("deaths", found.n_killed_unknown), _unknown("wounded", found.n_wounded_unknown)
    with st.container(horizontal=True, gap="medium", key="metrics"):
        st.metric("Incidents", f"{found.n:,}", help=f"{found.n_undated:,} of them undated.", width="content")
        st.metric("Killed (low-high)", _span(found.killed), help=deaths, width="content")
        st.metric(
            "Wounded (low-high)",
            _span(found.wounded),
            help=wounded,
            width="content",
        )
        st.metric("Last incident", _shared.day_text(found.last_day) if found.last_day else "none", width="content")
        change, why = _change(found)
        st.metric("Change", change, help=why, width="content")


def say(table: IncidentTable, chosen: Filter, mask: npt.NDArray[np.bool_]) -> Summary:
    """Draw the sentence: the filter, n of N, and the day of the data; return what was summed up."""
    found = _shared.remembered("summary", (id(table), chosen), lambda: summary.summarise(table, mask, filter=chosen))
    off_map = f" {found.n_not_mapped:,} of them not on the map at this precision." if found.n_not_mapped else ""
    sentence = chosen.sentence(found.n, found.total)
    st.markdown(f"**{_shared.plain(sentence[0].upper() + sentence[1:])}.**{off_map} {_shared.data_day()}.")
    return found


def _span(count: Count) -> str:
    """Write lowest and highest."""
    return f"{count.low:,}" if count.low == count.high else f"{count.low:,}-{count.high:,}"


def _unknown(what: str, n: int) -> str:
    """Say what a total holds."""
    text = "Sums of the lowest and of the highest figures that sources give."
    return f"{text} Of {n:,} incidents no source gives the number of {what}; they add nothing." if n else text


def _change(found: Summary) -> tuple[str, str]:
    """Write the change against the period before, with what it is measured against."""
    if found.change is None or found.period_before is None:
        return "n/a", "Choose a period: the change is counted against the equally long period before it."
    first, last = found.period_before
    before = found.n - found.change
    return (
        f"{found.change:+,}",
        f"{found.n:,} incidents, against {before:,} in the equally long period before ({first} to {last}).",
    )
