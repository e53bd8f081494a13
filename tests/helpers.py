"""Automata, states and comparisons that several tests use."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import judge
import numpy as np

from blastema._types import Dense
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig
from blastema.filters import Filter
from blastema.registry import LIVES, UPDATES

quickly_compiled = functools.partial(jax.jit, compiler_options={"xla_backend_optimization_level": 0})
"""``jax.jit`` for what runs once: code that is not optimised takes half of the time to compile."""


def random_layers(rng: np.random.Generator, features: int, hidden: tuple[int, ...], channels: int, gain: float = 0.1):
    """A rule that does something: float64 pairs (weight, bias), outputs of about ``gain``."""
    widths = (features, *hidden, channels)
    layers = []
    for inputs, outputs in pairwise(widths):
        weight = rng.normal(size=(inputs, outputs)) / np.sqrt(inputs)
        layers.append((weight, rng.normal(size=outputs) * 0.3))
    last_weight, last_bias = layers[-1]
    return (*layers[:-1], (last_weight * gain, last_bias * gain))


def random_automaton(
    config: AutomatonConfig, number: int, gain: float = 0.1, filters: Sequence[Filter] | None = None
) -> CellularAutomaton:
    """An automaton whose weights are drawn from ``number``, in the floats JAX is set to.

    filters: in the place of the config's, given by their taps
    """
    rng = np.random.default_rng(number)
    count = len(config.filters if filters is None else filters) + config.learned_filters
    layers = random_layers(rng, config.channels * count + config.signal, config.hidden, config.channels, gain)
    drawn = [tuple(Dense(jnp.asarray(w, float), jnp.asarray(b, float)) for w, b in layers)]
    empty = jax.eval_shape(lambda key: CellularAutomaton.initial(config, key), jax.random.key(0))
    if config.learned_filters:
        learned = rng.normal(size=(config.learned_filters, 3, 3, config.channels)) / 3
        drawn.append(jnp.asarray(learned, float))
    automaton = eqx.tree_at(lambda a: trained(a)[: len(drawn)], empty, drawn)
    if filters is None:
        return automaton
    perception = dataclasses.replace(automaton.perception, filters=tuple(filters))
    return dataclasses.replace(automaton, perception=perception)


def trained(automaton: CellularAutomaton) -> list[Any]:
    """Layers and learned filters of an automaton of the built-in kinds."""
    return [automaton.update.layers, automaton.perception.learned]


def random_states(number: int, batch: int, height: int, width: int, channels: int) -> np.ndarray:
    """Float32 [B, H, W, C] with patches of life: full cells, faint ones and empty ones, some of them at the edges."""
    rng = np.random.default_rng(number)
    states = rng.normal(size=(batch, height, width, channels)) * 0.5
    states[..., 3] = rng.uniform(-0.2, 1.1, size=states.shape[:-1])
    lively = rng.random((batch, height, width)) < 0.15
    faint = rng.random((batch, height, width)) < 0.2
    states[..., 3] = np.where(lively, states[..., 3], np.where(faint, 0.05, 0))
    return (states * (lively | faint)[..., None]).astype(np.float32)


def judged(automaton: CellularAutomaton, **changes: Any) -> tuple[list[tuple[np.ndarray, np.ndarray]], dict[str, Any]]:
    """What the judge needs for the same automaton: its layers and its keyword arguments."""
    perception, update, physics = automaton.perception, automaton.update, automaton.physics
    values = {
        "filters": [_judged_filter(each) for each in perception.filters],
        "update": UPDATES.name_of(type(update)),
        "activation": update.activation,
        "life": LIVES.name_of(type(automaton.life)),
        "alive_threshold": automaton.life.alive_threshold,
        **dataclasses.asdict(physics),
        "angle": np.deg2rad(physics.angle),
    }
    if perception.signal:
        values["signal"] = np.zeros((1, perception.signal))
    learned = None if perception.learned is None else np.asarray(perception.learned)
    layers = [(np.asarray(weight), np.asarray(bias)) for weight, bias in update.layers]
    return layers, {"options": judge.Options(**(values | changes)), "learned": learned}


def _judged_filter(wanted: Filter) -> str | judge.Taps:
    """By its name where the judge has a filter, or a sum, of that name itself."""
    known = all(name in judge.FILTERS for name in wanted.name.split("+"))
    return wanted.name if known else (wanted.still, wanted.cosine, wanted.sine)


def relative_error(found: Any, expected: Any) -> float:
    """max|a - b| / max|b|; zero against zero passes."""
    found, expected = np.asarray(found, np.float64), np.asarray(expected, np.float64)
    difference, largest = np.abs(found - expected).max(), np.abs(expected).max()
    return 0.0 if difference == 0 else float(difference / max(largest, np.finfo(np.float64).tiny))


def distance_from_threshold(states: np.ndarray, options: judge.Options) -> float:
    """How near any alpha that decides on life in float64 states [B, H, W, C] comes to the threshold."""
    if options.life == "all":
        return np.inf
    alpha = states[..., judge.ALPHA : judge.ALPHA + 1].astype(np.float64)
    if options.life == "neighbourhood":
        alpha = np.max([values for _, _, values in judge.neighbours(alpha, options.boundary)], axis=0)
    return float(np.abs(alpha - options.alive_threshold).min())


def assert_uniform(values, low, high, tolerance=0.05):
    """Kolmogorov and Smirnov: a random sample of 2000 passes 0.05 but once in ten thousand times."""
    ordered = np.sort((values - low) / (high - low))
    assert np.abs(ordered - (np.arange(len(ordered)) + 0.5) / len(ordered)).max() < tolerance
