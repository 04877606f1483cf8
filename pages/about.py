"""About: how the map is made, how far it can be trusted, and where everything comes from."""

import streamlit as st

from geo.border.line import border_line
from geo.core import manifest, vocab
from geo.incidents import quality
from geo.views import pictures
from pages import _shared

_NOTES = "sources/INCIDENTS_NOTES.md"
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
line = border_line()
accuracy = quality.load_accuracy()["measures"]
st.title("About Panj Watch", anchor=False)
st.markdown(
    f"""
An open map of security incidents on the 1,344 km border between Tajikistan and Afghanistan, built from public reports.
It holds **{table.n:,} incidents**; the latest dated one ended on **{_shared.day_text(table.last_day)}**. It shows what
was reported, which is less than what happened: remote stretches and quiet years are under-reported.

## How it is made
- Each incident rests on named reports. Where they disagree, the lowest, the most credible and the highest figure are
  kept, and each claim stands beside its speaker. What nobody stated is *unknown*, which is not zero.
- A place is right or it is not on the map: names that both banks share are settled by their context, old names by the
  date.
- Days are the days of the reports. An incident known to several days or to a month matches a range of dates that
  overlaps them; an undated one matches only when no dates are set.
- A border segment is a stretch of the line where one Tajik district faces one Afghan district, with the land nearest
  to it. Segments are analytic. An incident known to a district may fall in several; the shading spreads it by their
  share of the district's frontage.

## How closely a place is known
"""
)
rows = "".join(
    f"<tr><td><img src='{pictures.precision_address(key)}' alt=''></td>"
    f"<th scope='row'>{vocab.PRECISION_CLASSES[key].label}</th><td>{text}</td></tr>"
    for key, text in _KNOWN_TO.items()
)
st.html(f"<table class='panj-precision'>{rows}</table>")
st.markdown(
    f"""
## What is left out
- What no public report named here tells of. Reports about the Uzbek, Kyrgyz or Chinese border; politics, exercises and
  trade; seizures and arrests far from the line. One clash on the Uzbek border (Ishkobod, 2019) is kept because its
  attackers were said to have come across the Afghan one; it falls in no segment.
- Reports' counts over a period are not incidents. They are compared with the incidents under [Checks](./checks).

## How often the reader of reports is right
On {accuracy["reports"]:,} reports that it had not been fitted to, it found incidents with an F1 of
{accuracy["main_f1"]:.0%}, and was right on the date for {accuracy["date"]:.0%}, on the district for
{accuracy["district"]:.0%}, on the killed for {accuracy["killed"]:.0%} and on the kind for {accuracy["kind"]:.0%}. All
that is measured stands under [Checks](./checks); the map's own incidents are checked by hand.

## Boundaries
- The line is OpenStreetMap's boundary of the two countries, {line.length_km:,.1f} km by WGS 84 geodesics,
  kilometre 0 at the Uzbek tripoint. Districts are geoBoundaries' edition of 2017 fitted to it, twelve of Khatlon
  redrawn after OpenStreetMap because their boundaries or names have moved since. Old names still resolve, by their
  years.
- Where a river moves, the line does not: it is the line as mapped, not a survey.

## Corrections
What was mended in the incidents, and what stays open, is kept with the data:
"""
)
with st.expander("Corrections log"):
    notes = manifest.verified(_NOTES).read_text("utf-8")
    st.markdown(notes.partition("\n")[2].replace("\n## ", "\n### "))
st.markdown("## Sources and licences")
for name, entry in manifest.load().items():
    with st.expander(_shared.plain(f"{entry.title} ({name})")):
        for origin in entry.origins:
            st.text(f"{origin.name}{f' {origin.version}' if origin.version else ''}, retrieved {origin.retrieved}")
            st.text(f"Licence: {origin.licence}. {origin.attribution}\n{origin.url}")
        if entry.notes:
            st.text(entry.notes)
_shared.show_footer()
