"""Downloads: the filtered incidents as a file, written when the button is pressed and not before."""

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
    "acled.csv": ("ACLED columns (CSV)", "text/csv"),
    "ucdp.csv": ("UCDP GED columns (CSV)", "text/csv"),
}


def show(table: IncidentTable, mask: npt.NDArray[np.bool_]) -> None:
    """Draw a choice of format and a button, for the rows that a mask selects."""

    def content() -> bytes:
        # Imported here: the writers of spreadsheets and GIS files are slow to load and few readers need them.
        from geo.incidents import export

        return export.to_bytes(table.incidents(mask), name)

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.selectbox(
            "These incidents as a file",
            list(_FORMATS),
            key="download_format",
            format_func=lambda name: _FORMATS[name][0],
            width=260,
        )
        st.download_button(
            f"Download {_FORMATS[name][0]}",
            data=content,
            file_name=f"panj-watch-incidents.{name}",
            mime=_FORMATS[name][1],
            key="download",
            on_click="ignore",
            icon=":material/download:",
            disabled=not mask.any(),
        )
