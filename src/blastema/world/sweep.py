"""The steps of a world: which tiles they need, and all of them row by row.

A row of tiles is replaced as soon as the row below it has been stepped, so that hardly more than one copy of the world
is in memory.
"""

from __future__ import annotations

import abc
from typing import Any, NamedTuple

import numpy as np

from blastema._types import ALPHA
from blastema.errors import InputError
from blastema.world.tiles import Row, World

_Indices = np.ndarray[Any, np.dtype[np.int32]]


class Band(NamedTuple):
    """Tiles of one row that are stepped together, and what is stored around them.

    row:        among the rows of tiles
    columns:    int32 [N]
    neighbours: int32 [N, 9], the index of each tile of the 3x3 around it in its row of `rows`; -1 where all is empty
    rows:       above, here and below
    """

    row: int
    columns: _Indices
    neighbours: _Indices
    rows: tuple[Row, Row, Row]


class AbstractStepper(abc.ABC):
    """How tiles of a row are stepped."""

    name: str

    @abc.abstractmethod
    def advance(self, world: World, band: Band, steps: int) -> Row:
        """The band's tiles some steps later.

        Args:
            world: theirs; its step is where they begin
            band: the tiles
            steps: few enough for the halo to be at most a tile

        Returns:
            All of them, also those that are empty now.
        """


def advance(world: World, steps: int, stepper: AbstractStepper) -> None:
    """All of a world some steps later, after one exchange between its tiles.

    Args:
        world: changed in place
        steps: 1 to `most_steps`
        stepper: that does it

    Raises:
        InputError: for a world whose last steps were broken off, or too many steps.
    """
    if world.torn:
        raise InputError("the world's last steps were broken off in their middle; read its last snapshot instead.")
    if not 1 <= steps <= most_steps(world):
        raise InputError(f"steps between two exchanges are {steps}; expected 1 to {most_steps(world)} for this tile.")
    wanted = needed(world, steps)
    empty = _empty_row(world)
    around = world.height // world.tile
    old, new = world.rows, dict[int, Row]()
    world.torn = True
    for row in sorted(wanted):
        above, below = (row - 1) % around, (row + 1) % around
        rows = (old.get(above, empty), old.get(row, empty), old.get(below, empty))
        band = Band(row, wanted[row], neighbours(wanted[row], rows, world.width // world.tile), rows)
        after = stepper.advance(world, band, steps)
        if len(after.columns):
            new[row] = after
        if 0 < above < row:  # the first row is the last one's neighbour
            old.pop(above, None)
    world.rows, world.step, world.torn = new, (world.step + steps) % 2**32, False


def most_steps(world: World) -> int:
    """The most steps between two exchanges: the halo is at most a tile."""
    return world.tile // world.population.reach


def needed(world: World, steps: int) -> dict[int, _Indices]:
    """The tiles that may have life after some steps, by row: those that are stored, and those that life can reach.

    Life spreads by one cell a step.
    """
    rows, columns = world.height // world.tile, world.width // world.tile
    found: dict[int, set[int]] = {}
    threshold = np.float32(world.population.alive_threshold)
    for row, stored in world.rows.items():
        found.setdefault(row, set()).update(map(int, stored.columns))
        mature = stored.states[..., ALPHA] > threshold
        sides = (np.s_[:steps], np.s_[:], np.s_[-steps:])
        for down in (-1, 0, 1):
            for across in (-1, 0, 1):
                if (down, across) == (0, 0):
                    continue
                reached = mature[:, sides[down + 1], sides[across + 1]].any(axis=(1, 2))
                if reached.any():
                    new = (stored.columns[reached] + across) % columns
                    found.setdefault((row + down) % rows, set()).update(map(int, new))
    return {row: np.asarray(sorted(of), np.int32) for row, of in found.items()}


def neighbours(columns: _Indices, rows: tuple[Row, Row, Row], around: int) -> _Indices:
    """Where the tiles around others are stored: [N, 9], see `Band`."""
    found = np.full((len(columns), 9), -1, np.int32)
    for down, row in enumerate(rows):
        if not len(row.columns):
            continue
        for across in (-1, 0, 1):
            wanted = (columns + across) % around
            at = np.searchsorted(row.columns, wanted).clip(max=len(row.columns) - 1)
            found[:, 3 * down + across + 1] = np.where(row.columns[at] == wanted, at, -1)
    return found


def _empty_row(world: World) -> Row:
    side, channels = world.tile, world.population.channels
    return Row(
        np.zeros(0, np.int32), np.zeros((0, side, side, channels), np.float32), np.zeros((0, side, side), np.uint8)
    )


__all__ = ["AbstractStepper", "Band", "advance", "most_steps", "needed", "neighbours"]
