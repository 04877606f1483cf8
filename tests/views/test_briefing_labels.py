"""Where labels go: they never meet, and leaders never cross a label."""

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.views.briefing_canvas import Frame
from geo.views.briefing_labels import Taken, around
from geo.views.flags import flags

BOUNDS = Frame(0, 0, 10, 5)


def test_taken_refuses_what_overlaps_or_leaves_the_bounds() -> None:
    taken = Taken(BOUNDS)
    taken.add(Frame(1, 1, 2, 1))
    assert taken.is_free(Frame(3, 1, 1, 1))
    assert not taken.is_free(Frame(2.9, 1, 1, 1))
    assert not taken.is_free(Frame(9.5, 1, 1, 1))
    assert taken.overlap(Frame(2, 1, 2, 1)) == 1.0


def test_first_free_takes_what_it_returns() -> None:
    taken = Taken(BOUNDS)
    boxes = [Frame(0, 0, 1, 1), Frame(2, 0, 1, 1)]
    assert taken.first_free(boxes) == boxes[0]
    assert taken.first_free(boxes) == boxes[1]
    assert taken.first_free(boxes) is None


def test_around_begins_beside_the_point_and_ends_within_reach() -> None:
    boxes = list(around(5, 2, 0.1, 0.4, 0.2, reach=1.0))
    assert boxes[0] == Frame(5.1, 1.9, 0.4, 0.2)
    assert all(abs(box.x + box.width / 2 - 5) <= 1.2 + 1e-9 for box in boxes)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.floats(0.3, 9.7), st.floats(0.1, 0.9)), min_size=1, max_size=9, unique_by=lambda item: item[0]
    )
)
def test_flags_never_meet_and_no_leader_crosses_one(items: list[tuple[float, float]]) -> None:
    items.sort()
    centres, widths = [item[0] for item in items], [item[1] for item in items]
    placed = flags(centres, widths, 0, 10)
    assert len(placed) == len(items)
    for one, (centre, width) in zip(placed, items, strict=True):
        assert -1e-9 <= one.left <= 10 - width + 1e-9
        assert one.left - 1e-6 <= centre <= one.left + width + 1e-6
        for other, (other_centre, other_width) in zip(placed, items, strict=True):
            if other is one:
                continue
            if one.row == other.row:
                assert one.left + width <= other.left + 1e-6 or other.left + other_width <= one.left + 1e-6
            elif one.row < other.row:
                assert not one.left + 1e-6 < other_centre < one.left + width - 1e-6
