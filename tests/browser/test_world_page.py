"""The folder of pictures of a world, in a real browser: it is drawn, moved and magnified, and knows no seam."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

import blastema as bl
from blastema.pictures import to_rgb
from blastema.world import Population, World, viewer

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


def written(folder: Path) -> tuple[World, str]:
    """A world of 1,024 cells with three lizards: in its middle, in a corner, and one that stays within a picture."""
    lizard = bl.load_organism("lizard")
    world = World(Population((lizard,)), 1024, 1024, 64)
    grown = np.asarray(lizard.grow(60))
    world.population.__dict__["seeds"] = ((grown, (-36, -36)),)  # planted as it has grown
    world.plant([(512, 512, 0), (0, 0, 0), (700, 128, 0)])
    return world, viewer.write(world, folder).as_uri()


def state(page: Page) -> dict[str, Any]:
    return json.loads(page.locator("canvas[role]").get_attribute("data-state") or "{}")


def settled(page: Page) -> dict[str, Any]:
    # What was asked for is drawn with the next frame: until then the state is that of the frame before.
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    page.wait_for_function(
        "() => { const s = JSON.parse(document.querySelector('canvas').dataset.state ?? '{}');"
        " return s.asked > 0 && s.asked === s.shown; }"
    )
    return state(page)


def pixel(page: Page, x: int, y: int) -> list[int]:
    shot = page.screenshot(clip={"x": x, "y": y, "width": 1, "height": 1})
    with Image.open(io.BytesIO(shot)) as image:
        return list(image.convert("RGB").getpixel((0, 0)))


def test_a_world_is_shown_moved_and_magnified(page: Page, tmp_path: Path) -> None:
    world, address = written(tmp_path / "view")
    page.goto(address)
    settled(page)
    page.keyboard.press("-")
    far = settled(page)
    assert far["level"] >= 1, "all of it does not need every pixel"
    assert "1,024 x 1,024 cells at step 0: lizard" in page.locator("p").inner_text()
    # To the pixel: a cell a pixel, the middle of the world in the middle of the page.
    page.evaluate("zoom(1 / scale)")
    near = settled(page)
    assert (near["level"], near["row"], near["column"]) == (0, 512, 512)
    shown, _ = world.window(500, 500, 24, 24)
    expected = to_rgb(shown)
    # The cell that begins at the page's middle, and one some cells away.
    for down, across in ((12, 12), (15, 9)):
        place = page.evaluate(
            "([row, column]) => [(column - left) * scale + 0.5, (row - top_) * scale + 0.5]", [500 + down, 500 + across]
        )
        assert np.abs(np.asarray(pixel(page, *map(int, place))) - expected[down, across]).max() <= 2
    page.keyboard.press("ArrowRight")
    assert settled(page)["column"] == 592
    page.locator("#map").click(position={"x": 16, "y": 88})  # of 128: the lizard of row 700 and column 128
    there = settled(page)
    assert abs(there["column"] - 128) <= 8
    assert abs(there["row"] - 700) <= 8


def test_beyond_the_edge_is_the_other_side(page: Page, tmp_path: Path) -> None:
    _, address = written(tmp_path / "view")
    page.goto(address)
    settled(page)
    page.evaluate("zoom(4 / scale); left = -20; top_ = -20; draw()")
    assert settled(page)["asked"] == 4, "the lizard in the corner is on four pictures"
    # Drag: the world goes with the pointer.
    page.mouse.move(300, 300)
    page.mouse.down()
    page.mouse.move(220, 260)
    page.mouse.up()
    assert page.evaluate("[left, top_]") == [0, -10]


def test_a_click_on_an_organism_tells_its_species_and_leads_to_its_playground(page: Page, tmp_path: Path) -> None:
    world, _ = written(tmp_path / "other")
    address = viewer.write(world, tmp_path / "view", pages=["<!doctype html><title>its playground</title>"]).as_uri()
    page.goto(address)
    page.evaluate("zoom(2 / scale)")
    settled(page)
    middle = page.evaluate("[canvas.clientWidth / 2, canvas.clientHeight / 2]")
    panel = page.locator("aside")
    assert panel.is_hidden()
    page.mouse.click(*middle)
    panel.wait_for(state="visible")
    assert panel.locator("span").inner_text() == "lizard"
    with page.expect_popup() as opened:
        panel.locator("a").click()
    assert opened.value.title() == "its playground"
    # Neither what is dragged nor what is empty is an organism; Enter stands for a click in the middle.
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 300, middle[1])
    page.mouse.up()
    assert panel.is_hidden()
    page.mouse.click(*middle)
    settled(page)
    assert panel.is_hidden()
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 300, middle[1])
    page.mouse.up()
    page.locator("canvas[role]").press("Enter")
    panel.wait_for(state="visible")
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert page.locator("p a").get_attribute("href") == "species-0.html"


def test_where_nothing_lives_the_page_says_how_to_get_back(page: Page, tmp_path: Path) -> None:
    _, address = written(tmp_path / "view")
    page.goto(address)
    page.set_viewport_size({"width": 300, "height": 300})
    page.evaluate("zoom(4 / scale)")
    settled(page)
    assert "Nothing lives here" not in page.locator("p").inner_text()
    page.evaluate("left = 256 + 90; top_ = 60; draw()")  # a picture without life
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert state(page)["asked"] == 0
    assert "Nothing lives here: click the map, or show all (0)." in page.locator("p").inner_text()


def test_blocks_have_the_species_of_most_of_their_cells() -> None:
    species = np.full((40, viewer.SIDE), 255, np.uint8)  # the last picture of a world may be lower
    species[0, :3], species[1, :2], species[39, 248] = 1, 31, 0
    text = viewer._blocks(species)
    assert (text[0], text[4 * 32 + 31], len(text)) == ("1", "0", 1024)
    assert text.count(".") == 1022


def test_until_a_picture_is_there_a_coarser_one_is_shown(page: Page, tmp_path: Path) -> None:
    _, address = written(tmp_path / "view")
    page.goto(address)
    page.set_viewport_size({"width": 600, "height": 600})
    page.evaluate("all(); zoom(0.5)")
    assert settled(page)["level"] == 2
    page.evaluate("Object.defineProperty(HTMLImageElement.prototype, 'src', { set() {} })")  # never loaded
    page.evaluate("[...pictures.keys()].filter((name) => name < '1').forEach((name) => pictures.delete(name))")
    page.evaluate("zoom(1 / scale)")
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    near = state(page)
    assert (near["level"], near["row"], near["column"], near["shown"]) == (0, 512, 512, 0)
    assert near["asked"] > 0
    assert min(pixel(page, 300, 300)) < 200, "the lizard in the middle of the world"
    assert pixel(page, 300, 200) == [255, 255, 255]


def test_places_without_life_have_no_picture(tmp_path: Path) -> None:
    written(tmp_path / "view")
    names = {file.name for file in (tmp_path / "view" / "0").iterdir()}
    assert len(names) == 4 + 4 + 1
    assert "2_0.png" not in names
    assert [file.name for file in (tmp_path / "view" / "2").iterdir()] == ["0_0.png"]
