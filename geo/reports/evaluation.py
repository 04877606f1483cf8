"""Measure the reader on labelled reports.

A labelled report is a line of JSON: url, outlet, lang, published, title, text, `gold` (the incidents that the text
tells of) and `aggregates` (its tallies). Gold values that are null are not scored. Gold incidents and accounts are
paired one to one, best agreement first.
"""

import collections
import datetime as dt
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.core.errors import RecordError
from geo.core.model import Account, Count, DateSpan, ReadFailure, Reading
from geo.reports.files import load_reports
from geo.reports.reader import read_report

FIELDS = ("date", "district", "region", "settlement", "killed", "wounded", "kind")
_WEIGHTS = {"date": 3.0, "district": 3.0, "settlement": 2.0, "region": 1.0, "killed": 2.0, "wounded": 1.0, "kind": 0.5}
_WRONG = 0.4
_SAME_ROLE = 0.3
_SLACK_DAYS = {"week": 4, "month": 16}
_GENERIC = ("district", "region", "province", "autonomous", "oblast", "viloyat", "village")
# A missed or an invented incident is worse than a wrong field; among fields, the weights decide.
_MISSED = 5.0
_EXTRA = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One wrong value, missed incident or account of nothing."""

    report: str
    field: str
    wanted: Any
    got: Any
    weight: float

    def sentence(self) -> str:
        """Say it in a line."""
        return f"{self.report}: {self.field}: wanted {self.wanted!r}, got {self.got!r}"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Measures by name (shares 0-1, and the counts they rest on as n_...), and the mistakes, worst first."""

    measures: dict[str, float | int]
    mistakes: list[Mistake]


def evaluate_file(path: Path, *, langs: Sequence[str] = ()) -> Evaluation:
    """Read the labelled reports of a file and measure what was found.

    Raises
    ------
    RecordError
        A line is no JSON object with a text and `gold`.
    """
    labels = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            label = json.loads(line)
            label["gold"], label["text"]
        except (ValueError, KeyError, TypeError) as err:
            msg = f"{path}, line {number}: expected a JSON object with `text` and `gold` ({err})"
            raise RecordError(msg) from err
        labels.append(label)
    pairs = []
    for label, report in zip(labels, load_reports([path]), strict=True):
        if isinstance(report, ReadFailure):
            msg = f"{report.name}: {report.reason}"
            raise RecordError(msg)
        if not langs or label.get("lang") in langs:
            pairs.append((label, read_report(report)))
    return evaluate(pairs)


def evaluate(pairs: Sequence[tuple[Mapping[str, Any], Reading]]) -> Evaluation:
    """Measure readings against the labels of their reports."""
    score = _Score()
    for label, reading in pairs:
        score.add(label, reading)
    return Evaluation(score.measures(len(pairs)), sorted(score.mistakes, key=lambda m: -m.weight))


class _Score:
    """Counts over reports."""

    def __init__(self) -> None:
        self.right: collections.Counter[str] = collections.Counter()
        self.seen: collections.Counter[str] = collections.Counter()
        self.mistakes: list[Mistake] = []

    def add(self, label: Mapping[str, Any], reading: Reading) -> None:
        golds, accounts = label["gold"], reading.accounts
        name = str(label.get("url") or label["text"][:40])
        paired = _pair(golds, accounts)
        hit, used = {i for i, _, _ in paired}, {j for _, j, _ in paired}
        for i, gold in enumerate(golds):
            if gold.get("role", "main") == "main":
                self._count("main_recall", i in hit, name, gold.get("incident_id"), None, _MISSED)
        for j, account in enumerate(accounts):
            if account.role == "main":
                self._count("main_precision", j in used, name, None, _brief(account), _EXTRA)
        if not golds and not label.get("aggregates"):
            self._count("negatives_clean", not accounts, name, "no account", len(accounts), _EXTRA)
        for i, j, verdict in paired:
            gold, account = golds[i], accounts[j]
            self._count(
                "role", gold.get("role", "main") == account.role, name, gold.get("role", "main"), account.role, 1.0
            )
            for field, value in verdict.items():
                if value is not None:
                    wanted = gold.get(
                        {"killed": "killed_total", "wounded": "wounded_total"}.get(field, field)
                    ) or gold.get("date_partial")
                    self._count(field, value, name, wanted, _got(account, field), _WEIGHTS[field])
        for want in label.get("aggregates") or ():
            found = any(_tally_fits(want, tally.incidents, tally.killed) for tally in reading.tallies)
            self._count(
                "tallies", found, name, {k: want.get(k) for k in ("incidents", "killed")}, len(reading.tallies), 2.0
            )

    def _count(self, field: str, right: bool, report: str, wanted: Any, got: Any, weight: float) -> None:
        self.seen[field] += 1
        self.right[field] += right
        if not right:
            self.mistakes.append(Mistake(report=report, field=field, wanted=wanted, got=got, weight=weight))

    def measures(self, reports: int) -> dict[str, float | int]:
        share = {field: self.right[field] / max(self.seen[field], 1) for field in self.seen}
        found = self.right["main_recall"]
        extra = self.seen["main_precision"] - self.right["main_precision"]
        share["main_precision"] = precision = found / max(found + extra, 1)
        recall = share.get("main_recall", 0.0)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        out: dict[str, float | int] = {"reports": reports, "main_f1": f1}
        for field in ("main_precision", "main_recall", "role", "negatives_clean", "tallies", *FIELDS):
            if self.seen[field]:
                out[field] = share[field]
                out[f"n_{field}"] = self.seen[field]
        return out


def _pair(
    golds: Sequence[Mapping[str, Any]], accounts: Sequence[Account]
) -> list[tuple[int, int, dict[str, bool | None]]]:
    """Pair gold incidents with accounts, best agreement first."""
    scored = []
    for i, gold in enumerate(golds):
        for j, account in enumerate(accounts):
            verdict = _judge(gold, account)
            score = sum(_WEIGHTS[f] * (1.0 if value else -_WRONG) for f, value in verdict.items() if value is not None)
            score += _SAME_ROLE * (gold.get("role", "main") == account.role)
            scored.append((score, i, j, verdict))
    used_i: set[int] = set()
    used_j: set[int] = set()
    out = []
    for score, i, j, verdict in sorted(scored, key=lambda item: -item[0]):
        if score > 0 and i not in used_i and j not in used_j:
            used_i.add(i)
            used_j.add(j)
            out.append((i, j, verdict))
    return out


def _judge(gold: Mapping[str, Any], account: Account) -> dict[str, bool | None]:
    """Field -> right, wrong, or None where the label says nothing."""
    place = account.place
    out: dict[str, bool | None] = dict.fromkeys(FIELDS)
    out["date"] = _date_fits(gold, account.date)
    for field, value in (("district", place.district), ("region", place.region)):
        if gold.get(field):
            out[field] = _fold(gold[field]) == _fold(value)
    if gold.get("settlement"):
        want = _fold(gold["settlement"])
        names = {_fold(place.settlement), _fold(place.name)}
        out["settlement"] = any(n and (n == want or (n.startswith(want[:5]) and want.startswith(n[:5]))) for n in names)
    for field, key, count in (
        ("killed", "killed_total", account.killed),
        ("wounded", "wounded_total", account.wounded),
    ):
        if gold.get(key) is not None:
            out[field] = count.best == gold[key]
    if gold.get("kind"):
        same = {"refugee_crossing": "other"}
        out["kind"] = same.get(gold["kind"], gold["kind"]) == same.get(account.kind, account.kind)
    return out


def _date_fits(gold: Mapping[str, Any], span: DateSpan) -> bool | None:
    start, end = span.start, span.end
    if gold.get("date") and len(gold["date"]) == len("2026-01"):
        return (
            any(day.isoformat().startswith(gold["date"]) for day in (start, end) if day)
            and start is not None
            and end is not None
            and (end - start).days <= 45
        )
    if gold.get("date"):
        want = dt.date.fromisoformat(gold["date"][:10])
        slack = dt.timedelta(days=_SLACK_DAYS.get(gold.get("date_precision") or "day", 0))
        wide = 2 if gold.get("date_precision") in (None, "day") else 31
        return bool(start and end and (end - start).days <= wide and start - slack <= want <= end + slack)
    if gold.get("date_partial"):
        tail = gold["date_partial"].lstrip("-")
        return bool(span.partial and span.partial.endswith(tail)) or any(
            day is not None and day.isoformat().endswith(tail) for day in (start, end)
        )
    return None


def _tally_fits(want: Mapping[str, Any], incidents: Count, killed: Count) -> bool:
    if want.get("killed") is not None and killed.best != want["killed"]:
        return False
    return want.get("incidents") is None or want["incidents"] in (incidents.low, incidents.best, incidents.high)


def _got(account: Account, field: str) -> Any:
    place = account.place
    if field == "date":
        return account.date.partial or f"{account.date.start}..{account.date.end}"
    if field in {"killed", "wounded"}:
        return (account.killed if field == "killed" else account.wounded).best
    return {
        "district": place.district,
        "region": place.region,
        "settlement": place.settlement or place.name,
        "kind": account.kind,
    }[field]


def _brief(account: Account) -> str:
    return f"{account.date.start or account.date.partial} {account.place.name} {account.kind}"


def _fold(name: str | None) -> str:
    """Fold case, accents, apostrophes and generic words of a place name."""
    text = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    for word in _GENERIC:
        text = text.replace(word, " ")
    return " ".join("".join(char for char in text if char.isalnum() or char in " -").replace("-", " ").split())
