"""Measure the whole map page in headless Chromium: from a click on a period to the redrawn map, and what that sends.

The app is app.py as it is, with made-up incidents. The first map after `streamlit run` is timed with the shipped data,
beside a page of three lines that shows stock folium with one polygon (requests to the internet answered from files).
Bytes are counted twice: what the messages hold, and what went through the socket, where they travel compressed.

    python benchmarks/page.py [--sizes 1000,1000000] [--rounds 5] [--first 3] [--jquery FILE]

writes benchmarks/results/page.json and prints it.
"""

import argparse
import contextlib
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from map import APP as BARE_APP
from map import CHROMIUM_FLAGS, LIMIT_S, ROOT, open_page
from playwright.sync_api import sync_playwright

RESULTS = ROOT / "benchmarks" / "results" / "page.json"
PERIODS = ("Last 90 days", "Last 12 months", "Last 30 days", "All")


class Server:
    """A Streamlit app in a process of its own."""

    def __init__(self, app: Path, **env: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.started = time.time()
        path = [str(ROOT / "benchmarks" / "page_apps"), str(ROOT), os.environ.get("PYTHONPATH", "")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port), "--server.headless=true"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path), **env},
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

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()


class Meter:
    """Stands between the browser and a server and counts what the server sends."""

    def __init__(self, url: str) -> None:
        self.sent = 0
        self._target = ("127.0.0.1", int(url.rsplit(":", 1)[1]))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            near, _ = self._listener.accept()
            far = socket.create_connection(self._target)
            threading.Thread(target=self._copy, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._copy, args=(far, near, True), daemon=True).start()

    def _copy(self, source: socket.socket, target: socket.socket, count: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                self.sent += len(data) * count
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


def measure_filter(browser, jquery: str, n: int, rounds: int) -> dict:
    """Click through the periods and time each redraw of the map, with the whole page around it."""
    with Server(ROOT / "app.py", PANJ_BENCH_N=str(n)) as app:
        page, received = open_page(browser, jquery)
        meter = Meter(app.url)
        page.goto(meter.url)
        page.wait_for_function("window.drawn")
        page.wait_for_selector(".list tbody tr")
        page.wait_for_timeout(3_000)
        times, sizes, wire = [], [], []
        for period in PERIODS * rounds:
            received.clear()
            before = meter.sent
            page.get_by_role("radio", name=period, exact=True).click()
            page.wait_for_function("window.drawn.at > window.clickedAt", polling=20)
            times.append(page.evaluate("window.drawn.at - window.clickedAt"))
            page.wait_for_timeout(1_000)
            sizes.append(sum(received))
            wire.append(meter.sent - before)
        page.context.close()
    return {
        "median_ms": round(statistics.median(times), 1),
        "worst_ms": round(max(times), 1),
        "message_bytes_median": int(statistics.median(sizes)),
        "websocket_bytes_median": int(statistics.median(wire)),
        "websocket_bytes_largest": max(wire),
        "changes": len(times),
    }


def measure_first_map(browser, jquery: str, repeats: int) -> dict:
    """Time from starting the server to the first picture of the map: the whole page beside a bare one, in turns."""
    times: dict[str, list[float]] = {"bare": [], "page": []}
    for _ in range(repeats):
        for way, taken in times.items():
            with Server(BARE_APP if way == "bare" else ROOT / "app.py", PANJ_BENCH_WAY=way) as app:
                page, _ = open_page(browser, jquery)
                page.goto(app.url)
                if way == "bare":
                    page.frame_locator("iframe").locator("path.leaflet-interactive").wait_for()
                    at = time.time()
                else:
                    page.wait_for_function("window.drawn", polling=20)
                    at = page.evaluate("window.drawn.at") / 1000
                taken.append(at - app.started)
                page.context.close()
    medians = {f"{way}_s": round(statistics.median(taken), 2) for way, taken in times.items()}
    return {**medians, "ratio": round(medians["page_s"] / medians["bare_s"], 2), "repeats": repeats}


def main() -> None:
    """Run everything, write the results, print them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jquery", type=Path, help="jquery.min.js for stock folium")
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=5, help="times through the four periods")
    parser.add_argument("--first", type=int, default=3, help="times that both pages are started")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    jquery = options.jquery.read_text() if options.jquery else ""
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    results: dict = {"machine": machine, "load_before": round(os.getloadavg()[0], 1), "filter": {}}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=CHROMIUM_FLAGS)
        results["chromium"] = browser.version
        for n in (int(size) for size in options.sizes.split(",") if size):
            results["filter"][str(n)] = measure_filter(browser, jquery, n, options.rounds)
            print(n, results["filter"][str(n)], f"load {os.getloadavg()[0]:.1f}", file=sys.stderr)
        if options.first:
            results["first_map"] = measure_first_map(browser, jquery, options.first)
        browser.close()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
