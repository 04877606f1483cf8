"""An optional second reader: a language model at a URL that the user sets, behind the same interface; off by default.

The model is asked (the chat completions protocol that many servers speak) for accounts as JSON in which every value
comes with the words of the report that it rests on. A value whose words do not stand in the text is dropped, so is a
number, day or name that its words do not bear. Dates, numbers and places are read from those words by our own rules:
the model only points. With no URL set nothing is ever sent.
"""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.core import vocab
from geo.core.errors import SourceError
from geo.core.model import Account, Casualties, DateSpan, Party, Placement, Reading, Report
from geo.places.mentions import find_mentions
from geo.places.resolve import resolve_mentions
from geo.reports.dates import find_dates
from geo.reports.numerals import find_numbers
from geo.reports.text import take_apart

URL_VARIABLE = "PANJ_LLM_URL"
MODEL_VARIABLE = "PANJ_LLM_MODEL"
KEY_VARIABLE = "PANJ_LLM_KEY"
_TIMEOUT_S = 60
_MAX_TEXT = 20_000
_MAX_ANSWER_BYTES = 2_000_000
_MAX_ACCOUNTS = 20
_ASK = """You read news reports on security incidents at the Tajikistan-Afghanistan border. Answer with one JSON object:
{"accounts": [{"role": "main" or "background", "kind": one of %s, "date": words, "place": words, "killed": words,
"wounded": words, "detained": words, "parties": [words]}]}
One account for each real incident that the report tells of. Every value but role and kind is copied letter by letter
from the report: the words that say it. Leave out what the report does not say. No incident: {"accounts": []}."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model answers: the server's base URL ("http://localhost:8080/v1"), the model's name, a key if any."""

    url: str
    model: str = "default"
    key: str | None = field(default=None, repr=False)


def endpoint() -> Endpoint | None:
    """Return the endpoint that the user has set in the environment, or None (the default): then nothing is sent."""
    url = os.environ.get(URL_VARIABLE)
    if not url:
        return None
    return Endpoint(url, os.environ.get(MODEL_VARIABLE, "default"), os.environ.get(KEY_VARIABLE))


def read_report(report: Report, at: Endpoint) -> Reading:
    """Read one report through a model.

    Parameters
    ----------
    report
        Its text is sent to the endpoint, cut to 20,000 characters.
    at
        The endpoint.

    Returns
    -------
    Reading
        Accounts whose values stand in the text; `notes` name what was dropped.

    Raises
    ------
    SourceError
        The endpoint cannot be reached or does not answer in the protocol.
    """
    answer = _ask(report.text[:_MAX_TEXT], at)
    notes: list[str] = []
    accounts = []
    found = answer.get("accounts")
    for raw in found[:_MAX_ACCOUNTS] if isinstance(found, list) else ():
        if isinstance(raw, Mapping):
            account = _account(report, raw, notes)
            if account is not None:
                accounts.append(account)
    return Reading(report=report, accounts=tuple(accounts), notes=tuple(notes))


def _ask(text: str, at: Endpoint) -> Mapping[str, Any]:
    if not at.url.startswith(("http://", "https://")):
        msg = f"the model's address is {at.url!r}, expected one that begins with http:// or https://"
        raise SourceError(msg)
    body = {
        "model": at.model,
        "temperature": 0,
        "response_format": {"type": "json_object"},
        "messages": [
            {"role": "system", "content": _ASK % ", ".join(vocab.KINDS)},
            {"role": "user", "content": text},
        ],
    }
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {at.key}"} if at.key else {})
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked
        at.url.rstrip("/") + "/chat/completions", json.dumps(body).encode(), headers
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as response:  # noqa: S310 - as above
            data = json.loads(response.read(_MAX_ANSWER_BYTES))
        answer = json.loads(data["choices"][0]["message"]["content"])
    except (OSError, urllib.error.URLError) as err:
        msg = f"the model at {at.url} cannot be reached ({err}): check the address in {URL_VARIABLE}"
        raise SourceError(msg) from err
    except (ValueError, KeyError, IndexError, TypeError) as err:
        msg = f"the model at {at.url} gave no JSON answer of the expected form ({err})"
        raise SourceError(msg) from err
    if not isinstance(answer, dict):
        msg = f"the model at {at.url} answered {type(answer).__name__}, expected a JSON object"
        raise SourceError(msg)
    return answer


def _account(report: Report, raw: Mapping[str, Any], notes: list[str]) -> Account | None:
    """Build an account of what the model quotes; None if nothing of it stands in the text."""
    spans: dict[str, tuple[tuple[int, int], ...]] = {}

    def quoted(name: str, value: object) -> str | None:
        """Return the words if they stand in the text, and note their place."""
        if not isinstance(value, str) or not value.strip():
            return None
        start = report.text.find(value.strip())
        if start < 0:
            notes.append(f"{name}: {value.strip()[:80]!r} does not stand in the text and was dropped")
            return None
        spans[name] = (*spans.get(name, ()), (start, start + len(value.strip())))
        return value.strip()

    date = _date(report, quoted("date", raw.get("date")))
    place = _place(report, quoted("place", raw.get("place")), date)
    counts = {name: _count(report, quoted(name, raw.get(name))) for name in ("killed", "wounded", "detained")}
    named = raw.get("parties")
    labels = [quoted("parties", label) for label in named] if isinstance(named, list) else []
    if not spans:
        return None
    return Account(
        role="background" if raw.get("role") == "background" else "main",
        date=date,
        place=place,
        bank=place.country if place.country in vocab.COUNTRIES else None,
        kind=str(raw.get("kind")) if raw.get("kind") in vocab.KINDS else "other",
        killed=counts["killed"],
        wounded=counts["wounded"],
        detained=counts["detained"],
        parties=tuple(Party(id="other", label=label) for label in labels if label),
        spans=spans,
    )


def _date(report: Report, words: str | None) -> DateSpan:
    if words is None:
        return DateSpan()
    doc = take_apart(words)
    found = find_dates(doc, find_numbers(doc, report.lang), report.lang, report.published).mentions
    return next((date.span for date in found if date.span.start or date.span.partial), DateSpan())


def _place(report: Report, words: str | None, date: DateSpan) -> Placement:
    if words is None:
        return Placement()
    return resolve_mentions(find_mentions(words, keep_bare=True), date=date.start or report.published)


def _count(report: Report, words: str | None) -> Casualties:
    if words is None:
        return Casualties()
    numbers = [n for n in find_numbers(take_apart(words), report.lang) if n.kind == "count"]
    if not numbers:
        return Casualties()
    low, best, high = (int(v) if v is not None else None for v in (numbers[0].low, numbers[0].best, numbers[0].high))
    return Casualties(low=low, best=best, high=high)
