"""The native kernel: its availability, what it supports, and its calls.

The C++ code is in ``native/``; it is called through ``jax.ffi``, inside ``jax.jit`` as well. This module can be
imported where the extension was not built: `is_available` says why.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import importlib.metadata
import os
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from blastema._types import Array, State
from blastema.config import LARGEST_THREADS
from blastema.engines import kernel_calls
from blastema.engines.kernel_calls import Due, Layers, Operands
from blastema.errors import KernelUnavailableError

LEVEL_VARIABLE = "BLASTEMA_NATIVE_LEVEL"
"""Environment variable that forces an instruction level; read whenever a function is traced."""

_MAX_FILTERS = 8
"""Largest number of perception filters."""

LIVES = ("neighbourhood", "all", "own-alpha")
ACTIVATIONS = ("relu", "atan", "tanh")
UPDATES = ("residual", "replacing")


@dataclasses.dataclass(frozen=True)
class Attributes:
    """The compile-time attributes of a call.

    torus:            whether the edges meet; else cells beyond are zero
    life:             "neighbourhood", "all" or "own-alpha": which cells keep their state
    alive_threshold:  a cell is mature if its alpha is greater than this
    activation:       "relu", "atan" or "tanh", between the layers
    update:           "residual" or "replacing"
    fire_per_channel: whether each channel of a cell fires independently
    clamp:            states are kept within plus and minus this; 0: never
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

    @property
    def kernel(self) -> str:
        """See `kernel_calls.Attributes`."""
        return "native"

    @property
    def prefix(self) -> str:
        """See `kernel_calls.Attributes`."""
        return "blastema_"

    def as_keywords(self) -> dict[str, Any]:
        """The keyword arguments of the extension's targets; must match `Attributes` in native/ffi.cc."""
        return dataclasses.asdict(self) | {
            "alive_threshold": np.float32(self.alive_threshold),
            "clamp": np.float32(self.clamp),
            "threads": np.int32(self.threads),
        }


@functools.cache
def _extension() -> ModuleType | str:
    """The extension with its targets registered, or the reason why there is none."""
    try:
        native = importlib.import_module("blastema._native")
    except ImportError as error:
        return (
            f"the extension blastema._native cannot be loaded ({error}); "
            "reinstall Blastema with a C++ compiler available to build it"
        )
    if not native.available_levels():
        return "this processor is older than x86-64-v2"
    try:
        for name, target in native.targets().items():
            jax.ffi.register_ffi_target(name, target, platform="cpu")
    except RuntimeError as error:  # XLA checks the version of the headers that the extension was compiled with
        version = importlib.metadata.version("jaxlib")
        return (
            f"the extension blastema._native does not fit the installed jaxlib {version} ({error}); upgrade it "
            "(pip install --upgrade jax jaxlib), or reinstall Blastema with a C++ compiler available"
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

    Raises:
        KernelUnavailableError: if that level is not available.
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


def processors() -> int:
    """Processors that this process may use; in a SLURM job those that its task requested, if any."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    # Not every cluster binds its jobs to their processors.
    asked = os.environ.get("SLURM_CPUS_PER_TASK", "")
    return min(allowed, max(1, int(asked))) if asked.isdecimal() else allowed


def default_threads() -> int:
    """The default number of threads: one per processor that this process may use."""
    return min(processors(), LARGEST_THREADS)


def obstacle(attributes: Attributes, layers: Layers, filters: int, axes: int = 2) -> str | None:
    """Why the kernel does not support an automaton, or None if it does. Only the layers' shapes are used.

    filters: their number
    axes:    of the grids, 3 for volumes
    """
    if not 2 <= len(layers) <= 3:
        return f"it supports one or two hidden layers, not {len(layers) - 1}"
    features, hidden = layers[0][0].shape[0], [weight.shape[1] for weight, _ in layers[:-1]]
    channels = layers[-1][0].shape[1]
    dtypes = {str(array.dtype) for layer in layers for array in layer}
    in_bf16 = attributes.level in available_levels("bf16")
    obstacles = {
        f"it supports float32, not {', '.join(sorted(dtypes))}": dtypes == {"float32"},
        f"it supports channels in multiples of 4, not {channels}": channels % 4 == 0,
        f"it supports hidden layers in multiples of 16, not {', '.join(map(str, hidden))}": all(
            width % 16 == 0 for width in hidden
        ),
        f"it supports 1 to {_MAX_FILTERS} perception filters, not {filters}": 1 <= filters <= _MAX_FILTERS,
        "it supports fixed perception filters only": features == filters * channels,
        f"it does not support the life {attributes.life!r}": attributes.life in LIVES,
        f"it does not support the activation {attributes.activation!r}": attributes.activation in ACTIVATIONS,
        f"it does not support the update {attributes.update!r}": attributes.update in UPDATES,
        f"it supports 1 to {LARGEST_THREADS} threads, not {attributes.threads}": 1
        <= attributes.threads
        <= LARGEST_THREADS,
        f"it supports clamps of 0 or more, not {attributes.clamp}": attributes.clamp >= 0,
        f"with precision bf16 it supports the activation relu only, not {attributes.activation}": (
            not in_bf16 or attributes.activation == "relu"
        ),
        f"with precision bf16 it supports one hidden layer only, not {len(layers) - 1}": not in_bf16
        or len(layers) == 2,
        "with precision bf16 it supports pictures only, not volumes": not in_bf16 or axes == 2,
    }
    return next((reason for reason, served in obstacles.items() if not served), None)


def rollout(attributes: Attributes, operands: Operands) -> State:
    """As of `kernel_calls.rollout`.

    Raises:
        KernelUnavailableError: if the kernel is missing or does not support this automaton, or if an operand other than
            layers and state is differentiated.
    """
    _refuse(attributes, operands)
    return kernel_calls.rollout(attributes, operands)


def loss_and_gradient(attributes: Attributes, operands: Operands, due: Due) -> tuple[Array, Layers, State]:
    """As of `kernel_calls.loss_and_gradient`.

    Raises:
        KernelUnavailableError: if the kernel is missing or does not support this automaton.
    """
    _refuse(attributes, operands)
    return kernel_calls.loss_and_gradient(attributes, operands, due)


def _refuse(attributes: Attributes, operands: Operands) -> None:
    state, taps = operands.state, operands.taps
    available, reason = is_available()
    found = None if available else reason
    if found is None and (state.ndim not in (4, 5) or state.dtype != jnp.float32):
        found = f"the state must be float32 [B, H, W, C] or [B, D, H, W, C], not {state.dtype} {list(state.shape)}"
    if found is None and (taps.ndim != state.ndim or set(taps.shape[2:]) != {3}):
        expected = f"[B, F{', 3' * (state.ndim - 2)}]"
        found = f"taps must be {expected}, not {list(taps.shape)}"
    found = found or obstacle(attributes, operands.layers, taps.shape[1], state.ndim - 2)
    if found is not None:
        raise KernelUnavailableError(f"kernel native is not available: {found}.")


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
    "processors",
    "rollout",
]
