"""Organisms whose rule is written by hand, so that every measurement of them has a known answer.

Each lives in one cell, the seed: its picture is a single black opaque cell. The rule reads single cells only; a hidden
unit is relu(sum of weights * channels), so what it reads from the seed's ones is exact there and zero elsewhere.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from blastema._types import Dense
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig
from blastema.filters import Filter, filter_named
from blastema.motion import Motion
from blastema.organism import Organism
from blastema.targets import Target

CHANNELS, HIDDEN, PADDING = 8, 16, 5
RED, GREEN, ALPHA, GATE, STATE, OTHER = 0, 1, 3, 4, 5, 6

Terms = list[tuple[dict[int, float], dict[int, float]]]
"""A rule: for each hidden unit the weights from channels, and the weights to channels."""


def with_layers(config: AutomatonConfig, layers: Any) -> CellularAutomaton:
    """An automaton of these settings whose update has the given layers, pairs (weight, bias)."""
    dense = tuple(Dense(jnp.asarray(weight, jnp.float32), jnp.asarray(bias, jnp.float32)) for weight, bias in layers)
    return eqx.tree_at(lambda a: a.update.layers, CellularAutomaton.initial(config, jax.random.key(0)), dense)


def organism(terms: Terms, name: str, bias: dict[int, float] | None = None) -> Organism:
    """The organism of a rule; every cell fires at every step."""
    first = np.zeros((3 * CHANNELS, HIDDEN), np.float32)
    last = np.zeros((HIDDEN, CHANNELS), np.float32)
    last_bias = np.zeros(CHANNELS, np.float32)
    for unit, (reads, writes) in enumerate(terms):
        for channel, weight in reads.items():
            first[channel, unit] = weight
        for channel, weight in writes.items():
            last[unit, channel] = weight
    for channel, value in (bias or {}).items():
        last_bias[channel] = value
    layers = ((first, np.zeros(HIDDEN)), (last, last_bias))
    config = AutomatonConfig(channels=CHANNELS, hidden=(HIDDEN,), fire_rate=1.0)
    pixels = np.zeros((1, 1, 4), np.uint8)
    pixels[..., 3] = 255
    side = 1 + 2 * PADDING
    return Organism(with_layers(config, layers), name, (side, side), Target(pixels, PADDING, name))


def still() -> Organism:
    """Never changes."""
    return organism([], "still")


def dies() -> Organism:
    """Loses 1/64 of its alpha a step; at step 58 that is 6/64 < 0.1, and it is gone."""
    return organism([({GATE: 1}, {ALPHA: -1 / 64})], "dies")


DEATH = 58


def drifts() -> Organism:
    """One of the four hidden channels grows by 1/128 a step; nothing else changes."""
    return organism([({GATE: 1}, {STATE: 1 / 128})], "drifts")


def flips() -> Organism:
    """A hidden channel is 1, -1, 1, ...; red is 0 at even steps and 1/2 at odd ones."""
    return organism(
        [({STATE: 1}, {STATE: -2, RED: 0.5}), ({STATE: -1}, {STATE: 2, RED: -0.5})],
        "flips",
    )


def tent(slope: float = 1.9) -> Organism:
    """A hidden channel follows y -> 1 - slope |y|, whose Lyapunov exponent is log(slope)."""
    return organism(
        [({GATE: 1}, {STATE: 1}), ({STATE: 1}, {STATE: -slope - 1}), ({STATE: -1}, {STATE: 1 - slope})], "tent"
    )


def contracts(factor: float = 0.9) -> Organism:
    """Every channel goes to its rest by a factor a step; alpha to 1, so that it fills the grid."""
    rate = 1 - factor
    terms: Terms = []
    for channel in range(CHANNELS):
        terms += [({channel: 1}, {channel: -rate}), ({channel: -1}, {channel: rate})]
    return organism(terms, "contracts", bias={ALPHA: rate})


WALK = 4
"""Steps of the walker's cycle, and the cells to the right that it comes in them."""


def walks(steps_per_frame: int = 1, stride: int = WALK) -> Organism:
    """One cell that goes to the right by a cell a step and is red, yellow, green and black in turn.

    Its target moves as it does by default; with other values it is asked for another pace, or for another stride.
    """
    left = CHANNELS  # where the features of its left neighbour begin; those of the cell itself come first
    units: Terms = [({left + ALPHA: 1}, {ALPHA: 1})]
    units += [({channel: 1}, {channel: -1}) for channel in (ALPHA, RED, GREEN)]
    for channel in (STATE, OTHER):  # what was there goes ...
        units += [({channel: 1}, {channel: -1}), ({channel: -1}, {channel: 1})]
    # ... and what comes from the left is turned by a quarter: (a, b) to (-b, a), from (1, 1) on. Red is where a was 1,
    # green where b was.
    units += [({left + OTHER: 1}, {STATE: -1, GREEN: 1}), ({left + OTHER: -1}, {STATE: 1})]
    units += [({left + STATE: 1}, {OTHER: 1, RED: 1}), ({left + STATE: -1}, {OTHER: -1})]
    model = organism(units, "walks")
    taps = ((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    filters = (filter_named("identity"), Filter("left", still=taps), filter_named("sobel_y"))
    perception = dataclasses.replace(model.automaton.perception, filters=filters)
    physics = dataclasses.replace(model.automaton.physics, boundary="torus")
    automaton = dataclasses.replace(model.automaton, perception=perception, physics=physics)
    pixels = np.zeros((WALK, 1, 1, 4), np.uint8)
    pixels[..., 3], pixels[:2, ..., 0], pixels[1:3, ..., 1] = 255, 255, 255
    motion = Motion(pixels, steps_per_frame, (0, stride))
    target = Target(pixels[0], PADDING, "walks", motion=motion)
    return dataclasses.replace(model, automaton=automaton, target=target)


def two_fired(model: Organism, fire_rate: float) -> Organism:
    """The same organism at another fire rate."""
    physics = dataclasses.replace(model.automaton.physics, fire_rate=fire_rate)
    return dataclasses.replace(model, automaton=dataclasses.replace(model.automaton, physics=physics))
