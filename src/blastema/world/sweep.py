"""The steps of a world: the tiles that they need, and stepping them row by row.

A row of tiles is replaced as soon as the row below it has been stepped, so that little more than one copy of the world
is in memory.
"""

from __future__ import annotations

import abc
from typing import Any, NamedTuple

import numpy as np

from blastema.errors import InputError
from blastema.world.tiles import Row, World

Indices = np.ndarray[Any, np.dtype[np.int32]]


class Band(NamedTuple):
    """Tiles of one row that are stepped together, and the stored tiles around them.

    row:        index of the row of tiles
    columns:    int32 [N]
    neighbours: int32 [N, 9], the index of each tile of the 3x3 around it in its row of `rows`; -1 for empty tiles
    rows:       above, this one and below
    """

    row: int
    columns: Indices
    neighbours: Indices
    rows: tuple[Row, Row, Row]


class AbstractStepper(abc.ABC):
    """A way to step a world."""

    @abc.abstractmethod
    def most_steps(self, world: World) -> int:
        """The largest number of steps of one `sweep` of a world."""

    @abc.abstractmethod
    def sweep(self, world: World, wanted: dict[int, Indices], steps: int) -> dict[int, Row]:
        """All tiles after some steps.

        Args:
            world: its rows may be discarded during the sweep; the first step is the world's
            wanted: the tiles that may have life afterwards, by row
            steps: 1 to `most_steps`

        Returns:
            The tiles with life, by row.
        """


class RowStepper(AbstractStepper):
    """Steps a world by rows of tiles, from the host's memory."""

    @abc.abstractmethod
    def advance(self, world: World, band: Band, steps: int) -> Row:
        """The band's tiles after some steps.

        Args:
            world: of the tiles
            band: the tiles
            steps: as in `sweep`

        Returns:
            The tiles with life.
        """

    def most_steps(self, world: World) -> int:
        """See `AbstractStepper`: the halo is at most a tile."""
        return world.tile // world.population.reach

    def sweep(self, world: World, wanted: dict[int, Indices], steps: int) -> dict[int, Row]:
        """See `AbstractStepper`."""
        around = world.height // world.tile
        old, new, nothing = world.rows, dict[int, Row](), _nothing(world)
        for row in sorted(wanted):
            above, below = (row - 1) % around, (row + 1) % around
            rows = (old.get(above, nothing), old.get(row, nothing), old.get(below, nothing))
            band = Band(row, wanted[row], neighbours(wanted[row], rows, world.width // world.tile), rows)
            after = self.advance(world, band, steps)
            if len(after.columns):
                new[row] = after
            if 0 < above < row:  # the first row is the last one's neighbour
                old.pop(above, None)
        return new


def advance(world: World, steps: int, stepper: AbstractStepper) -> None:
    """Step a world.

    Args:
        world: changed in place
        steps: 1 to the stepper's `most_steps`
        stepper: by which it is stepped

    Raises:
        InputError: for a world whose last steps were interrupted, or too many steps.
    """
    if world.torn:
        raise InputError("the world's last steps were interrupted; load its last snapshot instead.")
    most = stepper.most_steps(world)
    if not 1 <= steps <= most:
        raise InputError(
            f"the number of steps is {steps}; expected 1 to {most} at once for tiles of {world.tile} cells."
        )
    wanted = needed(world, steps)
    world.torn = True
    rows = stepper.sweep(world, wanted, steps)
    world.rows, world.step, world.torn = rows, (world.step + steps) % 2**32, False


def needed(world: World, steps: int) -> dict[int, Indices]:
    """The tiles that may have life after some steps, by row: stored ones, and those that life can reach.

    Life spreads by one cell per step.
    """
    rows, columns = world.height // world.tile, world.width // world.tile
    found: dict[int, set[int]] = {}
    threshold = np.float32(world.population.alive_threshold)
    for row, stored in world.rows.items():
        found.setdefault(row, set()).update(map(int, stored.columns))
        tile, y, x = stored.mature(threshold)
        sides = ((y < steps, y >= 0, y >= world.tile - steps), (x < steps, x >= 0, x >= world.tile - steps))
        for down in (-1, 0, 1):
            for across in (-1, 0, 1):
                if (down, across) == (0, 0):
                    continue
                reached = np.unique(tile[sides[0][down + 1] & sides[1][across + 1]])
                if len(reached):
                    new = (stored.columns[reached] + across) % columns
                    found.setdefault((row + down) % rows, set()).update(map(int, new))
    return {row: np.asarray(sorted(of), np.int32) for row, of in found.items()}


def neighbours(columns: Indices, rows: tuple[Row, Row, Row], around: int) -> Indices:
    """Indices of the stored tiles around each tile: [N, 9], see `Band`."""
    found = np.full((len(columns), 9), -1, np.int32)
    for down, row in enumerate(rows):
        if not len(row.columns):
            continue
        for across in (-1, 0, 1):
            wanted = (columns + across) % around
            at = np.searchsorted(row.columns, wanted).clip(max=len(row.columns) - 1)
            found[:, 3 * down + across + 1] = np.where(row.columns[at] == wanted, at, -1)
    return found


def _nothing(world: World) -> Row:
    side, channels = world.tile, world.population.channels
    return Row(np.zeros(0, np.int32), np.zeros((0, side, side), np.uint8), np.zeros((0, channels), np.float32))


__all__ = ["AbstractStepper", "Band", "Indices", "RowStepper", "advance", "needed", "neighbours"]
