"""The native kernel: exact rollouts on the processor, computing only where there is life.

It gives what ``engines.reference`` gives, to rounding, and serves fixed perception filters and one
hidden layer in float32. Where asked for, and where the processor has the instructions, the rule's matrix products
take operands rounded to bf16; their sums and all else stay float32. The C++ code is in ``native/``; here it is
reached through ``jax.ffi``, inside ``jax.jit`` as well. This module can be imported where the extension was not
built: `is_available` says why.
"""

from __future__ import annotations

import functools
import importlib
import os
from types import ModuleType
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from blastema._types import Angles, FireSeeds, FirstSteps, Layers, Number, Physics, State, Steps
from blastema.errors import KernelUnavailableError
from blastema.perception import turned_filters

LEVEL_VARIABLE = "BLASTEMA_NATIVE_LEVEL"
"""Environment variable that forces an instruction level; read whenever a function is traced."""

MAX_FILTERS = 8
"""Most perception filters that the kernel takes."""


class _Settings(NamedTuple):
    """What a compiled call is specialised for."""

    physics: Physics
    threads: int
    level: str

    def attributes(self) -> dict[str, Any]:
        return {
            "torus": np.int32(self.physics.boundary == "torus"),
            "living_mask": np.int32(self.physics.living_mask),
            "alive_threshold": np.float32(self.physics.alive_threshold),
            "threads": np.int32(self.threads),
            "level": self.level,
        }


@functools.cache
def _extension() -> ModuleType | str:
    """The extension with its targets registered, or the reason why there is none."""
    try:
        native = importlib.import_module("blastema._native")
    except ImportError as error:
        return (
            f"the extension blastema._native cannot be loaded ({error}); "
            "install Blastema anew with a C++ compiler at hand to build it"
        )
    if not native.available_levels():
        return "this processor is older than x86-64-v2"
    for name, target in native.targets().items():
        jax.ffi.register_ffi_target(name, target, platform="cpu")
    return native


def is_available() -> tuple[bool, str]:
    """Whether the kernel can be used on this machine, and if not, why (else an empty string)."""
    extension = _extension()
    return (False, extension) if isinstance(extension, str) else (True, "")


def available_levels(precision: str = "float32") -> tuple[str, ...]:
    """Instruction levels that were built and that this processor can run, best first.

    For "float32": "v4" (AVX-512), "v3" (AVX2) and "v2" (SSE 4.2) of x86-64, or "baseline". For "bf16": "v4_amx" (AMX)
    and "v4_bf16" (AVX512-BF16). Empty without the extension.
    """
    extension = _extension()
    return () if isinstance(extension, str) else tuple(extension.available_levels(precision))


def instruction_level(level: str | None = None, precision: str = "float32") -> str:
    """The level that a call would use: ``level``, else the environment's, else the best.

    precision: "float32", or "bf16" for products of operands rounded to bf16

    Raises `KernelUnavailableError` if that level cannot be had.
    """
    available, reason = is_available()
    if not available:
        raise KernelUnavailableError(f"kernel native cannot be used: {reason}.")
    levels = available_levels(precision)
    if not levels:
        raise KernelUnavailableError(
            f"precision {precision} cannot be had: it needs AVX512-BF16, which this processor or the compiler that "
            "built the kernel does not have. Take --precision float32."
        )
    wanted = level or os.environ.get(LEVEL_VARIABLE) or levels[0]
    if wanted not in levels:
        with_precision = "" if precision == "float32" else f" with precision {precision}"
        raise KernelUnavailableError(
            f"instruction level {wanted!r} is not available here{with_precision}; choose one of {levels}."
        )
    return wanted


def default_threads() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def supports(physics: Physics, layers: Layers) -> str | None:
    """Why the kernel cannot serve an automaton, or None if it can. Only the layers' shapes are looked at."""
    if len(layers) != 2:
        return f"it serves rules with one hidden layer, not {len(layers) - 1}"
    features, hidden = layers[0][0].shape
    channels = layers[1][0].shape[1]
    dtypes = {str(array.dtype) for layer in layers for array in layer}
    obstacles = {
        f"it serves float32, not {', '.join(sorted(dtypes))}": dtypes == {"float32"},
        f"it serves channels in multiples of 4, not {channels}": channels % 4 == 0,
        f"it serves hidden layers in multiples of 16, not {hidden}": hidden % 16 == 0,
        f"it serves 1 to {MAX_FILTERS} perception filters, not {len(physics.filters)}": (
            1 <= len(physics.filters) <= MAX_FILTERS
        ),
        "it serves fixed perception filters only": features == len(physics.filters) * channels,
        f"it does not know the boundary {physics.boundary!r}": physics.boundary in ("zero", "torus"),
    }
    return next((reason for reason, served in obstacles.items() if not served), None)


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
    """The state after ``steps`` steps, as of ``engines.reference.rollout``.

    Differentiable (reverse mode) with respect to ``layers`` and ``state``, not to the other arguments.
    Nothing but the arguments is kept for the gradient: the backward pass runs the steps once more.

    max_steps: not needed here, taken for the sake of the common interface
    threads:   1 or more; None or 0 is one for each processor. The result does not depend on it
    level:     an instruction level of `available_levels`; None is the best
    precision: "float32", or "bf16" for products of operands rounded to bf16 (forward and backward)

    Raises `KernelUnavailableError` if the kernel is missing or cannot serve this automaton.
    """
    del max_steps
    settings = _settings(physics, layers, state, threads, instruction_level(level, precision))
    arguments = _arguments(layers, state, steps, seeds, first_step, angle, fire_rate, step_size, physics)
    return _rollout(settings, *arguments)


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
    """Loss and gradient of a rollout in one pass, as of ``engines.reference.loss_and_gradient``.

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
    settings = _settings(physics, layers, state, threads, instruction_level(level, precision))
    arguments = _arguments(layers, state, steps, seeds, first_step, angle, fire_rate, step_size, physics)
    results = (_like(seeds, jnp.float32), _like(state), *(_like(leaf) for leaf in jax.tree.leaves(layers)))
    losses, final_state, *gradients = _call("blastema_loss_and_gradient", results)(
        *jax.tree.leaves(arguments),
        jnp.asarray(target, jnp.float32),
        jnp.asarray(loss_times, jnp.int32),
        jnp.asarray(loss_weights, jnp.float32),
        jnp.asarray(channel_weights, jnp.float32),
        **settings.attributes(),
        loss_power=np.float32(loss_power),
    )
    return losses, jax.tree.unflatten(jax.tree.structure(layers), gradients), final_state


def _call(target: str, results: Any) -> Any:
    return jax.ffi.ffi_call(target, results, vmap_method="sequential")


def _like(array: Array, dtype: Any = None) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(array.shape, dtype or array.dtype)  # type: ignore[no-untyped-call]


def _settings(physics: Physics, layers: Layers, state: State, threads: int | None, level: str) -> _Settings:
    obstacle = supports(physics, layers)
    if obstacle is None and (state.ndim != 4 or state.dtype != jnp.float32):
        obstacle = f"the state must be float32 [B, H, W, C], not {state.dtype} {list(state.shape)}"
    if obstacle is not None:
        raise KernelUnavailableError(f"kernel native cannot be used: {obstacle}.")
    return _Settings(physics, threads or default_threads(), level)


def _arguments(
    layers: Layers,
    state: State,
    steps: Steps,
    seeds: FireSeeds,
    first_step: FirstSteps,
    angle: Angles,
    fire_rate: Number,
    step_size: Number,
    physics: Physics,
) -> tuple[Any, ...]:
    """The operands in the order of the extension, all of the types it takes."""
    return (
        layers,
        state,
        turned_filters(physics.filters, jnp.asarray(angle, jnp.float32)),
        jnp.asarray(seeds, jnp.uint32),
        jnp.asarray(first_step, jnp.uint32),
        jnp.asarray(steps, jnp.int32),
        jnp.asarray(fire_rate, jnp.float32),
        jnp.asarray(step_size, jnp.float32),
    )


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _rollout(settings: _Settings, layers: Layers, state: State, *rest: Array) -> State:
    call = _call("blastema_rollout", _like(state))
    final_state: State = call(*jax.tree.leaves(layers), state, *rest, **settings.attributes())
    return final_state


def _rollout_forward(settings: _Settings, *arguments: Any) -> tuple[State, tuple[Any, ...]]:
    return _rollout(settings, *arguments), arguments


def _rollout_backward(settings: _Settings, arguments: tuple[Any, ...], cotangent: State) -> tuple[Any, ...]:
    layers, state, *rest = arguments
    results = tuple(_like(leaf) for leaf in (*jax.tree.leaves(layers), state))
    *to_layers, to_state = _call("blastema_rollout_gradient", results)(
        *jax.tree.leaves(layers), state, *rest, cotangent, **settings.attributes()
    )
    return jax.tree.unflatten(jax.tree.structure(layers), to_layers), to_state, *(None for _ in rest)


_rollout.defvjp(_rollout_forward, _rollout_backward)
