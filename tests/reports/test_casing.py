"""Capitals given back to names of places, positions kept; invented texts in the style of machine translations."""

import datetime as dt

from geo.core.model import Report
from geo.reports.casing import restore_capitals
from geo.reports.reader import read_report

SMALL = (
    "in shootout at afghan border two soldiers of tajik border guards were killed on Monday. it happened in the "
    "shamsiddin shokhin area, not far from village yol, told the tajik committee."
)


def test_only_texts_that_lost_their_capitals_are_changed():
    assert restore_capitals(SMALL).count("Shamsiddin Shokhin area") == 1
    assert "village Yol" in restore_capitals(SMALL)
    assert len(restore_capitals(SMALL)) == len(SMALL)
    written = "Tajik guards met Afghan smugglers in the quiet border area near a small village there."
    assert restore_capitals(written) == written


def test_a_place_written_small_is_found():
    (account,) = read_report(
        Report(id="made-up", sha256="made-up", text=SMALL, lang="en", published=dt.date(2023, 1, 17))
    ).accounts
    assert (account.place.district, account.place.settlement) == ("Shamsiddin Shohin", "Yol")
