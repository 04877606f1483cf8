"""Briefing: the incidents of the address bar's filter on a sheet that stands alone, looked at and downloaded."""

import datetime as dt
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from geo.incidents.filters import Filter
from geo.views import briefing
from geo.views.briefing_content import DEFAULT_TITLE, Content
from geo.views.briefing_options import DEFAULT_URL, PRINT_DPI, SCREEN_DPI, Options
from pages import _address, _shared

_SIZE_LABELS: Final = {"16:9": "Slide, 16:9", "a4": "A4, landscape"}
_THEME_LABELS: Final = {"light": "Light", "dark": "Dark", "grey": "Greyscale"}
_PREVIEW_DPI: Final = 110
# Label, format, pixels an inch, MIME type.
_DOWNLOADS: Final = (
    ("PDF", "pdf", SCREEN_DPI, "application/pdf"),
    ("PowerPoint", "pptx", PRINT_DPI, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("PNG for screens", "png", SCREEN_DPI, "image/png"),
    ("PNG for print", "png", PRINT_DPI, "image/png"),
    ("SVG", "svg", SCREEN_DPI, "image/svg+xml"),
)


def show() -> None:
    """Read the address and the widgets, ask the library for the sheet, draw."""
    _shared.run_within_app()
    chosen, as_of = _view_of_address()
    st.title("Briefing", anchor=False)
    table = _shared.incident_table(as_of)
    options = replace(_options(), as_of=as_of.isoformat() if as_of else _shared.newest_day())
    known = {"known": as_of.isoformat()} if as_of else {}
    st.query_params.from_dict({**chosen.to_query(), **known, **_options_query(options)})
    said = briefing.content(table, chosen, options)
    st.markdown(f"**{_shared.plain(said.subtitle)}.** {_shared.plain(said.dates)}.")
    key = (_shared.shown_version(), chosen, options)
    preview = _shared.remembered("briefing", key, lambda: _file(said, options, "png", _PREVIEW_DPI))
    st.image(preview, alt=f"Preview of the sheet. {said.title}. {said.subtitle}.", width="stretch")
    _downloads(said, options)
    _shared.show_footer()


def _view_of_address() -> tuple[Filter, dt.date | None]:
    """Return the filter of the address and the day as known on; without any, and coming from the map, the map's."""
    came = _shared.came_from_other_page("briefing")
    if came and not st.query_params and "_shown" in st.session_state:
        chosen, options = st.session_state["_shown"]
        return chosen, options.as_of
    known = st.query_params.get("known")
    return Filter.from_query(st.query_params.to_dict()), _address.day(known) if known else None


def _options() -> Options:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        size = _choice("Format", _SIZE_LABELS, "format")
        look = _choice("Colours", _THEME_LABELS, "theme")
        _begin_with("title", st.query_params.get("title", ""))
        title = st.text_input("Title", key=_key("title"), placeholder=DEFAULT_TITLE, max_chars=200)
    return Options(
        printed=dt.datetime.now(dt.UTC).astimezone().date(), size=size, theme=look, title=title, base_url=_map_url()
    )


def _choice(label: str, labels: dict[str, str], name: str) -> str:
    """Draw a choice that begins with what the address says, else with the first label."""
    wanted = st.query_params.get(name)
    _begin_with(name, wanted if wanted in labels else next(iter(labels)))
    return str(st.segmented_control(label, list(labels), key=_key(name), format_func=labels.__getitem__, required=True))


def _begin_with(name: str, value: str) -> None:
    st.session_state.setdefault(_key(name), value)


def _key(name: str) -> str:
    return f"briefing_{name}"


def _options_query(options: Options) -> dict[str, str]:
    """Write what differs from the usual sheet into the address."""
    usual = Options(printed=options.printed)
    wanted = {"format": options.size, "theme": options.theme, "title": options.title or ""}
    return {key: value for key, value in wanted.items() if value not in ("", usual.size, usual.theme)}


def _map_url() -> str:
    """Address of the map page: that of this app without the page's name."""
    url = st.context.url
    if not url:
        return DEFAULT_URL
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + "/", "", ""))


def _downloads(said: Content, options: Options) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text("Download")
        for label, file_format, dpi, mime in _DOWNLOADS:
            st.download_button(
                label,
                data=_later(said, options, file_format, dpi),
                file_name=f"panj-watch-briefing-{options.printed}.{file_format}",
                mime=mime,
                key=f"briefing_{file_format}_{dpi}",
                on_click="ignore",
            )
    st.caption("PDF and PowerPoint hold every page; PNG and SVG the first.")


def _later(said: Content, options: Options, file_format: str, dpi: int) -> Any:
    """Make the file when its button is pressed, and not before."""
    return lambda: _file(said, options, file_format, dpi)


def _file(said: Content, options: Options, file_format: str, dpi: int) -> bytes:
    return briefing.render(said, replace(options, dpi=dpi), file_format, first_page_only=True)[0]


show()
