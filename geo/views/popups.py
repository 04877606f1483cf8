"""What a click on an incident shows, as HTML; the one place where words from outside are escaped.

The markup uses elements and classes only: no inline style and no handler, since the map's document runs neither.
"""

import datetime as dt
import html
from collections.abc import Iterable
from urllib.parse import urlsplit

from geo.core import vocab
from geo.core.model import Casualties, Claim, Count, DateSpan, Incident, Placement, Seizure, Source

_LINK_SCHEMES = ("http", "https")
_DATE_NOTES = {"days": "within these days", "week": "week", "month": "month", "season": "season", "year": "year"}
_STANCES = {"denies": "denies", "alleges": "alleges", "no_comment": "no comment"}


def escape(text: object) -> str:
    """Make text safe inside an element or a quoted attribute.

    >>> escape('<img src=x onerror="alert(1)">')
    '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;'
    """
    return html.escape(str(text), quote=True)


def link(text: str, url: str | None) -> str:
    """Link text to an http or https address; any other address leaves the text alone.

    >>> link("a", "javascript:alert(1)")
    'a'
    """
    if url is None or not _is_web(url):
        return escape(text)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'


def popup_html(incident: Incident) -> str:
    """Write everything that is known of an incident, with each claim's speaker and each source's link."""
    facts = [
        ("Date", _date(incident.date)),
        ("Place", _place(incident.place, incident.place_note)),
        ("Killed", _casualties(incident.killed)),
        ("Wounded", _count(incident.wounded)),
        ("Detained", _count(incident.detained) if incident.detained != Count() else ""),
        ("Parties", escape(", ".join(dict.fromkeys(_party(party.id, party.label) for party in incident.parties)))),
        ("Seized", "; ".join(escape(_seizure(item)) for item in incident.seized)),
        ("Confidence", escape(incident.confidence or "")),
        ("Note", escape(incident.note or "")),
    ]
    status = vocab.INCIDENT_STATUSES.get(incident.status, incident.status)
    heading = f"{vocab.KINDS.get(incident.kind, incident.kind)}, {_place_name(incident.place)}"
    return "".join(
        [
            f'<h3>{escape(heading)}</h3><span class="panj-badge">{escape(status)}</span>',
            f"<p>{escape(incident.summary)}</p>",
            f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in facts if value)}</dl>",
            _section("Who says what", (_claim(claim) for claim in incident.claims)),
            _section("Sources", (_source(source) for source in incident.sources)),
        ]
    )


def _section(title: str, entries: Iterable[str]) -> str:
    listed = "".join(f"<li>{entry}</li>" for entry in entries)
    return f"<h4>{title}</h4><ul>{listed}</ul>" if listed else ""


def _date(span: DateSpan) -> str:
    if span.start is None:
        return escape(f"year not known ({span.partial})" if span.partial else "not known")
    end = span.end or span.start
    text = f"{span.start}" if span.start == end else f"{span.start} to {end}"
    note = _DATE_NOTES.get(span.precision or "")
    return escape(f"{text} (known to the {note})" if note and span.precision != "days" else text)


def _place_name(place: Placement) -> str:
    if place.precision_class in vocab.POINT_PRECISIONS and place.name:
        return place.name
    return place.district or place.region or place.name or "place not stated"


def _place(place: Placement, note: str | None) -> str:
    names = [place.name, place.settlement, place.district, place.region, vocab.COUNTRIES.get(place.country or "")]
    text = ", ".join(dict.fromkeys(name for name in names if name)) or "not stated"
    precision = vocab.PRECISION_CLASSES.get(place.precision_class)
    how = [precision.label.lower()] if precision else []
    if place.uncertainty_km is not None:
        how.append(f"within about {place.uncertainty_km:.0f} km" if place.uncertainty_km >= 1 else "within 1 km")
    known = f" ({', '.join(how)})" if how else ""
    return escape(f"{text}{known}") + (f"<br>{escape(note)}" if note else "")


def _count(count: Count) -> str:
    known = [value for value in (count.low, count.best, count.high) if value is not None]
    if not known:
        return "not known"
    low, high = min(known), max(known)
    if low == high:
        return f"{low:,}"
    return f"{count.best:,} ({low:,} to {high:,})" if count.best is not None else f"{low:,} to {high:,}"


def _casualties(killed: Casualties) -> str:
    sides = [
        f"{value:,} {name}"
        for name, value in (
            ("security", killed.security),
            ("civilians", killed.civilians),
            ("attackers", killed.attackers),
        )
        if value is not None
    ]
    return _count(killed) + (f": {', '.join(sides)}" if sides else "")


def _party(party_id: str, label: str) -> str:
    name = vocab.PARTIES.get(party_id, party_id)
    return label if party_id == "other" and label else name


def _seizure(item: Seizure) -> str:
    amount = " ".join(part for part in (f"{item.count:g}" if item.count is not None else "", item.unit or "") if part)
    return f"{item.label} ({amount})" if amount else item.label


def _claim(claim: Claim) -> str:
    stance = _STANCES.get(claim.stance)
    speaker = f"{claim.claimant} ({stance})" if stance else claim.claimant
    return f"<b>{escape(speaker)}</b>: {escape(claim.says)}"


def _source(source: Source) -> str:
    published = source.published
    day = published.isoformat() if isinstance(published, dt.date) else str(published or "")
    return link(source.outlet, source.url) + (f", {escape(day)}" if day else "")


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.scheme.lower() in _LINK_SCHEMES and bool(parts.netloc)
