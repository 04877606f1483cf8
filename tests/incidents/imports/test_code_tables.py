"""The tables are whole, say their sources, and go there and back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.core import vocab
from geo.incidents.imports import code_tables

TABLES = ("acled_events", "ucdp_violence", "precisions", "actors")
BOTH_WAYS = [
    (dataset, row) for dataset in ("acled", "ucdp") for row in code_tables.event_codes(dataset)
    if row.direction == "both"
]  # fmt: skip


@pytest.mark.parametrize("name", ["acled_events", "ucdp_violence", "precisions"])
def test_every_row_names_its_source(name):
    assert all(row["source"].strip() for row in code_tables.rows(name))


@pytest.mark.parametrize("dataset", ["acled", "ucdp"])
def test_every_kind_is_written_as_one_code(dataset):
    written = [row.kind for row in code_tables.event_codes(dataset) if row.direction != "read"]
    assert sorted(written) == sorted(vocab.KINDS)


@given(st.sampled_from(BOTH_WAYS), st.text(alphabet="abcdefgh XYZ", max_size=30))
def test_kind_to_code_and_back(pair, words):
    """A code declared for both ways, with its word in a text that holds no other word of the table, gives its kind."""
    dataset, row = pair
    text = f"{words} {row.word} {words}"
    others = [other.word for other in code_tables.event_codes(dataset) if other.word and other.word != row.word]
    assert not any(word in text.casefold() for word in others)
    assert code_tables.code_of(dataset, row.kind).code == row.code
    assert code_tables.kind_of(dataset, row.code, text) == row.kind


def test_code_without_its_word_is_the_plain_kind():
    assert code_tables.kind_of("acled", ("Battles", "Armed clash"), "Guards fought.") == "clash"
    assert code_tables.kind_of("acled", ("battles", "ARMED CLASH"), "") == "clash"
    strike = ("Explosions/Remote violence", "Air/drone strike")
    assert code_tables.kind_of("acled", strike, "Aircraft bombed a post.") == "other"
    assert code_tables.kind_of("acled", strike, "A drone dropped a grenade.") == "drone_attack"
    assert code_tables.kind_of("acled", ("Battles", "Picnic"), "") is None
    assert code_tables.kind_of("ucdp", ("4",), "") is None


def test_precisions_agree_with_the_codes_that_exports_write():
    """Reading any code gives a class for which that very code is written."""
    for dataset, variable, written in (
        ("acled", "geo_precision", lambda name: vocab.PRECISION_CLASSES[name].acled_geo_precision),
        ("ucdp", "where_prec", lambda name: vocab.PRECISION_CLASSES[name].ucdp_where_prec),
        ("acled", "time_precision", vocab.ACLED_TIME_PRECISION.get),
        ("ucdp", "date_prec", vocab.UCDP_DATE_PREC.get),
    ):
        for code, read_as in code_tables.precisions(dataset, variable).items():
            assert written(read_as) == int(code)


def test_table_says_for_which_classes_each_code_is_written():
    for row in code_tables.rows("precisions"):
        for name in row["written_for"].split():
            if row["variable"] in ("geo_precision", "where_prec"):
                codes = vocab.PRECISION_CLASSES[name]
                own = codes.acled_geo_precision if row["dataset"] == "acled" else codes.ucdp_where_prec
            else:
                own = (vocab.ACLED_TIME_PRECISION if row["dataset"] == "acled" else vocab.UCDP_DATE_PREC)[name]
            assert own == int(row["code"]), row


def test_imprecise_codes_are_no_points():
    assert code_tables.precisions("acled", "geo_precision")["2"] not in vocab.POINT_PRECISIONS
    assert code_tables.precisions("acled", "geo_precision")["3"] not in vocab.POINT_PRECISIONS


@pytest.mark.parametrize("party", [name for name in vocab.PARTIES if name != "other"])
def test_acled_names_of_parties_go_there_and_back(party):
    written = code_tables.actor_of(party)
    day = dt.date(2010, 1, 1) if party == "afghan_government" else dt.date(2024, 1, 1)
    assert code_tables.actor(written.acled_name, day).party == party


def test_government_of_afghanistan_changes_hands():
    assert code_tables.actor("Government of Afghanistan", dt.date(2021, 8, 14)).party == "afghan_government"
    assert code_tables.actor("Government of Afghanistan", dt.date(2021, 8, 15)).party == "taliban"


def test_unknown_actor_keeps_its_name():
    party = code_tables.parties(["Invented League"], None)[0]
    assert (party.id, party.label) == ("other", "Invented League")
