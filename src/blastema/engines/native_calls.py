"""The native kernel's calls: plain arrays in, plain arrays out, and what the kernel serves.

The C++ code is in ``native/``; here it is reached through ``jax.ffi``, inside ``jax.jit`` as well. This module can be
imported where the extension was not built: `is_available` says why.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import importlib.metadata
import os
from types import ModuleType
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.custom_derivatives import SymbolicZero

from blastema._types import Array, State
from blastema.config import LARGEST_THREADS
from blastema.errors import KernelUnavailableError

LEVEL_VARIABLE = "BLASTEMA_NATIVE_LEVEL"
"""Environment variable that forces an instruction level; read whenever a function is traced."""

_MAX_FILTERS = 8
"""Most perception filters that the kernel takes."""

LIVES = ("neighbourhood", "all", "own-alpha")
ACTIVATIONS = ("relu", "atan", "tanh")
UPDATES = ("residual", "replacing")


Layers = tuple[tuple[Array, Array], ...]
"""Weight [in, out] and bias [out] of each layer; the first layer's bias may be each sample's own, [B, out]."""


@dataclasses.dataclass(frozen=True)
class Attributes:
    """What is fixed when a call is compiled.

    torus:            whether the edges meet; otherwise all is zero beyond them
    life:             "neighbourhood", "all" or "own-alpha": which cells keep their state
    alive_threshold:  a cell is alive, or present, by an alpha greater than this
    activation:       "relu", "atan" or "tanh", between the layers
    update:           "residual" or "replacing"
    fire_per_channel: whether each channel of a cell fires for itself
    clamp:            states are kept within plus and minus this; 0: they are not
    threads:          1 to `LARGEST_THREADS`; the result does not depend on it
    level:            instruction level, one of `available_levels`; those of "bf16" round the operands of products
    """

    torus: bool = False
    life: str = "neighbourhood"
    alive_threshold: float = 0.1
    activation: str = "relu"
    update: str = "residual"
    fire_per_channel: bool = False
    clamp: float = 0.0
    threads: int = 1
    level: str = ""

    def as_keywords(self) -> dict[str, Any]:
        """The keyword arguments of the extension's targets; `Attributes` in native/ffi.cc has the same."""
        return dataclasses.asdict(self) | {
            "alive_threshold": np.float32(self.alive_threshold),
            "clamp": np.float32(self.clamp),
            "threads": np.int32(self.threads),
        }


class Operands(NamedTuple):
    """The arrays of a call; H x W cells, C channels, F filters.

    layers:     weight [inputs, outputs] and bias [outputs] of two or three layers, float32; the inputs of the first are
                F * C, filter-major; its bias may be [B, outputs], one a sample
    state:      float32 [B, H, W, C]
    taps:       float32 [B, F, 3, 3], cross-correlation
    fire_seed:  uint32 [B]
    first_step: uint32 [B], the steps each sample has behind it
    steps:      int32 []
    fire_rate:  float32 [B]
    step_size:  float32 [B]
    """

    layers: Layers
    state: State
    taps: Array
    fire_seed: Array
    first_step: Array
    steps: Array
    fire_rate: Array
    step_size: Array


class Due(NamedTuple):
    """What a loss asks for at some of the steps.

    times:           int32 [L], numbers of steps after which the loss is taken, in 1..steps
    weights:         float32 [L], the factor of each
    pictures:        float32 [K, H, W, 4]
    which:           int32 [B, L], the picture due to each sample at each time
    channel_weights: float32 [4], the factor of R, G, B and alpha
    power:           float32 [], of each sample's loss, before the mean whose gradient is returned
    """

    times: Array
    weights: Array
    pictures: Array
    which: Array
    channel_weights: Array
    power: Array


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
    try:
        for name, target in native.targets().items():
            jax.ffi.register_ffi_target(name, target, platform="cpu")
    except RuntimeError as error:  # XLA looks at the version of the headers that the extension was compiled with
        version = importlib.metadata.version("jaxlib")
        return (
            f"the extension blastema._native does not fit the installed jaxlib {version} ({error}); upgrade it "
            "(pip install --upgrade jax jaxlib), or install Blastema anew with a C++ compiler at hand"
        )
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
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(found, LARGEST_THREADS)


def obstacle(attributes: Attributes, layers: Layers, filters: int) -> str | None:
    """Why the kernel cannot serve an automaton, or None if it can. Only the layers' shapes are looked at.

    filters: their number
    """
    if not 2 <= len(layers) <= 3:
        return f"it serves one or two hidden layers, not {len(layers) - 1}"
    features, hidden = layers[0][0].shape[0], [weight.shape[1] for weight, _ in layers[:-1]]
    channels = layers[-1][0].shape[1]
    dtypes = {str(array.dtype) for layer in layers for array in layer}
    in_bf16 = attributes.level in available_levels("bf16")
    obstacles = {
        f"it serves float32, not {', '.join(sorted(dtypes))}": dtypes == {"float32"},
        f"it serves channels in multiples of 4, not {channels}": channels % 4 == 0,
        f"it serves hidden layers in multiples of 16, not {', '.join(map(str, hidden))}": all(
            width % 16 == 0 for width in hidden
        ),
        f"it serves 1 to {_MAX_FILTERS} perception filters, not {filters}": 1 <= filters <= _MAX_FILTERS,
        "it serves fixed perception filters only": features == filters * channels,
        f"it does not know the life {attributes.life!r}": attributes.life in LIVES,
        f"it does not know the activation {attributes.activation!r}": attributes.activation in ACTIVATIONS,
        f"it does not know the update {attributes.update!r}": attributes.update in UPDATES,
        f"it serves 1 to {LARGEST_THREADS} threads, not {attributes.threads}": 1
        <= attributes.threads
        <= LARGEST_THREADS,
        f"it serves clamps of 0 or more, not {attributes.clamp}": attributes.clamp >= 0,
        f"with precision bf16 it serves the activation relu only, not {attributes.activation}": (
            not in_bf16 or attributes.activation == "relu"
        ),
        f"with precision bf16 it serves one hidden layer only, not {len(layers) - 1}": not in_bf16 or len(layers) == 2,
    }
    return next((reason for reason, served in obstacles.items() if not served), None)


def rollout(attributes: Attributes, operands: Operands) -> State:
    """The state [B, H, W, C] after ``operands.steps`` steps.

    Differentiable (reverse mode) with respect to ``layers`` and ``state``. Nothing but the arguments is kept for the
    gradient: the backward pass runs the steps once more.

    Raises `KernelUnavailableError` if the kernel is missing or cannot serve this automaton, or if another operand is
    differentiated.
    """
    _refuse(attributes, operands)
    state: State = _rollout(attributes, operands)
    return state


def loss_and_gradient(attributes: Attributes, operands: Operands, due: Due) -> tuple[Array, Layers, State]:
    """Loss and gradient of a rollout in one pass.

    Returns the losses [B] (for each sample the weighted sum over times of the mean squared error), the gradient of the
    mean over the batch of their powers, shaped as ``operands.layers``, and the final state [B, H, W, C].

    Raises `KernelUnavailableError` if the kernel is missing or cannot serve this automaton.
    """
    _refuse(attributes, operands)
    layers, state, *rest = operands
    flat = jax.tree.leaves(layers)
    results = (_like(operands.fire_rate), *map(_like, (state, *flat)))
    losses, final_state, *gradients = _call_once("blastema_loss_and_gradient", results, attributes)(
        state, *rest, *due, *flat
    )
    return losses, jax.tree.unflatten(jax.tree.structure(layers), gradients), final_state


def _refuse(attributes: Attributes, operands: Operands) -> None:
    state, taps = operands.state, operands.taps
    available, reason = is_available()
    found = None if available else reason
    if found is None and (state.ndim != 4 or state.dtype != jnp.float32):
        found = f"the state must be float32 [B, H, W, C], not {state.dtype} {list(state.shape)}"
    if found is None and (taps.ndim != 4 or taps.shape[2:] != (3, 3)):
        found = f"taps must be [B, F, 3, 3], not {list(taps.shape)}"
    found = found or obstacle(attributes, operands.layers, taps.shape[1])
    if found is not None:
        raise KernelUnavailableError(f"kernel native is not available: {found}.")


def _call(target: str, results: Any) -> Any:
    return jax.ffi.ffi_call(target, results, vmap_method="sequential")


def _call_once(target: str, results: Any, attributes: Attributes) -> Any:
    """A call whose results are not differentiated again."""

    @jax.custom_jvp
    def call(*operands: Array) -> Any:
        return _call(target, results)(*operands, **attributes.as_keywords())

    @call.defjvp
    def refuse(*_: Any) -> Any:
        what = target.removeprefix("blastema_").replace("_", " ")
        raise KernelUnavailableError(f"kernel native has no derivatives of its {what}; use kernel jax.")

    return call


def _like(array: Array) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(array.shape, array.dtype)  # type: ignore[no-untyped-call]


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _rollout(attributes: Attributes, operands: Operands) -> Any:
    layers, state, *rest = operands
    call = _call("blastema_rollout", _like(state))
    return call(state, *rest, *jax.tree.leaves(layers), **attributes.as_keywords())


def _rollout_forward(attributes: Attributes, primals: Any) -> tuple[Any, Operands]:
    """``primals``: `Operands` whose leaves say beside their value whether they are differentiated."""
    differentiated = [name for name in Operands._fields[2:] if getattr(primals, name).perturbed]
    if differentiated:
        names = ", ".join("angle" if name == "taps" else name for name in differentiated)  # as callers know them
        raise KernelUnavailableError(
            f"kernel native has no gradient to {names}, only to layers and state; use kernel jax."
        )
    operands = jax.tree.map(lambda leaf: leaf.value, primals, is_leaf=lambda leaf: hasattr(leaf, "perturbed"))
    return _rollout(attributes, operands), operands


def _rollout_backward(attributes: Attributes, operands: Operands, cotangent: Any) -> tuple[Any]:
    layers, state, *rest = operands
    if isinstance(cotangent, SymbolicZero):
        cotangent = jnp.zeros_like(state)
    flat = jax.tree.leaves(layers)
    results = tuple(map(_like, (*flat, state)))
    *to_layers, to_state = _call_once("blastema_rollout_gradient", results, attributes)(state, *rest, cotangent, *flat)
    gradient = jax.tree.unflatten(jax.tree.structure(layers), to_layers)
    return (Operands(gradient, to_state, *(None for _ in rest)),)  # type: ignore[arg-type]


_rollout.defvjp(_rollout_forward, _rollout_backward, symbolic_zeros=True)


__all__ = [
    "ACTIVATIONS",
    "LEVEL_VARIABLE",
    "LIVES",
    "UPDATES",
    "Attributes",
    "Due",
    "Layers",
    "Operands",
    "available_levels",
    "default_threads",
    "instruction_level",
    "is_available",
    "loss_and_gradient",
    "obstacle",
    "rollout",
]
