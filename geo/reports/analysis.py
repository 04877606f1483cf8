"""One pass over a report: words, numbers, dates and rule hits by sentence, with boilerplate set aside.

Everything that reads a value works on this, so that a text is taken apart once.
"""

import datetime as dt
from dataclasses import dataclass, field

from geo.reports import rules
from geo.reports.date_words import DateMention
from geo.reports.dates import find_dates
from geo.reports.numerals import Number, find_numbers
from geo.reports.rules import Hit
from geo.reports.text import Document, Sentence, take_apart

_APPEAL_SHARE = 0.25
_STAMP_WORDS = 14
_CREDIT_CHARS = 60


@dataclass(slots=True)
class Line:
    """What stands in one sentence."""

    sentence: Sentence
    hits: list[Hit] = field(default_factory=list)
    tables: dict[str, list[Hit]] = field(default_factory=dict)
    cues: dict[str, list[Hit]] = field(default_factory=dict)
    numbers: list[Number] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)

    def add(self, hit: Hit) -> None:
        """Put a hit where it is looked for: by table, and cues by value."""
        self.hits.append(hit)
        table = hit.table
        if table in self.tables:
            self.tables[table].append(hit)
        else:
            self.tables[table] = [hit]
        if table == "cues":
            self.cues.setdefault(hit.value, []).append(hit)

    def of(self, table: str) -> list[Hit]:
        """Return the hits of a table."""
        return self.tables.get(table, [])

    def cue(self, value: str) -> list[Hit]:
        """Return where a cue stands."""
        return self.cues.get(value, [])


@dataclass(slots=True)
class Analysis:
    """A report taken apart. `published` is the given date or the text's own dateline."""

    doc: Document
    lang: str | None
    published: dt.date | None
    lines: list[Line]
    notes: list[str]


def analyse(
    text: str, *, lang: str | None = None, published: dt.date | None = None, precision: str = "day"
) -> Analysis:
    """Take a text apart and find what its sentences hold; boilerplate sentences keep no hits."""
    doc = take_apart(text)
    numbers = find_numbers(doc, lang)
    dates = find_dates(doc, numbers, lang, published, precision=precision)
    lines = [Line(sentence) for sentence in doc.sentences]
    _share(doc, lines, rules.matcher(lang).find(doc), numbers, dates.mentions)
    _set_boilerplate_aside(doc, lines)
    kept = [line for line in lines if not line.sentence.boilerplate]
    notes = list(dates.notes)
    if doc.shortened:
        notes.append(f"the text is longer than {len(doc.words):,} words; only its beginning was read")
    return Analysis(doc, lang, dates.published, kept, notes)


def _share(doc: Document, lines: list[Line], hits: list[Hit], numbers: list[Number], dates: list[DateMention]) -> None:
    """Give each sentence what stands in it."""
    owner = [0] * len(doc.words)
    for index, sentence in enumerate(doc.sentences):
        owner[sentence.first : sentence.last] = [index] * (sentence.last - sentence.first)
    for hit in hits:
        lines[owner[hit.first]].add(hit)
    dated: set[int] = set()
    for date in dates:
        lines[owner[date.first]].dates.append(date)
        dated.update(range(date.first, date.last))
    for number in numbers:
        if number.last - 1 not in dated:
            lines[owner[number.first]].numbers.append(number)


def _set_boilerplate_aside(doc: Document, lines: list[Line]) -> None:
    """Mark appeals to the reader (whole paragraphs), captions and stamps (short lines)."""
    if "]" not in doc.text and not any("boilerplate" in line.tables for line in lines):
        return
    paragraphs: dict[int, list[Line]] = {}
    for line in lines:
        paragraphs.setdefault(line.sentence.paragraph, []).append(line)
    for members in paragraphs.values():
        marked = [line for line in members if any(hit.value == "appeal" for hit in line.of("boilerplate"))]
        if marked and len(marked) >= max(_APPEAL_SHARE * len(members), 1) and (len(marked) > 1 or len(members) <= 2):
            marked = members
        for line in marked:
            line.sentence.boilerplate = True
        if _is_caption(doc, members):
            for line in members:
                line.sentence.boilerplate = True
        for line in members:
            if _is_stamp(doc, line):
                line.sentence.boilerplate = True


def _is_caption(doc: Document, members: list[Line]) -> bool:
    """Tell a short paragraph closed by a credit in brackets: "... stand guard in Kabul. [Name / Agency]"."""
    if doc.text[members[-1].sentence.end - 1] != "]":
        return False
    text = doc.text[members[0].sentence.start : members[-1].sentence.end]
    words = members[-1].sentence.last - members[0].sentence.first
    return "[" in text[-_CREDIT_CHARS:] and words < 2 * _STAMP_WORDS


def _is_stamp(doc: Document, line: Line) -> bool:
    """Tell a caption, a byline or a line of data: short, with a stamp word, or closed by a credit in brackets."""
    sentence = line.sentence
    if sentence.last - sentence.first > _STAMP_WORDS:
        return False
    open_ended = not doc.text[sentence.start : sentence.end].endswith((".", "؟"))
    return any(hit.value == "stamp" and (open_ended or hit.first == sentence.first) for hit in line.of("boilerplate"))
