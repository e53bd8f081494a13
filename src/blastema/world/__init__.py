"""Worlds: a torus of up to 65,536 cells a side in which many organisms of several species live.

Only tiles with life are stored and stepped, to the same bits as the undivided torus (``docs/worlds.md``).

- `population`: the organisms that share a world, and what they must have in common
- `tiles`: the world and what is stored of it
- `sweep`: which tiles a step needs; the steps of all of them, row by row
- `native`, `dense`: how the tiles of a row are stepped, by the kernel or in plain JAX
- `mesh`: the same over several devices, which exchange the rims of their tiles
- `snapshots`: one Zarr store per world
- `viewer`: a folder of pictures to pan and zoom in
"""

from __future__ import annotations

from blastema.world.population import Population
from blastema.world.tiles import World

__all__ = ["Population", "World"]
