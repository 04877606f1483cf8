"""Every exception that the library raises on purpose.

Each class derives from GeoError and from the builtin that callers would expect. The message says what failed, the
value, what was expected and what to do; pages and the command line show it as it is.
"""


class GeoError(Exception):
    """Base of every error that the library raises on purpose."""


class CoordinateError(GeoError, ValueError):
    """A coordinate is not a number, out of range, or looks swapped."""


class CrsError(GeoError, ValueError):
    """A geometry has no CRS or not the one that was asked for."""


class DataIntegrityError(GeoError, RuntimeError):
    """A shipped file is missing, unlisted, or not the one its manifest entry describes."""


class UnknownPlaceError(GeoError, LookupError):
    """No district, region, segment or place has this id."""


class FilterError(GeoError, ValueError):
    """A filter has a value that cannot be."""


class RecordError(GeoError, ValueError):
    """A row or record of a file cannot be read; the message names file, line and field."""


class ReportFormatError(GeoError, ValueError):
    """A file given as a report cannot be read as one."""


class FetchError(GeoError, OSError):
    """An address on the web cannot be fetched, or must not be."""


class StoreError(GeoError, RuntimeError):
    """The store cannot be opened, read or written."""


class SourceError(GeoError, RuntimeError):
    """A build input cannot be fetched or is not the pinned one."""


class ExportError(GeoError, ValueError):
    """A file cannot be written in the format or place that was asked for."""


class AccessError(GeoError, PermissionError):
    """A user's role does not allow this, or the installation is read-only."""


class ConflictError(GeoError, RuntimeError):
    """Somebody else has changed or holds what was to be changed."""
