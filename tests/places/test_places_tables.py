"""The schema of the tables that people edit."""

import re

import pytest

from geo.core import vocab
from geo.places import names
from geo.places.gazetteer import ALIAS_KINDS

LANGS = {"en", "ru", "tg", "fa", "ps", "uz", "tr", "de", "pl", "kk"}


def test_places_table(table, listed):
    rows = table("places.csv")
    assert list(rows[0]) == [
        "place_id", "name", "placetype", "country", "region_id", "district_ids", "lon", "lat", "uncertainty_km",
        "strong", "named_after", "note",
    ]  # fmt: skip
    assert len({row["place_id"] for row in rows}) == len(rows)
    for row in rows:
        assert re.fullmatch(r"border|(wof|gn)-\d+|(pw|out)-[a-z0-9-]+", row["place_id"]), row
        assert row["placetype"] in (*vocab.PLACETYPES, "outside"), row
        assert row["strong"] in {"", "1"}, row
        assert bool(row["lon"]) == bool(row["lat"]), row
        if row["lon"] and row["place_id"].startswith("pw-"):
            assert row["uncertainty_km"], f"{row['place_id']}: a position of our own says how sure it is"
        if row["place_id"].startswith("pw-"):
            assert row["note"], f"{row['place_id']}: a place of our own says where it comes from"
        assert listed.has(row["place_id"])


def test_aliases_table(table, listed):
    rows = table("aliases.csv")
    assert list(rows[0]) == ["place_id", "name", "lang", "kind", "valid_from", "valid_to"]
    seen = set()
    for row in rows:
        key = (row["place_id"], row["name"], row["lang"])
        assert key not in seen, f"twice: {key}"
        seen.add(key)
        assert row["kind"] in ALIAS_KINDS, row
        assert row["lang"] in LANGS, row
        assert names.name_keys(row["name"]), row
        assert row["name"] == row["name"].strip(), row
        for column in ("valid_from", "valid_to"):
            assert re.fullmatch(r"(\d{4})?", row[column]), row
        if row["kind"] == "historical":
            assert row["valid_from"] or row["valid_to"], f"a historical name has years: {row}"


@pytest.mark.parametrize(("lang", "script"), [("ru", "cyrillic"), ("tg", "cyrillic"), ("fa", "arabic")])
def test_aliases_are_in_the_script_of_their_language(table, lang, script):
    for row in table("aliases.csv"):
        if row["lang"] == lang:
            assert names.script(row["name"]) == script, row


def test_every_border_district_has_names_in_four_languages(listed):
    for place in listed:
        if place.placetype == "district" and place.segments:
            langs = {alias.lang for alias in listed.aliases_of(place.place_id)}
            assert {"en", "ru", "tg", "fa"} <= langs, place.place_id


@pytest.mark.parametrize(
    ("place_id", "old", "until"),
    [
        ("tj-shamsiddin-shohin", "Shuroobod", 2016),
        ("tj-hamadoni", "Moskovskiy", 2004),
        ("tj-jayhun", "Qumsangir", 2016),
        ("tj-dusti", "Jilikul", 2016),
        ("tj-kushoniyon", "Bokhtar district", 2018),
        ("tj-levakant", "Sarband", 2016),
        ("tj-sangvor", "Tavildara", 2016),
        ("tj-jaloliddin-balkhi", "Kolkhozobod", 2018),
    ],
)
def test_old_names_carry_the_year_they_ended(listed, place_id, old, until):
    assert any(
        alias.name == old and alias.kind == "historical" and alias.valid_to == until
        for alias in listed.aliases_of(place_id)
    )
