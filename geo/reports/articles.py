"""Articles out of HTML pages and PDF files: the text, and what the file says of its title, outlet, date and address."""

import io
import logging
import re
from dataclasses import dataclass

import pypdf
import pypdf.errors
import trafilatura
from lxml import etree
from lxml import html as lxml_html

from geo.core.errors import ReportFormatError

# An article page has some thousand tags; extraction takes seconds beyond this many and gains nothing.
_MAX_TAGS = 50_000
_MAX_PDF_PAGES = 300
_MIN_PDF_CHARS = 20
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_CHARSET_BYTES = 4_096
# Elements that end a line of text.
_BLOCKS = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote", "section")
)
_HIDDEN = frozenset(("script", "style", "template", "noscript"))
# What pypdf raises on damaged files: its own errors, and those of the parsers below it.
_PDF_ERRORS = (
    pypdf.errors.PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)

# Both libraries log what they skip; a report either reads or its reason is given.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as its file gives it; `published` as written, to be parsed by `publication.parse_published`."""

    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None


def declared_charset(data: bytes) -> str | None:
    """Return the encoding that the head of an HTML page names, if it does."""
    match = _CHARSET.search(data[:_CHARSET_BYTES])
    return match.group(1).decode("ascii") if match else None


def from_html(page: str) -> Article:
    """Take the article out of a web page.

    Parameters
    ----------
    page
        The page's source, decoded.

    Raises
    ------
    ReportFormatError
        The page has no article text, or so many tags that it cannot be an article.
    """
    tags = page.count("<")
    if tags > _MAX_TAGS:
        msg = f"the page has {tags:,} tags, more than the {_MAX_TAGS:,} that an article may have"
        raise ReportFormatError(msg)
    try:
        found = trafilatura.bare_extraction(
            page,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (RecursionError, ValueError, TypeError, AttributeError, LookupError, etree.LxmlError) as err:
        msg = f"the page cannot be taken apart ({type(err).__name__})"
        raise ReportFormatError(msg) from err
    details = found.as_dict() if found is not None and not isinstance(found, dict) else {}
    text = details.get("text") or ""
    if not text.strip():
        msg = "the page has no article text"
        raise ReportFormatError(msg)
    title = details.get("title")
    return Article(
        text=with_title(title, text),
        title=title,
        outlet=details.get("sitename") or details.get("hostname"),
        url=details.get("url"),
        published=details.get("date"),
    )


def from_fragment(fragment: str) -> str:
    """Turn a piece of HTML, as feeds carry it, into text with a line for each block."""
    if "<" not in fragment and "&" not in fragment:
        return fragment.strip()
    try:
        root = lxml_html.fromstring(f"<div>{fragment}</div>")
    except (etree.LxmlError, ValueError):
        return ""
    parts: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        is_element = isinstance(node.tag, str)
        if event == "start" and node.text and is_element and node.tag not in _HIDDEN:
            parts.append(node.text)
        elif event != "start":
            if node.tag in _BLOCKS:
                parts.append("\n")
            if node.tail and node is not root:
                parts.append(node.tail)
    lines = (" ".join(line.split()) for line in "".join(parts).splitlines())
    return "\n\n".join(line for line in lines if line)


def from_pdf(data: bytes) -> Article:
    """Take the text layer out of a PDF file.

    Raises
    ------
    ReportFormatError
        The file is damaged, encrypted, too long for a report, or holds pictures of text only.
    """
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        is_locked = reader.is_encrypted and not reader.decrypt("")
        n_pages = 0 if is_locked else len(reader.pages)
        text = "\n\n".join(page.extract_text() for page in reader.pages) if 0 < n_pages <= _MAX_PDF_PAGES else ""
        title = reader.metadata.title if text and reader.metadata else None
    except _PDF_ERRORS as err:
        msg = f"the PDF is damaged ({type(err).__name__})"
        raise ReportFormatError(msg) from err
    if is_locked:
        msg = "the PDF asks for a password"
        raise ReportFormatError(msg)
    if n_pages > _MAX_PDF_PAGES:
        msg = f"the PDF has {n_pages} pages, more than the {_MAX_PDF_PAGES} that a report may have"
        raise ReportFormatError(msg)
    if len(text.strip()) < _MIN_PDF_CHARS:
        msg = "the PDF has no text layer: it holds pictures of text"
        raise ReportFormatError(msg)
    return Article(text=text, title=str(title).strip() or None if title else None)


def with_title(title: str | None, text: str) -> str:
    """Put the title before the text unless it stands there already, so that one text holds all that was published."""
    if not title or " ".join(title.split()) in " ".join(text[: len(title) + 200].split()):
        return text
    return f"{title}\n\n{text}"
