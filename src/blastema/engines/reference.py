"""The specification of the automaton, in plain JAX: every other engine is tested against this file.

It computes the whole grid at every step; ``engines.cpu`` computes only where there is life, to the same result.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax

from blastema._types import (
    ALPHA,
    Angles,
    CellMask,
    FireSeeds,
    FirstSteps,
    Layers,
    LearnedFilters,
    Number,
    Physics,
    State,
    Steps,
)
from blastema.fire import fire_mask
from blastema.objective import powered
from blastema.perception import pad, perceive
from blastema.update import update


def living(state: State, physics: Physics) -> CellMask:
    """Alive cells: some alpha in the 3x3 neighbourhood is above the threshold. NaN is not alive."""
    mature = pad(state[..., ALPHA] > physics.alive_threshold, physics.boundary)
    rows = mature[:, :-2] | mature[:, 1:-1] | mature[:, 2:]
    return rows[:, :, :-2] | rows[:, :, 1:-1] | rows[:, :, 2:]


def step(
    layers: Layers,
    state: State,
    *,
    seeds: FireSeeds,
    time: FirstSteps,
    angle: Angles,
    fire_rate: Number,
    step_size: Number,
    physics: Physics,
    learned: LearnedFilters | None = None,
    alive: CellMask | None = None,
) -> State:
    """One step of all cells (the article's sections "Stochastic cell update" and "Living cell masking").

    state: [B, H, W, C]; seeds and time: uint32 [B]; angle: radians [B]
    alive: the cells that live on, where that is known already; found out here otherwise

    Returns the next state.
    """
    perception = perceive(state, physics.filters, angle=angle, boundary=physics.boundary, learned=learned)
    change = update(layers, perception) * jnp.asarray(step_size, state.dtype)
    _, height, width, _ = state.shape
    fires = fire_mask(height, width, seeds=seeds, step=time, fire_rate=fire_rate)
    moved = state + jnp.where(fires[..., None], change, 0)
    if alive is None:
        alive = survivors(state, moved, physics)
    return jnp.where(alive[..., None], moved, 0)


def survivors(before: State, after: State, physics: Physics) -> CellMask:
    """Cells that keep their state: alive before the update and after it; all of them without a living mask."""
    if not physics.living_mask:
        return jnp.ones(before.shape[:-1], bool)
    return living(before, physics) & living(after, physics)


def rollout(
    layers: Layers,
    state: State,
    steps: Steps,
    *,
    first_step: FirstSteps,
    max_steps: int,
    learned: LearnedFilters | None = None,
    **settings: Any,
) -> State:
    """The state after ``steps`` steps; plain JAX, so that every transformation works on it.

    steps:      run-time value in [0, max_steps]; another value does not recompile
    first_step: uint32 [B], the count of steps each sample has behind it
    max_steps:  bound of ``steps``; the reverse mode keeps one state for each
    settings:   as of `step`
    """

    def advance(state: State, index: Array) -> State:
        return step(layers, state, time=first_step + index, learned=learned, **settings)

    def maybe_advance(state: State, index: Array) -> tuple[State, None]:
        # Skipped, not computed and thrown away; replayed in the backward pass, not kept.
        running = index < jnp.asarray(steps, jnp.uint32)
        return lax.cond(running, jax.checkpoint(advance, prevent_cse=False), lambda s, _: s, state, index), None

    return lax.scan(maybe_advance, state, jnp.arange(max_steps, dtype=jnp.uint32))[0]


def loss_and_gradient(
    layers: Layers,
    state: State,
    target: Array,
    *,
    steps: Steps,
    loss_times: Array,
    loss_weights: Array,
    channel_weights: Array,
    first_step: FirstSteps,
    max_steps: int,
    loss_power: float = 1.0,
    **settings: Any,
) -> tuple[Array, Layers, State]:
    """The mean squared error at some times of an episode, and its gradient to the rule.

    target:          [H, W, 4] or [B, H, W, 4]
    loss_times:      int32 [L], numbers of steps in [1, steps] after which a loss is taken, in any order
    loss_weights:    [L], the factor of each
    channel_weights: [4], the factor of R, G, B and alpha within each
    loss_power:      of each sample's loss, before the mean whose gradient is returned (`blastema.objective.powered`)
    settings:        as of `step`

    Returns the losses [B], the gradient of the mean of their powers, shaped like ``layers``, and the state after
    ``steps`` steps.

    Two loops over the steps that there really are: forwards, keeping states and masks of living cells, and backwards,
    replaying each step. This is the derivative of `rollout`, faster and in bounded memory; a test compares them.
    """
    batch = state.shape[0]
    last = jnp.asarray(steps, jnp.int32) - 1
    target, channel_weights = (jnp.broadcast_to(a, (*state.shape[:-1], 4)) for a in (target, channel_weights))

    def advance(layers: Layers, state: State, index: Array, alive: CellMask | None) -> State:
        return step(layers, state, time=first_step + index.astype(jnp.uint32), alive=alive, **settings)

    def errors(state: State, done: Array) -> Array:
        weight = jnp.sum(jnp.where(loss_times == done, loss_weights, 0))
        return weight * jnp.mean(channel_weights * (state[..., :4] - target) ** 2, axis=(1, 2, 3))

    def forward(index: Array, carry: tuple[State, Array, Array, Array]) -> tuple[State, Array, Array, Array]:
        state, states, alives, losses = carry
        moved = advance(layers, state, index, jnp.ones(state.shape[:-1], bool))
        alive = survivors(state, moved, settings["physics"])
        states, alives = states.at[index].set(state), alives.at[index].set(alive)
        after = jnp.where(alive[..., None], moved, 0)
        return after, states, alives, losses + errors(after, index + 1)

    def backward(passed: Array, carry: tuple[State, State, Layers]) -> tuple[State, State, Layers]:
        after, cotangent, gradient = carry
        index = last - passed
        _, pull_error = jax.vjp(lambda after: errors(after, index + 1), after)
        cotangent += pull_error(slopes)[0]
        before = states[index]
        _, pull = jax.vjp(lambda layers, state: advance(layers, state, index, alives[index]), layers, before)
        increment, cotangent = pull(cotangent)
        return before, cotangent, jax.tree.map(jnp.add, gradient, increment)

    states = jnp.zeros((max_steps, *state.shape), state.dtype)
    alives = jnp.zeros((max_steps, *state.shape[:-1]), bool)
    none = jnp.zeros(batch, state.dtype)
    final, states, alives, losses = lax.fori_loop(0, last + 1, forward, (state, states, alives, none))
    slopes = jax.grad(lambda losses: powered(losses, loss_power).mean())(losses)
    nothing = jax.tree.map(jnp.zeros_like, (state, layers))
    _, _, gradient = lax.fori_loop(0, last + 1, backward, (final, *nothing))
    return losses, gradient, final
