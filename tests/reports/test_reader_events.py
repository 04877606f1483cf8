"""Which events a report tells of, of what kind and when, told in other words than usual. All sentences are invented."""

import datetime as dt
import hashlib

import pytest

from geo.core.model import Report
from geo.reports.reader import read_report

DAY = dt.date(2026, 7, 20)


def reading(text, lang="en", published=DAY):
    sha = hashlib.sha256(text.encode()).hexdigest()
    return read_report(Report(id=sha, sha256=sha, text=text, lang=lang, published=published))


def days(text, lang="en", published=DAY):
    return [account.date.start for account in reading(text, lang, published).accounts]


@pytest.mark.parametrize(
    ("text", "lang", "kind"),
    [
        (
            (
                "Stray rounds from the Afghan bank hit a house in Panji Poyon, Jayhun district of Tajikistan, on "
                "July 8 and "
                "hurt a boy. The Taliban were chasing smugglers."
            ),
            "en",
            "cross_border_fire",
        ),
        (
            (
                "8 июля таджикские пограничники обстреляли рыбаков на афганском берегу Пянджа в уезде Имам-Сахиб, "
                "один рыбак погиб."
            ),
            "ru",
            "cross_border_fire",
        ),
        (
            (
                "Tajik guards used a drone on July 8 against smugglers wading the Panj in Hamadoni district; "
                "three bodies "
                "and 40 kg of opium were found."
            ),
            "en",
            "smuggling_clash",
        ),
        (
            (
                "A drone dropped grenades on a camp of Chinese workers in Tajikistan's Darvoz district on July 8. The "
                "bombing killed two of them."
            ),
            "en",
            "drone_attack",
        ),
        (
            (
                "The bodies of two sisters from Farkhor district were pulled out of the Panj on July 8, a day "
                "after they "
                "tried to swim over from Afghanistan to Tajikistan."
            ),
            "en",
            "other",
        ),
        (
            "8 июля афганцы угнали за реку 40 яков из Мургабского района Таджикистана, пастуха избили.",
            "ru",
            "incursion",
        ),
        (
            "افراد مسلح از افغانستان شب ۱۷ سرطان چهل گوسفند را از ناحیه فرخار تاجیکستان با خود بردند.",
            "fa",
            "incursion",
        ),
        (
            (
                "Guards fired warning shots at five men on rafts near Farkhor in Tajikistan on July 8; they "
                "turned back to "
                "the Afghan bank."
            ),
            "en",
            "incursion",
        ),
        (
            (
                "После предупредительных выстрелов четверо афганцев уплыли обратно. Их заметили 8 июля на лодке у села "
                "Чубек Хамадонинского района Таджикистана."
            ),
            "ru",
            "incursion",
        ),
        ("Armed Afghans took away two brothers near Sarigor in Tajikistan's Shurobod on July 8.", "en", "kidnapping"),
        (
            "A miller was seized on July 8 near Sarigor in Tajikistan's Shurobod by five gunmen from Afghanistan.",
            "en",
            "kidnapping",
        ),
    ],
)
def test_kind(text, lang, kind):
    (account,) = reading(text, lang).accounts
    assert account.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Tajikistan on July 8 handed 25 Afghan migrants back to the Taliban at the bridge in Panji Poyon.",
        (
            "Tajik border guards received a grant of four drones at a handover ceremony in Dushanbe on July 8; "
            "these will "
            "watch the gorges where smugglers cross from Afghanistan."
        ),
    ],
)
def test_what_is_no_incident(text):
    assert reading(text).accounts == ()


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (
            (
                "DUSHANBE, Jul 20 (Agency) - Tajik guards killed four men who had slipped in from Afghanistan, a "
                "source said "
                "on Monday. The group was spotted on Friday on an island of the Panj in Farkhor district."
            ),
            "en",
            [dt.date(2026, 7, 17)],
        ),
        (
            (
                "Dushanbe, 20 July: Two violators were killed on the Tajik-Afghan border in Farkhor district. "
                "They were "
                "noticed on 18 July, a source said."
            ),
            "en",
            [dt.date(2026, 7, 18)],
        ),
        (
            (
                "Tajik guards fought off two groups from Afghanistan in July. On the 8th, three men were engaged near "
                "Kalai-Khumb. On the 12th a bigger party was driven off near Ishkashim by helicopter fire."
            ),
            "en",
            [dt.date(2026, 7, 8), dt.date(2026, 7, 12)],
        ),
        (
            (
                "В июле на таджикско-афганской границе было два боя. 8-го числа в Фархорском районе убит "
                "контрабандист. "
                "12-го числа в Ишкашимском районе ранены двое пограничников."
            ),
            "ru",
            [dt.date(2026, 7, 8), dt.date(2026, 7, 12)],
        ),
        (
            (
                "An agency cited a source on July 17 as saying that the attack on a Tajik post near Dashtijum "
                "happened four "
                "days earlier. A guard was killed by gunmen from Afghanistan."
            ),
            "en",
            [dt.date(2026, 7, 13)],
        ),
        (
            (
                "Two guards died in a clash with smugglers near Chubek in Hamadoni district of Tajikistan on "
                "July 8. Five "
                "days later a mine killed a soldier on the Tajik-Afghan border in Darvoz district."
            ),
            "en",
            [dt.date(2026, 7, 8), dt.date(2026, 7, 13)],
        ),
        (
            (
                "8 июля у села Чубек Хамадонинского района на границе с Афганистаном похищен пастух. На "
                "следующий день в "
                "перестрелке с похитителями ранены двое пограничников."
            ),
            "ru",
            [dt.date(2026, 7, 8), dt.date(2026, 7, 9)],
        ),
        (
            (
                "The third anniversary of a raid on a Tajik post near Dashtijum, in which two gunmen were killed "
                "on 8 July "
                "2023, passed quietly. On Tuesday, guards shot two gunmen dead near Porvor."
            ),
            "en",
            [dt.date(2023, 7, 8), dt.date(2026, 7, 14)],
        ),
    ],
)
def test_days(text, lang, expected):
    assert days(text, lang) == expected


def test_solar_day_without_a_year_stays_open():
    text = "مرزبانان تاجیکستان روز ۱۱ ثور در ولسوالی شغنان افغانستان یک جوان را با گلوله زخمی کردند."
    (account,) = reading(text, "fa", None).accounts
    assert account.date.partial == "--05-01"


@pytest.mark.parametrize(
    ("text", "lang", "incidents", "killed"),
    [
        (
            (
                "It was the sixth time since the start of the year that guards of the Panj detachment in "
                "Tajikistan had "
                "been shot at from the Afghan bank."
            ),
            "en",
            6,
            None,
        ),
        ("Это уже четвёртое за месяц нападение на пограничников на таджикско-афганской границе.", "ru", 4, None),
        (
            (
                "В январе-июне на таджикской границе с Афганистаном произошло 21 столкновение, убиты 12 "
                "контрабандистов. "
                "Потери пограничников - двое убитых и пять раненых."
            ),
            "ru",
            21,
            14,
        ),
        (
            (
                "In January-June, Tajik border guards foiled 11 attempts of smugglers to cross from Afghanistan "
                "and killed "
                "seven traffickers. Two guards lost their lives over the same period."
            ),
            "en",
            11,
            9,
        ),
        ("Аз аввали сол ин сеюмин даргирӣ дар марзи Тоҷикистону Афғонистон аст.", "tg", 3, None),
        ("این چهارمین درگیری از آغاز سال در مرز تاجیکستان و افغانستان است.", "fa", 4, None),
        (
            "Since last October at least 31 people have been killed in violence along the Tajik-Afghan border.",
            "en",
            None,
            31,
        ),
    ],
)
def test_tallies(text, lang, incidents, killed):
    (tally,) = reading(text, lang).tallies
    assert (tally.incidents.best, tally.killed.best) == (incidents, killed)


def test_another_man_is_no_other_event():
    text = (
        "21 июля шестеро жителей провинции Тахар перешли вброд Пяндж у кишлака Чубек Хамадонинского района "
        "Таджикистана. Двое контрабандистов убиты, ещё один ранен и задержан."
    )
    (account,) = reading(text, "ru", dt.date(2026, 7, 22)).accounts
    assert (account.place.district, account.killed.best, account.wounded.best) == ("Hamadoni", 2, 1)


def test_a_dateline_is_no_place_where_homes_are_named():
    text = "KULOB, July 20, 2026 -- Two boys from Chubek in Hamadoni district of Tajikistan were abducted by Afghans."
    (account,) = reading(text).accounts
    assert account.place.district == "Hamadoni"


def values(text, lang="en", published=DAY):
    return [
        (account.role, account.place.name, account.kind, account.killed.best, account.wounded.best)
        for account in reading(text, lang, published).accounts
    ]


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (
            (
                "On July 14 a tractor ran over a Soviet-era mine near the Afghan frontier in Hamadoni district, "
                "Tajikistan. "
                "The driver died and two women were badly burned."
            ),
            "en",
            [("main", "Hamadoni", "mine", 1, 2)],
        ),
        (
            (
                "Two children were killed when a rocket launched during fighting in Imam Sahib overshot and "
                "came down on "
                "a school yard in Jayhun district of Tajikistan on July 14."
            ),
            "en",
            [("main", "Jayhun", "cross_border_fire", 2, None)],
        ),
        (
            (
                "Несколько мин, выпущенных в ходе боёв талибов в уезде Дашти-Кала, разорвались 14 июля на таджикской "
                "территории, в Фархорском районе. Жертв и разрушений нет."
            ),
            "ru",
            [("main", "Farkhor", "cross_border_fire", 0, 0)],
        ),
        (
            (
                "Armed men from Afghanistan crept across the Panj near Dashtijum in Tajikistan on July 14 and made "
                "off with "
                "a forester."
            ),
            "en",
            [("main", "Dashtijum", "kidnapping", None, None)],
        ),
        (
            (
                "About three hundred Afghan civilians poured over the bridge at Ishkashim into Tajikistan on July 14 "
                "after the Taliban stormed their villages."
            ),
            "en",
            [("main", "Ishkoshim", "refugee_crossing", None, None)],
        ),
        (
            (
                "Taliban officials in Kunduz say six people were detained on July 14 in Imam Sahib district "
                "while moving "
                "opium to Tajikistan."
            ),
            "en",
            [("main", "Imam Sahib", "detention", None, None)],
        ),
        (
            "Ҷавони деҳаи Зигари ноҳияи Дарвоз рӯзи 14 июл аз тири толибон аз он сӯи дарё ба ҳалокат расид.",
            "tg",
            [("main", "Zigar", "cross_border_fire", 1, None)],
        ),
        (
            (
                "Four people - a policeman, a guard and two smugglers - were killed on July 14 in a shootout on the "
                "Tajik-Afghan border near Porvor, Shamsiddin Shohin district."
            ),
            "en",
            [("main", "Parvar", "smuggling_clash", 4, None)],
        ),
        (
            (
                "At least four smugglers, and possibly as many as six, were killed near Porvor on the "
                "Tajik-Afghan border "
                "on July 14."
            ),
            "en",
            [("main", "Parvar", "smuggling_clash", 4, None)],
        ),
        (
            (
                "The number of those killed in Tuesday's attack on a police post in Vanj district of "
                "Tajikistan has risen "
                "from three to five. The gunmen had come from Afghanistan."
            ),
            "en",
            [("main", "Vanj", "shooting", 5, None)],
        ),
        (
            (
                "Two incidents on the Tajik-Afghan border have left three dead. On July 14, guards killed two "
                "smugglers "
                "near Chubek in Hamadoni district. On July 16 a shepherd was killed by a mine in Darvoz district."
            ),
            "en",
            [("main", "Chubek", "smuggling_clash", 2, None), ("main", "Darvoz", "mine", 1, None)],
        ),
        (
            (
                "14 июля на участке погранзаставы «Лола» погранотряда «Фархор» задержаны пятеро неизвестных, "
                "перешедших "
                "границу Таджикистана из Афганистана."
            ),
            "ru",
            [("main", "Farkhor detachment", "detention", None, None)],
        ),
    ],
)
def test_reports(text, lang, expected):
    assert values(text, lang) == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (
            "On July 3 three guards died in a clash with smugglers on the Tajik-Afghan border, on July 8, two.",
            "en",
            [(dt.date(2026, 7, 3), 3), (dt.date(2026, 7, 8), 2)],
        ),
        (
            "3 июля на таджикско-афганской границе в бою погибли трое пограничников, 8 июля - двое.",
            "ru",
            [(dt.date(2026, 7, 3), 3), (dt.date(2026, 7, 8), 2)],
        ),
    ],
)
def test_a_verb_is_said_once_for_two_days(text, lang, expected):
    found = reading(text, lang).accounts
    assert [(account.date.start, account.killed.best) for account in found] == expected


def test_a_date_within_another_is_the_date():
    text = (
        "A herder was killed near Chubek in Hamadoni district of Tajikistan on July 14 by gunmen from Afghanistan. "
        "A year earlier, in August 2025, his brother was held for ransom across the border."
    )
    spans = [(account.role, account.date.start, account.date.end) for account in reading(text).accounts]
    assert spans == [
        ("main", dt.date(2026, 7, 14), dt.date(2026, 7, 14)),
        ("background", dt.date(2025, 8, 1), dt.date(2025, 8, 31)),
    ]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Two shepherds abducted by Afghans near Sarigor in Tajikistan on June 28 were set free on Tuesday.", "en"),
        ("Двое учителей Шуроабада в Таджикистане, похищенные 28 июня боевиками из Афганистана, вернулись домой.", "ru"),
    ],
)
def test_who_came_home_was_abducted_on_the_day_named_before(text, lang):
    (account,) = reading(text, lang).accounts
    assert (account.kind, account.date.start) == ("kidnapping", dt.date(2026, 6, 28))


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("A man was shot dead by the Taliban on July 14 in Ishkashim district near the border with Tajikistan.", "AF"),
        ("A man was killed by smugglers on July 14 in Ishkashim district near the border with Afghanistan.", "TJ"),
    ],
)
def test_who_names_the_border_stands_on_the_other_bank(text, district):
    (account,) = reading(text).accounts
    assert account.place.country == district
