"""The places of a picture's seeds, and the distance of growth from them (``docs/format.md``, "Seeds").

The seed is in the middle of the grid if the picture has a living cell there, and otherwise at the nearest
solid cell. A part that growth cannot reach, because the gap around it is too wide to be bridged by living cells, has
its own seed, and long lines have several, since growth along them would take hundreds of steps. One rule grows all of
it, and does not know its position, so the seeds have different shapes, which distinguish them from the first step on.
"""

from __future__ import annotations

import dataclasses
import math
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
"""The cells of seeds, relative to the first one: a different shape for each seed."""
MOST_PARTS = len(_SHAPES)
_FAR, _NEAR = 1.5, 0.25
"""A picture whose farthest cell is more than ``_FAR`` sizes away along the picture gets further seeds, until none is
more than ``_NEAR`` sizes away or all shapes are used (docs/notes.md, "Any picture")."""
_ROOM = 3
"""Steps along the picture within which a seed's shape has to fit."""


def _around(axes: int) -> _Mask:
    """A cell and its neighbours."""
    return np.ones((3,) * axes, bool)


@dataclasses.dataclass(frozen=True)
class Seeds:
    """The seeds of a picture.

    places:    rows and columns of the seeds' cells; empty for the middle of the grid
    parts:     number of parts that are too far apart to be bridged, each with its own seed
    left_over: number of further parts, the smallest, without a seed
    further:   number of further seeds, along long lines
    """

    places: tuple[_Place, ...] = ()
    parts: int = 1
    left_over: int = 0
    further: int = 0

    def notes(self, noun: str) -> list[str]:
        """What a user should know of them.

        Args:
            noun: what has them, as `Target.noun`

        Returns:
            A sentence for each remark; none where the seed is in the middle of the grid.
        """
        if not self.places:
            return []
        notes = []
        if self.parts > 1:
            notes.append(
                f"the {noun} has {self.parts + self.left_over} parts that are too far apart for growth to bridge; "
                f"{f'{self.parts} of them have' if self.left_over else 'each has'} its own seed, and a part that is "
                "completely removed cannot grow back."
            )
        if self.further:
            more = "seed stands" if self.further == 1 else "seeds stand"
            notes.append(
                f"the {noun} has long lines; {self.further} further {more} along them, since growth from one seed "
                "would take long (--seed-at sets other places)."
            )
        elif self.parts == 1:
            place = ",".join(map(str, reversed(self.places[0])))
            notes.append(f"the middle of the {noun} is empty; it grows from the cell {place} (--seed-at sets another).")
        if self.left_over:
            notes.append(
                f"only {MOST_PARTS} parts can have seeds; the {self.left_over} smallest will not grow. Join them to "
                "others, or remove them."
            )
        return notes


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
        The middle of the grid for a connected picture that covers it and has no long lines; otherwise the places of
        its seeds.
    """
    parts = _parts(alpha > threshold)
    if not parts:
        return Seeds()
    middle = tuple(side // 2 for side in alpha.shape)
    solid = alpha >= _SOLID * alpha.max()
    first = min(range(len(parts)), key=lambda number: _distance(parts[number], middle))
    others = sorted((part for number, part in enumerate(parts) if number != first), key=lambda part: -part.sum())
    places = [middle if alpha[middle] > threshold else _nearest(parts[first], solid, middle)]
    for shape, part in zip(_SHAPES[1:], others, strict=False):
        places += _planted(shape, part, solid)
    more = _further(alpha, places, solid, threshold, _SHAPES[1 + len(others) :])
    if places == [middle] and not more:
        return Seeds()
    places += [place for seed in more for place in seed]
    return Seeds(tuple(places), min(len(parts), MOST_PARTS), max(0, len(parts) - MOST_PARTS), len(more))


def _further(
    alpha: _Alphas, places: Sequence[_Place], solid: _Mask, threshold: float, shapes: Sequence[Sequence[_Place]]
) -> list[list[_Place]]:
    """The cells of each further seed of a picture of long lines: as few as leave no cell too far away."""
    mature = alpha > threshold
    size = max(int(np.ptp(along)) + 1 for along in np.nonzero(mature))
    away = _travel(mature, places)
    far = int(away[mature].max())
    if far <= _FAR * size or not shapes:
        return []
    # A line of length `far`: the first seed serves as far as the radius, each further one to both sides.
    radius = max(math.ceil(_NEAR * size), math.ceil(far / (2 * len(shapes) + 1)))
    while (centres := _centres(mature, solid, away, radius, len(shapes))) is None:
        radius += 1
    return [
        _planted(shape, mature & _within(mature, centre, _ROOM), solid)
        for shape, centre in zip(shapes, centres, strict=False)
    ]


def _centres(
    mature: _Mask, solid: _Mask, away: np.ndarray[Any, np.dtype[np.int32]], radius: int, most: int
) -> list[_Place] | None:
    """Places that leave no solid cell farther away than a radius; none if more than ``most`` were needed.

    The farthest cell that is left gets one at the radius from it, on its way back: least for pictures without loops.
    """
    left = solid & (away > radius)
    centres: list[_Place] = []
    while left.any():
        if len(centres) == most:
            return None
        near = solid & _within(mature, _first(np.where(left, -away, 0)), radius)
        centres.append(_first(np.where(near, away, away.max() + 1)))
        left &= ~_within(mature, centres[-1], radius)
    return centres


def _first(values: np.ndarray[Any, np.dtype[Any]]) -> _Place:
    """The first place of the least value."""
    return tuple(int(at) for at in np.unravel_index(values.argmin(), values.shape))


def _within(mature: _Mask, place: _Place, radius: int) -> _Mask:
    """The cells within so many steps of one."""
    steps = _travel(mature, [place])
    return (steps >= 0) & (steps <= radius)


def reach(alpha: _Alphas, places: Sequence[_Place] = (), threshold: float = THRESHOLD) -> tuple[int, int]:
    """The distance of growth, from cell to cell of the picture and of the ring of growing cells around it.

    Args:
        alpha: [H, W] of the target on its training grid, or [D, H, W]
        places: rows and columns of the seeds; the middle of the grid if empty
        threshold: cells of more alpha belong to the picture

    Returns:
        Steps from the seeds to the farthest cell, and the number of cells that cannot be reached.
    """
    mature = alpha > threshold
    steps = _travel(mature, places or [tuple(side // 2 for side in alpha.shape)])[mature]
    return int(steps.max(initial=0)), int((steps < 0).sum())


def _travel(mature: _Mask, places: Sequence[_Place]) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Steps from places to each cell of the picture or next to it, through these cells; -1 where there is no way."""
    ahead = np.zeros(np.array(mature.shape) + 2, bool)  # the rim is outside the grid
    inside = (slice(1, -1),) * mature.ndim
    ahead[inside] = ndimage.binary_dilation(mature, _around(mature.ndim))
    # Offsets from cell to cell along each axis, in the flat arrays.
    strides = np.cumprod([1, *ahead.shape[:0:-1]])[::-1]
    neighbours = np.argwhere(_around(mature.ndim)) @ strides - strides.sum()
    steps, free = np.full(ahead.size, -1, np.int32), ahead.ravel()
    front = (np.array(places) + 1) @ strides
    now = 0
    while front.size:
        free[front] = False
        steps[front] = now
        around = np.unique(front[:, None] + neighbours)
        front = around[free[around]]
        now += 1
    found: np.ndarray[Any, np.dtype[np.int32]] = steps.reshape(ahead.shape)[inside]
    return found


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


def takes_a_part(alpha: _Alphas, removed: _Mask, threshold: float = THRESHOLD) -> bool:
    """Whether a wound leaves nothing of a part of a picture, which then cannot grow again: no growth crosses the gap.

    Args:
        alpha: [H, W] of the target on its training grid, or [D, H, W]
        removed: the wound's cells, of the same shape
        threshold: the alpha above which a cell is mature

    Returns:
        False for a picture of one part.
    """
    parts = _parts(alpha > threshold)
    return len(parts) > 1 and any(not (part & ~removed).any() for part in parts)


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


__all__ = [
    "MOST_PARTS",
    "THRESHOLD",
    "Faint",
    "Seeds",
    "faint",
    "from_middle",
    "lifeless",
    "reach",
    "seeds_for",
    "takes_a_part",
]
