"""One incident in full as HTML: what is shown and why, its accounts side by side, who says what, its reports.

All words are escaped. Elements and classes only; the page brings the style.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from geo.core import vocab
from geo.core.model import Claim, DateSpan, Incident, Placement
from geo.incidents.merging import value_key
from geo.store.casefile import AccountFile, IncidentFile
from geo.views import values
from geo.views.popups import STANCES, escape, link

PROPS: Final = {
    "date": "Date",
    "place": "Place",
    "kind": "Kind",
    "killed": "Killed",
    "wounded": "Wounded",
    "detained": "Detained",
    "parties": "Parties",
    "seized": "Seized",
    "bank": "Bank",
}
RULES: Final = {
    "curated": "as compiled with the shipped data",
    "agreed": "all accounts that speak of it agree",
    "majority": "most independent texts",
    "most_precise": "the most precise account",
    "most_authoritative": "reports about the event before reports that recall it",
    "most_recent": "the latest report",
    "range": "lowest and highest of all accounts",
    "all": "everything that was said, each once",
}
STYLE: Final = """<style>
.panj-sheet { overflow-x: auto; }
.panj-sheet table { border-collapse: collapse; font-size: 0.92rem; }
.panj-sheet th, .panj-sheet td { padding: 0.3rem 0.9rem 0.3rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
.panj-sheet td { min-width: 7rem; max-width: 22rem; overflow-wrap: anywhere; }
.panj-sheet .differs { font-weight: 600; box-shadow: inset 3px 0 0 #d55e00; padding-left: 0.5rem; }
.panj-sheet .mark { display: block; font-size: 0.8rem; font-weight: 400; }
.panj-sheet li { margin-bottom: 0.3rem; }
</style>"""
_NOT_SAID: Final = ("", values.NOT_KNOWN, "not stated")


def values_table(file: IncidentFile) -> str:
    """Write what is shown, by which rule, on how many accounts it rests, and what else was said."""
    if file.incident is None:
        return ""
    shown = {item.prop: item for item in file.shown}
    rows = []
    for prop, label in PROPS.items():
        value = getattr(file.incident, prop)
        item = shown.get(prop)
        others = [said for said in item.said if value_key(said.value) != value_key(value)] if item else []
        also = "; ".join(f"{_written(prop, said.value)} ({_texts(said.n_independent)})" for said in others)
        rule = rule_text(item.rule) if item else ""
        rows.append((label, _written(prop, value) or "nobody says", rule, also))
    return _table(("", "Shown", "Because", "Also said"), rows)


def rule_text(rule: str) -> str:
    """Say in words which rule chose a shown value.

    >>> rule_text("majority+range")
    'most independent texts; lowest and highest of all accounts'
    """
    return "; ".join(RULES.get(part, part) for part in rule.split("+"))


def accounts_table(file: IncidentFile) -> str:
    """Write every account in a column of its own; a value that is not the one shown is marked in words and colour."""
    if file.incident is None or not file.accounts:
        return ""
    heads = "".join(f'<th scope="col">{_account_head(one)}</th>' for one in file.accounts)
    rows = []
    for prop, label in PROPS.items():
        wanted = getattr(file.incident, prop)
        cells = "".join(_cell(prop, getattr(one.account, prop), wanted, prop in one.edits) for one in file.accounts)
        rows.append(f'<tr><th scope="row">{label}</th>{cells}</tr>')
    return (
        '<div class="panj-sheet" tabindex="0" role="region" aria-label="Accounts side by side"><table>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def claims_list(file: IncidentFile) -> str:
    """Write who says what: the claims of the incident and its accounts by speaker."""
    claims: dict[str, dict[str, None]] = defaultdict(dict)
    for claim in _claims(file):
        stance = STANCES.get(claim.stance)
        said = f"{claim.says} ({stance})" if stance else claim.says
        claims[claim.claimant][said] = None
    return _list(f"<b>{escape(speaker)}</b>: {escape('; '.join(said))}" for speaker, said in claims.items())


def reports_list(file: IncidentFile) -> str:
    """Write the reports in the order in which they were published, each with its link."""
    entries: dict[tuple[str, str], str] = {}
    for one in file.accounts:
        day = f"{one.report.published}" if one.report.published else "no date"
        what = "tells of it" if one.account.role == "main" else "recalls it"
        name = " \N{MIDDLE DOT} ".join(part for part in (one.report.outlet, one.report.title) if part)
        words = f"{escape(day)}: {link(name or 'a report without a name', one.report.url)}, {what}"
        entries.setdefault((day, one.report.id), words)
    for source in file.shipped.sources if file.shipped else ():
        day = f"{source.published}" if source.published else "no date"
        key = (day, source.url or source.outlet)
        if source.url is None or all(one.report.url != source.url for one in file.accounts):
            entries.setdefault(key, f"{escape(day)}: {link(source.outlet, source.url)}")
    return _list(words for _, words in sorted(entries.items()))


def seizures_list(incident: Incident) -> str:
    """Write what was seized."""
    return _list(escape(values.seizure(item)) for item in incident.seized)


def heading(incident: Incident) -> str:
    """Write what happened where and when, in a line; not escaped.

    >>> from geo.core.model import DateSpan, Placement
    >>> import datetime as dt
    >>> day = dt.date(2025, 3, 2)
    >>> known = DateSpan(start=day, end=day, precision="day")
    >>> heading(Incident(id="x", summary="", date=known, place=Placement(district="Panj"), kind="clash"))
    'Clash, Panj, 2025-03-02'
    """
    kind = vocab.KINDS.get(incident.kind, incident.kind)
    return f"{kind}, {values.place_name(incident.place)}, {values.date(incident.date)}"


def _claims(file: IncidentFile) -> Iterable[Claim]:
    if file.incident is not None:
        yield from file.incident.claims
    for one in file.accounts:
        yield from one.account.claims


def _account_head(one: AccountFile) -> str:
    name = "Entered by hand" if one.is_by_hand else one.report.outlet or "Report"
    day = f", {one.report.published}" if one.report.published else ""
    role = "" if one.account.role == "main" else '<span class="mark">recalls it</span>'
    return f"{link(name, one.report.url)}{escape(day)}{role}"


def _cell(prop: str, value: Any, shown: Any, is_edited: bool) -> str:
    text = _written(prop, value)
    if text in _NOT_SAID or (prop == "kind" and value == "other"):
        return "<td>\N{EN DASH}</td>"
    marks = ["edited by hand"] if is_edited else []
    differs = value_key(value) != value_key(shown) and not _is_coarser(value, shown)
    if differs:
        marks.append("not as shown")
    elif _is_coarser(value, shown):
        marks.append("less precise")
    mark = f'<span class="mark">{", ".join(marks)}</span>' if marks else ""
    look = ' class="differs"' if differs else ""
    return f"<td{look}>{escape(text)}{mark}</td>"


def _is_coarser(value: Any, shown: Any) -> bool:
    """Tell a date or place that holds the shown one and says no more."""
    if isinstance(value, DateSpan) and isinstance(shown, DateSpan) and value.start and shown.start and value != shown:
        return value.start <= shown.start and (value.end or value.start) >= (shown.end or shown.start)
    if isinstance(value, Placement) and isinstance(shown, Placement):
        orders = [vocab.PRECISION_CLASSES[place.precision_class].order for place in (value, shown)]
        within = all(
            getattr(value, name) in (None, getattr(shown, name)) for name in ("district_id", "region_id", "country")
        )
        return orders[0] > orders[1] and within
    return False


def _written(prop: str, value: Any) -> str:
    if prop == "kind":
        return vocab.KINDS.get(value, str(value))
    if prop == "bank":
        return vocab.COUNTRIES.get(value, "")
    return values.written(value)


def _texts(number: int) -> str:
    return "1 text" if number == 1 else f"{number} independent texts"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' if name else "<td></td>" for name in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return (
        '<div class="panj-sheet" tabindex="0" role="region" aria-label="What is shown"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _list(entries: Iterable[str]) -> str:
    listed = "".join(f"<li>{entry}</li>" for entry in entries)
    return f'<div class="panj-sheet"><ul>{listed}</ul></div>' if listed else ""
