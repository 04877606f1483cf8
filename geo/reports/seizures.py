"""What was seized in an event: item, words, how much of what unit."""

import re

from geo.core.model import Seizure
from geo.reports.analysis import Line
from geo.reports.drafts import Draft
from geo.reports.numerals import Number
from geo.reports.rules import Hit
from geo.reports.text import Document

_CONTEXT = {"seizure", "foiled"}
_UNITS = {
    "kilogram": "kg", "kilograms": "kg", "kilogramme": "kg", "kilogrammes": "kg", "kilo": "kg", "kilos": "kg",
    "kg": "kg", "g": "g", "gram": "g", "grams": "g",
    "ton": "t", "tons": "t", "tonnes": "t", "packages": "packages", "packets": "packages", "packs": "packages",
    "bags": "bags", "rounds": "rounds",
    "кг": "kg", "килограмм": "kg", "килограмма": "kg", "килограммов": "kg", "грамм": "g", "граммов": "g", "г": "g",
    "тонн": "t", "тонны": "t", "упаковок": "packages",
    "упаковки": "packages", "пакет": "packages", "пакета": "packages", "пакетов": "packages", "мешка": "bags",
    "мешков": "bags", "кило": "kg", "килограмми": "kg",
    "کیلوگرم": "kg", "کیلو": "kg", "گرام": "g", "گرم": "g", "بوری": "bags", "فیر": "rounds", "бастаи": "packages",
    "долларов": "USD", "dollars": "USD",
}  # fmt: skip
_WEIGHED = {"heroin", "opium", "hashish", "cannabis", "methamphetamine", "drugs", "explosives"}
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP"}
_BREAK = re.compile(r"[;:.()]")
_REACH = 5


def seizures_of(doc: Document, draft: Draft) -> tuple[tuple[Seizure, ...], list[tuple[int, int]]]:
    """Return what was seized, each item of a kind and amount once, with the spans."""
    found: dict[tuple[str, float | None, str | None], Seizure] = {}
    spans: list[tuple[int, int]] = []
    for told in draft.told:
        if not told.line.cues.keys() & _CONTEXT:
            continue
        for hit in _goods(told.line):
            number, unit = _amount(doc, told.line, hit)
            if number is None and any(key[0] == hit.value for key in found):
                continue
            count = number.best if number is not None else None
            first = min(number.first, hit.first) if number is not None else hit.first
            last = max(number.last, hit.last) if number is not None else hit.last
            label = _signed(doc, first) + doc.raw(first, last)
            found.setdefault((hit.value, count, unit), Seizure(item=hit.value, label=label, count=count, unit=unit))
            spans.append(doc.span(first, last))
        for number in _sums_of_money(doc, told.line, spans):
            unit = _CURRENCIES[_signed(doc, number.first)]
            label = _signed(doc, number.first) + doc.raw(number.first, number.last)
            found.setdefault(
                ("cash", number.best, unit), Seizure(item="cash", label=label, count=number.best, unit=unit)
            )
            spans.append(doc.span(number.first, number.last))
    counted = {key[0] for key in found if key[1] is not None}
    return tuple(item for key, item in found.items() if key[1] is not None or key[0] not in counted), spans


def _sums_of_money(doc: Document, line: Line, taken: list[tuple[int, int]]) -> list[Number]:
    """Return sums with the sign of a currency that no word for money goes with: "$10,000 and two pistols"."""
    return [
        number
        for number in line.numbers
        if _signed(doc, number.first)
        and number.best is not None
        and not any(start <= doc.starts[number.first] < end for start, end in taken)
    ]


def _signed(doc: Document, first: int) -> str:
    """Return the sign of a currency that stands right before a word."""
    sign = doc.text[doc.starts[first] - 1] if doc.starts[first] else ""
    return sign if sign in _CURRENCIES else ""


def _goods(line: Line) -> list[Hit]:
    """Things that can be seized, the longest name at each place, people's names for them left out."""
    hits = sorted(line.of("seized"), key=lambda h: (h.first, -h.last))
    out: list[Hit] = []
    for hit in hits:
        if out and hit.first < out[-1].last:
            continue
        if out and hit.first == out[-1].last and hit.value in {"rifle", "firearm", "grenade"}:
            continue  # "M-16 rifles", "Kalashnikov assault rifles"
        person = any(h.table == "people" and h.first <= hit.first < h.last for h in line.hits)
        if not person:
            out.append(hit)
    return out


def _amount(doc: Document, line: Line, hit: Hit) -> tuple[Number | None, str | None]:
    """Return the number that counts an item: before it within a few words, or after it ("heroin weighing 8 kg")."""
    best: Number | None = None
    unit: str | None = None
    for number in line.numbers:
        if number.kind == "ordinal" or (hit.value != "cash" and _signed(doc, number.first)):
            continue
        if number.last <= hit.first and hit.first - number.last <= _REACH and number.kind == "count":
            between = doc.text[doc.ends[number.last - 1] : doc.starts[hit.first]]
            others = any(h.table == "seized" and number.last <= h.first < hit.first for h in line.hits)
            if _BREAK.search(between) or "," in between or others:
                continue
            best, unit = number, _UNITS.get(doc.words[number.last])
        elif (
            best is None
            and 0 <= number.first - hit.last <= 3
            and hit.value in _WEIGHED
            and number.last < len(doc.words)
        ):
            following = _UNITS.get(doc.words[number.last])
            if following in {"kg", "g", "t"}:
                best, unit = number, following
    if hit.value == "cash" and best is not None:
        unit = _CURRENCIES.get(_signed(doc, best.first), "USD")
    return best, unit
