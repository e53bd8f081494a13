"""The dense engine, in plain JAX; with `blastema.automaton` the specification of all other engines.

It computes the whole grid at every step; the native engine computes only where there is life, with the same result.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from blastema._types import Array, Losses, State, Steps
from blastema.automaton import CellularAutomaton, advance, move, settle
from blastema.conditions import Conditions
from blastema.decoder import AbstractDecoder
from blastema.engines.engine import AbstractEngine
from blastema.measure import Measure, Wanted, powered
from blastema.objective import AbstractObjective


def at_step(conditions: Conditions, index: Array) -> Conditions:
    """The conditions some steps later."""
    return conditions._replace(step=conditions.step + index.astype(jnp.uint32))


def rollout(automaton: CellularAutomaton, state: State, steps: Steps, conditions: Conditions, max_steps: int) -> State:
    """The state after ``steps`` steps; plain JAX, so that every transformation works on it.

    The reverse mode keeps one state for each of ``max_steps``. Arguments as of `AbstractEngine.rollout`.
    """

    def one(state: State, index: Array) -> State:
        return advance(automaton, state, at_step(conditions, index))

    def maybe(state: State, index: Array) -> tuple[State, None]:
        # Skipped rather than computed and discarded; recomputed in the backward pass rather than stored.
        running = index < jnp.asarray(steps, jnp.int32)
        return lax.cond(running, jax.checkpoint(one, prevent_cse=False), lambda s, _: s, state, index), None

    return lax.scan(maybe, state, jnp.arange(max_steps, dtype=jnp.int32))[0]


def loss_and_gradient(
    automaton: CellularAutomaton,
    state: State,
    measure: Measure,
    wanted: Wanted,
    steps: Steps,
    conditions: Conditions,
    max_steps: int,
) -> tuple[Losses, CellularAutomaton, State]:
    """The losses of an episode, and their gradient; see `AbstractEngine.loss_and_gradient`.

    Two loops over the actual number of steps: forwards, storing states and masks of survivors, and backwards,
    replaying each step. This is the derivative of `rollout`, faster and in bounded memory; a test compares them.
    """
    last = jnp.asarray(steps, jnp.int32) - 1
    boundary, life = automaton.physics.boundary, automaton.life
    none = jnp.zeros(state.shape[0], state.dtype)

    def due(decoder: AbstractDecoder, before: State, after: State, index: Array) -> Losses:
        return measure.due(wanted, before, after, index + 1, decoder)

    def forward(index: Array, carry: tuple[State, Array, Array, Losses]) -> tuple[State, Array, Array, Losses]:
        state, states, alives, losses = carry
        now = at_step(conditions, index)
        moved = move(automaton, state, now)
        alive = life.survivors(state, moved, boundary)
        after = settle(automaton, moved, now, alive)
        states = states.at[index].set(state)
        alives = alives if alive is None else alives.at[index].set(alive)
        return after, states, alives, losses + due(automaton.decoder, state, after, index)

    def backward(passed: Array, carry: tuple[State, State, Any]) -> tuple[State, State, Any]:
        after, cotangent, gradient = carry
        index = last - passed
        before, alive = states[index], alives[index] if masked else None
        _, pull_loss = jax.vjp(lambda d, x, y: due(d, x, y, index), automaton.decoder, before, after)
        to_decoder, to_before, to_after = pull_loss(slopes)
        _, pull = jax.vjp(lambda a, x: advance(a, x, at_step(conditions, index), alive), automaton, before)
        increment, to_state = pull(cotangent + to_after)
        increment = dataclasses.replace(increment, decoder=to_decoder)  # steps do not depend on it
        return before, to_state + to_before, jax.tree.map(jnp.add, gradient, increment)

    masked = life.survivors(state, state, boundary) is not None
    kept = max(max_steps, 1)  # even without steps there must be an array to trace
    states = jnp.zeros((kept, *state.shape), state.dtype)
    alives = jnp.zeros((kept if masked else 0, *state.shape[:-1]), bool)
    final, states, alives, losses = lax.fori_loop(0, last + 1, forward, (state, states, alives, none))
    slopes = jax.grad(lambda losses: powered(losses, measure.power).mean())(losses)
    nothing = jax.tree.map(jnp.zeros_like, (state, automaton))
    _, _, gradient = lax.fori_loop(0, last + 1, backward, (final, *nothing))
    return losses, gradient, final


@dataclasses.dataclass(frozen=True)
class DenseEngine(AbstractEngine):
    """All cells at every step, for every kind of automaton, on any platform of JAX."""

    @property
    def name(self) -> str:
        """See `AbstractEngine`."""
        return "jax"

    @classmethod
    def create(cls, threads: int, precision: str, why: str = "") -> DenseEngine:
        """See `AbstractEngine`."""
        del threads, precision  # XLA decides the threads; `obstacle` has refused other precisions
        return cls(f"dense JAX ({why or 'as requested'})", "xla", 0, "float32")

    @classmethod
    def obstacle(
        cls,
        automaton: CellularAutomaton | None = None,
        objective: AbstractObjective | None = None,
        precision: str = "float32",
        conditions: Conditions | None = None,
    ) -> str | None:
        """See `AbstractEngine`."""
        return None if precision == "float32" else "the dense engine computes in float32"

    def rollout(
        self, automaton: CellularAutomaton, state: State, steps: Steps, conditions: Conditions, max_steps: int
    ) -> State:
        """See `AbstractEngine`."""
        return rollout(automaton, state, steps, conditions, max_steps)

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
        return loss_and_gradient(automaton, state, objective.measure, wanted, steps, conditions, max_steps)


__all__ = ["DenseEngine", "at_step", "loss_and_gradient", "rollout"]
