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


LOSS_FLOOR = 1e-8
"""Added to a loss before it is raised to a power, so that its slope stays finite where nothing is left to learn."""


def powered(losses: Array, power: float) -> Array:
    """Losses to a power; 1 leaves them as they are.

    With 1 the sample farthest from the target outweighs the others. Below 1 those that are near count for more: with
    0.5 the pull of a sample on the rule grows with its distance rather than with the square of it.
    """
    return losses if power == 1 else (losses + LOSS_FLOOR) ** power
