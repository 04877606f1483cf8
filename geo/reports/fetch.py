"""A web address to reports: an article's page, a text, a PDF, or a feed whose entries are the reports."""

import datetime as dt
import re

from geo.core.errors import FetchError
from geo.core.model import ReadFailure, Report
from geo.reports import files
from geo.reports.download import Limits, Network, download

_MEDIA_TYPES = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "application/pdf",
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
    }
)
_USERINFO = re.compile(r"(?<=//)[^/?#]*@")
_MAX_NAME_CHARS = 300


def fetch(
    url: str, *, published: dt.date | None = None, limits: Limits | None = None, network: Network | None = None
) -> list[Report | ReadFailure]:
    """Fetch the reports at a web address.

    Parameters
    ----------
    url
        An http or https address of the public internet, as somebody gave it.
    published
        The day of publication, where the document does not give one.
    limits
        Of time, size, redirects and ports; None for the usual ones.
    network
        For tests and offline use; None is the public internet and nothing else.

    Returns
    -------
    list
        One entry for each report. What cannot be fetched or read is a ReadFailure with the reason, in words for who
        gave the address; nothing is raised for it.
    """
    try:
        document = download(url, media_types=_MEDIA_TYPES, limits=limits, network=network)
    except FetchError as err:
        return [ReadFailure(name=shown(url), reason=str(err))]
    return list(
        files.read_bytes(
            shown(document.url), document.data, published=published, charset=document.charset, url=document.url
        )
    )


def shown(url: str) -> str:
    """Return an address as it may be shown and kept: on one line, not too long, without a password."""
    plain = url.encode("utf-8", "replace").decode()
    return _USERINFO.sub("", " ".join(plain.split()))[:_MAX_NAME_CHARS]
