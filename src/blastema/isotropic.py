"""Perceptions without directions of the grid: what a cell perceives rotates with the state.

After isotropic neural cellular automata (Mordvintsev, Randazzo, Fouts, 2022). The cell itself and its Laplacian are
fixed filters, which `blastema.perception.FilterPerception` has. Here are features that are not sums of
filters: the length of the gradient, and the gradients relative to a direction of the cells themselves.
"""

from __future__ import annotations

from typing import ClassVar

import equinox as eqx
import jax.numpy as jnp

from blastema._types import Array, Features, State
from blastema.conditions import Conditions
from blastema.filters import filter_named
from blastema.perception import AbstractPerception, FilterPerception

_FACTOR = 8.0
"""Undoes the scaling of the built-in filters: here the Sobel filters and the Laplacian are not scaled."""
_FLAT = 1e-6
"""Added to the square of a gradient's length, so that its derivative stays finite in constant areas."""


class IsotropicPerception(AbstractPerception):
    """The cell, its Laplacian and the length of its gradient: 3 C features, none with a direction.

    Features: all channels of the cell, of the Laplacian, then of the length; filters are not scaled.
    """

    turns: ClassVar[bool] = False
    signal: int = eqx.field(static=True, default=0)

    @classmethod
    def initial(cls) -> IsotropicPerception:
        """With nothing to be trained."""
        return cls()

    def features(self, channels: int) -> int:
        """See `AbstractPerception`."""
        return 3 * channels

    def __call__(self, state: State, conditions: Conditions, boundary: str) -> Features:
        """See `AbstractPerception`. The angle has no effect."""
        laplacian, across, down = _sensed(state, conditions, boundary)
        return jnp.concatenate([state, laplacian, jnp.sqrt(across**2 + down**2 + _FLAT)], axis=-1)


class SteerablePerception(AbstractPerception):
    """The cell, its gradients along and across its direction, and its Laplacian: 4 C features.

    A cell's direction is that of the gradient of the last channel, which the rule itself controls; where that channel
    is constant there is no direction, and both gradients are zero. Unlike the length of a gradient this distinguishes
    left from right, and so a picture from its mirror image.

    Features: all channels of the cell, of the gradients along and across, then of the Laplacian; filters are not
    scaled.
    """

    turns: ClassVar[bool] = False
    signal: int = eqx.field(static=True, default=0)

    @classmethod
    def initial(cls) -> SteerablePerception:
        """With nothing to be trained."""
        return cls()

    def features(self, channels: int) -> int:
        """See `AbstractPerception`."""
        return 4 * channels

    def __call__(self, state: State, conditions: Conditions, boundary: str) -> Features:
        """See `AbstractPerception`. The angle has no effect: it rotates the gradients and the direction alike."""
        laplacian, across, down = _sensed(state, conditions, boundary)
        length = jnp.sqrt(across[..., -1:] ** 2 + down[..., -1:] ** 2 + _FLAT)
        cosine, sine = across[..., -1:] / length, down[..., -1:] / length
        along, aside = across * cosine + down * sine, down * cosine - across * sine
        return jnp.concatenate([state, along, aside, laplacian], axis=-1)


def _sensed(state: State, conditions: Conditions, boundary: str) -> tuple[Array, Array, Array]:
    """The responses of the Laplacian and of the two Sobel filters, not scaled: three arrays [B, H, W, C]."""
    answers = _FILTERS(state, conditions._replace(angle=jnp.zeros_like(jnp.asarray(conditions.angle))), boundary)
    laplacian, across, down = jnp.split(answers, 3, axis=-1)
    return laplacian, _FACTOR * across, _FACTOR * down


_FILTERS = FilterPerception(
    learned=None,
    filters=tuple(filter_named(name) for name in ("laplacian_unscaled", "sobel_x", "sobel_y")),
    learned_filters=0,
    signal=0,
)

__all__ = ["IsotropicPerception", "SteerablePerception"]
