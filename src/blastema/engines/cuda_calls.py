"""The fused kernels for NVIDIA cards: whether they can be used, and their code for a shape.

Their source is in ``cuda_source/``. It is compiled by NVRTC when a shape is first used, so that neither the
package nor its user needs CUDA's compiler; calls go through the same interface as the native kernel's.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
from pathlib import Path
from typing import Any

import jax
import numpy as np

from blastema.engines import nvrtc
from blastema.errors import KernelUnavailableError

_SOURCE = Path(__file__).parent / "cuda_source"
_MAIN = "automaton.cuh"
_OLDEST = (8, 0)
"""The lowest supported compute capability: tensor cores with bf16 and tf32."""
ACTIVATIONS = ("relu", "atan", "tanh")
MOST_CHANNELS, MOST_HIDDEN, MOST_FILTERS = 32, 256, 8


@dataclasses.dataclass(frozen=True)
class Shape:
    """The parameters for which the kernels are compiled.

    taps: which of each filter's nine taps may differ from zero, as bits
    """

    height: int
    width: int
    channels: int
    hidden: int
    taps: tuple[int, ...]
    torus: bool
    all_live: bool
    activation: str
    bf16: bool

    def definitions(self, shared_limit: int) -> dict[str, str]:
        """The macros of ``cuda_source/common.h``; ``shared_limit``: bytes of shared memory that a block may have."""
        low, high = (sum(bits << (9 * i) for i, bits in enumerate(part)) for part in (self.taps[:4], self.taps[4:]))
        return {
            "BLASTEMA_HEIGHT": str(self.height),
            "BLASTEMA_WIDTH": str(self.width),
            "BLASTEMA_CHANNELS": str(self.channels),
            "BLASTEMA_FILTERS": str(len(self.taps)),
            "BLASTEMA_HIDDEN": str(self.hidden),
            "BLASTEMA_TAPS_LOW": f"{low}ull",
            "BLASTEMA_TAPS_HIGH": f"{high}ull",
            "BLASTEMA_TORUS": str(int(self.torus)),
            "BLASTEMA_ALL_LIVE": str(int(self.all_live)),
            "BLASTEMA_ACTIVATION": str(ACTIVATIONS.index(self.activation)),
            "BLASTEMA_BF16": str(int(self.bf16)),
            "BLASTEMA_SHARED_LIMIT": str(shared_limit),
        }


@dataclasses.dataclass(frozen=True)
class Attributes:
    """What is fixed when a call is compiled; see `kernel_calls.Attributes`.

    kernels:   handle of the compiled kernels
    max_steps: bound of the steps
    members:   blocks for each sample; 0: chosen by the card's size
    """

    kernels: int
    max_steps: int
    alive_threshold: float
    members: int = 0

    @property
    def kernel(self) -> str:
        """See `kernel_calls.Attributes`."""
        return "cuda"

    @property
    def prefix(self) -> str:
        """See `kernel_calls.Attributes`."""
        return "blastema_cuda_"

    def as_keywords(self) -> dict[str, Any]:
        """See `kernel_calls.Attributes`; must match `CudaAttributes` in native/cuda/binding.cc."""
        return {
            "kernels": np.int64(self.kernels),
            "max_steps": np.int32(self.max_steps),
            "members": np.int32(self.members),
            "alive_threshold": np.float32(self.alive_threshold),
        }


@dataclasses.dataclass(frozen=True)
class Card:
    """A graphics card of this machine."""

    name: str
    capability: tuple[int, int]
    shared_bytes: int

    @property
    def architecture(self) -> str:
        """The architecture's name for compilers: "sm_90"."""
        return "sm_{}{}".format(*self.capability)


@functools.cache
def card() -> Card | str:
    """The card that JAX computes on, with the kernels' targets registered; or the reason why they cannot be used."""
    if jax.default_backend() != "gpu":
        return f"JAX computes on {jax.default_backend()}, not on an NVIDIA card"
    try:
        native = importlib.import_module("blastema._native")
    except ImportError as error:
        return (
            f"the extension blastema._native cannot be loaded ({error}); "
            "reinstall Blastema with a C++ compiler available to build it"
        )
    if not hasattr(native, "cuda_cards"):
        return "the extension blastema._native was built without the part for cards, which exists on Linux only"
    try:
        found = native.cuda_cards()
    except RuntimeError as error:
        return str(error)
    if not found:
        return "NVIDIA's driver finds no card"
    first = found[0]
    one = Card(first["name"], tuple(first["capability"]), first["shared_bytes"])
    if one.capability < _OLDEST:
        return f"the card {one.name} has compute capability {one.capability[0]}.{one.capability[1]}; 8.0 is needed"
    compiler = nvrtc.library()
    if isinstance(compiler, str):
        return compiler
    register("CUDA", emulation=False)
    return one


def register(platform: str, emulation: bool) -> None:
    """Register the targets with JAX."""
    native = importlib.import_module("blastema._native")
    for name, target in native.cuda_targets(emulation).items():
        jax.ffi.register_ffi_target(name, target, platform=platform)


def sources() -> dict[str, str]:
    """The kernels' source files by name."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(_SOURCE.iterdir()) if file.is_file()}


@functools.cache
def kernels(shape: Shape) -> int:
    """The handle of the kernels for that shape, compiled for this machine's card.

    Raises:
        KernelUnavailableError: if there is no card, or the grid is too large for it.
    """
    found = card()
    if isinstance(found, str):
        raise KernelUnavailableError(f"kernel cuda is not available: {found}. Use --kernel auto or jax.")
    refuse_large(shape, found.shared_bytes)
    headers = sources()
    options = [f"-D{name}={value}" for name, value in shape.definitions(found.shared_bytes).items()]
    options += ["--std=c++17", "--device-as-default-execution-space", f"--gpu-architecture={found.architecture}"]
    code = nvrtc.compiled(headers.pop(_MAIN), headers, options)
    handle: int = importlib.import_module("blastema._native").cuda_add_kernels(code)
    return handle


def shared_bytes(shape: Shape) -> int:
    """The shared memory that a block needs, but for the weights: `Work` in ``cuda_source/rule.h``."""
    words = shape.height * ((shape.width + 31) // 32)
    tile, rest = (48, 128) if shape.bf16 or words <= 4096 else (32, 32)
    warps = 8
    out, inside = (-(-columns // 16) * 16 for columns in (shape.channels, len(shape.taps) * shape.channels))
    sums = 4 * tile * (out + 4)

    def operands(columns: int) -> int:
        return 2 * tile * (columns + 8) if shape.bf16 else 8 * tile * (columns + 4)

    tiles = operands(inside) + max(warps * sums, operands(shape.hidden)) + sums + operands(out)
    addresses = 8 * 10 * (2 * tile + rest)
    boards = 5 * words + 2 * (shape.height + 1)
    numbers = shape.hidden + out + 9 * len(shape.taps) + 32 * warps + boards + tile + rest + 2
    return -(-(tiles + addresses + 4 * numbers) // 16) * 16


def refuse_large(shape: Shape, shared_limit: int) -> None:
    """Raise `KernelUnavailableError` for a grid whose bitboards do not fit into shared memory with the tiles."""
    needed = shared_bytes(shape)
    if needed > shared_limit:
        raise KernelUnavailableError(
            f"kernel cuda is not available: a grid of {shape.height} x {shape.width} cells needs {needed // 1024} kB "
            f"of a block's shared memory, the card has {shared_limit // 1024} kB. Use --kernel jax."
        )


__all__ = [
    "ACTIVATIONS",
    "MOST_CHANNELS",
    "MOST_FILTERS",
    "MOST_HIDDEN",
    "Attributes",
    "Card",
    "Shape",
    "card",
    "kernels",
    "refuse_large",
    "register",
    "shared_bytes",
    "sources",
]
