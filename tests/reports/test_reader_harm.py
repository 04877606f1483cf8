"""Who was hurt, told in other words than usual: sentences invented, answers counted by hand."""

import datetime as dt
import hashlib

import pytest

from geo.core.model import Report
from geo.reports.reader import read_report

EN = "In Farkhor district of Tajikistan, near the Afghan border, on May 8 "
RU = "8 мая в Фархорском районе Таджикистана на границе с Афганистаном "
TG = "8 май дар ноҳияи Фархори Тоҷикистон дар марз бо Афғонистон "
FA = "روز ۱۸ ثور در ناحیهٔ فرخار تاجیکستان در مرز افغانستان "


def account(text, lang):
    sha = hashlib.sha256(text.encode()).hexdigest()
    report = Report(id=sha, sha256=sha, text=text, lang=lang, published=dt.date(2026, 5, 10))
    (found,) = read_report(report).accounts
    return found


def harm(text, lang):
    found = account(text, lang)
    return found.killed.best, found.wounded.best


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (EN + "three guards were wounded in a clash with smugglers. One of the wounded later died.", "en", (1, 2)),
        (RU + "в бою с контрабандистами ранены четверо пограничников. Один из раненых умер в пути.", "ru", (1, 3)),
        (EN + "two guards were wounded in a clash. Five days later both died in hospital.", "en", (2, None)),
        (EN + "a clash left two smugglers dead and two guards wounded. One of the wounded died.", "en", (3, 1)),
        (RU + "в бою погиб сержант. Раненный в живот сержант скончался на заставе.", "ru", (1, None)),
    ],
)
def test_the_wounded_who_died_are_counted_once(text, lang, expected):
    assert harm(text, lang) == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (EN + "two guards were killed and as many wounded in a clash.", "en", (2, 2)),
        (RU + "в бою погибли трое пограничников, столько же ранены.", "ru", (3, 3)),
        (TG + "дар тирандозӣ ду сарҳадбон кушта ва ҳамин қадар захмӣ шуданд.", "tg", (2, 2)),
        (EN + "gunmen shot dead a guard, wounding another in the leg.", "en", (1, 1)),
    ],
)
def test_a_number_told_before_may_stand_for_others(text, lang, expected):
    assert harm(text, lang) == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (EN + "a clash cost two guards their lives. The attackers lost four and withdrew.", "en", 6),
        (EN + "a gun battle cost an officer his life.", "en", 1),
        (RU + "боевики убили двух милиционеров, а сами потеряли четверых.", "ru", 6),
        (RU + "перестрелка стоила жизни трём пограничникам.", "ru", 3),
        (EN + "three guards fell in a battle with smugglers.", "en", 3),
    ],
)
def test_losses_are_told_in_many_ways(text, lang, expected):
    assert account(text, lang).killed.best == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (EN + "six men, two guards among them, died in a clash.", "en", 6),
        (RU + "шесть человек, среди них двое пограничников, погибли в бою.", "ru", 6),
        (EN + "a shepherdess, a mother of four, was killed by a mine.", "en", 1),
        (RU + "на мине подорвалась и погибла жительница села, мать пятерых детей.", "ru", 1),
        (EN + "gunmen killed a herder. The herder, 61, died of wounds to the chest.", "en", 1),
    ],
)
def test_parts_children_and_ages_add_nobody(text, lang, expected):
    assert account(text, lang).killed.best == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (EN + "thieves from Afghanistan stole sheep; a herdsman was beaten with rifle butts.", "en", 1),
        (EN + "smugglers shot at a patrol; two guards were taken to a military hospital.", "en", 2),
        (EN + "a shell from the Afghan bank hit a house; four more in hospital.", "en", 4),
        (RU + "при взрыве мины двое солдат с контузиями доставлены в госпиталь.", "ru", 2),
        (RU + "шальной пулей с афганского берега ранена пенсионерка.", "ru", 1),
        (RU + "при взрыве мины погиб пастух, ещё шестеро в больнице.", "ru", 6),
        (RU + "пограничники стреляли в пастухов. Третий, раненный в плечо, уплыл.", "ru", 1),
        (TG + "дар тирандозӣ бо қочоқбарон сарбоз ҷон бохт ва ду ҳамсафаш захмӣ шуданд.", "tg", 2),
        (FA + "در درگیری با قاچاقبران یک جوان و برادرزادهٔ او زخمی شدند.", "fa", 2),
    ],
)
def test_wounds_are_told_in_many_ways(text, lang, expected):
    assert account(text, lang).wounded.best == expected


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (EN + "police seized three unarmed Afghans.", "en"),
        (EN + "soldiers took two armed smugglers prisoner without a shot.", "en"),
        (RU + "в бою один контрабандист взят в плен.", "ru"),
    ],
)
def test_guards_who_take_prisoners_are_no_kidnappers(text, lang):
    found = account(text, lang)
    assert found.kind != "kidnapping"
    assert (found.detained.best or 0) > 0


def test_gunmen_who_seize_herders_are():
    assert account(EN + "gunmen seized three herders and took them over the river.", "en").kind == "kidnapping"


def test_who_did_it_is_not_whom_it_befell():
    found = account(TG + "сокини деҳа Карим Раҷабов аз ҷониби чор афғони мусаллаҳ кушта шуд.", "tg")
    assert found.killed.best != 4


def test_whom_they_took_to_hospital_is_wounded():
    text = RU + "контрабандисты вступили в бой. Командир части скончался, четверых его солдат госпитализировали."
    assert harm(text, "ru") == (1, 4)


def test_and_before_who_died_adds_them():
    text = RU + "в перестрелке убиты двое военнослужащих. Погибли и трое пришельцев из Афганистана."
    assert harm(text, "ru") == (5, None)


@pytest.mark.parametrize(
    "text",
    [EN + "shells landed in a field, causing neither casualties nor damage.", EN + "guards shot back; no victims."],
)
def test_no_victims_is_zero(text):
    assert harm(text, "en") == (0, 0)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (EN + "guards fired on two smugglers. One of the two was killed and the other wounded.", "en"),
        (RU + "наряд открыл огонь по двум контрабандистам. Один из двоих был убит, другой ранен.", "ru"),
    ],
)
def test_one_of_the_two_is_one(text, lang):
    assert harm(text, lang) == (1, 1)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (EN + "guerrillas captured three border guards.", "en"),
        (EN + "three border guards were captured by guerrillas.", "en"),
        (RU + "боевики захватили троих пограничников.", "ru"),
    ],
)
def test_gunmen_who_capture_guards_are_kidnappers(text, lang):
    assert account(text, lang).kind == "kidnapping"


def test_who_drowned_on_the_way_over_is_counted():
    text = EN + "some 20 people are thought to have drowned while they tried to cross the Panj."
    assert account(text, "en").killed.best == 20


def test_fundamentalists_are_people():
    assert harm(EN + "some 70 fundamentalists were killed in a clash.", "en") == (70, None)


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (
            "8 май марзбонони отряди «Панҷ» як қочоқчии афғонро дар марзи Тоҷикистону Афғонистон аз байн бурданд.",
            "tg",
            (1, None),
        ),
        (FA + "دو محیط‌بان در تیراندازی افراد مسلح کشته شدند.", "fa", (2, None)),
        (
            RU + "боевики обстреляли заставу, завязался бой. Их машина сгорела, четверо нападавших ранены.",
            "ru",
            (None, 4),
        ),
        (
            RU + "боевики атаковали заставу казахской роты. Погибли пятеро казахстанских военнослужащих, 8 ранены.",
            "ru",
            (5, 8),
        ),
    ],
)
def test_names_and_fires_do_not_hide_who_was_hurt(text, lang, expected):
    assert harm(text, lang) == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (RU + "вспыхнула перестрелка. В наряде двое раненых и один погибший.", "ru", (1, 2)),
        (RU + "обстреляли заставу. Врач сообщил об одном раненом.", "ru", (None, 1)),
        (RU + "обстреляли наряд. Ранен сержант. Ещё один солдат задет осколком.", "ru", (None, 2)),
        (RU + "шёл бой с контрабандистами. Пастуха увезли в районную больницу.", "ru", (None, 1)),
        (RU + "контрабандисты столкнулись с нарядом: пятеро нарушителей мертвы, столько же ранены.", "ru", (5, 5)),
        (RU + "группа напала на пост, погиб пограничник. Трое нападавших полегли.", "ru", (4, None)),
        (TG + "тирандозӣ шуд. Ду марзбон ярадор гардиданд, се қочоқбар маҳв карда шуданд.", "tg", (3, 2)),
        (TG + "бархӯрд рух дод. Як сарбоз тир хӯрд.", "tg", (None, 1)),
        (FA + "درگیری شد. سه قاچاقبر از میان رفتند و یک سرباز مجروح گردید.", "fa", (3, 1)),
        (FA + "سه قاچاقبر درگیر شدند؛ یکی کشته، دیگری زخمی و سومی بازداشت شد.", "fa", (1, 1)),
        (FA + "درگیری شد. یک چوپان تیر خورد و به شفاخانه رسانده شد.", "fa", (None, 1)),
    ],
)
def test_wounds_and_deaths_in_their_many_forms(text, lang, expected):
    assert harm(text, lang) == expected


@pytest.mark.parametrize(
    ("text", "lang", "killed"),
    [
        (RU + "боевики напали на заставу. Двое силовиков, солдат и милиционер, убиты.", "ru", 2),
        (RU + "боевики напали на заставу. Трое военных, майор и двое рядовых, погибли.", "ru", 3),
        (EN + "militants raided a post. Two officers, a soldier and a policeman, were killed.", "en", 2),
    ],
)
def test_who_they_were_is_listed_between_commas(text, lang, killed):
    assert account(text, lang).killed.best == killed


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (RU + "напали на пост. Погиб пограничник, трое убиты ответным огнём.", "ru"),
        (EN + "men attacked a post. A guard died. Three were killed by return fire.", "en"),
        (FA + "سه تن بر یک پاسگاه یورش بردند. یک مرزبان کشته شد و هر سه با آتش متقابل سربازان نابود شدند.", "fa"),
    ],
)
def test_who_falls_to_return_fire_had_attacked(text, lang):
    assert harm(text, lang)[0] == 4
