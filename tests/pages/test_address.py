import datetime as dt

import pytest

from geo.incidents.filters import Filter
from pages import _address
from pages._address import Options
from pages._map_component import View


def test_a_full_view_survives_the_address():
    chosen = Filter(
        date_from=dt.date(2025, 11, 1), regions=("tj-khatlon",), kinds=("clash", "mine"), min_killed=2, text="Kavo camp"
    )
    options = Options(
        shading="killed",
        measure="killed",
        sort="killed",
        descending=False,
        page=3,
        unmapped_only=True,
        incident="2025-11-26-kavo",
        view=View(lon=70.0123, lat=37.6789, zoom=9),
    )
    assert _address.read(_address.write(chosen, options)) == (chosen, options, [])


def test_the_plain_page_has_a_plain_address():
    assert _address.write(Filter(), Options()) == {}
    assert _address.read({}) == (Filter(), Options(), [])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"from": "2026-02-01", "to": "2026-01-01"}, "from"),
        ({"kind": "picnic"}, "kind"),
        ({"region": "Kaaaaboul"}, "region"),
        ({"min_killed": "-1"}, "min_killed"),
        ({"precision": "sharp"}, "precision"),
        ({"text": "x" * 500}, "text"),
        ({"shade": "rainbow"}, "shade"),
        ({"chart": "pie"}, "chart"),
        ({"sort": "colour"}, "sort"),
        ({"page": "0"}, "page"),
        ({"page": "²"}, "page"),
        ({"rows": "some"}, "rows"),
        ({"map": "here"}, "map"),
        ({"map": "nan,37,8"}, "map"),
        ({"map": "37,70,8"}, "map"),
        ({"map": "70,37,99"}, "map"),
        ({"frobnicate": "1"}, "frobnicate"),
    ],
)
def test_a_bad_part_is_named_and_left_out(query, field):
    chosen, options, problems = _address.read(query)
    assert (chosen, options) == (Filter(), Options())
    assert len(problems) == 1
    assert problems[0].startswith(f"{field}: ")


def test_good_parts_stand_beside_a_bad_one():
    chosen, options, problems = _address.read({"kind": "clash", "from": "soon", "shade": "none", "page": "x"})
    assert chosen == Filter(kinds=("clash",))
    assert options == Options(shading="none")
    assert [problem.split(":")[0] for problem in problems] == ["from", "page"]
