"""Pictures as people bring them to the drawing board: chosen, pasted or dropped, of any kind, readable or not."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from browsing import LIZARD
from PIL import Image, ImageDraw
from test_studio import Studio

import blastema as bl
from blastema import page as playground
from blastema.zoo.loading import load_organism

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}>{}</svg>'


@pytest.fixture(scope="module")
def studio_file(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("studio") / "studio.html"
    file.write_text(playground.build([load_organism(LIZARD)], packed=True, studio=True), encoding="utf-8")
    return file


@pytest.fixture
def studio(page, studio_file) -> Studio:
    opened = Studio(page, studio_file.as_uri())
    opened.open("")
    return opened


def bring(studio: Studio, way: str, name: str, kind: str, data: bytes) -> None:
    """Pastes a file, or drops it on the world."""
    studio.page.evaluate(
        """([way, name, type, text]) => {
          const file = new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name, { type });
          const data = new DataTransfer();
          data.items.add(file);
          const options = { bubbles: true, cancelable: true };
          const event = way === "paste"
            ? new ClipboardEvent("paste", { clipboardData: data, ...options })
            : new DragEvent("drop", { dataTransfer: data, ...options });
          document.querySelector(".stage").dispatchEvent(event);
        }""",
        [way, name, kind, base64.b64encode(data).decode()],
    )


def as_file(picture, kind: str, **settings) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **settings)
    return stream.getvalue()


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_small_drawing_on_a_large_screenshot_is_what_python_makes_of_it(studio, tmp_path, way):
    """It is read at its own detail, without a rim of its paper, and takes the place of what was drawn; undo returns."""
    studio.draw((3, 3), (3, 8))
    before = studio.drawing()
    screen = Image.new("RGB", (3000, 500), "white")
    pen = ImageDraw.Draw(screen)
    pen.ellipse((1200, 100, 1500, 400), fill=(30, 90, 200))
    pen.rectangle((1480, 230, 1600, 260), fill=(200, 40, 30))
    screen.save(tmp_path / "screen.png")
    bring(studio, way, "screen.png", "image/png", (tmp_path / "screen.png").read_bytes())
    studio.until("blastemaStudio.board.data.filter((value) => value > 0).length > 200")
    np.testing.assert_array_equal(studio.drawing(), bl.load_target(tmp_path / "screen.png", size=24, padding=6).pixels)
    studio.button("Undo on the board").click()
    np.testing.assert_array_equal(studio.drawing(), before)


def test_a_photograph_of_a_phone_is_upright_and_an_enlarged_sprite_has_its_own_pixels(studio):
    flag = Image.new("RGB", (600, 300), (200, 40, 30))
    flag.paste((30, 90, 200), (0, 0, 600, 150))
    upside = Image.Exif()
    upside[0x0112] = 3
    bring(studio, "drop", "photo.jpg", "image/jpeg", as_file(flag, "JPEG", exif=upside))
    studio.until("blastemaStudio.board.data.some((value) => value > 0)")
    drawn = studio.drawing().astype(int)
    np.testing.assert_allclose([drawn[7, 12, :3], drawn[16, 12, :3]], [(200, 40, 30), (30, 90, 200)], atol=4)

    rng = np.random.default_rng(0)
    sprite = np.full((10, 12, 4), 255, np.uint8)
    sprite[..., :3] = rng.integers(0, 200, (10, 12, 3))
    sprite[0] = 0
    large = Image.new("RGBA", (1010, 1010))
    large.paste(Image.fromarray(sprite).resize((960, 800), Image.Resampling.NEAREST), (33, 47))
    bring(studio, "drop", "sprite.png", "", as_file(large, "PNG"))  # of a kind that the system does not know
    studio.until("blastemaStudio.board.data[3] === 0 && blastemaStudio.board.data[4 * 24 * 3 + 3] === 255")
    np.testing.assert_array_equal(studio.drawing()[3:21], sprite[1:].repeat(2, 0).repeat(2, 1))


def test_shapes_are_drawn_and_what_is_no_picture_is_refused_until_the_next(studio):
    for name, kind, data, words in (
        ("photo.heic", "", b"\0\0\0\x18ftypheic", "photo.heic is not a picture that this browser can read."),
        ("notes.txt", "text/plain", b"not a picture", "notes.txt is not a picture that this browser can read."),
        ("nothing.png", "image/png", b"", "nothing.png is empty."),
    ):
        bring(studio, "paste", name, kind, data)
        studio.page.locator(".notice").get_by_text(words).wait_for()
    assert not studio.drawing().any()
    svg = SVG.format('viewBox="0 0 30 10"', '<rect width="30" height="10" rx="1" fill="#1e5ac8"/>').encode()
    bring(studio, "paste", "bar.svg", "image/svg+xml", svg)
    studio.until("blastemaStudio.board.data.some((value) => value > 0)")
    drawn = studio.drawing()
    assert np.nonzero(drawn[:, 12, 3] > 128)[0].tolist() == list(range(8, 16))
    assert drawn[12, 0].tolist() == [30, 90, 200, 255]
    assert studio.page.locator(".notice").count() == 0


def test_on_a_phone_a_picture_is_shown_where_it_goes_and_an_organism_too(new_context, studio_file):
    phone = Studio(new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page(), studio_file.as_uri())
    phone.open("")
    chosen = phone.page.get_by_label("Picture to start from")
    chosen.set_input_files({"name": "other.safetensors", "mimeType": "", "buffer": LIZARD.read_bytes()})
    phone.until("blastema.settings.organisms[0] === 'other'")
    assert phone.page.locator(".studio").get_attribute("data-shows") == "world"
    svg = SVG.format('width="20" height="20"', '<circle cx="10" cy="10" r="9"/>').encode()
    bring(phone, "paste", "disc.svg", "image/svg+xml", svg)
    phone.until("blastemaStudio.board.data.some((value) => value > 0)")
    assert phone.page.locator(".studio").get_attribute("data-shows") == "drawing"
