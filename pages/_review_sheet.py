"""A report under review as HTML: its text with the words that were read, each account as a card of values.

All words are escaped. `data-light` names the field and account whose words in the text a value lights up.
"""

from collections.abc import Iterable
from typing import Final

from geo.core import vocab
from geo.core.model import Account, Reading
from geo.incidents import quality
from geo.incidents.tallies import NOTHING, TallyCheck
from geo.reports import highlight
from geo.store.proposals import DIFFERENT, MAYBE, SAME, Proposal
from geo.store.review import ReviewAccount
from geo.views import incident_sheet, values
from geo.views.popups import STANCES, escape

# Field -> its label, and the colour of its words: bright enough to be told apart, behind text of either theme.
FIELDS: Final = {
    "date": ("Date", "#0072b2"),
    "place": ("Place", "#009e73"),
    "kind": ("Kind", None),
    "killed": ("Killed", "#d55e00"),
    "wounded": ("Wounded", "#e69f00"),
    "detained": ("Detained", "#8c6bb1"),
    "parties": ("Parties", "#7f7f7f"),
    "seized": ("Seized", "#a6761d"),
    "bank": ("Bank", None),
    "fire_from": ("Fire came from", None),
    "claims": ("Claims", "#cc79a7"),
}
_TALLY_COLOUR: Final = "#56b4e9"
ROLES: Final = {"main": "What the report is about", "background": "Recalled"}
_VERDICTS: Final = {SAME: "it would join this one", MAYBE: "may be the same", DIFFERENT: "more speaks against it"}
_LAYOUT: Final = """
[data-testid="stMainBlockContainer"] { padding-top: 4.4rem; }
@media (min-width: 641px) {
  [data-testid="stColumn"]:has(> div .panj-text) { position: sticky; top: 4rem; align-self: flex-start; } }
.panj-text { max-height: 74vh; overflow-y: auto; line-height: 1.65; padding: 0.2rem 0.9rem 0.2rem 0.2rem;
  overflow-wrap: anywhere; }
.panj-text mark { color: inherit; background: none; border-bottom: 2px solid transparent; padding: 0.05em 0; }
.panj-text mark.panj-hl.panj-lit { background: color-mix(in srgb, currentColor 28%, transparent);
  border-bottom-color: currentColor; }
.panj-about { overflow-wrap: anywhere; }
.panj-account { overflow-wrap: anywhere; font-size: 0.95rem; }
.panj-account h4 { margin: 0 0 0.3rem; font-size: 1rem; padding: 0; }
.panj-account dl { margin: 0; padding: 0; }
.panj-account dl > div { display: grid; grid-template-columns: 7.5rem 1fr; gap: 0.5rem; padding: 0.12rem 0.3rem; }
.panj-account dl > div[data-light]:is(:hover, :focus) { background: color-mix(in srgb, currentColor 10%, transparent); }
.panj-account dt { font-weight: 600; padding-left: 0.5rem; border-left: 4px solid transparent; }
.panj-account dd { margin: 0; }
.panj-account .note { font-size: 0.85rem; }
"""


def style(account: int | None) -> str:
    """Write the style sheet; the words of one account (from 0) stand out, those of the others are only underlined."""
    rules = [_LAYOUT]
    for field, colour in [*((name, look[1]) for name, look in FIELDS.items()), ("tally", _TALLY_COLOUR)]:
        if colour is None:
            continue
        own = f".panj-hl-account-{account + 1}" if account is not None and field != "tally" else ""
        rules.append(f".panj-text mark.panj-hl-{field} {{ border-bottom-color: {colour}; }}")
        tint = f"color-mix(in srgb, {colour} 24%, transparent)"
        rules.append(f".panj-text mark.panj-hl-{field}{own}:not(.panj-lit) {{ background: {tint}; }}")
        rules.append(f".panj-account .panj-of-{field} dt {{ border-left-color: {colour}; }}")
    return f"<style>{''.join(rules)}</style>"


def text(reading: Reading) -> str:
    """Write the report's text with the words of its values marked."""
    lang = f' lang="{escape(reading.report.lang)}"' if reading.report.lang else ""
    return (
        f'<div class="panj-text" tabindex="0" role="region" aria-label="Text of the report" dir="auto"{lang}>'
        f"{highlight.to_html(reading)}</div>"
    )


def card(one: ReviewAccount, number: int, of: int) -> str:
    """Write an account: every value that it gives, with whether a person set it.

    Parameters
    ----------
    number, of
        Which account of how many that count, from 0.
    """
    account = one.account
    rows = []
    for field, (label, _) in FIELDS.items():
        said = written(account, field)
        if not said:
            continue
        edit = one.edits.get(field)
        if edit is not None:
            said += f' <span class="note">(set by {escape(edit.user)})</span>'
        lights = f' data-light="{field} {number + 1}" tabindex="0"' if _rests_on_words(account, field) else ""
        rows.append(f'<div class="panj-of-{field}"{lights}><dt>{label}</dt><dd>{said}</dd></div>')
    by = ", added by hand" if one.is_by_hand else ""
    head = f"Account {number + 1} of {of}: {ROLES.get(account.role, account.role)}{by}"
    return f'<div class="panj-account"><h4>{escape(head)}</h4><dl>{"".join(rows)}</dl></div>'


def written(account: Account, field: str) -> str:
    """Write a value as HTML; "" where the account says nothing of it."""
    value = getattr(account, field)
    if field == "role":
        return escape(ROLES.get(value, value))
    if field == "kind":
        return escape(vocab.KINDS.get(value, value))
    if field in ("bank", "fire_from"):
        return escape(vocab.COUNTRIES.get(value, ""))
    if field == "claims":
        said = []
        for claim in value:
            stance = STANCES.get(claim.stance)
            said.append(f"<b>{escape(claim.claimant)}</b>{f' ({stance})' if stance else ''}: {escape(claim.says)}")
        return "<br>".join(dict.fromkeys(said))
    words = values.written(value)
    return "" if words == values.NOT_KNOWN and field != "date" else escape(words)


def short(account: Account) -> str:
    """Write an account in a line; not escaped."""
    kind = vocab.KINDS.get(account.kind, account.kind)
    return f"{kind}, {values.place_name(account.place)}, {values.date(account.date)}"


def proposal(one: Proposal) -> str:
    """Write an incident that an account may be of, and why, as HTML."""
    reasons = ", ".join(f"{name} {weight:+.1f}" for name, weight in one.features.items())
    return (
        f'<div class="panj-account"><b>{escape(incident_sheet.heading(one.incident))}</b>: {_VERDICTS[one.verdict]}<br>'
        f"{escape(one.incident.summary)}<br>"
        f'<span class="note">score {one.score:.1f} = {escape(reasons) or "nothing spoke"}</span></div>'
    )


def tallies(checked: Iterable[TallyCheck]) -> str:
    """Write the report's counts over periods, a check on incidents and never one of them, each beside these."""
    lines = []
    for check in checked:
        one = check.tally
        period = f"{one.since} to {one.until}" if one.until else f"Since {one.since}"
        source = f", counted by {one.source}" if one.source else ""
        here = f"{quality.verdict(check)}: {check.n_incidents:,} incidents and {values.count(check.killed)} killed here"
        lines.append(
            f"<li>{escape(period if one.since else 'Days not told')}: {escape(values.tally(one))}{escape(source)}."
            + (f"<br><b>{escape(here)}</b>" if check.verdict != NOTHING else "")
            + "</li>"
        )
    return f'<div class="panj-account"><ul>{"".join(lines)}</ul></div>' if lines else ""


def _rests_on_words(account: Account, field: str) -> bool:
    if field == "claims":
        return any(claim.span is not None for claim in account.claims)
    return bool(account.spans.get(field))
