"""The briefing's pages: nothing overlaps or leaves the page, and the sheets look as approved."""

import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

from geo.core import manifest
from geo.core.model import Casualties, Claim, Count, DateSpan, Incident, Placement, SegmentShare, Source
from geo.incidents import table as incident_table
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.views import briefing_sheet
from geo.views.briefing_canvas import Canvas, Frame, drawing
from geo.views.briefing_content import Content, compose
from geo.views.briefing_options import SIZES, THEMES
from geo.views.briefing_theme import theme

APPROVED = Path(__file__).parent / "approved"
APPROVED_DPI = 48
# Pixels that differ by more than this (of 255) count; so many of them may, as fonts are rasterised a little otherwise
# from one FreeType to the next.
PIXEL_TOLERANCE = 48
MAX_DIFFERING = 0.01
# Line boxes hold the room for ascenders and descenders; less than this (inches) of it is not seen to touch.
TOUCH_IN = 0.022
PRINTED = dt.date(2026, 2, 1)
LONG = "Qalandar-i-Bolo ba Sarhadi Junubii Vodii Panjob ki Nomash Dar Harita Chojoy Nameshavad"
TITLES = {
    "latin": "Incidents",
    "long": "A heading that somebody wrote without thinking of the room that it has, as happens, and went on and on",
    "cyrillic": "Ҳодисаҳои амниятӣ дар сарҳади Тоҷикистону Афғонистон: ҷамъбасти моҳона",
    "persian": "رویدادهای امنیتی در مرز تاجیکستان و افغانستان، گزارش ماهانه",
}


@pytest.fixture(autouse=True)
def _fixed_attributions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the sheet from changing with the manifest's wording."""
    lines = ["Borders (c) OpenStreetMap contributors, ODbL", "Districts: geoBoundaries, CC BY 4.0"]
    monkeypatch.setattr(manifest, "attributions", lambda: lines)


@pytest.fixture(scope="session")
def invented() -> Callable[[int], IncidentTable]:
    """Give a table of n invented incidents with long names, several sources and speakers in three scripts."""

    def make(n: int) -> IncidentTable:
        made_up = incident_table.made_up(n, seed=4).incidents()
        return IncidentTable.from_incidents(_dressed(number, incident) for number, incident in enumerate(made_up))

    return make


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("n", [0, 1, 5, 60, 500])
def test_texts_neither_overlap_nor_leave_the_page(invented: Callable[[int], IncidentTable], n: int, size: str) -> None:
    said = _said(invented(n), title=TITLES["long"])
    with drawing():
        pages = briefing_sheet.draw(said, theme("light"), size)
        for number, page in enumerate(pages, start=1):
            _assert_clear(page, f"page {number} of {len(pages)}")
    assert len(said.rows) == n


@pytest.mark.parametrize("script", TITLES)
def test_titles_of_any_length_and_script_keep_their_room(invented: Callable[[int], IncidentTable], script: str) -> None:
    said = _said(invented(5), title=TITLES[script])
    with drawing():
        page = briefing_sheet.draw(said, theme("dark"), "16:9")[0]
        _assert_clear(page, script)
        shown = {text.get_text() for text in _texts(page)}
    # A long heading is set on two lines, and words are cut only where two do not hold them.
    assert TITLES[script] in shown or any(
        TITLES[script].startswith(text.rstrip("…")) for text in shown if len(text) > 9
    )


def test_texts_without_end_are_cut_and_leave_nothing_out() -> None:
    word = "Endlesswordwithoutaspace" * 400
    monster = replace(
        FEW[0],
        summary=f"{word} {'and so on ' * 2_000}",
        place=replace(FEW[0].place, name=word, district=word),
        claims=(Claim(claimant=word, says=word),),
        sources=(Source(outlet=word, url=f"https://example.org/{word}"),),
    )
    said = _said(IncidentTable.from_incidents([*FEW[1:], monster]), title=word)
    with drawing():
        pages = briefing_sheet.draw(said, theme("light"), "a4")
        for page in pages:
            _assert_clear(page, "endless")
    shown = [text.get_text() for page in pages[1:] for text in _texts(page)]
    assert {"1", "2", "3", "4", "5"} <= set(shown)


def test_every_incident_and_source_is_on_some_page(invented: Callable[[int], IncidentTable]) -> None:
    said = _said(invented(60))
    with drawing():
        pages = briefing_sheet.draw(said, theme("light"), "16:9")
    shown = [text.get_text() for page in pages[1:] for text in _texts(page)]
    assert {str(row.number) for row in said.rows} <= set(shown)
    for source in said.sources:
        assert any(text.startswith(f"[{source.number}] ") for text in shown)


def test_few_incidents_are_numbered_on_the_map_and_told_in_full_beside_it() -> None:
    said = _said(IncidentTable.from_incidents(FEW))
    with drawing():
        pages = briefing_sheet.draw(said, theme("light"), "16:9")
    shown = [text.get_text() for text in _texts(pages[0])]
    assert len(pages) == 1
    # In the table, and on the map (no. 5 is known to a region and is not on it) and the strip.
    assert all(shown.count(str(number)) >= 2 for number in (1, 3))
    assert any(text.startswith("Not on the map at this precision: Khatlon (region): no. 5") for text in shown)
    assert any("[1] Invented Daily, 2026-01-03" in text for text in shown)
    assert any("imply no endorsement" in text for text in shown)
    assert "Data as of 2026-01-31 · printed 2026-02-01" in shown


def test_an_empty_selection_says_so() -> None:
    table = IncidentTable.from_incidents(FEW)
    said = _said(table, chosen=Filter(date_from=dt.date(2030, 1, 1)))
    with drawing():
        pages = briefing_sheet.draw(said, theme("light"), "a4")
    shown = " ".join(text.get_text() for text in _texts(pages[0]))
    assert len(pages) == 1
    assert "No incident meets this filter." in shown
    assert "None of the 5 incidents in the data does." in shown
    assert "Since 2030-01-01: 0 of 5 incidents" in shown


@pytest.mark.parametrize(("size", "look"), [("16:9", "light"), ("16:9", "dark"), ("a4", "grey")])
def test_sheet_looks_as_approved(tmp_path: Path, size: str, look: str) -> None:
    assert look in THEMES
    with drawing():
        page = briefing_sheet.draw(_said(IncidentTable.from_incidents(FEW)), theme(look), size)[0]
        drawn = tmp_path / "drawn.png"
        page.figure.savefig(drawn, dpi=APPROVED_DPI, metadata={"Software": None})
    approved = APPROVED / f"briefing-{size.replace(':', 'x')}-{look}.png"
    if os.environ.get("PANJ_APPROVE"):
        approved.write_bytes(drawn.read_bytes())
    new, old = (np.asarray(Image.open(path).convert("RGB"), int) for path in (drawn, approved))
    assert new.shape == old.shape
    differing = (np.abs(new - old).max(axis=2) > PIXEL_TOLERANCE).mean()
    assert differing <= MAX_DIFFERING, f"{differing:.2%} of the pixels differ: look at {drawn}, approve if it is right"


def _said(table: IncidentTable, *, title: str | None = None, chosen: Filter | None = None) -> Content:
    return compose(
        table,
        chosen or Filter(),
        title=title,
        as_of="2026-01-31",
        printed=PRINTED,
        base_url="http://localhost:8501/",
    )


def _texts(page: Canvas) -> list[Text]:
    return [text for text in page.figure.findobj(Text) if text.get_text().strip()]


def _assert_clear(page: Canvas, what: str) -> None:
    boxes = [(text.get_text(), _box(page, text)) for text in _texts(page)]
    for text, box in boxes:
        assert page.frame.contains(box), f"{what}: {text!r} leaves the page at {box}"
    inner = [box.inset(TOUCH_IN / 2) for _, box in boxes]
    west, north, east, south = np.array([(box.x, box.y, box.right, box.bottom) for box in inner]).T
    meet = (west[:, None] < east) & (west < east[:, None]) & (north[:, None] < south) & (north < south[:, None])
    pairs = np.argwhere(np.triu(meet, k=1))
    assert not len(pairs), f"{what}: " + "; ".join(f"{boxes[a][0]!r} meets {boxes[b][0]!r}" for a, b in pairs[:5])


def _box(page: Canvas, text: Text) -> Frame:
    extent = text.get_window_extent(page.figure.canvas.get_renderer())
    dpi = page.figure.dpi
    return Frame(extent.x0 / dpi, page.height - extent.y1 / dpi, extent.width / dpi, extent.height / dpi)


def _dressed(number: int, incident: Incident) -> Incident:
    """Give a made-up incident long names, speakers and sources."""
    place = incident.place
    if number % 4 == 0:
        place = replace(place, name=LONG)
    return replace(
        incident,
        summary=f"Invented. {LONG} " * (number % 4),
        place=place,
        wounded=Count(low=0, best=1_234, high=98_765),
        claims=tuple(
            Claim(claimant=name, says="invented")
            for name in ("Кумитаи давлатии амнияти миллӣ", "سخنگوی وزارت داخله", LONG)[: number % 4]
        ),
        sources=tuple(
            Source(
                outlet=("Invented Daily", LONG, "خبرگزاری ساختگی")[step],
                url=f"https://example.org/{'very-long-part-of-an-address-' * 4}{number}-{step}",
                published=dt.date(2026, 1, 1) if step else None,
            )
            for step in range(number % 4)
        ),
    )


def _incident(number: int, lon: float, lat: float, **more: object) -> Incident:
    place = Placement(
        status="placed",
        name=f"Village {number}",
        precision_class="settlement",
        lon=lon,
        lat=lat,
        uncertainty_km=2.0,
        district="Shamsiddin Shohin",
        district_id="tj-shamsiddin-shohin",
        region="Khatlon",
        region_id="tj-khatlon",
        country="TJ",
        chainage_km=330.0 + 20 * number,
        segments=(SegmentShare(id="shamsiddin-shohin--chah-ab", share=1.0),),
    )
    fields = {
        "id": f"invented-{number}",
        "summary": "An invented clash.",
        "date": DateSpan(start=dt.date(2026, 1, number), end=dt.date(2026, 1, number), precision="day"),
        "place": place,
        "kind": "clash",
        "bank": "TJ",
        "killed": Casualties(low=number, best=number, high=number + 1),
        "sources": (Source(outlet="Invented Daily", url="https://example.org/a", published=dt.date(2026, 1, 3)),),
        "claims": (Claim(claimant="Border guards", says="invented"),),
    }
    return Incident(**{**fields, **more})  # type: ignore[arg-type]


def _few() -> Sequence[Incident]:
    base = _incident(4, 69.9, 37.6).place
    district = replace(
        base, name="Shamsiddin Shohin", precision_class="district", uncertainty_km=30.0, chainage_km=None
    )
    region = replace(
        base,
        name="Khatlon",
        precision_class="region",
        lon=None,
        lat=None,
        district=None,
        district_id=None,
        chainage_km=None,
        uncertainty_km=None,
    )
    near = replace(base, name="Bridge", precision_class="near", uncertainty_km=10.0, lon=70.2, lat=37.8)
    return (
        _incident(1, 70.01, 37.68),
        _incident(2, 70.01, 37.68, kind="shooting"),
        _incident(3, 0, 0, kind="drone_attack", place=near),
        _incident(4, 0, 0, kind="smuggling_clash", place=district),
        _incident(5, 0, 0, kind="kidnapping", place=region),
    )


FEW = _few()
