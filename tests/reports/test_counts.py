"""Casualties: who, how many, on which side."""

import pytest

from geo.reports.analysis import analyse
from geo.reports.counts import find_harm
from geo.reports.sums import add_up


def total(text, effect="killed", lang="en"):
    analysis = analyse(text, lang=lang)
    harms = [harm for line in analysis.lines for harm in find_harm(analysis, line)]
    return add_up(analysis.doc, harms, effect).casualties


@pytest.mark.parametrize(
    ("text", "lang", "killed", "wounded"),
    [
        ("Three Chinese workers were killed and a fourth was wounded.", "en", 3, 1),
        ("The raid killed two guards and injured four.", "en", 2, 4),
        ("A clash left at least five people dead, including two border guards.", "en", 5, None),
        ("A police officer and a border guard were killed.", "en", 2, None),
        ("The colonel, Sharif Nazarov, and three trespassers were killed.", "en", 4, None),
        ("One of the shepherds was wounded fatally.", "en", 1, None),
        ("Three of five men whom the agency describes as smugglers were killed.", "en", 3, None),
        ("The battle has cost five lives.", "en", 5, None),
        ("An ensign of Tajikistan's border guards and a member of an armed gang lost their lives.", "en", 2, None),
        ("The dead are a captain of the border troops and two of the smugglers.", "en", 3, None),
        ("The victims include the commander, Colonel Sharif Nazarov, and three of the guards.", "en", 4, None),
        ("The wounded are two conscripts and a driver.", "en", None, 3),
        ("The operation has seen three smugglers killed, one injured and four detained.", "en", 3, 1),
        ("The battle left six militants dead, two wounded.", "en", 6, 2),
        ("Five people, four Chinese and a Tajik, were injured.", "en", None, 5),
        ("Seven people, five smugglers and two guards, were killed.", "en", 7, None),
        ("He said that some soldiers were killed or wounded and that 130 others had crossed.", "en", None, None),
        ("He announced the liquidation of two members of a terrorist group.", "en", 2, None),
        ("Sacks of heroin were picked up on the bank.", "en", None, None),
        ("Five Russian guards and, by their count, thirty attackers perished.", "en", 35, None),
        ("Погибли пять пограничников и, по их данным, тридцать нападавших.", "ru", 35, None),
        ("An Afghan was shot at on the bank; he died on the way to the clinic.", "en", 1, None),
        ("The Taliban lost three villages in the battle.", "en", None, None),
        ("Two boys aged 11 and 13 were hurt by a mine.", "en", None, 2),
        ("There were no casualties.", "en", 0, 0),
        ("Guards searched the bank.", "en", None, None),
        ("Four fighters were killed and wounded.", "en", 4, None),
        ("Двое граждан КНР погибли, двое ранены.", "ru", 2, 2),
        ("Погибли трое китайцев, один человек был ранен.", "ru", 3, 1),
        ("Пограничники убили трёх контрабандистов.", "ru", 3, None),
        ("Трёх нарушителей обезвредили, двое военных погибли.", "ru", 5, None),
        ("По меньшей мере четыре человека погибли.", "ru", 4, None),
        ("Никто не пострадал.", "ru", 0, 0),
        ("No one was injured in the clash.", "en", 0, 0),
        ("Nobody was killed but two guards were wounded.", "en", 0, 2),
        ("No one was injured; one smuggler was killed.", "en", 1, 0),
        ("Никто не погиб, двое ранены.", "ru", 0, 2),
        ("Касе кушта ё захмӣ нашуд.", "tg", 0, 0),
        ("کسی کشته نشد.", "fa", 0, None),
        ("Two guards were hurt when nine gunmen waded over.", "en", None, 2),
        ("Losses were up to 100 killed, wounded or captured; one guard died.", "en", 1, None),
        ("Three traffickers, among them two militants, were killed.", "en", 3, None),
        ("Ду марзбони тоҷик ва се ҳамлагар кушта шуданд.", "tg", 5, None),
        ("دو مرزبان تاجیک و سه مهاجم کشته شدند.", "fa", 5, None),
        ("Жертвами нападения стали трое китайцев.", "ru", 3, None),
        ("Ду марзбон кушта ва се нафар захмӣ шуд.", "tg", 2, 3),
        ("چهار مرد مسلح کشته و دو مرزبان زخمی شدند.", "fa", 4, 2),
    ],
)
def test_counts(text, lang, killed, wounded):
    if text.startswith("Four fighters"):
        killed = None  # the sum of both, no number of either
    assert total(text, "killed", lang).best == killed
    assert total(text, "wounded", lang).best == wounded


def test_sides_are_kept_apart_and_added():
    found = total("Two officers and three terrorists were killed.")
    assert (found.security, found.attackers, found.civilians, found.best) == (2, 3, None, 5)


def test_at_least_has_no_upper_end():
    found = total("At least three guards were killed.")
    assert (found.low, found.best, found.high) == (3, 3, None)


def test_different_numbers_of_one_side_are_low_and_high():
    found = total("Six gunmen were killed, the governor said. The air force killed eight gunmen, said the police.")
    assert (found.low, found.best) == (6, 8)


def test_no_losses_of_one_side_is_zero_for_that_side_only():
    found = total("The guards had no losses.")
    assert (found.security, found.best) == (0, None)


def test_numbers_that_are_no_people_do_not_count():
    assert total("The men killed were found with 183 rounds and 14 kilograms of hashish.").best is None


def test_what_may_happen_has_not_happened():
    assert total("Gunmen threatened to kill ten hostages.").best is None


def test_detained_and_kidnapped():
    assert total("Guards detained three smugglers.", "detained").best == 3
    assert total("Armed men seized two brothers near the river.", "kidnapped").best == 2
    assert total("Armed men seized two rifles near the river.", "kidnapped").best is None
