"""What a click on an incident shows, as HTML; the one place where words from outside are escaped.

The markup uses elements and classes only: no inline style and no handler, since the map's document runs neither.
"""

import datetime as dt
import html
from collections.abc import Iterable
from urllib.parse import urlsplit

from geo.core import vocab
from geo.core.model import Claim, Count, Incident, Source
from geo.views import values

_LINK_SCHEMES = ("http", "https")
STANCES = {"denies": "denies", "alleges": "alleges", "no_comment": "no comment"}


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
    note = f"<br>{escape(incident.place_note)}" if incident.place_note else ""
    facts = [
        ("Date", escape(values.date(incident.date))),
        ("Place", escape(values.place(incident.place)) + note),
        ("Killed", escape(values.casualties(incident.killed))),
        ("Wounded", escape(values.count(incident.wounded))),
        ("Detained", escape(values.count(incident.detained)) if incident.detained != Count() else ""),
        ("Parties", escape(values.written(incident.parties))),
        ("Seized", escape(values.written(incident.seized))),
        ("Confidence", escape(incident.confidence or "")),
        ("Note", escape(incident.note or "")),
    ]
    status = vocab.INCIDENT_STATUSES.get(incident.status, incident.status)
    heading = f"{vocab.KINDS.get(incident.kind, incident.kind)}, {values.place_name(incident.place)}"
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


def _claim(claim: Claim) -> str:
    stance = STANCES.get(claim.stance)
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
