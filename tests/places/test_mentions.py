from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.places.mentions import find_mentions


def _one(text, written):
    return next(mention for mention in find_mentions(text, keep_bare=True) if mention.text == written)


def test_mentions_are_spans_in_order_without_overlap():
    text = "Kavo village, Shamsiddin Shohin district, Khatlon; then Hamadoni, and Afghanistan's Takhar province."
    found = find_mentions(text)
    assert [text[mention.start : mention.end] for mention in found] == [mention.text for mention in found]
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert [mention.text for mention in found] == [
        "Kavo", "Shamsiddin Shohin", "Khatlon", "Hamadoni", "Afghanistan", "Takhar",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "written", "kind"),
    [
        ("in Hamadoni district", "Hamadoni", "district"),
        ("the district of Hamadoni", "Hamadoni", "district"),
        ("в Хамадонийском районе", "Хамадонийском", "district"),
        ("район Хамадони", "Хамадони", "district"),
        ("погранотряд «Хамадони»", "Хамадони", "detachment"),
        ("на участке Московского погранотряда", "Московского", "detachment"),
        ("the village of Kavo", "Kavo", "settlement"),
        ("Kavo village", "Kavo", "settlement"),
        ("деҳаи Каво", "Каво", "settlement"),
        ("روستای داونگ", "داونگ", "settlement"),
        ("Border Post No. 5 Bogh", "Bogh", "post"),
        ("along the Panj", "Panj", "river"),
        ("the Panj River", "Panj River", None),
        ("Kavo", "Kavo", None),
    ],
)
def test_the_word_beside_says_what_a_name_is(text, written, kind):
    found = _one(text, written)
    assert found.kind == kind or (kind is None and found.kind == "river")


@pytest.mark.parametrize(
    ("text", "written", "relation"),
    [
        ("in Darqad district", "Darqad", "at"),
        ("men from Darqad district", "Darqad", "from"),
        ("из уезда Даркад", "Даркад", "from"),
        ("near Kavo", "Kavo", "near"),
        ("close to Kavo", "Kavo", "near"),
        ("близ села Каво", "Каво", "near"),
        ("opposite Chah Ab", "Chah Ab", "facing"),
        ("across the river from Chah Ab", "Chah Ab", "facing"),
        ("напротив Чахаба", "Чахаба", "facing"),
        ("60 km south of Kulob", "Kulob", "away"),
        ("в 60 км от Куляба", "Куляба", "away"),
        ("5 km east of Kevron", "Kevron", "near"),
        ("south of Farkhor", "Farkhor", "away"),
        ("у Кеврона", "Кеврона", "near"),
        ("обстрел Хорога со стороны Афганистана", "Афганистана", "from"),
        ("Ишкашим, со стороны Таджикистана", "Таджикистана", "at"),
        ("in the south of Khatlon", "Khatlon", "at"),
        ("DUSHANBE, June 10 --", "DUSHANBE", "dateline"),
        ("MAZAR-E-SHARIF, Afghanistan -", "MAZAR-E-SHARIF", "dateline"),
    ],
)
def test_the_words_before_say_how_the_event_stands_to_it(text, written, relation):
    assert _one(text, written).relation == relation


@pytest.mark.parametrize(
    ("text", "written", "bank"),
    [
        ("the Afghan district of Ishkashim", "Ishkashim", "AF"),
        ("в афганском Ишкашиме", "Ишкашиме", "AF"),
        ("the Tajik town of Ishkashim", "Ishkashim", "TJ"),
        ("Tajik border guards in Ishkashim", "Ishkashim", None),
        ("Ishkashim, on the Tajik side of the river", "Ishkashim", "TJ"),
        ("on the Afghan bank of the Panj, in Shughnan", "Shughnan", "AF"),
        ("на таджикском берегу в Шугнане", "Шугнане", "TJ"),
        ("дар соҳили Афғонистон, дар Шуғнон", "Шуғнон", "AF"),
        ("در سمت تاجیکستان در اشکاشم", "اشکاشم", "TJ"),
        ("shots came from the Afghan side at Ishkashim", "Ishkashim", None),
        ("on the Afghan bank, in Hamadoni", "Hamadoni", None),
    ],
)
def test_a_word_beside_puts_a_name_on_a_bank(text, written, bank):
    assert _one(text, written).bank == bank


@pytest.mark.parametrize(
    "text",
    [
        "The bog was dry and the langar was shut.",
        "A tag, a bar and a dam; he ran along the tang.",
        "On Sunday in March the market opened in May.",
        "Он сказал: дар богов, сад и рог изобилия.",
        "Дар хона панҷ китоб ва ду гул буд.",
        "در خانه پنج کتاب و دو گل بود",
        "این کار در راه صلح است و جرم نیست",
        "Emomali Rahmon met Zafar Samad and Komron Rajabzoda.",
        "The Independent and Tolo News said so.",
        "Mr. Farkhor and Colonel Vanj met Mullah Darwaz.",
        "Rushon Karimov, 34, was fined; Farkhor, 51, too.",
        "Hamadoni wrote his memoirs.",
        "The Khorog State University won against FC Khatlon.",
        "Театри давлатии Бохтар ва Кулябский музыкальный театр",
        "генерал Рушон и Хатлон Рахимова",
    ],
)
def test_ordinary_words_are_no_places(text):
    assert find_mentions(text) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("in Vanj Karimov was shot", "Vanj"),
        ("убит в Ванче Каримов", "Ванче"),
        ("глава Хатлона Назаров", "Хатлона"),
        ("the governor of Khatlon said", "Khatlon"),
        ("at the Khorog State University", None),
        ("in Khorog, 34 people were hurt", "Khorog"),
        ("General Rajabali in Darvoz", "Darvoz"),
    ],
)
def test_a_place_beside_a_person_stays_one(text, written):
    found = [mention.text for mention in find_mentions(text)]
    assert found == ([written] if written else ["Khorog"])


def test_a_short_name_needs_a_word_or_a_district_beside_it():
    assert find_mentions("Ёл был далеко. В Ёл") == []
    assert _one("деҳаи Ёл", "Ёл").kind == "settlement"
    assert _one("Ёл, Шуроабадский район", "Ёл").support == "chain"


def test_a_village_is_known_by_its_consonants_in_arabic_script():
    assert _one("قریه چوبیک", "چوبیک").matches[0].place.name == "Chubek"


@pytest.mark.parametrize(
    ("text", "km"),
    [
        ("5 km east of Kevron", 5.0),
        ("some 3-4 kilometres from Kevron", 4.0),
        ("3km from Kevron", 3.0),
        ("two miles upriver of Kevron", 3.218),
        ("several kilometres from Kevron", 10.0),
        ("north of Kevron", 10.0),
        ("в 1,5 км от Кеврона", 1.5),
        ("в полутора километрах южнее Кеврона", 1.5),
        ("в 500 м от Кеврона", 0.5),
        ("дар чор километрии Кеврон", 4.0),
        ("در ۵ کیلومتری کیوران", 5.0),
        ("60 km from Kevron", None),
        ("the 10 km road to Kevron", None),
        ("in Kevron, 5 km from the line", None),
    ],
)
def test_a_distance_from_a_village_is_kept(text, km):
    (found,) = find_mentions(text)
    assert found.offset_km == (pytest.approx(km) if km is not None else None)


def test_a_village_that_is_not_listed_is_a_mention_without_places():
    found = _one("in the village of Qorabuloqtepa, Hamadoni district", "Qorabuloqtepa")
    assert found.matches == ()
    assert found.kind == "settlement"


def test_names_that_qualify_each_other_are_one_chain():
    first, second, third, fourth = find_mentions(
        "in Kavo village, Shamsiddin Shohin district, Khatlon. In Farkhor it was calm."
    )
    assert first.chain == second.chain == third.chain != fourth.chain


@pytest.mark.parametrize(
    ("text", "written", "kind"),
    [
        ("People of Kavo, a small mountain village, saw it.", "Kavo", "settlement"),
        ("Davang is a cluster of eight settlements.", "Davang", "settlement"),
        ("in Tuyi Poyon, a scatter of stone houses in Shuroobod district", "Tuyi Poyon", "settlement"),
        ("He was born in Kavo, a good day for all.", "Kavo", None),
    ],
)
def test_an_apposition_says_what_a_name_is(text, written, kind):
    found = {mention.text: mention.kind for mention in find_mentions(text, keep_bare=True)}
    assert found[written] == kind


def test_an_apposition_does_not_part_a_village_from_its_district():
    village, district = find_mentions("in Tuyi Poyon, a scatter of stone houses in Shuroobod district")
    assert village.chain == district.chain
    assert district.text == "Shuroobod"


def test_who_went_past_a_village_was_not_there():
    (past,) = find_mentions("They drove past Kavo village at night.")
    assert past.relation == "from"


def test_a_group_called_by_a_word_for_an_area_is_no_place():
    assert [mention.text for mention in find_mentions("سه عضو گروه جماعت انصارالله در درواز")] == ["درواز"]


def test_a_misspelt_district_is_found_by_its_word():
    found = _one("in Hamadonny district", "Hamadonny")
    assert "tj-hamadoni" in found.place_ids


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_any_text_is_taken(text):
    for mention in find_mentions(text, keep_bare=True):
        assert text[mention.start : mention.end] == mention.text


_WORDS = "Kavo , . of the district village Panj район в Ишкашим - ( ) « » شهر بزرگ from"


@settings(max_examples=200)
@given(st.lists(st.sampled_from(_WORDS.split())))
def test_any_order_of_place_words_is_taken(parts):
    text = " ".join(parts)
    spans = [(mention.start, mention.end) for mention in find_mentions(text, keep_bare=True)]
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("arms from Darqad district to Tajikistan", False),
        ("from Farkhor district of Tajikistan", True),
    ],
)
def test_a_country_holds_only_its_own_districts(text, joined):
    area, country = find_mentions(text)
    assert (area.chain == country.chain) is joined


@pytest.mark.parametrize(
    "text",
    [
        "Islamic State-Khorasan claimed the rockets",
        "the Islamic State in Khorasan Province declared",
        "боевики ИГИЛ-Хорасан",
        "گروه داعش خراسان",
        "ISIS Khorasan",
    ],
)
def test_the_branch_of_an_armed_group_is_no_place(text):
    assert find_mentions(text) == []
