"""The fire mask: which cells update at a step, by a counter-based hash.

Randomness is a pure function of (cell, step, sample seed), so that every engine (JAX, native, browser,
exported C) fires the same cells, and a run goes on to the same bits after it was saved and loaded.
The hash is pcg3d of M. Jarzynski and M. Olano, *Hash Functions for GPU Rendering*, JCGT 9(3), 2020.
Test vectors are in ``docs/format.md``.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from blastema._types import CellMask, FireSeeds, FirstSteps, Number

_MULTIPLIER = 1664525
_INCREMENT = 1013904223
ROW_STRIDE = 65536
"""Cell (x, y) enters the hash as ``x + ROW_STRIDE * y``, modulo 2**32."""


def pcg3d_first(x: Array, y: Array, z: Array) -> Array:
    """The first of the three words of pcg3d.

    x, y, z: uint32, of shapes that broadcast together. Returns uint32 of their common shape.
    """
    multiplier, increment = jnp.uint32(_MULTIPLIER), jnp.uint32(_INCREMENT)
    x, y, z = (word * multiplier + increment for word in (x, y, z))
    x = x + y * z
    y = y + z * x
    z = z + x * y
    x, y, z = (word ^ (word >> 16) for word in (x, y, z))
    return x + y * z


def fire_threshold(fire_rate: Number) -> Array:
    """The number of 24-bit values below which a cell fires: ``round(float32(fire_rate) * 2**24)``.

    fire_rate: probability in [0, 1]. 0 never fires, 1 always does. Returns a uint32 scalar.
    """
    scaled = jnp.round(jnp.asarray(fire_rate, jnp.float32) * jnp.float32(1 << 24))
    return scaled.astype(jnp.uint32)


def fire_mask(height: int, width: int, *, seeds: FireSeeds, step: FirstSteps, fire_rate: Number) -> CellMask:
    """Which cells update.

    height, width: the grid, in cells, at most 65,536 wide
    seeds:         uint32 [B], one for each sample
    step:          uint32 [B], steps since each sample's start
    fire_rate:     probability in [0, 1]

    Returns booleans [B, H, W].
    """
    rows = jnp.arange(height, dtype=jnp.uint32)[None, :, None]
    columns = jnp.arange(width, dtype=jnp.uint32)[None, None, :]
    cell = columns + jnp.uint32(ROW_STRIDE) * rows
    time = jnp.asarray(step, jnp.uint32)[:, None, None]
    word = pcg3d_first(cell, time, jnp.asarray(seeds, jnp.uint32)[:, None, None])
    return (word >> 8) < fire_threshold(fire_rate)
