"""Date expressions against the publication date (a Monday)."""

import datetime as dt

import pytest

from geo.reports.date_settling import counted_from, shifted
from geo.reports.dates import find_dates
from geo.reports.numerals import find_numbers
from geo.reports.solar import solar_to_gregorian
from geo.reports.text import take_apart

PUBLISHED = dt.date(2026, 1, 19)


def read(text, lang="en", published=PUBLISHED):
    doc = take_apart(text)
    return find_dates(doc, find_numbers(doc, lang), lang, published)


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "lang", "start", "end"),
    [
        ("It happened on Tuesday.", "en", "2026-01-13", "2026-01-13"),
        ("They died on Monday.", "en", "2026-01-19", "2026-01-19"),
        ("It happened on December 24.", "en", "2025-12-24", "2025-12-24"),
        ("captured on December, 24th at the river", "en", "2025-12-24", "2025-12-24"),
        ("Planes struck this morning.", "en", "2026-01-19", "2026-01-19"),
        ("on 24 December 2024 they came", "en", "2024-12-24", "2024-12-24"),
        ("on April 26 of this year they came", "en", "2026-04-26", "2026-04-26"),
        ("killed on the night of January 17 near Panj", "en", "2026-01-17", "2026-01-18"),
        ("killed overnight by guards there", "en", "2026-01-18", "2026-01-19"),
        ("the night of November 17-18 was cold", "en", "2025-11-17", "2025-11-18"),
        ("attacks in late November killed men", "en", "2025-11-21", "2025-11-30"),
        ("it fell last month on the guards", "en", "2025-12-01", "2025-12-31"),
        ("It happened on 03/01/2026, he said.", "en", "2026-01-03", "2026-01-03"),
        ("Бой случился 24 декабря утром.", "ru", "2025-12-24", "2025-12-24"),
        ("Это было в ночь на 18 января.", "ru", "2026-01-17", "2026-01-18"),
        ("Бой случился во вторник вечером.", "ru", "2026-01-13", "2026-01-13"),
        ("Напали 2 октября прошлого года там.", "ru", "2025-10-02", "2025-10-02"),
        ("Рӯзи чоршанбе, 14 январ рух дод.", "tg", "2026-01-14", "2026-01-14"),
        ("در ۲۸ جدی کشته شدند.", "fa", "2026-01-18", "2026-01-18"),
        ("روز یکشنبه دوم شهریور رخ داد.", "fa", "2025-08-24", "2025-08-24"),
    ],
)
def test_expression(text, lang, start, end):
    spans = [mention.span for mention in read(text, lang).mentions]
    assert (day(start), day(end)) in [(span.start, span.end) for span in spans]


def test_a_month_and_day_without_a_year_stay_open_when_nothing_dates_the_report():
    (mention,) = read("It happened on the night of January 18.", published=None).mentions
    assert (mention.span.start, mention.span.end, mention.span.partial) == (None, None, "--01-18")


def test_a_weekday_and_a_year_named_in_the_text_settle_the_year():
    found = read("On Sunday, November 3, he was shot. Since 2002 many were.", published=None).mentions
    assert found[0].span.start == day("2002-11-03")


def test_an_impossible_day_is_noted_and_not_used():
    found = read("It happened on 31 February.")
    assert found.mentions == []
    assert "31 February" in found.notes[0]


def test_dateline_gives_the_day_of_publication():
    found = read("DUSHANBE, May 31, 2011, Asia-Plus -- They came yesterday.", published=None)
    assert found.published == day("2011-05-31")
    assert [m.span.start for m in found.mentions if m.use == "event"] == [day("2011-05-30")]


def test_two_days_before_one_month_are_two_dates():
    found = [m.span.start for m in read("Attacks on 26 and 30 November killed five.").mentions]
    assert found == [day("2025-11-26"), day("2025-11-30")]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The clash took place not on Wednesday but on January 10."),
        ("ru", "Перестрелка произошла не вчера, а 10 января."),
    ],
)
def test_a_day_that_it_was_not_is_no_date(lang, text):
    assert [mention.span.start for mention in read(text, lang).mentions] == [day("2026-01-10")]


@pytest.mark.parametrize(
    "text",
    [
        "in the area of the 3rd and 4th outposts of the unit",
        "In December, 3 guards of the post were killed by the 2nd.",
    ],
)
def test_ordinals_of_posts_and_counts_are_no_days(text):
    assert [mention for mention in read(text, "en").mentions if mention.span.precision == "day"] == []


def test_a_day_takes_the_year_told_before_it_where_nothing_dates_the_report():
    found = read(
        "They crossed on August 29, 2023. On September 5 they were found. In March 3 men died.", published=None
    )
    assert [mention.span.start for mention in found.mentions][:2] == [day("2023-08-29"), day("2023-09-05")]


@pytest.mark.parametrize(
    ("text", "use"), [("together since January 4 they did", "since"), ("missing since January 4 there", "event")]
)
def test_since_a_day(text, use):
    assert [mention.use for mention in read(text, "en").mentions] == [use]


def test_since_begins_a_period():
    (mention,) = read("five incidents since November were counted").mentions
    assert mention.use == "since"


def test_the_next_day_follows_an_anchor():
    tuesday, following = read("They came on Tuesday and died the next day.").mentions
    assert shifted(following, tuesday.span).span.start == day("2026-01-14")


def test_weeks_ago_can_be_counted_from_the_day_of_speaking():
    (mention,) = [m for m in read("It happened two weeks ago.").mentions if m.ago]
    moved = counted_from(mention, day("2011-05-30")).span
    assert moved.start <= day("2011-05-16") <= moved.end


@pytest.mark.parametrize(
    ("text", "lang"),
    [("It happened a few weeks ago.", "en"), ("Это было несколько недель назад.", "ru"), ("چند هفته پیش بود.", "fa")],
)
def test_some_weeks_are_one_to_eight(text, lang):
    (mention,) = read(text, lang).mentions
    assert (mention.span.start, mention.span.end) == (day("2025-11-24"), day("2026-01-12"))


def test_dushanbe_is_a_city_unless_it_is_called_a_day():
    assert read("Онҳо дар Душанбе буданд.", "tg").mentions == []
    assert read("Рӯзи душанбе омаданд.", "tg").mentions[0].span.start == day("2026-01-19")


@pytest.mark.parametrize(
    ("solar", "gregorian"),
    [
        ((1404, 8, 3), "2025-10-25"),
        ((1404, 10, 28), "2026-01-18"),
        ((1399, 12, 30), "2021-03-20"),
        ((1400, 1, 1), "2021-03-21"),
    ],
)
def test_solar_hijri(solar, gregorian):
    assert solar_to_gregorian(*solar) == day(gregorian)


@pytest.mark.parametrize("solar", [(1404, 12, 30), (1404, 7, 31), (1404, 13, 1), (900, 1, 1)])
def test_no_such_solar_day(solar):
    assert solar_to_gregorian(*solar) is None


@pytest.mark.parametrize(
    ("text", "lang", "start", "end"),
    [
        ("It happened on the 20th of last month.", "en", "2025-12-20", "2025-12-20"),
        ("Это случилось 20 числа прошлого месяца.", "ru", "2025-12-20", "2025-12-20"),
        ("They crossed overnight between 29 and 30 December.", "en", "2025-12-29", "2025-12-30"),
        ("Шаби 15 ба 16 декабр задухӯрд рух дод.", "tg", "2025-12-15", "2025-12-16"),
    ],
)
def test_days_of_a_month_named_before_and_nights_between_two_days(text, lang, start, end):
    spans = [mention.span for mention in read(text, lang).mentions if mention.span.start]
    assert (min(span.start for span in spans), max(span.end for span in spans)) == (day(start), day(end))


@pytest.mark.parametrize(
    ("text", "lang", "shift"),
    [
        ("Four days earlier three men died.", "en", -4),
        ("Четырьмя днями ранее погибли трое.", "ru", -4),
        ("Three days later he died.", "en", 3),
        ("Наутро их нашли.", "ru", 1),
    ],
)
def test_days_counted_from_what_was_told_before(text, lang, shift):
    (mention,) = read(text, lang).mentions
    assert (mention.use, mention.shift) == ("next", shift)


def test_a_publication_date_known_to_the_month_leaves_weekdays_to_it():
    doc = take_apart("It happened on Tuesday. Before that, on January 5, two died.")
    numbers = find_numbers(doc, "en")
    found = find_dates(doc, numbers, "en", dt.date(2026, 1, 31), precision="month").mentions
    assert [(m.span.start, m.span.end, m.span.precision) for m in found] == [
        (day("2026-01-01"), day("2026-01-31"), "month"),
        (day("2026-01-05"), day("2026-01-05"), "day"),
    ]
