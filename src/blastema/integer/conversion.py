"""An organism of the article's kind as integers: scales by calibration, weights rounded to 8 bits."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np

from blastema._types import Dense
from blastema.automaton import CellularAutomaton
from blastema.errors import InputError
from blastema.integer.parts import (
    LARGEST_HIDDEN,
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
from blastema.life import NeighbourhoodLife
from blastema.organism import Organism
from blastema.perception import FilterPerception
from blastema.trajectory import Trajectory
from blastema.update import ResidualUpdate
from blastema.widening import decided

FILTERS = ("identity", "sobel_x", "sobel_y")
_STEPS = (8, 16, 32, 48, 64, 96, 128, 200)
_HEALING = (1, 8, 16, 32, 64)
_SEEDS = (0, 1)
_MOST_STATE_BITS = 12
_HEADROOM = 1.1
"""Headroom of states and hidden units above the observed range; larger values saturate."""


class Ranges(NamedTuple):
    """The largest observed magnitudes: of states, and of each hidden unit [h]."""

    states: float
    hidden: Any


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
    ranges = calibrate(dataclasses.replace(organism, automaton=automaton, signal=(), pictures=()))
    original: tuple[Dense, Dense] = automaton.update.layers  # type: ignore[attr-defined]
    layers = original if _is_rounded(original) else balanced(original)
    factor = np.asarray(jnp.abs(layers[0].weight).max(0) / jnp.abs(original[0].weight).max(0))
    state_bits = min(_MOST_STATE_BITS, _bits(LIMIT, ranges.states * _HEADROOM))
    most = float((np.nan_to_num(factor, nan=1.0) * ranges.hidden).max(initial=0.0)) * _HEADROOM
    hidden_bits = _fitting(state_bits, _bits(LARGEST_HIDDEN, most), layers)
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
    """The organism's automaton with rows in the order of the article's filters and the step size in the last layer;
    one of integers as it is.

    Raises:
        InputError: with the reasons, if it is not of the article's kind.
    """
    automaton = organism.automaton
    if obstacle(automaton) is None:
        return automaton
    if isinstance(automaton.perception, FilterPerception) and automaton.perception.signal:
        automaton = decided(automaton, organism.signal)
    reasons = obstacles(automaton)
    if organism.start_radius is not None:
        reasons = [*reasons, "it starts as its own picture, not from seeds"]
    if organism.signal_in == "seed":
        reasons = [*reasons, "its signal is in its seed"]
    if reasons:
        raise InputError(
            f"{organism.name} cannot be converted to integers: {'; '.join(reasons)}. Organisms of the article's kind "
            "can, such as all of the zoo (blastema zoo list)."
        )
    perception, update = automaton.perception, automaton.update
    assert isinstance(perception, FilterPerception)
    assert isinstance(update, ResidualUpdate)
    (weight, bias), (last, last_bias) = update.layers
    names = [each.name for each in perception.filters]
    rows = weight.reshape(len(FILTERS), automaton.channels, -1)
    weight = rows[np.array([names.index(name) for name in FILTERS])].reshape(weight.shape)
    size = automaton.physics.step_size
    layers = (Dense(weight, bias), Dense(last * size, last_bias * size))
    article = FilterPerception.initial(jnp.zeros(2, jnp.uint32), automaton.channels)
    physics = dataclasses.replace(automaton.physics, step_size=1.0)
    return dataclasses.replace(
        automaton, perception=article, update=dataclasses.replace(update, layers=layers), physics=physics
    )


def obstacles(automaton: CellularAutomaton) -> list[str]:
    """Why an automaton cannot be converted: the parts that are not of the article's kind; none if it can."""
    perception, update, life, physics = automaton.perception, automaton.update, automaton.life, automaton.physics
    kinds = ((perception, FilterPerception), (update, ResidualUpdate), (life, NeighbourhoodLife))
    others = [f"its {type(part).__name__} is not a {kind.__name__}" for part, kind in kinds if type(part) is not kind]
    if automaton.decodes:
        others.append("a decoder draws it")
    if others:
        return others
    assert isinstance(perception, FilterPerception)
    assert isinstance(update, ResidualUpdate)
    names = [each.name for each in perception.filters]
    checks = (
        (sorted(names) == sorted(FILTERS), f"its filters are {', '.join(names)}, not {', '.join(FILTERS)}"),
        (not perception.learned_filters, f"it has {perception.learned_filters} learned filters"),
        (update.activation == "relu", f"its activation is {update.activation}, not relu"),
        (len(update.hidden) == 1, f"it has {len(update.hidden)} hidden layers, not one"),
        (
            update.hidden[0] <= MOST_HIDDEN,
            f"it has {update.hidden[0]} hidden units; at most {MOST_HIDDEN} are supported",
        ),
        (automaton.channels <= MOST_CHANNELS, f"it has {automaton.channels} channels; at most {MOST_CHANNELS}"),
        (physics.fire_per == "cell", "its channels fire independently"),
        (not physics.noise, f"it has noise of {physics.noise:g}"),
        (not physics.clamp, f"its states are clamped to {physics.clamp:g}"),
        (physics.angle == 0, f"its perception is rotated by {physics.angle:g} degrees"),
    )
    return [reason for fits, reason in checks if not fits]


def calibrate(organism: Organism) -> Ranges:
    """The ranges of states and hidden units while it grows and heals the five cuts."""
    height, width = organism.grid
    rows, columns = np.indices((height, width))
    halves = (rows >= height // 2, rows < height // 2, columns >= width // 2, columns < width // 2)
    grown = Trajectory.seeded(organism, _SEEDS)
    states = 0.0
    hidden = np.zeros(organism.automaton.update.layers[0].bias.size)  # type: ignore[attr-defined]
    last = grown
    for now in grown.through((0, *_STEPS)):
        states, hidden = _seen(organism, now, states, hidden)
        last = now
    wounded = last.each_wounded(np.stack(halves))
    for now in wounded.through([last.step + step for step in _HEALING]):
        states, hidden = _seen(organism, now, states, hidden)
    return Ranges(states, hidden)


def _seen(organism: Organism, now: Trajectory, states: float, hidden: Any) -> tuple[float, Any]:
    if not np.isfinite(now.states).all():
        raise InputError(
            f"{organism.name} cannot be converted to integers: its states at step {now.step} are not finite."
        )
    weight, bias = (np.asarray(each) for each in organism.automaton.update.layers[0])  # type: ignore[attr-defined]
    features = np.asarray(organism.automaton.perceive(now.states))
    units = np.maximum(features[now.states.any(-1)] @ weight + bias, 0)
    return max(states, float(np.abs(now.states).max())), np.maximum(hidden, units.max(0, initial=0.0))


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


__all__ = ["FILTERS", "Ranges", "balanced", "calibrate", "convert", "obstacles", "plain"]
