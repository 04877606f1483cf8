"""Which days and sums belong to an event, and which sentences to one event. All sentences are invented."""

import datetime as dt
import hashlib

import pytest

from geo.core.model import Report
from geo.reports.reader import read_report

DAY = dt.date(2026, 7, 20)


def reading(text, lang="en", published=DAY):
    sha = hashlib.sha256(text.encode()).hexdigest()
    return read_report(Report(id=sha, sha256=sha, text=text, lang=lang, published=published))


def starts(text, lang="en"):
    return [account.date.start for account in reading(text, lang).accounts]


CLASH = "Tajik border guards fought Afghan smugglers in Hamadoni district on July 16, killing two of them. "


@pytest.mark.parametrize(
    "after",
    [
        "The soldiers are due to leave the post by December 3.",
        "Fencing of the bank should be finished by the end of this year, the guards said.",
        "The border service will hand the posts over to new troops until November 1.",
    ],
)
def test_a_deadline_is_no_day_of_an_event(after):
    assert starts(CLASH + after) == [dt.date(2026, 7, 16)]


def test_a_deadline_dates_nothing_in_russian():
    text = (
        "В Хамадони в бою убиты двое контрабандистов. Пограничники укрепят участок до 1 декабря. Бой случился 16 июля."
    )
    assert starts(text, "ru") == [dt.date(2026, 7, 16)]


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        (
            "Душанбе. 20 июля. «Ховар» -- 16 июля в Хамадони в бою с пограничниками убиты двое контрабандистов.",
            "ru",
            16,
        ),
        ("Куляб. 20 июля. (Спутник) - Двое контрабандистов убиты в Хамадони 15 июля в бою с нарядом.", "ru", 15),
        (
            "Dushanbe. 20 July. Two smugglers were killed in a clash with guards in Hamadoni district on July 14.",
            "en",
            14,
        ),
    ],
)
def test_a_date_by_itself_after_a_city_is_a_dateline(text, lang, day):
    assert starts(text, lang) == [dt.date(2026, 7, day)]


@pytest.mark.parametrize(
    "after",
    [
        "It is the first time since the start of the fighting in May that soldiers fled across the river.",
        "The guards gave another version: on July 16 the two had opened fire first.",
        "There is another account of the fight: on the same day, it says, smugglers ran into a patrol of guards.",
    ],
)
def test_talk_of_the_same_event_opens_no_other(after):
    assert starts(CLASH + after) == [dt.date(2026, 7, 16)]


@pytest.mark.parametrize(
    ("text", "lang", "month"),
    [
        (CLASH + "It is the first attack since March, when three guards were killed in Farkhor district.", "en", 3),
        (CLASH + "No such raid had been seen since May, when gunmen killed two guards in Panj district.", "en", 5),
    ],
)
def test_since_a_month_when_something_happened_tells_of_that(text, lang, month):
    assert dt.date(2026, month, 1) in starts(text, lang)


@pytest.mark.parametrize(
    ("text", "lang", "kind"),
    [
        (CLASH + "Last month, a shepherd was abducted in Farkhor district and freed after a week.", "en", "kidnapping"),
        (
            CLASH + "In May, two fishermen were detained by Afghan guards in Panj district but set free later.",
            "en",
            "detention",
        ),
        (
            CLASH + "In June, a miller was taken from Chubek, Hamadoni district, and released for money.",
            "en",
            "kidnapping",
        ),
    ],
)
def test_who_was_taken_and_freed_was_taken(text, lang, kind):
    assert [account.kind for account in reading(text, lang).accounts][1:] == [kind]


@pytest.mark.parametrize(
    ("text", "lang", "incidents", "killed"),
    [
        (CLASH + "It was the sixth armed clash of 2026; eleven smugglers have been killed in them.", "en", 6, 11),
        (CLASH + "This is the third such fight since the end of May; nine people have died in all.", "en", 3, 9),
        (
            "16 июля в Хамадони убиты двое контрабандистов. Это пятый такой бой с конца мая, погибло 12 человек.",
            "ru",
            5,
            12,
        ),
        (
            "С начала года на таджикско-афганской границе столкновений насчитали девять, убиты 14 контрабандистов.",
            "ru",
            9,
            14,
        ),
    ],
)
def test_an_ordinal_with_its_dead_is_a_sum(text, lang, incidents, killed):
    found = reading(text, lang)
    assert (incidents, killed) in [(tally.incidents.best, tally.killed.best) for tally in found.tallies]
    assert all(account.killed.best == 2 for account in found.accounts)


@pytest.mark.parametrize(
    ("text", "lang", "killed"),
    [
        ("Two armed smugglers were killed this week in Hamadoni district, Tajikistan's border service said.", "en", 2),
        ("Четверо контрабандистов убиты на этой неделе в бою в Хамадони, сообщили погранвойска Таджикистана.", "ru", 4),
    ],
)
def test_the_news_of_a_week_is_no_sum(text, lang, killed):
    found = reading(text, lang)
    assert [account.killed.best for account in found.accounts] == [killed]
    assert found.tallies == ()


def test_a_month_of_last_year_dates_an_event():
    text = CLASH + "In May last year, one Tajik guard was killed in a clash in Shahr-e Buzurg district."
    assert starts(text) == [dt.date(2026, 7, 16), dt.date(2025, 5, 1)]


def test_the_same_people_killed_later_are_the_same_event():
    text = (
        "Убиты трое боевиков. Они перешли границу у села Йол 12 июля. Сложить оружие они отказались и 15 июля были "
        "уничтожены."
    )
    assert len(reading(text, "ru").accounts) == 1


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (CLASH + "An hour earlier a patrol of the Shahrtuz detachment ran into three gunmen and wounded one.", "en"),
        (CLASH + "A day earlier, two Afghans were detained in the sector of the Panj detachment.", "en"),
        (
            "В Хамадони 16 июля в бою убиты двое контрабандистов. Накануне в Пянджском отряде задержаны трое.",
            "ru",
        ),
    ],
)
def test_another_unit_on_the_day_or_the_day_before_is_another_event(text, lang):
    assert len(reading(text, lang).accounts) == 2


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("Рӯзи 16 июл дар Ҳамадонӣ ду қочоқбар кушта шуд. Ҳамон шаб дар Фархор се афғон боздошт шуд.", "tg", 16),
        ("در ۱۶ جولای در ولسوالی درقد دو قاچاقبر کشته شدند. همان شب در ولسوالی خواهان یک تاجیک بازداشت شد.", "fa", 16),
    ],
)
def test_that_night_is_the_same_day(text, lang, day):
    assert starts(text, lang) == [dt.date(2026, 7, day)] * 2


def test_the_day_of_a_report_in_a_language_whose_verb_comes_last():
    text = (
        "کمیته امنیت ملی تاجیکستان روز دوشنبه از کشته شدن دو قاچاقبر در ناحیه شوراآباد خبر داد. "
        "آنان شب ۱۶ جولای از رود گذشتند."
    )
    assert starts(text, "fa") == [dt.date(2026, 7, 16)]


@pytest.mark.parametrize(
    "text",
    [
        "PESHAWAR: Three men died when Afghan militants attacked a post in Waziristan. Lorries to Tajikistan wait.",
        "Хайбер: боевики с афганской территории напали на пост, погибли двое. Грузы для Таджикистана стоят у Торхама.",
    ],
)
def test_a_border_of_another_neighbour_is_none_of_ours(text):
    lang = "en" if text.isascii() else "ru"
    assert reading(text, lang).accounts == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "Kabul said guns had yesterday shelled a village over the border from Tajikistan, leaving six people dead.",
            19,
        ),
        (
            "Two Afghan smugglers were caught on the Tajik border.\n\nPolice say they were taken yesterday in Farkhor.",
            19,
        ),
        ("The border troops said on Friday two Afghan smugglers were killed in Hamadoni district on July 14.", 14),
    ],
)
def test_a_day_within_what_is_said_is_that_of_the_event(text, day):
    assert starts(text) == [dt.date(2026, 7, day)]


@pytest.mark.parametrize(
    "after",
    [
        "No winter has been harder on the guards since the last of the helicopters of that unit left on March 3.",
        "Counting from July 3, the guards have been on alert.",
        "By Friday the governor expects the road to be open.",
        "The road along the Panj has been shut from then until today.",
    ],
)
def test_the_bounds_of_a_period_date_no_event(after):
    text = "Tajik border guards fought Afghan smugglers in Hamadoni district, killing two of them. " + after
    found = reading(text).accounts
    assert [account.date.precision for account in found] == ["week"]


def test_a_period_until_today_dates_nothing_in_russian():
    text = "В Хамадони в бою с пограничниками убиты двое контрабандистов. Дорога закрыта с мая до сегодня."
    assert [account.date.precision for account in reading(text, "ru").accounts] == ["week"]


def test_the_month_in_which_a_number_of_people_did_something_is_no_day():
    text = "In June 25 militants crossed the Tajik border in Farkhor district and were killed by guards."
    date = reading(text).accounts[0].date
    assert (date.start, date.end, date.precision) == (dt.date(2026, 6, 1), dt.date(2026, 6, 30), "month")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("DUSHANBE, July 20, Pamir News -- Guards killed two smugglers in Hamadoni. It happened on July 12.", 12),
        (
            "Two smugglers die in Hamadoni.\n\nTajikistan Materials 20 July 2026 10:48 (UTC +05)\n\nIt was July 13.",
            13,
        ),
    ],
)
def test_a_dateline_before_an_agency_or_a_clock_dates_no_event(text, day):
    assert starts(text) == [dt.date(2026, 7, day)]


def test_the_day_of_death_comes_before_that_of_the_crossing_though_a_year_was_named():
    text = (
        "Three militants were wiped out on the Tajik-Afghan border in Hamadoni district. "
        "There has been one other case this year.\n\n"
        "In the night of July 10-11 the three crossed the Tajik-Afghan border near Hamadoni. "
        "Called upon to surrender on July 16, they refused and were eliminated."
    )
    assert starts(text) == [dt.date(2026, 7, 16)]


def test_who_was_held_in_the_same_breath_opens_no_other_account():
    text = (
        "Afghan killed by militants while attempting to escape to Tajikistan\n\n"
        "An Afghan who wanted to flee to Tajikistan was killed by militants, and another man was detained, a radio "
        "said yesterday.\n\n"
        "Speaking to the radio on July 18, a source in the town of Ishkashim said that this happened a day earlier."
    )
    assert starts(text) == [dt.date(2026, 7, 17)]


THWARTED = (
    "Since the year began Tajiks have detained about 20 Afghan trespassers and thwarted over ten attempts to cross."
)
BOTH_SIDES = (
    "Tajiks fought 41 clashes with Afghan smugglers; in the year 2024 there were 33. Two guards were killed in these "
    "clashes. On the other side 60 smugglers were killed."
)
IN_TAJIK = (
    "Дар ин муддат марзбонони тоҷик 250 маротиба бо муқовимати мусаллаҳонаи афғонҳо рӯ ба рӯ шудаанд. "
    "300 қочоқбар кушта шудааст."
)


@pytest.mark.parametrize(
    ("text", "lang", "sums"),
    [
        ("Eight times in the first five months of this year Tajiks have fought Afghan smugglers.", "en", [(8, None)]),
        ("Семь раз с начала года таджикский наряд вступал в бой с афганскими контрабандистами.", "ru", [(7, None)]),
        ("Бои таджикских пограничников с афганскими контрабандистами за месяц случились трижды.", "ru", [(3, None)]),
        ("Afghan gunmen have within the past month killed four people in Tajikistan.", "en", [(None, 4)]),
        ("From May until today there have been six Tajiks killed by Afghan smugglers.", "en", [(None, 6)]),
        (THWARTED, "en", [(10, None)]),
        (BOTH_SIDES, "en", [(41, 62), (33, None)]),
        (IN_TAJIK, "tg", [(250, 300)]),
    ],
)  # fmt: skip
def test_a_sum_is_told_in_many_words_and_is_no_event(text, lang, sums):
    found = reading(text, lang)
    assert [(tally.incidents.best, tally.killed.best) for tally in found.tallies] == sums
    assert found.accounts == ()


def test_those_held_over_a_period_are_not_those_of_the_event():
    text = (
        "Tajik border guards caught two Afghan smugglers on July 18 in Hamadoni district. "
        "The men of the unit have detained 14 violators of the border since the year began."
    )
    (account,) = reading(text).accounts
    assert account.detained.best == 2


def test_a_single_raid_of_last_year_with_its_dead_is_an_event():
    text = (
        "Afghan militants attacked Tajik border guards in Hamadoni district on July 18, killing three guards.\n\n"
        "Their commander led a raid last year against the same outpost, and 25 guards died in it."
    )
    found = reading(text)
    assert found.tallies == ()
    assert [(account.role, account.killed.best) for account in found.accounts] == [("main", 3), ("background", 25)]


@pytest.mark.parametrize(
    ("text", "lang", "incidents"),
    [
        ("За восемь дней это третий обстрел таджикских нарядов с афганской стороны.", "ru", 3),
        ("Counting from July 3, it is the fourth attempt of Afghan smugglers to reach Tajikistan.", "en", 4),
    ],
)
def test_an_ordinal_counts_the_events_of_a_period(text, lang, incidents):
    assert [tally.incidents.best for tally in reading(text, lang).tallies] == [incidents]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (
            (
                "Two loggers were shot dead in Farkhor on the Tajik-Afghan border. The commander of the guards said "
                "earlier this year that thousands of fighters stood there."
            ),
            "en",
        ),
        ("В Фархоре на таджикско-афганской границе застрелены двое дровосеков. В этом году границу усилили.", "ru"),
    ],
)
def test_news_is_of_the_days_before_it_and_not_of_a_year(text, lang):
    (account,) = reading(text, lang).accounts
    assert (DAY - account.date.start).days < 10


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (
            (
                "Афганские мины упали в Фархорском районе Таджикистана, ранив пастуха. За полгода война унесла жизни "
                "1600 человек."
            ),
            "ru",
        ),
        ("Shells from Afghanistan hit Farkhor in Tajikistan. Over six months the war has cost 1,600 lives.", "en"),
    ],
)
def test_the_dead_of_half_a_year_are_not_those_of_the_event(text, lang):
    (account,) = reading(text, lang).accounts
    assert account.killed.best in (None, 0)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Beijing on Friday denounced the attack of July 14 in Darvoz district of Tajikistan near Afghanistan", 14),
        (
            "One of those who had escaped in May was caught on July 16 as he stole over the Tajik-Afghan border, a day",
            16,
        ),
        ("Moscow on July 19 called on Kabul to explain the raid of July 15 in Darvoz district of Tajikistan", 15),
    ],
)
def test_the_day_of_a_protest_is_not_that_of_the_event(text, day):
    assert starts(text + ", in which two guards were killed.") == [dt.date(2026, 7, day)]


@pytest.mark.parametrize(
    ("crossed", "killed"),
    [
        ("The second such case this year.", "Early on July 16, having refused to surrender, they were eliminated."),
        ("They hid in a gorge.", "On July 16 they were surrounded and killed."),
        ("They hid in a gorge.", "All three were killed on July 16 when they would not give up."),
    ],
)
def test_who_was_followed_for_days_is_killed_once(crossed, killed):
    text = (
        "Three militants have been killed in Hamadoni district of Tajikistan. They crossed from Afghanistan on July 3. "
        f"{crossed} {killed}"
    )
    (account,) = reading(text).accounts
    assert (account.date.start, account.killed.best) == (dt.date(2026, 7, 16), 3)


def test_the_dead_of_known_attacks_are_a_sum():
    text = (
        "Gunmen from Afghanistan killed a guard in Hamadoni district of Tajikistan on July 16. "
        "On July 10 five people were reported killed in the two previous attacks."
    )
    found = reading(text)
    assert [account.killed.best for account in found.accounts] == [1]
    assert [(tally.incidents.best, tally.killed.best) for tally in found.tallies] == [(2, 5)]


def test_arrests_after_attacks_that_are_summed_up_are_news():
    text = (
        "Two suspects are under arrest in Afghanistan over the two attacks on Chinese workers in Tajikistan. "
        "They were picked up in the Maymay district near the border, the Taliban said."
    )
    found = reading(text)
    assert [(account.detained.best, account.place.district) for account in found.accounts] == [(2, "Maymay")]
    assert [tally.incidents.best for tally in found.tallies] == [2]


@pytest.mark.parametrize("lead", ["Apart from that, ", "Aside from this, "])
def test_what_happened_apart_from_that_is_another_event(lead):
    text = (
        "One armed Afghan was killed by guards in Hamadoni district of Tajikistan on July 16. "
        f"{lead}an inhabitant of Kabul who had crossed the border was detained in Khorog."
    )
    assert [account.kind for account in reading(text).accounts] == ["clash", "detention"]


def test_a_week_earlier_recalls():
    text = (
        "Two workers were killed by gunmen from Afghanistan in Hamadoni district of Tajikistan on July 16. "
        "About a week earlier guards in Farkhor district had killed two smugglers."
    )
    assert [account.role for account in reading(text).accounts] == ["main", "background"]
