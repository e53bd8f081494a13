"""White paper and margins: what surrounds the content goes, the content keeps what is its own."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from blastema.errors import InputError
from blastema.targets import load_target

WHITE, RED = (255, 255, 255, 255), (220, 30, 30, 255)


def paper(width=60, height=60, colour=WHITE):
    return Image.new("RGBA", (width, height), colour)


def alpha_of(target):
    return target.pixels[..., 3]


def test_white_paper_is_not_the_organism():
    picture = paper()
    ImageDraw.Draw(picture).rectangle((20, 20, 39, 39), fill=RED)
    target = load_target(picture, size=20, padding=2)
    assert (target.pixels == RED).all(), "some paper or margin is left"
    assert any("--background keep" in note for note in target.notes)
    assert any("20 x 20 of 60 x 60" in note and "--no-trim" in note for note in target.notes)


def test_paper_and_margins_can_be_kept():
    picture = paper()
    ImageDraw.Draw(picture).rectangle((20, 20, 39, 39), fill=RED)
    kept = load_target(picture, size=60, background="keep")
    np.testing.assert_array_equal(kept.pixels, np.asarray(picture))
    assert kept.notes == ()
    untrimmed = load_target(picture, size=60, trim=False)
    assert untrimmed.pixels[0, 0, 3] == 0
    assert alpha_of(untrimmed).sum() == 255 * 20 * 20


def test_enclosed_white_stays():
    picture = paper()
    draw = ImageDraw.Draw(picture)
    draw.ellipse((10, 10, 49, 49), outline=(0, 0, 0, 255), width=5)
    target = load_target(picture, size=40, padding=0)
    assert tuple(target.pixels[20, 20]) == WHITE
    assert target.pixels[0, 0, 3] == 0


def test_the_noise_of_a_jpeg_is_paper_too(tmp_path):
    picture = paper(120, 120).convert("RGB")
    ImageDraw.Draw(picture).ellipse((30, 30, 89, 89), fill=(20, 90, 200))
    picture.save(tmp_path / "p.jpg", quality=60)
    target = load_target(tmp_path / "p.jpg", size=30, padding=0)
    assert target.pixels[0, 0, 3] < 30
    assert target.pixels[15, 15, 3] == 255
    assert 0.7 < (alpha_of(target) > 128).mean() < 0.85, "the disc fills its square by pi / 4"


def test_a_drawing_may_touch_the_border():
    picture = paper()
    ImageDraw.Draw(picture).rectangle((20, 30, 39, 59), fill=RED)
    target = load_target(picture, size=30, padding=0)
    assert alpha_of(target).sum() == 255 * 20 * 30


@pytest.mark.parametrize(
    "make",
    [
        lambda: Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8), "RGB"),
        lambda: paper(40, 40, RED),  # one plain area
        lambda: Image.linear_gradient("L").resize((40, 40)).convert("RGB"),
    ],
)
def test_pictures_without_a_plain_background_stay(make):
    picture = make()
    target = load_target(picture, size=40)
    np.testing.assert_array_equal(target.pixels, np.asarray(picture.convert("RGBA")))
    plain = len(picture.getcolors(1600)) == 1
    assert [note for note in target.notes if "so all of it grows" not in note] == []
    assert len(target.notes) == (0 if plain else 1), "a photo grows as a rectangle, which is said once"
    assert load_target(picture, size=40, background="keep").notes == ()


def test_a_picture_with_transparency_has_said_what_is_background():
    picture = paper()
    picture.putpixel((30, 30), (0, 0, 0, 0))
    target = load_target(picture, size=60)
    assert alpha_of(target).min() == 0
    assert alpha_of(target)[0, 0] == 255


def test_a_background_that_is_asked_for_has_to_be_there():
    picture = paper(20, 20)
    picture.putpixel((19, 19), (0, 0, 255, 255))
    with pytest.raises(InputError, match="corners differ in colour"):
        load_target(picture, background="transparent")


def test_dust_is_no_content():
    pixels = np.zeros((50, 50, 4), np.uint8)
    pixels[20:30, 10:40] = RED
    pixels[0, 0] = (0, 0, 0, 8)
    target = load_target(pixels, size=30, padding=0)
    assert alpha_of(target).sum() == 255 * 10 * 30


def test_paper_in_any_size_is_found_at_once():
    """Labels, not a flood fill pixel by pixel: this takes half a minute otherwise."""
    picture = Image.new("RGB", (3000, 3000), "white")
    ImageDraw.Draw(picture).ellipse((500, 700, 2500, 2200), fill=(0, 120, 60))
    target = load_target(picture, size=24)
    assert target.pixels[0, 0, 3] == 0
