"""Pictures as shapes: turned about the seed, and counted."""

from __future__ import annotations

from typing import Any

import numpy as np

from blastema.evaluation.measures import Array32


def turned(picture: Array32, radians: float) -> Array32:
    """A picture [H, W, C] turned about the seed's cell, as an organism grows whose perception is turned so.

    Positive angles turn as `perception` does. Bilinear; what comes from beyond the edge is zero.
    """
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[:height, :width].astype(np.float64)
    y, x = rows - height // 2, columns - width // 2
    cosine, sine = np.cos(radians), np.sin(radians)
    # Sines and cosines of quarter turns are made exact, so that these are exact too.
    cosine, sine = (round(value) if abs(value - round(value)) < 1e-9 else value for value in (cosine, sine))
    from_x = cosine * x - sine * y + width // 2
    from_y = sine * x + cosine * y + height // 2
    left, top = np.floor(from_x).astype(int), np.floor(from_y).astype(int)
    right_share, low_share = from_x - left, from_y - top
    padded = np.pad(picture, ((1, 1), (1, 1), (0, 0)))

    def at(row: Any, column: Any) -> Any:
        return padded[(row + 1).clip(0, height + 1), (column + 1).clip(0, width + 1)]

    upper = at(top, left) * (1 - right_share)[..., None] + at(top, left + 1) * right_share[..., None]
    lower = at(top + 1, left) * (1 - right_share)[..., None] + at(top + 1, left + 1) * right_share[..., None]
    mixed: Array32 = (upper * (1 - low_share)[..., None] + lower * low_share[..., None]).astype(np.float32)
    return mixed


def count_shapes(cells: np.ndarray, least: int) -> int:
    """Connected groups of true cells [H, W], corners touching counts, of at least ``least`` cells."""
    left = np.array(cells, bool)
    count = 0
    while left.any():
        start = tuple(np.argwhere(left)[0])
        left[start] = False
        waiting, size = [start], 0
        while waiting:
            row, column = waiting.pop()
            size += 1
            for r in range(max(0, row - 1), min(left.shape[0], row + 2)):
                for c in range(max(0, column - 1), min(left.shape[1], column + 2)):
                    if left[r, c]:
                        left[r, c] = False
                        waiting.append((r, c))
        count += size >= max(1, least)
    return count
