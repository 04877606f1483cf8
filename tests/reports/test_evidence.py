"""Texts near this border without an incident on it, and their neighbours with one. All of them are invented."""

import datetime as dt

import pytest

from geo.core.model import Report
from geo.reports.reader import read_report


def _accounts(text, lang="en"):
    report = Report(id="made-up", sha256="made-up", text=text, lang=lang, published=dt.date(2025, 7, 9))
    return [(found.kind, found.killed.best) for found in read_report(report).accounts]


@pytest.mark.parametrize(
    "text",
    [
        (
            "Tajikistan must prepare for the worst, the analyst Parviz Mullojonov argues in a new paper. Militant "
            "groups in northern Afghanistan have between 5,000 and 7,000 fighters, he writes, and some of them "
            "killed guards in past years. Should they decide to attack, the posts along the Panj would not hold "
            "for a day. Moscow, he believes, will then have to send more troops."
        ),
        (
            "Three coal miners died in a collapse near Shurobod on Monday. The emergency committee of Tajikistan "
            "said they had been working without a licence. Two others were pulled out wounded. The pit is five "
            "kilometres from the Afghan border."
        ),
        (
            "Taliban authorities in Takhar fought with local residents over a gold mine in Chah Ab district on "
            "Tuesday; two villagers were shot dead and three wounded. The people say their land was given to a "
            "company from Kabul. Chah Ab borders Tajikistan."
        ),
        (
            "Eleven Taliban fighters were killed by the National Resistance Front in Baghlan and Badakhshan "
            "provinces last week, the front claimed. Its leader Ahmad Massoud, who lives in Tajikistan, called on "
            "others to join. The Taliban did not comment. An ambush near Andarab left four dead, according to "
            "residents."
        ),
        (
            "At least 20 inmates and two guards were killed in a riot at the prison in Khujand on Wednesday "
            "night. The Islamic State said its fighters had carried out the attack. The militants had been "
            "captured on their way from Afghanistan. The interior ministry has given no comment."
        ),
        (
            "Iranian border guards and the Taliban exchanged fire near Nimroz on Saturday. Two Iranian guards and "
            "one Taliban fighter were killed. The Taliban have had such skirmishes with Pakistan and Turkmenistan "
            "too. With Tajikistan there has been none this year."
        ),
        (
            "Tajik authorities have been detaining Afghan refugees in Vahdat and sending them home since July 12. "
            "Soldiers came to their houses at night and took away dozens of men, witnesses said. Some families "
            "were driven to the Panji Poyon crossing and handed over to the Taliban. The UN refugee agency voiced "
            "concern."
        ),
        (
            "A new outpost for 40 guards was opened in Ishkashim on Monday with money from China. It has a watch "
            "tower, barracks and a drone. Smugglers and militants have tried to cross here more than once, said "
            "the region's governor. China has built eleven such posts since 2016."
        ),
        (
            "Heavy fighting went on in Kunduz for a second day on Tuesday. At least 45 soldiers and police died "
            "and 90 people were wounded as the Taliban stormed the city from four sides. NATO aircraft struck the "
            "attackers twice. Residents fled towards Imam Sahib and the Tajik border."
        ),
        "Dozens of men were taken away by police in Vahdat on July 7. Tajikistan is deporting Afghan refugees.",
        "If the Taliban attack the posts on the Panj, Tajikistan could lose many guards, a researcher said on Monday.",
        "Light on the bank of the Panj in Farkhor district may draw gunfire from the Afghan side, guards warn.",
    ],
)
def test_what_is_no_incident_on_this_border_stays_silent(text):
    assert _accounts(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Tajik guards shot dead two villagers who washed gold in Chah Ab district of Takhar on Tuesday.",
            [("cross_border_fire", 2)],
        ),
        (
            "On July 7 shells from the Afghan side hit a house in Farkhor district of Tajikistan. Nobody was hurt.",
            [("cross_border_fire", 0)],
        ),
        (
            "Three miners were shot dead by gunmen from Afghanistan near Shurobod in Tajikistan on Monday.",
            [("shooting", 3)],
        ),
        (
            "Four guards who fell into the hands of the Taliban near the Tajik border on June 1 are back in Dushanbe.",
            [("kidnapping", None)],
        ),
        (
            "According to China, three of its citizens were killed on Monday in an attack on the Tajik-Afghan border.",
            [("shooting", 3)],
        ),
    ],
)
def test_the_like_on_this_border_is_told(text, expected):
    assert _accounts(text) == expected


def test_the_day_recalled_of_a_kidnapping_is_that_of_the_news():
    text = (
        "Afghan abductors want 30,000 dollars for a Tajik herder. When the smugglers turned up at Sari Chashma, a "
        "village near the border, they were after his employer; they led the herder off.\n\n"
        "Recall, {} kidnapped on July 2 in the Shamsiddin-Shohin district of Khatlon province."
    )
    assert _accounts(text.format("the man was")) == [("kidnapping", None)]
    assert len(_accounts(text.format("two foresters were"))) == 2


def test_who_was_taken_was_taken_though_people_protest():
    text = (
        "Four soldiers of the Tajik border troops are free again after talks with the Taliban. They were kidnapped by "
        "an unknown group on December 19, 2014 near Panj and taken to Afghanistan. Their parents had held a protest."
    )
    assert _accounts(text) == [("kidnapping", None)]


def test_who_came_over_is_told_after_the_border():
    text = (
        "Спасаясь от талибов, в Таджикистан перебралась группа афганских кыргызов. Границу в Мургабском районе 8 июля "
        "перешли 77 человек, пограничники их пропустили."
    )
    assert _accounts(text, "ru") == [("refugee_crossing", None)]
