"""Automata as arrays, as the kernels in C++ and CUDA need them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from blastema._types import ArrayLike, Dense, Layers, Losses, State, Steps
from blastema.automaton import CellularAutomaton
from blastema.classifying import InkedUpdate
from blastema.conditions import Conditions
from blastema.engines.kernel_calls import Due, Operands
from blastema.errors import KernelUnavailableError
from blastema.measure import Measure, Wanted
from blastema.perception import FilterPerception
from blastema.update import ReplacingUpdate, ResidualUpdate
from blastema.volumes import VolumePerception

_UNITS = 16
"""Kernels need a multiple of this number of hidden units."""
SIGNAL_PER_CELL = "it supports one signal per sample, not one per cell"


def signal_obstacle(conditions: Conditions | None) -> str | None:
    """Why a kernel does not support these conditions, as far as they are known already."""
    if conditions is not None and conditions.signal is not None and jnp.ndim(conditions.signal) > 2:
        return SIGNAL_PER_CELL
    return None


def layers_of(automaton: CellularAutomaton, signal: ArrayLike | None) -> Layers:
    """The network: a signal becomes a bias of the first layer for each sample, and hidden layers are padded.

    Raises:
        KernelUnavailableError: for a signal per cell.
    """
    update, perception = automaton.update, automaton.perception
    assert isinstance(update, ResidualUpdate | ReplacingUpdate)
    layers = update.without_ink() if isinstance(update, InkedUpdate) else update.layers
    if not isinstance(perception, FilterPerception) or not perception.signal:  # a volume has none
        return filled_up(layers)
    (weight, bias), *others = layers
    signal = jnp.asarray(signal)
    if signal.ndim != 2:
        raise KernelUnavailableError(f"the kernel is not available: {SIGNAL_PER_CELL}. Use --kernel jax.")
    split = weight.shape[0] - perception.joined
    return filled_up((Dense(weight[:split], bias[None] + perception.heard(signal) @ weight[split:]), *others))


def filled_up(layers: Layers) -> Layers:
    """The same network with hidden layers in multiples of 16: weights from and to the new units are zero."""
    widths = [(-weight.shape[1]) % _UNITS for weight, _ in layers[:-1]]
    if not any(widths):
        return layers
    found = []
    for (weight, bias), before, after in zip(layers, [0, *widths], [*widths, 0], strict=True):
        beside = [(0, 0)] * (bias.ndim - 1) + [(0, after)]
        found.append(Dense(jnp.pad(weight, ((0, before), (0, after))), jnp.pad(bias, beside)))
    return tuple(found)


def operands_of(automaton: CellularAutomaton, state: State, steps: Steps, conditions: Conditions) -> Operands:
    """The arrays of a rollout. Arguments as of `AbstractEngine.rollout`."""
    assert isinstance(automaton.perception, FilterPerception | VolumePerception)
    return Operands(
        layers_of(automaton, conditions.signal),
        state,
        automaton.perception.taps(jnp.asarray(conditions.angle)),
        jnp.asarray(conditions.fire_seed),
        jnp.asarray(conditions.step),
        jnp.asarray(steps, jnp.int32),
        jnp.asarray(conditions.fire_rate),
        jnp.asarray(conditions.step_size),
    )


def loss_and_gradient(
    call: Callable[[Operands, Due], tuple[Losses, Any, State]],
    automaton: CellularAutomaton,
    state: State,
    measure: Measure,
    wanted: Wanted,
    steps: Steps,
    conditions: Conditions,
) -> tuple[Losses, CellularAutomaton, State]:
    """As of `AbstractEngine.loss_and_gradient`, for the built-in measure of the kernels; ``call``: of a kernel."""
    weights, power = jnp.asarray(measure.channel_weights, jnp.float32), jnp.float32(measure.power)
    due = Due(wanted.times, wanted.weights, wanted.pictures, wanted.which, weights, power)
    layers, pull = jax.vjp(partial(layers_of, signal=conditions.signal), automaton)
    operands = operands_of(automaton, state, steps, conditions)._replace(layers=layers)
    losses, to_layers, final = call(operands, due)
    return losses, pull(to_layers)[0], final


__all__ = ["SIGNAL_PER_CELL", "filled_up", "layers_of", "loss_and_gradient", "operands_of", "signal_obstacle"]
