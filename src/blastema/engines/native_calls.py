"""Calls of the native kernel, plain arrays in and out: the C++ of ``native/``, reached through ``jax.ffi``.

Where asked for, and where the processor has the instructions, the rule's matrix products take operands rounded to bf16;
their sums and all else stay float32. This module can be imported where the extension was not built: `is_available`
says why.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import os
from types import ModuleType
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from blastema._types import Array, FireSeeds, Layers, Losses, PerSample, State, StepCounts
from blastema.errors import KernelUnavailableError

LEVEL_VARIABLE = "BLASTEMA_NATIVE_LEVEL"
"""Environment variable that forces an instruction level; read whenever an engine is made."""


@dataclasses.dataclass(frozen=True)
class Attributes:
    """What a compiled call is specialised for."""

    torus: bool
    life: str
    alive_threshold: float
    activation: str
    update: str
    fire_per_channel: bool
    clamp: float
    threads: int
    level: str

    def encoded(self) -> dict[str, Any]:
        """As the extension takes them."""
        return {
            "torus": np.int32(self.torus),
            "living_mask": np.int32(self.life == "neighbourhood"),
            "alive_threshold": np.float32(self.alive_threshold),
            "threads": np.int32(self.threads),
            "level": self.level,
        }


class Operands(NamedTuple):
    """The arrays of a call; the bias of the first layer is [hidden], or [B, hidden] where each sample has its own."""

    layers: Layers
    state: State
    taps: Array
    fire_seed: FireSeeds
    step: StepCounts
    steps: Array
    fire_rate: PerSample
    step_size: PerSample


class Due(NamedTuple):
    """What the fused call compares with; see `blastema.objective.Wanted` and `Measure`."""

    times: Array
    weights: Array
    pictures: Array
    which: Array
    channel_weights: tuple[float, float, float, float]
    power: float


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

    Raises `KernelUnavailableError` if that level is not available.
    """
    available, reason = is_available()
    if not available:
        raise KernelUnavailableError(f"kernel native is not available: {reason}.")
    levels = available_levels(precision)
    if not levels:
        raise KernelUnavailableError(
            f"precision {precision} is not available: it needs AVX512-BF16, which this processor or the compiler that "
            "built the kernel does not have. Use --precision float32."
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


def bf16_obstacle(update: Any) -> str | None:
    """Why the kernel cannot serve an update in bf16, or none if it can."""
    if not available_levels("bf16"):
        return "it needs AVX512-BF16, which this processor or the compiler that built the kernel does not have"
    return None


def rollout(attributes: Attributes, operands: Operands) -> State:
    """The state after the steps; differentiable (reverse mode) in layers and state.

    Nothing but the arguments is kept for the gradient: the backward pass runs the steps once more.
    """
    return _rollout(attributes, operands)


def loss_and_gradient(attributes: Attributes, operands: Operands, due: Due) -> tuple[Losses, Layers, State]:
    """Loss and gradient of a rollout in one pass: losses [B], gradients shaped as the layers, the final state."""
    results = (_like(operands.fire_rate), _like(operands.state), *(_like(leaf) for leaf in _leaves(operands)))
    target = due.pictures[0] if due.pictures.shape[0] == 1 else due.pictures[due.which[:, 0]]
    losses, final_state, *gradients = _call("blastema_loss_and_gradient", results)(
        *_flat(operands),
        target,
        due.times,
        due.weights,
        jnp.asarray(due.channel_weights, jnp.float32),
        **attributes.encoded(),
        loss_power=np.float32(due.power),
    )
    return losses, jax.tree.unflatten(jax.tree.structure(operands.layers), gradients), final_state


def _leaves(operands: Operands) -> list[Array]:
    return jax.tree.leaves(operands.layers)


def _flat(operands: Operands) -> tuple[Array, ...]:
    rest = operands[1:6]
    return (*_leaves(operands), *rest, operands.fire_rate[0], operands.step_size[0])


def _call(target: str, results: Any) -> Any:
    return jax.ffi.ffi_call(target, results, vmap_method="sequential")


def _like(array: Array) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(array.shape, array.dtype)  # type: ignore[no-untyped-call]


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _rollout(attributes: Attributes, operands: Operands) -> State:
    final_state: State = _call("blastema_rollout", _like(operands.state))(*_flat(operands), **attributes.encoded())
    return final_state


def _rollout_forward(attributes: Attributes, operands: Operands) -> tuple[State, Operands]:
    return _rollout(attributes, operands), operands


def _rollout_backward(attributes: Attributes, operands: Operands, cotangent: State) -> tuple[Any, ...]:
    results = tuple(_like(leaf) for leaf in (*_leaves(operands), operands.state))
    *to_layers, to_state = _call("blastema_rollout_gradient", results)(
        *_flat(operands), cotangent, **attributes.encoded()
    )
    layers = jax.tree.unflatten(jax.tree.structure(operands.layers), to_layers)
    return (Operands(layers, to_state, None, None, None, None, None, None),)  # type: ignore[arg-type]


_rollout.defvjp(_rollout_forward, _rollout_backward)
