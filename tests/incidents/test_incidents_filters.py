import csv
import datetime as dt
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.core import vocab
from geo.core.errors import FilterError
from geo.incidents import area_names, areas, filters
from geo.incidents.filters import Filter
from geo.incidents.table import made_up

DATA = Path(__file__).parents[2] / "data"
ALL = {"alpha", "bravo", "charlie", "delta", "echo"}

# query, the incidents it selects, its sentence, its message
CASES = [
    ({}, ALL, "No filter", {}),
    ({"from": "2025-11-01"}, {"alpha", "bravo", "delta"}, "since 2025-11-01", {"day": [20393, None]}),
    ({"to": "2025-11-26"}, {"alpha", "charlie"}, "until 2025-11-26", {"day": [None, 20418]}),
    ({"from": "2025-12-24", "to": "2025-12-24"}, {"bravo"}, "2025-12-24", {"day": [20446, 20446]}),
    ({"from": "2025-10-26", "to": "2025-12-23"}, {"alpha", "bravo"}, "2025-10-26 to 2025-12-23",
     {"day": [20387, 20445]}),
    ({"region": "Khatlon"}, ALL - {"charlie"}, "Khatlon", {"region": 1 << 2}),
    ({"region": "takhar, tj-khatlon"}, ALL, "Khatlon or Takhar", {"region": 1 << 2 | 1 << 6}),
    ({"district": "Shamsiddin Shohin"}, {"alpha", "bravo"}, "Shamsiddin Shohin district", {"district": [39]}),
    ({"segment": "Shamsiddin Shohin - Chah Ab"}, {"alpha", "bravo", "charlie", "delta"},
     "possibly on segment Shamsiddin Shohin - Chah Ab", {"segment": [1 << 15, 0]}),
    ({"segment": "murghob--wakhan"}, set(), "possibly on segment Murghob - Wakhan", {"segment": [0, 1]}),
    ({"kind": "clash,drone_attack"}, {"alpha", "bravo", "charlie"}, "kind Clash or Drone attack", {"kind": 0b1001}),
    ({"party": "taliban"}, {"charlie"}, "with Taliban", {"party": 1 << 4}),
    ({"bank": "af"}, {"charlie"}, "in Afghanistan", {"bank": 0b10}),
    ({"min_killed": "2"}, {"alpha", "bravo", "echo"}, "at least 2 killed", {"min_killed": 2}),
    ({"min_killed": "0"}, ALL, "No filter", {}),
    ({"precision": "district"}, {"bravo", "echo"}, "place known to: District", {"precision": 1 << 3}),
    ({"status": "disputed"}, {"bravo"}, "status Disputed", {"status": 0b100}),
    ({"text": "  Place OF  echo "}, {"echo"}, 'text "Place OF echo"', {"text": ["place", "of", "echo"]}),
    ({"region": "Khatlon", "min_killed": "1", "from": "2025-11-01", "to": "2026-04-30"}, {"alpha", "bravo"},
     "2025-11-01 to 2026-04-30, Khatlon, at least 1 killed",
     {"day": [20393, 20573], "region": 1 << 2, "min_killed": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected", "sentence", "message"), CASES, ids=[str(case[0]) for case in CASES])
def test_filter_case(table, query, expected, sentence, message):
    chosen = Filter.from_query(query)
    mask = chosen.mask(table)
    assert {str(table.ids[row]) for row in np.flatnonzero(mask)} == expected
    assert chosen.sentence(int(mask.sum()), table.n) == f"{sentence}: {len(expected)} of 5 incidents"
    assert chosen.message(table) == message
    assert Filter.from_query(chosen.to_query()) == chosen
    assert chosen.is_empty == (chosen == Filter())


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"from": "yesterday"}, "from: 'yesterday' is not a date"),
        ({"to": "2026-02-30"}, "to: '2026-02-30' is not a date"),
        ({"from": "2026-01-02", "to": "2026-01-01"}, "from: 2026-01-02 is after to 2026-01-01"),
        ({"region": "Khatln"}, r"region: 'Khatln' is unknown; did you mean tj-khatlon \(Khatlon\)"),
        ({"district": "Hamadony"}, r"district: 'Hamadony' is unknown; did you mean tj-hamadoni \(Hamadoni\)"),
        ({"district": "Nosiri Husraw"}, "district: 'Nosiri Husraw' is unknown; did you mean tj-nosiri-khusrav"),
        ({"district": "Baharak"},
         r"district: 'Baharak' can be any of af-baharak-badakhshan \(Baharak\), af-baharak-takhar \(Baharak\): name"),
        ({"district": "Shughnan"},
         r"district: 'Shughnan' can be any of tj-shughnon \(Shughnon\), af-shighnan \(Shighnan\): name one by its id"),
        ({"district": "Ishkashim"}, "district: 'Ishkashim' can be any of tj-ishkoshim .*, af-ishkashim"),
        ({"district": "Дарваз"}, "district: 'Дарваз' can be any of tj-darvoz .*, af-maymay .*, af-nusay"),
        ({"district": "Panj, Darwaz"}, "district: 'Darwaz' can be any of"),
        ({"district": "GBAO"}, "district: 'GBAO' is unknown"),
        ({"region": "Badakhshan"}, "region: 'Badakhshan' can be any of tj-gbao .*, af-badakhshan"),
        ({"segment": "zzzz"}, "segment: 'zzzz' is unknown"),
        ({"kind": "clash,clsh"}, r"kind: 'clsh' is unknown; did you mean clash \(Clash\)"),
        ({"party": "qwxz"}, "party: 'qwxz' is unknown; expected one of tajik_border_guards"),
        ({"bank": "UZ"}, "bank: 'UZ' is unknown"),
        ({"min_killed": "-1"}, "min_killed: '-1' is not a whole number"),
        ({"min_killed": "two"}, "min_killed: 'two' is not a whole number"),
        ({"precision": "vague"}, "precision: 'vague' is unknown"),
        ({"status": "open"}, "status: 'open' is unknown"),
        ({"text": "x" * 201}, "text: 201 characters, expected at most 200"),
    ],
)  # fmt: skip
def test_query_that_cannot_be_names_the_field(query, reason):
    with pytest.raises(FilterError, match=f"^{reason}"):
        Filter.from_query(query)


@pytest.mark.parametrize(
    ("key", "word", "meant"),
    [
        ("district", "Shuroobod", "tj-shamsiddin-shohin"),
        ("district", "shuro-obod", "tj-shamsiddin-shohin"),
        ("district", "Шуроабад", "tj-shamsiddin-shohin"),
        ("district", "Moskovsky", "tj-hamadoni"),
        ("district", "Московский", "tj-hamadoni"),
        ("district", "Qumsangir", "tj-jayhun"),
        ("district", "Jirgatol", "tj-lakhsh"),
        ("district", "Faizobod", "tj-fayzobod"),
        ("district", "Darwaz-e Bala", "af-nusay"),
        ("district", "Дарвоз", "tj-darvoz"),
        ("district", "Darvoz", "tj-darvoz"),
        ("district", "درقد", "af-darqad"),
        ("district", "Ishkoshim", "tj-ishkoshim"),
        ("region", "GBAO", "tj-gbao"),
        ("region", "gbao", "tj-gbao"),
        ("region", "ГБАО", "tj-gbao"),
        ("region", "Хатлон", "tj-khatlon"),
        ("region", "DRS", "tj-drs"),
    ],
)
def test_an_area_may_be_called_by_any_of_its_names(key, word, meant):
    assert Filter.from_query({key: word}).to_query() == {key: meant}


def test_every_listed_name_of_a_district_leads_to_it():
    with (DATA / "sources" / "district_names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    lost = []
    for row in rows:
        for name in (row["alias"], row["name"]):
            try:
                chosen = Filter.from_query({"district": name}).districts
            except FilterError as err:
                chosen = tuple(re.findall(r" ((?:tj|af)-[a-z-]+) \(", str(err).partition("can be any of")[2]))
            if row["district_id"] not in chosen:
                lost.append((row["district_id"], name))
    assert lost == []


def test_every_id_is_itself():
    for key, known in (("region", areas.load().regions), ("district", areas.load().districts)):
        assert [Filter.from_query({key: value}).to_query() for value in known.ids] == [{key: v} for v in known.ids]


def test_ids_need_no_gazetteer(monkeypatch):
    def refuse(*_):
        pytest.fail("the gazetteer was asked")

    monkeypatch.setattr(area_names, "named", refuse)
    assert Filter.from_query({"region": "tj-gbao", "district": "TJ-DARVOZ"}).districts == ("tj-darvoz",)


@pytest.mark.parametrize(
    "fields",
    [
        {"kinds": ("Clash",)},
        {"regions": ("nowhere",)},
        {"min_killed": -1},
        {"min_killed": True},
        {"date_from": "2026-01-01"},
        {"date_from": dt.datetime(2026, 1, 1)},
    ],
)
def test_filter_that_cannot_be_is_refused(fields):
    with pytest.raises(FilterError):
        Filter(**fields)


def test_query_ignores_other_keys_and_empty_values():
    assert Filter.from_query({"zoom": "7", "region": " ", "text": ""}) == Filter()


def test_values_are_ordered_and_unique():
    assert Filter(kinds=("mine", "clash", "mine")) == Filter(kinds=("clash", "mine"))


def _some(values):
    return st.lists(st.sampled_from(sorted(values)), max_size=3, unique=True).map(tuple)


@st.composite
def filter_values(draw):
    known = areas.load()
    days = sorted(draw(st.lists(st.dates(dt.date(1997, 1, 1), dt.date(2027, 1, 1)), min_size=2, max_size=2)))
    return Filter(
        date_from=draw(st.sampled_from([None, days[0]])),
        date_to=draw(st.sampled_from([None, days[1]])),
        regions=draw(_some(known.regions.ids)),
        districts=draw(_some(known.districts.ids)),
        segments=draw(_some(known.segments.ids)),
        kinds=draw(_some(vocab.KINDS)),
        parties=draw(_some(vocab.PARTIES)),
        banks=draw(_some(vocab.COUNTRIES)),
        min_killed=draw(st.none() | st.integers(0, 5)),
        precisions=draw(_some(vocab.PRECISION_CLASSES)),
        statuses=draw(_some(vocab.INCIDENT_STATUSES)),
        text=draw(st.none() | st.text(max_size=20)),
    )


@given(filter_values())
@settings(max_examples=60)
def test_query_round_trip(chosen):
    assert Filter.from_query(chosen.to_query()) == chosen


@pytest.fixture(scope="module")
def many():
    return made_up(2_000, seed=1)


@given(chosen=filter_values())
@settings(max_examples=60)
def test_mask_is_the_conjunction_of_its_fields(many, chosen):
    alone = np.ones(many.n, bool)
    for key, value in chosen.to_query().items():
        alone &= Filter.from_query({key: value}).mask(many)
    assert np.array_equal(chosen.mask(many), alone)


@given(chosen=filter_values())
@settings(max_examples=60)
def test_message_selects_the_same_rows(many, chosen):
    """Select row by row as a browser would, from the message and the table's columns alone."""
    message = chosen.message(many)
    assert chosen.mask(many).tolist() == [_browser_selects(message, many, row) for row in range(many.n)]


def _browser_selects(message, table, row):
    if "day" in message:
        first, last = message["day"]
        if (first is not None and table.day_end[row] < first) or (last is not None and table.day[row] > last):
            return False
    for name in ("kind", "precision", "bank", "status", "region"):
        if name in message and not (message[name] >> (int(getattr(table, name)[row]) & 31)) & 1:
            return False
    low, high = (int(word) for word in table.segment_mask[row])
    return (
        ("district" not in message or int(table.district[row]) in message["district"])
        and ("segment" not in message or bool(low & message["segment"][0] or high & message["segment"][1]))
        and ("party" not in message or bool(int(table.party_mask[row]) & message["party"]))
        and max(table.killed_best[row], table.killed_low[row]) >= message.get("min_killed", -1)
        and all(term in str(table.text[row]) for term in message.get("text", ()))
    )


@pytest.mark.parametrize(
    ("name", "last", "expected"),
    [
        ("30d", "2026-04-17", ("2026-03-19", "2026-04-17")),
        ("90d", "2026-04-17", ("2026-01-18", "2026-04-17")),
        ("12m", "2026-04-17", ("2025-04-18", "2026-04-17")),
        ("12m", "2024-02-29", ("2023-03-01", "2024-02-29")),
        ("since-nov-2025", "2026-04-17", ("2025-11-01", None)),
        ("all", "2026-04-17", (None, None)),
    ],
)
def test_presets_count_back_from_the_last_day_of_the_data(name, last, expected):
    days = filters.preset(name, dt.date.fromisoformat(last))
    assert days == tuple(day and dt.date.fromisoformat(day) for day in expected)


def test_presets_without_data_or_name():
    assert filters.preset("30d", None) == (None, None)
    with pytest.raises(FilterError, match="preset: 'week' is unknown"):
        filters.preset("week", dt.date(2026, 1, 1))
