"""The time from the last stroke of a drawing to a creature that begins to heal, in the studio's page in Chromium.

    python benchmarks/studio_page.py                          # ten drawings, a Markdown table
    python benchmarks/studio_page.py --drawings fish --seconds 120

Each drawing is made on 24 x 24 cells by real pointer strokes in a separate page, then *Bring it to life* is clicked.
Wall-clock seconds from the end of the last stroke until the page reports that the creature is recognisable and
that it begins to heal (docs/studio.md defines these words). Frames: the time between two frames of the page, for five
seconds with the drawing finished and nothing trained, and over the whole training. The browser has no graphics card:
the processor draws the page and shares its cores with the training.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

Stroke = tuple[str, int, list[tuple[float, float]]]
"""Colour, width in cells, and cells (row, column) from one to the next."""

DRAWINGS: dict[str, list[Stroke]] = {
    "letter": [("orange", 5, [(20, 6), (4, 12), (20, 18)]), ("orange", 5, [(14, 9), (14, 15)])],
    "house": [
        ("orange", 5, [(12, 6), (12, 18), (16, 18), (16, 6), (20, 6), (20, 18)]),
        ("red", 3, [(10, 3), (4, 12), (10, 21), (10, 3)]),
        ("red", 5, [(8, 9), (8, 15)]),
        ("ink", 3, [(20, 12), (17, 12)]),
    ],
    "flower": [
        ("green", 2, [(22, 12), (12, 12)]),
        ("red", 5, [(5, 12), (8, 7), (12, 9), (12, 15), (8, 17), (5, 12)]),
        ("yellow", 5, [(9, 12), (9, 12)]),
    ],
    "fish": [
        ("blue", 5, [(12, 5), (9, 11), (12, 15), (14, 11), (12, 5)]),
        ("orange", 3, [(12, 16), (7, 21), (17, 21), (12, 16)]),
    ],
    "tree": [("green", 5, [(9, 7), (5, 12), (9, 17), (9, 7), (12, 12)]), ("ink", 3, [(14, 12), (22, 12)])],
    "two parts": [("red", 5, [(8, 5), (14, 5)]), ("blue", 5, [(8, 18), (14, 18)])],
    "stick figure": [
        ("ink", 1, [(8, 12), (16, 12), (22, 8)]),
        ("ink", 1, [(16, 12), (22, 16)]),
        ("ink", 1, [(11, 6), (11, 18)]),
        ("ink", 1, [(4, 10), (4, 14), (8, 14), (8, 10), (4, 10)]),
    ],
    "face": [
        ("orange", 3, [(3, 12), (6, 5), (12, 3), (18, 6), (21, 12), (18, 18), (12, 21), (6, 18), (3, 12)]),
        ("ink", 2, [(9, 9), (10, 9)]),
        ("ink", 2, [(9, 15), (10, 15)]),
        ("red", 2, [(15, 8), (17, 12), (15, 16)]),
    ],
    "heart": [
        ("red", 5, [(20, 12), (11, 5), (6, 8), (10, 12), (6, 16), (11, 19), (20, 12)]),
        ("red", 5, [(12, 12), (16, 12)]),
    ],
    "snake": [("green", 2, [(3, 3), (3, 20), (8, 20), (8, 3), (13, 3), (13, 20), (18, 20), (18, 6)])],
}

FRAMES = """() => {
  window.frames_ = [];
  let last = performance.now();
  const each = (now) => { window.frames_.push(now - last); last = now; requestAnimationFrame(each); };
  requestAnimationFrame(each);
}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drawings", nargs="+", choices=tuple(DRAWINGS), default=list(DRAWINGS))
    parser.add_argument(
        "--seconds", type=float, default=90.0, help="largest number of seconds of training for each (default: 90)"
    )
    parser.add_argument("--engine", default="", help="engine of the page: plain, webgl2 (default: the page's choice)")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="screenshots when recognisable and at the end")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all measurements to this file")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))
    from conftest import NAMES

    from blastema import page as playground
    from blastema.zoo.loading import load_organism

    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        raise SystemExit(f"no Chromium on the PATH: one of {', '.join(NAMES)}")
    load = os.getloadavg()[0]
    results = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "studio.html"
        file.write_text(playground.build([load_organism("🦎")], packed=True, studio=True), encoding="utf-8")
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        version = browser.version
        for name in options.drawings:
            results.append(trial(browser, file.as_uri(), name, options))
            print(row(results[-1]), file=sys.stderr, flush=True)
        browser.close()
    print(report(results, load, version))
    if options.json:
        options.json.write_text(json.dumps({"load": load, "drawings": results}, indent=1) + "\n", encoding="utf-8")
    return 0


def trial(browser: Any, address: str, name: str, options: argparse.Namespace) -> dict[str, Any]:
    """One drawing in a separate page: the times of its stages and of frames."""
    context = browser.new_context(viewport={"width": 1120, "height": 760}, offline=True)
    page = context.new_page()
    page.goto(address + (f"#e={options.engine}" if options.engine else ""))
    page.wait_for_function("() => window.blastema && window.blastemaStudio")
    draw(page, DRAWINGS[name])
    page.evaluate(FRAMES)
    page.wait_for_timeout(5000)
    resting = page.evaluate("() => window.frames_.splice(0)")
    begin = time.perf_counter()
    page.get_by_role("button", name="Bring it to life", exact=True).click()
    reached: dict[str, float] = {}
    while len(reached) < 2 and time.perf_counter() - begin < options.seconds:
        said = page.evaluate("() => Object.keys(blastemaStudio.reached)")
        for word in ("recognisable", "mending"):
            if word in said and word not in reached:
                reached[word] = time.perf_counter() - begin
                if options.pictures:
                    options.pictures.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=options.pictures / f"{name.replace(' ', '-')}-{word}.png")
        page.wait_for_timeout(50)
    told = {
        "drawing": name,
        "where": page.evaluate("() => blastemaStudio.where"),
        "iterations": page.evaluate("() => blastemaStudio.iteration"),
        "loss": page.evaluate("() => blastemaStudio.loss"),
        "seconds": time.perf_counter() - begin,
        "reached": reached,
        "in_training": page.evaluate("() => blastemaStudio.reached"),
        "frames_resting_ms": resting,
        "frames_ms": page.evaluate("() => window.frames_"),
    }
    context.close()
    return told


def draw(page: Any, strokes: list[Stroke]) -> None:
    """By the mouse, as a user does."""
    size = page.evaluate("() => blastemaStudio.board.size")
    for colour, width, cells in strokes:
        page.get_by_role("button", name=f"Draw in {colour}", exact=True).click()
        page.get_by_role("button", name=f"{width} cells wide", exact=True).click()
        box = page.get_by_role("application", name="Drawing board").bounding_box()
        points = [
            (box["x"] + (column + 0.5) * box["width"] / size, box["y"] + (row + 0.5) * box["height"] / size)
            for row, column in cells
        ]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()


def row(told: dict[str, Any]) -> str:
    """The results of one drawing, as a row of the table."""

    def since(word: str) -> str:
        if word not in told["reached"]:
            return f"not in {told['seconds']:.0f} s |"
        return f"{told['reached'][word]:.1f} s | {told['in_training'][word]['iterations']}"

    def frames(milliseconds: list[float]) -> str:
        ordered = sorted(milliseconds)
        at = ordered[int(0.95 * (len(ordered) - 1))]
        share = sum(one <= 32 for one in ordered) / len(ordered)
        return f"{statistics.median(ordered):.0f}, {at:.0f}, {100 * share:.0f} %"

    rate = told["iterations"] / told["seconds"]
    times = f"{since('recognisable')} | {since('mending')} | {rate:.1f}"
    return f"| {told['drawing']} | {times} | {frames(told['frames_resting_ms'])} | {frames(told['frames_ms'])} |"


def report(results: list[dict[str, Any]], load: float, version: str) -> str:
    """The results, as Markdown."""
    from ports.measure import machine

    at = machine(len(os.sched_getaffinity(0)))
    return "\n".join(
        [
            f"{at['processor']}, {at['processors']} processors, Chromium {version} without a graphics card, trained "
            f"{results[0]['where']}, load {load:.1f} before, {at['date']}.",
            "",
            "| drawing | recognisable | iterations | begins to heal | iterations | iterations a second "
            "| frames at rest: median ms, 95 %, up to 32 ms | frames in training |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            *map(row, results),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
