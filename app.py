"""Panj Watch: `streamlit run app.py`."""

import streamlit as st

from geo.core.errors import DataIntegrityError, GeoError
from pages import _shared

st.set_page_config(page_title="Panj Watch", page_icon="pages/assets/favicon.png", layout="wide")
st.html(_shared.STYLE)

page = st.navigation(
    [
        st.Page("pages/map.py", title="Map", icon=":material/map:", default=True),
        st.Page("pages/timeline.py", title="Border strip", icon=":material/timeline:"),
        st.Page("pages/segments.py", title="Segments", icon=":material/leaderboard:"),
        st.Page("pages/compare.py", title="Compare", icon=":material/compare:"),
        st.Page("pages/briefing.py", title="Briefing", icon=":material/co_present:"),
        st.Page("pages/checks.py", title="Checks", icon=":material/fact_check:"),
        st.Page("pages/about.py", title="About", icon=":material/info:"),
    ],
    position="top",
)
st.session_state["_within_app"] = True
try:
    page.run()
except DataIntegrityError as err:
    _shared.show_error("The data cannot be used", err, "Nothing is shown rather than figures that may be wrong.")
except GeoError as err:
    _shared.show_error("This page cannot be shown", err, "Open the page again without the part that the message names.")
