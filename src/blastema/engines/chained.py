"""Losses of any measure by an engine that only has rollouts: from due time to due time, differentiated by JAX."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from blastema._types import Array, Losses, State, Steps
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.engines.engine import AbstractEngine
from blastema.engines.reference import at_step
from blastema.measure import Measure, Wanted, picture_of, powered


def losses(
    engine: AbstractEngine,
    automaton: CellularAutomaton,
    state: State,
    measure: Measure,
    wanted: Wanted,
    steps: Steps,
    conditions: Conditions,
    max_steps: int,
) -> tuple[Losses, State]:
    """The losses of an episode and its last states, for measures without terms at every step.

    Args:
        engine: computes the rollouts
        automaton: as of `AbstractEngine.rollout`
        state: as of `AbstractEngine.rollout`
        measure: of the objective
        wanted: of the objective, for these samples
        steps: as of `AbstractEngine.rollout`
        conditions: as of `AbstractEngine.rollout`
        max_steps: as of `AbstractEngine.rollout`

    Returns:
        The losses [B], before they are raised to the measure's power, and the state after ``steps`` steps.

    Raises:
        ValueError: if a term counts at every step.
    """
    for term in measure.terms:
        if term.every_step:
            raise ValueError(
                f"{type(term).__name__} counts at every step; this engine sees only the steps at due times"
            )
    order = jnp.argsort(wanted.times)
    times = wanted.times[order]
    wanted = wanted._replace(which=wanted.which[:, order], times=times, weights=wanted.weights[order])

    def go(state: State, done: Array, until: Array) -> State:
        return engine.rollout(automaton, state, until - done, at_step(conditions, done), max_steps)

    decoder = engine.drawing(automaton.decoder)
    found, now, done = jnp.zeros(len(state), state.dtype), state, jnp.int32(0)
    for number in range(times.shape[0]):
        until = times[number]
        if measure.terms:
            # A term compares two consecutive states, so the state before the due time is needed, too.
            before = go(now, done, jnp.maximum(until - 1, done))
            now = go(before, jnp.maximum(until - 1, done), until)
            first = until > done  # for a second picture at the same time, terms are not counted again
            for term in measure.terms:
                found = found + jnp.where(first, term(before, now), 0)
        else:
            now = go(now, done, until)
        found = found + wanted.weights[number] * measure.of(now, picture_of(wanted, number), decoder)
        done = until
    return found, go(now, done, jnp.asarray(steps, jnp.int32))


def loss_and_gradient(
    engine: AbstractEngine,
    automaton: CellularAutomaton,
    state: State,
    measure: Measure,
    wanted: Wanted,
    steps: Steps,
    conditions: Conditions,
    max_steps: int,
) -> tuple[Losses, CellularAutomaton, State]:
    """As of `AbstractEngine.loss_and_gradient`, for measures as of `losses`.

    Raises:
        ValueError: if a term counts at every step.
    """

    def mean_loss(automaton: CellularAutomaton) -> tuple[Array, tuple[Losses, State]]:
        found, final = losses(engine, automaton, state, measure, wanted, steps, conditions, max_steps)
        return powered(found, measure.power).mean(), (found, final)

    (_, (found, final)), gradient = jax.value_and_grad(mean_loss, has_aux=True)(automaton)
    return found, gradient, final


__all__ = ["loss_and_gradient", "losses"]
