"""Which way a world is stepped, and in how many exchanges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from blastema.engines import native_tiles
from blastema.errors import InputError
from blastema.world import sweep
from blastema.world.dense import DenseStepper
from blastema.world.native import NativeStepper
from blastema.world.tiles import World


class Chosen(NamedTuple):
    """How a world is stepped, and one sentence about it."""

    stepper: sweep.AbstractStepper
    why: str


def stepper_of(world: World, kernel: str = "auto", threads: int = 0) -> Chosen:
    """The way to step a world.

    Args:
        world: its species count
        kernel: "native"; "jax"; "mesh" for all devices that JAX has; "auto": the native kernel where it is there
        threads: of the native kernel; 0 is one for each processor

    Returns:
        The stepper.

    Raises:
        KernelUnavailableError: if one that was asked for by name cannot serve.
        InputError: for another name.
    """
    missing = native_tiles.obstacle()
    if kernel == "native" or (kernel == "auto" and missing is None):
        return Chosen(NativeStepper(world.population, threads), "native kernel: computes only where there is life")
    if kernel not in ("auto", "jax"):
        raise InputError(f"the kernel is {kernel!r}; expected auto, native or jax.")
    why = "as asked for" if kernel == "jax" else f"native is not available: {missing}"
    return Chosen(DenseStepper(world.population), f"dense JAX, all cells of each tile ({why})")


def checked_exchange(world: World, steps: int) -> int:
    """Steps between two exchanges of the tiles' rims.

    Raises:
        InputError: if the world's tiles are too small for so many, or for none at all.
    """
    most = sweep.most_steps(world)
    if not 1 <= steps <= most:
        raise InputError(f"--exchange is {steps}; expected 1 to {most} steps for tiles of {world.tile} cells.")
    return steps


def exchanges(steps: int, exchange: int) -> Iterator[int]:
    """The steps of each exchange: as many as may be, and what is left."""
    while steps > 0:
        yield min(steps, exchange)
        steps -= exchange


def advance(world: World, steps: int, chosen: Any) -> None:
    """One exchange and its steps; see `sweep.advance`."""
    sweep.advance(world, steps, chosen.stepper)


__all__ = ["Chosen", "advance", "checked_exchange", "exchanges", "stepper_of"]
