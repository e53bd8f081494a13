"""Engines: one interface over the specification and the fast kernels, and one place that chooses.

``jax`` (`engines.reference`) is the specification and serves everything; ``native`` (`engines.cpu`) computes
only where there is life, on the processor, and serves fixed perception filters and one hidden layer.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial

import jax

from blastema._types import Array, Layers, Physics, State
from blastema.engines import cpu, reference
from blastema.errors import KernelUnavailableError


@dataclasses.dataclass(frozen=True)
class Engine:
    """An engine that has been chosen.

    name:    "native" or "jax"
    why:     one sentence for the user
    level:   instruction level that the kernel was compiled for; "xla" where the compiler decides
    threads: threads that it computes with; 0 where the compiler decides
    precision: of the operands of the rule's products, "float32" or "bf16"
    rollout: as of `engines.reference.rollout`
    loss_and_gradient: as of `engines.reference.loss_and_gradient`
    """

    name: str
    why: str
    level: str
    threads: int
    precision: str
    rollout: Callable[..., State]
    loss_and_gradient: Callable[..., tuple[Array, Layers, State]]


def resolve(
    kernel: str,
    physics: Physics,
    layers: Layers,
    *,
    learned: bool = False,
    threads: int = 0,
    precision: str = "float32",
) -> Engine:
    """The engine for an automaton.

    kernel:  "auto" takes the fastest that serves here; "native" or "jax" that one
    layers:  the update rule (only its shapes are looked at)
    learned: whether there are learned perception filters
    threads: of the native kernel; 0 is one for each processor that may be used
    precision: "float32", or "bf16" for products of operands rounded to bf16, which the native kernel alone has

    Raises `KernelUnavailableError`, with the cause, if the one asked for by name, or the precision, cannot be had.
    """
    if kernel == "jax" and precision != "float32":
        raise KernelUnavailableError(
            f"precision {precision} cannot be had: the dense engine computes in float32. Take --kernel native or auto."
        )
    if kernel == "jax":
        return _dense("as asked for")
    obstacle = native_obstacle() or (
        "it does not serve learned perception filters" if learned else cpu.supports(physics, layers)
    )
    if obstacle is None:
        return _native(threads, precision)
    if kernel == "native":
        raise KernelUnavailableError(
            f"kernel native cannot be used: {obstacle}. Take --kernel auto or jax; `blastema doctor` says more."
        )
    if precision != "float32":
        raise KernelUnavailableError(
            f"precision {precision} cannot be had: only kernel native has it, which cannot be used: {obstacle}. "
            "Take --precision float32."
        )
    return _dense(f"native cannot be used: {obstacle}")


def native_obstacle() -> str | None:
    """Why the native kernel cannot be used on this machine, or none if it can."""
    available, reason = cpu.is_available()
    if not available:
        return reason
    if jax.default_backend() != "cpu":
        return f"JAX computes on {jax.default_backend()}, where the dense engine is faster"
    return None


def _native(threads: int, precision: str) -> Engine:
    count, level = threads or cpu.default_threads(), cpu.instruction_level(precision=precision)
    return Engine(
        "native",
        f"native kernel ({level}, {count} thread{'s' if count > 1 else ''}): computes only where there is life",
        level,
        count,
        precision,
        partial(cpu.rollout, threads=count, precision=precision),
        partial(cpu.loss_and_gradient, threads=count, precision=precision),
    )


def _dense(why: str) -> Engine:
    return Engine("jax", f"dense JAX ({why})", "xla", 0, "float32", reference.rollout, reference.loss_and_gradient)


__all__ = ["Engine", "native_obstacle", "resolve"]
