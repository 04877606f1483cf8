"""What is safe: HTML without markup from outside, cells that are no formulas, errors with words."""

import json
from html.parser import HTMLParser
from typing import Final

from geo.core import model
from geo.core.errors import GeoError

ACTIVE: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# What a spreadsheet may leave out before it looks for a formula.
_UNSEEN: Final = " \t\r\n\v\f\u00a0\u3000\u200b\ufeff\u2060\u200e\u200f"
_SAFE_TAGS: Final = frozenset(
    [
        "h3",
        "h4",
        "span",
        "p",
        "dl",
        "dt",
        "dd",
        "ul",
        "li",
        "a",
        "b",
        "br",
        "mark",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
    ]
)
_SAFE_ATTRIBUTES: Final = frozenset(
    ("class", "href", "target", "rel", "title", "id", "scope", "data-light", "tabindex", "colspan")
)


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SAFE_TAGS:
            self.bad.append(tag)
        for name, value in attrs:
            if name not in _SAFE_ATTRIBUTES or (
                name == "href" and not (value or "").casefold().startswith(("http://", "https://"))
            ):
                self.bad.append(f"{tag} {name}={value}")


def check_html(html: str) -> None:
    """See that a piece of HTML has only plain elements and links to the web."""
    parser = _Html()
    parser.feed(html)
    parser.close()
    assert not parser.bad, f"markup from outside: {parser.bad[:3]}"


def check_cell(value: object) -> None:
    """See that a spreadsheet takes a cell for text."""
    if isinstance(value, str):
        assert not value.startswith(("\t", "\r", "\n")), f"a cell begins with a control character: {value[:40]!r}"
        assert not value.lstrip(_UNSEEN).startswith(ACTIVE), f"a formula: {value[:40]!r}"


def check_printable(value: object) -> None:
    """See that what commands print can be printed."""
    json.dumps(model.to_dict(value), ensure_ascii=False).encode()


def check_said(err: GeoError) -> None:
    """See that an error says something, briefly, that can be shown."""
    assert str(err).strip(), "an error without words"
    assert len(str(err)) < 5_000, f"an error of {len(str(err)):,} characters"
