"""Files in: every kind of file becomes reports, and what cannot be read says why while the rest goes on."""

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.core.model import ReadFailure, Report
from geo.reports import files

# Invented, as all reports in these tests.
STORY = "Border guards said on Monday that three armed men were killed near the river in the south of the country."
RUSSIAN = "Пограничники сообщили, что в понедельник у реки на юге страны были убиты трое вооружённых нарушителей."


def _read(*paths: Path, published: dt.date | None = None) -> list[Report | ReadFailure]:
    return list(files.load_reports(paths, published=published))


def _one(path: Path, **options: dt.date) -> Report:
    (found,) = _read(path, **options)
    assert isinstance(found, Report), found
    return found


def _failure(path: Path) -> str:
    (found,) = _read(path)
    assert isinstance(found, ReadFailure), found
    assert found.name == str(path)
    return found.reason


def _pdf(text: str) -> bytes:
    """Write the smallest PDF with one page; an empty text gives a page without a text layer."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() if text else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        start,
    )


def _page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


ARTICLE = _page(
    "<nav>Home Sport Weather</nav><article><h1>Three killed at the river</h1>"
    f"<p>{STORY}</p><p>{STORY * 3}</p></article>"
    "<footer>Subscribe to our newsletter</footer>",
    "<title>Three killed at the river</title><meta property='og:site_name' content='Border News'>"
    "<meta property='article:published_time' content='2026-01-19T00:30:00+05:00'>"
    "<link rel='canonical' href='https://example.org/three'>",
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8_r"])
def test_plain_text_in_every_encoding_is_the_same_report(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(RUSSIAN.encode(encoding))
    report = _one(path)
    assert report.text == RUSSIAN
    assert report.lang == "ru"
    assert report.published is None


def test_ids_are_hashes_of_the_content_not_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    (tmp_path / "b.txt").write_text(STORY, "utf-16")
    first, second = _read(tmp_path / "a.txt", tmp_path / "b.txt")
    assert first == second
    assert isinstance(first, Report)
    assert first.sha256 == hashlib.sha256(STORY.encode()).hexdigest()
    identity = json.dumps([None, None, None, None, STORY], separators=(",", ":"))
    assert first.id == hashlib.sha256(identity.encode()).hexdigest()


def test_first_line_date_is_the_publication_and_stays_in_the_text(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f" date 2026-01-19 Your gift helps us. Read more\n\n{STORY}", "utf-8")
    report = _one(path)
    assert report.published == dt.date(2026, 1, 19)
    assert report.text.startswith(" date 2026-01-19")
    assert _one(path, published=dt.date(2026, 2, 1)).published == dt.date(2026, 2, 1)


def test_html_gives_article_title_outlet_day_as_written_and_address(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(ARTICLE, "utf-8")
    report = _one(path, published=dt.date(2000, 1, 1))
    assert report.outlet == "Border News"
    assert report.title == "Three killed at the river"
    assert report.url == "https://example.org/three"
    assert report.published == dt.date(2026, 1, 19)
    assert STORY in report.text
    assert "newsletter" not in report.text
    assert report.text.count("Three killed at the river") == 1


def test_html_in_a_declared_legacy_encoding(tmp_path: Path) -> None:
    path = tmp_path / "page.htm"
    path.write_bytes(_page(f"<p>{RUSSIAN * 4}</p>", "<meta charset=windows-1251>").encode("cp1251"))
    assert RUSSIAN in _one(path).text


def test_pdf_with_and_without_a_text_layer(tmp_path: Path) -> None:
    (tmp_path / "text.pdf").write_bytes(_pdf(STORY))
    (tmp_path / "scan.pdf").write_bytes(_pdf(""))
    (tmp_path / "damaged.pdf").write_bytes(_pdf(STORY)[:60])
    assert _one(tmp_path / "text.pdf").text.strip() == STORY
    assert "no text layer" in _failure(tmp_path / "scan.pdf")
    assert "damaged" in _failure(tmp_path / "damaged.pdf")


def test_json_lines_keep_their_fields_and_name_the_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    good = {
        "url": "https://e.org/1",
        "outlet": "E",
        "lang": "en",
        "published": "2026-01-19",
        "title": "T",
        "text": STORY,
    }
    lines = [json.dumps(good), "", "nope", "[1]", '{"text": 1}', '{"text": ""}', '{"text": "x", "published": "soon"}']
    path.write_text("\n".join(lines), "utf-8")
    first, *failures = _read(path)
    assert isinstance(first, Report)
    assert (first.url, first.outlet, first.lang, first.title) == ("https://e.org/1", "E", "en", "T")
    assert first.published == dt.date(2026, 1, 19)
    reasons = {
        failure.name.rsplit(":", 1)[1]: failure.reason for failure in failures if isinstance(failure, ReadFailure)
    }
    assert list(reasons) == ["3", "4", "5", "6", "7"]
    assert "not JSON" in reasons["3"]
    assert "list" in reasons["4"]
    assert reasons["5"].startswith("text must be")
    assert reasons["6"] == "it has no text"
    assert "'soon'" in reasons["7"]


@pytest.mark.parametrize("published", ["0001-01-01T00:00:00", "9999", "1970-01-01"])
def test_a_year_that_no_report_is_of_is_no_date(tmp_path: Path, published: str) -> None:
    lines = tmp_path / "reports.jsonl"
    lines.write_text(json.dumps({"text": STORY, "published": published}), "utf-8")
    (found,) = _read(lines)
    assert found == ReadFailure(name=f"{lines}:1", reason=f"published is {published!r}, expected a date as 2026-01-31")
    page = tmp_path / "page.html"
    page.write_text(ARTICLE.replace("2026-01-19T00:30:00+05:00", published), "utf-8")
    assert _one(page).published is None


@pytest.mark.parametrize(
    ("published", "day", "precision"),
    [
        ("2025-12", dt.date(2025, 12, 31), "month"),
        ("2024", dt.date(2024, 12, 31), "year"),
        ("2025-12-25T23:30:00-05:00", dt.date(2025, 12, 25), "day"),
    ],
)
def test_partial_and_timed_publication_dates(tmp_path: Path, published: str, day: dt.date, precision: str) -> None:
    path = tmp_path / "reports.json"
    path.write_text(json.dumps([{"text": STORY, "published": published}, {"text": RUSSIAN}]), "utf-8")
    first, second = _read(path)
    assert isinstance(first, Report)
    assert (first.published, first.published_precision) == (day, precision)
    assert isinstance(second, Report)
    assert second.published is None


RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Border News</title>
<item><title>Three killed</title><link>https://example.org/1</link>
<description>&lt;p&gt;{STORY}&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;
&lt;p&gt;More &amp;amp; more.&lt;/p&gt;</description>
<pubDate>Mon, 19 Jan 2026 01:30:00 +0500</pubDate></item>
<item><title></title><description></description></item></channel></rss>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Atom News</title>
<entry><title>Three killed</title><link href="https://example.org/2"/><updated>2026-01-20T01:00:00+05:00</updated>
<content type="html">&lt;p&gt;{STORY}&lt;/p&gt;</content><summary>short</summary></entry></feed>"""


def test_rss_entries_are_reports_on_the_day_as_written(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS, "utf-8")
    report, failure = _read(path)
    assert isinstance(report, Report)
    assert report.text == f"Three killed\n\n{STORY}\n\nMore & more."
    assert (report.outlet, report.url) == ("Border News", "https://example.org/1")
    assert report.published == dt.date(2026, 1, 19)
    assert failure == ReadFailure(name=f"{path}:2", reason="it has no text")


def test_atom_entry_takes_the_fuller_body(tmp_path: Path) -> None:
    path = tmp_path / "feed.atom"
    path.write_text(ATOM, "utf-8")
    report = _one(path)
    assert report.text == f"Three killed\n\n{STORY}"
    assert report.published == dt.date(2026, 1, 20)


def test_folder_is_read_in_order_and_goes_on_after_a_failure(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    (tmp_path / "b" / "c.html").write_text(ARTICLE, "utf-8")
    (tmp_path / "d.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / ".hidden").write_text(STORY, "utf-8")
    (tmp_path / "e.txt").write_text(RUSSIAN, "utf-8")
    kinds = [type(item).__name__ for item in _read(tmp_path)]
    assert kinds == ["Report", "Report", "ReadFailure", "Report"]


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n", "empty"),
        ("empty.jsonl", b"", "empty"),
        ("nul.txt", b"\x00" * 500, "empty"),
        ("binary.txt", bytes(range(256)) * 20, "binary"),
        ("photo.txt", b"\xff\xd8\xff\xe0 JFIF", "JPEG"),
        ("document.docx", b"PK\x03\x04", "office document"),
        ("utf16.txt", b"\xff\xfea", "damaged"),
        ("line.txt", b"x" * 50_000_000, "50,000,000 characters"),
        ("line.jsonl", b'{"text": "' + b"x" * 9_000_000 + b'"}', "8,000,000 bytes"),
        ("tags.html", b"<html><body>" + b"<p>x</p>" * 60_000, "120,002 tags"),
        ("deep.html", b"<html><body>" + b"<div>" * 40_000 + b"<p>x</p>", "no article text"),
        ("bomb.xml", b'<!DOCTYPE x [<!ENTITY a "aa">]><rss><channel/></rss>', "entities"),
        ("empty.rss", b"<rss><channel><title>x</title></channel></rss>", "no entries"),
        ("deep.json", b"[" * 100_000, "recursion"),
    ],
)
def test_bad_input_gets_a_clear_word(tmp_path: Path, name: str, data: bytes, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (failure,) = _read(path)
    assert isinstance(failure, ReadFailure)
    assert failure.name.startswith(str(path))
    assert word in failure.reason


def test_missing_file_is_a_failure(tmp_path: Path) -> None:
    assert _failure(tmp_path / "none.txt") == "there is no such file"


_STARTS = {
    "x.html": b"<html><body><p>Border guards said that three men were killed.</p>",
    "x.pdf": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
    "x.xml": b"<?xml version='1.0'?><rss><channel><item><title>t</title>",
    "x.json": b'[{"text": "abc", ',
    "x.jsonl": b'{"text": "abc"}\n',
    "x.txt": b"",
}


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(_STARTS)), st.binary(max_size=300), st.booleans())
def test_no_bytes_stop_the_reading(tmp_path: Path, name: str, data: bytes, is_bare: bool) -> None:
    path = tmp_path / name
    path.write_bytes(data if is_bare else _STARTS[name] + data)
    for item in _read(path):
        assert item.reason if isinstance(item, ReadFailure) else item.text.strip()
