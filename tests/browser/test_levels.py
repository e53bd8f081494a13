"""An organism with two levels of cells in the page: it heals, both levels are seen, and its parents can be changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from browsing import TESTS, wait
from playing import Playground, begin

HIERARCHY = TESTS.parent / "examples" / "hierarchy" / "lizard.safetensors"
PARENTS, FACTOR = 6, 4
STEPS_AFTER = 50


@pytest.fixture
def playground(page, write_page) -> Playground:
    """The shipped lizard, standing still in a world of three times its grid, as fast as it can."""
    return begin(page, write_page, [HIERARCHY]).open("run=0&w=72&s=7&v=max")


def error(seen) -> float:
    """Log10 E against the shipped picture, in the middle of the world."""
    import blastema as bl

    target = np.asarray(bl.load_organism(HIERARCHY).target.array)
    return float(np.log10(((seen.state[24:48, 24:48, :4] - target) ** 2).mean()))


def parents_of(seen) -> np.ndarray:
    """The parents' states: [18, 18, 6]."""
    blocks = seen.state[..., -PARENTS:].reshape(18, FACTOR, 18, FACTOR, PARENTS)
    return blocks.mean(axis=(1, 3))


def stage_colours(page) -> int:
    """How many colours the world has on its canvas."""
    return page.evaluate(
        """() => {
          const canvas = document.querySelector(".stage canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size;
        }"""
    )


def test_it_lives_on_the_plain_engine_which_says_why_and_heals(page, playground):
    notices = page.get_by_role("region", name="Messages").inner_text()  # they go away by themselves
    playground.play_until("blastema.stepCount > 200")
    assert playground.engine == "plain"
    assert "The TypeScript engine runs this world. lizard has two levels of cells, which WebAssembly" in notices
    assert page.get_by_text("WebGL2: lizard has two levels of cells, which WebGL2 does not support.").count() == 1
    assert playground.alerts() == []
    assert error(playground.seen()) < -3.5
    playground.button("Cut off the left half").click()
    playground.frame()
    cut = playground.seen()
    assert error(cut) > -2
    assert not parents_of(cut)[:, :9].any()
    playground.play_until(f"blastema.stepCount > {cut.step + 200}")
    assert error(playground.seen()) < -3.5


def test_parents_are_removed_and_exchanged_and_cells_stay(playground):
    playground.play_until("blastema.stepCount > 200")
    before = playground.seen()
    playground.button("Remove the parents of the left half, not its cells").click()
    playground.frame()
    removed = playground.seen()
    np.testing.assert_array_equal(removed.state[..., :-PARENTS], before.state[..., :-PARENTS])
    assert not parents_of(removed)[:, :9].any()
    np.testing.assert_array_equal(parents_of(removed)[:, 9:], parents_of(before)[:, 9:])
    playground.button("Undo").click()
    playground.button("Exchange the parents of the left half and of the right half").click()
    playground.frame()
    exchanged = playground.seen()
    np.testing.assert_array_equal(exchanged.state[..., :-PARENTS], before.state[..., :-PARENTS])
    np.testing.assert_array_equal(exchanged.state[..., -PARENTS:], before.state[:, ::-1, -PARENTS:])
    # Exactly so many steps: the parents hold the layout of the body, but after 150 some bodies have found their own.
    playground.press(*["."] * STEPS_AFTER)
    later = playground.seen()
    assert later.step == exchanged.step + STEPS_AFTER
    assert error(later) > -1.8


def test_both_levels_are_seen(page, playground, tmp_path: Path):
    playground.play_until("blastema.stepCount > 200")
    maps = page.get_by_role("img", name="What the parents sense, then the channels that they signal to their cells")
    assert maps.bounding_box()["height"] > 50
    cells = stage_colours(page)
    for name in ("What the parents sense", "Channel 12, of the parents"):
        playground.button(name).click()
        playground.frame()
        assert 3 < stage_colours(page) < cells
    wait(page, "location.hash.includes('look=p12')")
    page.screenshot(path=tmp_path / "levels.png")


def test_a_seed_is_planted_among_the_blocks(page, playground):
    x, y = playground.point(50, 15)
    page.mouse.dblclick(x, y)
    playground.frame()
    planted = np.argwhere(playground.seen().state[..., 3] > 0)
    assert [48, 16] in planted.tolist() or [52, 16] in planted.tolist()
    assert planted.tolist() != [[36, 36]]


def test_worlds_consist_of_whole_blocks(page, write_page):
    playground = begin(page, write_page, [HIERARCHY]).open("run=0&w=26&s=7")
    assert any("does not consist of whole blocks of 4 x 4 cells" in text for text in playground.alerts())
    assert playground.seen().state.shape == (24, 24, 16)
    playground.button("72 by 72 cells").click()
    wait(page, "blastema.snapshot().width === 72")
    np.testing.assert_array_equal(np.argwhere(playground.seen().state[..., 3] > 0), [[36, 36]])
