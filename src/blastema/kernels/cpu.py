"""The native kernel behind the interface of the engines: exact rollouts, computing only where there is life.

It gives what ``kernels.reference`` gives, to rounding, and serves fixed perception filters in float32. Where asked for,
and where the processor has the instructions, the rule's matrix products take operands rounded to bf16; their sums and
all else stay float32. The calls themselves are in `blastema.kernels.native`.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from blastema._types import Angles, FireSeeds, FirstSteps, Layers, Number, Physics, State, Steps
from blastema.errors import KernelUnavailableError
from blastema.kernels import native
from blastema.kernels.native import (
    LEVEL_VARIABLE,
    MAX_FILTERS,
    Attributes,
    Due,
    Operands,
    available_levels,
    default_threads,
    instruction_level,
    is_available,
)
from blastema.perception import turned_filters

__all__ = [
    "LEVEL_VARIABLE",
    "MAX_FILTERS",
    "available_levels",
    "default_threads",
    "instruction_level",
    "is_available",
    "loss_and_gradient",
    "rollout",
    "supports",
]


def supports(physics: Physics, layers: Layers) -> str | None:
    """Why the kernel cannot serve an automaton, or None if it can. Only the layers' shapes are looked at."""
    if physics.boundary not in ("zero", "torus"):
        return f"it does not know the boundary {physics.boundary!r}"
    return native.obstacle(_attributes(physics), layers, len(physics.filters))


def rollout(
    layers: Layers,
    state: State,
    steps: Steps,
    *,
    seeds: FireSeeds,
    first_step: FirstSteps,
    angle: Angles,
    fire_rate: Number,
    step_size: Number,
    physics: Physics,
    max_steps: int | None = None,
    threads: int | None = None,
    level: str | None = None,
    precision: str = "float32",
) -> State:
    """The state after ``steps`` steps, as of ``kernels.reference.rollout``.

    Differentiable (reverse mode) with respect to ``layers`` and ``state``; a gradient to another argument is refused.
    Nothing but the arguments is kept for the gradient: the backward pass runs the steps once more.

    max_steps: not needed here, taken for the sake of the common interface
    threads:   1 or more; None or 0 is one for each processor. The result does not depend on it
    level:     an instruction level of `available_levels`; None is the best
    precision: "float32", or "bf16" for products of operands rounded to bf16 (forward and backward)

    Raises `KernelUnavailableError` if the kernel is missing or cannot serve this automaton.
    """
    del max_steps
    attributes = _attributes(physics, threads, instruction_level(level, precision))
    _check(physics, layers, state)
    operands = _operands(layers, state, steps, seeds, first_step, angle, fire_rate, step_size, physics)
    return native.rollout(attributes, operands)


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
    angle: Angles,
    fire_rate: Number,
    step_size: Number,
    physics: Physics,
    loss_power: float = 1.0,
    max_steps: int | None = None,
    threads: int | None = None,
    level: str | None = None,
    precision: str = "float32",
) -> tuple[Array, Layers, State]:
    """Loss and gradient of a rollout in one pass, as of ``kernels.reference.loss_and_gradient``.

    target:          [H, W, 4] or [B, H, W, 4]
    loss_times:      int32 [L], the numbers of steps after which the loss is taken, in 1..steps
    loss_weights:    float32 [L]
    channel_weights: float32 [4]
    loss_power:      of each sample's loss, before the mean whose gradient is returned
    The other arguments are those of `rollout`.

    Returns the losses [B] (for each sample the weighted sum over times of the mean squared error), the
    gradients of their mean over the batch, shaped as ``layers``, and the final state [B, H, W, C].
    """
    del max_steps
    attributes = _attributes(physics, threads, instruction_level(level, precision))
    _check(physics, layers, state)
    operands = _operands(layers, state, steps, seeds, first_step, angle, fire_rate, step_size, physics)
    batch, height, width, _ = state.shape
    pictures = jnp.asarray(target, jnp.float32)
    if pictures.shape not in ((height, width, 4), (batch, height, width, 4)):
        raise ValueError(f"the target is {list(pictures.shape)}; expected [H, W, 4] or [B, H, W, 4] of the state.")
    own = jnp.arange(batch, dtype=jnp.int32) if pictures.ndim == 4 else jnp.zeros(batch, jnp.int32)
    times = jnp.asarray(loss_times, jnp.int32)
    due = Due(
        times=times,
        weights=jnp.asarray(loss_weights, jnp.float32),
        pictures=pictures.reshape(-1, height, width, 4),
        which=jnp.broadcast_to(own[:, None], (batch, *times.shape)),
        channel_weights=jnp.asarray(channel_weights, jnp.float32),
        power=jnp.asarray(loss_power, jnp.float32),
    )
    return native.loss_and_gradient(attributes, operands, due)


def _check(physics: Physics, layers: Layers, state: State) -> None:
    obstacle = supports(physics, layers)
    if obstacle is None and state.ndim != 4:
        obstacle = f"the state must be float32 [B, H, W, C], not {state.dtype} {list(state.shape)}"
    if obstacle is not None:
        raise KernelUnavailableError(f"kernel native cannot be used: {obstacle}.")


def _attributes(physics: Physics, threads: int | None = None, level: str = "") -> Attributes:
    return Attributes(
        torus=physics.boundary == "torus",
        life="neighbourhood" if physics.living_mask else "all",
        alive_threshold=physics.alive_threshold,
        threads=threads or default_threads(),
        level=level,
    )


def _operands(
    layers: Layers,
    state: State,
    steps: Steps,
    seeds: FireSeeds,
    first_step: FirstSteps,
    angle: Angles,
    fire_rate: Number,
    step_size: Number,
    physics: Physics,
) -> Operands:
    batch = state.shape[:1]
    return Operands(
        layers=layers,
        state=state,
        taps=turned_filters(physics.filters, jnp.asarray(angle, jnp.float32)),
        fire_seed=jnp.asarray(seeds, jnp.uint32),
        first_step=jnp.asarray(first_step, jnp.uint32),
        steps=jnp.asarray(steps, jnp.int32),
        fire_rate=jnp.broadcast_to(jnp.asarray(fire_rate, jnp.float32), batch),
        step_size=jnp.broadcast_to(jnp.asarray(step_size, jnp.float32), batch),
    )
