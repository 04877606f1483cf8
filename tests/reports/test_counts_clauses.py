"""Numbers bound to the verb of their own clause, ranges kept, datelines left alone; invented sentences."""

import datetime as dt

import pytest

from geo.core.model import Report
from geo.reports.reader import read_report


def _account(text, lang="en"):
    reading = read_report(Report(id="made-up", sha256="made-up", text=text, lang=lang, published=dt.date(2026, 1, 19)))
    assert len(reading.accounts) == 1, reading.notes
    return reading.accounts[0]


def _range(count):
    return (count.low, count.best, count.high)


@pytest.mark.parametrize(
    ("text", "lang", "killed", "wounded", "detained"),
    [
        ("A clash on the Tajik-Afghan border killed two guards, and three were wounded.", "en", 2, 3, None),
        ("A clash in Darvoz, Tajikistan, killed two border guards and three others were injured.", "en", 2, 3, None),
        ("Killed were two border guards and three were wounded in Darvoz district of Tajikistan.", "en", 2, 3, None),
        ("В перестрелке на таджикско-афганской границе погибли два пограничника и трое ранены.", "ru", 2, 3, None),
        ("На таджикско-афганской границе убиты два боевика и двое задержаны.", "ru", 2, None, 2),
        ("Two Tajik border guards and three attackers were killed on the Tajik-Afghan border.", "en", 5, None, None),
        ("Two Tajik border guards were wounded in Kavo village on Sunday. No one was killed.", "en", 0, 2, None),
    ],
)  # fmt: skip
def test_number_goes_to_the_verb_of_its_own_clause(text, lang, killed, wounded, detained):
    account = _account(text, lang)
    assert (account.killed.best, account.wounded.best, account.detained.best) == (killed, wounded, detained)


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Tajik border guards killed four or five militants in Darvoz district.", "en", (4, 4, 5)),
        ("На таджикско-афганской границе убиты четверо или пятеро боевиков.", "ru", (4, 4, 5)),
        ("Tajik border guards killed up to 30 militants in Darvoz district.", "en", (None, 30, 30)),
        ("Tajik border guards killed at least three militants in Darvoz district.", "en", (3, 3, None)),
    ],
)
def test_range_stays_a_range_when_the_side_is_named(text, lang, expected):
    assert _range(_account(text, lang).killed) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DUSHANBE, January 19 - Up to 30 militants were killed in Darvoz district of Tajikistan.", (None, 30, 30)),
        ("DUSHANBE, January 19 - 30 militants were killed in Darvoz district of Tajikistan.", (30, 30, 30)),
        ("DUSHANBE, January 2 - 5 Tajik guards were killed in Darvoz district.", (5, 5, 5)),
    ],
)
def test_day_of_a_dateline_is_no_toll(text, expected):
    assert _range(_account(text).killed) == expected


@pytest.mark.parametrize(
    ("text", "lang", "killed", "wounded"),
    [
        ("Дар сарҳади Афғонистон се нафар сарҳадбон кушта ва ду нафар захмӣ шуданд.", "tg", 3, 2),
        ("Дар марзи Тоҷикистону Афғонистон ду сарбоз ҳалок ва се сарбози дигар маҷрӯҳ гардиданд.", "tg", 2, 3),
        ("در درگیری مرزی تاجیکستان و افغانستان سه تن کشته و دو تن زخمی شدند.", "fa", 3, 2),
        ("مرزبانان تاجیک سه قاچاقبر افغان را از پا درآوردند و دو تن را زخمی کردند.", "fa", 3, 2),
        ("На таджикско-афганской границе застрелены трое контрабандистов.", "ru", 3, None),
        ("На таджикско-афганской границе двое пограничников погибли, трое ранены, ещё один пропал.", "ru", 2, 3),
        ("Жертвами обстрела таджикской заставы с афганского берега стали двое военных, семеро ранены.", "ru", 2, 7),
        ("На таджикско-афганской границе обнаружены тела четырёх нарушителей.", "ru", 4, None),
        ("Between four and six militants were left dead after a clash on the Tajik-Afghan border.", "en", 4, None),
        ("A Tajik border guard lost his life in a clash on the Afghan border.", "en", 1, None),
        ("Two Tajik border guards succumbed to wounds from a clash on the Afghan border.", "en", 2, None),
        ("Four smugglers, two of them Afghan citizens, were gunned down by Tajik border guards.", "en", 4, None),
        ("The death toll of the attack on the Tajik border post near Afghanistan has risen to six.", "en", 6, None),
        ("Half a dozen militants were killed and two dozen hurt on the Tajik-Afghan border.", "en", 6, 24),
    ],
)
def test_ellipses_and_other_ways_to_tell_of_the_dead(text, lang, killed, wounded):
    account = _account(text, lang)
    assert (account.killed.best, account.wounded.best) == (killed, wounded)


@pytest.mark.parametrize(
    ("text", "lang", "killed", "wounded"),
    [
        ("One intruder was killed on the spot and another died on the way in Panj district.", "en", 2, None),
        ("There were no fatalities, but four Tajik guards were treated for shrapnel wounds.", "en", 0, 4),
        ("One smuggler was captured wounded by guards in Hamadoni district of Tajikistan.", "en", None, 1),
        ("A smuggler was fatally shot and his accomplice wounded by Tajik guards on the Afghan border.", "en", 1, 1),
        ("Border guards found 70 kilograms of drugs that two couriers dropped; nobody was hurt in Panj.", "en", 0, 0),
        ("Убит главарь банды и двое его подельников, один пограничник ранен в Дарвазском районе.", "ru", 3, 1),
        ("Лейтенант погранвойск и рядовой срочной службы погибли в бою в Дарвазском районе.", "ru", 2, None),
        ("От двух до четырёх контрабандистов убиты в Пянджском районе.", "ru", 2, None),
        ("Гражданин Афганистана был смертельно ранен пограничниками в Пянджском районе.", "ru", 1, None),
        ("Погиб звонарь при обстреле Дарвазского района с афганского берега.", "ru", 1, None),
        ("На таджикско-афганской границе погибли солдат погранвойск и сотрудник МВД.", "ru", 2, None),
        ("На таджикско-афганской границе убиты солдат и двое боевиков.", "ru", 3, None),
        ("На таджикско-афганской границе убиты десять солдат.", "ru", 10, None),
        ("На таджикско-афганской границе уничтожены трое боевиков. Погибли также солдат и майор.", "ru", 5, None),
        ("Потерь нет: на границе Таджикистана с Афганистаном у Пянджа произошёл бой.", "ru", 0, 0),
        ("Данных о потерях нет: 5 января на границе Таджикистана с Афганистаном был бой.", "ru", None, None),
        ("سه مهاجم در مرز تاجیکستان کشته شدند، ولی یک مرزبان تاجیک نیز جان داد.", "fa", 4, None),
        ("Дар марзи Тоҷикистон се террорист кушта шуд, аммо ду марзбон низ ҷон бохтанд.", "tg", 5, None),
    ],
)
def test_parts_pairs_and_zeros(text, lang, killed, wounded):
    account = _account(text, lang)
    assert (account.killed.best, account.wounded.best) == (killed, wounded)


@pytest.mark.parametrize(
    ("text", "lang", "killed", "wounded"),
    [
        ("Opium is seized, four smugglers from Afghanistan are killed, detained are nine Tajiks.", "en", 4, None),
        ("Five men with drugs from Afghanistan, two of whom were Taliban, were shot dead by Tajiks.", "en", 5, None),
        ("Six Russians and about 40 militants lost their lives on the Tajik-Afghan border.", "en", 46, None),
        ("Пятеро нарушителей из Афганистана, двое из которых талибы, убиты в Таджикистане.", "ru", 5, None),
        ("Ду қочоқбар аз Афғонистон бо марзбонон задухӯрд карданд, яке аз онҳо кушта шуд.", "tg", 1, None),
        ("مرزبانان تاجیک بر دو قاچاقبر افغان آتش گشودند. یکی از این دو کشته و دیگری زخمی شد.", "fa", 1, 1),
        ("Аз ду қочоқбари афғон дар марзи Тоҷикистон яке аз онҳо кушта ва дигаре захмӣ шуд.", "tg", 1, 1),
        ("Чор қочоқбари афғон, ки яке аз онҳо зан буд, дар марзи Тоҷикистон кушта шуданд.", "tg", 4, None),
        ("سه قاچاقبر افغان، که یکی از آنان زن بود، در مرز تاجیکستان کشته شدند.", "fa", 3, None),
        ("پنج قاچاقبر که دو تن از آنان افغان بودند، در مرز تاجیکستان کشته شدند.", "fa", 5, None),
    ],
)  # fmt: skip
def test_all_of_a_group_and_one_of_it(text, lang, killed, wounded):
    account = _account(text, lang)
    assert (account.killed.best, account.wounded.best) == (killed, wounded)


def test_the_dead_of_a_bombing_in_a_town_are_not_those_of_the_fight():
    text = (
        "A gunfight on the Tajik-Afghan border on January 16 killed five militants and a border guard.\n\n"
        "Violence has risen. In December a suicide bomber in a car killed two policemen."
    )
    assert _account(text).killed.best == 6
