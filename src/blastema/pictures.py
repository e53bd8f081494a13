"""From states to pictures: on white, as the article shows them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image

Pixels = np.ndarray[Any, np.dtype[np.uint8]]


def to_rgb(state: ArrayLike, background: float = 1.0) -> Pixels:
    """The picture of a state [..., H, W, 4 or more]: uint8 [..., H, W, 3].

    ``background * (1 - alpha) + rgb`` with alpha clipped to [0, 1]; the background is a grey level, 1 is white.
    Values that are not finite are shown as magenta.
    """
    array = np.asarray(state, np.float32)[..., :4]
    finite = np.isfinite(array).all(axis=-1, keepdims=True)
    array = np.where(finite, array, 0)
    alpha = array[..., 3:].clip(0, 1)
    shown = (background * (1 - alpha) + array[..., :3]).clip(0, 1)
    magenta = np.array([1.0, 0.0, 1.0], np.float32)
    return np.round(np.where(finite, shown, magenta) * 255).astype(np.uint8)


def enlarge(pixels: Pixels, factor: int) -> Pixels:
    """Each pixel as a square of ``factor`` by ``factor``: [..., H, W, 3] -> [..., H * factor, W * factor, 3]."""
    return pixels.repeat(factor, axis=-3).repeat(factor, axis=-2)


def tile(pictures: Pixels, columns: int) -> Pixels:
    """Pictures [N, H, W, 3] in rows of ``columns``; the rest of the last row is white."""
    count, height, width, depth = pictures.shape
    rows = -(-count // columns)
    sheet = np.full((rows * columns, height, width, depth), 255, np.uint8)
    sheet[:count] = pictures
    grid = sheet.reshape(rows, columns, height, width, depth).swapaxes(1, 2)
    return np.ascontiguousarray(grid.reshape(rows * height, columns * width, depth))


def centred(state: ArrayLike) -> np.ndarray[Any, Any]:
    """A state [H, W, C] of a torus, shifted by whole cells so that the middle of its alpha is that of the grid.

    The middle is the circular mean along each axis. A state in which nothing is opaque, or some value is not finite, is
    not shifted.
    """
    found = np.asarray(state)
    alpha = np.clip(found[..., 3].astype(np.float64), 0, 1)
    for axis in range(2):
        side = alpha.shape[axis]
        around = alpha.sum(axis=1 - axis) @ np.exp(2j * np.pi * np.arange(side) / side)
        if np.isfinite(around) and abs(around) > 1e-6:
            at = round(float(np.angle(around)) / (2 * np.pi) * side)
            found = np.roll(found, side // 2 - at, axis)
    return found


def png(pixels: Pixels) -> bytes:
    """An RGB picture [H, W, 3] as a PNG file."""
    stream = io.BytesIO()
    Image.fromarray(pixels, "RGB").save(stream, "PNG")
    return stream.getvalue()


__all__ = ["Pixels", "centred", "enlarge", "png", "tile", "to_rgb"]
