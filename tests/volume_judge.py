"""A second version of a step in three dimensions, in plain NumPy, written from docs/format.md alone.

Nothing of the package is imported. States are [D, H, W, C] of one sample, float64.
"""

from __future__ import annotations

import itertools

import judge
import numpy as np

_MEAN, _SLOPE, _HERE = np.array([1, 2, 1]) / 4, np.array([-1, 0, 1]) / 2, np.array([0, 1, 0])


def _product(layers: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    return layers[:, None, None] * rows[None, :, None] * columns[None, None, :]


KERNELS = {
    "identity": _product(_HERE, _HERE, _HERE),
    "sobel_x": _product(_MEAN, _MEAN, _SLOPE),
    "sobel_y": _product(_MEAN, _SLOPE, _MEAN),
    "sobel_z": _product(_SLOPE, _MEAN, _MEAN),
    "laplacian": _product(_MEAN, _MEAN, _MEAN) - _product(_HERE, _HERE, _HERE),
}
"""3x3x3 taps of cross-correlations: [layer, row, column]."""


def around(values: np.ndarray, boundary: str):
    """Offsets of the 27 cells of a neighbourhood, each with the values there: [D, H, W, ...]."""
    depth, height, width = values.shape[:3]
    padded = np.pad(
        values, [(1, 1)] * 3 + [(0, 0)] * (values.ndim - 3), mode="wrap" if boundary == "torus" else "constant"
    )
    for at in itertools.product(range(3), repeat=3):
        z, y, x = at
        yield at, padded[z : z + depth, y : y + height, x : x + width]


def perceive(state: np.ndarray, boundary: str, senses: tuple[str, ...] = tuple(KERNELS)) -> np.ndarray:
    """All features, all channels of the first sense, then of the second, ..."""
    features = [np.zeros_like(state) for _ in senses]
    for at, values in around(state, boundary):
        for number, sense in enumerate(senses):
            features[number] = features[number] + KERNELS[sense][at] * values
    return np.concatenate(features, axis=-1)


def fires(grid: tuple[int, int, int], t: int, seed: int, fire_rate: float) -> np.ndarray:
    """Which cells fire, cell by cell: booleans [D, H, W]."""
    found = np.zeros(grid, bool)
    for z, y, x in np.ndindex(*grid):
        words = [np.array([number % 2**32], np.uint32) for number in (x + 65536 * y + 16777216 * z, t, seed)]
        found[z, y, x] = int(np.ravel(judge.pcg3d(*words))[0]) >> 8 < judge.fire_threshold(fire_rate)
    return found


def alive(state: np.ndarray, threshold: float, boundary: str) -> np.ndarray:
    """Cells with some alpha above the threshold in their neighbourhood of 27: booleans [D, H, W]."""
    found = np.zeros(state.shape[:3], bool)
    for _, alpha in around(state[..., 3], boundary):
        found |= alpha > threshold
    return found


def step(
    layers, state: np.ndarray, t: int, seed: int, *, fire_rate=0.5, step_size=1.0, threshold=0.1, boundary="zero"
) -> np.ndarray:
    """The next state."""
    cells = perceive(state, boundary)
    for weight, bias in layers[:-1]:
        cells = np.maximum(cells @ weight + bias, 0)
    weight, bias = layers[-1]
    proposed = state + step_size * (cells @ weight + bias)
    moved = np.where(fires(state.shape[:3], t, seed, fire_rate)[..., None], proposed, state)
    lives = alive(state, threshold, boundary) & alive(moved, threshold, boundary)
    return np.where(lives[..., None], moved, 0)
