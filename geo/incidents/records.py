"""How a report that is a row of a data set is known as one: its title names the data set and the record.

Two records of one data set are two events, because that is what a row is there; the same record again, corrected, is
the same event.
"""

# Versions of the readers of rows begin so; no reader of texts does.
READER_PREFIX = "import-"
_BETWEEN = " \u00b7 "

RecordKey = tuple[str, str]


def record_title(dataset: str, record_id: str) -> str:
    """Return the title of a row's report.

    Examples
    --------
    >>> record_title("ACLED", "TAJ101")
    'ACLED \u00b7 TAJ101'
    """
    return f"{dataset.replace(_BETWEEN.strip(), '-')}{_BETWEEN}{record_id}"


def record_key(title: str | None, reader_version: str) -> RecordKey | None:
    """Return data set and record id of a report that is a row with an id; None for any other.

    Examples
    --------
    >>> record_key("ACLED \u00b7 TAJ101", "import-acled-1")
    ('ACLED', 'TAJ101')
    >>> record_key("A headline \u00b7 of a paper", "rules 3") is None
    True
    """
    if title is None or not reader_version.startswith(READER_PREFIX) or _BETWEEN not in title:
        return None
    dataset, _, record_id = title.partition(_BETWEEN)
    return dataset, record_id
