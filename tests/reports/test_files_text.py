"""Encodings, repair, languages and dates of publication: the parts that files are read with."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.core.errors import ReportFormatError
from geo.reports import decoding, languages, publication

_LETTERS = {"cp874": "โ", "cp1253": "β", "cp437": "Γ", "cp1252": "â"}


@pytest.mark.parametrize("encoding", sorted(_LETTERS))
def test_quotes_of_which_one_byte_survived_are_put_back(encoding: str) -> None:
    clean = "The “smugglers” and “terrorists.” came—in two groups—to Tajikistan’s border, they said."
    wrong = "".join(_LETTERS[encoding] if char in "“”’—" else char for char in clean)
    assert decoding.repair(wrong) == clean


def test_quotes_decoded_as_thai_whole_are_put_back() -> None:
    assert decoding.repair("a year – or two — ago…") == "a year – or two — ago…"
    wrong = "a year โ€“ or two โ€” ago, four โ€\x9cmenโ€\x9d said"
    assert decoding.repair(wrong) == "a year – or two — ago, four “men” said"


@pytest.mark.parametrize(
    "text",
    [
        "ชาวบ้านโกรธ โจมตี โ",
        "Une tâche âpre, déjà faite",
        "β decay was measured by α and γ detectors",
        "Ҳодиса дар ноҳияи Шамсиддини Шоҳин рӯй дод",
        "«Радио Озоди» сообщило о бое — детали не названы",
        "مرزبانان «چهار» تن را کشته‌اند",
    ],
)
def test_right_text_is_left_alone(text: str) -> None:
    assert decoding.repair(text) == text


def test_mojibake_of_cyrillic_is_repaired() -> None:
    clean = "Пограничники Таджикистана задержали нарушителя"
    assert decoding.repair(clean.encode().decode("cp1251")) == clean


def test_few_damaged_bytes_do_not_change_the_encoding() -> None:
    data = ("Пограничники сообщили о бое. " * 20).encode() + b"\xd0"
    assert decoding.decode(data).startswith("Пограничники")


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_a_clear_error(data: bytes) -> None:
    with contextlib.suppress(ReportFormatError):
        assert isinstance(decoding.repair(decoding.decode(data)), str)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Border guards said that the group had crossed the river from the Afghan side.", "en"),
        ("Пограничники сообщили, что группа перешла реку с афганской стороны.", "ru"),
        ("Марзбонон гуфтанд, ки гурӯҳ аз ҷониби Афғонистон гузаштааст.", "tg"),
        ("مرزبانان گفتند که گروه از سوی افغانستان گذشته است و چهار تن کشته شدند.", "fa"),
        ("Die Grenzsoldaten sagten, dass die Gruppe den Fluss von der afghanischen Seite überquert habe.", "de"),
        ("Прикордонники повідомили, що група перейшла річку з афганського боку.", "uk"),
        ("2026-01-19 17:30", None),
        ("", None),
    ],
)
def test_language(text: str, lang: str | None) -> None:
    assert languages.detect(text) == lang


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (" date 2026-01-19 Your support helps", (2026, 1, 19)),
        ("Title of it\n\n2017-12-03 14:15:05\n\nText", (2017, 12, 3)),
        ("Title\n20/06/2016 14:22 / Views: 4278", (2016, 6, 20)),
        ("Title\n06/20/2016", (2016, 6, 20)),
        ("Title\nAugust 27, 2018 - 5:05 am", (2018, 8, 27)),
        ("Title\n07 января 2019 12:20    Просмотров: 11390", (2019, 1, 7)),
        ("Title\nMonday, 19 January 2026", (2026, 1, 19)),
        ("DUSHANBE, April 10, 2015, Asia-Plus -- The parents", (2015, 4, 10)),
        ("Душанбе, 28.03.2016. (НИАТ) Переговоры", (2016, 3, 28)),
    ],
)
def test_publication_found_in_the_first_lines(text: str, day: tuple[int, int, int]) -> None:
    assert publication.find_date(text) == publication.PublicationDate(day=dt.date(*day))


@pytest.mark.parametrize(
    "text",
    [
        "On 24 December 2025 five people were killed.",
        "Title\n31.02.2018",
        "Title\n45/13/2016 10:00",
        "24 декабря 2025 года погибли пятеро.",
        "19 January",
    ],
)
def test_story_dates_and_impossible_ones_are_no_publication(text: str) -> None:
    assert publication.find_date(text) is None
