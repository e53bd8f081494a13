"""Rotations of pictures and places about the middle of a grid; positive angles are counter-clockwise on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import ndimage

_Array32 = np.ndarray[Any, np.dtype[np.float32]]
_Place = tuple[int, int]
"""Row and column of a cell."""


def turned(picture: _Array32, radians: float, about: _Place | None = None) -> _Array32:
    """A picture rotated about a cell, like an organism that grows with a rotated perceptive field.

    Args:
        picture: [H, W, C]
        radians: positive angles rotate as `blastema.perception` does
        about: row and column of the cell, such as the seed's; the middle of the grid if not given

    Returns:
        [H, W, C], bilinear; values from beyond the edge are zero.
    """
    middle = np.array(about or (picture.shape[0] // 2, picture.shape[1] // 2))
    from_place = _matrix(-radians)
    offset = middle - from_place @ middle
    channels = [
        ndimage.affine_transform(
            np.asarray(channel, np.float64), from_place, offset, order=1, mode="grid-constant", cval=0.0
        )
        for channel in np.moveaxis(picture, -1, 0)
    ]
    return np.stack(channels, axis=-1).astype(np.float32)


def turned_places(places: ArrayLike, radians: float, middle: _Place) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Cells rotated about another one, each to the nearest cell.

    Args:
        places: rows and columns, [..., 2]
        radians: as in `turned`
        middle: row and column of the centre

    Returns:
        Rows and columns, [..., 2]; they may lie beyond a grid.
    """
    found = (np.asarray(places) - middle) @ _matrix(radians).T
    # Halves are rounded equally in all directions, so that quarter turns of rotated places are exact.
    nearest = np.sign(found) * np.floor(np.abs(found) + 0.5)
    return nearest.astype(np.int64) + middle


def angles(count: int) -> list[float]:
    """This many rotations, evenly spaced over the whole circle from 0 on, in radians."""
    return [2 * np.pi * number / count for number in range(count)]


def apart(radians: Any, others: Any) -> Any:
    """Differences of angles, from -pi to pi."""
    return (np.asarray(radians) - np.asarray(others) + np.pi) % (2 * np.pi) - np.pi


def compass(height: int, width: int, distance: int = 4) -> Sequence[_Place]:
    """The cells of a seed that defines a direction and differs from its mirror image.

    One cell, a pair and a square of four, about evenly spaced around the middle of a grid: each differs from the others
    in any orientation, and their order around the middle distinguishes left and right.

    Args:
        height: in cells
        width: in cells
        distance: of each from the middle, in cells

    Returns:
        Rows and columns.
    """
    row, column = height // 2, width // 2
    aside = round(distance * np.sqrt(3) / 2)
    low, left, right = row + distance // 2, column - aside, column + aside
    return (
        (row - distance, column),
        (low, left - 1), (low, left),
        (low, right), (low, right + 1), (low + 1, right), (low + 1, right + 1),
    )  # fmt: skip


def _matrix(radians: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The matrix that rotates rows and columns; exact for quarter turns."""
    cosine, sine = (
        round(value) if abs(value - round(value)) < 1e-9 else value for value in (np.cos(radians), np.sin(radians))
    )
    return np.array([[cosine, -sine], [sine, cosine]], np.float64)


__all__ = ["angles", "apart", "compass", "turned", "turned_places"]
