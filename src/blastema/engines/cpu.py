"""The native engine: exact rollouts on the processor, computing only where there is life.

Its results equal those of the dense engine up to rounding. Here automata are lowered to arrays for the kernel, and
unsupported ones are rejected by kind; the kernel itself is C++ (``native/``) and is called in `native_calls`.
"""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import ClassVar

import jax

from blastema._types import Dense, Losses, State, Steps
from blastema.automaton import CellularAutomaton
from blastema.classifying import InkedUpdate
from blastema.conditions import Conditions
from blastema.decoder import AbstractDecoder
from blastema.engines import chained, lowering, native_calls
from blastema.engines.engine import AbstractEngine
from blastema.engines.lowering import operands_of
from blastema.engines.native_calls import Attributes
from blastema.engines.native_decoder import NativeDecoder
from blastema.errors import KernelUnavailableError
from blastema.life import AllLife, NeighbourhoodLife, OwnAlphaLife
from blastema.measure import Wanted
from blastema.micro import expanded
from blastema.objective import AbstractObjective
from blastema.perception import FilterPerception
from blastema.update import ReplacingUpdate, ResidualUpdate
from blastema.volumes import VolumePerception

_LIVES = {NeighbourhoodLife: "neighbourhood", OwnAlphaLife: "own-alpha", AllLife: "all"}
_UPDATES = {ResidualUpdate: "residual", InkedUpdate: "residual", ReplacingUpdate: "replacing"}


@dataclasses.dataclass(frozen=True)
class NativeEngine(AbstractEngine):
    """The kernel of ``native/``; the result does not depend on the number of threads."""

    platform: ClassVar[str] = "cpu"

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
            return "it does not support objectives with a term that counts at every step"
        return lowering.signal_obstacle(conditions)

    def rollout(
        self, automaton: CellularAutomaton, state: State, steps: Steps, conditions: Conditions, max_steps: int
    ) -> State:
        """See `AbstractEngine`. Gradients with respect to the conditions are refused; the dense engine has them."""
        automaton = expanded(automaton)
        return native_calls.rollout(self._attributes(automaton), operands_of(automaton, state, steps, conditions))

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
        if automaton.decodes or not measure.is_squared_error:
            refused = self.obstacle(automaton, objective, self.precision)
            if refused is not None:
                raise KernelUnavailableError(f"kernel native is not available: {refused}.")
            return chained.loss_and_gradient(self, automaton, state, measure, wanted, steps, conditions, max_steps)
        plain, pull = jax.vjp(expanded, automaton)
        call = partial(native_calls.loss_and_gradient, self._attributes(plain))
        losses, gradient, final = lowering.loss_and_gradient(call, plain, state, measure, wanted, steps, conditions)
        return losses, pull(gradient)[0], final

    def drawing(self, decoder: AbstractDecoder) -> AbstractDecoder:
        """See `AbstractEngine`."""
        return NativeDecoder.of(decoder, self.threads, self.level)

    def _attributes(self, automaton: CellularAutomaton) -> Attributes:
        refused = _obstacle_of(automaton, self.precision)
        if refused is not None:
            raise KernelUnavailableError(f"kernel native is not available: {refused}.")
        return _attributes(automaton, self.threads, self.level)


def _obstacle_of(automaton: CellularAutomaton, precision: str) -> str | None:
    """Why the kernel does not support an automaton, by the kinds of its parts, then by their sizes."""
    automaton = expanded(automaton)
    perception, update, life = automaton.perception, automaton.update, automaton.life
    for part, what, known in (
        (perception, "perception", (FilterPerception, VolumePerception)),
        (update, "update", _UPDATES),
        (life, "life", _LIVES),
    ):
        if type(part) not in known:
            return f"it does not support the {what} {type(part).__name__}"
    assert isinstance(perception, FilterPerception | VolumePerception)
    assert isinstance(update, ResidualUpdate | ReplacingUpdate)
    if isinstance(perception, FilterPerception):
        if perception.learned_filters:
            return "it supports fixed perception filters only"
        filters, joined = len(perception.filters), perception.joined
    else:
        filters, joined = len(perception.senses), 0
    if automaton.physics.noise or getattr(update, "update_noise", 0):
        return "it does not support noise"
    level = native_calls.instruction_level(precision=precision) if native_calls.available_levels(precision) else None
    if level is None:
        return "it needs AVX512-BF16, which this processor or the compiler that built the kernel does not have"
    split = update.layers[0].weight.shape[0] - joined
    first = Dense(update.layers[0].weight[:split], update.layers[0].bias)
    attributes = _attributes(automaton, 1, level)
    layers = lowering.filled_up((first, *update.layers[1:]))
    return native_calls.obstacle(attributes, layers, filters, perception.axes)


def _attributes(automaton: CellularAutomaton, threads: int, level: str) -> Attributes:
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
        threads=threads,
        level=level,
    )


__all__ = ["NativeEngine"]
