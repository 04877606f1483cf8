"""Write incidents as files that spreadsheets and GIS programs open.

One row an incident, the same columns in every format, with UCDP and ACLED precision codes, attribution and licence; or
in the columns of an ACLED or UCDP GED export (`export_acled`, `export_ucdp`). A
row has a point only where the incident is on the map: a place known to a spot, or the representative point of a
district, which `place_precision` and `uncertainty_km` tell apart; anything wider has no geometry.
"""

import html
import io
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from openpyxl.utils import get_column_letter

from geo.core import crs, manifest, vocab
from geo.core.errors import ExportError
from geo.core.model import DateSpan, Incident, Placement
from geo.incidents import codes, export_acled, export_ucdp
from geo.incidents.columns import title
from geo.incidents.dataset import ATTRIBUTION, LICENCE
from geo.incidents.export_cells import safe_cell, xml_text

_COUNTS = ("killed", "wounded", "detained")
_SIDES = ("security", "civilians", "attackers")
_LAYER = "incidents"
_MAX_WIDTH = 60


def to_frame(incidents: Iterable[Incident]) -> pd.DataFrame:
    """Lay incidents out as a table, one row each, dates as plain dates, numbers nullable."""
    rows = [{name: _encodable(value) for name, value in _row(incident).items()} for incident in incidents]
    frame = pd.DataFrame(rows, columns=list(rows[0]) if rows else _columns())
    whole = [name for name in map(str, frame) if name.startswith((*_COUNTS, "ucdp_", "acled_"))]
    measured = ["lon", "lat", "uncertainty_km", "chainage_km"]
    typed = frame.astype({**dict.fromkeys(whole, "Int32"), **dict.fromkeys(measured, "float64")})
    return typed.round({"lon": 6, "lat": 6, "uncertainty_km": 3, "chainage_km": 3})


def to_geoframe(incidents: Iterable[Incident]) -> gpd.GeoDataFrame:
    """Lay incidents out as `to_frame` does, with points in EPSG:4326; None where an incident is not on the map."""
    frame = to_frame(incidents)
    on_map = frame["place_precision"].isin(vocab.MAPPED_PRECISIONS).to_numpy(bool)
    points = np.full(len(frame), None, object)
    points[on_map] = shapely.points(frame["lon"][on_map], frame["lat"][on_map])
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(points, index=frame.index, crs=crs.GEOGRAPHIC_CRS))


def write(incidents: Iterable[Incident], path: Path) -> None:
    """Write incidents to a file whose ending names the format; an existing file is replaced when all is written.

    Raises
    ------
    ExportError
        The ending names no format, or the file cannot be written.
    """
    data = to_bytes(incidents, format_of(path))
    try:
        scratch = path.with_name(f".{path.name}.part")
        scratch.write_bytes(data)
        scratch.replace(path)
    except OSError as err:
        msg = f"{path} cannot be written ({err.strerror}): choose another folder"
        raise ExportError(msg) from err


def format_of(path: Path) -> str:
    """Return the format that a file's name ends in: "acled.csv" of "border.acled.csv", "csv" of "border.csv"."""
    name = path.name.casefold()
    fitting = [ending for ending in FORMATS if name == ending or name.endswith(f".{ending}")]
    return max(fitting, key=len, default=path.suffix.lstrip("."))


def to_bytes(incidents: Iterable[Incident], format: str) -> bytes:  # noqa: A002 - the word of the field
    """Return incidents as a file's content.

    Parameters
    ----------
    format
        Key of FORMATS, whatever the case.

    Raises
    ------
    ExportError
        There is no such format.
    """
    make = FORMATS.get(format.lower())
    if make is None:
        msg = f"{format!r} is not a format: end the file name in one of {', '.join(FORMATS)}"
        raise ExportError(msg)
    return make(tuple(incidents))


def _encodable(value: Any) -> Any:
    """Give a text that no file could hold, with half of a surrogate pair, as one that can be written."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _row(incident: Incident) -> dict[str, Any]:
    place, date = incident.place, incident.date
    on_map = place.precision_class in vocab.MAPPED_PRECISIONS
    return {
        "id": incident.id,
        "date_start": date.start,
        "date_end": date.end,
        "date_precision": date.precision,
        "date_partial": date.partial,
        "kind": incident.kind,
        "summary": incident.summary,
        "place": title(incident),
        "place_precision": place.precision_class,
        "uncertainty_km": place.uncertainty_km,
        "lon": place.lon if on_map else None,
        "lat": place.lat if on_map else None,
        "bank": incident.bank,
        "region": place.region,
        "district": place.district,
        "settlement": place.settlement,
        "place_note": incident.place_note,
        "chainage_km": place.chainage_km,
        "segments": "; ".join(f"{share.id} {share.share:.3f}" for share in place.segments),
        **{
            f"{name}_{part}": getattr(getattr(incident, name), part)
            for name in _COUNTS
            for part in ("low", "best", "high")
        },
        **{f"killed_{side}": getattr(incident.killed, side) for side in _SIDES},
        "parties": "; ".join(party.label for party in incident.parties),
        "party_ids": "; ".join(dict.fromkeys(party.id for party in incident.parties)),
        "seized": "; ".join(_seizure(item.label, item.count, item.unit) for item in incident.seized),
        "claims": " | ".join(f"{claim.claimant}: {claim.says} [{claim.stance}]" for claim in incident.claims),
        "sources": " | ".join(
            " ".join(str(part) for part in (source.outlet, source.url, source.published) if part)
            for source in incident.sources
        ),
        "status": incident.status,
        "confidence": incident.confidence,
        "note": incident.note,
        **asdict(codes.codes(incident)),
        "attribution": ATTRIBUTION,
        "licence": LICENCE,
    }


def _columns() -> list[str]:
    nothing = Incident(id="-", summary="-", date=DateSpan(), place=Placement(), kind="other")
    return list(_row(nothing))


def _seizure(label: str, count: float | None, unit: str | None) -> str:
    amount = " ".join(part for part in (f"{count:g}" if count is not None else "", unit or "") if part)
    return f"{label}: {amount}" if amount else label


def _csv(incidents: tuple[Incident, ...]) -> bytes:
    text: str = _safe(to_frame(incidents)).to_csv(index=False, lineterminator="\n")
    return text.encode()


def _xlsx(incidents: tuple[Incident, ...]) -> bytes:
    frame = _safe(to_frame(incidents))
    about = pd.DataFrame({"about": [ATTRIBUTION, f"Licence of the compilation: {LICENCE}", *manifest.attributions()]})
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl") as book:
        frame.to_excel(book, sheet_name=_LAYER, index=False, freeze_panes=(1, 1))
        about.to_excel(book, sheet_name="about", index=False)
        sheet = book.sheets[_LAYER]
        sheet.auto_filter.ref = sheet.dimensions
        for position, name in enumerate(map(str, frame), 1):
            longest = max([len(name), *frame[name].astype(str).str.len()])
            sheet.column_dimensions[get_column_letter(position)].width = min(longest + 2, _MAX_WIDTH)
    return out.getvalue()


def _parquet(incidents: tuple[Incident, ...]) -> bytes:
    out = io.BytesIO()
    to_geoframe(incidents).to_parquet(out, index=False)
    return out.getvalue()


def _geojson(incidents: tuple[Incident, ...]) -> bytes:
    return _gdal(to_geoframe(incidents), "geojson", "GeoJSON", RFC7946="YES")


def _gpkg(incidents: tuple[Incident, ...]) -> bytes:
    return _gdal(to_geoframe(incidents), "gpkg", "GPKG", DESCRIPTION=f"{ATTRIBUTION}. Licence: {LICENCE}")


def _kml(incidents: tuple[Incident, ...]) -> bytes:
    frame = to_geoframe(incidents)
    when = frame["date_start"].astype(object).where(frame["date_start"].notna(), "undated").astype(str)
    frame.insert(0, "Name", when + " " + frame["place"])
    texts = [name for name in map(str, frame) if any(isinstance(value, str) for value in frame[name])]
    plain = {name: [xml_text(value) if isinstance(value, str) else value for value in frame[name]] for name in texts}
    frame = frame.assign(**plain)
    # Programs that open KML show a description as HTML.
    frame.insert(1, "description", frame["summary"].map(html.escape))
    # GDAL writes the id as an attribute, and as it is.
    frame["id"] = frame["id"].map(html.escape)
    return _gdal(frame, "kml", "LIBKML")


def _gdal(frame: gpd.GeoDataFrame, ending: str, driver: str, **options: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{_LAYER}.{ending}"
        pyogrio.write_dataframe(
            frame, path, driver=driver, layer=_LAYER, geometry_type="Point", use_arrow=True, **options
        )
        return path.read_bytes()


def _safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep every text cell text: a leading apostrophe disarms formulas, control characters go."""
    texts = [name for name in map(str, frame) if any(isinstance(value, str) for value in frame[name])]
    return frame.assign(**{name: [safe_cell(value) for value in frame[name]] for name in texts})


FORMATS: Final[dict[str, Callable[[tuple[Incident, ...]], bytes]]] = {
    "csv": _csv,
    "geojson": _geojson,
    "gpkg": _gpkg,
    "kml": _kml,
    "parquet": _parquet,
    "xlsx": _xlsx,
    "acled.csv": export_acled.to_bytes,
    "ucdp.csv": export_ucdp.to_bytes,
}
