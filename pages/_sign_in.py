"""The account: who has signed in, with which role, and the way in and out."""

from typing import Final

import streamlit as st
from streamlit.errors import StreamlitAuthError

from geo.store.access import Role, User
from pages import _hold, _shared, _user

_MAY: Final = {
    Role.NOBODY: "sees nothing here. Ask an admin to give this account a role",
    Role.VIEWER: "may read everything that is shown",
    Role.REVIEWER: "may read, add reports, and review and correct them",
    Role.ADMIN: "may do everything",
}


def show() -> None:
    """Draw it: as a page of its own, and instead of any page for whoever may see none."""
    user = _user.current_user()
    if user.is_signed_in:
        _show_account(user)
    else:
        _show_way_in(user)


def _show_account(user: User) -> None:
    st.title("Your account", anchor=False)
    # As text: Markdown would make a link of the address.
    st.text(f"Signed in as {user.name}.")
    st.markdown(f"Role **{user.role.label}**: {_MAY[user.role]}.")
    st.button("Sign out", on_click=_sign_out, args=(user,), icon=":material/logout:")


def _sign_out(user: User) -> None:
    _hold.leave_all(user)
    _user.sign_out(user)


def _show_way_in(user: User) -> None:
    st.title("Sign in", anchor=False)
    if user.role >= Role.VIEWER:
        st.markdown("Everybody may read. Sign in to add reports, and to review and correct them.")
    else:
        st.markdown("Panj Watch is for people with an account here. Sign in to see the map.")
    for name, label in _user.providers().items():
        if st.button(label, icon=":material/login:", type="primary", key=f"sign_in_{name}"):
            try:
                st.login(name)
            except StreamlitAuthError as err:
                st.error(f"The login is not configured as it must be: {_shared.plain(str(err))}")
