"""Download buttons: the filtered incidents as files, written when a button is pressed and not before."""

from typing import Final

import numpy as np
import numpy.typing as npt
import streamlit as st

from geo.incidents.table import IncidentTable

_FORMATS: Final = {
    "csv": ("CSV", "text/csv"),
    "geojson": ("GeoJSON", "application/geo+json"),
    "gpkg": ("GeoPackage", "application/geopackage+sqlite3"),
    "kml": ("KML", "application/vnd.google-earth.kml+xml"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def show(table: IncidentTable, mask: npt.NDArray[np.bool_]) -> None:
    """Draw one button a format for the rows that a mask selects."""

    def content(name: str) -> bytes:
        # Imported here: the writers of spreadsheets and GIS files are slow to load and few readers need them.
        from geo.incidents import export

        return export.to_bytes(table.incidents(mask), name)

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text("Download these incidents")
        for name, (label, mime) in _FORMATS.items():
            st.download_button(
                label,
                data=lambda name=name: content(name),
                file_name=f"panj-watch-incidents.{name}",
                mime=mime,
                key=f"download_{name}",
                on_click="ignore",
                disabled=not mask.any(),
            )
