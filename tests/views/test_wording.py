import datetime as dt

import pytest

from geo.core.model import Count, DateSpan
from geo.views.wording import count_text, date_text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (Count(), "–"),
        (Count(low=0, best=0, high=0), "0"),
        (Count(low=2, best=3, high=5), "3 (2–5)"),
        (Count(low=0, best=0, high=3), "0 (0–3)"),
        (Count(low=2, high=5), "2–5"),
        (Count(low=4), "4–?"),
        (Count(high=4), "?–4"),
        (Count(best=4), "4"),
        (Count(low=1000, best=1000, high=1200), "1,000 (1,000–1,200)"),
    ],
)
def test_count_says_what_is_open(count, text):
    assert count_text(count) == text


def test_count_that_nobody_gave_is_said_in_the_words_of_the_place():
    assert count_text(Count(), not_stated="unknown") == "unknown"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (("2025-11-26", "2025-11-26", "day"), "2025-11-26"),
        (("2025-11-26", None, "day"), "2025-11-26"),
        (("2025-12-01", "2025-12-06", "days"), "2025-12-01 to 06"),
        (("2025-12-30", "2026-01-02", "days"), "2025-12-30 to 2026-01-02"),
        (("2025-11-01", "2025-11-30", "month"), "2025-11"),
        (("2025-06-01", "2025-08-31", "season"), "2025-06 to 08"),
        (("2025-12-01", "2026-02-28", "season"), "2025-12 to 2026-02"),
        (("2017-01-01", "2017-12-31", "year"), "2017"),
    ],
)
def test_date_is_said_no_closer_than_it_is_known(span, text):
    start, end, precision = span
    assert date_text(DateSpan(start=_day(start), end=_day(end) if end else None, precision=precision)) == text


def test_date_without_a_year_keeps_its_day():
    assert date_text(DateSpan(partial="--06-08")) == "undated (06-08)"
    assert date_text(DateSpan()) == "undated"


def _day(text):
    return dt.date.fromisoformat(text)
