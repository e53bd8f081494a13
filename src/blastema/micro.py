"""Very small rules: one filter per channel, and no hidden layer (Mordvintsev and Niklasson, "muNCA", 2021).

A cell perceives its own channels and one filter response for each of them, y; the change is W [y, |y|] + b. With 4
channels there are 68 trained parameters, with 8 there are 264, with 12 588.

Such a rule is equivalent to an ordinary one: y = relu(y) - relu(-y) and |y| = relu(y) + relu(-y). `expanded` returns
the ordinary one, with fixed hidden units, for engines and pages that support no other.
"""

from __future__ import annotations

import dataclasses
from typing import TypeVar

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from blastema._types import Array, Dense, Features, State
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.errors import InputError
from blastema.filters import Filter, filter_named, taps_of
from blastema.perception import AbstractPerception, FilterPerception
from blastema.update import AbstractUpdate, ResidualUpdate

_ORDERS = {"identity": 0, "sobel_x": 1, "sobel_y": 1, "laplacian": 2}
"""The order of a filter's derivative."""


class ChannelPerception(AbstractPerception):
    """The cell itself, and one filter for each channel, in turn: all channels, then all responses.

    filters: channel c has the one at c modulo their number
    signal:  none
    """

    filters: tuple[Filter, ...] = eqx.field(static=True)
    signal: int = eqx.field(static=True, default=0, kw_only=True)

    @classmethod
    def initial(cls, filters: tuple[str | Filter, ...] = ("identity", "sobel_x", "sobel_y")) -> ChannelPerception:
        """Filters by name or as objects."""
        return cls(tuple(filter_named(each) if isinstance(each, str) else each for each in filters))

    def features(self, channels: int) -> int:
        """See `AbstractPerception`."""
        return 2 * channels

    def __call__(self, state: State, conditions: Conditions, boundary: str) -> Features:
        """See `AbstractPerception`."""
        count, channels = len(self.filters), state.shape[-1]
        each = _fixed(self.filters)(state, conditions, boundary)
        chosen = np.arange(channels) % count * channels + np.arange(channels)
        return jnp.concatenate([state, each[..., chosen]], axis=-1)


class AbsoluteUpdate(AbstractUpdate):
    """The state plus the step size times W [y, |y|] + b, of features y.

    weight: [2 K, C], of y and then of |y|; bias: [C]
    """

    weight: Float[Array, "_in C"]
    bias: Float[Array, " C"]

    @classmethod
    def initial(cls, features: int, channels: int) -> AbsoluteUpdate:
        """A rule that initially does nothing."""
        return cls(jnp.zeros((2 * features, channels)), jnp.zeros(channels))

    def __call__(self, state: State, features: Features, conditions: Conditions) -> State:
        """See `AbstractUpdate`."""
        ones = [1] * (state.ndim - 1)
        change = jnp.concatenate([features, jnp.abs(features)], axis=-1) @ self.weight + self.bias.reshape(*ones, -1)
        return state + change * jnp.asarray(conditions.step_size, state.dtype).reshape(-1, *ones)


def _fixed(filters: tuple[Filter, ...]) -> FilterPerception:
    return FilterPerception(learned=None, filters=filters, learned_filters=0, signal=0)


_A = TypeVar("_A", bound=CellularAutomaton)


def expanded(automaton: _A) -> _A:
    """The same rule with the kinds filters and residual; any other automaton unchanged. Differentiable.

    The hidden layer is fixed: two units for each feature, one for its positive and one for its negative part.
    """
    perception, update, channels = automaton.perception, automaton.update, automaton.channels
    if not (isinstance(perception, ChannelPerception) and isinstance(update, AbsoluteUpdate)):
        return automaton
    count, number = len(perception.filters), np.arange(channels)
    rows = np.concatenate([number, channels * (1 + number % count) + number])  # of the expanded perception
    wide = np.zeros((channels * (1 + count), 2 * channels), np.float32)
    wide[rows, np.arange(2 * channels)] = 1
    first = Dense(jnp.asarray(np.concatenate([wide, -wide], axis=1)), jnp.zeros(4 * channels))
    plain, absolute = jnp.split(update.weight, 2)
    last = Dense(jnp.concatenate([plain + absolute, absolute - plain]), update.bias)
    filters = (filter_named("identity"), *perception.filters)
    return dataclasses.replace(
        automaton,
        perception=_fixed(filters),
        update=ResidualUpdate((first, last), (4 * channels,), "relu"),
    )


def at_scale(automaton: _A, scale: float) -> _A:
    """The same rule on a grid of another spacing: its patterns are larger by about this factor.

    What is stretched by a factor changes by as much less from cell to cell; so first derivatives (the Sobel filters)
    are multiplied by the scale, second ones (the Laplacian) by its square. Pajouheshgar et al. ("NoiseNCA", 2024)
    divide them by the spacing of the grid, which is 1 / scale. With another step size besides it goes faster or slower.

    Args:
        automaton: with fixed filters of these names, of the kinds filters or one-per-channel
        scale: above 0

    Raises:
        InputError: for other filters, or a scale that is not above 0.
    """
    if not scale > 0:
        raise InputError(f"scale is {scale}; expected a number above 0.")
    perception = automaton.perception
    if (
        not isinstance(perception, ChannelPerception | FilterPerception)
        or getattr(perception, "learned", None) is not None
    ):
        raise InputError("only rules of fixed filters have a scale: derivatives that are multiplied by it.")
    filters = tuple(_scaled(each, scale) for each in perception.filters)
    return dataclasses.replace(automaton, perception=dataclasses.replace(perception, filters=filters))


def _scaled(one: Filter, scale: float) -> Filter:
    if one.name not in _ORDERS:
        raise InputError(f"the filter {one.name} has no scale; expected {', '.join(_ORDERS)}.")
    factor = scale ** _ORDERS[one.name]
    parts = {part: taps_of(np.asarray(getattr(one, part)) * factor) for part in ("still", "cosine", "sine")}
    return Filter(one.name, **parts)


__all__ = ["AbsoluteUpdate", "ChannelPerception", "at_scale", "expanded"]
