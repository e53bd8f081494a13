"""Pixel art, enlarged or not: it is recognised, and with what is advised its pixels are kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from blastema.config import TargetConfig
from blastema.pixel_art import enlargement, remarks
from blastema.targets import load_target


def art(height: int, width: int, number: int = 0) -> np.ndarray:
    """Opaque random colours, no two neighbours alike: uint8 [height, width, 4]."""
    pixels = np.random.default_rng(number).integers(0, 100, (height, width, 4)).astype(np.uint8)
    pixels[..., 0] += (100 * (np.indices((height, width)).sum(axis=0) % 2)).astype(np.uint8)
    pixels[..., 3] = 255
    return pixels


def enlarged(pixels: np.ndarray, factor: int) -> Image.Image:
    return Image.fromarray(pixels.repeat(factor, 0).repeat(factor, 1), "RGBA")


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 9), st.integers(0, 1000))
def test_the_factor_is_found(height, width, factor, number):
    if height * width > 1:
        assert enlargement([enlarged(art(height, width, number), factor)]) == factor


def test_of_frames_it_is_that_of_all():
    assert enlargement([enlarged(art(6, 8), 6), enlarged(art(9, 12), 4)]) == 2


def test_plain_shapes_are_no_pixel_art():
    plain = np.full((70, 130, 4), 255, np.uint8)
    assert enlargement([Image.fromarray(plain, "RGBA")]) == 1
    plain[:, 60:, 0] = 0
    assert enlargement([Image.fromarray(plain, "RGBA")]) == 1


def test_the_colour_of_what_cannot_be_seen_does_not_matter():
    pixels = art(8, 10).repeat(4, 0).repeat(4, 1)
    pixels[4:8, 8:16, 3] = 0
    pixels[5, 9, :3] = 1
    assert enlargement([Image.fromarray(pixels, "RGBA")]) == 4


@pytest.mark.parametrize("factor", [1, 10])
def test_what_is_advised_keeps_each_pixel(factor):
    pixels = art(14, 12)
    image = enlarged(pixels, factor)
    [said] = remarks([image], TargetConfig(size=24))
    flags = said[said.index("(") + 1 : said.index(" keeps")].split()
    assert flags == (["--size", "14"] if factor == 1 else ["--size", "14", "--pixel-art"])
    target = load_target(image, TargetConfig(size=14, pixel_art=factor > 1))
    np.testing.assert_array_equal(target.pixels[:, 1:13], pixels)
    assert not target.pixels[:, [0, 13], 3].any()
    assert not any("keeps its pixels" in note for note in target.notes)


def test_of_the_size_asked_for_only_the_mixing_is_told():
    [said] = remarks([enlarged(art(24, 24), 5)], TargetConfig(size=24))
    assert said == "it is pixel art of 24 x 24 pixels, enlarged 5 times (--pixel-art keeps its pixels)."


@pytest.mark.parametrize(
    "image",
    [enlarged(art(300, 200), 1), enlarged(art(200, 100), 2), enlarged(art(2, 3), 40), enlarged(art(24, 20), 1)],
    ids=["a picture", "enlarged twice", "a flag", "of its own size"],
)
def test_other_pictures_are_left_in_peace(image):
    assert remarks([image], TargetConfig(size=24)) == []


def test_with_several_pixels_to_a_cell_no_size_is_advised():
    geometry = TargetConfig(size=24, pixels_per_cell=4)
    assert remarks([enlarged(art(20, 20), 1)], geometry) == []
    assert remarks([enlarged(art(20, 20), 3)], geometry) == [], "96 pixels are no whole number of 20"
    image = enlarged(art(48, 48), 3)
    [said] = remarks([image], geometry)
    assert said.endswith("enlarged 3 times (--pixel-art keeps its pixels).")
    kept = load_target(image, TargetConfig(size=24, pixels_per_cell=4, pixel_art=True))
    np.testing.assert_array_equal(kept.pixels, art(48, 48).repeat(2, 0).repeat(2, 1))


@pytest.mark.parametrize("factor", [1, 10])
def test_of_whole_squares_of_cells_nothing_is_said(factor):
    assert remarks([enlarged(art(12, 12), factor)], TargetConfig(size=24, pixel_art=True)) == []
    assert remarks([enlarged(art(12, 12), 2)], TargetConfig(size=24)) == [], "nothing is scaled"


def test_one_rules_pictures_have_one_size_whatever_their_own(tmp_path):
    files = [tmp_path / f"{side}.png" for side in (12, 16)]
    for side, file in zip((12, 16), files, strict=True):
        enlarged(art(side, side), 1).save(file)
    assert any("--size 12" in note for note in load_target(files[0], size=24).notes)
    assert not any("--size" in note for note in load_target(files[0], size=24, others=(str(files[1]),)).notes)


def test_frames_are_told_as_pictures_are():
    frames = [enlarged(art(16, 16, number), 8) for number in range(3)]
    target = load_target(frames, TargetConfig(size=24, motion="cycle"))
    assert any("pixel art of 16 x 16 pixels, enlarged 8 times" in note for note in target.notes)
