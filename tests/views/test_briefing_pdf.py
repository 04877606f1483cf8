"""Lines of the PDF are laid out as matplotlib does, from the kerning of pairs."""

import io

import pypdf
import pytest
from matplotlib import font_manager
from matplotlib.backends import backend_pdf
from matplotlib.ft2font import LoadFlags

from geo.views import briefing_canvas, briefing_pdf


@pytest.mark.parametrize("size", [7.5, 21.0])
@pytest.mark.parametrize("text", ["Tajikistan AVATAR, To. we", "Вазъият дар Тоҷикистон; ғайра", ""])
def test_letters_stand_where_matplotlib_puts_them(text: str, size: float) -> None:
    font = font_manager.get_font([briefing_canvas._faces()[False, False]])
    font.set_size(size, 72)
    shaped = font._layout(text, LoadFlags.NO_HINTING)
    ours = list(briefing_pdf._letters(text, font))
    assert [letter.glyph_index for letter in ours] == [letter.glyph_index for letter in shaped]
    # matplotlib rounds each letter's place to 1/64 of a point, and its kerning to whole ones of the font's grid.
    for one, other in zip(ours, shaped, strict=True):
        assert one.prev_kern == pytest.approx(other.prev_kern or 0.0, abs=0.035)
        assert one.x == pytest.approx(other.x, abs=0.02 * len(text))


def test_some_pairs_are_kerned() -> None:
    font = font_manager.get_font([briefing_canvas._faces()[False, False]])
    font.set_size(10, 72)
    assert min(letter.prev_kern for letter in briefing_pdf._letters("AVATAR", font)) < -0.2


def test_ligatures_are_set_as_their_letters() -> None:
    canvas = briefing_canvas.Canvas(3, 1, "#ffffff")
    out = io.BytesIO()
    with briefing_canvas.drawing(), briefing_pdf._kerning_asked_once():
        canvas.text(0.2, 0.2, "fire office", briefing_canvas.Style(12, "#000000"))
        with backend_pdf.PdfPages(out) as pdf:
            pdf.savefig(canvas.figure)
    assert pypdf.PdfReader(out).pages[0].extract_text().split() == ["fire", "office"]


def test_letters_from_another_part_of_the_font_stand_in_their_place() -> None:
    """A PDF holds a font in parts of 256 letters: beginning another one needs the pen's place."""
    canvas = briefing_canvas.Canvas(6, 1, "#ffffff")
    style = briefing_canvas.Style(20, "#000000")
    out = io.BytesIO()
    with briefing_canvas.drawing(), briefing_pdf._kerning_asked_once():
        canvas.text(0, 0.2, "5 (4\N{EN DASH}6) – Тоҷикистон", style)
        with backend_pdf.PdfPages(out) as pdf:
            pdf.savefig(canvas.figure)
    places = []
    pypdf.PdfReader(out).pages[0].extract_text(
        visitor_text=lambda text, _matrix, at, *_: places.append((text, at[4])) if text.strip() else None
    )
    assert len(places) > 1
    assert [x for _, x in places] == sorted(x for _, x in places)
    width = briefing_canvas.text_width("5 (4\N{EN DASH}6) – Тоҷикистон", style) * 72
    assert width / 3 < places[-1][1] < width


def test_the_layout_is_matplotlibs_again_afterwards() -> None:
    helpers = backend_pdf._text_helpers
    before = helpers.layout
    with briefing_pdf._kerning_asked_once():
        assert helpers.layout is not before
    assert helpers.layout is before
