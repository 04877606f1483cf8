"""The filter: which incidents are meant, as numbers, as words, as an address and as a message to the browser.

A `Filter` is a plain value. What each of its fields does stands in one small class each (`PIECES`), which gives the
rows it selects (`mask`), the words of the sentence (`phrase`), the part of the address (`to_query`, `from_query`) and
the numbers that let a browser select the same rows (`message`).

How a row matches: by date where its span of possible days overlaps the range; by region and district where it is known
to lie in one of them; by segment where it may lie in one of them, so that an incident known to a district or a region
matches each segment it touches; by party where one of them took part; by deaths where at least that many are stated
(the best figure, or the lowest where sources give no best one). An undated incident matches no range of dates.
"""

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
from rapidfuzz import fuzz, process, utils

from geo.core import vocab
from geo.core.errors import FilterError
from geo.incidents import area_names, areas
from geo.incidents.columns import to_day
from geo.incidents.table import IncidentTable

Mask = npt.NDArray[np.bool_]

_NEAR_SCORE = 60.0
_N_NEAR = 3
_MAX_TEXT = 200
# All districts together have fewer characters.
_MAX_VALUE = 4_000
PRESETS: Final = {
    "30d": "Last 30 days",
    "90d": "Last 90 days",
    "12m": "Last 12 months",
    "since-nov-2025": "Since November 2025",
    "all": "All",
}
_SINCE_NOV_2025 = dt.date(2025, 11, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which incidents are meant. An empty field sets no condition; values of one field are alternatives.

    Attributes
    ----------
    date_from, date_to
        First and last day, inclusive.
    regions, districts, segments
        Area ids.
    kinds, parties, precisions, statuses
        Ids of the vocabularies.
    banks
        Country codes: where people were hurt or it happened.
    min_killed
        At least this many killed; 0 is the same as None.
    text
        Words that all occur in what is written of the incident, whatever the case.

    Raises
    ------
    FilterError
        A field has a value that cannot be; the message names the field as the command line does.
    """

    date_from: dt.date | None = None
    date_to: dt.date | None = None
    regions: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    banks: tuple[str, ...] = ()
    min_killed: int | None = None
    precisions: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    text: str | None = None

    def __post_init__(self) -> None:
        for piece in PIECES:
            for name, value in piece.checked(self).items():
                object.__setattr__(self, name, value)

    @property
    def is_empty(self) -> bool:
        """Whether no condition is set."""
        return not any(getattr(self, item.name) for item in fields(self))

    def mask(self, table: IncidentTable) -> Mask:
        """Select rows of a table: one bool a row."""
        chosen = np.ones(table.n, np.bool_)
        for piece in self._active():
            chosen &= piece.mask(self, table)
        return chosen

    def sentence(self, shown: int, total: int) -> str:
        """Say the filter and its result: "2025-11-01 to 2026-04-30, Khatlon: 12 of 130 incidents"."""
        phrases = ", ".join(piece.phrase(self) for piece in self._active())
        return f"{phrases or 'No filter'}: {shown:,} of {total:,} incidents"

    def to_query(self) -> dict[str, str]:
        """Write the filter as address parameters; several values are joined by commas."""
        return {key: value for piece in self._active() for key, value in piece.to_query(self).items()}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Filter":
        """Read a filter from address parameters or command-line values; other keys are left alone.

        Values are ids or display names, whatever the case, several joined by commas; an empty one sets no condition.
        Regions and districts may also be given by any other name that the gazetteer knows.

        Raises
        ------
        FilterError
            A value cannot be, or names several areas; the message names the field and what may be meant.
        """
        values: dict[str, Any] = {}
        for key in (key for piece in PIECES for key in piece.keys):
            if (size := len(query.get(key, ""))) > _MAX_VALUE:
                msg = f"{key}: {size:,} characters, expected at most {_MAX_VALUE:,}"
                raise FilterError(msg)
        for piece in PIECES:
            values |= piece.from_query({key: text for key in piece.keys if (text := query.get(key, "").strip())})
        return cls(**values)

    def message(self, table: IncidentTable) -> dict[str, Any]:  # noqa: ARG002 - every table has the same codes
        """Write the filter as small numbers for a browser that holds the table's columns.

        Only what is set has a key, and a row must meet every key: ``day`` [first, last] (either null) overlaps
        [day, day_end]; ``kind``, ``precision``, ``bank``, ``status`` and ``region`` are bit masks over codes
        (``mask >>> code & 1``, no code reaches 31 but the 255 of none, which shifts to the empty bit 31); ``district``
        lists codes; ``segment`` [low, high] words and ``party`` share a bit with the row's mask; ``min_killed`` is at
        most the larger of killed_best and killed_low; every term of ``text`` is in the row's text.
        """
        return {key: value for piece in self._active() for key, value in piece.message(self).items()}

    def _active(self) -> list["Piece"]:
        return [piece for piece in PIECES if any(getattr(self, name) not in (None, ()) for name in piece.names)]


class Piece(ABC):
    """What one field (or pair of fields) of a filter does. `keys` are its address parameters."""

    names: tuple[str, ...]
    keys: tuple[str, ...]

    @abstractmethod
    def checked(self, chosen: Filter) -> dict[str, Any]:
        """Return the fields' values in their one true form, or raise FilterError."""

    @abstractmethod
    def mask(self, chosen: Filter, table: IncidentTable) -> Mask:
        """Select the rows."""

    @abstractmethod
    def phrase(self, chosen: Filter) -> str:
        """Say it."""

    @abstractmethod
    def to_query(self, chosen: Filter) -> dict[str, str]:
        """Write it as address parameters."""

    @abstractmethod
    def from_query(self, query: Mapping[str, str]) -> dict[str, Any]:
        """Read it from address parameters; only its own, none empty."""

    @abstractmethod
    def message(self, chosen: Filter) -> dict[str, Any]:
        """Write it for the browser."""


class _DateRange(Piece):
    """From a day to a day, either end open."""

    names = ("date_from", "date_to")
    keys = ("from", "to")

    def checked(self, chosen: Filter) -> dict[str, Any]:
        for key, value in zip(self.keys, (chosen.date_from, chosen.date_to), strict=True):
            if value is not None and type(value) is not dt.date:
                msg = f"{key}: {value!r} is not a date"
                raise FilterError(msg)
        if chosen.date_from and chosen.date_to and chosen.date_from > chosen.date_to:
            msg = f"from: {chosen.date_from} is after to {chosen.date_to}: exchange them"
            raise FilterError(msg)
        return {}

    def mask(self, chosen: Filter, table: IncidentTable) -> Mask:
        first = to_day(chosen.date_from or dt.date.min)
        last = to_day(chosen.date_to or dt.date.max)
        return (table.day_end >= first) & (table.day <= last)

    def phrase(self, chosen: Filter) -> str:
        first, last = chosen.date_from, chosen.date_to
        if first and last:
            return f"{first} to {last}" if first != last else f"{first}"
        return f"since {first}" if first else f"until {last}"

    def to_query(self, chosen: Filter) -> dict[str, str]:
        ends = zip(self.keys, (chosen.date_from, chosen.date_to), strict=True)
        return {key: day.isoformat() for key, day in ends if day}

    def from_query(self, query: Mapping[str, str]) -> dict[str, Any]:
        return {f"date_{key}": _parse_date(key, text) for key, text in query.items()}

    def message(self, chosen: Filter) -> dict[str, Any]:
        return {"day": [day and to_day(day) for day in (chosen.date_from, chosen.date_to)]}


class _Choice(Piece):
    """One or more of a list of ids. Subclasses or arguments say where the list and the row's codes come from."""

    def __init__(self, key: str, name: str, column: str, labels: Callable[[], Mapping[str, str]], phrase: str) -> None:
        self.key, self.name, self.column, self.labels, self.words = key, name, column, labels, phrase
        self.keys, self.names = (key,), (name,)

    def values(self, chosen: Filter) -> tuple[str, ...]:
        """Return the chosen ids."""
        values: tuple[str, ...] = getattr(chosen, self.name)
        return values

    def codes(self, chosen: Filter) -> list[int]:
        """Return the positions of the chosen ids in their list."""
        position = {value: code for code, value in enumerate(self.labels())}
        return [position[value] for value in self.values(chosen)]

    def checked(self, chosen: Filter) -> dict[str, Any]:
        values = self.values(chosen)
        if not values:
            return {self.name: ()}
        labels = self.labels()
        for value in values:
            if value not in labels:
                raise FilterError(_unknown(self.key, value, labels))
        order = {value: code for code, value in enumerate(labels)}
        return {self.name: tuple(sorted(set(values), key=order.__getitem__))}

    def mask(self, chosen: Filter, table: IncidentTable) -> Mask:
        column = getattr(table, self.column)
        wanted = np.zeros(np.iinfo(column.dtype).max + 1, np.bool_)
        wanted[self.codes(chosen)] = True
        chosen_rows: Mask = wanted[column]
        return chosen_rows

    def phrase(self, chosen: Filter) -> str:
        labels = self.labels()
        return self.words.format(_either([labels[value] for value in self.values(chosen)]))

    def to_query(self, chosen: Filter) -> dict[str, str]:
        return {self.key: ",".join(self.values(chosen))}

    def from_query(self, query: Mapping[str, str]) -> dict[str, Any]:
        if not query:
            return {}
        labels = self.labels()
        return {self.name: tuple(self.resolve(word, labels) for word in _words(query[self.key]))}

    def resolve(self, word: str, labels: Mapping[str, str]) -> str:
        """Find the one id that a word means: an id or a display name, whatever the case."""
        plain = word.casefold()
        for value in (plain, plain.upper()):
            if value in labels:
                return value
        named, near = self.named(word)
        found = [value for value, label in labels.items() if label.casefold() == plain or value in named]
        if len(found) == 1:
            return found[0]
        if found:
            raise FilterError(_ambiguous(self.key, word, {value: labels[value] for value in found}))
        raise FilterError(_unknown(self.key, word, labels, [value for value in near if value in labels]))

    def named(self, word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:  # noqa: ARG002 - for subclasses
        """Return the ids that go by a name besides the displayed ones, and those that nearly do."""
        return (), ()

    def message(self, chosen: Filter) -> dict[str, Any]:
        return {self.column: _bits(self.codes(chosen))}


class _Areas(_Choice):
    """Regions or districts: people call them by former names and by those of other languages."""

    def named(self, word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return area_names.named(self.key, word)


class _Districts(_Areas):
    """Districts: too many for a bit mask, so the message lists their codes."""

    def message(self, chosen: Filter) -> dict[str, Any]:
        return {self.column: self.codes(chosen)}


class _Parties(_Choice):
    """Parties: a row has several, so masks overlap."""

    def mask(self, chosen: Filter, table: IncidentTable) -> Mask:
        shared: Mask = (table.party_mask & np.uint32(_bits(self.codes(chosen)))) != 0
        return shared

    def message(self, chosen: Filter) -> dict[str, Any]:
        return {"party": _bits(self.codes(chosen))}


class _Segments(_Choice):
    """Segments: a row may fall in several, so masks overlap."""

    def mask(self, chosen: Filter, table: IncidentTable) -> Mask:
        low, high = self.message(chosen)["segment"]
        words = table.segment_mask
        shared: Mask = ((words[:, 0] & np.uint32(low)) | (words[:, 1] & np.uint32(high))) != 0
        return shared

    def message(self, chosen: Filter) -> dict[str, Any]:
        bits = _bits(self.codes(chosen))
        return {"segment": [bits & 0xFFFF_FFFF, bits >> 32]}


class _MinKilled(Piece):
    """At least so many killed."""

    names = ("min_killed",)
    keys = ("min_killed",)

    def checked(self, chosen: Filter) -> dict[str, Any]:
        value = chosen.min_killed
        if value is not None and (type(value) is not int or value < 0):
            msg = f"min_killed: {value!r} is not a whole number from 0 up"
            raise FilterError(msg)
        return {"min_killed": value or None}

    def mask(self, chosen: Filter, table: IncidentTable) -> Mask:
        return np.maximum(table.killed_best, table.killed_low) >= chosen.min_killed

    def phrase(self, chosen: Filter) -> str:
        return f"at least {chosen.min_killed:,} killed"

    def to_query(self, chosen: Filter) -> dict[str, str]:
        return {"min_killed": str(chosen.min_killed)}

    def from_query(self, query: Mapping[str, str]) -> dict[str, Any]:
        values = {}
        for key, text in query.items():
            if not re.fullmatch(r"[0-9]{1,9}", text):
                msg = f"{key}: {text!r} is not a whole number from 0 up"
                raise FilterError(msg)
            values[key] = int(text)
        return values

    def message(self, chosen: Filter) -> dict[str, Any]:
        return {"min_killed": chosen.min_killed}


class _Text(Piece):
    """Words that all occur in the row's text."""

    names = ("text",)
    keys = ("text",)

    def checked(self, chosen: Filter) -> dict[str, Any]:
        # A shell may hand over bytes that are no text.
        text = " ".join((chosen.text or "").split()).encode("utf-8", "replace").decode()
        if len(text) > _MAX_TEXT:
            msg = f"text: {len(text)} characters, expected at most {_MAX_TEXT}"
            raise FilterError(msg)
        return {"text": text or None}

    def mask(self, chosen: Filter, table: IncidentTable) -> Mask:
        rows = np.arange(table.n)
        texts = table.text
        for term in _terms(chosen):
            held = pc.match_substring(texts, term)
            rows, texts = rows[held.to_numpy(zero_copy_only=False)], texts.filter(held)
        found = np.zeros(table.n, np.bool_)
        found[rows] = True
        return found

    def phrase(self, chosen: Filter) -> str:
        return f'text "{chosen.text}"'

    def to_query(self, chosen: Filter) -> dict[str, str]:
        return {"text": chosen.text or ""}

    def from_query(self, query: Mapping[str, str]) -> dict[str, Any]:
        return dict(query)

    def message(self, chosen: Filter) -> dict[str, Any]:
        return {"text": _terms(chosen)}


def _labels(values: Mapping[str, Any]) -> Callable[[], Mapping[str, str]]:
    return lambda: {key: getattr(value, "label", value) for key, value in values.items()}


PIECES: Final[tuple[Piece, ...]] = (
    _DateRange(),
    _Areas("region", "regions", "region", lambda: areas.load().regions.name, "{}"),
    _Districts("district", "districts", "district", lambda: areas.load().districts.name, "{} district"),
    _Segments("segment", "segments", "segment", lambda: areas.load().segments.name, "possibly on segment {}"),
    _Choice("kind", "kinds", "kind", _labels(vocab.KINDS), "kind {}"),
    _Parties("party", "parties", "party", _labels(vocab.PARTIES), "with {}"),
    _Choice("bank", "banks", "bank", _labels(vocab.COUNTRIES), "in {}"),
    _MinKilled(),
    _Choice("precision", "precisions", "precision", _labels(vocab.PRECISION_CLASSES), "place known to: {}"),
    _Choice("status", "statuses", "status", _labels(vocab.INCIDENT_STATUSES), "status {}"),
    _Text(),
)


def preset(name: str, last_day: dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    """Turn a preset into the first and last day of a filter.

    Parameters
    ----------
    name
        Key of PRESETS.
    last_day
        Last day of the data (`IncidentTable.last_day`). Presets count back from it, not from today: the shipped data
        ends on a fixed day, and "the last 30 days" of a calendar past it would be empty without saying why. The days
        stand in the sentence, so what was meant can be seen.

    Raises
    ------
    FilterError
        There is no such preset.
    """
    if name not in PRESETS:
        raise FilterError(_unknown("preset", name, PRESETS))
    if name == "all" or last_day is None:
        return None, None
    if name == "since-nov-2025":
        return _SINCE_NOV_2025, None
    if name == "12m":
        # 29 February has no day of the same name a year before.
        same_day = last_day.replace(year=last_day.year - 1, day=min(last_day.day, 28 if last_day.month == 2 else 31))
        return same_day + dt.timedelta(days=1), last_day
    return last_day - dt.timedelta(days={"30d": 30, "90d": 90}[name] - 1), last_day


def _parse_date(key: str, text: str) -> dt.date:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError  # noqa: TRY301
        return dt.date.fromisoformat(text)
    except ValueError as err:
        msg = f"{key}: {text!r} is not a date written as 2026-01-31"
        raise FilterError(msg) from err


def _words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]


def _terms(chosen: Filter) -> list[str]:
    return (chosen.text or "").casefold().split()


def _bits(codes: Iterable[int]) -> int:
    bits = 0
    for code in codes:
        bits |= 1 << code
    return bits


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _ambiguous(key: str, word: str, found: Mapping[str, str]) -> str:
    options = ", ".join(f"{value} ({label})" for value, label in found.items())
    return f"{key}: {word!r} can be any of {options}: name one by its id"


def _unknown(key: str, word: str, labels: Mapping[str, str], near: Sequence[str] = ()) -> str:
    """Say that a word means nothing; `near` are ids already known to be spelled much like it."""
    if not near:
        choices = {value: f"{value} {label}" for value, label in labels.items()}
        alike = process.extract(
            word, choices, scorer=fuzz.WRatio, processor=utils.default_process, limit=_N_NEAR, score_cutoff=_NEAR_SCORE
        )
        near = [value for _, _, value in alike]
    hint = f"did you mean {_either([f'{value} ({labels[value]})' for value in near[:_N_NEAR]])}?" if near else ""
    return f"{key}: {word!r} is unknown; {hint or 'expected one of ' + ', '.join(list(labels)[:20])}"
