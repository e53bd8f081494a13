"""The update rule: the small network of every cell, and how its output changes the state.

The article's rule is 1x1 dense 48->128, ReLU, 1x1 dense 128->16, added to the state (section "Update rule"), 8,336
parameters.
"""

from __future__ import annotations

import abc
from collections.abc import Callable
from itertools import pairwise
from types import MappingProxyType
from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp

from blastema._checks import random_key
from blastema._types import Array, Dense, Features, Layers, State
from blastema.conditions import Conditions

ACTIVATIONS: MappingProxyType[str, Callable[[Array], Array]] = MappingProxyType(
    {"relu": jax.nn.relu, "atan": jnp.arctan, "tanh": jnp.tanh}
)
"""Activations of the hidden layers by name."""
_CERTAINTY = 3.0
"""For an untrained replacing rule: before the sigmoid, 0 is at most minus this and 1 at least this: 0.05 and 0.95."""


def initial_layers(
    key: Array,
    features: int,
    hidden: tuple[int, ...],
    channels: int,
    dtype: jnp.dtype | None = None,
) -> Layers:
    """A network whose output is zero at first: Glorot-uniform layers, zero biases, and a zero last layer.

    Args:
        key: of the random numbers
        features: inputs per cell
        hidden: widths of the hidden layers
        channels: outputs per cell
        dtype: of the numbers; float32 if not given

    Returns:
        One `Dense` for each layer.
    """
    dtype = dtype or jnp.dtype(jnp.float32)
    widths = (features, *hidden, channels)
    keys = jax.random.split(random_key(key), len(widths))
    glorot = jax.nn.initializers.glorot_uniform()
    layers = [
        Dense(glorot(layer_key, (inputs, outputs), dtype), jnp.zeros(outputs, dtype))
        for layer_key, (inputs, outputs) in zip(keys, pairwise(widths), strict=False)
    ]
    last = layers[-1]
    return (*layers[:-1], last._replace(weight=jnp.zeros_like(last.weight)))


def network(layers: Layers, features: Features, activation: str = "relu") -> State:
    """The network's output for each cell.

    Args:
        layers: weights [in, out] and biases [out]
        features: [B, H, W, K]
        activation: "relu", "atan" or "tanh", between the layers; there is none after the last one

    Returns:
        [B, H, W, C]
    """
    act = ACTIVATIONS[activation]
    *front, (weight, bias) = layers
    batch = features.shape[0]
    # One product per sample, with the weights first in the last one: XLA's CPU library computes these, and especially
    # their gradients, faster than one tall matrix (docs/benchmarks.md).
    cells = features.reshape(batch, -1, features.shape[-1])
    for hidden_weight, hidden_bias in front:
        cells = act(cells @ _for_each(hidden_weight, batch) + hidden_bias[None, None])
    cells = jnp.einsum("boi,bni->bno", _for_each(weight.T, batch), cells) + bias[None, None]
    return cells.reshape(*features.shape[:-1], cells.shape[-1])


def _for_each(weight: Array, batch: int) -> Array:
    return jnp.broadcast_to(weight, (batch, *weight.shape))


class AbstractUpdate(eqx.Module):
    """The new state that a cell proposes.

    Class attributes say of a kind:

    untrained:    in words, what a rule does whose last layer is zero
    by_step_size: the step size is a factor of every change, so that with 0 nothing changes
    known_as:     what a catalogue calls automata that have it, if that is worth a word
    """

    untrained: ClassVar[str] = "does nothing"
    by_step_size: ClassVar[bool] = False
    known_as: ClassVar[str] = ""

    @abc.abstractmethod
    def __call__(self, state: State, features: Features, conditions: Conditions) -> State:
        """The state that each cell takes if it fires.

        Args:
            state: [B, H, W, C]
            features: [B, H, W, K], of the perception
            conditions: complete, one value per sample

        Returns:
            [B, H, W, C]
        """


class ResidualUpdate(AbstractUpdate):
    """The article's: the state plus the step size times the network's output.

    layers: the network
    hidden: widths of its hidden layers
    activation: between its layers, a name of `ACTIVATIONS`
    """

    by_step_size: ClassVar[bool] = True
    layers: Layers
    hidden: tuple[int, ...] = eqx.field(static=True)
    activation: str = eqx.field(static=True)

    @classmethod
    def initial(
        cls, key: Array, features: int, channels: int, hidden: tuple[int, ...] = (128,), activation: str = "relu"
    ) -> ResidualUpdate:
        """A rule that does nothing yet."""
        return cls(initial_layers(key, features, hidden, channels), hidden, activation)

    def __call__(self, state: State, features: Features, conditions: Conditions) -> State:
        """See `AbstractUpdate`."""
        change = network(self.layers, features, self.activation)
        return state + change * _spread(conditions.step_size, state)


class ReplacingUpdate(AbstractUpdate):
    """The sigmoid of the network's output replaces the state.

    A step size h below 1 keeps a share of the state: (1 - h) * state + h * sigmoid(output). The rule of the sprites
    trained under perturbation (riveSunder, dca).

    layers, hidden, activation: as of `ResidualUpdate`
    """

    untrained: ClassVar[str] = "keeps the state"
    by_step_size: ClassVar[bool] = True
    layers: Layers
    hidden: tuple[int, ...] = eqx.field(static=True)
    activation: str = eqx.field(static=True)

    @classmethod
    def initial(
        cls, key: Array, features: int, channels: int, hidden: tuple[int, ...] = (128,), activation: str = "relu"
    ) -> ReplacingUpdate:
        """A rule that keeps the state: values near 0 go to 0, values near 1 to 1.

        It assumes that the first features are the cell's own channels, as when the filter identity is the first one.
        With a last layer of zeros each update would set every channel to one half, and the lost state would give no
        gradient.
        """
        return cls(_holding(initial_layers(key, features, hidden, channels), activation), hidden, activation)

    def __call__(self, state: State, features: Features, conditions: Conditions) -> State:
        """See `AbstractUpdate`."""
        output = jax.nn.sigmoid(network(self.layers, features, self.activation))
        size = _spread(conditions.step_size, state)
        return (1 - size) * state + size * output


def _holding(layers: Layers, activation: str) -> Layers:
    """The same network, but as many channels as possible each pass through a hidden unit to a steep sigmoid."""
    act = ACTIVATIONS[activation]
    *front, (weight, bias) = layers
    held = jnp.arange(min(*(its.shape[1] for its, _ in layers), layers[0].weight.shape[0]))
    through, values = [], jnp.asarray([0.0, 0.5, 1.0])
    for its, its_bias in front:
        through.append(Dense(its.at[:, held].set(0).at[held, held].set(1), its_bias))
        values = act(values)
    low, half, high = values
    steepness = _CERTAINTY / jnp.minimum(half - low, high - half)
    steepness, half = steepness.astype(weight.dtype), half.astype(weight.dtype)
    last = Dense(weight.at[held, held].set(steepness), bias.at[held].set(-steepness * half))
    return (*through, last)


def _spread(per_sample: object, state: State) -> Array:
    return jnp.asarray(per_sample, state.dtype).reshape(-1, *[1] * (state.ndim - 1))


__all__ = ["ACTIVATIONS", "AbstractUpdate", "ReplacingUpdate", "ResidualUpdate", "initial_layers", "network"]
