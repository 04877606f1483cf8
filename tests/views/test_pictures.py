from xml.etree import ElementTree

import pytest

from geo.core import vocab
from geo.views import pictures, symbology

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("precision_class", vocab.PRECISION_CLASSES)
def test_every_precision_class_has_a_picture(precision_class):
    root = ElementTree.fromstring(pictures.precision_svg(precision_class))
    is_mapped = symbology.PRECISION_STYLES[precision_class] != "unmapped"
    assert bool(root.findall(f"{SVG}circle")) == is_mapped
    assert bool(root.findall(f"{SVG}text")) != is_mapped


def test_district_is_hatched():
    assert "url(#panj-hatch)" in pictures.precision_svg("district")
