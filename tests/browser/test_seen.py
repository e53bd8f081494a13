"""What can be seen: dark organisms on the dark page, and the world beside the open inspector."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from browsing import wait
from PIL import Image
from playing import Playground
from test_studio import TRAINING_MS, Studio

from blastema import page as playground
from blastema.zoo.loading import load_organism

GROWN = 100
"""Steps after which an organism is whole."""


def opened(new_context, folder: Path, organism: str, fragment: str, *, studio: bool = False, **settings) -> Playground:
    file = folder / "page.html"
    file.write_text(playground.build([load_organism(organism)], packed=True, studio=studio), encoding="utf-8")
    return Playground(new_context(**settings).new_page(), file.as_uri()).open(fragment)


def luminance(colours: np.ndarray) -> np.ndarray:
    """WCAG's relative luminance of colours [..., 3] from 0 to 255."""
    value = colours / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrasts(shown: Playground) -> np.ndarray:
    """Of each opaque cell's pixel on the screen with the plate's (WCAG, 1 to 21)."""
    with Image.open(io.BytesIO(shown.page.screenshot())) as picture:
        pixels = np.asarray(picture.convert("RGB")).astype(float)
    alpha = shown.seen().state[..., 3]
    (left, top), (right, bottom) = shown.point(0, 0), shown.point(alpha.shape[0] - 1, alpha.shape[1] - 1)
    ys = np.linspace(top, bottom, alpha.shape[0]).astype(int)
    xs = np.linspace(left, right, alpha.shape[1]).astype(int)
    cells = luminance(pixels[np.ix_(ys, xs)])
    organism, plate = cells[alpha > 0.8], cells[1, 1]
    return (np.maximum(organism, plate) + 0.05) / (np.minimum(organism, plate) + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("organism", ["🕸", "🐞"])
def test_dark_organisms_stand_out_from_the_plate(new_context, tmp_path, organism, scheme):
    """By the 3 to 1 that WCAG asks of pictures, in most cells; the ladybird's red is seen by its hue."""
    shown = opened(new_context, tmp_path, organism, f"run=0&e=wasm&s=7&t={GROWN}", color_scheme=scheme)
    wait(shown.page, f"blastema.stepCount === {GROWN}")
    shown.frame(3)
    found = contrasts(shown)
    assert len(found) > 100
    assert np.median(found) > 3


@pytest.mark.parametrize("studio", [False, True])
@pytest.mark.parametrize("size", [(800, 600), (820, 1180), (1024, 768)])
def test_the_open_inspector_covers_neither_the_world_nor_its_controls(new_context, tmp_path, size, studio):
    width, height = size
    viewport = {"width": width, "height": height}
    shown = opened(new_context, tmp_path, "🦎", "run=0&e=wasm&s=7", studio=studio, viewport=viewport)
    shown.button("Inspector").click()
    edge = shown.page.get_by_role("complementary", name="Inspector").bounding_box()["x"]
    wait(shown.page, f"blastema.pointOf(0, 71).x < {edge}")
    shown.frame(3)
    (left, top), (right, bottom) = shown.point(0, 0), shown.point(71, 71)
    assert right < edge
    assert min(right - left, bottom - top) >= 250
    for x, y in ((left, top), (right, top), (left, bottom), (right, bottom)):
        assert shown.page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('.middle') !== null", [x, y])
    shown.button("Play").click()
    assert shown.playing
    shown.button("Inspector").click()
    wait(shown.page, f"blastema.pointOf(0, 71).x > {right + 20}")


@pytest.mark.parametrize("width", [621, 1080])
def test_the_open_inspector_takes_the_boards_place_while_the_training_goes_on(new_context, tmp_path, width):
    file = tmp_path / "page.html"
    file.write_text(playground.build([load_organism("🦎")], packed=True, studio=True), encoding="utf-8")
    studio = Studio(new_context(viewport={"width": width, "height": 900}).new_page(), file.as_uri())
    studio.open("e=wasm&s=7")
    board = studio.page.get_by_role("application", name="Drawing board")
    studio.page.get_by_label("Cells of the board").select_option("16")
    studio.draw((5, 5), (5, 10), (10, 10), (10, 5), (5, 5))
    drawn = studio.drawing()
    studio.button("Bring it to life").click()
    wait(studio.page, "blastemaStudio.iteration >= 2", TRAINING_MS)
    studio.button("Inspector").click()
    board.wait_for(state="hidden")
    hidden = studio.studio("iteration")
    wait(studio.page, f"blastemaStudio.iteration > {hidden}", TRAINING_MS)
    assert not board.is_visible()
    studio.button("Inspector").click()
    board.wait_for(state="visible")
    np.testing.assert_array_equal(studio.drawing(), drawn)
    back = studio.studio("iteration")
    wait(studio.page, f"blastemaStudio.iteration > {back}", TRAINING_MS)
