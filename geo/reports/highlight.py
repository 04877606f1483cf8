"""A report's text as HTML with the words marked that its values rest on; everything of the report is escaped.

Marks nest nowhere: where spans of several fields overlap, each piece of text carries all of them in its class and
title. The classes are for the page's style sheet: `panj-hl`, `panj-hl-<field>`, `panj-hl-account-<n>`.
"""

import html
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from geo.core.model import Reading

FIELDS = ("date", "place", "killed", "wounded", "detained", "parties", "seized", "claims", "tally")


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked stretch of text: characters [start, end), the field and the account (None: a tally)."""

    start: int
    end: int
    field: str
    account: int | None


def marks(reading: Reading) -> list[Mark]:
    """List the marks of a reading in the order of the text; spans that do not lie in the text are left out."""
    size = len(reading.report.text)
    found = []
    for number, account in enumerate(reading.accounts):
        spans: dict[str, Iterable[tuple[int, int]]] = {k: v for k, v in account.spans.items() if k in FIELDS}
        spans["claims"] = [claim.span for claim in account.claims if claim.span is not None]
        found += [Mark(start, end, field, number) for field, ranges in spans.items() for start, end in ranges]
    found += [Mark(*tally.span, "tally", None) for tally in reading.tallies if tally.span is not None]
    return sorted((m for m in found if 0 <= m.start < m.end <= size), key=lambda m: (m.start, -m.end, m.field))


def to_html(reading: Reading) -> str:
    """Return the text as an HTML fragment: paragraphs, with `mark` elements around what was read.

    Examples
    --------
    >>> from geo.core.model import Account, Report
    >>> report = Report(id="1", sha256="2", text="<b> died")
    >>> to_html(Reading(report=report, accounts=(Account(spans={"killed": ((4, 8),)}),)))
    '<p>&lt;b&gt; <mark class="panj-hl panj-hl-killed panj-hl-account-1" title="killed (account 1)">died</mark></p>'
    """
    text = reading.report.text
    found = marks(reading)
    edges = sorted({0, len(text), *(m.start for m in found), *(m.end for m in found)})
    pieces = []
    active: list[Mark] = []
    upcoming = 0
    for start, end in pairwise(edges):
        active = [m for m in active if m.end > start]
        while upcoming < len(found) and found[upcoming].start <= start:
            active.append(found[upcoming])
            upcoming += 1
        pieces.append(_piece(text[start:end], active))
    body = "".join(pieces)
    paragraphs = (part.strip() for part in body.split("\n\n"))
    return "".join(f"<p>{part}</p>" for part in paragraphs if part)


def _piece(text: str, active: list[Mark]) -> str:
    safe = html.escape(text, quote=True)
    if not active:
        return safe
    fields = list(dict.fromkeys(m.field for m in active))
    numbers = list(dict.fromkeys(m.account for m in active if m.account is not None))
    classes = ["panj-hl", *(f"panj-hl-{field}" for field in fields), *(f"panj-hl-account-{n + 1}" for n in numbers)]
    title = ", ".join(
        dict.fromkeys(f"{m.field} (account {m.account + 1})" if m.account is not None else m.field for m in active)
    )
    # A mark may not reach over a paragraph: each part gets its own.
    parts = (
        f'<mark class="{" ".join(classes)}" title="{title}">{part}</mark>' if part.strip() else part
        for part in safe.split("\n\n")
    )
    return "\n\n".join(parts)
