"""The places of a picture's seeds, and the distance of growth from them (``docs/format.md``, "Seeds").

The seed is in the middle of the grid if the picture has a living cell there, and otherwise at the nearest
solid cell. A part that growth cannot reach, because the gap around it is too wide to be bridged by living cells, has
its own seed. One rule grows all parts, and does not know its position, so the seeds of different parts have different
shapes, which distinguish them from the first step on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import ndimage

_Mask = np.ndarray[Any, np.dtype[np.bool_]]
_Alphas = np.ndarray[Any, np.dtype[np.float32]]
_Place = tuple[int, ...]
"""Row and column of a cell; of a volume layer, row and column."""

THRESHOLD = 0.1
"""The alpha above which a cell is mature, in all recipes."""
_SOLID = 0.5
"""A seed is placed where the picture has at least this share of its largest alpha: not on the rim of a soft edge."""
_OPAQUE, _LEAST_OPAQUE = 0.95, 3
"""An isolated piece comes alive across a gap, or stays alive with its own seed, if this many of its cells have
this share of the picture's largest alpha; pieces with fewer mostly stay dead (docs/notes.md)."""
_VISIBLE = 1e-5
"""Mean squared error of alpha from which on cells that cannot live are reported; the built-in pictures are below."""
_SHAPES: tuple[tuple[_Place, ...], ...] = (
    ((0, 0),),
    ((0, 0), (0, 1)),
    ((0, 0), (1, 0)),
    ((0, 0), (0, 1), (1, 0), (1, 1)),
    ((0, 0), (1, 1)),
    ((0, 0), (1, -1)),
    ((0, 0), (0, 1), (0, 2)),
    ((0, 0), (1, 0), (2, 0)),
)
"""The cells of seeds, relative to the first one: a different shape for each part."""
MOST_PARTS = len(_SHAPES)


def _around(axes: int) -> _Mask:
    """A cell and its neighbours."""
    return np.ones((3,) * axes, bool)


@dataclasses.dataclass(frozen=True)
class Seeds:
    """The seeds of a picture.

    places:    rows and columns of the seeds' cells; empty for the middle of the grid
    parts:     number of parts that are too far apart to be bridged, each with its own seed
    left_over: number of further parts, the smallest, without a seed
    """

    places: tuple[_Place, ...] = ()
    parts: int = 1
    left_over: int = 0


@dataclasses.dataclass(frozen=True)
class Faint:
    """Parts of a picture that may never come alive: no gradient reaches a cell without a living neighbour.

    specks: number of isolated pieces with fewer than three opaque cells
    cells:  number of their cells
    hidden: number of cells at or below the threshold without a mature neighbour, if they are enough to be visible
    """

    specks: int = 0
    cells: int = 0
    hidden: int = 0


def seeds_for(alpha: _Alphas, threshold: float = THRESHOLD) -> Seeds:
    """The seeds by which a picture can be grown.

    Args:
        alpha: [H, W] of the target on its training grid, or [D, H, W]
        threshold: the alpha above which a cell is mature

    Returns:
        The middle of the grid for a connected picture that covers it; otherwise the places of its seeds.
    """
    parts = _parts(alpha > threshold)
    if not parts:
        return Seeds()
    middle = tuple(side // 2 for side in alpha.shape)
    solid = alpha >= _SOLID * alpha.max()
    first = min(range(len(parts)), key=lambda number: _distance(parts[number], middle))
    if len(parts) == 1 and alpha[middle] > threshold:
        return Seeds()
    others = sorted((part for number, part in enumerate(parts) if number != first), key=lambda part: -part.sum())
    places = [middle if alpha[middle] > threshold else _nearest(parts[first], solid, middle)]
    for shape, part in zip(_SHAPES[1:], others, strict=False):
        places += _planted(shape, part, solid)
    return Seeds(tuple(places), min(len(parts), MOST_PARTS), max(0, len(parts) - MOST_PARTS))


def reach(alpha: _Alphas, places: Sequence[_Place] = (), threshold: float = THRESHOLD) -> tuple[int, int]:
    """The distance of growth, from cell to cell of the picture and of the ring of growing cells around it.

    Args:
        alpha: [H, W] of the target on its training grid, or [D, H, W]
        places: rows and columns of the seeds; the middle of the grid if empty

    Returns:
        Steps from the seeds to the farthest cell, and the number of cells that cannot be reached.
    """
    wanted = np.pad(alpha > threshold, 1)
    ahead = np.zeros_like(wanted)  # the rim is outside the grid
    inside = (slice(1, -1),) * wanted.ndim
    ahead[inside] = ndimage.binary_dilation(wanted, _around(wanted.ndim))[inside]
    # Offsets from cell to cell along each axis, in the flat arrays.
    strides = np.cumprod([1, *wanted.shape[:0:-1]])[::-1]
    neighbours = np.argwhere(_around(wanted.ndim)) @ strides - strides.sum()
    wanted, ahead = wanted.ravel(), ahead.ravel()
    middle = tuple(side // 2 for side in alpha.shape)
    front = (np.array(places or (middle,)) + 1) @ strides
    ahead[front] = False
    missing = int(wanted.sum() - wanted[np.unique(front)].sum())
    steps = farthest = 0
    while missing and front.size:
        around = np.unique(front[:, None] + neighbours)
        front = around[ahead[around]]
        ahead[front] = False
        steps += 1
        found = int(wanted[front].sum())
        missing -= found
        farthest = steps if found else farthest
    return farthest, missing


def faint(alpha: _Alphas, threshold: float = THRESHOLD) -> Faint:
    """The parts of a picture that may never come alive.

    Args:
        alpha: [H, W] of the target on its training grid, or [D, H, W]
        threshold: the alpha above which a cell is mature

    Returns:
        Specks and cells; all 0 if everything can be expected to grow.
    """
    labels, specks = _specks(alpha, threshold)
    hidden = _hidden(alpha, threshold)
    error = float((alpha[hidden].astype(np.float64) ** 2).sum()) / (4 * alpha.size)
    cells = int(np.isin(labels, specks).sum())
    return Faint(len(specks), cells, int(hidden.sum()) if error >= _VISIBLE else 0)


def lifeless(alpha: _Alphas, threshold: float = THRESHOLD) -> _Mask:
    """The cells of which `faint` tells; arguments as there."""
    labels, specks = _specks(alpha, threshold)
    return np.isin(labels, specks) | _hidden(alpha, threshold)


def _specks(alpha: _Alphas, threshold: float) -> tuple[np.ndarray[Any, np.dtype[Any]], list[int]]:
    """The pieces by number, and the numbers of those that are specks."""
    around = _around(alpha.ndim)
    mature = alpha > threshold
    labels, count = ndimage.label(mature, around)
    sizes, opaque = (
        np.bincount(labels[mask], minlength=count + 1)[1:] for mask in (mature, alpha >= _OPAQUE * alpha.max(initial=0))
    )
    specks = (opaque < _LEAST_OPAQUE) & (sizes < sizes.max(initial=0))
    return labels, (np.flatnonzero(specks) + 1).tolist()


def _hidden(alpha: _Alphas, threshold: float) -> _Mask:
    """Cells of at most the threshold with no mature neighbour."""
    return np.asarray((alpha > 0) & ~ndimage.binary_dilation(alpha > threshold, _around(alpha.ndim)))


def _parts(living: _Mask) -> list[_Mask]:
    """The pieces whose growing cells do not touch: gaps of up to two cells are bridged, since cells next to mature
    ones may grow."""
    around = _around(living.ndim)
    labels, count = ndimage.label(ndimage.binary_dilation(living, around), around)
    return [living & (labels == number) for number in range(1, count + 1)]


def _distance(part: _Mask, place: _Place) -> float:
    return float(_far(np.argwhere(part), place).min())


def _far(cells: np.ndarray[Any, np.dtype[Any]], place: Sequence[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Distances of cells [N, axes] from a place."""
    far: np.ndarray[Any, np.dtype[np.float64]] = np.linalg.norm(cells - np.asarray(place), axis=1)
    return far


def _nearest(part: _Mask, solid: _Mask, place: _Place) -> _Place:
    """The cell of a part that is nearest to a place, a solid one if there is any."""
    cells = np.argwhere(part & solid if (part & solid).any() else part)
    return tuple(cells[_far(cells, place).argmin()].tolist())


def _planted(shape: Sequence[_Place], part: _Mask, solid: _Mask) -> list[_Place]:
    """The cells of a seed: where most of them are inside the part, and of such places nearest to its middle."""
    cells = part & solid if (part & solid).any() else part
    flat = (0,) * (cells.ndim - 2)  # the shapes lie in a layer
    steps = [np.array((*flat, *step)) for step in shape]
    # All cells of a shape are within 2 of its first one.
    around = np.pad(cells, 2).astype(int)
    shifted = [
        around[tuple(slice(2 + by, 2 + by + side) for by, side in zip(step, cells.shape, strict=True))]
        for step in steps
    ]
    inside = np.sum(shifted, axis=0)
    found = np.argwhere(cells & (inside == inside[cells].max()))
    best = found[_far(found, np.argwhere(part).mean(axis=0)).argmin()]
    planted = [tuple((best + step).tolist()) for step in steps]
    return [place for place in planted if all(0 <= at < side for at, side in zip(place, cells.shape, strict=True))]


def from_middle(height: int, width: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Distances of cells from the middle of a grid, [H, W]; -H/2 is the first row and H/2 the last, as in dca."""
    rows, columns = (np.linspace(-(side // 2), side // 2, side) for side in (height, width))
    distance: np.ndarray[Any, np.dtype[np.float64]] = np.hypot(rows[:, None], columns[None, :])
    return distance


__all__ = ["MOST_PARTS", "THRESHOLD", "Faint", "Seeds", "faint", "from_middle", "lifeless", "reach", "seeds_for"]
