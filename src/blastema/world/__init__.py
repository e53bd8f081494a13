"""Worlds: a torus of up to 65,536 x 65,536 cells with many organisms of several species.

Only tiles with life are stored and stepped, with the same bits as the undivided torus (``docs/worlds.md``).

- `population`: the organisms that share a world, and what they must have in common
- `tiles`: the world and its stored tiles
- `sweep`: which tiles a step needs; stepping all of them, row by row
- `native`, `dense`: stepping the tiles of a row by the kernel or in plain JAX
- `mesh`: the same on several devices, which exchange the rims of their tiles
- `snapshots`: one Zarr store per world
- `viewer`: a folder of pictures for panning and zooming
"""

from __future__ import annotations

from blastema.world.population import Population
from blastema.world.tiles import World

__all__ = ["Population", "World"]
