"""An organism of the article's kind as integers: its weights rounded to 8 bits (`blastema.rounding`), fraction bits
of states and hidden units chosen by their ranges while it grows and heals."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from blastema import article_kind
from blastema._types import Dense
from blastema.article_kind import in_its_order, without_signal
from blastema.automaton import CellularAutomaton
from blastema.errors import InputError
from blastema.integer.parts import (
    LARGEST_HIDDEN,
    LARGEST_WEIGHT,
    LIMIT,
    MOST_CHANNELS,
    MOST_HIDDEN,
    IntegerPerception,
    IntegerUpdate,
    exponents_of,
    rounded_through,
    rounded_weights,
)
from blastema.integer.rule import obstacle, rule_of
from blastema.lifetime import features_met, lifetime
from blastema.organism import Organism
from blastema.rounding import Format, Nearest, rounded
from blastema.surgeon import Matrix
from blastema.update import ResidualUpdate

_MOST_STATE_BITS = 12
_HEADROOM = 1.1
"""Headroom of hidden units above the observed range; larger values saturate."""
_STATES_HEADROOM = 0.9
"""The same of states: the largest, near a seed in the first steps, may saturate in favour of the others' precision."""


class Ranges(NamedTuple):
    """The largest observed magnitudes: of states, and of hidden units."""

    states: float
    hidden: float


def convert(organism: Organism) -> Organism:
    """The organism as an integer automaton, with fraction bits chosen by the ranges of states and hidden units.

    Args:
        organism: of the article's kind: identity and Sobel gradients, one hidden layer with ReLU, a residual update,
            life by neighbourhood; an integer organism is returned unchanged

    Raises:
        InputError: with the reasons, for any other organism.
    """
    if obstacle(organism.automaton) is None:
        return organism
    automaton = plain(organism)
    floating = dataclasses.replace(organism, automaton=automaton, signal=(), pictures=())
    layers: tuple[Dense, Dense] = automaton.update.layers  # type: ignore[attr-defined]
    if not _is_rounded(layers):
        layers = rounded(floating, [balanced(layers)], INT8)
    ranges = calibrate(floating, layers[0])
    state_bits = min(_MOST_STATE_BITS, _bits(LIMIT, ranges.states * _STATES_HEADROOM))
    hidden_bits = _fitting(state_bits, _bits(LARGEST_HIDDEN, ranges.hidden * _HEADROOM), layers)
    update = IntegerUpdate(_rounded(layers, hidden_bits), (layers[0].bias.size,), state_bits, hidden_bits)
    physics = dataclasses.replace(automaton.physics, step_size=1.0, clamp=0.0)
    integer = CellularAutomaton(
        IntegerPerception(state_bits=state_bits), update, automaton.life, automaton.channels, physics
    )
    try:
        rule_of(integer)
    except ValueError as error:
        raise InputError(f"{organism.name} cannot be converted to integers: {error}.") from error
    provenance = {**organism.provenance, "converted": f"int8, {state_bits} and {hidden_bits} fraction bits"}
    return dataclasses.replace(organism, automaton=integer, signal=(), pictures=(), provenance=provenance)


def plain(organism: Organism) -> CellularAutomaton:
    """The organism's automaton in the article's order (`blastema.article_kind`); one of integers as it is.

    Raises:
        InputError: with the reasons, if it is not of the article's kind.
    """
    if obstacle(organism.automaton) is None:
        return organism.automaton
    automaton = without_signal(organism)
    reasons = obstacles(automaton)
    if organism.start_radius is not None:
        reasons.append("it starts as its own picture, not from seeds")
    if organism.signal_in == "seed":
        reasons.append("its signal is in its seed")
    if reasons:
        raise InputError(
            f"{organism.name} cannot be converted to integers: {'; '.join(reasons)}. Organisms of the article's kind "
            "can, such as all of the zoo (blastema zoo list)."
        )
    return in_its_order(automaton)


def obstacles(automaton: CellularAutomaton) -> list[str]:
    """Why an automaton cannot be converted, in words; none if it can."""
    if reasons := article_kind.obstacles(automaton):
        return reasons
    assert isinstance(automaton.update, ResidualUpdate)
    hidden, channels, angle = automaton.update.hidden[0], automaton.channels, automaton.physics.angle
    checks = (
        (hidden <= MOST_HIDDEN, f"it has {hidden} hidden units; at most {MOST_HIDDEN} are supported"),
        (channels <= MOST_CHANNELS, f"it has {channels} channels; at most {MOST_CHANNELS} are supported"),
        (angle == 0, f"its perception is rotated by {angle:g} degrees"),
    )
    return [reason for fits, reason in checks if not fits]


def calibrate(organism: Organism, first: Dense) -> Ranges:
    """The ranges of states, and of the hidden units of a first layer, while an organism grows and heals four cuts."""
    states = hidden = 0.0
    for now in lifetime(organism):
        if not np.isfinite(now.states).all():
            raise InputError(
                f"{organism.name} cannot be converted to integers: its states at step {now.step} are not finite."
            )
        units = features_met(now) @ np.asarray(first.weight) + np.asarray(first.bias)
        states = max(states, float(np.abs(now.states).max()))
        hidden = max(hidden, float(units.max(initial=0.0)))
    return Ranges(states, hidden)


def int8_weights(weights: Matrix) -> Nearest:
    """Rounds to multiples up to 127 of a power of two for each output, which its largest weight defines."""
    quanta = np.ldexp(1.0, -np.asarray(exponents_of(jnp.asarray(weights, jnp.float32))))
    return lambda row: np.clip(np.round(row / quanta), -LARGEST_WEIGHT, LARGEST_WEIGHT) * quanta


INT8 = Format(int8_weights, None, zero=True)
"""Weights of an integer automaton; its biases have 16 bits and more."""


def balanced(layers: tuple[Dense, ...]) -> tuple[Dense, Dense]:
    """The same function with hidden units scaled to minimise the loss of rounding to 8 bits.

    A ReLU commutes with positive factors, so a unit's input weights can be scaled up and its output weights
    down. Each unit's input weights are made to use all 8 bits, and its output weights to have similar sizes.
    """
    (weight, bias), (last, last_bias) = (tuple(np.asarray(each, np.float64) for each in layer) for layer in layers)
    own = np.abs(weight).max(0)
    rows = np.abs(last).max(0)
    heard = np.abs(last / np.where(rows > 0, rows, 1)).max(1)
    wanted = np.where(heard > 0, heard, 1) * np.median(own[own > 0]) if (own > 0).any() else np.ones_like(own)
    target = np.float64(127) / 128 * np.exp2(np.round(np.log2(np.where(own > 0, own * wanted, 1))))
    factor = np.where((own > 0) & (heard > 0), target / np.where(own > 0, own, 1), 1.0)
    first = Dense(jnp.asarray(weight * factor, jnp.float32), jnp.asarray(bias * factor, jnp.float32))
    return first, Dense(jnp.asarray(last / factor[:, None], jnp.float32), jnp.asarray(last_bias, jnp.float32))


def _is_rounded(layers: tuple[Dense, Dense]) -> bool:
    """Whether the weights are already representable in 8 bits, as after training with --quantise int8."""
    return all(np.array_equal(layer.weight, rounded_through(layer.weight)) for layer in layers)


def _bits(limit: int, largest: float) -> int:
    """The number of fraction bits with which a magnitude is within a limit, in the range of `checked_bits`."""
    return int(np.clip(np.floor(np.log2(limit / max(largest, 1e-3))), 4, 14))


def _fitting(state_bits: int, hidden_bits: int, layers: tuple[Dense, Dense]) -> int:
    """Fewer bits of hidden units if a shift would otherwise not be to the right."""
    first, last = (np.asarray(exponents_of(layer.weight)) for layer in layers)
    lowest, highest = state_bits + 1 - int(last.min()), state_bits - 1 + int(first.min())
    return int(np.clip(hidden_bits, max(lowest, 4), min(highest, 14)))


def _rounded(layers: tuple[Dense, Dense], hidden_bits: int) -> tuple[Dense, Dense]:
    """Weights and biases as the values that the integers represent, so that the file has them exactly."""
    (first, first_exponents), (last, last_exponents) = (rounded_weights(layer.weight) for layer in layers)
    bias = jnp.round(layers[0].bias * 2.0**hidden_bits) / 2.0**hidden_bits
    places = hidden_bits + last_exponents
    last_bias = jnp.ldexp(jnp.round(jnp.ldexp(layers[1].bias, places)), -places)
    return Dense(jnp.ldexp(first, -first_exponents[None]), bias), Dense(
        jnp.ldexp(last, -last_exponents[None]), last_bias
    )


__all__ = ["INT8", "Ranges", "balanced", "calibrate", "convert", "int8_weights", "obstacles", "plain"]
