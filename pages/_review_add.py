"""Add reports: pasted text, files, or what lies at a web address. Each is read and put into the queue."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from geo.core.errors import GeoError
from geo.core.model import ReadFailure, Report
from geo.reports import files
from geo.reports.extractor import Extractor, configured
from geo.reports.publication import PublicationDate
from geo.store.desk import Desk
from pages import _review_import, _review_queue, _shared

MAX_FILE_MB: Final = 64
QUEUED, KNOWN, FAILED = "queued", "known", "failed"
# In the session: what became of what was added last, which widgets to empty now, how often files were chosen.
_RESULTS: Final = "_added"
_DONE: Final = "_added_all"
_ROUND: Final = "_files_round"
_FIRST_DAY: Final = dt.date(1990, 1, 1)
_TYPED: Final = ("paste_text", "paste_url", "paste_outlet", "paste_title", "paste_published", "fetch_url")
_ENDINGS: Final = ("txt", "html", "htm", "pdf", "json", "jsonl", "ndjson", "xml", "rss", "atom")
_MOST_LISTED: Final = 50
_TABLE: Final = "Import table"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report: queued, known before or failed; its name, what to say of it, its id."""

    state: str
    name: str
    words: str
    report_id: str | None = None


Source = tuple[str, Callable[[Desk], list[Report | ReadFailure]]]


def keep_what_was_typed() -> None:
    """Keep what was typed while its widgets are not on the page, and empty it once it is in the queue."""
    done = st.session_state.pop(_DONE, None)
    for key in _TYPED:
        if key not in st.session_state:
            continue
        if done and key.startswith(done):
            st.session_state[key] = None if key == "paste_published" else ""
        else:
            # Streamlit forgets a widget's value in a run that does not draw it.
            st.session_state[key] = st.session_state[key]
    if done == "files_":
        # Files leave their widget only with it.
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def show() -> None:
    """Draw the ways, and what became of what was added last."""
    way = st.segmented_control(
        "From", ["Text", "Files", "Web address", _TABLE], default="Text", key="add_from", label_visibility="collapsed"
    )
    if way == _TABLE:
        _review_import.show()
        return
    results = st.empty()
    if way == "Files":
        sources = _files()
    elif way == "Web address":
        sources = _address()
    else:
        sources = _text()
    if sources:
        st.session_state[_RESULTS] = outcomes = _take_in(sources)
        if not any(outcome.state == FAILED for outcome in outcomes):
            st.session_state[_DONE] = {"Files": "files_", "Web address": "fetch_"}.get(way or "", "paste_")
        st.rerun()
    with results.container():
        _show_results(st.session_state.get(_RESULTS, []))


def _text() -> list[Source]:
    st.text_area(
        "Text of the report",
        key="paste_text",
        height=220,
        help="The whole text as published, in Tajik, Persian, Russian or English.",
    )
    left, middle, right = st.columns([2, 2, 1])
    left.text_input("Title", key="paste_title", max_chars=500)
    middle.text_input("Outlet", key="paste_outlet", max_chars=200)
    right.date_input(
        "Published",
        None,
        key="paste_published",
        min_value=_FIRST_DAY,
        max_value=dt.date.today() + dt.timedelta(days=1),
        format="YYYY-MM-DD",
        help="Empty: the first lines of the text may say it.",
    )
    st.text_input("Web address", key="paste_url", max_chars=2_000)
    if not st.button("Read it", key="paste_read", icon=":material/auto_stories:"):
        return []
    typed = {name: st.session_state[f"paste_{name}"] or None for name in ("text", "url", "outlet", "title")}
    day = st.session_state["paste_published"]

    def load(_desk: Desk) -> list[Report | ReadFailure]:
        return [
            files.make_report(
                typed["text"] or "",
                url=typed["url"],
                outlet=typed["outlet"],
                title=typed["title"],
                published=PublicationDate(day=day) if day else None,
            )
        ]

    return [(typed["title"] or "The pasted text", load)]


def _files() -> list[Source]:
    chosen = st.file_uploader(
        f"Text, HTML, PDF, JSON, JSON lines, RSS or Atom; several at once, each up to {MAX_FILE_MB} MB",
        type=list(_ENDINGS),
        accept_multiple_files=True,
        key=f"files_{st.session_state.get(_ROUND, 0)}",
        max_upload_size=MAX_FILE_MB,
    )
    # A file that is still on its way is not chosen yet, and would be left out without a word.
    help_ = None if chosen else "Choose files first."
    if not st.button("Read them", key="files_read", icon=":material/auto_stories:", disabled=not chosen, help=help_):
        return []

    def loader(file: Any) -> Callable[[Desk], list[Report | ReadFailure]]:
        return lambda _desk: list(files.read_bytes(file.name, file.getvalue()))

    return [(file.name, loader(file)) for file in chosen]


def _address() -> list[Source]:
    url = st.text_input(
        "Web address of a report or a feed",
        key="fetch_url",
        max_chars=2_000,
        placeholder="https://",
        help="An article, a text, a PDF, or a feed whose entries are the reports. Only the public internet is asked.",
    ).strip()
    if not st.button("Fetch and read", key="fetch_read", icon=":material/cloud_download:"):
        return []
    if not url:
        st.info("Give an address first.", icon=":material/link:")
        return []
    return [(url, lambda desk: desk.fetch(url))]


def _take_in(sources: Iterable[Source]) -> list[Outcome]:
    """Read and queue everything, with a bar for each source; what fails is named, and the rest goes on."""
    desk, extractor = _shared.desk(), configured()
    outcomes: list[Outcome] = []
    for name, load in sources:
        label = _shared.plain(name[:200])
        bar = st.progress(0.0, text=f"{label}: opening")
        try:
            found = load(desk)
        except GeoError as err:
            outcomes.append(Outcome(FAILED, name, str(err)))
            bar.progress(1.0, text=f"{label}: failed")
            continue
        if not found:
            outcomes.append(Outcome(FAILED, name, "there is no report in it"))
        for number, one in enumerate(found):
            bar.progress(number / len(found), text=f"{label}: report {number + 1:,} of {len(found):,}")
            outcomes.append(_queue_one(desk, extractor, name, one))
        bar.progress(1.0, text=f"{label}: done")
    return outcomes


def _queue_one(desk: Desk, extractor: Extractor, source: str, one: Report | ReadFailure) -> Outcome:
    """Read one report and put it into the queue, unless the store has it."""
    if isinstance(one, ReadFailure):
        return Outcome(FAILED, one.name, one.reason)
    name = one.title or source
    try:
        if desk.store.reading(one.id, reader_version=extractor.version) is not None:
            return Outcome(KNOWN, name, f"is here already, {desk.item(one.id).item.state}", one.id)
        item = desk.submit(extractor.read(one), extractor.version)
    except GeoError as err:
        return Outcome(FAILED, name, str(err))
    accounts = "1 account" if item.n_accounts == 1 else f"{item.n_accounts} accounts"
    return Outcome(QUEUED, name, f"is in the queue, {accounts} read", one.id)


def _show_results(outcomes: list[Outcome]) -> None:
    if not outcomes:
        return
    n = {state: sum(one.state == state for one in outcomes) for state in (QUEUED, KNOWN, FAILED)}
    summary = f"{n[QUEUED]:,} put into the queue, {n[KNOWN]:,} here already, {n[FAILED]:,} failed."
    (st.warning if n[FAILED] else st.success)(summary)
    # What failed comes first: it wants something done.
    ordered = sorted(outcomes, key=lambda one: one.state != FAILED)
    for number, one in enumerate(ordered[:_MOST_LISTED]):
        with st.container(horizontal=True, vertical_alignment="center"):
            failed = ":material/error: " if one.state == FAILED else ""
            joint = ": " if one.state == FAILED else " "
            st.markdown(
                f"{failed}**{_shared.plain(one.name[:200])}**{joint}{_shared.plain(one.words)}", width="stretch"
            )
            if one.report_id:
                st.button(
                    "Review it",
                    key=f"added_{number}",
                    on_click=_review_queue.open_report,
                    args=(one.report_id,),
                    type="tertiary",
                    icon=":material/rate_review:",
                )
    if len(ordered) > _MOST_LISTED:
        st.caption(f"And {len(ordered) - _MOST_LISTED:,} more, which are in the queue or were here already.")
