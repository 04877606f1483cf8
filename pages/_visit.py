"""One visit's run of the app: lets the visitor in as far as their role goes, and runs the page they ask for."""

from typing import Literal

import streamlit as st

from geo.core.errors import AccessError, DataIntegrityError, GeoError, StoreError
from geo.store.access import Role
from pages import _hold, _shared, _sign_in, _user


def run() -> None:
    """Run the page that the visitor asks for; say what is wrong where it cannot be shown."""
    st.set_page_config(page_title="Panj Watch", page_icon="pages/assets/favicon.png", layout="wide")
    st.html(_shared.STYLE)
    st.session_state["_within_app"] = True
    try:
        _run_page()
    except AccessError as err:
        _shared.show_error("You may not do this", err, "Nothing was changed.")
    except DataIntegrityError as err:
        _shared.show_error("The data cannot be used", err, "Nothing is shown rather than figures that may be wrong.")
    except StoreError as err:
        _shared.show_error("The store cannot be used", err, "Nothing is shown rather than figures that may be old.")
    except GeoError as err:
        consequence = "Open the page again without the part that the message names."
        _shared.show_error("This page cannot be shown", err, consequence)


def _run_page() -> None:
    user = _user.current_user()
    # Hidden from who may not; whoever opens it by its address is refused there.
    visibility: Literal["visible", "hidden"] = "visible" if user.role >= Role.REVIEWER else "hidden"
    pages = [
        st.Page("pages/map.py", title="Map", icon=":material/map:", default=True),
        st.Page("pages/timeline.py", title="Border strip", icon=":material/timeline:"),
        st.Page("pages/incidents.py", title="Incidents", icon=":material/list_alt:"),
        st.Page("pages/reports.py", title="Reports", icon=":material/rate_review:", visibility=visibility),
        st.Page("pages/segments.py", title="Segments", icon=":material/leaderboard:"),
        st.Page("pages/compare.py", title="Compare", icon=":material/compare:"),
        st.Page("pages/briefing.py", title="Briefing", icon=":material/co_present:"),
        st.Page("pages/checks.py", title="Checks", icon=":material/fact_check:"),
        st.Page("pages/about.py", title="About", icon=":material/info:"),
    ]
    if _user.login_is_configured():
        title = f"Account ({user.role.label})" if user.is_signed_in else "Sign in"
        pages.append(st.Page("pages/account.py", title=title, icon=":material/account_circle:"))
        _user.note_sign_in(user)
    if user.role >= Role.VIEWER:
        page = st.navigation(pages, position="top")
        # Others may have the report that this visitor has just left, by whatever way.
        _hold.leave(shown=st.query_params.get("report") if page.title == "Reports" else None)
        page.run()
    else:
        # Whoever may see nothing gets the way in, under the address that they asked for.
        st.navigation(pages, position="hidden")
        _sign_in.show()
