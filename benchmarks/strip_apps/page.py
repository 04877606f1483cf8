"""One page with made-up incidents on the border strip and a choice of kind; started by benchmarks/strip.py."""

import os

import numpy as np
import pandas as pd
import streamlit as st

from geo.core import vocab
from geo.incidents.filters import Filter
from geo.incidents.table import made_up
from geo.views import layer_data, strip
from pages import _map_component, _strip

WAY, N = os.environ["PANJ_BENCH_WAY"], int(os.environ["PANJ_BENCH_N"])

st.set_page_config(layout="wide")


@st.cache_resource
def table():
    """Make the incidents once for the process."""
    return made_up(N)


@st.cache_resource
def frame():
    """Give each row's kilometres, day and kind, as a chart library wants them."""
    start, end = strip.spans(table())
    rows = np.flatnonzero(~np.isnan(start[: table().n_dated]))
    kinds = np.array(list(vocab.KINDS))
    days = table().day[rows].astype("datetime64[D]")
    return rows, pd.DataFrame({"km": (start[rows] + end[rows]) / 2, "day": days, "kind": kinds[table().kind[rows]]})


kind = st.radio("Kind", ("all", "clash", "mine"), horizontal=True)
chosen = Filter(kinds=() if kind == "all" else (kind,))
if WAY == "ours":
    _map_component.send_once("bench", _map_component.data_token(table()), lambda: layer_data.encode(table()))
    _strip.show(
        table(),
        chosen,
        selected=None,
        on_days=lambda *_: None,
        on_segments=lambda _: None,
        on_open=lambda _: None,
        height=620,
    )
else:
    import altair as alt

    rows, all_rows = frame()
    shown = all_rows[chosen.mask(table())[rows]]
    points = alt.Chart(shown).mark_point().encode(x="km:Q", y="day:T", shape="kind:N", color="kind:N")
    st.altair_chart(points.properties(height=620), width="stretch")
    st.text(f"{len(shown)} drawn")
