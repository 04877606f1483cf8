"""Sums over a period: which sentences give one, and with which figures. All sentences are invented."""

import datetime as dt
import hashlib

import pytest

from geo.core.model import Report
from geo.reports.reader import read_report


def reading(text, lang="en"):
    sha = hashlib.sha256(text.encode()).hexdigest()
    return read_report(Report(id=sha, sha256=sha, text=text, lang=lang, published=dt.date(2026, 1, 16)))


GOING_ON = (
    "More skirmishes on the river\n\nSince January Tajik guards have fought 21 clashes with Afghan smugglers. The "
    "guards were fired at from the Afghan bank six times. They have detained 30 trespassers and thwarted 14 attempts "
    "to enter Tajikistan. They also seized 90 kg of heroin and 40 rifles."
)
GOING_ON_RU = (
    "С начала года у таджикских пограничников было 21 столкновение с афганскими контрабандистами. "
    "Наряды обстреливали шесть раз."
)
VIOLATIONS = (
    "Tajik guards fought smugglers from Afghanistan 14 times in the first five months of this year. In all there were "
    "70 violations of the border. Sixty trespassers were detained."
)


@pytest.mark.parametrize(
    ("text", "lang", "sums"),
    [
        ("Since the start of the year nine Afghan smugglers have been killed on the Tajik border.", "en", [(None, 9)]),
        (
            "There were two raids on Tajikistan from Afghanistan in the past week, with five people killed.",
            "en",
            [(2, 5)],
        ),
        ("Twelve guards have been killed by Afghans in the last six days on the Tajik border.", "en", [(None, 12)]),
        (
            "The toll for 2025 was raised to 12 Tajik border guards and 20 policemen by gunmen from Afghanistan.",
            "en",
            [(None, 32)],
        ),
        ("Tajik guards had eight armed confrontations with Afghan smugglers in 2025.", "en", [(8, None)]),
        ("More than ten clashes of Tajik guards and Afghan smugglers were counted in 2025.", "en", [(10, None)]),
        ("За 2025 год более десяти столкновений таджикских нарядов с афганцами.", "ru", [(10, None)]),
        ("За годы службы на таджикско-афганской границе погибло 160 российских пограничников.", "ru", [(None, 160)]),
        ("Соли 2010 дар задухӯрдҳо дар марзи Тоҷикистону Афғонистон 12 қочоқчӣ кушта шуд.", "tg", [(None, 12)]),
        ("За двадцать лет на таджикской границе с Афганистаном от мин погибли 374 человека.", "ru", [(None, 374)]),
        ("Дар се моҳи охир дар марзи Тоҷикистону Афғонистон 12 қочоқчӣ кушта шуд.", "tg", [(None, 12)]),
        ("این سومین حملهٔ مسلحانه در یک ماه گذشته در مرز تاجیکستان با افغانستان است.", "fa", [(3, None)]),
        (GOING_ON, "en", [(21, None), (6, None), (14, None)]),
        (GOING_ON_RU, "ru", [(21, None), (6, None)]),
        (VIOLATIONS, "en", [(14, None), (70, None)]),
    ],
)
def test_sums_are_no_events(text, lang, sums):
    found = reading(text, lang)
    assert [(tally.incidents.best, tally.killed.best) for tally in found.tallies] == sums
    assert found.accounts == ()


def test_who_killed_an_officer_adds_nobody_to_a_sum():
    text = (
        "Tajik guards fought 11 clashes with smugglers from Afghanistan this year, killing six of them.\n\n"
        "The police are looking for those who killed the captain."
    )
    assert [(tally.incidents.best, tally.killed.best) for tally in reading(text).tallies] == [(11, 6)]


@pytest.mark.parametrize(
    ("text", "lang", "kinds", "deadly"),
    [
        ("There were 17 clashes on the Tajik-Afghan border in 2025.", "en", ("clash", "smuggling_clash"), False),
        ("There were 17 deadly incidents on the Tajik-Afghan border in 2025.", "en", (), True),
        ("There were 17 attacks and clashes on the Tajik-Afghan border in 2025.", "en", (), False),
        (
            "Since May there have been five drone attacks on Tajikistan from Afghanistan.",
            "en",
            ("drone_attack",),
            False,
        ),
        (
            "В 2025 году на таджикско-афганской границе произошло 17 боестолкновений.",
            "ru",
            ("clash", "smuggling_clash"),
            False,
        ),
        ("В 2025 году на таджикско-афганской границе произошло 17 инцидентов.", "ru", (), False),
        (
            "Land mines on the Tajik-Afghan border have killed 374 people in the past twenty years.",
            "en",
            ("mine",),
            False,
        ),
        (
            "Дар соли 2025 дар марзи Тоҷикистону Афғонистон 17 задухӯрд рух дод.",
            "tg",
            ("clash", "smuggling_clash"),
            False,
        ),
    ],
)
def test_which_incidents_are_counted(text, lang, kinds, deadly):
    (tally,) = reading(text, lang).tallies
    assert (tally.kinds, tally.deadly) == (kinds, deadly)
