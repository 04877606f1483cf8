"""Reading whole reports: accounts, tallies, and bad input. The reports are invented."""

import datetime as dt
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.core.model import Reading, Report, from_dict, to_dict
from geo.reports.reader import read_report

LEAD = (
    "Two Tajik border guards were killed on Tuesday in a clash with smugglers in Farkhor district, the State Committee "
    "for National Security said. Guards seized 14 kilograms of hashish and three Kalashnikov rifles."
)


def report(text, *, lang="en", published=dt.date(2026, 1, 16)):
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Report(id=sha, sha256=sha, text=text, lang=lang, published=published)


def test_an_account_has_its_values_and_their_words():
    (account,) = read_report(report(LEAD)).accounts
    assert (account.role, account.kind, account.killed.best, account.bank) == ("main", "smuggling_clash", 2, "TJ")
    assert account.date.start == account.date.end == dt.date(2026, 1, 13)
    assert account.place.district == "Farkhor"
    words = {field: [LEAD[start:end] for start, end in spans] for field, spans in account.spans.items()}
    assert words["date"] == ["Tuesday"]
    assert "Farkhor" in words["place"]
    assert any("Two Tajik border guards were killed" in part for part in words["killed"])


def test_seizures_have_item_count_and_unit():
    (account,) = read_report(report(LEAD)).accounts
    found = {(item.item, item.count, item.unit) for item in account.seized}
    assert found == {("hashish", 14, "kg"), ("kalashnikov", 3, None)}


def test_parties_keep_the_words_of_the_report():
    (account,) = read_report(report(LEAD)).accounts
    assert {"tajik_border_guards", "smugglers", "tajik_security"} <= {party.id for party in account.parties}


def test_speakers_disagree_and_both_are_kept():
    text = (
        "Four men were killed by Tajik border guards on Sunday in Khatlon. The State Committee for National Security "
        "called them “terrorists”. Zabihullah Mujahid said they were drug traffickers. "
        "No group has claimed responsibility."
    )
    (account,) = read_report(report(text)).accounts
    said = {(claim.claimant, claim.says, claim.stance) for claim in account.claims}
    assert ("State Committee for National Security", "terrorists", "asserts") in said
    assert ("Zabihullah Mujahid", "drug traffickers", "asserts") in said
    assert "no_comment" in {stance for _, _, stance in said}
    for claim in account.claims:
        assert text[slice(*claim.span)] == claim.says


@pytest.mark.parametrize(
    ("text", "bank", "fire_from"),
    [
        (
            "Rockets fired from Afghan territory landed in Panj district of Tajikistan on Sunday, guards said.",
            "TJ",
            "AF",
        ),
        (
            "Tajik warplanes bombed Darqad district in Takhar, Afghanistan, on Sunday, killing eight Taliban.",
            "AF",
            "TJ",
        ),
    ],
)
def test_banks_of_harm_and_of_fire_are_kept_apart(text, bank, fire_from):
    (account,) = read_report(report(text)).accounts
    assert (account.kind, account.bank, account.fire_from) == ("cross_border_fire", bank, fire_from)


def test_background_is_an_account_of_its_own():
    text = (
        LEAD + " Earlier, on November 26, three Chinese workers were killed by a drone in Shamsiddin Shohin district."
    )
    main, background = read_report(report(text)).accounts
    assert (main.killed.best, background.killed.best) == (2, 3)
    assert (background.role, background.kind) == ("background", "drone_attack")
    assert background.date.start == dt.date(2025, 11, 26)


def test_a_tally_is_no_account():
    text = (
        "At least five deadly incidents were counted on the Afghan border of Tajikistan since November, 16 were killed."
    )
    reading = read_report(report(text))
    assert reading.accounts == ()
    (tally,) = reading.tallies
    assert (tally.incidents.best, tally.killed.best, tally.since) == (5, 16, dt.date(2025, 11, 1))


def test_a_border_elsewhere_gives_nothing():
    text = "Two Kyrgyz guards were killed in a clash with Tajik troops in Batken on Friday, Bishkek said."
    assert read_report(report(text)).accounts == ()


def test_what_is_unknown_is_null():
    (account,) = read_report(
        report("A clash broke out between Tajik border guards and smugglers on the Afghan border on Tuesday.")
    ).accounts
    assert account.killed.best is None
    assert account.wounded.best is None


def test_reading_survives_json():
    reading = read_report(report(LEAD))
    assert from_dict(to_dict(reading), Reading) == reading


def test_same_text_same_reading():
    assert read_report(report(LEAD)) == read_report(report(LEAD))


def test_donation_appeal_and_caption_give_nothing():
    text = (
        "Your support helps us to tell the story. Three guards were killed while you read more. Subscribe now.\n\n"
        "Afghan guards stand on the border. [Some Body / Agency]\n\n" + LEAD
    )
    (account,) = read_report(report(text)).accounts
    assert account.killed.best == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "\x00\x01\x02",
        "…" * 1000,
        "killed " * 5000,
        "Shamsiddin Shohin, " * 10_000,
        "a" * 200_000,
        "1" * 100_000,
        "(" * 50_000,
        "on 31 February " * 2000,
        "and " * 50_000,
        "two killed and " * 10_000,
        "\n" * 100_000,
        "«" * 10_000 + "погибли",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_odd_texts_give_no_account(text):
    reading = read_report(report(text))
    assert reading.accounts == ()
    assert len(reading.notes) <= 1


def test_a_long_text_is_cut_and_says_so():
    reading = read_report(report(LEAD + " word" * 100_000))
    assert any("only its beginning was read" in note for note in reading.notes)
    assert reading.accounts


def test_an_impossible_date_is_noted():
    reading = read_report(
        report("Two Tajik border guards were killed on 31 February in Farkhor district on the Afghan border.")
    )
    assert any("31 February" in note for note in reading.notes)


@settings(max_examples=150)
@given(
    st.text(max_size=300),
    st.sampled_from(["en", "ru", "tg", "fa", "uz", None]),
    st.dates(dt.date(1995, 1, 1), dt.date(2030, 1, 1)),
)
def test_any_text_can_be_read(text, lang, published):
    reading = read_report(report(text, lang=lang, published=published))
    for account in reading.accounts:
        for spans in account.spans.values():
            assert all(0 <= start < end <= len(text) for start, end in spans)


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from(
            [
                *LEAD.split(),
                "и",
                "погибли",
                "on",
                "31",
                "February",
                "Panj",
                "among",
                "four",
                "to",
                "ten",
                ";",
                "—",
                "ago",
            ]
        ),
        max_size=60,
    )
)
def test_shuffled_words_can_be_read(words):
    text = " ".join(words)
    for account in read_report(report(text)).accounts:
        assert account.killed.low is None or account.killed.best is None or account.killed.low <= account.killed.best


def test_sums_of_money_keep_their_sign_and_currency():
    text = "Tajik guards killed two Afghan smugglers in Panj district and seized $10,000 in cash, €500 and a boat."
    (account,) = read_report(report(text)).accounts
    cash = {(item.label, item.count, item.unit) for item in account.seized if item.item == "cash"}
    assert cash == {("$10,000 in cash", 10000, "USD"), ("€500", 500, "EUR")}


def test_a_second_event_of_the_same_day_elsewhere_is_an_account_of_its_own():
    text = (
        "On January 12 guards of the Panj border detachment in Tajikistan detained three Afghan gold panners. On the "
        "same day, in Ishkoshim district, border guards stopped two Afghan herders who had waded across the river."
    )
    first, second = read_report(report(text)).accounts
    assert (first.detained.best, second.detained.best) == (3, 2)
    assert second.place.district == "Ishkoshim"
    assert first.date.start == second.date.start == dt.date(2026, 1, 12)
