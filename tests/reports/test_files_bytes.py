"""Files that are at hand as bytes: uploads, and what was fetched."""

import json

import pytest

from geo.core.model import ReadFailure, Report
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
