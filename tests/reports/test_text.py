"""Taking a text apart: its words are the same whichever way they are cut."""

from hypothesis import example, given
from hypothesis import strategies as st

from geo.reports.text import _WORD, take_apart

LETTERS = "abZЯяё۲9ی½ ..,,'’ʼ`-_\n\u00a0\u202f\u200c\u0301\u02bc"


def test_numbers_keep_their_separators_and_apostrophes_part_words():
    doc = take_apart("Qal'ai Khumb lies 3km off. In 2019's raids 1,344 of 7 000 fled at 10:30, 14 by boat.")
    words = "qal|ai|khumb|lies|3|km|off|in|2019|s|raids|1,344|of|7 000|fled|at|10|30|14|by|boat"
    assert "|".join(doc.words) == words
    assert [doc.text[start:end].lower() for start, end in zip(doc.starts, doc.ends, strict=True)] == doc.words


@given(st.text(LETTERS, max_size=40))
@example("9'9")
@example("7 000km")
@example("а\u0301 9\u0301")
def test_cutting_odd_words_again_gives_the_words_of_the_whole_text(text):
    doc = take_apart(text)
    assert list(zip(doc.starts, doc.ends, strict=True)) == [match.span() for match in _WORD.finditer(text)]
