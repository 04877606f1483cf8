"""Measure the map in headless Chromium: from a click on a filter to the redrawn picture, and what that sends.

Beside ours: one folium.Marker for each incident and one GeoJson in a feature group, both by streamlit-folium (a peer,
needed by this benchmark only), and st.pydeck_chart. All run in one go on one machine, against real Streamlit apps.
Stock folium loads Leaflet and jQuery from the internet; here those requests are answered from files, which favours it.

    python benchmarks/map.py [--jquery FILE] [--ways ours,markers,...]

writes benchmarks/results/map.json and prints a Markdown table. A way that is not installed or does not finish in
LIMIT_S is written down as such.
"""

import argparse
import json
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import _root  # noqa: F401 - finds the library
from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "benchmarks" / "map_apps" / "page.py"
RESULTS = ROOT / "benchmarks" / "results" / "map.json"
LEAFLET = ROOT / "geo" / "views" / "assets" / "vendor" / "leaflet"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
SIZES = {
    "ours": (1_000, 10_000, 100_000, 1_000_000),
    "markers": (1_000,),
    "geojson": (1_000, 10_000, 100_000),
    "pydeck": (1_000, 10_000, 100_000, 1_000_000),
}
KINDS = ("mine", "detention", "kidnapping", "clash")
LIMIT_S = 90
BRUSH_STEPS = 60
PLAY_S = 5

NOTE_CLICKS = """
    const clock = () => performance.timeOrigin + performance.now();
    window.addEventListener("click", () => (window.clickedAt = clock()), true);
    window.addEventListener("panj-drawn", ({ detail }) => (window.drawn = detail));
    for (const name of ["drawArraysInstanced", "drawElementsInstanced"]) {
        const inner = WebGL2RenderingContext.prototype[name];
        WebGL2RenderingContext.prototype[name] = function (...args) {
            inner.apply(this, args);
            window.drawn = { shown: args.at(-1), at: clock() };
        };
    }
"""
EXPECTED = "text => [...document.querySelectorAll('[data-testid=stText]')].some(e => e.innerText.trim() === text)"
# In streamlit-folium's frame: when the map holds this many markers, and the next picture is out.
MARKERS_SHOWN = """count => {
    if (!window.map || !window.L) return false;
    let n = 0;
    window.map.eachLayer(layer => { n += layer instanceof L.Marker || layer instanceof L.CircleMarker ? 1 : 0 });
    return n === count && performance.timeOrigin + performance.now();
}"""


class App:
    """A Streamlit app in a process of its own."""

    def __init__(self, way: str, n: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.started = time.time()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port), "--server.headless=true"],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
                "PANJ_BENCH_WAY": way,
                "PANJ_BENCH_N": str(n),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).close()
                break
            except OSError:
                if time.time() - self.started > LIMIT_S:
                    raise
                time.sleep(0.02)

    def peak_mb(self) -> float:
        """Largest resident memory so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024

    def __enter__(self) -> "App":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()


def open_page(browser, jquery: str):
    """Open a page that answers stock folium's requests from files and counts what the websocket brings."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(LIMIT_S * 1000)
    page = context.new_page()

    def answer(route):
        url = route.request.url
        if "127.0.0.1" in url:
            route.continue_()
        elif url.endswith(("leaflet.js", "leaflet.css")):
            route.fulfill(path=LEAFLET / url.rsplit("/", 1)[1])
        else:
            route.fulfill(body=jquery if "jquery" in url else "")

    context.route(lambda url: "127.0.0.1" not in url, answer)
    page.add_init_script(NOTE_CLICKS)
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    received = []
    client.on("Network.webSocketFrameReceived", lambda event: received.append(frame_bytes(event["response"])))
    return page, received


def frame_bytes(response) -> int:
    """Bytes of a frame; binary payloads come as base64."""
    text = response["payloadData"]
    return len(text) if response["opcode"] == 1 else len(text) * 3 // 4


def wait_shown(page, way: str, expected: int) -> float:
    """Wait for the picture with so many incidents and return when it was there (ms since 1970)."""
    if way in ("ours", "pydeck"):
        page.wait_for_function("shown => window.drawn?.shown === shown", arg=expected, polling=20)
        return page.evaluate("window.drawn.at")
    deadline = time.time() + LIMIT_S
    while time.time() < deadline:
        frames = [frame for frame in page.frames if "streamlit_folium" in frame.url]
        if frames:
            try:
                at = frames[0].evaluate(MARKERS_SHOWN, expected)
            except Error:  # the frame was replaced meanwhile
                at = None
            if at:
                return at
        page.wait_for_timeout(20)  # unlike time.sleep, lets requests be answered meanwhile
    raise TimeoutError(way)


def expected_counts(n: int, way: str) -> dict[str, int]:
    """How many incidents each kind must show."""
    import numpy as np

    from geo.incidents.filters import Filter
    from geo.incidents.table import made_up

    table = made_up(n)
    mapped = np.ones(n, bool) if way == "ours" else ~np.isnan(table.lon)
    return {kind: int((Filter(kinds=(kind,)).mask(table) & mapped).sum()) for kind in KINDS}


def measure_filter(browser, jquery: str, way: str, n: int, rounds: int) -> dict:
    """Click through the kinds and time each redraw."""
    counts = expected_counts(n, way)
    with App(way, n) as app:
        page, received = open_page(browser, jquery)
        try:
            page.goto(app.url)
            page.wait_for_function(EXPECTED, arg=f"expected {counts['clash']}")
            wait_shown(page, way, counts["clash"])
            page.wait_for_timeout(1_500)
            times, sizes = [], []
            for kind in KINDS * rounds:
                received.clear()
                page.get_by_text(kind, exact=True).click()
                at = wait_shown(page, way, counts[kind])
                times.append(at - page.evaluate("window.clickedAt"))
                page.wait_for_function(EXPECTED, arg=f"expected {counts[kind]}")
                page.wait_for_timeout(400)
                sizes.append(sum(received))
            result = {
                "median_ms": round(statistics.median(times), 1),
                "worst_ms": round(max(times), 1),
                "websocket_bytes_median": int(statistics.median(sizes)),
                "changes": len(times),
            }
            if way == "ours":
                result |= measure_brush(page) | measure_playback(page)
            return {**result, "server_peak_mb": round(app.peak_mb())}
        except (Error, TimeoutError) as err:
            return {"failed": f"not within {LIMIT_S} s: {str(err).splitlines()[0]}"}
        finally:
            page.context.close()


def measure_brush(page) -> dict:
    """Drag the days in the browser alone: all kinds, one step a frame."""
    frame = next(frame for frame in page.frames if frame.parent_frame)
    times = frame.evaluate(
        """async steps => {
            Panj.state.filter = {};
            const times = [], next = () => new Promise(requestAnimationFrame);
            for (let i = 0; i < 5; i++) { Panj.setDays([10227, 20560]); await next(); }
            let before = await next();
            for (let i = 0; i < steps; i++) {
                Panj.setDays([10227 + 100 * i, 20560]);
                const now = await next();
                times.push(now - before);
                before = now;
            }
            const started = performance.now();
            Panj.setDays([10227, 20560]);
            return { times, all: performance.now() - started };
        }""",
        BRUSH_STEPS,
    )
    return {
        "brush_frames_per_s": round(1000 / statistics.mean(times["times"]), 1),
        "filter_and_draw_all_ms": round(times["all"], 1),
    }


def measure_playback(page) -> dict:
    """Play all kinds in the browser, a year's window at 30 days a second: frames, and what a frame's script takes."""
    frame = next(frame for frame in page.frames if frame.parent_frame)
    played = frame.evaluate(
        """async seconds => {
            Panj.state.filter = {};
            Panj.togglePlayback();
            const window_ = document.querySelector(".panj-player select");
            window_.value = "365";
            window_.dispatchEvent(new Event("change"));
            const slider = document.querySelector(".panj-player-slider");
            slider.value = Math.round((Number(slider.min) + Number(slider.max)) / 2);
            slider.dispatchEvent(new Event("input"));
            const draw = Panj.drawDays, took = [];
            let shown = 0;
            Panj.drawDays = all => {
                const started = performance.now();
                shown = Math.max(shown, draw(all));
                took.push(performance.now() - started);
                return shown;
            };
            document.querySelector(".panj-player-toggle").click();
            const started = performance.now();
            let frames = 0;
            while (performance.now() - started < seconds * 1000) { await new Promise(requestAnimationFrame); frames++; }
            const rate = frames / ((performance.now() - started) / 1000);
            Panj.drawDays = draw;
            Panj.togglePlayback();
            return { rate, took: took.sort((a, b) => a - b), shown };
        }""",
        PLAY_S,
    )
    return {
        "playback_frames_per_s": round(played["rate"], 1),
        "playback_draw_ms_median": round(statistics.median(played["took"]), 1),
        "playback_most_shown": played["shown"],
    }


def measure_first_map(browser, jquery: str, repeats: int) -> dict:
    """Time from starting the server to the first picture of the map, ours beside a bare page, in turns."""
    times: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(repeats):
        for way, taken in times.items():
            with App(way, 130) as app:
                page, _ = open_page(browser, jquery)
                page.goto(app.url)
                if way == "ours":
                    page.wait_for_function("window.drawn", polling=20)
                    at = page.evaluate("window.drawn.at") / 1000
                else:
                    page.frame_locator("iframe").locator("path.leaflet-interactive").wait_for()
                    at = time.time()
                taken.append(at - app.started)
                page.context.close()
    medians = {way: round(statistics.median(taken), 2) for way, taken in times.items()}
    return {"bare_s": medians["bare"], "ours_s": medians["ours"], "ratio": round(medians["ours"] / medians["bare"], 2)}


def main() -> None:
    """Run everything, write the results, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jquery", type=Path, help="jquery.min.js for stock folium")
    parser.add_argument("--ways", default=",".join(SIZES))
    parser.add_argument("--rounds", type=int, default=4, help="times through the four kinds")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    jquery = options.jquery.read_text() if options.jquery else ""
    # What else the machine does decides these figures: the load at the start says whether to trust them.
    results: dict = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load_at_start": round(os.getloadavg()[0], 1),
        "filter": {},
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=CHROMIUM_FLAGS)
        results["chromium"] = browser.version
        for way in options.ways.split(","):
            for n in SIZES[way]:
                found = measure_filter(browser, jquery, way, n, options.rounds)
                results["filter"].setdefault(way, {})[str(n)] = found
                print(way, n, found, file=sys.stderr)
        results["first_map"] = measure_first_map(browser, jquery, 3)
        browser.close()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    print("| way | incidents | click to redraw, median ms | websocket bytes a change | brush, frames/s |")
    print("|---|---|---|---|---|")
    for way, by_n in results["filter"].items():
        for n, row in by_n.items():
            time_cell = row.get("median_ms", row.get("failed"))
            cells = [time_cell, row.get("websocket_bytes_median", ""), row.get("brush_frames_per_s", "")]
            print(f"| {way} | {int(n):,} | {' | '.join(str(cell) for cell in cells)} |")
    print(f"\nFirst map: {results['first_map']}")


if __name__ == "__main__":
    main()
