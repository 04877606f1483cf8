"""Measure the border strip in headless Chromium: from a click on a filter to the redrawn picture.

Beside ours, a plain Altair chart of the same incidents, a point each, by st.altair_chart. Both run in one go on one
machine against real Streamlit apps; the strip's own part of the time, filtering and drawing, is told separately.

    PYTHONPATH=. python benchmarks/strip.py [--sizes 1000,10000,100000] [--rounds 3]

writes benchmarks/results/strip.json and prints a Markdown table. A way that does not finish in LIMIT_S is written down
as such.
"""

import argparse
import json
import os
import platform
import statistics
from pathlib import Path

from map import CHROMIUM_FLAGS, LIMIT_S, ROOT
from page import Server
from playwright.sync_api import Error, sync_playwright

from geo.incidents.filters import Filter
from geo.incidents.table import made_up
from geo.views import strip

APP = ROOT / "benchmarks" / "strip_apps" / "page.py"
RESULTS = ROOT / "benchmarks" / "results" / "strip.json"
KINDS = ("clash", "mine", "all")
NOTE = """
    window.addEventListener("click", () => (window.clickedAt = performance.now()), true);
    for (const name of ["fill", "stroke"]) {
        const inner = CanvasRenderingContext2D.prototype[name];
        CanvasRenderingContext2D.prototype[name] = function (...args) {
            inner.apply(this, args);
            window.paintedAt = performance.now();
        };
    }
    window.addEventListener("panj-strip-drawn", ({ detail }) => (window.drawn = { ...detail, at: performance.now() }));
"""
OURS = "n => window.drawn?.rows === n && (window.doneAt = window.drawn.at)"
# Streamlit draws a small chart as elements and a large one on a canvas, which is done when nothing is painted any more.
ALTAIR = """n => {
    if (!document.body.innerText.includes(`${n} drawn`)) return false;
    const marks = document.querySelectorAll("svg .mark-symbol.role-mark path").length, now = performance.now();
    const painted = window.paintedAt > (window.clickedAt ?? 0) && now - window.paintedAt > 500;
    return (marks === n || painted) && (window.doneAt = marks === n ? now : window.paintedAt);
}"""


def measure(browser, way: str, n: int, rounds: int) -> dict:
    """Click through the kinds and time each redraw."""
    expected = {kind: _expected(way, n, kind) for kind in KINDS}
    done = OURS if way == "ours" else ALTAIR
    with Server(APP, PANJ_BENCH_WAY=way, PANJ_BENCH_N=str(n)) as app:
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.set_default_timeout(LIMIT_S * 1000)
        page.add_init_script(NOTE)
        try:
            page.goto(app.url)
            page.wait_for_function(done, arg=expected["all"], polling=20)
            times, own = [], []
            for kind in KINDS * rounds:
                page.wait_for_timeout(500)
                page.get_by_text(kind, exact=True).first.click()
                page.wait_for_function(done, arg=expected[kind], polling=20)
                times.append(page.evaluate("window.doneAt - window.clickedAt"))
                own.append(page.evaluate("window.drawn?.took ?? null"))
        except Error as err:
            return {"way": way, "incidents": n, "failed": str(err).splitlines()[0], "limit_s": LIMIT_S}
        finally:
            page.close()
    found = {"way": way, "incidents": n, "median_ms": round(statistics.median(times)), "worst_ms": round(max(times))}
    return found if way == "altair" else {**found, "own_median_ms": round(statistics.median(own), 1)}


def _expected(way: str, n: int, kind: str) -> int:
    """Count the rows that the strip filters, or the points that the chart has."""
    table = made_up(n)
    mask = Filter(kinds=() if kind == "all" else (kind,)).mask(table)
    if way == "ours":
        return int(mask.sum())
    return int((mask & (strip.spans(table)[0] >= 0))[: table.n_dated].sum())


def main() -> None:
    """Measure, write and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=3, help="times through the three choices")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    asked = parser.parse_args()
    told: dict = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load_before": round(os.getloadavg()[0], 1),
        "changes": len(KINDS) * asked.rounds,
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=CHROMIUM_FLAGS)
        told["chromium"] = browser.version
        sizes = [int(size) for size in asked.sizes.split(",")]
        told["rows"] = [measure(browser, way, n, asked.rounds) for n in sizes for way in ("ours", "altair")]
        browser.close()
    Path(RESULTS).parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print("| incidents | way | median ms | worst ms | of it, the strip's own |\n|---|---|---|---|---|")
    for row in told["rows"]:
        figures = [row.get(name, "-") for name in ("median_ms", "worst_ms", "own_median_ms")]
        print(f"| {row['incidents']:,} | {row['way']} | {row.get('failed') or ' | '.join(map(str, figures))} |")


if __name__ == "__main__":
    main()
