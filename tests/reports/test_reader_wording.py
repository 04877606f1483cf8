"""Whom harm befell, of what kind an event was and where, in words that mislead. All sentences are invented."""

import datetime as dt
import hashlib

import pytest

from geo.core.model import Report
from geo.reports.reader import read_report

DAY = dt.date(2026, 7, 20)
EN = "On July 16 in Hamadoni district of Tajikistan, on the Afghan border, "
RU = "16 июля в районе Хамадони на таджикско-афганской границе "


def accounts(text, lang="en", published=DAY):
    sha = hashlib.sha256(text.encode()).hexdigest()
    return read_report(Report(id=sha, sha256=sha, text=text, lang=lang, published=published)).accounts


def account(text, lang="en"):
    (found,) = accounts(text, lang)
    return found


@pytest.mark.parametrize(
    ("text", "lang", "wounded"),
    [
        (EN + "a drone wounded three Chinese workers. A cook was injured too.", "en", 4),
        (EN + "mortar shells hurt two guards. A shepherd suffered burns as well.", "en", 3),
        (RU + "в перестрелке ранены двое пограничников. Также ранен пастух.", "ru", 3),
        (
            "در ۱۶ جولای در درگیری در ولسوالی درقد تخار با مرزبانان تاجیک دو تن زخمی شدند. یک چوپان نیز زخمی شد.",
            "fa",
            3,
        ),
    ],
)
def test_who_was_hurt_too_is_one_more(text, lang, wounded):
    assert account(text, lang).wounded.best == wounded


@pytest.mark.parametrize(
    ("text", "lang", "wounded"),
    [
        (EN + "two guards were killed in a clash; the number of wounded was put at seven.", "en", 7),
        (EN + "gunmen killed a guard and the number of injured has reached four.", "en", 4),
        (RU + "в бою погибли двое солдат, число раненых достигло пяти.", "ru", 5),
    ],
)
def test_the_number_of_wounded(text, lang, wounded):
    assert account(text, lang).wounded.best == wounded


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        (EN + "a man was killed by a mine. The blast killed the shepherd on the spot.", 1),
        (EN + "gunmen shot a herder dead. A girl of nine survived the fire and is in hospital.", 1),
        (EN + "a man was shot dead by the Taliban as he fished.", 1),
    ],
)
def test_one_man_told_twice_is_one(text, killed):
    found = account(text)
    assert (found.killed.best, found.killed.attackers) == (killed, None)


def test_a_girl_of_nine_is_one():
    assert account(EN + "a mine killed a herder. A girl of nine is in hospital.").wounded.best in {None, 1}


def test_a_town_that_is_seized_is_nobody_taken():
    text = "On July 16 forty soldiers fled to Tajikistan across the Panj after the Taliban seized Shir Khan Bandar."
    assert account(text).kind == "refugee_crossing"


@pytest.mark.parametrize(
    ("text", "lang", "kind"),
    [
        (EN + "herders drove their flocks over the border, afraid of the Taliban.", "en", "refugee_crossing"),
        (
            EN + "a soldier was shot dead; the shots came from the neighbouring territory, guards said.",
            "en",
            "cross_border_fire",
        ),
        (
            EN + "the county of Darqad was taken without fighting by an armed group of the Taliban, and 90 soldiers "
            "passed over the state border and were let in.",
            "en",
            "refugee_crossing",
        ),
        (
            EN + "a villager trying to flee was killed by militants. Guards do not let people in, his brother said.",
            "en",
            "shooting",
        ),
        (
            RU + "солдаты бежали в Таджикистан от талибов, им стреляли вслед, двое были убиты.",
            "ru",
            "clash",
        ),
        (EN + "an Afghan trying to flee to Tajikistan was killed by militants of the Taliban.", "en", "shooting"),
        (
            "Шоми 16 июл ду сокини вулусволии Дарқад аз тири марзбонони Тоҷикистон кушта шуданд.",
            "tg",
            "cross_border_fire",
        ),
        (
            (
                "نیروهای کمیته امنیت ملی تاجیکستان در ۱۶ جولای به مخفیگاه افراد مسلح در ناحیه درواز در مرز افغانستان "
                "یورش بردند و دو تن را کشتند."
            ),
            "fa",
            "clash",
        ),
        (RU + "в бою убиты трое боевиков. Сдаться они отказались. Наркотиков не найдено.", "ru", "clash"),
        (EN + "guards fought nine gunmen and killed two of them. No drugs were discovered.", "en", "clash"),
        (
            "Шоми 16 июл дар ноҳияи Ҳамадонӣ се моҳигири тоҷик ба асорати афғонҳои мусаллаҳ афтоданд.",
            "tg",
            "kidnapping",
        ),
        ("Се сокини Ҳамадонӣ аз 16 июл дар гарави афғонҳои мусаллаҳ мебошанд.", "tg", "kidnapping"),
        ("در ۱۶ جولای در ناحیه همدانی سه مرد مسلح از افغانستان گذشتند، تسلیم نشدند و کشته شدند.", "fa", "clash"),
        (RU + "боевики осадили заставу, пограничники оборонялись до утра.", "ru", "clash"),
        (
            RU + "после боёв с талибами в Таджикистан отступили 40 солдат, четверо ранены. Их "
            "пропустили из принципов гуманизма.",
            "ru",
            "refugee_crossing",
        ),
        (RU + "талибы атаковали заставу. Убитых, раненых и захваченных в плен до ста.", "ru", "clash"),
        (RU + "несколько ракет было пущено из Афганистана в сторону кишлака.", "ru", "cross_border_fire"),
        ("Четверо солдат из Хамадони томятся в афганском плену с 16 июля.", "ru", "kidnapping"),
        ("Шоми 16 июл дар ноҳияи Ҳамадонӣ аз тири тарафи Афғонистон як чӯпон захмӣ шуд.", "tg", "cross_border_fire"),
        ("Сарбозони афғон 16 июл дар Ҳамадонӣ ба Тоҷикистон ақиб нишастанд.", "tg", "refugee_crossing"),
        ("16 июл дар ноҳияи Ҳамадонӣ сардори дастаи қочоқбарони афғон ба даст афтод.", "tg", "detention"),
        ("طالبان در ۱۶ جولای پس از دو ساعت جنگ شیرخان بندر را در مرز تاجیکستان گرفتند.", "fa", "clash"),
        ("دو سرباز تاجیک در ۱۶ جولای در مرز افغانستان اسیر شدند.", "fa", "kidnapping"),
    ],
)
def test_kind(text, lang, kind):
    assert [found.kind for found in accounts(text, lang)] == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Six Russian guards were captured on July, 16th near Porvor on the Tajik-Afghan border.", "kidnapping"),
        ("Nine missiles were fired at Tajikistan from Imam Sahib in Afghanistan on July 16.", "cross_border_fire"),
        ("Mortars flew from Takhar over the Panj into Tajikistan on July 16; nobody was hurt.", "cross_border_fire"),
        ("Ten Taliban were killed from the air in Darqad on the Tajik border on July 16.", "cross_border_fire"),
        (EN + "three Chinese workers were killed. A drone was used, and firearms too.", "drone_attack"),
        (EN + "a woodcutter was pulled from the river dead, with gunshot wounds.", "shooting"),
        (EN + "a border guard was killed by a bullet from the Afghan bank.", "cross_border_fire"),
        (EN + "militants put up fierce resistance, two of them were killed.", "clash"),
        (EN + "three Afghans were caught with opium. They offered no resistance.", "detention"),
        (
            "Nomads moved with their yaks into the Murghab district of Tajikistan from Afghanistan on July 16.",
            "incursion",
        ),
        (EN + "a shepherd vanished with his flock; he is held by a gang of Afghans.", "kidnapping"),
        (EN + "three militants were asked to lay down their weapons and did not. They were killed by guards.", "clash"),
        (EN + "three intruders were told to give themselves up but chose to fight; guards killed them.", "clash"),
        (EN + "three men with guns led a shepherd over the Panj.", "kidnapping"),
        (EN + "a youth swam the river with 18 kg of hashish and was detained on the bank.", "detention"),
        (EN + "300 servicemen left Takhar for Tajikistan.", "refugee_crossing"),
    ],
)
def test_the_kind_in_words_seldom_used(text, kind):
    assert [found.kind for found in accounts(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "lang", "district"),
    [
        (
            "16 июля на трассе Куляб — Хорог афганцы увели двух водителей. Они вышли к ней в Шуроабадском районе.",
            "ru",
            "Shamsiddin Shohin",
        ),
        (
            "On July 16 Afghan gunmen took two drivers hostage on the Dushanbe-Khorog road in Darvoz district.",
            "en",
            "Darvoz",
        ),
        (
            "Afghan police fought Taliban who took opium from Imam Sahib district to Tajikistan; two were killed.",
            "en",
            "Imam Sahib",
        ),
        ("افراد مسلح از افغانستان در ۱۶ جولای سه چوپان را از ناحیه فرخار تاجیکستان اختطاف نمودند.", "fa", "Farkhor"),
        (EN + "smugglers shot at guards, the ex-Soviet republic's border service said.", "en", "Hamadoni"),
        (
            (
                "Талибы отпустили пятерых служащих поста «Шерхон-Бандар» на таджикской границе. "
                "Людей похитили 16 июля. Переговоры вела полиция провинции Кундуз."
            ),
            "ru",
            "Imam Sahib",
        ),
        (
            "В Хороге рассказали подробности. 16 июля в Горном Бадахшане у афганской границы убиты двое боевиков.",
            "ru",
            None,
        ),
        ("Сарбозони афғон 16 июл аз мавзеи Шодаки ноҳияи Дарвоз ба Тоҷикистон гузаштанд.", "tg", "Darvoz"),
        (
            (
                "Зиёда аз 300 низомии афғон 16 июл ба Тоҷикистон паноҳ бурданд. Толибон вулусволии Роғистонро "
                "гирифта буданд. Сарбозон аз Шодаки ноҳияи Дарвоз убур карданд."
            ),
            "tg",
            "Darvoz",
        ),
        (
            "KHIRMANJO, Tajikistan - Armed Afghans came down to the village one night and took away two brothers.",
            "en",
            "Shamsiddin Shohin",
        ),
        (
            "Smugglers got past a border facility called Darkad into Hamadoni district on July 16 and shot at guards.",
            "en",
            "Hamadoni",
        ),
        (
            "طالبان در ۱۶ جولای در ولسوالی اشکاشم بدخشان بر خانواده‌هایی که به تاجیکستان می‌رفتند آتش گشودند.",
            "fa",
            "Ishkashim",
        ),
    ],
)
def test_where(text, lang, district):
    assert [found.place.district for found in accounts(text, lang)] == [district]


@pytest.mark.parametrize(
    "text",
    [
        "Bodies of three Afghans were recovered from the Panj off Farkhor, Tajikistan, after a refugees' raft sank.",
        "A boat overturned on the Panj off Tajikistan's Hamadoni district and five Afghans, trying to flee, drowned.",
    ],
)
def test_people_lost_to_the_river(text):
    assert [found.kind for found in accounts(text)] in (["other"], ["refugee_crossing"])


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (EN + "bullets from Afghanistan hit a school. By luck everybody was safe.", "en"),
        (EN + "shells landed in gardens; everyone escaped unhurt.", "en"),
        (RU + "снаряды с афганской стороны упали на огороды, все жители остались живы.", "ru"),
    ],
)
def test_everybody_safe_is_zero(text, lang):
    found = account(text, lang)
    assert (found.killed.best, found.wounded.best) == (0, 0)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "Пятеро боевиков из Афганистана убиты. " + RU + "пограничники остановили группу контрабандистов, пятеро "
            "нападавших убиты в столкновении. На месте нашли наркотики.",
            "smuggling_clash",
        ),
        (
            RU + "боевики выпустили из Афганистана четыре ракеты. Снаряды упали у реки, военные подтвердили обстрел, "
            "двое нападавших ранены.",
            "cross_border_fire",
        ),
    ],
)
def test_what_men_are_called_does_not_make_the_kind(text, kind):
    assert account(text, "ru").kind == kind


def test_a_helicopter_that_flew_in_is_no_shell():
    text = (
        "Воздушное пространство Таджикистана 16 июля нарушил военный самолёт, сообщили пограничники Хамадони. "
        "Самолёт прилетел с афганской стороны и повернул обратно."
    )
    assert account(text, "ru").kind == "incursion"


def test_previous_cases_that_a_paper_lists_are_recalled():
    text = (
        "Свыше 300 афганских военных пропустили на территорию Таджикистана 16 июля.\n\n"
        "Газета перечисляет и прежние случаи. 22 июня в Таджикистан отступили 134 солдата. 27 июня убежища "
        "попросили ещё 17 афганских солдат."
    )
    days = [(found.role, found.date.start) for found in accounts(text, "ru")]
    assert days == [
        ("main", dt.date(2026, 7, 16)),
        ("background", dt.date(2026, 6, 22)),
        ("background", dt.date(2026, 6, 27)),
    ]


def test_who_fled_a_day_before_are_others():
    text = (
        "94 сарбози афғон 16 июл дар ноҳияи Дарвоз ба Тоҷикистон ақиб нишаст. Як рӯз пеш, 15-юми июл, аз ҳамин ноҳия "
        "беш аз 300 низомии афғон убур карда буд."
    )
    days = [(found.role, found.date.start, found.place.district) for found in accounts(text, "tg")]
    assert days == [("main", dt.date(2026, 7, 16), "Darvoz"), ("background", dt.date(2026, 7, 15), "Darvoz")]


def test_an_agency_of_another_country_is_no_place():
    text = "Казахстанское агентство напомнило, что 16 июля на границе с Таджикистаном убиты двое афганских боевиков."
    assert account(text, "ru").killed.best == 2


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("Талибы отпустили двоих солдат Хамадони, которых держали в плену с 16 июля.", "ru", dt.date(2026, 7, 16)),
        (
            "Ду чӯпони тоҷик, ки 16 июл дар марзи Афғонистон рабуда шуда буданд, рӯзи якшанбе озод шуданд.",
            "tg",
            dt.date(2026, 7, 16),
        ),
        (
            "دو چوپان تاجیک که در ۱۶ جولای در مرز افغانستان ربوده شده بودند، روز یکشنبه آزاد شدند.",
            "fa",
            dt.date(2026, 7, 16),
        ),
        (
            "این را کمیته امنیت تاجیکستان امروز، ۲۰ جولای، گفت. سه قاچاقبر روز ۱۶ جولای در مرز افغانستان کشته شدند.",
            "fa",
            dt.date(2026, 7, 16),
        ),
        (
            "سه قاچاقبر افغان در مرز تاجیکستان کشته شدند. این خبر را سفارت روز یکشنبه داد. نبرد روز ۱۶ جولای بود.",
            "fa",
            dt.date(2026, 7, 16),
        ),
    ],
)
def test_day_of_the_event_is_not_that_of_the_telling(text, lang, day):
    assert account(text, lang).date.start == day
