"""The filter that the browser evaluates selects the rows that Filter.mask selects."""

import base64
import datetime as dt
from typing import Any

import numpy as np
import pytest

from geo.core import vocab
from geo.incidents import areas, summary
from geo.incidents.columns import to_date
from geo.incidents.filters import Filter
from geo.incidents.table import made_up
from geo.views import layer_data, mapview, symbology

pytestmark = pytest.mark.browser

N_FILTERS = 300


@pytest.fixture(scope="module")
def table():
    return made_up(3_000, seed=11)


@pytest.fixture
def browser_filter(browser_page, table):
    """Give a function that runs messages through the browser's own filter and returns the rows of each."""
    browser_page.goto("about:blank")
    browser_page.add_script_tag(content=(mapview.ASSETS / "data.js").read_text("utf-8"))
    browser_page.evaluate(
        "text => { window.data = new Panj.Incidents(Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer) }",
        base64.b64encode(layer_data.encode(table)).decode(),
    )
    script = "messages => messages.map(message => Array.from(data.rows.slice(0, data.filter(message))))"
    return lambda messages: browser_page.evaluate(script, messages)


def _random_filter(rng: np.random.Generator, words: list[str]) -> Filter:
    known = areas.load()

    def some(ids: Any) -> tuple[str, ...]:
        ids = list(ids)
        return tuple(rng.choice(ids, min(len(ids), int(rng.integers(1, 5))), replace=False).tolist())

    ends = sorted(rng.integers(10_000, 20_700, 2).tolist())
    choices: dict[str, Any] = {
        "date_from": to_date(ends[0]),
        "date_to": to_date(ends[1]),
        "regions": some(known.regions.ids),
        "districts": some(known.districts.ids),
        "segments": some(known.segments.ids),
        "kinds": some(vocab.KINDS),
        "parties": some(vocab.PARTIES),
        "banks": some(vocab.COUNTRIES),
        "min_killed": int(rng.integers(0, 4)),
        "precisions": some(vocab.PRECISION_CLASSES),
        "statuses": some(vocab.INCIDENT_STATUSES),
        "text": " ".join(rng.choice(words, int(rng.integers(1, 3))).tolist()),
    }
    names = rng.choice(list(choices), int(rng.integers(0, 5)), replace=False)
    return Filter(**{name: choices[name] for name in names})


def test_random_filters_select_the_same_rows(browser_filter, table):
    rng = np.random.default_rng(5)
    words = sorted({word for text in table.text.to_pylist()[:200] for word in text.split()})
    filters = [_random_filter(rng, words) for _ in range(N_FILTERS)]
    found = browser_filter([chosen.message(table) for chosen in filters])
    some = 0
    for chosen, rows in zip(filters, found, strict=True):
        expected = np.flatnonzero(chosen.mask(table)).tolist()
        assert rows == expected, chosen
        some += 0 < len(expected) < table.n
    assert some > N_FILTERS / 3


@pytest.mark.parametrize(
    "chosen",
    [
        Filter(),
        Filter(date_from=dt.date(2100, 1, 1)),
        Filter(date_to=dt.date(1900, 1, 1)),
        Filter(date_from=dt.date.min, date_to=dt.date.max),
        Filter(kinds=tuple(vocab.KINDS)),
        Filter(parties=tuple(vocab.PARTIES)),
        Filter(banks=("TJ", "AF")),
        Filter(text="no such words"),
        Filter(text="MADE up"),
    ],
)
def test_edges_select_the_same_rows(browser_filter, table, chosen):
    assert browser_filter([chosen.message(table)]) == [np.flatnonzero(chosen.mask(table)).tolist()]


def test_every_segment_alone_selects_the_same_rows(browser_filter, table):
    filters = [Filter(segments=(segment,)) for segment in areas.load().segments.ids]
    found = browser_filter([chosen.message(table) for chosen in filters])
    assert found == [np.flatnonzero(chosen.mask(table)).tolist() for chosen in filters]


def test_segments_get_the_same_sums(browser_page, browser_filter, table):
    rng = np.random.default_rng(6)
    words = sorted({word for text in table.text.to_pylist()[:200] for word in text.split()})
    n_segments = len(areas.load().segments.ids)
    for chosen in [Filter(), *(_random_filter(rng, words) for _ in range(40))]:
        expected = summary.per_segment(table, chosen.mask(table))
        browser_filter([chosen.message(table)])
        for measure, values in zip(("incidents", "killed"), expected, strict=True):
            found = browser_page.evaluate("([m, n]) => Array.from(data.perSegment(m, n))", [measure, n_segments])
            np.testing.assert_allclose(found, values, rtol=1e-6, atol=1e-9)


def test_shades_have_the_same_limits(browser_page, browser_filter):
    for values in ([0.0], [0.3, 0.9], [0, 3, 40], [7.5, 123.4, 1e6]):
        found = browser_page.evaluate("values => Panj.shadeBreaks(values, 5)", values)
        assert tuple(found) == symbology.shade_breaks(values, 5)


def test_brush_stands_in_for_the_date_range(browser_page, browser_filter, table):
    wide = Filter(date_from=dt.date(1990, 1, 1), kinds=("mine",))
    browser_page.evaluate("message => { window.message = message }", wide.message(table))
    for first, last in ((15_000, 16_000), (0, 30_000), (15_500, 15_500), (20_000, 19_000)):
        narrow = Filter(kinds=("mine",)).mask(table) & (table.day_end >= first) & (table.day <= last)
        rows = browser_page.evaluate("d => Array.from(data.rows.slice(0, data.brush(message, d)))", [first, last])
        assert rows == np.flatnonzero(narrow).tolist()
