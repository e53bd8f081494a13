"""Bites: small circles removed from an organism, which sprites trained under perturbation learn to heal."""

from __future__ import annotations

import numpy as np

from blastema._types import ALPHA
from blastema.evaluation.measures import SAMPLES, Array32

RADIUS = 4.0
"""Radius of a bite, in cells: the largest of dca."""


def bites(target: Array32, threshold: float, count: int = SAMPLES) -> np.ndarray:
    """One bite per sample, always the same ones, each centred on a living cell of the picture [H, W, 4].

    Returns:
        Booleans [count, H, W], true where cells are removed.
    """
    height, width, _ = target.shape
    cells = np.argwhere(target[..., ALPHA] > threshold)
    about = cells[np.random.default_rng(0).integers(len(cells), size=count)]
    rows, columns = np.mgrid[:height, :width]
    far = (rows - about[:, 0, None, None]) ** 2 + (columns - about[:, 1, None, None]) ** 2
    return np.asarray(far <= RADIUS**2)


__all__ = ["RADIUS", "bites"]
