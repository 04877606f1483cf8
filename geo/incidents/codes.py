"""The codes that other data sets give to an incident: UCDP GED and ACLED.

They say how exactly place and date are known, by the tables of `geo.core.vocab`; None where the date is unknown.
"""

from dataclasses import dataclass

from geo.core import vocab
from geo.core.model import Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """UCDP GED where_prec (1-7) and date_prec (1-5), ACLED geo-precision and time-precision (1-3)."""

    ucdp_where_prec: int
    ucdp_date_prec: int | None
    acled_geo_precision: int
    acled_time_precision: int | None


def codes(incident: Incident) -> Codes:
    """Look up the codes of an incident."""
    place = vocab.PRECISION_CLASSES[incident.place.precision_class]
    # A month and day without a year is no date in either data set.
    precision = incident.date.precision if incident.date.start else None
    return Codes(
        ucdp_where_prec=place.ucdp_where_prec,
        ucdp_date_prec=vocab.UCDP_DATE_PREC[precision] if precision else None,
        acled_geo_precision=place.acled_geo_precision,
        acled_time_precision=vocab.ACLED_TIME_PRECISION[precision] if precision else None,
    )
