"""The native engine: exact rollouts on the processor, computing only where there is life.

It gives what the dense engine gives, to rounding. Here automata are lowered to arrays for the kernel, and what it does
not serve is said by kind; the kernel itself is C++ (``native/``) and is called in `native_calls`.
"""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.custom_derivatives import SymbolicZero

from blastema._types import Dense, Layers, Losses, State, Steps
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.engines import chained, native_calls
from blastema.engines.engine import AbstractEngine
from blastema.engines.native_calls import Attributes, Due, Operands
from blastema.errors import KernelUnavailableError
from blastema.life import AllLife, NeighbourhoodLife, OwnAlphaLife
from blastema.objective import AbstractObjective, Wanted
from blastema.perception import FilterPerception
from blastema.update import ReplacingUpdate, ResidualUpdate

MAX_FILTERS = 8
"""Most perception filters that the kernel takes."""
_LIVES = {NeighbourhoodLife: "neighbourhood", OwnAlphaLife: "own-alpha", AllLife: "all"}
_UPDATES = {ResidualUpdate: "residual", ReplacingUpdate: "replacing"}
_ACTIVATIONS = ("relu", "atan", "tanh")
_SIGNAL_PER_CELL = "it serves one signal per sample, not one per cell"


@dataclasses.dataclass(frozen=True)
class NativeEngine(AbstractEngine):
    """The kernel of ``native/``, on as many threads as asked for; the result does not depend on how many."""

    @property
    def name(self) -> str:
        """See `AbstractEngine`."""
        return "native"

    @classmethod
    def create(cls, threads: int, precision: str, why: str = "") -> NativeEngine:
        """See `AbstractEngine`."""
        count = threads or native_calls.default_threads()
        level = native_calls.instruction_level(precision=precision)
        text = f"native kernel ({level}, {count} thread{'s' if count > 1 else ''}): computes only where there is life"
        return cls(why or text, level, count, precision)

    @classmethod
    def obstacle(
        cls,
        automaton: CellularAutomaton | None = None,
        objective: AbstractObjective | None = None,
        precision: str = "float32",
        conditions: Conditions | None = None,
    ) -> str | None:
        """See `AbstractEngine`."""
        available, reason = native_calls.is_available()
        if not available:
            return reason
        if jax.default_backend() != "cpu":
            return f"JAX computes on {jax.default_backend()}, where the dense engine is faster"
        if automaton is not None and (found := _obstacle_of(automaton, precision)) is not None:
            return found
        if objective is not None and any(term.every_step for term in objective.measure.terms):
            return "it does not look at every step, as a term of the objective does"
        if conditions is not None and np.ndim(conditions.signal) > 2:
            return _SIGNAL_PER_CELL
        return None

    def rollout(
        self, automaton: CellularAutomaton, state: State, steps: Steps, conditions: Conditions, max_steps: int
    ) -> State:
        """See `AbstractEngine`. Gradients to the conditions are refused: the dense engine has them."""
        return native_calls.rollout(self._attributes(automaton), _operands(automaton, state, steps, conditions))

    def loss_and_gradient(
        self,
        automaton: CellularAutomaton,
        state: State,
        objective: AbstractObjective,
        wanted: Wanted,
        steps: Steps,
        conditions: Conditions,
        max_steps: int,
    ) -> tuple[Losses, CellularAutomaton, State]:
        """See `AbstractEngine`."""
        measure = objective.measure
        if not measure.is_squared_error:
            refused = self.obstacle(automaton, objective, self.precision)
            if refused is not None:
                raise KernelUnavailableError(f"kernel native is not available: {refused}.")
            return chained.loss_and_gradient(self, automaton, state, measure, wanted, steps, conditions, max_steps)
        due = Due(wanted.times, wanted.weights, wanted.pictures, wanted.which, measure.channel_weights, measure.power)
        layers, pull = jax.vjp(partial(_layers, signal=conditions.signal), automaton)
        operands = _operands(automaton, state, steps, conditions)._replace(layers=layers)
        losses, to_layers, final = native_calls.loss_and_gradient(self._attributes(automaton), operands, due)
        return losses, pull(to_layers)[0], final

    def _attributes(self, automaton: CellularAutomaton) -> Attributes:
        refused = _obstacle_of(automaton, self.precision)
        if refused is not None:
            raise KernelUnavailableError(f"kernel native is not available: {refused}.")
        physics, update = automaton.physics, automaton.update
        assert isinstance(update, ResidualUpdate | ReplacingUpdate)
        return Attributes(
            torus=physics.boundary == "torus",
            life=_LIVES[type(automaton.life)],
            alive_threshold=automaton.alive_threshold,
            activation=update.activation,
            update=_UPDATES[type(update)],
            fire_per_channel=physics.fire_per == "channel",
            clamp=physics.clamp,
            threads=self.threads,
            level=self.level,
        )


def _obstacle_of(automaton: CellularAutomaton, precision: str) -> str | None:
    """Why the kernel cannot serve an automaton, by the kinds of its parts, then by their sizes."""
    perception, update, life = automaton.perception, automaton.update, automaton.life
    for part, what, known in (
        (perception, "perception", (FilterPerception,)),
        (update, "update", _UPDATES),
        (life, "life", _LIVES),
    ):
        if type(part) not in known:
            return f"it does not know the {what} {type(part).__name__}"
    assert isinstance(perception, FilterPerception)
    assert isinstance(update, ResidualUpdate | ReplacingUpdate)
    filters, channels = len(perception.filters), automaton.channels
    dtypes = {str(leaf.dtype) for leaf in jax.tree.leaves(automaton)}
    widths = [width for width in update.hidden if width % 16]
    obstacles = {
        "it serves fixed perception filters only": perception.learned_filters > 0,
        f"it does not know the activation {update.activation!r}": update.activation not in _ACTIVATIONS,
        "it adds no noise": automaton.physics.noise > 0,
        f"it serves float32, not {', '.join(sorted(dtypes))}": dtypes != {"float32"},
        f"it serves channels in multiples of 4, not {channels}": channels % 4 != 0,
        f"it serves rules with one or two hidden layers, not {len(update.hidden)}": len(update.hidden) > 2,
        f"it serves hidden layers in multiples of 16, not {widths[0] if widths else 0}": bool(widths),
        f"it serves 1 to {MAX_FILTERS} perception filters, not {filters}": not 1 <= filters <= MAX_FILTERS,
    }
    found = next((reason for reason, hinders in obstacles.items() if hinders), None)
    return found or (native_calls.bf16_obstacle(update) if precision == "bf16" else None)


def _layers(automaton: CellularAutomaton, signal: jax.Array | None) -> Layers:
    """The network as the kernel takes it: a signal becomes a bias of the first layer for each sample."""
    update, perception = automaton.update, automaton.perception
    assert isinstance(update, ResidualUpdate | ReplacingUpdate)
    if not perception.signal:
        return update.layers
    (weight, bias), *others = update.layers
    assert signal is not None
    if signal.ndim != 2:
        raise KernelUnavailableError(f"kernel native is not available: {_SIGNAL_PER_CELL}.")
    split = weight.shape[0] - perception.signal
    return (Dense(weight[:split], bias[None] + signal @ weight[split:]), *others)


def _operands(automaton: CellularAutomaton, state: State, steps: Steps, conditions: Conditions) -> Operands:
    assert isinstance(automaton.perception, FilterPerception)
    return Operands(
        _layers(automaton, conditions.signal),
        state,
        _constant(automaton.perception.taps(conditions.angle)),
        conditions.fire_seed,
        conditions.step,
        jnp.asarray(steps, jnp.int32),
        conditions.fire_rate,
        _constant(conditions.step_size),
    )


@jax.custom_jvp
def _constant(values: jax.Array) -> jax.Array:
    """The same values, by which nothing may be differentiated: the kernel would tell a gradient of zero."""
    return values


@partial(_constant.defjvp, symbolic_zeros=True)
def _constant_jvp(primals: tuple[jax.Array], tangents: tuple[Any]) -> tuple[jax.Array, Any]:
    if not isinstance(tangents[0], SymbolicZero):
        raise KernelUnavailableError(
            "kernel native has no gradients to angle and step_size; use the dense engine: kernel='jax'."
        )
    return primals[0], tangents[0]
