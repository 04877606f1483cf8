"""Files to reports: plain text, HTML, PDF, JSON and JSON lines, RSS and Atom, and folders of these.

What cannot be read comes out as a `ReadFailure` with its name and the reason, in its place, and the rest goes on. The
kind of a file is told by its first bytes, then by its ending. Memory holds one file, or one line of a JSON-lines file.
"""

import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from geo.core.errors import ReportFormatError
from geo.core.model import ReadFailure, Report
from geo.reports import articles, decoding, feeds, languages, publication
from geo.reports.articles import Article

# A long read is 100,000 characters; more is a book, a dump or an attack.
MAX_TEXT_CHARS = 1_000_000
_MAX_FILE_BYTES = 64_000_000
_MAX_LINE_BYTES = 8_000_000
_SNIFF_BYTES = 4_096
_JSON_LINES = (".jsonl", ".ndjson")
_HTML_STARTS = (b"<!doctype html", b"<html", b"<body", b"<article")
_FIELDS = ("url", "outlet", "lang", "published", "title", "text")


def load_reports(paths: Iterable[str | Path], *, published: dt.date | None = None) -> Iterator[Report | ReadFailure]:
    """Read every report of some files and folders, in the order given; a folder in the order of its names.

    Parameters
    ----------
    paths
        Files and folders. Folders are read with all folders below them; names that begin with a dot are left out.
    published
        The day of publication for reports whose file has no such field; it goes before a date found in the text.

    Yields
    ------
    Report or ReadFailure
        One for each report, or for what could not be read as one.
    """
    for path in paths:
        for file in _walk(Path(path)):
            if isinstance(file, ReadFailure):
                yield file
                continue
            try:
                yield from _read_file(file, published)
            except ReportFormatError as err:
                yield ReadFailure(name=_shown(file), reason=str(err))
            except OSError as err:
                yield ReadFailure(name=_shown(file), reason=f"it cannot be opened: {err.strerror or err}")


def read_bytes(
    name: str,
    data: bytes,
    *,
    published: dt.date | None = None,
    charset: str | None = None,
    url: str | None = None,
) -> Iterator[Report | ReadFailure]:
    """Read every report of a file that is at hand as bytes: an upload, or what was fetched.

    Parameters
    ----------
    name
        The file's name: what a failure is named by, and, for an upload, how JSON is told from text.
    data
        The whole file.
    published
        As in `load_reports`.
    charset
        The encoding that came with the file, if one did; it goes before the one that a page names itself.
    url
        Where the file was fetched: the address of the report in it, unless the page names another of its own site
        (its lasting one). The reports of a feed have the addresses that the feed gives.

    Yields
    ------
    Report or ReadFailure
        One for each report, or for what could not be read as one.
    """
    name = _shown(name)
    try:
        yield from _read_bytes(name, data, published, charset=charset, url=url)
    except ReportFormatError as err:
        yield ReadFailure(name=name, reason=str(err))


def make_report(
    text: str,
    *,
    url: str | None = None,
    outlet: str | None = None,
    lang: str | None = None,
    published: publication.PublicationDate | None = None,
    title: str | None = None,
    dated_by_text: bool = True,
) -> Report:
    """Make a report of a text: repaired, its language detected where it is not given, its ids taken.

    Parameters
    ----------
    lang
        Its language as any tag: "en", "en-GB", "rus", "prs".
    published
        When it was published; None lets the first lines of the text say it.
    dated_by_text
        Whether they may: not those of a row of a data set, whose dates are the event's.

    Raises
    ------
    ReportFormatError
        There is no text, or more than MAX_TEXT_CHARS characters.
    """
    if len(text) > MAX_TEXT_CHARS:
        msg = f"the text has {len(text):,} characters, more than the {MAX_TEXT_CHARS:,} that a report may have"
        raise ReportFormatError(msg)
    text = decoding.repair(text)
    if not text.strip():
        msg = "it has no text"
        raise ReportFormatError(msg)
    url, outlet, title = (decoding.repair(value).strip() or None if value else None for value in (url, outlet, title))
    when = published or (publication.find_date(text) if dated_by_text else None)
    day = when.day if when else None
    identity = [url, outlet, day.isoformat() if day else None, title, text]
    return Report(
        id=_sha256(json.dumps(identity, ensure_ascii=False, separators=(",", ":"))),
        outlet=outlet,
        url=url,
        title=title,
        published=day,
        published_precision=when.precision if when else "day",
        lang=languages.from_tag(lang) if lang else languages.detect(text),
        sha256=_sha256(text),
        text=text,
    )


def _walk(path: Path) -> Iterator[Path | ReadFailure]:
    if not path.is_dir():
        yield path
        return
    try:
        children = sorted(path.iterdir())
    except OSError as err:
        yield ReadFailure(name=_shown(path), reason=f"the folder cannot be opened: {err.strerror or err}")
        return
    for child in children:
        if not child.name.startswith(".") and not (child.is_dir() and child.is_symlink()):
            yield from _walk(child)


def _read_file(path: Path, published: dt.date | None) -> Iterator[Report | ReadFailure]:
    """Read one file by its kind; a file of several records gives each or its failure."""
    if not path.exists():
        msg = "there is no such file"
        raise ReportFormatError(msg)
    if path.suffix.lower() in _JSON_LINES:
        with path.open("rb") as file:
            yield from _read_json_lines(_shown(path), _in_utf_8(file), published)
        return
    size = path.stat().st_size
    if size > _MAX_FILE_BYTES:
        msg = f"the file has {size:,} bytes, more than the {_MAX_FILE_BYTES:,} that are read as one report"
        raise ReportFormatError(msg)
    yield from _read_bytes(_shown(path), path.read_bytes(), published)


def _read_bytes(
    name: str, data: bytes, published: dt.date | None, *, charset: str | None = None, url: str | None = None
) -> Iterator[Report | ReadFailure]:
    """Read the bytes of a file by their kind."""
    ending = Path(name).suffix.lower() if url is None else ""
    if decoding.is_wide(data):
        data = decoding.decode(data).encode()
    head = data[:_SNIFF_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if ending in _JSON_LINES:
        yield from _read_json_lines(name, io.BytesIO(data), published)
    elif data.startswith(b"%PDF-"):
        yield _from_article(articles.from_pdf(data), published, url)
    elif head.startswith(b"<") and not head.startswith(_HTML_STARTS) and feeds.looks_like_feed(data):
        yield from _numbered(name, feeds.entries(data), published)
    elif head.startswith(_HTML_STARTS) or (head.startswith(b"<") and b"<html" in head):
        page = decoding.decode(data, declared=charset or articles.declared_charset(data))
        yield _from_article(articles.from_html(page), published, url)
    elif ending == ".json":
        yield from _read_json(name, data, published)
    else:
        yield make_report(decoding.decode(data, declared=charset), url=url, published=_given(published))


def _numbered(name: str, found: Iterable[Article], published: dt.date | None) -> Iterator[Report | ReadFailure]:
    for number, article in enumerate(found, start=1):
        try:
            yield _from_article(article, published)
        except ReportFormatError as err:
            yield ReadFailure(name=f"{name}:{number}", reason=str(err))


def _read_json_lines(name: str, file: BinaryIO, published: dt.date | None) -> Iterator[Report | ReadFailure]:
    """Read one report a line, holding one line at a time; blank lines are skipped."""
    number = 0
    while line := file.readline(_MAX_LINE_BYTES):
        number += 1
        record = f"{name}:{number}"
        if len(line) == _MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (rest := file.readline(_MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield ReadFailure(name=record, reason=f"the line has more than {_MAX_LINE_BYTES:,} bytes")
        elif line.strip():
            yield _from_json(record, line, published)
    if number == 0:
        msg = "the file is empty"
        raise ReportFormatError(msg)


def _in_utf_8(file: BinaryIO) -> BinaryIO:
    """Read JSON lines in UTF-16 or UTF-32 whole: their lines cannot be told by bytes."""
    is_wide = decoding.is_wide(file.read(4))
    file.seek(0)
    if not is_wide:
        return file
    data = file.read(_MAX_FILE_BYTES + 1)
    if len(data) > _MAX_FILE_BYTES:
        msg = f"it is UTF-16 of more than {_MAX_FILE_BYTES:,} bytes; save it as UTF-8, which is read line by line"
        raise ReportFormatError(msg)
    return io.BytesIO(decoding.decode(data).encode())


def _read_json(name: str, data: bytes, published: dt.date | None) -> Iterator[Report | ReadFailure]:
    """Read a JSON file: one report, a list of reports, or JSON lines under another ending."""
    text = decoding.decode(data)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        yield from _read_json_lines(name, io.BytesIO(data), published)
        return
    records = document if isinstance(document, list) else [document]
    for number, record in enumerate(records, start=1):
        yield _from_record(f"{name}:{number}" if len(records) > 1 else name, record, published)


def _from_json(name: str, line: bytes, published: dt.date | None) -> Report | ReadFailure:
    try:
        record = json.loads(decoding.decode(line))
    except ReportFormatError as err:
        return ReadFailure(name=name, reason=str(err))
    except (ValueError, RecursionError) as err:
        return ReadFailure(name=name, reason=f"the line is not JSON ({err})")
    return _from_record(name, record, published)


def _from_record(name: str, record: Any, published: dt.date | None) -> Report | ReadFailure:
    """Make a report of one JSON object; fields that are not a report's are left out."""
    if not isinstance(record, dict):
        return ReadFailure(name=name, reason=f"it is a JSON {type(record).__name__}, not an object with a text")
    wrong = [field for field in _FIELDS if not isinstance(record.get(field), str | None)]
    if wrong:
        return ReadFailure(name=name, reason=f"{', '.join(wrong)} must be text or null")
    values = {field: record.get(field) or None for field in _FIELDS}
    when = None
    if values["published"]:
        when = publication.parse_published(values["published"])
        if when is None:
            return ReadFailure(name=name, reason=f"published is {values['published']!r}, expected a date as 2026-01-31")
    try:
        return make_report(
            values["text"] or "",
            url=values["url"],
            outlet=values["outlet"],
            lang=values["lang"],
            published=when or _given(published),
            title=values["title"],
        )
    except ReportFormatError as err:
        return ReadFailure(name=name, reason=str(err))


def _from_article(article: Article, published: dt.date | None, url: str | None = None) -> Report:
    """Make a report of an article; `url` is where it was fetched, if it was."""
    when = publication.parse_published(article.published) if article.published else None
    return make_report(
        article.text,
        url=_address(article.url, url),
        outlet=article.outlet,
        published=when or _given(published),
        title=article.title,
    )


def _address(named: str | None, fetched: str | None) -> str | None:
    """Choose a report's address: where it was fetched, or what the page calls itself, which only its own site may."""
    if not (named and fetched):
        return fetched or named
    try:
        is_own = urlsplit(named).hostname == urlsplit(fetched).hostname
    except ValueError:  # brackets that hold no address
        is_own = False
    return named if is_own else fetched


def _given(published: dt.date | None) -> publication.PublicationDate | None:
    return publication.PublicationDate(day=published) if published else None


def _shown(name: str | Path) -> str:
    """Return a file's name as it can be shown and kept: its bytes need not be text."""
    return str(name).encode("utf-8", "replace").decode()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
