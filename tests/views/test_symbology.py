"""Every entry of the vocabularies has a look, and the looks can be told apart."""

import itertools

import pytest

from geo.core import vocab
from geo.views import symbology


def test_every_kind_has_a_style_and_no_two_the_same():
    assert set(symbology.KIND_STYLES) == set(vocab.KINDS)
    assert {style.shape for style in symbology.KIND_STYLES.values()} <= set(symbology.SHAPES)
    assert len(set(symbology.KIND_STYLES.values())) == len(vocab.KINDS)


def test_every_precision_has_a_style_and_only_mapped_ones_are_drawn():
    assert set(symbology.PRECISION_STYLES) == set(vocab.PRECISION_CLASSES)
    drawn = {name for name, style in symbology.PRECISION_STYLES.items() if style != "unmapped"}
    assert drawn == set(vocab.MAPPED_PRECISIONS)


@pytest.mark.parametrize("theme", symbology.PALETTES)
def test_outlines_of_marks_stand_out_from_whatever_lies_under_them(theme):
    palette = symbology.PALETTES[theme]
    grounds = [palette.land, palette.outside, *palette.shades[1:]]
    assert min(symbology.contrast(palette.outline, ground) for ground in grounds) >= 3


@pytest.mark.parametrize("theme", symbology.PALETTES)
def test_the_border_line_stands_out(theme):
    palette = symbology.PALETTES[theme]
    assert symbology.contrast(palette.border_line, palette.border_casing) >= 3
    assert symbology.contrast(palette.border_line, palette.land) >= 3


@pytest.mark.parametrize("theme", symbology.PALETTES)
def test_labels_can_be_read(theme):
    palette = symbology.PALETTES[theme]
    for text, ground in itertools.product((palette.label, palette.label_faint), (palette.land, palette.outside)):
        assert symbology.contrast(text, ground) >= 4.5


def test_area_of_a_mark_grows_linearly_with_deaths():
    areas = [symbology.radius_px(killed) ** 2 for killed in (0, 10, 20, 30)]
    steps = [later - earlier for earlier, later in itertools.pairwise(areas)]
    assert steps == pytest.approx([steps[0]] * 3)


def test_unknown_deaths_look_like_none_and_many_stop_growing():
    assert symbology.radius_px(None) == symbology.radius_px(0) == symbology.BASE_RADIUS_PX
    assert symbology.radius_px(10_000) == symbology.MAX_RADIUS_PX


def test_shade_breaks_rise_and_survive_nothing():
    for values in ([], [0.0], [0.4], [1.0, 2.0], [500.0, 3.0]):
        breaks = symbology.shade_breaks(values, 5)
        assert len(breaks) == 5
        assert list(breaks) == sorted(set(breaks))


def test_config_follows_the_vocabularies():
    config = symbology.config()
    assert [kind["label"] for kind in config["kinds"]] == list(vocab.KINDS.values())
    assert [precision["label"] for precision in config["precisions"]] == [
        precision.label for precision in vocab.PRECISION_CLASSES.values()
    ]
