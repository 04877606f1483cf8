"""The page's own elements in the browser: each is one script, mounted by name.

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
def _folder(path: Path) -> str:
    """Serve a folder of scripts, as Streamlit serves a component's own files; return its name in addresses."""
    return st.components.v1.declare_component(f"panj_{path.parent.name}", path=path).name


@st.cache_resource(show_spinner=False)
def component(name: str, assets: Path = _ASSETS) -> Any:
    """Return the element that the script `name`.js of a folder makes; call it with `data` and `key` to show it."""
    version = hashlib.sha256((assets / f"{name}.js").read_bytes()).hexdigest()[:12]
    script = _LOADER.format(folder=_folder(assets), name=name, version=version)
    return st.components.v2.component(f"panj_{name}", js=script)


def mount(name: str, *, data: dict[str, Any], key: str, **callbacks: Any) -> None:
    """Show an element; `on_<event>_change` callbacks find what it sent in `st.session_state[key][event]`."""
    component(name)(data=data, key=key, **callbacks)
