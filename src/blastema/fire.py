"""The fire mask: which cells update at a step, by a counter-based hash.

Randomness is a pure function of (cell, step, sample seed), so that every engine (JAX, native, browser, exported C)
fires the same cells, and a run continues to the same bits after it was saved and loaded.
The hash is pcg3d of M. Jarzynski and M. Olano, *Hash Functions for GPU Rendering*, JCGT 9(3), 2020.
Test vectors are in ``docs/format.md``.
"""

from __future__ import annotations

import jax.numpy as jnp

from blastema._types import Array, FireMask, FireSeeds, PerSample, StepCounts

_MULTIPLIER = 1664525
_INCREMENT = 1013904223
ROW_STRIDE = 65536
"""Cell (x, y) enters the hash as ``x + ROW_STRIDE * y``, modulo 2**32."""
CHANNEL_STRIDE = 0x9E3779B9
"""Channel c's own word has the seed moved by ``CHANNEL_STRIDE * (c + 1)``, modulo 2**32."""


def pcg3d_first(x: Array, y: Array, z: Array) -> Array:
    """The first of the three words of pcg3d.

    Args:
        x, y, z: uint32, of shapes that broadcast together

    Returns:
        uint32 of their common shape
    """
    multiplier, increment = jnp.uint32(_MULTIPLIER), jnp.uint32(_INCREMENT)
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


def words(height: int, width: int, fire_seed: FireSeeds, step: StepCounts, channels: int | None = None) -> Array:
    """The hash of every cell, or of every channel of it.

    Args:
        height, width: the grid, in cells, at most 65,536 wide
        fire_seed: uint32 [B]
        step: uint32 [B], steps since each sample's start
        channels: give each of so many channels a word of its own

    Returns:
        uint32 [B, H, W, 1], or [B, H, W, channels]
    """
    rows = jnp.arange(height, dtype=jnp.uint32)[None, :, None, None]
    columns = jnp.arange(width, dtype=jnp.uint32)[None, None, :, None]
    cell = columns + jnp.uint32(ROW_STRIDE) * rows
    seed = jnp.asarray(fire_seed, jnp.uint32)[:, None, None, None]
    if channels is not None:
        order = jnp.arange(1, channels + 1, dtype=jnp.uint32)[None, None, None, :]
        seed = seed + jnp.uint32(CHANNEL_STRIDE) * order
    return pcg3d_first(cell, jnp.asarray(step, jnp.uint32)[:, None, None, None], seed)


def fire_mask(
    height: int,
    width: int,
    *,
    fire_seed: FireSeeds,
    step: StepCounts,
    fire_rate: PerSample,
    channels: int | None = None,
) -> FireMask:
    """Which cells update, or which channels of them.

    Args:
        height, width, fire_seed, step, channels: as of `words`
        fire_rate: probability in [0, 1], one per sample [B]

    Returns:
        Booleans [B, H, W, 1], or [B, H, W, channels]
    """
    drawn = words(height, width, fire_seed, step, channels) >> 8
    return drawn < fire_threshold(fire_rate)[:, None, None, None]


def noise(height: int, width: int, *, fire_seed: FireSeeds, step: StepCounts, channels: int) -> Array:
    """Uniform noise in [-1, 1), a multiple of 2^-23, of every channel: float32 [B, H, W, channels]."""
    drawn = words(height, width, fire_seed, step, channels) >> 8
    uniform: Array = drawn.astype(jnp.float32) * jnp.float32(2.0**-23) - jnp.float32(1)
    return uniform


__all__ = ["CHANNEL_STRIDE", "ROW_STRIDE", "fire_mask", "fire_threshold", "noise", "pcg3d_first", "words"]
