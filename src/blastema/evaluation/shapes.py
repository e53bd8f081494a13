"""Pictures as shapes: turned about the seed, and counted."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from blastema.evaluation.measures import Array32


def turned(picture: Array32, radians: float, about: tuple[int, int] | None = None) -> Array32:
    """A picture turned about the seed's cell, as an organism grows whose perception is turned so.

    Args:
        picture: [H, W, C]
        radians: positive angles turn as `perception` does
        about: row and column of the seed; the middle of the grid if not given

    Returns:
        [H, W, C], bilinear; what comes from beyond the edge is zero.
    """
    seed = np.array(about or (picture.shape[0] // 2, picture.shape[1] // 2))
    # Sines and cosines of quarter turns are made exact, so that these are exact too.
    cosine, sine = (
        round(value) if abs(value - round(value)) < 1e-9 else value for value in (np.cos(radians), np.sin(radians))
    )
    from_place = np.array([[cosine, sine], [-sine, cosine]])
    offset = seed - from_place @ seed
    channels = [
        ndimage.affine_transform(
            np.asarray(channel, np.float64), from_place, offset, order=1, mode="grid-constant", cval=0.0
        )
        for channel in np.moveaxis(picture, -1, 0)
    ]
    return np.stack(channels, axis=-1).astype(np.float32)


def count_shapes(cells: np.ndarray, least: int) -> int:
    """Connected groups of true cells [H, W], corners touching counts, of at least ``least`` cells."""
    labels, _ = ndimage.label(cells, structure=np.ones((3, 3)))
    sizes = np.bincount(labels.ravel())[1:]
    return int((sizes >= max(1, least)).sum())


__all__ = ["count_shapes", "turned"]
