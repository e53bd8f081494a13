"""Where organisms are planted in a world."""

from __future__ import annotations

import math
from collections.abc import Iterator

from blastema.errors import InputError
from blastema.world.tiles import World


def spread(world: World, count: int, spacing: int = 0) -> Iterator[tuple[int, int, int]]:
    """Places on a square lattice, the species in turn along its diagonals.

    Args:
        world: whose places they are
        count: organisms in all
        spacing: cells from one to the next, about the middle of the world; spread over all of it if 0

    Returns:
        Row, column and index of the species of each, as `World.plant` takes them.

    Raises:
        InputError: if so many do not fit.
    """
    if spacing < 0 or count < 1:
        raise InputError(f"{count} organisms, {spacing} cells apart; expected 1 or more, and 0 (spread) or more.")
    across = max(1, math.ceil(math.sqrt(count * world.width / world.height)))
    down = -(-count // across)
    step = (spacing, spacing) if spacing else (world.height // down, world.width // across)
    if 0 in step or down * step[0] > world.height or across * step[1] > world.width:
        raise InputError(
            f"{count:,} organisms, {spacing or 1} cells apart, do not fit into {world.height:,} x {world.width:,} "
            "cells. Use fewer (--count), nearer to each other (--spacing), or a larger world (--size)."
        )
    first = (world.height - down * step[0]) // 2 + step[0] // 2, (world.width - across * step[1]) // 2 + step[1] // 2
    species = len(world.population.organisms)
    for index in range(count):
        row, column = divmod(index, across)
        yield first[0] + row * step[0], first[1] + column * step[1], (row + column) % species


__all__ = ["spread"]
