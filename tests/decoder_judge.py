"""A decoder once more, in plain NumPy and double precision: pixel by pixel, as docs/large.md tells it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]


def picture(state: Any, layers: Any, pixels: int) -> Array:
    """What a state [H, W, C] looks like: [H * pixels, W * pixels, 4]; layers are pairs of weight [in, out] and bias."""
    cells = np.asarray(state, np.float64)
    height, width, _ = cells.shape
    shown = np.zeros((height * pixels, width * pixels, 4))
    for row in range(height * pixels):
        for column in range(width * pixels):
            shown[row, column] = _pixel(cells, layers, (row + 0.5) / pixels, (column + 0.5) / pixels)
    return shown


def _pixel(cells: Array, layers: Any, down: float, right: float) -> Array:
    """The pixel at a place in cells, from the upper left corner of the grid."""
    height, width, channels = cells.shape
    mixed, there = np.zeros(channels), False
    for row in (math.floor(down - 0.5), math.floor(down - 0.5) + 1):
        for column in (math.floor(right - 0.5), math.floor(right - 0.5) + 1):
            share = (1 - abs(down - 0.5 - row)) * (1 - abs(right - 0.5 - column))
            cell = cells[min(max(row, 0), height - 1), min(max(column, 0), width - 1)]
            mixed += share * cell
            there |= share > 0 and bool(cell.any())
    if not there:
        return np.zeros(4)
    turns = 2 * math.pi * (down % 1), 2 * math.pi * (right % 1)
    values = np.array([*mixed, *(wave(turn) for turn in turns for wave in (math.sin, math.cos))])
    for number, (weight, bias) in enumerate(layers):
        values = (values if number == 0 else np.maximum(values, 0)) @ np.asarray(weight, np.float64) + bias
    return mixed[:4] + values
