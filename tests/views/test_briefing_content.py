"""What a briefing says: texts that every format can hold."""

import datetime as dt
from dataclasses import replace

import pytest

from geo.incidents import dataset
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.views import briefing
from geo.views.briefing_content import printable
from geo.views.briefing_options import Options


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two\n lines\tand\x0ba \N{NO-BREAK SPACE} gap", "two lines and a gap"),
        ("a\x00b\x07c\x85d", "a�b�c d"),
        ("half \ud83d a pair", "half � a pair"),
        ("\u202etxt.exe", "�txt.exe"),
        ("می\N{ZERO WIDTH NON-JOINER}شود", "می\N{ZERO WIDTH NON-JOINER}شود"),
    ],
)
def test_a_text_is_made_one_line_that_every_format_can_hold(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_a_name_beside_a_figure_is_cut() -> None:
    (one, *_) = dataset.load()
    incident = replace(one, place=replace(one.place, district="D" * 100))
    said = briefing.content(IncidentTable.from_incidents([incident]), Filter(), Options(printed=dt.date(2026, 2, 1)))
    assert [figure.detail for figure in said.figures if "D" in figure.detail] == [f"no. 1, {'D' * 39}…"]
