"""The course of a training: the learning rate and the length of episodes at each iteration, by Optax's schedules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

import jax.numpy as jnp
import optax

from blastema._types import Array, ArrayLike
from blastema.config import Phase

Schedule = Callable[[ArrayLike], Array]
"""A function of the iteration, counted from 0."""


def learning_rate(phases: Sequence[Phase]) -> Schedule:
    """The learning rate at each iteration; absolute, so that a longer run extends the last rate."""
    joined: Schedule = optax.join_schedules([_of(phase) for phase in phases], _boundaries(phases))
    return joined


def _of(phase: Phase) -> Schedule:
    schedule: Schedule = optax.constant_schedule(phase.learning_rate)
    if phase.shape == "cosine":
        schedule = optax.cosine_decay_schedule(phase.learning_rate, phase.iterations, phase.final_fraction)
    if phase.shape == "linear":
        last = phase.learning_rate * phase.final_fraction
        schedule = optax.linear_schedule(phase.learning_rate, last, phase.iterations)
    return schedule


def episode_steps(phases: Sequence[Phase], iteration: Array) -> Array:
    """The bounds [low, high) of an episode's steps at an iteration: int32 [2]."""
    number = jnp.sum(iteration >= jnp.array(_boundaries(phases), jnp.uint32), dtype=jnp.int32)
    return jnp.array([phase.steps for phase in phases], jnp.int32)[number]


def _boundaries(phases: Sequence[Phase]) -> list[int]:
    """The first iteration of each phase but the first."""
    return list(accumulate(phase.iterations for phase in phases))[:-1]


__all__ = ["Schedule", "episode_steps", "learning_rate"]
