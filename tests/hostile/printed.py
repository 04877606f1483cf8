"""The way out on paper and slides: briefings with hostile titles, of incidents all of whose words are hostile."""

import dataclasses
import datetime as dt
import io
import random
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pypdf
from PIL import Image
from pypdf.generic import DictionaryObject

from geo.incidents.filters import Filter
from geo.views import briefing
from geo.views.briefing_options import FORMATS, SIZES, THEMES, Options
from tests.hostile import corpus, kept, outward

# What a reader of PDF would start by itself, or by a click.
_ACTIONS: Final = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR"}


def sheet(rng: random.Random, folder: Path) -> str:
    """Make a briefing in a format, and read it again."""
    file_format = rng.choice(FORMATS)
    options = Options(
        printed=dt.date(2026, 10, 31),
        size=rng.choice(tuple(SIZES)),
        theme=rng.choice(THEMES),
        title=corpus.short(rng, 200),
        dpi=72,
    )
    some = [dataclasses.replace(outward.incident(rng), id=f"x{number}") for number in range(2)]
    said = briefing.content(kept.table_of(some), Filter(), options)
    (data,) = briefing.render(said, options, file_format, first_page_only=True)
    {"svg": _check_svg, "pdf": _check_pdf, "pptx": _check_pptx, "png": _check_png}[file_format](data)
    return file_format


def _check_svg(data: bytes) -> None:
    for element in ET.fromstring(data).iter():
        assert element.tag.rpartition("}")[2] not in {"script", "foreignObject", "image"}, f"an element: {element.tag}"
        for name, value in element.attrib.items():
            plain = name.rpartition("}")[2].casefold()
            assert not plain.startswith("on"), f"a script: {name}={value[:40]!r}"
            assert plain != "href" or value.startswith("#") or _is_web(value), f"a link: {value[:60]!r}"


def _check_pdf(data: bytes) -> None:
    found = pypdf.PdfReader(io.BytesIO(data))
    assert "/OpenAction" not in found.trailer["/Root"]
    for page in found.pages:
        for note in page.get("/Annots", ()):
            action: Any = note.get_object().get("/A", DictionaryObject())
            assert action.get("/S") not in _ACTIONS, f"an action: {action}"
            assert "/URI" not in action or _is_web(str(action["/URI"])), f"a link: {action['/URI'][:60]!r}"


def _check_pptx(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        for name in box.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            for element in ET.fromstring(box.read(name)).iter():
                if element.get("TargetMode") == "External":
                    assert _is_web(element.get("Target", "")), f"a link: {element.get('Target', '')[:60]!r}"


def _check_png(data: bytes) -> None:
    with Image.open(io.BytesIO(data)) as picture:
        picture.verify()


def _is_web(address: str) -> bool:
    return urlsplit(address).scheme in {"http", "https"}
