"""The parts of an integer automaton: a perception and an update of the kind ``integer``.

States are float32 multiples of ``2**-state_bits``, so that everything else can use them. The computation is in
integers, as defined in ``docs/physical.md``. In the backward pass the gradient goes straight through the rounding, as
for a float automaton with the same weights.
"""

from __future__ import annotations

from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from blastema._types import Array, Dense, Features, Layers, State
from blastema.conditions import Conditions
from blastema.perception import AbstractPerception, FilterPerception, pad
from blastema.update import AbstractUpdate, initial_layers, network

LIMIT = 32760
"""States and gradients saturate at plus and minus this: eight times 4095, so that sums of neighbours fit 16 bits."""
LARGEST_WEIGHT = 127
LARGEST_HIDDEN = 32767
TURN_BITS = 14
"""Fraction bits of cosine, sine and step size."""
LARGEST_CHANGE = 2 * LIMIT
MOST_CHANNELS, MOST_HIDDEN = 128, 256
"""Largest number of features; with more, a sum could need more than 32 bits."""


class IntegerPerception(AbstractPerception):
    """The state and its two Sobel gradients, from neighbours' states with three bits less.

    state_bits: fraction bits of a state
    """

    state_bits: int = eqx.field(static=True, default=10)
    signal: int = eqx.field(static=True, default=0)

    @classmethod
    def initial(cls, state_bits: int = 10) -> IntegerPerception:
        """A perception without trained parameters.

        Raises:
            ValueError: for an invalid number of bits.
        """
        return cls(state_bits=checked_bits("state_bits", state_bits))

    def features(self, channels: int) -> int:
        """See `AbstractPerception`."""
        return 3 * channels

    def __call__(self, state: State, conditions: Conditions, boundary: str) -> Features:
        """See `AbstractPerception`: multiples of ``2**-state_bits``."""
        own = whole(state, self.state_bits)
        coarse = pad((own + 4) >> 3, boundary)
        rows = coarse[:, :-2] + 2 * coarse[:, 1:-1] + coarse[:, 2:]
        columns = coarse[:, :, :-2] + 2 * coarse[:, :, 1:-1] + coarse[:, :, 2:]
        across, down = rows[:, :, 2:] - rows[:, :, :-2], columns[:, 2:] - columns[:, :-2]
        angle = jnp.asarray(conditions.angle)
        cosine, sine = (turn(f(angle)).reshape(-1, 1, 1, 1) for f in (jnp.cos, jnp.sin))
        x, y = turned(cosine * across - sine * down), turned(sine * across + cosine * down)
        exact = jnp.concatenate([own, x, y], -1).astype(state.dtype) * state.dtype.type(2.0**-self.state_bits)
        smooth = FilterPerception.initial(jax.random.key(0), state.shape[-1])(state, conditions, boundary)
        return through(exact, smooth)


class IntegerUpdate(AbstractUpdate):
    """The article's two layers in integers; the state plus their output, saturating.

    layers:      weights and biases as floats; those of a converted organism are exact multiples already
    hidden:      the width of the one hidden layer
    state_bits:  fraction bits of a state
    hidden_bits: fraction bits of a hidden unit
    """

    layers: Layers
    hidden: tuple[int, ...] = eqx.field(static=True)
    state_bits: int = eqx.field(static=True, default=10)
    hidden_bits: int = eqx.field(static=True, default=10)

    @classmethod
    def initial(
        cls,
        key: Array,
        features: int,
        channels: int,
        hidden: tuple[int, ...] = (128,),
        state_bits: int = 10,
        hidden_bits: int = 10,
    ) -> IntegerUpdate:
        """A rule that initially does nothing.

        Raises:
            ValueError: for invalid sizes or numbers of bits.
        """
        if len(hidden) != 1 or not 1 <= hidden[0] <= MOST_HIDDEN:
            raise ValueError(f"hidden is {hidden}; an integer rule has one hidden layer of at most {MOST_HIDDEN}")
        if channels > MOST_CHANNELS:
            raise ValueError(f"channels is {channels}; an integer rule has at most {MOST_CHANNELS}")
        bits = (checked_bits("state_bits", state_bits), checked_bits("hidden_bits", hidden_bits))
        return cls(initial_layers(key, features, hidden, channels), tuple(hidden), *bits)

    def __call__(self, state: State, features: Features, conditions: Conditions) -> State:
        """See `AbstractUpdate`."""
        own, told = whole(state, self.state_bits), jnp.round(features * 2.0**self.state_bits).astype(jnp.int32)
        per_sample = (-1, *[1] * (state.ndim - 1))
        factor = turn(jnp.clip(jnp.asarray(conditions.step_size), -1.9999, 1.9999)).reshape(per_sample)
        after = updated(weights_of(self), own, told, factor)
        exact = after.astype(state.dtype) * state.dtype.type(2.0**-self.state_bits)
        layers = tuple(Dense(rounded_through(its), its_bias) for its, its_bias in self.layers)
        size = jnp.asarray(conditions.step_size, state.dtype).reshape(per_sample)
        return through(exact, state + network(layers, features) * size)


def checked_bits(name: str, bits: int) -> int:
    """The number of bits.

    Raises:
        ValueError: unless it is from 4 to 14.
    """
    if isinstance(bits, bool) or not isinstance(bits, int) or not 4 <= bits <= 14:
        raise ValueError(f"{name} is {bits!r}; expected 4 to 14")
    return bits


def exponents_of(weight: Array) -> Array:
    """For each output the exponent e with which its largest weight times ``2**e`` uses all 8 bits: int32 [outputs].

    Args:
        weight: [inputs, outputs]
    """
    largest = jnp.abs(weight).max(0)
    fraction, exponent = jnp.frexp(largest)
    # 127.5 would be rounded to 128.
    full = jnp.where(fraction * 128 >= LARGEST_WEIGHT + 0.5, 6, 7)
    return jnp.where(largest > 0, full - exponent, 7).astype(jnp.int32)


def rounded_weights(weight: Array) -> tuple[Array, Array]:
    """Integers from -127 to 127 for weights [inputs, outputs], as floats, and their exponents [outputs]."""
    exponents = exponents_of(weight)
    return jnp.round(jnp.ldexp(weight, exponents[None])), exponents


def rounded_through(weight: Array) -> Array:
    """Weights rounded to 8 bits and a power of two for each output; the gradient goes straight through."""
    whole_weights, exponents = rounded_weights(jax.lax.stop_gradient(weight))
    return through(jnp.ldexp(whole_weights, -exponents[None]), weight)


def through(exact: Array, smooth: Array) -> Array:
    """The value of the first with the gradient of the second."""
    # A sum of both would round the value.
    return _through(jax.lax.stop_gradient(exact), smooth)


@jax.custom_jvp
def _through(exact: Array, smooth: Array) -> Array:
    return exact


@_through.defjvp
def _through_jvp(primals: tuple[Array, Array], tangents: tuple[Array, Array]) -> tuple[Array, Array]:
    return primals[0], tangents[1]


def whole(state: Array, bits: int) -> Array:
    """States as integers, saturated: int32 of the same shape. NaN becomes 0."""
    scaled = jnp.nan_to_num(state * state.dtype.type(2.0**bits), nan=0.0, posinf=LIMIT, neginf=-LIMIT)
    return jnp.clip(jnp.round(scaled), -LIMIT, LIMIT).astype(jnp.int32)


def shifted(value: Array, bits: Array) -> Array:
    """``value / 2**bits``, to the nearest, halves up."""
    return ((value >> (bits - 1)) + 1) >> 1


class Weights(NamedTuple):
    """The integers of an update in JAX: int32, as those of `blastema.integer.rule.IntegerRule`.

    first: [features, h]
    first_shift, first_bias: [h]
    last: [h, C]
    last_shift, last_bias: [C]
    """

    first: Array
    first_shift: Array
    first_bias: Array
    last: Array
    last_shift: Array
    last_bias: Array


def weights_of(update: IntegerUpdate) -> Weights:
    """The integers that the layers stand for."""
    (weight, bias), (last_weight, last_bias) = update.layers
    (first, exponents), (last, last_exponents) = rounded_weights(weight), rounded_weights(last_weight)
    places = update.hidden_bits + last_exponents
    return Weights(
        _nearest(first),
        update.state_bits + exponents - update.hidden_bits,
        _nearest(bias * 2.0**update.hidden_bits),
        _nearest(last),
        places - update.state_bits,
        _nearest(jnp.ldexp(last_bias, places)),
    )


def updated(weights: Weights, own: Array, told: Array, step_size: Array) -> Array:
    """The new states of cells that fire: int32 [..., C].

    Args:
        weights: the integers
        own: their states [..., C]
        told: own states and gradients [..., 3 C]
        step_size: of each cell, with 14 fraction bits [..., 1]
    """
    lead = (1,) * (own.ndim - 1)
    first_shift, first_bias, last_shift, last_bias = (
        each.reshape(*lead, -1)
        for each in (weights.first_shift, weights.first_bias, weights.last_shift, weights.last_bias)
    )
    units = jnp.clip(shifted(product(told, weights.first), first_shift) + first_bias, 0, LARGEST_HIDDEN)
    change = shifted(product(units, weights.last) + last_bias, last_shift)
    change = jnp.clip(change, -LARGEST_CHANGE, LARGEST_CHANGE)
    change = (change * step_size + (1 << (TURN_BITS - 1))) >> TURN_BITS
    return jnp.clip(own + change, -LIMIT, LIMIT)


def product(left: Array, right: Array) -> Array:
    """The product of int32 of 16 bits [..., i] and weights of 8 bits [i, j], exactly.

    Float products are fast. Products of 8-bit halves and 8-bit weights, and sums of up to 516 of them, are exact in
    float32, even if a graphics card rounds the operands.
    """
    high, low = left >> 8, left & 255
    weights = right.astype(jnp.float32)
    above, below = (jnp.einsum("...i,ij->...j", half.astype(jnp.float32), weights) for half in (high, low))
    return (above.astype(jnp.int32) << 8) + below.astype(jnp.int32)


def turn(value: Array) -> Array:
    """A cosine, sine or step size as an integer."""
    return _nearest(value * np.float32(1 << TURN_BITS))


def turned(value: Array) -> Array:
    """A gradient multiplied by a cosine and a sine."""
    return jnp.clip((value + (1 << (TURN_BITS - 1))) >> TURN_BITS, -LIMIT, LIMIT)


def _nearest(value: Array) -> Array:
    return jnp.round(value).astype(jnp.int32)


__all__ = [
    "LARGEST_CHANGE",
    "LARGEST_HIDDEN",
    "LARGEST_WEIGHT",
    "LIMIT",
    "MOST_CHANNELS",
    "MOST_HIDDEN",
    "TURN_BITS",
    "IntegerPerception",
    "IntegerUpdate",
    "Weights",
    "checked_bits",
    "exponents_of",
    "product",
    "rounded_through",
    "rounded_weights",
    "shifted",
    "through",
    "turn",
    "turned",
    "updated",
    "weights_of",
    "whole",
]
