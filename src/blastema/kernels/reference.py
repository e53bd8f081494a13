"""The specification of the automaton, in plain JAX: every other engine is tested against this file.

It computes the whole grid at every step; ``kernels.cpu`` computes only where there is life, to the same result.
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
    perception = perceive(
        state, physics.filters, angle=angle, boundary=physics.boundary, learned=learned
    )
    change = update(layers, perception) * jnp.asarray(step_size, state.dtype)
    _, height, width, _ = state.shape
    fires = fire_mask(height, width, seeds=seeds, step=time, fire_rate=fire_rate)
    moved = state + jnp.where(fires[..., None], change, 0)
    if not physics.living_mask:
        return moved
    alive = living(state, physics) & living(lax.stop_gradient(moved), physics)
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

    Only the states are kept for the gradient; each step is replayed in the backward pass.
    """

    def advance(state: State, done: Array) -> State:
        return step(
            layers, state, seeds=seeds, time=first_step + done, learned=learned, **settings
        )

    def maybe_advance(state: State, done: Array) -> tuple[State, None]:
        running = done < jnp.asarray(steps, jnp.uint32)
        return lax.cond(running, jax.checkpoint(advance), lambda s, _: s, state, done), None

    return lax.scan(maybe_advance, state, jnp.arange(max_steps, dtype=jnp.uint32))[0]
