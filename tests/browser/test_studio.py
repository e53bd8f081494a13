"""The studio by real pointer events: draw, bring to life, wound, keep, go on, from a file without a network."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from browsing import LIZARD, wait
from playing import Playground

import blastema as bl
from blastema import page as playground
from blastema.zoo.loading import load_organism

TRAINING_MS = 300_000
"""How long some tens of iterations may take on a busy machine."""


@pytest.fixture(scope="module")
def studio_file(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("studio") / "studio.html"
    file.write_text(playground.build([load_organism(LIZARD)], packed=True, studio=True), encoding="utf-8")
    return file


class Studio(Playground):
    """The page with the studio, and its drawing board."""

    def draw(self, *cells: tuple[float, float]) -> None:
        """A stroke over the board from cell to cell (row, column), by the mouse."""
        box = self.page.get_by_role("application", name="Drawing board").bounding_box()
        assert box is not None
        size = self.studio("board.size")

        def point(row: float, column: float) -> tuple[float, float]:
            return box["x"] + (column + 0.5) * box["width"] / size, box["y"] + (row + 0.5) * box["height"] / size

        mouse = self.page.mouse
        mouse.move(*point(*cells[0]))
        mouse.down()
        for cell in cells[1:]:
            mouse.move(*point(*cell))
        mouse.up()
        self.frame()

    def drawing(self) -> np.ndarray:
        """The board: uint8 [H, W, 4]."""
        size = self.studio("board.size")
        return np.array(self.studio("board.data"), np.uint8).reshape(size, size, 4)

    def studio(self, what: str):
        return self.page.evaluate(f"() => blastemaStudio.{what}")

    def until(self, condition: str) -> None:
        wait(self.page, condition, TRAINING_MS)


@pytest.fixture
def studio(page, studio_file) -> Studio:
    opened = Studio(page, studio_file.as_uri())
    opened.open("")
    return opened


def draw_face(studio: Studio) -> None:
    """A thick ring filled with yellow, and two eyes, on 16 x 16 cells."""
    studio.page.get_by_label("Cells of the board").select_option("16")
    studio.button("5 cells wide").click()
    studio.button("Draw in orange").click()
    studio.draw((4, 4), (4, 11), (11, 11), (11, 4), (4, 4))
    studio.button("Fill").click()
    studio.button("Draw in yellow").click()
    studio.draw((7, 7), (7, 7))
    studio.button("Pencil").click()
    studio.button("1 cell wide").click()
    studio.button("Draw in ink").click()
    studio.button("Mirror").click()
    studio.draw((6, 5), (7, 5))


def test_a_drawing_comes_alive_is_wounded_kept_and_read_by_python(studio, tmp_path):
    draw_face(studio)
    drawn = studio.drawing()
    assert drawn[6, 5].tolist() == drawn[6, 10].tolist() == [38, 34, 28, 255]
    assert drawn[7, 7].tolist() == [247, 207, 70, 255]
    studio.page.get_by_label("Name of the creature").fill("Sunny one")
    studio.button("Bring it to life").click()
    studio.until("blastemaStudio.iteration >= 8")
    assert studio.studio("where") in ("in 2 workers", "in a worker", "in 3 workers", "in 4 workers")
    assert studio.settings["organisms"] == ["studio"]
    # It lives beside the drawing and can be wounded while it learns.
    studio.until("blastema.living > 20")
    assert studio.page.get_by_alt_text("The target").evaluate("(image) => image.naturalWidth") == 16
    before = studio.studio("iteration")
    studio.button("Cut off the left half").click()
    studio.until(f"blastemaStudio.iteration > {before + 2}")
    assert studio.studio("loss") < -1
    with studio.page.expect_download() as saved:
        studio.button("Keep it").click()
    assert saved.value.suggested_filename == "sunny-one.safetensors"
    file = tmp_path / "kept.safetensors"
    saved.value.save_as(file)
    kept = bl.load_organism(file)
    assert (kept.name, kept.grid, kept.provenance["regime"]) == ("Sunny one", (24, 24), "regenerating")
    assert kept.target is not None
    content = kept.target.pixels[kept.target.pixels[..., 3] > 0]
    assert len(content) == (drawn[..., 3] > 0).sum()  # cell by cell what was drawn
    state = np.asarray(kept.grow(20))
    assert (state[..., 3] > 0.1).sum() > 10
    studio.page.get_by_role("button", name="Sunny one, regenerating").click()
    assert studio.settings["organisms"] == ["Sunny-one"]


def test_a_training_outlives_the_page(new_context, studio_file):
    context = new_context()
    first = Studio(context.new_page(), studio_file.as_uri())
    first.open("")
    draw_face(first)
    first.button("Bring it to life").click()
    first.until("blastemaStudio.iteration >= 3")
    first.page.get_by_label("Studio").get_by_role("button", name="Pause").click()
    first.until("blastemaStudio.stage === 'paused'")
    done = first.studio("iteration")
    drawn = first.drawing()
    wait(first.page, "document.querySelector('.training progress').value === blastemaStudio.iteration")
    second = Studio(context.new_page(), studio_file.as_uri())
    second.open("")
    second.button("Continue").click()
    second.until(f"blastemaStudio.iteration > {max(done - 1, 3)}")
    np.testing.assert_array_equal(np.sort(second.drawing().ravel()), np.sort(drawn.ravel()))


def test_the_drawing_can_change_meanwhile_and_the_creature_is_sent_as_a_page(studio, new_context, tmp_path):
    draw_face(studio)
    studio.button("Bring it to life").click()
    studio.until("blastemaStudio.iteration >= 4")
    studio.until("blastema.living > 20")
    studio.button("Fill").click()
    studio.button("Draw in blue").click()
    studio.draw((8, 8), (8, 8))
    studio.button("Teach it the new drawing").click()
    studio.until("blastemaStudio.stage === 'training' && blastemaStudio.iteration >= 2")
    assert studio.living > 20  # it goes on from where it is, and its pool with it
    with studio.page.expect_download() as saved:
        studio.button("As a page").click()
    file = tmp_path / saved.value.suggested_filename
    assert file.name == "creature.html"
    saved.value.save_as(file)
    sent = Studio(new_context().new_page(), file.as_uri())
    sent.open("")
    assert sent.page.title() == "creature · Blastema"
    assert sent.settings["organisms"] == ["creature"]
    sent.until("blastema.living > 20")
    assert sent.studio("stage") == "drawing"


def test_the_board_has_undo_and_the_world_keeps_its_own_keys(studio):
    studio.draw((3, 3), (3, 8))
    once = studio.drawing()
    assert (once[..., 3] > 0).sum() == 6
    studio.button("Eraser").click()
    studio.draw((3, 5), (3, 5))
    assert (studio.drawing()[..., 3] > 0).sum() == 5
    studio.button("Undo on the board").click()
    np.testing.assert_array_equal(studio.drawing(), once)
    studio.page.get_by_role("application", name="Drawing board").focus()
    studio.press("Control+z")
    assert not studio.drawing().any()
    studio.button("Pencil").click()
    studio.page.get_by_role("application", name="Drawing board").focus()
    studio.press("Enter", "ArrowRight", "Enter")
    assert (studio.drawing()[..., 3] > 0).sum() == 2
    studio.button("Clear").click()
    assert not studio.drawing().any()
    assert studio.button("Bring it to life").is_disabled()


def test_parts_that_lie_too_far_apart_are_told_before_training(studio):
    studio.draw((3, 3), (3, 6))
    assert "too far apart" not in studio.page.inner_text(".studio")
    studio.draw((18, 18), (18, 20))
    assert "2 parts are too far apart" in studio.page.inner_text(".studio")


def test_pictures_become_cells(studio, tmp_path):
    """A picture on white paper, dropped on the page: no background, no margins, the longer side over the board."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (120, 80), "white")
    ImageDraw.Draw(picture).ellipse((30, 20, 90, 60), fill=(30, 90, 200))
    file = tmp_path / "dot.png"
    picture.save(file)
    studio.page.get_by_label("Picture to start from").set_input_files(file)
    studio.until("blastemaStudio.board.data.some((value) => value > 0)")
    drawn = studio.drawing()
    rows, columns = np.nonzero(drawn[..., 3] > 128)
    assert (columns.min(), columns.max()) == (0, 23)
    assert (rows.min(), rows.max()) == (4, 19)
    assert drawn[12, 12].tolist() == [30, 90, 200, 255]
    studio.button("Start from 🍄").click()
    studio.until(f"blastemaStudio.board.data[{4 * (12 * 24 + 12)}] !== 30")


def test_a_digit_in_the_chosen_colour_becomes_cells(studio):
    studio.button("Draw in blue").click()
    studio.page.get_by_label("Start from any emoji, letter or digit").fill("7")
    studio.until("blastemaStudio.board.data.some((value) => value > 0)")
    drawn = studio.drawing()
    solid = drawn[..., 3] > 200
    np.testing.assert_allclose(drawn[solid][:, :3].mean(axis=0), (47, 127, 184), atol=6)
    rows, columns = np.nonzero(drawn[..., 3] > 128)
    assert (rows.min(), rows.max()) == (0, 23)
    assert solid[:4].sum() > 2 * solid[-4:].sum(), "a bar above a leg"
    assert columns[rows > 20].max() < 16


def test_all_creatures_are_saved_as_one_file_and_taken_back(studio, new_context, studio_file, tmp_path):
    draw_face(studio)
    studio.button("Bring it to life").click()
    studio.until("blastemaStudio.iteration >= 2")
    for _ in range(2):
        studio.page.get_by_label("Studio").get_by_role("button", name="Keep it").click()
    studio.page.get_by_text("2 creatures kept").wait_for()
    with studio.page.expect_download() as saved:
        studio.button("Save all").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["creature.safetensors", "creature-2.safetensors"]
        archive.extractall(tmp_path)
    assert bl.load_organism(tmp_path / "creature-2.safetensors").name == "creature"
    other = Studio(new_context().new_page(), studio_file.as_uri())
    other.open("")
    with other.page.expect_file_chooser() as chooser:
        other.page.get_by_role("button", name="Open a file").click()
    chooser.value.set_files(file)
    other.page.get_by_text("2 creatures kept").wait_for()
    assert other.page.get_by_role("button", name="creature, regenerating").count() == 2


@pytest.mark.long
def test_a_face_is_trained_to_the_end_of_its_words(studio, tmp_path):
    """It is recognisable, then begins to heal; what is kept then grows into the drawing by Python as well."""
    draw_face(studio)
    studio.button("Bring it to life").click()
    studio.until("blastemaStudio.reached.recognisable")
    studio.until("blastemaStudio.reached.mending")
    reached = studio.studio("reached")
    assert reached["recognisable"]["iterations"] <= 200
    assert reached["mending"]["iterations"] <= 1200
    # It is not said to heal, as it recovers from none of an evaluation's cuts, or from some of them only.
    count = studio.studio("cuts")
    assert count < 5
    told = "begins to heal" if count == 0 else f"heals {count} of 5 cuts"
    assert studio.page.inner_text(".training .word") == f"creature {told}"
    assert "Still learning: keep training for its wounds to heal." in studio.page.inner_text(".training")
    with studio.page.expect_download() as saved:
        studio.button("Keep it").click()
    file = tmp_path / "kept.safetensors"
    saved.value.save_as(file)
    kept = bl.load_organism(file)
    assert kept.target is not None
    target = np.asarray(kept.target.array)
    grown = np.asarray(kept.grow(104))[..., :4]
    assert np.mean((grown - target) ** 2) < np.mean(target**2) / 8
    # What it was after ten iterations, grown anew beside the training that goes on.
    slider = studio.page.get_by_role("slider", name="Look back")
    slider.press("Home")
    assert "iteration 10" in studio.page.inner_text(".training")
    iteration = studio.studio("iteration")
    studio.until(f"blastemaStudio.iteration > {iteration + 2}")
    slider.press("End")
    assert "iteration 10\n" not in studio.page.inner_text(".training")
    # Asked to, it pauses while the page is hidden.
    studio.page.get_by_label("pause when hidden").check()
    studio.page.evaluate("() => Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    studio.page.evaluate(
        """() => new Promise((resolve) => {
          let [last, since] = [blastemaStudio.iteration, performance.now()];
          const look = () => {
            if (blastemaStudio.iteration !== last) [last, since] = [blastemaStudio.iteration, performance.now()];
            if (performance.now() - since > 3000) resolve();
            else setTimeout(look, 50);
          };
          look();
        })"""
    )
    stopped = studio.studio("iteration")
    assert studio.studio("stage") == "training"
    studio.page.evaluate("() => delete document.hidden")
    studio.until(f"blastemaStudio.iteration > {stopped}")


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_nothing_of_the_studio_is_cut_off(new_context, studio_file, width):
    page = new_context(viewport={"width": width, "height": 740}).new_page()
    Studio(page, studio_file.as_uri()).open("")
    widths = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1]
    for name in ("Pencil", "Mirror", "Undo on the board", "Bring it to life", "Help"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None, name
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= width, name
        assert box["y"] + box["height"] <= 740, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_studios_text_stands_out_from_its_ground(new_context, studio_file, scheme):
    from test_looks import CONTRAST

    page = new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme).new_page()
    Studio(page, studio_file.as_uri()).open("")
    assert page.evaluate(CONTRAST) == []
