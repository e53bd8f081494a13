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
    frames = np.stack([np.array(image) for image in images])
    frames[frames[..., 3] == 0] = 0  # the colour of what cannot be seen does not matter
    lines = [
        np.flatnonzero((frames.take(range(1, side), axis) != frames.take(range(side - 1), axis)).any(axis=others)) + 1
        for axis, side, others in ((1, frames.shape[1], (0, 2, 3)), (2, frames.shape[2], (0, 1, 3)))
    ]
    factor = math.gcd(*images[0].size, *np.concatenate(lines).tolist())
    between = sum(side // factor - 1 for side in images[0].size)
    return factor if 2 * sum(map(len, lines)) >= between > 0 else 1


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
