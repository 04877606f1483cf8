"""Words that stand beside place names and say what is meant: village, opposite, Afghan.

One table a sense, in English, Russian, Tajik and Persian, with the inflected forms that reports use. The other
    modules
read them through `CUES`, normalised word -> what it says.
"""

from dataclasses import dataclass

from geo.places import names

# What a word beside a name says the name is. "area" says only that it is a place.
_KINDS = {
    "district": """district districts raion rayon nohiya uluswoli woluswali wuluswali uezd county
        район района районе районом районы районов районах р-н уезд уезда уезде уезду вулусволи вулусвол вулусвола
        вулусволе вулусволь улусвол улусволи улусвола улусволе ноҳия ноҳияи ноҳияҳои ноҳияҳо улусволӣ улусволии
        вулусволии ولسوالی شهرستان ناحیه ناحیهٔ ناحیۀ اولسوالی""",
    "region": """region regions province provinces oblast viloyat velayat wilayat vilayat область области областью
        областной провинция провинции провинцию провинцией провинций вилоят вилояти вилоята вилояте ولایت استان""",
    "settlement": """village villages town towns settlement settlements kishlak hamlet city village's село села селе
        селом селу селение селении селения кишлак кишлака кишлаке деревня деревне деревни поселок поселке поселка
        город города городе городом местечко местечке местечка райцентр
        райцентра райцентре райцентром деҳа деҳаи деҳот шаҳри қишлоқ қишлоқи русто рустои
        روستا روستای قریه قریهٔ قریۀ قشلاق شهر
        شهرک""",
    "jamoat": """jamoat jamoats dzhamoat джамоат джамоата джамоате джамоатов ҷамоат ҷамоати جماعت""",
    "post": """post posts facility outpost outposts checkpoint commandant's
        застава заставы заставе заставу заставой
        погранзастава
        погранзаставы погранзаставе погранзаставой пост поста посту посте постом погранпост погранпоста
        погранкомендатура
        погранкомендатуры комендатура заставаи посгоҳи посгоҳ дидбонгоҳи постгоҳи посту пости پاسگاه پسته پوسته پست""",
    "detachment": """detachment detachments unit units отряд отряда отряде отрядом погранотряд погранотряда
        погранотряде
        погранотрядом погранотрядов отряди дастаи қитъаи""",
    "river": """river rivers riverbed bank banks shore берег берега берегу берегов русло русле русла река реки
        реке реку рекой дарё дарёи рӯд рӯди рӯдхонаи رود رودخانه رودخانهٔ دریا
        دریای""",
    "crossing": """bridge bridges crossing port ferry bazaar market мост моста мосту мостом переход перехода
        переходе порт
        порта порте порту переправа переправы пул пули гузаргоҳи бандари پل بندر گذرگاه بازار""",
    "landmark": """airport airfield аэропорт аэропорта аэропорте аэродром фурудгоҳи gorge valley reserve island
        forest mountain mountains pass pasture shrine ravine mine ущелье ущелья
        ущелью ущельем долина долины долине остров острова острове урочище заповедник заповеднике дара дараи водии
        ҷазираи мазори دره درهٔ درۀ جزیره""",
    "area": """area areas section sections sector sectors stretch zone locality direction place spot участок участка
        участке участком направление направлении направления местность местности зона зоне зоны зону сектор секторе
        сектора минтақа минтақаи мавзеъ мавзеи самти ҳудуди منطقه منطقهٔ منطقۀ ساحه ساحهٔ ساحۀ محل نقطه حوزه موضع""",
}  # fmt: skip

# How the event stands to the place that follows.
_RELATIONS = {
    "facing": """opposite facing faces faced across bordering borders bordered adjacent adjoining adjoins neighbouring
        neighboring overlooking abutting напротив граничит граничащий граничащего граничащей граничащем граничащим
        граничащая рӯбарӯи рӯбарӯ ҳамсарҳад муқобили روبروی روبه‌روی روبرو مقابل هم‌مرز هم‌جوار همجوار""",
    "near": """near nearby above below
        outside around beside close vicinity outskirts у близ около вблизи возле недалеко рядом
        неподалеку
        окрестностях наздик назди наздики наздикии гирду نزدیک نزدیکی نزدیکی‌های حوالی اطراف""",
    "from": """from past из изо мимо аз از""",
    "at": """in at inside within into on to toward towards onto via through by в во на через по к дар ба در به""",
    "away": """southwest southeast northwest northeast southeastern восточнее западнее южнее севернее юго-восточнее
        юго-западнее северо-восточнее северо-западнее kilometers kilometres kilometer kilometre km miles mile metres
        meters км километрах километров километре километр метрах метров километрии километри метрии
        کیلومتری متری""",
}  # fmt: skip
_DIRECTIONS = (
    "south north east west southwest southeast northwest northeast downstream upstream downriver upriver "
    "югу северу востоку западу юго-востоку юго-западу северо-востоку северо-западу"
)
# Comparatives that are a direction from a place by themselves.
_VERGES = "восточнее западнее южнее севернее юго-восточнее юго-западнее северо-восточнее северо-западнее"

# Kilometres in a unit of length, and numbers written as words in the forms that stand before one.
_UNITS = {
    1.0: """kilometers kilometres kilometer kilometre km км километрах километров километре километр километра
        километрии километри کیلومتری کیلومتر""",
    1.609: "miles mile миль милях мили",
    0.001: "м metres meters metre meter метрах метров метра метрии متری متر",
}
_NUMBERS = {
    0.5: "half ним نیم",
    1: "one a одном як یک",
    1.5: "полутора якуним",
    2: "two двух два ду دو",
    3: "three трех три се سه",
    4: "four четырех четыре чор чаҳор چهار",
    5: "five пяти пять панҷ پنج",
    6: "six шести шесть шаш شش",
    7: "seven семи семь ҳафт هفت",
    8: "eight восьми восемь ҳашт هشت",
    9: "nine девяти девять нуҳ نه",
    10: "ten десяти десять даҳ ده",
    12: "twelve двенадцати двенадцать дувоздаҳ دوازده",
    15: "fifteen пятнадцати пятнадцать понздаҳ پانزده",
    20: "twenty двадцати двадцать бист بیست",
    30: "thirty тридцати тридцать сӣ سی",
    40: "forty сорока сорок чил چهل",
    50: "fifty пятидесяти пятьдесят панҷоҳ پنجاه",
    60: "sixty шестидесяти шестьдесят шаст شصت",
    100: "hundred ста сто сад صد",
}

# Which bank a word beside a name puts it on.
_BANKS = {
    "TJ": """tajik tajikistani tajikistan's таджикский таджикского таджикском таджикская таджикской таджикскую
        таджикские таджикских таджикскому таджикским тоҷикистонӣ тоҷикӣ тоҷикии تاجیک تاجیکستانی""",
    "AF": """afghan afghani afghanistan's афганский афганского афганском афганская афганской афганскую афганские
        афганских афганскому афганским афғонӣ афғонии افغان افغانستانی""",
}  # fmt: skip
# The countries and the words for a bank or side in "on the Afghan bank", "дар соҳили Афғонистон".
_COUNTRIES = {
    "TJ": "tajikistan таджикистана таджикистан тоҷикистон تاجیکستان",
    "AF": "afghanistan афганистана афганистан афғонистон افغانستان",
}
_SIDES = """side bank banks shore soil territory стороне берегу территории земле соҳили ҷониби тарафи канори самти хоки
    ҳудуди ساحل سمت طرف کرانه کرانهٔ جانب سوی خاک"""
# Words for an administrative unit that one country uses and the other seldom does: a hint, no more.
_LEANS = {
    "TJ": """район района районе районом районы районов районах raion oblast область области областью областной
        ноҳия ноҳияи ناحیه ناحیهٔ ناحیۀ""",
    "AF": """province provinces провинция провинции провинцию провинцией вулусволи вулусвол вулусвола вулусволе
        вулусволь
        улусволи улусвол улусволӣ улусволии вулусволӣ вулусволии уезд уезда уезде уезду uluswoli woluswali
        wuluswali ولایت""",
}
# Words that may stand between a name and what qualifies it without changing the sense.
_FILLERS = """centre center capital центр центра центре administrative the a an of its his this that border
    frontier so-called called named same neighboring and 1st 2nd
    3rd 4th 5th 6th
    7th 8th 9th no number first second third fourth fifth sixth seventh eighth ninth tenth autonomous southern
        northern
    eastern western south-eastern southeastern northeastern mountainous remote й я го ой ая ую номер пограничной
    пограничный пограничного пограничном пограничная пограничную приграничный приграничном приграничного приграничной
    автономная автономной автономную автономный имени им южной южном юга юге юг севере севера северной северной
    territory soil side lands территории территория территорию стороны сторону сторона ответственности так называемый
    марзии марзӣ сарҳади ҷануби ҷануб шимоли مرزی جنوب شمال شرق خودمختار"""
# Common nouns and adjectives written like a name after "village" and the like, never a village's own name.
_NOT_NAMES = """many several some all most each every other both few such
    kyrgyz kirghiz uzbek chinese turkmen pashtun hazara arab american british pakistani iranian indian turkish european
    soviet советское советских советские советскую советская
    the a an this that another one border afghan tajik russian near where which when his their in of
    and at soviet
    council head elder officials residents people life on to by for with from was is has had were are january february
    march april may june july august september october november december monday tuesday wednesday thursday friday
    saturday sunday в на из у и его их где где-то недалеко близ около رئیس مرزی در از به که و این یک را با تا بر دیگر
    انصارالله انصار نصرت
    нав худ худи ин он як и бо ба дар аз"""


# Ordinary words that are also village names: alone they name no place.
_COMMON = """bog bogh bag bagh yol yul langar lyangar navobod nawabad markaz dasht rog rogh khost dara darah deh
    dih qala kala
    qal'a gor zarb sar sari chashma tepa teppa safed surkh siyoh shahr bozor bazar bazaar guzar qishlaq qishloq
        kishlak
    ming tut jar jangal jangol khona masjid madrasa mazar mazor pul sang kuh koh ob ab rud zamin bala bolo payan poyon
    panj chor du se sad hazor nav nau kohna kuhna sabz zard lal gul gulistan guliston istiqlol istiklol vatan zafar
    galaba pravda mir druzhba komsomol oktyabr moskva moscow kommunizm lenin kalinin kirov sovet may march
        august union
    center centre village town district border post station camp river bridge mountain valley new old north south east
    west upper lower great little bank field forest garden market school hospital mosque the and but for with from man
    men mine cat dog bar ban dam dan den bin ben tan tang tag tal tar tir tur rang ramit sultan amir khan bek beg shah
    shoh mulla mullah malik mirzo mirza rahim karim hasan husain said sayid nazar ali omar umar osman usmon ibrahim
    ismail davlat dawlat nur nuri bahor bahori nawruz navruz tojik tajik uzbek arab qirghiz turkman pashtun afghan
    бог бок бак мир рог яр дар сад гул ток тем сар март май союз победа дружба правда комсомол октябрь москва ленин
    киров калинин центр село город район граница пост река мост гора долина новый старый север юг восток запад
        банк поле
    лес сад рынок школа война дело время год день ночь вода земля дом рука друг брат отец навобод лангар марказ боғ
    баҳор навруз дӯстӣ истиқлол ватан зафар деҳа шаҳр бозор пул санг кӯҳ об рӯд замин боло поён панҷ чор сурх
        сафед зард
    باغ دشت ده شهر بازار پل سنگ کوه آب رود زمین بالا پایین پنج چهار سرخ سفید زرد گل نو کهنه سبز لنگر مرکز نوآباد مزار
    مسجد خانه چاه سر در جرم کشتی استقلال بهار نوروز دوستی وطن ظفر تنگ تنگی خاک راه کار روز شب سال ماه جنگ صلح
    خاش چال بنگی زاری شهدا کوهستان
    همدانی تگاب"""


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """What a word says of the name beside it; any of them may be unset."""

    kind: str | None = None
    relation: str | None = None
    bank: str | None = None
    leans: str | None = None
    direction: bool = False
    filler: bool = False


def _table() -> dict[str, Cue]:
    said: dict[str, dict[str, object]] = {}
    for field, table in (("kind", _KINDS), ("relation", _RELATIONS), ("bank", _BANKS), ("leans", _LEANS)):
        for value, listed in table.items():
            for word in listed.split():
                said.setdefault(names.normalise(word), {}).setdefault(field, value)
    for word in _DIRECTIONS.split():
        said.setdefault(names.normalise(word), {})["direction"] = True
    for word in _FILLERS.split():
        said.setdefault(names.normalise(word), {})["filler"] = True
    return {word: Cue(**values) for word, values in said.items()}  # type: ignore[arg-type]


NO_CUE = Cue()
CUES = _table()
BANK_WORDS = {names.normalise(word): bank for table in (_BANKS, _COUNTRIES) for bank, listed in table.items()
              for word in listed.split()}  # fmt: skip
SIDE_WORDS = frozenset(names.normalise(word) for word in _SIDES.split())
UNITS_KM: dict[str, float] = {names.normalise(word): size for size, listed in _UNITS.items() for word in listed.split()}
NUMBERS: dict[str, float] = {
    names.normalise(word): float(value) for value, listed in _NUMBERS.items() for word in listed.split()
}
VERGES = frozenset(names.normalise(word) for word in _VERGES.split())
NOT_NAMES = frozenset(names.normalise(word) for word in _NOT_NAMES.split())

# What a place has that people live in: "X, a huddle of thirty houses".
HOUSES = frozenset({"houses", "homes", "households", "families", "huts", "yards"})

COMMON_WORDS = frozenset(names.normalise(word) for word in _COMMON.split())

# Which placetypes a kind word admits: those it means, and those it is also used of.
MEANT = {
    "district": ({"district"}, {"settlement", "jamoat", "outside"}),
    "region": ({"region"}, {"district", "outside"}),
    "settlement": ({"settlement"}, {"jamoat", "landmark", "post", "crossing", "outside"}),
    "jamoat": ({"jamoat", "settlement"}, {"landmark"}),
    "post": ({"post"}, {"settlement", "jamoat", "landmark", "district", "crossing"}),
    "detachment": ({"detachment"}, {"settlement", "jamoat"}),
    "river": ({"river"}, {"landmark"}),
    "crossing": ({"crossing"}, {"settlement", "district", "post"}),
    "landmark": ({"landmark"}, {"settlement", "jamoat", "post", "river", "district", "region"}),
    "area": (
        {"landmark", "post", "settlement", "jamoat", "district", "region"},
        {"crossing", "country", "river", "outside"},
    ),
}
