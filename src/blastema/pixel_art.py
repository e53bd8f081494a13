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

    Of few lines between colours it cannot be told: at least half of those between the art's pixels must be seen.

    Args:
        images: RGBA, of one size

    Returns:
        The factor; 1 if they have not been enlarged.
    """
    width, height = images[0].size
    seen = np.zeros(height, bool), np.zeros(width, bool)  # whether a line before this row or column is seen
    factor = math.gcd(width, height)
    for image in images:
        pixels = np.array(image)
        pixels[pixels[..., 3] == 0] = 0  # the colour of what cannot be seen does not matter
        colours = pixels.view(np.uint32)[..., 0]
        seen[0][1:] |= (colours[1:] != colours[:-1]).any(axis=1)
        seen[1][1:] |= (colours[:, 1:] != colours[:, :-1]).any(axis=0)
        factor = math.gcd(factor, *(place for lines in seen for place in np.flatnonzero(lines).tolist()))
        if factor == 1:
            return 1
    between = width // factor + height // factor - 2
    return factor if 2 * sum(map(np.count_nonzero, seen)) >= between > 0 else 1


def remarks(images: Sequence[Image.Image], geometry: TargetConfig) -> list[str]:
    """How to keep the pixels of pixel art that the geometry would scale; nothing for other pictures.

    Args:
        images: the content, RGBA, of one size
        geometry: size and pixels_per_cell that were asked for, and whether as pixel_art
    """
    asked = geometry.size * geometry.pixels_per_cell
    if max(images[0].size) == asked:
        return []
    factor = enlargement(images)
    width, height = (side // factor for side in images[0].size)
    longest = max(width, height)
    whole = asked % longest == 0
    flags = ["--pixel-art"] * (factor > 1 and not geometry.pixel_art and (whole or geometry.pixels_per_cell == 1))
    if geometry.pixels_per_cell == 1 and not (whole and (geometry.pixel_art or longest == asked)):
        flags = [f"--size {longest}", *flags]
    if not (flags and _LEAST <= longest <= _MOST) or (factor == 1 and longest > asked):
        return []
    art = f"it is pixel art of {width} x {height} pixels, enlarged {factor} times"
    if factor == 1:
        art = f"it has only {width} x {height} pixels"
    return [f"{art} ({' '.join(flags)} keeps its pixels)."]


__all__ = ["enlargement", "remarks"]
