"""Reports: add them, review what was read in them, read them again, or type an incident that no report tells of."""

import streamlit as st

from geo.store import access
from geo.store.access import Role
from pages import _outcome, _review, _review_add, _review_hand, _review_queue, _review_reread, _shared, _user


def show() -> None:
    """Ask who it is, and draw the report of the address or all of them."""
    _shared.run_within_app()
    _shared.came_from_other_page("reports")
    access.require(_user.current_user(), Role.REVIEWER)
    report_id = st.query_params.get("report")
    _outcome.show()
    _review_queue.keep_what_was_chosen()
    _review_add.keep_what_was_typed()
    _review_hand.keep_what_was_typed()
    _review_reread.keep_what_was_chosen()
    if report_id:
        _review.show(report_id)
    else:
        st.title("Reports", anchor=False)
        queue, add, by_hand, again = st.tabs(
            ["Queue", "Add reports", "Type in an incident", "Read again"], key="reports_tab"
        )
        with queue:
            _review_queue.show()
        with add:
            _review_add.show()
        with by_hand:
            _review_hand.show()
        with again:
            _review_reread.show()
    _shared.show_footer()


show()
