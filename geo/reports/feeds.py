"""RSS and Atom feeds: each entry is a report. Nothing is fetched; the feed is given as bytes."""

import re
from collections.abc import Iterator

import feedparser

from geo.core.errors import ReportFormatError
from geo.reports.articles import Article, from_fragment, with_title

_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)
_HEAD_BYTES = 4_096
# The encoding that the first line of a feed names which has been read as UTF-16 or UTF-32 already.
_WIDE = re.compile(rb"^(\s*<\?xml[^>]{0,200}?)\sencoding=[\"'](?:utf|ucs)-?(?:16|32)[^\"'>]*[\"']", re.IGNORECASE)
# "Mon, 19 Jan 2026 01:30:00 +0500": the day as written, not shifted to another time zone.
_RFC_822 = re.compile(r"(?:[A-Za-z]{3},\s*)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{4})\b")


def looks_like_feed(data: bytes) -> bool:
    """Tell whether a file's first bytes are those of a feed."""
    return _ROOT.search(data[:_HEAD_BYTES]) is not None


def entries(data: bytes) -> Iterator[Article]:
    """Give each entry of a feed as an article, in the feed's order.

    Parameters
    ----------
    data
        The whole feed, in no encoding of several bytes a letter but UTF-8; its own encoding declaration is followed.

    Raises
    ------
    ReportFormatError
        The feed declares entities (a way to make a small file huge), or has no entry.
    """
    data = _WIDE.sub(rb"\1", data, count=1)
    if b"<!ENTITY" in data:
        msg = "the feed declares XML entities, which feeds have no use for and which can exhaust memory"
        raise ReportFormatError(msg)
    feed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        reason = feed.get("bozo_exception")
        msg = f"the feed has no entries ({reason})" if reason else "the feed has no entries"
        raise ReportFormatError(msg)
    outlet = feed.feed.get("title")
    for entry in feed.entries:
        yield _article(entry, outlet)


def _article(entry: feedparser.FeedParserDict, outlet: str | None) -> Article:
    bodies = [part.get("value", "") for part in entry.get("content", [])] + [entry.get("summary", "")]
    body = max((from_fragment(body) for body in bodies), key=len)
    title = from_fragment(entry.get("title", "")) or None
    source = entry.get("source", {}).get("title")
    return Article(
        text=with_title(title, body),
        title=title,
        outlet=source or outlet,
        url=entry.get("link") or None,
        published=_published(entry.get("published") or entry.get("updated") or ""),
    )


def _published(words: str) -> str | None:
    match = _RFC_822.match(words.strip())
    return f"{match[1]} {match[2]} {match[3]}" if match else words.strip() or None
