"""The page of volumes in a real browser: it grows, is turned, wounded by clicks and heals, with WebGL2 and without."""

from __future__ import annotations

import io
import itertools
import math

import numpy as np
import pytest
import web_volumes
from browsing import wait
from PIL import Image

from blastema import page as playground

MIDDLE = {"layer": 0, "row": 4, "column": 4}
"""A cell of the front, which is filled from step 5 on."""
CELLS = 9**3
"""Of the whole cube."""


def half_ball(radius: float) -> int:
    """Cells of a ball around a cell of a face that lie within the cube."""
    reach = range(-4, 5)
    return sum(math.hypot(x, y, z) <= radius for z in range(5) for y in reach for x in reach)


def opened(page, tmp_path, fragment: str) -> None:
    file = tmp_path / "cube.html"
    file.write_text(playground.build([web_volumes.filling()], packed=True), encoding="utf-8")
    page.goto(f"{file.as_uri()}#{fragment}")
    wait(page, "window.blastema")
    page.evaluate("() => blastema.ready")


def point(page, cell: dict[str, int] = MIDDLE) -> tuple[float, float]:
    found = page.evaluate("(cell) => blastema.pointOf(cell)", cell)
    return found["x"], found["y"]


def looks(page) -> np.ndarray:
    """The stage without what lies above it."""
    with Image.open(io.BytesIO(page.locator(".stage").screenshot())) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def orange(seen: np.ndarray) -> int:
    """Pixels of the cube."""
    return int((seen[..., 0] > seen[..., 2] + 60).sum())


@pytest.mark.parametrize("painter", ["webgl2", "canvas"])
def test_it_grows_is_wounded_where_it_is_clicked_and_heals(page, tmp_path, painter):
    opened(page, tmp_path, f"run=0&paint={painter}")
    assert page.evaluate("blastema.painter") == painter
    assert page.evaluate("blastema.living") == 1
    small = orange(looks(page))
    for _ in range(5):
        page.keyboard.press(".")
    assert (page.evaluate("blastema.stepCount"), page.evaluate("blastema.living")) == (5, CELLS)
    whole = looks(page)
    assert orange(whole) > 20 * small
    page.mouse.click(*point(page))
    assert page.evaluate("blastema.living") == CELLS - half_ball(2.5)
    assert np.abs(looks(page) - whole).max() > 60
    page.get_by_role("button", name="Undo", exact=True).click()
    assert page.evaluate("blastema.living") == CELLS
    page.get_by_role("button", name="Redo", exact=True).click()
    assert page.evaluate("blastema.living") == CELLS - half_ball(2.5)
    for _ in range(3):
        page.keyboard.press(".")
    assert page.evaluate("blastema.living") == CELLS
    page.get_by_role("button", name="Play", exact=True).click()
    wait(page, "blastema.stepCount > 12")
    page.keyboard.press("r")
    page.get_by_role("button", name="Pause", exact=True).click()
    assert page.evaluate("blastema.stepCount") < 12


@pytest.mark.parametrize("size", [(390, 844), (844, 390), (820, 1180), (1180, 820), (1440, 900)])
def test_the_whole_box_is_in_view_at_first_and_the_tools_beside_it(new_context, tmp_path, size):
    page = new_context(viewport={"width": size[0], "height": size[1]}).new_page()
    opened(page, tmp_path, "run=0")
    stage, tools = (page.locator(name).bounding_box() for name in (".stage", ".tools"))
    ends = (-0.5, 8.5)
    for corner in itertools.product(ends, ends, ends):
        x, y = point(page, dict(zip(("layer", "row", "column"), corner, strict=True)))
        assert stage["x"] < x < stage["x"] + stage["width"], corner
        assert stage["y"] < y < stage["y"] + stage["height"], corner
    assert tools["x"] + tools["width"] <= stage["x"] or tools["y"] >= stage["y"] + stage["height"]


def test_it_turns_by_dragging_and_keys_and_is_magnified_by_the_wheel(page, tmp_path):
    opened(page, tmp_path, "run=0")
    for _ in range(5):
        page.keyboard.press(".")
    before, size = point(page), orange(looks(page))
    x, y = before
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=3)
    page.mouse.up()
    assert point(page)[0] > x + 15
    assert page.evaluate("blastema.living") == CELLS  # a drag is no wound
    turned = point(page)
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowDown")
    assert point(page)[1] > turned[1] + 3
    page.mouse.wheel(0, 500)
    assert orange(looks(page)) < 0.5 * size
    page.keyboard.press("0")
    assert point(page) == before
    page.keyboard.press("]")
    page.keyboard.press("Enter")  # in the middle of the view
    assert page.evaluate("blastema.living") < CELLS - half_ball(2.5)


def test_a_seed_is_planted_and_other_files_are_opened_or_refused(page, tmp_path):
    opened(page, tmp_path, "run=0")
    page.keyboard.press("2")
    page.mouse.click(*point(page, {"layer": 4, "row": 4, "column": 4}))
    assert page.evaluate("blastema.living") == 2
    drop = """([name, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name));
      document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(drop, ["it.txt", [1, 2, 3]])
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").inner_text() == (
        "it.txt is not an organism file of Blastema; expected a safetensors file."
    )
    page.get_by_role("button", name="Help", exact=True).click()
    page.get_by_text("A volume that grows").wait_for()


def test_readers_who_want_no_motion_see_it_grown_and_paused(new_context, tmp_path):
    page = new_context(reduced_motion="reduce").new_page()
    opened(page, tmp_path, "")
    assert (page.evaluate("blastema.playing"), page.evaluate("blastema.stepCount")) == (False, 60)
    page.get_by_text("Paused, since your system asks for reduced motion").wait_for()
