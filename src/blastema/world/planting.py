"""Positions of the organisms planted in a world."""

from __future__ import annotations

import math
from collections.abc import Iterator

from blastema.errors import InputError
from blastema.world.tiles import World


def spread(world: World, count: int, spacing: int = 0) -> Iterator[tuple[int, int, int]]:
    """Positions on a square lattice, with the species in turn along its diagonals.

    Args:
        world: to plant in
        count: total number of organisms
        spacing: distance between neighbours in cells, around the middle of the world; 0 spreads them over all of it

    Returns:
        Row, column and index of the species of each, for `World.plant`.

    Raises:
        InputError: if they do not fit.
    """
    if spacing < 0 or count < 1:
        raise InputError(
            f"{count} organisms, {spacing} cells apart; expected at least 1, and a spacing of 0 (spread) or more."
        )
    across = max(1, math.ceil(math.sqrt(count * world.width / world.height)))
    down = -(-count // across)
    step = (spacing, spacing) if spacing else (world.height // down, world.width // across)
    if 0 in step or down * step[0] > world.height or across * step[1] > world.width:
        raise InputError(
            f"{count:,} organisms, {spacing or 1} cells apart, do not fit into {world.height:,} x {world.width:,} "
            "cells. Use fewer (--count), a smaller distance (--spacing), or a larger world (--size)."
        )
    first = (world.height - down * step[0]) // 2 + step[0] // 2, (world.width - across * step[1]) // 2 + step[1] // 2
    species = len(world.population.organisms)
    for index in range(count):
        row, column = divmod(index, across)
        yield first[0] + row * step[0], first[1] + column * step[1], (row + column) % species


__all__ = ["spread"]
