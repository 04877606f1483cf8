"""The days that sums are of, worked out by hand; published on 2 March 2026. All sentences are invented."""

import datetime as dt
import hashlib

import pytest

from geo.core.model import Report
from geo.reports.reader import read_report
from geo.reports.windows import year_before

PUBLISHED = dt.date(2026, 3, 2)
SENTENCES = {
    "en": "{}, ten armed clashes with smugglers took place on the Tajik-Afghan border.",
    "ru": "{} на таджикско-афганской границе произошло 10 столкновений с контрабандистами.",
    "tg": "{} дар марзи Тоҷикистону Афғонистон 10 задухӯрд бо қочоқчиён рух дод.",
}


def windows(text, lang, published=PUBLISHED):
    sha = hashlib.sha256(text.encode()).hexdigest()
    reading = read_report(Report(id=sha, sha256=sha, text=text, lang=lang, published=published))
    assert not reading.accounts
    return [(tally.since, tally.until) for tally in reading.tallies]


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("lang", "words", "since", "until"),
    [
        ("en", "In 2025", "2025-01-01", "2025-12-31"),
        ("en", "Between 2023 and 2025", "2023-01-01", "2025-12-31"),
        ("en", "In the first half of 2025", "2025-01-01", "2025-06-30"),
        ("en", "In the third quarter of last year", "2025-07-01", "2025-09-30"),
        ("en", "In the first nine months of last year", "2025-01-01", "2025-09-30"),
        ("en", "In the nine first months of 2024", "2024-01-01", "2024-09-30"),
        ("en", "In the first two months of this year", "2026-01-01", "2026-02-28"),
        ("en", "In the first ten months", "2025-01-01", "2025-10-31"),
        ("en", "From January to June 2025", "2025-01-01", "2025-06-30"),
        ("en", "Between January and March 2025", "2025-01-01", "2025-03-31"),
        ("en", "Since the beginning of the year", "2026-01-01", "2026-03-02"),
        ("en", "Over the past two years", "2024-03-02", "2026-03-02"),
        ("en", "In the last ten days", "2026-02-20", "2026-03-02"),
        ("ru", "В первом полугодии 2025 года", "2025-01-01", "2025-06-30"),
        ("ru", "Во втором квартале прошлого года", "2025-04-01", "2025-06-30"),
        ("ru", "За девять месяцев 2025 года", "2025-01-01", "2025-09-30"),
        ("ru", "За два месяца текущего года", "2026-01-01", "2026-02-28"),
        ("ru", "С начала года", "2026-01-01", "2026-03-02"),
        ("ru", "За последние десять дней", "2026-02-20", "2026-03-02"),
        ("ru", "За 2025 год", "2025-01-01", "2025-12-31"),
        ("tg", "Дар шаш моҳи аввали соли 2025", "2025-01-01", "2025-06-30"),
        ("tg", "Аз аввали сол", "2026-01-01", "2026-03-02"),
    ],
)
def test_the_days_of_a_sum(lang, words, since, until):
    assert windows(SENTENCES[lang].format(words), lang) == [(day(since), day(until))]


@pytest.mark.parametrize(("published", "until"), [("2025-10-03", "2025-09-30"), ("2025-04-03", None)])
def test_nine_months_are_of_the_year_when_told_at_their_end(published, until):
    (found,) = windows(SENTENCES["ru"].format("За девять месяцев"), "ru", day(published))
    assert found == ((day("2025-01-01"), day(until)) if until else (day("2024-07-03"), day(published)))


@pytest.mark.parametrize(
    ("lang", "text", "first", "second"),
    [
        (
            "en",
            "The first half of 2025 saw ten clashes on the Tajik-Afghan border. A year earlier there were 14 clashes.",
            ("2025-01-01", "2025-06-30"),
            ("2024-01-01", "2024-06-30"),
        ),
        (
            "en",
            "There were ten clashes on the Tajik-Afghan border in 2024, compared with six the year before.",
            ("2024-01-01", "2024-12-31"),
            None,
        ),
        (
            "ru",
            (
                "За девять месяцев 2025 года на границе с Афганистаном у таджикских пограничников было 10 боев. "
                "За тот же период 2024 года столкновений насчитали шесть."
            ),
            ("2025-01-01", "2025-09-30"),
            ("2024-01-01", "2024-09-30"),
        ),
    ],
)
def test_what_a_sum_is_compared_with(lang, text, first, second):
    wanted = [tuple(map(day, window)) for window in (first, second) if window]
    assert windows(text, lang)[: len(wanted)] == wanted


def test_the_same_period_is_that_of_the_sentence_before():
    text = (
        "Over the first six months of 2025 Tajik guards seized 1,260 kg of drugs on the border with Afghanistan, "
        "compared with 870 kilograms a year before. Nine smugglers were killed in 13 clashes over the same period."
    )
    assert windows(text, "en") == [(day("2025-01-01"), day("2025-06-30"))]


def test_a_year_that_is_only_compared_with_is_not_the_period():
    text = (
        "In the first eight months of 2025 the guards seized 3,380 kg of drugs on the Tajik-Afghan border. About 100 "
        "people were held, twice as many as in 2022. The guards had 19 clashes with smugglers."
    )
    assert windows(text, "en") == [(day("2025-01-01"), day("2025-08-31"))]


def test_the_dead_of_a_year_are_no_event_of_it():
    text = "Tajik border guards fought 17 clashes on the Afghan border in 2025, in which 12 people were killed."
    assert windows(text, "en") == [(day("2025-01-01"), day("2025-12-31"))]


def test_without_a_day_of_publication_only_what_is_written_is_known():
    assert windows(SENTENCES["en"].format("Over the past two years"), "en", None) == [(None, None)]
    assert windows(SENTENCES["en"].format("In the first half of 2025"), "en", None) == [
        (day("2025-01-01"), day("2025-06-30"))
    ]


def test_the_year_before_a_leap_day():
    assert year_before((day("2024-02-01"), day("2024-02-29"))) == (day("2023-02-01"), day("2023-02-28"))
    assert year_before((None, day("2024-02-29"))) == (None, day("2024-02-29"))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "За все годы до ухода в 2005-м на таджикско-афганской границе погиб 161 пограничник."),
        ("ru", "За годы службы, до вывода в 2004 году, на таджикско-афганской границе погибло 90 пограничников."),
        ("en", "In all the years until they left in 2005, 161 guards were killed on the Tajik-Afghan border."),
    ],
)
def test_a_year_after_until_only_ends_the_days(lang, text):
    ((since, until),) = windows(text, lang)
    assert since is None
    assert until in {day("2004-12-31"), day("2005-12-31")}
