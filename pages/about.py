"""About: how the map is made, how far it can be trusted, and where everything comes from."""

import streamlit as st

from geo.core import manifest, vocab
from pages import _shared

_KNOWN_TO = {
    "exact": "a coordinate or a named post or crossing; drawn as a mark",
    "near": "near a named place; a mark with a ring as wide as the uncertainty",
    "settlement": "a village or town; drawn as a mark",
    "district": "a district; hatched, never a bare mark at its middle",
    "region": "a region only; counted and listed, not on the map",
    "border": "somewhere on the border; counted and listed, not on the map",
    "country": "a country only; counted and listed, not on the map",
    "unknown": "no place was stated; counted and listed, not on the map",
}

_shared.run_within_app()
_shared.came_from_other_page("about")
table = _shared.incident_table()
st.title("About Panj Watch", anchor=False)
st.markdown(
    f"""
An open map of security incidents on the 1,344 km border between Tajikistan and Afghanistan, built from public reports.
It holds **{table.n:,} incidents**; the latest dated one ended on **{_shared.day_text(table.last_day)}**. It shows what
was reported, which is less than what happened: remote stretches and quiet years are under-reported.

### How it is made
- Each incident rests on named reports. Where they disagree, the lowest, the most credible and the highest figure are
  kept, and each claim stands beside its speaker. What nobody stated is *unknown*, which is not zero.
- A place is right or it is not on the map: names that both banks share are settled by their context, old names by the
  date.
- Days are the days of the reports. An incident known to several days or to a month matches a range of dates that
  overlaps them; an undated one matches only when no dates are set.
- A border segment is a stretch of the line where one Tajik district faces one Afghan district, with the land nearest
  to it. Segments are analytic. An incident known to a district may fall in several; the shading spreads it by their
  share of the district's frontage.

### How closely a place is known
"""
)
labels = [vocab.PRECISION_CLASSES[key].label for key in _KNOWN_TO]
st.table({"Known to": labels, "What it means": list(_KNOWN_TO.values())}, hide_index=True)
st.markdown("### Sources and licences")
for name, entry in manifest.load().items():
    with st.expander(_shared.plain(f"{entry.title} ({name})")):
        for origin in entry.origins:
            st.text(f"{origin.name}{f' {origin.version}' if origin.version else ''}, retrieved {origin.retrieved}")
            st.text(f"Licence: {origin.licence}. {origin.attribution}\n{origin.url}")
        if entry.notes:
            st.text(entry.notes)
_shared.show_footer()
