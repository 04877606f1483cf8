"""The briefing: one filter's incidents on a sheet that stands alone, as PNG, PDF, PPTX or SVG.

The same incidents, filter and options give the same bytes: the day of printing is an option, and nothing else of the
moment or the machine enters a file. PDF carries its fonts, title and language; in PPTX text and tables stay editable.
"""

import io
from pathlib import Path
from typing import Final

from geo import __version__
from geo.core.errors import ExportError
from geo.incidents import dataset
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.views import briefing_pdf, briefing_pptx, briefing_sheet
from geo.views.briefing_canvas import Canvas, drawing
from geo.views.briefing_content import Content, compose
from geo.views.briefing_options import FORMATS, Options
from geo.views.briefing_theme import theme

_LANGUAGE: Final = "en"
_PROGRAM: Final = f"Panj Watch {__version__}"


def content(table: IncidentTable, chosen: Filter, options: Options) -> Content:
    """Gather what the briefing of a filter says.

    Raises
    ------
    DataIntegrityError
        The manifest, which dates the data and names its sources, is missing.
    """
    return compose(
        table,
        chosen,
        title=options.title,
        as_of=options.as_of or dataset.gathered(),
        printed=options.printed,
        base_url=options.base_url,
    )


def render(said: Content, options: Options, file_format: str, *, first_page_only: bool = False) -> list[bytes]:
    """Make the files of a briefing.

    Parameters
    ----------
    said
        What `content` gathered.
    file_format
        One of FORMATS.
    first_page_only
        Of a PNG or SVG, make the page with the map alone; the others are one file of all pages in any case.

    Returns
    -------
    list of bytes
        PDF and PPTX: one file of all pages. PNG and SVG: a file for each page.

    Raises
    ------
    ExportError
        The format is unknown.
    """
    if file_format not in FORMATS:
        msg = f"{file_format!r} is not a format: end the file name in one of {', '.join(FORMATS)}"
        raise ExportError(msg)
    if file_format == "pptx":
        with drawing():
            return [briefing_pptx.make(said, theme(options.theme), options.size, dpi=options.dpi)]
    with drawing():
        pages = briefing_sheet.draw(said, theme(options.theme), options.size)
        if file_format == "pdf":
            return [briefing_pdf.make(pages, said, language=_LANGUAGE, program=_PROGRAM)]
        make = _png if file_format == "png" else _svg
        return [make(page, said, options.dpi) for page in (pages[:1] if first_page_only else pages)]


def write(table: IncidentTable, chosen: Filter, options: Options, path: Path) -> list[Path]:
    """Write a briefing to a file, in the format of its ending.

    Returns
    -------
    list of Path
        The files written: further pages of a PNG or SVG get a number, as in "sheet-2.png".

    Raises
    ------
    ExportError
        The ending names no format, or the file cannot be written.
    """
    files = render(content(table, chosen, options), options, path.suffix.lower().removeprefix("."))
    paths = [path, *(path.with_stem(f"{path.stem}-{page}") for page in range(2, len(files) + 1))]
    try:
        for target, data in zip(paths, files, strict=True):
            target.write_bytes(data)
    except OSError as err:
        msg = f"{path} cannot be written ({err.strerror}): choose another folder"
        raise ExportError(msg) from err
    return paths


def _png(page: Canvas, said: Content, dpi: int) -> bytes:
    out = io.BytesIO()
    page.figure.savefig(out, format="png", dpi=dpi, metadata={"Title": said.title, "Software": _PROGRAM})
    return out.getvalue()


def _svg(page: Canvas, said: Content, _dpi: int) -> bytes:
    out = io.BytesIO()
    about = {
        "Title": said.title,
        "Description": said.subtitle,
        "Language": _LANGUAGE,
        "Date": said.printed.isoformat(),
        "Creator": _PROGRAM,
    }
    page.figure.savefig(out, format="svg", metadata=about)
    return out.getvalue()
