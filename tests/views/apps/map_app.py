"""A small page with the incident map, for the browser tests: a hostile incident, a district's, and ordinary ones."""

import datetime as dt

import streamlit as st

from geo.border import segments
from geo.core import vocab
from geo.core.model import Casualties, Claim, DateSpan, Incident, Placement, SegmentShare, Source
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from pages._map_component import View, incident_map

SEGMENTS = segments.segment_ids()
HOSTILE = '<img src=x onerror="window.ran = true; parent.ran = true"><script>window.ran = true</script>'


def _incident(number: int, kind: str, place: Placement, **more: object) -> Incident:
    day = dt.date(2026, 1, number)
    return Incident(
        id=f"test-{number}",
        summary=str(more.pop("summary", "Invented for a test.")),
        date=DateSpan(start=day, end=day, precision="day"),
        place=place,
        kind=kind,
        bank="TJ",
        **more,  # type: ignore[arg-type]
    )


def _point(name: str, lon: float, lat: float) -> Placement:
    return Placement(
        status="placed",
        name=name,
        precision_class="settlement",
        lon=lon,
        lat=lat,
        uncertainty_km=2.0,
        district="Shamsiddin Shohin",
        district_id="tj-shamsiddin-shohin",
        region="Khatlon",
        region_id="tj-khatlon",
        country="TJ",
        segments=(SegmentShare(id=SEGMENTS[10], share=1.0),),
    )


DISTRICT = Placement(
    status="placed",
    name="Darvoz",
    precision_class="district",
    lon=70.9,
    lat=38.45,
    uncertainty_km=40.0,
    district="Darvoz",
    district_id="tj-darvoz",
    region="Gorno-Badakhshan",
    region_id="tj-gbao",
    country="TJ",
    segments=(SegmentShare(id=SEGMENTS[20], share=0.25), SegmentShare(id=SEGMENTS[21], share=0.75)),
)
REGION = Placement(
    status="placed", name="Khatlon", precision_class="region", region="Khatlon", region_id="tj-khatlon", country="TJ"
)


@st.cache_resource
def table() -> IncidentTable:
    """Six invented incidents, two of them at one place."""
    return IncidentTable.from_incidents(
        [
            _incident(
                1,
                "clash",
                _point(HOSTILE, 70.01, 37.68),
                summary=HOSTILE,
                killed=Casualties(low=3, best=4, high=5),
                claims=(Claim(claimant=HOSTILE, says=HOSTILE),),
                sources=(
                    Source(outlet=HOSTILE, url="javascript:window.ran=2"),
                    Source(outlet="x", url="https://a.test"),
                ),
            ),
            _incident(2, "mine", _point("Twice", 69.4, 37.2), killed=Casualties(low=1, best=1, high=1)),
            _incident(3, "shooting", _point("Twice", 69.4, 37.2)),
            _incident(4, "drone_attack", DISTRICT),
            _incident(5, "other", REGION),
            _incident(6, "mine", _point("Alone", 68.6, 37.1)),
        ]
    )


kind = st.radio("Kind", ["all", *vocab.KINDS], horizontal=True)
row = st.number_input("Row", value=None, min_value=0, max_value=5, step=1)
st.session_state.setdefault("log", [])


def moved(view: View) -> None:
    st.query_params["view"] = f"{view.lon},{view.lat},{view.zoom}"


result = incident_map(
    table(),
    Filter(kinds=() if kind == "all" else (kind,)),
    selected=row,
    height=500,
    on_view=moved,
    on_open=lambda opened: st.session_state["log"].append(opened),
    on_days=lambda first, last: st.session_state.update(days=f"{first} to {last}"),
)
st.text(f"days: {st.session_state.get('days')}")
