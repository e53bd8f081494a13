"""The page of digits that classify themselves in a real browser: drawn by pointer, changed, erased, fitted, put in."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import web_digits
from browsing import TESTS, wait
from PIL import Image

from blastema import page as playground
from blastema.zoo.loading import load_organism

SHIPPED = TESTS.parent / "examples" / "classifying" / "digits.safetensors"
Point = tuple[float, float]


def arc(x: float, y: float, wide: float, high: float, begin: int, end: int) -> list[Point]:
    """Of an ellipse, from one angle to another, clockwise from the right."""
    angles = [math.radians(begin + (end - begin) * i / 10) for i in range(11)]
    return [(x + wide * math.cos(a), y + high * math.sin(a)) for a in angles]


THREE = [*arc(0.45, 0.28, 0.35, 0.28, 200, 440), *arc(0.45, 0.72, 0.4, 0.28, -80, 160)]
TO_EIGHT = [(0.6, 0.02), (0.25, 0.15), (0.25, 0.35), (0.45, 0.5), (0.1, 0.65), (0.1, 0.85), (0.4, 0.98)]
"""What makes that 3 an 8: the left halves of its loops."""
SEVEN = [(0.05, 0.04), (0.95, 0.04), (0.4, 1.0)]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> Path:
    """A file with the page of the shipped organism."""
    file = tmp_path_factory.mktemp("digits") / "digits.html"
    file.write_text(playground.build([load_organism(SHIPPED)], packed=True), encoding="utf-8")
    return file


def opened(page, file: Path, fragment: str = "run=0") -> None:
    """From a file, without a network."""
    page.goto(f"{file.as_uri()}#{fragment}")
    wait(page, "window.blastema")


def draw(page, *points: Point, within: tuple[float, float, float, float] = (1.2, 0.5, 5.6, 7.0)) -> None:
    """A stroke of the mouse through points of a box of the paper: left, top, width and height, of its 8 pixels."""
    left, top, width, height = within
    wanted = [{"x": left + x * width, "y": top + y * height} for x, y in points]
    for number, at in enumerate(page.evaluate("(points) => points.map(blastema.pointOf)", wanted)):
        page.mouse.move(at["x"], at["y"])
        if number == 0:
            page.mouse.down()
    page.mouse.up()


def told(page) -> tuple[str, str]:
    """The majority and the words beside it."""
    words = page.get_by_label("Agreement", exact=True).inner_text()
    return page.get_by_label("Majority", exact=True).inner_text(), words


def test_a_digit_is_drawn_changed_and_erased_while_it_lives(page, shipped):
    opened(page, shipped)
    assert told(page) == ("–", "No ink yet")
    draw(page, *THREE)
    page.get_by_role("button", name="Play", exact=True).click()
    wait(page, "blastema.tally.majority === 3")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.evaluate("blastema.step(80)")
    cells = page.evaluate("blastema.tally.cells")
    assert told(page) == ("3", f"All {cells} cells agree")
    assert page.get_by_label("Cells that vote for 3", exact=True).inner_text() == str(cells)
    draw(page, *TO_EIGHT)
    assert page.evaluate("blastema.tally.cells") > cells
    assert page.evaluate("blastema.tally.counts[3]") > 0.5 * cells  # they think as before, at first
    page.evaluate("blastema.step(80)")
    cells = page.evaluate("blastema.tally.cells")
    assert told(page) == ("8", f"All {cells} cells agree")
    page.get_by_role("button", name="Erase ink", exact=True).click()
    draw(page, (0.0, 0.5), (1.0, 0.5))
    assert page.evaluate("blastema.tally.cells") < cells
    page.get_by_role("button", name="Undo", exact=True).click()
    assert page.evaluate("blastema.tally.cells") == cells
    page.get_by_role("button", name="Clear the paper", exact=True).click()
    assert (told(page), max(page.evaluate("blastema.ink"))) == (("–", "No ink yet"), 0)


def test_a_small_drawing_is_fitted_to_the_frame(page, shipped):
    opened(page, shipped)
    fit = page.get_by_role("button", name="Fit the drawing to the frame", exact=True)
    assert fit.is_disabled()
    draw(page, *SEVEN, within=(3.0, 3.0, 2.4, 3.5))
    before = page.evaluate("blastema.ink")
    assert max(before[:24]) == 0
    fit.click()
    assert max(page.evaluate("blastema.ink")[:12]) > 200
    page.evaluate("blastema.step(80)")
    assert told(page)[0] == "7"
    page.keyboard.press("z")
    assert page.evaluate("blastema.ink") == before


def test_examples_are_put_in_and_show_the_colour_of_their_votes(page, shipped, tmp_path):
    opened(page, shipped)
    four = page.get_by_role("button", name="Insert a handwritten 4", exact=True)
    four.click()
    first = page.evaluate("blastema.ink")
    assert told(page)[1] == "No cell has voted yet"
    page.evaluate("blastema.step(80)")
    assert told(page)[0] == "4"
    stage = tmp_path / "stage.png"
    page.locator(".stage").screenshot(path=stage)
    with Image.open(stage) as picture:
        colours = picture.convert("RGB").getcolors(1 << 24)
    violet = sum(count for count, (red, green, blue) in colours if blue > red + 20 > green + 40)
    assert violet > 0.02 * sum(count for count, _ in colours)
    four.click()
    assert page.evaluate("blastema.ink") != first


def test_keys_draw_and_fingers_too(new_context, shipped):
    page = new_context(has_touch=True).new_page()
    opened(page, shipped)
    page.get_by_role("application").focus()
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    line = page.evaluate("blastema.tally.cells")
    assert line >= 4
    page.keyboard.press("ArrowUp")  # lifted
    assert page.evaluate("blastema.tally.cells") == line
    at = page.evaluate("(point) => blastema.pointOf(point)", {"x": 1.5, "y": 1.5})
    page.touchscreen.tap(at["x"], at["y"])
    assert page.evaluate("blastema.tally.cells") > line


@pytest.mark.parametrize("data", ["digits", "mnist:train-images-idx3-ubyte.gz"])
def test_other_files_live_at_once_or_are_refused(page, tmp_path, data):
    """The examples are of one data set, so that others have none."""
    file = tmp_path / "other.html"
    file.write_text(playground.build([web_digits.organism("noisy", data)], packed=True), encoding="utf-8")
    opened(page, file)
    group = page.get_by_role("group", name="Held-out examples")
    assert group.count() == (1 if data == "digits" else 0)
    drop = """([name, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name));
      document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    lizard = (Path(__file__).parents[1] / "golden" / "lizard-small.safetensors").read_bytes()
    page.evaluate(drop, ["lizard.safetensors", list(lizard)])
    page.get_by_role("alert").wait_for()
    assert "classifies no digits, so that it has another page" in page.get_by_role("alert").inner_text()
    page.evaluate(drop, ["digits.safetensors", list(SHIPPED.read_bytes())])
    page.get_by_label("Organism to show").wait_for()
    draw(page, *SEVEN)
    page.evaluate("blastema.step(80)")
    assert told(page)[0] == "7"


def test_readers_who_want_no_motion_see_it_paused(new_context, shipped):
    page = new_context(reduced_motion="reduce").new_page()
    opened(page, shipped, "")
    assert page.evaluate("blastema.playing") is False
    page.get_by_text("Paused, since your system asks for reduced motion").wait_for()
