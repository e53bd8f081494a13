"""The fire mask: which cells update at a step, by a counter-based hash.

Randomness is a pure function of (cell, step, sample seed), so that every engine (JAX, native, browser, exported C)
fires the same cells, and a run continues to the same bits after it was saved and loaded.
The hash is pcg3d of M. Jarzynski and M. Olano, *Hash Functions for GPU Rendering*, JCGT 9(3), 2020.
Test vectors are in ``docs/format.md``.
"""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp
from jax import lax

from blastema._types import Array, FireMask, FireSeeds, PerSample, StepCounts

MULTIPLIER, INCREMENT = 1664525, 1013904223
"""Of pcg3d."""
ROW_STRIDE = 65536
"""Cell (x, y) enters the hash as ``x + ROW_STRIDE * y``, modulo 2**32."""
LAYER_STRIDE = 1 << 24
"""Cell (x, y, z) of a volume enters it as ``x + ROW_STRIDE * y + LAYER_STRIDE * z``: layer 0 is like a picture."""
LONGEST_SIDE = 256
"""Largest side of a volume in cells, so that no two cells have the same word."""
CHANNEL_STRIDE = 0x9E3779B9
"""For channel c's own word ``CHANNEL_STRIDE * (c + 1)`` is added to the seed, modulo 2**32."""
_STRIDES = (1, ROW_STRIDE, LAYER_STRIDE)


def pcg3d_first(x: Array, y: Array, z: Array) -> Array:
    """The first of the three words of pcg3d.

    Args:
        x, y, z: uint32, of shapes that broadcast together

    Returns:
        uint32 of their common shape
    """
    multiplier, increment = jnp.uint32(MULTIPLIER), jnp.uint32(INCREMENT)
    x, y, z = (word * multiplier + increment for word in (x, y, z))
    x = x + y * z
    y = y + z * x
    z = z + x * y
    x, y, z = (word ^ (word >> 16) for word in (x, y, z))
    return x + y * z


def fire_threshold(fire_rate: Array) -> Array:
    """The number of 24-bit values below which a cell fires: ``round(float32(fire_rate) * 2**24)``.

    Args:
        fire_rate: probabilities in [0, 1]; 0 never fires, 1 always does

    Returns:
        uint32 of the same shape
    """
    scaled = jnp.round(jnp.asarray(fire_rate, jnp.float32) * jnp.float32(1 << 24))
    return scaled.astype(jnp.uint32)


def words(grid: Sequence[int], fire_seed: FireSeeds, step: StepCounts, channels: int | None = None) -> Array:
    """The hash of every cell, or of every channel.

    Args:
        grid: its sides in cells: height and width, at most 65,536 wide; or depth, height and width, at most 256 each
        fire_seed: uint32 [B]
        step: uint32 [B], steps since each sample's start
        channels: number of channels with words of their own; 0: one word per cell

    Returns:
        uint32 [B, *grid, 1], or [B, *grid, channels]
    """
    axes = len(grid)
    cell = jnp.zeros((1,) * (axes + 2), jnp.uint32)
    for axis, stride in zip(range(axes, 0, -1), _STRIDES, strict=False):
        places = lax.broadcasted_iota(jnp.uint32, _alone(grid[axis - 1], axis, axes), axis)
        cell = cell + jnp.uint32(stride) * places
    each = (-1, *[1] * (axes + 1))
    seed = jnp.asarray(fire_seed, jnp.uint32).reshape(each)
    if channels is not None:
        order = jnp.arange(1, channels + 1, dtype=jnp.uint32).reshape(*each[1:], -1)
        seed = seed + jnp.uint32(CHANNEL_STRIDE) * order
    return pcg3d_first(cell, jnp.asarray(step, jnp.uint32).reshape(each), seed)


def _alone(side: int, axis: int, axes: int) -> tuple[int, ...]:
    """The shape of an array along one axis of the grid, with length one on the others."""
    return tuple(side if each == axis else 1 for each in range(axes + 2))


def fire_mask(
    *grid: int,
    fire_seed: FireSeeds,
    step: StepCounts,
    fire_rate: PerSample,
    channels: int | None = None,
) -> FireMask:
    """Which cells, or which channels of each, update.

    Args:
        *grid, fire_seed, step: as of `words`
        fire_rate: probability in [0, 1], one per sample [B]
        channels: as of `words`

    Returns:
        Booleans [B, *grid, 1], or [B, *grid, channels]
    """
    drawn = words(grid, fire_seed, step, channels) >> 8
    return drawn < fire_threshold(fire_rate).reshape(-1, *[1] * (len(grid) + 1))


def noise(*grid: int, fire_seed: FireSeeds, step: StepCounts, channels: int) -> Array:
    """Uniform noise in [-1, 1), a multiple of 2^-23, of every channel: float32 [B, *grid, channels]."""
    drawn = words(grid, fire_seed, step, channels) >> 8
    uniform: Array = drawn.astype(jnp.float32) * jnp.float32(2.0**-23) - jnp.float32(1)
    return uniform


__all__ = [
    "CHANNEL_STRIDE",
    "INCREMENT",
    "LAYER_STRIDE",
    "LONGEST_SIDE",
    "MULTIPLIER",
    "ROW_STRIDE",
    "fire_mask",
    "fire_threshold",
    "noise",
    "pcg3d_first",
    "words",
]
