"""Files that are at hand as bytes: uploads, and what was fetched."""

import json

import pytest

from geo.core.model import ReadFailure, Report, to_dict
from geo.reports import files

# Invented.
STORY = "Border guards said on Monday that three armed men were killed near the river in the south of the country."
PAGE = (
    "<!DOCTYPE html><html><head><title>Three killed</title><link rel='canonical' href='{named}'></head>"
    f"<body><article><h1>Three killed</h1><p>{STORY}</p><p>{STORY * 3}</p></article></body></html>"
)


def _one(name, data, **options):
    (found,) = files.read_bytes(name, data, **options)
    assert isinstance(found, Report), found
    return found


@pytest.mark.parametrize("name", ["report.txt", "report"])
def test_an_upload_is_the_same_report_as_its_file(tmp_path, name):
    path = tmp_path / name
    path.write_text(STORY, "utf-8")
    (from_file,) = files.load_reports([path])
    assert _one(name, STORY.encode()) == from_file


def test_json_uploads_are_read_by_their_ending():
    line = json.dumps({"text": STORY, "outlet": "Border News"})
    assert _one("one.json", line.encode()).outlet == "Border News"
    first, second = files.read_bytes("some.jsonl", f"{line}\n{{\n".encode())
    assert first.outlet == "Border News"
    assert second == ReadFailure(name="some.jsonl:2", reason=second.reason)
    assert second.reason.startswith("the line is not JSON")


def test_what_cannot_be_read_is_a_failure():
    (failure,) = files.read_bytes("photo.txt", b"\x89PNG\r\n")
    assert failure.name == "photo.txt"
    assert failure.reason.startswith("it is a PNG image")


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ("https://example.org/three", "https://example.org/three"),
        ("https://other.example/three", "https://example.org/three?from=mail"),
        ("https://example.org.other.example/", "https://example.org/three?from=mail"),
    ],
)
def test_a_fetched_page_may_name_an_address_of_its_own_site_only(named, address):
    page = PAGE.format(named=named).encode()
    assert _one("page", page, url="https://example.org/three?from=mail").url == address
    assert _one("page", page).url == named


def test_a_fetched_text_is_never_json_with_fields_of_its_own():
    data = json.dumps({"text": STORY, "outlet": "Border News"}).encode()
    report = _one("https://example.org/a.json", data, url="https://example.org/a.json")
    assert (report.outlet, report.url, report.text) == (None, "https://example.org/a.json", data.decode())


def test_the_encoding_that_came_with_a_page_goes_before_the_one_it_names():
    text = "Пограничники сообщили, что в понедельник у реки были убиты трое нарушителей."
    article = f"<article><p>{text}</p><p>{text * 3}</p></article>"
    page = f"<html><head><meta charset='cp866'></head><body>{article}</body></html>"
    assert text in _one("page", page.encode("cp1251"), charset="windows-1251").text


WIDE = ["utf-16", "utf-16-le", "utf-16-be", "utf-32"]


@pytest.mark.parametrize("encoding", WIDE)
def test_json_lines_in_utf_16_are_read_line_by_line(tmp_path, encoding):
    # "Ċ" is 010A: a byte of a line feed that ends no line.
    lines = [json.dumps({"text": f"{STORY} {word}", "outlet": "Ċ"}, ensure_ascii=False) for word in ("Один.", "Ċ.")]
    data = "\n".join([lines[0], "{", lines[1]]).encode(encoding)
    path = tmp_path / "some.jsonl"
    path.write_bytes(data)
    first, second, third = files.load_reports([path])
    assert (first.text, third.text) == (f"{STORY} Один.", f"{STORY} Ċ.")
    assert (first.outlet, second.name) == ("Ċ", f"{path}:2")
    assert [found for found in files.read_bytes("some.jsonl", data) if isinstance(found, Report)] == [first, third]


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("named", ["", ' encoding="utf-16"'])
def test_feeds_in_utf_16_are_read(encoding, named):
    feed = (
        f'<?xml version="1.0"{named}?><rss version="2.0"><channel><title>Вести</title>'
        f"<item><title>Один</title><description>{STORY}</description></item></channel></rss>"
    )
    report = _one("feed.xml", feed.encode(encoding))
    assert (report.outlet, report.title) == ("Вести", "Один")
    assert STORY in report.text


def test_a_feed_in_utf_16_may_not_declare_entities_either():
    feed = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><rss><channel/></rss>'
    (failure,) = files.read_bytes("bomb.xml", feed.encode("utf-16"))
    assert "entities" in failure.reason


def test_a_page_in_utf_16_is_no_plain_text():
    page = PAGE.format(named="https://example.org/three").encode("utf-16")
    assert _one("page.html", page) == _one("page.html", PAGE.format(named="https://example.org/three").encode())


def test_the_precision_of_a_day_that_is_not_known_is_not_known():
    dated = json.dumps({"text": STORY, "published": "2026-01-31"}).encode()
    found = [_one("a.json", data) for data in (dated, json.dumps({"text": STORY}).encode())]
    assert [report.published_precision for report in found] == ["day", None]
    assert to_dict(found[1])["published_precision"] is None
