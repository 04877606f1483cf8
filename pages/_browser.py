"""The page's own elements in the browser: each is one script in static/, mounted by name.

The scripts are served as files and cached by the browser, so that a rerun sends an element's data and nothing else.
"""

import hashlib
from pathlib import Path
from typing import Any

import streamlit as st

_STATIC = Path(__file__).resolve().parents[1] / "static"
# Addresses are resolved against the page's own, which may lie under a base path; the hash makes a new version fetched.
_LOADER = """export default async function (component) {{
  const module = await import(new URL("app/static/{name}.js?v={version}", document.baseURI));
  return module.default(component);
}}"""


@st.cache_resource(show_spinner=False)
def _component(name: str) -> Any:
    script = (_STATIC / f"{name}.js").read_bytes()
    version = hashlib.sha256(script).hexdigest()[:12]
    return st.components.v2.component(f"panj_{name}", js=_LOADER.format(name=name, version=version))


def mount(name: str, *, data: dict[str, Any], key: str, **callbacks: Any) -> None:
    """Show an element; `on_<event>_change` callbacks find what it sent in `st.session_state[key][event]`."""
    _component(name)(data=data, key=key, **callbacks)
