"""What reading a report again changes, as HTML: before and after side by side, and what people set and keep."""

from collections.abc import Mapping
from typing import Final

from geo.store import rereading
from geo.store.rereading import Change, Reread
from geo.views.popups import escape
from pages import _review_sheet

STYLE: Final = """<style>
.panj-changes { width: 100%; table-layout: fixed; border-collapse: collapse; margin: 0.2rem 0 0.8rem;
  font-size: 0.95rem; }
.panj-changes caption { text-align: left; font-weight: 600; padding-bottom: 0.2rem; }
.panj-changes th, .panj-changes td { text-align: left; vertical-align: top; padding: 0.2rem 0.9rem 0.2rem 0;
  overflow-wrap: anywhere; border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
.panj-changes thead th { border-top: 0; font-weight: 400; opacity: 0.86; }
.panj-changes th:first-child { width: 8rem; }
.panj-changes tbody th { font-weight: 600; }
.panj-changes td[data-label^="Set"] { font-weight: 600; }
@media (max-width: 640px) {
  .panj-changes thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .panj-changes tr, .panj-changes tbody th, .panj-changes td { display: block; width: auto; }
  .panj-changes tr { border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent); padding: 0.3rem 0; }
  .panj-changes tbody th, .panj-changes td { border: 0; padding: 0.05rem 0; }
  .panj-changes td:empty { display: none; }
  .panj-changes td::before { content: attr(data-label) ": "; font-weight: 400; opacity: 0.86; } }
</style>"""
_LABELS: Final = {"role": "Role"} | {name: label for name, (label, _) in _review_sheet.FIELDS.items()}
_HEADS: Final = {
    rereading.CHANGED: "Account {number}: read otherwise",
    rereading.ADDED: "Account {number}: new",
    rereading.GONE: "Account {number}: read no more",
}
_BEFORE, _NOW, _KEPT = "Before", "Now", "Set by people, kept"


def changes(reread: Reread) -> str:
    """Write a table for each account that is read otherwise; what people set stands beside, for it stays."""
    tables = [_table(change, number) for number, change in enumerate(reread.changes, start=1)]
    written = "".join(table for table in tables if table)
    return written or '<div class="panj-account">Both readings say the same.</div>'


def _table(change: Change, number: int) -> str:
    if change.kind == rereading.SAME:
        return ""
    columns = [_BEFORE] if change.old else []
    columns += [_NOW] if change.new else []
    columns += [_KEPT] if change.edits else []
    rows = []
    for field, label in _LABELS.items():
        cells = {
            _BEFORE: _review_sheet.written(change.old, field) if change.old else "",
            _NOW: _review_sheet.written(change.new, field) if change.new else "",
            _KEPT: (_review_sheet.written(change.kept, field) or "nothing") if field in change.edits else "",
        }
        is_read_otherwise = field in change.fields if change.old and change.new else any(cells.values())
        if is_read_otherwise or field in change.edits:
            rows.append(_row(label, {name: cells[name] for name in columns}))
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("", *columns))
    caption = escape(_HEADS[change.kind].format(number=number))
    return (
        f'<table class="panj-changes"><caption>{caption}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _row(label: str, cells: Mapping[str, str]) -> str:
    written = "".join(
        f'<td data-label="{name}">{cell or ("" if name == _KEPT else "nothing")}</td>' for name, cell in cells.items()
    )
    return f'<tr><th scope="row">{label}</th>{written}</tr>'
