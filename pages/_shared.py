"""What the pages have in common: the data, what was computed last, plain text, errors, the footer."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from geo.core import manifest
from geo.core.errors import GeoError
from geo.core.settings import settings
from geo.incidents import dataset
from geo.incidents.table import IncidentTable
from geo.store import access, current, whereabouts
from geo.store.access import Role
from pages import _user

if TYPE_CHECKING:
    from geo.store.desk import Desk
    from geo.store.store import Store

_T = TypeVar("_T")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

# Streamlit leaves wide margins for prose; a map needs the room. Metrics wrap instead of being cut off.
STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 3.6rem 1.6rem 2rem; max-width: 2200px; }
[data-testid="stMainBlockContainer"] > div > [data-testid="stVerticalBlock"] { gap: 0.6rem; }
[data-testid="stSidebarUserContent"] { padding-bottom: 2rem; }
[data-testid="stSidebar"] [data-testid="stVerticalBlock"] { gap: 0.55rem; }
[data-testid="stMetricValue"] { font-size: 1.55rem; line-height: 1.25; }
[data-testid="stMetricValue"] > div, [data-testid="stMetricLabel"] p { white-space: normal; overflow: visible; }
[data-testid="stSidebarHeader"] { height: 2.6rem; margin-bottom: 0; }
[data-testid="stCaptionContainer"] { color: inherit; opacity: 0.86; }
[class*="st-key-option_"] [data-testid="stButtonGroup"] {
  display: flex; flex-flow: row wrap; align-items: center; gap: 0.1rem 0.75rem; }
@media (min-width: 1600px) {
  .st-key-linked { flex-direction: row; align-items: flex-start; }
  .st-key-linked > div { flex: 1 1 0; min-width: 0; }
  .st-key-linked > div:first-child { flex-grow: 2.1; } }
[data-testid="stVegaLiteChart"] { max-width: 100%; overflow-x: auto; }
.panj-precision { border-collapse: collapse; }
.panj-precision th, .panj-precision td { padding: 0.15rem 0.9rem 0.15rem 0; text-align: left; vertical-align: middle; }
h1 { font-size: 1.5rem !important; padding: 0 !important; }
h2, h3 { font-size: 1.15rem !important; padding: 0.4rem 0 0.6rem !important; }
@media (max-width: 640px) { [data-testid="stMainBlockContainer"] { padding: 3.6rem 0.8rem 1.5rem; } }
</style>"""


def run_within_app() -> None:
    """Begin again from app.py if Streamlit has run a page by itself; every page calls this first.

    It does so for the first visitor of a fresh server who follows a link to a page: it takes the folder's scripts for
    pages of their own until app.py has told it of the navigation.
    """
    if not st.session_state.get("_within_app"):
        PagesManager.uses_pages_directory = False
        st.rerun()


def incident_table(as_of: dt.date | None = None) -> IncidentTable:
    """Return the incidents as columns: the store's, or the shipped ones as long as there is none.

    They are built once for each state of the store and of the data folder, for all sessions.

    Parameters
    ----------
    as_of
        A day in the past, to see the store's incidents as they were shown at its end.

    Raises
    ------
    AccessError
        The visitor may not see them.
    DataIntegrityError
        The data folder is not complete or was changed.
    StoreError
        The store cannot be opened or read.
    """
    access.require(_user.current_user(), Role.VIEWER)
    as_of = as_of if has_store() else None
    shown = (shown_version(), as_of)
    if st.session_state.get("_shown_data") != shown:
        st.session_state["_shown_data"] = shown
        # What was computed of other incidents; a table that is gone may leave its id to another.
        st.session_state.pop("_remembered", None)
    return _table_of(*shown)


def prepare() -> IncidentTable:
    """Build what `incident_table` returns to whoever comes first; outside of any session.

    Raises
    ------
    GeoError
        As `incident_table`.
    """
    return _table_of(shown_version(), None)


def has_store() -> bool:
    """Tell whether there is a store, which has a past."""
    return whereabouts.is_made()


def open_store() -> "Store | None":
    """Return the store, opened once for all sessions; None as long as there is none.

    Raises
    ------
    StoreError
        It cannot be opened.
    """
    place = whereabouts.identity()
    # With newer shipped data it is opened again, which takes them in.
    return _opened(place, data_version()) if place else None


def desk() -> "Desk":
    """Return the service layer as this session's user may use it; what changes anything goes through it.

    Raises
    ------
    AccessError
        There is no store yet, and the user may not make one.
    StoreError
        It cannot be opened.
    """
    from geo.store.desk import Desk

    user = _user.current_user()
    store = open_store()
    if store is None:
        access.require(user, Role.REVIEWER)
        from geo.store.store import Store

        # Made now, and from the next look on the one that all sessions share.
        store = Store()
    return Desk(store, user)


def shown_version() -> str:
    """Name the state of what is shown: changes with the data folder and with every change of the store."""
    store = open_store()
    return f"{data_version()}:{whereabouts.identity()}:{store.revision()}" if store else data_version()


def data_version() -> str:
    """Name the state of the data folder: changes when its path or its manifest changes.

    Raises
    ------
    DataIntegrityError
        The manifest is missing.
    """
    manifest.load()
    folder = settings().data_dir
    return f"{folder}:{hashlib.sha256((folder / manifest.MANIFEST_NAME).read_bytes()).hexdigest()}"


# Now and one day of the past: of a million incidents a table takes hundreds of megabytes.
@st.cache_resource(max_entries=2, show_spinner=False)
def _table_of(version: str, as_of: dt.date | None) -> IncidentTable:  # noqa: ARG001 - the cache's key
    store = open_store()
    return store.table(as_of=as_of) if store else IncidentTable.from_incidents(dataset.load())


@st.cache_resource(max_entries=1, show_spinner=False)
def _opened(place: tuple[str, ...], version: str) -> "Store":  # noqa: ARG001 - the cache's key
    # Only here: without a store the first map does not wait for the database's modules.
    from geo.store.store import Store

    return Store()


@st.cache_data(max_entries=2, show_spinner=False)
def attributions(version: str) -> list[str]:  # noqa: ARG001 - the cache's key
    """Lines that must be printed under every page."""
    return manifest.attributions()


def data_day() -> str:
    """Say of which day the incidents are that `incident_table` gave last in this session."""
    _, as_of = st.session_state.get("_shown_data", (None, None))
    return f"As known on {as_of}" if as_of else f"Data as of {newest_day()}"


def newest_day() -> str:
    """Return the day of the newest knowledge that is shown, as an ISO date."""
    return _day_of(shown_version())


@st.cache_data(max_entries=4, show_spinner=False)
def _day_of(version: str) -> str:  # noqa: ARG001 - the cache's key
    return current.day_of_data(open_store())


def remembered(name: str, key: Hashable, compute: Callable[[], _T]) -> _T:
    """Compute a value again only when its key differs from the last one of this session."""
    kept = st.session_state.setdefault("_remembered", {})
    if name not in kept or kept[name][0] != key:
        kept[name] = (key, compute())
    return kept[name][1]  # type: ignore[no-any-return]


def plain(text: str) -> str:
    """Escape text from outside so that Markdown shows it as it is."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def show_error(title: str, err: GeoError, consequence: str) -> None:
    """Show an error of the library: what failed, as the library says it, and what that means here."""
    st.title(title)
    st.error(plain(str(err)), icon=":material/error:")
    st.write(consequence)


def show_footer() -> None:
    """Print the attributions, and what the map does not say."""
    st.caption(
        "Boundaries and names imply no endorsement; segments are analytic. "
        + " · ".join(plain(line) for line in attributions(data_version()))
    )


def came_from_other_page(name: str) -> bool:
    """Note which page is shown; tell whether the reader has just come to it from another."""
    before = st.session_state.get("_page", name)
    st.session_state["_page"] = name
    return bool(before != name)


def day_text(day: dt.date | None) -> str:
    """Write a day in full; "no date" where there is none."""
    return f"{day.day} {day:%B %Y}" if day else "no date"
