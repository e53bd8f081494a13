"""Pixel art: pictures of few pixels, as they are or enlarged by a whole factor, which scaling would blur."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image

from blastema.config import TargetConfig

_LEAST, _MOST = 8, 96
"""Longest sides, in pixels of the art, of what is taken for pixel art: less is a plain shape, more is a picture."""


def enlargement(images: Sequence[Image.Image]) -> int:
    """The largest whole factor by which pictures have been enlarged, each pixel to a square of one colour.

    Args:
        images: RGBA, of one size

    Returns:
        The factor; 1 if they have not been enlarged.
    """
    factor = math.gcd(*images[0].size)
    for image in images:
        pixels = np.array(image)
        pixels[pixels[..., 3] == 0] = 0  # the colour of what cannot be seen does not matter
        for axis in (0, 1):
            changes = (np.diff(pixels.astype(np.int16), axis=axis) != 0).any(axis=(1 - axis, 2))
            factor = math.gcd(factor, *(np.flatnonzero(changes) + 1).tolist())
    return factor


def remarks(images: Sequence[Image.Image], geometry: TargetConfig) -> list[str]:
    """How to keep the pixels of pixel art that the geometry would scale; nothing for other pictures.

    Args:
        images: the content, RGBA, of one size
        geometry: size and pixels_per_cell that were asked for, and whether as pixel_art
    """
    factor = enlargement(images)
    width, height = (side // factor for side in images[0].size)
    asked = geometry.size * geometry.pixels_per_cell
    longest = max(width, height)
    scaled, mixed = longest != asked, factor > 1 and not geometry.pixel_art
    if not _LEAST <= longest <= _MOST or (factor == 1 and longest >= asked) or not (scaled or mixed):
        return []
    flags = [f"--size {longest}"] * (geometry.pixels_per_cell == 1 and scaled) + ["--pixel-art"] * mixed
    if not flags:
        return []
    art = f"it is pixel art of {width} x {height} pixels, enlarged {factor} times"
    if factor == 1:
        art = f"it has only {width} x {height} pixels"
    return [f"{art} ({' '.join(flags)} keeps its pixels)."]


__all__ = ["enlargement", "remarks"]
