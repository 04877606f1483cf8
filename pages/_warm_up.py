"""What the server does before anybody asks: it loads the map, in the time that a browser takes to load Streamlit.

Otherwise Streamlit would first read the app's modules once a visitor's browser is ready and waits.
"""

import contextlib
import threading
import webbrowser
from collections.abc import AsyncIterator
from typing import Any, Final

import streamlit as st

from geo.core.errors import GeoError

_thread: threading.Thread | None = None
# The server listens a moment after its start.
_UNTIL_OPEN_S: Final = 0.3


@contextlib.asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Begin to load when the server starts; open the browser, as `streamlit run` does for a mere script."""
    global _thread
    _thread = threading.Thread(target=_load, name="warm-up", daemon=True)
    _thread.start()
    if not st.get_option("server.headless"):
        url = f"http://localhost:{st.get_option('server.port')}/{st.get_option('server.baseUrlPath').strip('/')}"
        # Not in the server's own thread: some browsers return only when they are closed.
        opening = threading.Timer(_UNTIL_OPEN_S, webbrowser.open, [url])
        opening.daemon = True
        opening.start()
    yield


def wait() -> None:
    """Return once all is loaded: modules that import each other must not be imported by two threads at a time."""
    if _thread:
        _thread.join()


def _load() -> None:
    """Import the map's page, and make what the maps of all visitors share."""
    from pages import _clean, _downloads, _histogram, _links, _map_component, _shared, _visit  # noqa: F401

    # What is wrong with the data the page says, to whoever opens it.
    with contextlib.suppress(GeoError):
        _map_component.prepare(_shared.prepare())
