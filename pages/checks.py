"""Checks: published tallies against the incidents, what is weak in the record, the files, the reader's accuracy."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

import streamlit as st

from geo.core.model import Incident
from geo.incidents import quality, tallies
from geo.incidents.table import IncidentTable
from geo.incidents.tallies import EQUAL, MORE, NOTHING, SHORT, PublishedTally
from geo.views import values
from geo.views.popups import escape
from pages import _shared

_ICONS = {EQUAL: ":material/check_circle:", SHORT: ":material/remove_circle:", MORE: ":material/add_circle:"}
_ICONS[NOTHING] = ":material/help:"
# Of so many reports more are drawn at a time.
_REPORTS = 20
_MEASURES = {
    "main_f1": "Incidents found (F1)",
    "role": "Main incident or background",
    "negatives_clean": "Reports of no incident left alone",
    "date": "Date",
    "district": "District",
    "region": "Region",
    "settlement": "Settlement",
    "killed": "Killed",
    "wounded": "Wounded",
    "kind": "Kind",
    "tallies": "Tallies",
}


def show() -> None:
    """Ask the library, and draw what it answers."""
    _shared.run_within_app()
    _shared.came_from_other_page("checks")
    table = _shared.incident_table()
    incidents = table.incidents()
    by_id = {incident.id: incident for incident in incidents}
    st.title("Checks", anchor=False)
    st.markdown(
        f"What must be known before the figures go into a briefing. {len(incidents):,} incidents. {_shared.data_day()}."
    )
    st.header("Published tallies", anchor=False)
    st.markdown(
        "What a report counted over a period, beside the incidents of that period here. A tally is a check, never an "
        "incident."
    )
    for tally in quality.load_tallies():
        _draw_tally(tally, table, by_id)
    _draw_counted(table, by_id)
    st.header("The record", anchor=False)
    for finding in quality.findings(incidents):
        with st.expander(f"**{len(finding.ids):,}** {finding.label}", expanded=False):
            _draw_links([by_id[incident_id] for incident_id in finding.ids])
    st.header("The reader", anchor=False)
    _draw_accuracy()
    st.header("The files", anchor=False)
    _draw_files()
    _shared.show_footer()


def _draw_counted(table: IncidentTable, by_id: dict[str, Incident]) -> None:
    """Draw what the store's own reports count, newest first."""
    store = _shared.open_store()
    n_reports = st.session_state.setdefault("n_counting_reports", _REPORTS)
    counted, has_more = store.tallies(limit=n_reports) if store else ([], False)
    if not counted:
        return
    st.header("Counted by the reports that were added", anchor=False)
    st.markdown("As the reader found it in the words of the newest reports; the days are those that it took from them.")
    for tally in counted:
        _draw_tally(tally, table, by_id)
    if has_more and st.button("Show older reports"):
        st.session_state["n_counting_reports"] += _REPORTS
        st.rerun()


def _draw_tally(tally: PublishedTally, table: IncidentTable, by_id: dict[str, Incident]) -> None:
    check = tallies.check_in(table, tally.tally, published=tally.published)
    outlet = _shared.plain(f"{tally.outlet or 'no outlet named'}, {tally.published or 'no date of publication'}")
    links = [f"[source]({_safe(tally.url)})"] if tally.url else []
    if tally.report_id:
        links.append(f"[report](./reports?{urlencode({'report': tally.report_id})})")
    with st.container(border=True):
        st.markdown(
            f"{_ICONS[check.verdict]} **{quality.verdict(check)}** · {outlet}"
            + (f" ({', '.join(links)})" if links else "")
        )
        # A Persian sentence runs from right to left.
        st.html(
            f'<p dir="auto" style="margin: 0">{escape(" ".join(part for part in (tally.says, tally.note) if part))}</p>'
        )
        if check.verdict == NOTHING:
            st.markdown("It names no first day, so it cannot be put beside the incidents.")
            return
        st.markdown(
            f"Counted: {_shared.plain(values.tally(tally.tally))}. Here, {_days(tally)}: "
            f"[{check.n_incidents:,} incidents]({_window(tally)}), {_shared.plain(values.count(check.killed))} killed. "
            + (f"{len(check.uncertain):,} more may belong to it." if check.uncertain else "")
        )
        with st.expander("Incidents"):
            _draw_links([by_id[incident_id] for incident_id in check.covered])
            if check.uncertain:
                st.markdown("**May belong to it**")
                _draw_links([by_id[incident_id] for incident_id in check.uncertain])


def _draw_links(incidents: Sequence[Incident]) -> None:
    """List incidents, each with the link that opens it on the map."""
    if not incidents:
        st.markdown("None.")
    st.markdown(
        "\n".join(
            f"- [{_shared.plain(incident.id)}](./?{urlencode({'incident': incident.id})}): "
            f"{_shared.plain(incident.summary)}"
            for incident in incidents
        )
    )


def _draw_accuracy() -> None:
    accuracy = quality.load_accuracy()
    measures = accuracy["measures"]
    st.markdown(
        f"How often the reader of reports is right, measured on {measures['reports']:,} reports retold in agency style "
        f"({_shared.plain(accuracy['file'])}). On reports of another kind it may be worse: "
        "`python -m geo evaluate FILE.jsonl` measures it on yours."
    )
    shown = {name: label for name, label in _MEASURES.items() if name in measures}
    st.table(
        {
            "Measure": list(shown.values()),
            "Right": [f"{measures[name]:.1%}" for name in shown],
            "Of": [f"{measures[f'n_{name}']:,}" if f"n_{name}" in measures else "" for name in shown],
        },
        hide_index=True,
    )


def _draw_files() -> None:
    damaged = quality.damaged_files()
    for problem in damaged.values():
        st.error(_shared.plain(problem), icon=":material/error:")
    if not damaged:
        st.markdown(":material/check_circle: Every file is the one that the manifest describes.")


def _window(tally: PublishedTally) -> str:
    """Link to the map with the tally's window, area and kinds."""
    counted, last = tally.tally, tally.tally.until or tally.published
    window = {
        "from": str(counted.since) if counted.since else "",
        "to": str(last) if last else "",
        "kind": ",".join(counted.kinds),
        "region": ",".join(counted.region_ids),
        "min_killed": "1" if tallies.counts_only_deadly(counted) else "",
    }
    return "./?" + urlencode({key: value for key, value in window.items() if value})


def _days(tally: PublishedTally) -> str:
    last = tally.tally.until or tally.published
    return f"{tally.tally.since} to {last}" if last else f"since {tally.tally.since}"


def _safe(url: str) -> str:
    """Keep an address from ending the Markdown link that holds it; any but an http or https address leads nowhere."""
    return quote(url, safe="%/:?#[]@!$&'*+,;=~") if url.startswith(("http://", "https://")) else "#"


show()
