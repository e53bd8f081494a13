"""Losses: how far a state is from the target. A user's own function of the same form can replace them in training."""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
from jax import Array

from blastema._types import State

Loss = Callable[[State, Array], Array]
"""(state [B, H, W, C], target [H, W, 4]) -> one loss a sample, [B]; differentiable in the state."""


def mean_squared_error(state: State, target: Array) -> Array:
    """The article's loss: the mean over height, width and premultiplied RGBA of the squared difference; [B]."""
    shown = state[..., :4]
    return jnp.mean((shown - jnp.broadcast_to(target, shown.shape)) ** 2, axis=(-3, -2, -1))
