"""Taking in another data set's file, with a bar, and what became of its rows."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from geo.core.errors import GeoError
from geo.incidents.imports.columns import ColumnMap
from geo.incidents.imports.outcomes import Outside, Problem, ProblemFile
from geo.store.importing import Landed
from geo.views.popups import escape
from pages import _shared

ADDED, KNOWN, DROPPED, KEPT_OUTSIDE, BAD = "added", "known", "dropped", "kept outside", "bad"
_SHOWN: Final = 10
_BAR_EVERY: Final = 50
_RESULT: Final = "_imported"
_STYLE: Final = """<style>
.panj-rows { border-collapse: collapse; font-size: 0.9rem; }
.panj-rows caption { text-align: left; font-weight: 600; padding-bottom: 0.3rem; }
.panj-rows th, .panj-rows td { text-align: left; vertical-align: top; padding: 0.2rem 0.9rem 0.2rem 0;
  overflow-wrap: anywhere; }
.panj-rows th { white-space: nowrap; }
@media (max-width: 640px) { .panj-rows th { white-space: normal; } }
</style>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a file.

    Attributes
    ----------
    counts
        How many rows were added, known before, dropped as outside the border zone, kept though outside it, or bad.
    landed
        Where the added rows are now, by line.
    problems, bad_rows
        The first bad rows, and the file that names each of them.
    failure
        Why it ended before the end of the file; what was taken in before stays.
    """

    name: str
    counts: Counter[str]
    landed: dict[int, Landed]
    problems: tuple[Problem, ...]
    bad_rows: bytes
    failure: str | None


@contextmanager
def as_file(content: bytes) -> Iterator[Path]:
    """Lay an uploaded file on the disk, where the library reads it, for as long as a block runs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        path.write_bytes(content)
        yield path


def say(err: GeoError, path: Path, name: str) -> str:
    """Return what an error says, with the name that the file has for whoever uploaded it."""
    return str(err).replace(str(path), name)


def take_in(name: str, content: bytes, form: str, how: ColumnMap, n_rows: int, *, keep_outside: bool) -> None:
    """Take in a file, and keep what became of it for `show`.

    Parameters
    ----------
    name
        Of the file.
    n_rows
        About how many rows it has, for the bar.
    """
    bar = st.progress(0.0, text=f"{_shared.plain(name)}: opening")
    desk = _shared.desk()
    counts: Counter[str] = Counter()
    new: dict[int, str] = {}
    problems: list[Problem] = []
    failure = None
    with as_file(content) as path:
        report = path.with_name("bad-rows.csv")
        try:
            with ProblemFile(report) as bad:
                rows = desk.import_rows(path, form, how=how, keep_outside=keep_outside, name=name)
                for number, row in enumerate(rows, start=1):
                    if isinstance(row, Problem):
                        counts[BAD] += 1
                        bad.write(row)
                        problems += [row] if len(problems) < _SHOWN else []
                    elif isinstance(row, Outside):
                        counts[DROPPED] += 1
                    else:
                        counts[ADDED if row.is_new else KNOWN] += 1
                        counts[KEPT_OUTSIDE] += not row.is_in_zone
                        if row.is_new:
                            new[row.line] = row.account_id
                    if number % _BAR_EVERY == 0:
                        share = min(number / n_rows, 1.0)
                        bar.progress(share, text=f"{_shared.plain(name)}: row {number:,} of about {n_rows:,}")
        except GeoError as err:
            failure = say(err, path, name)
        bar.progress(1.0, text=f"{_shared.plain(name)}: {'stopped' if failure else 'done'}")
        found = desk.landed(new.values())
        st.session_state[_RESULT] = Result(
            name=name,
            counts=counts,
            landed={line: found[account_id] for line, account_id in new.items()},
            problems=tuple(problems),
            bad_rows=report.read_bytes(),
            failure=failure,
        )


def show() -> None:
    """Say what became of the file that was taken in last."""
    result: Result | None = st.session_state.get(_RESULT)
    if result is None:
        return
    if result.failure:
        st.error(
            f"{_shared.plain(result.failure)} What was taken in before stays; the same file again goes on from there.",
            icon=":material/error:",
        )
    if result.counts:
        is_clean = not result.counts[BAD] and not result.failure
        (st.success if is_clean else st.warning)(f"**{_shared.plain(result.name)}**: {_summary(result)}")
    elif not result.failure:
        st.warning(f"**{_shared.plain(result.name)}** has no rows: expected at least one.")
    if result.problems:
        _show_problems(result)
    _show_matched(result)


def _summary(result: Result) -> str:
    counts, landed = result.counts, result.landed.values()
    matched = sum(one.is_matched for one in landed)
    nowhere = sum(one.incident_id is None for one in landed)
    parts = [
        f"{counts[ADDED]:,} added" + (f" ({matched:,} of them matched with what was known)" if counts[ADDED] else ""),
        f"{counts[KNOWN]:,} here already",
        f"{counts[BAD]:,} bad",
    ]
    if nowhere:
        parts.append(f"{nowhere:,} say too little to make an incident")
    if counts[DROPPED]:
        parts.append(f"{counts[DROPPED]:,} outside the border zone, left out")
    if counts[KEPT_OUTSIDE]:
        parts.append(f"{counts[KEPT_OUTSIDE]:,} outside the border zone, kept")
    return f"{', '.join(parts)}."


def _show_problems(result: Result) -> None:
    rows = "".join(
        f"<tr><td>{one.line}</td><td>{escape(one.field)}</td><td>{escape(one.value)}</td><td>{escape(one.reason)}</td></tr>"
        for one in result.problems
    )
    st.html(
        f'{_STYLE}<table class="panj-rows"><caption>Bad rows, which were not taken in</caption>'
        '<thead><tr><th scope="col">Line</th><th scope="col">Field</th><th scope="col">What stands there</th>'
        f'<th scope="col">Why it cannot be</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    st.download_button(
        f"All {result.counts[BAD]:,} bad rows as a file",
        data=result.bad_rows,
        file_name="bad-rows.csv",
        mime="text/csv",
        key="import_bad_rows",
        on_click="ignore",
        icon=":material/download:",
    )


def _show_matched(result: Result) -> None:
    matched = {line: one.incident_id for line, one in result.landed.items() if one.is_matched}
    if not matched:
        return
    with st.expander(f"Matched with what was known ({len(matched):,})", icon=":material/join:"):
        for line, incident_id in list(matched.items())[:_SHOWN]:
            st.page_link(
                "pages/incidents.py",
                label=f"Line {line}: {_shared.plain(str(incident_id))}",
                query_params={"incident": str(incident_id)},
                icon=":material/link:",
            )
        if len(matched) > _SHOWN:
            st.caption(f"And {len(matched) - _SHOWN:,} more.")
