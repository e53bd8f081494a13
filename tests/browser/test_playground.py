"""The playground by real pointer, touch and key events: what a user does, and what the cells do then."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
from browsing import TESTS, wait
from playing import STILL, begin

from blastema.training import damage

MIRRORED = TESTS / "golden" / "lizard-mirrored.safetensors"
CUTS = {
    "bottom": "Cut off the bottom half",
    "top": "Cut off the top half",
    "right": "Cut off the right half",
    "left": "Cut off the left half",
    "centre": "Cut out the centre",
}


@pytest.fixture
def grown():
    """A link to a grown lizard that nobody has touched: what most tests begin with."""
    return f"{STILL}&t=160"


@pytest.fixture
def lizard(page, write_page, grown):
    return begin(page, write_page).open(grown)


@pytest.fixture
def empty(page, write_page):
    """A world in which nothing lives."""
    opened = begin(page, write_page).open()
    opened.drag((12, 12), (12, 12))
    assert not opened.seen().state.any()
    return opened


# --- what a page is asked for without reading help -----------------------------------------------------------------


def test_a_double_click_plants_a_seed(empty):
    x, y = empty.point(7, 15)
    empty.page.mouse.dblclick(x, y)
    empty.frame()
    state = empty.seen().state
    np.testing.assert_array_equal(state[7, 15], [0, 0, 0] + [1] * (state.shape[-1] - 3))
    assert np.count_nonzero(state.any(axis=-1)) == 1
    empty.press("z")
    assert not empty.seen().state.any()


def test_tools_and_wounds_have_words(lizard):
    for name, word in (("Erase", "Erase"), ("Plant seeds", "Seeds"), ("Cut off the left half", "Left")):
        shown = lizard.button(name).locator(".word")
        assert shown.is_visible()
        assert shown.inner_text() == word


def test_turning_the_dial_selects_no_text_and_says_which_way(lizard):
    dial = lizard.page.get_by_role("slider", name="Rotation of the perceptive field")
    box = dial.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = lizard.page.mouse
    mouse.move(x, y - 40)
    mouse.down()
    mouse.move(x - 40, y, steps=4)
    mouse.move(x - 40, y + 300, steps=4)
    mouse.move(x - 40, y, steps=4)
    mouse.up()
    assert lizard.settings["turn"] == 90
    assert dial.get_attribute("aria-valuetext") == "90 degrees counter-clockwise"
    assert "↺" in dial.inner_text()
    assert lizard.page.evaluate("() => getSelection().toString()") == ""


# --- tools, by the mouse ----------------------------------------------------------------------------------------------


def test_erase_is_one_continuous_stroke(lizard):
    lizard.button("Erase").click()
    lizard.button("Smaller brush").click()
    before = lizard.seen().state
    lizard.drag((4, 1), (20, 22))  # no event in between: the cells between must go all the same
    after = lizard.seen().state
    line = [
        (round(row), round(column)) for row, column in zip(np.linspace(4, 20, 60), np.linspace(1, 22, 60), strict=True)
    ]
    assert any(before[cell].any() for cell in line)
    assert not any(after[cell].any() for cell in line)
    rows, columns = np.nonzero((before != after).any(axis=-1))
    distance = np.abs((columns - 1) * 16 - (rows - 4) * 21) / np.hypot(16, 21)
    assert distance.max() <= 2.5, "a brush of five cells"
    assert lizard.settings["brush"] == 5


def test_seed_is_one_cell(empty):
    empty.button("Plant seeds").click()
    empty.drag((5, 17), (5, 17))
    state = empty.seen().state
    np.testing.assert_array_equal(state[5, 17], [0, 0, 0] + [1] * (state.shape[-1] - 3))
    assert np.count_nonzero(state.any(axis=-1)) == 1


def test_paint_gives_the_colour_and_life(lizard):
    lizard.button(
        "Paint colour",
    ).click()
    lizard.page.get_by_label("Paint colour to use").fill("#336699")
    before = lizard.seen().state
    lizard.drag((12, 12), (12, 12))
    after = lizard.seen().state
    np.testing.assert_allclose(after[12, 12, :4], [0.2, 0.4, 0.6, 1], atol=1e-6)
    np.testing.assert_array_equal(after[12, 12, 4:], before[12, 12, 4:])


def test_the_species_brush_turns_one_into_the_other(page, write_page):
    two = begin(page, write_page, [TESTS / "golden" / "lizard-small.safetensors", MIRRORED])
    two.open()
    ids = page.evaluate("() => JSON.parse(document.getElementById('organisms').textContent).map(({ id }) => id)")
    two.open(f"{STILL}&o={','.join(ids)}&w=48")
    assert two.settings["organisms"] == ids
    two.play_until("blastema.stepCount >= 30")
    before = two.seen()
    alive = before.state[..., 3] > 0.1
    assert set(before.species[alive]) == {0, 1}
    rows, columns = np.nonzero(alive & (before.species == 0))
    two.button("Species brush").click()
    two.page.get_by_role("button", name="Use ").nth(1).click()
    two.drag((int(rows.min()), int(columns.min())), (int(rows.max()), int(columns.max())))
    after = two.seen()
    np.testing.assert_array_equal(after.state, before.state)
    changed = alive & (after.species != before.species)
    assert changed.any()
    assert (after.species[changed] == 1).all()


def test_inspect_traces_a_cell(lizard):
    lizard.button("Inspect a cell").click()
    before = lizard.seen().state
    lizard.drag((12, 12), (12, 12))
    np.testing.assert_array_equal(lizard.seen().state, before)
    wait(lizard.page, "document.querySelector('[role=status]').textContent.includes('row 12, column 12')")
    lizard.press(".", ".", ".")
    assert (
        lizard.page.get_by_role("img", name="channel").count() >= 1
        or "trace" in lizard.page.inner_html("aside").lower()
    )


def test_move_the_view(lizard):
    for _ in range(3):
        lizard.button("Zoom in").click()
    before = lizard.seen().state
    lizard.button("Move the view").click()
    centre = lizard.settings["place"]
    assert centre["zoom"] > 3
    lizard.drag((12, 12), (10, 9))
    moved = lizard.settings["place"]
    assert (moved["x"], moved["y"]) == pytest.approx((centre["x"] + 3, centre["y"] + 2), abs=0.2)
    np.testing.assert_array_equal(lizard.seen().state, before)
    lizard.button("Fit the world").click()
    assert lizard.settings["place"] is None


def test_the_wheel_magnifies_about_the_pointer(lizard):
    point = lizard.point(6, 18)
    lizard.page.mouse.move(*point)
    lizard.page.mouse.wheel(0, -600)
    wait(lizard.page, "blastema.settings.place !== null")
    assert lizard.point(6, 18) == pytest.approx(point, abs=2)


# --- wounds and healing -----------------------------------------------------------------------------------------------


def test_a_wound_by_the_pointer_heals(lizard):
    wait(lizard.page, "blastema.error !== null && blastema.error < -3.5")
    lizard.button("Smaller brush").click()
    lizard.drag((2, 9), (12, 9))
    wait(lizard.page, "blastema.error > -2")
    lizard.play_until("blastema.error < -3.5")
    assert lizard.seen().step > 120


@pytest.mark.parametrize("name", damage.CUTS)
def test_cuts_take_the_cells_that_python_takes(lizard, name):
    before = lizard.seen()
    lizard.button(CUTS[name]).click()
    lizard.frame()
    after = lizard.seen()
    mask = damage.cut(name, *before.state.shape[:2])
    assert not after.state[mask].any()
    np.testing.assert_array_equal(after.state[~mask], before.state[~mask])
    lizard.button("Undo").click()
    lizard.frame()
    np.testing.assert_array_equal(lizard.seen().state, before.state)
    lizard.button("Redo").click()
    lizard.frame()
    np.testing.assert_array_equal(lizard.seen().state, after.state)


@pytest.mark.parametrize("name", ["Scatter holes over all cells", "Add noise to all cells"])
def test_other_wounds(lizard, name):
    before = lizard.seen().state
    lizard.button(name).click()
    lizard.frame()
    after = lizard.seen().state
    changed = (before != after).any(axis=-1)
    assert 0.1 < changed.sum() / before.any(axis=-1).sum() <= 1
    lizard.press("z")
    np.testing.assert_array_equal(lizard.seen().state, before)


# --- touch ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def touched(new_context, write_page, grown):
    """A grown lizard, and fingers: what they do, at which cells they are then, and how many seconds after opening."""
    page = new_context(has_touch=True).new_page()
    lizard = begin(page, write_page).open(grown)
    session = page.context.new_cdp_session(page)
    (left, top), (right, bottom) = lizard.point(0, 0), lizard.point(1, 1)
    begun = time.time()

    def touch(kind: str, *cells: tuple[float, float], at: float, first: int = 0) -> None:
        """Cells of the fingers from a number on; the end of a touch without cells is that of all."""
        points = [  # where the cells were seen at first: a pinch moves the view
            {"x": left + column * (right - left), "y": top + row * (bottom - top), "id": number}
            for number, (row, column) in enumerate(cells, first)
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points, "timestamp": begun + at})

    return lizard, touch


def test_a_finger_that_comes_later_draws_beside_the_first(touched):
    lizard, touch = touched
    before = lizard.seen().state
    touch("touchStart", (8, 2), at=0)
    touch("touchMove", (8, 12), at=1)
    touch("touchStart", (8, 12), (16, 2), at=2)
    touch("touchMove", (8, 21), (16, 12), at=3)
    touch("touchMove", (8, 21), (16, 21), at=4)
    touch("touchEnd", at=5)
    lizard.frame()
    after = lizard.seen().state
    for row in (8, 16):
        assert before[row].any()
        assert not after[row, 2:22].any()
    lizard.page.get_by_role("button", name="Undo", exact=True).tap()
    lizard.frame()
    np.testing.assert_array_equal(lizard.seen().state, before)  # both strokes are one action


@pytest.mark.parametrize("tool", ["Erase", "Plant seeds", "Paint colour", "Inspect a cell", "Move the view"])
def test_two_fingers_put_down_together_move_and_zoom_the_view_and_draw_nothing(touched, tool):
    lizard, touch = touched
    lizard.drag((3, 3), (3, 3))
    lizard.press("z")
    lizard.button(tool).tap()
    before, start = lizard.seen().state, np.subtract(lizard.point(12, 20), lizard.point(12, 4))
    touch("touchStart", (12, 8), at=0)
    touch("touchMove", (12, 9), at=0.1)
    touch("touchStart", (12, 9), (12, 15), at=0.2)
    touch("touchMove", (12, 6), (12, 18), at=0.3)
    touch("touchEnd", (12, 6), at=0.6)
    stayed = lizard.point(12, 12)
    touch("touchMove", (12, 21), at=0.7, first=1)
    touch("touchEnd", at=0.8)
    lizard.frame()
    end = np.subtract(lizard.point(12, 20), lizard.point(12, 4))
    # From 6 cells apart, or 7 from where a finger that has begun to draw was put down, to 12.
    assert end[0] == pytest.approx(12 / (6 if tool == "Move the view" else 7) * start[0], rel=0.05)
    np.testing.assert_array_equal(lizard.seen().state, before)
    # What the first finger had begun to draw is undone.
    assert lizard.button("Undo").is_disabled()
    assert lizard.button("Redo").is_enabled()
    lizard.press("Shift+Z")
    assert (lizard.seen().state != before).any()
    # The finger that stayed has gone on moving the view; the next one draws again.
    assert lizard.point(12, 12)[0] - stayed[0] == pytest.approx(3 * start[0] / 16, abs=2)
    if tool == "Erase":
        touch("touchStart", (12, 12), at=5)
        touch("touchEnd", at=5.1)
        lizard.frame()
        assert lizard.button("Undo").is_enabled()


# --- time, senses, views ----------------------------------------------------------------------------------------------


def test_transport(lizard):
    start = lizard.seen().step
    lizard.button("One step").click()
    lizard.press(".", ".")
    assert lizard.seen().step == start + 3
    lizard.press("Space")
    wait(lizard.page, f"blastema.stepCount > {start + 3}")
    lizard.press("Space")
    assert lizard.playing is False
    stopped = lizard.seen().step
    lizard.frame(5)
    assert lizard.seen().step == stopped
    lizard.button("Reset to the seed").click()
    lizard.frame()
    reset = lizard.seen()
    assert reset.step == 0
    assert np.count_nonzero(reset.state.any(axis=-1)) == 1


def test_the_speed_is_a_slider(lizard):
    slider = lizard.page.get_by_role("slider", name="Speed")
    slider.focus()
    lizard.press("Home")
    assert lizard.settings["rate"] == 1
    assert slider.get_attribute("aria-valuetext")
    lizard.press("End")
    assert lizard.page.evaluate("() => blastema.settings.rate === Infinity")


def test_senses(lizard):
    page = lizard.page
    page.get_by_role("slider", name="Rotation of the perceptive field").focus()
    lizard.press("PageUp", "ArrowUp")
    assert lizard.settings["turn"] == 16
    page.get_by_role("slider", name="Fire rate").fill("0.25")
    page.get_by_role("slider", name="Noise").fill("0.02")
    lizard.button("Wrapped: opposite edges meet").click()
    found = lizard.settings
    assert (found["fireRate"], found["noise"], found["boundary"]) == (0.25, 0.02, "torus")
    lizard.press(".")
    wait(page, "location.hash.includes('edge=torus')")
    assert "a=16" in page.evaluate("() => location.hash")


def test_every_view_is_another_picture(lizard):
    def picture() -> str:
        return lizard.page.evaluate("() => document.querySelector('.stage canvas').toDataURL()")

    looks, shown = [], []
    for _ in range(lizard.seen().state.shape[-1]):  # four by name, one for each hidden channel
        looks.append(json.dumps(lizard.settings["look"]))
        shown.append(picture())
        if "update" in looks[-1] or "fired" in looks[-1]:  # they show the last step that they have watched
            lizard.press(".")
            assert picture() != shown[-1]
        lizard.press("v")
    assert json.dumps(lizard.settings["look"]) == looks[0]
    assert len(set(looks)) == len(looks)
    assert len(set(shown)) >= len(looks) - 1  # those two show nothing before


@pytest.mark.parametrize("kind", ["wasm", "webgl2", "webgl2-half"])
def test_another_engine_goes_on_from_the_same_state(lizard, kind):
    before = lizard.seen()
    lizard.page.get_by_label("Engine", exact=True).select_option(kind, force=True)
    wait(lizard.page, f"blastema.engine === '{kind}'")
    after = lizard.seen()
    assert after.step == before.step
    tolerance = 2e-3 if kind == "webgl2-half" else 0
    np.testing.assert_allclose(after.state, before.state, atol=tolerance, rtol=tolerance)
    lizard.press(".")
    assert lizard.seen().step == before.step + 1


# --- keys -------------------------------------------------------------------------------------------------------------


def test_the_world_by_keys_alone(lizard):
    lizard.press("1", "[", "[", "[", "[")
    for _ in range(60):
        lizard.page.keyboard.press("Tab")
        if lizard.page.evaluate("() => document.activeElement.getAttribute('role')") == "application":
            break
    else:
        raise AssertionError("the world cannot be reached by Tab")
    before = lizard.seen().state
    lizard.press("ArrowUp", "ArrowLeft", "Enter")
    changed = np.argwhere((lizard.seen().state != before).any(axis=-1))
    assert changed.tolist() == [[11, 11]]
    lizard.press("z")
    np.testing.assert_array_equal(lizard.seen().state, before)


def test_help_opens_and_closes(lizard):
    lizard.press("?")
    dialog = lizard.page.get_by_role("dialog")
    dialog.wait_for(state="visible")
    assert "Space" in dialog.inner_text()
    lizard.press("Escape")
    dialog.wait_for(state="hidden")


def test_every_control_has_a_name(lizard):
    nameless = lizard.page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, [role=slider], canvas[tabindex]")]
          .filter((element) => !(element.getAttribute("aria-label") || element.textContent.trim()
            || element.labels?.length || element.getAttribute("aria-labelledby")))
          .map((element) => element.outerHTML)"""
    )
    assert nameless == []
