"""Conditions: what the world does to an automaton at a step."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from blastema._checks import short
from blastema._types import Array, ArrayLike


class Conditions(NamedTuple):
    """What the world does to an automaton; each is one number for all samples, or an array with one per sample.

    fire_seed: seed of the fire masks, 0 to 2**32 - 1
    step:      steps since the sample's start, 0 to 2**32 - 1; the fire mask is a function of it
    fire_rate: probability that a cell updates at a step, 0 to 1
    step_size: factor of every update
    angle:     rotation of the perceptive field in radians, counter-clockwise as seen on the screen
    signal:    what all cells are told: [S] or [B, S], or per cell [B, H, W, S]

    What is none is as in the automaton's physics; no signal is a signal of zeros.
    """

    fire_seed: ArrayLike = 0
    step: ArrayLike = 0
    fire_rate: ArrayLike | None = None
    step_size: ArrayLike | None = None
    angle: ArrayLike | None = None
    signal: ArrayLike | None = None


def per_sample(name: str, value: ArrayLike, batch: int, dtype: np.dtype[np.generic] | type) -> Array:
    """One value per sample: [B].

    Raises:
        ValueError: if ``value`` is neither one number nor an array [B], or is not what a condition of that name may be.
    """
    if np.issubdtype(np.dtype(dtype), np.unsignedinteger):
        # JAX would round and wrap without a word.
        _check(name, value, "iuO", 2**32 - 1, f"whole numbers from 0 to {2**32 - 1}")
    elif name == "fire_rate":
        _check(name, value, "iuf", 1, "a probability from 0 to 1")
    array = jnp.asarray(value, dtype)
    if array.shape not in ((), (1,), (batch,)):
        raise ValueError(f"{name} has shape {array.shape}; expected one number, or one per sample: ({batch},)")
    return jnp.broadcast_to(array, (batch,))


def _check(name: str, value: ArrayLike, kinds: str, largest: int, expected: str) -> None:
    """Types are always known; values are not looked into where they are traced or lie on a device."""
    known = None if isinstance(value, jax.Array) else np.asarray(value)
    kind = np.dtype(jnp.asarray(value).dtype if known is None else known.dtype)
    if kind.kind not in kinds:
        raise ValueError(f"{name} is of type {kind}; expected {expected}")
    if known is not None and not ((known >= 0) & (known <= largest)).all():
        raise ValueError(f"{name} is {short(value)}; expected {expected}")


__all__ = ["Conditions", "per_sample"]
