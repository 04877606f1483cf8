"""Matching: scores of pairs worked out by hand, and the laws of grouping whatever the order of arrival."""

import datetime as dt
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.core.model import Account, Casualties, DateSpan, Incident, Party, Placement, SegmentShare, Seizure
from geo.incidents import copies, evidence, matching
from geo.incidents.blocks import MemoryIndex
from geo.incidents.clustering import DIFFERENT, SAME, Clusterer, Judgement, Verdicts, cluster
from geo.incidents.evidence import Evidence
from geo.incidents.regrouping import HeldInMemory, Regrouping

CONFIG = matching.MatchConfig()
SEGMENTS = (SegmentShare(id="north--south", share=1.0),)
DISTRICT = Placement(
    status="placed",
    place_id="tj-north",
    precision_class="district",
    district_id="tj-north",
    region_id="tj-khatlon",
    country="TJ",
    segments=SEGMENTS,
)
REGION = Placement(
    status="placed", place_id="tj-khatlon", precision_class="region", region_id="tj-khatlon", country="TJ"
)
FACING = Placement(
    status="placed",
    place_id="af-south",
    precision_class="district",
    district_id="af-south",
    region_id="af-takhar",
    country="AF",
    segments=SEGMENTS,
)


def _village(name: str, lon: float, lat: float = 37.5) -> Placement:
    return Placement(
        status="placed",
        place_id=name,
        precision_class="settlement",
        lon=lon,
        lat=lat,
        uncertainty_km=2.0,
        district_id="tj-north",
        region_id="tj-khatlon",
        country="TJ",
        segments=SEGMENTS,
    )


def _day(day: int, last: int | None = None, month: int = 1) -> DateSpan:
    return DateSpan(start=dt.date(2026, month, day), end=dt.date(2026, month, last or day), precision="day")


def _account(name: str, *, report: str | None = None, published: dt.date | None = None, **values: object) -> Evidence:
    if isinstance(killed := values.get("killed"), int):
        values["killed"] = Casualties(best=killed)
    account = Account(**values)  # type: ignore[arg-type]
    return evidence.from_account(account, account_id=name, report_id=report or f"report-{name}", published=published)


def _parts(a: Evidence, b: Evidence) -> dict[str, float]:
    forward, backward = matching.compare(a, b, CONFIG), matching.compare(b, a, CONFIG)
    assert forward == backward
    return forward.explain()


@pytest.mark.parametrize(
    ("first", "second", "weight"),
    [
        (_day(18), _day(18), CONFIG.same_day),
        (_day(17, 18), _day(18), CONFIG.same_days),
        (_day(12, 18), _day(15), CONFIG.same_week),
        (_day(1, 31), _day(15), CONFIG.same_month),
        (_day(18), _day(19), CONFIG.next_day),
        (_day(18), _day(20), CONFIG.two_days),
        (_day(18), _day(28), CONFIG.impossible),
        (_day(1, 10), _day(11), 0.0),
        (DateSpan(partial="--01-18"), _day(18), CONFIG.same_month_day),
        (DateSpan(partial="--01-18"), _day(17, 18), CONFIG.same_month_day),
        (DateSpan(partial="--12-31"), DateSpan(partial="--01-01"), CONFIG.next_month_day),
        (DateSpan(partial="--01-18"), _day(25), CONFIG.impossible),
        (DateSpan(), _day(25), 0.0),
    ],
)
def test_date_part(first: DateSpan, second: DateSpan, weight: float) -> None:
    assert _parts(_account("a", date=first), _account("b", date=second)).get("date", 0.0) == weight


@pytest.mark.parametrize(
    ("published", "role", "weight"),
    [
        (dt.date(2026, 1, 19), "main", CONFIG.fresh),
        (dt.date(2026, 1, 28), "main", CONFIG.recent),
        (dt.date(2026, 3, 1), "main", CONFIG.old),
        (dt.date(2026, 3, 1), "background", CONFIG.background_recent),
        (dt.date(2025, 12, 1), "background", CONFIG.impossible),
    ],
)
def test_undated_account_is_weighed_by_its_publication(published: dt.date, role: str, weight: float) -> None:
    undated = _account("a", role=role, published=published)
    assert _parts(undated, _account("b", date=_day(18)))["date"] == weight


@pytest.mark.parametrize(
    ("first", "second", "weight"),
    [
        (DISTRICT, DISTRICT, CONFIG.same_district),
        (DISTRICT, _village("kavo", 70.0), CONFIG.within_district),
        (DISTRICT, REGION, CONFIG.same_region),
        (DISTRICT, FACING, CONFIG.facing),
        (_village("kavo", 70.0), _village("kavo", 70.0), CONFIG.same_point),
        (_village("kavo", 70.0), _village("bogh", 70.05), CONFIG.near_point),
        (_village("kavo", 70.0), _village("yol", 70.3), CONFIG.apart_in_district),
        (DISTRICT, Placement(), 0.0),
        (DISTRICT, Placement(status="ambiguous", place_id="tj-x", precision_class="district", district_id="tj-x"), 0.0),
    ],
)
def test_place_part(first: Placement, second: Placement, weight: float) -> None:
    assert _parts(_account("a", place=first), _account("b", place=second)).get("place", 0.0) == weight


@pytest.mark.parametrize(
    ("first", "second", "weight"),
    [
        (Casualties(best=4), Casualties(best=4), CONFIG.killed_equal[4]),
        (Casualties(best=0), Casualties(best=0), CONFIG.killed_equal[0]),
        (Casualties(best=40), Casualties(best=40), CONFIG.killed_equal[5]),
        (Casualties(low=3), Casualties(best=3), CONFIG.killed_equal[3]),
        (Casualties(low=4, best=5, high=6), Casualties(best=4), CONFIG.killed_overlap),
        (Casualties(best=5, security=2, attackers=3), Casualties(best=3), CONFIG.killed_part),
        (Casualties(best=5), Casualties(best=4), CONFIG.killed_off_by_one),
        (Casualties(best=0), Casualties(best=1), CONFIG.killed_differs),
        (Casualties(best=17), Casualties(best=2), CONFIG.killed_differs),
        (Casualties(), Casualties(best=2), 0.0),
    ],
)
def test_killed_part(first: Casualties, second: Casualties, weight: float) -> None:
    assert _parts(_account("a", killed=first), _account("b", killed=second)).get("killed", 0.0) == weight


def test_other_parts_speak_and_what_is_unknown_is_silent() -> None:
    rifles = Seizure(item="kalashnikov", label="rifles", count=5)
    first = _account(
        "a", kind="mine", wounded=Casualties(best=2), parties=(Party(id="iskp", label="IS"),), seized=(rifles,)
    )
    assert _parts(first, first) == {
        "parties": CONFIG.rare_parties["iskp"],
        "kind": CONFIG.kind_rare_equal,
        "seized": CONFIG.seized_equal,
        "wounded": CONFIG.hurt_equal[2],
        "report": CONFIG.same_report,
    }
    assert _parts(_account("b"), _account("c")) == {}
    assert _parts(_account("b", kind="mine"), _account("c", kind="kidnapping")) == {"kind": CONFIG.kind_other_group}


# Grouping.


def _groups(evidences: Sequence[Evidence], judgements: Sequence[Judgement] = ()) -> list[tuple[str, ...]]:
    return [group.members for group in cluster(evidences, judgements)]


def test_accounts_of_one_day_and_district_are_one_incident_and_others_are_not() -> None:
    accounts = [
        _account("a", date=_day(18), place=DISTRICT, killed=4),
        _account("b", date=_day(18), place=_village("kavo", 70.0), killed=4),
        _account("c", date=_day(29), place=DISTRICT, killed=4),
    ]
    assert _groups(accounts) == [("a", "b"), ("c",)]


def test_near_accounts_do_not_chain_distant_ones() -> None:
    # Eight days in a row at one village: each links with the next, but the ends contradict: never one incident.
    chain = [
        _account(f"a{step}", date=_day(10 + step), place=_village("kavo", 70.0), killed=5, kind="clash")
        for step in range(8)
    ]
    assert matching.compare(chain[0], chain[1], CONFIG).score >= CONFIG.link
    assert matching.compare(chain[0], chain[7], CONFIG).score < CONFIG.clash
    groups = _groups(chain)
    assert len(groups) > 1
    assert all(int(group[-1][1:]) - int(group[0][1:]) <= 3 for group in groups)


def test_loose_account_joins_the_one_event_that_leads_and_stays_alone_between_two() -> None:
    four = _account("a", date=_day(18), place=DISTRICT, killed=4, kind="clash")
    three = _account("b", date=_day(29), place=DISTRICT, killed=3, kind="clash")
    month = _account("m", date=_day(1, 31), place=REGION, killed=4, kind="clash")
    silent = _account("n", date=_day(1, 31), place=REGION, kind="clash")
    assert _groups([four, three, month]) == [("a", "m"), ("b",)]
    groups = cluster([four, three, silent])
    assert [(group.members, group.vague) for group in groups] == [(("a",), False), (("b",), False), (("n",), True)]


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ({"killed": 3}, True),
        ({"killed": 3, "date": DateSpan(start=dt.date(2025, 11, 24), end=dt.date(2026, 1, 12))}, True),
        ({"killed": 3, "date": _day(18)}, False),
        ({"killed": 3, "place": REGION}, False),
    ],
)
def test_what_is_recalled_without_a_place_or_a_day_makes_no_event(values: dict[str, object], is_open: bool) -> None:
    (recalled,) = cluster([_account("a", role="background", kind="shooting", **values)])
    (told,) = cluster([_account("a", role="main", kind="shooting", **values)])
    assert (recalled.is_open, told.is_open) == (is_open, False)


def test_partial_date_finds_its_event_by_day_place_and_counts() -> None:
    dated = _account("a", date=_day(18), place=_village("kavo", 70.0), killed=4)
    partial = _account("p", date=DateSpan(partial="--01-18"), place=DISTRICT, killed=4)
    assert _groups([dated, partial]) == [("a", "p")]


def test_copies_of_one_text_link_what_neither_dates() -> None:
    sketch = copies.sketch("an undated text of some length that two outlets carried with the same words all through it")
    first, second = (
        Evidence(id=name, report_id=name, kind="kidnapping", killed=(None, 3, None), sketch=sketch) for name in "ab"
    )
    assert _groups([first, second]) == [("a", "b")]


def test_anchor_keeps_its_id_and_never_merges_with_another() -> None:
    anchors = [
        evidence.from_incident(
            Incident(id=name, summary="", date=_day(18), place=DISTRICT, kind="clash", killed=killed)
        )
        for name, killed in (("2026-01-18-a", Casualties(best=4)), ("2026-01-18-b", Casualties(best=1)))
    ]
    account = _account("x", date=_day(18), place=DISTRICT, kind="clash", killed=4)
    assert _groups([*anchors, account]) == [("2026-01-18-a", "x"), ("2026-01-18-b",)]


def test_undated_anchor_is_found_by_an_account_with_a_date() -> None:
    anchor = Incident(
        id="undated-07-03",
        summary="",
        date=DateSpan(partial="--01-18"),
        place=DISTRICT,
        kind="smuggling_clash",
        killed=Casualties(best=2),
    )
    account = _account("x", date=_day(18), place=DISTRICT, kind="smuggling_clash", killed=2)
    assert _groups([evidence.from_incident(anchor), account]) == [("undated-07-03", "x")]


def test_judgements_win_and_later_ones_over_earlier() -> None:
    same = [_account(name, date=_day(18), place=DISTRICT, killed=4) for name in "ab"]
    other = _account("c", date=_day(1, month=6), place=FACING, killed=9)
    assert _groups([*same, other], [Judgement(DIFFERENT, "a", "b")]) == [("a",), ("b",), ("c",)]
    assert _groups([*same, other], [Judgement(SAME, "a", "c")])[0][:2] == ("a", "c")
    both = [Judgement(DIFFERENT, "a", "b"), Judgement(SAME, "a", "b")]
    assert _groups(same, both) == [("a", "b")]
    assert _groups(same, both[::-1]) == [("a",), ("b",)]


_PLACES = [DISTRICT, REGION, FACING, Placement(), *(_village(f"v{n}", 70.0 + n / 5) for n in range(3))]
_DATES = [*(_day(day) for day in range(10, 15)), _day(10, 14), _day(1, 31), DateSpan(), DateSpan(partial="--01-12")]


@st.composite
def _accounts(draw: st.DrawFn) -> list[Evidence]:
    count = draw(st.integers(1, 14))
    return [
        _account(
            f"e{number:02d}",
            report=f"r{draw(st.integers(0, 9))}",
            published=draw(st.sampled_from([None, dt.date(2026, 1, 16)])),
            date=draw(st.sampled_from(_DATES)),
            place=draw(st.sampled_from(_PLACES)),
            killed=draw(st.sampled_from([None, 3, 4])) or Casualties(),
            kind=draw(st.sampled_from(["clash", "shooting", "mine", "other"])),
            role=draw(st.sampled_from(["main", "background"])),
        )
        for number in range(count)
    ]


@st.composite
def _judged_accounts(draw: st.DrawFn) -> tuple[list[Evidence], list[Judgement]]:
    accounts = draw(_accounts())
    ids = st.sampled_from([account.id for account in accounts])
    triples = st.tuples(st.sampled_from([SAME, DIFFERENT]), ids, ids).filter(lambda item: item[1] != item[2])
    judgements = draw(st.lists(triples.map(lambda item: Judgement(*item)), max_size=4)) if len(accounts) > 1 else []
    return accounts, judgements


@settings(max_examples=150)
@given(_judged_accounts(), st.randoms(use_true_random=False))
def test_grouping_is_a_partition_whatever_the_order(
    case: tuple[list[Evidence], list[Judgement]], shuffler: random.Random
) -> None:
    accounts, judgements = case
    groups = cluster(accounts, judgements)
    assert sorted(member for group in groups for member in group.members) == sorted(a.id for a in accounts)
    shuffled = accounts[:]
    shuffler.shuffle(shuffled)
    assert cluster(shuffled, judgements) == groups


@settings(max_examples=300)
@given(
    _judged_accounts(),
    st.randoms(use_true_random=False),
    st.sampled_from([1, 2, 3, 400]),
    st.integers(1, 5),
    st.booleans(),
)
def test_some_at_a_time_give_the_same_incidents_as_all_at_once(
    case: tuple[list[Evidence], list[Judgement]], shuffler: random.Random, most: int, at_once: int, is_judged_soon: bool
) -> None:
    accounts, judgements = case
    shuffler.shuffle(accounts)
    # Few candidates, so that accounts are too many to be told apart at some point on the way.
    config = matching.MatchConfig(max_candidates=most, max_yearless=min(most, 2))
    index = MemoryIndex()
    held: dict[str, tuple[str, ...]] = {}

    def take(changed: list[Evidence], verdicts: Verdicts, *, are_new: bool = False) -> None:
        if not are_new:
            index.noted.clear()
        regrouping = Regrouping(index, HeldInMemory(held), verdicts=verdicts, config=config)
        for group in regrouping.regroup(changed, are_new=are_new):
            held.update(dict.fromkeys(group.members, group.members))

    there: set[str] = set()
    waiting, said = judgements[:], list[Judgement]()
    for start in range(0, len(accounts), at_once):
        some = accounts[start : start + at_once]
        for account in some:
            index.add(account)
        take(some, Verdicts(said), are_new=True)
        there.update(account.id for account in some)
        if is_judged_soon or len(there) == len(accounts):
            for judgement in [one for one in waiting if {one.left, one.right} <= there]:
                waiting.remove(judgement)
                said.append(judgement)
                take([index.get(judgement.left), index.get(judgement.right)], Verdicts(said))
        so_far = [account for account in accounts if account.id in there]
        assert sorted(set(held.values())) == [group.members for group in cluster(so_far, said, config=config)]
    assert not waiting


def test_who_is_judged_the_same_as_another_takes_nobody_along() -> None:
    mine = {"date": _day(14), "place": REGION, "kind": "mine"}
    clash, _, retold, _ = accounts = [
        _account("a", date=_day(12), place=DISTRICT, kind="clash"),
        _account("b", date=_day(13), place=DISTRICT, kind="mine"),
        _account("c", **mine),
        _account("d", **mine),
    ]
    index, judgements = MemoryIndex(accounts), [Judgement(DIFFERENT, "a", "b"), Judgement(SAME, "a", "c")]
    held = dict.fromkeys("bcd", ("b", "c", "d")) | {"a": ("a",)}
    assert {group.members for group in cluster(accounts)} == set(held.values())
    regrouping = Regrouping(index, HeldInMemory(held), verdicts=Verdicts(judgements))
    for group in regrouping.regroup([clash, retold]):
        held.update(dict.fromkeys(group.members, group.members))
    assert set(held.values()) == {group.members for group in cluster(accounts, judgements)} == {("a", "c"), ("b", "d")}


def test_a_loose_account_looks_at_all_groups_again_when_a_new_account_speaks_against_the_best() -> None:
    where = {name: _village(name, 70.0 + n) for n, name in enumerate("abc")}
    arms = tuple(Seizure(item=item, label=item, count=5) for item in ("kalashnikov", "grenade"))
    groups = [
        _account("a", date=_day(10), place=where["a"], kind="mine", seized=arms),
        _account("b", date=_day(15), place=where["b"], killed=5, kind="other"),
        _account("c", date=_day(20), place=where["c"], killed=5, kind="other"),
    ]
    loose = _account(
        "l", date=_day(1, 31), place=REGION, killed=5, wounded=Casualties(best=2), kind="mine", seized=arms
    )
    against = _account("x", date=_day(10), place=where["a"], killed=9, wounded=Casualties(best=7))
    index, held = MemoryIndex(), dict[str, tuple[str, ...]]()
    homes = []
    for account in (*groups, loose, against):
        index.add(account)
        regrouping = Regrouping(index, HeldInMemory(held))
        for group in regrouping.regroup([account], are_new=True):
            held.update(dict.fromkeys(group.members, group.members))
        homes.append(held.get("l"))
    # It fits "b" and "c" alike, of which only one was among the two that it fitted best.
    assert homes == [None, None, None, ("a", "l"), ("l",)]
    assert set(held.values()) == {group.members for group in cluster([*groups, loose, against])}


def test_comparisons_grow_with_the_accounts_not_with_their_square() -> None:
    def compared(n: int) -> int:
        # The same number of accounts a day: twice the accounts are twice the years.
        random_number = random.Random(7)
        accounts = []
        for number in range(n):
            start = dt.date(2000, 1, 1) + dt.timedelta(days=random_number.randrange(n // 5))
            accounts.append(
                _account(
                    f"x{number}",
                    date=DateSpan(start=start, end=start, precision="day"),
                    place=random_number.choice(_PLACES),
                    killed=random_number.randrange(5),
                )
            )
        clusterer = Clusterer(MemoryIndex(accounts))
        clusterer.groups(account.id for account in accounts)
        return clusterer.compared

    small, large = compared(1_000), compared(4_000)
    assert large < 6 * small


@pytest.mark.parametrize("kind", ["undated", "year", "partial"])
def test_an_account_costs_no_more_where_many_recall_events_of_all_years(kind: str) -> None:
    def compared(n: int) -> float:
        # The years stay as they are, so that more and more accounts may be of one event.
        drawn = random.Random(7)
        index, held, total = MemoryIndex(), dict[str, tuple[str, ...]](), 0
        for number in range(n):
            day = dt.date(1996, 1, 1) + dt.timedelta(days=drawn.randrange(10_000))
            loose = {
                "undated": DateSpan(),
                "year": DateSpan(start=day.replace(month=1, day=1), end=day.replace(month=12, day=31)),
                "partial": DateSpan(partial=day.strftime("--%m-%d")),
            }[kind]
            account = _account(
                f"x{number}",
                role="background",
                published=dt.date(2026, 1, 1),
                date=loose if drawn.random() < 0.3 else DateSpan(start=day, end=day, precision="day"),
                place=drawn.choice(_PLACES),
                killed=drawn.randrange(5),
            )
            index.add(account)
            regrouping = Regrouping(index, HeldInMemory(held))
            for group in regrouping.regroup([account], are_new=True):
                held.update(dict.fromkeys(group.members, group.members))
            total += regrouping.compared * (number >= n // 2)
        return total / (n - n // 2)

    # Those that an account is compared with are the more, the denser they lie, and at most so many for each of its
    # keys; what they are compared with in turn is not compared again.
    assert compared(1_200) < 4 * compared(300) + 20


def test_sketches_tell_copies_from_other_texts() -> None:
    words = [f"word{number}" for number in range(120)]
    text = " ".join(words)
    edited = " ".join(["Agency:", *words[:60], "inserted", *words[60:]])
    other = " ".join(reversed(words))
    sketches = [copies.sketch(item) for item in (text, edited, other)]
    assert copies.copy_groups([*sketches, ()], min_share=0.5) == [0, 0, 1, 2]
    assert copies.from_bytes(copies.to_bytes(sketches[0])) == sketches[0]
