"""The specification of the automaton, in plain JAX: every other engine is tested against this file.

It computes the whole grid at every step; ``kernels.cpu`` computes only where there is life, to the same result.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax
from jax.ad_checkpoint import checkpoint_name

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
from blastema.perception import pad, perceive
from blastema.rule import update


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
) -> State:
    """One step of all cells (the article's section "Stochastic cell update" and "Living cell masking").

    state: [B, H, W, C]; seeds and time: uint32 [B]; angle: radians [B]. Returns the next state.
    """
    perception = perceive(state, physics.filters, angle=angle, boundary=physics.boundary, learned=learned)
    change = update(layers, perception) * jnp.asarray(step_size, state.dtype)
    _, height, width, _ = state.shape
    fires = fire_mask(height, width, seeds=seeds, step=time, fire_rate=fire_rate)
    moved = state + jnp.where(fires[..., None], change, 0)
    if not physics.living_mask:
        return moved
    # A name, so that the reverse mode may keep the mask instead of replaying what leads to it.
    alive = checkpoint_name(living(state, physics) & living(moved, physics), "alive")  # type: ignore[no-untyped-call]
    return jnp.where(alive[..., None], moved, 0)


def rollout(
    layers: Layers,
    state: State,
    steps: Steps,
    *,
    seeds: FireSeeds,
    first_step: FirstSteps,
    max_steps: int,
    learned: LearnedFilters | None = None,
    **settings: Any,
) -> State:
    """The state after ``steps`` steps.

    steps:      run-time value in [0, max_steps]; another value does not recompile
    first_step: uint32 [B], the count of steps each sample has behind it
    max_steps:  bound of ``steps``; the reverse mode keeps one state for each
    settings:   as of `step`
    """

    def observe(total: None, state: State, done: Array) -> None:
        return None

    return _run(layers, state, steps, None, observe, seeds, first_step, max_steps, learned, settings)[0]


def _run(
    layers: Layers,
    state: State,
    steps: Steps,
    total: Any,
    observe: Callable[[Any, State, Array], Any],
    seeds: FireSeeds,
    first_step: FirstSteps,
    max_steps: int,
    learned: LearnedFilters | None,
    settings: dict[str, Any],
) -> tuple[State, Any]:
    """Steps while there are any left; ``total = observe(total, state, steps done)`` after each.

    The bound is fixed, so that the reverse mode works; steps beyond ``steps`` are skipped, not computed. For the
    gradient only states and living masks are kept; the rest of each step is replayed in the backward pass.
    """

    def advance(carry: tuple[State, Any], index: Array) -> tuple[State, Any]:
        state, total = carry
        state = step(layers, state, seeds=seeds, time=first_step + index, learned=learned, **settings)
        return state, observe(total, state, index + 1)

    replayed = jax.checkpoint(advance, prevent_cse=False, policy=jax.checkpoint_policies.save_only_these_names("alive"))

    def maybe_advance(carry: tuple[State, Any], index: Array) -> tuple[tuple[State, Any], None]:
        running = index < jnp.asarray(steps, jnp.uint32)
        return lax.cond(running, replayed, lambda carry, _: carry, carry, index), None

    return lax.scan(maybe_advance, (state, total), jnp.arange(max_steps, dtype=jnp.uint32))[0]


def loss_and_gradient(
    layers: Layers,
    state: State,
    target: Array,
    *,
    steps: Steps,
    loss_times: Array,
    loss_weights: Array,
    channel_weights: Array,
    seeds: FireSeeds,
    first_step: FirstSteps,
    max_steps: int,
    **settings: Any,
) -> tuple[Array, Layers, State]:
    """The mean squared error at some times of an episode, and its gradient to the rule.

    target:          [H, W, 4] or [B, H, W, 4]
    loss_times:      int32 [L], numbers of steps in [1, steps] after which a loss is taken, in any order
    loss_weights:    [L], the factor of each
    channel_weights: [4], the factor of R, G, B and alpha within each
    settings:        as of `step`

    Returns the losses [B], the gradient of their mean, shaped like ``layers``, and the state after ``steps`` steps.
    """

    def add_error(losses: Array, state: State, done: Array) -> Array:
        weight = jnp.sum(jnp.where(loss_times == done.astype(loss_times.dtype), loss_weights, 0))

        def add(losses: Array) -> Array:
            difference = channel_weights * (state[..., :4] - target) ** 2
            return losses + weight * difference.mean(axis=(1, 2, 3))

        total: Array = lax.cond(weight != 0, add, lambda losses: losses, losses)
        return total

    def losses_of(layers: Layers) -> tuple[Array, tuple[Array, State]]:
        start = jnp.zeros(state.shape[0], state.dtype)
        final, losses = _run(layers, state, steps, start, add_error, seeds, first_step, max_steps, None, settings)
        return losses.mean(), (losses, final)

    (_, (losses, final)), gradient = jax.value_and_grad(losses_of, has_aux=True)(layers)
    return losses, gradient, final
