"""An integer automaton as integers, as stored on a microcontroller."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from blastema.automaton import CellularAutomaton
from blastema.integer.parts import LARGEST_WEIGHT, IntegerPerception, IntegerUpdate
from blastema.life import NeighbourhoodLife

Integers = np.ndarray[Any, np.dtype[np.int64]]


class IntegerRule(NamedTuple):
    """The integers of a rule, with C channels and h hidden units.

    first:       weights of the hidden units, -127 to 127 [h, 3 C]: own state, gradients in x, gradients in y
    first_shift: of each hidden unit, 1 to 30 [h]
    first_bias:  of each hidden unit, 16 bits [h]
    last:        weights of the changes, -127 to 127 [h, C]
    last_shift:  of each channel, 1 to 30 [C]
    last_bias:   of each channel, 32 bits [C]
    threshold:   a cell is mature if its alpha is greater
    state_bits:  the number 1 is ``1 << state_bits``
    torus:       whether the edges meet
    fire_rate:   probability that a cell updates at a step
    """

    first: Integers
    first_shift: Integers
    first_bias: Integers
    last: Integers
    last_shift: Integers
    last_bias: Integers
    threshold: int
    state_bits: int
    torus: bool
    fire_rate: float

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.last.shape[1])

    @property
    def hidden(self) -> int:
        """Number of hidden units."""
        return int(self.first.shape[0])


def obstacle(automaton: CellularAutomaton) -> str | None:
    """Why an automaton is not an integer automaton, by kind; none if it is one."""
    for part, known in (
        (automaton.perception, IntegerPerception),
        (automaton.update, IntegerUpdate),
        (automaton.life, NeighbourhoodLife),
    ):
        if type(part) is not known:
            return f"its {type(part).__name__} is not an {known.__name__}"
    perception, update, physics = automaton.perception, automaton.update, automaton.physics
    assert isinstance(perception, IntegerPerception)
    assert isinstance(update, IntegerUpdate)
    if perception.state_bits != update.state_bits:
        return f"it perceives states of {perception.state_bits} fraction bits and updates those of {update.state_bits}"
    if physics.noise or physics.clamp or physics.fire_per != "cell":
        return "an integer automaton has no noise, no clamp of its own, and cells fire as a whole"
    return None


def rule_of(automaton: CellularAutomaton) -> IntegerRule:
    """The integers of an automaton of the kind ``integer``.

    Raises:
        ValueError: if it is of another kind, or a number does not fit its bits.
    """
    reason = obstacle(automaton)
    if reason is not None:
        raise ValueError(f"this is not an integer automaton: {reason}")
    update, life = automaton.update, automaton.life
    assert isinstance(update, IntegerUpdate)
    (first, first_exponents), (last, last_exponents) = (_rounded(np.asarray(layer.weight)) for layer in update.layers)
    biases = [np.asarray(layer.bias, np.float64) for layer in update.layers]
    rule = IntegerRule(
        first=first.T,
        first_shift=update.state_bits + first_exponents - update.hidden_bits,
        first_bias=np.round(np.ldexp(biases[0], update.hidden_bits)).astype(np.int64),
        last=last,
        last_shift=update.hidden_bits + last_exponents - update.state_bits,
        last_bias=np.round(np.ldexp(biases[1], update.hidden_bits + last_exponents)).astype(np.int64),
        threshold=int(np.floor(np.float64(np.float32(life.alive_threshold)) * 2.0**update.state_bits)),
        state_bits=update.state_bits,
        torus=automaton.physics.boundary == "torus",
        fire_rate=automaton.physics.fire_rate,
    )
    _check(rule)
    return rule


def _rounded(weight: Any) -> tuple[Integers, Integers]:
    """As `blastema.integer.parts.rounded_weights`, but without JAX, since engines call this from within JAX."""
    largest = np.abs(weight).max(0)
    fraction, exponent = np.frexp(largest)
    full = np.where(fraction * 128 >= LARGEST_WEIGHT + 0.5, 6, 7)
    exponents = np.where(largest > 0, full - exponent, 7).astype(np.int64)
    return np.round(np.ldexp(weight, exponents.astype(np.int32))).astype(np.int64), exponents


def _check(rule: IntegerRule) -> None:
    for name, low, high in (
        ("first_shift", 1, 30),
        ("first_bias", -32768, 32767),
        ("last_shift", 1, 30),
        ("last_bias", -(1 << 29), 1 << 29),
    ):
        values = getattr(rule, name)
        if values.min() < low or values.max() > high:
            raise ValueError(f"{name} is {values.min()} to {values.max()}; expected {low} to {high}")


__all__ = ["IntegerRule", "Integers", "obstacle", "rule_of"]
