"""What a popup says, and that nothing from outside becomes markup."""

import datetime as dt
from html.parser import HTMLParser

import pytest

from geo.core.model import Casualties, Claim, Count, DateSpan, Incident, Party, Placement, Seizure, Source
from geo.views import popups

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>\'"&'
PLACE = Placement(
    status="placed",
    name="Kavo",
    precision_class="settlement",
    settlement="Kavo",
    district="Shamsiddin Shohin",
    region="Khatlon",
    country="TJ",
    uncertainty_km=2.0,
)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


def _parse(html: str) -> _Tags:
    parser = _Tags()
    parser.feed(html)
    return parser


def _incident(**changes: object) -> Incident:
    values = {
        "id": "a",
        "summary": "Shots were exchanged.",
        "date": DateSpan(start=dt.date(2026, 1, 18), end=dt.date(2026, 1, 18), precision="day"),
        "place": PLACE,
        "kind": "clash",
        **changes,
    }
    return Incident(**values)  # type: ignore[arg-type]


def test_every_field_from_outside_is_escaped():
    html = popups.popup_html(
        _incident(
            summary=HOSTILE,
            place_note=HOSTILE,
            note=HOSTILE,
            kind=HOSTILE,
            status=HOSTILE,
            confidence=HOSTILE,
            bank="TJ",
            date=DateSpan(partial=HOSTILE),
            place=Placement(name=HOSTILE, settlement=HOSTILE, district=HOSTILE, region=HOSTILE, country=HOSTILE),
            parties=(Party(id="other", label=HOSTILE), Party(id=HOSTILE, label=HOSTILE)),
            seized=(Seizure(item="other", label=HOSTILE, count=2, unit=HOSTILE),),
            claims=(Claim(claimant=HOSTILE, says=HOSTILE, stance=HOSTILE),),
            sources=(Source(outlet=HOSTILE, url=f"https://a.test/{HOSTILE}"), Source(outlet=HOSTILE, url=HOSTILE)),
        )
    )
    parsed = _parse(html)
    assert set(parsed.tags) <= {"h3", "span", "p", "dl", "dt", "dd", "h4", "ul", "li", "a", "b", "br"}
    assert {name for name, _ in parsed.attributes} <= {"class", "href", "target", "rel"}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>",
        "//a.test/x",
        "vbscript:x",
        "http://",
        "https://[bad",
        "",
        None,
    ],
)
def test_link_leaves_other_addresses_alone(url):
    assert popups.link("Outlet", url) == "Outlet"


def test_link_opens_beside_without_handing_the_page_over():
    html = popups.link("Asia-Plus", 'https://a.test/?a=1&b="2"')
    assert dict(_parse(html).attributes) == {
        "href": 'https://a.test/?a=1&b="2"',
        "target": "_blank",
        "rel": "noopener noreferrer",
    }


def test_popup_tells_unknown_from_none():
    words = _parse(popups.popup_html(_incident(wounded=Count(low=0, best=0, high=0)))).words
    assert "Killednot known" in words
    assert "Wounded0" in words


def test_popup_gives_ranges_sides_precision_and_speakers():
    words = _parse(
        popups.popup_html(
            _incident(
                date=DateSpan(start=dt.date(2026, 1, 1), end=dt.date(2026, 1, 31), precision="month"),
                killed=Casualties(low=3, best=4, high=5, security=1, attackers=3),
                claims=(Claim(claimant="Taliban spokesman", says="nobody crossed", stance="denies"),),
                sources=(Source(outlet="Khovar", url="https://khovar.tj/x", published=dt.date(2026, 2, 1)),),
            )
        )
    ).words
    assert "2026-01-01 to 2026-01-31 (known to the month)" in words
    assert "4 (3 to 5): 1 security, 3 attackers" in words
    assert "Kavo, Shamsiddin Shohin, Khatlon, Tajikistan (settlement, within about 2 km)" in words
    assert "Taliban spokesman (denies): nobody crossed" in words
    assert "Khovar, 2026-02-01" in words
