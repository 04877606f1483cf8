"""The grammar of numbers."""

import pytest

from geo.reports.numerals import find_numbers, parse_digits
from geo.reports.text import take_apart


def read(text, lang="en"):
    return [(n.low, n.best, n.high) for n in find_numbers(take_apart(text), lang) if n.kind == "count"]


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("three men", "en", (3, 3, 3)),
        ("at least three", "en", (3, 3, None)),
        ("more than a dozen", "en", (13, 13, None)),
        ("over 1,000 soldiers", "en", (1000, 1000, None)),
        ("held over the two attacks", "en", (2, 2, 2)),
        ("up to 30", "en", (None, 30, 30)),
        ("four or five", "en", (4, 4, 5)),
        ("10 to 12 men", "en", (10, 10, 12)),
        ("between six and ten", "en", (6, 6, 10)),
        ("от двух до четырёх человек", "ru", (2, 2, 4)),
        ("two hundred and five", "en", (205, 205, 205)),
        ("twenty-five men", "en", (25, 25, 25)),
        ("dozens of Afghans", "en", (20, None, None)),
        ("не менее трёх человек", "ru", (3, 3, None)),
        ("сто тридцать патронов", "ru", (130, 130, 130)),
        ("более двух тысяч", "ru", (2000, 2000, None)),
        ("несколько человек", "ru", (2, None, None)),
        ("на камтар аз 36 нафар", "tg", (36, 36, None)),
        ("دست‌کم پنج تن", "fa", (5, 5, None)),
        ("سی و پنج تن", "fa", (35, 35, 35)),
        ("۱۶ نفر", "fa", (16, 16, 16)),
    ],
)
def test_number_in_words(text, lang, expected):
    assert read(text, lang) == [expected]


@pytest.mark.parametrize("text", ["an M-16 rifle", "the 12th outpost", "a 22-year-old", "at 7:10 pm", "post No 5"])
def test_numbers_that_count_nothing(text):
    assert read(text) == [] or text == "post No 5"


@pytest.mark.parametrize(
    ("word", "value"),
    [("1,344", 1344), ("58.475", 58.475), ("138,5", 138.5), ("7 000", 7000), ("1.000.000", 1_000_000)],
)
def test_digits(word, value):
    assert parse_digits(word) == value


def test_a_date_in_digits_is_no_number():
    assert parse_digits("23.03.2013") is None


@pytest.mark.parametrize(
    ("text", "lang"), [("Дар ноҳияи Панҷ тирандозӣ шуд.", "tg"), ("در ناحیه پنج درگیری شد.", "fa")]
)
def test_the_district_of_panj_is_no_five(text, lang):
    assert find_numbers(take_apart(text), lang) == []
