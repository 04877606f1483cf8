"""From the accounts of one event to the values shown for it, each with the rule that chose it.

What is said is never lost: every differing value stands beside the shown one with who says it. Copies of one wire text
count as one voice. The rules, in the order in which they are tried:

- `curated`: the value of the shipped incident, which people have weighed;
- `agreed`: all that speak say the same;
- `majority`: most independent texts say it;
- `most_precise`: the narrowest date or the most exact place;
- `most_authoritative`: reports about the event go before reports that recall it;
- `most_recent`: the latest publication;
- `range`: lowest and highest of all that was said;
- `all`: everything that was said, each once.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from geo.core.model import (
    Account,
    Casualties,
    Claim,
    Count,
    DateSpan,
    Incident,
    Party,
    Placement,
    Report,
    Source,
)
from geo.core.vocab import KINDS, PARTIES, PRECISION_CLASSES
from geo.incidents import evidence
from geo.incidents.copies import Sketch, copy_groups

_V = TypeVar("_V")
_COPY_SHARE = 0.5
_FAR_PAST = dt.date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One account with its report, as merging needs it."""

    account_id: str
    account: Account
    report: Report
    sketch: Sketch = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One of the values that accounts give for a property, the accounts that do, and how many texts that makes."""

    value: Any
    account_ids: tuple[str, ...]
    n_independent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The rule that chose the shown value of one property, the accounts it rests on, and all that was said of it."""

    prop: str
    rule: str
    account_ids: tuple[str, ...]
    said: tuple[Said, ...]

    @property
    def is_conflict(self) -> bool:
        """Whether accounts disagree."""
        return len(self.said) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """An incident as shown, with the reasons: one `Shown` a property that anything was said of."""

    incident: Incident
    shown: tuple[Shown, ...]
    n_reports: int
    n_independent: int


@dataclass(frozen=True, slots=True)
class _Voice:
    """A statement with the number of its independent text."""

    statement: Statement
    text: int

    @property
    def rank(self) -> tuple[bool, dt.date, str]:
        """Order of authority: the event's own reports first, then the latest; the id settles ties."""
        report = self.statement.report
        is_main = self.statement.account.role == "main"
        return (is_main, report.published or _FAR_PAST, self.statement.account_id)


def merge(
    incident_id: str,
    statements: Iterable[Statement],
    *,
    shipped: Incident | None = None,
    others: Sequence[Incident] = (),
) -> Merged:
    """Merge the accounts of one event into the incident that is shown.

    Parameters
    ----------
    incident_id
        The id that the incident has.
    statements
        Its accounts, in any order: the result is the same.
    shipped
        The shipped incident among them, whose values stand; accounts fill what it leaves open.
    others
        Further shipped incidents that were judged the same event: they fill what it leaves open before accounts do,
        and none of their claims and sources is lost.

    Raises
    ------
    ValueError
        There is neither a statement nor a shipped incident.
    """
    ordered = sorted(statements, key=lambda statement: statement.account_id)
    if not ordered and shipped is None:
        msg = f"incident {incident_id!r} has no account and no shipped incident: nothing to merge"
        raise ValueError(msg)
    # Texts in order of publication, so that the copies go by the text they were taken from.
    by_report = {statement.report.id: statement for statement in ordered}
    texts = sorted(by_report.values(), key=lambda s: (s.report.published or _FAR_PAST, s.report.id))
    groups = copy_groups([statement.sketch for statement in texts], min_share=_COPY_SHARE)
    text_of = {statement.report.id: group for statement, group in zip(texts, groups, strict=True)}
    voices = [_Voice(statement, text_of[statement.report.id]) for statement in ordered]
    incident, shown = _show(incident_id, voices, shipped, others)
    return Merged(
        incident=incident,
        shown=tuple(shown),
        n_reports=len(by_report),
        n_independent=len(set(groups)),
    )


def _show(
    incident_id: str, voices: list[_Voice], shipped: Incident | None, others: Sequence[Incident]
) -> tuple[Incident, list[Shown]]:
    shown: list[Shown] = []
    curated_ones = [*([] if shipped is None else [shipped]), *others]

    def choose(prop: str, value: Callable[[Account], _V], is_silent: Callable[[_V], bool], pick: _Pick) -> Any:
        weighed = [value(one) for one in curated_ones]  # type: ignore[arg-type]
        curated = next((one for one in weighed if not is_silent(one)), None)
        is_open = curated is None
        spoken = [(voice, value(voice.statement.account)) for voice in voices]
        spoken = [(voice, said) for voice, said in spoken if not is_silent(said)]
        if not spoken:
            if not is_open:
                shown.append(Shown(prop=prop, rule="curated", account_ids=(), said=()))
            return None if is_open else curated
        said = _sayings(spoken)
        if not is_open:
            shown.append(Shown(prop=prop, rule="curated", account_ids=(), said=said))
            return curated
        rule, chosen, ids = pick(spoken, said)
        shown.append(Shown(prop=prop, rule=rule if len(said) > 1 else "agreed", account_ids=ids, said=said))
        return chosen

    date = choose("date", lambda a: a.date, _no_date, _pick_date) or DateSpan()
    place = choose("place", lambda a: a.place, _no_place, _pick_place) or Placement()
    kind = choose("kind", lambda a: a.kind, lambda kind: kind == "other", _pick_majority) or "other"
    bank = choose("bank", lambda a: a.bank, lambda bank: bank is None, _pick_majority)
    killed = choose("killed", lambda a: a.killed, _no_count, _pick_count) or Casualties()
    wounded = choose("wounded", lambda a: _plain(a.wounded), _no_count, _pick_count) or Count()
    detained = choose("detained", lambda a: _plain(a.detained), _no_count, _pick_count) or Count()
    parties = choose("parties", lambda a: a.parties, lambda items: not items, _pick_all_parties) or ()
    seized = choose("seized", lambda a: a.seized, lambda items: not items, _pick_fullest) or ()
    values = {
        "date": date,
        "place": place,
        "kind": kind,
        "bank": bank,
        "killed": killed,
        "wounded": wounded,
        "detained": detained,
        "parties": tuple(parties),
        "seized": tuple(seized),
        "claims": _claims(voices, curated_ones),
        "sources": _sources(voices, curated_ones),
    }
    if shipped is not None:
        return replace(shipped, **values), shown
    # Nothing in any account tells the event from others of its month or region: shown, but marked.
    vague = not any(_is_sharp(voice.statement) for voice in voices)
    summary = summarise(kind, place, killed, wounded)
    return Incident(id=incident_id, summary=summary, confidence="low" if vague else None, **values), shown


def alone(account: Account, summary: str, sources: Sequence[Source] = ()) -> Incident:
    """Return the incident that an account would make by itself, as it says it."""
    return Incident(
        id="account",
        summary=summary,
        date=account.date,
        place=account.place,
        kind=account.kind,
        bank=account.bank,
        killed=account.killed,
        wounded=account.wounded,
        detained=account.detained,
        parties=account.parties,
        seized=account.seized,
        claims=account.claims,
        sources=tuple(sources),
    )


def _is_sharp(statement: Statement) -> bool:
    return evidence.from_account(statement.account, account_id="", report_id="").is_sharp


_Pick = Callable[[list[tuple[_Voice, Any]], tuple[Said, ...]], tuple[str, Any, tuple[str, ...]]]


def summarise(kind: str, place: Placement, killed: Casualties, wounded: Count) -> str:
    """Say in a line what is known of an event: kind, place, people hurt.

    Examples
    --------
    >>> summarise("clash", Placement(name="Kavo", district="North"), Casualties(best=5), Count())
    'Clash, Kavo, North: 5 killed.'
    """
    where = [part for part in (place.settlement or place.name, place.district, place.region) if part]
    head = ", ".join([KINDS[kind], *dict.fromkeys(where)])
    hurt = [
        f"{count.best} {word}" for count, word in ((killed, "killed"), (wounded, "wounded")) if count.best is not None
    ]
    return f"{head}: {', '.join(hurt)}." if hurt else f"{head}."


def _sayings(spoken: Sequence[tuple[_Voice, Any]]) -> tuple[Said, ...]:
    """Gather equal values, those of most independent texts first."""
    by_value: dict[Hashable, list[tuple[_Voice, Any]]] = defaultdict(list)
    for voice, value in spoken:
        by_value[value_key(value)].append((voice, value))
    said = [
        Said(
            value=group[0][1],
            account_ids=tuple(voice.statement.account_id for voice, _ in group),
            n_independent=len({voice.text for voice, _ in group}),
        )
        for group in by_value.values()
    ]
    return tuple(sorted(said, key=lambda item: (-item.n_independent, item.account_ids)))


def value_key(value: Any) -> Hashable:
    """Reduce a value to what makes it equal to another: a place is its id, a count its best figure, lists are sets."""
    if isinstance(value, Placement):
        return (value.place_id, value.precision_class)
    if isinstance(value, Count):
        # "At least three" and "three" are one figure here; sides that one account adds are no disagreement.
        return value.best if value.best is not None else (value.low, value.high)
    if isinstance(value, tuple):
        return frozenset(item.id if isinstance(item, Party) else item for item in value)
    return value  # type: ignore[no-any-return]


def _by_votes(spoken: Sequence[tuple[_Voice, Any]], said: tuple[Said, ...]) -> tuple[str, Any, tuple[str, ...]]:
    """Choose what most independent texts say; where they tie, the most authoritative, then the most recent."""
    top = [item for item in said if item.n_independent == said[0].n_independent]
    if len(top) == 1:
        return "majority", top[0].value, top[0].account_ids
    ids = {account_id for item in top for account_id in item.account_ids}
    contenders = [voice for voice, _ in spoken if voice.statement.account_id in ids]
    best = max(contenders, key=lambda voice: voice.rank)
    winner = next(item for item in top if best.statement.account_id in item.account_ids)
    roles = {voice.statement.account.role for voice in contenders}
    return ("most_recent" if len(roles) == 1 else "most_authoritative"), winner.value, winner.account_ids


_pick_majority: _Pick = _by_votes


def _pick_date(spoken: list[tuple[_Voice, Any]], said: tuple[Said, ...]) -> tuple[str, Any, tuple[str, ...]]:
    """Choose among the narrowest dates."""
    narrowest = min(_width(item.value) for item in said)
    return _among(spoken, said, lambda value: _width(value) == narrowest)


def _pick_place(spoken: list[tuple[_Voice, Any]], said: tuple[Said, ...]) -> tuple[str, Any, tuple[str, ...]]:
    """Choose among the most exact places."""
    finest = min(PRECISION_CLASSES[item.value.precision_class].order for item in said)
    return _among(spoken, said, lambda value: PRECISION_CLASSES[value.precision_class].order == finest)


def _among(
    spoken: list[tuple[_Voice, Any]], said: tuple[Said, ...], is_eligible: Callable[[Any], bool]
) -> tuple[str, Any, tuple[str, ...]]:
    eligible = tuple(item for item in said if is_eligible(item.value))
    if len(eligible) == 1 and len(said) > 1:
        return "most_precise", eligible[0].value, eligible[0].account_ids
    return _by_votes([pair for pair in spoken if is_eligible(pair[1])], eligible)


def _pick_count(spoken: list[tuple[_Voice, Any]], said: tuple[Said, ...]) -> tuple[str, Any, tuple[str, ...]]:
    """Choose the best figure by votes, and keep the lowest and highest of all as the range."""
    rule, chosen, winners = _by_votes(spoken, said)
    # Of the accounts with the chosen figure, the one that says most of the sides.
    agreeing = [count for voice, count in spoken if voice.statement.account_id in winners]
    fullest = max(agreeing, key=lambda count: sum(figure is not None for figure in _figures(count)))
    if len(said) == 1:
        return rule, fullest, winners
    figures = [figure for _, count in spoken for figure in _figures(count)[:3] if figure is not None]
    best = chosen.best if chosen.best is not None else chosen.low
    shown = replace(fullest, low=min(figures, default=None), best=best, high=max(figures, default=None))
    return f"{rule}+range", shown, tuple(sorted(account_id for item in said for account_id in item.account_ids))


def _figures(count: Count) -> tuple[int | None, ...]:
    sides = (count.security, count.civilians, count.attackers) if isinstance(count, Casualties) else ()
    return (count.low, count.best, count.high, *sides)


def _pick_all_parties(spoken: list[tuple[_Voice, Any]], said: tuple[Said, ...]) -> tuple[str, Any, tuple[str, ...]]:
    """Keep every party, under the words that most accounts use, in the order of the vocabulary."""
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for _, parties in spoken:
        for party in parties:
            labels[party.id][party.label] += 1
    chosen = tuple(
        Party(id=party, label=max(labels[party], key=lambda label, party=party: (labels[party][label], label)))  # type: ignore[misc]
        for party in PARTIES
        if party in labels
    )
    return "all", chosen, tuple(sorted(account_id for item in said for account_id in item.account_ids))


def _pick_fullest(spoken: list[tuple[_Voice, Any]], _said: tuple[Said, ...]) -> tuple[str, Any, tuple[str, ...]]:
    """Keep the longest list of seizures: lists of different reports cannot be added up."""
    voice, items = max(spoken, key=lambda pair: (len(pair[1]), pair[0].rank))
    return "most_precise", items, (voice.statement.account_id,)


def _claims(voices: list[_Voice], curated: Sequence[Incident]) -> tuple[Claim, ...]:
    """Keep every claim once; the same words of the same speaker in another report add nothing."""
    claims = [claim for incident in curated for claim in incident.claims]
    for voice in sorted(voices, key=lambda voice: voice.rank, reverse=True):
        claims += [replace(claim, span=None) for claim in voice.statement.account.claims]
    return tuple({(claim.claimant.casefold(), claim.says.casefold()): claim for claim in reversed(claims)}.values())[
        ::-1
    ]


def _sources(voices: list[_Voice], curated: Sequence[Incident]) -> tuple[Source, ...]:
    """List the reports, each once by its address, in order of publication after those of shipped incidents."""
    sources = list(dict.fromkeys(source for incident in curated for source in incident.sources))
    reports = {voice.statement.report.id: voice.statement.report for voice in voices}
    known = {source.url for source in sources if source.url}
    for report in sorted(reports.values(), key=lambda report: (report.published or dt.date.max, report.id)):
        if report.url is None or report.url not in known:
            name = report.outlet or report.url or report.title or f"report {report.id[:12]}"
            sources.append(Source(outlet=name, url=report.url, published=report.published))
            if report.url is not None:
                known.add(report.url)
    return tuple(sources)


def _plain(count: Count) -> Count:
    return Count(low=count.low, best=count.best, high=count.high)


def _no_count(count: Count) -> bool:
    return all(figure is None for figure in _figures(count))


def _no_date(date: DateSpan) -> bool:
    return date.start is None and date.end is None and date.partial is None


def _no_place(place: Placement) -> bool:
    return place.status != "placed"


def _width(date: DateSpan) -> int:
    """Days that a date spans; a date without a year counts as wider than any with one."""
    if date.start is None or date.end is None:
        return 10_000
    return (date.end - date.start).days
