"""Reports whose story is told in an unusual way: whether its incident is found, and with which values. All invented."""

import datetime as dt
import hashlib

import pytest

from geo.core.model import Report
from geo.reports.reader import read_report


def accounts(text, *, lang="en", published=dt.date(2026, 1, 16)):
    sha = hashlib.sha256(text.encode()).hexdigest()
    return read_report(Report(id=sha, sha256=sha, text=text, lang=lang, published=published)).accounts


def test_a_story_of_weak_sentences_is_found():
    text = (
        "Пограничники изъяли на таджикско-афганской границе 50 килограммов опия. "
        "Вечером 9 января на участке отряда «Хамадони» шестеро вышли из реки и наткнулись на засаду. "
        "Груз остался на берегу."
    )
    (account,) = accounts(text, lang="ru")
    assert account.date.start == dt.date(2026, 1, 9)
    assert (account.kind, account.place.region) == ("smuggling_clash", "Khatlon")


def test_a_report_of_sums_does_not_open_an_account_with_a_weak_sentence():
    text = (
        "Border guards of Tajikistan fought 12 clashes with smugglers on the frontier with Afghanistan in 2025. "
        "Nine smugglers were killed in them. Also 300 bullets fell into the hands of the guards."
    )
    assert accounts(text) == ()


def test_the_same_day_elsewhere_is_another_incident():
    text = (
        "10 января пограничники Таджикистана дважды задерживали нарушителей. На участке Ишкашимского погранотряда "
        "остановлены двое пастухов. В зоне Пянджского погранотряда в тот же день взяты трое афганцев."
    )
    found = accounts(text, lang="ru", published=None)
    assert [(account.place.region, account.detained.best) for account in found] == [
        ("Gorno-Badakhshan", 2),
        ("Khatlon", 3),
    ]
    assert [account.date.partial for account in found] == ["--01-10", "--01-10"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Four herders of Shurabad district in Tajikistan were led across the river on January 9.", "kidnapping"),
        ("Militants say they fired two rockets from Afghanistan at Tajik guards on Sunday.", "cross_border_fire"),
    ],
)
def test_an_event_is_known_by_its_words(text, kind):
    (account,) = accounts(text)
    assert account.kind == kind


@pytest.mark.parametrize(
    ("text", "region"),
    [
        (
            (
                "Taliban fighters took the Khwahan district of Takhar and Badakhshan on Sunday. Fifty soldiers fell "
                "back before them, crossed the state border in the Shohon area guarded by the Shamsiddin Shohin "
                "detachment and are now in Tajikistan."
            ),
            "Khatlon",
        ),
        (
            (
                "The Taliban fought rebels in the Khwaja Ghar district of Takhar on Sunday, and some rounds flew over"
                " the river into the sector of the Panj detachment in Khatlon province of Tajikistan."
            ),
            "Khatlon",
        ),
        (
            (
                "Tajik guards and Taliban fighters traded fire across the Panj on Monday at Nusay, in the Darwaz "
                "district of Afghanistan's Badakhshan province."
            ),
            "Badakhshan",
        ),
    ],
    ids=["crossing", "stray rounds", "both names on one bank"],
)
def test_what_comes_over_the_line_is_placed_where_it_arrives(text, region):
    (account,) = accounts(text)
    assert account.place.region == region


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            (
                "A guard was killed in Shuroobod district in Tajikistan on Sunday by gunmen who fired across the "
                "river from Afghanistan. This part of the border is known for drug trafficking, officials said."
            ),
            "cross_border_fire",
        ),
        (
            (
                "A group of 90 Afghan soldiers crossed the state border of Tajikistan on Sunday, with one dead and "
                "two wounded among them. The guards let them through on humanitarian grounds."
            ),
            "refugee_crossing",
        ),
        (
            (
                "Tajik guards killed three smugglers in Hamadoni district on Sunday. Two other smugglers were "
                "carried off by the river on the border with Afghanistan."
            ),
            "smuggling_clash",
        ),
        (
            (
                "Three men were surrounded in Darvoz district of Tajikistan on Sunday; they shot at the special unit "
                "and all three attackers were killed, a security source on the Afghan border said."
            ),
            "clash",
        ),
    ],
)
def test_the_kind_is_told_by_what_was_done(text, kind):
    (account,) = accounts(text)
    assert account.kind == kind


def test_gunmen_recalled_in_a_report_on_smugglers_are_not_smugglers():
    text = (
        "Tajik border guards clashed with traffickers from Afghanistan on Sunday in Farkhor district and killed one of "
        "them.\n\nRecall, on December 5 a border guard and one intruder were killed when nine gunmen were stopped in "
        "Panj district."
    )
    main, background = accounts(text)
    assert (main.kind, background.kind) == ("smuggling_clash", "clash")


def test_a_day_named_the_sentence_before_dates_that_night():
    text = (
        "People on the Panj in Darvoz district of Tajikistan remember January 9. That night stray shells from "
        "the Afghan bank fell into two yards."
    )
    (account,) = accounts(text, published=None)
    assert account.date.partial == "--01-09"


def test_the_day_of_death_comes_before_that_of_the_crossing():
    text = (
        "Three terrorists from Afghanistan were killed in Darvoz district of Tajikistan. They got over the frontier "
        "at the beginning of January; surrounded on January 9, they were eliminated."
    )
    (account,) = accounts(text)
    assert (account.date.start, account.killed.best) == (dt.date(2026, 1, 9), 3)


def test_the_dead_of_a_sum_may_stand_after_the_name_of_its_source():
    text = (
        "21 раз за год таджикские пограничники вступали в бой с контрабандистами на границе с Афганистаном. "
        "Такую статистику привёл представитель погранвойск. 12 нарушителей убиты, трое ранены."
    )
    sha = hashlib.sha256(text.encode()).hexdigest()
    read = read_report(Report(id=sha, sha256=sha, text=text, lang="ru", published=dt.date(2026, 1, 16)))
    assert read.accounts == ()
    assert [(tally.incidents.best, tally.killed.best) for tally in read.tallies] == [(21, 12)]


@pytest.mark.parametrize(
    ("lang", "text", "killed"),
    [
        ("en", "Three conscripts were found dead after a raid on a Tajik post in Panj district.", 3),
        ("en", "Smugglers mortally wounded a border guard in Farkhor district of Tajikistan on Sunday.", 1),
        ("ru", "Рядовой Назаров погиб в перестрелке на афганской границе в Муминабадском районе.", 1),
        ("ru", "Двое талибов и трое афганских солдат убиты в боях за погранпереход Шерхан-Бандар.", 5),
        ("tg", "Се корманди сарҳад дар ноҳияи Шуғнон ба шаҳодат расиданд.", 3),
        ("fa", "در حمله پهپادی بر کارگران چینی در ولایت ختلان تاجیکستان دو تن جان باختند.", 2),
    ],
)
def test_a_report_of_one_sentence_is_of_this_border(lang, text, killed):
    (account,) = accounts(text, lang=lang)
    assert account.killed.best == killed


def test_who_grew_in_number_was_not_led_away():
    text = "Число нарушителей таджикско-афганской границы увеличилось, сообщили пограничники."
    assert all(account.kind != "kidnapping" for account in accounts(text, lang="ru"))


def test_who_is_held_by_a_smuggler_was_kidnapped():
    text = (
        "Two brothers were seen last on January 9 in Shuroobod district of Tajikistan. "
        "The family believes that they are held by a smuggler in Afghanistan."
    )
    (account,) = accounts(text)
    assert account.kind == "kidnapping"


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        (
            "ru",
            (
                "9 января на участке Пянджского погранотряда в Таджикистане наряд задержал афганца. На Ишкашимском "
                "участке в тот же день взяли двоих, ловивших рыбу."
            ),
            [("Khatlon", 1), ("Gorno-Badakhshan", 2)],
        ),
        (
            "ru",
            (
                "Сегодня обстреляна застава Московского погранотряда на таджикско-афганской границе, ранен солдат. "
                "На участке Пянджского погранотряда, добавили там, 15 января наряд задержал на берегу трёх афганцев."
            ),
            [("Khatlon", None), ("Khatlon", 3)],
        ),
        (
            "ru",
            (
                "Житель афганской провинции Тахар попался в Фархорском районе Таджикистана с гашишем. 9 января в селе "
                "Калайхумб Дарвазского района взят живым ещё один афганец с опием."
            ),
            [("Khatlon", 1), ("Gorno-Badakhshan", 1)],
        ),
        (
            "tg",
            (
                "9 январ дар ноҳияи Шӯрообод сарҳадбонони тоҷик як қочоқбари афғонро дастгир карданд. Рӯзи 10 "
                "январ дар мавзеи Баҳораки ҳамин ноҳия чор афғонро дастгир карданд."
            ),
            [("Khatlon", 1), ("Khatlon", 4)],
        ),
    ],
)
def test_what_another_unit_or_district_tells_is_another_account(lang, text, expected):
    found = accounts(text, lang=lang)
    assert [(account.place.region, account.detained.best) for account in found] == expected


@pytest.mark.parametrize(
    ("lang", "text", "days"),
    [
        (
            "ru",
            (
                "14 января талибы напали на пограничный пост в уезде Даркад провинции Тахар у границы с Таджикистаном. "
                "Утром 15 января 60 военнослужащих отошли в Таджикистан через участок Фархорского погранотряда."
            ),
            [14, 15],
        ),
        (
            "tg",
            (
                "14 январ 40 шаҳрванди Афғонистон аз сарҳади ноҳияи Мурғоб гузашта, ба Тоҷикистон паноҳ оварданд. 15 "
                "январ боз 25 нафари дигар аз сарҳад гузашт."
            ),
            [14, 15],
        ),
    ],
)
def test_those_who_fled_on_a_later_day_are_an_account_of_their_own(lang, text, days):
    found = accounts(text, lang=lang)
    assert [account.date.start.day for account in found] == days
    assert found[1].kind == "refugee_crossing"


def test_who_was_driven_back_in_another_incident_is_an_account_in_persian():
    text = (
        "محافظین سرحدی تاجکستان روز یکشنبه یک گلایدر را با هیرویین که از افغانستان آمده بود سقوط دادند. در رویداد "
        "دیگری، روز دوشنبه، محافظین قاچاقبران را واداشتند که به داخل افغانستان برگردند."
    )
    found = accounts(text, lang="fa")
    assert [account.date.start.day for account in found] == [11, 12]
    assert found[1].kind == "incursion"


def test_where_the_dead_came_ashore_is_no_other_event():
    text = (
        "Tajik border forces shot dead three smugglers off Darqad district of Takhar on January 9. The bodies were "
        "found in Imam Sahib district of Kunduz province."
    )
    (account,) = accounts(text)
    assert (account.place.district, account.killed.best) == ("Darqad", 3)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Guards of the Tajik-Afghan border brought down a glider with opium on January 9."),
        ("fa", "محافظین سرحدی تاجکستان روز ۹ جنوری یک گلایدر را با هیرویین که از افغانستان آمده بود سقوط دادند."),
        ("ru", "Талибы и таджикские пограничники 9 января вели огонь друг по другу у Шерхан-Бандара."),
        ("ru", "9 января молодого человека задержали в Дарвазском районе, когда он пытался уйти в Афганистан."),
        ("ru", "9 января на Памир в Таджикистан укрылись 60 этнических кыргызов из уезда Вахан."),
    ],
)
def test_an_event_is_found_by_its_words(lang, text):
    (account,) = accounts(text, lang=lang)
    assert account.date.start == dt.date(2026, 1, 9)


ROCKETS = (
    "On January 12 a post of the Tajik border guards was struck with rockets from the Afghan bank.\n\n"
    "Leading the attack was the man who fought the same post in July of last year, when 20 guards perished.\n\n"
    "Killed in the fighting were 7 border guards."
)
BATTLE = (
    "12 января таджикская застава была обстреляна с афганского берега, завязался бой.\n\n"
    "Нападение возглавил тот, кто атаковал заставу в июле прошлого года, когда погибли 20 пограничников.\n\n"
    "Убиты в бою 7 пограничников."
)


@pytest.mark.parametrize(("lang", "text"), [("en", ROCKETS), ("ru", BATTLE)])
def test_the_dead_of_last_year_are_those_of_the_event_recalled(lang, text):
    found = accounts(text, lang=lang)
    assert [(account.role, account.killed.best) for account in found] == [("main", 7), ("background", 20)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            "In dread of air strikes 40 Afghan refugees crossed the Panj into Tajikistan near Chubek on January 12.",
        ),
        ("ru", "Опасаясь новых авиаударов, 40 афганских беженцев перешли границу Таджикистана у Чубека 12 января."),
    ],
)
def test_bombs_that_are_feared_did_not_fall(lang, text):
    assert [account.kind for account in accounts(text, lang=lang)] == ["refugee_crossing"]


SUMMED = (
    "In Farkhor district Afghan smugglers have within the past month killed six residents.\n\n"
    "The villagers spoke of it at length. Fields lie untended. Many leave. Nobody sleeps well. "
    "Smugglers attacked a herder and took 40 sheep away on January 2."
)
SUMMED_RU = (
    "В Фархорском районе афганские контрабандисты с начала года убили шестерых жителей.\n\n"
    "Жители говорили об этом долго. Поля пусты. Многие уезжают. Никто не спит. "
    "Контрабандисты напали на пастуха и угнали скот 2 января."
)


@pytest.mark.parametrize(("lang", "text"), [("en", SUMMED), ("ru", SUMMED_RU)])
def test_an_event_without_a_place_is_where_the_sum_before_it_is(lang, text):
    assert [account.place.district for account in accounts(text, lang=lang)] == ["Farkhor"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "Tajik guards killed two Afghan smugglers.\n\nOn March 3, 2025 gunmen killed three guards in Hamadoni.",
            [("main", dt.date(2026, 1, 10)), ("background", dt.date(2025, 3, 3))],
        ),
        (
            "Tajik guards killed two Afghan smugglers on January 14.\n\nAs reported, a guard was killed on January 9.",
            [("main", dt.date(2026, 1, 14)), ("background", dt.date(2026, 1, 9))],
        ),
        (
            "Guns that were moved to the border of Tajikistan a week ago shelled Afghan territory on Wednesday.",
            [("main", dt.date(2026, 1, 14))],
        ),
        (
            "Tajik guards stopped an attempt to cross from Afghanistan. They noticed five people the day before.",
            [("main", dt.date(2026, 1, 15))],
        ),
    ],
    ids=["last year", "as reported", "a week ago", "the day before"],
)
def test_what_is_news_and_what_is_recalled(text, days):
    assert [(account.role, account.date.start) for account in accounts(text)] == days


def test_gunmen_on_their_way_over_are_no_refugees():
    (account,) = accounts(
        "Tajik soldiers fought armed men who tried to get into Tajikistan from Afghanistan on January 9; nine died."
    )
    assert account.kind == "clash"


IN_TWO = (
    "Tajik border guards have killed five people in two incidents on the border with Afghanistan.\n\nIn the first, on "
    "January 14, they killed three men who had crossed the river. In the second incident guards were fired at near a "
    "post. They fired back, and two of the attackers were killed."
)
IN_TWO_RU = (
    "Таджикские пограничники убили пятерых в двух столкновениях на границе с Афганистаном.\n\nВ первом, 14 января, "
    "застрелены трое перешедших реку. Во втором случае пограничники попали под обстрел. Они открыли огонь, двое "
    "нападавших убиты."
)


@pytest.mark.parametrize(("lang", "text"), [("en", IN_TWO), ("ru", IN_TWO_RU)])
def test_the_dead_of_two_incidents_are_shared_out(lang, text):
    assert [account.killed.best for account in accounts(text, lang=lang)] == [3, 2]


@pytest.mark.parametrize(
    ("lang", "text", "district"),
    [
        ("ru", "Талибы 12 января захватили часть уезда Даркад у границы с Таджикистаном.", "Darqad"),
        ("fa", "ولسوالی درقد تخار در مرز تاجیکستان روز ۱۲ جنوری به دست طالبان افتاد.", "Darqad"),
        ("tg", "Толибон 12 январ ноҳияи Дарқади Тахорро дар марзи Тоҷикистон забт намуданд.", "Darqad"),
    ],
)
def test_what_the_taliban_took_was_fought_for(lang, text, district):
    found = [(account.kind, account.place.district) for account in accounts(text, lang=lang)]
    assert found == [("clash", district)]


def test_the_next_province_has_a_fight_of_its_own():
    text = (
        "Утром 12 января талибы захватили территории афганского уезда Даркад у границы с Таджикистаном.\n\n"
        "В соседней провинции Кундуз талибы напали на войска в уезде Дашти-Арчи: 14 военнослужащих убиты."
    )
    found = accounts(text, lang="ru")
    assert [(account.role, account.place.district, account.killed.best) for account in found] == [
        ("main", "Darqad", None),
        ("main", "Dasht-e Archi", 14),
    ]


def test_an_attack_that_is_feared_did_not_happen():
    text = (
        "Талибы 12 января захватили территории афганского уезда Даркад у границы с Таджикистаном.\n\n"
        "Пограничный полк ушёл с позиций у границы 3 января, опасаясь ночного нападения."
    )
    assert [account.date.start for account in accounts(text, lang="ru")] == [dt.date(2026, 1, 12)]


def test_who_goes_home_does_not_flee():
    text = (
        "Российские пограничники в Таджикистане изъяли 9 килограммов героина в тайнике. "
        "13 января вынужденные переселенцы с островов на Пяндже стали возвращаться в Афганистан."
    )
    assert accounts(text, lang="ru") == ()


def test_an_event_of_years_ago_is_recalled_beside_news_without_a_day():
    text = (
        "Боевики талибана напали на афганский пограничный пост в уезде Чахаб у границы с Таджикистаном и убили "
        "четверых полицейских.\n\n"
        "26 августа 2024 года группа вооружённых людей из Афганистана перешла границу у Хамадони и застрелила "
        "двоих лесников."
    )
    found = accounts(text, lang="ru")
    assert [(account.role, account.killed.best) for account in found] == [("main", 4), ("background", 2)]


def test_days_counted_back_from_the_report_are_its_news():
    text = (
        "Пограничники и полиция провели операции в Дарвазском районе.\n\n"
        "Двумя днями ранее, 13 января, контрабандисты переправились через Пяндж на таджикскую сторону, где вступили "
        "в перестрелку с пограничниками."
    )
    assert [account.role for account in accounts(text, lang="ru")] == ["main"]
