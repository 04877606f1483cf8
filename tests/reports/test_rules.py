"""Each row of a rule table is held to its example."""

import csv

import pytest

from geo.core.errors import RecordError
from geo.reports import numerals, rules
from geo.reports.text import take_apart

ROWS = [pytest.param(rule, id=f"{rule.table}-{rule.line}") for table in rules.TABLES for rule in rules.load(table)]


@pytest.mark.parametrize("rule", ROWS)
def test_row_matches_its_example(rule):
    found = rules.Matcher([rule]).find(take_apart(rule.fields["example"]))
    assert any(hit.value == rule.value for hit in found)


@pytest.mark.parametrize("table", ["numbers", "calendar"])
def test_word_tables_have_an_example_that_holds_a_word(table):
    with (rules.FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = take_apart(row["example"]).words
            text = " ".join(words)
            assert any(" ".join(take_apart(word).words) in text for word in row["words"].split(";")), row


def test_longest_pattern_of_a_table_stands():
    found = rules.matcher("en").find(take_apart("Two Chinese workers were killed"))
    people = [hit for hit in found if hit.table == "people"]
    assert people[0].rule.fields["party"] == "chinese_workers"


def test_gap_reaches_so_many_words_and_no_further():
    rule = rules.Rule("cues", "x", "en", {"patterns": "cost ~2 lives"}, 1)
    matcher = rules.Matcher([rule])
    assert matcher.find(take_apart("it cost the five lives"))
    assert not matcher.find(take_apart("it cost the first five lives"))


def test_a_row_without_an_example_is_refused(tmp_path, monkeypatch):
    (tmp_path / "harm.csv").write_text("value,lang,patterns,example\nkilled,en,killed,\n", "utf-8")
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    with pytest.raises(RecordError, match="line 2"):
        rules.load.__wrapped__("harm")


def test_a_row_in_an_unknown_language_is_refused(tmp_path, monkeypatch):
    (tmp_path / "harm.csv").write_text("value,lang,patterns,example\nkilled,xx,killed,killed\n", "utf-8")
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    with pytest.raises(RecordError, match="'xx'"):
        rules.load.__wrapped__("harm")


def test_number_words_of_all_languages_are_known():
    for lang, word in (("en", "seven"), ("ru", "семеро"), ("tg", "ҳафт"), ("fa", "هفت")):
        assert [n.best for n in numerals.find_numbers(take_apart(word), lang)] == [7]
