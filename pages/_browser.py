"""The page's own elements in the browser: each is one script in pages/assets, mounted by name.

The scripts are served as files and cached by the browser, so that a rerun sends an element's data and nothing else.
"""

import hashlib
from pathlib import Path
from typing import Any

import streamlit as st

_ASSETS = Path(__file__).resolve().parent / "assets"
# Addresses are resolved against the page's own, which may lie under a base path; the hash makes a new version fetched.
_LOADER = """export default async function (component) {{
  const module = await import(new URL("component/{folder}/{name}.js?v={version}", document.baseURI));
  return module.default(component);
}}"""


@st.cache_resource(show_spinner=False)
def _folder() -> str:
    """Serve the scripts' folder, as Streamlit serves a component's own files; return its name in addresses."""
    return st.components.v1.declare_component("panj", path=_ASSETS).name


@st.cache_resource(show_spinner=False)
def _component(name: str) -> Any:
    script = (_ASSETS / f"{name}.js").read_bytes()
    version = hashlib.sha256(script).hexdigest()[:12]
    return st.components.v2.component(f"panj_{name}", js=_LOADER.format(folder=_folder(), name=name, version=version))


def mount(name: str, *, data: dict[str, Any], key: str, **callbacks: Any) -> None:
    """Show an element; `on_<event>_change` callbacks find what it sent in `st.session_state[key][event]`."""
    _component(name)(data=data, key=key, **callbacks)
