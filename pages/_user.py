"""Who uses the app in this session, and what they may do.

Without a login in Streamlit's secrets, whoever sits at this machine may do everything, and whoever comes over a network
may read. With one, roles come from the file of `geo.store.access` and nothing else. Every run asks again: a role that
is taken away in the file is gone with the next click.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit as st
from streamlit import config

from geo.core.errors import AccessError
from geo.core.settings import settings
from geo.store import access
from geo.store.access import Role, User

SIGN_IN, SIGN_OUT = "sign-in", "sign-out"
# By which names a browser on this machine reaches it; it always says by which.
_LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PROXY_HEADERS: Final = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")
_LOG = logging.getLogger(__name__)


def current_user() -> User:
    """Return who this session belongs to.

    Raises
    ------
    AccessError
        The secrets that would configure a login cannot be read, or this machine's own app was opened by a name that is
        not this machine's: then nobody is let in.
    RecordError
        The file that gives roles cannot be read.
    """
    if login_is_configured():
        claims = st.user.to_dict()
        policy = access.load_policy()
        return (
            access.signed_in_user(claims, policy)
            if claims.get("is_logged_in") is True
            else access.visitor(policy.anonymous)
        )
    return access.local_user() if _is_at_this_machine() else access.visitor()


def may(role: Role) -> bool:
    """Tell whether to offer what needs a role; the library checks again when it is done."""
    return current_user().role >= role


def login_is_configured() -> bool:
    """Tell whether Streamlit's secrets have an [auth] section.

    Raises
    ------
    AccessError
        There are secrets that cannot be read: without a word on a login, everything would be open.
    """
    if not any(Path(path).exists() for path in config.get_option("secrets.files")):
        return False
    if not st.secrets.load_if_toml_exists():
        msg = "the secrets of Streamlit cannot be read, so nobody is let in: mend .streamlit/secrets.toml"
        raise AccessError(msg)
    return "auth" in st.secrets


def providers() -> dict[str | None, str]:
    """List the configured login providers: the name that `st.login` takes -> what its button says."""
    section: Mapping[str, Any] = st.secrets["auth"]
    named = [name for name, value in section.items() if isinstance(value, Mapping) and "client_id" in value]
    found: dict[str | None, str] = {None: "Sign in"} if "client_id" in section else {}
    return found | {name: f"Sign in with {name}" for name in named}


def note_sign_in(user: User) -> None:
    """Write into the audit that somebody has signed in: once for each sign-in, however many windows they open."""
    if not user.is_signed_in:
        return
    claims = st.user.to_dict()
    sign_in = (user.name, str(claims.get("sub")), str(claims.get("iat")))
    if sign_in not in _noted():
        _audit(SIGN_IN, user)
        _noted().add(sign_in)


def sign_out(user: User) -> None:
    """Write into the audit that somebody signs out, and let Streamlit forget them."""
    _audit(SIGN_OUT, user)
    st.logout()


def _audit(action: str, user: User) -> None:
    if settings().is_readonly:
        _LOG.info("%s by %s (%s); not kept, as nothing is written here", action, user.name, user.role.label)
        return
    # Only here, as reading it takes a moment that the first map would wait for.
    from geo.store.store import Store

    with Store() as store:
        store.log(action, user=user.name, detail={"role": user.role.label})


@st.cache_resource(show_spinner=False)
def _noted() -> set[tuple[str, str, str]]:
    """Remember the sign-ins that this process has written down."""
    return set()


def _is_at_this_machine() -> bool:
    """Tell whether the browser runs on the machine that serves it.

    Raises
    ------
    AccessError
        It does, but asked for another host's name: a page elsewhere on the web may have made that name mean this
        machine, to act here as whoever sits at it.
    """
    headers = st.context.headers
    # Streamlit gives no address for a browser on this machine, and none where it has lost it: then there is no host.
    if st.context.ip_address is not None or any(name in headers for name in _PROXY_HEADERS):
        return False
    host = headers.get("Host")
    if host is None:
        return False
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        name = None
    if name not in _LOCAL_HOSTS:
        msg = (
            f"this app was opened as {host!r}, which is not a name of the machine that it runs on: "
            "open it as localhost. A proxy in front of it must send X-Forwarded-For"
        )
        raise AccessError(msg)
    return True
