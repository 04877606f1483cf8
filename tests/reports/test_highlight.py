"""The marked text is escaped and complete."""

import html
import re

from geo.core.model import Account, Claim, Reading, Report, Tally
from geo.reports.highlight import marks, to_html


def reading(text, *accounts, tallies=()):
    return Reading(report=Report(id="1", sha256="2", text=text), accounts=accounts, tallies=tallies)


def test_markup_in_a_report_is_escaped():
    text = '<script>alert("x")</script> <img src=x onerror=alert(1)> two died'
    start = text.index("two")
    out = to_html(reading(text, Account(spans={"killed": ((start, start + 3), (0, 8))})))
    assert "<script" not in out
    assert "<img" not in out
    assert html.unescape(re.sub(r"</?(?:mark|p)\b[^>]*>", "", out)) == text


def test_overlapping_spans_are_cut_at_their_edges():
    out = to_html(reading("abcdef", Account(spans={"date": ((0, 4),), "place": ((2, 6),)})))
    assert [re.findall("panj-hl-(date|place)", mark) for mark in re.findall("<mark[^>]*>", out)] == [
        ["date"],
        ["date", "place"],
        ["place"],
    ]


def test_spans_outside_the_text_are_left_out():
    assert marks(reading("abc", Account(spans={"date": ((2, 9), (-1, 2), (1, 1))}))) == []


def test_claims_and_tallies_are_marked():
    account = Account(claims=(Claim(claimant="x", says="b", span=(1, 2)),))
    out = to_html(reading("abc", account, tallies=(Tally(span=(2, 3)),)))
    assert "panj-hl-claims" in out
    assert "panj-hl-tally" in out


def test_paragraphs_stay_paragraphs():
    out = to_html(reading("one two\n\nthree", Account(spans={"date": ((4, 12),)})))
    assert out.count("<p>") == 2
    assert out.count("<mark") == 2
