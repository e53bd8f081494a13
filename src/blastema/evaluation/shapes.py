"""Counting the shapes of a picture."""

from __future__ import annotations

import numpy as np
from scipy import ndimage


def count_shapes(cells: np.ndarray, least: int) -> int:
    """Number of connected groups of true cells [H, W], including diagonal neighbours, of at least ``least`` cells."""
    labels, _ = ndimage.label(cells, structure=np.ones((3, 3)))
    sizes = np.bincount(labels.ravel())[1:]
    return int((sizes >= max(1, least)).sum())


__all__ = ["count_shapes"]
