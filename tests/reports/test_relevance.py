"""Which reports are about this border: a district of either bank where borders are spoken of. Invented reports."""

import datetime as dt

import pytest

from geo.core.model import Report
from geo.reports.reader import read_report


def _accounts(lang, text):
    return read_report(
        Report(id="made-up", sha256="made-up", text=text, lang=lang, published=dt.date(2023, 1, 17))
    ).accounts


@pytest.mark.parametrize(
    ("lang", "text", "district"),
    [
        ("ru", "В Дарвазском районе 18 января убиты двое пограничников.", "Darvoz"),
        ("en", "Two Tajik border guards were killed in Shughnan district on Sunday.", "Shughnon"),
        (
            "en",
            "Two smugglers were killed in Chah Ab district of Takhar on Monday as they forded the river.",
            "Chah Ab",
        ),
        ("en", "Border guards came under fire in Farkhor district on Friday; one was wounded.", "Farkhor"),
        ("tg", "Дар ноҳияи Дарвоз 12 январ ду марзбон кушта шуд.", "Darvoz"),
        ("fa", "در ولسوالی چاه آب ولایت تخار دو قاچاقبر در کنار رود آمو کشته شدند.", "Chah Ab"),
    ],
)
def test_a_district_of_the_border_zone_is_enough(lang, text, district):
    (account,) = _accounts(lang, text)
    assert (account.role, account.place.district) == ("main", district)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "A bomb killed eleven people in a market in Kunduz city on Monday, police said."),
        ("en", "A suicide bomber killed five people outside a bank in Kunduz. Tajikistan condemned the attack."),
        ("en", "A court in Khatlon, Tajikistan, sentenced an Afghan to 14 years for smuggling heroin over the Panj."),
        ("en", "Three people were killed in a traffic accident in Khorog on Tuesday."),
        ("en", "Two border guards died when their car overturned near the Afghan border in Darvoz, Tajikistan."),
        ("en", "Pakistani and Afghan border forces exchanged fire at Torkham on Sunday, killing two soldiers."),
        ("en", "An earthquake killed six people in Ishkashim, on the border of Tajikistan and Afghanistan."),
        ("en", "The National Resistance Front killed seven Taliban in Warduj district, which borders Tajikistan."),
        ("en", "Taliban fire killed two protesters in Darayim district of Badakhshan, which borders Tajikistan."),
        ("en", "Gunmen killed two policemen in Rudaki district near Dushanbe on Monday."),
        ("en", "A man killed his wife in Farkhor district on Monday, police said."),
        ("ru", "В Душанбе задержали двух граждан Афганистана с 8 кг героина, сообщило МВД Таджикистана 12 января."),
        ("ru", "В Таджикистане солдат покончил с собой на заставе у границы с Афганистаном."),
        ("ru", "В Хороге 12 января при столкновении силовиков с протестующими погибли двое."),
        ("tg", "Дар ноҳияи Дарвози Тоҷикистон, дар наздикии сарҳади Афғонистон, дар садамаи нақлиёт се кас мурд."),
        ("fa", "جبهه مقاومت ملی گفت هفت طالب را در ولسوالی وردوج بدخشان کشت."),
    ],
)  # fmt: skip
def test_what_is_inside_either_country_or_on_other_borders_is_left_out(lang, text):
    assert _accounts(lang, text) == ()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Kyrgyz border guards detained two Tajik citizens near Batken. Tajikistan also borders Afghanistan."),
        ("en", "Three drug dealers were arrested in Moscow with heroin brought from Afghanistan through Tajikistan."),
        ("ru", "На киргизско-таджикской границе в перестрелке погиб пограничник. На афганской границе тихо."),
        ("ru", "В ходе тренировки у афганской границы пограничники Таджикистана отработали уничтожение 30 боевиков."),
        ("ru", "Трое рабочих погибли при взрыве газа в Фархоре у таджикско-афганской границы."),
        ("en", "A gas explosion killed three workers in Farkhor on the Tajik-Afghan border."),
        ("fa", "دو مرزبان ایرانی در درگیری نزدیک هیرمند روز دوشنبه، ۱۷ اردیبهشت، در مرز افغانستان کشته شدند."),
        ("tg", "Дар сарҳади Қирғизистон сарбози тоҷик захмӣ шуд. Дар Лайлак тир паррониданд, мегӯянд дар Бишкек."),
        ("tg", "Дар Тахор ҷангҷӯён 40 нафарро асир гирифтанд, се кас кушта шуд."),
        ("tg", "Шумори куштаву захмӣ ва асирон дар Қундуз аз сад нафар гузашт, Толибон 38 нафарро ба қатл расонданд."),
    ],
)
def test_other_borders_far_cities_and_exercises_are_left_out(lang, text):
    assert _accounts(lang, text) == ()


DURAND = (
    "Pakistani troops and the Afghan Taliban fought overnight near a border post in Khost, two fighters died. "
    "It is the second battle this week on the Durand Line."
)
ISLAND = (
    "Девять граждан Афганистана задержаны пограничниками Узбекистана на острове Арал. Афганцев, причаливших на лодках, "
    "заметили 11 января. Наряду они оказали сопротивление. Остров под контролем узбекских пограничников."
)
GOING_HOME = (
    "The last Afghans on the islands of the Panj along the border with Tajikistan should be home by Friday. They were "
    "caught between the Tajik border guards and the Taliban, a refugee agency said."
)
ALL_CALM = (
    "All is calm where Tajikistan meets Afghanistan near Chubek. On Wednesday the guards expected narcotics "
    "rather than refugees. Afghans leave in dread of air strikes. If there is bombing, many will come."
)
CACHES = (
    "Более 30 кг героина лежало в схроне, который пограничники нашли 3 мая на участке Пянджского погранотряда "
    "у афганской границы. В тот же день попались ещё два тайника. Один хранил выстрел к РПГ."
)


SENT_HOME = (
    "At least 60 Afghan refugees were sent home by force from Tajikistan on January 9, the UN says. It asked the "
    "government to stop sending Afghan refugees home."
)
OFFICER = (
    "An officer of the Tajik border guards was arrested by police on January 9 with four kilograms of Afghan heroin."
)
BURNT = "Таджикские пограничники 9 января сожгли у афганской границы 300 кг героина и уничтожили 2 тонны опия."
FOR_MONTHS = "За пять месяцев российские пограничники у афганской границы в Таджикистане уничтожили 4 центнера опия."
SERVICE_RIFLE = (
    "A conscript of the Hamadoni border detachment shot his commander with his service rifle on January 9. The officer "
    "died in hospital, said the troops who guard the Afghan border."
)
MINIVAN = (
    "On January 9 a car of the Tajik border troops ran into a minivan near Khorog, on the road along the Afghan "
    "border. Two people died and two were badly hurt."
)
STEPPED_UP = (
    "Clashes on the Tajik border are rare. In Afghanistan the Taliban have stepped up their attacks in Kunduz so that "
    "foreign fighters can slip into Tajikistan."
)
MAY_CROSS = (
    "If the fighting in Badakhshan goes on, Afghan refugees may cross into Tajikistan, the border service warned on "
    "January 9. Should clashes break out, it will send more guards."
)
GUNSHOT = (
    "Doctors in Khatlon were trained on January 9 to treat gunshot wounds. The Afghan border of Tajikistan is near."
)
FAR_OFF = (
    "A policeman and four members of a drug gang were killed when security forces raided a hideout in Tavildara, "
    "Tajikistan, 200 km from the Afghan border, on January 9."
)
PICKED_UP = "Heroin sachets were picked up on the Tajik bank of the Panj in Farkhor district on January 9."
CEREMONY = "Soldiers were told to lay down their arms at a ceremony in Khorog near the Afghan border on January 9."
AMNESTY = (
    "Officials of Khatlon on the Afghan border asked smugglers to surrender their guns under an amnesty of January 9."
)
NO_LONGER = (
    "KHOROG, Tajikistan - The town has had a hard winter, and bread is dear. Trucks from Afghanistan no longer come."
)
OFFICER_RU = "Офицер таджикских погранвойск 9 января арестован милицией с четырьмя килограммами афганского героина."


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", DURAND),
        ("ru", ISLAND),
        ("en", GOING_HOME),
        ("en", ALL_CALM),
        ("ru", CACHES),
        ("en", SENT_HOME),
        ("en", OFFICER),
        ("en", SERVICE_RIFLE),
        ("en", MINIVAN),
        ("en", STEPPED_UP),
        ("en", MAY_CROSS),
        ("en", FAR_OFF),
        ("en", PICKED_UP),
        ("en", GUNSHOT),
        ("en", NO_LONGER),
        ("en", CEREMONY),
        ("en", AMNESTY),
        ("ru", OFFICER_RU),
        ("ru", BURNT),
        ("ru", FOR_MONTHS),
        ("tg", "Марзбонони тоҷик дар сарҳади Афғонистон 9 январ ду тонна тарёкро нобуд карданд."),
        ("ru", "На таджикско-афганской границе 9 января выпустили сигнальные ракеты в честь годовщины отряда."),
        ("fa", "دو چوپان تاجیک روز سه‌شنبه در ولسوالی امام صاحب در مرز تاجیکستان آزاد شدند."),
        ("tg", "Толибон вулусволии Ишкошимро дар марзи Тоҷикистон бе ҷанг гирифтанд."),
        ("ru", "На таджикско-афганской границе остались минные поля. Мины ставили ещё в девяностые годы."),
        ("ru", "Если боевики из Афганистана попробуют прорваться, таджикские заставы усилят."),
        ("en", "Landmines that soldiers laid on the Tajik-Afghan border are being cleared, a year's work."),
        ("fa", "در استان بدخشان افغانستان که همسایهٔ تاجیکستان است هشت نفر در جنگ دو دسته از طالبان کشته شدند."),
        ("tg", "Дар марзи Тоҷикистону Қирғизистон, дар Ворух, марзбоне ярадор шуд. Аз Афғонистон хабаре нест."),
        ("ru", "Офицер с границы Таджикистана с Афганистаном доставлен в больницу Душанбе с инфарктом."),
        ("fa", "جنگ جهانی دوم در مرز تاجیکستان و افغانستان یادآوری شد."),
    ],
)
def test_what_did_not_happen_here_or_at_all_is_no_account(lang, text):
    assert _accounts(lang, text) == ()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "A raid out of Afghanistan left 20 soldiers dead in Tajikistan on January 10."),
        ("ru", "При нападении с территории Афганистана 10 января в Таджикистане погибли 20 солдат."),
        ("tg", "Дар ҳамлаи мусаллаҳона аз хоки Афғонистон 10 январ дар Тоҷикистон 20 сарбоз кушта шуд."),
        ("fa", "در حمله از خاک افغانستان در ۱۰ جنوری در تاجیکستان ۲۰ سرباز کشته شدند."),
    ],
)
def test_an_attack_out_of_afghanistan_is_of_this_border(lang, text):
    (account,) = _accounts(lang, text)
    assert account.killed.best == 20


def test_a_shootout_on_the_border_is_not_placed_by_those_who_tell_of_it():
    text = (
        "Two Afghan smugglers were killed by Tajik guards on May 3. In a shootout on the border last month one "
        "smuggler was shot dead, officials in Dushanbe have said."
    )
    assert [account.role for account in _accounts("en", text)] == ["main", "background"]


def test_talk_of_a_country_far_away_places_nothing_there():
    text = (
        "DUSHANBE - Helicopters carried out two attacks on rebels in Tajikistan on Monday. Fighting went on at dusk. "
        "Russia keeps many troops there. Afghan militants are feared."
    )
    (account,) = _accounts("en", text)
    assert account.date.start == dt.date(2023, 1, 16)


def test_what_a_province_on_the_line_suffers_otherwise_is_not_recalled():
    text = (
        "Bullets from Takhar province hit two houses in Farkhor, Tajikistan, on Monday as the Taliban fought off an "
        "attack near the border. {}"
    )
    for other in (
        "A bombing in Kunduz last month killed 33 people in a mosque.",
        "A blast in Takhar province last week killed nine pupils.",
    ):
        assert [account.role for account in _accounts("en", text.format(other))] == ["main"]
    smuggling = "A week ago Tajik border guards killed two smugglers who came from Takhar province over the border."
    assert [account.killed.best for account in _accounts("en", text.format(smuggling))][1:] == [2]
