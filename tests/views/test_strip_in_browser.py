"""The strip that the browser draws places and counts as geo.views.strip does."""

import base64
import json

import numpy as np
import pytest

from geo.incidents.table import made_up
from geo.views import layer_data, mapview, strip

pytestmark = pytest.mark.browser

N_MARKS = 150


@pytest.fixture(scope="module")
def table():
    return made_up(3_000, seed=21)


@pytest.fixture
def loaded(browser_page, table):
    """Give a page that holds the strip's scripts, `config`, `data` and `stretches`."""
    browser_page.goto("about:blank")
    for name in ("data.js", "symbols.js", "strip_draw.js"):
        browser_page.add_script_tag(content=(mapview.ASSETS / name).read_text("utf-8"))
    browser_page.evaluate(
        """([text, config]) => {
            window.config = JSON.parse(config);
            window.data = new Panj.Incidents(Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer);
            window.stretches = new Panj.StripRows(data, window.config);
        }""",
        [base64.b64encode(layer_data.encode(table)).decode(), json.dumps(strip.config())],
    )
    return browser_page


def test_rows_have_the_same_stretches(loaded, table):
    found = loaded.evaluate(
        """() => Array.from({length: data.n}, (_, row) =>
            [stretches.from(row), stretches.to(row)].map(km => km === km ? km : null))"""
    )
    expected = np.column_stack(strip.spans(table))
    np.testing.assert_allclose(np.array(found, float), expected, rtol=0, atol=1e-6)


def test_marks_are_stacked_the_same(loaded):
    rng = np.random.default_rng(8)
    x, y = rng.integers(0, 300, N_MARKS).astype(float), rng.integers(0, 120, N_MARKS).astype(float)
    radii = np.sort(rng.integers(4, 14, N_MARKS))[::-1].astype(float)
    reach = rng.integers(0, 120, N_MARKS)
    marks = [
        {"x": a, "y": b, "radius": r, "low": a - c, "high": a + c}
        for a, b, r, c in zip(x.tolist(), y.tolist(), radii.tolist(), reach.tolist(), strict=True)
    ]
    found = loaded.evaluate("marks => Panj.stack(marks, config.stack).map(mark => mark.x)", marks)
    assert found == strip.stack(x, y, radii, x - reach, x + reach).tolist()


def test_months_are_counted_the_same(loaded, table):
    expected = strip.margins(table, np.ones(table.n, bool))
    dated = table.day[: table.n_dated]
    found = loaded.evaluate(
        """([first, last, n]) => {
            const { start, counts } = Panj.perMonth(data, Array.from({length: n}, (_, row) => row), first, last);
            return [start, Array.from(counts)];
        }""",
        [int(dated[0]), int(dated[-1]), table.n_dated],
    )
    first = expected.months[0]
    assert found == [first.year * 12 + first.month - 1, expected.month_incidents.tolist()]


def test_names_are_no_wider_than_was_reckoned_with(browser_page, run_app):
    browser_page.goto(run_app("app.py") + "/timeline")
    browser_page.wait_for_selector(".strip .handle")
    for bank in strip.banks():
        names = [band.name for band in bank.districts]
        widths = browser_page.evaluate(
            """([names, size]) => {
                const g = document.createElement("canvas").getContext("2d");
                g.font = `${size}px ${getComputedStyle(document.querySelector(".stApp")).fontFamily}`;
                return names.map(name => g.measureText(name).width);
            }""",
            [names, strip.NAME_PX],
        )
        too_wide = [name for name, width in zip(names, widths, strict=True) if width > strip.text_width(name)]
        assert not too_wide


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_density_spreads_each_row_over_its_stretch(loaded, table, share):
    total = loaded.evaluate(
        """share => {
            const rows = Array.from({length: data.n}, (_, row) => row), columns = 40, lines = 10, last = config.length;
            const column = km => Math.min(columns - 1, Math.floor(km / last * columns));
            const cells = Panj.density(rows, stretches, data, { columns, lines, column, line: () => share ? 3 : -1 });
            return cells.reduce((a, b) => a + b, 0);
        }""",
        share,
    )
    start, _ = strip.spans(table)
    on_strip = int((~np.isnan(start[: table.n_dated])).sum())
    assert total == pytest.approx(share * on_strip, rel=1e-6)


def test_density_of_an_extract_holds_the_part_of_each_row_that_lies_in_it(loaded):
    # One row over cells 2 to 5, one over 8 to 11; the extract is the last four of ten cells moved to the west edge.
    found = loaded.evaluate(
        """() => {
            const stretches = { from: row => [2, 8][row], to: row => [5, 11][row] };
            const days = { day: [0, 0], day_end: [0, 0] }, columns = 4;
            const place = { columns, lines: 1, column: km => km - 4, line: () => 0 };
            const cells = Panj.density([0, 1], stretches, days, place);
            return Array.from(cells.subarray(0, columns));
        }"""
    )
    assert found == [0.25, 0.25, 0, 0]
