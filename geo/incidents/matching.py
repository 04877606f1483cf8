"""How much two accounts look like accounts of one event: a score that is a sum of named, explained parts.

Each part is a weight in the manner of log odds: above 0 speaks for one event, below 0 against, 0 is silent. What an
account does not say is silent. The score is symmetric. All weights and thresholds are in `MatchConfig`.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache

from geo.core.vocab import PRECISION_CLASSES
from geo.incidents.copies import shared_share
from geo.incidents.evidence import SHARP_DAYS, Evidence, day_of_year, month_of

_EARTH_RADIUS_KM = 6_371.0
_YEAR_DAYS = 366
_MONTHS_DAYS = 45
_REGION_ORDER = PRECISION_CLASSES["region"].order
# Kinds that outlets use of one and the same event; between groups they contradict.
_FIGHT = frozenset(("clash", "incursion", "shooting", "drone_attack", "smuggling_clash", "cross_border_fire"))
_SMUGGLING = frozenset(("smuggling_clash", "detention", "incursion", "clash"))
# More than rounding can do.
_SLACK = 1e-3
_NO_SIDES = (None, None, None)
_BORDER_GUARDS = frozenset(("tajik_border_guards", "tajik_security", "russian_border_guards"))

PARTS = ("date", "place", "killed", "wounded", "detained", "kind", "parties", "seized", "text", "report", "record")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchConfig:
    """Weights and thresholds of matching; a store that was matched with others is matched anew when it is opened.

    `link`: two sharp accounts with this score are one event. `clash`: two accounts below this score never share an
    incident. `attach`: a loose account joins the best incident from this score on, if it leads by `margin`; from
    `link` on, `sure_margin` is enough. From `may_be` on, an account that only recalls an event may be of a known one.
    An account with more than `max_candidates` others that may be of its event is compared with none; among loose ones
    `max_yearless`, if it has a day but no year: as every year has that day, it has ever more of them.
    """

    link: float = 4.0
    clash: float = 0.0
    attach: float = 2.5
    may_be: float = 1.0
    margin: float = 1.0
    sure_margin: float = 0.4
    impossible: float = -20.0

    same_day: float = 3.0
    same_days: float = 2.5
    same_week: float = 1.8
    same_month: float = 1.0
    same_year: float = 0.3
    next_day: float = 1.0
    two_days: float = -0.5
    three_days: float = -2.5
    same_month_day: float = 2.3
    next_month_day: float = 0.7
    same_month_no_year: float = 0.6
    other_month: float = -4.0
    fresh_days: int = 3
    recent_days: int = 14
    fresh: float = 1.2
    recent: float = 0.6
    background_recent_days: int = 75
    background_recent: float = 0.3
    undated_anchor: float = -1.0
    old: float = -1.0
    very_old: float = -2.5

    same_point: float = 3.0
    near_point: float = 2.2
    near_km: float = 10.0
    same_sector: float = 2.4
    same_district: float = 1.8
    within_district: float = 1.8
    apart_in_district: float = 0.8
    apart_km: float = 40.0
    same_region: float = 0.8
    facing: float = 0.2
    other_district: float = -2.5
    other_region: float = -5.0
    border_km: float = 25.0

    killed_equal: tuple[float, ...] = (0.4, 0.9, 1.1, 1.5, 1.8, 2.2)
    killed_overlap: float = 0.6
    killed_part: float = 0.3
    side_equal: float = 0.4
    side_differs: float = -0.6
    killed_off_by_one: float = -0.6
    killed_differs: float = -1.8
    hurt_equal: tuple[float, ...] = (0.1, 0.6, 0.8, 1.1)
    hurt_differs: float = -0.4

    kind_equal: float = 0.5
    kind_rare_equal: float = 1.0
    kind_other_group: float = -1.5
    rare_parties: dict[str, float] = field(
        default_factory=lambda: {
            "chinese_workers": 1.2,
            "jamaat_ansarullah": 0.8,
            "iskp": 0.8,
            "nrf": 0.8,
            "russian_border_guards": 0.4,
            "taliban": 0.3,
        }
    )
    party_missing: float = -0.4
    guards_differ: float = -0.8
    seized_equal: float = 0.9
    seized_max: float = 2.7
    seized_differs: float = -0.3
    copy_share: float = 0.5
    copied_text: float = 2.5
    same_report: float = -3.0
    same_record: float = 8.0
    max_candidates: int = 400
    max_yearless: int = 100


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two accounts compare: each part of `PARTS` with its weight, and the sum."""

    weights: tuple[float, ...]
    score: float

    def explain(self) -> dict[str, float]:
        """Give the parts that spoke, strongest first."""
        spoken = [(name, weight) for name, weight in zip(PARTS, self.weights, strict=True) if weight]
        return dict(sorted(spoken, key=lambda item: (-abs(item[1]), item[0])))


def compare(a: Evidence, b: Evidence, config: MatchConfig) -> Comparison:
    """Compare two accounts.

    Parameters
    ----------
    a, b
        The accounts, in either order: the result is the same.
    """
    record = _record(a, b, config)
    if record:
        # Whatever else they say: a corrected row may have another day.
        return Comparison((*[0.0] * (len(PARTS) - 1), record), record)
    date = _date(a, b, config)
    if date <= config.impossible:
        return Comparison((date, *[0.0] * (len(PARTS) - 1)), date)
    weights = (
        date,
        *_said(a, b, config),
        config.copied_text if _is_copy(a, b, config) else 0.0,
        config.same_report if a.report_id is not None and a.report_id == b.report_id else 0.0,
        0.0,
    )
    # Rounded, so that a threshold that is met on paper is met.
    return Comparison(weights, round(sum(weights), 6))


def score(a: Evidence, b: Evidence, config: MatchConfig) -> float:
    """Return the score of two accounts; of two that contradict each other even if their texts are copies, not exactly.

    That is faster than `compare`, as most of all pairs are of that kind: their score is below `clash` as the exact one.
    """
    record = _record(a, b, config)
    if record:
        return record
    date = _date(a, b, config)
    if date <= config.impossible:
        return date
    others = _said(a, b, config)
    same_report = config.same_report if a.report_id is not None and a.report_id == b.report_id else 0.0
    without = date + sum(others) + same_report
    if without + config.copied_text < config.clash - _SLACK:
        return without
    # In the order of the parts, so that the sum is the same to the last digit.
    copied = config.copied_text if _is_copy(a, b, config) else 0.0
    return round(sum((date, *others, copied, same_report, 0.0)), 6)


def _said(a: Evidence, b: Evidence, config: MatchConfig) -> tuple[float, ...]:
    """Weigh what two accounts say beside their days, in the order of PARTS."""
    return (
        _place(a, b, config),
        _killed(a, b, config),
        _hurt(a.wounded, b.wounded, config),
        _hurt(a.detained, b.detained, config),
        _kind(a.kind, b.kind, config),
        _parties(a.parties, b.parties, config),
        _seized(a, b, config),
    )


def _record(a: Evidence, b: Evidence, config: MatchConfig) -> float:
    """Weigh two rows of one data set: a row is one event there, and the same row is the same event, corrected."""
    if a.record is None or b.record is None or a.record[0] != b.record[0]:
        return 0.0
    return config.same_record if a.record == b.record else config.impossible


def _is_copy(a: Evidence, b: Evidence, config: MatchConfig) -> bool:
    """Tell whether the texts are copies; accounts of one text are told apart by what they say, not by their text."""
    if not a.sketch or not b.sketch or a.report_id == b.report_id:
        return False
    return shared_share(a.sketch, b.sketch) >= config.copy_share


def _date(a: Evidence, b: Evidence, config: MatchConfig) -> float:
    if a.first is not None and b.first is not None:
        assert a.last is not None  # noqa: S101 - first and last are set together
        assert b.last is not None  # noqa: S101
        gap = max(a.first - b.last, b.first - a.last)
        width = max(a.last - a.first, b.last - b.first) + 1
        return _interval_weight(gap, width, config)
    if a.month_day is not None or b.month_day is not None:
        distance = _month_day_distance(a, b)
        if distance is None:
            return 0.0
        steps = (config.same_month_day, config.next_month_day, config.two_days)
        return steps[distance] if distance < len(steps) else config.impossible
    if a.month is not None or b.month is not None:
        return _month_weight(a, b, config)
    if a.first is None and b.first is None:
        return _published_weight(a, b, config)
    return _lag_weight(a, b, config) if a.first is None else _lag_weight(b, a, config)


def _interval_weight(gap: int, width: int, config: MatchConfig) -> float:
    """Weigh two dates by the days between them (0 or less: they overlap) and the wider one's days."""
    if gap <= 0:
        for limit, weight in (
            (1, config.same_day),
            (3, config.same_days),
            (10, config.same_week),
            (31, config.same_month),
        ):
            if width <= limit:
                return weight
        return config.same_year
    steps = (config.next_day, config.two_days, config.three_days)
    if gap > len(steps):
        return config.impossible
    return steps[gap - 1] if width <= SHARP_DAYS else min(0.0, steps[gap - 1])


def _month_day_distance(a: Evidence, b: Evidence) -> int | None:
    """Days between two days of the year, the year unknown on one side; None where the other has no day at all."""
    if a.month_day is None:
        a, b = b, a
    assert a.month_day is not None  # noqa: S101 - the caller checked that one is set
    if b.month_day is not None:
        distance = abs(a.month_day - b.month_day)
        return min(distance, _YEAR_DAYS - distance)
    if b.first is None or b.last is None:
        return None
    distances = [abs(a.month_day - day) for day in _days_of_year(b.first, b.last)]
    return min(min(distance, _YEAR_DAYS - distance) for distance in distances)


def _month_weight(a: Evidence, b: Evidence, config: MatchConfig) -> float:
    """Weigh two dates of which one at least is a month without a year."""
    months_a, months_b = _months(a), _months(b)
    if not months_a or not months_b:
        return 0.0
    return config.same_month_no_year if months_a & months_b else config.other_month


def _months(evidence: Evidence) -> set[int]:
    if evidence.month is not None:
        return {evidence.month}
    if evidence.first is None or evidence.last is None or evidence.last - evidence.first > _MONTHS_DAYS:
        return set()
    return {month_of(day) for day in (evidence.first, evidence.last)}


def _days_of_year(first: int, last: int) -> range | list[int]:
    if last - first >= _YEAR_DAYS:
        return range(1, _YEAR_DAYS + 1)
    return [day_of_year(day) for day in range(first, last + 1)]


def _lag_weight(undated: Evidence, dated: Evidence, config: MatchConfig) -> float:
    """Weigh an account without a date by how long before its publication the other's event was."""
    if undated.published is None:
        return config.undated_anchor if undated.is_anchor else 0.0
    assert dated.first is not None  # noqa: S101 - the caller checked it
    assert dated.last is not None  # noqa: S101
    if dated.first > undated.published + 1:
        return config.impossible
    lag = undated.published - dated.last
    if undated.is_main:
        if lag <= config.fresh_days:
            return config.fresh
        if lag <= config.recent_days:
            return config.recent
    elif lag <= config.background_recent_days:
        return config.background_recent
    if lag <= _YEAR_DAYS:
        return config.old if undated.is_main else 0.0
    return config.very_old if undated.is_main else config.old


def _published_weight(a: Evidence, b: Evidence, config: MatchConfig) -> float:
    """Weigh two accounts without dates by how close their publications are."""
    if a.published is None or b.published is None or not (a.is_main and b.is_main):
        return 0.0
    apart = abs(a.published - b.published)
    if apart <= config.fresh_days:
        return config.fresh
    if apart <= config.recent_days:
        return config.recent
    return config.old if apart <= _YEAR_DAYS else config.very_old


def _place(a: Evidence, b: Evidence, config: MatchConfig) -> float:
    if a.place_order > _REGION_ORDER or b.place_order > _REGION_ORDER:
        return 0.0
    is_facing = a.country != b.country and bool(a.segments & b.segments)
    if a.lon is not None and b.lon is not None:
        return _points(a, b, is_facing=is_facing, config=config)
    if a.has_own_place and a.place_id == b.place_id and a.place_id != a.district:
        return config.same_sector
    if a.district and b.district:
        if a.district == b.district:
            return config.same_district
        if is_facing:
            return config.facing
        return config.other_district if a.region == b.region else config.other_region
    if a.region and b.region:
        if a.region == b.region:
            return config.same_region
        return config.facing if is_facing else config.other_region
    return 0.0


def _points(a: Evidence, b: Evidence, *, is_facing: bool, config: MatchConfig) -> float:
    if a.place_id is not None and a.place_id == b.place_id:
        return config.same_point
    distance = distance_km(a, b)
    if distance <= config.near_km:
        return config.near_point
    if a.district is not None and a.district == b.district:
        return config.apart_in_district if distance <= config.apart_km else 0.0
    if distance <= config.border_km:
        return config.apart_in_district if is_facing or a.country == b.country else config.facing
    if is_facing:
        return config.facing
    return config.other_district if a.region == b.region else config.other_region


def distance_km(a: Evidence, b: Evidence) -> float:
    """Distance (km, on a sphere: good to half a per cent) between two accounts that are known to a point."""
    assert a.lon is not None and a.lat is not None and b.lon is not None and b.lat is not None  # noqa: PT018, S101
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def _killed(a: Evidence, b: Evidence, config: MatchConfig) -> float:
    return _killed_total(a, b, config) + _killed_sides(a, b, config)


def _killed_total(a: Evidence, b: Evidence, config: MatchConfig) -> float:
    low_a, best_a, high_a = a.killed
    low_b, best_b, high_b = b.killed
    if best_a is None or best_b is None:
        return 0.0
    if best_a == best_b:
        return config.killed_equal[min(best_a, len(config.killed_equal) - 1)]
    if _first(low_a, best_a) <= _first(high_b, best_b) and _first(low_b, best_b) <= _first(high_a, best_a):
        return config.killed_overlap
    if (best_b and best_b in a.sides) or (best_a and best_a in b.sides):
        return config.killed_part
    if abs(best_a - best_b) == 1 and best_a and best_b:
        return config.killed_off_by_one
    return config.killed_differs


def _killed_sides(a: Evidence, b: Evidence, config: MatchConfig) -> float:
    """Weigh who was killed: security, civilians, attackers, where both say so."""
    if a.sides == _NO_SIDES or b.sides == _NO_SIDES:
        return 0.0
    both = [(x, y) for x, y in zip(a.sides, b.sides, strict=True) if x is not None and y is not None]
    equal = any(x == y and x for x, y in both)
    return config.side_equal * equal + config.side_differs * sum(x != y for x, y in both)


def _first(value: int | None, fallback: int) -> int:
    return fallback if value is None else value


def _hurt(a: int | None, b: int | None, config: MatchConfig) -> float:
    if a is None or b is None:
        return 0.0
    if a == b:
        return config.hurt_equal[min(a, len(config.hurt_equal) - 1)]
    return config.hurt_differs


def _kind(a: str, b: str, config: MatchConfig) -> float:
    if a == b:
        if a == "other":
            return 0.0
        return config.kind_equal if a in _FIGHT or a == "detention" else config.kind_rare_equal
    if "other" in (a, b) or (a in _FIGHT and b in _FIGHT) or (a in _SMUGGLING and b in _SMUGGLING):
        return 0.0
    return config.kind_other_group


def _parties(a: frozenset[str], b: frozenset[str], config: MatchConfig) -> float:
    weight = sum(config.rare_parties.get(party, 0.0) for party in a & b)
    if a and b and ("chinese_workers" in a) != ("chinese_workers" in b):
        weight += config.party_missing
    if _guards(a) and _guards(b) and not _guards(a) & _guards(b):
        weight += config.guards_differ
    return weight


@lru_cache(maxsize=4_096)
def _guards(parties: frozenset[str]) -> frozenset[str]:
    """Return whose guards took part: Russia's left the border in 2005, Tajikistan's took over."""
    return frozenset(party.partition("_")[0] for party in parties & _BORDER_GUARDS)


def _seized(a: Evidence, b: Evidence, config: MatchConfig) -> float:
    if not a.seized or not b.seized:
        return 0.0
    equal = len(a.seized & b.seized)
    if equal:
        return min(config.seized_max, equal * config.seized_equal)
    both = {item for item, _ in a.seized} & {item for item, _ in b.seized}
    return config.seized_differs * min(len(both), 3)
