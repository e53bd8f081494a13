"""What the studio says and does on the way: looking back, keeping, training on, continuing, pictures, small screens."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import numpy as np
import pytest
from browsing import LIZARD, wait
from PIL import Image
from test_studio import Studio, draw_face

import blastema as bl
from blastema import page as playground
from blastema.page import workshop
from blastema.zoo.loading import load_organism

ITERATIONS = 24
"""Of the recipe in these pages: what is looked at here is not how good a creature becomes."""


@pytest.fixture(scope="module")
def short_studio_file(tmp_path_factory) -> Path:
    """A page whose trainings are short."""
    options = copy.deepcopy(workshop.options())
    options["recipe"]["iterations"] = ITERATIONS
    file = tmp_path_factory.mktemp("studio") / "studio.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workshop, "options", lambda: options)
        text = playground.build([load_organism(LIZARD)], packed=True, studio=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def opened(new_context, short_studio_file):
    """Opens the page in a window of that width; with a context, in the same browser profile."""

    def make(width: int = 1600, height: int = 900, context=None) -> Studio:
        context = context or new_context(viewport={"width": width, "height": height})
        studio = Studio(context.new_page(), short_studio_file.as_uri())
        studio.open("")
        return studio

    return make


def words(studio: Studio) -> str:
    return studio.page.inner_text(".training .word")


def said(studio: Studio, text: str) -> None:
    """Waits for a message."""
    studio.page.get_by_role("region", name="Messages").get_by_text(text).wait_for()


def keep(studio: Studio, folder: Path) -> bl.Organism:
    with studio.page.expect_download() as saved:
        studio.button("Keep it").click()
    file = folder / "kept.safetensors"
    saved.value.save_as(file)
    return bl.load_organism(file)


def test_a_young_creature_that_is_kept_is_said_to_learn_still(opened, tmp_path):
    studio = opened()
    draw_face(studio)
    studio.button("Bring it to life").click()
    studio.until("blastemaStudio.iteration >= 8")
    studio.page.get_by_label("Studio").get_by_role("button", name="Pause").click()
    kept = keep(studio, tmp_path)
    done = kept.provenance["iterations"]
    part = f"{done} of {ITERATIONS} iterations"
    said(studio, f"It is still learning ({part}): keep it again later, when its wounds heal.")
    assert kept.provenance["planned_iterations"] == ITERATIONS
    studio.page.get_by_role("button", name="creature, regenerating").click()
    wait(studio.page, "blastema.settings.organisms[0] === 'creature'")
    assert studio.page.inner_text(".regime") == (
        f"Still learning: it was trained for {part}. Its wounds may not heal yet."
    )


def test_what_is_kept_is_what_is_looked_back_at(opened, tmp_path):
    studio = opened()
    draw_face(studio)
    studio.button("Bring it to life").click()
    studio.until("blastemaStudio.iteration >= 13")
    studio.page.get_by_label("Studio").get_by_role("button", name="Pause").click()
    studio.page.get_by_role("slider", name="Look back").press("Home")
    assert keep(studio, tmp_path).provenance["iterations"] == 10
    said(studio, f"It is as it was after 10 of {ITERATIONS} iterations")
    studio.page.get_by_role("slider", name="Look back").press("End")
    assert keep(studio, tmp_path).provenance["iterations"] >= 13


def test_a_training_that_is_done_goes_on_and_comes_back(opened):
    """Hardly trained, it does not heal, and the page says so, and suggests to train it on."""
    studio = opened()
    draw_face(studio)
    studio.button("Bring it to life").click()
    studio.until("blastemaStudio.stage === 'done'")
    assert studio.studio("cuts") < 5
    assert words(studio) == "creature is fully trained, but its wounds do not heal completely"
    assert "Train it on, and more of its wounds may heal." in studio.page.inner_text(".training")
    studio.button("Train it on").click()
    studio.until(f"blastemaStudio.stage === 'training' && blastemaStudio.iteration > {ITERATIONS}")
    assert f"of {3 * ITERATIONS}" in studio.page.inner_text(".training")
    slider = studio.page.get_by_role("slider", name="Look back")
    assert int(slider.get_attribute("max")) >= 1  # what it was before is still there
    studio.until("blastemaStudio.stage === 'done'")
    context = studio.page.context
    studio.page.close()
    again = opened(context=context)
    assert "creature was fully trained here." in again.page.inner_text(".waiting")
    again.button("Bring it back").click()
    again.until("blastemaStudio.stage === 'done'")
    assert f"iteration {3 * ITERATIONS} of {3 * ITERATIONS}" in again.page.inner_text(".training")


def test_a_training_that_is_continued_can_be_looked_back_at(opened):
    studio = opened()
    draw_face(studio)
    studio.button("Bring it to life").click()
    studio.until("blastemaStudio.iteration >= 12")
    studio.page.get_by_label("Studio").get_by_role("button", name="Pause").click()
    studio.until("blastemaStudio.stage === 'paused'")
    wait(studio.page, "document.querySelector('.training progress').value === blastemaStudio.iteration")
    context = studio.page.context
    again = opened(context=context)
    offer = again.page.locator(".waiting")
    assert re.search(rf"creature stopped at iteration \d+ of {ITERATIONS}\.", offer.inner_text())
    assert offer.bounding_box()["y"] < again.page.get_by_label("Drawing board").bounding_box()["y"]
    again.button("Continue").click()
    again.page.get_by_role("slider", name="Look back").press("Home")
    assert "iteration 10\n" in again.page.inner_text(".training")


def test_saving_all_says_what_was_saved(opened, tmp_path):
    studio = opened()
    draw_face(studio)
    studio.button("Bring it to life").click()
    studio.until("blastemaStudio.iteration >= 1")
    keep(studio, tmp_path)
    with studio.page.expect_download():
        studio.button("Save all").click()
    said(studio, "One creature is saved as creatures.zip")


def test_on_phones_a_changed_drawing_is_taught_below_the_board(opened):
    studio = opened(360, 740)
    draw_face(studio)
    studio.button("Bring it to life").click()
    studio.until("blastemaStudio.iteration >= 1")
    studio.button("Drawing").click()
    board = studio.page.get_by_role("application", name="Drawing board").bounding_box()
    assert board["y"] < 200
    studio.button("Draw in blue").click()
    studio.draw((12, 8), (12, 8))
    teach = studio.button("Teach it the new drawing").bounding_box()
    assert teach["y"] > board["y"] + board["height"]
    assert teach["x"] + teach["width"] <= 360
    assert teach["y"] + teach["height"] <= 740


def test_pictures_of_all_sorts_are_taken_or_refused_with_a_reason(opened, tmp_path):
    studio = opened()

    def open_picture(name: str, picture: Image.Image | bytes) -> None:
        file = tmp_path / name
        if isinstance(picture, bytes):
            file.write_bytes(picture)
        else:
            picture.save(file)
        studio.page.get_by_label("Picture to start from").set_input_files(file)

    rng = np.random.default_rng(0)
    open_picture("photo.jpg", Image.fromarray(rng.integers(0, 255, (60, 90, 3), np.uint8), "RGB"))
    said(studio, "no plain or transparent background, so all of it will grow")
    assert (studio.drawing()[..., 3] == 255).sum() == 24 * 16
    sprite = np.zeros((8, 8, 4), np.uint8)
    sprite[1:7, 1:7] = rng.integers(0, 255, (6, 6, 4), np.uint8)
    sprite[1:7, 1:7, 3] = 255
    sprite[1, 1] = 0
    open_picture("sprite.png", Image.fromarray(sprite, "RGBA"))
    expected = sprite[1:7, 1:7].repeat(4, axis=0).repeat(4, axis=1)
    wait(studio.page, "blastemaStudio.board.data[3] === 0")
    np.testing.assert_array_equal(studio.drawing(), expected)
    open_picture("empty.png", Image.new("RGBA", (20, 20)))
    studio.page.get_by_role("alert").get_by_text("The picture is fully transparent").wait_for()
    open_picture("words.png", b"not a picture")
    studio.page.get_by_role("alert").get_by_text("words.png is not a picture that this browser can read").wait_for()
    np.testing.assert_array_equal(studio.drawing(), expected)  # what was drawn stays
